"""Would a trained model choose topics better than the lexicon?  Cross-validated on the open half of the labels.

    python bench/train_topics.py

Three ways to choose, on the same seeds: the lexicon's weights as they are; a logistic regression over what the seeds
say (one set of weights for all topics, so that a shop's own topics profit too); and the same with one number more, the
score of a linear model on TF-IDF features (character bigrams) trained on the lexicon's own choices for all unlabelled
clauses of the open documents and on the hand labels.  Folds are by document; the inner model of a fold never sees
its test documents.  The measure is the micro-F1 of bench/evaluate_tags.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from bench.evaluate_tags import OPEN
from bench.tag_labels import SETS, Labels, labels_of, read_documents
from index.lexicon import load_lexicon
from index.mentions import mentions
from index.tagger import tag
from index.topic_evidence import Evidence, evidence_of
from index.topics import OTHER
from ingest.document import Clause

LEXICON = load_lexicon()
TOPICS = [topic.name for topic in LEXICON.topics]
FOLDS = 5
MOST = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled clause, its tags of now, and what speaks for which topic."""

    clause: Clause
    label: Labels
    evidence: dict[str, Evidence]


Extra = list[dict[str, float]]


def read() -> tuple[list[Example], list[Clause]]:
    """Give the labelled clauses of the open half, and all clauses of the open documents."""
    examples: list[Example] = []
    others: list[Clause] = []
    for name in SETS:
        documents = read_documents(name)
        labels, _ = labels_of(name, documents, LEXICON)
        clauses = {one.id: one for several in documents.values() for d in tag(several, LEXICON) for one in d.clauses}
        held = {clauses[label.clause].document.id for label in labels if label.split == "held"}
        others += [clause for clause in clauses.values() if clause.document.id not in held]
        for label in labels:
            if label.split in OPEN:
                clause = clauses[label.clause]
                spans = [(mention.start, mention.end) for mention in mentions(clause.text, LEXICON)]
                found = evidence_of(clause, LEXICON, modality=clause.modality, spans=spans)
                examples.append(Example(clause, label, found))
    return examples, others


def numbers(one: Evidence, best: float) -> list[float]:
    """Give the features of one topic of one clause, each between 0 and 1; ``best``: weight of the strongest in text."""
    places = (one.text, one.nearest, one.above, one.title)
    found = [value for seeds in places for value in (float(seeds.strong > 0), min(seeds.weak, 3) / 3)]
    more = max(one.text.strong - 1, 0) / 3
    return [*found, min(more, 1.0), float(one.implied), one.text.weight / best if best else 0.0, float(best == 0)]


def pairs(
    examples: Sequence[Example], rows: Iterable[int], extra: Extra | None
) -> tuple[NDArray[np.float64], list[bool]]:
    """Give features and answers of every topic that something speaks for."""
    features: list[list[float]] = []
    right: list[bool] = []
    for row in rows:
        for topic, values in _of(examples[row], extra[row] if extra else None):
            if topic not in examples[row].label.also:
                features.append(values)
                right.append(topic in examples[row].label.topics)
    return np.array(features), right


def _of(example: Example, extra: dict[str, float] | None) -> list[tuple[str, list[float]]]:
    best = max((one.text.weight for one in example.evidence.values()), default=0.0)
    return [
        (topic, numbers(one, best) + ([extra[topic]] if extra is not None else []))
        for topic, one in example.evidence.items()
    ]


def chosen(example: Example, model: LogisticRegression, extra: dict[str, float] | None, enough: float) -> list[str]:
    said = _of(example, extra)
    if not said:
        return [OTHER]
    sure = model.predict_proba(np.array([values for _, values in said]))[:, 1]
    ranked = sorted(zip(sure, (topic for topic, _ in said), strict=True), reverse=True)
    return [topic for probability, topic in ranked if probability >= enough][:MOST] or [OTHER]


