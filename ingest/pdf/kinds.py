"""Titles and headings, by type size, weight and centring."""

from __future__ import annotations

from collections.abc import Sequence

from ..line import LineKind
from .columns import VisualLine
from .geometry import Row
from .marks import LABEL, ends_sentence
from .measure import Measure

__all__ = ["line_kinds"]

_TITLE = 1.15  # times the usual type size
_HEADING = 1.1
_LONG = 60  # characters; a longer line in larger type is text


def line_kinds(items: Sequence[VisualLine | Row], measure: Measure) -> list[LineKind]:
    """Give the kind of each item: title, heading, row or text."""
    lines = [item for item in items if isinstance(item, VisualLine)]
    size = _title_size(lines, measure)
    bold = sum(len(line.text) for line in lines if line.bold) > 0.3 * sum(len(line.text) for line in lines)
    first = lines[0] if lines else None
    kinds: list[LineKind] = []
    for item in items:
        if isinstance(item, Row):
            kinds.append("row")
        elif (size is not None and abs(item.size - size) < 0.03 * size and _is_title(item, lines[0].page, measure)) or (
            size is None and item is first and _heads(item, measure)
        ):
            kinds.append("title")
        else:
            kinds.append("heading" if _is_heading(item, measure, bold=bold) else "text")
    return kinds


def _title_size(lines: Sequence[VisualLine], measure: Measure) -> float | None:
    """Give the largest type on the first page with text if it is larger than the usual one."""
    largest = max((line.size for line in lines if line.page == lines[0].page), default=0.0)
    return largest if largest >= _TITLE * measure.size else None


def _is_title(line: VisualLine, first_page: int, measure: Measure) -> bool:
    """On the first page its largest type; later the same type only if it is centred and has no number."""
    if line.page == first_page:
        return True
    return measure.centred(line) and not LABEL.match(line.text)


def _heads(line: VisualLine, measure: Measure) -> bool:
    """Tell whether a first line in ordinary type stands as a title does."""
    plain = not LABEL.match(line.text) and not ends_sentence(line.text) and len(line.text) <= _LONG
    return plain and measure.centred(line)


def _is_heading(line: VisualLine, measure: Measure, *, bold: bool) -> bool:
    if len(line.text) > _LONG or ends_sentence(line.text):
        return False
    if line.size >= _HEADING * measure.size:
        return True
    if line.bold and not bold:
        return measure.slack(line) > 2 * line.size
    return LABEL.match(line.text) is not None and measure.centred(line) and measure.slack(line) > 4 * line.size
