"""A clause: its number, its place in the tree, its own words, and what was read from them.

All of these are frozen.  ``to_dict`` gives the JSON form that other programs read (docs/json.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Clause", "DocumentRef", "Fact", "NumberSource", "Place", "Relation"]

NumberSource = Literal["typed", "automatic", "inferred"]
"""Printed in the text; computed from Word's list numbering; or repaired (``Clause.printed`` keeps the original)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a source file.  All numbers count from 1; what the format does not know is None.

    ``page`` for pdf, ``line`` for text, ``paragraph`` for docx.  Never an invented page.
    """

    page: int | None = None
    line: int | None = None
    paragraph: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give ``page`` and ``line`` always, ``paragraph`` where there is one."""
        record: dict[str, Any] = {"page": self.page, "line": self.line}
        if self.paragraph is not None:
            record["paragraph"] = self.paragraph
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Place:
        """Read what ``to_dict`` wrote."""
        return cls(record.get("page"), record.get("line"), record.get("paragraph"))


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """What a clause says of its document: enough to cite it without loading it."""

    id: str
    title: str
    source: str
    version: str

    def to_dict(self) -> dict[str, Any]:
        """Give the four fields as they are."""
        return {"id": self.id, "title": self.title, "source": self.source, "version": self.version}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> DocumentRef:
        """Read what ``to_dict`` wrote."""
        return cls(record["id"], record["title"], record.get("source", ""), record.get("version", ""))


@dataclass(frozen=True, slots=True)
class Relation:
    """How one role stands to a clause, and where that was read.

    ``relation``: responsible executes approves assists supervises informed subject.
    ``source``: text heading title lexicon override.  ``people``: named for the role in the clause.
    """

    role: str
    relation: str
    people: tuple[str, ...] = ()
    source: str = "text"
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; ``from`` names the source, ``why`` the words that decided."""
        return {
            "role": self.role,
            "relation": self.relation,
            "people": list(self.people),
            "from": self.source,
            "why": self.why,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Relation:
        """Read what ``to_dict`` wrote."""
        return cls(
            record["role"],
            record["relation"],
            tuple(record.get("people", ())),
            record.get("from", "text"),
            record.get("why", ""),
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that stands in a clause: ``text`` as printed, at ``[start:end]`` of the clause's text.

    ``kind``: money percent duration time date count frequency.  ``value`` and ``unit`` are normalised
    (yuan; 10 for 10%; ``second minute hour day week month quarter year``; ``"08:30"``; ISO dates).
    ``comparison``: ``<= >= < >`` where the text says 以内, 以上, 不超过 …, else empty.
    """

    kind: str
    text: str
    value: float | int | str
    unit: str = ""
    start: int = 0
    end: int = 0
    comparison: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; ``span`` is ``[start, end)`` in the clause's text."""
        record: dict[str, Any] = {
            "kind": self.kind,
            "text": self.text,
            "value": self.value,
            "unit": self.unit,
            "span": [self.start, self.end],
        }
        if self.comparison:
            record["comparison"] = self.comparison
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Fact:
        """Read what ``to_dict`` wrote."""
        start, end = record.get("span", (0, 0))
        return cls(
            record["kind"],
            record["text"],
            record["value"],
            record.get("unit", ""),
            start,
            end,
            record.get("comparison", ""),
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable unit: its number, its place in the tree, its own words.

    ``path``: labels as printed, outermost first, closing delimiter dropped; ``number`` is the last of
    them, or None where nothing is printed (the path then ends in ``¶n``).  ``headings``: the words of
    the enclosing clauses that serve as headings, outermost first.  ``text``: the clause's own words in
    the source's order, without its number and without the words of the clauses below it.
    ``parent``: id of the enclosing clause.  Tags (``roles`` … ``facts``) are filled by ``index``.
    """

    id: str
    document: DocumentRef
    number: str | None
    path: tuple[str, ...]
    text: str
    headings: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    number_source: NumberSource = "typed"
    printed: str | None = None
    parent: str | None = None
    roles: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    topics: tuple[str, ...] = ()
    modality: str = "statement"
    facts: tuple[Fact, ...] = ()

    @property
    def citation(self) -> str:
        """《title》 and the path, as a person would cite it."""
        return f"《{self.document.title}》{' '.join(self.path)}"

    def to_dict(self) -> dict[str, Any]:
        """Give the clause's JSON form (docs/json.md)."""
        record: dict[str, Any] = {
            "id": self.id,
            "document": self.document.to_dict(),
            "number": self.number,
            "number_source": self.number_source,
            "path": list(self.path),
            "headings": list(self.headings),
            "text": self.text,
            "places": [place.to_dict() for place in self.places],
            "roles": list(self.roles),
            "relations": [relation.to_dict() for relation in self.relations],
            "topics": list(self.topics),
            "modality": self.modality,
            "facts": [fact.to_dict() for fact in self.facts],
            "citation": self.citation,
        }
        if self.printed is not None:
            record["printed"] = self.printed
        if self.parent is not None:
            record["parent"] = self.parent
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Clause:
        """Read what ``to_dict`` wrote."""
        return cls(
            id=record["id"],
            document=DocumentRef.from_dict(record["document"]),
            number=record.get("number"),
            path=tuple(record.get("path", ())),
            text=record["text"],
            headings=tuple(record.get("headings", ())),
            places=tuple(Place.from_dict(place) for place in record.get("places", ())),
            number_source=record.get("number_source", "typed"),
            printed=record.get("printed"),
            parent=record.get("parent"),
            roles=tuple(record.get("roles", ())),
            relations=tuple(Relation.from_dict(relation) for relation in record.get("relations", ())),
            topics=tuple(record.get("topics", ())),
            modality=record.get("modality", "statement"),
            facts=tuple(Fact.from_dict(fact) for fact in record.get("facts", ())),
        )
