"""Cutting many texts: rjieba where it is installed and cuts as the mapped dictionary does, else that one itself.

rjieba (``policy-kb[fast]``) is sixteen times as fast as jieba and carries a copy of its dictionary.  It is used where
the store's dictionary is that very copy, and never for characters that the two sort differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from .words import Words

__all__ = ["SAME", "cutter"]

SAME = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8"
"""SHA-256 (hex) of the dictionary of jieba 0.42.1, which rjieba 0.2 carries."""

_CUT_OTHERWISE = re.compile(
    r"[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]|([\u4e00-\u9fd5]{1,2})\1\1"
)
"""Ideographs that jieba takes for punctuation and rjieba for words; and what is said three times, where two cuts are
equally likely (负负|负, 负|负负) and the last digit of a sum decides."""
_NOWHERE = "\x01"
"""A word that no text holds; it takes the frequency by which the two sums differ."""


MANY = 50_000
"""Characters from which on rjieba repays the fifth of a second that it takes to open."""


def cutter(words: Words, many: int = MANY) -> Callable[[str], list[str]]:
    """Give the fastest function there is that cuts as ``words.cut``; the first ``many`` characters are cut by that."""
    if words.dictionary != SAME or not find_spec("rjieba"):
        return lambda text: list(words.cut(text))
    other: Any = None
    seen = 0

    def cut(text: str) -> list[str]:
        nonlocal other, seen
        if other is None:
            seen += len(text)
            if seen > many:
                other = _rjieba(words)
        if other is None or _CUT_OTHERWISE.search(text):
            return list(words.cut(text))
        found: list[str] = other.cut(text, False)
        return found

    return cut


def _rjieba(words: Words) -> Any:
    """Give rjieba with the words added that ``words`` has beyond the dictionary."""
    from rjieba import Jieba

    found = Jieba()
    total = words.dictionary_total
    for word in words.extra:
        # jieba adds a known word's new frequency to the sum, rjieba the difference
        total += words.frequency(word) - words.dictionary_frequency(word)
        found.add_word(word, words.frequency(word), None)
    if words.total > total:
        found.add_word(_NOWHERE, words.total - total, None)
    return found
