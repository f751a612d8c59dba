"""The pdfium functions that are called for every character, in the cheapest form that ctypes has.

pypdfium2's own prototypes check a typed pointer and let go of the interpreter's lock at every call, which takes
three times as long as the call itself.  pdfium is not safe for threads anyway.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["Calls", "address", "calls"]

_Three = Callable[[int, int, int], int]
_Four = Callable[[int, int, int, int], int]


@dataclass(frozen=True, slots=True)
class Calls:
    """Functions of (text page, number of the character, addresses of the results), all given as addresses.

    ``piece``: the text object of a character; ``mode``: how that is painted; ``font``: name and flags.
    ``item`` and ``kind`` are of (page, number) and (object).
    """

    origin: _Four
    box: _Three
    matrix: _Three
    size: Callable[[int, int], float]
    unmapped: Callable[[int, int], int]
    code: Callable[[int, int], int]
    piece: Callable[[int, int], int]
    mode: Callable[[int], int]
    font: Callable[[int, int, int, int, int], int]
    item: Callable[[int, int], int]
    kind: Callable[[int], int]


@cache
def calls() -> Calls:
    """Give the functions; pdfium is loaded by the first call."""
    from pypdfium2 import raw

    page, number, out = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p

    def swift(function: Any, result: Any, *arguments: Any) -> Any:
        return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)

    return Calls(
        origin=swift(raw.FPDFText_GetCharOrigin, ctypes.c_int, page, number, out, out),
        box=swift(raw.FPDFText_GetLooseCharBox, ctypes.c_int, page, number, out),
        matrix=swift(raw.FPDFText_GetMatrix, ctypes.c_int, page, number, out),
        size=swift(raw.FPDFText_GetFontSize, ctypes.c_double, page, number),
        unmapped=swift(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, page, number),
        code=swift(raw.FPDFText_GetUnicode, ctypes.c_uint, page, number),
        piece=swift(raw.FPDFText_GetTextObject, ctypes.c_void_p, page, number),
        mode=swift(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, out),
        font=swift(raw.FPDFText_GetFontInfo, ctypes.c_ulong, page, number, out, ctypes.c_ulong, out),
        item=swift(raw.FPDFPage_GetObject, ctypes.c_void_p, page, number),
        kind=swift(raw.FPDFPageObj_GetType, ctypes.c_int, out),
    )


def address(handle: Any) -> int:
    """Give the address behind a pdfium handle."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
