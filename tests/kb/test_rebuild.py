"""Building again: only what changed is read, ids stay, order and jobs decide nothing, and failures leave all as it was."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store import Store
from ingest.document import Document
from ingest.errors import ConfigurationError, StoreError, StoreLocked, UnreadableFile
from kb import KnowledgeBase
from kb.build import build
from kb.sources import File, digests, read_settled
from kb.watch import Watcher, watch

ROOT = Path(__file__).resolve().parents[2]


def policy(title: str, *lines: str) -> str:
    return "\n".join((title, "", *lines, ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six policies."""
    place = tmp_path / "policies"
    place.mkdir()
    for number in range(6):
        text = policy(
            f"第{'甲乙丙丁戊己'[number]}类物品办法", f"一、领用{number}号物品须登记。", "二、遗失的,罚款20元。"
        )
        (place / f"{number}.txt").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def root(tmp_path: Path, shop_base: Path) -> Path:
    """A place for a knowledge base, with the dictionary ready."""
    shutil.copytree(shop_base / "words", tmp_path / "kb" / "words")
    return tmp_path / "kb"


def changes(folder: Path, root: Path, **options: bool) -> dict[str, str]:
    return {file.path: file.change for file in build([folder], root, **options).files}  # type: ignore[arg-type]


def ids(root: Path) -> list[str]:
    with KnowledgeBase.open(root) as base:
        return [clause.id for clause in base.clauses()]


