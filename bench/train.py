"""Learn ``kb/kinds.json``, ``index/ranker.json`` and ``index/judge.json``, and cross-validate all by document.

    python -m bench.train            cross-validate, print the figures
    python -m bench.train --write    the same, then train on everything and write the three files

Questions of one document are in one fold, so that a fold is tested on documents that training never saw.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench import labelled
from index.features import FEATURES, Query, features, fold
from index.judge import Judge, judged_features
from index.ranker import Ranked, first_features, load_weights, sure_features
from ingest.document import Clause, DocumentRef
from kb.kinds import cue_features

ROOT = Path(__file__).resolve().parent.parent
KINDS_FILE = ROOT / "kb" / "kinds.json"
RANKER_FILE = ROOT / "index" / "ranker.json"
JUDGE_FILE = ROOT / "index" / "judge.json"
SHARED_PENALTY, KIND_PENALTY = 0.1, 1.0
"""L2 penalties, a question: kinds have few questions each, so their own weights are held closer to zero."""

KIND_C = 0.5
SURE_C = 0.5
JUDGE_C = 0.03
LACKING = 0.125
"""Share of the questions that staff ask which no policy answers: a guess, by which the judge weighs its examples."""
THRESHOLD = 0.7
"""Where, held out, most questions end rightly: with a right answer, or without one where there is none."""
JUDGED = 5
STRAINED = 0.15
"""What a question on the policies of ``labelled.WRITTEN`` counts where it is judged whether there is an answer: those
questions were written to share few words with their answers, as some of what staff type does, but not most of it."""

Array = Any


# The kind of a question


def kind_rows(questions: Sequence[labelled.Labelled]) -> tuple[list[dict[str, float]], list[str]]:
    """Give features and kinds of the answerable questions."""
    rows = [q for q in questions if q.answerable]
    return [dict.fromkeys(cue_features(fold(q.question)), 1.0) for q in rows], [q.kind for q in rows]


def train_kinds(questions: Sequence[labelled.Labelled]) -> tuple[DictVectorizer, LogisticRegression]:
    """Fit the model of kinds; features that one question alone has are dropped."""
    rows, kinds = kind_rows(questions)
    counted = Counter(name for row in rows for name in row)
    kept = [{name: (2.0 if name.startswith("#") else 1.0) for name in row if counted[name] > 1} for row in rows]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    return vectorizer, LogisticRegression(C=KIND_C, class_weight="balanced", max_iter=3000).fit(matrix, kinds)


def kinds_record(vectorizer: DictVectorizer, model: LogisticRegression) -> dict[str, Any]:
    """Give the model as plain numbers: cues are counted twice in training, so their weights double here."""
    weights = {
        name: [round(float(w) * (2.0 if name.startswith("#") else 1.0), 3) for w in model.coef_[:, at]]
        for name, at in sorted(vectorizer.vocabulary_.items())
    }
    strong = {name: row for name, row in weights.items() if max(map(abs, row)) >= 0.05}
    return {
        "kinds": list(model.classes_),
        "offsets": [round(float(value), 3) for value in model.intercept_],
        "weights": {name: " ".join(map(str, row)) for name, row in strong.items()},
    }


# The order of clauses


@dataclass
class Example:
    """One question with the features of its candidates; ``among``: the set that it is of."""

    among: str
    question: labelled.Labelled
    kinds: tuple[tuple[str, float], ...]
    values: Array
    gold: Array
    ids: list[str]

    @property
    def weight(self) -> float:
        """What the question counts where it is judged whether there is an answer."""
        return STRAINED if self.among in labelled.WRITTEN else 1.0


def first_example(question: labelled.Labelled, base: Any) -> tuple[Array, Array]:
    """Give what is known of the clauses that the engine proposes before they are read, and which of them answer."""
    read = base._asker.read(question.question)
    found = base._asker.found(read)
    close = base._generation.nearness(read.query.text, [one for one, _ in found])
    values = first_features([score for _, score in found], close) if found else []
    return np.array(values).reshape(-1, 3), np.array([one in question.gold for one, _ in found], dtype=bool)


def train_first(rows: Sequence[tuple[Array, Array]]) -> tuple[float, ...]:
    """Fit the weights by which clauses are chosen to be read."""
    shared, _ = fit_order([row for row in rows if row[1].any() and not row[1].all()], np.zeros((0, 0)))
    return tuple(round(float(value), 4) for value in shared)


def examples(name: str, base: Any, first: tuple[float, ...]) -> list[Example]:
    """Read the questions of one set and give features for the candidates of each."""
    found = []
    chosen = load_weights()._replace(first=first)
    for question in labelled.read(name, base):
        read = base._asker.read(question.question)
        candidates = base._asker.candidates(read, weights=chosen)
        if not candidates:
            continue
        top = max(candidate.score for candidate in candidates) or 1.0
        closest = max(candidate.meaning for candidate in candidates)
        values = np.array([features(read.query, one, top, at, closest=closest) for at, one in enumerate(candidates)])
        ids = [candidate.clause.id for candidate in candidates]
        gold = np.array([one in question.gold for one in ids])
        found.append(Example(name, question, read.query.kinds, values, gold, ids))
    return found


def train_order(
    rows: Sequence[Example], kinds: Sequence[str], begin: tuple[Array, Array] | None = None
) -> tuple[Array, Array]:
    """Fit weights so that the clauses that answer come first (softmax over the candidates of a question).

    ``begin``: weights learned from nearly the same questions, from which it is a short way.
    """
    usable = [row for row in rows if row.gold.any() and not row.gold.all()]
    shares = np.array([[dict(row.kinds).get(kind, 0.0) for kind in kinds] for row in usable])
    return fit_order([(row.values, row.gold) for row in usable], shares, begin)


def fit_order(
    rows: Sequence[tuple[Array, Array]], shares: Array, begin: tuple[Array, Array] | None = None
) -> tuple[Array, Array]:
    """Fit weights, shared and of each kind; ``rows``: values and gold of a question; ``shares``: of the kinds."""
    width, count = rows[0][0].shape[1], shares.shape[1]
    shares = shares.reshape(len(rows), count) if count else np.zeros((len(rows), 0))
    values = np.concatenate([row[0] for row in rows]).astype(np.float32)
    gold = np.concatenate([row[1] for row in rows])
    sizes = np.array([len(row[1]) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    whose = np.repeat(np.arange(len(rows)), sizes)

    def loss(flat: Array) -> tuple[float, Array]:
        shared, own = flat[:width], flat[width:].reshape(count, width)
        scores = np.einsum("ij,ij->i", values, (shared + shares @ own).astype(np.float32)[whose]).astype(float)
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[whose])
        p = powers / np.add.reduceat(powers, starts)[whose]
        mass = np.add.reduceat(np.where(gold, p, 0.0), starts) + 1e-12
        miss = p - np.where(gold, p / mass[whose], 0.0)
        gradients = np.add.reduceat(miss.astype(np.float32)[:, None] * values, starts, axis=0)
        total = SHARED_PENALTY * float(shared @ shared) + KIND_PENALTY * float((own * own).sum())
        g_shared = gradients.sum(0) + 2 * SHARED_PENALTY * shared
        g_own = shares.T @ gradients + 2 * KIND_PENALTY * own
        return total - float(np.log(mass).sum()), np.concatenate([g_shared, g_own.ravel()])

    first = np.zeros(width * (1 + count)) if begin is None else np.concatenate([begin[0], begin[1].ravel()])
    result = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 400, "ftol": 1e-7})
    return result.x[:width], result.x[width:].reshape(count, width)


def order_of(row: Example, shared: Array, own: Array, kinds: Sequence[str]) -> Array:
    """Give the scores of a question's candidates."""
    share = np.array([dict(row.kinds).get(kind, 0.0) for kind in kinds])
    return row.values @ (shared + share @ own)


