"""The labelled questions, with the clauses of a knowledge base that answer each.

Shared by the trainer and the cross-validation.  A set whose documents are absent is left out, and that is said.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb import Clause, KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("POLICY_KB_SEEDS", ROOT.parent / "shared" / "seeds"))
QUESTIONS = ROOT / "bench" / "questions"
WRITTEN = ("makers", "services", "offices")
"""Sets on policies that were written to be asked about, each organisation's in its folder."""
SETS = {
    "seeds": (SEEDS, (QUESTIONS / "seeds.jsonl", QUESTIONS / "seeds-more.jsonl")),
    "corpus": (ROOT / "corpus", (QUESTIONS / "corpus.jsonl", QUESTIONS / "corpus-more.jsonl")),
    **{name: (QUESTIONS / "policies" / name, (QUESTIONS / f"{name}.jsonl",)) for name in WRITTEN},
}


@dataclass(frozen=True)
class Labelled:
    """One question: ``gold`` holds ids of clauses that answer, ``required`` those that a complete reply names."""

    qid: str
    question: str
    kind: str
    fold: int
    gold: frozenset[str]
    required: frozenset[str]
    values: tuple[tuple[str, tuple[str, ...]], ...]
    contradictory: bool

    @property
    def answerable(self) -> bool:
        """Whether the policies state it."""
        return bool(self.gold)


def build(name: str, work: Path) -> KnowledgeBase | None:
    """Build the documents of one set; None where they are absent."""
    folder, questions = SETS[name]
    sources = sorted(folder.glob("0*.txt")) if name == "seeds" else [folder]
    absent = [str(place) for place in (folder, *questions) if not place.exists()]
    if absent or not sources:
        print(f"left out: {name} ({', '.join(absent) or f'no document in {folder}'}: absent)")
        return None
    return KnowledgeBase.build(list(sources), work / name)


def read(name: str, base: KnowledgeBase) -> Iterator[Labelled]:
    """Give the questions of one set, with clause ids of ``base``.

    A reference that names no clause is said and left out: the parser reads that place otherwise than when it was
    labelled, and ``bench/questions/check.py --repair`` finds the clause again.
    """
    _, questions = SETS[name]
    places: dict[tuple[str, tuple[str, ...]], list[tuple[tuple[str, ...], Clause]]] = defaultdict(list)
    for document in base.documents(clauses=True):
        for clause in document.clauses:
            places[Path(document.source).name, clause.path].append(((document.title, *document.titles), clause))
    for line in (line for file in questions for line in file.read_text(encoding="utf-8").splitlines()):
        if line.strip():
            record = json.loads(line)
            try:
                found = [(answer, _find(places, answer, record["qid"])) for answer in record["answers"]]
            except LookupError as error:
                print(f"left out: {error}")
                continue
            required = record["all_required"]
            yield Labelled(
                record["qid"],
                record["question"],
                record["kind"],
                -1 if record["fold"] is None else record["fold"],
                frozenset(clause for _, clause in found),
                frozenset(clause for answer, clause in found if required and not answer.get("optional")),
                tuple((clause, tuple(answer.get("value") or ())) for answer, clause in found),
                record.get("contradictory", False),
            )


def _find(
    places: dict[tuple[str, tuple[str, ...]], list[tuple[tuple[str, ...], Clause]]], answer: dict[str, Any], qid: str
) -> str:
    candidates = places.get((Path(answer["file"]).name, tuple(answer["path"])), [])
    named = [clause for titles, clause in candidates if answer["title"] in titles]
    if not named and "line" in answer:  # the title is read otherwise now: the line still tells the clause
        named = [clause for _, clause in candidates if any(place.line == answer["line"] for place in clause.places)]
    at = min(answer.get("nth", 1), max(1, len(named))) - 1
    if at >= len(named):
        raise LookupError(
            f"{qid}: no clause {answer['title']} {'/'.join(answer['path'])}; run bench/questions/check.py"
        )
    clause: Clause = named[at]
    return clause.id
