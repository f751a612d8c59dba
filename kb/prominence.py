"""Which documents the others build on: how many name each, in 《》 or before a clause number (民法典第十条).

Counted when a base is built.  Where hundreds of documents speak of one matter, the one that the others name is
the likelier place of its rule; ``index.relevance`` weighs it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest import Document

from .editions import family_of

__all__ = ["Named", "count_named", "named_by", "names_in"]

_TITLE = re.compile(r"《([^《》]{2,60})》")
_ARTICLE = r"第[〇零一二三四五六七八九十百千0-9]+条"
_ARTICLES = re.compile(_ARTICLE)
_LONGEST = 20
_BARE = re.compile(rf"([一-龥]{{2,{_LONGEST}}}){_ARTICLE}")
_COUNTRY = "中华人民共和国"
"""Left out where a law is named in running text."""


Named = tuple[frozenset[str], frozenset[str]]
"""What a document names: the families of the titles in 《》, and what stands before clause numbers."""


def names_in(document: Document) -> Named:
    """Give what the title and the clauses of a document name."""
    titles: set[str] = set()
    before: set[str] = set()
    for text in (document.title, *(clause.text for clause in document.clauses)):
        if "《" in text:
            titles.update(_TITLE.findall(text))
        if "第" in text and (first := _ARTICLES.search(text)):
            # A name is looked for at every place: no more of them than may lead to the number.
            before.update(_BARE.findall(text, max(0, first.start() - _LONGEST)))
    return frozenset(map(family_of, titles)), frozenset(before)


def named_by(documents: Sequence[Document]) -> dict[str, int]:
    """Give document id -> how many other documents name it; those that none names are left out."""
    return count_named(
        [(document.id, (document.title, *document.titles)) for document in documents], map(names_in, documents)
    )


def count_named(titled: Sequence[tuple[str, Sequence[str]]], named: Iterable[Named]) -> dict[str, int]:
    """Give document id -> how many others name it; ``titled``: id and titles of each, ``named``: what each names.

    Editions of one policy have one name, and each of them counts what names it.
    """
    called: dict[str, set[str]] = defaultdict(set)
    own: list[set[str]] = []
    for identity, titles in titled:
        own.append({family_of(title) for title in set(titles)})
        for family in own[-1]:
            called[family].add(identity)
            if len(family) > len(_COUNTRY) + 1:
                called[family.removeprefix(_COUNTRY)].add(identity)
    namers: dict[str, set[str]] = defaultdict(set)
    for (identity, _), mine, (titles_named, before) in zip(titled, own, named, strict=True):
        for name in set(_known(titles_named, before, called)) - mine:
            for meant in called[name]:
                if meant != identity:
                    namers[meant].add(identity)
    return {identity: len(namers[identity]) for identity, _ in titled if identity in namers}


def _known(titles: Iterable[str], before: Iterable[str], known: Mapping[str, object]) -> Iterator[str]:
    """Give the names in ``known`` among those that a document names."""
    for family in titles:
        yield from (name for name in (family, family.removeprefix(_COUNTRY)) if name in known)
    for text in before:
        for start in range(len(text) - 1):
            if text[start:] in known:
                yield text[start:]
                break
