"""Word documents: styles, contents with page fields, running head, page numbers, East-Asian fonts set.

Opens in Word, WPS and LibreOffice.  Rows and runs are written as XML: python-docx looks every cell up again.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .files import repacked
from .pages import contents_pages, set_pages
from .paper import Block, Cell, Heading, Note, Paper, Question, Quote, Table, cell_text, printable, runs_of
from .theme import Theme
from .word_xml import add_fields, bookmark, field, hyperlink, paragraph, run, table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

__all__ = ["render"]

_TEXT_WIDTH = 9410
"""Width of the text in twentieths of a point: A4 less the margins."""
_LATIN = "Arial"
_INK, _FAINT, _RED, _TINT = "1D1D1F", "5F6570", "B3261E", "F0F3F7"


def render(paper: Paper, theme: Theme) -> tuple[bytes, tuple[str, ...]]:
    """Give the file; Word and LibreOffice fill in the page numbers of the contents when they open it."""
    import docx

    document = docx.Document()
    _page(document)
    _styles(document, theme)
    _properties(document, paper, theme)
    _running(document, paper, theme)
    body = _Body(document, paper)
    _cover(document, paper, theme)
    headings = list(paper.headings())
    if len(headings) > 1:
        _contents(body, paper, headings)
    for block in paper.blocks:
        body.add(block)
    if theme.footer:
        body.append(paragraph(run(theme.footer), style="KBSmall"))
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue()), ()


_LONG = 600
"""A paragraph of more characters is not kept together with the next: it may not fit on a page."""


class _Body:
    """The document's body, with the bookmarks that links and contents point to."""

    def __init__(self, document: WordDocument, paper: Paper) -> None:
        self._body = document.element.body
        self._end = self._body.sectPr
        anchors = [block.anchor for block in paper.blocks if isinstance(block, Heading | Quote | Question)]
        # Word's names are short and plain.
        self.names = {anchor: f"kb_{number}" for number, anchor in enumerate(dict.fromkeys(anchors), 1)}
        self._open = dict(self.names)

    def append(self, element: Any) -> None:
        self._end.addprevious(element)

    def mark(self, anchor: str, *runs: Any) -> list[Any]:
        """Put ``runs`` into the bookmark of ``anchor``; a name may stand only once."""
        name = self._open.pop(anchor, None)
        return bookmark(name, int(name.removeprefix("kb_")), *runs) if name else list(runs)

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self.append(paragraph(*self.mark(block.anchor, run(block.text)), style=f"Heading{block.level}"))
            case Note():
                self.append(
                    paragraph(run(block.text), style={"small": "KBSmall", "warning": "KBWarning"}.get(block.kind))
                )
            case Quote():
                self._quote(block)
            case Table():
                rows = [[self._cell(cell) for cell in row] for row in block.rows]
                self.append(table(rows, block.widths, _TEXT_WIDTH, head=[run(cell) for cell in block.head], tint=_TINT))
                self.append(paragraph(style="KBSmall"))
            case Question():
                runs = self.mark(block.anchor, run(f"{block.label}　{block.prompt}"))
                self.append(paragraph(*runs, style="KBCitation", keep=True))
                self.append(paragraph(run("答:"), style="KBAnswer"))

    def _cell(self, cell: str | Cell) -> Any:
        if isinstance(cell, Cell) and cell.anchor in self.names:
            return hyperlink(self.names[cell.anchor], run(cell.text, colour="1F4E79"))
        return run(cell_text(cell))

    def _quote(self, block: Quote) -> None:
        above = run(f"　{' › '.join(block.above)}", colour=_FAINT, size=8.5, bold=False) if block.above else None
        opening = self.mark(block.anchor, run(f"{block.label}　{block.citation}"))
        self.append(paragraph(*opening, *([above] if above is not None else []), style="KBCitation"))
        about = " · ".join((*block.marks, *((block.about,) if block.about else ())))
        for part in runs_of(block.text):
            if isinstance(part, str):
                self.append(paragraph(run(part), style="KBClause", keep=bool(about) and len(part) < _LONG))
            else:
                rows = [[run(cell) for cell in row] for row in part]
                self.append(table(rows, _natural(part), _TEXT_WIDTH - 400, indent=400))
        for line in block.also:
            self.append(paragraph(run(line), style="KBWarning"))
        if about:
            self.append(paragraph(run(about), style="KBAbout"))


def _natural(rows: Sequence[Sequence[str]]) -> list[float]:
    longest = [max(3, *(_columns(row[at]) for row in rows)) for at in range(len(rows[0]))]
    return [float(min(width, 40)) for width in longest]


def _columns(text: str) -> int:
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)


def _page(document: WordDocument) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(24)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)
    section.different_first_page_header_footer = True


