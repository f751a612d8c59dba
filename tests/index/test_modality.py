"""Modality: the main kind of rule a clause is, a sentence a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import MODALITIES
from index.modality import is_duty_heading, modality_of, read_mode

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
    # what a person applying for a post should bring
    ("三年以上网店运营经验", ("任职要求:",), "must"),
    ("有直播经验者优先", ("岗位职责",), "must"),
    # items of a list speak as the sentence above them does
    ("上一年度受过记过的;", ("评优", "有下列情形之一的,不得参加评选:"), "must_not"),
    ("在仓库内打闹的;", ("纪律", "有下列情形之一的,每次罚款20元:"), "penalty"),
    ("顾客的尺码要求;", ("交接", "交接单应写明下列内容:"), "must"),
    ("外箱有没有破损;", ("收货", "收货员检查以下内容:"), "procedure"),
    ("2000元以下的,店长批准;", ("报销", "报销按下列权限审批:"), "must"),
    # who may fine, what becomes of a fine
    ("降级、辞退的,由总经理决定", (), "statement"),
    ("处分满一年的,从档案中撤销", (), "statement"),
    ("收受回扣的,按《员工奖惩条例》第八条处理", (), "penalty"),
    # limits and habits ask for something without a modal word
    ("每单运费不超过12元", (), "must"),
    ("冰箱每周清理一次", (), "must"),
    # what rules nothing
    ("本制度自2024年1月1日起施行", ("附则",), "statement"),
    ("为规范仓库管理,特制定本规定", (), "statement"),
    ("售后流程说明 (12)", ("电商客服流程",), "statement"),
    ("亲,这款面料很舒服的哦", ("对话流程",), "procedure"),
    # everything else
    ("公司成立于2012年", (), "statement"),
    ("早班8:30-17:30", ("上班时间",), "statement"),
    # an order that no modal word carries
    ("每班提前15分钟到岗,阅读交班报告", (), "must"),
    ("装卸时轻拿轻放", (), "must"),
    # letters of a modal word in another word
    ("发现可疑情况用对讲机呼叫", (), "statement"),
    ("安全员有权制止违章作业,必要时可责令停机", (), "may"),
    ("奖励分为嘉奖和记功两种", (), "definition"),
    ("本范例仅供参考,请修改后使用", (), "statement"),
    ("本办法经讨论通过,自9月1日起施行", (), "statement"),
    ("违反的不得使用绝对化用语,违者每次200元", (), "penalty"),
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


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("制订年度培训计划", "人事主管岗位职责", "duty"),
        ("必须掌握退款规则", "客服实习报告", "statement"),  # a report tells, it does not rule
        ("查看订单是否付款", "客服工作流程", "procedure"),
    ],
)
def test_the_title_speaks_where_headings_say_nothing(text: str, title: str, expected: str) -> None:
    assert modality_of(text, title=title) == expected


@pytest.mark.parametrize(
    ("text", "headings", "cue", "source"),
    [
        ("漏发的每单扣5元", (), "扣5", "text"),
        ("在过道堆货的;", ("有下列情形之一的,罚款20元:",), "罚款", "heading"),
        ("整理货架", ("仓库职责",), "整理", "text"),
    ],
)
def test_the_reason_is_the_words_that_decided(text: str, headings: Heads, cue: str, source: str) -> None:
    found = read_mode(text, headings)
    assert (found.cue, found.source) == (cue, source)
