"""The register: a row a rule with its own words in every cell; the matrix; sheets that no program misreads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.lexicon import load_lexicon
from ingest import Clause
from kb import ConfigurationError, KnowledgeBase
from kb.predicates import by_actor, predicate_of
from kb.register import Register, Rule


@pytest.fixture(scope="module")
def made(shop_base: Path) -> Iterator[Register]:
    with KnowledgeBase.open(shop_base) as base:
        yield base.register()


@pytest.fixture(scope="module")
def base_clauses(shop_base: Path) -> dict[str, Clause]:
    with KnowledgeBase.open(shop_base) as base:
        return {clause.id: clause for clause in base.clauses()}


def rules_of(made: Register, citation: str) -> list[Rule]:
    return [rule for rule in made.rules if rule.clause.citation == citation]


def test_every_cell_stands_in_the_clause(made: Register, base_clauses: dict[str, Clause]) -> None:
    assert len(made.rules) > 300
    for rule in made.rules:
        assert rule.text in rule.clause.text
        for words in (rule.predicate.object, rule.predicate.condition, *rule.deadline):
            assert words in rule.text
        for words in re.split("[；:]", rule.predicate.act) if "\t" in rule.text else rule.predicate.act.split("；"):
            assert words in rule.clause.text
        assert rule.above == "" or rule.above in base_clauses[rule.clause.parent or ""].text


def test_a_clause_of_several_sentences_has_a_row_each(made: Register) -> None:
    rows = rules_of(made, "《售前客服接待规范》四 （三）")
    assert [rule.text for rule in rows] == [
        "不得向顾客索要私人微信，也不得引导顾客到平台以外付款。",
        "违者罚款500元，造成店铺扣分的解除劳动合同。",
    ]
    assert [rule.kind for rule in rows] == ["must_not", "penalty"]
    assert "罚款500元" in rows[1].sanction


def test_what_is_no_longer_in_force_is_left_out_and_named(made: Register) -> None:
    assert rules_of(made, "《费用报销管理办法（V1.0）》三 （一）") == []
    assert any("V1.0" in title for title in made.superseded)


# (what it shows, sentence, who, kind, condition, act, object)
SENTENCES = [
    ("actor, modal and object", "客服应核对收货地址。", "客服", "must", "", "核对收货地址", "收货地址"),
    ("a condition first", "数量不符的，仓管员应通知采购员。", "仓库", "must", "数量不符的", "通知采购员", "采购员"),
    ("what is forbidden", "售前客服不得私自改价。", "售前客服", "must_not", "", "私自改价", ""),
    ("an object that 将 marks", "客服应将投诉记录交给主管。", "客服", "must", "", "将投诉记录交给主管", "投诉记录"),
    ("a penalty's act has no actor cut off", "迟到的，罚款10元。", "员工", "penalty", "", "迟到", ""),
    ("several actors stay with their parts", "美工做图，网店编辑上架。", "美工", "duty", "", "做图，网店编辑上架", ""),
    ("a row of a table", "玩游戏\t罚款50元", "员工", "penalty", "", "玩游戏 | 罚款50元", ""),
    ("a noun that begins like a verb", "客服应写好交接本。", "客服", "must", "", "写好交接本", ""),
    ("how often stays", "仓管员每月2日前盘点库存。", "仓库", "duty", "", "每月2日前盘点库存", "库存"),
    ("what it is done after", "财务核对账单后付款。", "财务部", "must", "", "核对账单后付款", "账单"),
    (
        "a title in the object",
        "客服须填写《换货申请（线上）》交店长。",
        "客服",
        "must",
        "",
        "填写《换货申请（线上）》交店长",
        "《换货申请（线上）》",
    ),
    (
        "ranks and above are no actor",
        "主管以上人员请假由总经理批准。",
        "主管",
        "must",
        "",
        "主管以上人员请假由总经理批准",
        "",
    ),
    ("a word that begins like a mark", "员工对待工作应勤恳。", "员工", "must", "", "对待工作应勤恳", ""),
    (
        "a word that ends like one",
        "美工制定相应的拍摄计划。",
        "美工",
        "duty",
        "",
        "制定相应的拍摄计划",
        "相应的拍摄计划",
    ),
    ("nothing to cut", "保持整洁", "员工", "must", "", "保持整洁", ""),
]


@pytest.mark.parametrize(
    ("why", "text", "who", "kind", "condition", "act", "object_"), SENTENCES, ids=[row[0] for row in SENTENCES]
)
def test_predicates(why: str, text: str, who: str, kind: str, condition: str, act: str, object_: str) -> None:
    read = predicate_of(text, (who,), load_lexicon(), kind)
    assert (read.condition, read.act, read.object) == (condition, act, object_)


# (what it shows, sentence, its parts)
ACTORS = [
    ("one actor", "客服应核对收货地址，并在备注里写明。", ["客服应核对收货地址，并在备注里写明。"]),
    (
        "three actors",
        "推广专员负责写方案，店长负责组织实施，财务主管负责核算毛利。",
        ["推广专员负责写方案", "店长负责组织实施", "财务主管负责核算毛利。"],
    ),
    (
        "a condition stands before each",
        "收到退货后，仓管员当天验收，售后客服次日退款。",
        ["收到退货后，仓管员当天验收", "收到退货后，售后客服次日退款。"],
    ),
    ("who only approves stays", "由仓管员填写调拨单，店长批准。", ["由仓管员填写调拨单，店长批准。"]),
    ("by whom", "样品由美工拍摄，由仓管员归还原位。", ["样品由美工拍摄", "由仓管员归还原位。"]),
    ("the same actor twice", "客服先登记，客服再回访顾客。", ["客服先登记，客服再回访顾客。"]),
    ("a row of a table", "客服\t回复顾客，美工制作图片", ["客服\t回复顾客，美工制作图片"]),
    ("a role that is told", "客服登记后通知仓管员，当天寄出。", ["客服登记后通知仓管员，当天寄出。"]),
]


@pytest.mark.parametrize(("why", "text", "parts"), ACTORS, ids=[row[0] for row in ACTORS])
def test_who_does_what_in_one_sentence(why: str, text: str, parts: list[str]) -> None:
    assert by_actor(text, load_lexicon()) == parts


def test_a_tables_head_stands_before_its_cells_and_is_no_rule(made: Register) -> None:
    rows = [rule for rule in made.rules if "\t" in rule.text]
    assert rows
    assert all(":" in rule.predicate.act for rule in rows)
    heads = {text for rule in rows for text in (rule.clause.text.split("\n")[0],) if "\t" in text}
    assert not heads & {rule.text for rule in rows}


def test_headings_and_names_of_posts_are_no_rules(made: Register) -> None:
    assert not {"客服部", "仓管员（牛进宝、孙福）"} & {rule.text for rule in made.rules}


def test_whom_a_policy_is_for_stands_where_the_clause_names_nobody(made: Register) -> None:
    late = [rule for rule in made.rules if rule.clause.citation.startswith("《考勤管理制度》第三章 第十一条")]
    assert late
    assert {rule.scope for rule in late if not rule.who} == {"全体员工(按适用范围)"}
    goods = [rule for rule in made.rules if rule.clause.document.title == "退换货与退款管理办法" and not rule.who]
    assert {rule.scope for rule in goods} <= {""}


def test_labels_and_reports_are_no_rules(tmp_path: Path, shop_base: Path) -> None:
    from shutil import copytree

    copytree(shop_base / "words", tmp_path / "kb" / "words")
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "a.txt").write_text("客服岗位职责\n工作职责:\n1、核对订单。\n2、登记投诉。\n", encoding="utf-8")
    (policies / "b.txt").write_text("客服实习报告\n1、每天必须学习两小时。\n2、客服应耐心。\n", encoding="utf-8")
    with KnowledgeBase.build([policies], tmp_path / "kb") as base:
        assert [rule.text for rule in base.register().rules] == ["核对订单。", "登记投诉。"]


def test_a_time_that_says_when_a_rule_applies_is_no_deadline(made: Register) -> None:
    late = [rule for rule in made.rules if rule.predicate.condition == "包裹超过48小时没有更新物流信息的"]
    assert [rule.deadline for rule in late] == [("24小时",)]


def test_penalties_stand_by_amount_and_those_without_money_last(made: Register) -> None:
    amounts = [penalty.amount for penalty, _ in made.penalties]
    money = [amount for amount in amounts if amount is not None]
    assert money == sorted(money, reverse=True)
    assert amounts[len(money) :] == [None] * (len(amounts) - len(money))
    assert all(penalty.clause_id == clause.id for penalty, clause in made.penalties)


def test_the_matrix_has_its_reasons(made: Register) -> None:
    parts = {(share.role, share.topic): share for share in made.shares}
    approves = parts["副总经理", "请假"]
    assert "A" in approves.letters
    for share in made.shares:
        for letter, clauses in share.clauses.items():
            assert clauses
            assert all(share.role in clause.roles and share.topic in clause.topics for clause in clauses), letter


def test_the_workbook_has_filters_a_frozen_head_and_wide_columns(made: Register, tmp_path: Path) -> None:
    import openpyxl

    made.write(tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["义务登记", "RACI矩阵", "RACI依据", "处罚金额", "期限", "说明"]
    for page in book:
        assert page.auto_filter.ref == page.dimensions
        assert page.freeze_panes is not None
        assert page.print_title_rows == "$1:$1"
        for column, cell in zip(page.columns, page[1], strict=True):
            shown = sum(1 if ord(one) < 0x2E80 else 2 for one in str(cell.value))
            width = page.column_dimensions[column[0].column_letter].width
            assert width >= min(shown, 10), (page.title, cell.value)
    page = book["义务登记"]
    assert page.max_row == len(made.rules) + 1
    assert page["L2"].value == made.rules[0].text
    amounts = [row[0].value for row in book["处罚金额"].iter_rows(min_row=2)]
    assert any(isinstance(amount, int | float) for amount in amounts), "amounts are numbers, so that they sort"


def test_csv_is_several_files_that_a_program_reads_back(made: Register, tmp_path: Path) -> None:
    paths = made.write(tmp_path / "登记表.csv")
    assert [path.name for path in paths] == [
        "登记表.csv",
        "登记表-raci.csv",
        "登记表-raci-sources.csv",
        "登记表-penalties.csv",
        "登记表-deadlines.csv",
        "登记表-notes.csv",
    ]
    rows = list(csv.reader(io.StringIO(paths[0].read_bytes().decode("utf-8-sig"))))
    assert len(rows) == len(made.rules) + 1
    assert [row[11] for row in rows[1:]] == [rule.text for rule in made.rules]


def test_the_same_register_gives_the_same_bytes(made: Register, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", "a.csv", "b.csv"):
        made.write(tmp_path / name)
    for ending in ("xlsx", "csv"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_another_ending_is_refused(made: Register, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="xlsx"):
        made.write(tmp_path / "r.ods")


def test_filters_leave_only_rules_of_their_clauses(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        whole = base.register()
        title = whole.rules[0].clause.document.title
        narrowed = base.register(document=title)
        assert {rule.clause.document.title for rule in narrowed.rules} == {title}
        assert 0 < len(narrowed.rules) < len(whole.rules)
        inside = {clause.id for clause in base.clauses(document=title)}
        held = {c.id for share in narrowed.shares for letters in share.clauses.values() for c in letters}
        assert held <= inside
        assert {clause.id for _, clause in narrowed.penalties} <= inside
        role = whole.rules[0].who[0] if whole.rules[0].who else whole.roles[0]
        assert {rule.clause.id for rule in base.register(role=role).rules} <= {c.id for c in base.clauses(role=role)}
