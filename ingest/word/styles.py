"""Styles: what a paragraph inherits that decides its kind, its list and whether it is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from .names import is_on, val, w

__all__ = ["PLAIN", "ParagraphStyle", "Styles", "read_styles"]

Kind = Literal["text", "title", "heading"]

_TITLE = re.compile(r"title|标题", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|标题) ?[1-9]", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?[1-9]|toc heading|目录 ?[1-9]|table of figures", re.IGNORECASE)
_TOO_LARGE = 2**31
_BODY_LEVEL = 9
"""``w:outlineLvl`` 9 is body text, whatever the style's name."""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with its ``basedOn`` chain folded in.

    ``chain``: (style id, own ilvl) from the style itself up to its root.  ``num_id``: the nearest one set; 0
    removes numbering.  ``contents``: an entry of a table of contents.
    """

    kind: Kind = "text"
    num_id: int | None = None
    chain: tuple[tuple[str, int | None], ...] = ()
    hidden: bool = False
    contents: bool = False


PLAIN = ParagraphStyle()


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document.

    ``hidden_characters``: ids of character styles that hide text.  ``list_numbers``: numbering style -> numId,
    which ``w:numStyleLink`` follows.
    """

    paragraphs: dict[str, ParagraphStyle]
    default: ParagraphStyle
    hidden_characters: frozenset[str]
    list_numbers: dict[str, int]

    def paragraph(self, style_id: str | None) -> ParagraphStyle:
        """Give a paragraph style; an unknown id is the default style, as in Word."""
        if style_id is None:
            return self.default
        return self.paragraphs.get(style_id, self.default)


@dataclass(frozen=True, slots=True)
class _Raw:
    name: str
    based_on: str | None
    num_id: int | None
    ilvl: int | None
    outline: int | None
    hidden: bool | None


def read_styles(root: etree._Element | None) -> Styles:
    """Read the styles part; None (no such part) gives plain styles."""
    if root is None:
        return Styles({}, PLAIN, frozenset(), {})
    raw: dict[str, _Raw] = {}
    hidden: set[str] = set()
    list_numbers: dict[str, int] = {}
    default_id: str | None = None
    for style in root.iterchildren(w("style")):
        style_id = style.get(w("styleId"))
        if style_id is None:
            continue
        type_ = style.get(w("type"), "paragraph")
        if type_ == "paragraph":
            raw[style_id] = _raw(style)
            if default_id is None and style.get(w("default")) in {"1", "true", "on"}:
                default_id = style_id
        elif type_ == "character":
            if is_on(style.find(f"{w('rPr')}/{w('vanish')}")):
                hidden.add(style_id)
        elif type_ == "numbering":
            number = integer(val(style.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")))
            if number is not None:
                list_numbers[style_id] = number
    folded = {style_id: _folded(style_id, raw) for style_id in raw}
    default = folded.get(default_id, PLAIN) if default_id else PLAIN
    return Styles(folded, default, frozenset(hidden), list_numbers)


def integer(text: str | None) -> int | None:
    """Read a decimal attribute; None where it is missing, no number, or none that Word can hold."""
    try:
        number = None if text is None else int(text)
    except ValueError:
        return None
    return number if number is None or abs(number) < _TOO_LARGE else None


def _raw(style: etree._Element) -> _Raw:
    p_pr = style.find(w("pPr"))
    num_pr = None if p_pr is None else p_pr.find(w("numPr"))
    vanish = style.find(f"{w('rPr')}/{w('vanish')}")
    return _Raw(
        name=val(style.find(w("name"))) or "",
        based_on=val(style.find(w("basedOn"))),
        num_id=None if num_pr is None else integer(val(num_pr.find(w("numId")))),
        ilvl=None if num_pr is None else integer(val(num_pr.find(w("ilvl")))),
        outline=None if p_pr is None else integer(val(p_pr.find(w("outlineLvl")))),
        hidden=None if vanish is None else is_on(vanish),
    )


def _folded(style_id: str, raw: dict[str, _Raw]) -> ParagraphStyle:
    """Fold the chain: numId and ilvl are inherited apart from each other, as Word does."""
    chain: list[tuple[str, _Raw]] = []
    seen: set[str] = set()
    current: str | None = style_id
    while current is not None and current in raw and current not in seen:
        seen.add(current)
        chain.append((current, raw[current]))
        current = raw[current].based_on
    styles = [style for _, style in chain]
    num_id = next((style.num_id for style in styles if style.num_id is not None), None)
    outline = next((style.outline for style in styles if style.outline is not None), None)
    hidden = next((style.hidden for style in styles if style.hidden is not None), False)
    names = [style.name for style in styles]
    return ParagraphStyle(
        kind=_kind(names, outline),
        num_id=num_id,
        chain=tuple((identity, style.ilvl) for identity, style in chain),
        hidden=hidden,
        contents=bool(_CONTENTS.fullmatch(names[0])),
    )


def _kind(names: list[str], outline: int | None) -> Kind:
    if any(_TITLE.fullmatch(name) for name in names):
        return "title"
    if outline is not None:
        return "heading" if outline < _BODY_LEVEL else "text"
    return "heading" if any(_HEADING.fullmatch(name) for name in names) else "text"
