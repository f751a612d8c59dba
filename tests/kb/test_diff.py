"""What changed between two texts of a policy: planted changes, a sentence a row, and properties of the alignment."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexicon import Lexicon, load_lexicon
from index.tagger import tag
from ingest.document import Clause, Document, DocumentRef
from ingest.parse import parse_bytes
from kb.alignment import align
from kb.diff import Diff, diff_documents, marked_words

from . import planted_changes

BASE = """仓储值守办法

第一章 总则
第一条 为了规范仓库值守,保证货物安全,制定本办法。
第二条 本办法适用于全体仓管员和值班客服。
第二章 值守
第三条 仓管员每天8:30前到岗,检查门窗和消防器材,并在值守本上签字。
第四条 值班期间不得饮酒。违者罚款50元。
第五条 发现货物短少的,仓管员应在2小时内报告仓库主管;仓库主管应当在当天组织盘点;盘点结果由财务主管复核。
第六条 夜间值班补贴为每次40元,由人事专员按月汇总。
(一)补贴随工资发放。
(二)缺勤的不发补贴。
第三章 交接
第七条 交接班时双方应清点钥匙。
第八条 钥匙遗失的,责任人赔偿换锁费用。
第九条 值守记录由行政专员保存一年。
第四章 附则
第十条 本办法由行政部解释。
"""


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def policy(text: str, name: str = "值守.txt") -> list[Document]:
    return tag(parse_bytes(text.encode(), name=name), lexicon())


def compare(text: str, before: str = BASE) -> Diff:
    return diff_documents(policy(before), policy(text))


def told(diff: Diff) -> list[tuple[str, str, str, str]]:
    """Give kind, old number, new number and flags of each change."""
    return [
        (
            change.kind,
            "+".join(one.number or "-" for one in change.old),
            "+".join(one.number or "-" for one in change.new),
            ",".join(change.flags),
        )
        for change in diff.changes
    ]


def put(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return edit


def renumbered(*edits: Callable[[str], str]) -> Callable[[str], str]:
    """Apply edits, then number the articles anew in order."""
    numerals = "一二三四五六七八九十"

    def edit(text: str) -> str:
        for one in edits:
            text = one(text)
        lines, count = [], 0
        for printed in text.splitlines():
            line = printed
            if line.startswith("第") and "条 " in line[:5]:
                number = numerals[count] if count < 10 else "十" + numerals[count - 10]
                line = f"第{number}条 {line.split('条 ', 1)[1]}"
                count += 1
            lines.append(line)
        return "\n".join(lines) + "\n"

    return edit


Row = tuple[str, Callable[[str], str], list[tuple[str, str, str, str]]]

LINES = {line.split(" ")[0]: line + "\n" for line in BASE.splitlines() if line.startswith("第")}

CHANGES: list[Row] = [
    ("nothing changed", lambda text: text, []),
    ("white space is no change", put("不得饮酒。违者", "不得饮酒。 违者"), []),
    ("a comma of another width is no change", put("值守,保证", "值守，保证"), []),
    ("another amount", put("罚款50元", "罚款80元"), [("amended", "第四条", "第四条", "amount")]),
    ("another allowance", put("每次40元", "每次45元"), [("amended", "第六条", "第六条", "amount")]),
    ("another deadline", put("2小时内", "4小时内"), [("amended", "第五条", "第五条", "deadline")]),
    ("another clock time", put("8:30前", "8:00前"), [("amended", "第三条", "第三条", "deadline")]),
    ("another term of keeping", put("保存一年", "保存三年"), [("amended", "第九条", "第九条", "deadline")]),
    ("another actor", put("由财务主管复核", "由店长复核"), [("amended", "第五条", "第五条", "role")]),
    ("another keeper", put("由行政专员保存", "由仓管员保存"), [("amended", "第九条", "第九条", "role")]),
    (
        "a ban becomes leave",
        put("值班期间不得饮酒。违者罚款50元。", "值班期间可以饮用茶水。"),
        [("amended", "第四条", "第四条", "amount,modality")],
    ),
    (
        "must becomes may",
        put("双方应清点钥匙", "双方可以清点钥匙"),
        [("amended", "第七条", "第七条", "modality")],
    ),
    ("a fine is gone", put("违者罚款50元。", ""), [("amended", "第四条", "第四条", "amount")]),
    (
        "a dismissal comes in",
        put("违者罚款50元。", "违者罚款50元,并予以辞退。"),
        [("amended", "第四条", "第四条", "modality")],
    ),
    ("words only", put("保证货物安全", "保护货物安全"), [("amended", "第一条", "第一条", "")]),
    ("a sentence more", put("清点钥匙。", "清点钥匙。清点后在交接本上签字。"), [("amended", "第七条", "第七条", "")]),
    ("an item amended", put("(二)缺勤的不发补贴。", "(二)缺勤的扣发补贴。"), [("amended", "(二)", "(二)", "")]),
    (
        "an item added",
        put("(二)缺勤的不发补贴。\n", "(二)缺勤的不发补贴。\n(三)补贴不得预支。\n"),
        [("added", "", "(三)", "")],
    ),
    ("an item removed", put("(二)缺勤的不发补贴。\n", ""), [("removed", "(二)", "", "")]),
    (
        "an article added at the end of a chapter keeps all numbers that it can",
        put(LINES["第十条"], LINES["第十条"] + "第十一条 值守人员应当穿着工作服上岗。\n"),
        [("added", "", "第十一条", "")],
    ),
    (
        "an article put in renumbers the rest and changes nothing else",
        renumbered(put(LINES["第七条"], "第零条 值守人员应当穿着工作服上岗。\n" + LINES["第七条"])),
        [
            ("added", "", "第七条", ""),
            ("renumbered", "第七条", "第八条", ""),
            ("renumbered", "第八条", "第九条", ""),
            ("renumbered", "第九条", "第十条", ""),
            ("renumbered", "第十条", "第十一条", ""),
        ],
    ),
    (
        "an article taken out",
        renumbered(put(LINES["第八条"], "")),
        [
            ("removed", "第八条", "", ""),
            ("renumbered", "第九条", "第八条", ""),
            ("renumbered", "第十条", "第九条", ""),
        ],
    ),
    (
        "an article with a fine taken out",
        renumbered(put(LINES["第四条"], "")),
        [
            ("removed", "第四条", "", "amount"),
            *[("renumbered", f"第{a}条", f"第{b}条", "") for a, b in zip("五六七八九十", "四五六七八九", strict=True)],
        ],
    ),
    (
        "put in and amended at once",
        renumbered(
            put(LINES["第九条"], "第零条 备用钥匙由店长保管。\n" + LINES["第九条"]), put("保存一年", "保存两年")
        ),
        [
            ("added", "", "第九条", ""),
            ("amended", "第九条", "第十条", "deadline"),
            ("renumbered", "第十条", "第十一条", ""),
        ],
    ),
    (
        "moved into another chapter",
        renumbered(put(LINES["第八条"], ""), put(LINES["第三条"], LINES["第八条"] + LINES["第三条"])),
        [
            ("moved", "第八条", "第三条", ""),
            *[("renumbered", f"第{a}条", f"第{b}条", "") for a, b in zip("三四五六七", "四五六七八", strict=True)],
        ],
    ),
    (
        "moved within its chapter",
        renumbered(put(LINES["第三条"], ""), put(LINES["第六条"], LINES["第三条"] + LINES["第六条"])),
        [
            ("renumbered", "第四条", "第三条", ""),
            ("renumbered", "第五条", "第四条", ""),
            ("moved", "第三条", "第五条", ""),
        ],
    ),
    (
        "one article split into two",
        renumbered(
            put(
                "第五条 发现货物短少的,仓管员应在2小时内报告仓库主管;仓库主管应当在当天组织盘点;",
                "第五条 发现货物短少的,仓管员应在2小时内报告仓库主管。\n第零条 仓库主管应当在当天组织盘点;",
            )
        ),
        [
            ("split", "第五条", "第五条+第六条", ""),
            *[("renumbered", f"第{a}条", f"第{b}条", "") for a, b in zip("六七八九", "七八九十", strict=True)],
            ("renumbered", "第十条", "第十一条", ""),
        ],
    ),
    (
        "one article split into three",
        renumbered(
            put(
                LINES["第五条"],
                "第五条 发现货物短少的,仓管员应在2小时内报告仓库主管。\n"
                "第零条 仓库主管应当在当天组织盘点。\n第零条 盘点结果由财务主管复核。\n",
            )
        ),
        [
            ("split", "第五条", "第五条+第六条+第七条", ""),
            *[
                ("renumbered", f"第{a}条", f"第{b}条", "")
                for a, b in zip(("六", "七", "八", "九", "十"), ("八", "九", "十", "十一", "十二"), strict=True)
            ],
        ],
    ),
    (
        "two articles merged",
        renumbered(
            put(LINES["第八条"], ""), put("双方应清点钥匙。", "双方应清点钥匙。钥匙遗失的,责任人赔偿换锁费用。")
        ),
        [
            ("merged", "第七条+第八条", "第七条", ""),
            ("renumbered", "第九条", "第八条", ""),
            ("renumbered", "第十条", "第九条", ""),
        ],
    ),
    (
        "items drawn into their neighbour",
        put("(一)补贴随工资发放。\n(二)缺勤的不发补贴。\n", "(一)补贴随工资发放,缺勤的不发补贴。\n"),
        [("merged", "(一)+(二)", "(一)", "")],
    ),
    (
        "a chapter put in changes no article's words",
        put("第三章 交接\n", "第三章 巡查\n第四章 交接\n"),
        [("added", "", "第三章", ""), ("renumbered", "第三章", "第四章", "")],
    ),
    (
        "numbers of another style are renumbered and nothing more",
        lambda text: text.replace("(一)", "1.").replace("(二)", "2."),
        [("renumbered", "(一)", "1", ""), ("renumbered", "(二)", "2", "")],
    ),
    (
        "an article written anew in its place",
        put("钥匙遗失的,责任人赔偿换锁费用。", "每晚二十二点由保安锁闭大门。"),
        [("removed", "第八条", "", ""), ("added", "", "第八条", "deadline")],
    ),
    (
        "an article reworded at length in its place",
        put("钥匙遗失的,责任人赔偿换锁费用。", "遗失钥匙的人应当当天报告,并赔偿换锁的全部费用。"),
        [("amended", "第八条", "第八条", "")],
    ),
    ("a decimal point counts", put("每次40元", "每次4.0元"), [("amended", "第六条", "第六条", "amount")]),
]


@pytest.mark.parametrize(("sentence", "edit", "expected"), CHANGES, ids=[row[0] for row in CHANGES])
def test_planted_change(sentence: str, edit: Callable[[str], str], expected: list[tuple[str, str, str, str]]) -> None:
    found = told(compare(edit(BASE)))
    kinds = [(kind, old, new) for kind, old, new, _ in found]
    assert kinds == [(kind, old, new) for kind, old, new, _ in expected]
    assert [row for row in expected if row[3]] == [row for row in found if row[3] and row in expected]


@pytest.mark.parametrize(("sentence", "edit", "expected"), CHANGES, ids=[row[0] for row in CHANGES])
def test_backwards_the_kinds_are_mirrored(
    sentence: str, edit: Callable[[str], str], expected: list[tuple[str, str, str, str]]
) -> None:
    mirror = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}
    back = told(diff_documents(policy(edit(BASE)), policy(BASE)))
    if any(kind == "moved" for kind, *_ in expected):
        assert [kind for kind, *_ in back].count("moved") == 1
        return
    assert sorted(kind for kind, *_ in back) == sorted(mirror.get(kind, kind) for kind, *_ in expected)


def test_the_words_of_an_amended_clause_are_marked() -> None:
    (change,) = compare(BASE.replace("罚款50元", "罚款100元")).changes
    assert ("removed", "50") in change.words
    assert ("added", "100") in change.words


@given(old=st.text("罚款0123456789元客服 ab,。", max_size=30), new=st.text("罚款0123456789元客服 ab,。", max_size=30))
def test_marked_words_hold_both_texts(old: str, new: str) -> None:
    words = marked_words(old, new)
    assert "".join(text for mark, text in words if mark != "added") == old
    assert "".join(text for mark, text in words if mark != "removed") == new


_CLAUSES = st.lists(st.tuples(st.sampled_from("一二三四五"), st.text("甲乙丙丁戊己庚辛", max_size=14)), max_size=8)


@given(old=_CLAUSES, new=_CLAUSES)
@settings(max_examples=120, deadline=None)
def test_every_clause_stands_in_one_pairing(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    def clauses(rows: list[tuple[str, str]]) -> list[Clause]:
        ref = DocumentRef("d", "t", "s", "v")
        return [Clause(f"d#{at}", ref, number, (number,), text) for at, (number, text) in enumerate(rows)]

    one, other = clauses(old), clauses(new)
    pairings = align(one, other)
    assert sorted(clause.id for pairing in pairings for clause in pairing.old) == sorted(c.id for c in one)
    assert sorted(clause.id for pairing in pairings for clause in pairing.new) == sorted(c.id for c in other)
    assert [p for p in align(one, one) if len(p.old) != 1 or len(p.new) != 1 or p.old != p.new] == []


# Documents


def test_a_renamed_file_is_no_change_of_its_clauses() -> None:
    assert diff_documents(policy(BASE, "a.txt"), policy(BASE, "b.txt")).changes == ()


def test_a_new_title_is_told_and_its_clauses_are_unchanged() -> None:
    diff = diff_documents(policy(BASE, "a.txt"), policy(BASE.replace("仓储值守办法", "仓库值班规定", 1), "b.txt"))
    assert [(one.kind, one.title) for one in diff.documents] == [("renamed", "仓库值班规定")]
    assert diff.changes == ()


def test_a_new_edition_is_compared_with_the_one_before() -> None:
    new = BASE.replace("仓储值守办法", "仓储值守办法(V2.0)").replace("罚款50元", "罚款80元")
    diff = diff_documents(policy(BASE, "a.txt"), policy(new, "b.txt"))
    assert [change.kind for change in diff.changes] == ["amended"]


OTHER = """钥匙管理规定

