"""Learn what ships in ``kb/cut.json``: which part of a clause answers, and what goes before it; cross-validated.

    python -m bench.train_cut            cross-validate by document, print the figures
    python -m bench.train_cut --misses N the same, and print N of the cuts that lack a value
    python -m bench.train_cut --write    the same, then learn from all questions and write the file

The labels are the values of the labelled questions (``bench/questions``): a part of a right clause is right when a
value stands in it, a heading or the title when a value stands there that the clause lacks.  The kind of each question
is read by a model that did not learn from its documents, as it will be with questions that nobody has labelled.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bench import labelled
from bench.train import kinds_record, train_kinds
from index.features import Query, fold
from kb import Clause, above, part_features, parts
from kb.cut import CutWeights, Weights, cut_answer
from kb.kinds import KindModel

CUT_FILE = Path(__file__).resolve().parent.parent / "kb" / "cut.json"
SHARED_PENALTY, KIND_PENALTY = 0.5, 2.0
"""L2 penalties: kinds have few questions each, so their own weights are held closer to zero."""
VALUED = frozenset({"penalty", "amount", "deadline", "time", "reward"})
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:元|块|%|天|日|小时|分钟|月|次|点|分|年|倍)|\d+:\d+|开除|辞退|记大?过|警告")

Array = Any


@dataclass(frozen=True)
class Choice:
    """What one of several rows is to be chosen of: their features, which are right, and the question's kinds."""

    rows: Array
    right: Array
    kinds: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Case:
    """A right clause of a question with the values that have to stand in the answer."""

    question: labelled.Labelled
    query: Query
    clause: Clause
    before: str
    wanted: tuple[str, ...]
    part: Choice
    above: Choice


