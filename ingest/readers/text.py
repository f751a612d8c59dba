"""Plain text: the encoding settled strictly, every line kept with its number."""

from __future__ import annotations

import codecs
import re

from ..document import Place
from ..errors import HostileFile, UnreadableFile
from ..line import MOST_LINES, Line, Reading
from ..repair import LABEL_START

__all__ = ["decode", "read", "read_lines"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Marks without width or meaning for the text.  They hide labels from every pattern, and no reader sees them.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\xad]")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_BLANK = Line("", Place())  # where a blank line stands nobody asks
_LARGEST = 32 * 2**20  # bytes: ten thousand pages of text
_MAGIC = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "docx"), (b"\xd0\xcf\x11\xe0", "doc"), (b"{\\rtf", "rtf"))


def read(data: bytes, *, name: str) -> Reading:
    """Read plain text.  Raises ``UnreadableFile`` for an empty, binary or wrongly encoded file."""
    return Reading(_with_rows(read_lines(data, name=name)))


def read_lines(data: bytes, *, name: str) -> tuple[Line, ...]:
    """Give the lines of a text file, their ends unknown.  Raises as ``read`` does."""
    if len(data) > _LARGEST:
        raise HostileFile(f"文本过大({len(data) / 2**20:.0f} MB)", place=name, remedy="请拆分成多个文件后再试")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableFile(
                f"内容是 {kind} 格式,扩展名却是文本", place=name, remedy=f"请把扩展名改为 .{kind} 后重建"
            )
    text = decode(data, name=name)
    if not text.strip():
        raise UnreadableFile("文件是空的", place=name, remedy="请换上有内容的文件,或从文件夹中移走")
    if len(_BINARY.findall(text, 0, 65536)) > max(2, min(len(text), 65536) // 500):
        raise UnreadableFile("不是文本文件(含大量控制字符)", place=name, remedy="请另存为 txt、docx 或 pdf")
    text = _INVISIBLE.sub("", text)
    lines = _LINE.split(text)
    if sum(map(bool, lines)) > MOST_LINES:
        raise HostileFile(f"超过 {MOST_LINES:,} 行", place=name, remedy="请拆分成多个文件后再试")
    return tuple(Line(line, Place(line=number)) if line else _BLANK for number, line in enumerate(lines, 1))


def _with_rows(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Mark the rows of tables, which tabs show: two lines or more on end with as many cells each.

    A row ends with its line, be there no mark at the end of its last cell.
    """
    if not any("\t" in line.text for line in lines):
        return lines
    printed = [index for index, line in enumerate(lines) if line.text.strip()]
    cells = [_cells(lines[index].text) for index in printed]
    marked = list(lines)
    for at, (index, count) in enumerate(zip(printed, cells, strict=True)):
        if count > 1 and count in (cells[at - 1] if at else 0, *cells[at + 1 : at + 2]):
            line = lines[index]
            marked[index] = Line(line.text, line.place, "paragraph", "row")
    return tuple(marked)


def _cells(text: str) -> int:
    """Count the cells of a line; a number and the tab behind it are no cell, nor is an indent."""
    label = LABEL_START.match(text)
    return len([cell for cell in text[label.end() if label else 0 :].strip().split("\t") if cell.strip()])


def decode(data: bytes, *, name: str) -> str:
    """Decode by mark, then strict UTF-8, UTF-16 without a mark, strict GB18030; never an ignored byte.

    Detectors by statistics call short Chinese files Big5 or Korean, so none is asked.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        utf8_error = error
    bare = _bare_utf16(data)
    if bare:
        return _strictly(data, bare, name)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        # The encoding that got further is the one that was meant.
        meant, at = ("UTF-8", utf8_error.start) if utf8_error.start >= error.start else ("GB18030", error.start)
    line = data.count(b"\n", 0, at) + 1
    raise UnreadableFile(
        f"第{line}行(字节 {at})不是有效的 {meant} 编码", place=name, remedy="请用记事本或 WPS 另存为 UTF-8 后重建"
    )


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"字节 {error.start} 处不是有效的 {encoding.upper().removesuffix('-SIG')} 编码",
            place=name,
            remedy="请用记事本或 WPS 另存为 UTF-8 后重建",
        ) from None


def _bare_utf16(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark by the zero bytes of its spaces, digits and line feeds."""
    if len(data) < 4 or len(data) % 2:
        return None
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"
