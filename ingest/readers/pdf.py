"""pdf: pages by pdfium, repeated heads and feet set aside, columns in order, line ends judged.

Ruled tables become rows.  Nothing is lost: every character that pdfium gives is in a line or set aside.
Scanned pages and pages whose font does not say what its glyphs mean are named in a notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..document import Notice, Place, SetAside
from ..errors import UnreadableFile
from ..line import Line, Reading
from ..pdf.columns import VisualLine, find_gutters, lines_of
from ..pdf.geometry import Row
from ..pdf.heads import set_heads_aside
from ..pdf.kinds import line_kinds
from ..pdf.measure import measure
from ..pdf.opening import Clock, open_again, open_pdf
from ..pdf.scans import with_recognised
from ..pdf.sheets import Sheet, read_sheet
from ..pdf.tables import continued
from ..pdf.wrapping import line_ends

__all__ = ["read"]

_GARBLED = 0.02  # part of a page's characters without a meaning; a stray bullet stays below
_RUN = 100  # pages read before the file is opened anew: pdfium keeps every font of an open file in memory
_SHOWN = 8  # pages named in a message
_Placed = tuple[VisualLine | Row, int]


def read(data: bytes, *, name: str) -> Reading:
    """Read a pdf; ``name`` is the file's name for messages.

    Raises UnreadableFile (no pdf, damaged, cut off), EncryptedFile (a password is needed; one that only
    restricts printing or copying is not), HostileFile (past the limits of ``ingest.pdf.opening``).
    Notices: ``no-text``, ``garbled``, ``radicals``, ``damaged``, with their pages.
    """
    clock = Clock(name)
    sheets: list[Sheet] = []
    damaged: list[int] = []
    with open_pdf(data, name=name) as document:
        title = _metadata_title(document)
        pages = len(document)
        _read_pages(document, range(min(pages, _RUN)), clock, sheets, damaged)
    for first in range(_RUN, pages, _RUN):
        with open_again(data) as document:
            _read_pages(document, range(first, min(pages, first + _RUN)), clock, sheets, damaged)
    if not sheets:
        raise UnreadableFile(
            "没有一页能够读取,文件已损坏", place=name, remedy="请重新获取文件,或用 PDF 阅读器打开后另存一份。"
        )
    set_heads_aside(sheets)
    gutters = find_gutters(sheets)
    aside = [(text, reason, sheet.number, y) for sheet in sheets for text, reason, y in sheet.aside]
    placed = _without_repeated_heads(
        [(item, sheet.number) for sheet in sheets for item in lines_of(sheet, gutters.get(sheet.number, ()))],
        aside,
    )
    items = [item for item, _ in placed]
    usual = measure(items)
    lines = tuple(
        Line(item.text.strip(" \u3000") if kind != "row" else item.text, Place(page=page), end, kind)
        for (item, page), end, kind in zip(placed, line_ends(items, usual), line_kinds(items, usual), strict=True)
    )
    aside.sort(key=lambda piece: (piece[2], piece[3]))
    scanned = _scanned(sheets)
    lines, recognised, edges = with_recognised(lines, data, scanned, name=name)
    return Reading(
        lines=lines,
        set_aside=(*(SetAside(text, reason, Place(page=page)) for text, reason, page, _ in aside), *edges),
        notices=_notices(sheets, damaged, [page for page in scanned if page not in recognised], recognised),
        title=_trusted(title, lines),
    )


def _read_pages(document: Any, indices: range, clock: Clock, sheets: list[Sheet], damaged: list[int]) -> None:
    """Add the pages ``indices`` to ``sheets``, or their numbers to ``damaged``."""
    for index in indices:
        clock.check()
        sheet = _sheet(document, index, clock.name)
        if sheet is None:
            damaged.append(index + 1)
        else:
            sheets.append(sheet)


def _sheet(document: Any, index: int, name: str) -> Sheet | None:
    """Read one page and close it again; None if pdfium cannot load it."""
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
    except PdfiumError:
        return None
    try:
        return read_sheet(page, name=name, number=index + 1)
    finally:
        page.close()


def _without_repeated_heads(placed: Sequence[_Placed], aside: list[tuple[str, str, int, float]]) -> list[_Placed]:
    """Let a table go on over the page: its head row stays once, a row that the page parted becomes one."""
    kept: list[_Placed] = []
    head: Row | None = None
    for item, page in placed:
        last, last_page = kept[-1] if kept else (None, 0)
        if not isinstance(item, Row):
            kept.append((item, page))
            continue
        goes_on = isinstance(last, Row) and page == last_page + 1
        if item.first and not (isinstance(last, Row) and goes_on and len(last.cells) == len(item.cells)):
            head = item
        elif item.first and goes_on and head is not None and item.cells == head.cells:
            aside.append((item.text, "repeated-header", page, item.y))
            # What follows it stands at the top of the page as far as a parted row is concerned.
            continue
        joined = continued(last, item) if isinstance(last, Row) and goes_on else None
        if joined is not None:
            kept[-1] = (joined, last_page)
        else:
            kept.append((item, page))
    return kept


def _scanned(sheets: Sequence[Sheet]) -> list[int]:
    if not any(sheet.glyphs for sheet in sheets):
        return [sheet.number for sheet in sheets]  # nothing read at all is never passed in silence
    return [sheet.number for sheet in sheets if sheet.scanned]


def _notices(
    sheets: Sequence[Sheet], damaged: Sequence[int], scanned: Sequence[int], recognised: Sequence[int]
) -> tuple[Notice, ...]:
    garbled = [sheet.number for sheet in sheets if sheet.unreadable > _GARBLED * max(sheet.glyphs, 1)]
    radicals = [sheet.number for sheet in sheets if sheet.radicals]
    notices: list[Notice] = []
    if scanned:
        notices.append(
            _notice("no-text", f"{_pages(scanned)}没有文字(可能是扫描件),安装 policy-kb[ocr] 后重建", scanned)
        )
    if recognised:
        message = f"{_pages(recognised)}是扫描件,文字由识别得出,可能有误,请对照原件核对"
        notices.append(_notice("recognised", message, recognised))
    if garbled:
        notices.append(
            _notice(
                "garbled",
                f"{_pages(garbled)}有字符无法识别(字体缺少编码表),请用原文件重新导出,或安装 policy-kb[ocr] 后重建",
                garbled,
            )
        )
    if radicals:
        notices.append(_notice("radicals", f"{_pages(radicals)}的部首字符已还原为普通汉字", radicals))
    if damaged:
        notices.append(_notice("damaged", f"{_pages(damaged)}已损坏,没有读取,请重新获取完整的文件", damaged))
    return tuple(notices)


def _notice(code: str, message: str, pages: Sequence[int]) -> Notice:
    return Notice(code, message, tuple(Place(page=page) for page in pages))


def _pages(numbers: Sequence[int]) -> str:
    """Name pages: 第3页, 第3、5-8页, 第1、3…等20页."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = "、".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:_SHOWN])
    return f"第{shown}页" if len(spans) <= _SHOWN else f"第{shown}等{len(numbers)}页"


def _metadata_title(document: Any) -> str:
    title: str = document.get_metadata_value("Title")
    return title.strip()


def _trusted(title: str, lines: Sequence[Line]) -> str:
    """Believe the file's own title only if its first lines say it too: most are left from a template."""
    bare = "".join(title.split())
    head = "".join("".join(line.text.split()) for line in lines[:12])
    return title if len(bare) >= 2 and bare in head else ""
