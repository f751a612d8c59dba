"""An id of its own for every document, and the same one in the next build.

Policies of one title are told apart by ``~2``.  Whoever had an id keeps it, so that a file that is added does not
take the id, and with it the citations and hand decisions, of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest import Clause, Document

__all__ = ["Given", "distinct", "given_ids", "resourced"]

Given = tuple[str, str, str]
"""Source, the id that the parser gave, the id that the document got."""


def distinct(documents: Sequence[Document], before: Iterable[Given] = ()) -> list[Document]:
    """Give the documents, in order, with ids of their own; ``before``: what the last build gave."""
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, parsed, got in before:
        known[source, parsed].append(got)
    taken: set[str] = set()
    chosen: dict[int, str] = {}
    for at, document in enumerate(documents):
        held = known.get((document.source, document.id))
        if held and held[0] not in taken:
            chosen[at] = held.pop(0)
            taken.add(chosen[at])
    for at, document in enumerate(documents):
        if at not in chosen:
            identity, count = document.id, 1
            while identity in taken:
                count += 1
                identity = f"{document.id.split('~')[0]}~{count}"
            chosen[at] = identity
            taken.add(identity)
    return [
        document if chosen[at] == document.id else _with_id(document, chosen[at])
        for at, document in enumerate(documents)
    ]


def given_ids(parsed: Sequence[Document], got: Sequence[Document]) -> list[list[str]]:
    """Give what the next build needs to give the same ids again, as JSON values."""
    return [[one.source, one.id, other.id] for one, other in zip(parsed, got, strict=True)]


def _with_id(document: Document, identity: str) -> Document:
    ref = replace(document.ref, id=identity)

    def renamed(clause_id: str) -> str:
        return identity + clause_id[len(document.id) :] if clause_id.startswith(document.id) else clause_id

    clauses = tuple(
        replace(clause, id=renamed(clause.id), document=ref, parent=renamed(clause.parent) if clause.parent else None)
        for clause in document.clauses
    )
    return replace(document, id=identity, clauses=clauses)


def resourced(documents: Iterable[Document], source: str) -> tuple[Document, ...]:
    """Give the documents of a file as they are under its new name."""

    def under(document: Document) -> Document:
        ref = replace(document.ref, source=source)
        clauses: tuple[Clause, ...] = tuple(replace(clause, document=ref) for clause in document.clauses)
        return replace(document, source=source, clauses=clauses)

    return tuple(map(under, documents))
