"""Line ends: which of them end a paragraph, and which were put there by a page's width.

Readers of docx and pdf know; plain text does not say.  Text wrapped by a page shows it: many lines are of
one width, and they stop anywhere in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .line import Line, LineEnd

__all__ = ["LABEL_START", "settle_ends", "width"]

LABEL_START = re.compile(
    r"[ \u3000]*(?:第[ ]*[〇○零一二三四五六七八九十百千两廿卅\d]{1,8}[ ]*(?:分编|部分|[编編篇章节節条條则則步]|[、，,])"
    r"|[（(【〔][ ]*[一二三四五六七八九十百\d]{1,4}[ ]*[）)】〕]"
    r"|[一二三四五六七八九十]{1,3}[、.．:：]"
    r"|\d{1,3}(?:[.．]\d{1,3})*[ ]*[、.．)）:：]|\d{1,3}(?:[.．]\d{1,3})+"
    r"|[①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩]|[Ⅰ-Ⅻⅰ-ⅻ]|[A-Za-z][.．)）](?![A-Za-z])|附[件表录錄][ ]*[\d一二三四五六七八九十])"
)
"""A line that begins like a numbered one.  Narrower than ``labels``: nothing is solved here."""
_BULLET = re.compile(r"[ \u3000]*(?:[●○◆◇■□▲△★☆•·※→►▪∙–—Ø✓√]|[-u][ \u3000])")
_WIDE = re.compile(r"[\u2e80-\U0010ffff“”‘’…—×]+")
_STOPS = "。；;！!？?：:…”』）)"
_WINDOW = 30  # lines before and after that a page's width is read from
_STRIDE = 4
_LEAST_BROKEN = 3  # lines that stop in mid-sentence near one width, for a page to be suspected


def width(text: str) -> int:
    """Give the width of ``text`` in columns: two for a full-width character, one for the others."""
    return len(text) + sum(map(len, _WIDE.findall(text)))


def settle_ends(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """Decide every ``unknown`` end and drop blank lines; tell also whether the paragraph breaks are firm."""
    full = [line for line in lines if line.text.strip() or line.label]
    if all(line.end != "unknown" for line in full):
        return full, True
    # Programs break lines after so many columns, or after so many characters: the measure that fits is taken.
    texts = [line.text.strip() for line in full]
    # An indent is part of a line's width; the row of a table says nothing of the page's.
    printed = [line.text.rstrip() if line.kind != "row" else "" for line in full]
    measures = []
    for measure, least in ((width, 36), (len, 18)):
        sizes = [measure(text) for text in printed]
        columns = _columns(sizes, texts, least)
        exact = 0
        if any(columns):
            exact = sum(abs(size - column) <= 1 for size, column in zip(sizes, columns, strict=True) if column)
        measures.append((exact, sizes, columns))
    _, sizes, columns = max(measures, key=lambda measured: measured[0])
    settled: list[Line] = []
    wrapped = False
    for index, line in enumerate(full):
        if line.end != "unknown" or index + 1 == len(full):
            settled.append(line if line.end != "unknown" else _ended(line, "paragraph"))
            continue
        following = full[index + 1]
        goes_on = following.kind != "row" and _goes_on(texts[index], following.text, sizes[index], columns[index])
        wrapped = wrapped or goes_on
        settled.append(_ended(line, "wrap" if goes_on else "paragraph"))
    long = any(len(text) > 250 for text in texts)
    return settled, not wrapped and not long


def _ended(line: Line, end: LineEnd) -> Line:
    return Line(line.text, line.place, end, line.kind, line.label, line.level, line.bullet)


def _columns(widths: Sequence[int], texts: Sequence[str], least: int) -> list[int]:
    """Give for each line the width that the page around it is wrapped at, or 0 where it is not wrapped.

    ``least``: shorter lines say nothing.  Wrapped text has many lines within three columns of one width, and most of
    them stop in mid-sentence; unwrapped paragraphs have all widths, and end where their sentences end.  One count
    serves ``_STRIDE`` lines, and moves on with them.
    """
    columns: list[int] = []
    around: dict[int, int] = {}  # width -> lines of the window, for the widths that say something
    open_ended = [0] * (max(widths, default=0) + 2)  # the same for lines that stop in mid-sentence, by width
    broken_here = [size >= least - 2 and text[-1:] not in _STOPS for size, text in zip(widths, texts, strict=True)]
    suspects = 0  # lines of the window that may have been broken by a page
    low = high = 0
    for index in range(0, len(widths), _STRIDE):
        while high < len(widths) and high <= index + _STRIDE + _WINDOW:
            size = widths[high]
            if size >= least:
                around[size] = around.get(size, 0) + 1
            open_ended[size] += broken_here[high]
            suspects += broken_here[high]
            high += 1
        while low < index - _WINDOW:
            size = widths[low]
            if size >= least:
                around[size] -= 1
                if not around[size]:
                    del around[size]
            open_ended[size] -= broken_here[low]
            suspects -= broken_here[low]
            low += 1
        column = _column(around, open_ended) if suspects >= _LEAST_BROKEN else 0
        columns.extend([column] * min(_STRIDE, len(widths) - index))
    return columns


def _column(around: Mapping[int, int], open_ended: Sequence[int]) -> int:
    """Give the width that a page of these lines is wrapped at, or 0."""
    broken = best = 0
    for v in around:
        here = open_ended[v - 2] + open_ended[v - 1] + open_ended[v] + open_ended[v + 1]
        if here > broken or (here == broken and v > best):
            broken, best = here, v
    if broken < _LEAST_BROKEN:
        return 0
    share = sum(around.get(value, 0) for value in range(best - 2, best + 2))
    longer = sum(count for value, count in around.items() if value > best + 1)
    # Sentences that stop anywhere else stop at any width; those that a page broke stop at its own.
    typical = broken * 2 >= sum(open_ended[value] for value in around)
    return best if broken * 2 >= share >= longer and typical else 0


def _goes_on(text: str, following: str, columns: int, column: int) -> bool:
    if not column or columns < column - 4:
        return False
    if LABEL_START.match(following) or _BULLET.match(following):
        # 第十条规定的… may follow a wrapped 违反; the solver hears of the line start either way.
        return False
    if columns > column + 4:
        return text[-1:] not in _STOPS  # several lines joined already: only an open sentence goes on
    return not (text[-1:] in "。；;：:！!？?" and following[:1] in " \u3000")
