"""The characters of a page, with their boxes, by pdfium's text page.

pdfium adds spaces and line ends of its own making (they have no width); these are left out, since ``runs``
decides from the gaps.  A character that the font does not name becomes U+FFFD: what pdfium gives for it is the
number of a glyph, and that would be a wrong word in the source's name.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..errors import HostileFile
from .geometry import Glyph, Turn
from .opening import GLYPHS_A_PAGE

__all__ = ["PageGlyphs", "Slanted", "plain", "read_glyphs"]

_UNREADABLE = "\ufffd"
_STRAIGHT = 0.05  # sine of the angle up to which a line of text counts as level
_SMALLEST = 0.5  # points; smaller type is a trick to hide words, and its size says nothing


@dataclass(frozen=True, slots=True)
class Slanted:
    """Text that does not run level: ``degrees`` clockwise; ``box`` edges x0, top, x1, bottom."""

    text: str
    degrees: float
    size: float
    x0: float
    top: float
    x1: float
    bottom: float
    index: int

    @property
    def upright(self) -> bool:
        """Tell text set sideways (in a narrow table cell) from text across the page (a watermark)."""
        return min(self.degrees % 90, 90 - self.degrees % 90) < 3


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """All characters of one page: level ones, others; counts of unreadable ones and of radicals put right."""

    level: list[Glyph]
    slanted: list[Slanted]
    unreadable: int
    radicals: int
    turn: Turn


def plain(char: str) -> str:
    """Give the ordinary character for a Kangxi radical or a CJK compatibility ideograph, else the same.

    >>> plain("⼀"), plain("ﬁ")
    ('一', 'ﬁ')
    """
    code = ord(char)
    if 0x2E80 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        return unicodedata.normalize("NFKC", char)
    return char


def read_glyphs(textpage: Any, turn: Turn, *, name: str, number: int) -> PageGlyphs:
    """Read the glyphs of a ``pypdfium2.raw`` text page handle.

    If most of the text runs sideways (a landscape table on an upright page), the page is read as turned.
    Raises HostileFile for a page with more characters than any page has.
    """
    found = _read(textpage, turn, name=name, number=number)
    if len(found.slanted) and sum(len(piece.text) for piece in found.slanted) > len(found.level):
        sideways: Counter[int] = Counter()
        for piece in found.slanted:
            if piece.upright:
                sideways[round(piece.degrees / 90) * 90 % 360] += len(piece.text)
        if sideways and max(sideways.values()) > len(found.level):
            angle = (turn.angle - max(sideways, key=lambda key: sideways[key])) % 360
            return _read(textpage, replace(turn, angle=angle), name=name, number=number)
    return found


def _read(textpage: Any, turn: Turn, *, name: str, number: int) -> PageGlyphs:
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(textpage)
    if count > GLYPHS_A_PAGE:
        raise HostileFile(f"第{number}页有{count}个字符,超过上限", place=name, remedy="请检查文件来源,或拆分后再导入。")
    get_origin, get_box = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
    get_size, get_matrix = raw.FPDFText_GetFontSize, raw.FPDFText_GetMatrix
    origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(origin_x), ctypes.byref(origin_y)
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    at_box, at_matrix = ctypes.byref(box), ctypes.byref(matrix)
    level: list[Glyph] = []
    slanted: list[Slanted] = []
    unreadable = radicals = 0
    upright_page = turn.angle == 0
    left, _, _, top = turn.box
    for index, code in _codes(raw, textpage, count):
        if not get_box(textpage, index, at_box) or (code == 32 and box.left == box.right):
            continue
        char = _meaning(raw, textpage, index, code) if code >= 0x7F or code < 32 else chr(code)
        if char == _UNREADABLE or "\ue000" <= char <= "\uefff" or "\uf100" <= char <= "\uf8ff":
            unreadable += 1  # U+F000 to U+F0FF are the bullets and boxes of symbol fonts
        elif ord(char) != code and code > 0x2E7F:
            radicals += 1
        get_origin(textpage, index, at_x, at_y)
        get_matrix(textpage, index, at_matrix)
        a, b = matrix.a, matrix.b
        size = max(get_size(textpage, index) * math.hypot(matrix.c, matrix.d), _SMALLEST)
        if upright_page and a > 0 and abs(b) <= _STRAIGHT * a:
            level.append(Glyph(char, box.left - left, box.right - left, top - origin_y.value, size, index))
            continue
        dx, dy = turn.direction(a, b)
        x0, upper, x1, lower = turn.rect(box.left, box.bottom, box.right, box.top)
        if dx > 0 and abs(dy) <= _STRAIGHT * dx:
            level.append(Glyph(char, x0, x1, turn.point(origin_x.value, origin_y.value)[1], size, index))
        else:
            degrees = math.degrees(math.atan2(dy, dx)) % 360
            slanted.append(Slanted(char, degrees, size, x0, upper, x1, lower, index))
    return PageGlyphs(level, _gather(slanted), unreadable, radicals, turn)


def _codes(raw: Any, textpage: Any, count: int) -> Iterator[tuple[int, int]]:
    """Give number and code point of each character, without line ends, surrogates joined."""
    get_code = raw.FPDFText_GetUnicode
    high = 0
    for index in range(count):
        code = get_code(textpage, index)
        if code in {10, 13}:
            continue
        if 0xD800 <= code < 0xE000:
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0
        high = 0
        yield index, code


def _meaning(raw: Any, textpage: Any, index: int, code: int) -> str:
    """Give the character for a code outside ASCII, or U+FFFD for what has no meaning."""
    if code < 32 and (code == 2 or raw.FPDFText_IsHyphen(textpage, index) == 1):
        return "-"  # pdfium marks a hyphen at the end of a line so
    if code == 9:
        return " "
    if code < 0xA0 or code in {0xFFFE, 0xFFFF} or code > 0x10FFFF:
        return _UNREADABLE
    if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1:
        return _UNREADABLE
    return plain(chr(code))


def _gather(slanted: list[Slanted]) -> list[Slanted]:
    """Join what follows one another in the file at the same angle."""
    gathered: list[Slanted] = []
    for piece in slanted:
        last = gathered[-1] if gathered else None
        near = 2.5 * piece.size
        if (
            last is not None
            and abs(last.degrees - piece.degrees) < 1
            and abs(last.size - piece.size) < 0.1 * piece.size
            and piece.x0 < last.x1 + near
            and piece.x1 > last.x0 - near
            and piece.top < last.bottom + near
            and piece.bottom > last.top - near
        ):
            gathered[-1] = replace(
                last,
                text=last.text + piece.text,
                x0=min(last.x0, piece.x0),
                top=min(last.top, piece.top),
                x1=max(last.x1, piece.x1),
                bottom=max(last.bottom, piece.bottom),
            )
        else:
            gathered.append(piece)
    return gathered
