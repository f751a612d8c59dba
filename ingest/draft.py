"""Accepted labels laid out as a tree: which stretch of the text stands under which number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .candidate import HEADED, UNITS
from .document import NumberSource
from .headings import heading_before, heading_between, heading_start
from .numbering import HEADING, Placed
from .stream import Stream
from .traditional import simplified

__all__ = ["Draft", "lay_out"]

_SENTENCE = re.compile(r"(?<=[。！？!?])(?![”』」》）)\"'])")
# Dates of issue, numbers, versions, offices: lines of the head that state no rule.  None of them ends a sentence.
_FRONT = re.compile(
    r"(?=.{2,90}$)(?!.*[。；;!！]$)(?:.*\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-].*"
    r"|.*(?:编\s*号|文\s*号|版\s*本|版\s*次|生效|施行|发布|实施|执行|编制|审核|批准|密级|制定|发文|修订|起草|签发|页\s*数"
    r"|部\s*门)(?:人|部门|单位|日期|号)?\s*[:：].*"
    r"|[（(]?(?:暂行|试行|草案|修订版?|[Vv]\d+(?:\.\d+)*.*)[）)]?)",
    re.DOTALL,
)
_FIRM_BREAK = re.compile(r"\n+")
_LOOSE_BREAK = re.compile(r"\n+|(?<=[。；;！!？?:：”）)])[ \u3000]+|[ \u3000]{1,8}(?=[●◆◇■u][ \u3000]|\d{1,4}[、.])")
_LONE_HEADING = re.compile(r"\n[ \u3000]*(?P<heading>[总總分罚罰附][ \u3000]*[则則])\s*\Z")
_LEAST_HEADINGS = 2
_LONG = 400  # characters; an unnumbered paragraph past this is cut between sentences, and only there


@dataclass(slots=True)
class Draft:
    """A clause in the making: pieces of the stream as ``(start, end)``, in order.

    ``label`` is None where nothing is printed; ``parent`` is the index of the enclosing draft; ``under`` the words of
    the heading without a number that interrupts its list above it.
    """

    label: str | None
    path: tuple[str, ...]
    parent: int | None
    spans: list[tuple[int, int]]
    source: NumberSource = "typed"
    printed: str | None = None
    family: str = ""
    label_at: int = 0
    children: int = 0
    restarts: bool = False
    under: str = ""


class _Tree:
    """Drafts in the order of the text, and how many unnumbered ones each has below it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.drafts: list[Draft] = []
        self._unnumbered: Counter[int | None] = Counter()

    def path(self, parent: int | None) -> tuple[str, ...]:
        return self.drafts[parent].path if parent is not None else ()

    def add_unnumbered(self, parent: int | None, start: int, end: int) -> int:
        """Add a heading or a paragraph without a number; give its index."""
        self._unnumbered[parent] += 1
        path = (*self.path(parent), f"¶{self._unnumbered[parent]}")
        self.drafts.append(Draft(None, path, parent, [(start, end)], family=HEADING, label_at=start))
        return len(self.drafts) - 1

    def cut_last(self, at: int) -> None:
        """Take what stands from offset ``at`` on out of the last draft: it is a heading of its own."""
        last = self.drafts[-1]
        last.spans = [(start, min(end, at)) for start, end in last.spans if start < at]

    def part_parallel(self, heading: str) -> None:
        """Part what stands under a line of the same form as ``heading`` from the clause before it.

        每日工作安排: with plain paragraphs, before 每周工作安排: with a list: the second shows what the first is.
        """
        last = self.drafts[-1]
        if len(last.spans) != 1 or not heading.endswith((":", "：")):
            return
        start, end = last.spans[0]
        form = re.compile(
            rf"(?<=\n)[ \u3000]*(?P<line>[^\n，,。；;:：]{{1,14}}{re.escape(heading[-4:-1])}[:：])[ \u3000]*\n"
        )
        found = form.search(self.text, start, end)
        if found is not None:
            at = found.start("line")
            last.spans = [(start, at)]
            self.add_unnumbered(last.parent, at, end)

    def part_marked_headings(self, stream: Stream, *, leave_last: bool) -> None:
        """Part lines that the file marks as headings, with what stands below them, from the last clause.

        They stand beside the outermost list that is open.  ``leave_last``: the last one heads a list and is parted
        when that comes.
        """
        ((start, end),) = self.drafts[-1].spans
        marked = stream.marked_headings(start + 1, end)
        if leave_last:
            del marked[-1:]
        if not marked:
            return
        parent = self.drafts[-1].parent if self.drafts[-1].family not in HEADED else len(self.drafts) - 1
        while parent is not None and self.drafts[parent].family not in HEADED:
            parent = self.drafts[parent].parent
        self.cut_last(marked[0])
        for at, until in pairwise([*marked, end]):
            self.add_unnumbered(parent, at, until)

    def part_lone_heading(self, parent: int | None, end: int) -> None:
        """Part 附则 on a line of its own from the clause before it, where an article follows."""
        start, stop = self.drafts[-1].spans[-1] if self.drafts[-1].spans else (end, end)
        found = _LONE_HEADING.search(self.text, start, stop) if stop == end else None
        if found is not None and self.text[start : found.start()].strip():
            self.cut_last(found.start("heading"))
            self.add_unnumbered(parent, found.start("heading"), end)


