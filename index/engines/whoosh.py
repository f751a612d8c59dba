"""Whoosh: pure Python, nothing to compile, quick to start; fit for some ten thousand clauses.

Whoosh writes and keeps the segments.  Searches need none of it: scores are added up here, term by term over the mapped
postings beside it.  A question's terms are few, Whoosh's own union of matchers takes ten times as long, and importing
Whoosh takes as long as a whole answer.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import inf, log
from pathlib import Path

from ingest.errors import StoreDamaged

from ..schema import SCORED, Entry, Field
from . import ANY, Filter, Hits, Step, TermQuery
from .postings import LENGTHS, Posting, Postings, name_of
from .segment_list import SEGMENTS, read_segments

__all__ = ["Engine"]

Entries = Callable[[Collection[str]], Iterable[Entry]]
"""Gives the entries of the documents with these ids, in order."""

K1 = 1.2
B = 0.75
"""BM25's saturation and length normalisation at their usual values (Robertson & Zaragoza 2009)."""

OWN, AROUND, MENTIONED = 3.0, 2.0, 1.0
"""What a clause number scores: the clause's own, one it stands under, one it names."""


class Engine:
    """One index of Whoosh's segments, of which only the postings are read; threads search side by side."""

    GROWS = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[_Part] = []
        held = read_segments(folder)
        first = 0
        for segment in held.segments:
            self._parts.append(_Part(Postings(folder, name_of(segment.name)), first, segment.dead))
            first += segment.size
        self._ranks = held.ranks if held.ranks is not None else range(first)
        self._begins = [part.first for part in self._parts]
        self._count = sum(segment.size - len(segment.dead) for segment in held.segments)
        self._norms = {field: _norms(held.lengths[field], self._count) for field in SCORED}

    @classmethod
    def write(cls, folder: Path, entries: Iterable[Entry]) -> int:
        """Write one segment with all of ``entries``; give how many there were."""
        from .whoosh_segments import write_all

        return write_all(folder, entries)

    @classmethod
    def extend(
        cls, base: Path, folder: Path, order: Sequence[tuple[str, int]], changed: Collection[str], entries: Entries
    ) -> bool:
        """Write into ``folder`` the index in ``base`` with the documents ``changed`` anew; False where it will not."""
        import pickle
        import zlib

        from whoosh.reading import CorruptIndexError

        from .whoosh_segments import extend

        try:
            return extend(base, folder, order, changed, entries)
        except (CorruptIndexError, EOFError, KeyError, ValueError, struct.error, zlib.error, pickle.PickleError):
            return False  # a damaged base: then all is made anew

    @classmethod
    def open(cls, folder: Path, id_at: Callable[[int], str]) -> Engine:  # noqa: ARG003  (its segments keep ids)
        """Open the index in ``folder``.  Raises ``StoreDamaged`` where it cannot be read."""
        if not (folder / SEGMENTS).exists() and any(folder.glob("*.toc")):
            raise StoreDamaged(
                "检索索引由旧版本写成,本版本不能查找", place=str(folder), remedy="请重建:kb build --full"
            )
        try:
            return cls(folder)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, struct.error) as error:
            raise cls._damaged(folder) from error

    def search(
        self, terms: TermQuery, *, where: Filter = ANY, limit: int | None = 10, phrases: Sequence[Sequence[Step]] = ()
    ) -> Hits:
        """Find clauses that hold any of ``terms``, by BM25 in each field times the term's weight, summed.

        With ``phrases`` only clauses that hold them all, and any of ``terms`` or not; to the score comes how often.
        """
        scores: dict[int, float] = defaultdict(float)
        with self._explained():
            for field, weights in terms.items():
                for text, weight in weights.items():
                    self._score(field, text, weight, scores)
            for steps in phrases:
                often = self._often(steps)
                if steps is phrases[0]:
                    scores = {place: scores.get(place, 0.0) + count for place, count in often.items()}
                else:
                    scores = {place: scores[place] + count for place, count in often.items() if place in scores}
            return self._hits(scores, self._allowed(where), limit)

    def _score(self, field: Field, text: str, weight: float, scores: dict[int, float]) -> None:
        if field not in SCORED:
            exact = self._exact(field, text)
            for place in exact:
                scores[place] += weight * self._rarity(len(exact))
            return
        found = [(part, held) for part in self._parts if (held := part.living(field, text)) is not None]
        if not found:
            return
        norms, shares = self._norms[field]
        gain = weight * self._rarity(sum([len(held.places) for _, held in found])) * (K1 + 1)
        for part, held in found:
            first, codes = part.first, part.postings.lengths[field]
            if held.counts is None and not first:
                for place in held.places:
                    scores[place] += gain * shares[codes[place]]
            elif held.counts is None:
                for place in held.places:
                    scores[first + place] += gain * shares[codes[place]]
            else:
                for place, frequency in zip(held.places, held.counts, strict=True):
                    scores[first + place] += gain * (frequency / (frequency + norms[codes[place]]))

    def _rarity(self, held: int) -> float:
        return log(1 + (self._count - held + 0.5) / (held + 0.5))

    def phrase(self, steps: Sequence[Step], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that hold all ``steps`` in place; the score is how often."""
        with self._explained():
            return self._hits(self._often(steps), self._allowed(where), limit)

    def _often(self, steps: Sequence[Step]) -> dict[int, float]:
        """Give the places of the clauses that hold a phrase, and how often each does."""
        often: dict[int, float] = {}
        for part in self._parts if steps else ():
            starts: dict[int, set[int]] | None = None
            for step in steps:
                here = part.starts(step, starts)
                if starts is not None:
                    here = {place: both for place, found in here.items() if (both := starts[place] & found)}
                starts = here
                if not starts:
                    break
            often.update((part.first + place, float(len(found))) for place, found in (starts or {}).items())
        return often

    def numbers(self, numbers: Sequence[str], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that ``numbers`` all name; the clause's own number scores most."""
        scores: dict[int, float] | None = None
        with self._explained():
            for number in numbers:
                found: dict[int, float] = {}
                for field, value in (("mentions", MENTIONED), ("path", AROUND), ("number", OWN)):
                    found.update(dict.fromkeys(self._exact(field, number), value))
                if scores is None:
                    scores = found
                else:
                    scores = {place: scores[place] + value for place, value in found.items() if place in scores}
            return self._hits(scores or {}, self._allowed(where), limit)

    def frequency(self, field: Field, term: str) -> int:
        """Give in how many clauses ``term`` stands."""
        with self._explained():
            return sum([part.frequency(field, term) for part in self._parts])

    def count(self) -> int:
        """Give the number of clauses indexed."""
        return self._count

    def close(self) -> None:
        """Give the files back."""
        for part in self._parts:
            part.postings.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what is the matter where the files turn out to be damaged."""
        try:
            yield
        except (OSError, ValueError, IndexError) as error:
            raise self._damaged(self._folder) from error

    @staticmethod
    def _damaged(folder: Path) -> StoreDamaged:
        return StoreDamaged("检索索引损坏", place=str(folder), remedy="请重建:kb build --full")

    def _exact(self, field: str, text: str) -> list[int]:
        """Give the places of the clauses that hold an exact value."""
        return [
            part.first + place
            for part in self._parts
            if (held := part.living(field, text)) is not None
            for place in held.places
        ]

    def _allowed(self, where: Filter) -> set[int] | None:
        allowed: set[int] | None = None
        for field, value in (("role", where.role), ("topic", where.topic), ("document", where.document)):
            if value is not None:
                places = set(self._exact(field, value))
                allowed = places if allowed is None else allowed & places
        return allowed

    def _hits(self, scores: dict[int, float], allowed: set[int] | None, limit: int | None) -> Hits:
        if allowed is not None:
            scores = {place: scores[place] for place in allowed & scores.keys()}
        if limit is not None and len(scores) > limit:
            # Most are far from the best: floats alone are sorted faster than pairs with a key.
            least = sorted(scores.values(), reverse=True)[limit - 1] if limit > 0 else inf
            scores = {place: score for place, score in scores.items() if score >= least}
        ranks = self._ranks
        best = sorted(scores.items(), key=lambda pair: (-pair[1], ranks[pair[0]]))[:limit]
        return [(self._clause(place), score) for place, score in best]

    def _clause(self, place: int) -> str:
        part = self._parts[bisect_right(self._begins, place) - 1]
        return part.postings.clause(place - part.first)


def _norms(total: int, count: int) -> tuple[list[float], list[float]]:
    """Give for each length code what BM25 adds to the frequency below the line, and a single term's share then."""
    usual = K1 * B * count / (total or 1)
    norms = [K1 * (1 - B) + usual * length for length in LENGTHS]
    return norms, [1 / (1 + norm) for norm in norms]


class _Part:
    """The postings of one segment: its clauses are numbered from ``first``, those in ``dead`` are deleted."""

    def __init__(self, postings: Postings, first: int, dead: frozenset[int]) -> None:
        self.postings = postings
        self.first = first
        self._dead = dead

    def living(self, field: str, text: str) -> Posting | None:
        """Give the postings of a term without deleted clauses; None where there are none."""
        held = self.postings.posting(field, text)
        if held is None or not self._dead or self._dead.isdisjoint(held.places):
            return held
        kept = [at for at, place in enumerate(held.places) if place not in self._dead]
        counts = held.counts
        return Posting(
            array("I", [held.places[at] for at in kept]),
            None if counts is None else array("I", [counts[at] for at in kept]),
            -1,
        )

    def frequency(self, field: str, text: str) -> int:
        """Give in how many living clauses a term stands."""
        if not self._dead:
            return self.postings.frequency(field, text)
        held = self.living(field, text)
        return 0 if held is None else len(held.places)

    def starts(self, step: Step, within: dict[int, set[int]] | None) -> dict[int, set[int]]:
        """Give, per clause, where a phrase would start for ``step`` to stand in its place."""
        starts: dict[int, set[int]] = defaultdict(set)
        for text in self.postings.beginning("pairs", step.text) if step.prefix else (step.text,):
            held = self.postings.posting("pairs", text)
            for place, positions in self.postings.positions(held) if held is not None else ():
                if place not in self._dead and (within is None or place in within):
                    starts[place].update(position - step.offset for position in positions)
        return starts
