"""The ranker: what each feature measures, by a question and a clause; the order that weights give; how sure it is."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facts import facts_in
from index.features import FEATURES, ORDINALS, Candidate, Query, Sought, features, fold, sentences
from index.ranges import quantities
from index.ranker import KEPT, Weights, likeliest, load_weights, rank, sure_features
from ingest.document import Clause, DocumentRef
from ingest.errors import ConfigurationError


def query(*words: str | Sought, kind: str = "penalty", text: str = "", **more: object) -> Query:
    terms = tuple(word if isinstance(word, Sought) else Sought(word) for word in words)
    said = text or "".join(term.text for term in terms)
    return Query(said, kind, terms, kinds=((kind, 1.0),), **more)  # type: ignore[arg-type]


def clause(
    text: str,
    *headings: str,
    title: str = "值守制度",
    number: str = "1",
    roles: tuple[str, ...] = (),
    modality: str = "statement",
) -> Clause:
    ref = DocumentRef(title, title, "a.txt", "0")
    return Clause(
        f"{title}#{number}",
        ref,
        number,
        (number,),
        text,
        headings,
        roles=roles,
        modality=modality,
        facts=facts_in(text),
    )


def measure(name: str, asked: Query, candidate: Candidate | Clause, best: float = 1.0, order: int = 0) -> float:
    one = Candidate(candidate, 1.0) if isinstance(candidate, Clause) else candidate
    return dict(zip(FEATURES, features(asked, one, best, order), strict=True))[name]


NEAR = Sought("迟到", parts=((1.0, (("迟到", 1.0), ("晚到", 0.8), ("缺席", 0.3))),))
LATE = query("迟到")
FINED = clause("迟到的,罚款20元。")

# (feature, what it shows, question, the clause that has more of it, the clause that has less)
MORE = [
    ("in_text", "a word that stands there", LATE, FINED, clause("早退的,罚款20元。")),
    ("in_text", "both words before one of them", query("迟到", "登记"), clause("迟到要登记。"), clause("登记。")),
    ("in_text", "the rarer word counts more", query(Sought("迟到", weight=5), Sought("登记")), FINED, clause("登记。")),
    ("in_text", "a synonym before nothing", query(Sought("晚到", ("迟到",))), FINED, clause("早退。")),
    ("in_text", "most of a long word before nothing", query("消防检查表"), clause("消防检查"), clause("登记")),
    ("close_in_text", "a near word before nothing", query(NEAR), clause("晚到者"), clause("早退者")),
    ("close_in_text", "the nearer word", query(NEAR), clause("晚到者"), clause("缺席者")),
    ("close_in_text", "the word itself before a near one", query(NEAR), clause("迟到者"), clause("晚到者")),
    ("close_anywhere", "a near word in the heading", query(NEAR), clause("如下", "晚到"), clause("如下", "早退")),
    ("close_missing", "what nothing is close to", query(NEAR), clause("早退者"), clause("晚到者")),
    ("in_text_literal", "the word before a synonym", query(Sought("晚到", ("迟到",))), clause("晚到"), clause("迟到")),
    ("in_heading", "a word of the heading", LATE, clause("罚款20元。", "迟到"), FINED),
    ("in_title", "a word of the title", LATE, clause("罚款。", title="迟到管理办法"), FINED),
    ("anywhere", "a heading stands for the text", LATE, clause("罚款20元。", "迟到"), clause("罚款20元。")),
    (
        "in_sentence",
        "in one sentence before in two",
        query("迟到", "登记"),
        clause("迟到登记。"),
        clause("迟到。登记。"),
    ),
    ("in_value_sentence", "with a value in that sentence", LATE, FINED, clause("迟到要登记。早退罚款20元。")),
    ("in_value_part", "with a value right behind", LATE, clause("迟到,罚款。"), clause("迟到,由组长谈话,再犯,罚款。")),
    ("value", "a value of the kind asked for", LATE, FINED, clause("迟到要登记。")),
    ("value_in_sentence", "in the sentence that matches best", LATE, FINED, clause("迟到要登记。早退罚款20元。")),
    ("rarest_missing", "what is missing", LATE, clause("登记。"), FINED),
    ("all_there", "all words there", query("迟到", "登记"), clause("迟到登记"), FINED),
    (
        "run",
        "a long run of the question's own characters",
        query("迟到的罚款", pairs={"迟到": 1.0}),
        FINED,
        clause("迟到"),
    ),
    ("long_word", "a long word that stands there", query("消防检查表"), clause("消防检查表"), clause("消防")),
    (
        "role",
        "the role asked about",
        query("迟到", families=frozenset(["客服"]), roles=frozenset(["客服"])),
        clause("迟到", roles=("客服",)),
        clause("迟到", roles=("仓库",)),
    ),
    (
        "role_conflict",
        "another role than asked about",
        query("迟到", families=frozenset(["客服"]), roles=frozenset(["客服"])),
        clause("迟到", roles=("仓库",)),
        clause("迟到"),
    ),
    ("figures", "the figure of the question", query("迟到", figures=("20",)), FINED, clause("迟到罚30元")),
    ("ordinal", "the step of the question", query("迟到", ordinal="第二次"), clause("再次迟到"), clause("迟到")),
    (
        "modality",
        "a fine for a question about fines",
        LATE,
        clause("迟到", modality="penalty"),
        clause("迟到", modality="duty"),
    ),
    ("heading_only", "a short heading", LATE, clause("迟到"), FINED),
    ("length", "a long clause", LATE, clause("迟到" * 40), FINED),
    ("question_share", "a clause as short as the question", LATE, clause("迟到"), clause("迟到" * 20)),
    ("density", "a short clause with the words", LATE, FINED, clause("迟到" + "登记备案" * 40)),
]


@pytest.mark.parametrize(("feature", "why", "asked", "more", "less"), MORE, ids=[f"{row[0]}: {row[1]}" for row in MORE])
def test_a_feature_measures(feature: str, why: str, asked: Query, more: Clause, less: Clause) -> None:
    assert measure(feature, asked, more) > measure(feature, asked, less)


def test_the_engine_counts_by_score_and_by_place() -> None:
    half = Candidate(FINED, 3.0)
    assert measure("engine", LATE, half, best=6.0) == 0.5
    assert measure("order", LATE, half, order=0) > measure("order", LATE, half, order=1) > 0


def test_what_stands_above_a_clause_leads_to_it() -> None:
    led, alone = Candidate(clause("罚款20元。"), 1.0, "迟到按下列标准扣款"), Candidate(clause("罚款20元。"), 1.0)
    assert measure("in_parent", LATE, led) > measure("in_parent", LATE, alone) == 0
    assert measure("with_parent", LATE, led) > measure("with_parent", LATE, alone) == 0


def test_a_document_that_is_no_longer_in_force_is_marked() -> None:
    assert measure("ended", LATE, Candidate(FINED, 1.0, in_force=False)) == 1.0
    assert measure("ended", LATE, Candidate(FINED, 1.0)) == 0.0


def test_a_value_that_falls_into_the_band_and_one_that_does_not() -> None:
    band = clause("请假超过1天、不满3天的,由店长批准。")
    two, five = (query("请假", kind="approval", quantities=quantities(facts_in(said))) for said in ("2天", "5天"))
    assert (measure("in_range", two, band), measure("out_of_range", two, band)) == (1.0, 0.0)
    assert (measure("in_range", five, band), measure("out_of_range", five, band)) == (0.0, 1.0)


def test_a_word_that_no_clause_has_is_counted_against_all_alike() -> None:
    asked = query("迟到", Sought("西游记", unknown=True))
    assert measure("unknown", asked, FINED) == measure("unknown", asked, clause("登记")) == 0.5


@pytest.mark.parametrize("step", ORDINALS)
def test_each_step_knows_its_own_name(step: str) -> None:
    assert step in ORDINALS[step]


WORDS = st.sampled_from(
    ["迟到", "罚款20元", "第二次", "由店长批准", "。", ";", ",", "\t", "客服", "3天以内", "x", " ", "\n"]
)


@settings(deadline=None)
@given(
    words=st.lists(WORDS, max_size=12),
    headings=st.lists(WORDS, max_size=2),
    asked=st.lists(st.sampled_from(["迟到", "店长", "二次", "消防检查表"]), max_size=3, unique=True),
    kind=st.sampled_from(["penalty", "approval", "deadline", "other"]),
)
def test_features_are_finite_and_in_bounds(words: list[str], headings: list[str], asked: list[str], kind: str) -> None:
    question = query(*asked, kind=kind, text="第二次迟到罚多少", pairs={"迟到": 2.0}, figures=("20",), ordinal="第二次")
    values = features(question, Candidate(clause("".join(words), *headings), 2.0, "迟到"), 4.0, 3)
    assert len(values) == len(FEATURES)
    assert [(n, v) for n, v in zip(FEATURES, values, strict=True) if not (math.isfinite(v) and 0 <= v <= 2.1)] == []


# What is read of what is found


CHOSEN = [
    ("few are all kept", [5.0, 4.0], [0.0, 0.0], (1.0, 0.0, 0.0), {0, 1}),
    (
        "by the engine's score",
        [9.0 - at / 10 for at in range(KEPT + 5)],
        [0.0] * (KEPT + 5),
        (1.0, 0.0, 0.0),
        {*range(KEPT)},
    ),
    ("or by meaning", [1.0] * (KEPT + 1), [0.0, *[0.5] * KEPT], (0.0, 0.0, 1.0), {*range(1, KEPT + 1)}),
    ("scores of nought do no harm", [0.0] * (KEPT + 1), [0.0] * (KEPT + 1), (1.0, 1.0, 1.0), {*range(KEPT)}),
    ("nothing found is nothing kept", [], [], (1.0, 1.0, 1.0), set()),
]


@pytest.mark.parametrize(("why", "scores", "close", "first", "kept"), CHOSEN, ids=[row[0] for row in CHOSEN])
def test_the_likeliest_are_read(
    why: str, scores: list[float], close: list[float], first: tuple[float, ...], kept: set[int]
) -> None:
    assert likeliest(scores, close, weights()._replace(first=first)) == kept


# The order


def weights(**shared: float) -> Weights:
    flat = tuple(shared.get(name, 0.0) for name in FEATURES)
    return Weights(flat, {}, (0.0,) * len(FEATURES) + (1.0, 1.0), {}, 0.0)


CANDIDATES = [
    Candidate(clause("登记。", number="1"), 3.0),
    Candidate(clause("迟到。", number="2"), 2.0),
    Candidate(FINED, 1.0),
]


def numbers(asked: Query, given_weights: Weights) -> list[str | None]:
    return [one.clause.number for one in rank(asked, CANDIDATES, given_weights)]


def test_weights_decide_the_order() -> None:
    assert numbers(LATE, weights(engine=1.0)) == ["1", "2", "1"]
    assert rank(LATE, CANDIDATES, weights(value=1.0, in_text=1.0))[0].clause == FINED


def test_ties_stay_in_the_engines_order() -> None:
    assert [one.clause for one in rank(LATE, CANDIDATES, weights())] == [one.clause for one in CANDIDATES]


def test_a_kinds_own_weights_count_by_how_likely_it_is() -> None:
    own = tuple(1.0 if name == "value" else 0.0 for name in FEATURES)
    mixed = Weights(weights(engine=0.1).shared, {"penalty": own}, (0.0,) * (len(FEATURES) + 2), {}, 0.0)
    unlikely = Query("迟到", "time", (Sought("迟到"),), kinds=(("time", 0.99), ("penalty", 0.01)))
    assert rank(LATE, CANDIDATES, mixed)[0].clause == FINED
    assert rank(unlikely, CANDIDATES, mixed)[0].clause.number == "1"
    assert rank(unlikely, CANDIDATES, mixed)[0].clause != FINED


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(LATE, []) == []


def test_scores_of_nought_do_no_harm() -> None:
    ranked = rank(LATE, [Candidate(one.clause, 0.0) for one in CANDIDATES])
    assert len(ranked) == 3


def test_probabilities_lie_between_nought_and_one_and_follow_the_score() -> None:
    ranked = rank(LATE, CANDIDATES, weights(value=1.0, in_text=1.0))
    shares = [one.probability for one in ranked]
    assert all(0 < share < 1 for share in shares)
    assert shares == sorted(shares, reverse=True)


def test_the_lead_over_the_next_three_counts() -> None:
    nothing = (0.0,) * len(FEATURES)
    *_, score, lead = sure_features(nothing, 8.0, [5.0, 4.0, 3.0, -90.0])
    assert (score, lead) == (0.8, 0.8)
    assert sure_features(nothing, 8.0, [])[-1] == 1.0


def test_a_huge_score_gives_a_probability_and_no_overflow() -> None:
    ranked = rank(LATE, CANDIDATES, weights(engine=1e6, order=-1e9))
    assert all(0 <= one.probability <= 1 for one in ranked)


# The shipped weights


def test_the_shipped_weights_fit_the_features() -> None:
    shipped = load_weights()
    assert len(shipped.shared) == len(FEATURES)
    assert all(len(own) == len(FEATURES) for own in shipped.by_kind.values())
    assert len(shipped.sure) == len(FEATURES) + 2


def test_every_feature_is_explained_by_its_name(root: Path) -> None:
    page = (root / "docs" / "asking.md").read_text(encoding="utf-8")
    assert [name for name in FEATURES if f"`{name}`" not in page] == []


def test_the_shipped_weights_put_the_fine_before_the_rest() -> None:
    ranked = rank(LATE, [Candidate(clause("会议每周一召开。", number="9"), 1.0), Candidate(FINED, 1.0)])
    assert ranked[0].clause == FINED


def test_weights_of_another_release_are_refused(tmp_path: Path) -> None:
    old = tmp_path / "ranker.json"
    old.write_text(json.dumps({"features": ["engine"], "shared": [1.0]}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="不符"):
        load_weights(old)


# Folding and sentences


FOLDED = [("ＶＩＰ　顾客", "vip顾客"), ("罚 款\n５０ 元", "罚款50元"), ("", ""), ("①", "1"), ("Ａ类", "a类")]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@settings(deadline=None)
@given(st.text(alphabet="甲乙。;；!？?\n 1"))
def test_sentences_lose_nothing_but_what_stands_before_the_first(text: str) -> None:
    assert text.endswith("".join(sentences(text)))
    assert all(piece.strip("。;；!！?？\n") for piece in sentences(text))
