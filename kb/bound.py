"""Which clauses bind a role: those that name it, its family or all staff, and those that a policy's scope brings in.

Selection only; how a handbook lays them out is ``handbook``'s business.  What is left out has its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.lexicon import Lexicon
from index.mentions import Mention, mentions
from index.modality import is_report
from ingest import Clause, Document

from .addressee import ANYBODY, Addressees, Policy, policy_of
from .doers import doers, is_led, opens
from .post import ALL_STAFF, SUPERIORS, Post
from .versions import Standing, standing

__all__ = ["LABEL", "Bound", "LeftOut", "Selection", "is_heading", "select"]

_LIST = re.compile(r"[:：]\s*$|(?:如下|下列|以下|下表)[^。]*$")
_PASSIVE = frozenset(("approves", "supervises", "informed"))
_ACTING = frozenset(("executes", "responsible", "supervises"))
_HEADING_LENGTH = 24
LABEL = re.compile(r"(?!.*(?:[应须由按需禁]|不得|可以|不准|下列|以下|如下))[^，,。;；的]{1,12}[:：]")
"""工作职责: is a heading, though it opens a list."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A clause that binds the post; ``why`` says it in Chinese.

    ``way``: it names the post (own), a wider role (wider) or all staff (staff); it names nobody and stands in a policy
    for the post (document) or for everybody (scope); it says who checks or leads all staff (checked); or it belongs to
    such a clause (list).
    """

    clause: Clause
    way: str
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Clauses of one document that are not in, and why.

    ``reason``: superseded or pending (the whole document, ``note`` says why), other (they name ``roles`` only),
    nobody (no reader is named), heading.
    """

    document: str
    reason: str
    clauses: tuple[Clause, ...]
    roles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Selection:
    """What binds a post, in the documents' order, and what was left out."""

    post: Post
    bound: tuple[Bound, ...]
    left_out: tuple[LeftOut, ...]
    scopes: Mapping[str, str] = field(default_factory=dict)


def select(
    post: Post,
    documents: Sequence[Document],
    lexicon: Lexicon,
    standings: Mapping[str, Standing] | None = None,
) -> Selection:
    """Choose the clauses of ``documents`` (with clauses, tagged) that bind ``post`` and are in force.

    ``standings``: document id -> whether it is in force; read from the documents, for today, where it is not given.
    """
    bound: list[Bound] = []
    left: list[LeftOut] = []
    scopes: dict[str, str] = {}
    known = {**(standings or {})}
    if any(document.id not in known for document in documents):
        known = {**standing(documents), **known}
    reads = Addressees(lexicon)
    for document in documents:
        state = known[document.id]
        if state.state != "in_force":
            left.append(LeftOut(document.title, state.state, document.clauses, note=state.why))
            continue
        policy = policy_of(document, post, reads)
        if policy.own or policy.scope:
            scopes[document.id] = policy.own or policy.scope
        chosen = _of_document(policy)
        bound += chosen
        left += _left(document, {one.clause.id for one in chosen})
    return Selection(post, tuple(bound), tuple(left), scopes)


def _of_document(policy: Policy) -> list[Bound]:
    document, post = policy.document, policy.post
    chosen: dict[str, Bound] = {}
    parents = {clause.parent for clause in document.clauses}
    by_id = {clause.id: clause for clause in document.clauses}
    for clause in document.clauses:
        if is_heading(clause, parents):
            above = chosen.get(clause.parent or "")
            if above is not None and not _names_others(clause, post):
                chosen[clause.id] = Bound(clause, "list", f"属于 {above.clause.citation}")
            continue
        found = _named(clause, policy)
        above = chosen.get(clause.parent or "")
        if found is None and above is not None and not _names_others(clause, post):
            found = Bound(clause, "list", f"属于 {above.clause.citation}")
        found = found or _addressed(clause, policy, by_id) or _acting(clause, policy) or _checked(clause, policy)
        if found is not None:
            chosen[clause.id] = found
    # A list of items is read with the line that opens it.
    for one in [one for one in chosen.values() if one.way != "checked"]:
        parent = by_id.get(one.clause.parent or "")
        while (
            parent is not None
            and parent.id not in chosen
            and _LIST.search(parent.text)
            and not is_heading(parent, parents)
        ):
            chosen[parent.id] = Bound(parent, "list", f"引出 {one.clause.citation}")
            parent = by_id.get(parent.parent or "")
    return [chosen[clause.id] for clause in document.clauses if clause.id in chosen]


def _named(clause: Clause, policy: Policy) -> Bound | None:
    post = policy.post
    parts: dict[str, set[str]] = {}
    for relation in clause.relations:
        parts.setdefault(relation.role, set()).add(relation.relation)
    for way, names in (("own", post.own), ("wider", post.wider), ("staff", post.staff)):
        # 通知各部门 and 监督员工 name all staff and bind somebody else.
        found = [name for name in names if name in parts and (way == "own" or parts[name] - _PASSIVE)]
        if found and way == "staff" and (_is_done_to(clause, found, parts, policy) or _is_theirs(clause, policy)):
            continue
        if found:
            return Bound(clause, way, "、".join(found))
    placed = [name for name in parts if name in post.placed and parts[name] - _PASSIVE]
    if placed and not policy.foreign:
        return Bound(clause, "staff", "、".join(placed))
    return None


def _is_theirs(clause: Clause, policy: Policy) -> bool:
    """Whether only 当事人 is named in another post's policy: one of those whom that policy is for."""
    named = [clause.text[one.start : one.end] for one in _staff_mentions(clause, policy)]
    return policy.foreign and bool(named) and all(words.endswith(("当事人", "本人")) for words in named)


