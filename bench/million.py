"""Build and ask a knowledge base of a million clauses: time and memory, beside smaller ones in the same run.

python -m bench.million CORPUS.jsonl[.gz] QUESTIONS.jsonl [--clauses 10000 100000 1000000] [--jobs 2]
    [--engine tantivy] [--folder DIR] [--questions 300]

CORPUS: {"id", "law", "number", "text"} a line; QUESTIONS: {"question"} a line.  The corpus is repeated until there are
as many clauses as asked for: every copy is of another place (titles and ids), and has a few hundred of the commonest
words exchanged for one another, so that no two copies say the same.  Every build and every round of questions is a
process of its own.  Memory is the resident set of that process and its children, looked at ten times a second; times
are of the processor, and of the wall, which other work on the machine adds to.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.engines import held, lines

ROOT = Path(__file__).resolve().parents[1]
FILES = 8
"""Files that each copy of the corpus is written to."""
EXCHANGED = 600
"""Words of two characters and more that change places; the commonest hundred stay."""
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
PAGE = os.sysconf("SC_PAGE_SIZE")


def copies(rows: Sequence[dict[str, Any]], clauses: int) -> Iterator[list[dict[str, Any]]]:
    """Give the corpus as often as it takes, each time with other ids and words."""
    import jieba

    jieba.setLogLevel(60)
    cut = [jieba.lcut(row["text"], HMM=False) for row in rows]
    counted = Counter(word for words in cut for word in words if len(word) > 1)
    known = [word for word, _ in counted.most_common(100 + EXCHANGED)][100:]
    left = clauses
    for number in range(-(-clauses // len(rows))):
        place = f"{STEMS[number % 10]}{BRANCHES[number % 12]}{number}市"
        order = random.Random(number).sample(known, len(known)) if number else known
        other = dict(zip(known, order, strict=True))
        yield [
            {
                "id": f"{place}{row['id']}",
                "document": {"title": f"{place}{row['law']}"},
                "number": row["number"],
                "path": [row["number"]],
                "text": "".join([other.get(word, word) for word in words]),
            }
            for row, words in zip(rows[:left], cut, strict=False)
        ]
        left -= len(rows)


def write_sources(folder: Path, rows: Sequence[dict[str, Any]], clauses: int) -> int:
    """Write the copies as files of records, a law whole in one of them; give the bytes of text."""
    size = 0
    for number, copy in enumerate(copies(rows, clauses)):
        laws = {law: at for at, law in enumerate(dict.fromkeys(row["document"]["title"] for row in copy))}
        parts: list[list[str]] = [[] for _ in range(FILES)]
        for row in copy:
            size += len(row["text"].encode())
            parts[laws[row["document"]["title"]] % FILES].append(json.dumps(row, ensure_ascii=False))
        for at, part in enumerate(parts):
            if part:
                (folder / f"{number:03}-{at}.jsonl").write_text("\n".join(part), "utf-8")
    return size


def family(process: int) -> list[int]:
    """Give the ids of a process and all below it."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def resident(process: int) -> int:
    """Give the bytes that a process and all below it hold in memory; pages that they share count for each."""
    total = 0
    for one in family(process):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
        except (OSError, IndexError):
            continue
    return total


def watched(command: Sequence[str]) -> tuple[float, float, int, str]:
    """Run a command; give seconds of the processor and the wall, the most memory it held, and what it printed."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    most, done = 0, threading.Event()

    def look() -> None:
        nonlocal most
        while not done.wait(0.1):
            most = max(most, resident(running.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    output, _ = running.communicate()
    done.set()
    watcher.join()
    if running.returncode not in {0, 5}:
        raise SystemExit(f"{' '.join(command)} ended with {running.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.perf_counter() - started, most, output


_ASK = """
import json, sys, time
from pathlib import Path
from kb import KnowledgeBase
questions = json.loads(Path(sys.argv[2]).read_text("utf-8"))
with KnowledgeBase.open(sys.argv[1]) as base:
    for verb in (base.search, base.ask):
        for question in questions[:10]: verb(question)
        times = []
        for question in questions:
            started = time.process_time()
            verb(question)
            times.append(1000 * (time.process_time() - started))
        times.sort()
        print(f"{times[len(times) // 2]:.1f} {times[int(len(times) * 0.99)]:.1f}", end=" ")
held = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
print(*(int(held[name].split()[0]) // 1024 for name in ("RssAnon", "RssFile")))
"""


def measure(folder: Path, rows: Sequence[dict[str, Any]], clauses: int, wanted: argparse.Namespace) -> None:
    """Write sources, build and ask, and print a line of each."""
    sources, base = folder / f"sources-{clauses}", folder / f"{clauses}.kb"
    sources.mkdir()
    size = write_sources(sources, rows, clauses)
    options = ["--engine", wanted.engine, "--jobs", str(wanted.jobs), "-q", *map(str, sorted(sources.iterdir()))]
    command = [sys.executable, str(ROOT / "cli.py"), "--kb", str(base), "build", *options]
    spent, waited, most, _ = watched(command)
    disk = held(base, "*") / size
    print(
        f"{clauses:>9,} clauses, {size / 1e6:6.1f} MB   build {spent:7.1f} s of the processor,"
        f" {1e6 * spent / clauses:5.0f} us a clause, {waited:7.1f} s of the wall, {most / 1e6:5.0f} MB at most,"
        f" disk/text {disk:.2f}",
        flush=True,
    )
    asked = folder / "questions.json"
    asked.write_text(json.dumps([row["question"] for row in lines(wanted.corpus[1])][: wanted.questions]), "utf-8")
    _, _, most, output = watched([sys.executable, "-c", _ASK, str(base), str(asked)])
    p50, p99, ask50, ask99, own, mapped = output.split()
    print(
        f"{'':9} search p50 {p50} ms, p99 {p99}; ask p50 {ask50}, p99 {ask99}; {most / 1e6:.0f} MB resident at most,"
        f" at the end {own} MB its own and {mapped} MB of mapped files",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs=2, metavar="FILE", help="the corpus, then the questions")
    parser.add_argument("--clauses", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where sources and knowledge bases stay; else they are removed")
    wanted = parser.parse_args()
    rows = lines(wanted.corpus[0])
    with tempfile.TemporaryDirectory() as name:
        folder = wanted.folder or Path(name)
        folder.mkdir(exist_ok=True)
        for clauses in wanted.clauses:
            measure(folder, rows, clauses, wanted)


if __name__ == "__main__":
    main()
