"""Tables: each row a line, its cells parted by tabs; a numbered paragraph always begins a line of its own.

* A merged cell's words stand once, where the cell begins.  In the rows below a vertical merge its column stays
  empty, and after a horizontal one the columns that it covers do: the words of a column keep their column.
* A number in a row's first cell is the row's label.  Further numbered paragraphs of the row each open a line.
* Paragraphs of one cell without numbers are joined by a line feed.
* A table of one column is a frame around ordinary paragraphs, and so is a row of one cell with several
  paragraphs; they stay paragraphs.  A table inside a cell adds its rows to the cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from ..document import Place
from ..line import Line
from .content import chosen_branch
from .names import is_on, mc, val, w
from .styles import integer

if TYPE_CHECKING:
    from .blocks import Walk

__all__ = ["read_table", "words_of"]

_TR, _TC, _P = w("tr"), w("tc"), w("p")
_ALTERNATE = mc("AlternateContent")
_WORDS = frozenset({w("t"), w("delText"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_PROPERTIES = frozenset(map(w, ("tblPr", "tblGrid", "tblPrEx", "trPr", "sdtPr")))
_MOST_COLUMNS = 1000


@dataclass(slots=True)
class _Row:
    """A line in the making: the words of each column, and the label that stands before them."""

    columns: list[list[str]] = field(default_factory=lambda: [[]])
    first: Line | None = None

    def line(self) -> Line | None:
        """Give the line, or None where there is neither word nor label."""
        if self.first is None:
            return None
        text = "\t".join("\n".join(column) for column in self.columns).rstrip("\t")
        label = self.first.label
        if label is not None and not self.first.bullet:
            text = text.lstrip("\t")
        return Line(text, self.first.place, "paragraph", "row", label, self.first.level, self.first.bullet)


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: list[Line]
    before: int
    """Columns left empty before the cell: those that a merged cell to its left or above covers."""


def read_table(walk: Walk, table: etree._Element) -> list[Line]:
    """Read a ``w:tbl`` into lines."""
    rows = list(_members(table, _TR))
    is_frame = all(sum(1 for _ in _members(row, _TC)) <= 1 for row in rows)
    lines: list[Line] = []
    merged: set[int] = set()
    for row in rows:
        properties = row.find(w("trPr"))
        if properties is not None and properties.find(w("del")) is not None:
            walk.skipped(row, "deleted")
            continue
        if properties is not None and is_on(properties.find(w("hidden"))):
            walk.skipped(row, "hidden")
            continue
        cells = _cells(walk, row, properties, merged)
        if properties is not None and properties.find(w("ins")) is not None and cells:
            walk.note_place("tracked-changes", "", _first_place(cells) or Place())
        lines.extend(_framed(cells) if is_frame else _row_lines(cells))
    return lines


def words_of(element: etree._Element) -> str:
    """Give all words of an element, deleted ones too, paragraphs parted by line feeds."""
    paragraphs: list[list[str]] = [[]]
    _collect(element, paragraphs)
    texts = ("".join(paragraph) for paragraph in paragraphs)
    return "\n".join(text for text in texts if text.strip())


def _collect(element: etree._Element, paragraphs: list[list[str]]) -> None:
    for child in element:
        if child.tag in _WORDS:
            paragraphs[-1].append(child.text or "")
        elif child.tag == _ALTERNATE:
            branch = chosen_branch(child)
            if branch is not None:
                _collect(branch, paragraphs)
        elif child.tag == _P:
            paragraphs.append([])
            _collect(child, paragraphs)
            paragraphs.append([])
        else:
            _collect(child, paragraphs)


def _members(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Give the rows of a table or cells of a row, also those inside content controls and other wrappers."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == _ALTERNATE:
            branch = chosen_branch(child)
            if branch is not None:
                yield from _members(branch, tag)
        elif child.tag not in _PROPERTIES:
            yield from _members(child, tag)


def _cells(walk: Walk, row: etree._Element, row_properties: etree._Element | None, merged: set[int]) -> list[_Cell]:
    """Read a row's cells.  ``merged`` holds the columns where a vertical merge is open, and is kept up."""
    before = 0 if row_properties is None else _count(row_properties.find(w("gridBefore")), 0)
    column = before
    cells: list[_Cell] = []
    for cell in _members(row, _TC):
        properties = cell.find(w("tcPr"))
        span = 1 if properties is None else _count(properties.find(w("gridSpan")), 1)
        reason = None if properties is None else _covered(properties, column, merged)
        if properties is None or properties.find(w("vMerge")) is None:
            merged.discard(column)
        column += span
        if reason:
            walk.skipped(cell, reason)
            before += span
            continue
        cells.append(_Cell(walk.blocks(cell), before))
        before = span - 1
    return cells


def _count(element: etree._Element | None, default: int) -> int:
    number = integer(val(element))
    return default if number is None or not 0 <= number <= _MOST_COLUMNS else number


def _covered(properties: etree._Element, column: int, merged: set[int]) -> str | None:
    """Say why a cell's own words are not shown: it goes on a merged cell, or its deletion is tracked.

    A merge that goes on without having begun begins there, as in Word.
    """
    if properties.find(w("cellDel")) is not None:
        return "deleted"
    across = properties.find(w("hMerge"))
    if across is not None and val(across) != "restart":
        return "hidden"
    down = properties.find(w("vMerge"))
    if down is None:
        return None
    if val(down) != "restart" and column in merged:
        return "hidden"
    merged.add(column)
    return None


def _framed(cells: list[_Cell]) -> list[Line]:
    return [line for cell in cells for line in cell.lines if line.text or line.label]


def _row_lines(cells: list[_Cell]) -> list[Line]:
    content = [line for cell in cells for line in cell.lines if (line.text or line.label) and line.kind != "note"]
    notes = [line for cell in cells for line in cell.lines if line.kind == "note"]
    if len(cells) == 1 and len(content) > 1 and not cells[0].before:
        return content + notes
    finished: list[_Row] = []
    current = _Row()
    for index, cell in enumerate(cells):
        current.columns.extend([] for _ in range(cell.before + (1 if index else 0)))
        for line in cell.lines:
            if line.kind == "note" or not (line.text or line.label):
                continue
            if line.label is not None and not line.bullet and current.first is not None:
                finished.append(current)
                current = _Row()
            if current.first is None:
                current.first = line
            if line.text:
                # The columns of a table inside the cell are not columns of this row.
                text = line.text.replace("\t", " ") if line.kind == "row" else line.text
                current.columns[-1].append(text)
    finished.append(current)
    return [line for line in (row.line() for row in finished) if line is not None] + notes


def _first_place(cells: list[_Cell]) -> Place | None:
    return next((line.place for cell in cells for line in cell.lines), None)
