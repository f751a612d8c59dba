"""Why a reply is as it is: what was read, what spoke for and against the first clauses, what the judge held."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.features import FEATURES
from index.judge import Judge, judged_features, load_judge
from index.ranker import load_weights, rank
from kb import KnowledgeBase
from kb.explain import ASPECTS, SHOWN, Explanation, explain


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


def explained(base: KnowledgeBase, question: str) -> Explanation:
    told = base.ask(question, why=True).explanation
    assert told is not None
    return told


def test_each_feature_is_told_under_one_aspect() -> None:
    told = [feature for features in ASPECTS.values() for feature in features]
    assert sorted(told) == sorted(FEATURES), "a feature without an aspect would be told as 其他"


def test_a_reply_is_explained_only_when_asked_and_stays_the_same(base: KnowledgeBase) -> None:
    plain, told = base.ask("迟到怎么罚"), base.ask("迟到怎么罚", why=True)
    assert plain.explanation is None
    assert "explanation" not in plain.to_dict()
    assert replace(told, explanation=None) == plain
    assert told.to_dict()["explanation"]["candidates"]


# (what it shows, question, what is read: words, synonyms among others, roles, conditions)
READINGS = [
    ("an everyday word leads to the policy's", "生娃能休几天", {"生娃"}, {"产假"}, set(), ()),
    ("a role and its family", "客服迟到怎么罚", {"迟到"}, set(), {"客服"}, ()),
    ("a step and a value", "第二次迟到20分钟怎么罚", {"迟到"}, set(), set(), ("第二次", "20分钟")),
    ("an amount of money", "报销3000元谁批", {"报销"}, set(), set(), ("3000元",)),
]


@pytest.mark.parametrize(
    ("why", "question", "words", "synonyms", "roles", "conditions"), READINGS, ids=[row[0] for row in READINGS]
)
def test_what_was_read(
    why: str,
    question: str,
    words: set[str],
    synonyms: set[str],
    roles: set[str],
    conditions: tuple[str, ...],
    base: KnowledgeBase,
) -> None:
    told = explained(base, question)
    assert words <= {word.text for word in told.words}
    assert synonyms <= {other for word in told.words for other in word.synonyms}
    assert roles <= set(told.roles)
    assert not set(told.roles) & set(told.family)
    assert told.conditions == conditions
    assert sum(word.share for word in told.words) == pytest.approx(1.0)
    assert told.kinds[0][1] == max(share for _, share in told.kinds)


def test_points_are_the_difference_of_the_scores(base: KnowledgeBase) -> None:
    """Nothing is left out silently: all aspects together make the lead over the clause beside."""
    read = base._read("第二次迟到20分钟怎么罚")
    ranked = rank(read.query, base._candidates(read))
    weights = load_weights().of(read.query)
    first, second = (
        sum(weight * value for weight, value in zip(weights, one.features, strict=True)) for one in ranked[:2]
    )
    assert first == pytest.approx(ranked[0].score)
    told = explained(base, "第二次迟到20分钟怎么罚").candidates
    assert [one.clause for one in told] == [one.clause for one in ranked[:SHOWN]]
    assert [one.beside for one in told] == [2, 1, 1]
    shown = sum(point.points for point in (*told[0].strengths, *told[0].weaknesses))
    assert shown == pytest.approx(first - second, abs=0.05 * len(ASPECTS) + 0.5)
    assert {point.aspect: pytest.approx(-point.points) for point in told[0].strengths} == {
        point.aspect: point.points for point in told[1].weaknesses
    }


def test_the_band_that_holds_the_value_is_named_as_the_reason(base: KnowledgeBase) -> None:
    first = explained(base, "迟到20分钟怎么罚").candidates[0]
    assert first.strengths[0].aspect == "数字、次数、档次对得上"


PLACES = [
    ("in the clause", "代打卡怎么罚", "代打卡", "text"),
    ("in a heading", "迟到20分钟怎么罚", "迟到", "heading"),
    ("nowhere", "迟到西游记怎么罚", "西游记", ""),
]


@pytest.mark.parametrize(("why", "question", "word", "place"), PLACES, ids=[row[0] for row in PLACES])
def test_where_a_word_stands(why: str, question: str, word: str, place: str, base: KnowledgeBase) -> None:
    assert explained(base, question).candidates[0].words[word] == place


DOUBTS = [
    ("a word that no clause has", "仓库的西游记谁负责", "没有一条条款出现过:西游记"),
    ("words that the nearest clause lacks", "体检谁组织", "最接近的条款里没有:"),
    ("nothing found at all", "西游记作者是谁", "没有条款含有问的词"),
]


@pytest.mark.parametrize(("why", "question", "doubt"), DOUBTS, ids=[row[0] for row in DOUBTS])
def test_doubts_are_said_in_words(why: str, question: str, doubt: str, base: KnowledgeBase) -> None:
    assert any(told.startswith(doubt) for told in explained(base, question).doubts)


def test_the_judge_is_told_as_it_judged(base: KnowledgeBase) -> None:
    for question in ("旷工一天罚多少", "公司几月份组织旅游", "西游记作者是谁"):
        reply = base.ask(question, why=True)
        told = reply.explanation
        assert told is not None
        assert 0.0 <= told.stated <= 1.0
        if told.stated < told.threshold:
            assert reply.abstained
            assert told.doubts or told.against, "an abstention without a reason helps nobody"
        assert all(point.points < 0 for point in told.against)


def test_the_judges_points_lead_from_the_usual_question_to_this_one(base: KnowledgeBase) -> None:
    judge = load_judge()
    assert len(judge.means) == len(judge.weights)
    read = base._read("公司几月份组织旅游")
    ranked = rank(read.query, base._candidates(read))
    usual = judge.offset + sum(weight * mean for weight, mean in zip(judge.weights, judge.means, strict=True))
    total = usual + sum(judge.points(read.query, ranked))
    assert judge.probability(read.query, ranked) == pytest.approx(1 / (1 + math.exp(-total)))


def test_a_judge_without_means_still_explains(base: KnowledgeBase) -> None:
    read = base._read("公司几月份组织旅游")
    ranked = rank(read.query, base._candidates(read))
    judge = load_judge()._replace(means=())
    assert len(judge.points(read.query, ranked)) == len(judged_features(read.query, ranked, judge.kinds))
    assert Judge.from_dict({**load_judge_record(judge), "means": []}) == judge
    explain(read.query, (), ranked, {}, judge)


def load_judge_record(judge: Judge) -> dict[str, object]:
    return {"kinds": judge.kinds, "weights": judge.weights, "offset": judge.offset, "threshold": judge.threshold}


@pytest.mark.parametrize("question", ["", " ", "的", "AND (", "😀", "\x00\x1b[31m", "甲" * 10_000, "hello world", "?"])
def test_anything_can_be_explained(question: str, base: KnowledgeBase) -> None:
    told = base.ask(question, why=True).to_dict()["explanation"]
    assert told["found"] >= len(told["candidates"])
