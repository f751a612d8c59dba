"""What Whoosh keeps of each clause: exact values only, since words and pairs lie in ``postings`` beside it.

Whoosh pickles a schema into its index.  It is always opened with ``schema=SCHEMA``, so that this pickle is
never read and these classes may move.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from ..schema import Field

__all__ = ["EXACT", "SCHEMA"]

EXACT: tuple[Field, ...] = ("number", "path", "mentions")
"""The fields of terms that only match or do not."""


class _Keys(FieldType):
    """A field of exact values: clause numbers, roles, topics, ids."""

    analyzer = None
    unique = scorable = False
    vector = None
    multitoken_query = "or"

    def __init__(self, *, stored: bool = False) -> None:
        self.format = Existence()
        self.stored = stored

    def index(self, value: str | Sequence[str], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Give (term, frequency, weight, value) once for each distinct term, as Whoosh asks."""
        for text in dict.fromkeys((value,) if isinstance(value, str) else value):
            yield text.encode(), 1, 1.0, b""


SCHEMA = Schema(
    **{field: _Keys() for field in EXACT},
    role=_Keys(),
    topic=_Keys(),
    document=_Keys(),
    clause=STORED,
)
