"""What of a text is compared with a question, made once a text.

Questions come back to the same clauses, headings and titles, and thirty of them are compared with each question: all
that does not depend on the question is worked out here and kept.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from itertools import pairwise
from math import log

from ingest.patterns import lazy

from .folding import normal
from .values import holds

__all__ = ["KEPT", "Wording", "first_pair", "fold", "pairs_in", "sentences", "wording"]

_SENTENCE = lazy(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_STOPS = lazy(r"[\d,，。;；:：]")
_HEADING = 16
"""Characters that a heading does not reach."""
KEPT = 4096
"""Texts that are kept as they are compared: some 10 KB each."""


def fold(text: str) -> str:
    """Give ``text`` for comparison: width and case folded (NFKC), white space removed."""
    return "".join(normal(text).split()).lower()


def sentences(text: str) -> list[str]:
    """Cut folded text at full stops and semicolons."""
    return _SENTENCE.findall(text)


def pairs_in(text: str) -> frozenset[int]:
    """Give all neighbouring characters of a text, each pair as a number: numbers are made and compared quickly.

    Of rare characters that take two units of UTF-16, neighbouring units are taken instead.
    """
    units = memoryview(text.encode("utf-16-le", "surrogatepass"))
    size = len(units)
    if size < 4:
        return frozenset()
    return frozenset(units[: size & ~3].cast("I")).union(units[2 : 2 + (size - 2 & ~3)].cast("I"))


def first_pair(text: str) -> int:
    """Give the number of the first pair of characters of a text of at least two."""
    return int.from_bytes(text[:2].encode("utf-16-le", "surrogatepass")[:4], sys.byteorder)


class Wording:
    """A text as it is compared: folded, in sentences, with what values they hold."""

    __slots__ = ("_parts", "_values", "heading", "log_size", "pairs", "pieces", "text")

    def __init__(self, text: str) -> None:
        self.text = folded = fold(text)
        self.pieces = tuple(sentences(folded)) or (folded,)
        self.pairs = pairs_in(folded)
        """All neighbouring characters (``pairs_in``)."""
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


@lru_cache(maxsize=KEPT)
def wording(text: str) -> Wording:
    """Give ``text`` as it is compared; those asked for last are kept."""
    return Wording(text)
