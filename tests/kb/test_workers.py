"""Files in several processes: the order stays, what is shared arrives, and a process that dies costs its own file only."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import KnowledgeBase
from kb.workers import in_processes


def grown(item: str, shared: Path) -> str:
    (shared / item).touch()
    return item * 100_000


ROOT = Path(__file__).parents[2]


def shout(item: str, shared: str) -> str:
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{item} {shared}"


def died(item: str) -> str:
    return f"{item} died"


def test_results_come_in_the_order_of_the_items() -> None:
    items = ["a", "ccc", "bb"]
    assert list(in_processes(shout, items, "x", 2, weight=len, died=died)) == ["a x", "ccc x", "bb x"]


def test_a_process_that_dies_costs_its_own_item_only() -> None:
    items = ["a", "kill", "b", "c", "d"]
    assert list(in_processes(shout, items, "x", 2, weight=len, died=died)) == ["a x", "kill died", "b x", "c x", "d x"]


def test_lots_come_in_order_and_a_process_that_dies_stops_none_of_them() -> None:
    items = ["a", "kill", "b", "c", "kill", "d", "e"]
    found = list(in_processes(shout, items, "x", 2, weight=len, died=died, at_once=5))
    assert found == ["a x", "kill died", "b x", "c x", "kill died", "d x", "e x"]


def test_a_caller_that_stops_early_leaves_no_process_waiting() -> None:
    results = in_processes(shout, ["a", "b", "c"], "x", 2, weight=len, died=died)
    assert next(results) == "a x"
    results.close()


@pytest.mark.parametrize("place", [lambda folder: folder / "waiting", lambda _: None], ids=["named", "the system's"])
def test_large_results_wait_in_files_that_are_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Callable[[Path], Path | None]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    items, aside = ["a", "b", "c", "d"], place(tmp_path)
    found = list(in_processes(grown, items, tmp_path, 2, weight=len, died=died, at_once=1, aside=aside))
    assert found == [item * 100_000 for item in items]
    results = in_processes(grown, items, tmp_path, 2, weight=len, died=died, aside=aside)
    assert next(results) == "a" * 100_000
    results.close()
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left - {"waiting", "tmp"} == set(items)


def test_processes_begin_before_they_are_asked(tmp_path: Path) -> None:
    results = in_processes(grown, ["a"], tmp_path, 2, weight=len, died=died)
    until = time.monotonic() + 60
    while not (tmp_path / "a").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    assert list(results) == ["a" * 100_000]


BUILDER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.kb.test_workers import asleep, died
from kb import KnowledgeBase
from kb.workers import in_processes
for _ in in_processes(asleep, ["a", "b"], Path(sys.argv[2]), 2, weight=len, died=died):
    pass
"""


def asleep(item: str, shared: Path) -> str:
    (shared / f"{item}{os.getpid()}").touch()
    time.sleep(600)
    return item


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_builder_that_is_killed_takes_its_processes_along(tmp_path: Path) -> None:
    builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(ROOT), str(tmp_path)], cwd=ROOT)
    until = time.monotonic() + 60
    while len(found := [int(path.name[1:]) for path in tmp_path.iterdir()]) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    builder.kill()
    builder.wait()
    while any(map(alive, found)):
        assert time.monotonic() < until
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")  # one that nobody waits for stays as a zombie where init reaps none
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_build_gives_back_how_often_rings_of_objects_are_looked_for(tmp_path: Path) -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # whatever tests before have left
    seen: list[tuple[int, int, int]] = []
    (tmp_path / "a.txt").write_text("制度\n第一条 迟到罚款10元。\n", "utf-8")
    try:
        KnowledgeBase.build(
            [tmp_path / "a.txt"], tmp_path / "kb", progress=lambda *_: seen.append(gc.get_threshold())
        ).close()
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*before)
    assert seen
    assert all(often[0] > 700 for often in seen)
