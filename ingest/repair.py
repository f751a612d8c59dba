"""Line ends: which of them end a paragraph, and which were put there by a page's width.

Readers of docx and pdf know; plain text does not say.  Text wrapped by a page shows it: many lines are of
one width, and they stop anywhere in a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .line import Line

__all__ = ["LABEL_START", "settle_ends", "width"]

LABEL_START = re.compile(
    r"[ \u3000]*(?:第[ ]*[〇○零一二三四五六七八九十百千两廿卅\d]{1,8}[ ]*(?:分编|部分|[编篇章节条则]|[、，,])|[（(][ ]*[一二三四五六七八九十百\d]{1,4}[ ]*[）)]"
    r"|[一二三四五六七八九十]{1,3}[、.．:：]|\d{1,3}(?:[.．]\d{1,3})*[ ]*[、.．)）:：]|\d{1,3}(?:[.．]\d{1,3})+|[①-⑳⑴-⒇⒈-⒛]|[Ⅰ-Ⅻ])"
)
_BULLET = re.compile(r"[ \u3000]*[●○◆◇■□▲△★☆•·※→►▪∙\-–—uØ][ \u3000]?")
_STOPS = "。；;！!？?：:…”』）)"
_WINDOW = 30


def width(text: str) -> int:
    """Give the width of ``text`` in columns: two for a full-width character, one for the others."""
    return sum(2 if ord(character) > 0x2E7F or character in "“”‘’…—×" else 1 for character in text)


def settle_ends(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """Decide every ``unknown`` end and drop blank lines; tell also whether the paragraph breaks are firm."""
    full = [line for line in lines if line.text.strip() or line.label]
    if all(line.end != "unknown" for line in full):
        return full, True
    # Programs break lines after so many columns, or after so many characters: the measure that fits is taken.
    texts = [line.text.strip() for line in full]
    measures = []
    for measure, least in ((width, 36), (len, 18)):
        sizes = [measure(text) for text in texts]
        columns = _columns(sizes, least)
        exact = sum(abs(size - column) <= 1 for size, column in zip(sizes, columns, strict=True) if column)
        measures.append((exact, sizes, columns))
    _, sizes, columns = max(measures, key=lambda measured: measured[0])
    settled: list[Line] = []
    wrapped = False
    for index, line in enumerate(full):
        if line.end != "unknown" or index + 1 == len(full):
            settled.append(line if line.end != "unknown" else replace(line, end="paragraph"))
            continue
        goes_on = _goes_on(texts[index], full[index + 1].text, sizes[index], columns[index])
        wrapped = wrapped or goes_on
        settled.append(replace(line, end="wrap" if goes_on else "paragraph"))
    long = any(len(text) > 250 for text in texts)
    return settled, not wrapped and not long


def _columns(widths: Sequence[int], least: int) -> list[int]:
    """Give for each line the width that the page around it is wrapped at, or 0 where it is not wrapped.

    ``least``: shorter lines say nothing.  Wrapped text has many lines within three columns of one width; unwrapped paragraphs have all widths.
    """
    columns: list[int] = []
    for index in range(len(widths)):
        around = [value for value in widths[max(0, index - _WINDOW) : index + _WINDOW + 1] if value >= least]
        if len(around) < 3:
            columns.append(0)
            continue
        counts = Counter(around)
        best, share = 0, 0
        for value in counts:
            near = sum(counts[other] for other in range(value - 2, value + 2))
            if near > share or (near == share and value > best):
                best, share = value, near
        columns.append(best if share >= 3 and share * 3 >= len(around) else 0)
    return columns


def _goes_on(text: str, following: str, columns: int, column: int) -> bool:
    if not column or columns < column - 4:
        return False
    if LABEL_START.match(following) or _BULLET.match(following):
        # 第十条规定的… may follow a wrapped 违反; the solver hears of the line start either way.
        return False
    if columns > column + 4:
        return text[-1:] not in _STOPS  # several lines joined already: only an open sentence goes on
    return not (text[-1:] in "。；;：:！!？?" and following[:1] in " \u3000")
