"""Ruled tables of a pdf to rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.pdf import read
from tests.fixtures.pdf.paper import Paper, Sheet

FOLDER = Path(__file__).parents[1] / "fixtures" / "pdf"


def _rows(paper: Paper) -> list[str]:
    return [line.text for line in read(paper.data(), name="p.pdf").lines if line.kind == "row"]


def test_a_typeset_table_gives_its_rows_in_their_place() -> None:
    reading = read((FOLDER / "table.pdf").read_bytes(), name="table.pdf")
    texts = [(line.kind, line.text) for line in reading.lines]
    assert texts[:8] == [
        ("text", "第一条 违反值班纪律的,按下表处理。"),
        ("row", "行为\t处理\t\t由谁处理"),
        ("row", "\t第一次\t第二次"),
        ("row", "迟到\t提醒\t10元\t组长"),
        ("row", "\t超过一小时的扣半天工资\t50元\t店长"),
        ("row", "其他情形由店长决定"),
        ("text", "第二条 各种物品的领用上限按下表执行。"),
        ("row", "序号\t物品\t每月上限"),
    ]
    assert texts[8:48] == [("row", f"{row}\t第{row}号纸箱\t{row * 5}个") for row in range(1, 41)]
    assert texts[48:] == [("text", "第三条 本制度自公布之日起执行。")]


def test_a_head_row_repeated_on_the_next_pages_is_set_aside_there() -> None:
    reading = read((FOLDER / "table.pdf").read_bytes(), name="table.pdf")
    pages = sorted({line.place.page for line in reading.lines if line.place.page})
    assert pages[-1] >= 3
    assert [(piece.text, piece.reason, piece.place.page) for piece in reading.set_aside] == [
        ("序号\t物品\t每月上限", "repeated-header", page) for page in pages[1:]
    ]


def _cells(sheet: Sheet) -> Sheet:
    return sheet.text(95, 115, "迟到").text(195, 115, "10元").text(95, 145, "早退").text(195, 145, "20元")


@pytest.mark.parametrize(
    ("draw", "rows", "sentence"),
    [
        (lambda s: _cells(s).grid([90, 190, 290], [100, 130, 160]), ["迟到\t10元", "早退\t20元"], "a full grid"),
        (
            lambda s: _cells(s).grid([90, 190, 290], [100, 130, 160]).grid([91, 191, 291], [101, 131, 161]),
            ["迟到\t10元", "早退\t20元"],
            "double lines are one",
        ),
        (
            lambda s: (
                s.grid([90, 190, 290], [100, 130]).text(95, 112, "超过一小").text(95, 126, "时").text(195, 120, "50元")
            ),
            ["超过一小时\t50元"],
            "the lines of a cell are joined without a space",
        ),
        (
            lambda s: (
                s.grid([90, 190, 290], [100, 130])
                .text(95, 112, "on", font="latin")
                .text(95, 126, "duty", font="latin")
                .text(195, 120, "50元")
            ),
            ["on duty\t50元"],
            "Latin words of two lines keep a space",
        ),
        (
            lambda s: s.grid([90, 190, 290, 390], [100, 130]).text(95, 120, "甲").text(295, 120, "丙"),
            ["甲\t\t丙"],
            "an empty cell keeps its place",
        ),
        (lambda s: s.grid([90, 290], [100, 130, 160]).text(95, 120, "第一条 甲"), [], "a frame is no table"),
        (lambda s: s.rule(90, 60, 500, 60).text(95, 120, "第一条 甲"), [], "a line under a head is no table"),
        (lambda s: s.grid([90, 190, 290], [100, 130, 160]), [], "an empty grid gives no row"),
    ],
)
def test_rows_of_ruled_tables(draw: Callable[[Sheet], object], rows: list[str], sentence: str) -> None:
    draw((paper := Paper()).sheet())
    assert _rows(paper) == rows, sentence


def test_a_page_within_a_frame_stays_text() -> None:
    sheet = (paper := Paper()).sheet()
    sheet.rule(90, 100, 500, 100).rule(90, 140, 500, 140).rule(90, 700, 500, 700).rule(300, 100, 300, 140)
    sheet.rule(90, 100, 90, 700).rule(500, 100, 500, 700)
    sheet.text(95, 125, "值班制度").text(305, 125, "编号3")
    words = [f"第{number}条 值班的同事按时交接。" for number in "一二三四五六七八"]
    sheet.lines(95, 200, *words)
    reading = read(paper.data(), name="p.pdf")
    assert [(line.kind, line.text) for line in reading.lines] == [
        ("row", "值班制度\t编号3"),
        *(("text", text) for text in words),
    ]


def test_a_row_that_the_page_parts_is_one_row() -> None:
    paper = Paper()
    first, second = paper.sheet(), paper.sheet()
    first.grid([90, 150, 250], [700, 800]).text(95, 720, "迟到")
    for line in range(4):
        first.text(155, 720 + 20 * line, "甲乙丙丁戊己庚")
    second.grid([90, 150, 250], [60, 90, 120]).text(155, 80, "辛壬癸").text(95, 110, "早退").text(155, 110, "20元")
    assert _rows(paper) == ["迟到\t" + "甲乙丙丁戊己庚" * 4 + "辛壬癸", "早退\t20元"]


def test_the_box_of_a_form_above_every_page_is_a_running_head() -> None:
    paper = Paper()
    for page in range(1, 4):
        sheet = paper.sheet().grid([90, 290, 490], [30, 50]).text(95, 45, "青禾小店").text(295, 45, f"第{page}页")
        sheet.lines(90, 100, *[chr(0x4E00 + 50 * page + row) * 30 for row in range(5)])
    reading = read(paper.data(), name="p.pdf")
    assert [piece.reason for piece in reading.set_aside] == ["running-head"] * 3
    assert {line.kind for line in reading.lines} == {"text"}
