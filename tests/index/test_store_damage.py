"""What is missing or damaged says so, and a write that fails leaves the generation before it as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from index.manifest import FORMAT
from index.prepared import Preparer
from index.store import Store
from index.words import dictionary_hash
from ingest.document import Document
from ingest.errors import ConfigurationError, StoreDamaged, StoreError, StoreMissing, StoreTooNew
from tests.index.stored import TWO, document, turned


def test_nothing_built_names_the_command(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    with pytest.raises(StoreMissing, match="kb build") as caught:
        store.current()
    assert isinstance(caught.value, FileNotFoundError)
    assert str(tmp_path / "none") in str(caught.value)
    assert not (tmp_path / "none").exists(), "reading creates nothing"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        record = json.loads(path.read_text("utf-8"))
        change(record)
        path.write_text(json.dumps(record), "utf-8")

    return harm


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves a file it cannot read to the collector
@pytest.mark.parametrize(
    ("sentence", "file", "harm", "error"),
    [
        ("pointer empty", "CURRENT", lambda path: path.write_text(""), StoreDamaged),
        ("pointer is no number", "CURRENT", lambda path: path.write_text("seven"), StoreDamaged),
        ("pointer to nothing", "CURRENT", lambda path: path.write_text("99"), StoreDamaged),
        ("pointer gone", "CURRENT", Path.unlink, StoreMissing),
        ("manifest gone", "generations/1/manifest.json", Path.unlink, StoreDamaged),
        ("manifest cut", "generations/1/manifest.json", _cut, StoreDamaged),
        ("manifest a list", "generations/1/manifest.json", lambda path: path.write_text("[]"), StoreDamaged),
        ("manifest lacks", "generations/1/manifest.json", _manifest(lambda r: r.pop("files")), StoreDamaged),
        ("newer format", "generations/1/manifest.json", _manifest(lambda r: r.update(format=FORMAT + 1)), StoreTooNew),
        ("other engine", "generations/1/manifest.json", _manifest(lambda r: r.update(engine="x")), ConfigurationError),
        ("clauses gone", "generations/1/clauses.z", Path.unlink, StoreDamaged),
        ("clauses cut", "generations/1/clauses.z", _cut, StoreDamaged),
        ("clauses turned", "generations/1/clauses.z", turned, StoreDamaged),
        ("blocks cut", "generations/1/clauses.blocks", _cut, StoreDamaged),
        ("blocks turned", "generations/1/clauses.blocks", turned, StoreDamaged),
        ("places cut", "generations/1/clauses.trie", _cut, StoreDamaged),
        ("places turned", "generations/1/clauses.trie", turned, StoreDamaged),
        ("documents cut", "generations/1/documents.z", _cut, StoreDamaged),
        ("documents turned", "generations/1/documents.z", turned, StoreDamaged),
        ("engine gone", "generations/1/engine", shutil.rmtree, StoreDamaged),
        ("a count that differs", "generations/1/manifest.json", _manifest(lambda r: r.update(clauses=6)), StoreDamaged),
    ],
)
def test_damage_is_found_and_rebuilding_mends_it(
    store: Store, sentence: str, file: str, harm: Callable[[Path], object], error: type[Exception]
) -> None:
    store.write(TWO).close()
    harm(store.root / file)
    with pytest.raises(error), store.current() as generation:
        generation.verify()
    if error is StoreTooNew:
        with pytest.raises(StoreTooNew, match="pip install -U"):
            store.write(TWO)
        return
    with store.write(TWO, force=True) as mended:
        mended.verify()
        assert mended.documents(clauses=True) == TWO
    with store.current() as generation:
        assert generation.search("发货"), sentence


def test_a_damaged_dictionary_is_made_again(store: Store) -> None:
    store.write(TWO).close()
    _cut(store.root / "words" / dictionary_hash() / "words.freq")
    with pytest.raises(StoreDamaged), store.current() as generation:
        generation.search("发货")
    with store.write(TWO, extra={"again": True}) as generation:
        assert generation.search("发货")


# Failed writes


@pytest.mark.parametrize(
    "step",
    [
        "clause_writer.ClauseWriter.finish",
        "schema.EntryMaker.entry",
        "store.write_manifest",
        "generation_writer.sizes_of",
        "store.sync_tree",
        "store.write_whole",
    ],
)
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupt"]
)
def test_a_failed_write_leaves_the_current_generation(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    store.write(TWO).close()

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(f"index.{step}", fail)
        with pytest.raises(StoreError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
            store.write([document("考勤", "旷工的,罚款200元。")])
    if isinstance(error, OSError):
        assert "磁盘空间" in str(caught.value)
    assert sorted(path.name for path in (store.root / "generations").iterdir()) == ["1"]
    with store.current() as generation:
        generation.verify()
        assert generation.documents(clauses=True) == TWO
    with store.write(TWO[:1]) as following:
        assert following.number == 2


def test_an_index_that_misses_a_clause_is_not_switched_to(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(TWO).close()
    whole = Preparer.entries
    monkeypatch.setattr(Preparer, "entries", lambda *parts: islice(whole(*parts), 2))
    with pytest.raises(StoreDamaged, match="条款数不一致"):
        store.write(TWO, force=True)
    assert store.generations() == [1]
    assert sorted(path.name for path in (store.root / "generations").iterdir()) == ["1"]


def test_repeated_ids_are_refused(store: Store) -> None:
    twin = document("考勤", "另一份")
    with pytest.raises(ConfigurationError, match="考勤"):
        store.write([TWO[0], twin])
    with pytest.raises(ConfigurationError, match="考勤#第1条"):
        store.write([TWO[0], Document("别的", "t", "s", "v", TWO[0].clauses[:1])])
    with pytest.raises(ConfigurationError, match="whoosh"):
        store.write(TWO, engine="sphinx")
    assert not store.exists()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "kb").write_text("a file stands here")
    with pytest.raises(StoreError, match="无法写入"):
        Store(tmp_path / "kb").write(TWO)
