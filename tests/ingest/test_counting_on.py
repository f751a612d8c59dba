"""Items that count on over the headings above them: 第一章 1. 2. 第二章 3. 4., in every format and with gaps told."""

from __future__ import annotations

import pytest

from ingest import Document
from ingest.parse import parse_bytes
from tests.fixtures.docx.builder import abstract, docx, level, num, p
from tests.fixtures.pdf.paper import Paper

KEYS = [
    ("第一章", "总则"),
    ("1", "钥匙由前台统一编号。"),
    ("2", "借用钥匙须登记。"),
    ("第二章", "保管"),
    ("3", "备用钥匙存放在保险柜。"),
    ("4", "保管人离岗时须上锁。"),
    ("5", "遗失的,24小时内报告。"),
    ("第三章", "责任"),
    ("6", "擅自复制的,罚款200元。"),
]
PATHS = ["第一章", "第一章/1", "第一章/2", "第二章", "第二章/3", "第二章/4", "第二章/5", "第三章", "第三章/6"]


def typed(rows: list[tuple[str, str]]) -> list[str]:
    return [f"{number} {text}" if number.startswith("第") else f"{number}.{text}" for number, text in rows]


def as_text() -> tuple[str, bytes]:
    return "a.txt", "\n".join(["钥匙管理办法", *typed(KEYS)]).encode()


def as_docx() -> tuple[str, bytes]:
    return "a.docx", docx("".join(p(line) for line in ["钥匙管理办法", *typed(KEYS)]))


def as_numbered_docx() -> tuple[str, bytes]:
    chapter = level(0, "chineseCounting", "第%1章")
    item = level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')
    body = [p(text, (1, 0 if number.startswith("第") else 1)) for number, text in KEYS]
    return "a.docx", docx(p("钥匙管理办法") + "".join(body), numbering=abstract(0, chapter, item) + num(1, 0))


def as_pdf() -> tuple[str, bytes]:
    paper = Paper()
    for part in (KEYS[:4], KEYS[4:]):  # the second chapter goes over the page
        paper.sheet().lines(90, 80, *typed(part))
    return "a.pdf", paper.data()


FORMATS = {"txt": as_text, "docx, typed": as_docx, "docx, automatic": as_numbered_docx, "pdf": as_pdf}


def only(documents: list[Document]) -> Document:
    (document,) = documents
    return document


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(form: str) -> None:
    name, data = FORMATS[form]()
    document = only(parse_bytes(data, name=name))
    assert ["/".join(clause.path) for clause in document.clauses if clause.number] == PATHS
    assert [clause.text for clause in document.clauses if clause.number] == [text for _, text in KEYS]
    assert [notice.code for notice in document.warnings] == []


NOTICES = [
    ("none where they count on", "甲\n第一章 子\n1.丑。\n2.寅。\n第二章 卯\n3.辰。\n4.巳。", []),
    ("a gap between chapters", "甲\n第一章 子\n1.丑。\n2.寅。\n第二章 卯\n4.辰。\n5.巳。", ["2之后是4,中间缺号"]),
    ("a gap between headings with 一、", "甲\n一、子\n1.丑。\n2.寅。\n二、卯\n4.辰。\n5.巳。", ["2之后是4,中间缺号"]),
    (
        "a gap between the articles of two chapters",
        "甲\n第一章 子\n第一条 丑。\n第二条 寅。\n第二章 卯\n第五条 辰。\n第六条 巳。",
        ["第二条之后是第五条,中间缺号"],
    ),
    ("none where each chapter begins anew", "甲\n第一章 子\n1.丑。\n2.寅。\n第二章 卯\n1.辰。\n2.巳。", []),
    (
        "a list that begins in its middle where those before it began anew",
        "甲\n一、子\n1.丑。\n2.寅。\n二、卯\n1.辰。\n2.巳。\n三、午\n3.未。\n4.申。",
        ["3的顺序不连贯"],
    ),
]


@pytest.mark.parametrize(("sentence", "source", "messages"), NOTICES, ids=lambda value: str(value)[:40])
def test_notices(sentence: str, source: str, messages: list[str]) -> None:
    document = only(parse_bytes(source.encode(), name="a.txt"))
    assert [notice.message for notice in document.warnings] == messages, sentence
