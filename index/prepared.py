"""A document made ready to be written: all that a generation holds of it, made in whichever process has it in hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ingest.document import Clause, Document

from .clause_line import clause_from, line_of, read
from .parsed import with_id
from .schema import Entry, EntryMaker

if TYPE_CHECKING:
    from .analyzer import Analyzer
    from .meaning import Known

__all__ = ["Kept", "Prepared", "Preparer", "lined", "with_another_id"]

_MANY, _BULK = 200, 5000
"""Clauses from which on it pays to read the whole table of words first, and to import NumPy."""
_TOGETHER = 1000
"""Clauses that go through a step together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document of the current generation that is taken over: ``was`` is its id there, ``head`` its record now."""

    was: str
    head: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be written.

    ``head``: its JSON form without clauses, with two SHA-256 (hex): of its ``lines``, and of its ``terms``, all that
    its index is made from.  ``lines``: a clause each, with the line's end, without what the document says already.
    ``vectors``: what the clauses mean, one after the other.
    """

    head: Mapping[str, Any]
    ids: tuple[str, ...]
    lines: tuple[bytes, ...]
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    vectors: bytes = field(default=b"", repr=False)


def lined(document: Document) -> Prepared:
    """Give ``document`` as it is written, without what is searched of it."""
    ref = document.ref
    lines = tuple(line_of(clause, ref) for clause in document.clauses)
    terms, whole = sha256(document.title.encode()), sha256()
    for clause, line in zip(document.clauses, lines, strict=True):
        terms.update(repr(_indexed(clause)).encode())
        whole.update(line)
    head = {**document.to_dict(clauses=False), "terms": terms.hexdigest(), "lines": whole.hexdigest()}
    return Prepared(head, tuple(clause.id for clause in document.clauses), lines)


class Preparer:
    """Makes documents ready, with one dictionary; for one thread.

    ``entries`` analyses clauses alone.  ``many``: thousands of clauses are to come, so that what is fast for those is
    made ready at once.
    """

    def __init__(self, analyzer: Analyzer, *, many: bool = False) -> None:
        from .meaning import load_meaning

        self._maker = EntryMaker(analyzer, many=many)
        self._meaning = load_meaning()
        self._known: Known | None = None
        self._seen = _BULK if many else 0

    def entries(self, clauses: Iterable[Clause]) -> Iterator[Entry]:
        """Give what is indexed of each clause."""
        return map(self._maker.entry, clauses)

    def __call__(self, document: Document, made: Prepared | None = None) -> Prepared:
        """Make ``document`` ready; ``made``: what ``lined`` gave of it."""
        return replace(
            made or lined(document),
            entries=tuple(self.entries(document.clauses)),
            vectors=self._vectors(document.clauses),
        )

    def all(self, documents: Iterable[Document]) -> Iterator[Prepared]:
        """Make ``documents`` ready, one step after the other for many clauses: what a step looks up stays at hand."""
        stream = iter(documents)
        while several := list(_with_clauses(stream, _TOGETHER)):
            made = list(map(lined, several))
            indexed = [tuple(self.entries(document.clauses)) for document in several]
            vectors = [self._vectors(document.clauses) for document in several]
            yield from map(_complete, made, indexed, vectors)

    def _vectors(self, clauses: Sequence[Clause]) -> bytes:
        from .meaning import spoken

        self._seen += len(clauses)
        if self._known is None and self._seen >= _MANY:
            self._known = self._meaning.known()
        texts = list(map(spoken, clauses))
        if self._known is not None and self._seen >= _BULK:
            return self._meaning.vectors(texts, self._known)
        return b"".join([self._meaning.vector(text, self._known).tobytes() for text in texts])


def _with_clauses(documents: Iterator[Document], least: int) -> Iterator[Document]:
    """Take documents until they have so many clauses."""
    held = 0
    while held < least and (document := next(documents, None)) is not None:
        held += len(document.clauses)
        yield document


def _complete(made: Prepared, entries: tuple[Entry, ...], vectors: bytes) -> Prepared:
    return replace(made, entries=entries, vectors=vectors)


def with_another_id(made: Prepared, identity: str) -> Prepared:
    """Give a document under another id, with the ids of its clauses after it: nothing is analysed again."""
    was = str(made.head["id"])
    if identity == was:
        return made
    document = Document.from_dict({**made.head, "clauses": ()})
    ref = document.ref
    document = replace(document, clauses=tuple(clause_from(read(line), ref) for line in made.lines))
    other = lined(with_id(document, identity))
    entries = tuple(
        entry._replace(clause=clause, document=identity) for entry, clause in zip(made.entries, other.ids, strict=True)
    )
    return replace(other, entries=entries, vectors=made.vectors)


def _indexed(clause: Clause) -> tuple[object, ...]:
    """Give all of a clause that an index is made from, its document's title apart."""
    return clause.id, clause.path, clause.headings, clause.text, clause.roles, clause.topics
