"""Glyphs to runs: what stands on one baseline without a wide gap.

Spaces are the source's own.  One is added only where two Latin words are parted by the position of their
letters alone; between Chinese characters never, since typesetting opens such gaps on its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

from .geometry import Glyph, Run
from .marks import LABEL, is_wide, lead_length

__all__ = ["join_texts", "runs_of"]

_GUTTER = 0.8  # ems of white that may be the gutter between two columns
_WORD_GAP = 0.18  # ems between two Latin words; letters stand closer
_MIXED_GAP = 0.45  # ems between Latin and Chinese; word processors open a quarter on their own
_BASELINE = 0.25  # ems by which the baseline may waver within a line
_RAISED = 0.7  # ems by which a note's mark may stand above or below
_SMALLER = 0.8  # a raised mark is at most this part of its neighbours' size
_DOUBLED = 0.15  # ems: the same letter twice within this is one letter printed bold


def runs_of(glyphs: Sequence[Glyph]) -> list[Run]:
    """Give the runs of one page (or one table cell), by baseline and then from left to right."""
    runs: list[Run] = []
    for row in _rows(glyphs):
        runs.extend(_cut(row))
    return runs


def join_texts(left: str, right: str) -> str:
    """Join two pieces of one paragraph: a space only between Latin letters or figures.

    >>> join_texts("劳动", "合同"), join_texts("service", "level"), join_texts("罚款", "50元")
    ('劳动合同', 'service level', '罚款50元')
    """
    latin = left[-1:].isascii() and right[:1].isascii() and not left.endswith("-")
    if left and right and latin and not left[-1].isspace() and not right[0].isspace():
        return f"{left} {right}"
    return left + right


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group by baseline; a small row close to a larger one (raised figures) becomes part of it."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=itemgetter(3)):
        y = glyph[3]
        if row and (y == base or y - base <= _BASELINE * min(size, glyph.size)):
            row.append(glyph)
        else:
            row = [glyph]
            rows.append(row)
            base, size = y, glyph.size
    bases = [(row[0].y, max([glyph[4] for glyph in row])) for row in rows]
    hosts = [_host(index, rows, bases) for index in range(len(rows))]
    for index, host in enumerate(hosts):
        if host is not None and hosts[host] is None:
            rows[host].extend(rows[index])
    return [row for row, host in zip(rows, hosts, strict=True) if host is None or hosts[host] is not None]


def _host(index: int, rows: list[list[Glyph]], bases: list[tuple[float, float]]) -> int | None:
    """Find the larger neighbour whose line the raised or lowered marks of a row stand in."""
    base, size = bases[index]
    for other in (index + 1, index - 1):
        if not 0 <= other < len(rows):
            continue
        other_base, other_size = bases[other]
        if size > _SMALLER * other_size or abs(base - other_base) > _RAISED * other_size:
            continue
        edges = sorted((glyph.x0, glyph.x1) for glyph in rows[other] if not glyph.text.isspace())
        if all(_touches(glyph, edges, 0.3 * other_size) for glyph in rows[index]):
            return other
    return None


def _touches(glyph: Glyph, edges: list[tuple[float, float]], near: float) -> bool:
    """Tell whether a glyph follows one of the others closely and covers none."""
    place = bisect_left(edges, (glyph.x0 + 0.05, 0.0))
    before = edges[place - 1] if place else None
    after = edges[place] if place < len(edges) else None
    if before is not None and before[1] > glyph.x0 + near:
        return False
    chained = before is not None and glyph.x0 - before[1] < 6 * near
    return chained or (after is not None and abs(after[0] - glyph.x1) < near)


def _cut(row: list[Glyph]) -> list[Run]:
    row.sort(key=itemgetter(1))
    runs: list[Run] = []
    part: list[Glyph] = []
    texts: list[str] = []
    between = before = ""
    last_char, last_x0, last_x1, last_size = "", 0.0, 0.0, 0.0
    for glyph in row:
        char, x0, x1, _, size, _ = glyph
        if char.isspace():
            between += char
            continue
        if part:
            gap = x0 - last_x1
            if gap < _DOUBLED * size and not between and char != last_char:  # nearly always
                part.append(glyph)
                texts.append(char)
                last_char, last_x0, last_x1, last_size = char, x0, x1, size
                continue
            widest = size if size > last_size else last_size
            if char == last_char and x0 - last_x0 < _DOUBLED * widest:
                continue
            if gap > _GUTTER * widest:
                runs.append(_run(part, texts, before))
                part, texts, before = [], [], between or " "
            elif between:
                texts[-1] += between
            elif gap > _WORD_GAP * widest and _parted(last_char, char, gap / widest):
                texts[-1] += " "
        between = ""
        part.append(glyph)
        texts.append(char)
        last_char, last_x0, last_x1, last_size = char, x0, x1, size
    if part:
        runs.append(_run(part, texts, before))
    return runs


def _parted(left: str, right: str, gap: float) -> bool:
    wide = is_wide(left), is_wide(right)
    return not any(wide) or (not all(wide) and gap > _MIXED_GAP)


def _run(part: list[Glyph], texts: list[str], before: str) -> Run:
    text = "".join(texts)
    x0 = part[0].x0
    sizes = sorted([glyph[4] for glyph in part])
    bare = "".join([glyph[0] for glyph in part[:40]])
    label = LABEL.match(text)
    body = len("".join(text[: label.end()].split())) if label else 0
    first = min(lead_length(bare), len(part)) - 1
    middle = sizes[len(sizes) // 2]
    baseline = part[0].y
    if part[0].size < 0.9 * middle:
        baseline = next(glyph.y for glyph in part if glyph.size >= 0.9 * middle)
    return Run(
        text=text,
        x0=x0,
        x1=max(glyph.x1 for glyph in part[-2:]),
        y=baseline,
        size=middle,
        lead=part[first].x1 - x0,
        body_x=part[body].x0 if 0 < body < len(part) else x0,
        index=part[0].at,
        before=before,
    )
