"""What a text means, as a vector: an everyday question and a clause may share no word and still lie close.

A text is cut into the longest words of a table, and the vectors of those words are added up; how close two texts are
is the cosine of their sums.  The table (44,000 words of 64 numbers) ships with the package.  It was distilled by
``bench/train_meaning.py`` from the sentence encoder multilingual-e5-small (Wang et al. 2024, MIT licence): each word
begins as the encoder's vector of that word alone, reduced to 64 dimensions, and is then moved so that sums come close
to the encoder's vectors of whole sentences.  Nothing of the encoder runs here: a question costs some look-ups in a
mapped file, a clause one vector that was made when the knowledge base was built.

Beside the table lie the words nearest to each word (``meaning.near``): what a clause may print in place of a word of
the question, and how close that comes.

Sums are taken in one integer for all 64 numbers, 16 bits each, since adding two long integers costs Python no more
than adding two short ones.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from math import sqrt
from mmap import ACCESS_READ, mmap
from operator import add, mul
from pathlib import Path
from typing import Any, NamedTuple

from ingest.clause import Clause
from ingest.errors import ConfigurationError
from ingest.patterns import lazy

from .folding import normal
from .phrases import automaton

__all__ = ["DIMENSIONS", "LONGEST", "Known", "Meaning", "Part", "cosine", "length", "load_meaning", "spoken"]

DIMENSIONS = 64
LONGEST = 6
"""Characters of the longest words of the table."""

WORDS, VECTORS, NEAREST = "meaning.trie", "meaning.vec", "meaning.near"
NEAR, CLOSE = 0.35, 0.85
"""Cosines at which two words begin to be close, and from which on they are as good as the same."""
MOST_NEAR = 32
"""Words that are kept for each, the nearest first."""
_NEAR_BYTES = (
    1 + 3 * MOST_NEAR
)  # how much the word counts in a text, and each row (two bytes, the low one first) with its closeness
_HEADINGS = 2  # of a clause that count: those farther up say what the document is about, as the title does
_MOST = 256  # vectors that add up in 16 bits
_LANES = 2 * DIMENSIONS
_RAISED = 128  # what each number is raised by, so that none is below zero
_RAISE = bytes(number ^ _RAISED for number in range(256))
_LOW = 0 if sys.byteorder == "little" else 1  # the low byte of a lane
_UNSPEAKABLE = lazy("[\0\ud800-\udfff]")  # what a trie cannot be asked for: NUL, and halves of characters


class Part(NamedTuple):
    """A word of the table in a word of a question: its ``share`` of it, and ``near`` words with their closeness."""

    share: float
    near: tuple[tuple[str, float], ...]


class Meaning:
    """The table of words: ``vector`` gives what a text means.  Mapped, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        try:
            self._words: Any = marisa_trie.Trie().mmap(str(folder / WORDS))
            with (folder / VECTORS).open("rb") as stream, (folder / NEAREST).open("rb") as near:
                self._rows = mmap(stream.fileno(), 0, access=ACCESS_READ)
                self._near = mmap(near.fileno(), 0, access=ACCESS_READ)
        except (OSError, RuntimeError, ValueError) as error:
            raise ConfigurationError("缺少词义表", place=str(folder / WORDS), remedy="请重新安装 policy-kb") from error
        self._wide = _Wide(self._rows)
        ends = self._rows[:4096], self._rows[-4096:], len(self._rows), len(self._words)
        self.mark: bytes = sha256(repr(ends).encode()).digest()[:16]
        """16 bytes that tell this table from another."""

    def known(self) -> Known:
        """Give all words with their rows, for whoever looks up many thousands."""
        return Known(self._words.items())

    def vector(self, text: str, known: Known | None = None) -> array[int]:
        """Give what ``text`` means: 64 numbers, the largest of them 127 or -127; zeros where no word is known."""
        text = _speakable(text)
        return self._scaled(self._cut(text) if known is None else known.cut(text))

    def vectors(self, texts: Sequence[str], known: Known) -> bytes:
        """Give the vectors of many texts, one after the other; from thousands on it pays to import NumPy for it."""
        import numpy as np

        if not texts:
            return b""
        found: list[bytes] = []
        sizes: list[int] = []
        long: dict[int, array[int]] = {}
        row = self._wide.__getitem__
        for place, text in enumerate(texts):
            rows = known.cut(_speakable(text))
            if len(rows) > _MOST:
                long[place] = self._scaled(rows)
                rows = []
            found.append(sum(map(row, rows)).to_bytes(_LANES, sys.byteorder))
            sizes.append(len(rows))
        totals = np.frombuffer(b"".join(found), np.uint16).reshape(-1, DIMENSIONS).astype(np.int64)
        totals -= _RAISED * np.array(sizes).reshape(-1, 1)
        most = np.abs(totals).max(axis=1, initial=1, keepdims=True)
        # The division and the rounding of ``_scaled``: of doubles, and halves to the even number.
        made = np.rint(127 * totals / most).astype(np.int8)
        for place, vector in long.items():
            made[place] = vector
        return bytes(made.data)

    def _scaled(self, rows: Sequence[int]) -> array[int]:
        totals = self._totals(rows[:_MOST])
        for begin in range(_MOST, len(rows), _MOST):
            totals = list(map(add, totals, self._totals(rows[begin : begin + _MOST])))
        most = max(*totals, -min(totals))
        return array("b", [round(127 * total / most) for total in totals] if most not in (0, 127) else totals)

    def _totals(self, rows: Sequence[int]) -> list[int]:
        packed = array("H", sum(map(self._wide.__getitem__, rows)).to_bytes(_LANES, sys.byteorder))
        less = _RAISED * len(rows)
        return [raised - less for raised in packed]

    def near(self, word: str) -> tuple[Part, ...]:
        """Give the words of the table in folded ``word``, and for each what says nearly the same, itself before all.

        Their shares add up to 1; closeness lies between 0 and 1.  Empty where no word is known.
        """
        rows = self._cut(_UNSPEAKABLE.sub(" ", word))
        begins = [row * _NEAR_BYTES for row in rows]
        total = sum(self._near[begin] for begin in begins) or 1
        return tuple(
            Part(self._near[begin] / total, ((self._words.restore_key(row), 1.0), *self._nearest(begin + 1)))
            for row, begin in zip(rows, begins, strict=True)
        )

    def _nearest(self, begin: int) -> Iterator[tuple[str, float]]:
        near = self._near
        for at in range(begin, begin + 3 * MOST_NEAR, 3):
            if not near[at + 2]:
                return
            yield self._words.restore_key(near[at] | near[at + 1] << 8), near[at + 2] / 255

    def _cut(self, text: str) -> list[int]:
        """Give the rows of the longest words of the table in ``text``, from left to right."""
        rows = []
        at, end = 0, len(text)
        while at < end:
            for stop in range(min(at + LONGEST, end), at, -1):
                row = self._find(text[at:stop])
                if row is not None:
                    rows.append(row)
                    at = stop
                    break
            else:
                at += 1
        return rows

    def _find(self, word: str) -> int | None:
        found: int | None = self._words.get(word)
        return found


