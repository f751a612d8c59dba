"""A document's lines into its clauses: every character ends up in a clause, a title, the front, or set aside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .belonging import cut_sign_offs, fill_columns, give_back_lead_ins, give_back_paragraphs
from .candidate import Candidate, clean_label
from .document import Clause, DocumentRef, Notice
from .draft import Draft, lay_out
from .errors import HostileFile
from .findings import numbering_notices
from .headings import heading_strength
from .labels import candidates
from .line import Line
from .numbering import solve
from .numerals import parse
from .stream import Stream, join
from .traditional import simplified

__all__ = ["Segmented", "segment"]

_OPENING = re.compile(r"[:：。；;]")
_IN_SENTENCE = re.compile(r"[，,、。；;]")
_MOST = 100_000  # labels in one document; the longest statute book has a tenth of that
_HEADING_LENGTH = 40  # characters; what is longer states a rule and heads nothing


@dataclass(frozen=True, slots=True)
class Segmented:
    """The clauses of one document, with what is in none of them.  ``marks``: the numbers as printed."""

    clauses: tuple[Clause, ...]
    front: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    marks: tuple[str, ...] = ()


def segment(lines: Sequence[Line], document: DocumentRef, *, firm: bool) -> Segmented:
    """Number and cut one document.  ``lines`` have settled ends; ``firm`` says that those are known."""
    printed, fixed = _with_automatic(lines)
    stream = join(printed, firm=firm)
    if not stream.text.strip():
        return Segmented(())
    placed = solve(_candidates(stream, fixed, document.source))
    drafts, front = lay_out(stream, placed)
    give_back_paragraphs(stream, drafts)
    give_back_lead_ins(stream, drafts)
    fill_columns(stream, drafts)
    front += cut_sign_offs(stream, drafts)
    clauses = _clauses(stream, drafts, document)
    marks = tuple(stream.text[c.start : c.end].strip() for c in (p.candidate for p in placed) if not c.automatic)
    return Segmented(clauses, front, tuple(numbering_notices(stream, placed)), marks)


def _with_automatic(lines: Sequence[Line]) -> tuple[list[Line], dict[int, str]]:
    """Print automatic numbers into the lines that carry them; give them by line index."""
    fixed: dict[int, str] = {}
    printed: list[Line] = []
    for index, line in enumerate(lines):
        label = line.label.strip() if line.label and not line.bullet else ""
        if label:
            fixed[index] = label
            printed.append(replace(line, text=f"{label} {line.text.lstrip()}"))
        else:
            printed.append(line)
    return printed, fixed


def _candidates(stream: Stream, fixed: dict[int, str], source: str) -> list[Candidate]:
    line_starts = dict(zip(stream.starts, stream.opens, strict=True))
    certain = {stream.starts[index]: label for index, label in fixed.items()}
    text = simplified(stream.text)
    offered = list(islice(candidates(text, line_starts, firm=stream.firm), _MOST + 1))
    if len(offered) > _MOST:
        raise HostileFile(f"编号过多(超过 {_MOST:,} 个)", place=source, remedy="请拆分成多个文件后再试")
    if text is not stream.text:
        offered = [_as_printed(candidate, text, stream.text) for candidate in offered]
    found = _settled(offered, certain) if certain else offered
    return [_in_context(stream, c) if c.values[-1] == 1 else c for c in found]


def _as_printed(candidate: Candidate, text: str, printed: str) -> Candidate:
    """Give a label in the source's own characters: 第三條 was looked for as 第三条."""
    own = printed[candidate.start : candidate.end]
    return candidate if own == text[candidate.start : candidate.end] else candidate._replace(label=clean_label(own))


