"""Builders and readers in processes of their own: locks, and builds that are killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.store import Store
from index.words import dictionary_hash
from ingest.document import Clause, Document, DocumentRef
from ingest.errors import StoreLocked

ROOT = Path(__file__).parents[2]

MAKE = """
import sys
from pathlib import Path
from index.store import Store
from ingest.document import Clause, Document, DocumentRef

def document(round, clauses=150):
    ref = DocumentRef("d", "制度", "d.txt", str(round))
    return Document("d", "制度", "d.txt", str(round), tuple(
        Clause(f"d#{number}", ref, None, ("¶1",), f"第{round}轮第{number}条:客服负责退换货,迟到罚款30元。")
        for number in range(clauses)
    ))

store = Store(Path(sys.argv[1]))
"""

HOLD = (
    MAKE
    + """
with store.lock():
    print("held", flush=True)
    sys.stdin.read()
"""
)

WRITE_FOR_EVER = (
    MAKE
    + """
round = int(sys.argv[2])
while True:
    round += 1
    store.write([document(round)]).close()
    print(round, flush=True)
"""
)

ONE_ROUND = (
    MAKE
    + """
with store.write([document(int(sys.argv[2]))], timeout=60) as generation:
    print(generation.number)
"""
)


@pytest.fixture
def root(tmp_path: Path, words_folder: Path) -> Path:
    shutil.copytree(words_folder, tmp_path / "kb" / "words" / dictionary_hash())
    return tmp_path / "kb"


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=60)
    return output


def one(round_: int = 0) -> Document:
    ref = DocumentRef("d", "制度", "d.txt", str(round_))
    return Document("d", "制度", "d.txt", str(round_), (Clause("d#0", ref, None, ("¶1",), "客服负责。"),))


def test_a_second_builder_is_told_who_holds_the_lock(root: Path) -> None:
    holder = start(HOLD, root)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    begun = time.monotonic()
    with pytest.raises(StoreLocked) as caught:
        Store(root).write([one()], timeout=0.3)
    assert time.monotonic() - begun < 30, "it does not wait for as long as the lock is held"
    assert isinstance(caught.value, TimeoutError)
    for word in (f"进程 {holder.pid},", socket.gethostname(), time.strftime("%Y-%m-%d")[:7]):
        assert word in str(caught.value)
    finish(holder)
    Store(root).write([one()], timeout=5).close()


def test_readers_need_no_lock(root: Path) -> None:
    Store(root).write([one()]).close()
    holder = start(HOLD, root)
    assert holder.stdout is not None
    holder.stdout.readline()
    with Store(root).current() as generation:
        assert generation.search("客服")
    finish(holder)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_the_lock_of_a_killed_builder_is_free(root: Path) -> None:
    holder = start(HOLD, root)
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.send_signal(signal.SIGKILL)
    finish(holder)
    Store(root).write([one()], timeout=5).close()


def test_one_thread_may_hold_the_lock_around_a_write(root: Path) -> None:
    store = Store(root)
    with store.lock():
        store.write([one()]).close()
        assert (root / "lock.owner").exists(), "still held after the write"
    assert not (root / "lock.owner").exists()


def test_builders_that_start_together_take_turns(root: Path) -> None:
    builders = [start(ONE_ROUND, root, number) for number in range(3)]
    numbers = sorted(int(finish(builder)) for builder in builders)
    assert numbers == [1, 2, 3]
    with Store(root).current() as generation:
        generation.verify()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_build_killed_at_any_moment_leaves_a_whole_generation(root: Path) -> None:
    rng = random.Random(5)
    store = Store(root)
    store.write([one()]).close()
    done = 0
    for _ in range(6):
        builder = start(WRITE_FOR_EVER, root, done + 100)
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.4))
        builder.send_signal(signal.SIGKILL)
        written = [int(line) for line in finish(builder).split()]
        done = max([done + 101, *written])
        with store.current() as generation:
            generation.verify()
            texts = {clause.text.partition("轮")[0] for clause in generation.clauses()}
            assert len(texts) == 1, "clauses of one build only"
            assert generation.manifest.clauses == 150
            assert len(generation.search("退换货", limit=None)) == 150
            assert len(generation.phrase(texts.pop() + "轮第7条")) == 1
    store.write([one(1)]).close()
    left = {path.name for path in (root / "generations").iterdir()}
    assert left == {str(number) for number in store.generations()}, "the next build clears what was left"


def test_readers_see_whole_generations_while_a_builder_writes(root: Path) -> None:
    Store(root).write([one()]).close()
    builder = start(WRITE_FOR_EVER, root, 0)
    assert builder.stdout is not None
    builder.stdout.readline()
    seen: set[int] = set()
    until = time.monotonic() + 60  # a busy machine may let the builder wait; usually it takes a second or two
    while time.monotonic() < until and len(seen) < 3:
        with Store(root).current() as generation:
            clauses = list(generation.clauses())
            assert len(clauses) == generation.manifest.clauses == 150
            assert len({clause.document.version for clause in clauses}) == 1
            assert generation.search("退换货")
            seen.add(generation.number)
        time.sleep(0.2)
    builder.kill()
    finish(builder)
    assert len(seen) >= 2, "the builder went on meanwhile"
