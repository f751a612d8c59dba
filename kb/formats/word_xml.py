"""The few elements of WordprocessingML that papers are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .paper import printable

__all__ = ["add_fields", "bookmark", "field", "hyperlink", "paragraph", "run", "table"]


_MARGINS = (("top", 40), ("left", 90), ("bottom", 40), ("right", 90))


def _element(kind: str, /, *children: Any, **attributes: str | int) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{kind}")
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), str(value))
    element.extend(children)
    return element


def run(text: str, *, colour: str = "", size: float = 0, bold: bool | None = None) -> Any:
    """Make a run; tabs and line ends become Word's own."""
    from docx.oxml.ns import qn

    element = _element("r")
    look = []
    if bold is not None:
        look.append(_element("b", val=int(bold)))
    if colour:
        look.append(_element("color", val=colour))
    if size:
        look += [_element("sz", val=round(size * 2)), _element("szCs", val=round(size * 2))]
    if look:
        element.append(_element("rPr", *look))
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            element.append(_element("br"))
        for at, words in enumerate(line.split("\t")):
            if at:
                element.append(_element("tab"))
            if words:
                written = _element("t")
                written.set(qn("xml:space"), "preserve")
                written.text = words
                element.append(written)
    return element


def paragraph(*content: Any, style: str | None = None, keep: bool = False, tab: int = 0, indent: int = 0) -> Any:
    """Make a paragraph.  ``tab``: a right tab with dots, and ``indent``: both in twentieths of a point."""
    look = []
    if style:
        look.append(_element("pStyle", val=style))
    if keep:
        look.append(_element("keepNext"))
    if tab:
        look.append(_element("tabs", _element("tab", val="right", leader="dot", pos=tab)))
    if indent:
        look.append(_element("ind", left=indent))
    return _element("p", *([_element("pPr", *look)] if look else []), *content)


def bookmark(name: str, number: int, *content: Any) -> list[Any]:
    """Put ``content`` between the two ends of a bookmark."""
    return [_element("bookmarkStart", id=number, name=name), *content, _element("bookmarkEnd", id=number)]


def hyperlink(name: str, *content: Any) -> Any:
    """Make a link to a bookmark."""
    return _element("hyperlink", *content, anchor=name, history=1)


def field(code: str | None, result: str | None, *, size: float = 0) -> list[Any]:
    """Make a field; ``result`` None leaves it open, and ``code`` None closes one that was left open."""
    from docx.oxml.ns import qn

    def part(child: Any) -> Any:
        sized = [_element("rPr", _element("sz", val=round(size * 2)))] if size else []
        return _element("r", *sized, child)

    closing = [part(_element("fldChar", fldCharType="end"))]
    if code is None:
        return closing
    words = _element("instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = code
    opened = [
        part(_element("fldChar", fldCharType="begin")),
        part(words),
        part(_element("fldChar", fldCharType="separate")),
    ]
    return opened if result is None else [*opened, run(result, size=size), *closing]


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    whole: int,
    *,
    head: Sequence[Any] = (),
    indent: int = 0,
    tint: str = "",
) -> Any:
    """Make a table of runs; ``head`` is repeated on each page, and no row is parted where it fits on one.

    ``widths`` are shares of ``whole``, which is in twentieths of a point.
    """
    columns = [round(whole * width / sum(widths)) for width in widths]
    edges = [
        _element(side, val="single", sz=4, space=0, color="C9CED6")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    made = _element(
        "tbl",
        _element(
            "tblPr",
            _element("tblW", w=sum(columns), type="dxa"),
            _element("tblInd", w=indent, type="dxa"),
            _element("tblBorders", *edges),
            _element("tblLayout", type="fixed"),
            _element("tblCellMar", *(_element(side, w=width, type="dxa") for side, width in _MARGINS)),
        ),
        _element("tblGrid", *(_element("gridCol", w=width) for width in columns)),
    )
    if head:
        made.append(_row(head, columns, tint, is_head=True))
    for row in rows:
        made.append(_row(row, columns, ""))
    return made


def _row(cells: Sequence[Any], columns: Sequence[int], tint: str, *, is_head: bool = False) -> Any:
    made = _element("tr", _element("trPr", _element("cantSplit"), *([_element("tblHeader")] if is_head else [])))
    for cell, width in zip(cells, columns, strict=True):
        look = [_element("tcW", w=width, type="dxa")]
        if tint:
            look.append(_element("shd", val="clear", color="auto", fill=tint))
        made.append(_element("tc", _element("tcPr", *look), paragraph(cell, style="KBCell")))
    return made


def add_fields(settings: Any) -> None:
    """Ask Word to count the fields again when it opens the file."""
    from docx.oxml.ns import qn

    if settings.find(qn("w:updateFields")) is None:
        settings.append(_element("updateFields", val="true"))
