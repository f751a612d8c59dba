"""Which of many regular expressions can match in a text: one scan for the literals of all of them tells.

A clause is searched for some sixty expressions of which a few stand in it.  ``scanned`` looks once for the literals of
which every match holds one (``literals``); an expression whose literals the text lacks is then passed over, and of
one with many branches only those are tried that can match.  What is found is what the bare expression finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from threading import Lock
from typing import Any, cast

from ingest.patterns import lazy

from .phrases import Paired, Present

__all__ = ["Scanned", "found_in", "scanned", "scanner", "sought"]

_Search = Callable[..., re.Match[str] | None]
_FEW = 6
"""Branches that are sooner tried one by one than as a whole."""
_REPAYS_FROM = 400
"""Texts from which on it repays to read the literals off all expressions, a twelfth of a second."""
_KEPT = 1024
"""Sets of branches whose searches an expression keeps ready."""
_OWN_NUMBERS = lazy(r"\\[1-9]|\(\?(?:\(|[aiLmsux]+\))")
"""What a branch cannot be cut out with: groups by number, flags for the whole expression."""


class Scanned(Paired):
    """A text of which is known which branches can match; for the rest a ``str`` like any other."""

    __slots__ = ("branches",)
    branches: int


class _Sought:
    """Looks like ``re.Pattern``; passes over a ``Scanned`` text in which it cannot match."""

    def __init__(self, pattern: str) -> None:
        self._source = pattern
        self._whole = lazy(pattern)
        self._branches: list[str] = []
        self._bits = self._shift = 0  # nothing is known before the prefilter is made
        self._searches: dict[int, tuple[_Search, ...]] = {}
        self._groups = True

    def join(self, shift: int) -> list[frozenset[str] | None]:
        """Take the bits from ``shift`` on, one a branch; give the literals of each."""
        from .literals import branches_of, literals_of

        self._branches = [self._source] if _OWN_NUMBERS.search(self._source) else branches_of(self._source)
        self._shift, self._bits = shift, (1 << len(self._branches)) - 1 << shift
        return [literals_of(branch) for branch in self._branches]

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Search as ``re.Pattern`` does."""
        if type(text) is Scanned and self._bits:
            here = text.branches & self._bits
            if not here:
                return None
            searches = self._searches.get(here)
            if searches is None:
                searches = self._ready(here)
            if searches:
                return self._first(text, searches, bounds)
        return self._whole.search(text, *bounds)

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Match as ``re.Pattern`` does."""
        if type(text) is Scanned and self._bits and not text.branches & self._bits:
            return None
        return self._whole.match(text, *bounds)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all matches as ``re.Pattern`` does."""
        if type(text) is Scanned and self._bits:
            here = text.branches & self._bits
            if not here:
                return iter(())
            if searches := self._ready(here):
                return self._each(text, searches)
        return self._whole.finditer(text)

    def _ready(self, here: int) -> tuple[_Search, ...]:
        """Give the searches of the branches that can match; none where the whole is the sooner way."""
        searches = self._searches.get(here)
        if searches is None:
            if len(self._searches) >= _KEPT:
                self._searches.clear()
            mine = [one for at, one in enumerate(self._branches) if here >> self._shift + at & 1]
            few = len(mine) <= _FEW and len(mine) < len(self._branches)
            searches = tuple(re.compile(one).search for one in mine) if few else ()
            self._searches[here] = searches
            self._groups = self._whole.groups > 0
        return searches

    def _first(self, text: str, searches: tuple[_Search, ...], bounds: tuple[int, ...]) -> re.Match[str] | None:
        """Give the leftmost match, of those that begin there the first branch's, as the whole would."""
        first: re.Match[str] | None = None
        for search in searches:
            match = search(text, *bounds)
            if match is not None and (first is None or match.start() < first.start()):
                first = match
        # What other branches call their groups can be asked of a match of the whole alone.
        return self._whole.match(text, first.start(), *bounds[1:]) if first is not None and self._groups else first

    def _each(self, text: str, searches: tuple[_Search, ...]) -> Iterator[re.Match[str]]:
        begun = [match.start() if (match := search(text)) else len(text) + 1 for search in searches]
        while (first := min(begun)) <= len(text):
            match = self._whole.match(text, first)
            if match is None:
                raise AssertionError("a branch matches where the whole does not")
            yield match
            end = match.end()
            for at, search in enumerate(searches):
                if begun[at] < end:
                    begun[at] = later.start() if (later := search(text, end)) else len(text) + 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


@lru_cache(maxsize=1 << 13)
def found_in(pattern: re.Pattern[str], heading: str) -> bool:
    """Whether ``pattern`` is found in a heading or a title: remembered, since many clauses stand below it."""
    return pattern.search(heading) is not None


_sought: list[_Sought] = []


def sought(pattern: str) -> re.Pattern[str]:
    """Give ``lazy(pattern)`` for texts that are scanned first; no match of it may be empty.

    It costs nothing more before the first text is scanned.  A pattern made after that is searched for everywhere.
    """
    one = _Sought(pattern)
    _sought.append(one)
    return cast("re.Pattern[str]", one)


class _Prefilter:
    """The literals of all patterns, and the branches that each may begin."""

    def __init__(self, patterns: list[_Sought]) -> None:
        self._always = shift = 0  # branches without literals
        masks: dict[str, int] = {}
        for pattern in patterns:
            for literals in pattern.join(shift):
                bit = 1 << shift
                shift += 1
                if literals is None:
                    self._always |= bit
                for literal in literals or ():
                    masks[literal] = masks.get(literal, 0) | bit
        self._masks = list(masks.values())
        self._present = Present(tuple(masks))

    def branches(self, text: str) -> int:
        """Give the bits of the branches that can match in ``text``."""
        found, masks = self._always, self._masks
        for number in self._present(text):
            found |= masks[number]
        return found


_prefilter: list[_Prefilter] = []
_making = Lock()
_met = [0]  # texts of which the scanner was asked for


def scanner(texts: int) -> Callable[[str], str]:
    """Give what makes so many texts ready: ``scanned``, or ``str`` before a process has met hundreds."""
    _met[0] += texts
    return scanned if _prefilter or _met[0] >= _REPAYS_FROM else str


def scanned(text: str) -> Scanned:
    """Scan ``text`` once for the literals of every pattern that is ``sought``."""
    if not _prefilter:
        with _making:
            if not _prefilter:
                _prefilter.append(_Prefilter(_sought))
    read = Scanned(text)
    read.branches = _prefilter[0].branches(text)
    return read
