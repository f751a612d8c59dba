"""From ranked clauses to a reply: the shortest span that answers, every document that has its say, or nothing.

An answer is always words of its clause, or of a heading above it.  A clause that answers is listed for each
document that has one; where their values differ the reply says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.judge import load_judge
from index.ranges import fit, ranges
from index.ranker import FEATURES, ORDINALS, Query, Ranked, fold
from index.values import VALUES, value_spans
from ingest import Clause, Relation

from .reply import Answer

__all__ = ["Cut", "answers_of", "cut_answer", "differ"]

ANSWERS_AT_MOST = 12
LISTED = 20
SURE = 0.08
"""Probability from which on the best clause is held to answer."""
ALSO = 0.25
"""Probability from which on a further clause is listed with it."""
UNLIKELY = 0.03
"""Probability below which no clause is listed, however alike."""
NEARLY = 0.8
"""Share of the best clause's features that a clause of another document needs to be listed beside it."""
ALIKE = 0.6
"""Share of common pairs of characters from which on two clauses are copies of one rule."""
LENGTH = {"procedure": 52, "permission": 48, "definition": 48, "duty_list": 60}
USUAL_LENGTH = 40
"""Characters that an answer should not pass where its value lets it, by kind."""

_BRACKETS = r"[（(][^（()）\n]{0,80}[）)]"  # what stands in brackets is not parted
_SENTENCE = re.compile(rf"(?:{_BRACKETS}|[^。；;！!？?\n]|(?<=[,，、])\n)+")
_PART = re.compile(rf"(?:{_BRACKETS}|[^,，])+")
_EDGES = " \u3000\t,，、:："


@dataclass(frozen=True, slots=True)
class Cut:
    """A span of a clause's text, or words of a heading (``start`` None)."""

    text: str
    start: int | None
    end: int | None


def cut_answer(query: Query, clause: Clause) -> Cut:
    """Cut the shortest run of words out of ``clause`` that answers ``query``."""
    if query.kind == "responsible":
        actor = _actor(query, clause)
        if actor is not None:
            return actor
    text = clause.text
    spans = [match.span() for match in _SENTENCE.finditer(text) if _says(match)]
    if not spans:
        return Cut(text, 0, len(text))
    start, end = max(spans, key=lambda span: _worth(query, clause, *span))
    limit = LENGTH.get(query.kind, USUAL_LENGTH)
    if query.kind in ("procedure", "permission", "other") and end - start < 16:
        # 老客户来了怎么办? 先问候……: what is asked is printed as a question or a heading, the answer behind it.
        following = next((span for span in spans if span[0] >= end), None)
        if following is not None and following[1] - start <= limit:
            end = following[1]
    if end - start > limit and "\t" not in text[start:end]:
        start, end = _narrow(query, clause, start, end, limit)
    return _trimmed(text, start, end)


def _says(piece: re.Match[str]) -> bool:
    """Tell whether anything of a piece is left when it is trimmed."""
    return bool(piece.group().strip(_EDGES + "\n"))


def _trimmed(text: str, start: int, end: int) -> Cut:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Cut(text[start:end], start, end)


def _worth(query: Query, clause: Clause, start: int, end: int) -> float:
    """Weigh a sentence (or table row): the words asked about, the value asked for, its band and its step."""
    piece = clause.text[start:end]
    worth = _closeness(query, piece) + 0.6 * _valued(query, piece)
    if query.quantities:
        facts = [fact for fact in clause.facts if start <= fact.start < end]
        worth += 0.8 * fit(query.quantities, ranges(facts, clause.text))
    return worth


def _valued(query: Query, piece: str) -> bool:
    return bool(value_spans(query.kind, piece.translate(_WIDTH)))


_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # full-width figures and letters; the length stays


def _closeness(query: Query, piece: str) -> float:
    folded = fold(piece)
    total = sum(term.weight for term in query.terms) or 1.0
    found = 0.0
    for term in query.terms:
        if term.text in folded:
            found += term.weight
        elif any(variant in folded for variant in term.variants):
            found += 0.85 * term.weight
    share = found / total
    if query.ordinal and any(step in folded for step in ORDINALS[query.ordinal]):
        share += 0.5
    return share


