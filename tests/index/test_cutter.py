"""rjieba cuts as the mapped dictionary does, or is left alone."""

from __future__ import annotations

import random
from pathlib import Path
from shutil import copytree

import pytest

from index.cutter import SAME, cutter
from index.lexicon import load_lexicon
from index.words import Words, dictionary_hash, dictionary_path

pytest.importorskip("rjieba")

SENTENCES = 100_000
MARKS = [
    *"的一是在不了,。、;:()《》!?…·-_.%+#&/ \t\n",
    "\r\n",
    "A",
    "q3",
    "09:00",
    "3.3.4",
    "13",
    "㐀",
    "龥",
    "\x01",
    "😀",
]


@pytest.fixture(scope="module")
def words(words_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Words:
    folder = tmp_path_factory.mktemp("store") / dictionary_hash()
    copytree(words_folder, folder)
    return Words(folder, [word for word in load_lexicon().role_of if len(word) > 1])


def test_the_installed_dictionary_is_the_one_that_rjieba_carries() -> None:
    assert dictionary_hash() == SAME, (
        "then rjieba is never used: see whether it still cuts alike, and name the new hash"
    )


def test_a_hundred_thousand_sentences_are_cut_alike(words: Words) -> None:
    """Words of the dictionary and the lexicon side by side: more ambiguous than any real sentence."""
    rng = random.Random(7)
    vocabulary = [line.split(" ")[0] for line in dictionary_path().read_text("utf-8").splitlines()]
    pool = [*vocabulary, *MARKS * 500, *list(words.extra) * 50]
    cut = cutter(words, many=0)
    for _ in range(SENTENCES):
        sentence = "".join(rng.choices(pool, k=6))
        assert cut(sentence) == list(words.cut(sentence)), sentence


def test_little_text_and_another_dictionary_are_cut_by_the_mapped_one(
    words_folder: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("rjieba was asked")

    monkeypatch.setattr("rjieba.Jieba", refuse)
    text = "部门负责人审批"
    assert cutter(words)(text) == list(words.cut(text))
    elsewhere = Words(words_folder)
    assert cutter(elsewhere, many=0)(text) == list(elsewhere.cut(text))
    with pytest.raises(AssertionError, match="asked"):
        cutter(words, many=0)(text)
