"""Why a reply is as it is: how the question was read, what spoke for and against the first candidates, and the judge.

Points are what the learned models add up: a feature's weight times its value.  Features that measure the same thing
in several ways share their weight among them, so that one alone may count the wrong way; they are told together,
as one aspect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from index.features import FEATURES, Query, fold
from index.judge import Judge
from index.matching import Matcher
from index.ranker import Ranked, load_weights
from index.values import VALUES, holds
from ingest import Clause

from .reply import KIND_NAMES, Kind

__all__ = ["ASPECTS", "Explanation", "Point", "Weighed", "Word", "explain"]

SHOWN = 3
"""Candidates that are explained."""
LIKELY = 0.05
"""Probability from which on a kind of question is told."""
NOTICED = 0.05
"""Points below which an aspect is not told."""

ASPECTS: Mapping[str, tuple[str, ...]] = {
    "问的词在条文里": (
        "in_text",
        "in_text_literal",
        "anywhere",
        "with_parent",
        "rarest_missing",
        "all_there",
        "density",
    ),
    "问的词在同一句里": ("in_sentence", "in_value_sentence", "in_value_part"),
    "有所问的内容(如金额、处罚、时间)": ("value", "value_in_sentence"),
    "字面连着相同": ("pairs", "pairs_rare", "pairs_sentence", "run", "long_word"),
    "标题和上级条款对得上": ("in_heading", "in_title", "in_parent"),
    "岗位对得上": ("role", "role_conflict"),
    "数字、次数、档次对得上": ("figures", "ordinal", "in_range", "out_of_range"),
    "条款性质对得上": ("modality",),
    "意思相近": ("meaning", "meaning_behind", "close_in_text", "close_anywhere", "close_missing"),
    "是完整的规定(不是标题、引子)": ("heading_only", "leads", "length", "question_share"),
    "检索得分": ("engine", "order"),
    "制度现行有效": ("ended",),
    "问的词都见于制度": ("unknown",),
}
"""What is told for which features."""
_ASPECT_OF = {feature: aspect for aspect, features in ASPECTS.items() for feature in features}
LEAD, KIND, OTHER = "领先于其后的条款", "这类问题通常有规定", "其他"


@dataclass(frozen=True, slots=True)
class Point:
    """What one aspect adds to a score, or takes from it."""

    aspect: str
    points: float

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"aspect": self.aspect, "points": round(self.points, 2)}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was read from the question: its share of the weight, and what else was looked for.

    ``unknown``: neither it nor any of those stands in a clause.
    """

    text: str
    share: float
    synonyms: tuple[str, ...]
    unknown: bool

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "text": self.text,
            "share": round(self.share, 3),
            "synonyms": list(self.synonyms),
            "unknown": self.unknown,
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with what spoke for and against it beside the candidate at rank ``beside`` (0: there is no other).

    ``words``: word of the question -> where it stands: ``text heading title above``, or empty.  ``features``: value
    of each feature.
    """

    rank: int
    clause: Clause
    score: float
    probability: float
    beside: int
    strengths: tuple[Point, ...]
    weaknesses: tuple[Point, ...]
    words: Mapping[str, str]
    features: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "rank": self.rank,
            "clause": self.clause.to_dict(),
            "score": round(self.score, 4),
            "probability": round(self.probability, 4),
            "beside": self.beside,
            "for": [point.to_dict() for point in self.strengths],
            "against": [point.to_dict() for point in self.weaknesses],
            "words": dict(self.words),
            "features": {name: round(value, 4) for name, value in self.features.items()},
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read and how the first candidates were weighed.

    ``kinds``: the likely kinds with their probabilities.  ``conditions``: steps and values, as written.  ``found``:
    how many candidates there were.  ``stated``: probability that the policies answer it at all, and ``threshold`` from
    which on they are held to; ``doubts``: what speaks against it, in words, and ``against`` in points beside the usual
    question that has an answer.
    """

    kinds: tuple[tuple[str, float], ...]
    words: tuple[Word, ...]
    roles: tuple[str, ...]
    family: tuple[str, ...]
    conditions: tuple[str, ...]
    found: int
    candidates: tuple[Weighed, ...]
    stated: float
    threshold: float
    doubts: tuple[str, ...]
    against: tuple[Point, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "kinds": {kind: round(share, 4) for kind, share in self.kinds},
            "words": [word.to_dict() for word in self.words],
            "roles": list(self.roles),
            "family": list(self.family),
            "conditions": list(self.conditions),
            "found": self.found,
            "candidates": [one.to_dict() for one in self.candidates],
            "stated": round(self.stated, 4),
            "threshold": self.threshold,
            "doubts": list(self.doubts),
            "against": [point.to_dict() for point in self.against],
        }


