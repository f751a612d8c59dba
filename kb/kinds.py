"""The kind of a question: a linear model over its cue phrases and its characters.

Cues are what a person would list (归谁管, 能不能, 罚多少); they overlap (怎么罚 is no 怎么), so their weights, and
those of the runs of one to three characters around them, are learned from labelled questions (bench/train.py) and ship
in ``kinds.json``.  Probabilities are kept: the ranker weighs the values that a clause holds by them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["CUES", "KindModel", "cue_features", "load_kinds"]

CUES: tuple[tuple[str, str], ...] = (
    ("penalty", r"会怎么样|会怎样|会咋样|怎么样$|咋处理|什么下场|会有事吗|要紧吗|严重吗"),
    ("reward", r"奖(?!罚)|提成|分红|补贴|补助|津贴|有什么好处|加成|优先|表彰|评优|涨工资|加薪|晋升|升职|转正奖"),
)
"""Name and pattern; a kind may have several."""

_COMPILED = tuple((f"{name}{number}", re.compile(pattern)) for number, (name, pattern) in enumerate(CUES))


def cue_features(folded: str) -> Iterator[str]:
    """Give the features of a question: its cues (``#name``) and its runs of one to three characters."""
    for name, pattern in _COMPILED:
        if pattern.search(folded):
            yield f"#{name}"
    text = re.sub(r"[0-9]+(?:[.:][0-9]+)?", "0", re.sub(r"[,，。?？!！、\"“”]", "", folded))
    text = f"^{text}$"
    for length in (1, 2, 3):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


@dataclass(frozen=True)
class KindModel:
    """Weights of features (one number a kind) and the kinds' offsets."""

    kinds: tuple[str, ...]
    offsets: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]

    def probabilities(self, folded: str) -> tuple[tuple[str, float], ...]:
        """Give (kind, probability), the most likely first; they add up to 1."""
        scores = list(self.offsets)
        for feature in set(cue_features(folded)):
            row = self.weights.get(feature)
            if row is not None:
                for at, weight in enumerate(row):
                    scores[at] += weight
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return tuple(sorted(((k, p / total) for k, p in zip(self.kinds, powers, strict=True)), key=lambda kp: -kp[1]))


@lru_cache(maxsize=1)
def load_kinds() -> KindModel:
    """Read the learned weights that ship beside this module."""
    record = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))
    return KindModel(tuple(record["kinds"]), tuple(record["offsets"]), record["weights"])
