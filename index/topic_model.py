"""How likely a clause is about a topic: what the lexicon's seeds say, and what its other words say, weighed together.

The seeds miss what no lexicon lists (油卡 is money), and count a word in passing.  Two linear models make up for it:
one gives each topic a score from the pairs of neighbouring characters in the clause, the other weighs that score and
the seeds by where they stand; its weights are the same for all topics, so that a topic that a shop adds is judged by
its seeds alone.  Both are learned from hand labels (bench/train_topics.py) and ship as numbers in ``topics.json``; a
build only adds them up.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import add, mul
from pathlib import Path

from ingest.errors import ConfigurationError

from .topic_evidence import Evidence

__all__ = ["FEATURES", "TopicModel", "character_pairs", "load_topic_model", "topic_numbers", "weight_of"]

FEATURES = (
    "strong",
    "several_strong",
    "weak",
    "nearest_strong",
    "nearest_weak",
    "above_strong",
    "above_weak",
    "title_strong",
    "title_weak",
    "implied",
    "share",
    "weight",
    "enough",
    "first",
    "no_seeds",
    "pairs",
)
"""Names of the numbers that ``topic_numbers`` gives, in order; all lie between 0 and about 1."""

_NO_SEEDS = FEATURES.index("no_seeds")
_NEAREST, _ABOVE, _TITLE = 0.9, 0.5, 0.4
_ENOUGH, _SHARE = 2.0, 0.4
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


def character_pairs(text: str) -> dict[str, None]:
    """Give the pairs of neighbouring characters within runs of letters, each once, in order."""
    runs = _RUN.findall(text)
    return dict.fromkeys(chain.from_iterable(map(add, run, run[1:]) for run in runs))


def weight_of(one: Evidence) -> float:
    """Weigh the seeds of one topic by where they stand."""
    elsewhere = (
        min(one.nearest.weight, 3.0) * _NEAREST,
        min(one.above.weight, 3.0) * _ABOVE,
        min(one.title.weight, 3.0) * _TITLE,
    )
    return one.text.weight + sum(elsewhere) + 3.0 * one.implied


def topic_numbers(one: Evidence, best: float, pairs: float) -> tuple[float, ...]:
    """Give the features of one topic of a clause.

    ``best``: the weight of the topic that has most in this clause; ``pairs``: the topic's score by character pairs.
    """
    weight = weight_of(one)
    return (
        float(one.text.strong > 0),
        float(one.text.strong > 1),
        min(one.text.weak, 3) / 3,
        float(one.nearest.strong > 0),
        min(one.nearest.weak, 2) / 2,
        float(one.above.strong > 0),
        min(one.above.weak, 2) / 2,
        float(one.title.strong > 0),
        min(one.title.weak, 2) / 2,
        float(one.implied),
        weight / best if best else 0.0,
        min(weight, 8.0) / 8,
        float(weight >= max(_ENOUGH, _SHARE * best)),
        float(0 < weight >= best),
        float(best == 0),
        pairs,
    )


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The learned numbers.

    ``pairs``: what each pair of characters adds to the topics it speaks for or against; ``bases``: a topic's score
    where nothing speaks; ``weights`` and ``offset``: of the features.  ``least``: the probability a topic needs.
    """

    pairs: Mapping[str, Mapping[str, float]]
    bases: Mapping[str, float]
    known: frozenset[str]
    weights: tuple[float, ...]
    offset: float
    least: float

    def scores(self, text: str) -> dict[str, float]:
        """Give the score of each learned topic by the character pairs of ``text``, about 0 to 1."""
        found = [pair for pair in character_pairs(text) if pair in self.known]
        scores = dict(self.bases)
        if found:
            share = 1.0 / math.sqrt(len(found))
            pairs = self.pairs
            for pair in found:
                for topic, weight in pairs[pair].items():
                    scores[topic] += weight * share
        return scores

    def words(self, topic: str, text: str, most: int = 3) -> tuple[str, ...]:
        """Give the pairs of ``text`` that speak most for ``topic``, the heaviest first."""
        weights = {pair: self.pairs.get(pair, {}).get(topic, 0.0) for pair in character_pairs(text)}
        ranked = sorted((pair for pair in weights if weights[pair] > 0), key=lambda pair: -weights[pair])
        return tuple(ranked[:most])

    def judge(self, evidence: Mapping[str, Evidence], text: str) -> dict[str, float]:
        """Give the probability of each topic that seeds or character pairs speak for."""
        scores = self.scores(text)
        best = max((weight_of(one) for one in evidence.values()), default=0.0)
        found: dict[str, float] = {}
        no_seeds = self.weights[_NO_SEEDS] if best == 0 else 0.0
        for topic in dict.fromkeys((*evidence, *(one for one in scores if scores[one] > _SPEAKS))):
            score, seeds = scores.get(topic, 0.0), evidence.get(topic)
            if seeds is None:  # all of its numbers are zero but these
                total = self.offset + sum((no_seeds, self.weights[-1] * score))
            else:
                total = self.offset + sum(map(mul, self.weights, topic_numbers(seeds, best, score)))
            found[topic] = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
        return found


_SPEAKS = 0.1
"""A topic that no seed speaks for is looked at from this score on."""


@lru_cache(maxsize=2)
def load_topic_model(path: Path | None = None) -> TopicModel:
    """Read the learned numbers that ship beside this module, or those in ``path``."""
    record = json.loads((path or Path(__file__).with_name("topics.json")).read_text(encoding="utf-8"))
    if tuple(record["features"]) != FEATURES:
        raise ConfigurationError("topics.json 与本版本不符", remedy="请重新安装 policy-kb")
    return TopicModel(
        pairs=record["pairs"],
        bases=record["bases"],
        known=frozenset(record["pairs"]),
        weights=tuple(record["weights"]),
        offset=record["offset"],
        least=record["least"],
    )
