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

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import dist, hypot, sqrt
from mmap import ACCESS_READ, mmap
from operator import add, mul
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from ingest.clause import Clause
from ingest.digests import sha256
from ingest.errors import ConfigurationError
from ingest.patterns import lazy

from .folding import normal
from .phrases import longest_words

__all__ = [
    "DIMENSIONS",
    "LONGEST",
    "Direction",
    "Known",
    "Meaning",
    "Part",
    "between",
    "cosine",
    "cosines",
    "direction",
    "length",
    "load_meaning",
    "spoken",
]

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
_FEW = 300  # texts that are cut by the trie alone; whoever cuts more keeps the words that begin as theirs do
_HEADINGS = 2  # of a clause that count: those farther up say what the document is about, as the title does
_MOST = 256  # vectors that add up in 16 bits
_LANES = 2 * DIMENSIONS
_RAISED = 128  # what each number is raised by, so that none is below zero
_TOP = 1 << 15
_ONES = int.from_bytes(b"\1\0" * DIMENSIONS, "little")
_WIDE_ONES = int.from_bytes(b"\1\0\0\0\0\0\0\0" * DIMENSIONS, "little")
_TOPS = _TOP * _ONES
_NUMBERS = Struct(f"<{DIMENSIONS}h")
_RAISE = bytes((byte + 128) % 256 for byte in range(256))
_SQUARE_LOW = bytes(min(byte, 256 - byte) ** 2 % 256 for byte in range(256))
_SQUARE_HIGH = bytes(min(byte, 256 - byte) ** 2 // 256 for byte in range(256))
_LOWERED = bytes((byte - 127) % 256 for byte in range(256))
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
        self._met = _Met(self._words)
        ends = self._rows[:4096], self._rows[-4096:], len(self._rows), len(self._words)
        self.mark: bytes = sha256(repr(ends).encode()).digest()[:16]
        """16 bytes that tell this table from another."""

    def known(self) -> Known:
        """Give all words with their rows, for whoever looks up many thousands."""
        return Known(self._words.items())

    def vector(self, text: str, known: Known | None = None) -> array[int]:
        """Give what ``text`` means: 64 numbers, the largest of them 127 or -127; zeros where no word is known."""
        text = _folded(text)
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
            rows = known.cut(_speakable(_folded(text)))
            if len(rows) > _MOST:
                long[place] = self.sum_of(rows)
                rows = []
            found.append(sum(map(row, rows)).to_bytes(_LANES, "little"))
            sizes.append(len(rows))
        totals = np.frombuffer(b"".join(found), "<u2").reshape(-1, DIMENSIONS).astype(np.int64)
        totals -= _RAISED * np.array(sizes).reshape(-1, 1)
        most = np.abs(totals).max(axis=1, initial=1, keepdims=True)
        # The division and the rounding of ``sum_of``: of doubles, and halves to the even number.
        made = np.rint(127 * totals / most).astype(np.int8)
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
        if len(rows) <= _MOST:
            raised = sum(map(row, rows))
            totals = _totals(raised, len(rows))
            most = max(*totals, -min(totals))
            if most in (0, 127):
                return array("b", totals)
            return _shares(raised + (most - 128 * len(rows)) * _ONES, most) or _rounded(totals, most)
        summed = [0] * DIMENSIONS
        for begin in range(0, len(rows), _MOST):
            several = rows[begin : begin + _MOST]
            summed = list(map(add, summed, _totals(sum(map(row, several)), len(several))))
        return _rounded(summed, max(*summed, -min(summed), 1))

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
    """The lengths of the words of the table that begin with two characters, longest first, filled as they are met."""

    def __init__(self, trie: Any) -> None:
        super().__init__()
        self._trie = trie
        self._words: dict[str, int] = {}

    def __missing__(self, pair: str) -> tuple[int, ...]:
        found = {word: row for word, row in self._trie.items(pair) if len(word) <= LONGEST}
        alone = self._trie.get(pair[:1])
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
        lanes = bytearray(_LANES)
        lanes[::2] = self._table[row * DIMENSIONS : (row + 1) * DIMENSIONS].translate(_RAISE)
        wide = self[row] = int.from_bytes(lanes, "little")
        return wide


def _totals(raised: int, count: int) -> tuple[int, ...]:
    """Give the sums of ``count`` rows, each of whose numbers was raised by 128 so that none is below zero."""
    # Raised to the middle of 16 bits, with the highest of them turned over, they are numbers with a sign.
    return _NUMBERS.unpack(((raised + (_TOP - 128 * count) * _ONES) ^ _TOPS).to_bytes(_LANES, "little"))


def _rounded(totals: Sequence[int], most: int) -> array[int]:
    """Give totals as whole shares of 127 of the largest of them."""
    return array("b", [round(127 * total / most) for total in totals])


def _shares(raised: int, most: int) -> array[int] | None:
    """Give the same of all totals in one multiplication, each raised by ``most``; None where one may lie halfway.

    Each total is spread to 64 bits; what 254 of it and ``most`` hold of twice ``most``, rounded down, are its lane's
    second highest byte after it was multiplied by 2 to the 48th over twice ``most``.
    """
    narrow, spread = raised.to_bytes(_LANES, "little"), bytearray(4 * _LANES)
    spread[::8], spread[1::8] = narrow[::2], narrow[1::2]
    by = (1 << 48) // (2 * most) + 1
    found = (int.from_bytes(spread, "little") * (254 * by) + most * by * _WIDE_ONES).to_bytes(4 * _LANES, "little")
    if 0 in found[5::8] and 0 in found[4::8]:
        return None
    return array("b", found[6::8].translate(_LOWERED))


def _speakable(text: str) -> str:
    return text if text.isprintable() else _UNSPEAKABLE.sub(" ", text)


class Known:
    """All words of a table, to look for in many texts: many times as fast as the trie, which is fast to open."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._words = {word: row for word, row in words if len(word) <= LONGEST}
        self._find = longest_words(tuple(self._words))
        sizes: dict[str, set[int]] = defaultdict(set)
        for word in self._words if self._find is None else ():
            sizes[word[:2]].add(len(word))
        self._sizes = {begin: tuple(sorted(several, reverse=True)) for begin, several in sizes.items()}
        """The first two characters -> how long the words are that begin so, longest first; without an automaton."""

    def cut(self, text: str) -> list[int]:
        """Give the rows of the longest words in ``text``, from left to right, as ``Meaning`` does."""
        if self._find is None:
            return self._cut(text)
        return list(map(self._words.__getitem__, self._find(text)))

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


def _folded(text: str) -> str:
    """Give ``text`` folded as questions are (``matching.fold``)."""
    return "".join(normal(text).split()).lower()


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


class Direction(NamedTuple):
    """A vector with the square of its length, which is whole, and its length; made once, compared often."""

    numbers: tuple[int, ...]
    square: int
    length: float


def direction(vector: Sequence[int]) -> Direction:
    """Give a vector ready to be compared."""
    square = round(hypot(*vector) ** 2)
    return Direction(tuple(vector), square, sqrt(square))


def between(one: Direction, other: Direction) -> float:
    """Give the ``cosine`` of two vectors, from the distance of their ends, which C works out at once."""
    if not one.square or not other.square:
        return 0.0
    product = (one.square + other.square - round(dist(one.numbers, other.numbers) ** 2)) // 2
    return product / (one.length * other.length)


def cosine(one: Sequence[int], other: Sequence[int], lengths: float | None = None) -> float:
    """Say how close two vectors are: 1 for one direction, 0 for nothing in common or where one is zero.

    ``lengths``: the product of their lengths, where it is known.
    """
    if lengths is None:
        lengths = length(one) * length(other)
    return sum(map(mul, one, other)) / lengths if lengths else 0.0


def cosines(one: Sequence[int], others: bytes) -> list[float]:
    """Say how close a vector is to each of ``others``, which lie behind one another, a byte a number; as ``cosine``.

    The products are summed for all of them at once, in an integer that has 32 bits for each: a step for each of the
    dimensions, where a hundred vectors would take as many sums.
    """
    count = len(others) // DIMENSIONS
    raised, low, high = others.translate(_RAISE), others.translate(_SQUARE_LOW), others.translate(_SQUARE_HIGH)
    products = sums = squares = 0
    lanes, pairs = bytearray(4 * count), bytearray(4 * count)
    for at, number in enumerate(one):
        lanes[::4] = raised[at::DIMENSIONS]
        column = int.from_bytes(lanes, "little")
        products += column * (number + 128)
        sums += column
        pairs[::4], pairs[1::4] = low[at::DIMENSIONS], high[at::DIMENSIONS]
        squares += int.from_bytes(pairs, "little")
    own, less = length(one), 128 * sum(one)
    unpack = Struct(f"<{count}I").unpack
    wide = [unpack(total.to_bytes(4 * count, "little")) for total in (products, sums, squares)]
    return [
        (product - 128 * raised - less) / (own * sqrt(square)) if own and square else 0.0
        for product, raised, square in zip(*wide, strict=True)
    ]
