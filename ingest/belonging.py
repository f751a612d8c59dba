"""Whose words they are after all: paragraphs that belong to the article, texts printed behind a column of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .candidate import ANNEX, UNITS
from .draft import Draft
from .stream import Stream

__all__ = ["cut_sign_offs", "fill_columns", "give_back_lead_ins", "give_back_paragraphs"]

_SENTENCE_END = re.compile(r"[。；;](?P<space>[ \u3000\n]*)(?=\S)")
_TWO_SENTENCES = re.compile(r"。\s*\S")
_LEAD_IN = re.compile(r"[。；;.]\s*\n(?P<lead>[^\n]*[:：])\s*\Z")
# In text run together a space is all that parts it from the item before.
_LOOSE_LEAD_IN = re.compile(r"[ \u3000](?P<lead>[^\n。；; \u3000]{4,40}[:：])\s*\Z")
_SIGN_OFF = re.compile(
    r"[。；;！!]\s*\n(?P<lines>(?:[^\n。；;：:，,]{2,90}\n){0,2}"
    r"[ \t\u3000]*(?:[0-9]{4}|[二〇零○ＯO一三四五六七八九]{4})[ ]*年[ ]*[0-9一二三四五六七八九十]{1,3}[ ]*月"
    r"[ ]*[0-9一二三四五六七八九十]{1,3}[ ]*日\s*)\Z"
)
_FIRST_SENTENCE = re.compile(r"[。;；](?=\s*\S)")


def give_back_paragraphs(stream: Stream, drafts: Sequence[Draft]) -> None:
    """Give an unnumbered paragraph behind the last item of an article to the article.

    In 第X条 with items the paragraph that follows the list is a 款 of the article, not part of its last item.  The
    list has ended if another begins, or if what follows stands outside of the article.
    """
    text = stream.text
    starts = frozenset(stream.starts)
    single = _of_one_sentence(stream, drafts)
    article: int | None = None  # the article that is open, and where its subtree began
    for index, draft in enumerate(drafts):
        if draft.family in UNITS or draft.parent is None:
            article = index if draft.family == "条" else None
            continue
        if article is None or draft.children or not _below(drafts, index, article):
            continue
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if following is not None and not following.restarts and _below(drafts, index + 1, article):
            continue  # the list goes on: the paragraph is the item's own
        start, end = draft.spans[-1]
        found = [match for match in _SENTENCE_END.finditer(text, start, end) if match.end() < end]
        if not found:
            continue
        for match in found:
            cut = match.end()
            if "\n" in match["space"] or (match["space"] and not stream.firm) or (single and cut in starts):
                draft.spans[-1] = (start, cut)
                drafts[article].spans.append((cut, end))
                break


def _of_one_sentence(stream: Stream, drafts: Sequence[Draft]) -> bool:
    """Tell whether the items of this document are single sentences, as in statutes: a second one is no item's own.

    Only the last items of lists may have more, since what follows the list stands behind them.
    """
    several = sum(
        bool(_TWO_SENTENCES.search(stream.text, a, b))
        for draft, following in pairwise(drafts)
        if draft.family not in UNITS and draft.parent == following.parent
        for a, b in draft.spans
    )
    return several == 0


def give_back_lead_ins(stream: Stream, drafts: Sequence[Draft]) -> None:
    """Give the paragraph that leads into a list that begins anew to the clause that holds both lists.

    有下列行为之一的,给予记过处分: stands behind the last item of the list before, and is none of that item's words.
    """
    text = stream.text
    for index in range(1, len(drafts)):
        draft, before = drafts[index], drafts[index - 1]
        if not draft.restarts or draft.parent is None or before.parent != draft.parent or not before.spans:
            continue
        start, end = before.spans[-1]
        found = _LEAD_IN.search(text, start, end) or (None if stream.firm else _LOOSE_LEAD_IN.search(text, start, end))
        if found is not None and text[start : found.start("lead")].strip():
            before.spans[-1] = (start, found.start("lead"))
            drafts[draft.parent].spans.append((found.start("lead"), end))


def cut_sign_offs(stream: Stream, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Take office and date at the end of the text, or before an annex, off the last clause; give them as lines."""
    lines: list[str] = []
    for index, draft in enumerate(drafts):
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if not draft.spans or (following is not None and following.family != ANNEX):
            continue
        start, end = draft.spans[-1]
        found = _SIGN_OFF.search(stream.text, start, end)
        if found is not None:
            draft.spans[-1] = (start, found.start("lines"))
            lines.extend(line.strip() for line in found["lines"].split("\n") if line.strip())
    return tuple(lines)


def _below(drafts: Sequence[Draft], index: int, ancestor: int) -> bool:
    at: int | None = index
    while at is not None and at > ancestor:
        at = drafts[at].parent
    return at == ancestor


def fill_columns(stream: Stream, drafts: Sequence[Draft]) -> None:
    """Deal out texts whose numbers are printed in a column before them: `3. 4. 第一句。第二句。`."""
    text = stream.text
    for index in range(len(drafts) - 1):
        first, second = drafts[index], drafts[index + 1]
        if first.family != "dec" or second.family != "dec" or first.parent != second.parent or first.children:
            continue
        if len(second.spans) != 1 or any(text[a:b].strip() for a, b in first.spans):
            continue
        start, end = second.spans[0]
        sentence = _FIRST_SENTENCE.search(text, start, end)
        if sentence is None or not text[sentence.end() : end].strip():
            continue
        cut = sentence.end()
        first.spans = [(start, cut)]
        first.source = second.source = "inferred"
        first.printed, second.printed = f"{first.label}.", f"{second.label}."
        second.spans = [(cut, end)]
