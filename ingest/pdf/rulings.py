"""Ruling lines and pictures of a page, from pdfium's page objects."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

from .calls import address, calls
from .geometry import Box, Picture, Ruling, Turn

__all__ = ["Drawn", "read_drawn"]

_THIN = 3.0  # points; Word draws a border as a filled rectangle of this width at the most
_SHORT = 6.0  # points; shorter strokes belong to letters and pictures
_OBJECTS = 20_000  # a page with more is a drawing, and no table is looked for
_DEEP = 6  # forms within forms
_STROKES = 400  # strokes of one path; more make a drawing

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page beside text; ``paths`` counts the drawings, long or short."""

    rulings: list[Ruling] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    paths: int = 0
    objects: int = 0


def read_drawn(page: Any, turn: Turn) -> Drawn:
    """Read lines and pictures of a ``pypdfium2.raw`` page handle, those within forms too."""
    from pypdfium2 import raw

    drawn = Drawn()
    count = raw.FPDFPage_CountObjects(page)
    item, kind, where = calls().item, calls().kind, address(page)
    for index in range(min(count, _OBJECTS)):
        if kind(item(where, index)) == raw.FPDF_PAGEOBJ_TEXT:  # nearly all of them
            continue
        _visit(raw, raw.FPDFPage_GetObject(page, index), turn, _SAME, drawn, 0)
        if drawn.objects > _OBJECTS:
            drawn.rulings.clear()
            break
    return drawn


def _visit(raw: Any, item: Any, turn: Turn, outer: _Matrix, drawn: Drawn, depth: int) -> None:
    drawn.objects += 1
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        drawn.paths += 1
        _path(raw, item, turn, outer, drawn)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        box = _bounds(raw, item, turn, outer)
        if box is not None:
            drawn.pictures.append(Picture(box))
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEP:
        inner = _times(_matrix(raw, item), outer)
        for index in range(min(raw.FPDFFormObj_CountObjects(item), _OBJECTS)):
            if drawn.objects > _OBJECTS:
                return
            _visit(raw, raw.FPDFFormObj_GetObject(item, index), turn, inner, drawn, depth + 1)


def _path(raw: Any, item: Any, turn: Turn, outer: _Matrix, drawn: Drawn) -> None:
    box = _bounds(raw, item, turn, outer)
    if box is None:
        return
    across, down = box.x1 - box.x0, box.bottom - box.top
    if across < _SHORT and down < _SHORT:
        return
    if down <= _THIN:
        middle = (box.top + box.bottom) / 2
        drawn.rulings.append(Ruling(box.x0, middle, box.x1, middle))
        return
    if across <= _THIN:
        middle = (box.x0 + box.x1) / 2
        drawn.rulings.append(Ruling(middle, box.top, middle, box.bottom))
        return
    count = raw.FPDFPath_CountSegments(item)
    if not 0 < count <= _STROKES:
        return
    drawn.rulings.extend(_strokes(raw, item, count, turn, _times(_matrix(raw, item), outer)))


def _strokes(raw: Any, item: Any, count: int, turn: Turn, matrix: _Matrix) -> list[Ruling]:
    """Give the level and upright strokes of one path, closing strokes too."""
    x, y = ctypes.c_float(), ctypes.c_float()
    rulings: list[Ruling] = []
    start = here = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        point = turn.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here = point
            continue
        if kind == raw.FPDF_SEGMENT_LINETO:
            _stroke(here, point, rulings)
        here = point
        if raw.FPDFPathSegment_GetClose(segment):
            _stroke(here, start, rulings)
            here = start
    return rulings


def _stroke(here: tuple[float, float], there: tuple[float, float], rulings: list[Ruling]) -> None:
    across, down = abs(here[0] - there[0]), abs(here[1] - there[1])
    if across >= _SHORT and down <= 1:
        middle = (here[1] + there[1]) / 2
        rulings.append(Ruling(min(here[0], there[0]), middle, max(here[0], there[0]), middle))
    elif down >= _SHORT and across <= 1:
        middle = (here[0] + there[0]) / 2
        rulings.append(Ruling(middle, min(here[1], there[1]), middle, max(here[1], there[1])))


def _bounds(raw: Any, item: Any, turn: Turn, outer: _Matrix) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    a, b, c, d, e, f = outer
    corners = [
        turn.point(a * x + c * y + e, b * x + d * y + f)
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _matrix(raw: Any, item: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _SAME
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
