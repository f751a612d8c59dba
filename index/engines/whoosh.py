"""Whoosh: pure Python, nothing to compile, quick to start; fit for some ten thousand clauses.

Scores are added up here, term by term over the postings: a question's terms are few and their postings
short, and Whoosh's own union of matchers takes three times as long for them and more.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.index import FileIndex, open_dir
from whoosh.reading import CorruptIndexError

from ingest.errors import StoreDamaged

from ..schema import SCORED, Entry, Field
from . import ANY, Filter, Hits, Step, TermQuery
from .whoosh_fields import SCHEMA
from .whoosh_segments import Entries, extend, read_shape, write_all

__all__ = ["Engine"]

K1 = 1.2
B = 0.75
"""BM25's saturation and length normalisation at their usual values (Robertson & Zaragoza 2009)."""

OWN, AROUND, MENTIONED = 3.0, 2.0, 1.0
"""What a clause number scores: the clause's own, one it stands under, one it names."""


class Engine:
    """One Whoosh index.  Searches take turns: Whoosh's readers share a file position."""

    def __init__(self, folder: Path, index: FileIndex) -> None:
        self._folder = folder
        self._index = index
        self._reader: Any = index.reader()  # type: ignore[no-untyped-call]
        self._lock = Lock()
        self._clauses: dict[int, str] = {}
        self._lengths: dict[str, dict[int, int]] = {field: {} for field in SCORED}
        shape = read_shape(folder)
        self._totals = shape.lengths if shape is not None else None
        self._ranks = shape.ranks if shape is not None else None
        self._leaves: list[tuple[Any, int]] = self._reader.leaf_readers()
        self._count = int(self._reader.doc_count())
        for leaf, first in self._leaves:
            # Whoosh opens a column when it is first read; by then a newer build may have removed the folder.
            if leaf.doc_count_all():
                self._clause(first)
                for field in SCORED:
                    self._reader.doc_field_length(first, field, 1)

    @classmethod
    def write(cls, folder: Path, entries: Iterable[Entry]) -> int:
        """Write one segment with all of ``entries``; give how many there were."""
        return write_all(folder, entries)

    @classmethod
    def extend(
        cls, base: Path, folder: Path, order: Sequence[tuple[str, int]], changed: Collection[str], entries: Entries
    ) -> bool:
        """Write into ``folder`` the index in ``base`` with the documents ``changed`` anew; False where it will not."""
        try:
            return extend(base, folder, order, changed, entries)
        except (CorruptIndexError, EOFError, KeyError, ValueError, struct.error, zlib.error, pickle.PickleError):
            return False  # a damaged base: then all is made anew

    @classmethod
    def open(cls, folder: Path) -> Engine:
        """Open the index in ``folder``.  Raises ``StoreDamaged`` where Whoosh cannot read it."""
        try:
            return cls(folder, open_dir(str(folder), readonly=True, schema=SCHEMA))
        except Exception as error:  # Whoosh lets through whatever its unpickling met
            raise cls._damaged(folder) from error

    def search(self, terms: TermQuery, *, where: Filter = ANY, limit: int | None = 10) -> Hits:
        """Find clauses that hold any of ``terms``, by BM25 in each field times the term's weight, summed."""
        scores: dict[int, float] = defaultdict(float)
        with self._reading():
            allowed = self._allowed(where)
            for field, weights in terms.items():
                for text, weight in weights.items():
                    self._score(field, text, weight, scores)
            return self._hits(scores, allowed, limit)

    def _score(self, field: Field, text: str, weight: float, scores: dict[int, float]) -> None:
        postings = self._postings(field, text)
        if not postings:
            return
        count = self._count
        rarity = log(1 + (count - len(postings) + 0.5) / (len(postings) + 0.5))
        if field not in SCORED:
            for place, _ in postings:
                scores[place] += weight * rarity
            return
        gain = weight * rarity * (K1 + 1)
        length_of = self._lengths[field]
        length = self._totals[field] if self._totals is not None else self._reader.field_length(field)
        usual = K1 * B * count / (length or 1)
        for place, frequency in postings:
            own = length_of.get(place)
            if own is None:
                own = length_of[place] = self._reader.doc_field_length(place, field, 1) or 1
            scores[place] += gain * frequency / (frequency + K1 * (1 - B) + usual * own)

    def phrase(self, steps: Sequence[Step], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that hold all ``steps`` in place; the score is how often."""
        with self._reading():
            allowed = self._allowed(where)
            starts: dict[int, set[int]] | None = None
            for step in steps:
                here = self._starts(step, starts)
                if starts is None:
                    starts = here
                else:
                    both = {place: starts[place] & found for place, found in here.items()}
                    starts = {place: found for place, found in both.items() if found}
                if not starts:
                    return []
            return self._hits({place: float(len(found)) for place, found in (starts or {}).items()}, allowed, limit)

    def _starts(self, step: Step, within: dict[int, set[int]] | None) -> dict[int, set[int]]:
        """Give, per clause, where a phrase would start for ``step`` to stand in its place."""
        texts: Iterable[str] = (step.text,)
        if step.prefix:
            texts = [text.decode() for text in self._reader.expand_prefix("pairs", step.text)]
        starts: dict[int, set[int]] = defaultdict(set)
        for text in texts:
            for matcher, first in self._matchers("pairs", text):
                while matcher.is_active():
                    place = first + matcher.id()
                    if within is None or place in within:
                        starts[place].update(found - step.offset for found in matcher.value_as("positions"))
                    matcher.next()
        return starts

    def numbers(self, numbers: Sequence[str], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that ``numbers`` all name; the clause's own number scores most."""
        scores: dict[int, float] | None = None
        with self._reading():
            allowed = self._allowed(where)
            for number in numbers:
                found: dict[int, float] = {}
                for field, value in (("mentions", MENTIONED), ("path", AROUND), ("number", OWN)):
                    found.update((place, value) for place, _ in self._postings(field, number))
                if scores is None:
                    scores = found
                else:
                    scores = {place: scores[place] + value for place, value in found.items() if place in scores}
            return self._hits(scores or {}, allowed, limit)

    def frequency(self, field: Field, term: str) -> int:
        """Give in how many clauses ``term`` stands."""
        with self._reading():
            if self._reader.has_deletions():
                return len(self._postings(field, term))
            return int(self._reader.doc_frequency(field, term.encode()))

    def count(self) -> int:
        """Give the number of clauses indexed."""
        return self._count

    def close(self) -> None:
        """Give the files back."""
        with self._lock:
            self._reader.close()
            self._index.close()  # type: ignore[no-untyped-call]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Take a turn, and say what is the matter where the files turn out to be damaged."""
        with self._lock:
            try:
                yield
            except (
                CorruptIndexError,
                OSError,
                ValueError,
                EOFError,
                struct.error,
                zlib.error,
                pickle.PickleError,
            ) as error:
                raise self._damaged(self._folder) from error

    @staticmethod
    def _damaged(folder: Path) -> StoreDamaged:
        return StoreDamaged("检索索引损坏", place=str(folder), remedy="请重建:kb build --full")

    def _matchers(self, field: str, text: str) -> Iterator[tuple[Any, int]]:
        """Give a matcher for each segment that holds the term, and the place at which the segment begins."""
        key = text.encode()
        for leaf, first in self._leaves:
            if (field, key) in leaf:
                yield leaf.postings(field, key), first

    def _postings(self, field: str, text: str) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for matcher, first in self._matchers(field, text):
            active, place, weight, following = matcher.is_active, matcher.id, matcher.weight, matcher.next
            while active():
                found.append((first + place(), weight()))
                following()
        return found

    def _allowed(self, where: Filter) -> set[int] | None:
        allowed: set[int] | None = None
        for field, value in (("role", where.role), ("topic", where.topic), ("document", where.document)):
            if value is not None:
                places = {place for place, _ in self._postings(field, value)}
                allowed = places if allowed is None else allowed & places
        return allowed

    def _hits(self, scores: dict[int, float], allowed: set[int] | None, limit: int | None) -> Hits:
        kept = scores.items() if allowed is None else [pair for pair in scores.items() if pair[0] in allowed]
        ranks = self._ranks
        if ranks is None:
            best = sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:limit]
        else:
            best = sorted(kept, key=lambda pair: (-pair[1], ranks[pair[0]]))[:limit]
        return [(self._clause(place), score) for place, score in best]

    def _clause(self, place: int) -> str:
        clause = self._clauses.get(place)
        if clause is None:
            clause = self._clauses[place] = self._reader.stored_fields(place)["clause"]
        return clause
