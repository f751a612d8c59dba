"""Clauses that say the same in nearly the same words, and documents that are copies of each other.

Candidates share one of the smallest hashes of their runs of characters (min-wise hashing, Broder 1997), so that the
work grows with the number of clauses and not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from ingest import Clause, Document

from .alignment import plain

__all__ = ["Copy", "Repeat", "copies", "repeats"]

ALIKE = 0.92
"""Likeness (Indel) of two clauses that repeat each other."""
SHORTEST = 14
"""Characters below which a repeated clause is no finding."""
COPIED = 0.5
"""Share of the shorter document's clauses, from which on the document is a copy."""
_RUN = 5
_HASHES = 4
_CROWD = 40
_FORMAL = re.compile(r"负责?解释|解释权|之日起|起(?:施行|执行|实施|生效)|未尽事宜|制定本|适用于")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two clauses of different documents; ``likeness`` from ``ALIKE`` to 1, 1 for the very same words."""

    one: Clause
    other: Clause
    likeness: float


@dataclass(frozen=True, slots=True)
class Copy:
    """Two documents that share most clauses of the shorter one."""

    one: str
    other: str
    repeats: tuple[Repeat, ...]
    share: float


def repeats(documents: Sequence[Document]) -> list[Repeat]:
    """Give the pairs of clauses that repeat each other across documents, in the documents' order."""
    from rapidfuzz.distance import Indel

    clauses = [
        (clause, text)
        for document in documents
        for clause in document.clauses
        if len(text := plain(clause.text)) >= SHORTEST and not _FORMAL.search(clause.text)
    ]
    buckets: dict[int, list[int]] = defaultdict(list)
    for at, (_, text) in enumerate(clauses):
        runs = {crc32(text[start : start + _RUN].encode()) for start in range(len(text) - _RUN + 1)}
        for key in nsmallest(_HASHES, runs):
            buckets[key].append(at)
    pairs = {
        (one, other)
        for several in buckets.values()
        if len(several) <= _CROWD
        for index, other in enumerate(several)
        for one in several[:index]
        if clauses[one][0].document.id != clauses[other][0].document.id
    }
    found = []
    for one, other in sorted(pairs):
        likeness = Indel.normalized_similarity(clauses[one][1], clauses[other][1], score_cutoff=ALIKE)
        if likeness:
            found.append(Repeat(clauses[one][0], clauses[other][0], likeness))
    return found


def copies(found: Sequence[Repeat], counts: Mapping[str, int]) -> tuple[list[Copy], list[Repeat]]:
    """Part the repeats that make up copied documents from the rest; ``counts``: document id -> clauses."""
    by_documents: dict[tuple[str, str], list[Repeat]] = defaultdict(list)
    for repeat in found:
        by_documents[repeat.one.document.id, repeat.other.document.id].append(repeat)
    copied: list[Copy] = []
    rest: list[Repeat] = []
    for (one, other), several in by_documents.items():
        share = len({repeat.one.id for repeat in several}) / max(1, min(counts.get(one, 0), counts.get(other, 0)))
        if len(several) >= 3 and share >= COPIED:
            copied.append(Copy(one, other, tuple(several), min(1.0, share)))
        else:
            rest += several
    return copied, rest
