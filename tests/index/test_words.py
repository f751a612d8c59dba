"""The mapped dictionary gives jieba's words, whatever it is given."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from array import array
from itertools import product
from pathlib import Path
from typing import Any

import marisa_trie
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.words import FREQUENCIES, TRIE, Words, dictionary_hash, dictionary_path, write_words
from ingest.errors import ConfigurationError, StoreDamaged

ROOT = Path(__file__).parents[2]
EXTRA = ("物流人员", "打单员", "店长", "客服主管助理", "A岗", "小二", "部门", "T恤", "店小二店")


def reference(folder: Path, extra: tuple[str, ...] = ()) -> Any:
    """Give jieba itself, with a cache of its own."""
    import jieba

    logging.getLogger("jieba").setLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(folder)
    for word in extra:
        tokenizer.add_word(word)
    return tokenizer


@pytest.fixture(scope="module")
def jieba_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jieba")


@pytest.fixture(scope="module")
def jieba_words(jieba_folder: Path) -> Any:
    return reference(jieba_folder)


@pytest.fixture(scope="module")
def words(words_folder: Path) -> Words:
    return Words(words_folder)


def sentences(number: int, seed: int) -> list[str]:
    """Make runs of dictionary words, single characters and clutter: more ambiguous than any real sentence."""
    rng = random.Random(seed)
    vocabulary = [line.split(" ")[0] for line in dictionary_path().read_text("utf-8").splitlines()]
    clutter = [
        *"的一是在不了 \t\n,。、;:()《》!?…·-_.%+#&/\\",
        "\r\n",
        "A",
        "q3",
        "09:00",
        "3.3.4",
        "　",
        "Ａ",
        "①",
        "😀",
        "γ",
    ]
    return [
        "".join(rng.choice(clutter if rng.random() < 0.3 else vocabulary) for _ in range(rng.randint(1, 9)))
        for _ in range(number)
    ]


def test_the_words_of_many_sentences_are_those_of_jieba(words: Words, jieba_words: Any) -> None:
    differ = [
        text for text in sentences(6000, seed=1) if list(words.cut(text)) != list(jieba_words.cut(text, HMM=False))
    ]
    assert differ == []


def test_the_words_of_the_corpus_are_those_of_jieba(words: Words, jieba_words: Any) -> None:
    lines = 0
    for path in sorted((ROOT / "corpus").rglob("*.txt")):
        for line in path.read_text("utf-8", errors="replace").splitlines():
            assert list(words.cut(line)) == list(jieba_words.cut(line, HMM=False)), f"{path.name}: {line}"
            lines += 1
    if not lines:
        pytest.skip("no corpus here")


def test_every_word_has_its_frequency(words: Words, jieba_words: Any) -> None:
    counts = {word: count for word, count in jieba_words.FREQ.items() if count}
    assert sum(count > 254 for count in counts.values()) > 20_000, "or the frequencies of more than a byte go untried"
    assert {word: words.frequency(word) for word in counts} == counts


def test_a_dictionary_of_before_is_read(words: Words, words_folder: Path, tmp_path: Path) -> None:
    """It kept four bytes for every frequency."""
    trie = marisa_trie.Trie().mmap(str(words_folder / TRIE))
    counts = array("I", [words.frequency(trie.restore_key(number)) for number in range(len(trie))])
    header = (words_folder / FREQUENCIES).read_bytes()[4:20]
    (tmp_path / TRIE).write_bytes((words_folder / TRIE).read_bytes())
    (tmp_path / FREQUENCIES).write_bytes(b"kbw1" + header + counts.tobytes())
    before = Words(tmp_path)
    for word in ("的", "中国", "迟到", "没有这样的词"):
        assert before.frequency(word) == words.frequency(word)
    (tmp_path / FREQUENCIES).write_bytes(b"kbw1" + header + counts.tobytes()[:-4])
    with pytest.raises(StoreDamaged):
        Words(tmp_path)


def test_added_words_count_as_jieba_counts_them(words_folder: Path, jieba_folder: Path) -> None:
    ours, theirs = Words(words_folder, EXTRA), reference(jieba_folder, EXTRA)
    assert {word: ours.frequency(word) for word in EXTRA} == {word: theirs.FREQ[word] for word in EXTRA}
    rng = random.Random(2)
    for text in sentences(1500, seed=3):
        mixed = text + rng.choice(EXTRA) + text[::-1] + rng.choice(EXTRA)
        assert list(ours.cut(mixed)) == list(theirs.cut(mixed, HMM=False)), mixed
    for word in EXTRA:
        assert list(ours.cut(word)) == [word]


def test_ties_fall_as_in_jieba(tmp_path: Path) -> None:
    """Small dictionaries with small counts, where ways to cut are equally likely; all texts over their letters."""
    import jieba

    rng = random.Random(4)
    for number in range(25):
        vocabulary = {"".join(rng.choices("甲乙a", k=rng.randint(1, 3))): rng.randint(0, 3) for _ in range(6)}
        path = tmp_path / f"dict{number}.txt"
        path.write_text("".join(f"{word} {count}\n" for word, count in {**vocabulary, "丁": 1}.items()), "utf-8")
        write_words(tmp_path / str(number), path)
        ours, theirs = Words(tmp_path / str(number)), jieba.Tokenizer(str(path))
        theirs.tmp_dir = str(tmp_path)
        for length in range(1, 6):
            for letters in product("甲乙a", repeat=length):
                text = "".join(letters)
                assert list(ours.cut(text)) == list(theirs.cut(text, HMM=False)), (text, vocabulary)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_cutting_loses_nothing(words: Words, text: str) -> None:
    assert "".join(words.cut(text)) == text


@given(st.text(alphabet="部门负责人员客服主管审批仓库管理发货退换Aa3.%-, ", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_cut_as_jieba_cuts_it(words: Words, jieba_words: Any, text: str) -> None:
    assert list(words.cut(text)) == list(jieba_words.cut(text, HMM=False))


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("负责人", ["负责", "责人"]),
        ("部门", []),
        ("的", []),
        ("", []),
    ],
)
def test_words_inside_a_word(words: Words, word: str, inside: list[str]) -> None:
    assert [word[start:end] for start, end in words.inside(word)] == inside


@pytest.mark.parametrize("extra", [(), ("物流人员",)], ids=["dictionary", "with a word added"])
def test_words_inside_are_words_and_never_the_whole(words_folder: Path, extra: tuple[str, ...]) -> None:
    words = Words(words_folder, extra)
    for word in ("物流人员", "中华人民共和国", "第十三条", "岗位职责"):
        for start, end in words.inside(word):
            assert 2 <= end - start < len(word)
            assert words.frequency(word[start:end]) > 0


@pytest.mark.parametrize(
    ("harm", "file"),
    [
        ("gone", TRIE),
        ("gone", FREQUENCIES),
        ("empty", TRIE),
        ("empty", FREQUENCIES),
        ("short", FREQUENCIES),
        ("other", TRIE),
        ("other", FREQUENCIES),
    ],
)
def test_a_damaged_dictionary_is_said_to_be_so(words_folder: Path, tmp_path: Path, harm: str, file: str) -> None:
    for name in (TRIE, FREQUENCIES):
        (tmp_path / name).write_bytes((words_folder / name).read_bytes())
    path = tmp_path / file
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "short": path.read_bytes()[:-4], "other": b"no dictionary " * 9}[harm])
    with pytest.raises(StoreDamaged, match="kb build"):
        Words(tmp_path)


def test_a_dictionary_is_known_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "dict.txt"
    path.write_text("客服 5 n\n主管 3 n\n客服 7 n\n", encoding="utf-8")
    first = dictionary_hash(path)
    write_words(tmp_path / "words", path)
    assert Words(tmp_path / "words").frequency("客服") == 7, "the last line counts"
    path.write_text("客服 5 n\n主管 33 n\n", encoding="utf-8")
    assert dictionary_hash(path) != first
    assert len(dictionary_hash()) == 64


def test_a_missing_jieba_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.words.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="pip install"):
        dictionary_path()


def test_cutting_a_question_loads_no_jieba(words_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from index.words import Words, dictionary_hash;"
        f"print(*Words(Path({str(words_folder)!r})).cut('上班玩游戏罚多少')); dictionary_hash();"
        "print(sorted({'jieba', 'numpy', 'whoosh'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    cut, loaded = run.stdout.splitlines()
    assert cut.replace(" ", "") == "上班玩游戏罚多少"
    assert loaded == "[]"
    assert run.stderr == ""
