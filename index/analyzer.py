"""Text -> terms, the same way for a clause and for a question about it.

Three streams, each a field of its own:

words     jieba's words, and for clauses the dictionary words inside them at the same position, so that
          部门负责人 is found by 负责人; a question's words do not overlap
pairs     neighbouring characters; they find what the two cuts disagree about, and phrases exactly
numbers   clause numbers in one spelling: 第十三条 and 第13条 are one term (``number_terms``)

Terms are compared folded (NFKC, variants, lower case); their offsets point into the text as it was given.
A term's position is a counter, not an offset, so that 第十条 and 第 10 条 are neighbours alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from ingest.patterns import lazy

from .folding import Folding, fold

if TYPE_CHECKING:
    from .words import Words

__all__ = ["JOIN", "Analyzer", "Term", "Terms"]

JOIN = "\x1e"
"""Stands between terms; white space, which no term holds but the blank in a pair."""

_WORD = lazy(r"[^\W_]")  # a piece without one is punctuation
_FIGURE = lazy(r"(?<![0-9.:])[0-9]{1,2}:[0-9]{2}(?![0-9])|(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+)+(?![0-9])")
"""09:00, 3.3.4 and 0.5 are whole terms; jieba would cut them at the mark."""
_LETTERED = lazy(r"[A-Za-z]{1,2}(?![ -~])[^\W_]")  # A岗, B班, T恤
_UNIT = lazy(r"[0-9]{1,2}:[0-9]{2}|[0-9]+(?:\.[0-9]+)+|[A-Za-z0-9]+|[^\W_]")
_BETWEEN = lazy(r"\s*")
_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_PHRASES = 8192
"""Phrases whose words are kept."""


class Term(NamedTuple):
    """One term: folded ``text``, ``position`` in its stream, and ``[start, end)`` in the text as given."""

    text: str
    position: int
    start: int
    end: int


def _joined(first: str, second: str) -> str:
    """Join two units; a space ends a run of letters or digits, so that 30 is no prefix of 300元."""
    return f"{first} {second}" if first.isascii() or (second and second.isascii()) else first + second


class Analyzer:
    """Cuts text into terms with one dictionary; holds no state that changes, so threads share it.

    ``variants`` maps single characters to the one they are searched by: traditional to simplified forms go
    there once a table ships.
    """

    def __init__(self, words: Words, *, variants: Mapping[str, str] | None = None) -> None:
        for old, new in (variants or {}).items():
            if len(old) != 1 or len(new) != 1:
                raise ValueError(f"a variant is one character for one: {old!r} -> {new!r}")
        self._words = words
        self._variants = dict(variants or {})
        self.pieces = lru_cache(maxsize=_PHRASES)(self._cut)
        """The texts of the words of a phrase; synonyms come back with every question."""

    def for_clauses(self, *, many: bool = False) -> Terms:
        """Give what indexes clauses, for one thread; ``many``: thousands of them are to come."""
        from .cutter import MANY, cutter

        return Terms(self._words, cutter(self._words, 0 if many else MANY), variants=self._variants)

    def _pieces(self, text: str) -> Iterator[tuple[int, int]]:
        """Give (start, end) of the words of folded ``text``: figures whole, the rest by the dictionary."""
        done = 0
        figures = () if _DIGITS.isdisjoint(text) else _FIGURE.finditer(text)
        for figure in (*figures, None):
            until = figure.start() if figure else len(text)
            start = done
            for word in self._words.cut(text[done:until]):
                if word.isalnum() or _WORD.search(word):
                    yield start, start + len(word)
                start += len(word)
            if figure:
                yield figure.span()
                done = figure.end()

    def words(self, text: str, *, subwords: bool = False) -> list[Term]:
        """Cut ``text`` into words; ``subwords`` adds what is inside them at the same position (for clauses).

        A letter before a Chinese character also makes one term with it (A岗): for a clause beside its parts,
        for a question in their place where the character is a word of its own.
        """
        folded = fold(text, self._variants)
        source = folded.text
        pieces = list(self._pieces(source))
        lettered = {}
        if not _LETTERS.isdisjoint(source):
            lettered = {match.start(): match.end() for match in _LETTERED.finditer(source)}
        terms: list[Term] = []
        position = 0
        skip = -1

        def add(start: int, end: int) -> None:
            terms.append(Term(source[start:end].casefold(), position, *folded.span(start, end)))

        for number, (start, end) in enumerate(pieces):
            if start < skip:
                continue
            joined = lettered.get(start)
            if joined and joined > end:
                following = pieces[number + 1][1]
                if not subwords and following == joined:
                    add(start, joined)
                    skip = joined
                    position += 1
                    continue
                if subwords:
                    add(start, joined)
            add(start, end)
            if subwords:
                for left, right in self._words.inside(source[start:end]):
                    add(start + left, start + right)
            position += 1
        return terms

    def _cut(self, phrase: str) -> tuple[str, ...]:
        return tuple([term.text for term in self.words(phrase)])

    def pair_texts(self, text: str) -> list[str]:
        """Give the texts of ``pairs(text)``, without their places, in a fraction of the time."""
        return _pair_texts(fold(text, self._variants).text, ends=False)

    def pairs(self, text: str, *, ends: bool = False) -> list[Term]:
        """Give the neighbouring units of ``text``: a Chinese character, or a run of Latin letters and digits.

        Pairs do not cross punctuation, but cross spaces.  A pair's position is that of its first unit.
        A unit that stands alone is a term itself; with ``ends`` (for clauses) so is the last unit of every
        run: each unit then begins exactly one term, and a phrase of one unit is found by prefix.
        """
        folded = fold(text, self._variants)
        source = folded.text
        units = list(_UNIT.finditer(source))
        terms: list[Term] = []
        for position, unit in enumerate(units):
            following = units[position + 1] if position + 1 < len(units) else None
            if following and not _BETWEEN.fullmatch(source, unit.end(), following.start()):
                following = None
            before = units[position - 1] if position else None
            alone = not before or not _BETWEEN.fullmatch(source, before.end(), unit.start())
            if following is None and not (ends or alone):
                continue
            joined = _joined(unit[0], following[0] if following else "")
            span = folded.span(unit.start(), (following or unit).end())
            terms.append(Term(joined.casefold(), position, *span))
        return terms


class Terms:
    """The texts alone of an analyzer's terms, for indexing: the same ones, joined, without offsets, many times as fast.

    ``cut`` gives the words of a text as ``Words.cut`` does.  What is inside a word is looked up once a word, so one
    object serves one thread.
    """

    def __init__(self, words: Words, cut: Callable[[str], list[str]], *, variants: Mapping[str, str]) -> None:
        self._cut = cut
        self._fold = Folding(variants).fold
        self._known = _Expanded(words)
        self._last = "", "", True  # words and pairs are asked for one after the other

    def _folded(self, text: str) -> tuple[str, bool]:
        """Give the text as it is cut, and whether there are Latin letters or digits in it."""
        if self._last[0] is not text:
            folded = self._fold(text)
            self._last = text, folded, _ASCII.search(folded) is not None
        return self._last[1:]

    def words(self, text: str) -> str:
        """Give the texts of ``Analyzer.words(text, subwords=True)``, with ``JOIN`` between them."""
        source, latin = self._folded(text)
        known = self._known
        pieces = self._pieces(source) if latin else self._cut(source)
        lettered = {match.start(): match[0] for match in _LETTERED.finditer(source)} if latin else None
        if not lettered:
            return "".join(map(known.__getitem__, pieces))[1:]
        found: list[str] = []
        start = 0
        for word in pieces:
            texts = known[word]
            if texts and len(lettered.get(start, "")) > len(word):
                found.append(JOIN + lettered[start].casefold())
            start += len(word)
            found.append(texts)
        return "".join(found)[1:]

    def _pieces(self, source: str) -> list[str]:
        pieces: list[str] = []
        done = 0
        for figure in _FIGURE.finditer(source):
            pieces += self._cut(source[done : figure.start()])
            pieces.append(figure[0])
            done = figure.end()
        pieces += self._cut(source[done:])
        return pieces

    def pairs(self, text: str) -> str:
        """Give the texts of ``Analyzer.pairs(text, ends=True)`` with ``JOIN`` between them.

        Each one's position is its place among them.
        """
        source, latin = self._folded(text)
        if latin:
            return JOIN.join(_pair_texts(source, ends=True))
        return _joined_pairs(source) or JOIN.join(_character_pairs(source, ends=True))


class _Expanded(dict[str, str]):
    """A word -> it and the words inside it, ``JOIN`` before each; empty for punctuation.  Filled as words come."""

    def __init__(self, words: Words) -> None:
        self._inside = words.inside

    def __missing__(self, word: str) -> str:
        texts = ""
        if _WORD.search(word):
            inside = [word[left:right] for left, right in self._inside(word)]
            texts = "".join([JOIN + text.casefold() for text in (word, *inside)])
        if len(self) >= _KEPT:
            self.clear()
        self[word] = texts
        return texts


def _pair_texts(source: str, *, ends: bool) -> list[str]:
    """Give the pairs of folded text; with ``ends`` the last unit of every run too, else only one that is alone."""
    if not _ASCII.search(source):
        return _character_pairs(source, ends=ends)
    found: list[str] = []
    for run in _RUN.findall(source):
        units = _UNIT.findall(run) if _ASCII.search(run) else "".join(run.split())
        found += [_joined(*pair) for pair in pairwise(units)] if isinstance(units, list) else map(add, units, units[1:])
        if ends or len(units) == 1:
            found.append(_joined(units[-1], ""))
    return found if source == source.casefold() else [term.casefold() for term in found]


def _character_pairs(source: str, *, ends: bool) -> list[str]:
    """Give the pairs of folded text without Latin letters and digits: every unit is a character."""
    source = "".join(source.split())  # what white space parts are neighbours too
    found: list[str] = []
    for run in _CHARACTERS.findall(source):
        found += map(add, run, run[1:])
        if ends or len(run) == 1:
            found.append(run[-1])
    return found if source == source.casefold() else [term.casefold() for term in found]


def _joined_pairs(source: str) -> str:
    """Give what ``JOIN`` makes of ``_character_pairs(source, ends=True)`` in half the time; empty for rare characters.

    The text is laid over itself: every third unit of the result is a character, the next one the one after it.
    """
    source = "".join(source.split())
    runs = _PART.join(_CHARACTERS.findall(source)) + _PART
    plain = runs.encode("utf-16-le")
    size = len(runs)
    if len(plain) != 2 * size or size == 1 or source != source.casefold():
        return ""
    laid = bytearray(_JOINED * (size - 1))
    units, given = memoryview(laid).cast("H"), memoryview(plain).cast("H")
    units[0::3], units[1::3] = given[:-1], given[1:]
    # Of what stands around the end of a run, 告|JOIN|警, the last of one and the first of the next: 告 is a term.
    first, *rest = laid.decode("utf-16-le").split(_PART + JOIN + _PART)
    return JOIN.join([first, *[part[2:] for part in rest]])[: -len(_PART + JOIN)]


_KEPT = 1 << 17
_ASCII = lazy(r"[A-Za-z0-9]")
_PART = "\x1f"  # no character of a run either
_JOINED = f"\0\0{JOIN}".encode("utf-16-le")
_CHARACTERS = lazy(r"[^\W_]+")
_RUN = lazy(r"(?:(?:[0-9]{1,2}:[0-9]{2}|[0-9]+(?:\.[0-9]+)+|[A-Za-z0-9]+|[^\W_])\s*)+")
"""Units with nothing but space between them."""
