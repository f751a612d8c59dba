"""What is usual in a file: type size, column edges, distance of lines, and how paragraphs are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .columns import VisualLine
from .geometry import Row

__all__ = ["Edges", "Measure", "Style", "measure"]

_SUPPORT = 0.35  # a column's edge is the outermost one that has this part of the commonest edge's lines
_ENOUGH = 8  # lines of one column, on odd or on even pages, that show edges of their own
_SLIGHT = 0.15  # ems; what two measured widths may differ by


@dataclass(frozen=True, slots=True)
class Edges:
    """The column's left and right edge in points, as its own lines show them."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Style:
    """Shares (0 to 1) of the paragraphs after a short line that begin indented, and that begin after a gap.

    ``cases``: how many there were to count.
    """

    indented: float
    gapped: float
    cases: int


@dataclass(frozen=True, slots=True)
class Measure:
    """The usual type size and the distance between two lines of one paragraph, in points; edges; style.

    ``indent``: the first line's usual indentation in points, 0 where there is none.
    """

    size: float
    leading: float
    edges: dict[tuple[tuple[int, ...], int], Edges]
    indent: float = 0.0
    style: Style = Style(0.0, 0.0, 0)

    def edges_of(self, line: VisualLine) -> Edges:
        """Give the edges of the line's column."""
        return self.edges[line.strand.key, line.page % 2]

    def centred(self, line: VisualLine) -> bool:
        """Tell whether a line has the same white on both sides, and not just the usual indentation."""
        edges = self.edges_of(line)
        before, after = line.x0 - edges.left, edges.right - line.x1
        if before <= 0.5 * line.size:
            return False
        if self.indent and abs(before - self.indent) < 0.3 * line.size and after < 3 * self.indent:
            return False
        return abs(before - after) < max(0.7 * line.size, 0.06 * (before + after))

    def slack(self, line: VisualLine) -> float:
        """Give the free width behind a line, on both sides if it is centred."""
        edges = self.edges_of(line)
        if self.centred(line):
            return (edges.right - edges.left) - (line.x1 - line.x0)
        return edges.right - line.x1

    def is_short(self, line: VisualLine, following: VisualLine) -> bool:
        """Tell whether the next line's first word would still have fitted: then the break is the author's."""
        return self.slack(line) >= following.lead + _SLIGHT * line.size

    def gap(self, line: VisualLine, following: VisualLine) -> bool | None:
        """Tell whether the next line stands apart; None where the page or column changes or it is in between."""
        if line.page != following.page or line.strand.key != following.strand.key or following.y <= line.y:
            return None
        more = (following.y - line.y - self.leading) / line.size
        if more > 0.14:
            return True
        return False if more < 0.07 else None


def measure(items: Sequence[VisualLine | Row]) -> Measure:
    """Measure a file by its lines in reading order."""
    lines = [item for item in items if isinstance(item, VisualLine)]
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    edges = _all_edges(lines, size)
    pairs = [
        (line, following)
        for line, following in pairwise(items)
        if isinstance(line, VisualLine) and isinstance(following, VisualLine)
        if abs(line.size - size) < 0.06 * size and abs(following.size - size) < 0.06 * size
    ]
    first = Measure(size, 0.0, edges)
    first = replace(first, indent=_indent(first, lines))
    plain = replace(first, leading=_leading(first, pairs, size))
    return replace(plain, style=_style(plain, pairs))


def _all_edges(lines: Sequence[VisualLine], size: float) -> dict[tuple[tuple[int, ...], int], Edges]:
    """Measure each kind of column, odd and even pages apart where there is enough of both (mirrored margins)."""
    groups: defaultdict[tuple[int, ...], list[VisualLine]] = defaultdict(list)
    for line in lines:
        groups[line.strand.key].append(line)
    edges: dict[tuple[tuple[int, ...], int], Edges] = {}
    for key, group in groups.items():
        joint = _edges(group, size)
        for side in (0, 1):
            mine = [line for line in group if line.page % 2 == side]
            if mine:
                edges[key, side] = _edges(mine, size) if len(mine) >= _ENOUGH else joint
    return edges


def _edges(lines: Sequence[VisualLine], size: float) -> Edges:
    left = -_outermost([-line.x0 for line in lines], support=0.1)
    right = _outermost([line.x1 for line in lines], support=_SUPPORT)
    near = sum(right - line.x1 < 1.1 * size for line in lines)
    strand = lines[0].strand
    if near < 3 and near < 0.25 * len(lines) and strand.left == 0 and strand.right == lines[0].width:
        right = max(right, lines[0].width - left)  # hardly a full line: take the margins for equal
    return Edges(left, right)


def _outermost(values: Sequence[float], *, support: float) -> float:
    """Give the greatest value that is common: hanging punctuation and overlong words stand farther out."""
    bins = Counter(round(value) for value in values)
    most = max(bins[at - 1] + bins[at] + bins[at + 1] for at in bins)
    for at in sorted(bins, reverse=True):
        if bins[at] + bins[at - 1] + bins[at + 1] >= support * most:
            return sorted(value for value in values if abs(value - at) <= 1.5)[-1]
    return max(values)


def _indent(measure: Measure, lines: Sequence[VisualLine]) -> float:
    """Give the commonest offset of one to five ems, if one line in ten has it."""
    offsets: Counter[float] = Counter()
    for line in lines:
        offset = line.x0 - measure.edges_of(line).left
        if 0.8 * line.size <= offset <= 5 * line.size:
            offsets[round(offset, 0)] += 1
    if not offsets:
        return 0.0
    offset, count = offsets.most_common(1)[0]
    return offset if count >= max(3, 0.1 * len(lines)) else 0.0


def _leading(measure: Measure, pairs: Sequence[tuple[VisualLine, VisualLine]], size: float) -> float:
    """Give the commonest step between full lines and flush ones; they belong to one paragraph."""
    inside: Counter[float] = Counter()
    anywhere: Counter[float] = Counter()
    for line, following in pairs:
        step = following.y - line.y
        if line.page != following.page or line.strand.key != following.strand.key or not 0 < step < 4 * size:
            continue
        anywhere[round(step, 1)] += 1
        if not measure.is_short(line, following) and following.x0 <= line.x0 + 0.3 * size:
            inside[round(step, 1)] += 1
    steps = inside or anywhere
    if not steps:
        return 1.5 * size
    return min(step for step, count in steps.items() if count >= 0.5 * max(steps.values()))


def _style(measure: Measure, pairs: Sequence[tuple[VisualLine, VisualLine]]) -> Style:
    indented = gapped = cases = gaps = 0
    for line, following in pairs:
        if measure.centred(line) or measure.centred(following) or line.bold or following.bold:
            continue
        if not measure.is_short(line, following) or measure.slack(line) < 2 * line.size:
            continue
        cases += 1
        indented += following.x0 - measure.edges_of(following).left >= 0.8 * following.size
        gap = measure.gap(line, following)
        if gap is not None:
            gaps += 1
            gapped += gap
    return Style(indented / cases if cases else 0.0, gapped / gaps if gaps else 0.0, min(cases, gaps))
