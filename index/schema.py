"""What is indexed of a clause, the same for every engine.

Only the clause's id is kept by an engine; the clause itself is in the generation, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal, get_args

from ingest.document import Clause

from .analyzer import Analyzer, Term, label_terms, number_terms

__all__ = ["SCORED", "WEIGHTS", "Entry", "Field", "entries"]

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

_GAP = 100
"""Positions left free between headings and text, so that no phrase spans both."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause as an engine takes it: terms by field, and what it can be filtered by."""

    clause: str
    document: str
    terms: dict[Field, Sequence[Term]]
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def entries(clauses: Iterable[Clause], analyzer: Analyzer) -> Iterator[Entry]:
    """Analyse ``clauses``; a title or heading that many of them share is cut once."""
    words = lru_cache(maxsize=1024)(partial(analyzer.words, subwords=True))
    pairs = lru_cache(maxsize=1024)(partial(analyzer.pairs, ends=True))
    for clause in clauses:
        yield Entry(
            clause=clause.id,
            document=clause.document.id,
            roles=clause.roles,
            topics=clause.topics,
            terms={
                "text": analyzer.words(clause.text, subwords=True),
                "headings": _joined([words(heading) for heading in clause.headings]),
                "title": words(clause.document.title),
                "pairs": _joined(
                    [*(pairs(heading) for heading in clause.headings), analyzer.pairs(clause.text, ends=True)]
                ),
                "number": _numbers(label_terms(clause.path[-1]) if clause.path else ()),
                "path": _numbers([term for label in clause.path[:-1] for term in label_terms(label)]),
                "mentions": _numbers(number_terms(clause.text)),
            },
        )


def _joined(streams: Sequence[Sequence[Term]]) -> list[Term]:
    """Put streams one after the other, with a gap between their positions."""
    terms: list[Term] = []
    base = 0
    for stream in streams:
        terms.extend(Term(term.text, base + term.position, term.start, term.end) for term in stream)
        if stream:
            base += stream[-1].position + _GAP
    return terms


def _numbers(numbers: Sequence[str]) -> list[Term]:
    return [Term(number, position, 0, 0) for position, number in enumerate(numbers)]
