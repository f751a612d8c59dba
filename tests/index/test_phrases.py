"""Words found in a text: what is probed in place is what the ordered list finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexicon import Lexicon, load_lexicon
from index.phrases import Phrases, probe

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
