"""What changed between two states of the policies, clause by clause.

Kinds: added, removed, amended, moved, renumbered, split, merged.  What only its number changed is renumbered and
nothing more; a clause whose parent got another number is unchanged.  Flags name what costs money when it is overlooked:
amount, deadline, modality, role.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from index.facts import facts_in
from ingest import Clause, Document, Fact

from .alignment import Pairing, align, plain
from .editions import family_of

__all__ = ["FLAGS", "KINDS", "Change", "Diff", "DocumentChange", "Kind", "Words", "diff_documents", "marked_words"]

Kind = Literal["added", "removed", "amended", "moved", "renumbered", "split", "merged"]
KINDS: tuple[Kind, ...] = ("added", "removed", "amended", "moved", "renumbered", "split", "merged")
FLAGS = ("amount", "deadline", "modality", "role")

Words = tuple[Literal["same", "removed", "added"], str]
"""A run of words and whether both texts, only the old or only the new one has it."""

_FLAGGED: dict[str, str] = {
    "money": "amount",
    "percent": "amount",
    "count": "amount",
    "duration": "deadline",
    "time": "deadline",
    "date": "deadline",
    "frequency": "deadline",
}
_BINDING = frozenset(("must", "must_not", "may", "penalty", "reward"))
_FORCES = (
    ("must_not", re.compile(r"不得|不准|不许|不可|不能|严禁|禁止|切勿|请勿")),
    ("may", re.compile(r"可以|(?<![不许认])可(?=[自选按在由申提酌])|允许|有权")),
    ("must", re.compile(r"(?<!不)(?:必须|应当|务必|须(?!知)|应(?!急|用|对|届|聘|答|收|付|[^,，。;；]?[的]))")),
)
"""Words that bind, forbid and allow."""
_TOKEN = re.compile(r"[0-9０-９]+(?:[.:：．][0-9０-９]+)*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|\s+|.", re.DOTALL)


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
        return Change("removed" if old else "added", old, new, _flags(old, new))
    if len(new) > 1 or len(old) > 1:
        words = marked_words("\n".join(one.text for one in old), "\n".join(one.text for one in new))
        return Change("split" if len(new) > 1 else "merged", old, new, _flags(old, new), words)
    before, after = old[0], new[0]
    also: list[Kind] = []
    if _is_moved(before, after, became) or before.id not in still:
        also.append("moved")
    elif before.number != after.number and plain(before.number or "") != plain(after.number or ""):
        also.append("renumbered")
    if plain(before.text) != plain(after.text) or _punctuated(before.text) != _punctuated(after.text):
        return Change("amended", old, new, _flags(old, new), marked_words(before.text, after.text), tuple(also))
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


def _flags(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[str, ...]:
    flags: set[str] = set()
    before, after = _values(old), _values(new)
    for kind in {*before, *after}:
        if before.get(kind) != after.get(kind):
            flags.add(_FLAGGED[kind])
    if old and new:
        if {one.modality for one in old} & _BINDING != {one.modality for one in new} & _BINDING or (
            _forces(old) != _forces(new)
        ):
            flags.add("modality")
        if _acting(old) != _acting(new):
            flags.add("role")
    return tuple(flag for flag in FLAGS if flag in flags)


def _forces(clauses: Sequence[Clause]) -> frozenset[str]:
    return frozenset(name for name, words in _FORCES for clause in clauses if words.search(clause.text))


def _values(clauses: Sequence[Clause]) -> dict[str, Counter[tuple[object, ...]]]:
    values: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for clause in clauses:
        facts: Sequence[Fact] = clause.facts or facts_in(clause.text)
        for fact in facts:
            if fact.kind in _FLAGGED:
                values[fact.kind][fact.value, fact.unit, fact.comparison] += 1
    return values


def _acting(clauses: Sequence[Clause]) -> frozenset[tuple[str, str]]:
    """Give who acts or is named in the clauses' own words, and the people for it."""
    found: set[tuple[str, str]] = set()
    for clause in clauses:
        for relation in clause.relations:
            if relation.source == "text":
                found.add((relation.role, relation.relation))
                found.update((relation.role, person) for person in relation.people)
    return frozenset(found)


def marked_words(old: str, new: str) -> tuple[Words, ...]:
    """Give the runs that stayed, went and came.  Figures and latin words are not cut, islands of one character closed.

    The runs marked same and removed make up ``old``, those marked same and added ``new``.
    """
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    runs: list[Words] = []
    gone, come = "", ""
    for at, (step, a, b, c, d) in enumerate(steps):
        before, after = "".join(one[a:b]), "".join(other[c:d])
        if step == "equal" and (len(before) > 1 or at in (0, len(steps) - 1) or not (gone or come)):
            runs += _run(gone, come)
            gone = come = ""
            runs.append(("same", before))
        else:
            gone += before
            come += after
    return (*runs, *_run(gone, come))


def _run(gone: str, come: str) -> list[Words]:
    found: list[Words] = []
    if gone:
        found.append(("removed", gone))
    if come:
        found.append(("added", come))
    return found


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
