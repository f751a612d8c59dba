"""What a numbering says of itself: gaps, duplicates, wrong kinds, numbers torn by a line break, each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from .candidate import is_heading_label
from .document import Notice
from .numbering import Placed
from .stream import Stream

__all__ = ["numbering_notices"]


def numbering_notices(stream: Stream, placed: Sequence[Placed]) -> list[Notice]:
    """Give the notices in the order of the text.  The numbers themselves are kept as printed."""
    notices: list[Notice] = []
    previous: dict[int, str] = {}
    counted: dict[tuple[int, str], str] = {}  # the last number of each style and depth, which counts on over headings
    deepest = -1
    for step in placed:
        label = step.candidate
        for depth in range(step.depth + 1, deepest + 1):
            previous.pop(depth, None)
        deepest = step.depth
        before = previous.get(step.depth, "")
        if not before and label.family != "multi":
            before = counted.get((step.depth, label.family), "")
        previous[step.depth] = counted[step.depth, label.family] = label.label
        if step.step in ("next", "first", "restart") and not label.torn:
            continue
        place = stream.places(label.start, label.end)
        shown = label.label
        if step.step == "gap" and before and is_heading_label(before) == is_heading_label(shown):
            notices.append(Notice("gap", f"{before}之后是{shown},中间缺号", place))
        elif step.step == "duplicate":
            notices.append(Notice("duplicate", f"{shown}重复出现", place))
        elif step.step in ("backward", "orphan") and label.values != (1,):
            notices.append(Notice("out-of-order", f"{shown}的顺序不连贯", place))
        elif step.step == "wrong-kind":
            notices.append(Notice("wrong-kind", f"{before}之后是{shown},编号用字与前面不同", place))
        if label.torn:
            notices.append(Notice("torn-number", f"{shown}的编号被换行拆开,已合并", place))
    return notices
