"""Blocks of a paper set on pages: what stands where, in millimetres, with the pages of headings known.

Nothing is drawn here.  Body pages are counted first, then the contents, so that its numbers are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .lines import Measure, lines_of
from .paper import Block, Cell, Heading, Note, Paper, Question, Quote, Table, cell_text, printable, runs_of

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "RIGHT", "TOP", "WIDTH", "Page", "Print", "Rule", "contents_pages", "set_pages"]

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 22.0, 188.0, 25.0, 273.0
BODY, SMALL, LEADING = 10.5, 8.5, 1.5
POINT = 25.4 / 72

MOST_KEPT = 90.0
"""Height up to which a clause is kept on one page."""


@dataclass(frozen=True, slots=True)
class Print:
    """A line of text: ``y`` is its baseline.  ``colour``: ink accent faint red.  ``link``: the anchor it points to."""

    x: float
    y: float
    text: str
    size: float = BODY
    colour: str = "ink"
    strong: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, or with ``fill`` a filled box behind the text."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str = "line"
    fill: bool = False


@dataclass(slots=True)
class Page:
    """One page: ``anchors`` name -> y; ``outline``: (level, text, y) of the headings on it."""

    marks: list[Print | Rule] = field(default_factory=list)
    anchors: dict[str, float] = field(default_factory=dict)
    outline: list[tuple[int, str, float]] = field(default_factory=list)


class _Flow:
    """A pen that goes down the pages."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.pages = [Page()]
        self.y = TOP
        self.head: Callable[[], None] | None = None

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = TOP
        if self.head is not None:
            self.head()

    def need(self, height: float) -> None:
        """Turn the page where ``height`` does not fit on it, unless it is still empty."""
        if self.y + height > BOTTOM and self.y > TOP:
            self.turn()

    def lines(self, text: str, size: float, width: float) -> list[str]:
        return [line for part in printable(text).split("\n") for line in lines_of(part, width, self.measure, size)]

    def print(
        self,
        text: str,
        *,
        size: float = BODY,
        x: float = LEFT,
        keep: float = 0.0,
        after: float = 0.0,
        colour: str = "ink",
        strong: bool = False,
    ) -> None:
        """Print a paragraph; ``keep``: height that must follow on the page of its last line."""
        step = size * POINT * LEADING
        lines = self.lines(text, size, RIGHT - x)
        for number, line in enumerate(lines, 1):
            self.need(step + (keep if number == len(lines) else 0.0))
            self.y += step
            self.page.marks.append(Print(x, self.y - step * 0.28, line, size, colour, strong))
        self.y += after


def set_pages(paper: Paper, measure: Measure) -> list[Page]:
    """Set the body of ``paper``, headings of level 1 on pages of their own."""
    flow = _Flow(measure)
    for block in paper.blocks:
        _set(block, flow)
    return flow.pages


def _set(block: Block, flow: _Flow) -> None:
    match block:
        case Heading():
            _heading(block, flow)
        case Note():
            colour = {"small": "faint", "warning": "red"}.get(block.kind, "ink")
            flow.print(block.text, size=SMALL if block.kind == "small" else BODY, colour=colour, after=1.5)
        case Quote():
            _quote(block, flow)
        case Table():
            _table(flow, block.rows, block.widths, head=block.head)
            flow.y += 3
        case Question():
            _question(block, flow)


def _heading(block: Heading, flow: _Flow) -> None:
    if block.level == 1:
        if flow.y > TOP:
            flow.turn()
    else:
        flow.y += 3 if flow.y > TOP else 0
        flow.need(48)
    flow.page.anchors[block.anchor] = flow.y
    flow.page.outline.append((block.level, block.text, flow.y))
    size = 17.0 if block.level == 1 else 12.5
    flow.print(block.text, size=size, colour="accent", strong=True, keep=10, after=1)
    if block.level == 1:
        flow.page.marks.append(Rule(LEFT, flow.y, RIGHT, flow.y, "accent"))
        flow.y += 3


def _quote(block: Quote, flow: _Flow) -> None:
    """Set a clause: kept on one page where it is not long."""
    inset = LEFT + 9
    about = "　".join((*block.marks, *((block.about,) if block.about else ())))
    length = sum(
        len(flow.lines(run, BODY, RIGHT - inset)) if isinstance(run, str) else 2 * len(run)
        for run in runs_of(block.text)
    )
    flow.need(min(MOST_KEPT, 14 + (length + len(block.also)) * BODY * POINT * LEADING))
    flow.page.anchors[block.anchor] = flow.y
    base = flow.y + BODY * POINT * LEADING * 0.72
    flow.page.marks.append(Print(LEFT, base, block.label, BODY, "accent", strong=True))
    flow.print(block.citation, x=inset, strong=True, keep=6)
    if block.above:
        above = " › ".join(block.above)
        beside = inset + flow.measure(block.citation, BODY) + 4
        if beside + flow.measure(above, SMALL) <= RIGHT:
            flow.page.marks.append(Print(beside, base, above, SMALL, "faint"))
        else:
            flow.print(above, size=SMALL, x=inset, colour="faint", keep=6)
    _text(block.text, flow, inset)
    for line in block.also:
        flow.print(line, size=SMALL, x=inset, colour="red")
    if about:
        flow.print(about, size=SMALL - 0.5, x=inset, colour="faint")
    flow.y += 1
    flow.page.marks.append(Rule(inset, flow.y, RIGHT, flow.y))
    flow.y += 1


