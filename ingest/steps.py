"""Every way to take a label into a reading: which open list it continues, or where it opens a new one, with a score.

The scores are additive and small; what they mean stands beside them.  ``numbering`` chooses the best sum.
"""

from __future__ import annotations

from .candidate import ANNEX, RANK, UNITS, Candidate
from .counting import ANEW, HEADS, UNRANKED, WITHIN, begun_anew, closed_by_list, closed_by_unit, resumed_under
from .level import HEADING, Level, Memory

__all__ = ["MARGIN", "Step", "steps"]

MARGIN = 5.0  # a reading this far behind the best one never came back on any text tried
_NEXT = 2.5  # the successor of the last number of an open list
_OPEN = 0.8  # a first number under an open clause
_POP = 0.1  # each list that has to be closed for it
_RESTART = -1.0  # first number again in an open list, with no heading between
_DUPLICATE = -0.4
_BACKWARD = -3.0
_UNORDERED = -2.2  # a list that begins in its middle
_MIXED = 0.3  # other delimiter than its predecessor's
_UNDER_HEADING = _OPEN + 0.7  # a first number under an unnumbered heading
_FAINT_HEADING = -0.2  # and under a few words that only a space parts from the clause before
_LEAD = {"colon": 0.4, "complete": -0.5, "prose": -0.2}  # what the text before a new list ends with

_MOST_FIRST = _OPEN + _LEAD["colon"]  # the most that a new list may add
_MOST_UNORDERED = _UNORDERED + 0.4
_RESUMED = -0.6  # the list goes on where a heading has interrupted it

Step = tuple[float, Level, Memory, str, bool]
"""Score, the lists open afterwards, memory, how the label came in, whether a heading stands before it."""


def steps(top: Level, memory: Memory, c: Candidate, floor: float) -> list[Step]:
    """Give the ways to take ``c`` where ``top`` is open, those that score more than ``floor``.

    No level is opened for the others, nor for what is ``MARGIN`` behind another way: in clear text nearly every step
    but one is hopeless.
    """
    if c.family == "multi":
        return _multi_steps(top, memory, c, floor)
    if c.family in UNITS:
        return _unit_steps(top, memory, c, floor)
    return _list_steps(top, memory, c, floor)


def _progress(last: int, value: int) -> tuple[float, str]:
    """Score a number by the one before it in its list."""
    step = value - last
    if step == 1:
        return _NEXT, "next"
    if step == 0:
        return _DUPLICATE, "duplicate"
    if step > 1:
        return max(-3.5, _NEXT - 1.0 - 0.5 * step), "gap"
    if value == 1:
        return _RESTART, "restart"
    return _BACKWARD, "backward"


def _same_list(level: Level, c: Candidate, popped: int) -> tuple[float, str]:
    """Score ``c`` as the next of ``level``'s list; ``popped`` lists inside of it would be closed."""
    if (len(c.values) > 1 or len(level.values) > 1) and c.values[0] == level.values[0]:
        # 第十一条之一 follows 第十一条, and is followed by 第十二条
        if len(level.values) == 1 and c.values[1:] == (1,):
            score, step = _NEXT, "next"
        else:
            last = level.values[1] if len(level.values) > 1 else 1
            score, step = _progress(last, c.values[1] if len(c.values) > 1 else 0)
    else:
        score, step = _progress(level.values[0], c.values[0])
    if level.glyph != c.glyph:
        score -= _MIXED
    return score - _POP * popped, step


def _under_heading(level: Level, c: Candidate) -> Level:
    return level.push(HEADING, (c.start,), "").push(c.family, c.values, c.glyph)