def _styles(document: WordDocument, theme: Theme) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    accent = theme.accent.lstrip("#")
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # decides where lines may break, and the shapes of marks
    _style(styles["Normal"], theme.word_font, 10.5, _INK, after=4)
    _style(styles["Title"], theme.word_heading_font, 28, accent, before=160, after=8, bold=True)
    _style(styles["Subtitle"], theme.word_heading_font, 15, _FAINT, after=10)
    _style(styles["Heading 1"], theme.word_heading_font, 17, accent, after=8, bold=True, keep=True)
    styles["Heading 1"].paragraph_format.page_break_before = True
    _style(styles["Heading 2"], theme.word_heading_font, 12.5, accent, before=10, after=2, bold=True, keep=True)
    for name, size, colour, indent, before, after, strong in (
        ("KB Citation", 10.5, _INK, 0, 5, 0, True),
        ("KB Clause", 10.5, _INK, 20, 0, 0, False),
        ("KB About", 8, _FAINT, 20, 0, 3, False),
        ("KB Small", 8.5, _FAINT, 0, 0, 3, False),
        ("KB Warning", 10, _RED, 20, 0, 3, False),
        ("KB Answer", 10.5, _FAINT, 20, 0, 14, False),
        ("KB Cell", 9, _INK, 0, 0, 0, False),
        ("KB Contents Title", 17, accent, 0, 0, 8, True),
        ("KB Contents", 10.5, _INK, 0, 0, 1, False),
        ("KB Cover", 11, _INK, 0, 0, 2, False),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _style(style, theme.word_font, size, colour, before=before, after=after, bold=strong, keep=strong)
        style.paragraph_format.left_indent = Pt(indent)
    styles["KB Contents Title"].paragraph_format.page_break_before = True


def _style(
    style: Any,
    font: str,
    size: float,
    colour: str,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    keep: bool = False,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme_attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme_attribute]  # a theme's font would win over the one that is named
    for slot, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{slot}"), name)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.25
    form.keep_with_next, form.widow_control = keep, True
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _properties(document: WordDocument, paper: Paper, theme: Theme) -> None:
    properties = document.core_properties
    properties.title, properties.author = printable(f"{paper.title} {paper.subtitle}".strip()), theme.organisation
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = datetime.fromisoformat(paper.date)
    properties.last_modified_by, properties.revision = "", 1
    add_fields(document.settings.element)


def _running(document: WordDocument, paper: Paper, theme: Theme) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0]._p, section.footer.paragraphs[0]._p
    for part, elements in (
        (header, [run(" · ".join(filter(None, (theme.organisation, paper.running))), colour=_FAINT, size=8)]),
        (
            footer,
            [
                run("第 ", colour=_FAINT, size=8), *field("PAGE", "1", size=8), run(" 页 / 共 ", colour=_FAINT, size=8),
                *field("NUMPAGES", "1", size=8), run(" 页", colour=_FAINT, size=8),
            ],
        ),
    ):  # fmt: skip
        for element in elements:
            part.append(element)
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _cover(document: WordDocument, paper: Paper, theme: Theme) -> None:
    from docx.shared import Mm

    if theme.logo is not None:
        document.add_picture(str(theme.logo), height=Mm(16))
    if theme.organisation:
        document.add_paragraph(printable(theme.organisation), style="Subtitle")
    document.add_paragraph(printable(paper.title), style="Title")
    if paper.subtitle:
        document.add_paragraph(printable(paper.subtitle), style="Subtitle")
    for line in theme.cover:
        document.add_paragraph(printable(line), style="KB Cover")
    for line in paper.cover:
        document.add_paragraph(printable(line), style="KB Small")


def _contents(body: _Body, paper: Paper, headings: Sequence[Heading]) -> None:
    """Write the contents: a TOC field that holds a line a heading, with a PAGEREF field each.

    LibreOffice shows what a TOC field holds and does not count again, but it counts PAGEREF fields.  The tab before
    TOC, white space to Word, keeps LibreOffice from reading the whole as an index of its own.
    """
    pages = _estimated(paper, headings)
    body.append(paragraph(run("目录"), style="KBContentsTitle"))
    opening = field('\tTOC \\o "1-2" \\h \\z \\u ', None)
    for at, heading in enumerate(headings):
        name = body.names[heading.anchor]
        number = field(f" PAGEREF {name} \\h ", str(pages[heading.anchor]))
        line = hyperlink(name, run(heading.text, bold=heading.level == 1), run("\t"), *number)
        body.append(
            paragraph(
                *(opening if at == 0 else []),
                line,
                style="KBContents",
                tab=_TEXT_WIDTH,
                indent=240 * (heading.level - 1),
            )
        )
    body.append(paragraph(*field(None, None), style="KBSmall"))


def _estimated(paper: Paper, headings: Sequence[Heading]) -> dict[str, int]:
    """Guess the pages of headings, for programs that do not count them again before they show the file."""

    def measure(text: str, size: float) -> float:
        return _columns(text) / 2 * size * 25.4 / 72

    where = {anchor: at for at, page in enumerate(set_pages(paper, measure)) for anchor in page.anchors}
    first = 2 + len(list(contents_pages([(heading, 0) for heading in headings], measure)))
    return {heading.anchor: first + where[heading.anchor] for heading in headings}
