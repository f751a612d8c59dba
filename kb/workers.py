"""Work on many files in several processes: what all of them need is sent once, and the order of the files is kept."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from typing import Any, TypeVar

from .lots import SELDOM, batches

__all__ = ["in_processes"]

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

_shared: Any = None  # in a worker: what its pool gave it at the start
_aside: str | None = None  # and the folder for results that are too large for a pipe

_PIPED = 32_768
"""Bytes of a result that a pipe takes at once.  A process that sends more waits until all of it is read, and the thread
that reads takes turns with one that writes an index: seconds of a build of ten thousands of clauses."""
_AHEAD = 4
"""Batches that are begun before the first of them is taken: their results lie in files, not in memory."""
_WAITING = ".result-"


def in_processes(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
    jobs: int,
    *,
    weight: Callable[[Item], int],
    died: Callable[[Item], Result],
    at_once: int = sys.maxsize,
    aside: Path | None = None,
) -> Generator[Result, None, None]:
    """Give ``work(item, shared)`` for each of ``items``, in their order, from ``jobs`` processes.

    They are at work when this returns; what it returns must be gone through or closed.  Items are begun in ``batches``
    of the weight ``at_once``, following ones while results of one are taken, so that no more of them wait than there is
    room for.  Of a batch those of the greatest ``weight`` are begun first, so that no process is left alone with a long
    one at the end.  Where a process dies (a library may crash on a damaged file), the rest of a batch is tried again
    alone, and ``died(item)`` stands for what kills that process too.  ``aside``: where large results wait, in files
    that are gone at the end; else in a folder of the system's.
    """
    results = _results(work, items, shared, min(jobs, len(items)), list(map(weight, items)), died, at_once, aside)
    next(results)
    return results


def _results(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    given: Shared,
    jobs: int,
    weights: Sequence[int],
    died: Callable[[Item], Result],
    at_once: int,
    place: Path | None,
) -> Generator[Any, None, None]:
    """Give the results, and before them something when the first items are begun."""
    with _folder(place) as aside:
        shared = given, aside
        parts = batches(weights, at_once)
        pool = _pool(shared, jobs)
        futures: dict[int, Future[bytes | str]] = {}
        try:
            for number, part in enumerate(parts):
                for following in parts[number : number + _AHEAD]:
                    wanted = [index for index in following if index not in futures or _broken(futures[index])]
                    for index in sorted(wanted, key=lambda index: -weights[index]):
                        try:
                            futures[index] = pool.submit(_work, work, items[index])
                        except BrokenProcessPool:
                            pool.shutdown(wait=True, cancel_futures=True)
                            pool = _pool(shared, jobs)
                            futures[index] = pool.submit(_work, work, items[index])
                if number == 0:
                    yield None
                for index in part:
                    try:
                        packed = futures.pop(index).result()
                    except BrokenProcessPool:
                        yield _alone(work, items[index], shared, died)
                    else:
                        yield _unpacked(packed)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _broken(future: Future[bytes | str]) -> bool:
    return future.done() and isinstance(future.exception(), BrokenProcessPool)


@contextmanager
def _folder(place: Path | None) -> Iterator[str]:
    """Give the folder for results; what waits there is removed at the end, and what a build left that died."""
    if place is None:
        with TemporaryDirectory(prefix="policy-kb-") as name:
            yield name
        return
    place.mkdir(parents=True, exist_ok=True)
    try:
        yield str(place)
    finally:
        for path in place.glob(f"{_WAITING}*"):
            path.unlink(missing_ok=True)


def _alone(
    work: Callable[[Item, Shared], Result], item: Item, shared: tuple[Shared, str], died: Callable[[Item], Result]
) -> Result:
    with _pool(shared, 1) as pool:
        try:
            packed = pool.submit(_work, work, item).result()
        except BrokenProcessPool:
            return died(item)
    result: Result = _unpacked(packed)
    return result


def _pool(shared: tuple[Any, str], workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=workers, initializer=_begin, initargs=shared)


def _begin(shared: Any, aside: str) -> None:
    global _shared, _aside  # the worker's own, set once before its first task
    _shared, _aside = shared, aside
    threading.Thread(target=_end_with_the_builder, daemon=True).start()
    gc.freeze()
    gc.set_threshold(SELDOM)


def _end_with_the_builder() -> None:
    """End this process when the one that began it has gone; killed, it could not say so."""
    if (builder := multiprocessing.parent_process()) is not None:
        builder.join()
        os._exit(1)


def _work(work: Callable[[Item, Any], Result], item: Item) -> bytes | str:
    """Give the pickled result, or the name of the file where it lies."""
    packed = pickle.dumps(work(item, _shared), pickle.HIGHEST_PROTOCOL)
    if len(packed) <= _PIPED:
        return packed
    number, name = mkstemp(prefix=_WAITING, dir=_aside)
    with os.fdopen(number, "wb") as stream:
        stream.write(packed)
    return name


def _unpacked(packed: bytes | str) -> Any:
    if isinstance(packed, bytes):
        return pickle.loads(packed)
    path = Path(packed)
    with path.open("rb") as stream:
        result = pickle.load(stream)
    path.unlink()
    return result
