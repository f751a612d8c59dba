"""Clause numbers in one spelling: 第十三条 and 第13条 are one term."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.numerals import NUMERAL_CHARACTERS, parse

from .folding import PLAIN

__all__ = ["label_terms", "number_terms"]

_LABEL_UNITS = "条章节款项则篇编目部分"
_ORDINAL = re.compile(rf"第\s*([{NUMERAL_CHARACTERS}]+)\s*([条章节款项则篇编目]|部分)(?:之([{NUMERAL_CHARACTERS}]+))?")
_DOTTED = re.compile(r"(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+)+(?![0-9])")
_BRACKETED = re.compile(rf"[(\[〔]\s*([{NUMERAL_CHARACTERS}]+)\s*[)\]〕]")
_OPENED = re.compile(r"[(\[〔]")
_ROMAN = dict(zip(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), range(1, 11), strict=True))


def _bracketed(match: re.Match[str]) -> str:
    value = parse(match[1])
    return "" if value is None else f"({value})"


def _ordinal(match: re.Match[str]) -> str:
    value = parse(match[1])
    branch = parse(match[3]) if match[3] else None
    if value is None:
        return ""
    return f"第{value}{match[2]}" + (f"之{branch}" if branch is not None else "")


def number_terms(text: str) -> list[str]:
    """Give the clause numbers that ``text`` names, in order, once each.

    第十三条 -> 第13条; （二） -> (2); 3.3.4 stays, and a decimal figure, which looks the same, with it.
    """
    source = PLAIN.fold(text)
    found: list[tuple[int, str]] = []
    if "第" in source:
        found += [(match.start(), _ordinal(match)) for match in _ORDINAL.finditer(source)]
    if "." in source:
        found += [(match.start(), match[0]) for match in _DOTTED.finditer(source)]
    if _OPENED.search(source):
        found += [(match.start(), _bracketed(match)) for match in _BRACKETED.finditer(source)]
    return list(dict.fromkeys([term for _, term in sorted(found) if term])) if found else []


def label_terms(label: str) -> list[str]:
    """Give the terms of one printed label: 第十三条 -> 第13条, 13; （一） -> (1), 1; ¶2 -> none."""
    return list(_label_terms(label))


@lru_cache(maxsize=8192)  # documents share most of their labels
def _label_terms(label: str) -> tuple[str, ...]:
    source = PLAIN.fold(label).strip()
    if source.startswith("¶"):
        return ()
    terms = number_terms(source)
    bare = source.strip("()[]〔〕第、.,:;。 " + _LABEL_UNITS)
    value = _ROMAN.get(bare.upper(), parse(bare))
    if value is not None:
        terms.append(str(value))
    elif not terms and bare:
        terms.append(bare.casefold())
    return tuple(dict.fromkeys(terms))
