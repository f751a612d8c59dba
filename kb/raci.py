"""The RACI matrix: which part each role has in each topic, and the clauses that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest import Clause, Document

from .addressee import ANYBODY

__all__ = ["LETTERS", "Share", "by_count", "shares_of"]

LETTERS = {
    "executes": "R",
    "responsible": "A",
    "approves": "A",
    "assists": "C",
    "supervises": "V",
    "informed": "I",
}
"""Relation -> letter of the matrix.  V (verifies) is for who checks: that is neither doing nor deciding."""


@dataclass(frozen=True, slots=True)
class Share:
    """One role's part in one topic: its letters, and the clauses that say so, letter by letter."""

    role: str
    topic: str
    clauses: Mapping[str, tuple[Clause, ...]]

    @property
    def letters(self) -> str:
        """The letters in the order R A C I V."""
        return "".join(letter for letter in "RACIV" if letter in self.clauses)


def shares_of(documents: Sequence[Document]) -> tuple[Share, ...]:
    """Give each role's part in each topic, in the order of the clauses that say so first."""
    found: dict[tuple[str, str], dict[str, dict[str, Clause]]] = {}
    for document in documents:
        for clause in document.clauses:
            for relation in clause.relations:
                if ANYBODY.search(relation.role):
                    continue  # 接收人, 监交人: whoever is in that place, and no role of the matrix
                letter = LETTERS.get(relation.relation)
                for topic in clause.topics if letter else ():
                    held = found.setdefault((relation.role, topic), {})
                    held.setdefault(letter or "", {})[clause.id] = clause
    return tuple(
        Share(role, topic, {letter: tuple(clauses.values()) for letter, clauses in letters.items()})
        for (role, topic), letters in found.items()
    )


def by_count(names: Iterable[str]) -> tuple[str, ...]:
    """Order names by how often they come, the commonest first and 其他 last."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (name == "其他", -counts[name], name)))
