"""Lists that headings interrupt and do not end: articles count on over chapters, and items may as well.

What a heading closes is kept in a reading's memory by its family, until a list of that family begins anew.
"""

from __future__ import annotations

from .candidate import HEADED, RANK, UNITS
from .level import HEADING, Level, Memory

__all__ = ["ANEW", "HEADS", "UNRANKED", "WITHIN", "begun_anew", "closed_by_list", "closed_by_unit", "resumed_under"]

WITHIN = "条 within dun"
ANEW = -1  # in the memory: lists of this family begin anew under each heading, and none counts on
HEADS = HEADED | {"dun", "paren-cn", "roman", "upper"}
"""What a list of items may count on over: 第一章 1. 2. 第二章 3. 4., and the same below 一、 and 二、."""

UNRANKED = ("multi", HEADING)


def closed_by_list(top: Level, level: Level, memory: Memory) -> Memory:
    """Keep the last numbers of what the next of ``level``'s list closes.

    The articles within 一、 count on within 二、 as they do over chapters, and so may items.
    """
    kept: dict[str, int] | None = None
    inner = top
    while inner is not level:
        name = WITHIN if inner.family == "条" and level.family == "dun" else inner.family
        if name == WITHIN or _may_count_on(inner):
            kept = dict(memory) if kept is None else kept
            if kept.get(name) != ANEW:
                kept[name] = inner.values[0]
        inner = inner.parent
    return memory if kept is None else tuple(kept.items())


def closed_by_unit(top: Level, depth: int, memory: Memory, family: str) -> Memory:
    """Keep the last number of the lists that a unit closes: 条 count on over chapters, chapters over parts.

    Those closed are the open ones from ``depth`` on.
    """
    rank = UNITS[family]
    if top.depth < depth and not memory:
        return memory
    kept = {name: value for name, value in memory if UNITS.get(name, 99) > rank}
    for level in top.outside_in()[depth:]:
        counts_on = level.family == "dun" or UNITS.get(level.family, 0) > rank or _may_count_on(level)
        if counts_on and kept.get(level.family) != ANEW:
            kept[level.family] = level.values[0]
    kept.pop(family, None)
    return tuple(kept.items())


def begun_anew(memory: Memory, family: str) -> Memory:
    """Note that the lists of ``family`` begin at one under each heading, where one was to count on."""
    for name, number in memory:
        if name == family:
            return memory if number == ANEW else tuple({**dict(memory), family: ANEW}.items())
    return memory


def resumed_under(top: Level, family: str) -> Level:
    """Give the level under which a list goes on that a heading has interrupted."""
    if top.family in HEADS and RANK[top.family] < RANK[family]:
        return top
    inside = next((level for level in top.outside_in() if level.family not in UNITS), None)
    return inside.parent if inside is not None else top


def _may_count_on(level: Level) -> bool:
    """Tell whether ``level`` is a list of items right below a heading, over which it may count on."""
    above = level.parent.family
    return (
        above in HEADS
        and level.family not in UNITS
        and level.family not in UNRANKED
        and RANK[above] < RANK[level.family]
    )
