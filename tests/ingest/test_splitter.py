"""Where one document ends and the next begins, under which titles, and what a page adds to them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.clutter import is_system_mark
from ingest.document import Place
from ingest.line import Line
from ingest.parse import document_id, parse_bytes
from ingest.titles import normal_title, piece_of

LONG = "每位员工须按时到岗,做好交接,保持整洁,服从安排,爱护公物,节约水电,团结同事,不得擅自离岗或者从事与工作无关的事情。"


class Case(NamedTuple):
    sentence: str
    source: str
    titles: list[tuple[str, ...]]


CASES = [
    Case("one title", "保洁制度\n一、甲。\n二、乙。", [("保洁制度",)]),
    Case("a title printed three times is one title", "保洁制度\n保洁制度\n保洁制度\n一、甲。\n二、乙。", [("保洁制度",)]),
    Case("a text's own title in other words is kept beside the page's", "保洁部管理规定\n保洁部管理制度\n一、甲。\n二、乙。", [("保洁部管理规定", "保洁部管理制度")]),
    Case("a title on two lines is printed again", "保洁部岗位职责及工作内容\n保洁部岗位职责\n及工作内容\n一、甲。", [("保洁部岗位职责及工作内容",)]),
    Case("the office above the name of its rules comes second", "某市第二医院\n药品管理制度\n第一条 甲。\n第二条 乙。", [("药品管理制度", "某市第二医院")]),
    Case("no title: the file's name serves", "第一条 甲。\n第二条 乙。", [("员工手册",)]),
    Case("a title at the head of a line that runs on", "考核办法 第一章 总则 第一条 甲。 第二条 乙。", [("考核办法",)]),
    Case("two documents on a page, each on one line", f"保安制度\n保安制度 一、{LONG}二、{LONG}\n保洁制度\n保洁制度 一、{LONG}二、{LONG}", [("保安制度",), ("保洁制度",)]),
    Case("a document that stops in mid-sentence ends where the next title stands", f"保安制度\n保安制度 一、{LONG * 3}二、{LONG}三、巡查时须\n绿化管理制度\n绿化管理制度 一、{LONG * 3}二、{LONG}", [("保安制度",), ("绿化管理制度",)]),
    Case("a serial of texts", "范文网\n推荐第1篇:保洁职责\n1.甲。\n2.乙。\n推荐第2篇:保安职责\n1.丙。\n2.丁。\n第3篇:绿化职责[汇编]\n1.戊。", [("推荐第1篇:保洁职责",), ("推荐第2篇:保安职责",), ("第3篇:绿化职责[汇编]",)]),
    Case("a chapter that is called a system is no document", "员工手册\n第一章 考勤制度\n第一条 甲。\n第二章 奖惩制度\n第二条 乙。", [("员工手册",)]),
    Case("a heading within a list that goes on is no document", f"工作安排\n一、{LONG}\n卫生制度\n二、{LONG}\n三、{LONG}", [("工作安排",)]),
    Case("the mark of a document system between titles", "采购管理规定\n采购管理规定 LG GROUP system office room 【LGA16H-LGYY-LGUA8Q8-LGA162】\n一、甲。\n二、乙。", [("采购管理规定",)]),
    Case("the firm's own number is part of the title", "QP-HR-012 培训控制程序\n1 目的\n规范培训。\n2 范围\n全体员工。", [("QP-HR-012 培训控制程序",)]),
    Case("the name of the file that a page was made of", "仓管员守则.doc\n仓管员守则\n一、甲。\n二、乙。", [("仓管员守则.doc",)]),
    Case("titles without a mark, the numbering anew below each", f"保安值班制度\n第一条 {LONG * 5}\n第二条 {LONG}\n门店奖惩条例\n一、{LONG}\n二、{LONG}\n仓库岗位职责\n第一章 总则\n第一条 {LONG}", [("保安值班制度",), ("门店奖惩条例",), ("仓库岗位职责",)]),
    Case("a title and the text's own below a text that stops in mid-sentence", f"保安值班制度\n一、{LONG * 5}\n二、巡查时须\n门店奖惩条例\n青禾公司门店奖惩条例\n一、{LONG}\n二、{LONG}", [("保安值班制度",), ("门店奖惩条例", "青禾公司门店奖惩条例")]),
    Case("a part with duties of its own is no document", f"保安管理制度\n一、{LONG * 5}\n二、{LONG}\n班长岗位职责\n1、{LONG}\n2、{LONG}\n三、{LONG}", [("保安管理制度",)]),
    Case("a title without a text behind it gives its lines back", f"保安制度\n一、{LONG}\n二、{LONG}\n保洁管理制度.doc", [("保安制度",)]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_titles(case: Case) -> None:
    documents = parse_bytes(case.source.encode(), name="员工手册.txt")
    assert [document.titles for document in documents] == case.titles
    assert not [notice for document in documents for notice in document.warnings if notice.code == "lost"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("文件管理序列号:[K8UY-K9IO69-O6M243-OL889-F88688]", True),
        ("采购管理规定 LG GROUP system office room 【LGA16H-LGYY-LGUA8Q8-LGA162】", True),
        ("Document number:NOCG-YUNOO-BUYTT-UU986-1986", True),
        ("采购流程 Prepared on 22 November 2020", True),
        ("QP-HR-012 培训控制程序", False),
        ("文件编号:YY-HG-012", False),
        ("使用 ABCD-EFGH-IJKL-MNOP-QRST 型设备时，须戴手套，违者罚款。", False),
        ("保洁制度", False),
        ("A" * 500, False),
    ],
)
def test_system_mark(text: str, mark: bool) -> None:
    assert is_system_mark(text) is mark


@pytest.mark.parametrize(
    ("title", "normal"),
    [
        ("《考勤 制度》", "考勤制度"),
        ("推荐第1篇:考勤制度", "考勤制度"),
        ("篇一:考勤制度", "考勤制度"),
        ("考勤制度.docx", "考勤制度"),
        ("考勤制度(试行)", "考勤制度试行"),
        ("考勤-制度_", "考勤制度"),
        ("ＡＢ制度", "AB制度"),
    ],
)
def test_normal_title(title: str, normal: str) -> None:
    assert normal_title(title) == normal


def test_ids_of_equal_titles_differ() -> None:
    source = f"保安制度\n保安制度 一、{LONG}二、{LONG}\n保洁制度\n保洁制度 一、{LONG}二、{LONG}\n保安制度\n保安制度 一、{LONG}二、{LONG}"
    documents = parse_bytes(source.encode(), name="a.txt")
    assert [document.id for document in documents] == ["保安制度", "保洁制度", "保安制度~2"]
    assert all(clause.id.startswith(f"{document.id}#") for document in documents for clause in document.clauses)


@pytest.mark.parametrize(
    ("title", "identity"),
    [
        ("考勤 制度", "考勤制度"),
        ("第12篇:考勤制度", "考勤制度"),
        ("A/B#C制度", "ABC制度"),
        ("~", "document"),
    ],
)
def test_document_id(title: str, identity: str) -> None:
    assert document_id(title) == identity


@pytest.mark.parametrize(
    ("first", "second", "titles", "sentence"),
    [
        ("道路运输管理条", "例", ("道路运输管理条例",), "a title that is set on two lines is one"),
        ("关于进一步加强仓库", "安全管理的若干规定", ("关于进一步加强仓库安全管理的若干规定",), "it breaks anywhere"),
        ("安全管理规定", "（2024年修订）", ("安全管理规定",), "what stands below a whole title is none of it"),
    ],
)
def test_a_title_in_the_type_of_titles(first: str, second: str, titles: tuple[str, ...], sentence: str) -> None:
    lines = [
        Line(first, Place(page=1), "paragraph", "title"),
        Line(second, Place(page=1), "paragraph", "title"),
        Line("第一条 甲。", Place(page=1), "paragraph"),
    ]
    assert piece_of(lines).titles[:1] == titles, sentence
