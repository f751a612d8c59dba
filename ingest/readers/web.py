"""HTML pages: blocks as paragraphs, lists with the numbers that a browser shows, table rows; nothing is fetched.

Navigation, footers and hidden text are set aside.  Scripts and styles are no text and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..document import Place, SetAside
from ..errors import HostileFile, UnreadableFile
from ..line import Line, LineKind, Reading
from ..numerals import spell
from ..word.formats import spell_number
from .text import decode

__all__ = ["read"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_\-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z\-]+)", re.IGNORECASE)
_TITLE_END = re.compile(r"\s*[-_|–—·]\s*[^-_|–—·]{1,20}$")
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "head", "object", "iframe", "canvas"))
_ASIDE = {
    "nav": "navigation",
    "footer": "running-foot",
    "aside": "navigation",
    "del": "deleted",
    "button": "navigation",
}
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LARGEST = 32 * 2**20  # bytes
_DEEPEST = 200  # elements inside each other; no page that people wrote comes near


def read(data: bytes, *, name: str) -> Reading:
    """Read an HTML page.  Raises ``UnreadableFile`` (no text, wrong encoding) or ``HostileFile`` (nesting)."""
    from lxml import etree, html

    if len(data) > _LARGEST:
        raise HostileFile(f"网页过大({len(data) / 2**20:.0f} MB)", place=name, remedy="请拆分后再试")
    text = _DECLARATION.sub("", _decoded(data, name))
    if _depth_of(text) > _DEEPEST * 50:
        raise HostileFile("网页标签嵌套过深", place=name, remedy="请在浏览器中打开,另存为纯文本后再试")
    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        root = html.document_fromstring(text.replace("\x00", ""), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableFile("网页中没有文字", place=name, remedy="请在浏览器中打开,另存为纯文本后再试") from None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise HostileFile("网页标签嵌套过深", place=name, remedy="请在浏览器中打开,另存为纯文本后再试")
    page = _Page()
    page.title = _title(root)
    body = root.find("body")
    page.walk(body if body is not None else root, 0)
    page.flush()
    if not page.lines:
        raise UnreadableFile("网页中没有文字", place=name, remedy="请在浏览器中打开,另存为纯文本后再试")
    return Reading(tuple(page.lines), tuple(page.aside), title=page.title)


def _decoded(data: bytes, name: str) -> str:
    """Decode by what the page says of itself, and else as plain text is."""
    said = _CHARSET.search(data[:4096])
    if said and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = said.group(1).decode("ascii").lower()
        # Pages that say gb2312 use the characters of GB18030.
        charset = "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80") else charset
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass  # pages lie about it more often than not
    return decode(data, name=name)


def _depth_of(text: str) -> int:
    """Give a bound on the nesting: opening tags that are never closed."""
    return text.count("<") - 2 * text.count("</")


def _title(root: Any) -> str:
    title = root.findtext(".//title") or ""
    title = " ".join(title.split())
    return _TITLE_END.sub("", title) or title


@dataclass(slots=True)
class _List:
    """An open list: ``style`` of its numbers (empty for bullets), the ``number`` to come, and the ``step``."""

    style: str
    number: int = 1
    step: int = 1


@dataclass(slots=True)
class _Page:
    lines: list[Line] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    title: str = ""
    pieces: list[str] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    kind: LineKind = "text"
    label: str | None = None
    level: int | None = None
    bullet: bool = False
    lists: list[_List] = field(default_factory=list)
    seen_title: bool = False

    def walk(self, element: Any, depth: int) -> None:
        """Read ``element`` and what is in it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SILENT or not tag:
            return
        reason = _ASIDE.get(tag) or ("hidden" if _hidden(element) else "")
        if reason:
            words = " ".join("".join(_visible(element)).split())
            if words:
                self.aside.append(SetAside(words, reason, Place(line=element.sourceline)))
            return
        if tag == "br":
            self.flush()
        elif tag == "table" and not _is_layout(element):
            self._table(element)
        elif tag in _BLOCKS:
            self._block(element, tag, depth)
        else:
            self._inside(element, depth, keep=False)

    def _block(self, element: Any, tag: str, depth: int) -> None:
        self.flush()
        if tag in ("ol", "ul", "menu"):
            self.lists.append(_opened(element, tag))
        self.place = Place(line=element.sourceline)
        if tag in _HEADINGS:
            self.kind = "title" if tag == "h1" and not self.seen_title else "heading"
            self.seen_title = self.seen_title or tag == "h1"
        elif tag == "li" and self.lists:
            self._item(element)
        self._inside(element, depth, keep=tag == "pre")
        self.flush()
        self.kind, self.label, self.level, self.bullet = "text", None, None, False
        if tag in ("ol", "ul", "menu"):
            self.lists.pop()

    def _inside(self, element: Any, depth: int, *, keep: bool) -> None:
        self._text(element.text, keep=keep)
        for child in element:
            self.walk(child, depth + 1)
            self._text(child.tail, keep=keep)

    def _text(self, text: str | None, *, keep: bool) -> None:
        if not text:
            return
        if keep:
            for index, line in enumerate(text.split("\n")):
                if index:
                    self.flush()
                self.pieces.append(line)
        else:
            self.pieces.append(text)

    def _item(self, element: Any) -> None:
        current = self.lists[-1]
        value = element.get("value", "")
        if value.isdigit():
            current.number = int(value[:9])
        self.level = len(self.lists) - 1
        if current.style:
            self.label = _shown(current.number, current.style) or None
        else:
            self.label, self.bullet = "•", True
        current.number += current.step

    def _table(self, table: Any) -> None:
        self.flush()
        for row in table.iter("tr"):
            cells = [" ".join("".join(_visible(cell)).split()) for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                self.lines.append(Line("\t".join(cells), Place(line=row.sourceline), "paragraph", "row"))
        caption = table.find("caption")
        if caption is not None and (words := " ".join("".join(_visible(caption)).split())):
            self.lines.append(Line(words, Place(line=caption.sourceline), "paragraph"))

    def flush(self) -> None:
        """End the line that is being gathered."""
        words = " ".join("".join(self.pieces).replace("\xa0", " ").split())
        self.pieces.clear()
        if words:
            self.lines.append(Line(words, self.place, "paragraph", self.kind, self.label, self.level, self.bullet))
            self.label, self.bullet = None, False  # a second paragraph of an item has no number of its own


def _hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


def _visible(element: Any) -> Iterator[str]:
    """Give the words in ``element``, parted where blocks and line breaks part them."""
    if isinstance(element.tag, str) and element.tag not in _SILENT:
        parted = element.tag in _BLOCKS or element.tag == "br"
        if parted:
            yield " "
        yield element.text or ""
        for child in element:
            yield from _visible(child)
            yield child.tail or ""
        if parted:
            yield " "


def _is_layout(table: Any) -> bool:
    """Tell whether a table only places blocks on the page: it holds lists, tables, headings or long paragraphs."""
    if any(True for _ in table.iter("ol", "ul", "h1", "h2", "h3")) or table.find(".//table") is not None:
        return True
    rows = sum(1 for _ in table.iter("tr"))
    return rows == 1 or sum(1 for _ in table.iter("p")) > 4 * rows


def _opened(element: Any, tag: str) -> _List:
    style = _LIST_STYLE.search(element.get("style", ""))
    named = style.group(1).lower() if style else ""
    if tag != "ol" or named == "none":
        return _List("none" if named == "none" and tag == "ol" else "")
    start = element.get("start", "")
    step = -1 if element.get("reversed") is not None else 1
    items = sum(1 for child in element if child.tag == "li")
    first = int(start[:9]) if start.lstrip("-").isdigit() else items if step < 0 else 1
    return _List(named or element.get("type", "1"), first, step)


def _shown(number: int, style: str) -> str:
    """Give a list number as browsers show it; empty where the list shows none."""
    if style == "none":
        return ""
    if style in ("a", "lower-alpha", "lower-latin", "A", "upper-alpha", "upper-latin"):
        letter = chr(ord("a") + (number - 1) % 26)
        return f"{letter.upper() if style[0] in 'Au' else letter}."
    if style in ("i", "lower-roman", "I", "upper-roman"):
        return f"{spell_number(number, 'upperRoman' if style[0] in 'Iu' else 'lowerRoman')}."
    if style in ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"):
        return f"{spell(number)}、"
    return f"{number:02d}." if style == "decimal-leading-zero" else f"{number}."
