"""The nouns that ``ingest`` hands on: a document, its clauses, and where each stands in the source.

All of them are frozen.  ``to_dict`` gives the JSON form that other programs read (docs/json.md).  What a clause
consists of is defined in ``clause`` and handed on from here, so that nobody needs to know where the one ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .clause import Clause, DocumentRef, Fact, NumberSource, Place, Relation

__all__ = [
    "Clause",
    "Document",
    "DocumentRef",
    "Fact",
    "Notice",
    "NumberSource",
    "Place",
    "Relation",
    "SetAside",
    "TitleSource",
]

TitleSource = Literal["text", "properties", "name"]
"""Printed in the text; taken from the file's own properties; or the file's name, where there is no other."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the document should know: a gap, a duplicate, a page without text.

    ``code`` is stable (gap duplicate wrong-kind torn-number no-text garbled tracked-changes
    unknown-format converted recognised lost …); ``message`` is one line for people, in Chinese.
    """

    code: str
    message: str
    places: tuple[Place, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the three fields."""
        return {"code": self.code, "message": self.message, "places": [p.to_dict() for p in self.places]}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Notice:
        """Read what ``to_dict`` wrote."""
        return cls(record["code"], record["message"], tuple(Place.from_dict(p) for p in record.get("places", ())))


@dataclass(frozen=True, slots=True)
class SetAside:
    """Words of the source that are in no clause, and why: nothing is dropped without standing here.

    ``reason`` is stable: running-head running-foot page-number navigation related-links contents
    signature repeated-title page-title system-mark deleted hidden comment field-code bullet markup ….
    """

    text: str
    reason: str
    place: Place = field(default_factory=Place)

    def to_dict(self) -> dict[str, Any]:
        """Give the three fields."""
        return {"text": self.text, "reason": self.reason, "place": self.place.to_dict()}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> SetAside:
        """Read what ``to_dict`` wrote."""
        return cls(record["text"], record["reason"], Place.from_dict(record.get("place", {})))


@dataclass(frozen=True, slots=True)
class Document:
    """One policy.  A file may hold several; ``titles`` keeps every title that it is printed under.

    ``source``: path of the file as given; ``version``: SHA-256 of the file's bytes, in hex.
    ``front``: lines before the first clause and after the last that carry no rule (numbers, dates, offices).
    ``marks``: the numbers as printed, delimiters included (``一、``); those that Word computes are not printed.
    ``title_from``: where the title comes from.

    Nothing is lost: the printed titles, ``front``, ``marks``, the clauses' texts and ``set_aside`` hold each
    character of the source that is not white space exactly once.
    """

    id: str
    title: str
    source: str
    version: str
    clauses: tuple[Clause, ...]
    titles: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    places: tuple[Place, ...] = ()
    marks: tuple[str, ...] = ()
    title_from: TitleSource = "text"

    @property
    def ref(self) -> DocumentRef:
        """Give what each clause carries of its document."""
        return DocumentRef(self.id, self.title, self.source, self.version)

    def to_dict(self, *, clauses: bool = True) -> dict[str, Any]:
        """Give the JSON form; ``clauses=False`` leaves only their number."""
        record: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "titles": list(self.titles),
            "source": self.source,
            "version": self.version,
            "front": list(self.front),
            "places": [place.to_dict() for place in self.places],
            "title_from": self.title_from,
            "marks": list(self.marks),
            "warnings": [notice.to_dict() for notice in self.warnings],
            "set_aside": [piece.to_dict() for piece in self.set_aside],
        }
        record["clauses"] = [clause.to_dict() for clause in self.clauses] if clauses else len(self.clauses)
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Document:
        """Read what ``to_dict`` wrote."""
        return cls(
            id=record["id"],
            title=record["title"],
            source=record["source"],
            version=record["version"],
            clauses=tuple(Clause.from_dict(clause) for clause in record["clauses"]),
            titles=tuple(record.get("titles", ())),
            front=tuple(record.get("front", ())),
            warnings=tuple(Notice.from_dict(notice) for notice in record.get("warnings", ())),
            set_aside=tuple(SetAside.from_dict(piece) for piece in record.get("set_aside", ())),
            places=tuple(Place.from_dict(place) for place in record.get("places", ())),
            marks=tuple(record.get("marks", ())),
            title_from=record.get("title_from", "text"),
        )
