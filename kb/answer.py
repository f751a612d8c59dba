"""From ranked clauses to a reply: the shortest span that answers, every document that has its say, or nothing.

An answer is always words of its clause, or of a heading above it.  A clause that answers is listed for each
document that has one; where their values differ the reply says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.ranker import Query, Ranked, fold
from index.values import value_spans
from ingest import Clause

from .reply import Answer

__all__ = ["Cut", "answers_of", "cut_answer", "differ"]

ANSWERS_AT_MOST = 12
SURE = 0.5
"""Probability from which on a clause is held to answer."""
ALSO = 0.55
"""A further clause is listed from this share of the best one's probability on."""
LENGTH = 40
"""Characters that an answer should not pass where the value lets it."""

_SENTENCE = re.compile(r"[^。；;！!？?\n\t]+")
_PART = re.compile(r"[^,，、:：]+(?:[,，、:：]|$)?")
_CLAUSE_PART = re.compile(r"[^,，]+")


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
    best: tuple[float, int, int] | None = None
    for sentence in _SENTENCE.finditer(text):
        score = _closeness(query, sentence.group())
        spans = value_spans(query.kind, fold_keep(sentence.group()))
        score += 0.6 if spans else 0.0
        if best is None or score > best[0] + 1e-9:
            best = (score, sentence.start(), sentence.end())
    if best is None:
        return Cut(text, 0, len(text))
    _, start, end = best
    if end - start > LENGTH:
        start, end = _narrow(query, text, start, end)
    while start < end and text[start] in " \u3000,，、:：":
        start += 1
    while end > start and text[end - 1] in " \u3000,，、":
        end -= 1
    return Cut(text[start:end], start, end)


def fold_keep(text: str) -> str:
    """Fold the width of figures and letters; the length stays."""
    return text.translate(_WIDTH)


_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}


def _closeness(query: Query, piece: str) -> float:
    folded = fold(piece)
    total = sum(term.weight for term in query.terms) or 1.0
    found = 0.0
    for term in query.terms:
        if term.text in folded:
            found += term.weight
        elif any(variant in folded for variant in term.variants):
            found += 0.85 * term.weight
    if query.ordinal and query.ordinal in folded:
        found += 0.5 * total
    return found / total


def _narrow(query: Query, text: str, start: int, end: int) -> tuple[int, int]:
    """Choose the run of comma-parted pieces that holds the value nearest to what is asked about."""
    pieces = [(start + m.start(), start + m.end()) for m in _CLAUSE_PART.finditer(text[start:end])]
    valued = [bool(value_spans(query.kind, fold_keep(text[a:b]))) for a, b in pieces]
    close = [_closeness(query, text[a:b]) for a, b in pieces]
    best, chosen = -1.0, (0, len(pieces))
    for first in range(len(pieces)):
        for last in range(first + 1, len(pieces) + 1):
            length = pieces[last - 1][1] - pieces[first][0]
            if length > LENGTH + 20 and last > first + 1:
                break
            values = sum(valued[first:last])
            score = (1.0 if values else 0.0) + 0.15 * min(values, 4) + min(1.0, sum(close[first:last]))
            score -= 0.012 * length + (0.02 * (length - LENGTH) if length > LENGTH else 0.0)
            if score > best:
                best, chosen = score, (first, last)
    return pieces[chosen[0]][0], pieces[chosen[1] - 1][1]


_HEADING_NAME = re.compile(r"^(?:岗位|职责|工作)?[:：]?")


def _actor(query: Query, clause: Clause) -> Cut | None:
    """Find who acts: named in the clause, else in the nearest heading that names a role."""
    text = clause.text
    acting = [r for r in clause.relations if r.relation in ("responsible", "executes", "approves", "assists")]
    here = [r for r in acting if r.source == "text"]
    if here or len(text) <= 24:
        best: tuple[float, int, int] | None = None
        for piece in re.finditer(r"[^。；;！!？?\n\t,，]+", text):
            named = any(_names(r.role, r.why, piece.group()) for r in here)
            score = _closeness(query, piece.group()) + (0.5 if named else 0.0) - 0.004 * len(piece.group())
            if best is None or score > best[0]:
                best = (score, piece.start(), piece.end())
        if best is not None and here:
            start, end = best[1], best[2]
            if not any(_names(r.role, r.why, text[start:end]) for r in here):
                for relation in here:
                    at = text.find(relation.why) if relation.why else -1
                    if at >= 0 and abs(at - start) < LENGTH:
                        start, end = min(start, at), max(end, at + len(relation.why))
                        break
            return Cut(text[start:end].strip(), start, end)
        if best is not None:
            return Cut(text.strip(), 0, len(text))
    for heading in reversed(clause.headings):
        if any(r.source == "heading" and (r.role in heading or r.why in heading) for r in acting) or _POST.search(
            heading
        ):
            return Cut(heading.strip(" :：\u3000"), None, None)
    for relation in acting:
        if relation.source == "title":
            return Cut(clause.document.title, None, None)
    return None


_POST = re.compile(r"员|主管|经理|店长|总监|专员|客服|仓|财务|行政|人事|美工|编辑|运营|部|组|处|室|长|师|负责人")


def _names(role: str, why: str, piece: str) -> bool:
    return role in piece or (bool(why) and why in piece)


def answers_of(query: Query, ranked: Sequence[Ranked], siblings: Callable[[Clause], Sequence[Clause]]) -> list[Answer]:
    """Choose the clauses that answer and cut each one's span; best first, at most ``ANSWERS_AT_MOST``.

    ``siblings`` gives the clauses of one list: those below a clause, in order.
    """
    if not ranked or ranked[0].probability < SURE:
        return []
    best = ranked[0]
    answers: list[Answer] = []
    seen: set[str] = set()

    def add(clause: Clause, probability: float, why: tuple[str, ...]) -> None:
        if clause.id in seen or len(answers) >= ANSWERS_AT_MOST:
            return
        seen.add(clause.id)
        cut = cut_answer(query, clause)
        answers.append(Answer(cut.text, clause, probability, why, cut.start, cut.end))

    for one in ranked:
        if one.probability < max(SURE * 0.8, ALSO * best.probability):
            break
        below = siblings(one.clause) if query.kind in ("duty_list", "procedure") else ()
        if below and len(one.clause.text) <= LENGTH:
            for clause in below:
                add(clause, one.probability, ("所属标题:" + one.clause.text,))
            continue
        add(one.clause, one.probability, ())
    return answers


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
