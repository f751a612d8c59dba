"""What is indexed of a clause, the same for every engine.

Only the clause's id is kept by an engine; the clause itself is in the generation, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from ingest.clause import Clause

from .analyzer import JOIN, Analyzer

__all__ = ["GAP", "JOIN", "SCORED", "WEIGHTS", "Entry", "EntryMaker", "Field", "entries"]

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


class Entry(NamedTuple):
    """One clause as an engine takes it: its terms by field, and what it can be filtered by.

    Terms are joined by ``JOIN``: a tenth of the room of lists, and so what processes send each other.  ``pairs``: a
    text for each of its streams (headings, then the clause's words).  Positions count the terms, with ``GAP`` left free
    between streams, so that no phrase spans two of them.
    """

    clause: str
    document: str
    joined: Mapping[Field, str]
    pairs: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def terms(self, field: Field) -> list[str]:
        """Give the terms of a field."""
        text = JOIN.join(filter(None, self.pairs)) if field == "pairs" else self.joined[field]
        return text.split(JOIN) if text else []

    def size(self, field: Field) -> int:
        """Give how many terms a field has."""
        if field == "pairs":
            return sum(self.streams())
        text = self.joined[field]
        return text.count(JOIN) + 1 if text else 0

    def streams(self) -> list[int]:
        """Give how many of the terms of ``pairs`` each stream has."""
        return [stream.count(JOIN) + 1 if stream else 0 for stream in self.pairs]


class EntryMaker:
    """Analyses clauses, for one thread; a title or heading that many of them share is cut once.

    ``many``: thousands are to come.
    """

    def __init__(self, analyzer: Analyzer, *, many: bool = False) -> None:
        from .number_terms import label_terms, number_terms  # readers need none of it

        self._terms = terms = analyzer.for_clauses(many=many)
        self._number_terms = number_terms
        self._label = lru_cache(maxsize=8192)(lambda label: JOIN.join(label_terms(label)))
        self._words = lru_cache(maxsize=1024)(terms.words)
        self._pairs = lru_cache(maxsize=1024)(terms.pairs)

    def entry(self, clause: Clause) -> Entry:
        """Give what is indexed of a clause."""
        path, headings = clause.path, clause.headings
        return Entry(
            clause=clause.id,
            document=clause.document.id,
            roles=clause.roles,
            topics=clause.topics,
            joined={
                "text": self._terms.words(clause.text),
                "headings": JOIN.join(filter(None, map(self._words, headings))) if headings else "",
                "title": self._words(clause.document.title),
                "number": self._label(path[-1]) if path else "",
                "path": JOIN.join(filter(None, map(self._label, path[:-1]))) if len(path) > 1 else "",
                "mentions": JOIN.join(self._number_terms(clause.text)),
            },
            pairs=(*map(self._pairs, headings), self._terms.pairs(clause.text)),
        )


def entries(clauses: Iterable[Clause], analyzer: Analyzer) -> Iterator[Entry]:
    """Analyse ``clauses``."""
    return map(EntryMaker(analyzer).entry, clauses)
