"""Text is measured in columns, and nothing that is printed is cut without a sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.screen.look import Look, display_width, indented, padded, shortened, wrapped
from kb.screen.terminal import table_text

WIDTHS = [
    ("plain letters take one column each", "abc 12", 6),
    ("Chinese characters and full-width marks take two", "第三条，《考勤》", 16),
    ("half-width katakana takes one", "ｱ", 1),
    ("a combining accent takes none", "é", 1),
    ("a zero-width space takes none", "甲\u200b乙", 4),
    ("nothing takes nothing", "", 0),
]


@pytest.mark.parametrize(("why", "text", "columns"), WIDTHS, ids=[row[0] for row in WIDTHS])
def test_display_width(why: str, text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_padding_is_by_columns() -> None:
    assert [padded(text, 6) + "|" for text in ("甲", "ab", "甲乙丙丁")] == ["甲    |", "ab    |", "甲乙丙丁|"]


SHORTENED = [
    ("what fits stays whole", "第三条", 6, "第三条"),
    ("what does not ends in the sign for words left out", "每日上班前清洁自己的办公桌", 16, "每日上班前清洁……"),
    ("line ends and tabs become one blank", "甲\n乙\t丙", 20, "甲 乙 丙"),
]


@pytest.mark.parametrize(("why", "text", "columns", "short"), SHORTENED, ids=[row[0] for row in SHORTENED])
def test_shortened(why: str, text: str, columns: int, short: str) -> None:
    assert shortened(text, columns) == short


WRAPPED = [
    ("without a terminal nothing is wrapped", "甲乙丙丁戊己", None, ["甲乙丙丁戊己"]),
    ("lines break at the column", "甲乙丙丁戊", 6, ["甲乙丙", "丁戊"]),
    ("a line never begins with a comma", "甲乙丙，丁戊", 6, ["甲乙", "丙，丁", "戊"]),
    ("an amount stays whole", "罚款1,000.50元", 8, ["罚款", "1,000.50", "元"]),
    ("the text's own line ends stay", "甲\n乙", 10, ["甲", "乙"]),
]


@pytest.mark.parametrize(("why", "text", "columns", "lines"), WRAPPED, ids=[row[0] for row in WRAPPED])
def test_wrapped(why: str, text: str, columns: int | None, lines: list[str]) -> None:
    assert wrapped(text, columns) == lines


@given(st.text(alphabet="甲乙，。ab 12\n", max_size=80), st.integers(2, 40))
def test_wrapping_loses_no_character(text: str, columns: int) -> None:
    assert "".join("".join(wrapped(text, columns)).split()) == "".join(text.split())


def test_indenting_marks_the_first_line_alone() -> None:
    look = Look(width=24)
    text = "一二三四五六七八九十百千"
    assert indented(text, "    ", look, first="> ") == ["> 一二三四五六七八九十", "    百千"]


def test_a_table_aligns_double_width_characters() -> None:
    rows = [("考勤", "9", "a.txt"), ("ABC 制度", "1,234", "乙.docx")]
    assert table_text(("制度", "条款", "来源"), rows, Look()).splitlines() == [
        "制度       条款  来源",
        "考勤          9  a.txt",
        "ABC 制度  1,234  乙.docx",
    ]


def test_a_table_on_a_terminal_stays_within_it_and_loses_nothing() -> None:
    rows = [("一份名称很长很长很长很长的管理制度", "12", "文件夹/一份名称很长的管理制度.docx")]
    drawn = table_text(("制度", "条款", "来源"), rows, Look(width=40))
    assert max(map(display_width, drawn.splitlines())) <= 40
    for character in "".join(rows[0]):
        assert character in drawn