def explain(
    query: Query, conditions: Sequence[str], ranked: Sequence[Ranked], above: Mapping[str, str], judge: Judge
) -> Explanation:
    """Explain an order of clauses; ``above``: clause id -> the text above it that was weighed with it."""
    total = sum(term.weight for term in query.terms) or 1.0
    around = Matcher(query)
    return Explanation(
        kinds=tuple((kind, share) for kind, share in query.kinds if share >= LIKELY),
        words=tuple(Word(term.text, term.weight / total, term.variants, term.unknown) for term in query.terms),
        roles=tuple(sorted(query.roles)),
        family=tuple(sorted(query.families - query.roles)),
        conditions=tuple(conditions),
        found=len(ranked),
        candidates=tuple(_weighed(query, ranked, at, above, around) for at in range(min(SHOWN, len(ranked)))),
        stated=judge.probability(query, ranked),
        threshold=judge.threshold,
        doubts=tuple(_doubts(query, ranked, above, around)),
        against=tuple(point for point in _judged(query, ranked, judge) if point.points <= -NOTICED)[:SHOWN],
    )


def _weighed(query: Query, ranked: Sequence[Ranked], at: int, above: Mapping[str, str], around: Matcher) -> Weighed:
    """Weigh the first candidate beside the second, and each other one beside the first."""
    one = ranked[at]
    beside = 0 if at else 1
    other = ranked[beside].features if beside < len(ranked) else (0.0,) * len(FEATURES)
    gained: dict[str, float] = {}
    for name, weight, mine, theirs in zip(FEATURES, load_weights().of(query), one.features, other, strict=True):
        aspect = _ASPECT_OF.get(name, OTHER)
        gained[aspect] = gained.get(aspect, 0.0) + weight * (mine - theirs)
    points = _sorted(gained)
    return Weighed(
        rank=at + 1,
        clause=one.clause,
        score=one.score,
        probability=one.probability,
        beside=beside + 1 if beside < len(ranked) else 0,
        strengths=tuple(point for point in reversed(points) if point.points >= NOTICED)[:SHOWN],
        weaknesses=tuple(point for point in points if point.points <= -NOTICED)[:SHOWN],
        words=_places(query, one.clause, above.get(one.clause.id, ""), around),
        features=dict(zip(FEATURES, one.features, strict=True)),
    )


def _sorted(gained: Mapping[str, float]) -> list[Point]:
    """Give the aspects, what takes most first."""
    return sorted((Point(aspect, points) for aspect, points in gained.items()), key=lambda point: point.points)


def _places(query: Query, clause: Clause, above: str, around: Matcher) -> dict[str, str]:
    """Tell for each word of the question where it, or what says the same, stands nearest."""
    sought = (
        ("text", clause.text),
        ("heading", " ".join(clause.headings)),
        ("title", clause.document.title),
        ("above", above),
    )
    shares = [(place, around.shares(text)) for place, text in sought]
    return {
        term.text: next((place for place, share in shares if share[at] > 0.0), "")
        for at, term in enumerate(query.terms)
    }


def _judged(query: Query, ranked: Sequence[Ranked], judge: Judge) -> list[Point]:
    """Give what the judge weighs by aspects, what speaks most against an answer first; both best clauses together."""
    if not ranked:
        return []
    clause = [*(_ASPECT_OF.get(name, OTHER) for name in FEATURES), LEAD, LEAD]
    aspects = [*clause, *(KIND for _ in judge.kinds), *clause]
    gained: dict[str, float] = {}
    for aspect, points in zip(aspects, judge.points(query, ranked), strict=True):
        gained[aspect] = gained.get(aspect, 0.0) + points
    return _sorted(gained)


def _doubts(query: Query, ranked: Sequence[Ranked], above: Mapping[str, str], around: Matcher) -> list[str]:
    """Say what the nearest clause lacks of what is asked, as far as it can be seen without the model."""
    if not ranked:
        return ["没有条款含有问的词"]
    doubts = []
    unknown = [term.text for term in query.terms if term.unknown]
    if unknown:
        doubts.append(f"没有一条条款出现过:{'、'.join(unknown)}")
    nearest = ranked[0].clause
    places = _places(query, nearest, above.get(nearest.id, ""), around)
    absent = [word for word, place in places.items() if not place and word not in unknown]
    if absent:
        doubts.append(f"最接近的条款里没有:{'、'.join(absent)}")
    if query.kind in VALUES and not holds(query.kind, fold(nearest.text)):
        doubts.append(f"最接近的条款里没有说到{KIND_NAMES[cast(Kind, query.kind)]}")
    if query.roles and nearest.roles and not query.families.intersection(nearest.roles):
        doubts.append(f"最接近的条款说的是{'、'.join(nearest.roles)}")
    return doubts
