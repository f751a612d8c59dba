"""A question as the ranker sees it, made ready to be compared with the thirty texts and more that it is compared with.

What of a text is compared lies in ``compared.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

from .compared import KEPT, Wording, first_pair, fold, pairs_in, sentences, wording
from .ranges import Quantity
from .values import VALUES, holds

__all__ = ["Matcher", "Outside", "Query", "Sought", "Wording", "fold", "sentences", "strange", "wording"]


class Sought(NamedTuple):
    """One content word of a question: as it stands, what else says the same, how rare it is (its IDF).

    ``unknown``: neither it nor a synonym stands in any clause.  ``parts``: the words in it, each as its share and the
    words that say nearly the same with their closeness (``Meaning.near``).  ``asks``: it only asks (归谁管).
    """

    text: str
    variants: tuple[str, ...] = ()
    weight: float = 1.0
    unknown: bool = False
    parts: tuple[tuple[float, tuple[tuple[str, float], ...]], ...] = ()
    asks: bool = False


def strange(terms: Sequence[Sought]) -> bool:
    """Tell a question of whose words no clause holds any, nor a synonym of one: what is near them would be a guess."""
    asked = [term for term in terms if term.weight > 0]
    return all(term.unknown or term.asks for term in asked) and any(term.unknown for term in asked)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the ranker sees it.

    ``kind``: what is asked for, most likely; ``kinds``: all kinds with their probabilities.  ``roles``: names of the
    lexicon in it; ``families``: those and their wider and narrower ones.  ``figures``: numbers in it, as written;
    ``quantities``: its values with what they measure.  ``pairs``: neighbouring characters of its content, with IDF.
    """

    text: str
    kind: str
    terms: tuple[Sought, ...]
    kinds: tuple[tuple[str, float], ...] = ()
    pairs: Mapping[str, float] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    ordinal: str = ""


_VARIANT, _FARTHER, _PARTLY = 0.85, 0.7, 0.6
"""What a synonym counts beside the word itself, what one further down its list, and what a word counts of which only
pairs of characters are there."""
_BEST = 4
_PARTS = 1 << 16
"""More than the words of the table that a term holds."""
_INNER = 1 << 16
"""The number of a term's first pair of characters among its forms: the term is 0, its synonyms follow from 1 on."""
_ASKED = 0.05
"""Share from which on a kind of question counts for the values that a clause holds."""

Matched = tuple[int, float, tuple[str, ...]]
"""The number of a term, how much of it stands in a text (0 to 1), and in which forms."""


@lru_cache(maxsize=KEPT)
def _by_beginning(near: tuple[tuple[str, float], ...]) -> Mapping[int, Sequence[tuple[str, float]]]:
    """Give words of nearly a meaning by their first pair of characters; one alone hides in other words."""
    found: dict[int, list[tuple[str, float]]] = {}
    for word, closeness in near:
        if len(word) > 1:
            found.setdefault(first_pair(word), []).append((word, closeness))
    return found


class Outside(NamedTuple):
    """How much of each term stands around a clause, and what that is worth.

    ``terms``: a term's weight, what its heading or title counts (0 to 1), and those or the clause above.  ``heading``,
    ``title`` and ``above``: the weights of what stands in each, summed.
    """

    terms: tuple[tuple[float, float, float], ...]
    heading: float
    title: float
    above: float


