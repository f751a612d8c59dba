"""The shapes that the pdf reader works on.

All coordinates are in points (1/72 inch) from the upper left corner of the page as it is shown, so after
``/Rotate`` and relative to the crop box; y grows downward.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Box", "Glyph", "Picture", "Row", "Ruling", "Run", "Turn"]


class Box(NamedTuple):
    """A rectangle; ``top`` is above ``bottom`` and so the smaller number."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def area(self) -> float:
        """Give square points; 0 for a box turned inside out."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.bottom - self.top)


class Glyph(NamedTuple):
    """One character as it stands on the page: ``y`` is its baseline, ``size`` its type size in points.

    ``x1`` is the edge of its advance where the font says so.  ``at`` is its number in pdfium's text page.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    at: int


class Ruling(NamedTuple):
    """A drawn line, horizontal (``top == bottom``) or vertical (``x0 == x1``)."""

    x0: float
    top: float
    x1: float
    bottom: float


class Picture(NamedTuple):
    """Where an image stands."""

    box: Box


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline without a gap as wide as a gutter.

    ``lead``: width of what cannot be parted at its beginning (a Chinese character with the closing marks after
    it, a Latin word).  ``body_x``: where the words begin after a label such as ``（一）``, else ``x0``.
    ``before``: the white space that parts it from the run on its left.  ``index``: of its first glyph.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    lead: float
    body_x: float
    index: int = 0
    bold: bool = False
    before: str = " "

    @property
    def top(self) -> float:
        """Give the height at which an ideograph of this size begins."""
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Give the height at which an ideograph of this size ends."""
        return self.y + 0.12 * self.size


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ruled table.

    ``cells``: one text for each column of the grid; a cell that reaches over several columns or rows stands
    once, at its upper left, and leaves the other places empty.  ``slack``: free width behind each cell's last
    line; ``leads``: see ``Run.lead``.  ``edges``: the columns' left edges, to know the same table again.
    """

    cells: tuple[str, ...]
    box: Box
    edges: tuple[float, ...]
    slack: tuple[float, ...]
    leads: tuple[float, ...]
    table: int
    first: bool
    size: float

    @property
    def text(self) -> str:
        """Give the cells parted by tabs; empty places at the end are dropped."""
        return "\t".join(self.cells).rstrip("\t")

    @property
    def x0(self) -> float:
        """Give the left edge."""
        return self.box.x0

    @property
    def x1(self) -> float:
        """Give the right edge."""
        return self.box.x1

    @property
    def y(self) -> float:
        """Give the lower edge, which orders rows among lines of text."""
        return self.box.bottom

    @property
    def top(self) -> float:
        """Give the upper edge."""
        return self.box.top

    @property
    def bottom(self) -> float:
        """Give the lower edge."""
        return self.box.bottom


@dataclass(frozen=True, slots=True)
class Turn:
    """From the user space of a page to the page as shown: ``box`` left, bottom, right, top; ``angle`` clockwise."""

    box: tuple[float, float, float, float]
    angle: int

    @property
    def width(self) -> float:
        """Give the width as shown."""
        left, bottom, right, top = self.box
        return right - left if self.angle % 180 == 0 else top - bottom

    @property
    def height(self) -> float:
        """Give the height as shown."""
        left, bottom, right, top = self.box
        return top - bottom if self.angle % 180 == 0 else right - left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point."""
        left, bottom, right, top = self.box
        if self.angle == 0:
            return x - left, top - y
        if self.angle == 90:
            return y - bottom, x - left
        if self.angle == 180:
            return right - x, y - bottom
        return top - y, right - x

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """Turn a direction; (1, 0) is to the right, (0, 1) downward."""
        if self.angle == 0:
            return a, -b
        if self.angle == 90:
            return b, a
        if self.angle == 180:
            return -a, b
        return -b, -a

    def rect(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Turn a rectangle."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
