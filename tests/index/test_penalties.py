"""Penalties: act, sanction, amount and step, within a clause and across the clauses of a document."""

from __future__ import annotations

import pytest

from index.lexicon import load_lexicon
from index.penalties import Penalty, penalties_of
from index.tagger import tag
from ingest.document import Clause, Document, DocumentRef

LEXICON = load_lexicon()
REF = DocumentRef("d", "客服守则", "d.txt", "")


def penalties(*clauses: Clause) -> tuple[Penalty, ...]:
    (document,) = tag([Document("d", REF.title, "d.txt", "", clauses)], LEXICON)
    return penalties_of(document)


def clause(text: str, number: str = "1", headings: tuple[str, ...] = (), parent: str | None = None) -> Clause:
    return Clause(f"d#{number}", REF, number, (number,), text, headings, parent=parent)


Step = tuple[str, str, float | None, int | None, bool]

ROWS: list[tuple[str, list[Step]]] = [
    # (act, sanction, amount, step, computed)
    (
        "上班不得看剧。发现第一次罚款10元,第二次30元,第三次开除。",
        [
            ("上班不得看剧", "罚款10元", 10, 1, False),
            ("上班不得看剧", "30元", 30, 2, False),
            ("上班不得看剧", "开除", None, 3, False),
        ],
    ),
    (
        "收到顾客投诉,一次罚款40元,第二次翻倍,三次以上自动离职",
        [
            ("收到顾客投诉", "罚款40元", 40, 1, False),
            ("收到顾客投诉", "翻倍", 80, 2, True),
            ("收到顾客投诉", "自动离职", None, 3, False),
        ],
    ),
    (
        "严禁吃零食,首次予以警告,再次罚款每次20元。",
        [
            ("严禁吃零食", "予以警告", None, 1, False),
            ("严禁吃零食", "罚款每次20元", 20, 2, False),
        ],
    ),
    (
        "戴耳机的,第一次提醒,第二次罚款10元",
        [("戴耳机的", "提醒", None, 1, False), ("戴耳机的", "罚款10元", 10, 2, False)],
    ),
    ("保持桌面整洁,违者罚款10元", [("保持桌面整洁", "罚款10元", 10, None, False)]),
    ("漏写备注的,每单扣5元", [("漏写备注的", "每单扣5元", 5, None, False)]),
    ("泄密的,按公司条例处罚", [("泄密的", "按公司条例处罚", None, None, False)]),
    ("空挂两小时处以200元罚款", [("空挂两小时", "处以200元罚款", 200, None, False)]),
    (
        "迟到十分钟以内的,扣10元;超过十分钟的,扣30元",
        [("迟到十分钟以内的", "扣10元", 10, None, False), ("迟到", "扣30元", 30, None, False)],
    ),
    ("书面警告满三次的,予以辞退", [("书面警告满三次的", "予以辞退", None, None, False)]),
    (
        "违纪按下表处理:\n行为\t第一次\t第二次\n睡觉\t警告\t罚款50元\n打架\t记过\t辞退",
        [
            ("睡觉", "警告", None, 1, False),
            ("睡觉", "罚款50元", 50, 2, False),
            ("打架", "记过", None, 1, False),
            ("打架", "辞退", None, 2, False),
        ],
    ),
    (
        "私改价格的,罚款200元并停岗3天,情节严重的移送司法机关",
        [
            ("私改价格的", "罚款200元", 200, None, False),
            ("私改价格的", "停岗3天", None, None, False),
            ("私改价格的", "移送司法机关", None, None, False),
        ],
    ),
    ("商品应先质检。违反的,罚款20元", [("商品应先质检", "罚款20元", 20, None, False)]),
    (
        "代打卡的,罚款100元;第二次发现的,取消评优资格",
        [
            ("代打卡的", "罚款100元", 100, 1, False),
            ("代打卡的", "取消评优资格", None, 2, False),
        ],
    ),
    (
        "玩手机,第一次罚款50元,第二次翻倍,第三次再翻倍,第四次开除",
        [
            ("玩手机", "罚款50元", 50, 1, False),
            ("玩手机", "翻倍", 100, 2, True),
            ("玩手机", "翻倍", 200, 3, True),
            ("玩手机", "开除", None, 4, False),
        ],
    ),
    ("漏发赠品自费补寄", [("漏发赠品", "自费补寄", None, None, False)]),
    ("退款会导致卖家承担一定的损失", []),
    ("迟到按下列标准扣款:", [("迟到", "按下列标准扣款", None, None, False)]),
    ("申诉期间处罚暂缓执行", []),
    ("行为\t处罚\n漏发\t每单罚款20元", [("漏发", "每单罚款20元", 20, None, False)]),
    ("所有罚款计入活动经费", []),
    ("提出奖惩建议", []),
    ("必须准时上班", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:20] for row in ROWS])
def test_the_penalties_of_a_clause(text: str, expected: list[Step]) -> None:
    found = penalties(clause(text))
    assert [(p.act, p.sanction, p.amount, p.step, p.computed) for p in found] == expected
    assert all(penalty.clause_id == "d#1" and penalty.who == ("客服",) for penalty in found)


def test_a_fine_by_reference_punishes_the_clause_that_it_names() -> None:
    (found,) = penalties(clause("不得打听工资", "第三条"), clause("违反第三条的,罚款100元", "第九条"))
    assert (found.act, found.amount, found.clause_id) == ("不得打听工资", 100, "d#第九条")


def test_a_fine_under_its_demand_finds_the_demand() -> None:
    (found,) = penalties(clause("要求:图片应清晰", "1", ("图片",)), clause("罚款20元", "2", ("图片", "处罚")))
    assert found.act == "要求:图片应清晰"


def test_a_sentence_that_points_back_finds_the_clause_before() -> None:
    (found,) = penalties(clause("下班前关灯", "1"), clause("违者罚款5元", "2"))
    assert found.act == "下班前关灯"


def test_who_is_bound_comes_from_the_clause() -> None:
    (found,) = penalties(clause("打包员漏发的,罚款20元"))
    assert found.who == ("打包员",)
    assert found.to_dict()["clause"] == "d#1"


@pytest.mark.parametrize(
    ("text", "lead", "act", "condition", "sanction", "amount"),
    [
        ("在仓库打闹的;", "有下列情形之一的,每次罚款20元:", "在仓库打闹的", "", "每次罚款20元", 20),
        ("超过十分钟的,扣30元;", "迟到按下列标准扣款:", "迟到", "超过十分钟的", "扣30元", 30),
        ("代人打卡的,扣50元;", "考勤违规按下列标准扣款:", "代人打卡的", "", "扣50元", 50),
    ],
)
def test_an_item_is_joined_to_the_sentence_above_it(
    text: str, lead: str, act: str, condition: str, sanction: str, amount: float
) -> None:
    (found,) = penalties(clause(text, headings=(lead,)))
    assert (found.act, found.condition, found.sanction, found.amount) == (act, condition, sanction, amount)


def test_a_row_meets_the_role_that_stands_in_it() -> None:
    found = penalties(clause("差错按下表处理:\n漏发\t罚款20元\t打包员\n价格写错\t罚款50元\t美工"))
    assert [(penalty.act, penalty.who) for penalty in found] == [("漏发", ("打包员",)), ("价格写错", ("美工",))]
