"""Runs to visual lines in reading order: gutters found, columns read one after the other.

A gutter is a strip of white that many lines keep clear.  A line of full width above, between or below the
columns (a title) parts the page into bands, and each band is read column by column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .geometry import Row, Run
from .sheets import Sheet

__all__ = ["Strand", "VisualLine", "find_gutters", "lines_of"]

_CLEAR = 0.12  # part of the lines that may cross a gutter
_NARROW = 0.7  # ems of the narrowest gutter
_FEW = 4  # lines on each side that make a column
_FULL = 0.45  # part of a column's width that its usual line fills; table cells and forms fill less
_MIDDLE = 0.15  # part of the text's width beside which no gutter is looked for


@dataclass(frozen=True, slots=True)
class Strand:
    """The column that a line stands in: ``left`` and ``right`` bound it, ``key`` is equal for alike columns."""

    key: tuple[int, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class VisualLine:
    """One line as the eye sees it, with its column; ``pages`` count from 1."""

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    lead: float
    body_x: float
    bold: bool
    strand: Strand
    width: float


def find_gutters(sheets: Sequence[Sheet]) -> dict[int, tuple[float, ...]]:
    """Give for each page the middles of its gutters, in points from the left; no entry for one column.

    A page with too little text to show its gutters takes those of the other pages of its size.
    """
    found = {sheet.number: _gutters(sheet.runs) for sheet in sheets}
    by_size: dict[tuple[int, int], Counter[tuple[float, ...]]] = {}
    for sheet in sheets:
        if sheet.runs:
            by_size.setdefault(_size(sheet), Counter())[found[sheet.number]] += 1
    gutters: dict[int, tuple[float, ...]] = {}
    for sheet in sheets:
        mine = found[sheet.number]
        if not mine and sheet.runs:
            counts = by_size[_size(sheet)]
            columned = [(count, key) for key, count in counts.items() if key]
            if sum(count for count, _ in columned) >= 0.5 * sum(counts.values()):
                usual = max(columned)[1]
                if all(_crossing(sheet.runs, at) <= max(1, 0.2 * len(sheet.runs)) for at in usual):
                    mine = usual
        if mine:
            gutters[sheet.number] = mine
    return gutters


def lines_of(sheet: Sheet, gutters: Sequence[float]) -> Iterator[VisualLine | Row]:
    """Give the lines and table rows of a page in reading order; every run is in exactly one line."""
    kind = (*_size(sheet), len(gutters))
    whole = Strand((*kind, -1), 0.0, sheet.width)
    edges = [0.0, *gutters, sheet.width]
    strands = [Strand((*kind, index), edges[index], edges[index + 1]) for index in range(len(edges) - 1)]
    if not gutters:
        yield from _merged([*sheet.runs, *sheet.rows], sheet, strands[0])
        return
    band: list[list[Run | Row]] = [[] for _ in strands]
    for row in _baselines([*sheet.runs, *sheet.rows]):
        if any(member.x0 < at - 1 and member.x1 > at + 1 for member in row for at in gutters):
            yield from _read_band(band, sheet, strands)
            band = [[] for _ in strands]
            yield from _merged(row, sheet, whole)
            continue
        for member in row:
            middle = (member.x0 + member.x1) / 2
            band[sum(middle > at for at in gutters)].append(member)
    yield from _read_band(band, sheet, strands)


def _baselines(members: Sequence[Run | Row]) -> list[list[Run | Row]]:
    """Group what stands on one baseline; a table row is a group of its own."""
    groups: list[list[Run | Row]] = []
    for member in sorted(members, key=_height):
        last = groups[-1][0] if groups else None
        if isinstance(member, Run) and isinstance(last, Run) and abs(member.y - last.y) < 0.3 * member.size:
            groups[-1].append(member)
        else:
            groups.append([member])
    return groups


def _read_band(band: Sequence[list[Run | Row]], sheet: Sheet, strands: Sequence[Strand]) -> Iterator[VisualLine | Row]:
    for members, strand in zip(band, strands, strict=True):
        yield from _merged(members, sheet, strand)


def _merged(members: Sequence[Run | Row], sheet: Sheet, strand: Strand) -> Iterator[VisualLine | Row]:
    """Join the runs of one column that stand on one baseline; table rows go between the lines."""
    ordered = sorted(members, key=lambda member: (_height(member), member.x0))
    line: list[Run] = []
    for member in ordered:
        if isinstance(member, Run) and line and abs(member.y - line[0].y) < 0.4 * max(member.size, line[0].size):
            line.append(member)
            continue
        if line:
            yield _line(line, sheet, strand)
            line = []
        if isinstance(member, Row):
            yield member
        else:
            line = [member]
    if line:
        yield _line(line, sheet, strand)


def _height(member: Run | Row) -> float:
    return member.y if isinstance(member, Run) else member.top


def _line(runs: list[Run], sheet: Sheet, strand: Strand) -> VisualLine:
    runs.sort(key=lambda run: run.x0)
    first = runs[0]
    text = first.text + "".join(run.before + run.text for run in runs[1:])
    largest = max(runs, key=lambda run: len(run.text))
    # A label that stands away from its words is a run of its own: the words begin with the next run.
    hanging = len(runs) > 1 and len(first.text) <= 8
    return VisualLine(
        text=text,
        page=sheet.number,
        x0=first.x0,
        x1=max(run.x1 for run in runs),
        y=largest.y,
        size=largest.size,
        lead=first.lead,
        body_x=runs[1].x0 if hanging and first.body_x == first.x0 else first.body_x,
        bold=largest.bold,
        strand=strand,
        width=sheet.width,
    )


_WIDEST = 14_400  # points: the largest page that a pdf may have; a damaged file places words further out


def _size(sheet: Sheet) -> tuple[int, int]:
    return round(sheet.width), round(sheet.height)


def _crossing(runs: Sequence[Run], at: float) -> int:
    return sum(run.x0 < at - 1 and run.x1 > at + 1 for run in runs)


def _gutters(runs: Sequence[Run], deep: int = 0) -> tuple[float, ...]:
    """Find the middles of the gutters between these runs: the widest, then those on both sides of it."""
    if len(runs) < 2 * _FEW or deep > 2:
        return ()
    at = _gutter(runs)
    if at is None:
        return ()
    left = [run for run in runs if run.x1 <= at + 1]
    right = [run for run in runs if run.x0 >= at - 1]
    return (*_gutters(left, deep + 1), round(at), *_gutters(right, deep + 1))


def _gutter(runs: Sequence[Run]) -> float | None:
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    size = sorted(run.size for run in runs)[len(runs) // 2]
    width = int(right - left) + 2
    if not 12 * size <= width <= _WIDEST:
        return None
    steps = [0] * (width + 1)
    for run in runs:
        steps[max(0, int(run.x0 - left))] += 1
        steps[min(width, max(0, int(run.x1 - left)) + 1)] -= 1
    most = _CLEAR * len(runs)
    best: tuple[int, int] | None = None
    begin: int | None = None
    covered = 0
    margin = int(_MIDDLE * width)
    for at in range(width):
        covered += steps[at]
        if covered <= most and margin <= at <= width - margin:
            begin = at if begin is None else begin
            if best is None or at - begin > best[1] - best[0]:
                best = begin, at
        else:
            begin = None
    if best is None or best[1] - best[0] < _NARROW * size:
        return None
    return _judged(runs, left + best[0], left + best[1] + 1, size)


def _judged(runs: Sequence[Run], begin: float, end: float, size: float) -> float | None:
    """Take a strip of white for a gutter if text flows on both sides of it: lines that fill their column."""
    middle = (begin + end) / 2
    on_left = [run for run in runs if run.x1 <= middle]
    on_right = [run for run in runs if run.x0 >= middle]
    if min(len({run.y for run in on_left}), len({run.y for run in on_right})) < _FEW:
        return None
    for side in (on_left, on_right):
        x0, x1 = min(run.x0 for run in side), max(run.x1 for run in side)
        widths: dict[float, float] = {}
        for run in side:
            widths[run.y] = widths.get(run.y, 0.0) + run.x1 - run.x0
        usual = sorted(widths.values())[len(widths) // 2]
        if usual < _FULL * (x1 - x0) or x1 - x0 < 6 * size:
            return None
    return middle