def out_of_fold(rows: Sequence[Example], kinds: Sequence[str]) -> list[Array]:
    """Give the scores of each question's candidates by an order that was learned without its documents."""
    scores: dict[int, Array] = {}
    last: tuple[Array, Array] | None = None
    for held in sorted({row.question.fold for row in rows}):
        # below 0: of documents in several folds, so that no other fold may learn from them
        last = train_order([row for row in rows if row.question.fold not in (held, -1)], kinds, last)
        scores |= {at: order_of(row, *last, kinds) for at, row in enumerate(rows) if row.question.fold == held}
    return [scores[at] for at in range(len(rows))]


# How sure


def sure_rows(row: Example, scores: Array, kinds: Sequence[str]) -> tuple[Array, Array, Array]:
    """Give features, labels and weights of the first ``JUDGED`` candidates: does each of them answer?"""
    order = np.argsort(-scores, kind="stable")
    vectors, labels = [], []
    share = [dict(row.kinds).get(kind, 0.0) for kind in kinds]
    for at in order[:JUDGED]:
        rest = [float(scores[other]) for other in order if other != at]
        vectors.append([*sure_features(row.values[at], float(scores[at]), rest), *share])
        labels.append(bool(row.gold[at]))
    return np.array(vectors), np.array(labels), row.weight * np.array([1.0] + [0.3] * (len(labels) - 1))


