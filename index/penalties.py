"""Sanctions joined to what they punish, across the clauses of a document.

The act is looked for in the same sentence and the one before (``sanctions``), then where the clause points:
the clause that it refers to (违反第X条), the 要求 beside a 处罚, the clause above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.document import Clause, Document
from ingest.patterns import lazy

from .sanction import Penalty
from .sanction_cues import POINTS_BACK
from .sanctions import penalties_in

__all__ = ["Penalty", "penalties_in", "penalties_of"]

_REFERENCE = lazy(
    r"(?:违反|不符合|未按照?|触犯)[^,，。;；]{0,10}?(?P<number>第?\s?[0-9一二三四五六七八九十百〇零.．]+\s?[条款项]?)(?=[,，。;；的规、者]|$)"
)
_DEMAND_HEADING = lazy(r"要求|规定|纪律|标准|规范|须知")
_PENALTY_HEADING = lazy(r"处罚|罚则|惩罚|罚款|违规处理|扣罚")


def penalties_of(document: Document) -> tuple[Penalty, ...]:
    """Give the penalties of a tagged document, each joined to its act across clauses where need be."""
    by_id = {clause.id: clause for clause in document.clauses}
    found: list[Penalty] = []
    for position, clause in enumerate(document.clauses):
        penalties = penalties_in(clause, before="")
        if not penalties:
            continue
        target = _referred(clause, document)
        if target is not None:
            found += (replace(penalty, act=target.text or penalty.act) for penalty in penalties)
            continue
        if any(not penalty.act for penalty in penalties):
            before = _context(clause, position, document, by_id)
            penalties = penalties_in(clause, before=before)
        found += _with_first_step(penalties)
    return tuple(found)


def _with_first_step(penalties: Sequence[Penalty]) -> Iterator[Penalty]:
    """一次罚款50元,第二次翻倍: the first of a ladder is step 1 though 一次 alone would mean each time."""
    for penalty, following in zip(penalties, (*penalties[1:], None), strict=True):
        starts = following is not None and following.step == 2 and following.act == penalty.act and penalty.step is None
        yield replace(penalty, step=1) if starts else penalty


def _referred(clause: Clause, document: Document) -> Clause | None:
    match = _REFERENCE.search(clause.text)
    if match is None:
        return None
    wanted = re.sub(r"\s", "", match["number"]).replace("．", ".")
    bare = wanted.strip("第条款项")
    for other in document.clauses:
        if other.id != clause.id and other.number is not None and other.number in (wanted, f"第{bare}条", bare):
            return other
    return None


def _context(clause: Clause, position: int, document: Document, by_id: Mapping[str, Clause]) -> str:
    """Find the words that a bare sanction punishes: the 要求 above it, its parent, the clause before."""
    parent = by_id.get(clause.parent or "")
    under_penalty = bool(clause.headings) and _PENALTY_HEADING.search(clause.headings[-1]) is not None
    before = document.clauses[position - 1] if position else None
    if under_penalty or (parent is not None and _PENALTY_HEADING.search(parent.text[:12])):
        for other in reversed(document.clauses[:position]):
            if _DEMAND_HEADING.search(other.text[:8]) or (
                other.headings and _DEMAND_HEADING.search(other.headings[-1])
            ):
                return other.text
    if parent is not None and parent.text:
        return parent.text
    if before is not None and before.parent == clause.parent and POINTS_BACK.match(clause.text):
        return before.text
    return clause.headings[-1] if clause.headings else ""
