"""From ranked clauses to a reply: every document that has its say, or nothing.

A clause that answers is listed for each document that has one; where their values differ the reply says so.  What an
edition says that is not in force comes behind what the one in force says.  What is cut of each stands in ``cut.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.features import FEATURES, Query, fold
from index.judge import load_judge
from index.matching import wording
from index.ranker import Ranked
from index.values import VALUES
from ingest import Clause
from ingest.patterns import lazy

from .above import post_before
from .cut import Cut, Cutter
from .editions import family_of
from .lists import Lists, headed_by_post, whole_list
from .reply import SAME_LIST, SAME_MATTER, Answer
from .versions import Standing

__all__ = ["answers_of", "by_edition", "differ"]

ANSWERS_AT_MOST = 12
LISTED = 20
SURE = 0.08
"""Probability from which on the best clause is held to answer."""
ALSO = 0.07
"""Probability from which on a further clause is listed with it: documents that disagree are all shown."""
UNLIKELY = 0.03
"""Probability below which no clause is listed, however alike."""
NEARLY = 0.8
"""Share of the best clause's features that a clause of another document needs to be listed beside it."""
INSTEAD = 0.4
"""Share of the probability of a best clause out of force from which on another policy's clause in force comes first."""
ITEM = 40
"""Characters up to which an item of a list is given whole."""
FORMER = 3
"""What is shown of editions that are not in force."""
CERTAIN, AS_MUCH, SHARED = 0.2, 0.9, 0.1
"""What a clause needs to rule the same matter: probability, share of the best one's words of the question (with the
clause above), and pairs of characters that the answers have in common."""
SURELY = 0.5
"""Probability from which on a clause is held to rule the same matter though the answers share no words."""
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
    ranked = _post_first(query, _in_force_first(query, ranked, standings), standings)
    best = ranked[0]
    likely = {one.clause.id: one.probability for one in ranked[:LISTED] if one.probability >= ALSO}
    answers: list[Answer] = []
    seen: set[str] = set()
    cutter = Cutter(query)

    def add(clause: Clause, probability: float, why: tuple[str, ...]) -> None:
        if clause.id not in seen and len(answers) < ANSWERS_AT_MOST:
            seen.add(clause.id)
            listed = why == SAME_LIST and len(clause.text) <= ITEM
            cut = _whole(clause) if listed else cutter.cut(clause, post_before(query, clause, lists.paragraph))
            standing = standings.get(clause.document.id, _IN_FORCE)
            state, why_not = standing.state, standing.why
            answers.append(
                Answer(cut.text, clause, probability, why, cut.start, cut.end, state, why_not, above=cut.above)
            )

    for at, one in enumerate(ranked[:LISTED]):
        if at and _beside_the_point(query, one, best):
            continue
        if at and one.probability < ALSO and not (_as_good(query, one, best) or _copy(one, best)):
            continue
        past = at and _ended(one, standings) and not _ended(best, standings)
        whole = (
            whole_list(query, one, lists, likely)
            if not past and (at == 0 or one.probability >= 0.6 * best.probability)
            else ()
        )
        if whole:
            for clause in whole:
                add(clause, one.probability, SAME_LIST)
        elif one.clause.id not in {answer.clause.parent for answer in answers if answer.why == SAME_LIST}:
            add(one.clause, one.probability, SAME_MATTER if at and _same_matter(one, best) else ())
    return [
        replace(answer, why=())
        if answer.why == SAME_MATTER and answer.confidence < SURELY and not _alike(answer.text, answers[0].text, SHARED)
        else answer
        for answer in answers
    ]


_IN_FORCE = Standing("in_force")


def _ended(one: Ranked, standings: Mapping[str, Standing]) -> bool:
    return standings.get(one.clause.document.id, _IN_FORCE).state != "in_force"


def _whole(clause: Clause) -> Cut:
    """Give an item of a list as it is: what the list is of stands in the question, and half a band misleads."""
    text = clause.text.rstrip().rstrip("。；;,，")
    start = len(text) - len(text.lstrip())
    return Cut(text.lstrip(), start, len(text))


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


def _post_first(query: Query, ranked: Sequence[Ranked], standings: Mapping[str, Standing]) -> Sequence[Ranked]:
    """Where the duties of a post are asked for, put first what stands in a list that the post heads.

    A policy on the matter that the post deals with shares as many words with the question, and lists no duties.
    """
    if query.kind != "duty_list" or headed_by_post(query, ranked[0].clause):
        return ranked
    for at, one in enumerate(ranked[1:LISTED], 1):
        if one.probability >= UNLIKELY and not _ended(one, standings) and headed_by_post(query, one.clause):
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


VALUED = frozenset({"penalty", "amount", "deadline", "time", "reward"})
_PLACE = {name: at for at, name in enumerate(FEATURES)}
_SAME = ("in_value_sentence", "in_text", "with_parent")


def _beside_the_point(query: Query, one: Ranked, best: Ranked) -> bool:
    """Tell whether a further clause rules another band than the best one, or only leads to clauses that say more."""
    another = best.features[_PLACE["in_range"]] > 0 and one.features[_PLACE["out_of_range"]] > 0
    return another or (query.kind in VALUED and one.features[_PLACE["leads"]] > 0)


def _same_matter(one: Ranked, best: Ranked) -> bool:
    """Tell whether a clause of another document rules the very thing that the best one rules.

    More is asked than for listing it: to call two policies contradictory that rule two things sends HR on a false
    trail.  Held against the project's own questions, 0.7 of what is found is, and 0.7 of what is is found.
    """
    if one.clause.document.id == best.clause.document.id or one.probability < CERTAIN:
        return False
    if one.features[_PLACE["ordinal"]] < best.features[_PLACE["ordinal"]] and one.probability < SURELY:
        return False
    return one.features[_PLACE["with_parent"]] >= AS_MUCH * best.features[_PLACE["with_parent"]]


def _alike(one: str, other: str, share: float) -> bool:
    """Tell whether two texts share pairs of characters, counted by the one that has fewer."""
    first, second = wording(one).pairs, wording(other).pairs
    return bool(first and second) and len(first & second) >= share * min(len(first), len(second))


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
    return _alike(one.clause.text, best.clause.text, ALIKE)


_VALUE = lazy(r"[0-9]+(?:[.:：][0-9]+)?|开除|辞退|警告|离职|[一二两三四五六七八九十]+(?:倍|个|天|次|小时)")


def differ(kind: str, answers: Sequence[Answer]) -> bool:
    """Tell whether answers from different documents give different values for the same thing."""
    if kind not in VALUED:
        return False
    values: dict[str, frozenset[str]] = {}
    for answer in (*answers[:1], *(other for other in answers[1:] if other.why == SAME_MATTER)):
        found = frozenset(_VALUE.findall(fold(answer.text)))
        if found:
            values.setdefault(answer.clause.document.id, found)
    return len(set(values.values())) > 1