def train_sure(parts: Sequence[tuple[Array, Array, Array]]) -> LogisticRegression:
    """Fit the probability that a clause answers."""
    vectors, labels, weights = (np.concatenate([part[at] for part in parts]) for at in range(3))
    return LogisticRegression(C=SURE_C, max_iter=5000).fit(vectors, labels, sample_weight=weights)


# Whether there is an answer at all


def judged_row(row: Example, scores: Array, kinds: Sequence[str]) -> list[float]:
    """Give what the judge sees of a question whose candidates have ``scores``."""
    order = [int(at) for at in np.argsort(-scores, kind="stable")]
    ranked = [Ranked(_NO_CLAUSE, float(scores[at]), 0.0, tuple(row.values[at])) for at in order]
    return judged_features(Query("", "other", (), row.kinds), ranked, kinds)


def judged_rows(
    rows: Sequence[Example], scored: Sequence[Array], kinds: Sequence[str]
) -> tuple[list[list[float]], list[bool], list[float]]:
    """Give what the judge sees of each question, whether it has an answer, and what the question counts."""
    vectors = [judged_row(row, scores, kinds) for row, scores in zip(rows, scored, strict=True)]
    return vectors, [row.question.answerable for row in rows], [row.weight for row in rows]


_NO_CLAUSE = Clause("", DocumentRef("", "", "", ""), None, (), "")


