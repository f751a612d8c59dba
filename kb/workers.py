"""Work on many files in several processes: what all of them need is sent once, and the order of the files is kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

__all__ = ["in_processes"]

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

_shared: Any = None  # in a worker: what its pool gave it at the start


def in_processes(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
    jobs: int,
    *,
    weight: Callable[[Item], int],
    died: Callable[[Item], Result],
) -> Generator[Result, None, None]:
    """Give ``work(item, shared)`` for each of ``items``, in their order, from ``jobs`` processes.

    Those of the greatest ``weight`` are begun first, so that no process is left alone with a long one at the end.
    Where a process dies (a library may crash on a damaged file), what it held is tried again alone, and ``died(item)``
    stands for what kills that process too.
    """
    with _pool(shared, min(jobs, len(items))) as pool:
        futures: dict[int, Future[Result]] = {}
        try:
            for index in sorted(range(len(items)), key=lambda index: -weight(items[index])):
                futures[index] = pool.submit(_work, work, items[index])
        except BrokenProcessPool:
            pass  # those that were not begun any more are tried alone below
        try:
            for index, item in enumerate(items):
                try:
                    result = futures[index].result()
                except (BrokenProcessPool, KeyError):
                    result = _alone(work, item, shared, died)
                yield result
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _alone(
    work: Callable[[Item, Shared], Result], item: Item, shared: Shared, died: Callable[[Item], Result]
) -> Result:
    with _pool(shared, 1) as pool:
        try:
            return pool.submit(_work, work, item).result()
        except BrokenProcessPool:
            return died(item)


def _pool(shared: Any, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=workers, initializer=_begin, initargs=(shared,))


def _begin(shared: Any) -> None:
    global _shared  # noqa: PLW0603 - the worker's own, set once before its first task
    _shared = shared


def _work(work: Callable[[Item, Any], Result], item: Item) -> Result:
    return work(item, _shared)
