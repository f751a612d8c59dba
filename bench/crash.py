"""Kill a build at random moments, again and again, while readers ask: no wrong answer, no error, no damaged store.

python -m bench.crash [KILLS]      default 200; prints one line of JSON with the counts, ends with 1 on any fault

Each round writes one number into two policies, starts `kb build` in a process of its own and kills it (SIGKILL) after a
random time, from nothing to a little more than the last whole build took.  Builds that end before their time count for
none, and every fifth is let run to its end and must succeed.  A reader process opens the knowledge base anew for every
question, another thread of it stays on one generation and reloads; both compare the answer with all that their
generation holds.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from index.store import Store
from ingest import KnowledgeBaseError
from kb import KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "值班饮酒罚多少"
WHOLE = 5
"""Every so many rounds the build is not killed."""


def write_sources(folder: Path, number: int) -> None:
    """Put ``number`` into both policies, each file whole at once."""
    texts = {
        "值守办法.txt": f"值守办法\n\n一、值班饮酒的，罚款{number}元。\n二、值守记录由行政专员保存一年。\n",
        "钥匙规定.txt": f"钥匙规定\n\n一、钥匙由行政专员登记。\n二、丢失钥匙的，赔偿{number}元。\n",
    }
    for name, text in texts.items():
        aside = folder / f".{name}.new"
        aside.write_text(text, encoding="utf-8")
        aside.replace(folder / name)


def numbers_in(base: KnowledgeBase) -> set[str]:
    """Give the numbers that a generation holds: one, where it was made from one state of the sources."""
    found = set()
    for clause in base.clauses():
        if clause.document.title in ("值守办法", "钥匙规定"):
            found |= {str(fact.value) for fact in clause.facts if fact.kind == "money"}
    return found


class Reader:
    """Asks until it is told to stop, and counts."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked = self.wrong = 0
        self.errors: Counter[str] = Counter()
        self.generations: set[int] = set()
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def check(self, base: KnowledgeBase) -> None:
        """Ask one question and compare the answer with the whole generation."""
        held = numbers_in(base)
        reply = base.ask(QUESTION)
        told = [answer.text for answer in reply.answers]
        right = len(held) == 1 and told != [] and all(f"{next(iter(held))}元" in text for text in told)
        with self._lock:
            self.asked += 1
            self.wrong += not right
            self.generations.add(base.generation)

    def anew(self) -> None:
        """Open the knowledge base for every question, as the command does."""
        self._repeat(self._once)

    def staying(self) -> None:
        """Stay on a generation for some questions, as a server does, then go to the newest."""
        with KnowledgeBase.open(self.root) as base:
            while not self._stop.is_set():
                for _ in range(5):
                    self._guarded(lambda: self.check(base))
                self._guarded(base.reload)

    def _once(self) -> None:
        with KnowledgeBase.open(self.root) as base:
            self.check(base)

    def _repeat(self, work: Any) -> None:
        while not self._stop.is_set():
            self._guarded(work)

    def _guarded(self, work: Any) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  (whatever a reader meets is what is counted)
            with self._lock:
                self.errors[f"{type(error).__name__}: {error}"] += 1

    def run(self) -> dict[str, Any]:
        """Read until standard input closes; give the counts."""
        threads = [threading.Thread(target=work) for work in (self.anew, self.staying)]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        self._stop.set()
        for thread in threads:
            thread.join()
        seen = len(self.generations)
        return {"asked": self.asked, "wrong": self.wrong, "errors": self.errors, "generations_seen": seen}


def build(root: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a build in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "--kb", str(root), "build", "-q", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def damaged(root: Path, allowed: set[int]) -> str:
    """Tell what is wrong with the store after a kill, empty where nothing is."""
    try:
        with Store(root).current() as generation:
            generation.verify()
        with KnowledgeBase.open(root) as base:
            held = numbers_in(base)
    except KnowledgeBaseError as error:
        return f"{type(error).__name__}: {error}"
    return "" if held <= set(map(str, allowed)) and len(held) == 1 else f"holds {held}, not one of {allowed}"


def run(kills: int, work: Path, seed: int = 1) -> dict[str, Any]:
    """Kill ``kills`` builds in the folder ``work``; give the counts."""
    rng = random.Random(seed)
    folder, root = work / "policies", work / "kb"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns("*.pdf", "*.md"))
    write_sources(folder, 1000)
    assert build(root, folder).wait() == 0
    started = time.monotonic()
    write_sources(folder, 1001)
    assert build(root, folder).wait() == 0
    length = time.monotonic() - started
    code = "import json, sys; from pathlib import Path; from bench.crash import Reader; "
    reader = subprocess.Popen(
        [sys.executable, "-c", code + f"print(json.dumps(Reader(Path({str(root)!r})).run(), ensure_ascii=False))"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    counts = {"killed": 0, "ended_before": 0, "switched": 0, "whole": 0, "failed_builds": 0}
    faults: list[str] = []
    done = number = 1001
    while counts["killed"] < kills:
        number += 1
        write_sources(folder, number)
        builder = build(root, folder)
        if number % WHOLE == 0:
            begun = time.monotonic()
            counts["whole"] += 1
            counts["failed_builds"] += builder.wait() != 0
            length = time.monotonic() - begun  # other work on the machine comes and goes
        else:
            try:
                builder.wait(rng.uniform(0, 1.1 * length))
                counts["ended_before"] += 1
            except subprocess.TimeoutExpired:
                builder.send_signal(signal.SIGKILL)
                counts["killed"] += 1
            builder.wait()
        fault = damaged(root, {number} if number % WHOLE == 0 else {done, number})
        if fault:
            faults.append(f"round {number - 1001}: {fault}")
        with KnowledgeBase.open(root) as base:
            held = int(next(iter(numbers_in(base))))
        counts["switched"] += held == number and number % WHOLE != 0
        done = held
    output, _ = reader.communicate()
    left = [path.name for path in (root / "generations").iterdir() if not path.name.isdigit()]
    write_sources(folder, 5000)
    last = build(root, folder).wait()
    swept = [path.name for path in (root / "generations").iterdir() if not path.name.isdigit()]
    return {
        "builds": number - 1001,
        **counts,
        "damaged_stores": len(faults),
        "faults": faults,
        "readers": json.loads(output),
        "last_build": last,
        "litter_before_last_build": len(left),
        "litter_after": len(swept),
        "build_seconds": round(length, 2),
    }


def is_clean(record: dict[str, Any]) -> bool:
    """Tell whether a run shows what it is to show."""
    readers = record["readers"]
    faults = (record["damaged_stores"], record["failed_builds"], record["last_build"], record["litter_after"])
    return not any(faults) and not readers["wrong"] and not readers["errors"] and readers["asked"] > 0


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as work:
        record = run(kills, Path(work))
    print(json.dumps(record, ensure_ascii=False))
    raise SystemExit(0 if is_clean(record) else 1)


if __name__ == "__main__":
    main()
