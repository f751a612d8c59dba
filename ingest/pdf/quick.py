"""The quick way through a page of level text, which nearly every page is.

Most of the time goes into calls to pdfium, four for each character.  Within a stretch of ideographs two are
enough: they stand one em apart, and if the last one is where the first one and the count say, so are all.
"""

from __future__ import annotations

import ctypes
import math
import re
from itertools import repeat
from typing import Any

from .calls import address, calls
from .characters import SMALLEST, STRAIGHT, PageGlyphs, is_private, plain
from .geometry import Glyph, Turn

__all__ = ["read_quickly"]

_STRETCH = re.compile(r"([\u3000-\ud7ff\uff00-\uffef]+)|[^\r\n]")
_ODD = re.compile(r"[\0-\x09\x0b\x0c\x0e-\x1f\ud800-\udfff\ufff0-\U0010ffff]")
_OFF = 0.3  # ems that the last ideograph of a stretch may be off its place
_LEAST, _MOST = 0.3, 1.3  # ems from one ideograph to the next in one line; beyond, there is a gap


def read_quickly(textpage: Any, turn: Turn, *, count: int) -> PageGlyphs | None:
    """Read a page of ``count`` characters; None if anything on it asks for the careful way.

    That is: slanted text, characters without a meaning, codes that do not match the characters one to one.
    """
    text = _text(textpage, count)
    if text is None:
        return None
    pen = _Pen(textpage, turn)
    for match in _STRETCH.finditer(text):
        read = pen.stretch if match.lastindex else pen.single
        if not read(match.group(), match.start()):
            return None
    return PageGlyphs(pen.glyphs, [], pen.private, pen.radicals, turn)


class _Pen:
    """Where characters stand; its methods give False where the careful way is needed."""

    def __init__(self, textpage: Any, turn: Turn) -> None:
        from pypdfium2 import raw

        self.glyphs: list[Glyph] = []
        self.private = 0
        self.radicals = 0
        self._call = calls()
        self._page = address(textpage)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._at_x, self._at_y = ctypes.addressof(self._x), ctypes.addressof(self._y)
        self._at_box, self._at_matrix = ctypes.addressof(self._box), ctypes.addressof(self._matrix)
        self._left, self._top = turn.box[0], turn.box[3]

    def single(self, char: str, index: int) -> bool:
        """Read one character with its own box."""
        call, box = self._call, self._box
        call.box(self._page, index, self._at_box)
        left, right = box.left, box.right
        if char == " " and left == right:
            return True  # pdfium's own
        size = self._size(index)
        if not size or "\x7f" <= char < "\xa0":
            return False
        ordinary = plain(char) if char > "\u2e7f" else char
        self.radicals += ordinary != char
        self.private += is_private(char)
        _, y = self._origin(index)
        self.glyphs.append(Glyph(ordinary, left - self._left, right - self._left, self._top - y, size, index))
        return True

    def stretch(self, text: str, begin: int) -> bool:
        """Read ideographs; the characters between the first and the last are placed by the distance of these."""
        size = self._size(begin)
        if not size:
            return False
        last = len(text) - 1
        x, y = self._origin(begin)
        end_x, end_y = self._origin(begin + last)
        if end_y != y or abs(end_x - x - last * size) > _OFF * size:
            return self._unevenly(text, begin, size)
        pitch = (end_x - x) / last if last else 0.0
        left, base = x - self._left, self._top - y
        edges = [left + pitch * place for place in range(last + 1)]
        lines = zip(text, edges, edges[1:], repeat(base), repeat(size), range(begin, begin + last), strict=False)
        self.glyphs.extend(map(Glyph._make, lines))
        self._finish(text[-1], begin + last, end_x, y, size)
        return True

    def _unevenly(self, text: str, begin: int, size: float) -> bool:
        """Read ideographs that are spread, or in several lines: each ends where the next one begins."""
        x, y = self._origin(begin)
        for place in range(len(text) - 1):
            index = begin + place
            next_x, next_y = self._origin(index + 1)
            if next_y == y and _LEAST * size < next_x - x <= _MOST * size:
                self.glyphs.append(Glyph(text[place], x - self._left, next_x - self._left, self._top - y, size, index))
            else:
                self._finish(text[place], index, x, y, size)
                size = self._size(index + 1)
                if not size:
                    return False
            x, y = next_x, next_y
        self._finish(text[-1], begin + len(text) - 1, x, y, size)
        return True

    def _finish(self, char: str, index: int, x: float, y: float, size: float) -> None:
        self._call.box(self._page, index, self._at_box)
        self.glyphs.append(Glyph(char, x - self._left, self._box.right - self._left, self._top - y, size, index))

    def _origin(self, index: int) -> tuple[float, float]:
        self._call.origin(self._page, index, self._at_x, self._at_y)
        return self._x.value, self._y.value

    def _size(self, index: int) -> float:
        """Give the type size in points; 0 for a character that is slanted or has no meaning."""
        call, matrix = self._call, self._matrix
        call.matrix(self._page, index, self._at_matrix)
        a = matrix.a
        if a <= 0 or abs(matrix.b) > STRAIGHT * a or call.unmapped(self._page, index) == 1:
            return 0.0
        return max(call.size(self._page, index) * math.hypot(matrix.c, matrix.d), SMALLEST)


def _text(textpage: Any, count: int) -> str | None:
    """Give all characters by one call; None if they do not match one to one or hold oddities."""
    from pypdfium2 import raw

    if not count:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    if written != count + 1 or raw.FPDFText_GetTextIndexFromCharIndex(textpage, count - 1) != count - 1:
        return None
    text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
    return None if len(text) != count or _ODD.search(text) else text
