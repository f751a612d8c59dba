"""One thing that HR should look at, and the codes that such things have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ingest import Clause, Place

__all__ = ["CODES", "Finding", "Level", "finding"]

Level = Literal["error", "warning", "note"]
"""Wrong or missing; likely wrong, somebody must decide; worth knowing."""

CODES: dict[str, Level] = {
    "failed-file": "error",
    "no-text": "error",
    "garbled": "error",
    "contradiction": "error",
    "dangling-reference": "error",
    "gap": "warning",
    "duplicate": "warning",
    "out-of-order": "warning",
    "wrong-kind": "warning",
    "no-clauses": "warning",
    "circular-reference": "warning",
    "reference-to-superseded": "warning",
    "rival-editions": "warning",
    "copied-document": "warning",
    "near-duplicate": "note",
    "missing-document": "note",
    "penalty-without-owner": "note",
    "role-without-duty": "note",
    "torn-number": "note",
}
"""Stable code of a finding -> its level; codes of reading that are not here are warnings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.  ``message``: one line for people, with the remedy; ``clauses``: what it is about."""

    code: str
    level: Level
    message: str
    clauses: tuple[Clause, ...] = ()
    document: str = ""
    source: str = ""
    places: tuple[Place, ...] = ()
    values: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "document": self.document,
            "source": self.source,
            "places": [place.to_dict() for place in self.places],
            "values": list(self.values),
            "clauses": [clause.to_dict() for clause in self.clauses],
        }


def finding(code: str, message: str, **parts: Any) -> Finding:
    """Make a finding of the level that its ``code`` has."""
    return Finding(code, CODES.get(code, "warning"), message, **parts)
