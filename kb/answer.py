"""From ranked clauses to a reply: every document that has its say, or nothing.

A clause that answers is listed for each document that has one; where their values differ the reply says so.  What an
edition says that is not in force comes behind what the one in force says.  What is cut of each stands in ``cut.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.features import FEATURES, Query, fold
from index.judge import load_judge
from index.ranker import Ranked
from index.values import VALUES
from ingest import Clause

from .cut import closeness, cut_answer
from .editions import family_of
from .reply import Answer
from .versions import Standing

__all__ = ["answers_of", "by_edition", "differ"]

ANSWERS_AT_MOST = 12
LISTED = 20
SURE = 0.08
"""Probability from which on the best clause is held to answer."""
ALSO = 0.12
"""Probability from which on a further clause is listed with it: documents that disagree are all shown."""
UNLIKELY = 0.03
"""Probability below which no clause is listed, however alike."""
NEARLY = 0.8
"""Share of the best clause's features that a clause of another document needs to be listed beside it."""
INSTEAD = 0.4
"""Share of the probability of a best clause out of force from which on another policy's clause in force comes first."""
FORMER = 3
"""What is shown of editions that are not in force."""
HEADING = 40
"""Characters up to which a clause with clauses below it is the heading of their list."""
ALIKE = 0.6
"""Share of common pairs of characters from which on two clauses are copies of one rule."""


def answers_of(
    query: Query, ranked: Sequence[Ranked], lists: Lists, standings: Mapping[str, Standing] | None = None
) -> list[Answer]:
    """Choose the clauses that answer and cut each one's span; best first, at most ``ANSWERS_AT_MOST``.

    Where a list is asked for (duties, steps) and a clause of one answers, the whole list is given, in its order.
    ``standings``: document id -> whether it is in force; an edition in force comes before those that are not.
    """
    judge = load_judge()
    if not ranked or ranked[0].probability < SURE or judge.probability(query, ranked) < judge.threshold:
        return []
    standings = standings or {}
    ranked = _in_force_first(query, ranked, standings)
    best = ranked[0]
    answers: list[Answer] = []
    seen: set[str] = set()

    def add(clause: Clause, probability: float, why: tuple[str, ...]) -> None:
        if clause.id not in seen and len(answers) < ANSWERS_AT_MOST:
            seen.add(clause.id)
            cut = cut_answer(query, clause)
            standing = standings.get(clause.document.id, _IN_FORCE)
            answers.append(Answer(cut.text, clause, probability, why, cut.start, cut.end, standing.state, standing.why))

    for at, one in enumerate(ranked[:LISTED]):
        if at and _beside_the_point(query, one, best):
            continue
        if at and one.probability < ALSO and not (_as_good(query, one, best) or _copy(one, best)):
            continue
        past = at and _ended(one, standings) and not _ended(best, standings)
        whole = (
            _whole_list(query, one, lists)
            if not past and (at == 0 or one.probability >= 0.6 * best.probability)
            else ()
        )
        if whole:
            for clause in whole:
                add(clause, one.probability, ("同一清单",))
        else:
            add(one.clause, one.probability, ())
    return answers


_IN_FORCE = Standing("in_force")


def _ended(one: Ranked, standings: Mapping[str, Standing]) -> bool:
    return standings.get(one.clause.document.id, _IN_FORCE).state != "in_force"


def _in_force_first(query: Query, ranked: Sequence[Ranked], standings: Mapping[str, Standing]) -> Sequence[Ranked]:
    """Put before a best clause that is not in force the first that is and rules the same, if there is one.

    That is one of the policy's edition in force, or one that is nearly as likely.
    """
    best = ranked[0]
    if not _ended(best, standings):
        return ranked
    for at, one in enumerate(ranked[1:LISTED], 1):
        if _ended(one, standings) or _beside_the_point(query, one, best):
            continue
        kin = _kin(one.clause, best.clause, standings)
        if one.probability >= INSTEAD * best.probability or (
            kin and (one.probability >= ALSO or _as_good(query, one, best) or _copy(one, best))
        ):
            return [one, *ranked[:at], *ranked[at + 1 :]]
    return ranked


def _kin(one: Clause, other: Clause, standings: Mapping[str, Standing]) -> bool:
    """Tell whether two clauses stand in editions of one policy, or in one that ended the other."""
    if family_of(one.document.title) == family_of(other.document.title):
        return True
    pairs = ((one, other), (other, one))
    return any(standings.get(a.document.id, _IN_FORCE).by == b.document.id for a, b in pairs)


def by_edition(answers: Sequence[Answer]) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """Part the answers into those to give and those of editions that are not in force and say something else.

    Where no policy in force answers, what the others say is the answer, each with its state.
    """
    live = tuple(answer for answer in answers if answer.state == "in_force")
    if not live or answers[0].state != "in_force":
        return tuple(answers), ()
    said = {fold(answer.text) for answer in live}
    rest = [answer for answer in answers if answer.state != "in_force" and fold(answer.text) not in said]
    return live, tuple(rest[:FORMER])


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
    if len(clause.text) <= HEADING:
        below = lists.below(clause)
        # 店长 > 工作职责: > 1. 2. 3.: a heading below a heading
        if len(below) == 1 and len(below[0].text) <= 12:
            below = lists.below(below[0]) or below
        if below:
            return below
    above = lists.parent(clause)
    if query.kind == "duty_list" and above is not None and len(above.text) <= HEADING:
        if query.families.intersection(above.roles) or closeness(query, above.text) >= 0.5:
            return lists.beside(clause)
        higher = lists.parent(above)
        if higher is not None and len(above.text) <= 12 and closeness(query, higher.text) >= 0.5:
            return lists.beside(clause)
    named = closeness(query, clause.document.title) >= 0.6
    own = one.features[_PLACE["in_text_literal"]]
    told = _DUTIES.search(clause.document.title) if query.kind == "duty_list" else own < 0.5
    if named and told and (above is None or len(above.text) <= 12):
        return [other for other in lists.beside(clause) if other.number is not None]
    return ()


VALUED = frozenset({"penalty", "amount", "deadline", "time", "reward"})
_DUTIES = re.compile(r"职责|岗位|分工|工作(?:内容|任务|流程|说明|要求|描述|制度|守则)|说明书")
"""What the title of a policy says that holds the duties of a post, and not rules on the matter the post deals with."""
_PLACE = {name: at for at, name in enumerate(FEATURES)}
_SAME = ("in_value_sentence", "in_text", "with_parent")


def _beside_the_point(query: Query, one: Ranked, best: Ranked) -> bool:
    """Tell whether a further clause rules another band than the best one, or only leads to clauses that say more."""
    another = best.features[_PLACE["in_range"]] > 0 and one.features[_PLACE["out_of_range"]] > 0
    return another or (query.kind in VALUED and one.features[_PLACE["leads"]] > 0)


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
    if kind not in VALUED:
        return False
    values: dict[str, frozenset[str]] = {}
    for answer in answers:
        found = frozenset(_VALUE.findall(fold(answer.text)))
        if found:
            values.setdefault(answer.clause.document.id, found)
    return len(set(values.values())) > 1
