"""Values in rules, made comparable: hours and minutes, weeks and days, and the bounds that say when a rule applies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from ingest import Fact

__all__ = ["MATTERS", "PHRASE", "Matter", "Value", "bounded", "is_condition", "kind_of", "value_of", "without"]

Matter = Literal["penalty", "amount", "deadline", "approver", "threshold", "permission"]
"""``threshold``: from when on the same follows; ``permission``: allowed or demanded by one, forbidden by the other."""

Value = tuple[object, ...]
"""A value's kind, then what it is."""

PHRASE = re.compile(r"[^,，\t]+")
_CONDITION = re.compile(r"(?:的|者|时|后|以上|以下|以内|之内)\s*$")
_GIVEN = re.compile(r"期限?|时间|罚|处|补|奖|标准|违约|赔|工资|薪|费|款|额|价|比例|幅度|押金|预算|保质|有效")
"""Begins what a value with 的 before it is the size of: 30天的期限; before another noun it tells which one."""
_ATTRIBUTE = re.compile(r"^[^,，、\t]{0,6}?的(?=[^,，、\t])")
_BEHIND = re.compile(
    r"^(?:个)?(?:以上|以下|以内|之内|及以上|及以下)?[^,，\t]{0,6}(?:的|者|时)(?=[,，、\t]|$|[由应须须须不可给处扣罚])"
)
MATTERS: dict[str, Matter] = {
    "money": "amount",
    "percent": "amount",
    "count": "amount",
    "duration": "deadline",
    "time": "deadline",
    "frequency": "deadline",
}
_UNITED: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "duration": {
        "duration": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800},
        "months": {"month": 1, "quarter": 3, "year": 12},
    },
    "frequency": {
        "a day": {"hour": 24, "day": 1, "week": 1 / 7},
        "a month": {"month": 1, "quarter": 1 / 3, "year": 1 / 12},
    },
}
"""Kind -> what values of it are told in -> unit -> how much of that it is; months have no fixed number of days."""
_OFTEN = re.compile(
    r"^每[一二两三四五六七八九十半0-9个]*(?:小时|工作日|季度|年度|[天日周月季年班])|[一二两三四五六七八九十0-9]+[次遍回]$"
)
_ABOVE = re.compile(r"(?:超过|超出|高于|大于|多于|满|达到?|不低于|不少于|至少)\s*$")
_BELOW = re.compile(r"(?:不足|不满|低于|少于|小于|不超过|不高于|不多于|未满|未达到?)\s*$")
_THEN_BELOW = re.compile(r"^(?:个)?(?:及?以下|以内|之内|内)")
_MONEY = re.compile(r"[0-9０-９一二两三四五六七八九十百千万.]+\s?(?:元|块)")


def is_condition(fact: Fact, text: str, offset: int = 0) -> bool:
    """Tell whether the value only says when a rule applies, or to which one.  ``text`` starts at ``offset``."""
    tail = text[fact.end - offset :]
    if _BEHIND.match(tail):
        return True
    if (attribute := _ATTRIBUTE.match(tail)) and not _GIVEN.match(tail[attribute.end() :]):
        return True
    phrase = PHRASE.match(tail)
    rest = phrase[0] if phrase else ""
    return len(rest) < len(tail) and _CONDITION.search(rest) is not None


def bounded(fact: Fact, text: str, offset: int = 0) -> Value:
    """Give a value that says when a rule applies, and the side of it that is meant; a bare one is reached or passed."""
    before, after = text[: fact.start - offset], text[fact.end - offset :]
    below = _BELOW.search(before) or (_THEN_BELOW.match(after) and not _ABOVE.search(before))
    return (*value_of(fact), "<" if below else ">")


def without(words: str, facts: Sequence[Fact], offset: int) -> str:
    """Give ``words`` without their values; days (周末) stay, and what a frequency encloses (每月|盘点包装材料|两次)."""
    for fact in sorted(facts, key=lambda one: -one.start):
        if fact.kind in MATTERS:
            kept = _OFTEN.sub(" ", fact.text) if fact.kind == "frequency" else " "
            words = f"{words[: fact.start - offset]}{kept}{words[max(0, fact.end - offset) :]}"
    return _MONEY.sub(" ", words)


def kind_of(fact: Fact) -> str:
    """Give the kind of a value; counts of other things are other kinds."""
    return f"{fact.kind} {fact.unit}" if fact.kind == "count" else fact.kind


def value_of(fact: Fact) -> Value:
    """Give the value in one unit for all that can be had in one."""
    value = fact.value
    if isinstance(value, (int, float)) and fact.kind in _UNITED:
        for name, scale in _UNITED[fact.kind].items():
            if fact.unit in scale:
                united = float(f"{value * scale[fact.unit]:.3g}")
                return (name, united, "工作日" in fact.text) if name == "duration" else (name, united)
        return (f"{fact.kind} {fact.unit}", value)
    return (fact.kind, value, fact.unit)
