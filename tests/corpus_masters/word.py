"""Write a sample policy as a Word file: real list numbering, merged table cells, running head and page fields.

How the numbers come about (`numbering:` in an outline's head), as offices really do it:

    paragraph   one multilevel list; every paragraph names list and level itself
    styles      the list hangs on paragraph styles; chapters and articles are two separate lists
    restarts    every inner list is a list of its own at level 0, set to start again at 1
    mixed       chapters and articles automatic, in two lists; items typed
    typed       no list at all (the files that become pdf)
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .outline import LEFT, UP, Item, Master

__all__ = ["docx_bytes"]

FONT = "Noto Serif CJK SC"
STAMP = datetime(2024, 3, 1, 9, 0, 0)
HAN, DIGIT, CIRCLE = "chineseCountingThousand", "decimal", "decimalEnclosedCircle"

Level = tuple[str, str, bool]
"""Number format, text of the number (%n is the counter of level n), restart below a higher level."""

ARTICLES: list[Level] = [
    (HAN, "第%1章", True),
    (HAN, "第%2条", False),
    (HAN, "（%3）", True),
    (DIGIT, "%4.", True),
]
DECIMALS: list[Level] = [(DIGIT, "%1", True), (DIGIT, "%1.%2", True), (DIGIT, "%1.%2.%3", True)]
OUTLINE: list[Level] = [(HAN, "%1、", True), (HAN, "（%2）", True)]
INNER: dict[int, list[Level]] = {
    2: [(DIGIT, "%1.", True)],
    3: [(DIGIT, "(%1)", True)],
    4: [(CIRCLE, "%1", True)],
}


def docx_bytes(master: Master) -> bytes:
    """The policy as a docx, the same bytes every time."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document: Any = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.line_spacing = 1.5
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "人事行政部", "", ""
    properties.created = properties.modified = STAMP
    numbering = Numbering(document, master)
    _running_lines(document, master)
    _front(document, master)
    rows: list[Item] = []
    for item in master.items:
        if rows and item.kind != "row":
            _table(document, rows)
            rows = []
        if item.kind == "row":
            rows.append(item)
        else:
            numbering.paragraph(item)
    if rows:
        _table(document, rows)
    return _steady(document)


class Numbering:
    """The lists of one document, and the paragraphs that count in them."""

    def __init__(self, document: Any, master: Master) -> None:
        self.document, self.master = document, master
        self.mode = master.head.get("numbering", "typed")
        self.element = document.part.numbering_part.element
        decimal = master.items[0].label[0].isdigit()
        self.levels = DECIMALS if decimal else OUTLINE if self.mode == "restarts" else ARTICLES
        self.inner: dict[int, int] = {}
        self.open: dict[int, int] = {}
        if self.mode == "styles":
            self._styles()
        elif self.mode == "mixed":
            self.apart = [self._num(self._abstract([(HAN, text, True)])) for text in ("第%1章", "第%1条")]
        elif self.mode != "typed":
            self.list = self._num(self._abstract(self.levels))
        if self.mode == "restarts":
            self.inner = {depth: self._abstract(levels) for depth, levels in INNER.items()}

    def paragraph(self, item: Item) -> None:
        """Add one paragraph with its number: counted by Word where the mode says so, else typed."""
        automatic = item.kind == "clause" and self.mode != "typed"
        if self.mode == "mixed" and item.depth > 1:
            automatic = False
        if not automatic:
            paragraph = self.document.add_paragraph()
            _runs(paragraph, self.master.typed(item))
            return
        if self.mode == "styles":
            paragraph = self.document.add_paragraph(style=self.styles[item.depth])
        else:
            paragraph = self.document.add_paragraph()
            self._count(paragraph._p.get_or_add_pPr(), *self._counter(item))
        _runs(paragraph, item.text)

    def _counter(self, item: Item) -> tuple[int, int]:
        """List level and list of an automatic number; an inner list starts anew under each clause."""
        self.open = {depth: number for depth, number in self.open.items() if depth <= item.depth}
        if self.mode == "mixed":
            return 0, self.apart[item.depth]
        if item.depth not in self.inner:
            return item.depth, self.list
        if item.depth not in self.open:
            self.open[item.depth] = self._num(self.inner[item.depth], restart=True)
        return 0, self.open[item.depth]

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        self.styles = ["条例章", "条例条", "条例项"]
        chapters = self._num(self._abstract(self.levels[:1], styles=self.styles[:1]))
        article: list[Level] = [(HAN, "第%1条", True), (HAN, "（%2）", True)]
        articles = self._num(self._abstract(article, styles=self.styles[1:]))
        for name, number, level in zip(self.styles, (chapters, articles, articles), (0, 0, 1), strict=True):
            style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = self.document.styles["Heading 1" if name == "条例章" else "Normal"]
            self._count(style.element.get_or_add_pPr(), level, number)

    @staticmethod
    def _count(properties: Any, level: int, number: int) -> None:
        counted = properties.get_or_add_numPr()
        counted.get_or_add_ilvl().val = level
        counted.get_or_add_numId().val = number

    def _ids(self, tag: str, name: str) -> int:
        from docx.oxml.ns import qn

        return 1 + max((int(e.get(qn(name))) for e in self.element.findall(qn(tag))), default=0)

    def _abstract(self, levels: list[Level], styles: list[str] | None = None) -> int:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls, qn

        identifier = self._ids("w:abstractNum", "w:abstractNumId")
        parts = []
        for level, (form, text, restart) in enumerate(levels):
            names = f'<w:pStyle w:val="{styles[level]}"/>' if styles else ""
            parts.append(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                + ("" if restart else '<w:lvlRestart w:val="0"/>')
                + f'{names}<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
                f'<w:pPr><w:ind w:left="{level * 210}" w:firstLine="0"/></w:pPr></w:lvl>'
            )
        xml = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identifier}">'
            f'<w:multiLevelType w:val="multilevel"/>{"".join(parts)}</w:abstractNum>'
        )
        first = self.element.find(qn("w:num"))
        first.addprevious(parse_xml(xml))
        return identifier

    def _num(self, abstract: int, *, restart: bool = False) -> int:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        identifier = self._ids("w:num", "w:numId")
        override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
        self.element.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{identifier}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'
            )
        )
        return identifier


