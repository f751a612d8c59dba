"""Tables in the text of a clause: which rows name the columns, and which cell of a row is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from index.features import ORDINALS, Query, fold
from ingest.patterns import lazy

from .parts import Part, closeness, valued

__all__ = ["cell_asked_for", "head_rows", "heads_of"]

_FIGURE = lazy(r"\d")
_CLEARLY = 0.1
"""By how much the name of a column is closer to the question than the next one."""
_LIKELY = 0.5
_WEIGHTY = 0.4
"""Share of the weightiest word's weight from which on a word of the question has to stand in the names of the cell."""


def head_rows(parts: Sequence[Part]) -> frozenset[int]:
    """Give the rows that name the columns of the tables in a clause: without figures, above rows that have some."""
    heads: set[int] = set()
    for at, (part, following) in enumerate(pairwise(parts)):
        if not (part.is_row and following.is_row) or _FIGURE.search(part.text):
            continue
        if at == 0 or not parts[at - 1].is_row:
            below = takewhile(lambda other: other.is_row, parts[at + 1 :])
            if any(_FIGURE.search(other.text) for other in below):
                heads.add(at)
        # 处罚 stands over 第一次, 第二次, 第三次: what parts a column has fewer cells than the rows below it.
        elif at - 1 in heads and at - 2 not in heads and part.text.count("\t") != following.text.count("\t"):
            heads.add(at)
    return frozenset(heads)


def heads_of(parts: Sequence[Part], at: int) -> list[int]:
    """Give the rows that name the columns of the row ``at``, the outermost first."""
    return [head for head in sorted(head_rows(parts)) if head < at and all(part.is_row for part in parts[head:at])]


def cell_asked_for(query: Query, parts: Sequence[Part], at: int) -> tuple[str, str, int, int] | None:
    """Give the row's own name, the column's name, and where the cell stands that a question asks for.

    None where no column is clearly meant, where the cell holds no value of the kind, or where cells were merged so
    that a cell's column cannot be counted off: the amount of another step would be worse than the whole row.
    """
    heads = heads_of(parts, at)
    if not heads:
        return None
    cells = list(re.finditer(r"[^\t\n]+", parts[at].text)) if "\t\t" not in parts[at].text else []
    names = parts[heads[-1]].text.strip("\n").split("\t")
    # 处罚 over 第一次, 第二次, 第三次: the lower row has no name for the column of the acts.
    missing = len(cells) - len(names)
    if not cells or missing != (len(heads) > 1):
        return None
    names = [*[""] * missing, *names]
    scores = [_meant(query, name) if column else 0.0 for column, name in enumerate(names)]
    first, second = sorted(scores, reverse=True)[:2] if len(scores) > 1 else (0.0, 0.0)
    best = scores.index(first)
    cell = cells[best]
    if first < second + _CLEARLY or valued(query, cell[0]) < _LIKELY:
        return None
    if not query.ordinal and _lacks(query, f"{cells[0][0]} {names[best]}"):
        return None  # 底薪跟提成多少 means another column too, by another name
    start = parts[at].start
    return cells[0][0].strip(), names[best].strip(), start + cell.start(), start + cell.end()


def _lacks(query: Query, names: str) -> bool:
    """Tell whether a word of the question that says something is not in ``names``."""
    folded = fold(names)
    most = max((term.weight for term in query.terms), default=0.0)
    return any(
        term.weight >= _WEIGHTY * most and not any(word in folded for word in (term.text, *term.variants))
        for term in query.terms
    )


def _meant(query: Query, name: str) -> float:
    """Say how clearly the name of a column is meant: by its step, or by its words."""
    if query.ordinal:
        return float(any(len(word) > 1 and word in name for word in ORDINALS[query.ordinal]))
    return closeness(query, name)
