"""Lay questions on statutes: is the finding tied to shops?  ``make eval-statutes`` runs it.

58,590 articles of 1,335 laws are built into a knowledge base through the public API; ``KnowledgeBase.find`` is asked
the 519 questions and scored by the data's own scorer.  Nothing is trained on these questions.  Beside it stands what
the engine alone gives for the words as typed, and how long each takes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.engines import ENGINES
from kb import KnowledgeBase
from kb.find import CANDIDATES

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("POLICY_KB_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "eval" / "statutes"
LIMIT = 100
"""Clauses per question; the scorer looks at the first hundred."""


def write_records(target: Path) -> None:
    """Write the corpus as records that ``kb build`` reads, ids kept, laws as documents."""
    with (
        gzip.open(DATA / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines,
        target.open("w", encoding="utf-8") as out,
    ):
        for line in lines:
            row = json.loads(line)
            record = {"id": row["id"], "document": {"title": row["law"]}, "number": row["number"], "text": row["text"]}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def statutes(folder: Path, engine: str) -> KnowledgeBase:
    """Build the statutes into ``folder``, or open what an earlier run built there."""
    records = folder / "statutes.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    if not records.exists():
        write_records(records)
    started = time.perf_counter()
    base = KnowledgeBase.build([records], folder / "base", engine=engine)
    print(f"{base.status().clauses} articles in {time.perf_counter() - started:.0f} s ({engine})", flush=True)
    return base


def run(name: str, folder: Path, questions: Sequence[dict[str, str]], ask: Callable[[str], list[str]]) -> None:
    """Ask every question, print the time that one takes, and score the run."""
    spent = []
    target = folder / f"{name}.jsonl"
    with target.open("w", encoding="utf-8") as out:
        for row in questions:
            begun = time.process_time()
            ids = ask(row["question"])
            spent.append(time.process_time() - begun)
            out.write(json.dumps({"qid": row["qid"], "ids": ids}, ensure_ascii=False) + "\n")
    spent.sort()
    print(f"\n-- {name}: p50 {spent[len(spent) // 2] * 1000:.1f} ms, p99 {spent[int(len(spent) * 0.99)] * 1000:.1f} ms")
    script = SHARED / "eval" / "score_retrieval.py"
    subprocess.run([sys.executable, str(script), str(target), str(DATA / "queries.dev.jsonl")], check=True)


def times(base: KnowledgeBase, questions: Sequence[dict[str, str]]) -> tuple[float, float]:
    """Give the median processor time, in seconds, of the engine's own query and of finding ten clauses with it.

    The questions have been asked before: what finding keeps of a generation is warm, and so is the engine.
    """
    finder = base._finder
    queries = [finder.query(finder.read(row["question"])) for row in questions]
    spent: tuple[list[float], list[float]] = ([], [])
    for query in queries:
        begun = time.process_time()
        base._generation.engine.search(query, limit=CANDIDATES)
        spent[0].append(time.process_time() - begun)
    for row in questions:
        begun = time.process_time()
        base.find(row["question"])
        spent[1].append(time.process_time() - begun)
    engine, whole = (sorted(several)[len(several) // 2] for several in spent)
    return engine, whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, ask, score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="tantivy" if "tantivy" in ENGINES else "whoosh", choices=sorted(ENGINES))
    parser.add_argument("--folder", type=Path, help="where to build, and to find what was built before")
    options = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(f"skipped: no statutes at {DATA} (set POLICY_KB_SHARED)")
        return 0
    questions = [json.loads(line) for line in (DATA / "queries.dev.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        with statutes(folder, options.engine) as base:
            generation = base._generation
            run("engine", folder, questions, lambda text: [one for one, _ in generation.search(text, limit=LIMIT)])
            run("find", folder, questions, lambda text: [hit.clause.id for hit in base.find(text, limit=LIMIT)])
            engine, whole = times(base, questions)
            print(f"\nwarm, p50: the engine's own query {engine * 1000:.1f} ms, ten clauses {whole * 1000:.1f} ms")
            print(f"ratio {whole / engine:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
