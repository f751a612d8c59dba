"""What both ways through a page share: the characters found, and what a code means."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .geometry import Glyph, Turn

__all__ = ["SMALLEST", "STRAIGHT", "PageGlyphs", "Slanted", "is_private", "plain"]

STRAIGHT = 0.05
"""Sine of the angle up to which a line of text counts as level."""

SMALLEST = 0.5
"""Points; smaller type is a trick to hide words, and its size says nothing."""


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


def is_private(char: str) -> bool:
    """Tell a private character from others; U+F000 to U+F0FF are the bullets and boxes of symbol fonts."""
    return "\ue000" <= char <= "\uefff" or "\uf100" <= char <= "\uf8ff"
