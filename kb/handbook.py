"""Role handbooks: everything that binds a post, in the policies' own words, with citation, version and hash.

Each clause stands once, in the section of what it does to the reader; tables at the head of a section point to it.
Nothing is paraphrased, and what was left out is said at the end with the reason.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.lexicon import Lexicon
from index.penalties import Penalty, penalties_of
from ingest import Clause, Document

from .bound import Bound, LeftOut, select
from .contacts import Contact, contacts_of, people_of
from .post import Post, post_of
from .versions import standing

if TYPE_CHECKING:
    from .base import KnowledgeBase

__all__ = ["SECTIONS", "Entry", "Handbook", "Remark", "clause_hash", "handbook"]

SECTIONS = {
    "duty": "职责与要求",
    "forbidden": "禁止事项",
    "time": "期限与时间",
    "approval": "审批与签字",
    "penalty": "处罚",
    "reward": "奖励与待遇",
    "procedure": "办事流程",
    "definition": "用语定义",
    "other": "其他有关规定",
    "checked": "其他岗位对员工的管理和检查",
    "general": "全员制度中没有点名的规定",
}
"""Sections that hold clauses, in order."""

_BY_MODALITY = {
    "must_not": "forbidden",
    "penalty": "penalty",
    "reward": "reward",
    "procedure": "procedure",
    "definition": "definition",
    "must": "duty",
    "duty": "duty",
}
_TIMES = frozenset(("duration", "time", "date", "frequency"))
_LIST = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause of the handbook: its number there, its section, for whom, why, and its hash (SHA-256, hex)."""

    number: int
    section: str
    clause: Clause
    way: str
    why: str
    hash: str
    above: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The number as other parts of the handbook name it."""
        return str(self.number)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "number": self.number,
            "section": self.section,
            "way": self.way,
            "why": self.why,
            "hash": self.hash,
            "clause": self.clause.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Remark:
    """Policies that disagree: one line, and the clauses that it is about (ids)."""

    text: str
    clauses: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"text": self.text, "clauses": list(self.clauses)}


@dataclass(frozen=True)
class Handbook:
    """What binds one post.  ``generation`` and ``date`` (ISO) are those of the knowledge base it was made from.

    ``since``: the generation that it is compared with, where it holds changes only; ``gone`` are clauses that
    no longer are.
    """

    post: Post
    entries: tuple[Entry, ...]
    penalties: tuple[Penalty, ...]
    contacts: tuple[Contact, ...]
    remarks: tuple[Remark, ...]
    left_out: tuple[LeftOut, ...]
    generation: int
    date: str
    failed: tuple[tuple[str, str], ...] = ()
    since: int | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict)
    """Id -> the clauses that it was made of before, for those that were amended, split or merged."""
    gone: tuple[Clause, ...] = ()

    @property
    def role(self) -> str:
        """The post's name."""
        return self.post.name

    @property
    def named(self) -> str:
        """The post as it was asked for: 网店编辑 where the policies' role is 编辑."""
        return self.post.asked or self.post.name

    @property
    def unnamed(self) -> bool:
        """Whether no policy names the post or is for it: what the handbook holds is for everybody."""
        return not any(entry.way in ("own", "wider", "document") for entry in self.entries)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the hashes of all its clauses, whatever their order."""
        return hashlib.sha256("\n".join(sorted(entry.hash for entry in self.entries)).encode()).hexdigest()

    def of(self, section: str) -> tuple[Entry, ...]:
        """Give the entries of one section, in order."""
        return tuple(entry for entry in self.entries if entry.section == section)

    def write(self, path: str | Path, *, templates: str | Path | None = None) -> tuple[str, ...]:
        """Write it as .md, .html, .docx or .pdf; give notices (characters without a font).

        ``templates``: a folder with ``theme.toml`` and templates of the shop.  Raises ``ConfigurationError`` with the
        remedy; a file that was there then stays as it is.
        """
        from .formats import load_theme, write
        from .handbook_paper import handbook_paper

        return write(handbook_paper(self), path, load_theme(templates))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "role": self.role,
            "asked": self.named,
            "family": {"own": list(self.post.own), "wider": list(self.post.wider), "staff": list(self.post.staff)},
            "generation": self.generation,
            "date": self.date,
            "hash": self.hash,
            "since": self.since,
            "entries": [entry.to_dict() for entry in self.entries],
            "penalties": [penalty.to_dict() for penalty in self.penalties],
            "contacts": [contact.to_dict() for contact in self.contacts],
            "contradictions": [remark.to_dict() for remark in self.remarks],
            "left_out": [
                {
                    "document": left.document,
                    "reason": left.reason,
                    "roles": list(left.roles),
                    "clauses": [clause.id for clause in left.clauses],
                }
                for left in self.left_out
            ],
            "changes": dict(self.changes),
            "was": {identity: [clause.text for clause in before] for identity, before in self.was.items()},
            "gone": [clause.to_dict() for clause in self.gone],
        }


def clause_hash(clause: Clause) -> str:
    """Give SHA-256 (hex) of a clause's headings and words, in NFC and without white space.

    A renumbered or re-wrapped clause keeps its hash; a changed word does not.
    """
    words = "\n".join("".join(unicodedata.normalize("NFC", part).split()) for part in (*clause.headings, clause.text))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def handbook(base: KnowledgeBase, role: str, *, since: str | None = None) -> Handbook:
    """Compose the handbook of ``role``; ``since``: a generation or an ISO date, for what changed only.

    Raises ``NotFound`` with the nearest roles for a role that neither the lexicon nor any clause knows.
    """
    documents = base.documents(clauses=True)
    counts = base.roles()
    post = post_of(role, base.lexicon, counts)
    standings = {**standing(documents), **base.standings()}
    chosen = select(post, documents, base.lexicon, standings)
    entries = _entries(chosen.bound, documents)
    held = {entry.clause.id: entry for entry in entries}
    penalties = tuple(one for document in documents for one in penalties_of(document) if one.clause_id in held)
    status = base.status()
    book = Handbook(
        post=post,
        entries=entries,
        penalties=penalties,
        contacts=contacts_of([(entry.number, entry.clause) for entry in entries], post, people_of(documents)),
        remarks=_remarks([one for one in documents if standings[one.id].state == "in_force"], base.lexicon, held),
        left_out=chosen.left_out,
        generation=status.generation,
        date=status.created[:10],
        failed=status.failed,
    )
    if since is None:
        return book
    from .handbook_changes import only_changes

    return only_changes(base, book, since, clause_hash)


def _entries(bound: Sequence[Bound], documents: Sequence[Document]) -> tuple[Entry, ...]:
    """Give each clause its section and its number: by section, documents of the post itself first."""
    sections = {one.clause.id: _section(one) for one in bound}
    clauses = {one.clause.id: one.clause for one in bound}
    for one in bound:  # items follow the line that opens their list, and a bare opening line follows its items
        parent = clauses.get(one.clause.parent or "")
        if parent is not None and one.way == "list" and sections[parent.id] == "general":
            sections[one.clause.id] = "general"
        elif parent is not None and _LIST.search(parent.text):
            if sections[one.clause.id] in ("other", "time") and sections[parent.id] not in ("other", "time"):
                sections[one.clause.id] = sections[parent.id]
            elif sections[parent.id] == "other" and sections[one.clause.id] != "general":
                sections[parent.id] = sections[one.clause.id]
    own = dict.fromkeys((document.id for document in documents), 0)
    for one in bound:
        own[one.clause.document.id] += one.way == "own"
    order = {document.id: at for at, document in enumerate(documents)}
    places = {one.clause.id: at for at, one in enumerate(bound)}
    rank = {section: at for at, section in enumerate(SECTIONS)}
    ordered = sorted(
        bound,
        key=lambda one: (
            rank[sections[one.clause.id]],
            -own[one.clause.document.id],
            order[one.clause.document.id],
            places[one.clause.id],
        ),
    )
    return tuple(
        Entry(
            number, sections[one.clause.id], one.clause, one.way, one.why, clause_hash(one.clause), one.clause.headings
        )
        for number, one in enumerate(ordered, 1)
    )


def _section(one: Bound) -> str:
    clause = one.clause
    if one.way in ("scope", "checked"):
        return "general" if one.way == "scope" else one.way
    found = _BY_MODALITY.get(clause.modality, "other")
    if found in ("penalty", "reward", "forbidden", "definition"):
        return found
    if any(relation.relation == "approves" for relation in clause.relations):
        return "approval"
    if found == "other" and any(fact.kind in _TIMES for fact in clause.facts):
        return "time"
    return found


def _remarks(live: Sequence[Document], lexicon: Lexicon, held: Mapping[str, Entry]) -> tuple[Remark, ...]:
    """Give the contradictions between policies in force that concern the handbook's clauses."""
    from .contradictions import contradictions
    from .editions import read_edition

    families = {document.id: read_edition(document).family for document in live}
    return tuple(
        Remark(
            f"{found.one.clause.citation}“{found.one.shown}”,{found.other.clause.citation}“{found.other.shown}”",
            (found.one.clause.id, found.other.clause.id),
        )
        for found in contradictions(live, lexicon, families)
        if held.keys() & {found.one.clause.id, found.other.clause.id}
    )
