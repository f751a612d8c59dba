"""Learn which words speak for which topic, and what that is worth beside the lexicon's seeds; say what it brings.

    python bench/train_topics.py            cross-validate by document
    python bench/train_topics.py --write    and write index/topics.json, learned from all labels but the half set apart

The lexicon was mended on the very labels that it is scored on, so a model that sees today's seeds would learn to trust
them too much.  Each part of the labels is therefore read with the lexicon as it stood before that part was looked at
(from the history of this repository); what is measured and learned is how the seeds do on clauses they do not know.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge

from bench.tag_labels import ROOT, SETS, Labels, labels_of, read_documents
from index.lexicon import Lexicon, load_lexicon
from index.mentions import mentions
from index.tagger import tag
from index.topic_evidence import Evidence, evidence_of
from index.topic_model import FEATURES, TopicModel, character_pairs, topic_numbers, weight_of
from index.topics import choose_topics
from ingest.document import Clause

BEFORE = {"open": "555be5e", "dev": "cba540c", "fresh": "06f25c2", "check": "e6ccf41"}
"""The last commit before the misses of a part were looked at."""
UNSEEN = ("dev", "fresh", "check")
"""Parts that the measure is taken on; the open one is older than the weights of today and only trains."""
TOPICS = [topic.name for topic in load_lexicon().topics]
FOLDS, TURNS = 6, 3
FLOOR, ALPHA, PRUNED, STRENGTH = 2, 1.0, 0.03, 1.0
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled clause, what the seeds said for it before it was known, and what they chose alone."""

    clause: Clause
    label: Labels
    evidence: Mapping[str, Evidence]
    alone: tuple[str, ...]

    @property
    def document(self) -> str:
        return self.clause.document.id


def read() -> list[Example]:
    """Give the labelled clauses of all parts but the one set apart."""
    earlier = {part: _lexicon(commit) for part, commit in BEFORE.items()}
    examples: list[Example] = []
    for name in SETS:
        documents = read_documents(name)
        labels, _ = labels_of(name, documents, load_lexicon())
        wanted = {label.clause: label for label in labels if label.split in BEFORE}
        for part, lexicon in earlier.items():
            tagged = (document for several in documents.values() for document in tag(several, lexicon))
            for clause in (clause for document in tagged for clause in document.clauses):
                if (label := wanted.get(clause.id)) is not None and label.split == part:
                    examples.append(_example(clause, label, lexicon))  # noqa: PERF401  (three conditions deep)
    return examples


