"""Where lines and pages break: no word lost, nothing outside the page, no mark where a line may not have it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.formats.lines import lines_of
from kb.formats.pages import set_pages
from kb.formats.paper import Paper, Quote, Table, runs_of


def half(text: str, size: float) -> float:
    return size * sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)


@given(st.text(alphabet="客服应在，。（）《》：、30分钟 Aabc.%", max_size=80), st.integers(1, 20))
def test_lines_hold_the_whole_text_and_are_not_too_wide(text: str, width: int) -> None:
    lines = lines_of(text, width, half, 1)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(half(line, 1) <= width or len(line) == 1 for line in lines)


# (what it shows, text, width, lines)
BREAKS: list[tuple[str, str, float, list[str]]] = [
    ("a stop does not begin a line", "客服应当回复，不得拖延", 6, ["客服应当回", "复，不得拖延"]),
    ("an opening bracket does not end one", "客服应当看《甲制度》", 6, ["客服应当看", "《甲制度》"]),
    ("a number keeps its digits together", "每次罚款1000元", 5, ["每次罚款", "1000元"]),
    ("a time keeps its colon", "不晚于16:00前", 5, ["不晚于", "16:00前"]),
    ("a word wider than the line is parted", "abcdefghij", 2, ["abcd", "efgh", "ij"]),
    ("a hyphen does not end one", "信用管理-评价", 4.5, ["信用管理", "-评价"]),
    ("white space at the end of a line goes", "客服 客服", 2, ["客服", "客服"]),
]


@pytest.mark.parametrize(("why", "text", "width", "lines"), BREAKS, ids=[row[0] for row in BREAKS])
def test_where_lines_break(why: str, text: str, width: float, lines: list[str]) -> None:
    assert lines_of(text, width, half, 1) == lines


def test_runs_part_paragraphs_and_tables() -> None:
    assert list(runs_of("按下表:\n行为\t处罚\n睡觉\t50元\t\n完。")) == [
        "按下表:",
        (("行为", "处罚", ""), ("睡觉", "50元", "")),
        "完。",
    ]


def test_nothing_is_set_outside_the_page_and_long_rows_are_parted() -> None:
    long = "很长的一格" * 800
    clause = Quote("1", "甲" * 3000, "《甲制度》第一条", "c1", ("总则",), ("客服:执行",), "版本 12345678")
    rows = Table(("条", "内容"), (("1", long),), (1, 4))
    paper = Paper("手册", "试印", ("一行",), (rows, clause), "手册", "2024-05-01")
    pages = set_pages(paper, lambda text, size: half(text, size) * 0.3528)
    marks = [mark for page in pages for mark in page.marks if hasattr(mark, "text")]
    assert len(pages) > 3
    assert all(20 < mark.y < 274 and mark.x < 189 for mark in marks)
    assert "".join(mark.text for mark in marks).count("很长的一格") > 700
