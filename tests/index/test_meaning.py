"""What texts mean: closeness of everyday words and printed ones, the vectors' form, and the file beside the clauses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.meaning import Known, _speakable, load_meaning, spoken
from index.meaning_file import MEANINGS, MeaningFile
from index.store import Store
from index.vectors import DIMENSIONS, between, cosine, cosines, direction
from ingest import Clause, Document
from ingest.errors import ConfigurationError, StoreDamaged
from ingest.records import parse_records

# (what it shows, question, nearer text, farther text)
CLOSER = [
    ("a game on the job", "上班打游戏罚多少", "工作时间内玩游戏的,每次罚款50元", "每周一召开部门例会"),
    ("a child is born", "老婆生孩子能休几天", "配偶生育的,给予陪产假15天", "新员工入职应提交体检证明"),
    ("broken on the way", "快递摔坏了怎么办", "运输途中破损的商品,由仓库联系物流公司索赔", "客服应当使用礼貌用语"),
    ("who pays postage", "退货的邮费谁出", "退换货的运费由买家承担", "网页图片由美工负责设计"),
    ("leaving the company", "不想干了要提前多久说", "员工辞职应提前一个月提出书面申请", "商品标题由编辑撰写"),
]


@pytest.mark.parametrize(("why", "question", "near", "far"), CLOSER, ids=[row[0] for row in CLOSER])
def test_a_question_lies_nearer_to_what_answers_it(why: str, question: str, near: str, far: str) -> None:
    table = load_meaning()
    asked = table.vector(question)
    assert cosine(asked, table.vector(near)) > cosine(asked, table.vector(far)) + 0.1


@given(st.text(max_size=60))
def test_any_text_has_a_vector_of_small_numbers(text: str) -> None:
    vector = load_meaning().vector(text)
    assert len(vector) == DIMENSIONS
    assert max(map(abs, vector)) in (0, 127)


_WORDS = sorted(word for word, _ in load_meaning()._words.items())
_TEXTS = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=2)), max_size=40).map("".join)


@pytest.fixture(scope="module", params=["automaton", "dictionaries"])
def known(request: pytest.FixtureRequest) -> Known:
    if request.param == "automaton":
        pytest.importorskip("ahocorasick_rs")
        return load_meaning().known()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.meaning.longest_words", lambda _: None)
        return load_meaning().known()


@given(texts=st.lists(st.one_of(_TEXTS, st.text(max_size=60)), max_size=8))
@example(texts=["", "员工迟到罚款" * 100, "迟到", "\ud800迟到\x00早退"])
@settings(deadline=None)
def test_many_texts_have_the_vectors_that_each_has_alone(known: Known, texts: list[str]) -> None:
    table = load_meaning()
    alone = [table.vector(text) for text in texts]
    assert [table.vector(text, known) for text in texts] == alone
    assert table.vectors(texts, known) == b"".join(vector.tobytes() for vector in alone)


@given(st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=2)), max_size=40))
def test_beginnings_met_before_cut_words_of_the_table_as_the_trie_does(words: list[str]) -> None:
    table, text = load_meaning(), "".join(words)
    assert table._cut(_speakable(text)) == table._met.cut(_speakable(text))


@given(st.lists(st.lists(st.sampled_from(_WORDS), max_size=4).map("".join), max_size=6))
def test_a_sentence_adds_up_the_words_between_its_commas(parts: list[str]) -> None:
    table = load_meaning()
    rows = [row for part in parts for row in table.rows(part)]
    assert rows == table.rows(",".join(parts))
    assert table.sum_of(rows) == table.vector(",".join(parts))


def test_no_word_of_the_table_holds_a_mark_that_parts_a_clause() -> None:
    assert not [word for word in _WORDS if set(word) & set(",，、:：。；;！!？?()（） \n\t")]


@given(st.lists(st.integers(0, len(_WORDS) - 1), max_size=300))
def test_sums_are_rounded_as_one_by_one_with_halves_to_even(rows: list[int]) -> None:
    table = load_meaning()
    columns = zip(*[memoryview(table._rows[64 * row : 64 * row + 64]).cast("b") for row in rows], strict=True)
    totals = [sum(column) for column in columns] or [0] * DIMENSIONS
    most = max(map(abs, totals)) or 127
    assert list(table.sum_of(rows)) == [round(127 * total / most) for total in totals]


@given(st.lists(st.lists(st.integers(-128, 127), min_size=64, max_size=64), min_size=1, max_size=5))
def test_many_vectors_are_compared_as_one_by_one(vectors: list[list[int]]) -> None:
    asked, *others = vectors
    packed = b"".join(number.to_bytes(1, "little", signed=True) for one in others for number in one)
    assert cosines(asked, packed) == [cosine(asked, one) for one in others]
    assert [between(direction(asked), direction(one)) for one in others] == [cosine(asked, one) for one in others]


def test_a_text_of_many_words_does_not_overflow() -> None:
    table = load_meaning()
    once, often = table.vector("员工迟到罚款"), table.vector("员工迟到罚款" * 2000)
    assert cosine(once, often) > 0.999


def test_nothing_is_close_to_an_empty_text() -> None:
    assert cosine(load_meaning().vector(""), load_meaning().vector("迟到")) == 0.0


# (what it shows, a word, what is near it)
NEARBY = [
    ("what policies say for it", "打瞌睡", {"睡觉", "瞌睡"}),
    ("what belongs to it", "快递", {"包裹", "快递单号"}),
    ("nothing is known of it", "鬱龘", set()),
]


@pytest.mark.parametrize(("why", "word", "near"), NEARBY, ids=[row[0] for row in NEARBY])
def test_words_of_nearly_the_meaning(why: str, word: str, near: set[str]) -> None:
    parts = load_meaning().near(word)
    assert near <= {one for part in parts for one, _ in part.near}
    assert bool(parts) is bool(near)


@given(text=st.text(alphabet=st.sampled_from("迟到早退的款罚a\x00\ud800快递。"), max_size=8))
def test_what_is_near_begins_with_the_word_and_falls_off(text: str) -> None:
    parts = load_meaning().near(text)
    assert not parts or abs(sum(part.share for part in parts) - 1) < 1e-9
    for part in parts:
        closeness = [how for _, how in part.near]
        assert part.near[0][0] in text and closeness[0] == 1.0
        assert closeness == sorted(closeness, reverse=True) and min(closeness) > 0


def documents(*texts: str) -> list[Document]:
    records = [{"document": {"title": "值守制度"}, "text": text} for text in texts]
    return parse_records("\n".join(json.dumps(one) for one in records).encode(), name="a.jsonl")


def test_a_generation_knows_what_its_clauses_mean(tmp_path: Path) -> None:
    with Store(tmp_path).write(documents("迟到的罚款20元", "例会每周一次")) as generation:
        ids = [clause.id for clause in generation.clauses()]
        late, meeting = generation.nearness("来晚了扣多少钱", ids)
        assert late > meeting


def test_a_document_that_did_not_change_keeps_its_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.write(documents("迟到的罚款20元")).close()
    made: list[str] = []

    def noted(clause: Clause) -> str:
        made.append(clause.id)
        return spoken(clause)

    monkeypatch.setattr("index.meaning.spoken", noted)
    other = parse_records(
        json.dumps({"document": {"title": "会议制度"}, "text": "例会每周一次"}).encode(), name="b.jsonl"
    )
    with store.write([*documents("迟到的罚款20元"), *other]) as generation:
        assert made == [clause.id for clause in other[0].clauses]
        with MeaningFile(generation.path) as vectors:
            for clause in generation.clauses():
                number = generation.clause_file.number(clause.id)
                assert vectors.vector(number) == load_meaning().vector(spoken(clause)).tobytes()


def test_vectors_of_another_table_are_not_compared(tmp_path: Path) -> None:
    with Store(tmp_path).write(documents("迟到的罚款20元")) as generation:
        file = generation.path / MEANINGS
        file.write_bytes(b"\0" * 16 + file.read_bytes()[16:])
        assert generation.nearness("迟到", [clause.id for clause in generation.clauses()]) == [0.0]
    with Store(tmp_path).write(documents("迟到的罚款20元"), extra={"again": True}) as made_anew:
        assert made_anew.nearness("迟到", [clause.id for clause in made_anew.clauses()]) != [0.0]


def test_a_lost_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="词义文件缺失"):
        MeaningFile(tmp_path)
    from index.meaning import Meaning

    with pytest.raises(ConfigurationError, match="缺少词义表"):
        Meaning(tmp_path)
