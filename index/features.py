"""What is measured of a question and a clause: the features that the ranker weighs.

Is the rarest of the words there, do the words stand in one sentence, is the kind of value there that is asked for,
does the rule stand for that role.  docs/asking.md says what each feature measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

from ingest.clause import Clause

from .matching import Matcher, Outside, Query, Sought, Wording, fold, sentences, wording
from .ranges import fit, ranges

__all__ = ["FEATURES", "ORDINALS", "Candidate", "Matcher", "Query", "Sought", "features", "fold", "sentences"]


class Candidate(NamedTuple):
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
    "close_in_text",
    "close_anywhere",
    "close_missing",
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


def features(
    query: Query,
    candidate: Candidate,
    best_score: float,
    order: int,
    matcher: Matcher | None = None,
    closest: float = 0.0,
) -> tuple[float, ...]:
    """Give the features of a candidate.

    ``best_score`` is the engine's best, ``order`` the candidate's place there, ``closest`` the best ``meaning`` of all.
    ``matcher``: of ``query``, where several candidates are measured.
    """
    clause = candidate.clause
    words = wording(clause.text)
    text, pieces = words.text, words.pieces
    matcher = matcher or Matcher(query)
    total = matcher.total
    outside = matcher.around(clause.headings, clause.document.title, candidate.context)
    value, valued = matcher.values(words)
    several = len(pieces) > 1
    cover = [0.0] * len(pieces)
    here = [0.0] * len(query.terms)
    forms: list[tuple[float, tuple[str, ...]]] = []
    in_text = literal = 0.0
    long_word = 0
    common = matcher.common(words)
    for number, share, present in matcher.match(text, common):
        here[number] = share
        term = query.terms[number]
        worth = term.weight * share
        in_text += worth
        forms.append((worth, present))
        if share == 1.0:
            literal += term.weight
            long_word = max(long_word, len(term.text))
        if several:
            for at, piece in enumerate(pieces):
                for form in present:
                    if form in piece:
                        cover[at] += worth
                        break
        else:
            cover[0] += worth
    beside = matcher.close_around(clause.headings, clause.document.title, candidate.context)
    anywhere, with_parent, missing, *close = _summed(outside, here, matcher.close(words, here), beside)
    found, pairs_rare, pairs_together = _pairs(matcher, words, common)
    top, covered, with_value = 0, cover[0], cover[0] * valued[0]
    if several:
        near_value = [share / total + 0.15 * held for share, held in zip(cover, valued, strict=True)]
        top = near_value.index(max(near_value))
        covered, with_value = cover[top], max(map(mul, cover, valued))
    role = bool(query.roles) and not query.families.isdisjoint(clause.roles)
    ranged = fit(query.quantities, ranges(clause.facts, clause.text)) if query.quantities and clause.facts else 0.0
    size = len(text)
    return (
        candidate.score / best_score,
        1.0 / (order + 1),
        0.0 if candidate.in_force else 1.0,
        in_text / total,
        literal / total,
        anywhere / total,
        with_parent / total,
        covered / total,
        with_value / total,
        _value_part(matcher, words, top, valued[top], forms) / total if forms and valued[top] else 0.0,
        missing / total,
        matcher.unknown / total,
        1.0 if with_parent / total > 0.8 else 0.0,
        value,
        valued[top],
        found / (len(matcher.pairs) or 1),
        pairs_rare / matcher.pairs_total,
        pairs_together / matcher.pairs_total,
        min(1.0, matcher.longest_run(text, common) / 8) if found else 0.0,
        min(1.0, long_word / 5),
        outside.heading / total,
        outside.title / total,
        outside.above / total,
        1.0 if role else 0.0,
        1.0 if query.roles and clause.roles and not role else 0.0,
        sum([figure in text for figure in query.figures]) / len(query.figures) if query.figures else 0.0,
        float(any(step in text for step in ORDINALS[query.ordinal])) if query.ordinal else 0.0,
        ranged if ranged > 0.0 else 0.0,
        -ranged if ranged < 0.0 else 0.0,
        matcher.likely(clause.modality, _MODALITY),
        1.0 if words.heading else 0.0,
        words.log_size / 5,
        in_text / total / (0.5 + size / 100),
        min(1.0, len(query.text) / (size + 1)),
        candidate.meaning,
        closest - candidate.meaning,
        1.0 if text.endswith(":") else 0.0,
        *[share / total for share in close],
    )


def _summed(
    outside: Outside, here: Sequence[float], close: Sequence[float], beside: Sequence[float]
) -> tuple[float, float, float, float, float, float]:
    """Add up what of the terms stands in a clause (``here``), its heading or title; there or above; and what misses.

    Then what of them is in the clause or close to its words; there or around it; and what misses most of that.
    """
    anywhere = with_parent = missing = close_in_text = close_anywhere = close_missing = 0.0
    for share, (weight, near, led), alike, far in zip(here, outside.terms, close, beside, strict=True):
        if not (share or led or alike or far):  # most terms stand nowhere; what is near is led, too
            missing = max(missing, weight)
            close_missing = max(close_missing, weight)
            continue
        anywhere += weight * (share if share > near else near)
        best = share if share > led else led
        with_parent += weight * best
        lacks = weight * (1.0 - best)
        missing = max(missing, lacks)
        inside = share if share > alike else alike
        best = inside if inside > far else far
        close_in_text += weight * inside
        close_anywhere += weight * best
        lacks = weight * (1.0 - best)
        close_missing = max(close_missing, lacks)
    return anywhere, with_parent, missing, close_in_text, close_anywhere, close_missing


def _pairs(matcher: Matcher, words: Wording, common: frozenset[int]) -> tuple[int, float, float]:
    """Give how many of the question's pairs of characters a text holds, their weight, and the most in one sentence."""
    text = words.text
    found = [one for one in matcher.pairs if one[2] in common or (one[2] < 0 and one[0] in text)]
    rare = 0.0
    for _, weight, _ in found:
        rare += weight
    if len(words.pieces) == 1 or not found:
        return len(found), rare, rare
    most = 0.0
    for piece in words.pieces:
        held = 0.0
        for pair, weight, _ in found:
            if pair in piece:
                held += weight
        most = max(most, held)
    return len(found), rare, most


def _value_part(
    matcher: Matcher, words: Wording, piece: int, valued: float, forms: Sequence[tuple[float, tuple[str, ...]]]
) -> float:
    """Give the most that one part of a sentence (and the part before it) holds of the words, if it holds a value.

    ``valued``: how likely the sentence holds one; no part of it is likelier to.
    """
    holding = []
    for part, span in words.parts(piece):
        held = 0.0
        for weight, present in forms:
            for form in present:
                if form in span:
                    held += weight
                    break
        if held:
            holding.append((held, part))
    holding.sort(key=_most_held)
    best = 0.0
    kinds = matcher.held(words, piece)
    for held, part in holding:
        if held * valued <= best:
            break
        value = matcher.value(part, kinds)
        if value > 0.05:
            best = max(best, value * held)
    return best


def _most_held(part: tuple[float, str]) -> float:
    return -part[0]