def f1(examples: Sequence[Example], choices: Sequence[Sequence[str]]) -> float:
    hits = false = missed = 0
    for example, choice in zip(examples, choices, strict=True):
        got = set(choice)
        hits += len(got & example.label.topics)
        false += len(got - example.label.topics - example.label.also)
        missed += len(example.label.topics - got)
    return 2 * hits / (2 * hits + false + missed)


class Tfidf:
    """The linear model on TF-IDF features: trained on the lexicon's choices and, three times as heavy, on labels."""

    def __init__(self, examples: Sequence[Example], others: Sequence[Clause]) -> None:
        vectorizer = TfidfVectorizer(analyzer=_bigrams, min_df=3, sublinear_tf=True)
        self.examples, self.others = examples, others
        self.texts = vectorizer.fit_transform([_words(clause) for clause in others])
        self.labelled = vectorizer.transform([_words(example.clause) for example in examples])
        self.weak = np.array([[float(topic in clause.topics) for topic in TOPICS] for clause in others])

    def scores(self, rows: Sequence[int]) -> Extra:
        """Give the scores of all examples by a model that was trained on ``rows`` and on unlabelled clauses."""
        known = set(rows)
        unseen = {one.clause.document.id for at, one in enumerate(self.examples) if at not in known}
        labels = {self.examples[row].clause.id: self.examples[row].label for row in rows}
        keep = [at for at, clause in enumerate(self.others) if clause.document.id not in unseen]
        wanted, weights = self.weak[keep].copy(), np.ones(len(keep))
        for at, row in enumerate(keep):
            if (label := labels.get(self.others[row].id)) is not None:
                wanted[at] = [float(topic in label.topics) for topic in TOPICS]
                weights[at] = 3.0
        model = Ridge(alpha=2.0).fit(self.texts[keep], wanted, sample_weight=weights)
        return [dict(zip(TOPICS, map(float, row), strict=True)) for row in model.predict(self.labelled)]

    def fair(self, rows: Sequence[int]) -> Extra:
        """Give scores in which each of ``rows`` too is judged by a model that did not see its document."""
        found = self.scores(rows)
        groups = [self.examples[row].clause.document.id for row in rows]
        for train, test in GroupKFold(4).split(list(rows), groups=groups):
            inner = self.scores([rows[at] for at in train])
            for at in test:
                found[rows[at]] = inner[rows[at]]
        return found


def _words(clause: Clause) -> str:
    return " ".join((clause.text, *clause.headings[-1:]))


def _bigrams(text: str) -> list[str]:
    runs = re.findall(r"[\u4e00-\u9fffA-Za-z]+", text)
    return [run[at : at + 2] for run in runs for at in range(len(run) - 1)]


def validated(examples: Sequence[Example], tfidf: Tfidf | None, strength: float, enough: float) -> float:
    """Give the micro-F1 of a model over folds of whole documents."""
    choices: list[list[str]] = [[] for _ in examples]
    groups = [example.clause.document.id for example in examples]
    for train, test in GroupKFold(FOLDS).split(list(examples), groups=groups):
        rows = list(map(int, train))
        extra = tfidf.fair(rows) if tfidf else None
        features, right = pairs(examples, rows, extra)
        model = LogisticRegression(C=strength, max_iter=2000).fit(features, right)
        for at in test:
            choices[at] = chosen(examples[at], model, extra[at] if extra else None, enough)
    return f1(examples, choices)


def main() -> int:
    examples, others = read()
    print(f"{len(examples)} labelled clauses, {len(others)} clauses of the open documents, {FOLDS} folds by document")
    print(f"lexicon alone                     {f1(examples, [one.clause.topics for one in examples]):.3f}")
    tfidf = Tfidf(examples, others)
    for name, model in (("logistic regression on the seeds", None), ("with TF-IDF", tfidf)):
        found = {
            (strength, enough): validated(examples, model, strength, enough)
            for strength in (3.0, 10.0)
            for enough in (0.4, 0.5)
        }
        (strength, enough), best = max(found.items(), key=lambda entry: entry[1])
        print(f"{name:33} {best:.3f}   (C={strength:g}, from {enough:g}; worst {min(found.values()):.3f})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
