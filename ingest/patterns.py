"""Regular expressions that are compiled when first used: a command that asks one thing waits for no other's.

The patterns of dates, values and editions take longer to compile than a question takes to answer.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazy"]


class _Pattern:
    """Looks like ``re.Pattern``; what is asked of it once is an attribute of its own then, and costs nothing more."""

    def __init__(self, pattern: str, flags: int, starts: str) -> None:
        self._source = pattern, flags
        self._starts = frozenset(starts)

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Search without compiling, where no match can begin: the first search that may find something compiles."""
        if self._starts and self._starts.isdisjoint(text):
            return None
        found: re.Match[str] | None = self.__getattr__("search")(text, *bounds)
        return found

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str, flags: int = 0, *, starts: str = "") -> re.Pattern[str]:
    """Give ``re.compile(pattern, flags)`` without compiling yet; a mistake in ``pattern`` shows at the first use.

    ``starts``: all characters that a match can begin with, or others of which every match holds one; where a text
    holds none, a search need not compile.
    It is no instance of ``re.Pattern``: functions of ``re`` do not take it, its methods do all that they do.
    """
    return cast("re.Pattern[str]", _Pattern(pattern, flags, starts))
