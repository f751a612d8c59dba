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

__all__ = ["Given", "Identities", "distinct", "resourced"]

Given = tuple[str, str, str]
"""Source, the id that the parser gave, the id that the document got."""


class Identities:
    """Gives ids to documents that come file by file; ``before``: what the last build gave.

    An id that the last build gave to a document of a file that is still to come (``sources``) is left for it.
    """

    def __init__(self, before: Iterable[Given] = (), sources: Iterable[str] = ()) -> None:
        coming = set(sources)
        self._known: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._left: dict[str, list[str]] = defaultdict(list)
        for source, one, got in before:
            self._known[source, one].append(got)
            if source in coming:
                self._left[source].append(got)
        self._reserved = {got for several in self._left.values() for got in several}
        self._taken: set[str] = set()

    def choose(self, parsed: Sequence[tuple[str, str]], sources: Iterable[str] = ()) -> list[str]:
        """Give each (source, id that the parser gave) an id of its own, in order; ``sources``: the files read now."""
        for source in sources:
            self._reserved.difference_update(self._left.pop(source, ()))
        chosen: dict[int, str] = {}
        for at, pair in enumerate(parsed):
            held = self._known.get(pair)
            if held and held[0] not in self._taken:
                chosen[at] = held.pop(0)
                self._taken.add(chosen[at])
        for at, (_, identity) in enumerate(parsed):
            if at not in chosen:
                free, count = identity, 1
                while free in self._taken or free in self._reserved:
                    count += 1
                    free = f"{identity.split('~')[0]}~{count}"
                chosen[at] = free
                self._taken.add(free)
        return [chosen[at] for at in range(len(parsed))]


def distinct(documents: Sequence[Document], before: Iterable[Given] = ()) -> list[Document]:
    """Give the documents, in order, with ids of their own; ``before``: what the last build gave."""
    chosen = Identities(before).choose([(document.source, document.id) for document in documents])
    return [with_id(document, identity) for document, identity in zip(documents, chosen, strict=True)]


def resourced(documents: Iterable[Document], source: str) -> tuple[Document, ...]:
    """Give the documents of a file as they are under its new name."""

    def under(document: Document) -> Document:
        ref = replace(document.ref, source=source)
        clauses: tuple[Clause, ...] = tuple(replace(clause, document=ref) for clause in document.clauses)
        return replace(document, source=source, clauses=clauses)

    return tuple(map(under, documents))
