"""From bytes to an open pdf, or to the error that says why not.

pdfium repairs a broken cross-reference table by looking for the objects itself.  It does the same for a file
whose end is missing, and then pages are gone without a word; so a truncated file is told from a damaged one
before pdfium sees it.
"""

from __future__ import annotations

import re
import time
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import EncryptedFile, HostileFile, UnreadableFile

__all__ = ["GLYPHS_A_PAGE", "PAGES", "Clock", "open_again", "open_pdf"]

PAGES = 5_000
"""More pages than any policy has; statute books of this size exist as volumes."""

GLYPHS_A_PAGE = 100_000
"""A densely printed A4 page holds under 10,000 characters."""

SECONDS = 300.0
"""For one file; a page of text takes about 0.01."""

INFLATED = 256 * 2**20
"""Bytes that one compressed stream may hold."""

_WORTH_INFLATING = 64 * 2**10  # deflate gives 1,032 bytes for one at the most: a smaller stream stays under 66 MB
_HEADER_WITHIN = 1024  # ISO 32000-1, annex H.3, note 13: viewers accept junk before the header
_SPLIT_REMEDY = "请拆分后再导入。"
_AGAIN_REMEDY = "请重新获取完整的文件,或用 PDF 阅读器打开后另存一份。"

_LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s{1,4}(\d{1,12})", re.DOTALL)
# Every repetition is bounded, so that no file makes the search itself slow.
_OBJECT = re.compile(rb"\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj\b")
_TWICE = re.compile(rb"/Filter\s{0,8}\[[^\]]{0,80}/Fl(?:ateDecode)?\b[^\]]{0,80}/Fl(?:ateDecode)?\b")
_DICTIONARY = 2_000  # bytes before a stream in which its dictionary is looked for


class Clock:
    """The time that a file may take; ``check`` raises ``HostileFile`` when it is up."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self.name = name
        self.seconds = seconds
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        """Raise when the time is up."""
        if time.monotonic() > self._until:
            raise HostileFile(f"读取超过{self.seconds:.0f}秒,已停止", place=self.name, remedy=_SPLIT_REMEDY)


@contextmanager
def open_pdf(data: bytes, *, name: str) -> Iterator[Any]:
    """Open ``data`` as a ``pypdfium2.PdfDocument`` and close it again.

    A file that opens with the empty password (only printing or copying restricted) is opened.  Raises
    UnreadableFile, EncryptedFile or HostileFile, with ``place=name``.
    """
    _check_whole(data, name)
    _check_streams(data, name)
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFile(
                "文件有密码,无法读取", place=name, remedy="请用密码打开后另存为无密码的 PDF。"
            ) from None
        raise UnreadableFile("文件已损坏,无法作为 PDF 打开", place=name, remedy=_AGAIN_REMEDY) from None
    try:
        pages = len(document)
        if pages == 0:
            raise UnreadableFile("PDF 中没有页面", place=name, remedy=_AGAIN_REMEDY)
        if pages > PAGES:
            raise HostileFile(f"共{pages}页,超过上限{PAGES}页", place=name, remedy=_SPLIT_REMEDY)
        yield document
    finally:
        document.close()


@contextmanager
def open_again(data: bytes) -> Iterator[Any]:
    """Open a file anew that ``open_pdf`` has opened and closed, without looking at it again."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def _check_whole(data: bytes, name: str) -> None:
    if not data:
        raise UnreadableFile("文件是空的", place=name, remedy="请重新获取文件。")
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise UnreadableFile("不是 PDF 文件", place=name, remedy="请检查扩展名,或用原来的软件另存为 PDF。")
    end = data.rfind(b"%%EOF")
    linear = _LINEARIZED.search(data[: 2 * _HEADER_WITHIN])
    # A file prepared for the web has an %%EOF near its beginning and says how long it is; an update that was
    # cut off leaves objects behind the last %%EOF.
    short = linear is not None and int(linear.group(1)) > len(data)
    if end < 0 or short or _OBJECT.search(data, end):
        raise UnreadableFile("文件不完整,后半部分缺失", place=name, remedy=_AGAIN_REMEDY)


def _check_streams(data: bytes, name: str) -> None:
    if _TWICE.search(data):
        raise HostileFile("压缩数据层层嵌套", place=name, remedy=_AGAIN_REMEDY)
    begins, ends = _marks_of_streams(data)
    for begin in begins:
        place = bisect_left(ends, begin)
        end = ends[place] if place < len(ends) else len(data)
        if end - begin < _WORTH_INFLATING:
            continue
        dictionary = data[max(0, begin - _DICTIONARY) : begin]
        if b"/Fl" not in dictionary[max(0, dictionary.rfind(b" obj")) :]:
            continue
        if _inflates_past(memoryview(data)[begin:end], INFLATED):
            raise HostileFile("压缩数据展开后过大", place=name, remedy=_AGAIN_REMEDY)


def _marks_of_streams(data: bytes) -> tuple[list[int], list[int]]:
    """Give where streams begin and where they end, by plain search: an expression takes thrice as long."""
    begins: list[int] = []
    ends: list[int] = []
    at = data.find(b"stream")
    while at >= 0:
        if data[at - 3 : at] == b"end":
            ends.append(at - 3)
        elif data[at + 6 : at + 7] == b"\n" or data[at + 6 : at + 8] == b"\r\n":
            begins.append(data.index(b"\n", at) + 1)
        at = data.find(b"stream", at + 6)
    return begins, ends


def _inflates_past(packed: memoryview, limit: int) -> bool:
    """Inflate piece by piece and keep nothing; a damaged stream is pdfium's business."""
    if packed[0] & 15 != 8 or (packed[0] * 256 + packed[1]) % 31:  # RFC 1950, section 2.2
        return False
    inflater = zlib.decompressobj()
    total = 0
    piece: bytes | memoryview = packed
    try:
        while piece and not inflater.eof:
            total += len(inflater.decompress(piece, 2**20))
            if total > limit:
                return True
            piece = inflater.unconsumed_tail
    except zlib.error:
        return False
    return False
