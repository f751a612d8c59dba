"""Time what people wait for: cold processes, builds, and questions asked of an open knowledge base.

python bench/speed.py [SOURCE...] [--questions FILE.jsonl]      default: corpus/ and its questions

Cold: each run is a process of its own, as in a terminal; the median of RUNS in seconds of wall time, and the least
processor time beside that of a process that imports click and Whoosh, opens, searches and prints; ``kb ask`` for
fourteen questions besides, drawn evenly from the file.  Warm: milliseconds
of the processor a question, beside a bare Whoosh search of the same terms in the same fields.  Other work on a shared
machine only adds to times of the wall; ratios of one run say most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
RUNS = 7
QUESTION = "上班时间玩游戏罚多少"
COLD = 14
"""Questions that are asked cold."""


def seconds(*arguments: str) -> float:
    """Give the wall time of one run of the command."""
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode not in {0, 1, 5}:
        raise SystemExit(f"kb {' '.join(arguments)} ended with {ended.returncode}")
    return time.perf_counter() - started


def row(what: str, runs: int, *arguments: str) -> None:
    times = sorted(seconds(*arguments) for _ in range(runs))
    print(f"{what:28} median {statistics.median(times):6.3f} s   least {times[0]:6.3f} s   {runs} runs")


def cold(place: Sequence[str], folder: Path, questions: Sequence[str]) -> None:
    """Print the processor time of cold verbs, all of them in turn, beside the floor."""
    from bench.engines import FLOOR, processor, whoosh_index

    whoosh_index(folder / "plain", [[QUESTION[at : at + 2]] for at in range(len(QUESTION) - 1)] * 200).close()
    words = [QUESTION[at : at + 2] for at in range(len(QUESTION) - 1)]
    kb = [sys.executable, str(ROOT / "cli.py"), *place]
    commands = {
        "click, Whoosh, open, search": [sys.executable, "-c", FLOOR, str(folder / "plain"), *words],
        "kb ask": [*kb, "ask", QUESTION],
        "kb search": [*kb, "search", QUESTION],
        "kb status": [*kb, "status"],
    }
    drawn = questions[:: max(1, len(questions) // COLD)][:COLD]
    commands |= {f"kb ask {question}": [*kb, "ask", question] for question in drawn}
    least = dict.fromkeys(commands, float("inf"))
    for _ in range(2 * RUNS):
        for name, command in commands.items():
            before = processor()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            least[name] = min(least[name], processor() - before)
    floor = next(iter(least.values()))
    for name, spent in least.items():
        print(f"{name:28} {1000 * spent:6.0f} ms of the processor   {spent / floor:5.2f} of the first")
    ratios = sorted(least[f"kb ask {question}"] / floor for question in drawn)
    middle = statistics.median(ratios)
    print(f"{len(drawn)} questions asked cold: {ratios[0]:.2f} to {ratios[-1]:.2f} of the first, median {middle:.2f}")


def warm(root: str, folder: Path, questions: Sequence[str]) -> None:
    """Print what a question takes, first and again, beside a bare Whoosh search of the terms that it asks for."""
    from bench.engines import percentiles, whoosh_fields
    from index.schema import entries
    from kb import KnowledgeBase

    with KnowledgeBase.open(root) as base:
        generation = base._generation
        search = whoosh_fields(folder / "fields", entries(generation.clauses(), generation.analyzer))
        read = {question: base._read(question) for question in questions}
        asked = {one: generation.terms_of(read[one].expanded, read[one].query.text) for one in questions}
        base.ask(questions[0])
        rows: dict[str, list[float]] = {}
        for name, run in (
            ("ask, first time", base.ask),
            ("ask, again", base.ask),
            ("search, again", base.search),
            ("bare Whoosh, the same terms", lambda one: search(asked[one])),
        ):
            runs = 1 if name.endswith("first time") else 3
            rows[name] = [min(spent(run, one) for _ in range(runs)) for one in questions]
    bare = percentiles(rows["bare Whoosh, the same terms"])[0]
    for name, times in rows.items():
        p50, p99 = percentiles(times)
        print(f"{name:28} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   {p50 / bare:5.2f} of bare Whoosh")


def spent(run: Any, question: str) -> float:
    started = time.process_time()
    run(question)
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[str(ROOT / "corpus")])
    parser.add_argument("--questions", type=Path, default=ROOT / "tests" / "fixtures" / "corpus_questions.jsonl")
    wanted = parser.parse_args()
    questions = [json.loads(line)["question"] for line in wanted.questions.read_text("utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as folder:
        place = ["--kb", str(Path(folder) / "kb")]
        row("build, first", 1, *place, "build", *wanted.sources)
        row("build, all read anew", 3, *place, "build", "--full", *wanted.sources)
        row("build, nothing changed", 3, *place, "build", *wanted.sources)
        row("ask, cold process", RUNS, *place, "ask", QUESTION)
        row("ask, abstaining", RUNS, *place, "ask", "西游记作者是谁")
        row("search, cold process", RUNS, *place, "search", "退货 邮费")
        row("status, cold process", RUNS, *place, "status")
        row("help, cold process", RUNS, "--help")
        cold(place, Path(folder), questions)
        warm(place[1], Path(folder), questions)


if __name__ == "__main__":
    main()
