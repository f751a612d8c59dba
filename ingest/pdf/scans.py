"""Pages without text, read by text recognition where the extra is installed."""

from __future__ import annotations

from collections.abc import Sequence

from ..document import Place
from ..line import Line
from ..recognition import available, recognise
from .opening import open_pdf

__all__ = ["with_recognised"]

_SCALE = 200 / 72  # pixels a point: 200 dpi, enough for the small print of a form


def with_recognised(
    lines: Sequence[Line], data: bytes, pages: Sequence[int], *, name: str
) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """Give ``lines`` with those of the scanned ``pages`` put in their order, and the pages that gave any.

    Without the extra nothing changes; the caller's notice names the pages.
    """
    if not pages or not available():
        return tuple(lines), ()
    found: list[Line] = []
    with open_pdf(data, name=name) as document:
        for number in pages:
            page = document[number - 1]
            try:
                picture = page.render(scale=_SCALE).to_pil()
            finally:
                page.close()
            found.extend(Line(text, Place(page=number)) for text in recognise(picture))
    merged = sorted([*lines, *found], key=lambda line: line.place.page or 0)
    return tuple(merged), tuple(sorted({line.place.page for line in found if line.place.page is not None}))
