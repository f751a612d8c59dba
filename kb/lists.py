"""Lists in answers: the duties of a post, the steps of a procedure, given whole and in the policy's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from index.features import FEATURES, Query, fold
from index.ranges import ranges
from index.ranker import Ranked
from index.values import VALUES, holds
from ingest import Clause
from ingest.patterns import lazy

from .parts import closeness

__all__ = ["Lists", "headed_by_post", "whole_list"]

HEADING = 40
"""Characters up to which a clause with clauses below it is the heading of their list."""
_DUTIES = lazy(r"职责|岗位|分工|工作(?:内容|任务|流程|说明|要求|描述|制度|守则)|说明书")
"""What the title of a policy says that holds the duties of a post, and not rules on the matter the post deals with."""
_IN_TEXT, _IN_RANGE = FEATURES.index("in_text_literal"), FEATURES.index("in_range")
_LISTED = frozenset({"procedure", "definition", "permission", "other", "duty_list"})
_LONGEST_LEAD = 80
_ASKS_FOR_ALL = lazy(r"哪|什么|啥|几[个样条点步项种类]|流程|步骤|程序|手续")
_PROCEDURE = lazy(r"流程|步骤|程序|手续|怎么走|咋走")
_HEADS_STEPS = lazy(r"[^,，。;；]{0,16}(?:流程|步骤|程序|手续|办理)[^,，。;；]{0,4}")
_BEHIND_NAME = lazy(r"\(.*|(?:的?(?:岗位|工作|主要)*(?:职责|要求|内容|任务|说明|描述))?:?$")
BANDS = 3
"""Bands that make a table of them."""
SHORT = 12
"""Characters up to which a clause above others is a mere heading."""
EVEN = 0.5
"""Share of the probability of one item that the others of its list must have, to be asked for with it."""
_NONE: Mapping[str, float] = {}
NAMED = 0.7
"""Share of the question's words that a heading of steps must hold, with the title."""
_IN_ORDER = lazy(r"顺序|步骤|流程|程序|依次|按(?:下列|以下|如下)")
LED, OWN = 0.5, 0.3
"""Share of the question's words that a lead must hold, and that an item may hold, for all items to be meant."""


class Lists(NamedTuple):
    """How the answers find lists: ``below`` and ``beside`` give clauses in order, ``parent`` the clause above.

    ``paragraph``: the words of the last clause without a number that stands beside a clause and before it.
    """

    below: Callable[[Clause], Sequence[Clause]]
    beside: Callable[[Clause], Sequence[Clause]]
    parent: Callable[[Clause], Clause | None]
    paragraph: Callable[[Clause], str] = lambda _: ""


def whole_list(query: Query, one: Ranked, lists: Lists, likely: Mapping[str, float] = _NONE) -> Sequence[Clause]:
    """Give the list that a clause heads or belongs to, where the question asks for all of it.

    ``likely``: clause id -> probability of those that are likely answers themselves; where most of a list is, and
    about as much, all of it is asked for.
    """
    clause = one.clause
    items = _valued_below(query, clause, lists) or _likely_together(query, one, lists, likely)
    if not items and query.kind in _LISTED:
        items = _under_lead(query, one, lists) or _under_procedure(query, clause, lists)
    if items:
        return items
    return _under_heading(query, one, lists) if query.kind in ("duty_list", "procedure") else ()


def _under_heading(query: Query, one: Ranked, lists: Lists) -> Sequence[Clause]:
    """Give the list below a short heading, of a post or of the steps of something, or that of a whole short policy."""
    clause = one.clause
    if len(clause.text) <= HEADING:
        below = lists.below(clause)
        # 店长 > 工作职责: > 1. 2. 3.: a heading below a heading
        if len(below) == 1 and len(below[0].text) <= SHORT:
            below = lists.below(below[0]) or below
        if below:
            return below
    above = lists.parent(clause)
    if query.kind == "duty_list" and above is not None and len(above.text) <= HEADING:
        if (
            headed_by_post(query, clause)
            or query.families.intersection(_named(above))
            or closeness(query, above.text) >= 0.5
        ):
            return lists.beside(clause)
        higher = lists.parent(above)
        if higher is not None and len(above.text) <= SHORT and closeness(query, higher.text) >= 0.5:
            return lists.beside(clause)
    named = closeness(query, clause.document.title) >= 0.6
    own = one.features[_IN_TEXT]
    told = _DUTIES.search(clause.document.title) if query.kind == "duty_list" else own < 0.5
    if named and told and (above is None or len(above.text) <= SHORT):
        return [other for other in lists.beside(clause) if other.number is not None]
    return ()


