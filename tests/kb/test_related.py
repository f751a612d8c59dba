"""Penalties and exceptions beside an answer: those that the policy ties to it, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sanction_cues import SANCTION_PHRASE
from kb import KnowledgeBase
from kb.related import _EXCEPTING, _EXCEPTION, _PUNISHING

POLICY = """游泳馆管理制度
第一章 入场
第一条 救生员应在开馆前30分钟检查水质,由当班救生员负责。未检查的,罚款60元。
第二条 更衣柜由前台保管钥匙,丢失钥匙的顾客应在当天登记。
第三条 违反本制度第二条的,前台赔偿换锁费用并扣绩效20元。
第四条 入池人员应佩戴泳帽,不得穿便装下水。
违者劝离泳池,罚款10元。
第二章 值守
第五条 值守期间有下列行为之一的,每次罚款45元:
(一)在看台上抽烟;
(二)私自带亲友入池。
第六条 泳池水温由工程部每两小时测量一次。
特殊情况下经馆长批准可以延长到三小时。
第七条 浮板每季度更换一次。但当月新购的浮板经救生员逐块检查并在登记本上签字确认没有裂纹和缺角的,不需更换。
第八条 除急救药品外,任何器材不得带离泳池,外借器材由馆长批准。
第九条 储物间由保洁员打扫,除赔偿外另给补贴20元。打扫工具按说明书处理。
第十条 跳台开放时间为每周六9:00,节假日开放日除外。
第十一条 浴巾由洗衣房清洗,运送费用由洗衣房承担运费。
第十二条 深水区由教练看管。浅水区的儿童由家长看管,家长离开的罚款30元。
第十三条 广播由前台播放。
第十四条 违者扣当月奖金15元。
第十五条 医务室由护士值班。
第十六条 上述时间遇停电等特殊情况不执行。
第十七条 泳镜由店长采购。
特殊情况由总监批准,可以先买后批。
"""

SWIMMING, ALONE = "游泳馆管理制度", "看台管理制度"
ELSEWHERE = """看台管理制度
第一条 看台栏杆每天擦拭一次。
第二条 私自带亲友入池被发现的,罚款500元。
第三条 未检查水质的,罚款700元。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("related")
    (folder / "a.txt").write_text(POLICY, encoding="utf-8")
    (folder / "b.txt").write_text(ELSEWHERE, encoding="utf-8")
    return KnowledgeBase.build([folder], folder / "kb")


# (what it shows, question, where the answer stands, penalties, exceptions)
BESIDE: list[tuple[str, str, str, list[str], list[str]]] = [
    ("the next sentence punishes", "开馆前谁检查水质", "第一条", ["未检查的,罚款60元"], []),
    (
        "another article refers to it",
        "更衣柜钥匙谁保管",
        "第二条",
        ["违反本制度第二条的,前台赔偿换锁费用并扣绩效20元"],
        [],
    ),
    ("违者 in the line below", "入池能不戴泳帽吗", "第四条", ["违者劝离泳池,罚款10元"], []),
    ("the list that it stands in", "可以私自带亲友入池吗", "（二）", ["值守期间有下列行为之一的,每次罚款45元:"], []),
    ("a special case in the line below", "水温多久测量一次", "第六条", [], ["特殊情况下经馆长批准可以延长到三小时"]),
    (
        "a proviso in the sentence behind",
        "浮板多久更换一次",
        "第七条",
        [],
        ["但当月新购的浮板经救生员逐块检查并在登记本上签字确认没有裂纹和缺角的,不需更换"],
    ),
    ("an exception in the answer's own words is not told twice", "器材能带离泳池吗", "第八条", [], []),
    ("beside and 处理 are no exception and no penalty", "储物间谁打扫", "第九条", [], []),
    ("a cost is no penalty", "浴巾谁清洗", "第十一条", [], []),
    ("the article behind that punishes who breaks it", "广播谁播放", "第十三条", ["违者扣当月奖金15元"], []),
    ("an article behind that points back", "医务室谁值班", "第十五条", [], ["上述时间遇停电等特殊情况不执行"]),
]


@pytest.mark.parametrize(
    ("why", "question", "number", "penalties", "exceptions"), BESIDE, ids=[row[0] for row in BESIDE]
)
def test_what_stands_beside(
    why: str, question: str, number: str, penalties: list[str], exceptions: list[str], base: KnowledgeBase
) -> None:
    reply = base.ask(question, document=SWIMMING)
    assert reply.answers, "the question is to be answered for the test to say anything"
    answer = reply.answers[0]
    assert number.strip("（）") in (answer.clause.number or "")
    apart = [one for one in reply.related if one.text not in answer.text]
    assert len(apart) == len(reply.related)
    assert [one.text for one in apart if one.kind == "penalty"] == penalties
    assert [one.text for one in apart if one.kind == "exception"] == exceptions


def test_what_is_told_are_the_clauses_own_words(base: KnowledgeBase) -> None:
    told = [one for _, question, *_ in BESIDE for one in base.ask(question).related]
    assert len(told) >= 6
    for one in told:
        assert one.clause.text[one.start : one.end] == one.text
        assert one.to_dict()["span"] == [one.start, one.end]


def test_a_question_for_the_penalty_is_not_told_the_penalty_beside_it(base: KnowledgeBase) -> None:
    reply = base.ask("没检查水质怎么罚")
    assert reply.answers
    assert [one for one in reply.related if one.kind == "penalty"] == []


def test_an_abstention_has_nothing_beside_it(base: KnowledgeBase) -> None:
    reply = base.ask("西游记作者是谁")
    assert reply.abstained
    assert reply.related == ()


SHOP = [
    ("a penalty that refers to the clause", "离开座位几分钟要锁屏", "第二十一条", "第一次提醒"),
    ("the row of the table that the clause refers to", "仓库能抽烟吗", "第十四条", "在非吸烟区吸烟\t罚款100元"),
]


@pytest.mark.parametrize(("why", "question", "number", "words"), SHOP, ids=[row[0] for row in SHOP])
def test_the_sample_corpus_ties_what_it_says_itself(
    why: str, question: str, number: str, words: str, shop_base: Path
) -> None:
    with KnowledgeBase.open(shop_base) as shop:
        (told,) = shop.ask(question).related
        assert (told.kind, told.clause.number) == ("penalty", number)
        assert words in told.text


@settings(deadline=None, max_examples=400)
@given(st.from_regex(re.compile(SANCTION_PHRASE.pattern), alphabet=sorted(set(SANCTION_PHRASE.pattern) | set("5\n"))))
def test_every_sanction_holds_a_word_by_which_it_is_looked_for(text: str) -> None:
    found = SANCTION_PHRASE.search(text)
    assert found is not None
    assert any(word in found[0] for word in _PUNISHING)


@settings(deadline=None, max_examples=400)
@given(st.from_regex(re.compile(_EXCEPTION.pattern), alphabet=sorted(set(_EXCEPTION.pattern) | set("5\n"))))
def test_every_exception_holds_a_word_by_which_it_is_looked_for(text: str) -> None:
    found = _EXCEPTION.search(text)
    assert found is not None
    assert any(word in found[0] for word in _EXCEPTING)
