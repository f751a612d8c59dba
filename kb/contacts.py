"""Whom to ask: roles with their people, and what each does in a set of clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest import Clause, Document

from .addressee import ANYBODY
from .post import SUPERIORS, Post

__all__ = ["Contact", "contacts_of", "people_of"]

_NO_NAME = re.compile(r"[并及或和与的后时等须应由已将可不]$")
"""终审并(签字): such a word would be asked to sign."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: a role with its people, what for (relation and topics), and the entries that say so."""

    role: str
    people: tuple[str, ...]
    relations: tuple[str, ...]
    topics: tuple[str, ...]
    entries: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "role": self.role,
            "people": list(self.people),
            "relations": list(self.relations),
            "topics": list(self.topics),
            "entries": list(self.entries),
        }


def people_of(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """Give role -> people that the policies name for it, in the order in which they are named."""
    people: dict[str, dict[str, None]] = {}
    for document in documents:
        for clause in document.clauses:
            for relation in clause.relations:
                named = dict.fromkeys(person for person in relation.people if not _NO_NAME.search(person))
                if named:
                    people.setdefault(relation.role, {}).update(named)
    return {role: tuple(names) for role, names in people.items()}


def contacts_of(
    entries: Sequence[tuple[int, Clause]], post: Post, people: Mapping[str, tuple[str, ...]]
) -> tuple[Contact, ...]:
    """List other roles that act in the post's numbered clauses, and the people of the post itself."""
    found: dict[str, tuple[dict[str, None], dict[str, None], dict[int, None]]] = {}
    for number, clause in entries:
        for relation in clause.relations:
            named = bool(people.get(relation.role))
            if relation.role in (*post.staff, *post.placed) or relation.relation == "subject":
                continue
            if not named and (relation.role in post.own or ANYBODY.search(relation.role)):
                continue  # nobody to ask: the reader, or 接收人
            if not named and relation.role in post.wider and relation.role not in SUPERIORS:
                continue
            relations, topics, numbers = found.setdefault(relation.role, ({}, {}, {}))
            relations[relation.relation] = None
            topics.update(dict.fromkeys(topic for topic in clause.topics if topic != "其他"))
            numbers[number] = None
    contacts = [
        Contact(role, people.get(role, ()), tuple(relations), tuple(topics), tuple(numbers))
        for role, (relations, topics, numbers) in found.items()
    ]
    return tuple(
        sorted(contacts, key=lambda one: (one.role not in post.own, not one.people, -len(one.entries), one.role))
    )
