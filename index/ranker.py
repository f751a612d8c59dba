"""Which of the clauses found answers the question: features of both, weighed by weights that were learned.

The engine finds clauses that share words with a question.  The ranker asks more of them (``features.py``).  The weights
come from labelled questions (bench/train.py) and ship in ``ranker.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add, mul
from pathlib import Path
from typing import NamedTuple

from ingest.clause import Clause
from ingest.errors import ConfigurationError

from .features import FEATURES, Candidate, Matcher, Query, features

__all__ = ["Ranked", "Weights", "first_features", "likeliest", "load_weights", "rank", "sure_features"]


class Ranked(NamedTuple):
    """A clause with its score, the probability that it answers, and the features that gave them."""

    clause: Clause
    score: float
    probability: float
    features: tuple[float, ...]


class Weights(NamedTuple):
    """Weights of the features: for the order, shared and by kind of question; and for how sure the best one is.

    ``sure`` weighs the best clause's features, then its score, its lead over the next three, and the kinds.  ``first``
    weighs what is known of a clause before it is read (``first_features``).
    """

    shared: tuple[float, ...]
    by_kind: Mapping[str, tuple[float, ...]]
    sure: tuple[float, ...]
    sure_kinds: Mapping[str, float]
    offset: float
    first: tuple[float, ...] = (1.0, 0.0, 0.0)

    def of(self, query: Query) -> tuple[float, ...]:
        """Give the weight of each feature in the order: the shared one, and those of the likely kinds in part."""
        own: Sequence[float] = [0.0] * len(FEATURES)
        for kind, share in query.kinds:
            if kind in self.by_kind:
                own = list(map(add, own, map(mul, repeat(share), self.by_kind[kind])))
        return tuple(map(add, self.shared, own))


@lru_cache(maxsize=4)
def load_weights(path: Path | None = None) -> Weights:
    """Read the learned weights that ship beside this module, or those in ``path``."""
    record = json.loads((path or Path(__file__).with_name("ranker.json")).read_text(encoding="utf-8"))
    if tuple(record["features"]) != FEATURES:
        raise ConfigurationError("ranker.json 与本版本不符", remedy="请重新安装 policy-kb")
    return Weights(
        tuple(record["shared"]),
        {kind: tuple(values) for kind, values in record["by_kind"].items()},
        tuple(record["sure"]),
        record["sure_kinds"],
        record["offset"],
        tuple(record["first"]),
    )


def likeliest(scores: Sequence[float], close: Sequence[float], weights: Weights | None = None) -> set[int]:
    """Give the places of the ``KEPT`` clauses most likely to answer, by what is known before any of them is read.

    ``scores``: the engine's, from the best down; ``close``: how close in meaning each is.
    """
    if len(scores) <= KEPT:
        return set(range(len(scores)))
    first = (weights or load_weights()).first
    worth = [sum(map(mul, first, values)) for values in first_features(scores, close)]
    return set(sorted(range(len(scores)), key=lambda at: -worth[at])[:KEPT])


def first_features(scores: Sequence[float], close: Sequence[float]) -> list[tuple[float, float, float]]:
    """Give of each clause found the engine's score over its best, one over its place, and how close its meaning is."""
    best = scores[0] or 1.0
    return [(score / best, 1 / (at + 1), near) for at, (score, near) in enumerate(zip(scores, close, strict=True))]


def rank(
    query: Query, candidates: Sequence[Candidate], weights: Weights | None = None, matcher: Matcher | None = None
) -> list[Ranked]:
    """Order ``candidates`` by how well they answer; ties stay in the engine's order.  ``matcher``: of ``query``."""
    weights = weights or load_weights()
    best = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    weighed = weights.of(query)
    scored = []
    matcher = matcher or Matcher(query)
    closest = max((candidate.meaning for candidate in candidates), default=0.0)
    for order, candidate in enumerate(candidates):
        values = features(query, candidate, best, order, matcher, closest)
        scored.append((sum(map(mul, weighed, values)), candidate.clause, values))
    scored.sort(key=lambda one: -one[0])
    of_kind = sum(share * weights.sure_kinds.get(kind, 0.0) for kind, share in query.kinds)
    first = [score for score, _, _ in scored[: JUDGED + 3]]
    ranked = []
    for at, (score, clause, values) in enumerate(scored):
        sure = 0.0
        if at < JUDGED:
            total = sum(map(mul, weights.sure, sure_features(values, score, first[:at] + first[at + 1 :])))
            total += of_kind + weights.offset
            sure = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
        ranked.append(Ranked(clause, score, sure, values))
    return ranked


KEPT = 30
"""Clauses that are read and measured of those that the engine proposes: hardly an answer is lost, and most of the time
is saved that a question takes (docs/evaluation.md)."""

JUDGED = 20
"""Candidates whose probability is worked out; no clause further down answers."""


def sure_features(values: Sequence[float], score: float, rest: Sequence[float]) -> list[float]:
    """Give what confidence is judged by: the features, the score, and the lead over the next three."""
    following = rest[:3]
    lead = score - sum(following) / len(following) if following else 5.0
    return [*values, score / 10, lead / 5]