def squeeze(text: str) -> str:
    """Fold for comparison: width, white space and the commas of both scripts."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("、", ",").lower()


def stands(value: str, text: str) -> bool:
    """Tell whether ``value`` stands in ``text``, and not as the end of a longer number (5元 in 15元)."""
    wanted = squeeze(value)
    text = re.sub(r"(?<=\d)\s+(?=\d)", "|", text)  # two numbers side by side are not one
    ahead = r"(?<![0-9.])" if wanted[:1].isdigit() else ""
    behind = r"(?![0-9])" if wanted[-1:].isdigit() else ""
    return re.search(ahead + re.escape(wanted) + behind, squeeze(text)) is not None


def held_out_kinds(questions: Sequence[labelled.Labelled]) -> dict[int, KindModel]:
    """Give for each fold a model of kinds that was learned from the others."""
    models = {}
    for held in {question.fold for question in questions}:
        record = kinds_record(*train_kinds([question for question in questions if question.fold != held]))
        models[held] = KindModel(tuple(record["kinds"]), tuple(record["offsets"]), record["weights"])
    return models


def cases(questions: Sequence[labelled.Labelled], base: Any, models: dict[int, KindModel]) -> list[Case]:
    """Give the right clauses of one set that have values."""
    found = []
    for question in questions:
        kinds = models[question.fold].probabilities(fold(question.question))
        query = replace(base._read(question.question).query, kind=kinds[0][0], kinds=kinds)
        for identity, wanted in question.values:
            if not wanted:
                continue
            clause = base.clause(identity)
            before = above.post_before(query, clause, base._asker._lists.paragraph)
            pieces = parts.parts_of(clause)
            here = [any(stands(value, part.text) for value in wanted) for part in pieces]
            part = Choice(
                np.array(part_features.part_features(part_features.Asked(query), clause)), np.array(here), kinds
            )
            over = above.above_of(clause, before)
            lacking = [value for value in wanted if not stands(value, clause.text)]
            there = [any(stands(value, one.text) for value in lacking) for one in over]
            rows = np.array(above.above_features(query, clause, over))
            upward = Choice(rows, np.array([not any(there), *there]), kinds)
            found.append(Case(question, query, clause, before, wanted, part, upward))
    return found


def fit(choices: Sequence[Choice], kinds: Sequence[str]) -> Weights:
    """Learn the weights of a softmax over the rows of each choice: shared by all kinds, and once more by kind."""
    usable = [one for one in choices if one.right.any() and not one.right.all()]
    rows = np.concatenate([one.rows for one in usable])
    right = np.concatenate([one.right for one in usable]).astype(float)
    counts = [len(one.rows) for one in usable]
    of = np.repeat(np.arange(len(usable)), counts)
    begins = np.cumsum([0, *counts[:-1]])
    shares = np.array([[dict(one.kinds).get(kind, 0.0) for kind in kinds] for one in usable])
    width, count = rows.shape[1], len(kinds)

    def loss(flat: Array) -> tuple[float, Array]:
        shared, own = flat[:width], flat[width:].reshape(count, width)
        scores = (rows * (shared + shares @ own)[of]).sum(axis=1)
        powers = np.exp(scores - np.maximum.reduceat(scores, begins)[of])
        chances = powers / np.add.reduceat(powers, begins)[of]
        mass = np.add.reduceat(chances * right, begins) + 1e-12
        slope = chances - chances * right / mass[of]
        by_choice = np.add.reduceat(rows * slope[:, None], begins, axis=0)
        total = -np.log(mass).sum() + SHARED_PENALTY * shared @ shared + KIND_PENALTY * (own * own).sum()
        g_shared = by_choice.sum(axis=0) + 2 * SHARED_PENALTY * shared
        return float(total), np.concatenate([g_shared, (shares.T @ by_choice + 2 * KIND_PENALTY * own).ravel()])

    found = minimize(loss, np.zeros(width * (1 + count)), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    table = [tuple(round(float(value), 4) for value in row) for row in found.reshape(count + 1, width)]
    return Weights(table[0], dict(zip(kinds, table[1:], strict=True)))


def learn(known: Sequence[Case], kinds: Sequence[str]) -> CutWeights:
    """Learn both models from ``known``."""
    return CutWeights(fit([case.part for case in known], kinds), fit([case.above for case in known], kinds))


@dataclass(frozen=True)
class Scored:
    """One cut: whether all values stand in it, its length, and whether another amount stands beside them."""

    case: Case
    text: str

    @property
    def right(self) -> bool:
        """Whether all values stand in the cut."""
        return all(stands(value, self.text) for value in self.case.wanted)

    @property
    def another(self) -> bool:
        """Whether an amount stands in the cut that is neither wanted nor named by the question."""
        rest = squeeze(self.text)
        if self.case.question.kind not in VALUED:
            return False
        for value in self.case.wanted:
            rest = rest.replace(squeeze(value), "|")
        return any(found[0] not in squeeze(self.case.question.question) for found in _AMOUNT.finditer(rest))


def score(tested: Sequence[Case], weights: CutWeights) -> list[Scored]:
    """Cut every case."""
    return [Scored(case, cut_answer(case.query, case.clause, case.before, weights).text) for case in tested]


def report(results: Sequence[Scored]) -> None:
    """Print the figures by kind."""
    by_kind: dict[str, list[tuple[bool, int, bool]]] = defaultdict(list)
    for one in results:
        for kind in (one.case.question.kind, "all"):
            by_kind[kind].append((one.right, len(one.text), one.another))
    for kind, rows in sorted(by_kind.items()):
        share, long, another = (float(np.mean(column)) for column in zip(*rows, strict=True))
        print(
            f"{kind:12s} {len(rows):5d}  values in the cut {share:.3f}  characters {long:.1f}"
            f"  another amount beside {another:.3f}"
        )


def gather() -> list[Case]:
    """Build the documents of all sets and give their cases."""
    with tempfile.TemporaryDirectory() as folder:
        bases = {name: labelled.build(name, Path(folder)) for name in labelled.SETS}
        read = {name: list(labelled.read(name, base)) for name, base in bases.items() if base is not None}
        models = held_out_kinds([question for questions in read.values() for question in questions])
        found = [case for name, questions in read.items() for case in cases(questions, bases[name], models)]
        for base in bases.values():
            if base is not None:
                base.close()
    return found


def main(arguments: list[str]) -> int:
    """Cross-validate; with ``--write`` learn from everything and write the file; ``--misses N`` prints some."""
    known = gather()
    kinds = sorted({case.question.kind for case in known})
    results: list[Scored] = []
    for held in sorted({case.question.fold for case in known if case.question.fold >= 0}):
        weights = learn([case for case in known if case.question.fold not in (held, -1)], kinds)
        results += score([case for case in known if case.question.fold == held], weights)
    report(results)
    if "--misses" in arguments:
        missed = [one for one in results if not one.right]
        for one in missed[:: max(1, len(missed) // int(arguments[-1]))]:
            asked = one.case.question
            print(f"\n{asked.qid} {asked.kind}/{one.case.query.kind} {asked.question} wants {one.case.wanted}")
            print("  cut   ", one.text.replace("\n", "⏎"))
            print("  clause", one.case.clause.text[:240].replace("\n", "⏎"))
    if "--write" in arguments:
        weights = learn(known, kinds)
        record = {
            name: {"features": features, "shared": model.shared, "by_kind": model.by_kind}
            for name, features, model in (
                ("parts", part_features.FEATURES, weights.parts),
                ("above", above.FEATURES, weights.above),
            )
        }
        CUT_FILE.write_text(json.dumps(record, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
