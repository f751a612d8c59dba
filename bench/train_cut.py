"""Learn what ships in ``kb/cut.json``: which part of a clause answers; cross-validated by document.

    python -m bench.train_cut            cross-validate, print the figures
    python -m bench.train_cut --write    the same, then learn from all questions and write the file

The labels are the values of the labelled questions (``bench/questions``): a part of a right clause is right when a
value stands in it.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench import labelled
from index.features import Query
from kb import Clause
from kb.cut import FEATURES, Weights, cut_answer, part_features, parts_of

CUT_FILE = Path(__file__).resolve().parent.parent / "kb" / "cut.json"
C_SHARED, KIND_SCALE = 1.0, 0.6
"""Inverse of the penalty; features by kind are scaled down, which holds their weights closer to zero."""

Array = Any


@dataclass(frozen=True)
class Case:
    """A right clause of a question with the values that have to stand in the answer."""

    question: labelled.Labelled
    query: Query
    clause: Clause
    wanted: tuple[str, ...]
    rows: Array
    labels: Array


def squeeze(text: str) -> str:
    """Fold for comparison: width, white space and the commas of both scripts."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("、", ",").lower()


def cases(name: str, base: Any) -> list[Case]:
    """Give the right clauses of one set that have values."""
    found = []
    for question in labelled.read(name, base):
        read = base._read(question.question)
        for identity, wanted in question.values:
            if not wanted:
                continue
            clause = base.clause(identity)
            parts = parts_of(clause)
            rows = np.array(part_features(read.query, clause, parts))
            pieces = [squeeze(part.text) for part in parts]
            labels = np.array([any(squeeze(value) in piece for value in wanted) for piece in pieces])
            found.append(Case(question, read.query, clause, wanted, rows, labels))
    return found


def fit(known: Sequence[Case], kinds: Sequence[str]) -> Weights:
    """Learn the weights: features shared by all kinds, and once more for each kind by how likely it is."""
    vectors, labels, weights = [], [], []
    for case in known:
        if not case.labels.any():
            continue
        share = [dict(case.query.kinds).get(kind, 0.0) for kind in kinds]
        for row, label in zip(case.rows, case.labels, strict=True):
            vectors.append(np.concatenate([row, *(KIND_SCALE * one * row for one in share)]))
            labels.append(bool(label))
            weights.append(1.0 / np.sqrt(len(case.rows)))
    model = LogisticRegression(C=C_SHARED, max_iter=2000, fit_intercept=False)
    model.fit(np.array(vectors), labels, sample_weight=weights)
    table = model.coef_[0].reshape(len(kinds) + 1, len(FEATURES))
    table[1:] *= KIND_SCALE
    rounded = [tuple(round(float(value), 4) for value in row) for row in table]
    return Weights(rounded[0], dict(zip(kinds, rounded[1:], strict=True)))


def score(tested: Sequence[Case], weights: Weights) -> list[tuple[str, bool, int, Case, str]]:
    """Cut every case and say whether all its values stand in the answer."""
    found = []
    for case in tested:
        text = cut_answer(case.query, case.clause, weights).text
        right = all(squeeze(value) in squeeze(text) for value in case.wanted)
        found.append((case.question.kind, right, len(text), case, text))
    return found


def main(arguments: list[str]) -> int:
    """Cross-validate; with ``--write`` learn from everything and write the file; ``--misses N`` prints some."""
    known: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in labelled.SETS:
            base = labelled.build(name, Path(folder))
            if base is not None:
                known.extend(cases(name, base))
                base.close()
    kinds = sorted({case.question.kind for case in known})
    results = []
    for held in sorted({case.question.fold for case in known if case.question.fold >= 0}):
        weights = fit([case for case in known if case.question.fold not in (held, -1)], kinds)
        results += score([case for case in known if case.question.fold == held], weights)
    by_kind: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for kind, right, length, _, _ in results:
        by_kind[kind].append((right, length))
        by_kind["all"].append((right, length))
    for kind, rows in sorted(by_kind.items()):
        share, long = (float(np.mean(column)) for column in zip(*rows, strict=True))
        print(f"{kind:12s} {len(rows):5d}  values in the cut {share:.3f}  characters {long:.0f}")
    if "--misses" in arguments:
        missed = [row for row in results if not row[1]]
        for _, _, _, case, text in missed[:: max(1, len(missed) // int(arguments[-1]))]:
            print(f"\n{case.question.qid} {case.question.kind} {case.question.question} wants {case.wanted}")
            print("  cut   ", text.replace("\n", "⏎"))
            print("  clause", case.clause.text[:240].replace("\n", "⏎"))
    if "--write" in arguments:
        weights = fit(known, kinds)
        record = {"features": FEATURES, "shared": weights.shared, "by_kind": weights.by_kind}
        CUT_FILE.write_text(json.dumps(record, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