def _list_steps(top: Level, memory: Memory, c: Candidate, floor: float) -> list[Step]:
    found: list[Step] = []
    family, values, glyph = c.family, c.values, c.glyph
    heads = values[0] == 1 and bool(c.heading) and floor < _UNDER_HEADING
    worth = _FAINT_HEADING if c.heading == "faint" else _UNDER_HEADING
    seen = False
    level = top
    while family in level.families:
        if level.family == family:
            score, step = _same_list(level, c, top.depth - level.depth)
            if not (seen and step in ("restart", "duplicate", "backward")):
                # Otherwise the inner list of the same style takes it sooner.
                if seen and step == "next":
                    score -= 0.2
                seen = True
                if score > floor:
                    floor = max(floor, score - MARGIN)
                    kept = closed_by_list(top, level, memory) if family in HEADS and level is not top else memory
                    found.append((score, level.parent.push(family, values, glyph), kept, step, False))
                if heads:
                    base = level.parent.parent if level.parent.family == HEADING else level.parent
                    found.append((worth, _under_heading(base, c), memory, "first", True))
        level = level.parent
    if floor < (_MOST_FIRST if values[0] == 1 else _MOST_UNORDERED) or (memory and not seen):
        _new_list(found, top, memory, c, floor, seen=seen)
    if heads and c.heading not in ("weak", "faint"):
        # A heading in its own line, and the list below it: under the open clause if that is a mere heading too.
        beside = c.heading == "beside" and top.depth >= 0
        kept = memory
        if beside and top.family == "dun":
            kept = tuple({**dict(memory), "dun": top.values[0]}.items())
        found.append((_UNDER_HEADING, _under_heading(top.parent if beside else top, c), kept, "first", True))
    return found


def _new_list(found: list[Step], top: Level, memory: Memory, c: Candidate, floor: float, *, seen: bool) -> None:
    """Open a list under the open clause, or in the place of a list that it is outside of; add to ``found``."""
    family, values, glyph = c.family, c.values, c.glyph
    first = values[0] == 1
    score = _OPEN if first else _UNORDERED - 0.25 * min(values[0], 8)
    step = "first" if first else "orphan"
    rank = RANK[family]
    nested = score + _LEAD.get(c.lead, 0.0)
    if seen:
        nested -= 2.5 if top.family == family else 0.9
    if top.depth >= 0 and top.family not in UNRANKED and RANK[top.family] > rank:
        nested -= 0.9
    kept = begun_anew(memory, family) if first and not seen else memory
    if nested > floor:
        found.append((nested, top.push(family, values, glyph), kept, step, False))
    if seen:
        return
    for name, number in memory:
        if name == family and values[0] > number != ANEW:
            resumed, how = _progress(number, values[0])
            if resumed + _RESUMED > floor:
                level = resumed_under(top, family).push(family, values, glyph)
                found.append((resumed + _RESUMED, level, memory, how, False))
    if score - 0.1 <= floor:
        return
    for level in top.outside_in():
        if level.family == "条" and family == "dun" and c.lead in ("complete", "prose"):
            # 第三条 ends; 一、 opens a part of its own, not a list of that article
            found.append((score - 0.1, level.parent.push(family, values, glyph), kept, step, False))
            break
        if level.family not in UNITS and level.family not in UNRANKED and RANK[level.family] > rank:
            found.append((score - 0.4, level.parent.push(family, values, glyph), kept, step, False))
            if first and c.heading and c.heading != "faint":
                found.append((score - 0.2, _under_heading(level.parent, c), kept, step, True))
            break


def _unit_steps(top: Level, memory: Memory, c: Candidate, floor: float) -> list[Step]:
    found: list[Step] = []
    family, values, glyph = c.family, c.values, c.glyph
    value = values[0]
    sibling: Level | None = None
    level = top
    while family in level.families:
        if level.family == family:
            sibling = level
            score, step = _same_list(level, c, top.depth - level.depth)
            if score > floor:
                floor = max(floor, score - MARGIN)
                kept = closed_by_unit(top, level.depth, memory, family)
                found.append((score, level.parent.push(family, values, glyph), kept, step, False))
            break
        level = level.parent
    # 第九章 where 第八条 came before: the wrong word for the right number.
    level = top
    while value > 2 and floor < _NEXT - 1.6 and level.depth >= 0:
        if level.family in UNITS and level.family != family and level.values[0] + 1 == value:
            score = _NEXT - 1.6 - _POP * (top.depth - level.depth)
            if score > floor:
                found.append((score, level.parent.push(level.family, values, glyph), memory, "wrong-kind", False))
            break
        level = level.parent
    if sibling is not None:
        if value == 1 and sibling is not top and top.family not in UNITS and floor < _OPEN - 1.2:
            # 二、淘宝网店管理制度 第一章 …: a scheme of its own inside a list
            found.append((_OPEN - 1.2, top.push(family, values, glyph), memory, "first", False))
        return found
    _new_unit(found, top, memory, c, floor)
    return found


