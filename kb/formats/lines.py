"""Lines of Chinese text: no stop at the beginning of a line, no opening bracket at its end, Latin words kept whole."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["Measure", "lines_of"]

Measure = Callable[[str, float], float]
"""Text and size in points -> its width, in the unit of the line's width."""

_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[.,:/@_+%-][0-9A-Za-z]+)*%?|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：！？）》」』】〕〉”’％…—～·,.;:!?)]}%°℃々ー")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{¥￥$#-‐")
"""A hyphen too: programs that copy from a pdf take one at the end of a line for a parted word, and drop it."""
_MOST_PULLED = 4
"""Tokens that may move to the next line for a stop's sake; after that the line breaks where it is full."""


def lines_of(text: str, width: float, measure: Measure, size: float) -> list[str]:
    """Break ``text`` (one paragraph, set in ``size``) into lines no wider than ``width``.

    Joined again the lines are ``text`` but for white space.  A single character wider than the line stands alone.
    """
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for token in _tokens(text, width, measure, size):
        wide = measure(token, size)
        if line and used + wide > width and not token.isspace():
            kept, pulled = _broken(line, token)
            if sum(measure(part, size) for part in (*pulled, token)) > width:
                kept, pulled = line, []
            lines.append("".join(kept).rstrip())
            line = [*pulled, token] if pulled or not token.isspace() else []
            used = sum(measure(part, size) for part in line)
        elif line or not token.isspace():
            line.append(token)
            used += wide
    if line:
        lines.append("".join(line).rstrip())
    return lines


def _tokens(text: str, width: float, measure: Measure, size: float) -> list[str]:
    """A Latin word wider than the line is parted into its characters."""
    return [
        part
        for token in _TOKEN.findall(text)
        for part in (token if len(token) > 1 and measure(token, size) > width else (token,))
    ]


def _broken(line: list[str], token: str) -> tuple[list[str], list[str]]:
    """Part a full line before ``token``: what stays, and what goes to the next line."""
    at = len(line)
    first = token
    while at > max(1, len(line) - _MOST_PULLED) and (first[0] in _NOT_FIRST or line[at - 1][-1] in _NOT_LAST):
        at -= 1
        first = line[at]
    if first[0] in _NOT_FIRST or line[at - 1][-1] in _NOT_LAST:
        return line, []
    return line[:at], line[at:]
