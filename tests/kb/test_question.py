"""How a question is read: what it is about, whom it names, which values and steps are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.ranges import Quantity
from kb import KnowledgeBase
from kb.question import LIMIT, VARIANTS, Question


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


def words(question: Question) -> list[str]:
    return [term.text for term in question.query.terms]


# (what it shows, the question, words it is about, words it is not about)
ABOUT = [
    ("the act stays, the asking goes", "代打卡多少钱一次啊", ["代打卡"], ["多少钱", "啊", "一次"]),
    ("spaces part nothing", "盘 点 报 告", ["盘点"], []),
    ("width and case do not matter", "ＶＩＰ顾客", ["vip"], ["ＶＩＰ"]),
    ("a word said twice counts once", "旷工旷工旷工", ["旷工"], []),
    ("particles say nothing", "的了吗呢吧啊", [], ["的", "了", "吗"]),
    ("an everyday word is one word", "生娃", ["生娃"], ["娃"]),
    ("of two words that overlap the longer one is taken", "售前客服", ["售前客服"], ["客服", "售前"]),
    ("a role is something that is asked about", "打包员的备注", ["打包员", "备注"], []),
    ("values are compared, not looked for", "三天以内", [], ["三天"]),
    ("nor are steps", "第二次", [], ["第二次"]),
]


@pytest.mark.parametrize(("why", "text", "there", "absent"), ABOUT, ids=[row[0] for row in ABOUT])
def test_what_it_is_about(why: str, text: str, there: list[str], absent: list[str], base: KnowledgeBase) -> None:
    found = words(base._read(text))
    assert [word for word in there if found.count(word) != 1] == []
    assert [word for word in absent if word in found] == []


LEADS = [
    ("an everyday word leads to what policies print", "生娃能休几天", "生娃", "产假"),
    ("and so does slang of the shop floor", "吵架了怎么罚", "吵架", "争吵"),
    ("a word of the shop's own lexicon leads to its group", "客户要退货", "客户", "顾客"),
]


@pytest.mark.parametrize(("why", "text", "word", "variant"), LEADS, ids=[row[0] for row in LEADS])
def test_synonyms(why: str, text: str, word: str, variant: str, base: KnowledgeBase) -> None:
    (term,) = [term for term in base._read(text).query.terms if term.text == word]
    assert variant in term.variants
    assert len(term.variants) <= VARIANTS
    assert set(variant) <= set("".join(base._read(text).expanded)), "the engine looks for both"


def test_the_everyday_thesaurus_leads_one_way(base: KnowledgeBase) -> None:
    variants = {variant for term in base._read("产假").query.terms for variant in term.variants}
    assert "生娃" not in variants


def test_words_of_nearly_the_meaning_are_looked_for_where_some_clause_holds_them(tmp_path: Path) -> None:
    (tmp_path / "发货办法.txt").write_text("发货办法\n第一条 包裹由仓管员称重。\n第二条 每周盘点。\n", encoding="utf-8")
    with KnowledgeBase.build([tmp_path / "发货办法.txt"], tmp_path / "kb") as base:
        expanded = base._read("快递谁称").expanded
    assert 0 < expanded["包裹"] < expanded["快递"]
    assert "快递单号" not in expanded  # near, but no clause has it


def test_a_synonym_weighs_less_than_the_word_itself(base: KnowledgeBase) -> None:
    expanded = base._read("旷工").expanded
    assert len(expanded) > 1
    assert all(weight < expanded["旷工"] for word, weight in expanded.items() if word != "旷工")


ROLES = [
    ("none", "迟到怎么罚", set(), set()),
    ("one, with those of its family", "客服迟到怎么罚", {"客服"}, {"客服", "售前客服", "售后客服"}),
    ("a narrower one brings its wider one", "售前客服可以改价吗", {"售前客服"}, {"客服", "售前客服"}),
    ("two", "打包员和售前客服谁来通知", {"打包员", "售前客服"}, {"打包员", "售前客服"}),
    ("by another name", "临时工算加班吗", {"兼职人员"}, {"兼职人员", "员工"}),
]


@pytest.mark.parametrize(("why", "text", "roles", "families"), ROLES, ids=[row[0] for row in ROLES])
def test_roles(why: str, text: str, roles: set[str], families: set[str], base: KnowledgeBase) -> None:
    query = base._read(text).query
    assert query.roles == roles
    assert query.families >= families


VALUES = [
    ("days", "请两天假", (Quantity("time", 48.0),)),
    ("half an hour", "迟到半小时", (Quantity("time", 0.5),)),
    ("money in 元", "2500元", (Quantity("money", 2500.0),)),
    ("money in 块, as people say", "2500块找谁批", (Quantity("money", 2500.0),)),
    ("块钱", "三十块钱", (Quantity("money", 30.0),)),
    ("money in 万", "3万的合同价是3万元", (Quantity("money", 30000.0),)),
    ("a share", "毛利20%", (Quantity("percent", 20.0),)),
    ("a count", "补卡4次", (Quantity("count 次", 4.0),)),
    ("full-width figures", "迟到２０分钟", (Quantity("time", 1 / 3),)),
    ("nothing to compare", "迟到怎么罚", ()),
]


@pytest.mark.parametrize(("why", "text", "quantities"), VALUES, ids=[row[0] for row in VALUES])
def test_values(why: str, text: str, quantities: tuple[Quantity, ...], base: KnowledgeBase) -> None:
    assert base._read(text).query.quantities == quantities


STEPS = [
    ("第一次迟到", "第一次"),
    ("初犯怎么罚", "第一次"),
    ("头一回上班睡觉", "第一次"),
    ("第二次睡觉", "第二次"),
    ("再次虚报", "第二次"),
    ("又犯了呢", "第二次"),
    ("第三次玩游戏", "第三次"),
    ("满三次警告", "第三次"),
    ("迟到怎么罚", ""),
]


@pytest.mark.parametrize(("text", "step"), STEPS, ids=[row[0] for row in STEPS])
def test_the_step_of_an_escalation(text: str, step: str, base: KnowledgeBase) -> None:
    assert base._read(text).query.ordinal == step


def test_a_word_that_no_clause_has_is_known_as_such(base: KnowledgeBase) -> None:
    unknown = {term.text: term.unknown for term in base._read("旷工和西游记").query.terms}
    assert unknown == {"旷工": False, "西游记": True}


def test_a_rare_word_weighs_more_than_one_that_many_clauses_have(base: KnowledgeBase) -> None:
    weights = {term.text: term.weight for term in base._read("灭火器 顾客").query.terms}
    assert weights["灭火器"] > weights["顾客"]


def test_a_word_that_names_the_kind_weighs_little_where_that_kind_is_asked_for(base: KnowledgeBase) -> None:
    def weight(text: str, word: str) -> float:
        return next((term.weight for term in base._read(text).query.terms if term.text == word), 0.0)

    assert weight("试用期员工的职责有哪些", "职责") < weight("职责变动什么时候通知", "职责")


def test_pairs_are_the_neighbouring_characters_of_what_is_asked_about(base: KnowledgeBase) -> None:
    pairs = base._read("盘点报告").query.pairs
    assert list(pairs) == ["盘点", "点报", "报告"]
    assert all(weight > 0 for weight in pairs.values())


def test_a_long_text_is_read_from_its_beginning(base: KnowledgeBase) -> None:
    question = base._read("旷工怎么罚" + "啊" * LIMIT + "灭火器")
    assert words(question)[0].startswith("旷工")
    assert "灭火器" not in words(question)
    assert len(question.text) == LIMIT


def test_how_it_was_read_is_told(base: KnowledgeBase) -> None:
    reading = "\n".join(base._read("客服迟到怎么罚").reading)
    assert "关键词:" in reading
    assert "迟到" in reading
    assert "角色:客服" in reading


def test_the_shops_own_synonyms_are_looked_for(tmp_path: Path, new_root: Callable[[str], Path]) -> None:
    """A group of the shop's lexicon leads both ways, at the next build."""
    root = new_root("kb")
    (root / "lexicon.toml").write_text('extends = true\n[synonyms]\n"咕咕单" = ["退货单"]\n', encoding="utf-8")
    policy = tmp_path / "甲.txt"
    policy.write_text("甲管理制度\n第一条 退货单由仓管员保管。\n第二条 早退的，罚款20元。\n", encoding="utf-8")
    with KnowledgeBase.build([policy], root) as own:
        (term,) = [term for term in own._read("咕咕单").query.terms if term.text == "咕咕单"]
        assert "退货单" in term.variants
        assert own.search("退货单")[0].clause.number == "第一条"


@settings(deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_can_be_read(text: str, base: KnowledgeBase) -> None:
    question = base._read(text)
    assert all(term.weight >= 0 for term in question.query.terms)
    assert len({term.text for term in question.query.terms}) == len(question.query.terms)
    assert all(word and weight > 0 for word, weight in question.expanded.items())