一、钥匙由行政专员统一登记。
二、备用钥匙放在保险柜中。
"""


def test_a_clause_that_moved_to_another_document_moved() -> None:
    old = [*policy(BASE), *policy(OTHER, "钥匙.txt")]
    new = [
        *policy(BASE.replace(LINES["第八条"], ""), "值守.txt"),
        *policy(OTHER + "三、钥匙遗失的,责任人赔偿换锁费用。\n", "钥匙.txt"),
    ]
    assert told(diff_documents(old, new)) == [("moved", "第八条", "三", "")]


def test_documents_that_come_and_go() -> None:
    diff = diff_documents(policy(BASE), policy(OTHER, "钥匙.txt"))
    assert [(one.kind, one.title) for one in diff.documents] == [("added", "钥匙管理规定"), ("removed", "仓储值守办法")]
    assert {change.kind for change in diff.changes} == {"added", "removed"}


def test_changes_of_a_role_are_picked_out() -> None:
    text = BASE.replace("罚款50元", "罚款80元").replace("由行政专员保存一年", "由行政专员保存两年")
    diff = compare(text).of_roles(lexicon().family("行政"))
    assert [change.new[0].number for change in diff.changes] == ["第九条"]


def test_the_json_form_counts_the_kinds() -> None:
    record = compare(BASE.replace("罚款50元", "罚款80元")).to_dict()
    assert record["counts"] == {"amended": 1}
    assert record["documents"][0]["changes"][0]["flags"] == ["amount"]


def test_changes_planted_in_other_texts() -> None:
    wrong = []
    for sentence, before, edits, expected in planted_changes.CHANGES:
        text = before
        for old, new in edits:
            assert old in text, sentence
            text = text.replace(old, new, 1)
        found = told(compare(text, before))
        if sorted(found) != sorted(expected):
            wrong.append((sentence, found))
    assert len(planted_changes.CHANGES) >= 40
    assert len(wrong) <= len(planted_changes.CHANGES) * 0.05, wrong
