"""Does a value of the question fall into a band of the clause?  A question and a clause a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facts import facts_in
from index.ranges import Quantity, Range, fit, quantities, ranges

INSIDE, SAME, UNRELATED, OUTSIDE = 1.0, 0.7, 0.0, -1.0


def fitness(question: str, clause: str) -> float:
    return fit(quantities(facts_in(question)), ranges(facts_in(clause), clause))


FIT = [
    # leave by days
    ("two days lie between one and three", "请两天假谁批", "超过1天、不满3天的,由店长批准", INSIDE),
    ("half a day lies within one day", "请半天假谁批", "1天以内的,由主管批准", INSIDE),
    ("one day still belongs to 以内", "请一天假谁批", "1天以内的,由主管批准", INSIDE),
    ("one day is not more than one day", "请1天假谁批", "超过1天、不满3天的,由店长批准", OUTSIDE),
    ("three days are not less than three", "请3天假谁批", "超过1天、不满3天的,由店长批准", OUTSIDE),
    ("three days belong to 以上", "请三天假谁批", "3天以上的,由副总经理批准", INSIDE),
    ("five days lie above three", "请5天假", "3天以上的,由副总经理批准", INSIDE),
    ("a week is more than three days", "请一周假", "3天以上的,由副总经理批准", INSIDE),
    ("a day is below three", "请1天假", "3天以上的,由副总经理批准", OUTSIDE),
    ("years of service from one to five", "工龄三年有几天年假", "满1年不满5年的,给假5天", INSIDE),
    ("five years fall into the next band", "工龄5年年假几天", "满1年不满5年的,给假5天", OUTSIDE),
    ("five years begin the next band", "工龄5年年假几天", "满5年不满10年的,给假7天", INSIDE),
    # lateness by minutes
    ("five minutes lie within ten", "迟到5分钟扣多少", "10分钟以内的,每次扣15元", INSIDE),
    ("twenty minutes lie between ten and thirty", "迟到20分钟", "超过10分钟、不满30分钟的,每次扣30元", INSIDE),
    ("half an hour is thirty minutes", "迟到半小时", "30分钟以上、不满2小时的,每次扣60元", INSIDE),
    ("an hour and a half lies below two hours", "迟到一个半小时", "30分钟以上、不满2小时的,每次扣60元", INSIDE),
    ("three hours lie above two", "迟到3个小时", "2小时以上的,按旷工半天计算", INSIDE),
    ("five minutes lie in no other band", "迟到5分钟", "30分钟以上、不满2小时的,每次扣60元", OUTSIDE),
    # spending by amounts
    ("2500 lies between two amounts", "2500元找谁批", "单笔500元以上、3000元以下的,店长审批", INSIDE),
    ("2500 lies in a band with 至", "2500元找谁批", "2000元至5000元的,店长审批", INSIDE),
    ("2500 lies in a band with a hyphen", "2500元找谁批", "2000-5000元的,店长审批", INSIDE),
    ("2500 lies in a band with a tilde", "2500元找谁批", "2000元～5000元的,店长审批", INSIDE),
    ("the inclusive bound stands in brackets", "2500元找谁批", "2000元(含)至5000元的,店长审批", INSIDE),
    ("400 does not", "400元找谁批", "单笔500元以上、3000元以下的,店长审批", OUTSIDE),
    ("ten thousands written with 万", "2.5万元的合同谁签", "3万元以下的,店长签订", INSIDE),
    ("a limit holds what lies under it", "买200元的东西", "单笔不超过300元", INSIDE),
    ("a limit does not hold what lies over it", "买500元的东西", "单笔不超过300元", OUTSIDE),
    ("an amount over a lower bound", "赔了1500元", "损失超过1000元的,报总经理", INSIDE),
    # counts and shares
    ("the fourth of at most three", "补卡4次", "累计补卡不超过3次", OUTSIDE),
    ("the second of at most three", "补卡2次", "累计补卡不超过3次", INSIDE),
    ("a rate under a lower bound", "及时率98%", "及时率97%以上、不足99%的,400元", INSIDE),
    ("a rate over the upper one", "及时率99%", "及时率97%以上、不足99%的,400元", OUTSIDE),
    ("three orders of at least five", "错发3单", "一个月内错发满5单的", OUTSIDE),
    # the same value without a bound, and values that cannot be compared
    ("the same value without a bound", "旷工1天怎么罚", "旷工1天,扣发当天工资", SAME),
    ("another value without a bound says nothing", "旷工2天怎么罚", "旷工1天,扣发当天工资", UNRELATED),
    ("a bound beside the same value wins", "旷工3天", "旷工3天以上的解除合同,旷工3天", INSIDE),
    ("money is not time", "50元", "3天以上的,由副总经理批准", UNRELATED),
    ("orders are not times", "错发5单", "每月不超过3次", UNRELATED),
    ("a count is no rate", "补卡4次", "每月盘点3次", UNRELATED),
    ("a question without a value", "请假谁批", "3天以上的,由副总经理批准", UNRELATED),
    ("a clause without a value", "请3天假", "请假由主管批准", UNRELATED),
    ("a clock time is no quantity", "8:30到的", "9:00以前到岗", UNRELATED),
    ("one of several bands holds it", "迟到20分钟", "10分钟以内扣5元;10分钟以上扣20元", INSIDE),
]


@pytest.mark.parametrize(("why", "question", "clause", "expected"), FIT, ids=[row[0] for row in FIT])
def test_fit(why: str, question: str, clause: str, expected: float) -> None:
    assert fitness(question, clause) == expected


BANDS = [
    ("超过1天、不满3天", [Range("time", 24, 72, with_low=False, with_high=False)]),
    ("满1年不满5年的", [Range("time", 8760, 43800, with_high=False)]),
    ("1天以内的", [Range("time", 0, 24)]),
    ("50-200元", [Range("money", 50, 200)]),
    ("50元至200元", [Range("money", 50, 200)]),
    ("500元以上", [Range("money", 500, float("inf"))]),
    ("旷工1天", [Range("time", 24, 24, point=True)]),
    ("扣50元,再扣30元", [Range("money", 50, 50, point=True), Range("money", 30, 30, point=True)]),
    ("8:30到岗", []),
]


@pytest.mark.parametrize(("text", "bands"), BANDS, ids=[row[0] for row in BANDS])
def test_bands(text: str, bands: list[Range]) -> None:
    assert ranges(facts_in(text), text) == bands


def test_two_bounds_far_apart_are_two_rules() -> None:
    text = "迟到10分钟以上的每次扣款并在部门例会上作检讨,早退30分钟以内的不扣"
    assert len(ranges(facts_in(text), text)) == 2


def test_units_of_time_are_one_measure() -> None:
    said = ("1天", "24小时", "1440分钟")
    assert {quantities(facts_in(f"超过{text}"))[0].value for text in said} == {24.0}


def test_a_value_said_twice_is_asked_once() -> None:
    assert quantities(facts_in("罚50元还是五十元")) == (Quantity("money", 50.0),)


@pytest.mark.parametrize("digits", [65, 400, 5000])
def test_a_run_of_digits_beyond_reason_is_no_value(digits: int) -> None:
    text = f"罚款{'7' * digits}元,编号{'八' * digits}"
    assert ranges(facts_in(text), text) == []


@settings(deadline=None)
@given(low=st.integers(1, 500), width=st.integers(1, 500), asked=st.integers(0, 1200))
def test_a_band_holds_exactly_what_lies_in_it(low: int, width: int, asked: int) -> None:
    """500元以上、3000元以下 takes both bounds in, as Chinese law reads 以上 and 以下."""
    text = f"单笔{low}元以上、{low + width}元以下的,店长审批"
    inside = low <= asked <= low + width
    assert fitness(f"{asked}元找谁批", text) == (INSIDE if inside else OUTSIDE)
