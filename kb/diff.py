"""What changed between two states of the policies, clause by clause.

Kinds: added, removed, amended, moved, renumbered, split, merged.  What only its number changed is renumbered and
nothing more; a clause whose parent got another number is unchanged.  Flags name what costs money when it is overlooked:
amount, deadline, modality, role.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ingest import Clause, Document

from .alignment import Pairing, align, plain
from .changes import FLAGS, KINDS, Change, Diff, DocumentChange, Kind, Words
from .editions import family_of
from .flags import flags_of, marked_words

__all__ = ["FLAGS", "KINDS", "Change", "Diff", "DocumentChange", "Kind", "Words", "diff_documents", "marked_words"]


def diff_documents(old: Sequence[Document], new: Sequence[Document], *, names: tuple[str, str] = ("", "")) -> Diff:
    """Compare two sets of documents, clause by clause.  Equal documents cost a comparison of their words only."""
    found: list[DocumentChange] = []
    lost: list[Clause] = []
    come: list[Clause] = []
    for before, after in _paired(old, new):
        if before is not None and after is not None and _same(before, after):
            if before.title != after.title:
                found.append(DocumentChange("renamed", before, after))
            continue
        changes = _changes(before.clauses if before else (), after.clauses if after else ())
        kind = "changed" if before and after else "added" if after else "removed"
        if before and after and before.title != after.title:
            kind = "renamed"
        if changes or kind != "changed":
            found.append(DocumentChange(kind, before, after, tuple(changes)))
            lost += [clause for change in changes if change.kind == "removed" for clause in change.old]
            come += [clause for change in changes if change.kind == "added" for clause in change.new]
    return Diff(*names, tuple(_moved_between(found, lost, come)))


def _same(old: Document, new: Document) -> bool:
    return len(old.clauses) == len(new.clauses) and all(
        (one.path, one.text) == (other.path, other.text) for one, other in zip(old.clauses, new.clauses, strict=True)
    )


def _paired(old: Sequence[Document], new: Sequence[Document]) -> list[tuple[Document | None, Document | None]]:
    """Pair documents: by id and file, by content, by id alone, by family of title, by their words."""
    free_old = dict(enumerate(old))
    pairs: dict[int, Document] = {}
    keys = (
        lambda document: (document.id, document.source),
        lambda document: (document.version, document.title),
        lambda document: document.id,
        lambda document: (family_of(document.title), document.source),
        lambda document: family_of(document.title),
        lambda document: document.source,
    )
    for key in keys:
        waiting: dict[object, list[int]] = defaultdict(list)
        for index, document in free_old.items():
            waiting[key(document)].append(index)
        for at, document in enumerate(new):
            if at not in pairs and (same := waiting.get(key(document))):
                pairs[at] = free_old.pop(same.pop(0))
    for at, document in enumerate(new):
        if at not in pairs and free_old:
            alike, index = max((_shared(other, document), -index) for index, other in free_old.items())
            if alike >= 0.5:
                pairs[at] = free_old.pop(-index)
    result: list[tuple[Document | None, Document | None]] = [(pairs.get(at), one) for at, one in enumerate(new)]
    return [*result, *((document, None) for document in free_old.values())]


def _shared(old: Document, new: Document) -> float:
    """Give the share of clauses with equal words, of the shorter document."""
    one = {plain(clause.text) for clause in old.clauses if clause.text}
    other = {plain(clause.text) for clause in new.clauses if clause.text}
    return len(one & other) / max(1, min(len(one), len(other)))


def _changes(old: Sequence[Clause], new: Sequence[Clause]) -> list[Change]:
    pairings = align(old, new)
    became: dict[str, str] = {}
    for pairing in pairings:
        for before in pairing.old:
            if pairing.new:
                became[before.id] = pairing.new[0].id
    order = {clause.id: at for at, clause in enumerate(new)}
    still = _in_order(
        [(pairing.old[0], pairing.new[0]) for pairing in pairings if pairing.old and pairing.new], old, order
    )
    found = (_change(pairing, became, still) for pairing in pairings)
    return [change for change in found if change is not None]


def _in_order(
    pairs: Sequence[tuple[Clause, Clause]], old: Sequence[Clause], order: Mapping[str, int]
) -> frozenset[str]:
    """Give the ids of the old clauses that kept their order: the longest run of rising places (patience sorting)."""
    place = {clause.id: at for at, clause in enumerate(old)}
    ordered = sorted(pairs, key=lambda pair: place[pair[0].id])
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, after) in enumerate(ordered):
        at = order[after.id]
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if tails[middle] < at else (low, middle)
        if low == len(tails):
            tails.append(at)
            ends.append(index)
        else:
            tails[low], ends[low] = at, index
        previous.append(ends[low - 1] if low else -1)
    kept: set[str] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(ordered[at][0].id)
        at = previous[at]
    return frozenset(kept)


def _change(pairing: Pairing, became: Mapping[str, str], still: frozenset[str]) -> Change | None:
    old, new = pairing.old, pairing.new
    if not old or not new:
        return Change("removed" if old else "added", old, new, flags_of(old, new))
    if len(new) > 1 or len(old) > 1:
        words = marked_words("\n".join(one.text for one in old), "\n".join(one.text for one in new))
        return Change("split" if len(new) > 1 else "merged", old, new, flags_of(old, new), words)
    before, after = old[0], new[0]
    also: list[Kind] = []
    if _is_moved(before, after, became) or before.id not in still:
        also.append("moved")
    elif before.number != after.number and plain(before.number or "") != plain(after.number or ""):
        also.append("renumbered")
    if plain(before.text) != plain(after.text) or _punctuated(before.text) != _punctuated(after.text):
        return Change("amended", old, new, flags_of(old, new), marked_words(before.text, after.text), tuple(also))
    return Change(also[0], old, new) if also else None


def _is_moved(before: Clause, after: Clause, became: Mapping[str, str]) -> bool:
    """A clause moved where it now stands under another one than its parent became."""
    if (before.parent is None) != (after.parent is None):
        return True
    if before.parent is None or before.parent not in became:
        return False
    return became[before.parent] != after.parent


def _punctuated(text: str) -> str:
    """Give the text with what may change its sense: decimal points and ranges, but no other punctuation."""
    return "".join(re.findall(r"\d[.:~～—-]\d", text))


def _moved_between(
    found: Sequence[DocumentChange], lost: Sequence[Clause], come: Sequence[Clause]
) -> list[DocumentChange]:
    """Join what left one document and came into another with the same words: it moved."""
    waiting: dict[str, list[Clause]] = defaultdict(list)
    for clause in lost:
        if len(plain(clause.text)) >= 8:
            waiting[plain(clause.text)].append(clause)
    moved: dict[str, Clause] = {}
    gone: set[str] = set()
    for clause in come:
        same = waiting.get(plain(clause.text))
        if same and same[0].document.id != clause.document.id:
            moved[clause.id] = same.pop(0)
            gone.add(moved[clause.id].id)
    if not moved:
        return list(found)
    result = []
    for document in found:
        changes = []
        for change in document.changes:
            if change.kind == "added" and change.new[0].id in moved:
                changes.append(Change("moved", (moved[change.new[0].id],), change.new))
            elif not (change.kind == "removed" and change.old[0].id in gone):
                changes.append(change)
        result.append(DocumentChange(document.kind, document.old, document.new, tuple(changes)))
    return result