def lay_out(stream: Stream, placed: Sequence[Placed]) -> tuple[list[Draft], tuple[str, ...]]:
    """Give the drafts in the order of the text, and the lines of the front."""
    text = stream.text
    tree = _Tree(text)
    drafts = tree.drafts
    stack: list[int] = []  # draft of each depth
    first = placed[0].candidate.start if placed else len(text)
    if placed and placed[0].heading:
        heading = heading_before(text, first)
        first = heading.start("heading") if heading else first
    front = _front(stream, first, tree)
    between = _headings_between(text, placed)
    under: dict[int | None, str] = {}  # the last heading between the clauses of each list, by what holds the list
    if drafts and (between or any(step.heading and step.depth == 1 for step in placed)):
        under[None] = _words_alone(text[drafts[-1].spans[-1][0] : first])
    for index, step in enumerate(placed):
        label = step.candidate
        del stack[step.depth :]
        if step.heading:
            del stack[max(0, step.depth - 1) :]
            heading = heading_before(text, label.start)
            before = placed[index - 1].candidate.end if index else 0
            if heading is not None and heading.start("heading") >= before:
                start = heading_start(text, heading, before) if index else heading.start("heading")
                if drafts:
                    tree.cut_last(start)
                    tree.part_parallel(heading["heading"])
                stack.append(tree.add_unnumbered(stack[-1] if stack else None, start, label.start))
        end = placed[index + 1].candidate.start if index + 1 < len(placed) else len(text)
        parent = stack[-1] if stack else None
        if label.family in UNITS and drafts:
            tree.part_lone_heading(parent, label.start)
        if step.heading and parent is not None:
            under.pop(drafts[parent].parent, None)
        elif index in between:
            under[parent] = between[index]
        if parent is not None:
            drafts[parent].children += 1
        draft = Draft(
            label.label,
            (*tree.path(parent), label.label),
            parent,
            [(label.end, end)],
            source="automatic" if label.automatic else "inferred" if label.torn else "typed",
            printed=text[label.start : label.end].strip() if label.torn else None,
            family=label.family,
            label_at=label.start,
            restarts=step.step == "restart",
            under=under.get(parent, ""),
        )
        drafts.append(draft)
        stack.append(len(drafts) - 1)
        following = placed[index + 1] if index + 1 < len(placed) else None
        tree.part_marked_headings(stream, leave_last=following is not None and following.heading)
    return drafts, front


def _headings_between(text: str, placed: Sequence[Placed]) -> dict[int, str]:
    """Give the headings that stand without a mark between the clauses of a list, by the index of the label below.

    One alone may be anything that a clause ends with; where there are several they are headings.
    """
    found: dict[int, str] = {}
    for index in range(1, len(placed)):
        if placed[index].step == "next":
            heading = heading_between(text, placed[index - 1].candidate.end, placed[index].candidate.start)
            if heading is not None:
                found[index] = heading["heading"]
    return found if len(found) >= _LEAST_HEADINGS else {}


def _words_alone(text: str) -> str:
    """Give the words of a paragraph that is nothing but a heading of that kind, or nothing."""
    heading = heading_between(f"。\n{text}", 0, len(text) + 2)
    return heading["heading"] if heading is not None else ""


def _front(stream: Stream, end: int, tree: _Tree) -> tuple[str, ...]:
    """Sort what stands before the first number: dates and marks to the front, the rest into clauses of its own."""
    front: list[str] = []
    for start, stop in _paragraphs(stream, end):
        words = stream.text[start:stop].strip()
        if _FRONT.fullmatch(simplified(words)):
            front.append(words)
        else:
            tree.add_unnumbered(None, start, stop)
    return tuple(front)


def _paragraphs(stream: Stream, end: int) -> list[tuple[int, int]]:
    """Cut ``[0, end)`` at line feeds and, in text run together, at spaces behind a full stop.

    A paragraph past ``_LONG`` characters is cut between sentences, as evenly as they allow.
    """
    text = stream.text
    pattern = _FIRM_BREAK if stream.firm else _LOOSE_BREAK
    cuts = [0, *(match.end() for match in pattern.finditer(text, 0, end) if match.end() < end), end]
    pieces: list[tuple[int, int]] = []
    for head, tail in pairwise(cuts):
        if tail - head <= _LONG:
            pieces.append((head, tail))
            continue
        at = head
        ends = [*(match.start() for match in _SENTENCE.finditer(text, head, tail)), tail]
        for stop, following in pairwise([*ends, tail + _LONG + 1]):
            if following - at > _LONG:
                pieces.append((at, stop))
                at = stop
    return [(start, stop) for start, stop in pieces if text[start:stop].strip()]
