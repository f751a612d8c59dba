"""Which of the clauses found answers the question: features of both, weighed by weights that were learned.

The engine finds clauses that share words with a question.  The ranker asks more of them: are the rarest of
the words there, in one sentence, is the kind of value there that is asked for, does the rule stand for that
role.  The weights come from labelled questions (bench/train_ranker.py) and ship in ``ranker.json``.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.document import Clause

from .values import VALUES, holds

__all__ = ["FEATURES", "Query", "Ranked", "Sought", "features", "fold", "load_weights", "rank", "sentences"]

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sought:
    """One content word of a question: as it stands, what else says the same, and how rare it is (its IDF)."""

    text: str
    variants: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the ranker sees it.

    ``kind``: what is asked for, most likely; ``kinds``: all kinds with their probabilities.  ``roles``: names of the lexicon in it; ``families``: those and their wider and
    narrower ones.  ``figures``: numbers in it, as written.  ``pairs``: neighbouring characters of its content.
    """

    text: str
    kind: str
    terms: tuple[Sought, ...]
    kinds: tuple[tuple[str, float], ...] = ()
    pairs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A clause with its score, the probability that it answers, and the features that gave them."""

    clause: Clause
    score: float
    probability: float
    features: tuple[float, ...]


FEATURES = (
    "engine",
    "in_text",
    "in_text_literal",
    "anywhere",
    "in_sentence",
    "rarest_missing",
    "all_there",
    "value",
    "value_in_sentence",
    "pairs",
    "in_heading",
    "in_title",
    "role",
    "role_conflict",
    "figures",
    "ordinal",
    "modality",
    "heading_only",
    "length",
    "order",
    "question_share",
)
"""Names of the features, in order.  Each lies between 0 and 1, but for ``length`` (log of characters over 5)."""

_MODALITY = {
    "penalty": {"penalty"},
    "reward": {"reward"},
    "permission": {"may", "must_not", "must"},
    "definition": {"definition"},
    "responsible": {"duty", "must", "procedure"},
    "duty_list": {"duty"},
    "approval": {"must", "procedure"},
    "procedure": {"procedure", "must"},
}


def fold(text: str) -> str:
    """Give ``text`` for comparison: width and case folded, white space removed."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def sentences(text: str) -> list[str]:
    """Cut folded text at full stops and semicolons."""
    return _SENTENCE.findall(text)


def _match(term: Sought, text: str) -> tuple[float, bool]:
    """Say how much of ``term`` stands in ``text`` (0 to 1), and whether literally."""
    if term.text in text:
        return 1.0, True
    for variant in term.variants:
        if variant in text:
            return 0.85, False
    if len(term.text) >= 3:
        pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
        share = sum(pair in text for pair in pairs) / len(pairs)
        if share >= 0.5:
            return 0.6 * share, False
    return 0.0, False


def features(query: Query, clause: Clause, engine: float, order: int) -> tuple[float, ...]:
    """Give the features of ``clause`` for ``query``; ``engine`` is its score over the best one's."""
    text = fold(clause.text)
    heading = fold(" ".join(clause.headings))
    title = fold(clause.document.title)
    total = sum(term.weight for term in query.terms) or 1.0
    in_text = literal = anywhere = in_heading = in_title = missing = 0.0
    for term in query.terms:
        here, exact = _match(term, text)
        above, _ = _match(term, heading) if heading else (0.0, False)
        named, _ = _match(term, title)
        in_text += term.weight * here
        literal += term.weight * exact
        in_heading += term.weight * above
        in_title += term.weight * named
        best = max(here, 0.9 * above, 0.7 * named)
        anywhere += term.weight * best
        missing = max(missing, term.weight * (1.0 - best))
    best_sentence, best_share = "", -1.0
    for sentence in sentences(text) or [text]:
        share = sum(term.weight * _match(term, sentence)[0] for term in query.terms) / total
        share += 0.15 * _value(query, sentence)
        if share > best_share:
            best_sentence, best_share = sentence, share
    role = bool(query.roles) and bool(query.families.intersection(clause.roles))
    conflict = bool(query.roles) and bool(clause.roles) and not role
    return (
        engine,
        in_text / total,
        literal / total,
        anywhere / total,
        max(0.0, best_share),
        missing / total,
        float(anywhere / total > 0.8),
        _value(query, text),
        _value(query, best_sentence),
        len([pair for pair in query.pairs if pair in text]) / (len(query.pairs) or 1),
        in_heading / total,
        in_title / total,
        float(role),
        float(conflict),
        sum(figure in text for figure in query.figures) / len(query.figures) if query.figures else 0.0,
        float(bool(query.ordinal) and query.ordinal in text),
        sum(share for kind, share in query.kinds if clause.modality in _MODALITY.get(kind, ())),
        float(len(text) < 16 and not re.search(r"[\d,，。;；:：]", text)),
        math.log(len(text) + 1) / 5,
        1.0 / (order + 1),
        min(1.0, len(query.text) / (len(text) + 1)),
    )


def _value(query: Query, text: str) -> float:
    """Say how likely ``text`` holds the kind of value asked for; kinds that ask for no form do not count."""
    return sum(share for kind, share in query.kinds if share > 0.05 and kind in VALUES and holds(kind, text))


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights of the features, shared and by kind of question, and the line from score to probability."""

    shared: tuple[float, ...]
    by_kind: dict[str, tuple[float, ...]]
    slope: float
    offset: float


@lru_cache(maxsize=4)
def load_weights(path: Path | None = None) -> _Weights:
    """Read the learned weights that ship beside this module, or those in ``path``."""
    record = json.loads((path or Path(__file__).with_name("ranker.json")).read_text(encoding="utf-8"))
    order = [record["features"].index(name) for name in FEATURES]
    return _Weights(
        tuple(record["shared"][at] for at in order),
        {kind: tuple(values[at] for at in order) for kind, values in record["by_kind"].items()},
        record["slope"],
        record["offset"],
    )


def rank(query: Query, candidates: Sequence[tuple[Clause, float]], weights: _Weights | None = None) -> list[Ranked]:
    """Order ``candidates`` (clause, engine score) by how well they answer; ties stay in the engine's order."""
    weights = weights or load_weights()
    best = max((score for _, score in candidates), default=0.0) or 1.0
    own = [0.0] * len(FEATURES)
    for kind, share in query.kinds:
        for at, weight in enumerate(weights.by_kind.get(kind, ())):
            own[at] += share * weight
    ranked = []
    for order, (clause, score) in enumerate(candidates):
        values = features(query, clause, score / best, order)
        total = sum((s + o) * v for s, o, v in zip(weights.shared, own, values, strict=True))
        ranked.append(Ranked(clause, total, _logistic(weights.slope * total + weights.offset), values))
    ranked.sort(key=lambda one: -one.score)
    return ranked


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


Frequency = Callable[[str], int]
"""Term -> in how many clauses it stands."""