def _new_unit(found: list[Step], top: Level, memory: Memory, c: Candidate, floor: float) -> None:
    """Open a list of units where none of its kind is open, or take up one that a chapter closed."""
    family, values, glyph = c.family, c.values, c.glyph
    value = values[0]
    within = family == "条" and top.family == "dun"
    remembered = next((number for name, number in memory if name == (WITHIN if within else family)), None)
    if value == 1:
        score, step = _OPEN + 0.4, "first"
    elif remembered is not None:
        score, step = _progress(remembered, value)
        score -= 0.1
    else:
        score, step = _UNORDERED - 0.25 * min(value, 8), "orphan"
    if score <= floor:
        return
    levels = top.outside_in()
    inside = next((level for level in levels if UNITS.get(level.family, 0) >= UNITS[family]), None)
    parent = top
    if family == ANNEX:
        parent = levels[0].parent if levels else top
    elif within and step == "next":
        parent = top
    elif inside is not None:
        score -= 0.3  # it would end a list that is inside of it
        parent = inside.parent
    elif step == "next":
        # Under the last unit that is outside of it; what hangs below that unit is closed if the list runs on.
        parent = next(
            (level for level in reversed(levels) if level.family in UNITS), levels[0].parent if levels else top
        )
    kept = closed_by_unit(top, parent.depth + 1, memory, family)
    found.append((score, parent.push(family, values, glyph), kept, step, False))


def _multi_steps(top: Level, memory: Memory, c: Candidate, floor: float) -> list[Step]:
    found: list[Step] = []
    family, values, glyph = c.family, c.values, c.glyph
    prefix, value = values[:-1], values[-1]
    size = len(values)
    opening, opened = (_OPEN + 0.9, "first") if value == 1 else (_OPEN - 0.6 - 0.5 * min(value, 6), "gap")
    fits = False
    child: Level | None = None  # the level right inside of ``level``
    level = top
    while level.depth >= 0:
        popped = _POP * (top.depth - level.depth)
        parent = level
        score: float | None = None
        step = opened
        if level.family != "multi":
            # 3.1 under 第三条, 三、 or 3.
            if size == 2 and not fits and level.values == prefix and level.family != HEADING:
                score = opening - popped if child is None or child.family != "multi" else None
        elif level.values == prefix:
            if child is None or child.family != "multi" or len(child.values) != size:
                score = opening - popped
        elif len(level.values) == size:
            parent = level.parent
            if level.values[:-1] == prefix:
                score, step = _progress(level.values[-1], value)
            elif level.values[:-2] == prefix[:-1] and level.values[-2] + 1 == prefix[-1] and value == 1:
                score, step = 0.6, "gap"  # 3.1.4, 3.2.1: the line of 3.2 is missing
            else:
                score, step = -3.0, "gap"
            score -= popped
        if score is not None:
            fits = True
            if score > floor:
                floor = max(floor, score - MARGIN)
                found.append((score, parent.push(family, values, glyph), memory, step, False))
        child = level
        level = level.parent
    if not fits or (c.heading not in ("", "faint") and value == 1):
        found.extend(_new_multi(top, memory, c))
    return found


def _new_multi(top: Level, memory: Memory, c: Candidate) -> list[Step]:
    """Open a decimal list that continues nothing."""
    first = all(part == 1 for part in c.values) or (c.values[-1] == 1 and top.depth < 0)
    score = _OPEN - 0.2 if first else -2.0 if c.values[-1] == 1 else -3.5
    if any(mark in c.glyph for mark in ")）"):
        score += 1.5
    found: list[Step] = [(score, top.push(c.family, c.values, c.glyph), memory, "first" if first else "orphan", False)]
    for level in top.outside_in():
        if level.family == HEADING:  # 1.14)每季工作安排: in the place of the heading 每月工作安排:
            found.append((score + 0.3, level.parent.push(c.family, c.values, c.glyph), memory, "orphan", False))
            break
    return found
