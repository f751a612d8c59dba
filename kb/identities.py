"""An id of its own for every document, and the same one in the next build.

Policies of one title are told apart by ``~2``.  Whoever had an id keeps it, so that a file that is added does not
take the id, and with it the citations and hand decisions, of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.parsed import with_id
from ingest import Clause, Document

__all__ = ["Given", "chosen_ids", "distinct", "resourced"]

Given = tuple[str, str, str]
"""Source, the id that the parser gave, the id that the document got."""


def chosen_ids(parsed: Sequence[tuple[str, str]], before: Iterable[Given] = ()) -> list[str]:
    """Give each (source, id that the parser gave) an id of its own, in order; ``before``: what the last build gave."""
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, one, got in before:
        known[source, one].append(got)
    taken: set[str] = set()
    chosen: dict[int, str] = {}
    for at, pair in enumerate(parsed):
        held = known.get(pair)
        if held and held[0] not in taken:
            chosen[at] = held.pop(0)
            taken.add(chosen[at])
    for at, (_, identity) in enumerate(parsed):
        if at not in chosen:
            free, count = identity, 1
            while free in taken:
                count += 1
                free = f"{identity.split('~')[0]}~{count}"
            chosen[at] = free
            taken.add(free)
    return [chosen[at] for at in range(len(parsed))]


def distinct(documents: Sequence[Document], before: Iterable[Given] = ()) -> list[Document]:
    """Give the documents, in order, with ids of their own; ``before``: what the last build gave."""
    chosen = chosen_ids([(document.source, document.id) for document in documents], before)
    return [with_id(document, identity) for document, identity in zip(documents, chosen, strict=True)]


def resourced(documents: Iterable[Document], source: str) -> tuple[Document, ...]:
    """Give the documents of a file as they are under its new name."""

    def under(document: Document) -> Document:
        ref = replace(document.ref, source=source)
        clauses: tuple[Clause, ...] = tuple(replace(clause, document=ref) for clause in document.clauses)
        return replace(document, source=source, clauses=clauses)

    return tuple(map(under, documents))
