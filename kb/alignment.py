"""Aligning the clauses of two texts of one policy: which clause became which.

The order of the steps matters.  Equal words come first, wherever they stand, so that new numbers alone change nothing;
then what was cut in two or joined, before likeness could pair it with one of its parts; likeness comes last.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest import Clause

__all__ = ["Pairing", "align", "plain"]

ALIKE = 0.5
"""Likeness (0 to 1, Indel distance over both lengths) from which two texts are one clause amended."""
ALIKE_IN_PLACE = 0.34
"""The same, where both stand under the same number and the same clause."""
COVERED = 0.8
"""Share of a clause's words that its parts must hold for it to be split into them."""
PART = 6
"""Characters from which on a piece can be told to be part of another clause."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Clauses of the old text and those of the new one that they became; one side is empty for added and removed."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]


def plain(text: str) -> str:
    """Give the words of a text as they are compared: one width, no white space, no punctuation."""
    return _plain(text)


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def align(old: Sequence[Clause], new: Sequence[Clause]) -> list[Pairing]:
    """Pair the clauses of two texts; every clause stands in one pairing.  Pairings come in the new text's order."""
    sides = _Sides(old, new)
    sides.pair_equal()
    sides.pair_split_and_merged()
    sides.pair_alike()
    return sides.pairings()


class _Sides:
    def __init__(self, old: Sequence[Clause], new: Sequence[Clause]) -> None:
        self.old, self.new = old, new
        self.free_old: dict[int, str] = {at: plain(clause.text) for at, clause in enumerate(old)}
        self.free_new: dict[int, str] = {at: plain(clause.text) for at, clause in enumerate(new)}
        self.found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self.partner: dict[int, int] = {}
        """Place in the old text of the (first) clause that each new one came from."""

    def _pair(self, old: Iterable[int], new: Iterable[int]) -> None:
        before, after = tuple(old), tuple(new)
        self.found.append((before, after))
        for at in before:
            del self.free_old[at]
        for at in after:
            del self.free_new[at]
            self.partner[at] = before[0]

    def pair_equal(self) -> None:
        """Pair equal words: under the same path first, then under the same headings, then in order."""
        self._pair_by(lambda clause, _: (clause.path, clause.text))
        self._pair_by(lambda clause, text: (clause.path, text))
        self._pair_by(lambda clause, text: (clause.headings, text) if text else None)
        self._pair_by(lambda _, text: text or None)

    def _pair_by(self, key: Callable[[Clause, str], object]) -> None:
        waiting: dict[object, list[int]] = defaultdict(list)
        for at, text in self.free_old.items():
            waiting[key(self.old[at], text)].append(at)
        waiting.pop(None, None)
        for at, text in list(self.free_new.items()):
            same = waiting.get(key(self.new[at], text))
            if same:
                self._pair([same.pop(0)], [at])

    def pair_split_and_merged(self) -> None:
        """Pair a clause with the neighbouring clauses that hold its words between them, either way."""
        for at, parts in list(_wholes(self.free_old, self.free_new)):
            if at in self.free_old and all(part in self.free_new for part in parts):
                self._pair([at], parts)
        for at, parts in list(_wholes(self.free_new, self.free_old)):
            if at in self.free_new and all(part in self.free_old for part in parts):
                self._pair(parts, [at])

    def pair_alike(self) -> None:
        """Pair what is most alike, the likest first; a shared number and shared parents speak for a pair."""
        from rapidfuzz.distance import Indel

        scored: list[tuple[float, int, int]] = []
        by_path = {self.old[at].path: at for at in self.free_old}
        for after, text in self.free_new.items():
            same_path = by_path.get(self.new[after].path)
            for before, words in self.free_old.items():
                in_place = before == same_path
                if not text or not words:
                    if in_place and text == words:
                        scored.append((1.0, before, after))
                    continue
                shorter, longer = sorted((len(text), len(words)))
                least = ALIKE_IN_PLACE if in_place else ALIKE
                if 2 * shorter < least * (shorter + longer):
                    continue
                alike = Indel.normalized_similarity(words, text, score_cutoff=least)
                if alike:
                    kin = 0.1 * in_place + 0.05 * (self.new[after].headings == self.old[before].headings)
                    scored.append((alike + kin, before, after))
        for _, before, after in sorted(scored, key=lambda one: (-one[0], one[2], one[1])):
            if before in self.free_old and after in self.free_new:
                self._pair([before], [after])

    def pairings(self) -> list[Pairing]:
        """Give all pairings; what was removed stands behind what stood before it."""
        where_new = {before: after for after, before in self.partner.items()}
        placed: list[tuple[tuple[float, int], Pairing]] = []
        for before, after in self.found:
            pairing = Pairing(tuple(self.old[at] for at in before), tuple(self.new[at] for at in after))
            placed.append(((float(after[0]), 0), pairing))
        placed += [((float(at), 0), Pairing((), (self.new[at],))) for at in self.free_new]
        for at in self.free_old:
            previous = next((where_new[one] for one in range(at - 1, -1, -1) if one in where_new), -1)
            placed.append(((previous + 0.5, at), Pairing((self.old[at],), ())))
        return [pairing for _, pairing in sorted(placed, key=lambda one: one[0])]


def _wholes(wholes: dict[int, str], parts: dict[int, str]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give (whole, its parts): two or more near each other whose words, in order, make up the whole."""
    order = list(parts)
    for at, whole in wholes.items():
        if len(whole) < 2 * PART:
            continue
        inside = [one for one in order if _holds(whole, parts[one])]
        best: tuple[int, ...] = ()
        for run in _runs(inside, order):
            held = sum(len(parts[one]) for one in run)
            if len(run) > 1 and COVERED * len(whole) <= held <= len(whole) / COVERED and len(run) > len(best):
                best = run
        if best:
            yield at, best


def _holds(whole: str, part: str) -> bool:
    if len(part) < PART or len(part) > len(whole):
        return False
    if part in whole:
        return True
    from rapidfuzz import fuzz

    return len(part) >= 2 * PART and fuzz.partial_ratio(part, whole, score_cutoff=88.0) > 0


def _runs(inside: Sequence[int], order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give the runs of pieces with at most two others between neighbours."""
    run: list[int] = []
    for one in inside:
        if run and bisect_left(order, one) - bisect_left(order, run[-1]) > 3:
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)
