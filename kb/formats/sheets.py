"""Tables as a workbook or as csv files; whatever the cells say, no program reads them as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest import ConfigurationError

from .files import repacked, write_file
from .paper import printable

__all__ = ["Sheet", "write_sheets"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767
"""Characters that a cell of Excel holds."""
_A4_WIDTH = 220
"""Widths of columns that a page of A4 across still shows in letters that can be read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.  ``widths``: columns of the screen, two for a Chinese character; ``suffix``: its csv file's name."""

    title: str
    suffix: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    widths: tuple[int, ...]
    frozen: int = 1
    centred: bool = False


def write_sheets(sheets: Sequence[Sheet], path: Path, *, date: str) -> tuple[Path, ...]:
    """Write ``sheets`` to ``path``; its ending picks .xlsx or .csv.

    csv: the first sheet to ``path``, each other one beside it with its suffix.  Raises ``ConfigurationError``.
    """
    match path.suffix.lower():
        case ".xlsx":
            write_file(path, _workbook(sheets, date))
            return (path,)
        case ".csv":
            paths = [path, *(path.with_name(f"{path.stem}-{sheet.suffix}.csv") for sheet in sheets[1:])]
            for place, sheet in zip(paths, sheets, strict=True):
                write_file(place, _csv(sheet))
            return tuple(paths)
    raise ConfigurationError(f"不支持“{path.suffix or '没有后缀'}”格式", remedy="文件名请以 .xlsx 或 .csv 结尾")


def _csv(sheet: Sheet) -> bytes:
    """RFC 4180 with a byte order mark, without which Excel reads UTF-8 as another encoding.

    A cell that a program would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (sheet.head, *sheet.rows):
        writer.writerow([_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _safe(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _workbook(sheets: Sequence[Sheet], date: str) -> bytes:
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "缺少生成 .xlsx 的组件 openpyxl", remedy="请安装:pip install openpyxl,或改为 .csv"
        ) from error
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "policy-kb"
    book.properties.created = book.properties.modified = datetime.fromisoformat(date)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    out = io.BytesIO()
    book.save(out)
    return repacked(_dated(out.getvalue(), date))


def _dated(package: bytes, date: str) -> bytes:
    """Put ``date`` back: saving sets the time of the last change to now."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{date}T00:00:00Z".encode(), content)
            new.writestr(name, content)
    return out.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin", color="D0D4DA")
    edge = Border(left=thin, right=thin, top=thin, bottom=thin)
    plain = Alignment(vertical="top", wrap_text=True, horizontal="center" if sheet.centred else None)
    first = Alignment(vertical="top", wrap_text=True)
    for row, cells in enumerate((sheet.head, *sheet.rows), 1):
        for column, value in enumerate(cells, 1):
            cell = page.cell(row, column)
            if isinstance(value, str):
                text = printable(value)[:_LONGEST]
                cell.value = text
                cell.data_type = "s"  # openpyxl takes = for a formula
                if text.startswith(_FORMULA):
                    cell.quotePrefix = True
            else:
                cell.value = value
            cell.border, cell.alignment = edge, first if column == 1 else plain
            if row == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF5")
    page.freeze_panes = page.cell(2, sheet.frozen + 1)
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.head))}{len(sheet.rows) + 1}"
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate(sheet.rows, 2):
        page.row_dimensions[row].height = 15.0 * max(
            _lines(cell, width) for cell, width in zip(cells, sheet.widths, strict=True)
        )
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.paperSize = page.PAPERSIZE_A3 if sum(sheet.widths) > _A4_WIDTH else page.PAPERSIZE_A4


def _lines(cell: str | float, width: int) -> int:
    """How many lines a wrapped cell takes: programs do not find that out by themselves when they open the file."""
    text = str(cell)
    columns = sum(1 if ord(character) < 0x2E80 else 2 for character in text)
    return min(27, max(1, text.count("\n") + -(-columns // max(1, width - 1))))
