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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import add, mul
from pathlib import Path
from struct import Struct

from ingest.errors import ConfigurationError

from .phrases import Present
from .topic_evidence import NONE, Evidence

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
_THIRDS, _HALVES = (0.0, 1 / 3, 2 / 3), (0.0, 0.5)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


def character_pairs(text: str) -> dict[str, None]:
    """Give the pairs of neighbouring characters within runs of letters, each once, in order."""
    runs = _RUN.findall(text)
    return dict.fromkeys(chain.from_iterable(map(add, run, run[1:]) for run in runs))


def weight_of(one: Evidence) -> float:
    """Weigh the seeds of one topic by where they stand."""
    elsewhere = 0.0
    for seeds, share in ((one.nearest, _NEAREST), (one.above, _ABOVE), (one.title, _TITLE)):
        if seeds is not NONE:
            elsewhere += min(seeds.weight, 3.0) * share
    return one.text.weight + elsewhere + 3.0 * one.implied


def topic_numbers(one: Evidence, best: float, pairs: float, weight: float | None = None) -> tuple[float, ...]:
    """Give the features of one topic of a clause.

    ``best``: the weight of the topic that has most in this clause; ``pairs``: the topic's score by character pairs;
    ``weight``: that of this topic, where it is known.
    """
    weight = weight_of(one) if weight is None else weight
    text, nearest, above, title, implied = one
    return (
        text.strong > 0,
        text.strong > 1,
        _THIRDS[text.weak] if text.weak < 3 else 1.0,
        nearest.strong > 0,
        _HALVES[nearest.weak] if nearest.weak < 2 else 1.0,
        above.strong > 0,
        _HALVES[above.weak] if above.weak < 2 else 1.0,
        title.strong > 0,
        _HALVES[title.weak] if title.weak < 2 else 1.0,
        implied,
        weight / best if best else 0.0,
        weight / 8 if weight < 8 else 1.0,
        weight >= _ENOUGH and weight >= _SHARE * best,
        0 < weight >= best,
        best == 0,
        pairs,
    )


class _Sums:
    """The weights of all topics for a pair as one whole number, so that a clause's pairs are added in one step.

    Each topic has 64 bits of it for a signed number of steps of 2**-48: what a weight loses is less than 2e-15, and
    whole numbers give the same sum in any order.
    """

    STEP = 2.0**-48

    def __init__(self, pairs: Mapping[str, Mapping[str, float]], topics: Sequence[str]) -> None:
        lanes = {topic: 64 * lane for lane, topic in enumerate(topics)}
        most = max(map(abs, chain.from_iterable(weights.values() for weights in pairs.values())), default=0.0)
        if most * len(pairs) * 2 >= 2.0**63 * self.STEP:
            raise ConfigurationError("topics.json 中的权重过大", remedy="请重新安装 policy-kb")
        self._packed = [
            sum(round(weight / self.STEP) << lanes[topic] for topic, weight in weights.items())
            for weights in pairs.values()
        ]
        # Only pairs within a run of letters are known, so the text need not be cut into runs.
        self._present = Present(tuple(pairs))
        self._size = 8 * len(topics)
        # Half of each topic's range on top, so that no sum below zero takes from its neighbour.
        self._middle = sum(1 << (lane + 63) for lane in lanes.values())
        self._unpack = Struct(f"<{len(topics)}q").unpack

    def __call__(self, text: str) -> tuple[int, tuple[int, ...]]:
        """Give how many known pairs ``text`` holds, each once, and the sum of their weights by topic, in steps."""
        found = self._present(text)
        total = sum(map(self._packed.__getitem__, found)) + self._middle
        return len(found), self._unpack((total ^ self._middle).to_bytes(self._size, "little"))


@dataclass(frozen=True)
class TopicModel:
    """The learned numbers.

    ``pairs``: what each pair of characters adds to the topics it speaks for or against; ``bases``: a topic's score
    where nothing speaks; ``weights`` and ``offset``: of the features.  ``least``: the probability a topic needs.
    """

    pairs: Mapping[str, Mapping[str, float]]
    bases: Mapping[str, float]
    weights: tuple[float, ...]
    offset: float
    least: float

    @cached_property
    def _sums(self) -> _Sums:
        return _Sums(self.pairs, tuple(self.bases))

    def scores(self, text: str) -> dict[str, float]:
        """Give the score of each learned topic by the character pairs of ``text``, about 0 to 1."""
        count, sums = self._sums(text)
        if not count:
            return dict(self.bases)
        step = _Sums.STEP / math.sqrt(count)
        bases = self.bases
        return dict(
            zip(bases, [base + step * one for base, one in zip(bases.values(), sums, strict=True)], strict=True)
        )

    def words(self, topic: str, text: str, most: int = 3) -> tuple[str, ...]:
        """Give the pairs of ``text`` that speak most for ``topic``, the heaviest first."""
        weights = {pair: self.pairs.get(pair, {}).get(topic, 0.0) for pair in character_pairs(text)}
        ranked = sorted((pair for pair in weights if weights[pair] > 0), key=lambda pair: -weights[pair])
        return tuple(ranked[:most])

    def judge(self, evidence: Mapping[str, Evidence], text: str) -> dict[str, float]:
        """Give the probability of each topic that seeds or character pairs speak for."""
        scores = self.scores(text)
        seeds = {topic: weight_of(one) for topic, one in evidence.items()}
        best = max(seeds.values(), default=0.0)
        found: dict[str, float] = {}
        for topic, one in evidence.items():
            numbers = topic_numbers(one, best, scores.get(topic, 0.0), seeds[topic])
            found[topic] = _probability(self.offset + sum(map(mul, self.weights, numbers)))
        no_seeds = self.weights[_NO_SEEDS] if best == 0 else 0.0
        last = self.weights[-1]
        for topic, score in scores.items():
            if score > _SPEAKS and topic not in evidence:  # all of its numbers are zero but these
                found[topic] = _probability(self.offset + (no_seeds + last * score))
        return found


def _probability(total: float) -> float:
    if not -30.0 <= total <= 30.0:
        total = 30.0 if total > 0 else -30.0
    return 1.0 / (1.0 + math.exp(-total))


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
        weights=tuple(record["weights"]),
        offset=record["offset"],
        least=record["least"],
    )
