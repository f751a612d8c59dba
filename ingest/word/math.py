"""Formulas in one line: 工资×(1+比例)/12.  A policy's formula decides amounts, so its structure has to survive."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

__all__ = ["math_text"]

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def math_text(element: etree._Element) -> str:
    """Give the words of an ``m:oMath`` with fractions as ``(a)/(b)`` and powers as ``a^(b)``."""
    name = str(element.tag).removeprefix(_M)
    if name == "t":
        return element.text or ""
    spell = _STRUCTURES.get(name)
    return spell(element) if spell else "".join(math_text(child) for child in element)


def _delimited(element: etree._Element) -> str:
    opening, closing = _delimiters(element)
    return opening + "|".join(math_text(child) for child in element.iterchildren(_M + "e")) + closing


def _part(element: etree._Element, name: str) -> str:
    part = element.find(_M + name)
    return "" if part is None else math_text(part)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _delimiters(element: etree._Element) -> tuple[str, str]:
    properties = element.find(_M + "dPr")
    if properties is None:
        return "(", ")"
    opening, closing = properties.find(_M + "begChr"), properties.find(_M + "endChr")
    return (
        "(" if opening is None else opening.get(_M + "val", ""),
        ")" if closing is None else closing.get(_M + "val", ""),
    )


_STRUCTURES: dict[str, Callable[[etree._Element], str]] = {
    "f": lambda part: f"{_grouped(_part(part, 'num'))}/{_grouped(_part(part, 'den'))}",
    "sSup": lambda part: f"{_part(part, 'e')}^{_grouped(_part(part, 'sup'))}",
    "sSub": lambda part: f"{_part(part, 'e')}_{_grouped(_part(part, 'sub'))}",
    "rad": lambda part: f"{_part(part, 'deg')}√{_grouped(_part(part, 'e'))}",
    "d": _delimited,
}
