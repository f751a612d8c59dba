"""Words of a fixed list, found in a text: longest first, left to right, no overlaps.

A dictionary on the first two characters beats an alternation of a thousand words by far: ``re`` tries
every branch at every position.  Where many texts are looked through and ahocorasick-rs (``policy-kb[fast]``) is
installed, its automaton finds the same words in a tenth of that time.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["Hit", "Paired", "Phrases", "Present", "Spans", "automaton", "longest_words", "probe"]

Spans = Callable[[str], list[tuple[int, int, int]]]
"""Gives (number, start, end) for each word that stands at ``text[start:end]``, in the order of the text."""

_REPAYS_FROM = 64
"""Texts looked through from which on an automaton repays the milliseconds that it takes to make."""


_NONE: tuple[dict[str, list[tuple[str, int]]], int] = ({}, -1)


class Hit(NamedTuple):
    """``phrase`` stands at ``text[start:end]``."""

    start: int
    end: int
    phrase: str


class Paired(str):
    """A text whose pairs of neighbouring characters are put together once, for all lists that are looked for in it."""

    __slots__ = ("_pairs",)
    _pairs: list[str]

    @property
    def pairs(self) -> list[str]:
        """Give the pairs in the order of the text."""
        try:
            return self._pairs
        except AttributeError:
            self._pairs = list(map(add, self, self[1:]))
            return self._pairs


def _pairs(text: str) -> Iterable[str]:
    return text.pairs if isinstance(text, Paired) else map(add, text, text[1:])


class _Gradual:
    """A list of words that is looked up in tables, and by an automaton once that repays and where it can."""

    def __init__(self, words: Sequence[str], *, longest: bool) -> None:
        self.words = words
        self._longest = longest
        self._searched = 0
        self._automaton: Spans | None = None

    def _by_automaton(self, text: str) -> list[tuple[int, int, int]] | None:
        """Give what the automaton finds; None where the tables are to be asked."""
        if self._automaton is None:
            self._searched += 1
            if self._searched == _REPAYS_FROM:
                self._automaton = automaton(self.words, longest=self._longest)
            return None
        try:
            return self._automaton(text)
        except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 has no bytes for
            return None


class Phrases(_Gradual):
    """A list of words that can be looked for in many texts: at each place the longest, without overlaps."""

    def __init__(self, phrases: Iterable[str]) -> None:
        super().__init__(tuple(dict.fromkeys(phrase for phrase in phrases if phrase)), longest=True)
        numbers = {word: number for number, word in enumerate(self.words)}
        self._single = {word: number for word, number in numbers.items() if len(word) == 1}
        longer: dict[str, dict[str, list[tuple[str, int]]]] = {}
        for word in sorted(self.words, key=len, reverse=True):
            if len(word) > 1:
                by_third = longer.setdefault(word[:2], {})
                if len(word) > 2:
                    by_third.setdefault(word[2], []).append((word, numbers[word]))
        self._table = {pair: (by_third, numbers.get(pair, -1)) for pair, by_third in longer.items()}
        """First two characters -> (third -> longer words, longest first; the number of the two as a word, or -1)."""

    def find(self, text: str) -> list[Hit]:
        """Give every hit in the order of the text; at each position the longest word wins."""
        words = self.words
        return [Hit(start, end, words[number]) for number, start, end in self.spans(text)]

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Give (number in ``words``, start, end) of every hit."""
        found = self._by_automaton(text)
        return self._looked_up(text) if found is None else found

    def _looked_up(self, text: str) -> list[tuple[int, int, int]]:
        begin, single = self._table.get, self._single
        hits: list[tuple[int, int, int]] = []
        done = 0
        # Most places begin no word: they are passed over without a step of the loop.
        begins = [(at, words) for at, pair in enumerate(_pairs(text)) if (words := begin(pair))]
        if not single.keys().isdisjoint(text):
            known = {at for at, _ in begins}
            begins += [(at, _NONE) for at, one in enumerate(text) if one in single and at not in known]
            begins.sort(key=itemgetter(0))
        for at, (longer, number) in begins:
            if at < done:
                continue
            done, found = at + 2, number
            for word, longer_number in longer.get(text[at + 2 : at + 3], ()):
                if text.startswith(word, at):
                    done, found = at + len(word), longer_number
                    break
            if found < 0:
                done, found = at + 1, single.get(text[at], -1)
            if found >= 0:
                hits.append((found, at, done))
        return hits


class Present(_Gradual):
    """Which words of a list stand anywhere in a text, within each other or not; for many texts.

    ``words``: each once, none empty.
    """

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words, longest=False)
        self._short = {word: number for number, word in enumerate(words) if len(word) <= 2}
        self._singles = frozenset(word for word in words if len(word) == 1)
        long: dict[str, list[tuple[str, int]]] = {}
        for number, word in enumerate(words):
            if len(word) > 2:
                long.setdefault(word[:2], []).append((word, number))
        self._long = {pair: tuple(group) for pair, group in long.items()}
        self._pairs = frozenset(word for word in self._short if len(word) == 2)
        self._begin = frozenset((*self._pairs, *self._long))

    def __call__(self, text: str) -> set[int]:
        """Give the numbers of the words that stand in ``text``."""
        found = self._by_automaton(text)
        return self._looked_up(text) if found is None else {hit[0] for hit in found}

    def _looked_up(self, text: str) -> set[int]:
        pairs = self._begin.intersection(_pairs(text))
        short, long = self._short, self._long
        found = {short[pair] for pair in self._pairs & pairs}
        found.update(number for pair in long.keys() & pairs for word, number in long[pair] if word in text)
        if self._singles:
            found.update(short[one] for one in self._singles.intersection(text))
        return found


def automaton(words: Sequence[str], *, longest: bool) -> Spans | None:
    """Give an automaton that finds the words, or None where ahocorasick-rs is not installed or there are none.

    ``longest``: the longest word at each place, without overlaps; else all that stand anywhere, by their ends.
    It raises ``UnicodeEncodeError`` for a text that holds half a surrogate pair.
    """
    made = _made(words, longest=longest)
    if made is None:
        return None
    find: Callable[..., list[tuple[int, int, int]]] = made.find_matches_as_indexes
    return find if longest else lambda text: find(text, True)


def longest_words(words: Sequence[str]) -> Callable[[str], list[str]] | None:
    """Give what ``automaton(words, longest=True)`` does, for the words alone: in two thirds of the time."""
    made = _made(words, longest=True, kept=True)
    return None if made is None else made.find_matches_as_strings


def _made(words: Sequence[str], *, longest: bool, kept: bool = False) -> AhoCorasick | None:
    if not words or not _installed():
        return None
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    kind = MatchKind.LeftmostLongest if longest else MatchKind.Standard
    # The plain automaton is made in as short a time and twice as slow; the full table takes five times to make.
    return AhoCorasick(words, kind, store_patterns=kept, implementation=Implementation.ContiguousNFA)


@lru_cache(maxsize=1)
def _installed() -> bool:
    return find_spec("ahocorasick_rs") is not None


def probe(text: str, words: Container[str], longest: int, least: int = 1) -> list[Hit]:
    """Give what ``Phrases(words).find(text)`` gives of the words with ``least`` to ``longest`` characters.

    For one short text: to look at all its places takes less than to put thousands of words in order.
    """
    hits: list[Hit] = []
    position, last = 0, len(text)
    while position < last:
        for size in range(min(longest, last - position), least - 1, -1):
            word = text[position : position + size]
            if word in words:
                hits.append(Hit(position, position + size, word))
                position += size
                break
        else:
            position += 1
    return hits
