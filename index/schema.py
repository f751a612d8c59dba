"""What is indexed of a clause, the same for every engine.

Only the clause's id is kept by an engine; the clause itself is in the generation, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from ingest.document import Clause

from .analyzer import Analyzer
from .number_terms import label_terms, number_terms

__all__ = ["GAP", "SCORED", "WEIGHTS", "Entry", "EntryMaker", "Field", "entries"]

Field = Literal["text", "headings", "title", "pairs", "number", "path", "mentions"]
"""The fields with terms.

text       words and sub-words of the clause's own words
headings   words of the headings above it
title      words of the document's title
pairs      neighbouring characters of headings and text; phrases are looked up here
number     the clause's own number, in one spelling
path       the numbers of the clauses around it
mentions   clause numbers that its words name
"""

SCORED: tuple[Field, ...] = ("text", "headings", "title", "pairs")
"""The fields whose length is kept, so that BM25 applies.  The others only match or do not."""

WEIGHTS: dict[Field, float] = {"text": 1.0, "headings": 0.6, "title": 0.4, "pairs": 0.5}
"""What a match counts in each field unless a search says otherwise; words and pairs find more together."""

assert set(SCORED) < set(get_args(Field))

GAP = 100
"""Positions left free between headings and text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause as an engine takes it: the texts of its terms by field, and what it can be filtered by.

    ``streams``: how many of the terms of ``pairs`` each of its streams has (headings, then the text).  Positions count
    the terms, with ``GAP`` left free between streams, so that no phrase spans two of them.
    """

    clause: str
    document: str
    terms: dict[Field, Sequence[str]]
    streams: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class EntryMaker:
    """Analyses clauses, for one thread; a title or heading that many of them share is cut once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._terms = analyzer.for_clauses()
        self._words = lru_cache(maxsize=1024)(self._terms.words)
        self._pairs = lru_cache(maxsize=1024)(self._terms.pairs)

    def entry(self, clause: Clause) -> Entry:
        """Give what is indexed of a clause."""
        words = self._words
        streams = [self._pairs(heading) for heading in clause.headings]
        streams.append(self._terms.pairs(clause.text))
        return Entry(
            clause=clause.id,
            document=clause.document.id,
            roles=clause.roles,
            topics=clause.topics,
            terms={
                "text": self._terms.words(clause.text),
                "headings": [word for heading in clause.headings for word in words(heading)],
                "title": words(clause.document.title),
                "pairs": [pair for stream in streams for pair in stream],
                "number": label_terms(clause.path[-1]) if clause.path else (),
                "path": [term for label in clause.path[:-1] for term in label_terms(label)],
                "mentions": number_terms(clause.text),
            },
            streams=tuple(map(len, streams)),
        )


def entries(clauses: Iterable[Clause], analyzer: Analyzer) -> Iterator[Entry]:
    """Analyse ``clauses``."""
    return map(EntryMaker(analyzer).entry, clauses)
