"""What changed for one post since a generation or a day: its handbook, cut down to that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from index.store import Store
from ingest import Clause, ConfigurationError

from .bound import select
from .editions import read_day

if TYPE_CHECKING:
    from .base import KnowledgeBase
    from .handbook import Handbook

__all__ = ["only_changes"]


def only_changes(base: KnowledgeBase, book: Handbook, since: str, clause_hash: Callable[[Clause], str]) -> Handbook:
    """Give ``book`` with only what is new or other than in the generation that ``since`` names.

    ``since``: a generation's number, or a day (2024-05-01) for the last generation made before it.  Raises
    ``NotFound`` for one that is not remembered, ``ConfigurationError`` for what is neither.
    """
    from .history import compare, documents_of

    number = int(since) if since.isascii() and since.isdigit() else None
    try:
        day = read_day(since) if number is None else None
    except ConfigurationError as error:
        raise ConfigurationError(f"“{since}”不是版本号或日期", remedy="写版本号(如 3)或日期(如 2024-05-01)") from error
    diff = compare(base.root, number, base.generation, since=day)
    kinds: dict[str, str] = {}
    was: dict[str, tuple[Clause, ...]] = {}
    for change in diff.changes:
        for clause in change.new:
            kinds[clause.id] = change.kind
            was[clause.id] = change.old
    old = documents_of(Store(base.root), int(diff.old))
    bound_before = {one.clause.id: one.clause for one in select(book.post, old, base.lexicon).bound}
    known = {clause_hash(clause) for clause in bound_before.values()}
    entries = tuple(entry for entry in book.entries if entry.hash not in known)
    changes = {entry.clause.id: _kind(kinds.get(entry.clause.id), entry.clause, bound_before) for entry in entries}
    present = {entry.hash for entry in book.entries}
    replaced = {clause.id for entry in entries for clause in was.get(entry.clause.id, ())}
    gone = tuple(
        clause for clause in bound_before.values() if clause_hash(clause) not in present and clause.id not in replaced
    )
    held = {entry.clause.id for entry in entries}
    return replace(
        book,
        entries=tuple(replace(entry, number=number) for number, entry in enumerate(entries, 1)),
        penalties=tuple(penalty for penalty in book.penalties if penalty.clause_id in held),
        contacts=(),
        remarks=tuple(remark for remark in book.remarks if held.intersection(remark.clauses)),
        left_out=(),
        since=int(diff.old),
        changes=changes,
        was={
            entry.clause.id: before
            for entry in entries
            if changes[entry.clause.id] != "added"
            and (before := was.get(entry.clause.id) or _known(bound_before.get(entry.clause.id)))
        },
        gone=gone,
    )


def _known(clause: Clause | None) -> tuple[Clause, ...]:
    return () if clause is None else (clause,)


def _kind(kind: str | None, clause: Clause, before: dict[str, Clause]) -> str:
    if kind in (None, "renumbered"):
        return "amended" if clause.id in before else "added"  # newly bound, though its words were there
    return kind or "added"