def _is_done_to(clause: Clause, staff: Sequence[str], parts: Mapping[str, set[str]], policy: Policy) -> bool:
    """Whether staff stand in a clause as those to whom another post does something: 企划组对各部门提供信息."""
    if clause.modality in ("penalty", "reward", "must_not", "may") or any(parts[name] != {"subject"} for name in staff):
        return False
    if not any(kinds & _ACTING for name, kinds in parts.items() if name not in policy.post.all):
        return False
    return not any(opens(clause.text, mention) for mention in _staff_mentions(clause, policy))


def _staff_mentions(clause: Clause, policy: Policy) -> list[Mention]:
    staff = {*policy.post.staff, *ALL_STAFF}
    return [
        one
        for one in mentions(clause.text, policy.reads.lexicon, patterns=False)
        # 收银员工作: the 员工 in it is none.
        if one.role in staff and not (clause.text.startswith("作", one.end) and clause.text[: one.end].endswith("员工"))
    ]


def _checked(clause: Clause, policy: Policy) -> Bound | None:
    """See whether another post checks, teaches or leads all staff here: staff should know by whom."""
    if not policy.post.staff:
        return None
    led = next((one for one in _staff_mentions(clause, policy) if is_led(clause.text, one)), None)
    return Bound(clause, "checked", f"涉及{clause.text[led.start : led.end]}") if led else None


def _acting(clause: Clause, policy: Policy) -> Bound | None:
    """See whether the post is the subject of a part of the sentence, though no tag says so: …,仓库主管单独建账."""
    post = policy.post
    if clause.modality == "definition" or is_report(clause.document.title, clause.headings):
        return None
    names = {*post.own, *post.wider} - set(clause.roles)
    doing = next((one for one in doers(clause.text, policy.reads.lexicon) if one in names), None)
    return Bound(clause, "own", doing) if doing else None


def _addressed(clause: Clause, policy: Policy, by_id: Mapping[str, Clause]) -> Bound | None:
    """See whether the part or the policy is for the post, or for everybody, and the clause leaves it at that."""
    post, part = policy.post, policy.reads.of_part(clause)
    mine = [role for role in part if role in post.own or role in post.wider]
    if part and not mine and not set(part) & {*post.staff, *post.placed}:
        return None
    own = f"所在部分针对{'、'.join(mine)}" if mine else policy.own
    open_ = _is_open(clause, by_id) and _for_all(clause, policy)
    if own and (open_ or (policy.reads.lists_duties(clause) and not _others_act(clause, policy))):
        return Bound(clause, "document", own)
    if policy.scope and open_:
        return Bound(clause, "scope", policy.scope)
    return None


def _for_all(clause: Clause, policy: Policy) -> bool:
    """Whether no other post opens a clause that no tag gives to anybody (运营提供货品清单)."""
    if clause.relations:
        return True
    return all(role in policy.post.all or role in SUPERIORS for role in doers(clause.text, policy.reads.lexicon))


def _others_act(clause: Clause, policy: Policy) -> bool:
    """Whether a line of a list of duties has a doer of its own (企划组发布信息), who is not the one above the list."""
    acting = {relation.role for relation in clause.relations if relation.relation in _ACTING} - policy.post.all
    fined = set[str]()
    if clause.modality in ("penalty", "reward", "must_not"):
        fined = {one.role for one in clause.relations if one.relation == "subject" and one.source == "text"}
    return any(
        (mention.role in acting or (mention.role in fined - policy.post.all and not mention.weak))
        and opens(clause.text, mention)
        for mention in mentions(clause.text, policy.reads.lexicon)
    )


def is_heading(clause: Clause, parents: Iterable[str | None]) -> bool:
    """A title over other clauses, or the first words of a part: short, and without a rule of its own."""
    if not clause.text.strip():
        return True
    if clause.id not in parents:
        return False
    return LABEL.fullmatch(clause.text.strip()) is not None or (_short(clause) and not _LIST.search(clause.text))


def _short(clause: Clause) -> bool:
    text = clause.text.strip()
    return (
        len(text) <= _HEADING_LENGTH and not re.search(r"[。；;，,:：]|不得|必须|禁止|应当", text) and not clause.facts
    )


def _names_others(clause: Clause, post: Post) -> bool:
    return bool(clause.roles) and not post.all.intersection(clause.roles)


def _is_open(clause: Clause, by_id: Mapping[str, Clause]) -> bool:
    """Whether a clause speaks to everybody in the policy's scope: it names nobody, or only who approves.

    A sanction or reward that names nobody who gets it is for everybody too.
    """
    named = [relation for relation in clause.relations if not ANYBODY.search(relation.role)]
    if clause.modality in ("penalty", "reward"):
        return not any(relation.relation == "subject" for relation in named)
    superiors = SUPERIORS if clause.modality != "duty" else ()
    if all(relation.relation in (*_PASSIVE, "assists") or relation.role in superiors for relation in named):
        parent = by_id.get(clause.parent or "")
        return parent is None or not parent.roles or _short(parent) or _is_open(parent, by_id)
    return False


def _left(document: Document, chosen: set[str]) -> list[LeftOut]:
    parents = {clause.parent for clause in document.clauses}
    groups: dict[str, list[Clause]] = {"other": [], "nobody": [], "heading": []}
    for clause in document.clauses:
        if clause.id not in chosen:
            reason = (
                "heading" if is_heading(clause, parents) or _short(clause) else "other" if clause.roles else "nobody"
            )
            groups[reason].append(clause)
    return [
        LeftOut(document.title, reason, tuple(clauses), tuple(dict.fromkeys(role for c in clauses for role in c.roles)))
        for reason, clauses in groups.items()
        if clauses
    ]
