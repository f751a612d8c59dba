"""What of a text is compared with a question, made once a text; and what of a question is, made once a question.

Questions come back to the same clauses, headings and titles, and thirty of them are compared with each question: all
that does not depend on the other side is worked out here and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import log
from operator import add
from typing import NamedTuple

from ingest.patterns import lazy

from .ranges import Quantity
from .values import VALUES, holds

__all__ = ["Matcher", "Outside", "Query", "Sought", "Wording", "fold", "sentences", "strange", "wording"]

_SENTENCE = lazy(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_STOPS = lazy(r"[\d,，。;；:：]")
_HEADING = 16
"""Characters that a heading does not reach."""
_KEPT = 4096
"""Texts that are kept as they are compared: some 10 KB each."""


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


class _Plain(dict[int, str]):
    """Characters that fold alone, whatever stands beside them, with what they fold to, filled as they come."""

    def __missing__(self, code: int) -> str:
        if not (code < 0x80 or 0x4E00 <= code < 0xA000 or 0x3000 <= code < 0x3020 or 0xFF01 <= code < 0xFF5F):
            raise ValueError(code)
        folded = self[code] = _normal(chr(code))
        return folded


def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


_PLAIN = _Plain()
_UNFOLDED = re.compile("[^一-\u9fff!-@[-~。、〇《》「」『』【】〔〕〈〉“”‘’—·]")
"""What may fold to something else; whatever holds none of it is folded."""


def fold(text: str) -> str:
    """Give ``text`` for comparison: width and case folded (NFKC), white space removed.

    Most text needs its commas and brackets changed, its spaces left out, and nothing else.  Other Chinese, ASCII and
    full-width text goes a character at a time, in a quarter of the time that the rest takes.
    """
    usual = text.replace("，", ",").replace("；", ";").replace("：", ":").replace("（", "(").replace("）", ")")
    usual = usual.replace("\n", "").replace(" ", "")
    if not _UNFOLDED.search(usual):
        return usual
    try:
        return text.translate(_PLAIN)
    except ValueError:
        return _normal(text)


def sentences(text: str) -> list[str]:
    """Cut folded text at full stops and semicolons."""
    return _SENTENCE.findall(text)


class Wording:
    """A text as it is compared: folded, in sentences, with what values they hold."""

    __slots__ = ("_parts", "_values", "heading", "log_size", "pairs", "pieces", "text")

    def __init__(self, text: str) -> None:
        self.text = folded = fold(text)
        self.pieces = tuple(sentences(folded)) or (folded,)
        self.pairs = frozenset(map(add, folded, folded[1:]))
        """All neighbouring characters."""
        self.heading = len(folded) < _HEADING and not _STOPS.search(folded)
        """Whether it is as short as a heading, without figures and stops."""
        self.log_size = log(len(folded) + 1)
        self._values: dict[str, tuple[bool, tuple[bool, ...]]] = {}
        self._parts: dict[int, tuple[tuple[str, str], ...]] = {}

    def values(self, kind: str) -> tuple[bool, tuple[bool, ...]]:
        """Say whether the text holds a value of ``kind``, and which of its sentences do."""
        held = self._values.get(kind)
        if held is None:
            whole = holds(kind, self.text)
            pieces = self.pieces
            # where no value is in the whole none is in a part: no value is cut where a sentence ends
            several = whole and len(pieces) > 1
            held = whole, tuple([holds(kind, one) for one in pieces]) if several else (whole,) * len(pieces)
            self._values[kind] = held
        return held

    def parts(self, piece: int) -> tuple[tuple[str, str], ...]:
        """Give what stands between the commas of a sentence (its number), each with the part before it in front."""
        parts = self._parts.get(piece)
        if parts is None:
            cut = self.pieces[piece].split(",")
            spans = [cut[0], *(f"{before},{part}" for before, part in pairwise(cut))]
            parts = self._parts[piece] = tuple(zip(cut, spans, strict=True))
        return parts


@lru_cache(maxsize=_KEPT)
def wording(text: str) -> Wording:
    """Give ``text`` as it is compared; those asked for last are kept."""
    return Wording(text)


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


@lru_cache(maxsize=_KEPT)
def _by_beginning(near: tuple[tuple[str, float], ...]) -> Mapping[str, Sequence[tuple[str, float]]]:
    """Give words of nearly a meaning by their first two characters; one alone hides in other words."""
    found: dict[str, list[tuple[str, float]]] = {}
    for word, closeness in near:
        if len(word) > 1:
            found.setdefault(word[:2], []).append((word, closeness))
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
        self.pairs = list(query.pairs.items())
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
        self._runs = [(text[at : at + 2], text[at + 1 : at + 3], at) for at in range(len(text) - 2)]
        # A form can only stand in a text that shares its first pair of characters: most texts share none.
        self._forms: dict[str, list[tuple[int, int, str]]] = {}
        self._short: list[tuple[int, int, str]] = []
        for at, term in enumerate(query.terms):
            forms = list(enumerate((term.text, *term.variants)))
            if len(term.text) >= 3:
                forms += enumerate(map(add, term.text, term.text[1:]), _INNER)
            for number, form in forms:
                same = self._forms.setdefault(form[:2], []) if len(form) > 1 else self._short
                same.append((at, number, form))
        self._begin = frozenset(self._forms)
        near = [
            (at, number, share, _by_beginning(near))
            for at, term in enumerate(query.terms)
            for number, (share, near) in enumerate(term.parts)
        ]
        self._nearest = near
        self._close_begin = frozenset().union(*[forms for _, _, _, forms in near])
        self._close: dict[str, list[tuple[int, int, float, str]]] = {}
        self._closeness: dict[str, tuple[float, ...]] = {"": self._nowhere}
        self._close_around: dict[tuple[tuple[str, ...], str, str], tuple[float, ...]] = {}
        self._all = self._begin.union(map(add, text, text[1:]), (pair for pair in query.pairs if len(pair) == 2))

    def common(self, words: Wording) -> frozenset[str]:
        """Give the pairs of characters of the question and its other wordings that a text holds."""
        return self._all & words.pairs

    def match(self, text: str, common: frozenset[str]) -> Sequence[Matched]:
        """Give the terms of which anything stands in a folded text, in their order; ``common``: of that text."""
        there = [one for one in self._short if one[2] in text] if self._short else []
        for pair in common & self._begin:
            for one in self._forms[pair]:
                form = one[2]
                if form == pair or form in text:
                    there.append(one)
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
                if here[at] != 1.0 and worth > best.get(number, 0.0) and (form == pair or form in text):
                    best[number] = worth
        if not best:
            return self._nowhere
        found = [0.0] * len(self._nowhere)
        for number, worth in best.items():
            found[number // _PARTS] += worth
        return tuple(found)

    def _close_from(self, pair: str) -> list[tuple[int, int, float, str]]:
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

    def longest_run(self, text: str, common: frozenset[str]) -> int:
        """Give the length of the longest run of at least three characters that question and text share, or 2."""
        best, question = 2, self.query.text
        if len(common) > 1:
            for first, second, start in self._runs:
                if first in common and second in common:
                    while question[start : start + best + 1] in text and start + best < len(question):
                        best += 1
        return best
