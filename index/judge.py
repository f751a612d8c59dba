"""Do the policies state what is asked at all?  Judged from how the two best clauses stand to the question.

That is another question than which clause is best: an answerable question may get the wrong clause first, and an
unanswerable one has a best clause too.  A logistic model judges, learned from labelled questions with and without an
answer (bench/train.py); it ships as numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from .features import FEATURES, Query
from .matching import strange
from .ranker import Ranked, sure_features

__all__ = ["Judge", "judged_features", "load_judge"]


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


class Judge(NamedTuple):
    """The model, and from which probability on a question is held to be answerable.

    ``means``: what is judged, on the average of questions that have an answer; says what is unusual about one.
    """

    kinds: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    threshold: float
    means: tuple[float, ...] = ()

    def probability(self, query: Query, ranked: Sequence[Ranked]) -> float:
        """Give the probability that the policies answer ``query``; ``ranked`` are its clauses, the best first."""
        if not ranked or strange(query.terms):
            return 0.0
        values = judged_features(query, ranked, self.kinds)
        total = self.offset + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def points(self, query: Query, ranked: Sequence[Ranked]) -> list[float]:
        """Give what each judged feature adds to the log-odds, or takes away, against the usual answerable question."""
        values = judged_features(query, ranked, self.kinds)
        means = self.means or (0.0,) * len(values)
        return [weight * (value - mean) for weight, value, mean in zip(self.weights, values, means, strict=True)]

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Judge:
        """Read what the trainer wrote."""
        return cls(
            kinds=tuple(record["kinds"]),
            weights=tuple(record["weights"]),
            offset=float(record["offset"]),
            threshold=float(record["threshold"]),
            means=tuple(record.get("means", ())),
        )


@lru_cache(maxsize=1)
def load_judge() -> Judge:
    """Read the judge that ships beside this module."""
    return Judge.from_dict(json.loads(Path(__file__).with_name("judge.json").read_text(encoding="utf-8")))
