"""Pages of a pdf to lines: order, line ends, kinds, heads and feet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.line import Reading
from ingest.readers.pdf import read
from tests.fixtures.pdf.make import CLAUSES, HEAD, TITLE
from tests.fixtures.pdf.paper import Paper, Sheet

FOLDER = Path(__file__).parents[1] / "fixtures" / "pdf"
_BODY = "值班客服应当在三十秒内答复顾客的问题并且把没有答复的问题转给店长"  # 32 ideographs, 384 pt at 12 pt


def _fixture(name: str) -> Reading:
    return read((FOLDER / name).read_bytes(), name=name)


def _paragraphs(reading: Reading) -> list[str]:
    """Join lines at ``wrap``, as the caller does."""
    joined, open_ = [""], False
    for line in reading.lines:
        if open_:
            joined[-1] += line.text
        else:
            joined.append(line.text)
        open_ = line.end == "wrap"
    return joined[1:]


def _bare(texts: list[str]) -> list[str]:
    return ["".join(text.split()) for text in texts]


@pytest.mark.parametrize(("name", "times"), [("policy.pdf", 3), ("columns.pdf", 5)])
def test_a_typeset_policy_gives_back_its_paragraphs(name: str, times: int) -> None:
    reading = _fixture(name)
    assert _bare(_paragraphs(reading)) == _bare([TITLE, *CLAUSES * times])
    assert [line.text for line in reading.lines if line.kind == "title"] == [TITLE]
    assert {line.end for line in reading.lines} == {"paragraph", "wrap"}


def test_running_heads_and_page_numbers_are_set_aside_with_their_page() -> None:
    reading = _fixture("policy.pdf")
    pages = {line.place.page for line in reading.lines}
    assert len(pages) >= 3
    for page in pages:
        mine = [(piece.text, piece.reason) for piece in reading.set_aside if piece.place.page == page]
        assert mine == [(HEAD, "running-head"), (f"第 {page} 页 共 {len(pages)} 页", "page-number")]


def test_columns_are_read_one_after_the_other_below_a_title_over_both() -> None:
    texts = [line.text for line in _fixture("columns.pdf").lines]
    assert texts[0] == TITLE
    assert texts[1].startswith("第一条") and texts[2].startswith("候都")


def _pages(count: int, draw: Callable[[Sheet, int], object]) -> Reading:
    """Make pages with six lines of body each, no two alike, and what ``draw`` adds."""
    paper = Paper()
    for page in range(1, count + 1):
        sheet = paper.sheet()
        for row in range(6):
            words = "".join(chr(0x4E00 + 97 * (37 * page + 11 * row + place) % 20000) for place in range(30))
            sheet.text(90, 100 + 20 * row, words)
        draw(sheet, page)
    return read(paper.data(), name="p.pdf")


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        ("第 {p} 页 共 {n} 页", "the usual Chinese one"),
        ("第{c}页", "in Chinese numerals"),
        ("- {p} -", "between hyphens"),
        ("— {p} —", "between dashes"),
        ("{p}/{n}", "as a fraction"),
        ("Page {p} of {n}", "in English"),
        ("{p}", "alone"),
        ("[{p}]", "in brackets"),
        ("共{n}页第{p}页", "total first"),
        ("{r}", "roman"),
    ],
)
def test_page_numbers_of_every_style_are_found(style: str, sentence: str) -> None:
    def draw(sheet: Sheet, page: int) -> None:
        words = style.format(p=page, n=4, c="一二三四"[page - 1], r=["i", "ii", "iii", "iv"][page - 1])
        sheet.text(280, 800, words, font="latin" if words.isascii() else "song")

    reading = _pages(4, draw)
    assert [piece.reason for piece in reading.set_aside] == ["page-number"] * 4, sentence
    assert [piece.place.page for piece in reading.set_aside] == [1, 2, 3, 4]
    assert len(reading.lines) == 24


@pytest.mark.parametrize(
    ("words", "y", "reasons", "sentence"),
    [
        (lambda page: "青禾小店内部文件", 45, ["running-head"], "the same words above every page are a head"),
        (lambda page: "青禾小店内部文件", 800, ["running-foot"], "below every page they are a foot"),
        (lambda page: "青禾小店内部文件", 400, [], "in mid-page they are body, repeated or not"),
        (lambda page: f"青禾 {page}", 45, ["running-head"], "a figure may grow with the pages"),
        (lambda page: f"{[3, 9, 4, 1][page - 1]}.1 值班", 45, [], "figures that leap are numbers of clauses"),
        (lambda page: "甲乙丙丁"[page - 1] + "组值班", 45, [], "different words are body"),
    ],
)
def test_only_what_repeats_at_the_edge_is_a_head(
    words: Callable[[int], str], y: float, reasons: list[str], sentence: str
) -> None:
    reading = _pages(4, lambda sheet, page: sheet.text(200, y, words(page)))
    assert sorted({piece.reason for piece in reading.set_aside}) == reasons, sentence
    assert len(reading.set_aside) == 4 * len(reasons)
    assert len(reading.lines) == 24 + 4 * (not reasons)


def test_a_clause_repeated_on_top_of_every_page_stays() -> None:
    reading = _pages(4, lambda sheet, page: sheet.text(90, 80, "第六条 值班表由客服主管排好。"))
    assert reading.set_aside == ()
    assert sum(line.text.startswith("第六条") for line in reading.lines) == 4


@pytest.mark.parametrize(
    ("words", "y", "aside", "sentence"),
    [
        ("第 1 页 共 1 页", 810, True, "one page: a page number at the bottom margin"),
        ("- 1 -", 810, True, "one page: between hyphens"),
        ("青禾小店内部文件", 45, False, "one page: a head cannot be known by repetition"),
        ("第 1 页 共 1 页", 500, False, "a page number in mid-page is body"),
    ],
)
def test_one_page_has_only_page_numbers_to_set_aside(words: str, y: float, aside: bool, sentence: str) -> None:
    reading = _pages(1, lambda sheet, page: sheet.text(250, y, words))
    assert [piece.reason for piece in reading.set_aside] == ["page-number"] * aside, sentence


_FULL, _SHORT = "甲" * 33, "乙" * 12 + "。"
_STOP = "丙" * 32 + "。"


@pytest.mark.parametrize(
    ("lines", "ends", "sentence"),
    [
        ([(24, 31), (0, 33), (0, 12), (24, 31), (0, 8)], "wwpwp", "first lines indented"),
        ([(0, 33), (0, 33), (0, 12), (0, 33), (0, 8)], "wwpwp", "no indentation: short lines end paragraphs"),
        ([(0, 33), (24, 31), (24, 9), (0, 33), (24, 7)], "wwpwp", "hanging indentation"),
    ],
)
def test_a_line_ends_a_paragraph_by_its_geometry(lines: list[tuple[int, int]], ends: str, sentence: str) -> None:
    sheet = (paper := Paper()).sheet()
    for row in range(5):  # five times the same, so that the file's habit shows
        for number, (indent, length) in enumerate(lines):
            sheet.text(90 + indent, 80 + 20 * (row * len(lines) + number), "甲乙丙丁戊己庚"[row] * length)
    reading = read(paper.data(), name="p.pdf")
    assert "".join(line.end[0] for line in reading.lines) == ends * 5, sentence


@pytest.mark.parametrize(
    ("first", "second", "end", "sentence"),
    [
        ("甲" * 33, "乙" * 20, "wrap", "a full line without a stop goes on"),
        ("甲" * 32 + "。", "第二条 " + "乙" * 20, "paragraph", "a full line with a stop before a number ends"),
        ("甲" * 33, "第二条的规定" + "乙" * 20, "wrap", "a number within a sentence begins no paragraph"),
        ("甲" * 32 + "。", "乙" * 20, "unknown", "a full line with a stop: nothing tells"),
        ("甲" * 32, "乙。" + "乙" * 20, "wrap", "the next character and its stop found no room"),
        ("甲" * 30, "乙" * 20, "paragraph", "there was room: the author ended the line"),
    ],
)
def test_words_decide_where_geometry_cannot(first: str, second: str, end: str, sentence: str) -> None:
    sheet = (paper := Paper()).sheet()
    sheet.lines(90, 80, *["丁" * 33] * 4, first, second)
    reading = read(paper.data(), name="p.pdf")
    assert reading.lines[4].end == end, sentence


def test_the_largest_type_of_the_first_page_is_the_title_and_larger_type_a_heading() -> None:
    sheet = (paper := Paper(title="值班制度")).sheet()
    sheet.text(90 + (396 - 4 * 22) / 2, 80, "值班制度", size=22).text(90, 120, "一、总则", size=15)
    sheet.lines(90, 150, *["丁" * 33] * 6)
    reading = read(paper.data(), name="p.pdf")
    assert [line.kind for line in reading.lines] == ["title", "heading"] + ["text"] * 6
    assert reading.title == "值班制度"


def test_a_metadata_title_that_the_pages_do_not_say_is_not_believed() -> None:
    (paper := Paper(title="Microsoft Word - 1.doc")).sheet().lines(90, 80, _BODY)
    assert read(paper.data(), name="p.pdf").title == ""


@pytest.mark.parametrize(
    ("draw", "texts", "sentence"),
    [
        (lambda s: s.text(90, 80, "第一条").text(162, 80, "制定"), ["第一条 制定"], "a wide gap is white space"),
        (lambda s: s.text(90, 80, "值班").text(117, 80, "制度"), ["值班制度"], "Chinese characters never parted"),
        (lambda s: s.text(90, 80, "a duty", font="latin"), ["a duty"], "spaces of the source are kept"),
        (
            lambda s: s.text(90, 80, "on", font="latin").text(108, 80, "duty", font="latin"),
            ["on duty"],
            "Latin words parted by position get a space",
        ),
        (lambda s: s.text(90, 80, "总\u3000则"), ["总\u3000则"], "an ideographic space is kept"),
        (lambda s: s.text(90, 80, "罚款").text(117, 80, "20", font="latin"), ["罚款20"], "none before a figure"),
        (lambda s: s.text(90, 80, "值班").text(114, 75, "1", size=7, font="latin"), ["值班1"], "a raised mark"),
        (lambda s: s.text(90, 80, "值班").text(90.3, 80, "值班"), ["值班"], "printed twice to look bold"),
    ],
)
def test_text_keeps_its_characters(draw: Callable[[Sheet], object], texts: list[str], sentence: str) -> None:
    draw((paper := Paper()).sheet())
    assert [line.text for line in read(paper.data(), name="p.pdf").lines] == texts, sentence
