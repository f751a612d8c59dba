"""Relevance: what each feature measures, and that an order loses nothing and reads no more than it should."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.relevance import (
    FIRST,
    SECOND,
    Concept,
    Passage,
    Prominence,
    first_features,
    load_model,
    order,
    second_features,
)
from ingest.errors import ConfigurationError

LATE = Concept("迟到", ("未按时到岗", "晚到"), 2.0)
FINE = Concept("罚多少", ("罚款",), 1.0)
LONG = Concept("超过三十分钟", (), 1.0)


def measured(passage: Passage, *concepts: Concept) -> dict[str, float]:
    found = [("a", 1.0, "d")]
    (row,) = second_features(concepts, ["d"], [passage], first_features(found, {}))
    return dict(zip(SECOND, row, strict=True))


@pytest.mark.parametrize(
    ("sentence", "passage", "feature", "expected"),
    [
        ("the word itself counts whole", Passage("迟到的,罚款。", ""), "cover", (2.0 + 0.7) / 3),
        ("another wording counts less", Passage("未按时到岗的。", ""), "cover", 2.0 * 0.7 / 3),
        ("each further wording adds a little", Passage("晚到或者未按时到岗。", ""), "cover", 2.0 * 0.85 / 3),
        ("what stands nowhere counts nothing", Passage("早退。", ""), "cover", 0.0),
        ("one sentence that holds both", Passage("迟到的,罚款。早退。", ""), "sentence", 2.7 / 3),
        ("two sentences that hold one each", Passage("迟到。罚款。", ""), "sentence", 2.0 / 3),
        ("a neighbour lends what is missing", Passage("罚款。", "", "迟到。"), "context", (0.7 * 2.0 + 0.7) / 3),
        ("a neighbour takes nothing away", Passage("迟到的,罚款。", "", "早退。"), "context", 2.7 / 3),
        ("the title", Passage("早退。", "迟到管理办法"), "titled", 2.0 / 3),
    ],
)
def test_what_a_feature_measures(sentence: str, passage: Passage, feature: str, expected: float) -> None:
    assert measured(passage, LATE, FINE)[feature] == pytest.approx(expected), sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [("超过三十分钟的", 1.0), ("满三十分钟的", 0.5 * 3 / 5), ("三十天", 0.0)],
)
def test_of_a_long_word_half_its_pairs_count_in_part(text: str, expected: float) -> None:
    assert measured(Passage(text, ""), LONG)["cover"] == pytest.approx(expected)


def test_a_document_holds_what_its_clauses_hold_together() -> None:
    found = [("a", 2.0, "one"), ("b", 1.0, "one"), ("c", 1.0, "two")]
    passages = [Passage("迟到。", ""), Passage("罚款。", ""), Passage("罚款。", "")]
    rows = second_features((LATE, FINE), ["one", "one", "two"], passages, first_features(found, {}))
    together = [row[SECOND.index("document_cover")] for row in rows]
    assert together == pytest.approx([2.7 / 3, 2.7 / 3, 0.7 / 3])


def test_the_first_features_see_scores_and_the_standing_of_the_document() -> None:
    found = [("a", 4.0, "one"), ("b", 2.0, "two"), ("c", 1.0, "one")]
    rows = [dict(zip(FIRST, row, strict=True)) for row in first_features(found, {"two": Prominence(9, 100)})]
    assert [row["engine"] for row in rows] == [1.0, 0.5, 0.25]
    assert rows[0]["document_best"] == rows[2]["document_best"] == pytest.approx(1.25 / 3)
    assert rows[0]["named"] == 0.0 < rows[1]["named"]
    assert rows[0]["size"] == 0.0 < rows[1]["size"]


def test_of_two_clauses_that_say_the_same_the_one_in_the_document_that_others_name_comes_first() -> None:
    found = [("a", 1.0, "obscure"), ("b", 1.0, "basic")]
    ranked = order((LATE,), found, lambda _: Passage("迟到。", ""), {"basic": Prominence(30, 1)}, reading=2)
    assert [clause for clause, _ in ranked] == ["b", "a"]


ids = st.lists(st.text("abcdefgh", min_size=1, max_size=3), unique=True, max_size=12)


@given(ids, st.integers(0, 15), st.data())
def test_an_order_holds_every_clause_once_and_its_scores_fall(
    names: list[str], reading: int, data: st.DataObject
) -> None:
    scores = sorted((data.draw(st.floats(0.0, 50.0)) for _ in names), reverse=True)
    texts = {name: data.draw(st.sampled_from(["迟到。", "罚款", "迟到的,罚款", ""])) for name in names}
    asked: list[str] = []

    def read(clause: str) -> Passage:
        asked.append(clause)
        return Passage(texts[clause], "")

    found = [(name, score, name[0]) for name, score in zip(names, scores, strict=True)]
    ranked = order((LATE, FINE), found, read, {}, reading=reading)
    assert sorted(clause for clause, _ in ranked) == sorted(names)
    assert len(asked) == min(reading, len(names))
    falling = [score for _, score in ranked]
    assert falling == sorted(falling, reverse=True)


def test_more_of_a_question_never_ranks_lower_with_all_else_equal() -> None:
    texts = {"all": "迟到的,罚款", "word": "迟到的,扣钱", "other": "晚到的,扣钱", "none": "早退的,扣钱"}
    found = [(name, 1.0, "d") for name in reversed(texts)]
    ranked = order((LATE, FINE), found, lambda one: Passage(texts[one], ""), {}, reading=4)
    assert [clause for clause, _ in ranked] == list(texts)


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "relevance.json"
    path.write_text(json.dumps({"first": dict.fromkeys(FIRST, 1.0), "second": {"engine": 1.0}}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="不符"):
        load_model(path)


def test_no_shipped_weight_turns_against_its_meaning() -> None:
    model = load_model()
    assert (len(model.first), len(model.second)) == (len(FIRST), len(SECOND))
    assert min(*model.first, *model.second) >= 0.0
