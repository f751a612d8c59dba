"""Ruled tables: from ruling lines and glyphs to rows of cells.

The lines come from pdfium and the cells are found by pdfplumber's table finder, which needs nothing but lines;
so no page is parsed twice, and the characters of a table are the ones that every other line has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .geometry import Box, Glyph, Row, Ruling
from .marks import ends_sentence
from .runs import join_texts, runs_of

__all__ = ["continued", "find_rows"]

_SNAP = 3.0  # points between lines that are one line (double borders, touching cell borders)
_CROSSINGS = 20_000  # level lines times upright lines; more is a drawing on squared paper
_PAGEFUL = 6  # lines; a cell over the full width with more of them is a frame around text
_FLUSH = 0.2  # ems


@dataclass(slots=True)
class _Cell:
    box: Box
    row: int
    column: int
    across: int
    glyphs: list[Glyph]


def find_rows(
    rulings: Sequence[Ruling], glyphs: Sequence[Glyph], *, first_table: int = 0
) -> tuple[list[Row], list[Glyph]]:
    """Give the rows of all ruled tables of a page, and the glyphs that stand in none.

    A grid of one column is a frame, and so is a cell over the full width that holds many lines: their glyphs
    stay text.  Every glyph is in exactly one of the two results.
    """
    rows: list[Row] = []
    free = list(glyphs)
    for boxes in _grids(rulings):
        lefts = _edges([box.x0 for box in boxes])
        tops = _edges([box.top for box in boxes])
        if len(lefts) < 2:
            continue
        cells = [_placed(box, lefts, tops) for box in boxes]
        free = _fill(cells, free)
        given, back = _rows(cells, lefts, len(tops), first_table)
        free.extend(back)
        if given:
            rows.extend(given)
            first_table += 1
    return rows, free


def continued(last: Row, row: Row) -> Row | None:
    """Join a row that a page break parted; None if ``row`` is a row of its own.

    It is a continuation if its first cell is empty and every cell with words goes on from a full last line
    that does not end a sentence.
    """
    if last.edges != row.edges and not _same_edges(last.edges, row.edges):
        return None
    if row.cells[0] or not last.cells[0]:
        return None
    for text, free, before, lead in zip(row.cells, last.slack, last.cells, row.leads, strict=True):
        if text and (not before or ends_sentence(before) or free >= lead + _FLUSH * row.size):
            return None
    cells = tuple(join_texts(before, text) for before, text in zip(last.cells, row.cells, strict=True))
    slack = tuple(new if text else old for text, new, old in zip(row.cells, row.slack, last.slack, strict=True))
    return replace(last, cells=cells, slack=slack)


def _same_edges(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _SNAP for a, b in zip(one, other, strict=True))


def _grids(rulings: Sequence[Ruling]) -> list[list[Box]]:
    """Give the cells of each group of touching cells."""
    level = [ruling for ruling in rulings if ruling.top == ruling.bottom]
    upright = [ruling for ruling in rulings if ruling.top != ruling.bottom]
    if len(level) < 2 or len(upright) < 3 or len(level) > _CROSSINGS or len(upright) > _CROSSINGS:
        return []
    from pdfplumber import table

    edges = [_edge(ruling, "h") for ruling in level] + [_edge(ruling, "v") for ruling in upright]
    merged = table.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    levels = sum(edge["orientation"] == "h" for edge in merged)
    if levels * (len(merged) - levels) > _CROSSINGS:
        return []
    crossings = table.edges_to_intersections(merged, _SNAP, _SNAP)
    cells = table.intersections_to_cells(crossings)
    grids = table.cells_to_tables(cells) if cells else []
    return [[Box(*map(float, box)) for box in grid] for grid in grids if len(grid) > 1]


def _edge(ruling: Ruling, orientation: str) -> dict[str, float | str]:
    return {
        "orientation": orientation,
        "x0": ruling.x0,
        "x1": ruling.x1,
        "top": ruling.top,
        "bottom": ruling.bottom,
        "width": ruling.x1 - ruling.x0,
        "height": ruling.bottom - ruling.top,
    }


def _edges(values: Sequence[float]) -> list[float]:
    """Give the distinct values in order, those closer than the snap taken for one."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _SNAP:
            distinct.append(value)
    return distinct


def _placed(box: Box, lefts: list[float], tops: list[float]) -> _Cell:
    column = bisect_right(lefts, box.x0 + _SNAP / 2) - 1
    row = bisect_right(tops, box.top + _SNAP / 2) - 1
    beyond = bisect_right(lefts, box.x1 - _SNAP)
    return _Cell(box, row, column, max(1, beyond - column), [])


def _fill(cells: list[_Cell], glyphs: list[Glyph]) -> list[Glyph]:
    """Put each glyph into the cell that holds its middle; give back the others."""
    left, right = min(cell.box.x0 for cell in cells), max(cell.box.x1 for cell in cells)
    top, bottom = min(cell.box.top for cell in cells), max(cell.box.bottom for cell in cells)
    by_top = sorted(cells, key=lambda cell: cell.box.top)
    tops = [cell.box.top for cell in by_top]
    back: list[Glyph] = []
    last: _Cell | None = None
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.38 * glyph.size
        if not (left <= x <= right and top <= y <= bottom):
            back.append(glyph)
            continue
        if last is None or not _holds(last.box, x, y):
            under = by_top[: bisect_right(tops, y)]
            last = next((cell for cell in reversed(under) if _holds(cell.box, x, y)), None)
        if last is None:
            back.append(glyph)
        else:
            last.glyphs.append(glyph)
    return back


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _rows(cells: list[_Cell], lefts: list[float], count: int, table: int) -> tuple[list[Row], list[Glyph]]:
    back: list[Glyph] = []
    rows: list[Row] = []
    for index in range(count):
        texts, slack, leads = [""] * len(lefts), [0.0] * len(lefts), [0.0] * len(lefts)
        mine = [cell for cell in cells if cell.row == index]
        size = 0.0
        for cell in mine:
            lines = runs_of(cell.glyphs)
            if not lines:
                back.extend(cell.glyphs)
                continue
            if cell.across == len(lefts) and len({run.y for run in lines}) >= _PAGEFUL:
                back.extend(cell.glyphs)
                continue
            text = ""
            for number, run in enumerate(lines):
                same = number > 0 and abs(run.y - lines[number - 1].y) < 0.1
                text = text + run.before + run.text if same else join_texts(text, run.text)
            texts[cell.column] = text
            leads[cell.column] = lines[0].lead
            padding = max(0.0, min(run.x0 for run in lines) - cell.box.x0)
            slack[cell.column] = cell.box.x1 - padding - lines[-1].x1
            size = max(size, lines[0].size)
        if any(texts):
            box = Box(
                min(cell.box.x0 for cell in mine),
                min(cell.box.top for cell in mine),
                max(cell.box.x1 for cell in mine),
                min(cell.box.bottom for cell in mine),
            )
            rows.append(Row(tuple(texts), box, tuple(lefts), tuple(slack), tuple(leads), table, not rows, size))
    return rows, back
