"""A paragraph's own properties: its style, list, outline level and what became of its mark."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from .names import is_on, val, w
from .styles import integer

__all__ = ["Properties", "read_properties"]

_P_PR, _P_STYLE, _NUM_PR = w("pPr"), w("pStyle"), w("numPr")
_OUTLINE, _R_PR, _SECTION = w("outlineLvl"), w("rPr"), w("sectPr")
_ILVL, _NUM_ID = w("ilvl"), w("numId")
_REMOVED_MARKS = frozenset({w("del"), w("moveFrom")})
_ADDED_MARKS = frozenset({w("ins"), w("moveTo")})
_VANISH = w("vanish")


@dataclass(slots=True)
class Properties:
    """``mark_removed``: a tracked change deleted the paragraph mark, so the next paragraph goes on here;
    ``mark_hidden``: the mark is hidden; ``section_break``: the paragraph carries one."""

    style_id: str | None = None
    num_id: int | None = None
    ilvl: int | None = None
    outline: int | None = None
    mark_removed: bool = False
    mark_added: bool = False
    mark_hidden: bool = False
    section_break: bool = False


def read_properties(paragraph: etree._Element) -> Properties:
    """Read ``w:pPr``; properties before a tracked change (``w:pPrChange``) are not its own."""
    found = Properties()
    properties = paragraph.find(_P_PR)
    if properties is None:
        return found
    for child in properties:
        tag = child.tag
        if tag == _P_STYLE:
            found.style_id = val(child)
        elif tag == _NUM_PR:
            found.num_id = integer(val(child.find(_NUM_ID)))
            found.ilvl = integer(val(child.find(_ILVL)))
        elif tag == _OUTLINE:
            found.outline = integer(val(child))
        elif tag == _SECTION:
            found.section_break = True
        elif tag == _R_PR:
            _read_mark(child, found)
    return found


def _read_mark(properties: etree._Element, found: Properties) -> None:
    for child in properties:
        tag = child.tag
        if tag in _REMOVED_MARKS:
            found.mark_removed = True
        elif tag in _ADDED_MARKS:
            found.mark_added = True
        elif tag == _VANISH:
            found.mark_hidden = is_on(child)
