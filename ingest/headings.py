"""Unnumbered headings: the short paragraph right before a list that starts again.

岗位职责: 1. 2. 3. 任职要求: 1. 2. — the second 1. shows that what stands before it is a heading.
"""

from __future__ import annotations

import re

from .repair import LABEL_START

__all__ = ["heading_before", "heading_between", "heading_start", "heading_strength"]

_HEADING = re.compile(
    r"(?:(?<=\n)|(?<=[。；;！!？?.．][ \u3000])|(?<=[。；;！!？?])|\A)[ \u3000]*"
    r"(?P<heading>[^\n。；;！!？?,，:： \u3000]{2,24}[:：?？]?)[ \u3000]*\n*[ \u3000]*\Z"
)
# In text run together a space is all that stands before a heading: then it has to end with a colon.
_INLINE = re.compile(r"(?<=[ \u3000])(?P<heading>[^\n。；;！!？?,，:： \u3000]{2,16}[:：])[ \u3000]*\n*[ \u3000]*\Z")
# What stands in the last place before a list that begins anew, and is no label's own text.  Only a restart shows it.
_FAINT = re.compile(r"(?<=[ \u3000])(?P<heading>[●○◆■□▲★]?[\u3400-\u9fff·、/（）()]{2,12})[ \u3000]*\n*[ \u3000]*\Z")
_LABEL_BEHIND = re.compile(
    r"(?:\d{1,3}[、.．)）:：]|[一二三四五六七八九十]{1,3}[、.．:：]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳])"
    r"[ \u3000]*\Z"
)
_ABOVE = re.compile(
    r"(?:(?<=[。；;！!:：）)]\n)|(?<=[。；;！!][ \u3000])|(?<=[\n \u3000])(?=篇[一二三四五六七八九十]))[ \u3000]*"
    r"(?P<above>[●○◆■□▲★]?[\u3400-\u9fff]{2,8})[ \u3000]*[\n \u3000]\Z"
)
# A few words on a line of their own between a clause that is complete and the next one of its list.
_BETWEEN = re.compile(
    r"[。；;！!]\n[ \u3000]*(?P<heading>[\u3400-\u9fff][\u3400-\u9fff、·（）()]{1,11}[:：]?)[ \u3000]*\n[ \u3000\n]*\Z"
)
_NO_HEADING = frozenset("。；;！!,，")  # a sentence ends there, or goes on
_LEADS_IN = re.compile(r"下列|如下|以下|之一|应当|包括|[的为是有][:：]?$")


def heading_before(text: str, start: int) -> re.Match[str] | None:
    """Find the short unnumbered paragraph that ends right before ``start``, if it reads like a heading.

    It fills its line (or stands behind a space in text run together), has at most 24 characters, and ends with a
    colon or without any punctuation.  Its group is ``heading``.
    """
    at = start
    while at and text[at - 1] in " \u3000\n":
        at -= 1
    if not at or text[at - 1] in _NO_HEADING:
        return None
    for pattern in (_HEADING, _INLINE, _FAINT):
        found = pattern.search(text, max(0, start - 64), start)
        if found and pattern is not _HEADING and _LABEL_BEHIND.search(text[max(0, found.start() - 8) : found.start()]):
            continue  # the words of a short clause
        if found and not LABEL_START.match(found["heading"]) and not _LEADS_IN.search(found["heading"]):
            return found
    return None


def heading_between(text: str, floor: int, start: int) -> re.Match[str] | None:
    """Find the few words on the line before ``start``, without any mark but a colon, if a sentence ends before them.

    Nothing before ``floor`` is looked at.  Its group is ``heading``.  One alone may be anything; a document with
    several has headings between its clauses.
    """
    if start == 0 or text[start - 1] not in "\n \u3000":
        return None
    found = _BETWEEN.search(text, max(floor, start - 40), start)
    if found is None or LABEL_START.match(found["heading"]) or _LEADS_IN.search(found["heading"]):
        return None
    return found


def heading_start(text: str, heading: re.Match[str], floor: int) -> int:
    """Give where ``heading`` begins, with the short line right above it: `客服⏎工作职责:` is one heading.

    Nothing before ``floor``, where the clause before it begins, is taken.
    """
    start = heading.start("heading")
    above = _ABOVE.search(text, max(floor, start - 24), start) if heading["heading"].endswith((":", "：")) else None
    return above.start("above") if above is not None else start


def heading_strength(text: str, start: int, *, marked: bool = False) -> str:
    """Say how the paragraph before ``start`` heads what follows.

    Empty: there is none.  ``faint``: a list that restarts may stand under it.  ``weak``: it does.  ``under``: a line of
    its own below a clause that is a heading itself.  ``beside``: a line of its own behind a clause whose text is
    complete.  ``marked``: the file itself says that it is a heading, so that it needs no colon.
    """
    found = heading_before(text, start)
    if found is None:
        return ""
    at = found.start("heading")
    before = text[max(0, at - 120) : at].rstrip(" \u3000")
    if found.re is _FAINT:
        return "faint"
    if (before and not before.endswith("\n")) or not (marked or found["heading"].endswith((":", "："))):
        return "weak"
    paragraph = before.rstrip()
    return "beside" if paragraph[-1:] in "。；;！!" or marked else "under"