def train_judge(rows: list[list[float]], answerable: list[bool], counted: list[float], kinds: Sequence[str]) -> Judge:
    """Fit the judge; unanswerable questions, of which these sets hold many, count as if one in eight were such.

    ``counted``: what each question counts.

    Boosted trees beside the linear model were tried, and gave next to nothing (docs/evaluation.md).
    """
    vectors, labels = np.array(rows), np.array(answerable)
    weights = np.array(counted)
    weights[~labels] *= LACKING / (1.0 - LACKING) * weights[labels].sum() / (weights[~labels].sum() + 1e-9)
    mean, spread = vectors.mean(0), vectors.std(0) + 1e-9
    model = LogisticRegression(C=JUDGE_C, max_iter=5000)
    model.fit((vectors - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    offset = float(model.intercept_[0] - slopes @ mean)
    usual = vectors[labels].mean(0)
    weights_found, means = (tuple(round(float(value), 4) for value in row) for row in (slopes, usual))
    return Judge(tuple(kinds), weights_found, round(offset, 4), THRESHOLD, means)


def judge(model: Judge, rows: list[list[float]]) -> Array:
    """Give the probability that there is an answer for each row."""
    return 1.0 / (1.0 + np.exp(-(np.array(rows) @ np.array(model.weights) + model.offset)))


def abstention(judged: Sequence[tuple[float, bool, bool]], threshold: float) -> dict[str, float]:
    """Score abstaining below ``threshold``: (probability, first answer right, answerable) a question."""
    silent = [one for one in judged if one[0] < threshold]
    lacking = sum(not one[2] for one in judged)
    kept = sum(not one[2] for one in silent)
    return {
        "threshold": threshold,
        "precision": kept / len(silent) if silent else 1.0,
        "recall": kept / lacking if lacking else 1.0,
        "answered and right": sum(one[1] for one in judged if one[0] >= threshold) / sum(one[2] for one in judged),
    }


def gathered() -> tuple[list[labelled.Labelled], list[Example], tuple[float, ...]]:
    """Build the documents of all sets, ask their questions, and choose the clauses that are read."""
    rows: list[Example] = []
    questions: list[labelled.Labelled] = []
    with tempfile.TemporaryDirectory() as folder:
        built = {name: labelled.build(name, Path(folder)) for name in labelled.SETS}
        bases = {name: base for name, base in built.items() if base is not None}
        proposed: list[tuple[Array, Array]] = []
        for name, base in bases.items():
            asked = list(labelled.read(name, base))
            questions.extend(asked)
            proposed.extend(first_example(question, base) for question in asked)
        first = train_first(proposed)
        for name, base in bases.items():
            rows.extend(examples(name, base, first))
            base.close()
    print("clauses are chosen to be read by", first)
    answerable = [gold for _, gold in proposed if gold.any()]
    print("among those proposed:", round(len(answerable) / sum(q.answerable for q in questions), 3))
    return questions, rows, first


def main(arguments: list[str]) -> int:
    """Cross-validate, and with ``--write`` train on all questions."""
    questions, rows, first = gathered()
    print(f"{len(questions)} questions, {sum(q.answerable for q in questions)} answerable")
    folds = sorted({q.fold for q in questions if q.fold >= 0})
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for held in folds:
        vectorizer, model = train_kinds([q for q in questions if q.fold != held])
        tested = [q for q in questions if q.fold == held and q.answerable]
        matrix = vectorizer.transform(
            [{n: 2.0 if n[0] == "#" else 1.0 for n in cue_features(fold(q.question))} for q in tested]
        )
        for q, guess in zip(tested, model.predict(matrix), strict=True):
            total[q.kind] += 1
            right[q.kind] += guess == q.kind
    print(
        "kind of question, held out:",
        f"{sum(right.values()) / sum(total.values()):.3f}",
        {k: f"{right[k]}/{total[k]}" for k in total},
    )
    kinds = sorted(total)
    scored = out_of_fold(rows, kinds)
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for row, scores in zip(rows, scored, strict=True):
        if row.question.answerable and row.question.fold >= 0:
            hits = row.gold[np.argsort(-scores, kind="stable")]
            for depth in (1, 3, 10):
                figures[f"top{depth}"].append(float(hits[:depth].any()))
            figures[f"top1 {row.question.kind}"].append(float(hits[0]))
            figures[f"top1 on {row.among}"].append(float(hits[0]))
            figures["candidates"].append(float(hits.any()))
    print("order, held out:", {name: round(float(np.mean(values)), 3) for name, values in sorted(figures.items())})
    sure: list[tuple[float, bool, bool]] = []
    judged: list[tuple[float, bool, bool]] = []
    for held in folds:
        known = [at for at, row in enumerate(rows) if row.question.fold not in (held, -1)]
        model = train_sure([sure_rows(rows[at], scored[at], kinds) for at in known])
        judging = train_judge(*judged_rows([rows[at] for at in known], [scored[at] for at in known], kinds), kinds)
        for row, scores in zip(rows, scored, strict=True):
            if row.question.fold == held and row.among not in labelled.WRITTEN:
                vectors, labels, _ = sure_rows(row, scores, kinds)
                sure.append((float(model.predict_proba(vectors[:1])[0, 1]), bool(labels[0]), row.question.answerable))
                stated = float(judge(judging, [judged_row(row, scores, kinds)])[0])
                judged.append((stated, bool(labels[0]), row.question.answerable))
    for threshold in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        print("abstaining, held out:", {name: round(value, 3) for name, value in abstention(judged, threshold).items()})
    for low in np.arange(0, 1, 0.1):
        inside = [right for p, right, _ in sure if low <= p < low + 0.1]
        if inside:
            print(
                f"reliability, held out: said {low:.1f}-{low + 0.1:.1f}, right {np.mean(inside):.2f} of {len(inside)}"
            )
    if "--write" in arguments:
        write(questions, rows, scored, kinds, first)
    return 0


def write(
    questions: Sequence[labelled.Labelled],
    rows: Sequence[Example],
    scored: Sequence[Array],
    kinds: Sequence[str],
    first: tuple[float, ...],
) -> None:
    """Train on everything and write the three files; ``scored``: held-out scores, to learn how sure they are."""
    record = kinds_record(*train_kinds(questions))
    KINDS_FILE.write_text(json.dumps(record, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    shared, own = train_order(rows, kinds)
    model = train_sure([sure_rows(row, scores, kinds) for row, scores in zip(rows, scored, strict=True)])
    weights = [round(float(value), 4) for value in model.coef_[0]]
    width = len(weights) - len(kinds)
    judging = train_judge(*judged_rows(rows, scored, kinds), kinds)
    record = {name: getattr(judging, name) for name in ("kinds", "weights", "offset", "threshold", "means")}
    JUDGE_FILE.write_text(json.dumps(record, separators=(",", ":")) + "\n", encoding="utf-8")
    RANKER_FILE.write_text(
        json.dumps(
            {
                "first": first,
                "features": list(FEATURES),
                "shared": [round(float(v), 4) for v in shared],
                "by_kind": {kind: [round(float(v), 4) for v in own[at]] for at, kind in enumerate(kinds)},
                "sure": weights[:width],
                "sure_kinds": dict(zip(kinds, weights[width:], strict=True)),
                "offset": round(float(model.intercept_[0]), 4),
            },
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
