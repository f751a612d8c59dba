"""Work on many files in several processes: what all of them need is sent once, and the order of the files is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

__all__ = ["batches", "in_processes"]

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
    at_once: int = sys.maxsize,
) -> Generator[Result, None, None]:
    """Give ``work(item, shared)`` for each of ``items``, in their order, from ``jobs`` processes.

    Items are begun in ``batches`` of the weight ``at_once``, the next one while results of one are taken, so that no
    more of them wait than memory has room for.  Of a batch those of the greatest ``weight`` are begun first, so that no
    process is left alone with a long one at the end.  Where a process dies (a library may crash on a damaged file),
    what it held is tried again alone, and ``died(item)`` stands for what kills that process too.
    """
    weights = list(map(weight, items))
    parts = batches(weights, at_once)
    pool = _pool(shared, min(jobs, len(items)))
    futures: dict[int, Future[Result]] = {}
    try:
        for number, part in enumerate(parts):
            for following in parts[number : number + 2]:
                wanted = [index for index in following if index not in futures]
                try:
                    for index in sorted(wanted, key=lambda index: -weights[index]):
                        futures[index] = pool.submit(_work, work, items[index])
                except BrokenProcessPool:  # the rest of this part is tried alone below, the next one in a new pool
                    pool.shutdown(wait=True, cancel_futures=True)
                    pool = _pool(shared, min(jobs, len(items)))
            for index in part:
                try:
                    result = futures[index].result()
                except (BrokenProcessPool, KeyError):
                    result = _alone(work, items[index], shared, died)
                futures.pop(index, None)
                yield result
                del result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def batches(weights: Sequence[int], at_once: int) -> list[range]:
    """Part the items of these ``weights`` into runs of at most ``at_once`` together; one that weighs more is alone."""
    parts: list[range] = []
    begin = held = 0
    for index, weight in enumerate(weights):
        if held + weight > at_once and index > begin:
            parts.append(range(begin, index))
            begin, held = index, 0
        held += weight
    return [*parts, range(begin, len(weights))] if weights else parts


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