class _Wide(dict[int, int]):
    """A row of the table -> its numbers in one integer, 16 bits each; filled as rows come."""

    def __init__(self, table: mmap) -> None:
        self._table = table

    def __missing__(self, row: int) -> int:
        lanes = bytearray(_LANES)
        lanes[_LOW::2] = self._table[row * DIMENSIONS : (row + 1) * DIMENSIONS].translate(_RAISE)
        wide = self[row] = int.from_bytes(lanes, sys.byteorder)
        return wide


class Known:
    """All words of a table, to look for in many texts: many times as fast as the trie, which is fast to open."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._words = {word: row for word, row in words if len(word) <= LONGEST}
        self._rows = list(self._words.values())
        self._find = automaton(tuple(self._words), longest=True)
        sizes: dict[str, set[int]] = defaultdict(set)
        for word in self._words if self._find is None else ():
            sizes[word[:2]].add(len(word))
        self._sizes = {begin: tuple(sorted(several, reverse=True)) for begin, several in sizes.items()}
        """The first two characters -> how long the words are that begin so, longest first; without an automaton."""

    def cut(self, text: str) -> list[int]:
        """Give the rows of the longest words in ``text``, from left to right, as ``Meaning`` does."""
        if self._find is None:
            return self._cut(text)
        rows = self._rows
        return [rows[number] for number, _, _ in self._find(text)]

    def _cut(self, text: str) -> list[int]:
        rows: list[int] = []
        words, sizes = self._words, self._sizes
        at, end = 0, len(text)
        while at < end:
            pair = text[at : at + 2]
            for size in sizes.get(pair, ()):
                row = words.get(text[at : at + size] if size > 2 else pair)
                if row is not None:
                    rows.append(row)
                    at += size
                    break
            else:
                row = words.get(text[at])
                if row is not None:
                    rows.append(row)
                at += 1
        return rows


def _speakable(text: str) -> str:
    """Give ``text`` folded as questions are (``matching.fold``), without what the table cannot be asked for."""
    folded = "".join(normal(text).split()).lower()
    return folded if folded.isprintable() else _UNSPEAKABLE.sub(" ", folded)


@lru_cache(maxsize=1)
def load_meaning() -> Meaning:
    """Map the table that ships beside this module."""
    return Meaning(Path(__file__).parent)


def spoken(clause: Clause) -> str:
    """Give the text that a clause is understood from: its title, the headings next above it, and its own words."""
    return " ".join((clause.document.title, *clause.headings[-_HEADINGS:], clause.text))


def length(vector: Sequence[int]) -> float:
    """Give the Euclidean length of a vector."""
    return sqrt(sum(map(mul, vector, vector)))


def cosine(one: Sequence[int], other: Sequence[int], lengths: float | None = None) -> float:
    """Say how close two vectors are: 1 for one direction, 0 for nothing in common or where one is zero.

    ``lengths``: the product of their lengths, where it is known.
    """
    if lengths is None:
        lengths = length(one) * length(other)
    return sum(map(mul, one, other)) / lengths if lengths else 0.0