def test_nothing_changed_makes_nothing(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build([folder], root)

    def forbidden(*_: object) -> None:
        raise AssertionError("nothing is to be read")

    monkeypatch.setattr("ingest.parse.read_source", forbidden)
    monkeypatch.setattr("index.tagger.tag", forbidden)
    again = build([folder], root)
    assert (again.generation, again.documents, again.clauses) == (first.generation, 6, 12)
    assert {file.change for file in again.files} == {"unchanged"}
    assert [file.clauses for file in again.files] == [2] * 6


def test_only_what_changed_is_read_and_the_other_ids_stay(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([folder], root)
    before = ids(root)
    path = folder / "3.txt"
    path.write_text(path.read_text("utf-8").replace("20元", "50元"), encoding="utf-8")
    read: list[str] = []
    import ingest.parse

    parse = ingest.parse.parse_bytes

    def watched(data: bytes, *, name: str) -> list[Document]:
        read.append(name)
        return parse(data, name=name)

    monkeypatch.setattr("ingest.parse.parse_bytes", watched)
    assert [name for name, change in changes(folder, root).items() if change != "unchanged"] == ["3.txt"]
    assert read == ["3.txt"]
    assert ids(root) == before


def test_a_renamed_file_is_known_by_its_content(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([folder], root)
    before = ids(root)
    (folder / "2.txt").rename(folder / "改名.txt")
    monkeypatch.setattr("ingest.parse.parse_bytes", lambda *_, **__: pytest.fail("it is not read again"))
    found = changes(folder, root)
    assert found["改名.txt"] == "renamed"
    assert "removed" not in found.values()
    assert sorted(ids(root)) == sorted(before)
    with KnowledgeBase.open(root) as base:
        assert "改名.txt" in {document.source for document in base.documents()}
        assert "2.txt" not in {clause.document.source for clause in base.clauses()}


def test_all_moved_into_a_folder_is_no_mass_deletion(folder: Path, root: Path) -> None:
    build([folder], root)
    (folder / "制度").mkdir()
    for number in range(6):
        (folder / f"{number}.txt").rename(folder / "制度" / f"{number}.txt")
    assert set(changes(folder, root).values()) == {"renamed"}


def test_most_files_gone_is_refused_unless_it_is_meant(folder: Path, root: Path) -> None:
    build([folder], root)
    for number in range(4):
        (folder / f"{number}.txt").unlink()
    with pytest.raises(ConfigurationError, match="--allow-mass-delete"):
        build([folder], root)
    assert len(ids(root)) == 12
    assert list(changes(folder, root, allow_mass_delete=True).values()).count("removed") == 4


def test_a_title_that_comes_in_between_takes_nobodys_id(folder: Path, root: Path) -> None:
    build([folder], root)
    before = set(ids(root))
    (folder / "00.txt").write_text(policy("第丁类物品办法", "一、丁类物品另有规定。"), encoding="utf-8")
    build([folder], root)
    assert before <= set(ids(root))
    with KnowledgeBase.open(root) as base:
        assert "另有规定" in next(base.clauses(document="第丁类物品办法~2")).text


@pytest.mark.parametrize(
    ("sentence", "count", "harm", "refused"),
    [
        ("the mount point of a share is empty", 3, lambda place: [path.unlink() for path in place.iterdir()], True),
        ("the share itself is gone", 3, shutil.rmtree, True),
        (
            "two of three are gone: few files, it may be meant",
            3,
            lambda place: [(place / f"s{n}.txt").unlink() for n in (0, 1)],
            False,
        ),
        ("three of four are gone", 4, lambda place: [(place / f"s{n}.txt").unlink() for n in (0, 1, 2)], True),
        ("the only file is gone", 1, lambda place: (place / "s0.txt").unlink(), False),
    ],
)
def test_one_of_two_folders_that_lost_its_files_is_not_read_as_a_deletion(
    sentence: str, count: int, harm: Callable[[Path], object], refused: bool, folder: Path, root: Path, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for number in range(count):
        (share / f"s{number}.txt").write_text(policy(f"分店{number}号办法", f"一、分店{number}。"), encoding="utf-8")
    build([folder, share], root)
    before = ids(root)
    harm(share)
    if not refused:
        assert "removed" in {file.change for file in build([folder, share], root).files}, sentence
        return
    with pytest.raises(ConfigurationError, match="share 原有"):
        build([folder, share], root)
    assert ids(root) == before
    build([folder, share], root, allow_mass_delete=True)
    assert ids(root) != before


def test_a_folder_left_out_of_the_command_is_meant(folder: Path, root: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for number in range(2):
        (share / f"s{number}.txt").write_text(policy(f"分店{number}号办法", f"一、分店{number}。"), encoding="utf-8")
    build([folder, share], root)
    assert len(build([folder], root).of("removed")) == 2


def test_order_of_sources_and_number_of_jobs_decide_nothing(folder: Path, tmp_path: Path, shop_base: Path) -> None:
    (folder / "twin.txt").write_text((folder / "1.txt").read_text("utf-8") + "三、附则。\n", encoding="utf-8")
    files = sorted(folder.iterdir())
    exports = []
    for number, (sources, jobs) in enumerate(((files, 1), (files[::-1], 1), (files, 2))):
        root = tmp_path / f"kb{number}"
        shutil.copytree(shop_base / "words", root / "words")
        build(sources, root, jobs=jobs)
        with Store(root).current() as generation, KnowledgeBase.open(root) as base:
            reply = base.ask("遗失物品罚多少").to_dict()
            exports.append(((generation.path / "clauses.z").read_bytes(), str(reply)))
    assert exports[0] == exports[1] == exports[2]


# What goes wrong


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest.parse

    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    read, calls = ingest.parse.read_source, [0]

    def torn(place: Path, *, name: str) -> bytes:
        calls[0] += 1
        data = read(place, name=name)
        if calls[0] < always[0]:
            path.write_text(f"new {calls[0]}", encoding="utf-8")
        return data

    monkeypatch.setattr("ingest.parse.read_source", torn)
    monkeypatch.setattr("kb.sources.PAUSE", 0.01)
    always = [2]
    assert read_settled(File(path, "a.txt")) == b"new 1"
    calls[0], always = 0, [99]
    with pytest.raises(UnreadableFile, match="正在被修改"):
        read_settled(File(path, "a.txt"))


def test_two_builders_take_turns_or_say_who_builds(folder: Path, root: Path) -> None:
    build([folder], root)
    (folder / "1.txt").write_text(policy("第乙类物品办法", "一、停用。"), encoding="utf-8")
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with Store(root).lock():
            holding.set()
            release.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(30)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("index.store.Store.lock.__wrapped__.__defaults__", (0.2,))
            with pytest.raises(StoreLocked, match=f"进程 {os.getpid()}"):
                build([folder], root)
    finally:
        release.set()
        holder.join()
    assert changes(folder, root)["1.txt"] == "changed"


@pytest.mark.parametrize(
    "step",
    ["store.sync_tree", "clause_writer.ClauseWriter.finish", "store.write_manifest", "generation_writer.sizes_of"],
)
def test_a_full_disk_leaves_the_knowledge_base_as_it_was(
    folder: Path, root: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([folder], root)
    before = ids(root)
    (folder / "new.txt").write_text(policy("新办法", "一、新。"), encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"index.{step}", full)
        with pytest.raises(StoreError, match="磁盘空间"):
            build([folder], root)
    assert ids(root) == before
    assert changes(folder, root)["new.txt"] == "added"


@pytest.mark.skipif(not hasattr(os, "statvfs") or not Path("/proc/self").exists(), reason="needs a read-only place")
def test_a_folder_that_cannot_be_written_says_so(folder: Path) -> None:
    with pytest.raises(StoreError, match="写入权限"):
        build([folder], Path("/proc/self/kb"))


def test_a_clock_set_back_changes_nothing(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store._now", lambda: "2035-01-01T00:00:00+08:00")
    build([folder], root)
    monkeypatch.setattr("index.store._now", lambda: "2001-01-01T00:00:00+08:00")
    (folder / "1.txt").write_text(policy("第乙类物品办法", "一、停用。"), encoding="utf-8")
    build([folder], root)
    with KnowledgeBase.open(root) as base:
        assert base.generation == 2
        assert [entry.number for entry in base.history()] == [1, 2]
        assert dict(base.diff().counts) == {"added": 1, "removed": 2}


# History


def test_generations_long_gone_can_be_compared(folder: Path, root: Path) -> None:
    for amount in (20, 30, 40, 50, 60, 70):
        (folder / "0.txt").write_text(policy("第甲类物品办法", f"一、遗失的,罚款{amount}元。"), encoding="utf-8")
        build([folder], root)
    with KnowledgeBase.open(root) as base:
        assert [entry.whole for entry in base.history()] == [False, False, False, True, True, True]
        assert [change.flags for change in base.diff(1, 6).changes] == [("amount",)]
        assert base.diff(1, 6).changes[0].old[0].text == "遗失的,罚款20元。"
        assert base.rollback(4) == 7
        assert "50元" in base.clause("第甲类物品办法#一").text
        assert base.history()[-1].restored == 4


# Watching


@pytest.mark.parametrize(
    ("sentence", "change", "differs"),
    [
        ("nothing", lambda path: None, False),
        ("touched", lambda path: os.utime(path, (1, 1)), False),
        ("written to", lambda path: path.write_text("x", encoding="utf-8"), True),
        ("removed", lambda path: path.unlink(), True),
        ("a lock file of a word processor", lambda path: (path.parent / "~$0.docx").write_bytes(b"x"), False),
        ("one more", lambda path: shutil.copy(path, path.with_name("9.txt")), True),
    ],
)
def test_the_watcher_sees(sentence: str, change: Callable[[Path], object], differs: bool, folder: Path) -> None:
    watcher = Watcher([folder])
    before = watcher.look()
    change(folder / "0.txt")
    assert (watcher.look() != before) is differs


@pytest.mark.parametrize(
    ("sentence", "age", "clock"),
    [
        ("a file just written may change within the same tick", 0.0, 0.0),
        ("a clock set back: the file seems to be of tomorrow", -86400.0, 0.0),
        ("an old file, and its date put back: its inode was changed just now", 86400.0, 0.0),
        ("an old file on a system that tells no more: all are read again each minute", 86400.0, 61.0),
    ],
)
def test_the_watcher_sees_a_change_that_kept_size_and_time(
    sentence: str, age: float, clock: float, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    path = folder / "0.txt"
    stamp = time.time() - age
    os.utime(path, (stamp, stamp))
    if clock:  # neither the time of the inode nor its number tells anything
        monkeypatch.setattr("kb.watch._state", lambda file: (file.path.stat().st_size, 1, 1, 1))
    watcher = Watcher([folder], clock=lambda: now[0])
    before = watcher.look()
    path.write_bytes(path.read_bytes().replace("罚款20元".encode(), "罚款30元".encode()))
    os.utime(path, (stamp, stamp))
    now[0] = clock
    assert watcher.look() != before, sentence


def test_the_watcher_reads_a_file_that_lies_still_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def count(files: list[File]) -> dict[str, str]:
        read.extend(file.name for file in files)
        return digests(files)

    monkeypatch.setattr("kb.watch.digests", count)
    monkeypatch.setattr("kb.watch._racy", lambda _: False)  # as if they had been written long ago
    watcher = Watcher([folder], clock=lambda: 0.0)
    watcher.look()
    once = list(read)
    assert watcher.look()
    assert once
    assert read == once


def test_watching_waits_until_files_keep_still_and_goes_on_after_a_failure(folder: Path, root: Path) -> None:
    outcomes: list[object] = []
    stop = threading.Event()
    options = {"built": outcomes.append, "stop": stop, "interval": 0.05, "settle": 1.0}  # long beside the 0.1 s below
    watcher = threading.Thread(target=watch, args=([folder], root), kwargs=options)
    watcher.start()

    def wait_for(count: int) -> None:
        until = time.monotonic() + 60
        while len(outcomes) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(outcomes) == count

    try:
        wait_for(1)
        for number in range(4):
            (folder / f"{number}.txt").unlink()
        wait_for(2)
        assert isinstance(outcomes[1], ConfigurationError)
        for number in range(4):
            (folder / f"{number}.txt").write_text(policy(f"新{number}号办法", "一、新。"), encoding="utf-8")
            time.sleep(0.1)
        wait_for(3)
        assert len(ids(root)) == 4 + 2 * 2
    finally:
        stop.set()
        watcher.join(30)
    assert len(outcomes) == 3, "one build for all four files"