def _under_procedure(query: Query, clause: Clause, lists: Lists) -> Sequence[Clause]:
    """Give all steps under a heading (上新流程, 办理流程) where the question asks for the procedure by name."""
    if not _PROCEDURE.search(query.text):
        return ()
    above = lists.parent(clause)
    for heading, listed in ((clause, lists.below), (above, lists.beside)):
        if (
            heading is not None
            and _HEADS_STEPS.fullmatch(heading.text)
            and closeness(query, f"{heading.text} {heading.document.title}") >= NAMED
        ):
            return listed(clause)
    return ()


def _valued_below(query: Query, clause: Clause, lists: Lists) -> Sequence[Clause]:
    """Give the items below a lead that promises values and holds none: 迟到按下列标准扣款: and its bands."""
    if query.kind not in VALUES or query.ordinal or query.quantities or not _leads(clause.text):
        return ()
    items = lists.below(clause)
    return items if items and all(holds(query.kind, fold(item.text)) for item in items) else ()


def _leads(text: str) -> bool:
    """Tell whether a text leads to what stands below it: one sentence that ends with a colon."""
    words = text.rstrip()
    lead = words[:-1]
    return (
        words.endswith((":", "：")) and 2 <= len(lead) <= _LONGEST_LEAD and not any(map(lead.__contains__, "。；;!！"))
    )


def _likely_together(query: Query, one: Ranked, lists: Lists, likely: Mapping[str, float]) -> Sequence[Clause]:
    """Give all items of a list where they are about as likely: papers to hand in, bands of amounts.

    Below a lead, where no single item holds what is asked, most of them are enough.  Elsewhere they must all be, and
    be bands: neighbours below a heading may answer one each.
    """
    above = lists.parent(one.clause)
    if above is None or query.ordinal or query.quantities:
        return ()
    items = lists.beside(one.clause)
    if len(items) < 2:
        return ()
    even = sum(likely.get(item.id, 0.0) >= EVEN * one.probability for item in items)
    if _leads(above.text) and closeness(query, one.clause.text) <= OWN:
        return items if 1 < even >= len(items) / 2 or all(item.id in likely for item in items) else ()
    return items if even == len(items) >= BANDS and all(ranges(item.facts, item.text) for item in items) else ()


def _under_lead(query: Query, one: Ranked, lists: Lists) -> Sequence[Clause]:
    """Give all items below a lead (报到时应交下列材料:) where the lead holds what is asked, and one item does not.

    A question that names a step or a value of one item is after that item.
    """
    clause = one.clause
    if query.ordinal or one.features[_IN_RANGE] > 0:
        return ()
    above = lists.parent(clause)
    own = closeness(query, clause.text)
    for lead, listed in ((clause, lists.below), (above, lists.beside)):
        if (
            lead is not None
            and _leads(lead.text)
            and (_ASKS_FOR_ALL.search(query.text) or _IN_ORDER.search(lead.text))
            and closeness(query, lead.text) >= LED
            and (lead is clause or own <= OWN)
        ):
            return listed(clause)
    return ()


def headed_by_post(query: Query, clause: Clause) -> bool:
    """Tell whether a clause stands under the heading of a post that the question names, as 店长（沈知夏）."""
    if any(_by_name(query, heading) for heading in clause.headings[-2:]):
        return True
    return any(
        relation.role in query.roles and relation.relation == "responsible" and relation.source == "heading"
        for relation in clause.relations
    )


def _by_name(query: Query, heading: str) -> bool:
    """Tell whether a heading is the name of a post, known to the lexicon or not, that stands in the question."""
    name = _BEHIND_NAME.sub("", fold(heading))
    return 2 <= len(name) <= 10 and name in query.text


def _named(clause: Clause) -> set[str]:
    """Give the roles that a clause or its headings name; those of the title are everywhere in its policy."""
    return {relation.role for relation in clause.relations if relation.source != "title"}
