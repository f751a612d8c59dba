"""Running heads, running feet and page numbers: what repeats at one height at the edges of the pages.

Digits are normalised, but only figures that stay the same or grow with the pages count as the same text: a
body line ``3.1 …`` at the top of one page and ``4.1 …`` at the top of another is no running head.  A line can
only be set aside if everything between it and the edge of its page is set aside too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..numerals import parse
from .geometry import Row, Run
from .marks import LABEL, ends_sentence
from .sheets import Sheet

__all__ = ["set_heads_aside"]

Edge = Literal["head", "foot"]

_ZONE = 0.22  # part of the page's height in which heads and feet stand
_MARGIN = 0.12  # the part in which a page number is believed without another page to compare with
_DEPTH = 6  # lines of a head at the most
_LEVEL = 2.5  # points by which the height may differ from page to page
_APART = 1.45  # leadings: a head stands farther from the body than the body's lines from one another
_SMALL = 0.93  # times the body's type size
_MOST = 0.5  # part of the pages: what stands on more of them needs no gap

_CN = "〇○零一二三四五六七八九十百"
_FIGURE = re.compile(
    rf"\d+|(?<=第)[ ]*[{_CN}]+(?=[ ]*页)|(?<=共)[ ]*[{_CN}]+(?=[ ]*页)|^[ivxlc]{{1,7}}$|^[IVXLC]{{1,7}}$"
)
_DASH = r"[-–—―‐－~～·•・.．|/*_一]"
_N = rf"(?:\d{{1,4}}|[{_CN}]{{1,5}}|[ivxlc]{{1,7}}|[IVXLC]{{1,7}})"
_SAYS_PAGE = re.compile(
    rf"(?:第{_N}页[,，/／、·|]?(?:[（(]?共{_N}页[）)]?)?|共{_N}页[,，/／、·|]?第{_N}页|第{_N}页[/／](?:共)?{_N}页?"
    rf"|页(?:码|次)?[:：]?{_N}(?:[/／]{_N})?|{_DASH}{{1,3}}{_N}{_DASH}{{1,3}}|[\[【（(〔]{_N}[\]】）)〕]|{_N}页"
    rf"|\d{{1,4}}[/／]\d{{1,4}}|(?:[Pp]age|PAGE|[Pp]\.?){_N}(?:(?:of|OF|/){_N})?|\d{{1,4}}of\d{{1,4}})"
)
_FIGURE_ALONE = re.compile(r"\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class _Strip:
    """What stands at one height of one page, ``number`` 0 at the edge.

    ``far``: points from the edge; ``gap``: points to the next strip inward.
    """

    page: int
    number: int
    text: str
    signature: str
    figures: tuple[int, ...]
    far: float
    gap: float
    size: float
    members: tuple[Run | Row, ...]
    table: tuple[int, ...]


def set_heads_aside(sheets: Sequence[Sheet]) -> None:
    """Move heads, feet and page numbers from each sheet's runs and rows to its ``aside``."""
    usual = _usual(sheets)
    for edge in ("head", "foot"):
        strips = {sheet.number: _strips(sheet, edge) for sheet in sheets}
        groups = _repeated(strips.values())
        slots = _slots(groups, usual.pages)
        shares = {id(strip): len({other.page for other in group}) for group in groups for strip in group}
        for sheet in sheets:
            taken: list[tuple[_Strip, str]] = []
            pending: list[tuple[_Strip, str]] = []  # lines of a head that has its gap only after its last line
            for strip in strips[sheet.number]:
                reason, sure = _reason(strip, edge, shares.get(id(strip), 0), slots, sheet, usual)
                outermost = not taken and not pending
                if reason is None or not (outermost or reason == "page-number" or _may_follow(strip, sheet)):
                    break
                pending.append((strip, reason))
                if sure:
                    taken.extend(pending)
                    pending.clear()
            _take(sheet, _whole_tables(taken, sheet))


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is usual in the file: distance of baselines and type size in points; pages, and those with text."""

    leading: float
    size: float
    all_pages: int
    pages: int


def _usual(sheets: Sequence[Sheet]) -> _Usual:
    steps: Counter[float] = Counter()
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run, following in zip(sheet.runs, sheet.runs[1:], strict=False):
            step = following.y - run.y
            if 0.8 * run.size < step < 4 * run.size:
                steps[round(step, 0)] += 1
        for run in sheet.runs:
            sizes[round(run.size, 1)] += len(run.text)
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    leading = steps.most_common(1)[0][0] if steps else 1.5 * size
    return _Usual(leading, size, len(sheets), sum(1 for sheet in sheets if sheet.runs or sheet.rows))


def _strips(sheet: Sheet, edge: Edge) -> list[_Strip]:
    """Give what stands in the zone at one edge, from the edge inward."""
    members: list[Run | Row] = [*sheet.runs, *sheet.rows]
    middle = sheet.height / 2  # far beyond the zone, so that its last strip still has its gap
    members = [member for member in members if (member.y < middle) == (edge == "head")]
    # A table row is as tall as its cells; its middle puts it among the lines of text.
    members.sort(key=lambda member: (member.top + member.bottom) / 2, reverse=edge == "foot")
    groups: list[list[Run | Row]] = []
    for member in members:
        last = groups[-1][0] if groups else None
        if (
            last is not None
            and isinstance(last, Run)
            and isinstance(member, Run)
            and abs(last.y - member.y) < 0.4 * max(last.size, member.size)
        ):
            groups[-1].append(member)
            continue
        if len(groups) > _DEPTH:
            break
        groups.append([member])
    strips: list[_Strip] = []
    for index, group in enumerate(groups[:_DEPTH]):
        top, bottom = min(member.top for member in group), max(member.bottom for member in group)
        far = top if edge == "head" else sheet.height - bottom
        if far > _ZONE * sheet.height:
            break
        gap = sheet.height
        if index + 1 < len(groups):
            inner = groups[index + 1]
            gap = (
                min(member.bottom for member in inner) - bottom
                if edge == "head"
                else top - max(member.top for member in inner)
            )
        group.sort(key=lambda member: member.x0)
        text = " ".join(member.text for member in group)
        signature, figures = _normalised(text)
        tables = tuple(member.table for member in group if isinstance(member, Row))
        strips.append(
            _Strip(sheet.number, index, text, signature, figures, far, gap, group[0].size, tuple(group), tables)
        )
    return strips


def _normalised(text: str) -> tuple[str, tuple[int, ...]]:
    """Give the text without white space and with # for figures, and the figures.

    >>> _normalised("第 3 页 共 12 页"), _normalised("第十二页")
    (('第#页共#页', (3, 12)), ('第#页', (12,)))
    """
    bare = "".join(text.split())
    figures: list[int] = []

    def note(match: re.Match[str]) -> str:
        figures.append(_number(match.group()))
        return "#"

    return _FIGURE.sub(note, bare), tuple(figures)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text[:9])
    if text.isascii():
        values = [_ROMAN[char] for char in text.lower()]
        following = [*values[1:], 0]
        return sum(-one if one < two else one for one, two in zip(values, following, strict=True))
    value = parse(text)
    return int(value) if value is not None else -1


def _repeated(pages: Iterable[Sequence[_Strip]]) -> list[list[_Strip]]:
    """Group strips of one signature at one height; keep groups of two pages or more whose figures agree."""
    by_text: defaultdict[str, list[_Strip]] = defaultdict(list)
    for strips in pages:
        for strip in strips:
            by_text[strip.signature].append(strip)
    kept: list[list[_Strip]] = []
    for strips in by_text.values():
        strips.sort(key=lambda strip: strip.far)
        groups: list[list[_Strip]] = []
        for strip in strips:
            if groups and strip.far - groups[-1][-1].far <= _LEVEL:
                groups[-1].append(strip)
            else:
                groups.append([strip])
        for group in groups:
            agreeing = _agreeing(group)
            if len({strip.page for strip in agreeing}) >= 2:
                kept.append(agreeing)
    return kept


def _agreeing(group: list[_Strip]) -> list[_Strip]:
    """Keep the strips whose every figure is the same as on other pages or grows with them.

    A second count (i ii iii, then 1 2 3) has another distance from the page's number.
    """
    if not group[0].figures:
        return group
    kept = group
    for place in range(len(group[0].figures)):
        same = Counter(strip.figures[place] for strip in kept)
        grown = Counter(strip.figures[place] - strip.page for strip in kept)
        kept = [
            strip for strip in kept if same[strip.figures[place]] > 1 or grown[strip.figures[place] - strip.page] > 1
        ]
    return kept


def _slots(groups: list[list[_Strip]], texts: int) -> list[tuple[float, float]]:
    """Give the heights (distance from the edge, type size) at which most pages carry a repeated strip."""
    slots: list[tuple[float, float]] = []
    heights = sorted((strip.far, strip.size, strip.page) for group in groups for strip in group)
    at = 0
    while at < len(heights):
        end = at
        while end < len(heights) and heights[end][0] - heights[at][0] <= _LEVEL:
            end += 1
        pages = {page for _, _, page in heights[at:end]}
        if len(pages) >= max(3, 0.6 * texts):
            slots.append((heights[at][0], heights[at][1]))
        at = end
    return slots


def _reason(
    strip: _Strip,
    edge: Edge,
    share: int,
    slots: Sequence[tuple[float, float]],
    sheet: Sheet,
    usual: _Usual,
) -> tuple[str | None, bool]:
    """Say why a strip is no body text (None if it is), and whether that is sure without the strips inward.

    ``share``: the pages that repeat it, 0 for none.
    """
    bare = "".join(strip.text.split())
    says_page = _SAYS_PAGE.fullmatch(bare) is not None
    figure = _FIGURE_ALONE.fullmatch(bare) is not None
    apart = strip.gap > _APART * usual.leading or strip.size < _SMALL * usual.size
    name = "page-number" if says_page or figure else f"running-{edge}"
    if share:
        # A form has the same words on every page: without a gap only what reads unlike a sentence is a head.
        common = share >= 3 and share >= _MOST * usual.pages and not _like_body(strip)
        return name, says_page or figure or apart or (common and not strip.number)
    in_slot = any(abs(strip.far - far) <= _LEVEL and abs(strip.size - size) < 0.6 for far, size in slots)
    if in_slot and apart:
        return name, True
    near_edge = strip.far <= _MARGIN * sheet.height
    if near_edge and apart and (says_page or (figure and _plausible(strip, usual.all_pages))):
        return name, True
    return None, False


def _like_body(strip: _Strip) -> bool:
    return ends_sentence(strip.text) or LABEL.match(strip.text) is not None


def _may_follow(strip: _Strip, sheet: Sheet) -> bool:
    """Tell whether a second line can belong to the head: close to the edge, and unlike a clause."""
    return strip.far <= _MARGIN * sheet.height and not _like_body(strip)


def _plausible(strip: _Strip, pages: int) -> bool:
    """Believe a bare figure only where it is this page's number, or where there is no other page to ask."""
    return bool(strip.figures) and (strip.figures[0] == strip.page or pages == 1)


def _whole_tables(taken: list[tuple[_Strip, str]], sheet: Sheet) -> list[tuple[_Strip, str]]:
    """Leave rows of a table that goes on into the body: its repeated head row is part of the table."""
    rows = Counter(row.table for row in sheet.rows)
    got = Counter(table for strip, _ in taken for table in strip.table)
    for index, (strip, _) in enumerate(taken):
        if any(got[table] < rows[table] for table in strip.table):
            return taken[:index]
    return taken


def _take(sheet: Sheet, taken: Sequence[tuple[_Strip, str]]) -> None:
    gone = {id(member) for strip, _ in taken for member in strip.members}
    sheet.runs = [run for run in sheet.runs if id(run) not in gone]
    sheet.rows = [row for row in sheet.rows if id(row) not in gone]
    for strip, reason in sorted(taken, key=lambda pair: pair[0].page):
        sheet.aside.append((strip.text, reason, strip.members[0].y))
