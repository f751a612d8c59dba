"""PDF with its fonts inside: cover, contents with the right pages, bookmarks, links, page numbers.

A character that no font has is printed as 〓 with its code point, and named in the notices and on the last page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .fonts import Faces, find_faces
from .lines import lines_of
from .pages import BOTTOM, LEFT, POINT, RIGHT, TOP, WIDTH, Page, Print, Rule, contents_pages, set_pages
from .paper import Block, Note, Paper, Question, Quote, Table, cell_text, printable
from .theme import Theme

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["render"]

_COLOURS = {
    "ink": (29, 29, 31),
    "faint": (95, 101, 112),
    "red": (179, 38, 30),
    "line": (205, 209, 216),
    "tint": (240, 243, 247),
}
_FIXED = "0123456789.…目录第页共/ 〓U+ABCDEF缺字本页以下字符没有可用的字体印作〓原文见条款号:、"


def render(paper: Paper, theme: Theme) -> tuple[bytes, tuple[str, ...]]:
    """Give the file, and a notice that names the missing characters."""
    faces = find_faces(_all_text(paper, theme), theme.fonts)
    notices: tuple[str, ...] = ()
    if faces.missing:
        named = "、".join(f"U+{ord(character):04X}" for character in faces.missing)
        notices = (f"以下 {len(faces.missing)} 个字符没有字体可用,PDF 中印作 〓 和编码:{named}",)
    return _Press(paper, theme, faces, notices).printed(), notices


def _all_text(paper: Paper, theme: Theme) -> str:
    parts = [
        _FIXED,
        paper.title,
        paper.subtitle,
        paper.running,
        theme.organisation,
        theme.footer,
        *paper.cover,
        *theme.cover,
    ]
    for block in paper.blocks:
        parts += _words(block)
    return printable("".join(parts))


def _words(block: Block) -> list[str]:
    match block:
        case Quote():
            return [
                block.text,
                block.label,
                block.citation,
                block.about,
                "›　",
                *block.above,
                *block.marks,
                *block.also,
            ]
        case Table():
            return [*block.head, *(cell_text(cell) for row in block.rows for cell in row)]
        case Question():
            return [block.label, block.prompt, block.text, block.citation, *block.accepted]
    return [block.text]


class _Press:
    def __init__(self, paper: Paper, theme: Theme, faces: Faces, notices: tuple[str, ...]) -> None:
        from fpdf import FPDF

        self.paper, self.theme, self.faces, self.notices = paper, theme, faces, notices
        self.shown = {ord(one): f"〓U+{ord(one):04X}" for one in faces.missing}
        pdf: FPDF = FPDF(unit="mm", format="A4")
        pdf.set_auto_page_break(False)
        pdf.set_creation_date(datetime.fromisoformat(paper.date).replace(tzinfo=UTC))
        pdf.set_title(printable(f"{paper.title} {paper.subtitle}".strip()))
        pdf.set_producer("policy-kb")
        pdf.set_lang("zh-CN")
        for number, face in enumerate(faces.faces):
            pdf.add_font(
                f"face{number}",
                fname=str(face.path),
                collection_font_number=face.number,
                variations=dict(face.variations) or None,
            )
        self.pdf = pdf
        accent = theme.accent.lstrip("#")
        self.colours = {**_COLOURS, "accent": (int(accent[:2], 16), int(accent[2:4], 16), int(accent[4:], 16))}
        self.links: dict[str, int] = {}
        self.font: tuple[int, float] = (-1, 0.0)

    def measure(self, text: str, size: float) -> float:
        widths = self.faces.widths
        wide = 0.0
        for character in text:
            code = ord(character)
            if code in self.shown:
                wide += sum(widths.get(ord(one), 1.0) for one in self.shown[code])
            else:
                wide += widths.get(code, 0.5 if character.isspace() and character != "　" else 1.0)
        return wide * size * POINT

    def printed(self) -> bytes:
        from fpdf.fonts import TTFFont

        body = set_pages(self.paper, self.measure)
        if self.notices:
            blocks = tuple(Note(line, "warning") for line in self.notices)
            body += set_pages(Paper("", "", (), blocks), self.measure)
        where = {anchor: number for number, page in enumerate(body) for anchor in page.anchors}
        headings = list(self.paper.headings())
        count = (
            len(list(contents_pages([(heading, 0) for heading in headings], self.measure))) if len(headings) > 1 else 0
        )
        first = 2 + count
        contents = (
            list(contents_pages([(heading, first + where[heading.anchor]) for heading in headings], self.measure))
            if count
            else []
        )
        self._cover()
        for anchor, number in where.items():
            top = max(0.0, body[number].anchors[anchor] - 2)
            self.links[anchor] = self.pdf.add_link(y=top, page=first + number)
        total = first + len(body) - 1
        for number, page in enumerate([*contents, *body], 2):
            self._page(page, number, total)
        content = bytes(self.pdf.output())
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()
        return content

    def _cover(self) -> None:
        pdf, theme, paper = self.pdf, self.theme, self.paper
        self._new_page()
        self._rule(Rule(0, 0, WIDTH, 6, "accent", fill=True))
        y = 40.0
        if theme.logo is not None:
            pdf.image(str(theme.logo), x=LEFT, y=22, h=16)
        for text, size, colour, strong, gap in (
            (theme.organisation, 14.0, "faint", False, 10.0),
            (paper.title, 28.0, "accent", True, 6.0),
            (paper.subtitle, 15.0, "ink", False, 8.0),
            *((line, 11.0, "ink", False, 1.0) for line in theme.cover),
            *((line, 10.0, "faint", False, 1.0) for line in paper.cover),
        ):
            if text:
                for line in lines_of(printable(text), RIGHT - LEFT, self.measure, size):
                    y += size * POINT * 1.45
                    self._print(Print(LEFT, y, line, size, colour, strong))
                y += gap

    def _page(self, page: Page, number: int, total: int) -> None:
        self._new_page()
        for level, text, y in page.outline:
            self.pdf.set_xy(LEFT, max(0.0, y - 2))
            self.pdf.start_section(printable(text), level - 1, strict=False)
        for mark in page.marks:
            if isinstance(mark, Rule):
                self._rule(mark)
        for mark in page.marks:
            if isinstance(mark, Print):
                self._print(mark)
        self._print(Print(LEFT, TOP - 9, self.paper.running, 8.0, "faint"))
        self._rule(Rule(LEFT, TOP - 7, RIGHT, TOP - 7))
        told = f"第 {number} 页 / 共 {total} 页"
        self._print(Print((WIDTH - self.measure(told, 8.0)) / 2, BOTTOM + 12, told, 8.0, "faint"))
        if self.theme.footer:
            self._print(Print(LEFT, BOTTOM + 6, self.theme.footer, 7.5, "faint"))

    def _new_page(self) -> None:
        self.pdf.add_page()
        self.font = (-1, 0.0)

    def _rule(self, rule: Rule) -> None:
        colour = self.colours[rule.colour]
        if rule.fill:
            self.pdf.set_fill_color(*colour)
            self.pdf.rect(rule.x, rule.y, rule.to_x - rule.x, rule.to_y - rule.y, style="F")
        else:
            self.pdf.set_draw_color(*colour)
            self.pdf.set_line_width(0.5 if rule.colour == "accent" else 0.2)
            self.pdf.line(rule.x, rule.y, rule.to_x, rule.to_y)

    def _print(self, mark: Print) -> None:
        x = mark.x
        colour = self.colours[mark.colour]
        self.pdf.set_text_color(*colour)
        for number, run in self._runs(mark.text):
            if self.font != (number, mark.size):
                self.pdf.set_font(f"face{number}", size=mark.size)
                self.font = (number, mark.size)
            if mark.strong:
                with self.pdf.local_context(
                    text_mode="FILL_STROKE", draw_color=colour, line_width=mark.size * POINT * 0.03
                ):
                    self.pdf.text(x, mark.y, run)
            else:
                self.pdf.text(x, mark.y, run)
            x += self.measure(run, mark.size)
        if mark.link in self.links:
            height = mark.size * POINT
            self.pdf.link(mark.x, mark.y - height * 0.9, x - mark.x, height * 1.2, self.links[mark.link])

    def _runs(self, text: str) -> list[tuple[int, str]]:
        """Part a line by the face that has its characters."""
        face_of = self.faces.face_of
        runs: list[tuple[int, str]] = []
        for character in text.translate(self.shown) if self.shown else text:
            number = face_of.get(ord(character), runs[-1][0] if runs else 0)
            if runs and runs[-1][0] == number:
                runs[-1] = (number, runs[-1][1] + character)
            else:
                runs.append((number, character))
        return runs
