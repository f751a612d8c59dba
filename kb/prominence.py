"""Which documents the others build on: how many name each, in 《》 or before a clause number (民法典第十条).

Counted when a base is built.  Where hundreds of documents speak of one matter, the one that the others name is
the likelier place of its rule; ``index.relevance`` weighs it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest import Document

from .editions import family_of

__all__ = ["named_by"]

_TITLE = re.compile(r"《([^《》]{2,60})》")
_BARE = re.compile(r"([一-龥]{2,20})第[〇零一二三四五六七八九十百千0-9]+条")
_COUNTRY = "中华人民共和国"
"""Left out where a law is named in running text."""


def named_by(documents: Sequence[Document]) -> dict[str, int]:
    """Give document id -> how many other documents name it; those that none names are left out.

    Editions of one policy have one name, and each of them counts what names it.
    """
    called: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for title in {document.title, *document.titles}:
            family = family_of(title)
            called[family].add(document.id)
            if len(family) > len(_COUNTRY) + 1:
                called[family.removeprefix(_COUNTRY)].add(document.id)
    known = frozenset(called)
    namers: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        own = {family_of(title) for title in (document.title, *document.titles)}
        for name in set(_names(document, known)) - own:
            for meant in called[name]:
                if meant != document.id:
                    namers[meant].add(document.id)
    return {document: len(several) for document, several in namers.items()}


def _names(document: Document, known: frozenset[str]) -> Iterator[str]:
    """Give the names in ``known`` that a document's title and clauses name."""
    for text in (document.title, *(clause.text for clause in document.clauses)):
        for title in _TITLE.findall(text):
            family = family_of(title)
            yield from (name for name in (family, family.removeprefix(_COUNTRY)) if name in known)
        for before in _BARE.findall(text):
            for start in range(len(before) - 1):
                if before[start:] in known:
                    yield before[start:]
                    break
