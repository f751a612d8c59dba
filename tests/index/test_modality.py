"""Modality: the main kind of rule a clause is, a sentence a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import MODALITIES
from index.modality import is_duty_heading, modality_of

Heads = tuple[str, ...]

ROWS: list[tuple[str, Heads, str]] = [
    # penalties, also where the same sentence forbids or obliges
    ("上班看剧,发现一次罚款20元", (), "penalty"),
    ("不准擅自离岗,违者每次扣10元", (), "penalty"),
    ("首次口头警告,再次扣绩效", (), "penalty"),
    ("连续旷工三天视为自动离职", (), "penalty"),
    ("必须当面点清,短少由经手人赔偿", (), "penalty"),
    ("丢失工牌的,费用自行承担责任", (), "penalty"),
    ("泄密者追究法律责任", (), "penalty"),
    ("未交接的,该单业绩扣除", ("考勤",), "penalty"),
    # talk about fines fines nobody
    ("所有罚款计入活动经费,每季度公布一次", (), "statement"),
    ("处罚不是目的,教育才是", (), "statement"),
    ("对员工的奖惩提出建议", ("店长职责",), "duty"),
    ("避免违规处罚", ("店长",), "statement"),
    # rewards
    ("全年无投诉的,奖励500元", (), "reward"),
    ("表现突出者给予表彰", (), "reward"),
    ("美工:项目总奖金*10%", (), "reward"),
    ("上手快的可以提前转正", (), "reward"),
    # prohibitions
    ("不得私下加顾客微信", (), "must_not"),
    ("严禁在仓库内吸烟", (), "must_not"),
    ("任何人未经批准不得更改价格", (), "must_not"),
    ("请勿空挂旺旺", (), "must_not"),
    ("夸大宣传的词语", ("客服用语禁忌",), "must_not"),
    # obligations
    ("客服必须熟悉产品属性", (), "must"),
    ("退货应在签收后7天内申请", (), "must"),
    ("请假需提前一天申请", (), "must"),
    ("严格遵守作息时间", (), "must"),
    ("不能及时发货的,应当联系顾客", (), "must"),  # 不能 tells a case here, it forbids nothing
    # permissions
    ("客服可以听音乐", (), "may"),
    ("店长有权调整排班", (), "may"),
    ("允许每月补卡两次", (), "may"),
    # duties
    ("负责店铺的日常维护", (), "duty"),
    ("由售后客服担任查件工作", (), "duty"),
    ("统计每日销售数据", ("岗位职责",), "duty"),
    ("店铺装修的负责人:小C", (), "duty"),
    # definitions
    ("本办法所称网购物资,是指办公用的零星材料", (), "definition"),
    ("旺旺是一种聊天工具", (), "definition"),
    ("以下简称“公司”", (), "definition"),
    ("网店按照规模分为三类", (), "definition"),
    # procedures
    ("点击“申请退款”,上传照片", (), "procedure"),
    ("先打印面单,再按单配货,最后复核", (), "procedure"),
    ("核对尺码", ("退货处理流程",), "procedure"),
    # everything else
    ("公司成立于2012年", (), "statement"),
    ("早班8:30-17:30", ("上班时间",), "statement"),
]


@pytest.mark.parametrize(("text", "headings", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_the_modality_of_a_clause(text: str, headings: Heads, expected: str) -> None:
    assert modality_of(text, headings) == expected


def test_a_post_as_heading_makes_its_items_duties() -> None:
    assert modality_of("科学管理货位,提出改进方案", ("仓储专员",), role_heading=True) == "duty"
    assert modality_of("科学管理货位,提出改进方案", ("仓储专员",)) == "statement"


@pytest.mark.parametrize(
    ("heading", "expected"), [("岗位职责", True), ("每周工作安排", True), ("任职要求", False), ("考勤", False)]
)
def test_which_headings_announce_duties(heading: str, expected: bool) -> None:
    assert is_duty_heading(heading) is expected


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=3))
def test_every_text_has_one_of_the_modalities(text: str, headings: list[str]) -> None:
    assert modality_of(text, headings) in MODALITIES
