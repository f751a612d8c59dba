"""Ids as keys of a trie: marisa takes NUL for the end of a key, and titles of pdf files do hold it."""

from __future__ import annotations

import re

__all__ = ["id_of", "key_of"]


def key_of(name: str) -> str:
    """Give ``name`` without NUL."""
    return name.replace("\x01", "\x01\x01").replace("\x00", "\x01\x02")


def id_of(key: str) -> str:
    """Give the id that ``key_of`` made ``key`` of."""
    return _ESCAPED.sub(lambda match: "\x00" if match[0] == "\x01\x02" else "\x01", key) if "\x01" in key else key


_ESCAPED = re.compile("\x01[\x01\x02]")