def _front(document: Any, master: Master) -> None:
    """Title and dates: in Word's Title style, or only bold and centred, as either is common."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    styled = master.head.get("numbering") in {"paragraph", "styles"}
    title = document.add_paragraph(style="Title" if styled else None)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(master.title)
    run.bold, run.font.size = True, Pt(18)
    for line in master.front:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _runs(paragraph: Any, text: str) -> None:
    """Words in two or three runs, as Word leaves them after every correction."""
    cut = zlib.crc32(text.encode()) % max(len(text), 1)
    for piece in (text[:cut], text[cut : cut + 5], text[cut + 5 :]):
        if piece:
            paragraph.add_run(piece)


def _table(document: Any, rows: list[Item]) -> None:
    width = max(len(row.cells) for row in rows)
    table = document.add_table(len(rows), width, style="Table Grid")
    for top, row in enumerate(rows):
        for left, text in enumerate(row.cells):
            if text in {LEFT, UP}:
                continue
            right = left
            while right + 1 < len(row.cells) and row.cells[right + 1] == LEFT:
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and rows[bottom + 1].cells[left] == UP:
                bottom += 1
            cell = table.cell(top, left)
            if (right, bottom) != (left, top):
                cell = cell.merge(table.cell(bottom, right))
            cell.paragraphs[0].add_run(text).bold = top == 0 or None


def _running_lines(document: Any, master: Master) -> None:
    """The running head, and 第 n 页 共 m 页 at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section = document.sections[0]
    section.header.paragraphs[0].text = master.head["head"]
    foot = section.footer.paragraphs[0]
    foot.alignment = section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
        foot.add_run(before)
        for part in _field(field):
            foot.add_run()._r.append(part)
    foot.add_run(" 页")


def _field(name: str) -> Iterator[Any]:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for kind in ("begin", "", "separate", "1", "end"):
        if kind in {"begin", "separate", "end"}:
            yield parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>')
        elif kind:
            yield parse_xml(f"<w:t {nsdecls('w')}>{kind}</w:t>")
        else:
            yield parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {name} </w:instrText>')


def _steady(document: Any) -> bytes:
    """The file with fixed times inside, so that a remake changes nothing."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    # The picture that python-docx's template carries is of another text.  What is named by no relation is not
    # saved, while a picture that was only left out of the file would leave its name behind, and readers refuse that.
    names = document.part.package.rels
    for name in [key for key, relation in names.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del names[name]
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
