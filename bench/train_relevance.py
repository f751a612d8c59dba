"""Learn the weights of ``index/relevance.json`` from this project's own lay questions, and say what they are worth.

    .venv/bin/python -m bench.train_relevance FOLDER            cross-validate and print
    .venv/bin/python -m bench.train_relevance FOLDER --write    the same, learn from all, write the file

FOLDER is where ``bench.statutes`` has built (or builds) the statutes.  The questions are
``bench/questions/statutes.jsonl``; nothing here reads those of the evaluation set.

A model is a softmax over the clauses found for a question: the clauses labelled right shall have the probability.
Folds go by clause: no clause that is tested was an answer in training.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bench.statutes import DATA, statutes
from index.relevance import FIRST, SECOND, first_features, second_features
from kb import KnowledgeBase
from kb.find import READING

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "bench" / "questions" / "statutes.jsonl"
TARGET = ROOT / "index" / "relevance.json"
FOLDS = 5
REGULARISATION = 0.01

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Row:
    """One question: its clauses as the engine gives them, their features, and which of them are right."""

    qid: str
    fold: int
    gold: frozenset[str]
    found: tuple[str, ...]
    first: Array
    second: Array


def rows(base: KnowledgeBase) -> list[Row]:
    """Ask the engine each question and measure all that it finds."""
    finder = base._finder
    made = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        read = finder.read(question["question"])
        found = finder.candidates(read)
        first = first_features(found, finder.prominence)
        passages = [finder.passage(clause) for clause, _, _ in found]
        second = second_features(read.concepts, [document for _, _, document in found], passages, first)
        gold = frozenset(question["gold"])
        if absent := [clause for clause in gold if clause not in base._generation.clause_file]:
            raise SystemExit(f"{question['qid']}: no such article: {'、'.join(absent)}")
        made.append(
            Row(
                question["qid"],
                zlib.crc32(min(gold).encode()) % FOLDS,
                gold,
                tuple(clause for clause, _, _ in found),
                np.array(first).reshape(-1, len(FIRST)),
                np.array(second).reshape(-1, len(SECOND)),
            )
        )
    return made


def learn(several: Sequence[tuple[Array, Array]]) -> Array:
    """Learn the weights of a softmax over the rows of each question, for features as they are measured.

    No weight may turn against its meaning: a clause that holds more of the question shall never come later for it,
    whatever a few hundred questions seem to say.
    """
    useful = [(values, right / right.sum()) for values, right in several if right.sum()]
    together = np.concatenate([values for values, _ in useful])
    spread = together.std(0) + 1e-6
    scaled = [(values / spread, right) for values, right in useful]

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros_like(weights)
        for values, right in scaled:
            scores = values @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            total -= float(right @ np.log(chance + 1e-12))
            slope += values.T @ (chance - right)
        return (
            total / len(scaled) + REGULARISATION * float(weights @ weights),
            slope / len(scaled) + 2 * REGULARISATION * weights,
        )

    count = together.shape[1]
    found = minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * count)
    return np.asarray(found.x / spread)


def right(row: Row) -> Array:
    """Give 1 for the clauses that answer."""
    return np.array([float(clause in row.gold) for clause in row.found])


def models(several: Sequence[Row]) -> tuple[Array, Array]:
    """Learn both models; the second from what the first leaves to be read."""
    first = learn([(row.first, right(row)) for row in several])
    kept = []
    for row in several:
        read = np.argsort(-(row.first @ first), kind="stable")[:READING]
        kept.append((row.second[read], right(row)[read]))
    return first, learn(kept)


def ordered(row: Row, first: Array, second: Array) -> list[str]:
    """Order a question's clauses as ``index.relevance.order`` does."""
    thinned = np.argsort(-(row.first @ first), kind="stable")
    near = thinned[:READING]
    best = near[np.argsort(-(row.second[near] @ second), kind="stable")]
    return [row.found[at] for at in (*best, *thinned[READING:])]


def report(name: str, orders: Sequence[tuple[Row, list[str]]]) -> None:
    """Print recall and MRR of the orders, as the scorer of the evaluation data has them."""
    ten = hundred = reciprocal = 0.0
    for row, order in orders:
        ten += len(row.gold.intersection(order[:10])) / len(row.gold)
        hundred += len(row.gold.intersection(order[:100])) / len(row.gold)
        reciprocal += next((1 / at for at, clause in enumerate(order[:10], 1) if clause in row.gold), 0.0)
    count = len(orders)
    print(f"{name:24} {ten / count:.3f}  {hundred / count:.3f}  {reciprocal / count:.3f}  of {count}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validate, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(f"no statutes at {DATA} (set POLICY_KB_SHARED)")
        return 1
    with statutes(options.folder, options.engine) as base:
        several = rows(base)
    print(f"{'':24} r@10   r@100  MRR@10")
    report("as the engine has them", [(row, list(row.found)) for row in several])
    held: list[tuple[Row, list[str]]] = []
    for fold in range(FOLDS):
        first, second = models([row for row in several if row.fold != fold])
        held += [(row, ordered(row, first, second)) for row in several if row.fold == fold]
    report("held out", held)
    for part in sorted({row.qid[0] for row in several}):
        report(f"held out, {part}", [(row, order) for row, order in held if row.qid[0] == part])
    first, second = models(several)
    report("trained on", [(row, ordered(row, first, second)) for row in several])
    for name, names, weights in (("first", FIRST, first), ("second", SECOND, second)):
        print(name, ", ".join(f"{one} {weight:.2f}" for one, weight in zip(names, weights, strict=True)))
    if options.write:
        record = {
            "first": {one: round(float(weight), 4) for one, weight in zip(FIRST, first, strict=True)},
            "second": {one: round(float(weight), 4) for one, weight in zip(SECOND, second, strict=True)},
        }
        TARGET.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
