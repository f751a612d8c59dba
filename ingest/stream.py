"""One document's lines as one text, so that a label is looked for by its place in the text and not in a line.

Scraped pages run twenty clauses into one line, and a pdf breaks one clause into twenty: only the text as a
whole shows which numbers follow each other.  A ``Stream`` joins the lines, remembers how firmly each of
them ended, and leads every offset back to its place in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Place
from .line import Line

__all__ = ["Stream", "join"]

_WORD_END = re.compile(r"[A-Za-z0-9]\Z|[A-Za-z][.,;:!?)]\Z")
_ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class Stream:
    """``text`` with, for each line, its offset (``starts``, ascending) and whether a paragraph begins there.

    ``firm`` says whether the paragraph breaks are known (docx, pdf, unwrapped text) or guessed.  ``marked``: the
    offsets, ascending, where the file itself marks a line as a heading or title.
    """

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    opens: tuple[bool, ...]
    firm: bool
    marked: tuple[int, ...] = ()

    def marked_headings(self, start: int, end: int) -> list[int]:
        """Give the offsets in ``[start, end)`` where the file itself marks an unnumbered line as a heading."""
        if not self.marked:
            return []
        return list(self.marked[bisect_left(self.marked, start) : bisect_left(self.marked, end)])

    def line_at(self, offset: int) -> int:
        """Give the index of the line that holds ``offset``."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def places(self, start: int, end: int) -> tuple[Place, ...]:
        """Give every place that ``[start, end)`` touches, without repeats, in order.

        A run over many lines of one page or file is told by its first place on each page.
        """
        first = self.line_at(start)
        seen: list[Place] = [self.lines[first].place]
        pages: set[int | None] = {seen[0].page}
        if self.starts[first + 1 : first + 2] and end <= self.starts[first + 1]:
            return (seen[0],)  # on one line, as most clauses are
        for index in range(first + 1, self.line_at(max(start, end - 1)) + 1):
            place = self.lines[index].place
            if place.page not in pages:
                pages.add(place.page)
                seen.append(place)
        return tuple(seen)


def join(lines: Sequence[Line], *, firm: bool) -> Stream:
    """Join ``lines``: a line feed where a paragraph ends, nothing (or one space between words) where it wraps."""
    pieces: list[str] = []
    starts: list[int] = []
    opens: list[bool] = []
    length = 0
    paragraph = True
    for line in lines:
        text = line.text.strip("\n\r")
        if pieces and not paragraph and _is_word(text[:1]) and _WORD_END.search(pieces[-1][-2:]):
            pieces.append(" ")
            length += 1
        starts.append(length)
        opens.append(paragraph)
        paragraph = line.end != "wrap"
        text = text + "\n" if paragraph else text
        pieces.append(text)
        length += len(text)
    marked = tuple(
        start
        for line, start, first in zip(lines, starts, opens, strict=True)
        if first and line.kind in ("heading", "title")
    )
    return Stream("".join(pieces), tuple(lines), tuple(starts), tuple(opens), firm, marked)


def _is_word(character: str) -> bool:
    return character in _ASCII_WORD if character else False
