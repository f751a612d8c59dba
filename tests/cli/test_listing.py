"""``kb list penalties|responsibilities|roles`` and the reasons of ``kb show -v``, on the sample corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli
from kb import KnowledgeBase
from kb.listing import penalties, people, reasons, responsibilities, roles


def listed(shop_base: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["list", *arguments, "--json", "--kb", str(shop_base)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("why", "act", "sanction", "amount", "step", "citation"),
    [
        ("a row of a table", "上班时间睡觉", "罚款50元", 50, 2, "《员工奖惩条例》第四章 第十四条"),
        ("an item under its sentence", "下班不关电脑、空调的", "每次罚款30元", 30, None, "第十九条 （三）"),
        ("a measure under its act", "迟到", "每次扣60元", 60, None, "《考勤管理制度》第三章 第十一条 （三）"),
        ("by reference to another clause", "员工不得打听、议论他人的工资", "罚款100元", 100, None, "第二十二条"),
        ("the sentence before", "未经质检的商品不得上架销售", "仓库主管罚款200元", 200, None, "2 2.5"),
        ("no sum of money", "收受供应商、快递公司的礼金或者回扣的", "予以辞退", None, None, "第十八条"),
    ],
)
def test_penalties_are_joined_to_what_they_punish(
    why: str,
    act: str,
    sanction: str,
    amount: float | None,
    step: int | None,
    citation: str,
    shop_base: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = listed(shop_base, capsys, "penalties")
    (found,) = [
        row for row in rows if act in row["act"] and row["sanction"] == sanction and citation in row["citation"]
    ]
    assert (found["amount"], found["escalation"], found["computed"]) == (amount, step, False)


def test_no_clause_that_fines_is_without_a_penalty(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        told = {row.clause for row in penalties(base)}
        listing_only = ("下列", "以下", "下表")  # its items hold the sanctions
        missing = [
            clause.citation
            for clause in base.clauses()
            if clause.modality == "penalty"
            and clause.id not in told
            and not any(w in clause.text for w in listing_only)
        ]
    assert missing == []


@pytest.mark.parametrize(
    ("filters", "every"),
    [
        (("--document", "员工奖惩条例"), lambda row: row["citation"].startswith("《员工奖惩条例》")),
        (("--role", "打包员"), lambda row: "打包员" in (row["who"] or ["打包员"])),
        (("--role", "客服"), lambda row: {"客服", "售前客服", "售后客服", "客服主管"} & set(row["who"] or ["客服"])),
        (("--topic", "考勤"), lambda row: row["clause"]),
    ],
    ids=["document", "role", "a role's family", "topic"],
)
def test_filters_of_the_penalties(
    filters: tuple[str, ...], every: Any, shop_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(shop_base, capsys, "penalties", *filters)
    assert 0 < len(rows) < len(listed(shop_base, capsys, "penalties"))
    assert all(every(row) for row in rows)


def test_responsibilities_name_people_duty_and_clause(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(shop_base, capsys, "responsibilities", "--role", "出纳")
    assert {row["role"] for row in rows} == {"出纳"}
    assert {"role": "出纳", "people": ["毛亦芬"], "duty": "收付款项，保管支票和印鉴。", "relation": "responsible"} in [
        {key: row[key] for key in ("role", "people", "duty", "relation")} for row in rows
    ]
    assert all(row["relation"] != "subject" for row in rows)


def test_approvals_are_responsibilities_of_their_own(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        rows = [row for row in responsibilities(base, document="采购管理制度") if "经财务主管审核" in row.duty]
    assert {(row.role, row.relation) for row in rows} >= {("财务主管", "approves"), ("副总经理", "approves")}


def test_the_register_reads_both_ways(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        by_role = {row.role: row for row in roles(base)}
        by_person = {row.person: row for row in people(base)}
    assert by_role["打包员"].people == ("冯春", "赵喜", "马小路")
    assert by_person["孙福"].roles == ("仓库", "质检员")
    for person, row in by_person.items():
        assert all(person in by_role[role].people for role in row.roles)


def test_roles_that_no_lexicon_knows_are_for_review(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["role"]: row for row in listed(shop_base, capsys, "roles")}
    assert rows["监交人"]["known"] is False
    assert "known" not in rows["打包员"]
    assert cli.main(["list", "roles", "--kb", str(shop_base)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("监交人")]
    assert line.endswith("词表中没有,请核对")


def test_a_table_of_penalties_holds_whole_sentences(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "penalties", "--document", "员工奖惩条例", "--kb", str(shop_base)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["行为", "处罚", "金额", "第几次", "对象", "出处"]
    (line,) = [line for line in lines if "罚款50元" in line and "睡觉" in line]
    assert line.split() == ["上班时间睡觉", "罚款50元", "50元", "2", "员工", "《员工奖惩条例》第四章", "第十四条"]


def test_a_document_without_clauses_is_listed_unless_clauses_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("会议纪要\n\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("值守办法\n\n第一条 夜间值守由仓管员负责。\n", encoding="utf-8")
    place = ["--kb", str(tmp_path / "kb")]
    assert cli.main(["build", "-q", str(tmp_path), *place]) == 5
    for filters, titles in (([], ["会议纪要", "值守办法"]), (["--role", "仓库"], ["值守办法"])):
        capsys.readouterr()
        assert cli.main(["list", "documents", "--json", *filters, *place]) == 0
        assert [json.loads(line)["title"] for line in capsys.readouterr().out.splitlines()] == titles


def test_nothing_found_is_said(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "penalties", "--role", "保洁员", "--kb", str(shop_base)]) == 1
    assert "没有符合条件的内容" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("citation", "lines"),
    [
        ("《考勤管理制度》第三章 第十四条", ["性质:处罚,依据:条文「", "主题:考勤,依据:条文「旷工"]),
        (
            "《岗位职责与人员名册》6.3.1",
            ["性质:职责,依据:上级标题「出纳（毛亦芬）」", "出纳(毛亦芬) 负责,依据:上级标题"],
        ),
        ("《员工奖惩条例》第十九条（一）", ["性质:处罚,依据:上级标题「罚款」"]),
    ],
)
def test_show_tells_the_reason_of_every_tag(
    citation: str, lines: list[str], shop_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["show", citation, "-v", "--kb", str(shop_base)]) == 0
    told = capsys.readouterr().out
    for line in lines:
        assert line in told


def test_every_tag_of_the_corpus_has_a_reason(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        for clause in base.clauses():
            found = reasons(base, clause)
            assert found.modality.tag == clause.modality
            assert found.modality.source != "override"
            assert {reason.tag for reason in found.topics} == set(clause.topics)
            assert all(relation.why for relation in clause.relations)
