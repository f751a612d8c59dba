"""A knowledge base on disk: what is written comes back, and what is damaged says so."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines import Filter
from index.manifest import FORMAT, Failure, Source
from index.parsed import with_id
from index.store import KEPT, Store, parsed_key
from index.words import dictionary_hash
from ingest.document import Clause, Document, DocumentRef
from ingest.errors import NotFound, StoreDamaged
from tests.index.stored import TWO, document, turned


def test_what_is_written_comes_back(store: Store) -> None:
    with store.write(TWO) as written:
        assert written.documents(clauses=True) == TWO
    with store.current() as generation:
        assert generation.documents(clauses=True) == TWO
        assert [one.id for one in generation.documents()] == ["考勤", "发货"]
        assert all(one.clauses == () for one in generation.documents())
        assert dict(generation.clause_counts()) == {"考勤": 3, "发货": 2}
        assert list(generation.clauses("发货")) == list(TWO[1].clauses)
        assert generation.clause("考勤#第2条") == TWO[0].clauses[1]
        assert (generation.manifest.documents, generation.manifest.clauses) == (2, 5)
        generation.verify()


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts=st.lists(st.tuples(_TEXT, _TEXT, _TEXT), max_size=6, unique_by=lambda parts: parts[0]))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, words_folder: Path, texts: list[tuple[str, str, str]]
) -> None:
    """Line ends, NUL, quotes, other scripts: in ids, headings and texts alike."""
    root = tmp_path_factory.mktemp("any")
    shutil.copytree(words_folder, root / "words" / dictionary_hash())
    ref = DocumentRef("d", "t", "s", "v")
    clauses = tuple(Clause(key, ref, None, (label,), text, (label,)) for key, label, text in texts)
    one = Document("d", "t", "s", "v", clauses)
    with Store(root).write([one]) as generation:
        assert generation.documents(clauses=True) == (one,)
        for clause in clauses:
            assert generation.clause(clause.id) == clause
    shutil.rmtree(root)


def test_an_empty_knowledge_base_is_one(store: Store) -> None:
    with store.write([]) as generation:
        assert (generation.documents(), list(generation.clauses())) == ((), [])
        assert generation.search("罚款") == []
        generation.verify()


@pytest.mark.parametrize(
    ("find", "best"),
    [
        (lambda g: g.search("迟到罚多少"), "考勤#第1条"),
        (lambda g: g.search("谁负责打单"), "发货#第2条"),
        (lambda g: g.search("发货", where=Filter(role="客服")), "发货#第1条"),
        (lambda g: g.search("发货", weights={"text": 1.0}, where=Filter(role="仓库")), None),
        (lambda g: g.phrase("罚款30元"), "考勤#第1条"),
        (lambda g: g.phrase("款30"), "考勤#第1条"),
        (lambda g: g.phrase("A岗负责"), "发货#第2条"),
        (lambda g: g.phrase("罚款3"), None),
        (lambda g: g.numbers("第二条"), "考勤#第2条"),
        (lambda g: g.numbers("3.3.4"), "考勤#第2条"),
        (lambda g: g.numbers(["第3条"]), "考勤#第3条"),
        (lambda g: g.search("体检"), None),
    ],
)
def test_search(store: Store, find: Callable[..., list[tuple[str, float]]], best: str | None) -> None:
    with store.write(TWO) as generation:
        hits = find(generation)
        assert (hits[0][0] if hits else None) == best


def test_words_of_a_lexicon_are_kept_with_the_generation(store: Store) -> None:
    store.write(TWO, words=("打单员", "打单员")).close()
    with store.current() as generation:
        assert generation.manifest.words == ("打单员",)
        assert [term.text for term in generation.analyzer.words("打单员")] == ["打单员"]


def test_unchanged_content_is_the_same_generation(store: Store) -> None:
    with store.write(TWO, lexicon_hash="a") as first, store.write(TWO, lexicon_hash="a") as again:
        assert (again.number, again.manifest.created) == (first.number, first.manifest.created)
    with store.write(TWO, lexicon_hash="a", force=True) as forced:
        assert forced.number == first.number + 1


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("a document less", lambda s: s.write(TWO[:1])),
        ("the order of documents", lambda s: s.write(TWO[::-1])),
        ("another lexicon", lambda s: s.write(TWO, lexicon_hash="b")),
        ("a word more", lambda s: s.write(TWO, words=("打单员",))),
        ("a source more", lambda s: s.write(TWO, sources=[Source("a.txt", "0")])),
        ("a file that failed", lambda s: s.write(TWO, failed=[Failure("b.pdf", "加密")])),
        ("a note of the builder", lambda s: s.write(TWO, extra={"parser": 2})),
    ],
)
def test_a_change_of_anything_is_a_new_generation(
    store: Store, sentence: str, change: Callable[[Store], object]
) -> None:
    first = store.write(TWO).number
    change(store)
    assert store.current_number() == first + 1, sentence


def test_the_manifest_keeps_what_the_builder_says(store: Store) -> None:
    sources = (Source("规章/a.txt", "1" * 64, parsed_key("1", "2")),)
    failed = (Failure("b.pdf", "《b.pdf》有密码"),)
    store.write(TWO, sources=sources, failed=failed, lexicon_hash="x", extra={"版本": [1, None]}).close()
    manifest = store.current().manifest
    assert (manifest.sources, manifest.failed, manifest.lexicon) == (sources, failed, "x")
    assert (manifest.extra, manifest.engine, manifest.format) == ({"版本": [1, None]}, "whoosh", FORMAT)
    assert manifest.dictionary == dictionary_hash()


def test_three_generations_are_kept_and_readers_stay_on_theirs(store: Store) -> None:
    first = store.write(TWO)
    assert first.search("发货")
    for number in range(2, 7):
        store.write(TWO, extra={"round": number}).close()
        assert first.search("发货")[0][0] == "发货#第1条"
        assert first.clause("考勤#第1条") == TWO[0].clauses[0]
        assert len(list(first.clauses())) == 5
    first.close()
    assert store.generations() == [4, 5, 6]
    assert len(store.generations()) == KEPT
    with store.generation(5) as older:
        assert older.manifest.extra == {"round": 5}
    with pytest.raises(NotFound, match=r"4、5、6"):
        store.generation(1)


def test_a_generation_that_is_gone_says_so(store: Store) -> None:
    late = store.write(TWO)
    late.close()
    for number in range(KEPT):
        store.write(TWO, extra={"round": number}).close()
    with pytest.raises(StoreDamaged, match="更新的版本"):
        late.clause("考勤#第1条")


def test_threads_share_a_generation(store: Store) -> None:
    store.write(TWO).close()
    with store.current() as generation, ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: (generation.search("迟到罚款"), generation.clause("发货#第2条").text), range(60))
        assert len({(str(hits), text) for hits, text in found}) == 1


def test_the_folder_keeps_out_of_git(store: Store) -> None:
    store.write(TWO).close()
    assert (store.root / ".gitignore").read_text() == "*\n"
    assert not (store.root / "lock.owner").exists()


# Parsed files


def test_parsed_documents_come_back_by_key(store: Store) -> None:
    key = parsed_key("1" * 64, "a.txt", "parser 1", "lexicon")
    assert store.parsed(key) is None
    store.keep_parsed(key, TWO)
    assert store.parsed(key) == TWO
    assert store.parsed(parsed_key("1" * 64, "a.txt", "parser 2", "lexicon")) is None


@pytest.mark.parametrize("content", ["", "[", "{}", "[1]", '[{"id": 1}]', "null", "\x00"])
def test_a_damaged_parsed_file_is_parsed_again(store: Store, content: str) -> None:
    store.keep_parsed("k", TWO)
    file = store.root / "parsed" / "k.json.gz"
    for damaged in (content.encode(), gzip.compress(content.encode()), file.read_bytes()[:-9]):
        file.write_bytes(damaged)
        assert not store.parsed("k")


def test_equal_documents_are_kept_as_equal_files(store: Store) -> None:
    for key in "ab":
        store.keep_parsed(key, TWO)
    one, other = sorted((store.root / "parsed").iterdir())
    assert one.read_bytes() == other.read_bytes()


def test_what_was_parsed_stays_once_as_long_as_a_remembered_generation_names_it(store: Store) -> None:
    made = [document("考勤", f"第{number}次改写。") for number in range(KEPT + 2)]
    for number, one in enumerate(made):
        store.keep_parsed(f"k{number}", [one])
        store.write([one], sources=[Source("考勤.txt", str(number), f"k{number}")]).close()

    def parsed() -> list[str]:
        return sorted(path.name[:2] for path in (store.root / "parsed").iterdir())

    store.keep_parsed("nobody's", TWO)
    assert store.collect() > 0
    assert parsed() == ["k0", "k1"], "the generations on disk hold the others"
    every = {f"k{number}": (one,) for number, one in enumerate(made)}
    assert store.parsed_under(["nobody's", *every]) == every
    assert store.collect(remember=1) > 0
    assert parsed() == ["k1"]
    assert store.collect(keep=2, remember=9) > 0
    assert parsed() == ["k1", "k2"], "what a generation alone held is kept before it goes"
    assert store.parsed_under(["k2"]) == {"k2": (made[2],)}
    assert store.collect(keep=1, remember=0) > 0
    assert parsed() == []
    assert store.parsed_under(every) == {"k4": (made[4],)}
    assert store.generations() == store.remembered() == [5]


def test_a_generation_stays_where_there_is_no_room_to_keep_what_it_alone_holds(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for number in range(KEPT + 1):
        with monkeypatch.context() as patch:
            patch.setattr("index.retention.keep_parsed", full)
            one = document("考勤", f"第{number}次改写。")
            store.write([one], sources=[Source("考勤.txt", str(number), f"k{number}")]).close()
    assert len(store.generations()) == KEPT + 1
    store.collect()
    assert len(store.generations()) == KEPT
    assert store.parsed_under(["k0"]) == {"k0": (document("考勤", "第0次改写。"),)}


def test_documents_told_apart_come_back_as_they_were_parsed(store: Store) -> None:
    parsed = document("考勤", "早退的,扣半天。")
    extra = {"ids": [["考勤.txt", "考勤", "考勤~2"]]}
    with store.write([with_id(parsed, "考勤~2")], sources=[Source("考勤.txt", "0", "k")], extra=extra) as generation:
        assert [clause.id for clause in generation.clauses()] == ["考勤~2#第1条"]
    assert store.parsed_under(["k"]) == {"k": (parsed,)}


# Earlier generations


def test_generations_that_are_gone_are_remembered(store: Store) -> None:
    for number in range(1, KEPT + 3):
        store.write(TWO, extra={"round": number}).close()
    assert store.generations() == [3, 4, 5]
    assert store.remembered() == [1, 2, 3, 4, 5]
    assert [store.manifest(number).extra["round"] for number in store.remembered()] == [1, 2, 3, 4, 5]
    with pytest.raises(NotFound, match="1、2、3、4、5"):
        store.manifest(9)


def test_rolling_back_makes_a_new_generation_of_the_old_content(store: Store) -> None:
    store.write(TWO).close()
    store.write(TWO[:1]).close()
    with store.current() as reader, store.roll_back(1) as restored:
        assert (restored.number, restored.manifest.extra) == (3, {"restored": 1})
        assert restored.documents(clauses=True) == TWO
        assert restored.search("发货")[0][0] == "发货#第1条"
        assert reader.documents(clauses=True) == TWO[:1], "who reads goes on reading"
    assert store.current_number() == 3
    with store.write(TWO) as same:
        assert same.number == 3, "the sources of that time are what is current"
    for harmed in ("clauses.z", "manifest.json"):
        assert (store.root / "generations" / "1" / harmed).read_bytes(), "the old one is as it was"
    with pytest.raises(NotFound):
        store.roll_back(9)


def test_a_damaged_generation_is_not_rolled_back_to(store: Store) -> None:
    store.write(TWO).close()
    store.write(TWO[:1]).close()
    turned(store.root / "generations" / "1" / "clauses.z")
    with pytest.raises(StoreDamaged):
        store.roll_back(1)
    assert store.current_number() == 2
    assert store.generations() == [1, 2]


@pytest.mark.parametrize("number", [1, 2])
def test_a_store_of_an_older_format_is_read_not_searched_and_the_next_build_writes_the_newest(
    store: Store, number: int
) -> None:
    store.write(TWO).close()
    folder = store.root / "generations" / "1"
    record = json.loads((folder / "manifest.json").read_bytes())
    if number == 1:
        del record["analysis"]
    (folder / "manifest.json").write_text(json.dumps({**record, "format": number}), "utf-8")
    with store.current() as old:
        assert old.manifest.format == number
        assert [clause.id for clause in old.clauses()] == [clause.id for one in TWO for clause in one.clauses]
        with pytest.raises(StoreDamaged, match="kb build --full"):
            old.search("迟到罚款")
    with store.write(TWO[:1]) as first, store.write(TWO) as second:
        assert (first.manifest.format, second.manifest.format) == (FORMAT, FORMAT)
        assert second.search("迟到罚款")


def test_the_clock_decides_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, time in enumerate(("2030-01-01T00:00:00+08:00", "1999-01-01T00:00:00+08:00"), 1):
        monkeypatch.setattr("index.store._now", lambda time=time: time)
        store.write(TWO, extra={"round": number}).close()
    with store.current() as generation:
        assert (generation.number, generation.manifest.extra) == (2, {"round": 2})
    assert store.generations() == [1, 2]
    assert store.roll_back(1).number == 3


def test_where_files_cannot_be_linked_they_are_copied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    store.write(TWO).close()
    monkeypatch.setattr("os.link", refuse)
    with store.write((*TWO, document("会议", "每周一开会。"))) as generation:
        generation.verify()
        assert generation.search("开会")[0][0] == "会议#第1条"