class Matcher:
    """One question, ready to be compared with many clauses."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.total = sum(term.weight for term in query.terms) or 1.0
        self.unknown = sum(term.weight for term in query.terms if term.unknown)
        self.pairs = [
            (pair, weight, first_pair(pair) if len(pair) == 2 else -1) for pair, weight in query.pairs.items()
        ]
        """The question's pairs of characters, each with its weight and number; -1 for what is longer or shorter."""
        self.pairs_total = sum(query.pairs.values()) or 1.0
        # kinds that ask for no form of value do not count
        self.asked = [(kind, share) for kind, share in query.kinds if share > _ASKED and kind in VALUES]
        self._weights = [term.weight for term in query.terms]
        self._nowhere = (0.0,) * len(query.terms)
        self._shares: dict[str, tuple[float, ...]] = {"": self._nowhere}
        self._nearby: dict[tuple[tuple[str, ...], str], Outside] = {}
        self._around: dict[tuple[tuple[str, ...], str, str], Outside] = {}
        self._parts: dict[str, float] = {}
        self._likely: dict[str, float] = {}
        text = query.text
        numbers = [first_pair(text[at:]) for at in range(len(text) - 1)]
        self._runs = [(first, second, at) for at, (first, second) in enumerate(pairwise(numbers))]
        # A form can only stand in a text that shares its first pair of characters: most texts share none.
        self._forms: dict[int, list[tuple[int, int, str]]] = {}
        self._short: list[tuple[int, int, str]] = []
        for at, term in enumerate(query.terms):
            forms = list(enumerate((term.text, *term.variants)))
            if len(term.text) >= 3:
                forms += enumerate(map(add, term.text, term.text[1:]), _INNER)
            for number, form in forms:
                same = self._forms.setdefault(first_pair(form), []) if len(form) > 1 else self._short
                same.append((at, number, form))
        self._begin = frozenset(self._forms)
        near = [
            (at, number, share, _by_beginning(near))
            for at, term in enumerate(query.terms)
            for number, (share, near) in enumerate(term.parts)
        ]
        self._nearest = near
        self._close_begin: frozenset[int] = frozenset().union(*[forms for _, _, _, forms in near])
        self._close: dict[int, list[tuple[int, int, float, str]]] = {}
        self._closeness: dict[str, tuple[float, ...]] = {"": self._nowhere}
        self._close_around: dict[tuple[tuple[str, ...], str, str], tuple[float, ...]] = {}
        self._all = self._begin.union(pairs_in(text), [number for _, _, number in self.pairs if number >= 0])

    def common(self, words: Wording) -> frozenset[int]:
        """Give the pairs of characters of the question and its other wordings that a text holds."""
        return self._all & words.pairs

    def match(self, text: str, common: frozenset[int]) -> Sequence[Matched]:
        """Give the terms of which anything stands in a folded text, in their order; ``common``: of that text."""
        there = [one for one in self._short if one[2] in text] if self._short else []
        for pair in common & self._begin:
            there += [one for one in self._forms[pair] if len(one[2]) == 2 or one[2] in text]
        if not there:
            return ()
        there.sort()
        matched: list[Matched] = []
        done = -1
        for place, (at, number, form) in enumerate(there):
            if at == done:
                continue
            done = at
            if number == 0:
                matched.append((at, 1.0, (form,)))
            elif number < _INNER:
                forms = tuple([other for term, more, other in there[place:] if term == at and more < _INNER])
                matched.append((at, _VARIANT if number <= _BEST else _FARTHER, forms))
            else:
                forms = tuple([other for term, _, other in there[place:] if term == at])
                pairs = len(self.query.terms[at].text) - 1
                if 2 * len(forms) >= pairs:
                    matched.append((at, _PARTLY * len(forms) / pairs, forms))
        return matched

    def close(self, words: Wording, here: Sequence[float] | None = None) -> tuple[float, ...]:
        """Say for each term how close the closest words of a text come to it, from 0 to 1.

        ``here``: how much of each term stands in the text; what is near to one that does is not looked for.
        """
        best: dict[int, float] = {}
        text = words.text
        here = here or self._nowhere
        for pair in self._close_begin & words.pairs:
            for at, number, worth, form in self._close.get(pair) or self._close_from(pair):
                if here[at] != 1.0 and worth > best.get(number, 0.0) and (len(form) == 2 or form in text):
                    best[number] = worth
        if not best:
            return self._nowhere
        found = [0.0] * len(self._nowhere)
        for number, worth in best.items():
            found[number // _PARTS] += worth
        return tuple(found)

    def _close_from(self, pair: int) -> list[tuple[int, int, float, str]]:
        """Give the words near to the terms that begin with ``pair``; few of the beginnings stand in any clause."""
        found = self._close[pair] = [
            (at, _PARTS * at + number, share * closeness, form)
            for at, number, share, forms in self._nearest
            for form, closeness in forms.get(pair, ())
        ]
        return found

    def close_around(self, headings: tuple[str, ...], title: str, above: str) -> tuple[float, ...]:
        """Say for each term how close the title and the headings come to it, or the clause above."""
        known = self._close_around.get((headings, title, above))
        if known is None:
            near = self._closeness_of(" ".join((title, *headings)))
            led = self._closeness_of(above)
            known = tuple([max(0.9 * first, 0.8 * second) for first, second in zip(near, led, strict=True)])
            self._close_around[headings, title, above] = known
        return known

    def _closeness_of(self, text: str) -> tuple[float, ...]:
        found = self._closeness.get(text)
        if found is None:
            found = self._closeness[text] = self.close(wording(text))
        return found

    def around(self, headings: tuple[str, ...], title: str, above: str) -> Outside:
        """Say what of the terms stands in the headings, the title and the clause above."""
        led = self.shares(above)
        if led is self._nowhere:
            near = self._nearby.get((headings, title))
            return near or self._near(headings, title)
        key = headings, title, above
        known = self._around.get(key)
        if known is None:
            near = self._nearby.get((headings, title)) or self._near(headings, title)
            terms = []
            in_above = 0.0
            for (weight, share, _), other in zip(near.terms, led, strict=True):
                in_above += weight * other
                terms.append((weight, share, max(share, 0.8 * other)))
            known = self._around[key] = Outside(tuple(terms), near.heading, near.title, in_above)
        return known

    def _near(self, headings: tuple[str, ...], title: str) -> Outside:
        headed, named = self.shares(" ".join(headings)), self.shares(title)
        terms = []
        in_heading = in_title = 0.0
        for weight, first, second in zip(self._weights, headed, named, strict=True):
            in_heading += weight * first
            in_title += weight * second
            share = max(0.9 * first, 0.7 * second) if first or second else 0.0
            terms.append((weight, share, share))
        found = self._nearby[headings, title] = Outside(tuple(terms), in_heading, in_title, 0.0)
        return found

    def shares(self, text: str) -> tuple[float, ...]:
        """Give for each term how much of it stands in ``text``, kept for texts that come again."""
        found = self._shares.get(text)
        if found is None:
            found = self._nowhere
            words = wording(text)
            matched = self.match(words.text, self.common(words))
            if matched:
                shares = [0.0] * len(found)
                for at, share, _ in matched:
                    shares[at] = share
                found = tuple(shares)
            self._shares[text] = found
        return found

    def values(self, words: Wording) -> tuple[float, Sequence[float]]:
        """Say how likely a text, and each of its sentences, holds the kind of value asked for."""
        asked = self.asked
        if len(asked) == 1:
            kind, share = asked[0]
            whole, pieces = words.values(kind)
            likely = share if whole else 0.0
            return likely, (likely,) if len(pieces) == 1 else [share if held else 0.0 for held in pieces]
        likely, valued = 0.0, [0.0] * len(words.pieces)
        for kind, share in asked:
            whole, pieces = words.values(kind)
            if whole:
                likely += share
            for at, held in enumerate(pieces):
                if held:
                    valued[at] += share
        return likely, valued

    def held(self, words: Wording, piece: int) -> Sequence[tuple[str, float]]:
        """Give the kinds asked for of which a sentence (its number) of a text holds a value."""
        return [one for one in self.asked if words.values(one[0])[1][piece]]

    def value(self, part: str, kinds: Sequence[tuple[str, float]]) -> float:
        """Say how likely a part of a sentence that holds ``kinds`` holds the kind of value asked for."""
        found = self._parts.get(part)
        if found is None:
            found = self._parts[part] = sum([share for kind, share in kinds if holds(kind, part)])
        return found

    def likely(self, value: str, kinds: Mapping[str, Collection[str]]) -> float:
        """Say how likely one of the ``kinds`` that hold ``value`` is asked for; ``kinds`` is the same at each call."""
        found = self._likely.get(value)
        if found is None:
            found = sum([share for kind, share in self.query.kinds if value in kinds.get(kind, ())])
            self._likely[value] = found
        return found

    def longest_run(self, text: str, common: frozenset[int]) -> int:
        """Give the length of the longest run of at least three characters that question and text share, or 2."""
        best, question = 2, self.query.text
        if len(common) > 1:
            for first, second, start in self._runs:
                if first in common and second in common:
                    while question[start : start + best + 1] in text and start + best < len(question):
                        best += 1
        return best
