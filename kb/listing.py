"""What a knowledge base holds beside its clauses: the penalties, who is responsible for what, roles and people.

All of it is read from the tagged clauses of the open generation; each row names the clause it was read from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.penalties import Penalty, penalties_of
from index.tagger import Explanation, explain
from ingest import Clause, Relation

if TYPE_CHECKING:
    from .base import KnowledgeBase

__all__ = [
    "PenaltyRow",
    "PersonRow",
    "ResponsibilityRow",
    "RoleRow",
    "penalties",
    "people",
    "reasons",
    "responsibilities",
    "roles",
]

DUTIES = ("responsible", "executes", "approves", "supervises", "assists", "informed")
"""Relations that are a part in the work; ``subject`` is none: who is merely bound has no duty by it."""


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """One sanction for one act, in the source's words.

    ``amount`` in yuan where the sanction is money; ``computed`` where it follows from the step before (翻倍).
    ``escalation``: 1 for the first time, 2 for the second; None where no step is said.  ``who``: roles that it meets,
    empty where the policy names none.
    """

    act: str
    condition: str
    sanction: str
    amount: float | int | None
    escalation: int | None
    computed: bool
    who: tuple[str, ...]
    clause: str
    citation: str

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as they are."""
        return {
            "act": self.act,
            "condition": self.condition,
            "sanction": self.sanction,
            "amount": self.amount,
            "escalation": self.escalation,
            "computed": self.computed,
            "who": list(self.who),
            "clause": self.clause,
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """One role's part in one clause: ``duty`` is the clause's text, ``people`` are those named for the role there."""

    role: str
    people: tuple[str, ...]
    duty: str
    relation: str
    clause: str
    citation: str

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as they are."""
        return {
            "role": self.role,
            "people": list(self.people),
            "duty": self.duty,
            "relation": self.relation,
            "clause": self.clause,
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role, the people named for it anywhere, and the number of its clauses.

    ``known``: the lexicon has it; the others were found by the form of their names and are for review.
    """

    role: str
    people: tuple[str, ...]
    clauses: int
    known: bool

    def to_dict(self) -> dict[str, Any]:
        """Give ``role`` and ``clauses``; ``people`` where somebody is named, ``known`` where the lexicon lacks it."""
        record: dict[str, Any] = {"role": self.role, "clauses": self.clauses}
        if self.people:
            record["people"] = list(self.people)
        if not self.known:
            record["known"] = False
        return record


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person and the roles that he or she is named for, with the clauses (ids) that say so."""

    person: str
    roles: tuple[str, ...]
    clauses: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as they are."""
        return {"person": self.person, "roles": list(self.roles), "clauses": list(self.clauses)}


def penalties(
    base: KnowledgeBase, *, role: str | None = None, topic: str | None = None, document: str | None = None
) -> Iterator[PenaltyRow]:
    """Give the penalties in the order of the documents, joined to their acts across clauses.

    ``role`` (its family) is one that the sanction meets, or, where it names none, one of the clause's roles;
    ``document`` is an id or a title.
    """
    family = _family(base, role)
    chosen = {clause.id: clause for clause in base.clauses(topic=topic, document=document)}
    for one in base.documents(clauses=True):
        if not any(clause.id in chosen for clause in one.clauses):
            continue
        for penalty in penalties_of(one):
            clause = chosen.get(penalty.clause_id)
            # Where the sanction says whom it meets, the clause's other roles are not meant.
            if clause is not None and (family is None or family.intersection(penalty.who or clause.roles)):
                yield _penalty(penalty, clause)


def _penalty(penalty: Penalty, clause: Clause) -> PenaltyRow:
    return PenaltyRow(
        penalty.act,
        penalty.condition,
        penalty.sanction,
        penalty.amount,
        penalty.step,
        penalty.computed,
        penalty.who,
        clause.id,
        clause.citation,
    )


def responsibilities(
    base: KnowledgeBase, *, role: str | None = None, topic: str | None = None, document: str | None = None
) -> Iterator[ResponsibilityRow]:
    """Give who has which part in which clause, in the order of the documents; filters as for ``penalties``."""
    family = _family(base, role)
    for clause in base.clauses(role=role, topic=topic, document=document):
        for relation in clause.relations:
            if relation.relation in DUTIES and clause.text and (family is None or relation.role in family):
                yield ResponsibilityRow(
                    relation.role, relation.people, clause.text, relation.relation, clause.id, clause.citation
                )


def roles(
    base: KnowledgeBase, *, role: str | None = None, topic: str | None = None, document: str | None = None
) -> Iterator[RoleRow]:
    """Give the roles of the clauses, the most frequent first, each with the people named for it."""
    counted: Counter[str] = Counter()
    named: dict[str, dict[str, None]] = {}
    for clause in base.clauses(role=role, topic=topic, document=document):
        counted.update(clause.roles)
        for relation in clause.relations:
            named.setdefault(relation.role, {}).update(dict.fromkeys(relation.people))
    for name, number in counted.most_common():
        yield RoleRow(name, tuple(named.get(name, ())), number, base.lexicon.canonical(name) is not None)


def people(base: KnowledgeBase, *, document: str | None = None) -> Iterator[PersonRow]:
    """Give the people who are named for a role, in the order they are met, with all their roles."""
    found: dict[str, list[tuple[Relation, Clause]]] = {}
    for clause in base.clauses(document=document):
        for relation in clause.relations:
            for person in relation.people:
                found.setdefault(person, []).append((relation, clause))
    for person, said in found.items():
        held = tuple(dict.fromkeys(relation.role for relation, _ in said))
        yield PersonRow(person, held, tuple(dict.fromkeys(clause.id for _, clause in said)))


def reasons(base: KnowledgeBase, clause: Clause) -> Explanation:
    """Say which words, heading or rule gave ``clause`` its modality and topics; relations carry their own reason."""
    return explain(clause, base.lexicon)


def _family(base: KnowledgeBase, role: str | None) -> set[str] | None:
    return set(base.lexicon.family(role)) if role else None
