"""Matching: the quick way through pairs of characters finds what looking for every form in every text finds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.matching import Matcher, Query, Sought, Wording, fold
from index.values import VALUES, holds

PIECES = st.sampled_from(["迟到", "晚到", "消防检查表", "检查", "表", "迟", "试试试", "ab", "30元", "。", ",", " "])
TEXTS = st.lists(PIECES, max_size=8).map("".join)
FORMS = st.lists(PIECES.filter(lambda form: form.strip() != ""), min_size=1, max_size=7, unique=True)


def plainly(term: Sought, text: str) -> tuple[float, set[str]]:
    """Say how much of a term stands in a text, form by form."""
    if term.text in text:
        return 1.0, {term.text}
    found = [variant for variant in term.variants if variant in text]
    if found:
        return 0.85 if term.variants.index(found[0]) < 4 else 0.7, set(found)
    pairs = [term.text[at : at + 2] for at in range(len(term.text) - 1)] if len(term.text) > 2 else []
    present = [pair for pair in pairs if pair in text]
    if pairs and 2 * len(present) >= len(pairs):
        return 0.6 * len(present) / len(pairs), set(present)
    return 0.0, set()


@settings(deadline=None)
@given(text=TEXTS, forms=st.lists(FORMS, max_size=4))
def test_every_form_is_found(text: str, forms: list[list[str]]) -> None:
    terms = tuple(Sought(first, tuple(others)) for first, *others in forms)
    matcher, words = Matcher(Query("", "other", terms)), Wording(text)
    found = {at: (share, set(present)) for at, share, present in matcher.match(words.text, matcher.common(words))}
    wanted = {at: plain for at, term in enumerate(terms) if (plain := plainly(term, words.text))[0]}
    assert found == wanted
    assert list(found) == sorted(found)


# (what it shows, question, text, length)
RUNS = [
    ("nothing in common counts as a pair", "迟到罚款", "登记", 2),
    ("a whole word of three", "消防检查表", "要填消防检", 3),
    ("the longest of two", "迟到罚款多少迟到三次", "迟到罚款,迟到三次", 4),
    ("all of it", "迟到罚款", "迟到罚款", 4),
    ("a question of one character", "罚", "罚款", 2),
]


@pytest.mark.parametrize(("why", "question", "text", "length"), RUNS, ids=[row[0] for row in RUNS])
def test_the_longest_run(why: str, question: str, text: str, length: int) -> None:
    matcher, words = Matcher(Query(question, "other", ())), Wording(text)
    assert matcher.longest_run(words.text, matcher.common(words)) == length


@settings(deadline=None)
@given(text=TEXTS)
def test_parts_are_what_stands_between_commas_with_what_stands_before(text: str) -> None:
    words = Wording(text)
    for number, piece in enumerate(words.pieces):
        cut = piece.split(",")
        spans = [",".join(cut[max(0, at - 1) : at + 1]) for at in range(len(cut))]
        assert words.parts(number) == tuple(zip(cut, spans, strict=True))


@settings(deadline=None, max_examples=300)
@given(text=st.text(alphabet="罚款50元天1日,。;可能见常月 由店长批"), kind=st.sampled_from(sorted(VALUES)))
def test_values_of_sentences_are_those_of_each_alone(text: str, kind: str) -> None:
    words = Wording(text)
    assert words.values(kind) == (holds(kind, words.text), tuple(holds(kind, piece) for piece in words.pieces))


@settings(deadline=None)
@given(st.text(alphabet="中A１，\u3000 é\u0301e가ㅏΣσ①ﬁ。；\n\x00\ud800"))
def test_folding_a_character_at_a_time_is_folding_the_text(text: str) -> None:
    assert fold(text) == "".join(unicodedata.normalize("NFKC", text).split()).lower()
