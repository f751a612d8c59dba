"""What Whoosh keeps of each field: its own field types would analyse text, and these are given terms.

Whoosh pickles a schema into its index.  It is always opened with ``schema=SCHEMA``, so that this pickle is
never read and these classes may move.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Generator, Sequence
from typing import Any

from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Positions

from ..analyzer import Term
from ..schema import SCORED, WEIGHTS

__all__ = ["SCHEMA"]

_Posting = tuple[bytes, int, float, bytes]
"""Term, frequency, weight, encoded positions."""


class _Places(Positions):
    """Positions as 32-bit integers: a third of the time of Whoosh's pickled lists."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class _Terms(FieldType):
    """A field that is given its terms; with ``places`` it keeps where they stand."""

    analyzer = None
    unique = stored = False
    vector = None
    multitoken_query = "or"

    def __init__(self, *, scorable: bool, places: bool = False) -> None:
        self.places = _Places() if places else None
        self.format = self.places or Existence()
        self.scorable = scorable

    def index(self, value: Sequence[Term], **_: Any) -> Generator[_Posting, Any, None]:
        """Give (term, frequency, weight, encoded positions) once for each distinct term, as Whoosh asks."""
        places: dict[str, list[int]] = defaultdict(list)
        for term in value:
            places[term.text].append(term.position)
        for text, found in places.items():
            encoded = self.places.encode(found) if self.places else b""
            yield text.encode(), len(found), float(len(found)), encoded


class _Keys(FieldType):
    """A field of exact values: roles, topics, ids."""

    analyzer = None
    unique = scorable = False
    vector = None
    multitoken_query = "or"

    def __init__(self, *, stored: bool = False) -> None:
        self.format = Existence()
        self.stored = stored

    def index(self, value: str | Sequence[str], **_: Any) -> Generator[_Posting, Any, None]:
        """Give every value once."""
        for text in dict.fromkeys((value,) if isinstance(value, str) else value):
            yield text.encode(), 1, 1.0, b""


SCHEMA = Schema(
    **{
        field: _Terms(scorable=field in SCORED, places=field == "pairs")
        for field in (*WEIGHTS, "number", "path", "mentions")
    },
    role=_Keys(),
    topic=_Keys(),
    document=_Keys(),
    clause=_Keys(stored=True),
)
