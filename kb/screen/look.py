"""How text is to look, and how wide it is: a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from ingest.patterns import lazy

__all__ = ["Look", "display_width", "indented", "padded", "shortened", "wrapped"]

_CODES = {"strong": "1", "faint": "2", "source": "36", "warning": "33", "error": "31"}
_ELLIPSIS = "……"

# A number with its unit sign, a Latin word or a code stays whole; so does any character with the closing
# punctuation after it, since no Chinese line begins with a comma.
_UNBREAKABLE = lazy(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+[0-9.]*|[0-9A-Za-z.:%/_#@-]+|\s+|.)[，。、；：？！）》」』”’…,;:?!)\]]*", re.DOTALL
)


class Look(NamedTuple):
    """Colours or none, the terminal's width in columns (None: never wrap), and how much to tell (0, 1, 2)."""

    color: bool = False
    width: int | None = None
    verbose: int = 0

    def paint(self, text: str, role: str) -> str:
        """Colour ``text`` for its role: strong faint source warning error."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.color and text else text


def display_width(text: str) -> int:
    """Count the columns that ``text`` takes on a terminal: wide characters two, combining marks none.

    By Unicode's East Asian Width (UAX #11), ambiguous characters one, as terminals in UTF-8 draw them.
    """
    columns = 0
    for character in text:
        if character.isascii():
            columns += 1
        elif unicodedata.category(character) not in {"Mn", "Me", "Cf"}:
            columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def padded(text: str, columns: int) -> str:
    """Fill ``text`` with blanks on the right up to ``columns``."""
    return text + " " * max(0, columns - display_width(text))


def shortened(text: str, columns: int) -> str:
    """Give ``text`` on one line of at most ``columns``; where words were left out it ends in ``……``."""
    line = " ".join(text.split())
    if display_width(line) <= columns:
        return line
    kept, room = [], columns - display_width(_ELLIPSIS)
    for character in line:
        room -= display_width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + _ELLIPSIS


def wrapped(text: str, columns: int | None) -> list[str]:
    """Give the lines of ``text``, none wider than ``columns`` unless one unbreakable piece is."""
    lines: list[str] = []
    for line in text.splitlines():
        if columns is None or display_width(line) <= columns:
            lines.append(line)
            continue
        current, used = "", 0
        for piece in _UNBREAKABLE.findall(line):
            wide = display_width(piece)
            if current and used + wide > columns:
                lines.append(current.rstrip())
                current, used = "", 0
                if piece.isspace():
                    continue
            current, used = current + piece, used + wide
        if current.strip():
            lines.append(current.rstrip())
    return lines


def indented(text: str, indent: str, look: Look, *, first: str | None = None) -> list[str]:
    """Give the lines of ``text`` behind ``indent`` (the first behind ``first``), wrapped to the terminal."""
    room = None if look.width is None else max(20, look.width - display_width(indent))
    lead = indent if first is None else first
    return [(lead if number == 0 else indent) + line for number, line in enumerate(wrapped(text, room))]
