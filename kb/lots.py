"""Work in lots that fit into memory, and without looking for garbage where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

__all__ = ["SELDOM", "batches", "seldom_collected"]

SELDOM = 100_000
"""Objects after which rings of them are looked for: documents hold none, and looking takes a twentieth of the time."""


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


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for rings of objects as seldom as the workers do, where a program builds that uses Python's own measure."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
