"""Does a paragraph end with this line, or does it go on in the next one?

Geometry decides first: a line after which the next word would have fitted was ended on purpose.  For a full
line the next line's indentation and distance tell, as far as the file shows that it uses them.  What is left is
decided by the words, and where they say nothing either the answer is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..line import LineEnd
from .columns import VisualLine
from .geometry import Row
from .marks import LABEL, ends_sentence
from .measure import Measure

__all__ = ["line_ends"]

_HABIT = 0.8  # share from which a file is taken to do so always
_CASES = 4  # paragraphs that show a habit
_STEP = 0.5  # ems by which an indentation differs visibly
_DOUBT = 3.0  # ems; a line shorter than this by its slack was ended on purpose, whatever the rest says


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Offsets from the column's left edge: of the first line, and of the following ones once there is one."""

    start: float
    rest: float | None
    centred: bool


def line_ends(items: Sequence[VisualLine | Row], measure: Measure) -> list[LineEnd]:
    """Give the end of each item; table rows and the last line end a paragraph."""
    ends: list[LineEnd] = []
    paragraph: _Paragraph | None = None
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, Row) or following is None or isinstance(following, Row):
            ends.append("paragraph")
            paragraph = None
            continue
        if paragraph is None:
            paragraph = _Paragraph(_offset(item, measure), None, measure.centred(item))
        end = _end(item, following, paragraph, measure)
        ends.append(end)
        if end == "wrap":
            paragraph = _Paragraph(paragraph.start, _offset(following, measure), paragraph.centred)
        else:
            paragraph = None
    return ends


def _offset(line: VisualLine, measure: Measure) -> float:
    return line.x0 - measure.edges_of(line).left


def _end(line: VisualLine, following: VisualLine, paragraph: _Paragraph, measure: Measure) -> LineEnd:
    if abs(line.size - following.size) > 0.08 * line.size:
        return "paragraph"
    gap = measure.gap(line, following)
    style = measure.style
    gaps = style.cases >= _CASES and style.gapped >= _HABIT
    if measure.is_short(line, following):
        return _short(line, following, gap, measure)
    if gap and (line.size < 1.06 * measure.size or not gaps):
        big = line.size > 1.06 * measure.size  # larger type has larger distances of its own
        if not big or following.y - line.y > 2.2 * line.size:
            return "paragraph"
    if gap is False and gaps:
        return "wrap"
    if measure.centred(following) and (paragraph.centred or paragraph.start < _STEP * line.size):
        return "paragraph" if ends_sentence(line.text) or LABEL.match(following.text) else "wrap"
    by_indent = _by_indent(line, following, paragraph, measure)
    return by_indent or _by_words(line, following, measure)


def _short(line: VisualLine, following: VisualLine, gap: bool | None, measure: Measure) -> LineEnd:
    """Judge a line that had room left; doubt it only if it is nearly full and all else speaks for a wrap."""
    if measure.slack(line) >= _DOUBT * line.size or ends_sentence(line.text) or LABEL.match(following.text):
        return "paragraph"
    style = measure.style
    if style.cases < _CASES or gap is True or measure.centred(line):
        return "paragraph"
    flush = _offset(following, measure) < _STEP * line.size
    against = (style.indented >= _HABIT and flush) or (style.gapped >= _HABIT and gap is False)
    return "unknown" if against else "paragraph"


def _by_indent(line: VisualLine, following: VisualLine, paragraph: _Paragraph, measure: Measure) -> LineEnd | None:
    """Judge a full line by where the next one begins; None if that is no evidence."""
    step = _STEP * line.size
    here, there = paragraph.start, _offset(following, measure)
    style = measure.style
    if style.cases >= _CASES and measure.indent and style.indented <= 1 - _HABIT and here < step:
        # Paragraphs begin flush and there is a usual offset all the same: their other lines hang.
        if abs(there - measure.indent) < step:
            return "wrap"
        if paragraph.rest is not None and there < step:
            return "paragraph"
    if paragraph.rest is None:
        return _second(line, following, paragraph, measure)
    if abs(there - paragraph.rest) >= step:
        return "paragraph"
    return "wrap" if abs(here - paragraph.rest) >= step else None


def _second(line: VisualLine, following: VisualLine, paragraph: _Paragraph, measure: Measure) -> LineEnd | None:
    """Judge whether a paragraph has a second line by how far that would be in or out."""
    step = _STEP * line.size
    here, there = paragraph.start, _offset(following, measure)
    indents = measure.style.cases >= _CASES and measure.style.indented >= _HABIT
    new_item = LABEL.match(following.text) is not None
    ends: LineEnd | None = None
    if there < here - step:
        ends = "wrap" if indents or not (new_item and ends_sentence(line.text)) else None
    elif there > here + step:
        if line.body_x > line.x0 and abs(following.x0 - line.body_x) < step:
            ends = "wrap"  # a hanging indent: the text goes on beneath the text, not beneath the label
        elif indents and here < step:
            ends = "paragraph"
    elif indents and here >= step and (ends_sentence(line.text) or new_item):
        ends = "paragraph"
    return ends


def _by_words(line: VisualLine, following: VisualLine, measure: Measure) -> LineEnd:
    if not ends_sentence(line.text):
        return "wrap"
    if LABEL.match(following.text):
        return "paragraph"
    style = measure.style
    flush = _offset(following, measure) < _STEP * line.size
    return "wrap" if style.cases >= _CASES and style.indented >= _HABIT and flush else "unknown"
