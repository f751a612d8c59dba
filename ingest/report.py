"""What came of reading: counts, and everything that a person should look at before trusting it.

``report`` sums up parsed documents for ``kb parse --report`` and for a build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .document import Document, Notice, SetAside

__all__ = ["DocumentReport", "Report", "report"]

_NUMBERING = ("gap", "duplicate", "out-of-order", "wrong-kind", "torn-number")
_PAGES = ("no-text", "garbled")


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document's figures.

    ``characters``: without white space, in clauses.  ``set_aside``: characters by reason; ``pieces``: those words
    themselves.  ``numbering``: the notices on gaps, duplicates and the like; ``notices``: all others.
    """

    title: str
    source: str
    title_from: str
    clauses: int
    numbered: int
    automatic: int
    inferred: int
    characters: int
    longest: int
    set_aside: tuple[tuple[str, int], ...] = ()
    numbering: tuple[Notice, ...] = ()
    notices: tuple[Notice, ...] = ()
    pieces: tuple[SetAside, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; ``set_aside`` leads from reason to characters."""
        return {
            "title": self.title,
            "source": self.source,
            "title_from": self.title_from,
            "clauses": self.clauses,
            "numbered": self.numbered,
            "automatic": self.automatic,
            "inferred": self.inferred,
            "characters": self.characters,
            "longest": self.longest,
            "set_aside": dict(self.set_aside),
            "numbering": [notice.to_dict() for notice in self.numbering],
            "notices": [notice.to_dict() for notice in self.notices],
            "pieces": [piece.to_dict() for piece in self.pieces],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All of what was read.

    ``unknown_formats``: Word number formats that no table knows, as the notices name them.  ``pages_without_text``:
    (source, page).  ``complete``: no character was lost on the way.
    """

    documents: tuple[DocumentReport, ...]

    @property
    def clauses(self) -> int:
        """Give the number of clauses."""
        return sum(document.clauses for document in self.documents)

    @property
    def set_aside(self) -> dict[str, int]:
        """Give the characters that are in no clause, by reason."""
        total: Counter[str] = Counter()
        for document in self.documents:
            total.update(dict(document.set_aside))
        return dict(total.most_common())

    @property
    def numbering(self) -> dict[str, int]:
        """Give how many gaps, duplicates and the like there are."""
        return dict(Counter(notice.code for document in self.documents for notice in document.numbering))

    @property
    def unknown_formats(self) -> tuple[str, ...]:
        """Give the messages on number formats that could not be computed."""
        return tuple(notice.message for notice in self._notices() if notice.code == "unknown-format")

    @property
    def pages_without_text(self) -> tuple[tuple[str, int], ...]:
        """Give (source, page) of every page that has no text or none that can be read."""
        return tuple(
            (document.source, place.page)
            for document in self.documents
            for notice in document.notices
            if notice.code in _PAGES
            for place in notice.places
            if place.page is not None
        )

    @property
    def complete(self) -> bool:
        """Tell whether every character of the source stands somewhere."""
        return not any(notice.code == "lost" for notice in self._notices())

    @property
    def findings(self) -> int:
        """Give how many things there are to look at."""
        return sum(len(document.numbering) + len(document.notices) for document in self.documents)

    def _notices(self) -> Iterable[Notice]:
        return (notice for document in self.documents for notice in document.notices)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form, the sums first and then every document."""
        return {
            "documents": len(self.documents),
            "clauses": self.clauses,
            "complete": self.complete,
            "findings": self.findings,
            "set_aside": self.set_aside,
            "numbering": self.numbering,
            "unknown_formats": list(self.unknown_formats),
            "pages_without_text": [{"source": source, "page": page} for source, page in self.pages_without_text],
            "by_document": [document.to_dict() for document in self.documents],
        }


def report(documents: Sequence[Document]) -> Report:
    """Sum up what was read."""
    return Report(tuple(_document(document) for document in documents))


def _document(document: Document) -> DocumentReport:
    sources = Counter(clause.number_source for clause in document.clauses if clause.number is not None)
    lengths = [_characters(clause.text) for clause in document.clauses]
    aside: Counter[str] = Counter()
    for piece in document.set_aside:
        aside[piece.reason] += _characters(piece.text)
    return DocumentReport(
        title=document.title,
        source=document.source,
        title_from=document.title_from,
        clauses=len(document.clauses),
        numbered=sources.total(),
        automatic=sources["automatic"],
        inferred=sources["inferred"],
        characters=sum(lengths),
        longest=max(lengths, default=0),
        set_aside=tuple(sorted(aside.items())),
        numbering=tuple(notice for notice in document.warnings if notice.code in _NUMBERING),
        notices=tuple(notice for notice in document.warnings if notice.code not in _NUMBERING),
        pieces=document.set_aside,
    )


def _characters(text: str) -> int:
    return len("".join(text.split()))
