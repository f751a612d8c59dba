"""One paragraph: its words as Word shows them with all changes accepted, and what is set aside.

Text goes to one of several sinks: what is seen, what a tracked change deleted, what is hidden, what a table of
contents generated, and what stands in a field's instruction.  Fields may run over many paragraphs, so their stack
outlives a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from .content import DIAGRAM, TEXT_PATH, Content, Field, chosen_branch
from .math import math_text
from .names import is_on, mc, rel_id, val, w
from .styles import ParagraphStyle, Styles
from .symbols import SYMBOL_FONTS, symbol_character

__all__ = ["Inline"]

_T, _R, _R_PR, _P_PR = w("t"), w("r"), w("rPr"), w("pPr")
_BOX = w("txbxContent")
_VANISH = w("vanish")
_ALTERNATE = mc("AlternateContent")
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PRIVATE_USE = re.compile("[\uf020-\uf0ff]")
_CODE = re.compile(r"[0-9A-Fa-f]{1,4}")
_CONTENTS_FIELDS = frozenset({"TOC", "INDEX", "TOA"})
_NUMBER_FIELDS = frozenset({"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"})
"""Fields that Word computes on screen and stores no result for."""


class Inline:
    """Reads paragraphs in order; keeps open fields between them."""

    def __init__(self, styles: Styles, *, private_use: bool) -> None:
        self._styles = styles
        self._private_use = private_use
        self._fields: list[Field] = []
        self._removed = 0
        self._hidden_by_style = False
        self._content = Content()
        self._sink = self._content.seen
        self._run_parts: dict[str, Callable[[etree._Element], None]] = {
            w("tab"): lambda _: self._sink.append("\t"),
            w("ptab"): lambda _: self._sink.append("\t"),
            w("br"): lambda _: self._sink.append("\n"),
            w("cr"): lambda _: self._sink.append("\n"),
            w("noBreakHyphen"): lambda _: self._sink.append("-"),
            w("softHyphen"): lambda _: None,
            w("lastRenderedPageBreak"): lambda _: None,
            w("sym"): self._symbol,
            w("delText"): lambda element: self._content.deleted.append(element.text or ""),
            w("delInstrText"): lambda _: None,
            w("fldChar"): self._field_mark,
            w("instrText"): self._instruction,
            w("footnoteReference"): lambda element: self._note("footnote", element),
            w("endnoteReference"): lambda element: self._note("endnote", element),
            w("commentReference"): lambda element: self._content.comments.append(element.get(w("id")) or ""),
            w("ruby"): self._ruby,
            w("drawing"): self._objects,
            w("pict"): self._objects,
            w("object"): self._objects,
            _ALTERNATE: self._alternate,
        }
        self._inline_parts: dict[str, Callable[[etree._Element], None]] = {
            _R: self._run,
            _T: lambda element: self._sink.append(element.text or ""),
            _P_PR: lambda _: None,
            w("sdtPr"): lambda _: None,
            w("del"): self._remove,
            w("moveFrom"): self._remove,
            w("ins"): self._insert,
            w("moveTo"): self._insert,
            w("fldSimple"): self._simple_field,
            _M + "oMath": self._math,
            _M + "oMathPara": self._math,
            _ALTERNATE: self._alternate,
        }

    @property
    def in_contents(self) -> bool:
        """Say whether a table of contents is open."""
        return any(open_field.contents for open_field in self._fields)

    @property
    def is_open(self) -> bool:
        """Say whether any field is open."""
        return bool(self._fields)

    def close_fields(self) -> list[Field]:
        """Forget the open fields; gives them back for ``resume`` (a text box has fields of its own)."""
        fields, self._fields = self._fields, []
        return fields

    def resume(self, fields: list[Field]) -> None:
        """Take up the fields that ``close_fields`` gave."""
        self._fields = fields

    def read(self, paragraph: etree._Element, style: ParagraphStyle) -> Content:
        """Read one ``w:p``."""
        outer = (self._content, self._sink, self._hidden_by_style)
        self._content = Content()
        self._hidden_by_style = style.hidden
        self._choose_sink()
        parts = self._inline_parts
        for child in paragraph:
            part = parts.get(child.tag)
            if part is not None:
                part(child)
            elif len(child):
                self._inline(child)
        content = self._content
        self._content, self._sink, self._hidden_by_style = outer
        return content

    def _inline(self, container: etree._Element) -> None:
        """Hyperlinks, content controls, smart tags and whatever else wraps runs."""
        for child in container:
            self._inline_parts.get(child.tag, self._inline)(child)

    def _run(self, run: etree._Element) -> None:
        if self._hidden_by_style:
            self._hide(hidden=True)
        parts = self._run_parts
        for child in run:
            tag = child.tag
            if tag == _T:
                text = child.text
                if not text:
                    continue
                if text[0] <= " " or text[-1] <= " " or "\n" in text:
                    text = _spaced(text, child)
                if self._private_use and _PRIVATE_USE.search(text):
                    text = self._mapped(text, run)
                self._sink.append(text)
            elif tag == _R_PR:
                self._hide(hidden=self._is_hidden(child))
            else:
                part = parts.get(tag) or self._inline_parts.get(tag)
                if part is not None:
                    part(child)
                elif len(child):
                    self._inline(child)
        if self._sink is self._content.hidden:
            self._choose_sink()

    def _hide(self, *, hidden: bool) -> None:
        """Turn what would be seen to the hidden sink, for the rest of a run."""
        if hidden and self._sink is self._content.seen:
            self._sink = self._content.hidden
        elif not hidden and self._sink is self._content.hidden:
            self._choose_sink()

    def _is_hidden(self, properties: etree._Element) -> bool:
        vanish = properties.find(_VANISH)
        if vanish is not None:
            return is_on(vanish)
        if self._styles.hidden_characters and val(properties.find(w("rStyle"))) in self._styles.hidden_characters:
            return True
        return self._hidden_by_style

    def _choose_sink(self) -> None:
        content, fields = self._content, self._fields
        if self._removed:
            self._sink = content.deleted
        elif len(fields) > 1 and not all(open_field.in_result for open_field in fields):
            self._sink = content.codes
        elif fields and self.in_contents:
            self._sink = content.contents
        else:
            self._sink = content.seen

    def _remove(self, element: etree._Element) -> None:
        self._content.changed = True
        self._removed += 1
        self._choose_sink()
        self._inline(element)
        self._removed -= 1
        self._choose_sink()

    def _insert(self, element: etree._Element) -> None:
        self._content.changed = True
        self._inline(element)

    def _symbol(self, element: etree._Element) -> None:
        """A character by its font; a code that is none (not even private) leaves only the notice."""
        digits = element.get(w("char")) or ""
        code = int(digits, 16) if _CODE.fullmatch(digits) else 0
        character = symbol_character(code, element.get(w("font")))
        if character is None or not code or 0xD800 <= code < 0xE000:
            self._content.unknown_symbol = True
            character = chr(code) if 0xE000 <= code < 0xFFFE else ""
        self._sink.append(character)

    def _mapped(self, text: str, run: etree._Element) -> str:
        """Give the text of a run whose letters lie in the private area of a symbol font."""
        fonts = run.find(f"{_R_PR}/{w('rFonts')}")
        names = [] if fonts is None else [str(name) for name in fonts.attrib.values()]
        font = next((name for name in names if name.lower() in SYMBOL_FONTS), None)
        shown = [symbol_character(ord(character), font) for character in text]
        self._content.unknown_symbol |= None in shown
        return "".join(new or old for new, old in zip(shown, text, strict=True))

    def _note(self, kind: str, element: etree._Element) -> None:
        self._content.notes.append((kind, element.get(w("id")) or "", self._removed > 0))

    def _ruby(self, element: etree._Element) -> None:
        """Pinyin above characters: the characters are the text."""
        for base in element.iterchildren(w("rubyBase")):
            self._inline(base)
        for reading in element.iterchildren(w("rt")):
            self._content.readings.extend(part.text or "" for part in reading.iter(_T))

    def _math(self, element: etree._Element) -> None:
        self._sink.append(math_text(element))

    def _field_mark(self, element: etree._Element) -> None:
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            box = element.find(f"{w('ffData')}/{w('checkBox')}")
            self._fields.append(Field(checked=None if box is None else _is_checked(box)))
        elif kind == "separate" and self._fields:
            current = self._fields[-1]
            current.in_result = True
            current.contents = current.kind in _CONTENTS_FIELDS
        elif kind == "end" and self._fields:
            self._end_field(self._fields.pop())
        self._choose_sink()

    def _instruction(self, element: etree._Element) -> None:
        if self._fields:
            self._fields[-1].instruction.append(element.text or "")

    def _end_field(self, ended: Field) -> None:
        if ended.checked is not None:
            self._choose_sink()
            self._sink.append("☑" if ended.checked else "☐")
        self._content.number_field |= ended.kind in _NUMBER_FIELDS
        if not ended.contents and not self.in_contents:
            self._content.codes.append("".join(ended.instruction).strip())

    def _simple_field(self, element: etree._Element) -> None:
        simple = Field([element.get(w("instr")) or ""], in_result=True)
        simple.contents = simple.kind in _CONTENTS_FIELDS
        self._fields.append(simple)
        self._choose_sink()
        self._inline(element)
        self._fields.pop()
        self._end_field(simple)
        self._choose_sink()

    def _alternate(self, element: etree._Element) -> None:
        branch = chosen_branch(element)
        if branch is not None:
            self._run(branch)

    def _objects(self, element: etree._Element) -> None:
        """Find the words in a drawing: text boxes, WordArt, SmartArt; pictures have none."""
        if next(element.iter(_BOX, TEXT_PATH, DIAGRAM), None) is None:
            return
        for child in element:
            if child.tag == _BOX:
                self._content.boxes.append(child)
            elif child.tag == _ALTERNATE:
                branch = chosen_branch(child)
                if branch is not None:
                    self._objects(branch)
            elif child.tag == TEXT_PATH:
                self._content.art.append(child.get("string") or "")
            elif child.tag == DIAGRAM:
                self._content.diagrams.append(rel_id(child, "dm") or "")
            else:
                self._objects(child)


def _is_checked(box: etree._Element) -> bool:
    checked = box.find(w("checked"))
    return is_on(checked if checked is not None else box.find(w("default")))


def _spaced(text: str, element: etree._Element) -> str:
    """Drop the white space around a text that Word drops, and line feeds, which it shows as spaces."""
    if element.get(_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\r\n", " ").replace("\n", " ")
