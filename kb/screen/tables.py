"""The rows of ``kb list roles|penalties|responsibilities`` as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from ..listing import PenaltyRow, ResponsibilityRow, RoleRow
from .clauses import RELATIONS

__all__ = ["HEADS", "cells_of"]

HEADS: Mapping[str, tuple[str, ...]] = {
    "roles": ("角色", "条款", "人员", "说明"),
    "penalties": ("行为", "处罚", "金额", "第几次", "对象", "出处"),
    "responsibilities": ("角色", "人员", "关系", "职责", "出处"),
}


def cells_of(row: RoleRow | PenaltyRow | ResponsibilityRow) -> tuple[str, ...]:
    """Give the cells of one row, each on one line."""
    if isinstance(row, RoleRow):
        note = "" if row.known else "词表中没有,请核对"
        return row.role, f"{row.clauses:,}", "、".join(row.people), note
    if isinstance(row, ResponsibilityRow):
        relation = RELATIONS.get(row.relation, row.relation)
        return tuple(map(_one_line, (row.role, "、".join(row.people), relation, row.duty, row.citation)))
    act = row.act
    if row.condition and row.escalation is None and row.condition not in act:
        act = f"{act}({row.condition})"
    amount = "" if row.amount is None else f"{row.amount:g}元" + ("(推算)" if row.computed else "")
    step = "" if row.escalation is None else str(row.escalation)
    return tuple(map(_one_line, (act, row.sanction, amount, step, "、".join(row.who), row.citation)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
