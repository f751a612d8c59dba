"""What a question asks for: everyday questions, a kind each.

The model is learned and changes with every training, so the table as a whole has to reach a mark; the rows under
``NEVER_WRONG`` say their kind outright and have to be right one by one.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.features import fold
from kb.kinds import CUES, cue_features, load_kinds
from kb.reply import Kind

MARK = 0.8
"""Share of the table that has to be read as it is labelled."""

NEVER_WRONG = [
    ("penalty", "迟到怎么罚"),
    ("penalty", "私自改价会受什么处罚"),
    ("penalty", "发错货扣多少钱"),
    ("responsible", "盘点由谁负责"),
    ("responsible", "退货验收归谁管"),
    ("responsible", "灭火器谁来检查"),
    ("deadline", "费用多久之内要报销"),
    ("deadline", "几天内要答复申诉"),
    ("time", "早班几点上班"),
    ("time", "工资什么时候发"),
    ("approval", "请三天假谁批"),
    ("approval", "退款要找谁签字"),
    ("approval", "买办公用品需要谁审批"),
    ("permission", "能不能把猫带到公司"),
    ("permission", "可以在工位吃饭吗"),
    ("procedure", "报销怎么办理"),
    ("definition", "什么叫重大投诉"),
    ("definition", "什么是无理由退货"),
    ("duty_list", "店长的职责有哪些"),
    ("reward", "全勤有什么奖励"),
    ("reward", "介绍朋友来上班奖多少"),
    ("amount", "住宿费标准是多少"),
    ("amount", "产假有多少天"),
]

EVERYDAY = [
    *NEVER_WRONG,
    ("deadline", "差评多长时间内处理"),
    ("procedure", "请假流程是什么"),
    ("duty_list", "美工主要做什么工作"),
    ("penalty", "上班睡觉罚多少钱"),
    ("penalty", "忘关空调要扣钱吗"),
    ("penalty", "偷拿赠品被抓到什么后果"),
    ("penalty", "第三次跟顾客吵架会被开除吗"),
    ("penalty", "备注写错了怎么处罚"),
    ("penalty", "无证开叉车罚款多少"),
    ("penalty", "虚报差旅费怎么处理我"),
    ("penalty", "泄露进货价要赔多少"),
    ("responsible", "谁负责打扫摄影棚"),
    ("responsible", "店铺公告谁写"),
    ("responsible", "考勤表谁统计"),
    ("responsible", "主账号密码谁保管"),
    ("responsible", "客服排班是谁排的"),
    ("responsible", "快递丢件找谁"),
    ("amount", "餐补一天多少钱"),
    ("amount", "晚班补贴多少"),
    ("amount", "年假有几天"),
    ("amount", "每个月能补几次卡"),
    ("amount", "标题最多写多少字"),
    ("amount", "打包一件给多少钱"),
    ("deadline", "离职要提前几天说"),
    ("deadline", "借款多少天内还清"),
    ("deadline", "盘点完报告几天交"),
    ("deadline", "首次回复顾客要在多少秒内"),
    ("deadline", "婚假要在多久内休完"),
    ("time", "每周例会几点开"),
    ("time", "新品星期几上架"),
    ("time", "年度调薪在几月份"),
    ("time", "晚班几点下班"),
    ("duty_list", "推广专员都要干些什么"),
    ("duty_list", "仓管员的工作内容"),
    ("duty_list", "出纳的岗位职责"),
    ("approval", "5000块的采购谁审批"),
    ("approval", "换班要经过谁同意"),
    ("approval", "坐飞机出差要谁批准"),
    ("approval", "签20万的合同要哪个领导签字"),
    ("procedure", "转正要走哪些步骤"),
    ("procedure", "顾客说没收到货怎么办"),
    ("procedure", "新品上架的流程"),
    ("procedure", "离职交接要怎么做"),
    ("permission", "上班可以听歌吗"),
    ("permission", "能私自加顾客微信吗"),
    ("permission", "客服可不可以自己改价"),
    ("permission", "允许员工在外面兼职吗"),
    ("permission", "大促期间能请事假不"),
    ("definition", "绝密资料指的是什么"),
    ("definition", "A类活动是什么意思"),
    ("definition", "质量问题怎么定义"),
    ("reward", "年度优秀员工发多少奖金"),
    ("reward", "转化率达标有什么奖"),
    ("reward", "考试第一名奖励什么"),
]


def kind_of(question: str) -> str:
    return load_kinds().probabilities(fold(question))[0][0]


@pytest.mark.parametrize(("kind", "question"), NEVER_WRONG, ids=[row[1] for row in NEVER_WRONG])
def test_a_kind_that_is_said_outright(kind: str, question: str) -> None:
    assert kind_of(question) == kind


def test_everyday_questions_as_a_whole() -> None:
    wrong = [(kind, question, kind_of(question)) for kind, question in EVERYDAY if kind_of(question) != kind]
    assert len(EVERYDAY) >= 60
    assert len(wrong) <= (1 - MARK) * len(EVERYDAY), wrong


def test_every_kind_that_is_learned_has_questions_here() -> None:
    assert set(load_kinds().kinds) == {kind for kind, _ in EVERYDAY}
    assert set(load_kinds().kinds) <= set(get_args(Kind))


SAME = [
    ("what figure is named does not tell the kind", "迟到5分钟扣多少", "迟到40分钟扣多少"),
    ("nor does a clock time", "8:30到的算迟到吗", "9:05到的算迟到吗"),
    ("punctuation is not needed", "迟到,怎么罚?", "迟到怎么罚"),
    ("width does not matter", "ＶＩＰ顾客谁接待", "VIP顾客谁接待"),
]


@pytest.mark.parametrize(("why", "one", "other"), SAME, ids=[row[0] for row in SAME])
def test_questions_that_are_read_alike(why: str, one: str, other: str) -> None:
    assert set(cue_features(fold(one))) == set(cue_features(fold(other)))


def test_where_a_question_begins_and_ends_counts() -> None:
    assert {"^谁", "批$"} <= set(cue_features("谁批"))
    assert "^谁" not in set(cue_features("找谁批"))


def test_the_shipped_weights_are_whole() -> None:
    model = load_kinds()
    assert len(model.offsets) == len(model.kinds)
    rows = [[float(weight) for weight in row.split(" ")] for row in model.weights.values()]
    assert all(len(row) == len(model.kinds) and all(map(math.isfinite, row)) for row in rows)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_probabilities_add_up_and_stand_in_order(text: str) -> None:
    found = load_kinds().probabilities(fold(text))
    shares = [share for _, share in found]
    assert {kind for kind, _ in found} == set(load_kinds().kinds)
    assert math.isclose(sum(shares), 1.0, abs_tol=1e-9)
    assert shares == sorted(shares, reverse=True)


def test_every_row_is_found_as_it_stands_in_the_file(root: Path) -> None:
    written = json.loads((root / "kb" / "kinds.json").read_text(encoding="utf-8"))["weights"]
    rows = load_kinds().weights
    assert dict(rows.items()) == written
    assert [rows.get(absent) for absent in ("", "~", "没有这一行", "\ud800", min(written) + "!")] == [None] * 5


SIGNS = sorted({sign for _, pattern in CUES for sign in pattern if sign.isalnum()})
PHRASES = sorted({phrase for _, pattern in CUES for phrase in re.findall(r"\w+", pattern)})


def cues_of(text: str) -> set[str]:
    return {feature for feature in cue_features(text) if feature.startswith("#")}


def plainly(text: str) -> set[str]:
    return {f"#{name}{number}" for number, (name, cue) in enumerate(CUES) if re.search(cue, text)}


def test_cues_are_found_though_most_are_never_compiled() -> None:
    questions = [question for _, question in EVERYDAY]
    assert [text for text in (*PHRASES, *questions) if cues_of(text) != plainly(text)] == []


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=SIGNS, max_size=6) | st.lists(st.sampled_from(PHRASES), max_size=3).map("".join))
def test_cues_are_found_in_any_text(text: str) -> None:
    assert cues_of(text) == plainly(text)
