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
_SHARE_OF_BEST = FEATURES.index("share")
_KEPT = 1 << 14
"""Combinations of counts of seeds whose weights are kept."""
_NEAREST, _ABOVE, _TITLE = 0.9, 0.5, 0.4
_ENOUGH, _SHARE = 2.0, 0.4
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


def topic_numbers(one: Evidence, best: float, pairs: float) -> tuple[float, ...]:
    """Give the features of one topic of a clause.

    ``best``: the weight of the topic that has most in this clause; ``pairs``: the topic's score by character pairs.
    """
    return *_counted(one), *_compared(weight_of(one), best, pairs)


def _counted(one: Evidence) -> tuple[float, ...]:
    """Give the features up to ``implied``, which follow from the topic's own seeds."""
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
    )


def _compared(weight: float, best: float, pairs: float) -> tuple[float, ...]:
    """Give the features from ``share`` on, which depend on the clause's other topics and words."""
    return (
        weight / best if best else 0.0,
        min(weight, 8.0) / 8,
        float(weight >= max(_ENOUGH, _SHARE * best)),
        float(0 < weight >= best),
        float(best == 0),
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

    @cached_property
    def _topics(self) -> tuple[str, ...]:
        return tuple(self.bases)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {topic: place for place, topic in enumerate(self.bases)}

    @cached_property
    def _known(self) -> dict[tuple[int, ...], tuple[float, float]]:
        return {}

    def scores(self, text: str) -> dict[str, float]:
        """Give the score of each learned topic by the character pairs of ``text``, about 0 to 1."""
        return dict(zip(self._topics, self._scores(text), strict=True))

    def _scores(self, text: str) -> list[float]:
        count, sums = self._sums(text)
        if not count:
            return list(self.bases.values())
        step = _Sums.STEP / math.sqrt(count)
        return [base + step * one for base, one in zip(self.bases.values(), sums, strict=True)]

    def words(self, topic: str, text: str, most: int = 3) -> tuple[str, ...]:
        """Give the pairs of ``text`` that speak most for ``topic``, the heaviest first."""
        weights = {pair: self.pairs.get(pair, {}).get(topic, 0.0) for pair in character_pairs(text)}
        ranked = sorted((pair for pair in weights if weights[pair] > 0), key=lambda pair: -weights[pair])
        return tuple(ranked[:most])

    def judge(self, evidence: Mapping[str, Evidence], text: str) -> dict[str, float]:
        """Give the probability of each topic that seeds or character pairs speak for."""
        scores = self._scores(text)
        seeds = [self._weighed(one) for one in evidence.values()]
        best = max([weight for weight, _ in seeds], default=0.0)
        found: dict[str, float] = {}
        place, rest = self._place, self.weights[_SHARE_OF_BEST:]
        for topic, (weight, told) in zip(evidence, seeds, strict=True):
            score = scores[place[topic]] if topic in place else 0.0
            found[topic] = _probability(self.offset + sum(map(mul, rest, _compared(weight, best, score)), told))
        no_seeds = self.weights[_NO_SEEDS] if best == 0 else 0.0
        last = self.weights[-1]
        for topic, score in zip(self._topics, scores, strict=True):
            if score > _SPEAKS and topic not in evidence:  # all of its numbers are zero but these
                found[topic] = _probability(self.offset + (no_seeds + last * score))
        return found

    def _weighed(self, one: Evidence) -> tuple[float, float]:
        """Give the weight of a topic's seeds, and what they add: many topics have as many seeds in the same places."""
        text, nearest, above, title, implied = one
        key = (*text[:2], *nearest[:2], *above[:2], *title[:2], implied)
        known = self._known.get(key)
        if known is None:
            known = weight_of(one), sum(map(mul, self.weights, _counted(one)))
            if len(self._known) < _KEPT:
                self._known[key] = known
        return known


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
