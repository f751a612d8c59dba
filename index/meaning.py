"""What a text means, as a vector: an everyday question and a clause may share no word and still lie close.

A text is cut into the longest words of a table, and the vectors of those words are added up; how close two texts are
is the cosine of their sums.  The table (44,000 words of 64 numbers) ships with the package.  It was distilled by
``bench/train_meaning.py`` from the sentence encoder multilingual-e5-small (Wang et al. 2024, MIT licence): each word
begins as the encoder's vector of that word alone, reduced to 64 dimensions, and is then moved so that sums come close
to the encoder's vectors of whole sentences.  Nothing of the encoder runs here: a question costs some look-ups in a
mapped file, a clause one vector that was made when the knowledge base was built.

Beside the table lie the words nearest to each word (``meaning.near``): what a clause may print in place of a word of
the question, and how close that comes.

How vectors are added and compared lies in ``vectors.py``.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from ingest.clause import Clause
from ingest.digests import sha256
from ingest.errors import ConfigurationError
from ingest.patterns import lazy

from .compared import fold
from .phrases import longest_words
from .vectors import DIMENSIONS, LANES, MOST, RAISED, raised, rounded, scaled, totals

__all__ = ["LONGEST", "Known", "Meaning", "Part", "load_meaning", "spoken"]

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
_FEW = 300  # texts that are cut by the trie alone; whoever cuts more keeps the words that begin as theirs do
_HEADINGS = 2  # of a clause that count: those farther up say what the document is about, as the title does
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
        self._cuts = 0
        self._met = _Met(self._words.items, self._words.get)
        ends = self._rows[:4096], self._rows[-4096:], len(self._rows), len(self._words)
        self.mark: bytes = sha256(repr(ends).encode()).digest()[:16]
        """16 bytes that tell this table from another."""

    def known(self) -> Known:
        """Give all words with their rows, for whoever looks up many thousands."""
        return Known(self._words.items())

    def vector(self, text: str, known: Known | None = None) -> array[int]:
        """Give what ``text`` means: 64 numbers, the largest of them 127 or -127; zeros where no word is known."""
        text = fold(text)
        return self.sum_of(self.rows(text) if known is None else known.cut(_speakable(text)))

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
            rows = known.cut(_speakable(fold(text)))
            if len(rows) > MOST:
                long[place] = self.sum_of(rows)
                rows = []
            found.append(sum(map(row, rows)).to_bytes(LANES, "little"))
            sizes.append(len(rows))
        sums = np.frombuffer(b"".join(found), "<u2").reshape(-1, DIMENSIONS).astype(np.int64)
        sums -= RAISED * np.array(sizes).reshape(-1, 1)
        most = np.abs(sums).max(axis=1, initial=1, keepdims=True)
        # The division and the rounding of ``rounded``: of doubles, and halves to the even number.
        made = np.rint(127 * sums / most).astype(np.int8)
        for place, vector in long.items():
            made[place] = vector
        return bytes(made.data)

    def rows(self, folded: str) -> list[int]:
        """Give the rows of the longest words of the table in folded text, from left to right.

        No word holds a comma: the rows of a sentence are those of what stands between its commas, in turn.
        """
        text = _speakable(folded)
        if self._cuts < _FEW:
            self._cuts += 1
            return self._cut(text)
        return self._met.cut(text)

    def sum_of(self, rows: Sequence[int]) -> array[int]:
        """Give what the words of these ``rows`` mean together, as ``vector`` does."""
        row = self._wide.__getitem__
        if len(rows) <= MOST:
            return scaled(self.added(rows), len(rows))
        summed = [0] * DIMENSIONS
        for begin in range(0, len(rows), MOST):
            several = rows[begin : begin + MOST]
            summed = list(map(add, summed, totals(sum(map(row, several)), len(several))))
        return rounded(summed, max(*summed, -min(summed), 1))

    def added(self, rows: Sequence[int]) -> int:
        """Give the sum of at most ``MOST`` rows as an integer (``vectors.raised``): such sums can be added further."""
        return sum(map(self._wide.__getitem__, rows))

    def near(self, word: str) -> tuple[Part, ...]:
        """Give the words of the table in folded ``word``, and for each what says nearly the same, itself before all.

        Their shares add up to 1; closeness lies between 0 and 1.  Empty where no word is known.
        """
        rows = self.rows(word)
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
        rows: list[int] = []
        prefixes, number = self._words.prefixes, self._words.key_id
        at, end = 0, len(text)
        while at < end:
            words = prefixes(text[at : at + LONGEST])  # the shortest first
            if words:
                rows.append(number(words[-1]))
                at += len(words[-1])
            else:
                at += 1
        return rows


class _Met(dict[str, tuple[int, ...]]):
    """The lengths of the words of the table that begin with two characters, longest first, filled as they are met.

    ``beginning`` gives the words with their rows that begin with a text, ``row`` the row of one word.
    """

    def __init__(self, beginning: Callable[[str], Iterable[tuple[str, int]]], row: Callable[[str], int | None]) -> None:
        super().__init__()
        self._beginning, self._row = beginning, row
        self._words: dict[str, int] = {}

    def __missing__(self, pair: str) -> tuple[int, ...]:
        found = {word: row for word, row in self._beginning(pair) if len(word) <= LONGEST}
        alone = self._row(pair[:1])
        if alone is not None:
            found[pair[:1]] = alone
        self._words.update(found)
        sizes = self[pair] = tuple(sorted(set(map(len, found)), reverse=True))
        return sizes

    def cut(self, text: str) -> list[int]:
        """Give the rows of the longest words in ``text``, from left to right."""
        rows: list[int] = []
        find = self._words.get
        at, end = 0, len(text)
        while at < end:
            for size in self[text[at : at + 2]]:
                row = find(text[at : at + size])
                if row is not None:
                    rows.append(row)
                    at += size
                    break
            else:
                at += 1
        return rows


class _Wide(dict[int, int]):
    """A row of the table -> its numbers in one integer, 16 bits each, the lowest first; filled as rows come."""

    def __init__(self, table: mmap) -> None:
        self._table = table

    def __missing__(self, row: int) -> int:
        wide = self[row] = raised(self._table[row * DIMENSIONS : (row + 1) * DIMENSIONS])
        return wide


def _speakable(text: str) -> str:
    return text if text.isprintable() else _UNSPEAKABLE.sub(" ", text)


class Known:
    """All words of a table, to look for in many texts: many times as fast as the trie, which is fast to open."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._words = {word: row for word, row in words if len(word) <= LONGEST}
        self._find = longest_words(tuple(self._words))
        beginning: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for word, row in self._words.items() if self._find is None else ():
            beginning[word[:2]].append((word, row))
        self._met = _Met(lambda pair: beginning.get(pair, ()), self._words.get)

    def cut(self, text: str) -> list[int]:
        """Give the rows of the longest words in ``text``, from left to right, as ``Meaning`` does."""
        if self._find is None:
            return self._met.cut(text)
        return list(map(self._words.__getitem__, self._find(text)))


@lru_cache(maxsize=1)
def load_meaning() -> Meaning:
    """Map the table that ships beside this module."""
    return Meaning(Path(__file__).parent)


def spoken(clause: Clause) -> str:
    """Give the text that a clause is understood from: its title, the headings next above it, and its own words."""
    return " ".join((clause.document.title, *clause.headings[-_HEADINGS:], clause.text))
