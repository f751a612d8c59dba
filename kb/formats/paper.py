"""What goes on paper, whatever the format: headings, clauses in their own words, tables, questions.

``Paper`` is the one form that handbooks, quizzes and sign-off sheets are composed in; each format renders it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = [
    "Block",
    "Cell",
    "Heading",
    "Note",
    "Paper",
    "Question",
    "Quote",
    "Table",
    "cell_text",
    "printable",
    "runs_of",
]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; ``anchor`` is unique on the paper."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the compiler's own words.  ``kind``: plain, small or warning."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Quote:
    """One clause in its own words.  ``text`` holds lines; a line with tabs is a table's row.

    ``label``: its number on this paper.  ``above``: words of the enclosing headings, outermost first.
    ``marks``: short remarks (for whom, and why it stands here).  ``about``: version, hash and place.
    ``also``: remarks that need attention (another policy says otherwise).
    """

    label: str
    text: str
    citation: str
    anchor: str
    above: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    about: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that points to an anchor of the same paper."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row.  ``widths`` are shares of the line; every row is as long as ``head``."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question for self-study, and the clause that answers it.

    ``accepted``: spellings of the answer that count as right, the clause's own first.
    """

    label: str
    prompt: str
    accepted: tuple[str, ...]
    text: str
    citation: str
    anchor: str


Block = Heading | Note | Quote | Table | Question


@dataclass(frozen=True, slots=True)
class Paper:
    """A titled sequence of blocks.  ``cover``: lines under the title; ``date``: ISO, of what it was made from."""

    title: str
    subtitle: str
    cover: tuple[str, ...]
    blocks: tuple[Block, ...]
    running: str = ""
    date: str = "1980-01-01"
    words: tuple[str, ...] = field(default=())

    def headings(self) -> Iterator[Heading]:
        """Give the headings in order."""
        return (block for block in self.blocks if isinstance(block, Heading))


def cell_text(cell: str | Cell) -> str:
    """Give the words of a cell."""
    return cell if isinstance(cell, str) else cell.text


_MOST_COLUMNS = 12
"""A row of more cells is set as a line of words: its columns would be narrower than a character."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Show control characters, which no format can hold, as pictures (␇); tabs and line ends stay.

    Nothing is dropped: each becomes one visible character.
    """
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def runs_of(text: str) -> Iterator[str | tuple[tuple[str, ...], ...]]:
    """Part a clause's text into paragraphs (``str``) and tables (rows of cells, all of one length)."""
    rows: list[Sequence[str]] = []
    for line in printable(text).split("\n"):
        if "\t" in line.strip("\t") and line.count("\t") < _MOST_COLUMNS:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield _squared(rows)
            rows = []
        if line.strip():
            yield line.replace("\t", "　")
    if rows:
        yield _squared(rows)


def _squared(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    width = max(map(len, rows))
    return tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
