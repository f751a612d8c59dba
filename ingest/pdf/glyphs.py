"""The characters of a page, with their boxes, by pdfium's text page.

pdfium adds spaces and line ends of its own making (they have no width); these are left out, since ``runs``
decides from the gaps.  A character that the font does not name becomes U+FFFD: what pdfium gives for it is the
number of a glyph, and that would be a wrong word in the source's name.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..errors import HostileFile
from .calls import address, calls
from .characters import SMALLEST, STRAIGHT, PageGlyphs, Slanted, is_private, plain
from .geometry import Glyph, Turn
from .opening import GLYPHS_A_PAGE
from .quick import read_quickly

__all__ = ["read_glyphs"]

_UNREADABLE = "\ufffd"


def read_glyphs(textpage: Any, turn: Turn, *, name: str, number: int) -> PageGlyphs:
    """Read the glyphs of a ``pypdfium2.raw`` text page handle.

    If most of the text runs sideways (a landscape table on an upright page), the page is read as turned.
    Raises HostileFile for a page with more characters than any page has.
    """
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(textpage)
    if count > GLYPHS_A_PAGE:
        raise HostileFile(f"第{number}页有{count}个字符,超过上限", place=name, remedy="请检查文件来源,或拆分后再导入。")
    quick = read_quickly(textpage, turn, count=count) if turn.angle == 0 else None
    if quick is not None:
        return quick
    found = _read(textpage, turn, count=count)
    if len(found.slanted) and sum(len(piece.text) for piece in found.slanted) > len(found.level):
        sideways: Counter[int] = Counter()
        for piece in found.slanted:
            if piece.upright:
                sideways[round(piece.degrees / 90) * 90 % 360] += len(piece.text)
        if sideways and max(sideways.values()) > len(found.level):
            angle = (turn.angle - max(sideways, key=lambda key: sideways[key])) % 360
            return _read(textpage, replace(turn, angle=angle), count=count)
    return found


def _read(textpage: Any, turn: Turn, *, count: int) -> PageGlyphs:
    from pypdfium2 import raw

    call, page = calls(), address(textpage)
    get_origin, get_box, get_size, get_matrix = call.origin, call.box, call.size, call.matrix
    origin_x, origin_y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.addressof(origin_x), ctypes.addressof(origin_y)
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    at_box, at_matrix = ctypes.addressof(box), ctypes.addressof(matrix)
    level: list[Glyph] = []
    slanted: list[Slanted] = []
    unreadable = radicals = 0
    upright_page = turn.angle == 0
    left, _, _, top = turn.box
    for index, code in _codes(page, count):
        if not get_box(page, index, at_box) or (code == 32 and box.left == box.right):
            continue
        char = _meaning(raw, textpage, index, code) if code >= 0x7F or code < 32 else chr(code)
        if char == _UNREADABLE or is_private(char):
            unreadable += 1
        elif ord(char) != code and code > 0x2E7F:
            radicals += 1
        get_origin(page, index, at_x, at_y)
        get_matrix(page, index, at_matrix)
        a, b = matrix.a, matrix.b
        size = max(get_size(page, index) * math.hypot(matrix.c, matrix.d), SMALLEST)
        if upright_page and a > 0 and abs(b) <= STRAIGHT * a:
            level.append(Glyph(char, box.left - left, box.right - left, top - origin_y.value, size, index))
            continue
        dx, dy = turn.direction(a, b)
        x0, upper, x1, lower = turn.rect(box.left, box.bottom, box.right, box.top)
        if dx > 0 and abs(dy) <= STRAIGHT * dx:
            level.append(Glyph(char, x0, x1, turn.point(origin_x.value, origin_y.value)[1], size, index))
        else:
            degrees = math.degrees(math.atan2(dy, dx)) % 360
            slanted.append(Slanted(char, degrees, size, x0, upper, x1, lower, index))
    return PageGlyphs(level, _gather(slanted), unreadable, radicals, turn)


def _codes(page: int, count: int) -> Iterator[tuple[int, int]]:
    """Give number and code point of each character, without line ends, surrogates joined."""
    get_code = calls().code
    high = 0
    for index in range(count):
        code = get_code(page, index)
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
