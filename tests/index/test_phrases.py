"""Words found in a text: what is probed in place is what the ordered list finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexicon import Lexicon, load_lexicon
from index.phrases import Phrases, automaton, probe

WORDS = st.lists(st.text(alphabet="客服主管员a", min_size=1, max_size=4), max_size=8)


@settings(deadline=None)
@given(text=st.text(alphabet="客服主管员a,", max_size=16), words=WORDS)
def test_probing_finds_what_the_list_finds(text: str, words: list[str]) -> None:
    assert probe(text, set(words), longest=4) == Phrases(words).find(text)
    several = [word for word in words if len(word) > 1]
    assert probe(text, set(words), longest=4, least=2) == Phrases(several).find(text)


def test_a_question_finds_the_roles_that_a_clause_finds() -> None:
    lexicon = load_lexicon()
    for text in ("客服主管迟到怎么罚", "仓库和财务谁负责", "没有岗位", ""):
        assert lexicon.roles_in(text) == lexicon.role_words.find(text)


def test_a_word_of_two_groups_has_the_words_of_both_in_order() -> None:
    own = Lexicon(synonyms=(("摸鱼", "划水", "偷懒"), ("偷懒", "怠工", "划水")))
    assert own.synonyms_of["偷懒"] == ("摸鱼", "划水", "怠工")
    assert [hit.phrase for hit in own.synonyms_in("上班偷懒和怠工")] == ["偷懒", "怠工"]
    assert "上班" not in own.synonyms_of
    assert len(own.synonyms_of) == len(list(own.synonyms_of)) == 4


@settings(deadline=None)
@given(text=st.text(alphabet="客服主管员a,\U00020000", max_size=16), words=WORDS)
def test_an_automaton_finds_what_the_list_finds(text: str, words: list[str]) -> None:
    pytest.importorskip("ahocorasick_rs")
    phrases = Phrases([*words, "员\U00020000"])
    found = automaton(phrases.words, longest=True)
    assert found is not None
    assert found(text) == phrases.spans(text)
    every = automaton(phrases.words, longest=False)
    assert every is not None
    stand = {(number, at) for number, word in enumerate(phrases.words) for at in range(16) if text.startswith(word, at)}
    assert {(number, start) for number, start, _ in every(text)} == stand
    assert all(text[start:end] == phrases.words[number] for number, start, end in (*every(text), *found(text)))


@pytest.mark.parametrize("installed", [True, False])
def test_words_are_found_alike_in_the_first_text_and_the_hundredth(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if installed:
        pytest.importorskip("ahocorasick_rs")
    monkeypatch.setattr("index.phrases._installed", lambda: installed)
    find = Phrases(["客服", "客服主管", "员"]).spans
    for text in ("客服主管和客服员", "\ud800客服", "", "\U00020000员") * 100:
        expected = [(1, 0, 4), (0, 5, 7), (2, 7, 8)] if "和" in text else [(0, 1, 3)] if "客" in text else []
        assert find(text) == (expected or ([(2, 1, 2)] if text else []))


def test_words_are_numbered_once_each() -> None:
    assert Phrases(["客服", "", "客服", "员"]).words == ("客服", "员")
    assert automaton((), longest=True) is None
    assert Phrases([]).spans("客服") == []