def _narrow(query: Query, clause: Clause, start: int, end: int, limit: int) -> tuple[int, int]:
    """Choose the run of parts between commas that holds the value nearest to what is asked about.

    What follows from a condition stands right behind it, so that the part after the closest one counts too.  Where
    parts rule bands or steps, the one that the question falls into is wanted, and its neighbours are not.
    """
    text = clause.text
    parts = [(start + m.start(), start + m.end()) for m in _PART.finditer(text[start:end]) if _says(m)]
    valued = [_valued(query, text[a:b]) for a, b in parts]
    close = [_closeness(query, text[a:b]) for a, b in parts]
    nearest = max(range(len(parts)), key=lambda at: close[at])
    fits = [
        fit(query.quantities, ranges([fact for fact in clause.facts if a <= fact.start < b], text)) for a, b in parts
    ]
    steps = [_steps(text[a:b]) if query.ordinal else frozenset() for a, b in parts]
    wanted = [share > _INSIDE or query.ordinal in named for share, named in zip(fits, steps, strict=True)]
    astray = [
        any(wanted) and not right and (share < 0 or bool(named))
        for right, share, named in zip(wanted, fits, steps, strict=True)
    ]
    follows = nearest if wanted[nearest] else nearest + 1
    best, chosen = -9.0, (0, len(parts))
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            length = parts[last - 1][1] - parts[first][0]
            if length > limit + 12 and last > first + 1:
                break
            values = sum(valued[first:last])
            score = (1.0 if values else 0.0) + 0.12 * min(values, 4) + min(1.2, sum(close[first:last]))
            score += 1.5 if any(wanted[first:last]) else 0.0
            score -= 0.7 * sum(astray[first:last])
            if close[nearest] > 0 and first <= follows < last:
                score += 0.45
            score -= 0.006 * length + (0.03 * (length - limit) if length > limit else 0.0)
            if score > best:
                best, chosen = score, (first, last)
    first, last = chosen
    if query.kind in _VALUE_KINDS and any(valued[first:last]):
        while not valued[last - 1] and last - 1 > nearest:
            last -= 1  # what follows the value and is not what was asked about
    return parts[first][0], parts[last - 1][1]


_VALUE_KINDS = ("penalty", "amount", "deadline", "time", "reward")


_INSIDE = 0.9
"""What ``fit`` gives for a value that lies in a band, and not for one that is merely the same."""


def _steps(part: str) -> frozenset[str]:
    """Name the steps of an escalation that ``part`` rules."""
    folded = fold(part)
    return frozenset(step for step, words in ORDINALS.items() if any(len(w) > 1 and w in folded for w in words))


def _actor(query: Query, clause: Clause) -> Cut | None:
    """Find who acts: named in the clause near what is asked about, else in the nearest heading that names a role."""
    text = clause.text
    acting = [r for r in clause.relations if r.relation in _ACTING]
    here = [r for r in acting if r.source == "text"]
    if here:
        spans = [match.span() for match in _SENTENCE.finditer(text) if _says(match)]

        def worth(span: tuple[int, int]) -> float:
            named = any(_names(r, text[span[0] : span[1]]) for r in here)
            return _closeness(query, text[span[0] : span[1]]) + (0.6 if named else 0.0)

        start, end = max(spans, key=worth)
        if any(_names(r, text[start:end]) for r in here):
            if end - start > USUAL_LENGTH and "\t" not in text[start:end]:
                start, end = _around(query, text, start, end, here)
            return _trimmed(text, start, end)
    for heading in reversed(clause.headings):
        named = any(r.source == "heading" and (r.role in heading or _names(r, heading)) for r in acting)
        if named or (len(heading) <= 16 and _POST.search(heading)):
            return Cut(heading.strip(_EDGES), None, None)
    if any(r.source == "title" for r in acting):
        return Cut(clause.document.title, None, None)
    return None


_ACTING = ("responsible", "executes", "approves", "assists", "supervises")
_POST = re.compile(
    r"(?:员|主管|经理|店长|总监|客服|仓库|财务|行政|人事|美工|编辑|运营|部|组|处|室|长|师|负责人)(?:[（(:：].*|职责.*|岗位.*|工作.*|要求.*)?$"
)


def _names(relation: Relation, piece: str) -> bool:
    """Tell whether the words that gave the relation, or the role's name, stand in ``piece``."""
    return relation.role in piece or any(word and word in piece for word in relation.why.split())


def _around(query: Query, text: str, start: int, end: int, here: Sequence[Relation]) -> tuple[int, int]:
    """Choose the run of parts that names an actor and is nearest to what is asked about."""
    parts = [(start + m.start(), start + m.end()) for m in _PART.finditer(text[start:end]) if _says(m)]
    named = [any(_names(r, text[a:b]) for r in here) for a, b in parts]
    close = [_closeness(query, text[a:b]) for a, b in parts]
    best, chosen = -9.0, (0, len(parts))
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            length = parts[last - 1][1] - parts[first][0]
            if length > USUAL_LENGTH + 15 and last > first + 1:
                break
            score = (1.0 if any(named[first:last]) else 0.0) + min(1.2, sum(close[first:last])) - 0.008 * length
            if score > best:
                best, chosen = score, (first, last)
    return parts[chosen[0]][0], parts[chosen[1] - 1][1]


