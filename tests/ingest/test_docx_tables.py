"""Tables of a Word file: rows, merged cells, numbers inside cells."""

from __future__ import annotations

import pytest

from ingest.readers.docx import read
from tests.fixtures.docx.builder import abstract, cell, docx, level, num, p, table

NUMBERING = (
    abstract(0, level(0, "chineseCounting", "（%1）")) + abstract(1, level(0, "bullet", "•")) + num(1, 0) + num(2, 1)
)
DOWN = '<w:vMerge w:val="restart"/>'
ON = "<w:vMerge/>"

ROWS = [
    (
        "cells are joined by tabs",
        table([p("违规行为"), p("处罚")], [p("迟到"), p("10元")]),
        [(None, "违规行为\t处罚"), (None, "迟到\t10元")],
    ),
    (
        "paragraphs of a cell are joined by line feeds",
        table([p("客服"), p("接待") + p("回访")]),
        [(None, "客服\t接待\n回访")],
    ),
    ("an empty cell keeps its column", table([p("甲"), "", p("丙")]), [(None, "甲\t\t丙")]),
    ("empty cells at the end leave nothing", table([p("甲"), "", ""]), [(None, "甲")]),
    ("an empty row is no line", table([p("甲"), p("乙")], ["", ""]), [(None, "甲\t乙")]),
    (
        "a cell over two columns stands once, the next column keeps its place",
        table([cell(p("甲"), '<w:gridSpan w:val="2"/>'), p("丙")]),
        [(None, "甲\t\t丙")],
    ),
    (
        "a cell over two rows stands once, its column stays empty below",
        table([cell(p("客服"), DOWN), p("迟到")], [cell("", ON), p("早退")]),
        [(None, "客服\t迟到"), (None, "\t早退")],
    ),
    (
        "a vertical merge that never began begins where it is met",
        table([cell(p("客服"), ON), p("迟到")], [cell("", ON), p("早退")]),
        [(None, "客服\t迟到"), (None, "\t早退")],
    ),
    (
        "columns left out before a row stay empty",
        f"<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell(p('甲'))}{cell(p('乙'))}</w:tr></w:tbl>",
        [(None, "\t甲\t乙")],
    ),
    (
        "a number column is the row's label",
        table([p("", 1), p("驾驶证")], [p("", 1), p("年龄")]),
        [("（一）", "驾驶证"), ("（二）", "年龄")],
    ),
    (
        "a number in the first cell's text is the row's label",
        table([p("迟到", 1), p("10元")]),
        [("（一）", "迟到\t10元")],
    ),
    (
        "numbered cells beside each other are lines of their own",
        table([p("甲", 1), p("乙", 1)], [p("丙", 1), ""]),
        [("（一）", "甲"), ("（二）", "乙"), ("（三）", "丙")],
    ),
    (
        "a numbered list in a cell gives a line an item, after what stands before it",
        table([p("客服"), p("接待", 1) + p("回访", 1)]),
        [(None, "客服"), ("（一）", "接待"), ("（二）", "回访")],
    ),
    (
        "words without a number after a numbered item stay with it",
        table([p("甲", 1) + p("续"), p("备注")]),
        [("（一）", "甲\n续\t备注")],
    ),
    ("bullets do not part a row", table([p("客服"), p("接待", 2) + p("回访", 2)]), [(None, "客服\t接待\n回访")]),
    (
        "a table of one column is a frame around paragraphs",
        table([p("第一条") + p("第二条")], [p("第三条")]),
        [(None, "第一条"), (None, "第二条"), (None, "第三条")],
    ),
    (
        "one cell across the table with several paragraphs leaves them paragraphs",
        table([p("甲"), p("乙")], [cell(p("丙") + p("丁"), '<w:gridSpan w:val="2"/>')]),
        [(None, "甲\t乙"), (None, "丙"), (None, "丁")],
    ),
    (
        "a table in a frame keeps its rows",
        table([table([p("甲"), p("乙")]) + p("丙")]),
        [(None, "甲\t乙"), (None, "丙")],
    ),
    (
        "a table in a cell adds its rows to the cell",
        table([p("甲"), table([p("乙"), p("丙")], [p("丁"), p("戊")]) + p()]),
        [(None, "甲\t乙 丙\n丁 戊")],
    ),
    (
        "a numbered table in a cell keeps its numbers",
        table([p("甲"), table([p("乙", 1), p("丙")]) + p()]),
        [(None, "甲"), ("（一）", "乙 丙")],
    ),
    (
        "rows and cells inside content controls are read",
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell(p('甲'))}</w:sdtContent></w:sdt>{cell(p('乙'))}"
        "</w:tr></w:sdtContent></w:sdt></w:tbl>",
        [(None, "甲\t乙")],
    ),
]


@pytest.mark.parametrize(("sentence", "body", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_rows(sentence: str, body: str, expected: list[tuple[str | None, str]]) -> None:
    lines = read(docx(body, numbering=NUMBERING), name="x.docx").lines
    assert [(line.label, line.text) for line in lines] == expected


def test_a_row_is_a_row_and_a_framed_paragraph_is_not() -> None:
    body = table([p("甲"), p("乙")]) + table([p("丙", more='<w:outlineLvl w:val="0"/>')])
    assert [line.kind for line in read(docx(body), name="x.docx").lines] == ["row", "heading"]


def test_a_deleted_row_and_the_words_under_a_merge_are_set_aside() -> None:
    gone = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell(p('旧', 1))}{cell(p('规'))}</w:tr>"
    body = table([cell(p("客服"), DOWN), p("甲", 1)], [cell(p("看不见", 1), ON), p("乙", 1)])
    body = body.replace("</w:tbl>", gone + "</w:tbl>") + p("丙", 1)
    reading = read(docx(body, numbering=NUMBERING), name="x.docx")
    assert [(line.label, line.text) for line in reading.lines] == [
        (None, "客服"),
        ("（一）", "甲"),
        ("（二）", "乙"),
        ("（三）", "丙"),
    ]
    assert [(piece.reason, piece.text) for piece in reading.set_aside] == [("hidden", "看不见"), ("deleted", "旧\n规")]
    assert [notice.code for notice in reading.notices] == ["tracked-changes"]
    assert reading.lines[-1].place.paragraph == 7


def test_notes_of_a_row_follow_the_row() -> None:
    body = table([p("甲", inner='<w:r><w:footnoteReference w:id="1"/></w:r>'), p("乙")]) + p("丙")
    reading = read(docx(body, footnotes=f'<w:footnote w:id="1">{p("注")}</w:footnote>'), name="x.docx")
    assert [(line.kind, line.text) for line in reading.lines] == [("row", "甲\t乙"), ("note", "注"), ("text", "丙")]
