"""Which candidates are clause numbers, and which clause each stands under: settled by the sequence.

A label is believed because of its place among the others: 第四条 after 第三条, （二） after （一）, 2.10 after 2.9.
A cross-reference at the start of a line breaks the sequence, a clock time leads nowhere.  The solver walks
over the candidates with a small beam of readings.  A reading is a stack of open lists; each candidate is
passed over, continues an open list (closing the deeper ones), or opens a list under an open clause.  Steps
are scored, and the best reading wins.  The beam keeps a wrong early guess from costing the rest; it
is cut by score, so that clear text is read with few readings at a time (linear in practice).

The idea of solving for depth by marker sequence is that of the eRegulations parser (regparser/tree/depth); it
searches exhaustively there, which is why the beam is bounded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from .candidate import Candidate
from .level import HEADING, Level, Memory
from .steps import MARGIN, steps

__all__ = ["HEADING", "Placed", "solve"]

_BEAM = 10
_PLAIN = 1.5  # the prior of a label at the beginning of a paragraph with nothing against it
_HOPELESS = -3.4  # no step adds enough to this prior
_MOST_KNOWN = 256  # levels, most of them of readings given up by then: they cost memory and its collection


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


_Link = tuple[Candidate, int, str, bool, "_Link | None"]
"""The label taken last, its depth, its step, whether under a heading, and what was taken before it."""
_Reading = tuple[float, Level, Memory, int, _Link | None]
"""Score, open lists, memory, where the last label ends (0 once passed), the labels taken."""


def solve(candidates: Iterable[Candidate]) -> list[Placed]:
    """Choose among ``candidates`` and give them their depths; the result is ascending by start."""
    root = Level()
    beam: list[_Reading] = [(0.0, root, (), 0, None)]
    for group in _by_start(candidates):
        beam = _grow(beam, group)
        if len(root.known) > _MOST_KNOWN:
            root.forget_others(reading[1] for reading in beam)
    root.known.clear()  # the levels know each other in a circle
    link = max(beam, key=itemgetter(0))[4]
    chosen: list[Placed] = []
    while link is not None:
        candidate, depth, step, heading, link = link
        chosen.append(Placed(candidate, depth, step, heading))
    chosen.reverse()
    return chosen


def _grow(beam: list[_Reading], group: list[Candidate]) -> list[_Reading]:
    """Take every reading over the candidates that begin at one offset; readings with equal futures become one.

    A reading passes none over that simply follows in an open list at the beginning of a paragraph.
    """
    start = group[0].start
    grown: dict[tuple[Level, Memory, int], _Reading] = {}
    best = beam[0][0]  # the beam is sorted
    plain = len(group) == 1 and group[0].prior >= _PLAIN
    for score, top, memory, end, link in beam:
        passed = 0 if end <= start else end
        followed = False
        if not passed:
            for candidate in group:
                base = score + candidate.prior
                for worth, after, kept, step, heading in steps(top, memory, candidate, best - MARGIN - base):
                    total = base + worth
                    if total <= best - MARGIN:
                        continue
                    best = max(best, total)
                    if plain and step == "next":
                        followed = True
                    key = (after, kept, candidate.end)
                    other = grown.get(key)
                    if other is None or total > other[0]:
                        taken = (candidate, after.depth, step, heading, link)
                        grown[key] = (total, after, kept, candidate.end, taken)
        if not followed and score > best - MARGIN:
            key = (top, memory, passed)
            other = grown.get(key)
            if other is None or score > other[0]:
                grown[key] = (score, top, memory, passed, link)
    kept_readings = [reading for reading in grown.values() if reading[0] > best - MARGIN]
    kept_readings.sort(key=itemgetter(0), reverse=True)
    return kept_readings[:_BEAM]


def _by_start(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    group: list[Candidate] = []
    for candidate in sorted(candidates, key=itemgetter(0, 1)):
        if candidate.prior < _HOPELESS:
            continue
        if group and candidate.start != group[0].start:
            yield group
            group = []
        group.append(candidate)
    if group:
        yield group