def _lexicon(commit: str) -> Lexicon:
    told = subprocess.run(
        ["git", "show", f"{commit}:index/lexicon.toml"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.toml"
        path.write_bytes(told)
        return load_lexicon(path)


def _example(clause: Clause, label: Labels, lexicon: Lexicon) -> Example:
    spans = [(mention.start, mention.end) for mention in mentions(clause.text, lexicon)]
    evidence = evidence_of(clause, lexicon, modality=clause.modality, spans=spans)
    return Example(clause, label, evidence, choose_topics(evidence))


def learn_pairs(examples: Sequence[Example]) -> TopicModel:
    """Learn a topic's score from character pairs: ridge regression on their presence, light weights left out."""
    texts = [character_pairs(example.clause.text) for example in examples]
    counts = Counter(pair for text in texts for pair in text)
    column = {pair: at for at, pair in enumerate(sorted(pair for pair in counts if counts[pair] >= FLOOR))}
    features = np.zeros((len(texts), len(column)))
    for at, text in enumerate(texts):
        known = [column[pair] for pair in text if pair in column]
        features[at, known] = 1 / np.sqrt(max(1, len(known)))
    wanted = [
        [1.0 if topic in one.label.topics else 0.5 * (topic in one.label.also) for topic in TOPICS] for one in examples
    ]
    model = Ridge(alpha=ALPHA).fit(features, np.array(wanted))
    coefficients = np.round(model.coef_, 3)
    pairs = {
        pair: {
            topic: float(coefficients[at, place])
            for at, topic in enumerate(TOPICS)
            if abs(coefficients[at, place]) >= PRUNED
        }
        for pair, place in column.items()
    }
    bases = {topic: round(float(base), 4) for topic, base in zip(TOPICS, model.intercept_, strict=True)}
    return TopicModel(pairs, bases, (), 0.0, 1.0)


def fair_scores(examples: Sequence[Example], turn: int) -> list[dict[str, float]]:
    """Give the scores of each example by a model that did not see its document."""
    found: list[dict[str, float]] = [{} for _ in examples]
    for train, test in folds(examples, turn):
        model = learn_pairs([examples[at] for at in train])
        for at in test:
            found[at] = model.scores(examples[at].clause.text)
    return found


def learn(examples: Sequence[Example], turn: int, least: float) -> TopicModel:
    """Learn both models; the weights of the features from scores of unseen documents."""
    numbers: list[tuple[float, ...]] = []
    right: list[bool] = []
    for one, scores in zip(examples, fair_scores(examples, turn), strict=True):
        best = max((weight_of(found) for found in one.evidence.values()), default=0.0)
        for topic in TOPICS:
            if topic not in one.label.also:
                numbers.append(topic_numbers(one.evidence.get(topic, Evidence()), best, scores[topic]))
                right.append(topic in one.label.topics)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(np.array(numbers), right)
    pairs = learn_pairs(examples)
    weights = tuple(round(float(weight), 4) for weight in model.coef_[0])
    return TopicModel(pairs.pairs, pairs.bases, weights, round(float(model.intercept_[0]), 4), least)


def folds(examples: Sequence[Example], turn: int) -> Iterator[tuple[list[int], list[int]]]:
    """Cut the examples into folds of whole documents, by a fixed order for each turn."""
    documents = sorted({example.document for example in examples})
    random.Random(turn).shuffle(documents)
    fold = {document: at % FOLDS for at, document in enumerate(documents)}
    for here in range(FOLDS):
        test = [at for at, example in enumerate(examples) if fold[example.document] == here]
        yield [at for at in range(len(examples)) if fold[examples[at].document] != here], test


def f1(examples: Sequence[Example], choices: Sequence[Sequence[str]]) -> float:
    hits = false = missed = 0
    for example, choice in zip(examples, choices, strict=True):
        if example.label.split in UNSEEN:
            got = set(choice)
            hits += len(got & example.label.topics)
            false += len(got - example.label.topics - example.label.also)
            missed += len(example.label.topics - got)
    return 2 * hits / (2 * hits + false + missed)


def validate(examples: Sequence[Example]) -> None:
    print(f"lexicon alone, before it knew them  {f1(examples, [one.alone for one in examples]):.3f}")
    found: dict[float, list[float]] = {least: [] for least in (0.4, 0.45, 0.5)}
    for turn in range(TURNS):
        choices: dict[float, list[tuple[str, ...]]] = {least: [()] * len(examples) for least in found}
        for train, test in folds(examples, turn):
            model = learn([examples[at] for at in train], turn + 100, 0.0)
            for at in test:
                one = examples[at]
                judged = model.judge(one.evidence, one.clause.text)
                for least in found:
                    choices[least][at] = choose_topics(one.evidence, judged, least)
        for least, some in choices.items():
            found[least].append(f1(examples, some))
    for least, values in found.items():
        told = " ".join(f"{value:.3f}" for value in values)
        print(f"seeds and character pairs, from {least:g}  {np.mean(values):.3f}   ({told})")


def write(model: TopicModel, path: Path) -> None:
    record = {
        "features": FEATURES,
        "weights": model.weights,
        "offset": model.offset,
        "least": model.least,
        "bases": model.bases,
        "pairs": model.pairs,
    }
    lines = json.dumps(record, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n")
    path.write_text(lines + "\n", encoding="utf-8")
    print(f"written: {path.relative_to(ROOT)}, {len(model.pairs)} pairs, {sum(map(len, model.pairs.values()))} weights")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    options.add_argument("--least", type=float, default=0.45)
    chosen = options.parse_args()
    examples = read()
    print(f"{len(examples)} labelled clauses, {FOLDS} folds by document, {TURNS} turns; measured on {'+'.join(UNSEEN)}")
    validate(examples)
    if chosen.write:
        write(learn(examples, 0, chosen.least), ROOT / "index" / "topics.json")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
