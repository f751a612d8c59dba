"""Which candidates are clause numbers, and which clause each stands under: settled by the sequence.

A label is believed because of its place among the others: 第四条 after 第三条, （二） after （一）, 2.10 after 2.9.
A cross-reference at the start of a line breaks the sequence, a clock time leads nowhere.  The solver walks
over the candidates with a small beam of readings.  A reading is a stack of open lists; each candidate is
passed over, continues an open list (closing the deeper ones), or opens a list under an open clause.  Steps
are scored, and the best reading wins.  The beam keeps a wrong early guess from costing the rest; it
is cut by score, so that clear text is read with one reading at a time (linear in practice).

The idea of solving for depth by marker sequence is that of the eRegulations parser (regparser/tree/depth); it
searches exhaustively there, which is why the beam is bounded here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from .labels import RANK, UNITS, Candidate

__all__ = ["HEADING", "Placed", "solve"]

HEADING = "heading"
"""Family of an unnumbered heading that a list restarts under."""

_BEAM = 24
_MARGIN = 7.0  # a reading this far behind the best one never came back on any text tried

_NEXT = 2.5  # the successor of the last number of an open list
_OPEN = 0.8  # a first number under an open clause
_POP = 0.1  # each list that has to be closed for it
_RESTART = -1.0  # first number again in an open list, with no heading between
_DUPLICATE = -0.4
_BACKWARD = -3.0
_UNORDERED = -2.2  # a list that begins in its middle
_MIXED = 0.3  # other delimiter than its predecessor's
_LEAD = {"colon": 0.4, "complete": -0.5, "prose": -0.2}  # what the text before a new list ends with


@dataclass(frozen=True, slots=True)
class Placed:
    """An accepted label and how it came in.

    ``depth``: 0 for the outermost.  ``step``: next first restart duplicate gap backward wrong-kind orphan.
    ``heading``: the list stands under the unnumbered heading that is printed before this label.
    """

    candidate: Candidate
    depth: int
    step: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Level:
    family: str
    values: tuple[int, ...]
    glyph: str


@dataclass(slots=True)
class _Reading:
    score: float
    stack: tuple[_Level, ...]
    memory: tuple[tuple[str, int], ...]  # last number of lists that chapters interrupt and do not end
    end: int
    last: Placed | None
    before: _Reading | None


def solve(candidates: Iterable[Candidate]) -> list[Placed]:
    """Choose among ``candidates`` and give them their depths; the result is ascending by start."""
    beam = [_Reading(0.0, (), (), 0, None, None)]
    for group in _by_start(candidates):
        grown: dict[tuple[object, ...], _Reading] = {}
        for reading in beam:
            # A heading that every later number depends on must not be passed over for nothing.
            _keep(grown, reading, (reading.stack, reading.memory, reading.end))
            for candidate in group:
                if candidate.start < reading.end:
                    continue
                for score, stack, memory, depth, step, under in _steps(reading, candidate, bool(candidate.heading)):
                    total = reading.score + score + candidate.prior
                    placed = Placed(candidate, depth, step, under)
                    grown_reading = _Reading(total, stack, memory, candidate.end, placed, reading)
                    _keep(grown, grown_reading, (stack, memory, candidate.end))
        best = max(grown.values(), key=attrgetter("score")).score
        beam = [reading for reading in grown.values() if reading.score > best - _MARGIN]
        if len(beam) > _BEAM:
            beam.sort(key=attrgetter("score"), reverse=True)
            del beam[_BEAM:]
    winner: _Reading | None = max(beam, key=attrgetter("score"))
    chosen: list[Placed] = []
    while winner is not None:
        if winner.last is not None:
            chosen.append(winner.last)
        winner = winner.before
    chosen.reverse()
    return chosen


def _by_start(candidates: Iterable[Candidate]) -> Iterable[list[Candidate]]:
    group: list[Candidate] = []
    for candidate in sorted(candidates, key=attrgetter("start", "end")):
        if group and candidate.start != group[0].start:
            yield group
            group = []
        group.append(candidate)
    if group:
        yield group


def _keep(grown: dict[tuple[object, ...], _Reading], reading: _Reading, key: tuple[object, ...]) -> None:
    other = grown.get(key)
    if other is None or reading.score > other.score:
        grown[key] = reading


_Step = tuple[float, tuple[_Level, ...], tuple[tuple[str, int], ...], int, str, bool]


def _steps(reading: _Reading, c: Candidate, after_heading: bool) -> Iterable[_Step]:
    """Give every way to take ``c`` into ``reading``: (score, stack, memory, depth, step, under a heading)."""
    if c.family == "multi":
        yield from _multi_steps(reading, c, after_heading)
    elif c.family in UNITS:
        yield from _unit_steps(reading, c)
    else:
        yield from _list_steps(reading, c, after_heading)


def _made(stack: tuple[_Level, ...], depth: int, c: Candidate, family: str | None = None) -> tuple[_Level, ...]:
    return (*stack[:depth], _Level(family or c.family, c.values, c.glyph))


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


def _same_list(reading: _Reading, c: Candidate, depth: int) -> tuple[float, str]:
    level = reading.stack[depth]
    if len(c.values) > 1 or len(level.values) > 1:  # 第十一条之一 follows 第十一条, and is followed by 第十二条
        if c.values[0] == level.values[0]:
            score, step = _progress(
                level.values[1] if len(level.values) > 1 else 1, c.values[1] if len(c.values) > 1 else 0
            )
            if len(level.values) == 1 and c.values[1:] == (1,):
                score, step = _NEXT, "next"
        else:
            score, step = _progress(level.values[0], c.values[0])
    else:
        score, step = _progress(level.values[0], c.values[0])
    if level.glyph != c.glyph:
        score -= _MIXED
    return score - _POP * (len(reading.stack) - 1 - depth), step


def _list_steps(reading: _Reading, c: Candidate, after_heading: bool) -> Iterable[_Step]:
    stack, memory = reading.stack, reading.memory
    value = c.values[0]
    seen = False
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].family != c.family:
            continue
        score, step = _same_list(reading, c, depth)
        if seen and step in ("restart", "duplicate", "backward"):
            continue  # the inner list of the same style takes it sooner
        if step == "next" and len(stack) - 1 > depth and seen:
            score -= 0.2
        seen = True
        yield score, _made(stack, depth, c), memory, depth, step, False
        if after_heading and value == 1:
            base = depth - 1 if depth and stack[depth - 1].family == HEADING else depth
            under = (*stack[:base], _Level(HEADING, (c.start,), ""))
            yield _OPEN + 0.7, (*under, _Level(c.family, c.values, c.glyph)), memory, base + 1, "first", True
    # A new list under the open clause, or in the place of a list that it is outside of.
    score = _OPEN if value == 1 else _UNORDERED - 0.25 * min(value, 8)
    step = "first" if value == 1 else "orphan"
    rank = RANK[c.family]
    inner = RANK.get(stack[-1].family, 0.0) if stack and stack[-1].family not in ("multi", HEADING) else 0.0
    nested = score + _LEAD.get(c.lead, 0.0)
    if seen:
        nested -= 2.5 if stack[-1].family == c.family else 0.9
    if stack and inner > rank:
        nested -= 0.9
    remembered = dict(memory).get(c.family)
    if remembered is not None and value > remembered and not seen:
        depth = next((d for d, level in enumerate(stack) if level.family not in UNITS), len(stack))
        resumed, how = _progress(remembered, value)
        yield resumed - 0.6, _made(stack, depth, c), memory, depth, how, False
    yield nested, _made(stack, len(stack), c), memory, len(stack), step, False
    if not seen:
        for depth in range(len(stack)):
            family = stack[depth].family
            if family == "条" and c.family == "dun" and c.lead in ("complete", "prose"):
                # 第三条 ends; 一、 opens a part of its own, not a list of that article
                yield score - 0.1, _made(stack, depth, c), memory, depth, step, False
                break
            if family not in UNITS and family not in ("multi", HEADING) and RANK[family] > rank:
                yield score - 0.4, _made(stack, depth, c), memory, depth, step, False
                if after_heading and value == 1:
                    under = (*stack[:depth], _Level(HEADING, (c.start,), ""), _Level(c.family, c.values, c.glyph))
                    yield score - 0.2, under, memory, depth + 1, step, True
                break
    if after_heading and value == 1 and c.heading != "weak":
        # A heading in its own line, and the list below it: under the open clause if that is a mere heading too.
        base = len(stack) - 1 if stack and c.heading == "beside" else len(stack)
        under = (*stack[:base], _Level(HEADING, (c.start,), ""))
        kept = dict(memory) | {level.family: level.values[0] for level in stack[base:] if level.family == "dun"}
        yield _OPEN + 0.7, (*under, _Level(c.family, c.values, c.glyph)), tuple(kept.items()), base + 1, "first", True


def _unit_steps(reading: _Reading, c: Candidate) -> Iterable[_Step]:
    stack, memory = reading.stack, reading.memory
    rank = UNITS[c.family]
    value = c.values[0]
    sibling = False
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].family == c.family:
            score, step = _same_list(reading, c, depth)
            yield score, _made(stack, depth, c), _remember(stack, depth, memory, c), depth, step, False
            sibling = True
            break
    # 第九章 where 第八条 came before: the wrong word for the right number.
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        if level.family in UNITS and level.family != c.family and level.values[0] + 1 == value and value > 2:
            score = _NEXT - 1.6 - _POP * (len(stack) - 1 - depth)
            yield score, _made(stack, depth, c, level.family), memory, depth, "wrong-kind", False
            break
    if sibling:
        nested = next((d for d in range(len(stack) - 1, -1, -1) if stack[d].family == c.family), 0)
        if value == 1 and nested + 1 < len(stack) and stack[-1].family not in UNITS:
            # 二、淘宝网店管理制度 第一章 …: a scheme of its own inside a list
            yield _OPEN - 1.2, _made(stack, len(stack), c), memory, len(stack), "first", False
        return
    depth = next((d for d in range(len(stack)) if UNITS.get(stack[d].family, 0) >= rank), len(stack))
    remembered = dict(memory).get(c.family)
    if value == 1:
        score, step = _OPEN + 0.4, "first"
    elif remembered is not None:
        score, step = _progress(remembered, value)
        score -= 0.1
    else:
        score, step = _UNORDERED - 0.25 * min(value, 8), "orphan"
    if depth < len(stack):
        score -= 0.3  # it would end a list that is inside of it
        yield score, _made(stack, depth, c), _remember(stack, depth, memory, c), depth, step, False
        return
    # Under the last unit that is outside of it; what hangs below that unit is closed if the list runs on.
    outer = next((d + 1 for d in range(len(stack) - 1, -1, -1) if stack[d].family in UNITS), None)
    if outer is not None and outer < len(stack) and step == "next":
        depth = outer
    if outer is None and stack and step == "next":
        depth = 0
    yield score, _made(stack, depth, c), _remember(stack, depth, memory, c), depth, step, False


def _remember(
    stack: tuple[_Level, ...], depth: int, memory: tuple[tuple[str, int], ...], c: Candidate
) -> tuple[tuple[str, int], ...]:
    """Keep the last number of the lists that ``c`` closes: 条 count on over chapters, chapters over parts."""
    kept = {family: value for family, value in memory if UNITS.get(family, 99) > UNITS[c.family]}
    for level in stack[depth:]:
        if level.family == "dun" or UNITS.get(level.family, 0) > UNITS[c.family]:
            kept[level.family] = level.values[0]
    kept.pop(c.family, None)
    return tuple(kept.items())


def _multi_steps(reading: _Reading, c: Candidate, after_heading: bool) -> Iterable[_Step]:
    stack, memory = reading.stack, reading.memory
    prefix, value = c.values[:-1], c.values[-1]
    placed = False
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        if level.family != "multi":
            if len(prefix) == 1 and level.family != HEADING and level.values == prefix and not placed:
                # 3.1 under 第三条, 三、 or 3.
                child = stack[depth + 1] if depth + 1 < len(stack) else None
                if child is None or child.family != "multi":
                    score = _OPEN + 0.9 if value == 1 else _OPEN - 0.6 - 0.5 * min(value, 6)
                    score -= _POP * (len(stack) - 1 - depth)
                    yield score, _made(stack, depth + 1, c), memory, depth + 1, "first" if value == 1 else "gap", False
                    placed = True
            continue
        if level.values == prefix:
            child = stack[depth + 1] if depth + 1 < len(stack) else None
            if child is not None and child.family == "multi" and len(child.values) == len(c.values):
                continue  # its list is open: the sibling's turn, met before
            score = _OPEN + 0.9 if value == 1 else _OPEN - 0.6 - 0.5 * min(value, 6)
            yield (
                score - _POP * (len(stack) - 1 - depth),
                _made(stack, depth + 1, c),
                memory,
                depth + 1,
                "first" if value == 1 else "gap",
                False,
            )
            placed = True
        elif len(level.values) == len(c.values):
            if level.values[:-1] == prefix:
                score, step = _progress(level.values[-1], value)
            elif level.values[:-2] == prefix[:-1] and level.values[-2] + 1 == prefix[-1] and value == 1:
                score, step = 0.6, "gap"  # 3.1.4, 3.2.1: the line of 3.2 is missing
            else:
                score, step = -3.0, "gap"
            yield score - _POP * (len(stack) - 1 - depth), _made(stack, depth, c), memory, depth, step, False
            placed = True
    if not placed or after_heading:
        first = all(part == 1 for part in c.values) or (value == 1 and not stack)
        closing = 1.5 if any(mark in c.glyph for mark in ")）") else 0.0
        score = (_OPEN - 0.2 if first else -2.0 if value == 1 else -3.5) + closing
        depth = len(stack)
        yield score, _made(stack, depth, c), memory, depth, "first" if first else "orphan", False
        for depth, level in enumerate(stack):
            if level.family == HEADING:  # 1.14)每季工作安排: in the place of the heading 每月工作安排:
                yield score + 0.3, _made(stack, depth, c), memory, depth, "orphan", False
                break