def answers_of(query: Query, ranked: Sequence[Ranked], lists: Lists) -> list[Answer]:
    """Choose the clauses that answer and cut each one's span; best first, at most ``ANSWERS_AT_MOST``.

    Where a list is asked for (duties, steps) and a clause of one answers, the whole list is given, in its order.
    """
    judge = load_judge()
    if not ranked or ranked[0].probability < SURE or judge.probability(query, ranked) < judge.threshold:
        return []
    best = ranked[0]
    answers: list[Answer] = []
    seen: set[str] = set()

    def add(clause: Clause, probability: float, why: tuple[str, ...]) -> None:
        if clause.id not in seen and len(answers) < ANSWERS_AT_MOST:
            seen.add(clause.id)
            cut = cut_answer(query, clause)
            answers.append(Answer(cut.text, clause, probability, why, cut.start, cut.end))

    for at, one in enumerate(ranked[:LISTED]):
        if at and one.features[_PLACE["ended"]] > best.features[_PLACE["ended"]]:
            continue  # an edition that has ended does not contradict the one in force
        if at and one.probability < ALSO and not (_as_good(query, one, best) or _copy(one, best)):
            continue
        whole = _whole_list(query, one, lists) if at == 0 or one.probability >= 0.6 * best.probability else ()
        if whole:
            for clause in whole:
                add(clause, one.probability, ("同一清单",))
        else:
            add(one.clause, one.probability, ())
    return answers


@dataclass(frozen=True, slots=True)
class Lists:
    """How the answers find lists: ``below`` and ``beside`` give clauses in order, ``parent`` the clause above."""

    below: Callable[[Clause], Sequence[Clause]]
    beside: Callable[[Clause], Sequence[Clause]]
    parent: Callable[[Clause], Clause | None]


def _whole_list(query: Query, one: Ranked, lists: Lists) -> Sequence[Clause]:
    """Give the list that a clause heads or belongs to, where the question asks for all of it."""
    if query.kind not in ("duty_list", "procedure"):
        return ()
    clause = one.clause
    if len(clause.text) <= USUAL_LENGTH:
        below = lists.below(clause)
        # 店长 > 工作职责: > 1. 2. 3.: a heading below a heading
        if len(below) == 1 and len(below[0].text) <= 12:
            below = lists.below(below[0]) or below
        if below:
            return below
    above = lists.parent(clause)
    if query.kind == "duty_list" and above is not None and len(above.text) <= USUAL_LENGTH:
        if query.families.intersection(above.roles) or _closeness(query, above.text) >= 0.5:
            return lists.beside(clause)
        higher = lists.parent(above)
        if higher is not None and len(above.text) <= 12 and _closeness(query, higher.text) >= 0.5:
            return lists.beside(clause)
    named = _closeness(query, clause.document.title) >= 0.6
    own = one.features[_PLACE["in_text_literal"]]
    if named and (above is None or len(above.text) <= 12) and (query.kind == "duty_list" or own < 0.5):
        return [other for other in lists.beside(clause) if other.number is not None]
    return ()


_PLACE = {name: at for at, name in enumerate(FEATURES)}
_SAME = ("in_value_sentence", "in_text", "with_parent")


def _as_good(query: Query, one: Ranked, best: Ranked) -> bool:
    """Tell whether a clause of another document rules the same: the words and the kind of value, in one sentence.

    Its probability may be low all the same, since most questions have one answer; where documents differ all of
    them have to be shown.
    """
    if one.probability < UNLIKELY or query.kind not in VALUES or one.clause.document.id == best.clause.document.id:
        return False
    return all(one.features[_PLACE[name]] >= NEARLY * best.features[_PLACE[name]] > 0 for name in _SAME)


def _copy(one: Ranked, best: Ranked) -> bool:
    """Tell whether two clauses are nearly the same words: shops copy their policies from each other."""
    if one.probability < UNLIKELY:
        return False
    first, second = (_pairs(fold(ranked.clause.text)) for ranked in (one, best))
    return bool(first and second) and len(first & second) >= ALIKE * min(len(first), len(second))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


_VALUE = re.compile(r"[0-9]+(?:[.:：][0-9]+)?|开除|辞退|警告|离职|[一二两三四五六七八九十]+(?:倍|个|天|次|小时)")


def differ(kind: str, answers: Sequence[Answer]) -> bool:
    """Tell whether answers from different documents give different values for the same thing."""
    if kind not in ("penalty", "amount", "deadline", "time", "reward"):
        return False
    values: dict[str, frozenset[str]] = {}
    for answer in answers:
        found = frozenset(_VALUE.findall(fold(answer.text)))
        if found:
            values.setdefault(answer.clause.document.id, found)
    return len(set(values.values())) > 1
