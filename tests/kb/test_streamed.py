"""Documents come in lots, from one process or several, and the knowledge base is the one that all at once would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.analyzer import Analyzer
from index.parsed import with_id
from index.prepared import Preparer, with_another_id
from index.store import Store
from index.words import Words
from ingest import Document
from ingest.errors import StoreError
from ingest.parse import parse_bytes
from kb import KnowledgeBase
from kb.build import build
from kb.identities import Identities
from kb.lots import batches
from kb.notes import note_of, note_under

TEXTS = {
    f"{number}.txt": f"{title}\n\n第一条 {title}由{role}负责。\n第二条 违反第一条的,罚款{number + 1}0元。\n第三条 按《考勤制度》第一条执行。\n"
    for number, (title, role) in enumerate(
        [("考勤制度", "店长"), ("盘点制度", "仓管员"), ("考勤制度", "客服"), ("退货制度", "客服"), ("考勤制度", "财务")]
    )
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five policies, three of one title."""
    place = tmp_path / "policies"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def place_for(tmp_path: Path, shop_base: Path, name: str) -> Path:
    shutil.copytree(shop_base / "words", tmp_path / name / "words")
    return tmp_path / name


def told(root: Path) -> list[object]:
    """Give all clauses, the files that asking reads, and some answers."""
    with Store(root).current() as generation, KnowledgeBase.open(root) as base:
        found: list[object] = [clause.to_dict() for clause in generation.clauses()]
        found += [generation.beside(name) for name in ("links.z", "fines.trie", "editions.z", "notes.z")]
        found += [generation.search(text, limit=None) for text in ("罚款", "店长负责", "考勤")]
        found += [(generation.path / name).read_bytes() for name in ("clauses.z", "documents.z", "meaning.bin")]
        return [*found, base.ask("盘点由谁负责").to_dict(), generation.manifest.content]


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_lots_and_processes_decide_nothing(
    folder: Path, tmp_path: Path, shop_base: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "tantivy":
        pytest.importorskip("tantivy", reason="the extra policy-kb[fast] is not installed")
    found = []
    for number, (lot, jobs) in enumerate(((10**9, 1), (1, 1), (300, 2))):
        monkeypatch.setattr("kb.parsing.AT_ONCE", lot)
        root = place_for(tmp_path, shop_base, f"kb{number}")
        build([folder], root, engine=engine, jobs=jobs)
        found.append(told(root))
    assert found[0] == found[1] == found[2]


def test_the_engine_that_is_taken_for_many_is_taken_on_the_way_and_again(
    folder: Path, tmp_path: Path, shop_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tantivy", reason="the extra policy-kb[fast] is not installed")
    for module in ("index.engines", "index.generation_writer"):
        monkeypatch.setattr(f"{module}.LARGE", 7)
    asked, named = (place_for(tmp_path, shop_base, name) for name in ("auto", "named"))
    for text in ("", "第四条 新增。\n"):
        (folder / "3.txt").write_text(TEXTS["3.txt"] + text, encoding="utf-8")
        assert build([folder], asked).engine == "tantivy"
        build([folder], named, engine="tantivy", full=True)
        assert told(asked)[:-7] == told(named)[:-7]
        with Store(asked).current() as grown, Store(named).current() as whole:
            for query in ("罚款", "店长负责", "考勤 新增"):
                assert grown.search(query, limit=None) == whole.search(query, limit=None)


def test_more_new_clauses_than_are_held_are_analysed_again(
    folder: Path, tmp_path: Path, shop_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, whole = place_for(tmp_path, shop_base, "kb"), place_for(tmp_path, shop_base, "whole")
    for number in range(20):
        (folder / f"x{number}.txt").write_text(f"办法{number}\n\n第一条 保密。\n第二条 登记。\n", encoding="utf-8")
    build([folder], root, engine="whoosh")
    monkeypatch.setattr("index.generation_writer.LARGE", 3)
    for name in ("1.txt", "3.txt", "4.txt"):
        (folder / name).write_text(TEXTS[name] + "第四条 新增。\n", encoding="utf-8")
    build([folder], root, engine="whoosh")
    build([folder], whole, engine="whoosh", full=True)
    with Store(root).current() as grown, Store(whole).current() as anew:
        for query in ("罚款", "店长负责", "新增", "保密"):
            assert grown.search(query, limit=None) == anew.search(query, limit=None)


def test_what_a_build_that_died_had_read_is_not_read_again(
    folder: Path, tmp_path: Path, shop_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, whole = place_for(tmp_path, shop_base, "kb"), place_for(tmp_path, shop_base, "whole")
    with monkeypatch.context() as patch:
        patch.setattr("index.store.write_manifest", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            build([folder], root)
    assert len(list((root / "parsed").iterdir())) == len(TEXTS)
    monkeypatch.setattr("ingest.parse.parse_bytes", lambda *_, **__: pytest.fail("it is not read again"))
    build([folder], root)
    assert list((root / "parsed").iterdir()) == []
    monkeypatch.undo()
    build([folder], whole)
    assert told(root) == told(whole)


def test_a_dictionary_that_cannot_be_written_keeps_no_process_waiting(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("磁盘已满")

    monkeypatch.setattr("index.store.Store.dictionary", refuse)
    with pytest.raises(StoreError, match="磁盘已满"):
        build([folder], tmp_path / "kb", jobs=2)
    assert not list((tmp_path / "kb" / "parsed").iterdir())


def parsed(name: str) -> Document:
    from index.lexicon import load_lexicon
    from index.tagger import tag

    (document,) = tag(parse_bytes(TEXTS[name].encode(), name=name), load_lexicon())
    return document


def test_another_id_is_as_if_the_parser_had_given_it(shop_base: Path) -> None:
    prepare = Preparer(Analyzer(Words(next((shop_base / "words").iterdir()))))
    document = parsed("2.txt")
    other = with_id(document, "考勤制度~2")
    assert with_another_id(prepare(document), "考勤制度~2") == prepare(other)
    assert note_under(note_of(document), document.id, other.id) == note_of(other)


# (what it shows, what was given before, the lots that come, what they get)
GIVEN: list[tuple[str, list[tuple[str, str, str]], list[tuple[list[str], list[tuple[str, str]]]], list[list[str]]]] = [
    ("nothing before", [], [(["a"], [("a", "x"), ("a", "x")]), (["b"], [("b", "x")])], [["x", "x~2"], ["x~3"]]),
    ("a later lot keeps what it had", [("b", "x", "x")], [(["a"], [("a", "x")]), (["b"], [("b", "x")])], [["x~2"], ["x"]]),
    ("in one lot too", [("b", "x", "x")], [(["a", "b"], [("a", "x"), ("b", "x")])], [["x~2", "x"]]),
    ("moved within a lot", [("b", "x", "x")], [(["a", "b"], [("a", "x"), ("b", "y")])], [["x", "y"]]),
    ("free once its file has come", [("a", "x", "x")], [(["a"], [("a", "y")]), (["b"], [("b", "x")])], [["y"], ["x"]]),
    ("of a file that is gone", [("z", "x", "x")], [(["a"], [("a", "x")])], [["x"]]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "before", "lots", "wanted"), GIVEN, ids=[row[0] for row in GIVEN])
def test_ids_lot_by_lot(
    sentence: str,
    before: list[tuple[str, str, str]],
    lots: list[tuple[list[str], list[tuple[str, str]]]],
    wanted: list[list[str]],
) -> None:
    identities = Identities(before, [name for names, _ in lots for name in names])
    assert [identities.choose(pairs, names) for names, pairs in lots] == wanted, sentence


@pytest.mark.parametrize(
    ("weights", "at_once", "wanted"),
    [
        ([], 5, []),
        ([9], 5, [range(1)]),
        ([2, 2, 2], 5, [range(2), range(2, 3)]),
        ([0, 0, 9, 0], 5, [range(2), range(2, 3), range(3, 4)]),
        ([1, 1, 1], 10**9, [range(3)]),
    ],
)
def test_lots_hold_no_more_than_they_may(weights: list[int], at_once: int, wanted: list[range]) -> None:
    assert batches(weights, at_once) == wanted
