"""The state of a knowledge base: what is in it, and which of its sources are no longer what was read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

import pytest

from kb import KnowledgeBase, Status

Root = Callable[[str], Path]


@pytest.fixture
def folder(tmp_path: Path, new_root: Root) -> Path:
    new_root("kb")
    place = tmp_path / "制度"
    (place / "库房").mkdir(parents=True)
    for name in ("甲", "乙", "库房/丙"):
        text = f"{name[-1]}岗管理制度\n第一条 夜间值守两人。\n第二条 脱岗的罚款20元。\n"
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return place


def state(folder: Path, *sources: Path) -> Status:
    """Build once, unless it was, and give the state."""
    root = folder.parent / "kb"
    if not (root / "CURRENT").exists():
        KnowledgeBase.build(sources or [folder], root).close()
    with KnowledgeBase.open(root) as base:
        return base.status()


def test_a_fresh_build_is_up_to_date(folder: Path) -> None:
    fresh = state(folder)
    assert (fresh.documents, fresh.clauses, fresh.sources) == (3, 6, 3)
    assert (fresh.generation, fresh.generations, fresh.engine) == (1, (1,), "whoosh")
    assert (fresh.stale, fresh.failed) == ((), ())
    assert abs((datetime.now(UTC) - datetime.fromisoformat(fresh.created)).total_seconds()) < 120
    json.dumps(fresh.to_dict())


def text_of(place: Path, name: str, text: str) -> None:
    (place / name).write_text(text, encoding="utf-8")


def hidden(place: Path) -> None:
    (place / ".旧").mkdir()
    text_of(place, ".旧/甲.txt", "甲\n")


def several(place: Path) -> None:
    text_of(place, "甲.txt", "甲\n")
    text_of(place, "丁.txt", "丁\n")


CHANGES: list[tuple[str, Callable[[Path], object], tuple[str, ...]]] = [
    ("nothing", lambda place: None, ()),
    ("other words", lambda place: text_of(place, "甲.txt", "甲岗管理制度\n第一条 三人。\n"), ("甲.txt(已修改)",)),
    ("words in a folder below", lambda place: text_of(place, "库房/丙.txt", "丙\n"), ("库房/丙.txt(已修改)",)),
    ("another time and the same words", lambda place: os.utime(place / "甲.txt", (1, 1)), ()),
    ("a file gone", lambda place: (place / "乙.txt").unlink(), ("乙.txt(已删除)",)),
    ("a file more", lambda place: text_of(place, "丁.txt", "丁\n"), ("丁.txt(新增)",)),
    ("a file that is not read", lambda place: text_of(place, "表.xlsx", ""), ()),
    ("a README", lambda place: text_of(place, "README.md", "# 说明\n"), ()),
    ("what a word processor leaves", lambda place: text_of(place, "~$甲.docx", ""), ()),
    ("a hidden folder", hidden, ()),
    ("several things", several, ("丁.txt(新增)", "甲.txt(已修改)")),
]


@pytest.mark.parametrize(("why", "change", "stale"), CHANGES, ids=[row[0] for row in CHANGES])
def test_stale(why: str, change: Callable[[Path], object], stale: tuple[str, ...], folder: Path) -> None:
    state(folder)
    change(folder)
    assert state(folder).stale == stale


def test_a_folder_that_is_gone_is_named_and_its_files_are_not(folder: Path) -> None:
    state(folder)
    rmtree(folder)
    assert state(folder).stale == (f"{folder}(找不到)",)


def test_a_failed_file_is_listed_as_failed_and_not_as_new(folder: Path) -> None:
    (folder / "坏.txt").write_bytes(b"")
    broken = state(folder)
    assert broken.stale == ()
    ((path, message),) = broken.failed
    assert path == "坏.txt"
    assert "文件是空的" in message


def test_a_failed_file_that_changed_is_worth_another_build(folder: Path) -> None:
    (folder / "坏.txt").write_bytes(b"")
    state(folder)
    text_of(folder, "坏.txt", "坏岗管理制度\n第一条 一人。\n")
    assert state(folder).stale == ("坏.txt(已修改)",)


def test_single_files_are_watched_too(folder: Path) -> None:
    assert state(folder, folder / "甲.txt", folder / "乙.txt").sources == 2
    text_of(folder, "甲.txt", "甲\n")
    assert state(folder).stale == ("甲.txt(已修改)",)


def test_files_of_one_name_in_two_folders(tmp_path: Path, new_root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("东店", "西店"):
        (tmp_path / place).mkdir()
        text_of(tmp_path, f"{place}/甲.txt", f"甲岗管理制度\n第一条 {place}夜间值守两人。\n")
    monkeypatch.chdir(tmp_path)
    KnowledgeBase.build(["东店", "西店"], new_root("kb")).close()
    monkeypatch.chdir("/")
    with KnowledgeBase.open(tmp_path / "kb") as base:
        assert base.status().stale == ()
        text_of(tmp_path, "西店/甲.txt", "甲\n")
        (stale,) = base.status().stale
        assert "西店" in stale


def test_older_generations_are_counted(folder: Path) -> None:
    state(folder)
    text_of(folder, "甲.txt", "甲岗管理制度\n第一条 夜间值守三人。\n")
    KnowledgeBase.build([folder], folder.parent / "kb").close()
    assert state(folder).generations == (1, 2)
