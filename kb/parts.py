"""The parts of a clause between its stops and commas, and what is asked of words wherever they stand."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from index.features import Query, fold
from index.values import VALUES, holds, value_spans
from ingest import Clause, Relation
from ingest.patterns import lazy

__all__ = [
    "ACTING",
    "ASIDE",
    "EDGES",
    "LIKELY_SHARE",
    "RECEIVER_ASKED",
    "RULES",
    "SYNONYM",
    "Part",
    "closeness",
    "named_in",
    "narrow",
    "parted",
    "parts_of",
    "spans_of",
    "valued",
]

EDGES = " \u3000\t,，、:："
"""What is trimmed off both ends of a part."""
ACTING = frozenset({"responsible", "executes", "approves", "assists", "supervises"})
"""Relations of a role that does something in a clause."""
ASIDE = frozenset({"assists", "supervises"})
"""Those of them that leave the work itself to somebody else."""
RECEIVER_ASKED = lazy(
    r"(?:给|找|向|跟|问|报|交|通知|联系|请示|上报|汇报|转|请|经|让|安排)(?:到|给|由)?(?:谁|哪|什么人|什么部门)",
    starts="谁哪什",
)
"""Asks who is given something, told or asked, and not who does it."""
RULES = lazy(
    r"可以|可(?![能见靠])|允许|不得|不能|不予|不可|不准|严禁|禁止|无权|没有?权|不提供|不适用|不参加|不符合|不支持",
    starts="可允不严禁无没",
)
"""What is allowed or refused."""

SYNONYM = 0.85
"""What a synonym counts beside the word itself."""
LIKELY_SHARE = 0.05
"""Share from which on a kind of question counts for the values that words hold."""

_BRACKETS = r"[（(][^（()）\n]{0,80}[）)]"  # what stands in brackets is not parted
_SENTENCE = lazy(rf"(?:[^（(。；;！!？?\n]+|{_BRACKETS}|[（(]|(?<=[,，、])\n)+[？?]?")
_PART = lazy(rf"(?:[^（(,，]+|{_BRACKETS}|[（(])+")
_WIDE = lazy("[\uff10-\uff5a]")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # full-width figures and letters; the length stays


class Part(NamedTuple):
    """A part of a clause between commas: its words, where they stand, and in which sentence."""

    text: str
    start: int
    end: int
    sentence: int

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return "\t" in self.text


def parts_of(clause: Clause) -> tuple[Part, ...]:
    """Part the text of a clause at stops and commas; a table row is one part."""
    return parted(clause.text)


# Questions come back to the same clauses, so what does not depend on the question is kept of those asked about last.


@lru_cache(maxsize=4096)
def parted(text: str) -> tuple[Part, ...]:
    """Part the text of a clause."""
    found: list[Part] = []
    for number, sentence in enumerate(match for match in _SENTENCE.finditer(text) if _says(match.group())):
        if "\t" in sentence.group():
            pieces = [sentence.span()]
        else:
            base = sentence.start()
            pieces = [(base + m.start(), base + m.end()) for m in _PART.finditer(sentence.group()) if _says(m.group())]
        found += [Part(text[start:end], start, end, number) for start, end in pieces]
    return tuple(found)


def _says(piece: str) -> bool:
    """Tell whether anything of a piece is left when it is trimmed."""
    return bool(piece.strip(EDGES + "\n"))


def closeness(query: Query, piece: str) -> float:
    """Give the share of the question's words, by weight, that stand in ``piece``; a synonym counts 0.85 of its word."""
    folded = fold(piece)
    total = sum([term.weight for term in query.terms]) or 1.0
    found = 0.0
    for term in query.terms:
        if term.text in folded:
            found += term.weight
        elif any(map(folded.__contains__, term.variants)):
            found += SYNONYM * term.weight
    return found / total


def valued(query: Query, piece: str) -> float:
    """Say how likely a piece holds the kind of value asked for."""
    return sum(
        [share for kind, share in query.kinds if share > LIKELY_SHARE and kind in VALUES and _holds(kind, piece)]
    )


@lru_cache(maxsize=8192)
def _holds(kind: str, piece: str) -> bool:
    return holds(kind, narrow(piece))


@lru_cache(maxsize=32768)
def spans_of(kind: str, piece: str) -> tuple[tuple[int, int], ...]:
    """Give where values of the kind stand in ``piece``, whose figures may be of full width."""
    return tuple(value_spans(kind, narrow(piece)))


def named_in(relation: Relation, piece: str) -> bool:
    """Tell whether the words that gave the relation, or the role's name, stand in ``piece``."""
    return relation.role in piece or any(word and word in piece for word in relation.why.split())


def narrow(piece: str) -> str:
    """Give ``piece`` with figures and letters of half width, each where it stood."""
    return piece.translate(_WIDTH) if _WIDE.search(piece) else piece
