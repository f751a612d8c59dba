"""A document's lines into its clauses: every character ends up in a clause, a title, the front, or set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .document import Clause, DocumentRef, Notice, NumberSource
from .headings import heading_before, heading_strength
from .labels import UNITS, Candidate, candidates, is_heading_label
from .line import Line
from .numbering import HEADING, Placed, solve
from .stream import Stream, join

__all__ = ["Segmented", "segment"]

_SENTENCE = re.compile(r"(?<=[。！？!?])(?![”』」》）)\"'])")
# Dates of issue, numbers, versions, offices: lines of the head that state no rule.  None of them ends a sentence.
_FRONT = re.compile(
    r"(?=.{2,90}$)(?!.*[。；;!！]$)(?:.*\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-].*"
    r"|.*(?:编\s*号|文\s*号|版\s*本|版\s*次|生效|施行|发布|实施|执行|编制|审核|批准|密级|制定|发文|修订|起草|签发|页\s*数|部\s*门)(?:人|部门|单位|日期|号)?\s*[:：].*"
    r"|[（(]?(?:暂行|试行|草案|修订版?|[Vv]\d+(?:\.\d+)*.*)[）)]?)",
    re.DOTALL,
)
_LONG = 400  # characters; an unnumbered paragraph past this is cut between sentences, and only there


@dataclass(slots=True)
class _Draft:
    """A clause in the making: pieces of the stream as ``(start, end)``, in order."""

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
    text: str = ""


@dataclass(frozen=True, slots=True)
class Segmented:
    """The clauses of one document, with what is in none of them."""

    clauses: tuple[Clause, ...]
    front: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    marks: tuple[str, ...] = ()


def segment(lines: Sequence[Line], document: DocumentRef, *, firm: bool) -> Segmented:
    """Number and cut one document.  ``lines`` have settled ends; ``firm`` says that those are known."""
    lines, fixed = _with_automatic(lines)
    stream = join(lines, firm=firm)
    if not stream.text.strip():
        return Segmented(())
    found = _candidates(stream, fixed)
    placed = solve(found)
    drafts, front = _draft(stream, placed)
    _give_back_paragraphs(stream, drafts)
    _fill_columns(stream, drafts)
    clauses = _clauses(stream, drafts, document)
    marks = tuple(stream.text[c.start : c.end].strip() for c in (p.candidate for p in placed) if not c.automatic)
    return Segmented(clauses, front, tuple(_notices(stream, placed)), marks)


def _with_automatic(lines: Sequence[Line]) -> tuple[list[Line], dict[int, str]]:
    """Print automatic numbers into the lines that carry them; give them by line index."""
    fixed: dict[int, str] = {}
    printed: list[Line] = []
    for index, line in enumerate(lines):
        if line.label and not line.bullet and line.label.strip():
            fixed[index] = line.label.strip()
            line = replace(line, text=f"{line.label.strip()} {line.text.lstrip()}")
        printed.append(line)
    return printed, fixed


def _candidates(stream: Stream, fixed: dict[int, str]) -> list[Candidate]:
    line_starts = dict(zip(stream.starts, stream.opens, strict=True))
    certain = {stream.starts[index]: label for index, label in fixed.items()}
    found: list[Candidate] = []
    seen: set[int] = set()
    for candidate in candidates(stream.text, line_starts, firm=stream.firm):
        label = certain.get(candidate.start)
        if label is not None:
            end = candidate.start + len(label)
            if candidate.end < end - 1 or candidate.end > end + 1 or candidate.torn:
                continue  # another reading of a number that Word has settled
            seen.add(candidate.start)
            candidate = replace(candidate, prior=5.0, automatic=True, end=end)
        found.append(candidate)
    for start, label in certain.items():
        if start not in seen:
            # A label of a form that no pattern knows (附件1, Article 3): certain all the same.
            digits = re.findall(r"\d+", label)
            value = int(digits[-1]) if digits else 1
            found.append(
                Candidate(
                    start,
                    start + len(label),
                    "letter",
                    (value,),
                    label.rstrip("、.．:："),
                    5.0,
                    label[:2],
                    automatic=True,
                )
            )
    found.sort(key=lambda c: (c.start, c.end))
    return [_in_context(stream.text, candidate) for candidate in found]


def _in_context(text: str, candidate: Candidate) -> Candidate:
    """Add what the text before a first number says: whether it leads into a list, whether it is a heading."""
    if candidate.values[-1] != 1:
        return candidate
    before = text[max(0, candidate.start - 200) : candidate.start].rstrip()
    last = before[-1:]
    if last in (":", "："):
        lead = "colon"
    elif last in ("。", "；", ";"):
        lead = "complete"
    else:
        lead = "prose" if re.search(r"[，,、。；;]", before[-40:]) else ""
    return replace(candidate, lead=lead, heading=heading_strength(text, candidate.start))


def _draft(stream: Stream, placed: Sequence[Placed]) -> tuple[list[_Draft], tuple[str, ...]]:
    """Lay the accepted labels out as a tree of drafts."""
    text = stream.text
    drafts: list[_Draft] = []
    stack: list[int] = []  # draft of each depth
    unnumbered: Counter[int | None] = Counter()
    first = placed[0].candidate.start if placed else len(text)
    if placed and placed[0].heading:
        heading = heading_before(text, first)
        first = heading.start("heading") if heading else first
    front = _front(text, first, drafts, unnumbered, stream)
    for index, step in enumerate(placed):
        label = step.candidate
        depth = step.depth
        del stack[depth:]
        if step.heading:
            del stack[max(0, depth - 1) :]
            heading = heading_before(text, label.start)
            if heading is not None and heading.start("heading") >= (placed[index - 1].candidate.end if index else 0):
                start = heading.start("heading")
                if drafts:
                    _cut(drafts, start)
                    _parallel(text, drafts, heading["heading"], unnumbered)
                parent = stack[-1] if stack else None
                unnumbered[parent] += 1
                drafts.append(
                    _Draft(
                        None,
                        (*_path(drafts, parent), f"¶{unnumbered[parent]}"),
                        parent,
                        [(start, label.start)],
                        family=HEADING,
                        label_at=start,
                    )
                )
                stack.append(len(drafts) - 1)
        end = placed[index + 1].candidate.start if index + 1 < len(placed) else len(text)
        parent = stack[-1] if stack else None
        source: NumberSource = "automatic" if label.automatic else "inferred" if label.torn else "typed"
        printed = text[label.start : label.end].strip() if label.torn else None
        drafts.append(
            _Draft(
                label.label,
                (*_path(drafts, parent), label.label),
                parent,
                [(label.end, end)],
                source,
                printed,
                label.family,
                label.start,
            )
        )
        drafts[-1].restarts = step.step == "restart"
        if parent is not None:
            drafts[parent].children += 1
        stack.append(len(drafts) - 1)
    return drafts, front


def _path(drafts: Sequence[_Draft], parent: int | None) -> tuple[str, ...]:
    return drafts[parent].path if parent is not None else ()


def _cut(drafts: list[_Draft], at: int) -> None:
    """Take what stands from offset ``at`` on out of the last draft: it is a heading of its own."""
    last = drafts[-1]
    last.spans = [(start, min(end, at)) for start, end in last.spans if start < at]


def _parallel(text: str, drafts: list[_Draft], heading: str, unnumbered: Counter[int | None]) -> None:
    """Part what stands under a line of the same form as ``heading`` from the clause before it.

    每日工作安排: with plain paragraphs, before 每周工作安排: with a list: the second shows what the first is.
    """
    last = drafts[-1]
    if len(last.spans) != 1 or not heading.endswith((":", "：")):
        return
    start, end = last.spans[0]
    form = re.compile(
        rf"(?<=\n)[ \u3000]*(?P<line>[^\n，,。；;:：]{{1,14}}{re.escape(heading[-4:-1])}[:：])[ \u3000]*\n"
    )
    found = form.search(text, start, end)
    if found is None:
        return
    at = found.start("line")
    last.spans = [(start, at)]
    parent = last.parent
    unnumbered[parent] += 1
    path = (*_path(drafts, parent), f"¶{unnumbered[parent]}")
    drafts.append(_Draft(None, path, parent, [(at, end)], family=HEADING, label_at=at))


def _front(
    text: str, end: int, drafts: list[_Draft], unnumbered: Counter[int | None], stream: Stream
) -> tuple[str, ...]:
    """Sort what stands before the first number: dates and marks to the front, the rest into clauses of its own."""
    front: list[str] = []
    for start, stop in _paragraphs(text, 0, end, stream):
        words = text[start:stop].strip()
        if not words:
            continue
        if _FRONT.fullmatch(words):
            front.append(words)
            continue
        unnumbered[None] += 1
        drafts.append(_Draft(None, (f"¶{unnumbered[None]}",), None, [(start, stop)], family=HEADING, label_at=start))
    return tuple(front)


def _paragraphs(text: str, start: int, end: int, stream: Stream) -> list[tuple[int, int]]:
    """Cut ``[start, end)`` at line feeds and, in text run together, at spaces behind a full stop.

    A paragraph past ``_LONG`` characters is cut between sentences, as evenly as they allow.
    """
    cuts = [start]
    pattern = (
        r"\n+" if stream.firm else r"\n+|(?<=[。；;！!？?:：”）)])[ \u3000]+|[ \u3000]{1,}(?=[●◆◇■u][ \u3000]|\d+[、.])"
    )
    cuts.extend(
        match.end() for match in re.finditer(pattern, text[start:end]) for match in [match] if match.end() + start < end
    )
    cuts = [start, *(start + cut for cut in cuts[1:]), end]
    pieces: list[tuple[int, int]] = []
    for head, tail in zip(cuts, cuts[1:], strict=False):
        if tail - head <= _LONG:
            pieces.append((head, tail))
            continue
        at = head
        ends = [head + match.start() for match in _SENTENCE.finditer(text[head:tail])] + [tail]
        for position, stop in enumerate(ends):
            following = ends[position + 1] if position + 1 < len(ends) else None
            if following is None or following - at > _LONG:
                pieces.append((at, stop))
                at = stop
    return [piece for piece in pieces if text[piece[0] : piece[1]].strip()]


def _give_back_paragraphs(stream: Stream, drafts: list[_Draft]) -> None:
    """Give an unnumbered paragraph behind the last item of an article to the article.

    In 第X条 with items the paragraph that follows the list is a 款 of the article, not part of its last item.  The
    list has ended if another begins, or if what follows stands outside of the article.
    """
    text = stream.text
    starts = frozenset(stream.starts)
    for index, draft in enumerate(drafts):
        if draft.parent is None or draft.family in UNITS or draft.children:
            continue
        article = draft.parent
        while drafts[article].family not in UNITS and drafts[article].parent is not None:
            article = drafts[article].parent or 0
        if drafts[article].family != "条":
            continue
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if following is not None and not following.restarts and _below(drafts, index + 1, article):
            continue  # the list goes on: the paragraph is the item's own
        start, end = draft.spans[-1]
        single = not any(
            re.search(r"。\s*\S", text[a:b])
            for other in drafts[article + 1 : index]
            if other.parent == draft.parent
            for a, b in other.spans
        )
        for match in re.finditer(r"[。；;](?P<space>[ \u3000\n]*)(?=\S)", text[start:end]):
            cut = start + match.end()
            if "\n" in match["space"] or (match["space"] and not stream.firm) or (single and cut in starts):
                draft.spans[-1] = (start, cut)
                drafts[article].spans.append((cut, end))
                break


def _below(drafts: Sequence[_Draft], index: int, ancestor: int) -> bool:
    at: int | None = index
    while at is not None:
        if at == ancestor:
            return True
        at = drafts[at].parent
    return False


def _fill_columns(stream: Stream, drafts: list[_Draft]) -> None:
    """Deal out texts whose numbers are printed in a column before them: `3. 4. 第一句。第二句。`."""
    text = stream.text
    for index in range(len(drafts) - 1):
        first, second = drafts[index], drafts[index + 1]
        if first.family != "dec" or second.family != "dec" or first.parent != second.parent or first.children:
            continue
        if "".join(text[a:b] for a, b in first.spans).strip() or len(second.spans) != 1:
            continue
        start, end = second.spans[0]
        sentence = re.search(r"[。;；](?=\s*\S)", text[start:end])
        if sentence is None:
            continue
        cut = start + sentence.end()
        first.spans = [(start, cut)]
        first.source = second.source = "inferred"
        first.printed, second.printed = f"{first.label}.", f"{second.label}."
        second.spans = [(cut, end)]


def _clauses(stream: Stream, drafts: Sequence[_Draft], document: DocumentRef) -> tuple[Clause, ...]:
    text = stream.text
    taken: Counter[str] = Counter()
    ids: list[str] = []
    clauses: list[Clause] = []
    for draft in drafts:
        draft.text = "\n".join(_tidy(text[start:end]) for start, end in draft.spans if text[start:end].strip())
        identity = f"{document.id}#{'/'.join(draft.path)}"
        taken[identity] += 1
        if taken[identity] > 1:
            identity = f"{identity}~{taken[identity]}"
        ids.append(identity)
        headings: list[str] = []
        at = draft.parent
        while at is not None:
            headings.append(_as_heading(drafts[at].text))
            at = drafts[at].parent
        spans = [(start, end) for start, end in draft.spans if text[start:end].strip()] or [
            (draft.label_at, draft.label_at + 1)
        ]
        places = list(stream.places(draft.label_at, spans[0][1]))
        for start, end in spans[1:]:
            places.extend(place for place in stream.places(start, end) if place.page not in {p.page for p in places})
        clauses.append(
            Clause(
                id=identity,
                document=document,
                number=draft.label,
                path=draft.path,
                text=draft.text,
                headings=tuple(heading for heading in reversed(headings) if heading),
                places=tuple(places),
                number_source=draft.source,
                printed=draft.printed,
                parent=ids[draft.parent] if draft.parent is not None else None,
            )
        )
    return tuple(clauses)


def _tidy(text: str) -> str:
    """Drop white space at the ends and blank lines; the words stay as they are."""
    return re.sub(r"[ \u3000\t]*\n\s*", "\n", text.strip())


def _as_heading(text: str) -> str:
    """Give the words of a clause that head those below it: all of a short one, the opening of a longer one."""
    first = text.split("\n", 1)[0].strip()
    if len(first) <= 40:
        return first
    opening = re.split(r"[:：。；;]", first, maxsplit=1)[0]
    return opening if len(opening) <= 40 else ""


def _notices(stream: Stream, placed: Sequence[Placed]) -> list[Notice]:
    """Tell of gaps, duplicates, wrong kinds and torn numbers, each with its place."""
    notices: list[Notice] = []
    previous: dict[int, str] = {}
    for step in placed:
        label = step.candidate
        place = stream.places(label.start, label.end)
        for depth in [depth for depth in previous if depth > step.depth]:
            del previous[depth]
        before = previous.get(step.depth, "")
        shown = label.label
        if step.step == "gap" and before and not is_heading_label(before) == (not is_heading_label(shown)):
            notices.append(Notice("gap", f"{before}之后是{shown},中间缺号", place))
        elif step.step == "duplicate":
            notices.append(Notice("duplicate", f"{shown}重复出现", place))
        elif step.step in ("backward", "orphan") and label.values != (1,):
            notices.append(Notice("out-of-order", f"{shown}的顺序不连贯", place))
        elif step.step == "wrong-kind":
            notices.append(Notice("wrong-kind", f"{before}之后是{shown},编号用字与前面不同", place))
        if label.torn:
            notices.append(Notice("torn-number", f"{shown}的编号被换行拆开,已合并", place))
        previous[step.depth] = shown
    return notices
