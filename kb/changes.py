"""The values of a comparison: changes of clauses, by document, with marked words and flags.  All are frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ingest import Clause, Document

__all__ = ["FLAGS", "KINDS", "Change", "Diff", "DocumentChange", "Kind", "Words"]

Kind = Literal["added", "removed", "amended", "moved", "renumbered", "split", "merged"]
KINDS: tuple[Kind, ...] = ("added", "removed", "amended", "moved", "renumbered", "split", "merged")
FLAGS = ("amount", "deadline", "modality", "role")

Words = tuple[Literal["same", "removed", "added"], str]
"""A run of words and whether both texts, only the old or only the new one has it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the clauses before and after (either may be empty), the words marked, the flags.

    ``words`` is filled for amended, split and merged.  ``moved`` and ``amended`` may come together: the kind is
    then amended and ``also`` names the other.
    """

    kind: Kind
    old: tuple[Clause, ...]
    new: tuple[Clause, ...]
    flags: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()
    also: tuple[Kind, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses as they now are; those that were, where none is left."""
        return self.new or self.old

    @property
    def roles(self) -> frozenset[str]:
        """Roles that the change concerns, before or after."""
        return frozenset(role for clause in (*self.old, *self.new) for role in clause.roles)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "kind": self.kind,
            "also": list(self.also),
            "flags": list(self.flags),
            "old": [clause.to_dict() for clause in self.old],
            "new": [clause.to_dict() for clause in self.new],
            "words": [list(run) for run in self.words],
        }


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of one document: ``added removed renamed changed``, with its clauses' changes."""

    kind: str
    old: Document | None
    new: Document | None
    changes: tuple[Change, ...] = ()

    @property
    def title(self) -> str:
        """The title as it now is."""
        shown = self.new or self.old
        return shown.title if shown else ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form, the documents without their clauses."""

        def named(document: Document | None) -> dict[str, Any] | None:
            return document.ref.to_dict() if document else None

        return {
            "kind": self.kind,
            "old": named(self.old),
            "new": named(self.new),
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between ``old`` and ``new`` (names of the two states), by document."""

    old: str
    new: str
    documents: tuple[DocumentChange, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of clauses, in the documents' order."""
        return tuple(change for document in self.documents for change in document.changes)

    @property
    def counts(self) -> Mapping[str, int]:
        """Kind of change -> how many clauses; only kinds that occur."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in KINDS if counted[kind]}

    def of_roles(self, roles: Iterable[str]) -> Diff:
        """Give only what concerns one of ``roles``."""
        wanted = frozenset(roles)
        kept = []
        for document in self.documents:
            changes = tuple(change for change in document.changes if change.roles & wanted)
            if changes:
                kept.append(DocumentChange(document.kind, document.old, document.new, changes))
        return Diff(self.old, self.new, tuple(kept))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "old": self.old,
            "new": self.new,
            "counts": dict(self.counts),
            "documents": [document.to_dict() for document in self.documents],
        }