def _settled(offered: Sequence[Candidate], certain: Mapping[int, str]) -> list[Candidate]:
    """Put the numbers that Word has computed (``certain``, by offset) in the place of other readings of them."""
    found: list[Candidate] = []
    seen: set[int] = set()
    for candidate in offered:
        label = certain.get(candidate.start)
        if label is None:
            found.append(candidate)
            continue
        end = candidate.start + len(label)
        if candidate.end < end - 1 or candidate.end > end + 1 or candidate.torn:
            continue  # another reading of a number that Word has settled
        seen.add(candidate.start)
        found.append(candidate._replace(prior=5.0, automatic=True, end=end))
    found.extend(_of_unknown_form(start, label) for start, label in certain.items() if start not in seen)
    return found


def _of_unknown_form(start: int, label: str) -> Candidate:
    """Take an automatic label that no pattern knows: certain all the same."""
    bare = label.strip("、.．:：?？ ")
    value = parse(bare)
    family = "letter" if value is None else "dec" if bare.isdigit() else "dun"
    digits = re.findall(r"\d+", label)
    number = int(value) if value is not None else int(digits[-1][:9]) if digits else 1
    return Candidate(start, start + len(label), family, (number,), bare, 5.0, label[:2], automatic=True)


def _in_context(stream: Stream, candidate: Candidate) -> Candidate:
    """Add what the text before a first number says: whether it leads into a list, whether it is a heading."""
    text = stream.text
    before = text[max(0, candidate.start - 200) : candidate.start].rstrip()
    last = before[-1:]
    if last in (":", "："):
        lead = "colon"
    elif last in ("。", "；", ";"):
        lead = "complete"
    else:
        lead = "prose" if _IN_SENTENCE.search(before[-40:]) else ""
    line = stream.line_at(candidate.start)
    before_it = stream.lines[line - 1] if line else None
    own_line = stream.starts[line] == candidate.start
    marked = own_line and before_it is not None and before_it.kind == "heading" and before_it.label is None
    return Candidate(*candidate[:-2], lead, heading_strength(text, candidate.start, marked=marked))


def _clauses(stream: Stream, drafts: Sequence[Draft], document: DocumentRef) -> tuple[Clause, ...]:
    text = stream.text
    taken: dict[str, int] = {}
    clauses: list[Clause] = []
    below: list[tuple[str, ...]] = []  # for each draft, the headings of those under it
    for draft in drafts:
        pieces = [(start, end, words) for start, end in draft.spans if (words := _tidy(text[start:end]))]
        words = pieces[0][2] if len(pieces) == 1 else "\n".join(words for _, _, words in pieces)
        identity = f"{document.id}#{'/'.join(draft.path)}"
        count = taken[identity] = taken.get(identity, 0) + 1
        if count > 1:
            identity = f"{identity}~{count}"
        headings = below[draft.parent] if draft.parent is not None else ()
        if draft.under:
            headings = (*headings, draft.under)
        own = _as_heading(words)
        below.append((*headings, own) if own else headings)
        places = stream.places(draft.label_at, pieces[0][1] if pieces else draft.label_at + 1)
        for start, end, _ in pieces[1:]:
            pages = {place.page for place in places}
            places += tuple(place for place in stream.places(start, end) if place.page not in pages)
        clauses.append(
            Clause(
                id=identity,
                document=document,
                number=draft.label,
                path=draft.path,
                text=words,
                headings=headings,
                places=places,
                number_source=draft.source,
                printed=draft.printed,
                parent=clauses[draft.parent].id if draft.parent is not None else None,
            )
        )
    return tuple(clauses)


def _tidy(text: str) -> str:
    """Drop white space at the ends and blank lines; the words stay as they are."""
    text = text.strip()
    if "\n" not in text:
        return text
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _as_heading(text: str) -> str:
    """Give the words of a clause that head those below it: all of a short one, the opening of a longer one."""
    first = text.split("\n", 1)[0].strip()
    if len(first) <= _HEADING_LENGTH:
        return first
    opening = _OPENING.split(first, maxsplit=1)[0]
    return opening if len(opening) <= _HEADING_LENGTH else ""
