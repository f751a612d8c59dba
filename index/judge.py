"""Do the policies state what is asked at all?  Judged from how the two best clauses stand to the question.

That is another question than which clause is best: an answerable question may get the wrong clause first, and an
unanswerable one has a best clause too.  A linear model and a small forest of boosted trees (Friedman 2001) judge
together; both are learned from labelled questions with and without an answer (bench/train.py) and ship as numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .ranker import FEATURES, Query, Ranked, sure_features

__all__ = ["Judge", "Tree", "judged_features", "load_judge"]

Tree = tuple[tuple[int, ...], tuple[float, ...], tuple[int, ...], tuple[int, ...], tuple[float, ...]]
"""One tree, node by node: feature (below 0 in a leaf), threshold, left and right child, value of a leaf."""


def judged_features(query: Query, ranked: Sequence[Ranked], kinds: Sequence[str]) -> list[float]:
    """Give what is judged: the best clause's features, score and lead; the kinds; the same of the second clause."""
    scores = [one.score for one in ranked]
    values: list[float] = []
    for at in (0, 1):
        if at < len(ranked):
            rest = scores[:at] + scores[at + 1 :]
            values += sure_features(ranked[at].features, scores[at], rest)
        else:
            values += [0.0] * (len(FEATURES) + 2)
        if at == 0:
            shares = dict(query.kinds)
            values += [shares.get(kind, 0.0) for kind in kinds]
    return values


@dataclass(frozen=True, slots=True)
class Judge:
    """The two models, and from which mean of their probabilities on a question is held to be answerable."""

    kinds: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    trees: tuple[Tree, ...]
    start: float
    threshold: float

    def probability(self, query: Query, ranked: Sequence[Ranked]) -> float:
        """Give the probability that the policies answer ``query``; ``ranked`` are its clauses, the best first."""
        if not ranked:
            return 0.0
        values = judged_features(query, ranked, self.kinds)
        linear = self.offset + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        grown = self.start + sum(_leaf(tree, values) for tree in self.trees)
        return (_logistic(linear) + _logistic(grown)) / 2

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Judge:
        """Read what the trainer wrote."""
        return cls(
            kinds=tuple(record["kinds"]),
            weights=tuple(record["weights"]),
            offset=float(record["offset"]),
            trees=tuple(_tree(tree) for tree in record["trees"]),
            start=float(record["start"]),
            threshold=float(record["threshold"]),
        )


def _tree(columns: Sequence[Sequence[Any]]) -> Tree:
    features, thresholds, left, right, leaves = columns
    return tuple(features), tuple(thresholds), tuple(left), tuple(right), tuple(leaves)


@lru_cache(maxsize=1)
def load_judge() -> Judge:
    """Read the judge that ships beside this module."""
    return Judge.from_dict(json.loads(Path(__file__).with_name("judge.json").read_text(encoding="utf-8")))


def _leaf(tree: Tree, values: Sequence[float]) -> float:
    features, thresholds, left, right, leaves = tree
    node = 0
    while features[node] >= 0:
        node = left[node] if values[features[node]] <= thresholds[node] else right[node]
    return leaves[node]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))
