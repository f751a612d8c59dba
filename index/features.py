"""What is measured of a question and a clause: the features that the ranker weighs.

Is the rarest of the words there, do the words stand in one sentence, is the kind of value there that is asked for,
does the rule stand for that role.  docs/asking.md says what each feature measures.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.document import Clause

from .ranges import Quantity, fit, ranges
from .values import VALUES, holds

__all__ = ["FEATURES", "ORDINALS", "Candidate", "Query", "Sought", "Surroundings", "features", "fold", "sentences"]

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sought:
    """One content word of a question: as it stands, what else says the same, how rare it is (its IDF).

    ``unknown``: neither it nor a synonym stands in any clause.
    """

    text: str
    variants: tuple[str, ...] = ()
    weight: float = 1.0
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the ranker sees it.

    ``kind``: what is asked for, most likely; ``kinds``: all kinds with their probabilities.  ``roles``: names of the
    lexicon in it; ``families``: those and their wider and narrower ones.  ``figures``: numbers in it, as written;
    ``quantities``: its values with what they measure.  ``pairs``: neighbouring characters of its content, with IDF.
    """

    text: str
    kind: str
    terms: tuple[Sought, ...]
    kinds: tuple[tuple[str, float], ...] = ()
    pairs: Mapping[str, float] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may answer, with the engine's score.

    ``context``: the text of the clause above it, and of those that it refers to.  ``in_force``: is its document?
    ``meaning``: how close it is to the question by ``meaning.py`` (-1 to 1).
    """

    clause: Clause
    score: float
    context: str = ""
    in_force: bool = True
    meaning: float = 0.0


FEATURES = (
    "engine",
    "order",
    "ended",
    "in_text",
    "in_text_literal",
    "anywhere",
    "with_parent",
    "in_sentence",
    "in_value_sentence",
    "in_value_part",
    "rarest_missing",
    "unknown",
    "all_there",
    "value",
    "value_in_sentence",
    "pairs",
    "pairs_rare",
    "pairs_sentence",
    "run",
    "long_word",
    "in_heading",
    "in_title",
    "in_parent",
    "role",
    "role_conflict",
    "figures",
    "ordinal",
    "in_range",
    "out_of_range",
    "modality",
    "heading_only",
    "length",
    "density",
    "question_share",
    "meaning",
    "meaning_behind",
    "leads",
)
"""Names of the features, in order; what each measures stands in ``features``.  All lie between 0 and about 1."""

ORDINALS = {
    "第一次": ("第一次", "首次", "初次", "初犯", "第1次", "头一次"),
    "第二次": ("第二次", "再次", "再犯", "二次", "第2次", "重复", "又"),
    "第三次": ("第三次", "三次", "第3次", "多次", "屡次"),
}
"""A step of an escalation as a question names it, and how clauses write it."""

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


def _match(term: Sought, text: str) -> tuple[float, tuple[str, ...]]:
    """Say how much of ``term`` stands in ``text`` (0 to 1), and in which forms."""
    if term.text in text:
        return 1.0, (term.text,)
    found = tuple(variant for variant in term.variants if variant in text)
    if found:
        return (_VARIANT if found[0] in term.variants[:_BEST] else _FARTHER), found
    if len(term.text) >= 3:
        pairs = tuple(term.text[i : i + 2] for i in range(len(term.text) - 1))
        present = tuple(pair for pair in pairs if pair in text)
        if 2 * len(present) >= len(pairs):
            return _PARTLY * len(present) / len(pairs), present
    return 0.0, ()


_VARIANT, _FARTHER, _PARTLY = 0.85, 0.7, 0.6
"""What a synonym counts beside the word itself, what one further down its list, and what a word counts of which only
pairs of characters are there."""
_BEST = 4


class Surroundings:
    """What stands around clauses, matched once for all clauses that share it: headings, titles, clauses above."""

    def __init__(self, query: Query) -> None:
        self._terms = query.terms
        self._known: dict[str, tuple[float, ...]] = {}

    def shares(self, text: str) -> tuple[float, ...]:
        """Give for each term how much of it stands in ``text``."""
        found = self._known.get(text)
        if found is None:
            folded = fold(text)
            found = tuple(_match(term, folded)[0] if folded else 0.0 for term in self._terms)
            self._known[text] = found
        return found


def features(
    query: Query,
    candidate: Candidate,
    best_score: float,
    order: int,
    around: Surroundings | None = None,
    closest: float = 0.0,
) -> tuple[float, ...]:
    """Give the features of a candidate.

    ``best_score`` is the engine's best, ``order`` the candidate's place there, ``closest`` the best ``meaning`` of all.
    """
    clause = candidate.clause
    text, pieces = _parted(clause.text)
    # kinds that ask for no form of value do not count
    asked = [(kind, share) for kind, share in query.kinds if share > 0.05 and kind in VALUES]
    around = around or Surroundings(query)
    total = sum(term.weight for term in query.terms) or 1.0
    valued = [_value(asked, piece) for piece in pieces]
    cover = [0.0] * len(pieces)
    in_text = literal = anywhere = with_parent = in_heading = in_title = in_parent = missing = unknown = 0.0
    long_word = 0
    forms: list[tuple[float, tuple[str, ...]]] = []
    shares = zip(
        query.terms,
        around.shares(" ".join(clause.headings)),
        around.shares(clause.document.title),
        around.shares(candidate.context),
        strict=True,
    )
    for term, headed, named, led in shares:
        here, present = _match(term, text)
        if here:
            forms.append((term.weight * here, present))
            if here == 1.0:
                literal += term.weight
                long_word = max(long_word, len(term.text))
            if len(pieces) == 1:
                cover[0] += term.weight * here
            else:
                for at, piece in enumerate(pieces):
                    if any(form in piece for form in present):
                        cover[at] += term.weight * here
        in_text += term.weight * here
        in_heading += term.weight * headed
        in_title += term.weight * named
        in_parent += term.weight * led
        best = max(here, 0.9 * headed, 0.7 * named)
        anywhere += term.weight * best
        with_parent += term.weight * max(best, 0.8 * led)
        missing = max(missing, term.weight * (1.0 - max(best, 0.8 * led)))
        if term.unknown:
            unknown += term.weight
    top = max(range(len(pieces)), key=lambda at: cover[at] / total + 0.15 * valued[at])
    pairs_total = sum(query.pairs.values()) or 1.0
    found = [pair for pair in query.pairs if pair in text]
    by_sentence = max(sum(query.pairs[pair] for pair in found if pair in piece) for piece in pieces)
    role = bool(query.roles) and bool(query.families.intersection(clause.roles))
    ranged = fit(query.quantities, ranges(clause.facts, clause.text)) if query.quantities and clause.facts else 0.0
    return (
        candidate.score / best_score,
        1.0 / (order + 1),
        float(not candidate.in_force),
        in_text / total,
        literal / total,
        anywhere / total,
        with_parent / total,
        cover[top] / total,
        max(share * value for share, value in zip(cover, valued, strict=True)) / total,
        _value_part(asked, pieces[top], forms) / total,
        missing / total,
        unknown / total,
        float(with_parent / total > 0.8),
        _value(asked, text),
        valued[top],
        len(found) / (len(query.pairs) or 1),
        sum(query.pairs[pair] for pair in found) / pairs_total,
        by_sentence / pairs_total,
        min(1.0, _longest_run(query.text, text, found) / 8),
        min(1.0, long_word / 5),
        in_heading / total,
        in_title / total,
        in_parent / total,
        float(role),
        float(bool(query.roles) and bool(clause.roles) and not role),
        sum(figure in text for figure in query.figures) / len(query.figures) if query.figures else 0.0,
        float(bool(query.ordinal) and any(step in text for step in ORDINALS[query.ordinal])),
        max(0.0, ranged),
        max(0.0, -ranged),
        sum(share for kind, share in query.kinds if clause.modality in _MODALITY.get(kind, ())),
        float(len(text) < 16 and not re.search(r"[\d,，。;；:：]", text)),
        math.log(len(text) + 1) / 5,
        in_text / total / (0.5 + len(text) / 100),
        min(1.0, len(query.text) / (len(text) + 1)),
        candidate.meaning,
        closest - candidate.meaning,
        float(text.endswith(":")),
    )


def _value_part(
    asked: Sequence[tuple[str, float]], sentence: str, forms: Sequence[tuple[float, tuple[str, ...]]]
) -> float:
    """Give the most that one part of a sentence (and the part before it) holds of the words, if it holds a value."""
    parts = re.split(r"[,，]", sentence)
    best = 0.0
    for at, part in enumerate(parts):
        value = _value(asked, part)
        if value > 0.05:
            span = ",".join(parts[max(0, at - 1) : at + 1])
            best = max(best, value * sum(weight for weight, present in forms if any(form in span for form in present)))
    return best


def _longest_run(question: str, text: str, pairs: Sequence[str]) -> int:
    """Give the length of the longest run of characters that question and text share."""
    best = 1 if pairs else 0
    if pairs:
        best = 2
        for start in range(len(question) - 2):
            while question[start : start + best + 1] in text and start + best < len(question):
                best += 1
    return best


def _value(asked: Sequence[tuple[str, float]], text: str) -> float:
    """Say how likely ``text`` holds the kind of value asked for; ``asked``: kinds with their probabilities."""
    return sum(share for kind, share in asked if _holds(kind, text))


# Questions come back to the same clauses, so what does not depend on the question is kept of those asked about last.


@lru_cache(maxsize=4096)
def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """Fold the text of a clause and cut it into sentences."""
    folded = fold(text)
    return folded, tuple(sentences(folded)) or (folded,)


@lru_cache(maxsize=32768)
def _holds(kind: str, piece: str) -> bool:
    return holds(kind, piece)
