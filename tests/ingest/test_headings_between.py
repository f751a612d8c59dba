"""Headings without a number that no restart shows: whose headings they are, and what is none.  All texts are invented.

``expected`` gives, for each numbered clause, its number and its headings.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.parse import parse_bytes


class Case(NamedTuple):
    sentence: str
    source: str
    expected: list[str]


CASES = [
    Case(
        "articles that count on between headings",
        "宿舍制度\n第一条 凭证入住。\n卫生管理\n第二条 轮流值日。\n第三条 禁养宠物。\n安全管理\n第四条 禁用明火。",
        ["第一条", "第二条 卫生管理", "第三条 卫生管理", "第四条 安全管理"],
    ),
    Case(
        "the heading before the first one",
        "宿舍制度\n入住管理\n第一条 凭证入住。\n卫生管理\n第二条 轮流值日。\n安全管理\n第三条 禁用明火。",
        ["第一条 入住管理", "第二条 卫生管理", "第三条 安全管理"],
    ),
    Case(
        "figures that count on, and what stands below them",
        "宿舍制度\n入住\n1. 凭证入住。\n卫生\n2. 禁养宠物:\n（1）猫;\n（2）狗。\n安全\n3. 禁用明火。",
        ["1 入住", "2 卫生", "（1） 卫生 禁养宠物:", "（2） 卫生 禁养宠物:", "3 安全"],
    ),
    Case(
        "headings with a colon",
        "宿舍制度\n一、凭证入住。\n卫生管理:\n二、轮流值日。\n安全管理:\n三、禁用明火。",
        ["一", "二 卫生管理:", "三 安全管理:"],
    ),
    Case(
        "headings inside a chapter end with it",
        "宿舍制度\n第一章 日常\n第一条 凭证入住。\n卫生管理\n第二条 轮流值日。\n安全管理\n第三条 禁用明火。\n第二章 其他\n第四条 即日施行。",
        ["第一章", "第一条 日常", "第二条 日常 卫生管理", "第三条 日常 安全管理", "第二章", "第四条 其他"],
    ),
    Case(
        "the first heading of those that a list begins anew under",
        "值班制度\n交接班要求\n1. 提前到岗。\n2. 清点物品。\n巡查要求\n1. 两小时一次。\n2. 如实填写。",
        ["1 交接班要求", "2 交接班要求", "1 巡查要求", "2 巡查要求"],
    ),
    Case(
        "one line alone may be anything that a clause ends with",
        "宿舍制度\n第一条 凭证入住。\n卫生管理\n第二条 轮流值日。\n第三条 禁用明火。",
        ["第一条", "第二条", "第三条"],
    ),
    Case(
        "lines behind other lines are a list of the clause",
        "用房标准\n第一条 分为两级。\n一级\n二级\n第二条 按级分配。\n第三条 分为两档。\n高档\n低档\n第四条 按档收费。",
        ["第一条", "第二条", "第三条", "第四条"],
    ),
    Case(
        "a sentence that goes on has no heading in it",
        "用房标准\n第一条 由\n行政部门\n第二条 审批后分配。\n第三条 由\n财务部门\n第四条 收费。",
        ["第一条", "第二条", "第三条", "第四条"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
@pytest.mark.parametrize("feed", ["\n", "\n\n"], ids=["lines", "blank lines between"])
def test_headings(case: Case, feed: str) -> None:
    (document,) = parse_bytes(case.source.replace("\n", feed).encode(), name="a.txt")
    found = [" ".join((c.number, *c.headings)) for c in document.clauses if c.number is not None]
    assert found == case.expected
