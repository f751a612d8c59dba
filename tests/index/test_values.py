"""Does a text hold the kind of value that a question asks for?  A kind, a text and the values a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.values import VALUES, holds, value_spans

FOUND = [
    ("penalty", "每次罚款50元", "罚款"),
    ("penalty", "第一次口头警告", "警告"),
    ("penalty", "一经查实予以辞退", "辞退"),
    ("penalty", "费用由当事人自行承担", "自行承担"),
    ("penalty", "扣5分", "扣5"),
    ("amount", "餐补每个出勤日15元", "15元"),
    ("amount", "标题不超过30个字", "30个"),
    ("amount", "合同额的百分之五", "百分之五"),
    ("amount", "按原价两倍赔偿", "两倍"),
    ("amount", "全角数字２００元", "２００元"),
    ("deadline", "在24小时内完成", "24小时内"),
    ("deadline", "应在3个工作日内付款", "3个工作日内"),
    ("deadline", "当天报告店长", "当天"),
    ("deadline", "请于月底前交回", "月底"),
    ("time", "早班8:30到岗", "8:30"),
    ("time", "每周五下午盘点", "下午"),
    ("time", "每天十点打印面单", "每天十点打印面单"),
    ("reward", "奖励介绍人", "奖"),
    ("reward", "同等条件下优先晋升", "优先"),
    ("responsible", "财务复核金额", "财务"),
    ("responsible", "店长到场", "店长"),
    ("approval", "报副总经理批准", "报副总经理批"),
    ("approval", "经店长签字后生效", "经店长签"),
    ("permission", "不得私自换班", "不得"),
    ("permission", "可以分两次休", "可以"),
    ("definition", "一般投诉,是指当天能解决的投诉", "是指"),
    ("duty_list", "负责收货和上架", "负责"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FOUND, ids=[f"{kind} {text}" for kind, text, _ in FOUND])
def test_a_value_is_found(kind: str, text: str, value: str) -> None:
    assert holds(kind, text)
    assert any(value in text[start:end] or text[start:end] in value for start, end in value_spans(kind, text))


ABSENT = [
    ("penalty", "早班客服到岗后查看交接本"),
    ("amount", "由店长批准后执行"),
    ("deadline", "费用由公司承担"),
    ("time", "费用由公司承担"),
    ("reward", "不得私自改价"),
    ("responsible", "标题不得使用绝对化用语"),
    ("approval", "每天清扫两次"),
    ("definition", "每天清扫两次"),
    ("duty_list", "罚款50元"),
]


@pytest.mark.parametrize(("kind", "text"), ABSENT, ids=[f"{kind} {text}" for kind, text in ABSENT])
def test_no_value_is_found_where_none_stands(kind: str, text: str) -> None:
    assert not holds(kind, text)
    assert value_spans(kind, text) == []


@pytest.mark.parametrize("kind", ["procedure", "other", "no such kind"])
def test_kinds_that_ask_for_no_form_hold_everywhere_and_point_nowhere(kind: str) -> None:
    assert holds(kind, "")
    assert value_spans(kind, "罚款50元") == []


SIGNS = sorted({sign for pattern in VALUES.values() for sign in pattern.pattern} | set("٣5。; \n"))


@settings(deadline=None, max_examples=400)
@given(
    kind=st.sampled_from(sorted(VALUES)),
    text=st.text(alphabet="罚款50元天内第一次,。 由店长批准\n每周:可以是") | st.text(alphabet=SIGNS, max_size=12),
)
def test_spans_stand_in_the_text_in_order_and_agree_with_holds(kind: str, text: str) -> None:
    spans = value_spans(kind, text)
    assert bool(spans) == holds(kind, text)
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in spans)
