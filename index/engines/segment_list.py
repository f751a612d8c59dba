"""Which segments an index has, and what else its readers need of it: read without Whoosh, which takes long to import.

``segments.json`` holds the segments with their deleted clauses and the total length of each field; ``order.bin`` each
place's rank in the documents' order, where the index was made in steps.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..disk import write_whole

__all__ = ["ORDER", "SEGMENTS", "Segment", "SegmentList", "read_segments", "write_segments"]

ORDER = "order.bin"
SEGMENTS = "segments.json"


class Segment(NamedTuple):
    """One segment: its id, how many clauses it was written with, and the places of those that are deleted."""

    name: str
    size: int
    dead: frozenset[int]


class SegmentList(NamedTuple):
    """The segments in order, the total length of each field, and the places' ranks; None where they are in order."""

    segments: tuple[Segment, ...]
    lengths: Mapping[str, int]
    ranks: Sequence[int] | None


def write_segments(folder: Path, segments: Sequence[Segment], lengths: Mapping[str, int]) -> None:
    """Write what ``read_segments`` reads; never through a link to another index's."""
    record = {"segments": [[name, size, sorted(dead)] for name, size, dead in segments], "lengths": lengths}
    write_whole(folder / SEGMENTS, json.dumps(record, separators=(",", ":")).encode(), sync=False)


def read_segments(folder: Path) -> SegmentList:
    """Read the list.  Raises ``OSError``, ``ValueError``, ``KeyError`` or ``TypeError`` where it is damaged."""
    record = json.loads((folder / SEGMENTS).read_bytes())
    segments = tuple(Segment(str(name), int(size), frozenset(dead)) for name, size, dead in record["segments"])
    order = folder / ORDER
    ranks = array("I", order.read_bytes()) if order.exists() else None
    if ranks is not None and len(ranks) != sum(segment.size for segment in segments):
        raise ValueError("ranks and segments differ")
    return SegmentList(segments, dict(record["lengths"]), ranks)
