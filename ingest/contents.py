"""Tables of contents: entries that lead to page numbers, or that the text below repeats.  They are no clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .document import SetAside
from .line import Line
from .repair import LABEL_START

__all__ = ["contents_places", "cut_contents"]

_LEADER = re.compile(r"(?:\.{5,}|…{2,}|·{5,}|_{5,})\s*\d{1,4}\s*$")
_TAIL = 160  # characters at the end of a line that leaders and page numbers are looked for in
_PAGE_BEHIND = re.compile(r"(?:\s(?P<bare>\d{1,4})|[(（](?P<page>\d{1,4})[)）])\s*$")
_HEAD_AT_MOST = 40  # characters of a line, indent included
_HEAD = re.compile(r"目\s*[录錄次]|contents|CONTENTS|Contents")
_INLINE_HEAD = re.compile(r"\s*(?:目[ \u3000]{0,4}[录錄次]|Contents|CONTENTS)[ \u3000]+")
_INLINE_ENTRY = re.compile(
    r"[ \u3000]*[^。；;！!\n]{2,50}?(?:[ \u3000]*[.…·_]{3,}[ \u3000]*(?P<led>\d{1,4})"
    r"|[ \u3000]*[(（](?P<page>\d{1,4})[)）]|[ \u3000](?P<bare>\d{1,4}))(?=[ \u3000]|\Z)"
)
_LEAST = 4  # entries with rising page numbers


def contents_places(lines: Sequence[Line]) -> frozenset[object]:
    """Give the places of the lines of a table of contents.

    Those are entries with dotted leaders, and what stands below 目录: as far as it repeats, or as far as its page
    numbers rise.  ``lines`` are not blank.
    """
    places: set[object] = {line.place for line in lines if _led(line.text)}
    for index, line in enumerate(lines):
        if len(line.text) > _HEAD_AT_MOST or not _HEAD.fullmatch(line.text.strip()):
            continue
        entries = [_entry(entry.text) for entry in lines[index + 1 : index + 120]]
        if not entries or not entries[0]:
            continue
        again = next((at for at, entry in enumerate(entries[1:], 1) if entry == entries[0]), 0)
        while again > 1 and not _is_entry(lines[index + again]):
            again -= 1  # the title of the text itself stands between its contents and its beginning
        paged = _paged(lines[index + 1 : index + 120])
        if again and all(len(entry) < 45 for entry in entries[:again]):
            places.update(entry.place for entry in lines[index : index + 1 + again])
        elif paged >= _LEAST:
            places.update(entry.place for entry in lines[index : index + 1 + paged])
        elif any(_led(entry.text) for entry in lines[index + 1 : index + 3]):
            places.add(line.place)
    return frozenset(places)


def cut_contents(line: Line, aside: list[SetAside]) -> Line:
    """Take a table of contents that runs on behind the word 目录 off the head of a line; add it to ``aside``."""
    text = line.text
    head = _INLINE_HEAD.match(text)
    if head is None:
        return line
    pages: list[int] = []
    end = at = head.end()
    while (entry := _INLINE_ENTRY.match(text, at)) is not None:
        page = int(entry["led"] or entry["page"] or entry["bare"])
        if pages and not pages[-1] <= page <= pages[-1] + 60:
            break
        pages.append(page)
        end = at = entry.end()
    if len(pages) < _LEAST:
        return line
    aside.append(SetAside(text[:end].strip(), "contents", line.place))
    return replace(line, text=text[end:])


def _paged(lines: Sequence[Line]) -> int:
    """Give how many of ``lines``, from the first on, end with page numbers that do not fall."""
    pages: list[int] = []
    for line in lines:
        found = _PAGE_BEHIND.search(line.text[-_TAIL:]) if len(line.text) <= _TAIL else None
        if found is None:
            break
        pages.append(int(found["bare"] or found["page"]))
    if any(later < page for page, later in pairwise(pages)) or len(set(pages)) < 2:
        return 0
    return len(pages)


def _led(text: str) -> bool:
    """Tell whether dotted leaders lead to a page number at the end."""
    return text.rstrip()[-1:].isdecimal() and _LEADER.search(text[-_TAIL:]) is not None


def _is_entry(line: Line) -> bool:
    return bool(_led(line.text) or LABEL_START.match(line.text) or _PAGE_BEHIND.search(line.text[-_TAIL:]))


def _entry(text: str) -> str:
    """Give a contents entry without leaders, page number and white space."""
    return re.sub(r"[\s.…·_]+", "", re.sub(r"(?:[.…·_\s]+|[(（])\d{1,4}[)）]?\s*$", "", text))