def _text(text: str, flow: _Flow, x: float) -> None:
    for run in runs_of(text):
        if isinstance(run, str):
            flow.print(run, x=x)
        else:
            flow.y += 1
            _table(flow, run, _natural(run, flow), x=x)
            flow.y += 1


def _natural(rows: Sequence[Sequence[str]], flow: _Flow) -> list[float]:
    """Widths for the columns of a policy's own table: by their longest cell, none under a tenth of the whole."""
    longest = [max(flow.measure(row[at], SMALL) for row in rows) for at in range(len(rows[0]))]
    most = (RIGHT - LEFT) * 0.5
    shares = [min(max(width, 6.0), most) for width in longest]
    floor = sum(shares) * 0.08
    return [max(share, floor) for share in shares]


def _question(block: Question, flow: _Flow) -> None:
    flow.need(16)
    flow.page.anchors[block.anchor] = flow.y
    inset = LEFT + 9
    flow.page.marks.append(
        Print(LEFT, flow.y + BODY * POINT * LEADING * 0.72, block.label, BODY, "accent", strong=True)
    )
    flow.print(block.prompt, x=inset, after=3)


def _table(
    flow: _Flow,
    rows: Sequence[Sequence[str | Cell]],
    widths: Sequence[float],
    *,
    head: Sequence[str] = (),
    x: float = LEFT,
) -> None:
    """Draw rows with their rules; the head stands again on each page, and a row longer than a page is parted."""
    share = (RIGHT - x) / sum(widths)
    edges = [x]
    for width in widths:
        edges.append(edges[-1] + width * share)
    if head:
        _row(flow, head, edges, strong=True)
        flow.head = lambda: _row(flow, head, edges, strong=True)
    for row in rows:
        _row(flow, row, edges)
    flow.head = None


def _row(flow: _Flow, row: Sequence[str | Cell], edges: Sequence[float], *, strong: bool = False) -> None:
    step = SMALL * POINT * 1.5
    pad = 1.2
    cells = [
        flow.lines(cell_text(cell), SMALL, right - left - 2 * pad)
        for cell, (left, right) in zip(row, pairwise(edges), strict=True)
    ]
    height = max(1, *map(len, cells))
    done = 0
    while done < height:
        flow.need(min(height - done, 12) * step + 2 * pad)
        fits = max(1, int((BOTTOM - flow.y - 2 * pad) / step))
        upto = min(height, done + fits)
        top, bottom = flow.y, flow.y + (upto - done) * step + 2 * pad
        if strong:
            flow.page.marks.append(Rule(edges[0], top, edges[-1], bottom, "tint", fill=True))
        for cell, lines, left in zip(row, cells, edges, strict=False):
            for number, line in enumerate(lines[done:upto]):
                link = "" if isinstance(cell, str) else cell.anchor
                base = top + pad + (number + 1) * step - step * 0.25
                colour = "accent" if link else "ink"
                flow.page.marks.append(Print(left + pad, base, line, SMALL, colour, strong, link))
        flow.page.marks += [Rule(edge, top, edge, bottom) for edge in edges]
        flow.page.marks += [Rule(edges[0], at, edges[-1], at) for at in (top, bottom)]
        flow.y = bottom
        done = upto


def contents_pages(headings: Sequence[tuple[Heading, int]], measure: Measure) -> Iterator[Page]:
    """Set the contents: a line a heading with its page (from 1), dots between; as many pages as that takes."""
    page, y = Page(), TOP
    page.marks.append(Print(LEFT, y + 7, "目录", 17.0, "accent", strong=True))
    page.outline.append((1, "目录", y))
    y += 14
    for heading, number in headings:
        size = 10.5 if heading.level == 1 else 9.5
        step = size * POINT * 1.7
        if y + step > BOTTOM:
            yield page
            page, y = Page(), TOP
        y += step
        x = LEFT + (0 if heading.level == 1 else 6)
        told = str(number)
        right = RIGHT - measure(told, size)
        (text, *more) = lines_of(printable(heading.text), right - x - 8, measure, size) or [""]
        text = f"{text}…" if more else text
        page.marks.append(Print(x, y, text, size, "ink", strong=heading.level == 1, link=heading.anchor))
        start = x + measure(text, size) + 1.5
        dots = max(0, int((right - 1.5 - start) / measure(".", size) / 2))
        page.marks.append(Print(right - 1.5 - dots * 2 * measure(".", size), y, ". " * dots, size, "faint"))
        page.marks.append(Print(right, y, told, size, "ink", link=heading.anchor))
    yield page
