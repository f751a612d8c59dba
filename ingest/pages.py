"""Page furniture in text that was once paged: numbers that count the pages, and the heads that stand beside them.

A text file keeps no pages, but what its pages printed stands in it: 第2页, 第3页 … or the same word after 1, 2, 3 …,
with the running head on the lines around.  They are known by counting up and by repeating, never by their words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .document import SetAside
from .line import Line
from .repair import LABEL_START

__all__ = ["without_heads", "without_pages"]

_NUMBERED = re.compile(r"(?P<before>\D{0,8}?)(?P<number>\d{1,4})(?P<after>\D.{0,24})?", re.DOTALL)
_FIGURE_NEAR = re.compile(r"\D{0,8}\d")
_LEAST = 4  # pages; fewer that count up may be a list
_LINES_APART = 2.0  # on average; the items of a list stand closer
_HEAD_LINES = 6  # lines at the head of a document that a page may print again
_AROUND = 5  # lines beside a page number where its head may stand


def without_pages(lines: Sequence[Line], aside: list[SetAside]) -> list[Line]:
    """Take page numbers and the heads beside them out of ``lines``; what is taken is added to ``aside``."""
    texts = [line.text.strip() for line in lines]
    counted = _counted(texts)
    if not counted:
        return list(lines)
    taken: set[int] = set()
    cut: dict[int, str] = {}
    heads: set[str] = set()
    for numbers, after in counted:
        taken.update(numbers.values())
        cut.update(_glued(texts, numbers, after))
        heads.update(_heads(texts, sorted(numbers.values())))
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if index in taken:
            aside.append(SetAside(texts[index], "page-number", line.place))
        elif texts[index] in heads:
            aside.append(SetAside(texts[index], "running-head", line.place))
        elif index in cut:
            aside.append(SetAside(cut[index], "page-number", line.place))
            kept.append(replace(line, text=line.text.rstrip()[: -len(cut[index])]))
        else:
            kept.append(line)
    return kept


def _counted(texts: Sequence[str]) -> list[tuple[dict[int, int], str]]:
    """Find lines that are alike but for a number that counts up by one: ``(line by number, words behind it)``."""
    forms: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for index, text in enumerate(texts):
        if not text or len(text) > 36 or text[-1] in "。；;：:" or not _FIGURE_NEAR.match(text):
            continue
        found = _NUMBERED.fullmatch(text)
        if found and (found["before"] or found["after"]):
            key = (re.sub(r"\s", "", found["before"]), re.sub(r"\s", "", found["after"] or ""))
            forms[key].append((int(found["number"]), index))
    counted: list[tuple[dict[int, int], str]] = []
    for (before, after), seen in forms.items():
        numbers = [number for number, _ in seen]
        steps = [later - number for number, later in pairwise(numbers)]
        rises = (
            len(seen) >= _LEAST and all(1 <= step <= 2 for step in steps) and steps.count(2) <= max(1, len(steps) // 4)
        )
        spread = (seen[-1][1] - seen[0][1]) / max(1, len(seen) - 1) >= _LINES_APART
        if rises and spread and (before or not after.startswith(("、", ".", "．", ")", "）"))):
            counted.append((dict(seen), after))
    return counted


def _glued(texts: Sequence[str], numbers: dict[int, int], after: str) -> dict[int, str]:
    """Find the missing pages of a count where the number was printed into the end of a sentence."""
    found: dict[int, str] = {}
    if not after or len(after) > 8:
        return found
    for number in range(min(numbers), max(numbers)):
        if number in numbers:
            continue
        start = max(index for known, index in numbers.items() if known < number)
        end = min(index for known, index in numbers.items() if known > number)
        ending = re.compile(rf"\s{number}\s*{re.escape(after)}$")
        hits = [(index, match.group().strip()) for index in range(start, end) if (match := ending.search(texts[index]))]
        if len(hits) == 1:
            found[hits[0][0]] = hits[0][1]
    return found


def _heads(texts: Sequence[str], pages: Sequence[int]) -> set[str]:
    """Give the lines that stand beside at least three page numbers and half of them."""
    beside: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        for index in range(max(0, page - _AROUND), min(len(texts), page + _AROUND + 1)):
            text = texts[index]
            if text and len(text) <= 40 and text[-1] not in "。；;：:":
                beside[text].add(index)
    return {text for text, lines in beside.items() if len(lines) >= max(3, len(pages) / 2)}


def without_heads(lines: Sequence[Line], aside: list[SetAside]) -> list[Line]:
    """Take the lines that head a document out of its middle, where the pages of a copy printed them again.

    Two short lines or more, one right behind the other in both places; a single line may be a heading that recurs.
    """
    texts = ["".join(line.text.split()) for line in lines]
    size = next((at for at, text in enumerate(texts[:_HEAD_LINES]) if not _may_head(lines[at], text)), _HEAD_LINES)
    if size < 2 or len(set(texts)) == len(texts):
        return list(lines)
    pairs = set(pairwise(texts[:size]))
    taken: set[int] = set()
    for index in range(size, len(lines) - 1):
        if (texts[index], texts[index + 1]) in pairs:
            taken.update((index, index + 1))
    aside.extend(SetAside(lines[index].text.strip(), "running-head", lines[index].place) for index in sorted(taken))
    return [line for index, line in enumerate(lines) if index not in taken]


def _may_head(line: Line, text: str) -> bool:
    if line.kind != "text" or line.label or line.end == "wrap" or not 2 <= len(text) <= 24:
        return False
    return text[-1] not in "。；;：:,，、" and not LABEL_START.match(text)
