"""One page read: its runs and rows, what was set aside on it, what to know of it."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from .calls import address, calls
from .characters import Slanted
from .geometry import Box, Row, Run, Turn
from .glyphs import read_glyphs
from .rulings import Drawn, read_drawn
from .runs import runs_of
from .tables import find_rows

__all__ = ["Sheet", "read_sheet"]

_WATERMARK = 2.2  # times the usual size: level words that lie over others are a watermark from here on
_SCAN = 0.5  # part of the page; a picture of this size is a scan
_STAMP = 40  # characters; a scan may carry a page number or a stamp as text
_BOLD_NAMES = ("bold", "heavy", "black", "simhei", "heiti", "xbs", "dabiao", "黑体")
_FORCED_BOLD = 1 << 18  # ISO 32000-1, table 123
_NOT_PAINTED = frozenset({3, 7})  # text rendering modes, ISO 32000-1, table 106


@dataclass(slots=True)
class Sheet:
    """One page of the file: ``number`` from 1, sizes in points as shown.

    ``aside``: text, reason and height of what is no body text.  ``unreadable``: characters without a meaning,
    out of ``glyphs``.  ``scanned``: there is something to see and no text.
    """

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    aside: list[tuple[str, str, float]] = field(default_factory=list)
    glyphs: int = 0
    unreadable: int = 0
    radicals: int = 0
    scanned: bool = False


def read_sheet(page: Any, *, name: str, number: int) -> Sheet:
    """Read one ``pypdfium2.PdfPage``; its text page is closed again.  Raises HostileFile."""
    from pypdfium2 import raw

    turn = Turn(page.get_bbox(), page.get_rotation() % 360)
    text = raw.FPDFText_LoadPage(page.raw)
    try:
        found = read_glyphs(text, turn, name=name, number=number)
        turn = found.turn
        drawn = read_drawn(page.raw, turn)
        sheet = Sheet(number, turn.width, turn.height)
        sheet.radicals = found.radicals
        sheet.rows, free = find_rows(drawn.rulings, found.level)
        dress = _Dress(text)
        runs = [dress.bold(run) for run in runs_of(free)]
        hidden = {run.index for run in runs if dress.is_hidden(run)}
        sheet.glyphs = len(found.level)
        sheet.unreadable = found.unreadable
    finally:
        raw.FPDFText_ClosePage(text)
    _sort_out(sheet, runs, hidden, found.slanted, drawn)
    return sheet


class _Dress:
    """How runs are printed: asked of pdfium for the first character of each."""

    def __init__(self, text: Any) -> None:
        self._call = calls()
        self._page = address(text)
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def bold(self, run: Run) -> Run:
        """Give the run, marked as bold where its font is."""
        name, flags = ctypes.addressof(self._name), ctypes.addressof(self._flags)
        self._call.font(self._page, run.index, name, len(self._name), flags)
        bold = bool(self._flags.value & _FORCED_BOLD) or _is_bold(self._name.value)
        return replace(run, bold=True) if bold else run

    def is_hidden(self, run: Run) -> bool:
        """Tell whether nothing of the run is printed."""
        return self._call.mode(self._call.piece(self._page, run.index)) in _NOT_PAINTED


@cache
def _is_bold(name: bytes) -> bool:
    lower = name.decode("utf-8", "replace").lower()
    return any(part in lower for part in _BOLD_NAMES)


def _sort_out(sheet: Sheet, runs: list[Run], hidden: set[int], slanted: Sequence[Slanted], drawn: Drawn) -> None:
    """Keep the runs that are text of the page; set aside watermarks and words that nobody can see."""
    pictured = any(
        Box(
            max(0.0, picture.box.x0),
            max(0.0, picture.box.top),
            min(sheet.width, picture.box.x1),
            min(sheet.height, picture.box.bottom),
        ).area
        >= _SCAN * sheet.width * sheet.height
        for picture in drawn.pictures
    )
    # Hidden words over a picture of the page are its recognised text, and the only text there is.
    drop_hidden = bool(hidden) and not pictured and len(hidden) < len(runs)
    marks = _watermarks(runs)
    for run in runs:
        if run.x1 <= 0 or run.x0 >= sheet.width or run.y <= 0 or run.top >= sheet.height:
            sheet.aside.append((run.text, "off-page", run.y))
        elif drop_hidden and run.index in hidden:
            sheet.aside.append((run.text, "invisible", run.y))
        elif run.index in marks:
            sheet.aside.append((run.text, "watermark", run.y))
        else:
            sheet.runs.append(run)
    for piece in slanted:
        if not piece.text.strip():
            continue
        sheet.glyphs += len("".join(piece.text.split()))
        if piece.upright:
            sheet.runs.append(_sideways(piece))
        else:
            sheet.aside.append((piece.text, "watermark", piece.bottom))
    seen = sum(len(run.text) for run in sheet.runs) + sum(len(row.text) for row in sheet.rows)
    something = bool(drawn.pictures) or drawn.paths > _STAMP
    sheet.scanned = (seen == 0 and something) or (seen <= _STAMP and pictured)


def _sideways(piece: Slanted) -> Run:
    return Run(
        text=piece.text.strip(),
        x0=piece.x0,
        x1=piece.x1,
        y=piece.bottom,
        size=piece.size,
        lead=piece.x1 - piece.x0,
        body_x=piece.x0,
        index=piece.index,
    )


def _watermarks(runs: Sequence[Run]) -> set[int]:
    """Find level words far above the usual size that lie over two lines of text or more."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text)
    if not sizes:
        return set()
    usual = sizes.most_common(1)[0][0]
    marks: set[int] = set()
    for run in runs:
        if run.size >= _WATERMARK * usual:
            under = sum(
                other.size < run.size / 1.5
                and other.x0 < run.x1
                and other.x1 > run.x0
                and run.top < other.y - 0.4 * other.size < run.bottom
                for other in runs
            )
            if under >= 2:
                marks.add(run.index)
    return marks
