"""Measure clauses and answers on the evaluation data and print the figures; ``make eval`` runs it.

The data lies outside of the repository, in ``$POLICY_KB_SHARED`` (default: ``../shared`` beside the checkout), with
its own scorers.  What is absent is said and skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb import KnowledgeBase
from kb.reply import Reply

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("POLICY_KB_SHARED", ROOT.parent / "shared"))
PARTS = ("clauses", "answers", "tags")
RENDITIONS = {"clean": "clean.txt", "scraped": "scraped.txt", "auto": "auto.docx", "layout": "layout.pdf"}


def prediction(qid: str, reply: Reply) -> dict[str, Any]:
    """Give a reply in the form that ``score_answers.py`` reads."""
    return {
        "qid": qid,
        "abstained": reply.abstained,
        "answers": [
            {
                "text": answer.text,
                "quote": answer.clause.text if answer.clause.text else answer.text,
                "number": answer.clause.number,
                "doc": answer.clause.document.title,
                "file": answer.clause.document.source,
            }
            for answer in reply.answers
        ],
    }


def clauses(work: Path) -> None:
    """Score the numbered clauses of statutes in four renditions, and of the seed pages."""
    from ingest.parse import parse_file

    folder = SHARED / "eval" / "clauses"
    predicted = work / "clauses"
    predicted.mkdir()
    for slug in sorted(path for path in folder.iterdir() if path.is_dir()):
        for rendition, file in RENDITIONS.items():
            # Unnumbered paragraphs (preambles) are clauses of ours and are not in the gold.
            rows = (
                {"path": list(clause.path), "text": clause.text}
                for document in parse_file(slug / file)
                for clause in document.clauses
                if clause.number is not None
            )
            _write(predicted / f"{slug.name}.{rendition}.jsonl", rows)
    _score("score_clauses.py", predicted, folder)

    def seeds() -> Iterator[dict[str, Any]]:
        for file in sorted((SHARED / "seeds").glob("*.txt")):
            if file.name[:3].isdigit():
                for document in parse_file(file):
                    for clause in document.clauses:
                        yield {
                            "file": file.name,
                            "doc": document.title,
                            "path": list(clause.path),
                            "number": clause.number,
                            "text": clause.text,
                        }

    _write(work / "seeds.jsonl", seeds())
    _score("score_seed_clauses.py", work / "seeds.jsonl", SHARED / "eval" / "seedqa" / "clauses.dev.jsonl")


def answers(work: Path, *extra: str) -> None:
    """Score the answers to the questions on the seed pages and on the sample corpus."""
    sets = (
        ("seed pages", sorted((SHARED / "seeds").glob("0*.txt")), SHARED / "eval/seedqa/questions.dev.jsonl"),
        ("sample corpus", [ROOT / "corpus"], ROOT / "tests/fixtures/corpus_questions.jsonl"),
    )
    for name, sources, questions in sets:
        print(f"\n== answers: {name}")
        started = time.perf_counter()
        with KnowledgeBase.build(list(sources), work / name.replace(" ", "-")) as base:
            print(f"built {base.status().clauses} clauses in {time.perf_counter() - started:.1f} s")
            rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
            spent = []
            replies = []
            for row in rows:
                begun = time.perf_counter()
                reply = base.ask(row["question"])
                spent.append(time.perf_counter() - begun)
                replies.append(prediction(row["qid"], reply))
        _write(work / f"{name.replace(' ', '-')}.jsonl", replies)
        _score("score_answers.py", work / f"{name.replace(' ', '-')}.jsonl", questions, *extra)
        spent.sort()
        print(f"ask: p50 {spent[len(spent) // 2] * 1000:.1f} ms, p99 {spent[int(len(spent) * 0.99)] * 1000:.1f} ms")


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _score(script: str, *arguments: object) -> None:
    print(f"\n-- {script}", flush=True)
    subprocess.run([sys.executable, str(SHARED / "eval" / script), *map(str, arguments)], check=True)


def main(arguments: list[str]) -> int:
    """Run the parts named (``clauses``, ``answers``, ``tags``), or all."""
    if not (SHARED / "eval").is_dir():
        print(f"skipped: no evaluation data at {SHARED} (set POLICY_KB_SHARED)")
        return 0
    parts = [part for part in arguments if part in PARTS] or list(PARTS)
    extra = [part for part in arguments if part not in PARTS]
    with tempfile.TemporaryDirectory() as folder:
        if "clauses" in parts:
            clauses(Path(folder))
        if "answers" in parts:
            answers(Path(folder), *extra)
    if "tags" in parts:
        from bench.evaluate_tags import main as tags

        print("\n== tags", flush=True)
        tags(["--held", "--time"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
