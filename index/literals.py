"""The literals of a regular expression: short texts of which every text with a match holds at least one.

Where a text holds none of them the expression need not be tried; looking for the literals of all expressions at once
takes less than trying one.  They are read off the tree that ``re`` makes of the expression, as RE2's prefilter and
Russ Cox's trigram index do (https://swtch.com/~rsc/regexp/regexp4.html): a concatenation holds the literals of each
of its parts, an alternative those of all its branches; what may be left out says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import product
from typing import Any

__all__ = ["branches_of", "endings_of", "literals_of"]

_MOST = 96
"""Texts in a set; what would be more is cut off in front, or says nothing."""
_IGNORING = re.IGNORECASE | re.LOCALE

_EVERYWHERE = frozenset(",，。;；:：、 \t\n.0123456789的一不")
"""Characters that most texts hold."""

_EMPTY = frozenset(("",))
_Texts = frozenset[str]


def literals_of(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """Give texts of which every text that ``pattern`` matches in holds one, the most telling; None: there are none.

    Raises ``re.error`` where ``pattern`` does not compile.
    """
    parser: Any = import_module("re._parser")
    tree = parser.parse(pattern, flags)
    if tree.state.flags & _IGNORING:
        return None
    _, best = _sequence(tree)
    return best


def endings_of(pattern: str) -> frozenset[str]:
    """Give all characters that a match of ``pattern`` can end with.

    Raises ``ValueError`` where it may be empty or end with what is not listed.
    """
    parser: Any = import_module("re._parser")
    endings, empty = _last(parser.parse(pattern))
    if endings is None or empty:
        raise ValueError(f"{pattern} may end with anything")
    return endings


def branches_of(pattern: str) -> list[str]:
    """Cut ``pattern`` at the bars that stand in no group and no class."""
    branches: list[str] = []
    begun = depth = at = 0
    opened = -1  # where a class began; a bracket right after its beginning closes nothing
    while at < len(pattern):
        one = pattern[at]
        if one == "\\":
            at += 1
        elif opened >= 0:
            if one == "]" and at > opened + 1 + (pattern[opened + 1] == "^"):
                opened = -1
        elif one == "[":
            opened = at
        elif one in "()":
            depth += 1 if one == "(" else -1
        elif one == "|" and not depth:
            branches.append(pattern[begun:at])
            begun = at + 1
        at += 1
    return [*branches, pattern[begun:]]


def _sequence(items: Iterable[tuple[Any, Any]]) -> tuple[_Texts | None, _Texts | None]:
    """Give (all texts that the items can match, or None; the best literals, or None)."""
    candidates: list[_Texts] = []
    ending: _Texts = _EMPTY  # what a match of the items so far ends with
    whole = True  # ... and is, as a whole
    for operation, argument in items:
        texts, best = _item(str(operation), argument)
        if best is not None:
            candidates.append(best)
        if texts is None:
            candidates.append(ending)
            ending, whole = _EMPTY, False
        elif len(ending) * len(texts) <= _MOST:
            ending = frozenset(map("".join, product(ending, texts)))
        else:
            candidates.append(ending)
            ending, whole = texts, False
    candidates.append(ending)
    return ending if whole else None, _best(candidates)


def _item(operation: str, argument: Any) -> tuple[_Texts | None, _Texts | None]:  # noqa: PLR0911  # one a kind
    if operation == "LITERAL":
        texts = frozenset((chr(argument),))
        return texts, texts
    if operation == "IN":
        texts_ = _class(argument)
        return texts_, texts_
    if operation == "ASSERT":
        return _EMPTY, _sequence(argument[1])[1]  # matches nothing itself, but the text holds what it looks for
    if operation in ("AT", "ASSERT_NOT"):
        return _EMPTY, None
    if operation == "SUBPATTERN":
        _, added, __, inside = argument
        return (None, None) if added & _IGNORING else _sequence(inside)
    if operation == "ATOMIC_GROUP":
        return _sequence(argument)
    if operation == "BRANCH":
        return _branch([_sequence(branch) for branch in argument[1]])
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(*argument)
    return None, None


def _class(members: Sequence[tuple[Any, Any]]) -> _Texts | None:
    found: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            found.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _MOST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= _MOST else None


def _branch(branches: Sequence[tuple[_Texts | None, _Texts | None]]) -> tuple[_Texts | None, _Texts | None]:
    wholes, bests = zip(*branches, strict=True)
    texts = None if None in wholes else frozenset().union(*wholes)
    best = None if None in bests else frozenset().union(*bests)
    return texts if texts is None or len(texts) <= _MOST else None, best


def _repeated(least: int, most: Any, inside: Iterable[tuple[Any, Any]]) -> tuple[_Texts | None, _Texts | None]:
    texts, best = _sequence(inside)
    if texts is not None and isinstance(most, int) and most <= 2:
        times = [frozenset(map("".join, product(texts, repeat=count))) for count in range(least, most + 1)]
        together = frozenset().union(*times)
        if len(together) <= _MOST:
            return together, best if least else None
    return None, best if least else None


def _last(items: Sequence[tuple[Any, Any]]) -> tuple[_Texts | None, bool]:
    """Give (the characters that a match of the items can end with, or None; whether it can be empty)."""
    found: set[str] = set()
    for operation, argument in reversed(items):
        endings, empty = _last_of_one(str(operation), argument)
        if endings is None:
            return None, empty
        found |= endings
        if not empty:
            return frozenset(found), False
    return frozenset(found), True


def _last_of_one(operation: str, argument: Any) -> tuple[_Texts | None, bool]:
    if operation in ("LITERAL", "IN"):
        return _item(operation, argument)[0], False
    if operation in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset(), True
    if operation == "SUBPATTERN":
        return (None, False) if argument[1] & _IGNORING else _last(argument[3])
    if operation == "BRANCH":
        branches = [_last(branch) for branch in argument[1]]
        known = [endings for endings, _ in branches if endings is not None]
        every = frozenset().union(*known) if len(known) == len(branches) else None
        return every, any(empty for _, empty in branches)
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        endings, empty = _last(argument[2])
        return endings, empty or argument[0] == 0
    return None, False


def _best(candidates: Iterable[_Texts]) -> _Texts | None:
    """Choose the texts that are longest and fewest; none where a text may be empty."""
    telling = [_shortest(texts) for texts in candidates if texts and "" not in texts]
    return min(telling, key=lambda texts: (*_likely(texts), sorted(texts)), default=None)


def _shortest(texts: _Texts) -> _Texts:
    """Leave out what holds another of them."""
    return frozenset(one for one in texts if not any(other != one and other in one for other in texts))


def _likely(texts: _Texts) -> tuple[bool, int, int]:
    """Give what orders sets of literals by how likely a text holds one of them, roughly."""
    return not _EVERYWHERE.isdisjoint(texts), -min(map(len, texts)), len(texts)
