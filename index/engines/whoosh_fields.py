"""What Whoosh keeps of each clause: its document alone, since all else lies in ``postings`` beside it.

Whoosh pickles a schema into its index.  It is always opened with ``schema=SCHEMA``, so that this pickle is
never read and these classes may move.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence

__all__ = ["SCHEMA"]


class _Keys(FieldType):
    """A field of exact values."""

    analyzer = None
    unique = scorable = False
    vector = None
    multitoken_query = "or"

    def __init__(self) -> None:
        self.format = Existence()
        self.stored = False

    def index(self, value: str | Sequence[str], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Give (term, frequency, weight, value) once for each distinct term, as Whoosh asks."""
        for text in dict.fromkeys((value,) if isinstance(value, str) else value):
            yield text.encode(), 1, 1.0, b""


SCHEMA = Schema(document=_Keys())
