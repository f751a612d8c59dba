"""Whose words they are after all: paragraphs that belong to the article, texts printed behind a column of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .candidate import UNITS
from .draft import Draft
from .stream import Stream

__all__ = ["fill_columns", "give_back_paragraphs"]

_SENTENCE_END = re.compile(r"[。；;](?P<space>[ \u3000\n]*)(?=\S)")
_TWO_SENTENCES = re.compile(r"。\s*\S")
_FIRST_SENTENCE = re.compile(r"[。;；](?=\s*\S)")


def give_back_paragraphs(stream: Stream, drafts: Sequence[Draft]) -> None:
    """Give an unnumbered paragraph behind the last item of an article to the article.

    In 第X条 with items the paragraph that follows the list is a 款 of the article, not part of its last item.  The
    list has ended if another begins, or if what follows stands outside of the article.
    """
    text = stream.text
    starts = frozenset(stream.starts)
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
        single = not any(
            _TWO_SENTENCES.search(text, a, b)
            for other in drafts[article + 1 : index]
            if other.parent == draft.parent
            for a, b in other.spans
        )
        for match in found:
            cut = match.end()
            if "\n" in match["space"] or (match["space"] and not stream.firm) or (single and cut in starts):
                draft.spans[-1] = (start, cut)
                drafts[article].spans.append((cut, end))
                break


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
