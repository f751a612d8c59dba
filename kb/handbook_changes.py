"""What changed for one post since a generation or a day: its handbook, cut down to that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from index.store import Store
from ingest import Clause, ConfigurationError, NotFound

from .bound import select

if TYPE_CHECKING:
    from .base import KnowledgeBase
    from .handbook import Handbook

__all__ = ["generation_since", "only_changes"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def generation_since(base: KnowledgeBase, since: str) -> int:
    """Read a generation's number, or a day (2024-05-01) as the last generation made on or before it.

    Raises ``NotFound`` where none is kept, ``ConfigurationError`` where ``since`` is neither.
    """
    store = Store(base.root)
    kept = store.generations()
    if since.isdigit():
        store.generation(int(since)).close()
        return int(since)
    if not _DAY.fullmatch(since):
        raise ConfigurationError(f"“{since}”不是版本号或日期", remedy="写版本号(如 3)或日期(如 2024-05-01)")
    days: dict[int, str] = {}
    for number in kept:
        with store.generation(number) as generation:
            days[number] = generation.manifest.created[:10]
    before = [number for number in kept if days[number] <= since]
    if not before:
        told = "、".join(f"第 {number} 版({days[number]})" for number in kept)
        raise NotFound(f"{since} 当日及以前的知识库没有保留", place=str(base.root), remedy=f"保留的版本:{told}")
    return before[-1]


def only_changes(base: KnowledgeBase, book: Handbook, since: str, clause_hash: Callable[[Clause], str]) -> Handbook:
    """Give ``book`` with only what is new or other than in the generation that ``since`` names."""
    from .diff import diff_documents

    number = generation_since(base, since)
    with Store(base.root).generation(number) as generation:
        old = generation.documents(clauses=True)
    new = base.documents(clauses=True)
    kinds: dict[str, str] = {}
    was: dict[str, tuple[Clause, ...]] = {}
    for change in diff_documents(old, new).changes:
        for clause in change.new:
            kinds[clause.id] = change.kind
            was[clause.id] = change.old
    bound_before = {one.clause.id: one.clause for one in select(book.post, old).bound}
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
        since=number,
        changes=changes,
        gone=gone,
    )


def _kind(kind: str | None, clause: Clause, before: dict[str, Clause]) -> str:
    if kind in (None, "renumbered"):
        return "amended" if clause.id in before else "added"  # newly bound, though its words were there
    return kind or "added"
