"""The nouns that ``ingest`` hands on: a document, its clauses, and where each stands in the source.

All of them are frozen.  ``to_dict`` gives the JSON form that other programs read (docs/json.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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

NumberSource = Literal["typed", "automatic", "inferred"]
"""Printed in the text; computed from Word's list numbering; or repaired (``Clause.printed`` keeps the original)."""

TitleSource = Literal["text", "properties", "name"]
"""Printed in the text; taken from the file's own properties; or the file's name, where there is no other."""


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
