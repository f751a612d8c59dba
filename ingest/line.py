"""What a reader hands to the segmenter: lines with their places, and nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from .document import Notice, Place, SetAside

__all__ = ["MOST_LINES", "Line", "LineEnd", "LineKind", "Reader", "Reading"]

MOST_LINES = 120_000
"""Lines with text in one file, past which it is refused: three thousand pages."""

LineEnd = Literal["paragraph", "wrap", "unknown"]
"""What the reader knows of the line's end: the paragraph ends here; it goes on; or it cannot tell."""

LineKind = Literal["text", "title", "heading", "row", "note"]
"""``title``: the file itself marks it as a title (Word's Title style); ``heading``: marked as a heading
(outline level, heading style, larger type); ``row``: a table row, cells joined by a tab; ``note``: a foot- or
endnote."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of the source, in reading order.

    ``text`` holds the source's characters.  ``label`` is an automatic number as Word shows it
    (``第三条``, ``（一）``, ``1.``) and stands in no text; ``level`` is its list level from 0.
    ``bullet`` is set where the automatic label is a bullet, which is no number.
    """

    text: str
    place: Place
    end: LineEnd = "unknown"
    kind: LineKind = "text"
    label: str | None = None
    level: int | None = None
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All of one file: its lines, what was set aside while reading, what to know.

    ``title`` is the file's own metadata title where it has one worth trusting, else empty.
    """

    lines: tuple[Line, ...]
    set_aside: tuple[SetAside, ...] = ()
    notices: tuple[Notice, ...] = ()
    title: str = ""


class Reader(Protocol):
    """One format: bytes in, a ``Reading`` out.  Raises an ``IngestError`` with its remedy, nothing else."""

    def __call__(self, data: bytes, *, name: str) -> Reading:
        """Read ``data``; ``name`` is the file's name for messages."""
        ...
