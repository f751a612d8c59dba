"""Which clauses bind a role: those that name it, its family or all staff, and those that a policy's scope brings in.

Selection only; how a handbook lays them out is ``handbook``'s business.  What is left out has its reason.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.lexicon import Lexicon
from ingest import Clause, Document, NotFound

from .versions import Standing, standing

__all__ = ["ALL_STAFF", "Bound", "LeftOut", "Post", "Selection", "post_of", "select", "unknown_role"]

ALL_STAFF = ("员工", "各部门")
"""Roles of the shipped lexicon that take in everybody who works here."""

SUPERIORS = ("主管", "经理", "上级", "负责人", "部门经理", "管理层", "组长")
"""Roles that mean whoever stands above or is in charge: a clause that names only them binds those below it too."""

_OUTSIDE = frozenset({"供应商", "快递员", "分销专员"})
_OUTSIDE_WORDS = re.compile(r"商$|公司$|顾客|客户$|单位$|法院|检察院|政府|公安|主管机关|保障部门|社保部门")
_SCOPE = re.compile(
    r"适用于|适用范围|适用对象|适用本(?:制度|规定|办法|细则|规范|条例)|(?:本|此)(?:制度|规定|办法|细则|规范|守则|条例)(?:约束|对)|均依本|[均都]?(?:须|应当?|必须)遵守本"
)
_LIST = re.compile(r"[:：]\s*$|(?:如下|下列|以下|下表)[^。]*$")
_PERSONAL = frozenset(("考勤", "请假", "奖励", "处罚", "保密", "卫生", "会议", "薪酬", "人事", "培训", "交接"))
_PERSONAL_TITLE = re.compile(
    r"报销|差旅|考勤|请假|休假|奖惩|卫生|保密|薪酬|薪资|福利|入职|离职|交接|行为|员工|安全|着装|宿舍|会议"
)
"""Topics and titles on which a policy that names nobody speaks to everybody."""
_PASSIVE = frozenset(("approves", "supervises", "informed", "assists"))
_ANYBODY = re.compile(r"^负责人$|(?<!负责)人$")
"""责任人, 借出人, 接收人: whoever is in that place, not a post."""
_HEADING_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Post:
    """A role with its family: itself and narrower roles, wider ones, and all staff unless it is an outsider."""

    name: str
    own: tuple[str, ...]
    wider: tuple[str, ...]
    staff: tuple[str, ...]

    @property
    def all(self) -> frozenset[str]:
        """Every role name that binds the post."""
        return frozenset((*self.own, *self.wider, *self.staff))


@dataclass(frozen=True, slots=True)
class Bound:
    """A clause that binds the post; ``why`` says it in Chinese.

    ``way``: it names the post (own), a wider role (wider) or all staff (staff); it names nobody and stands in a policy
    for the post (document) or for everybody (scope); or it belongs to such a clause (list).
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


def post_of(name: str, lexicon: Lexicon, counts: Mapping[str, int]) -> Post:
    """Read a role's name; ``counts``: roles that clauses name.  Raises ``NotFound`` with the nearest roles."""
    canonical = lexicon.canonical(name) or (name if name in counts else None)
    if canonical is None:
        raise unknown_role(name, lexicon, counts)
    own = tuple(lexicon.family(canonical))
    wider: list[str] = []
    role = lexicon.role_of.get(canonical)
    while role is not None and role.family is not None and role.family not in (*wider, canonical):
        wider.append(lexicon.canonical(role.family) or role.family)
        role = lexicon.role_of.get(role.family)
    known = {one.name for one in lexicon.roles}
    wider += [one for one in SUPERIORS if one in known and canonical.endswith(one) and one not in (*own, *wider)]
    outside = any(one in _OUTSIDE or _OUTSIDE_WORDS.search(one) for one in (canonical, *wider))
    staff = () if outside else tuple(one for one in ALL_STAFF if one not in (*own, *wider))
    return Post(canonical, own, tuple(wider), staff)


def unknown_role(name: str, lexicon: Lexicon, counts: Mapping[str, int]) -> NotFound:
    """Make the error that names the nearest roles: alike in spelling, or with characters in common."""
    named = {word: role.name for word, role in lexicon.role_of.items() if role.name in counts}
    named |= {role: role for role in counts}
    near = [named[word] for word in difflib.get_close_matches(name, named, n=8, cutoff=0.4)]
    shared = sorted(named, key=lambda word: (-len(set(word) & set(name)), -counts[named[word]]))
    near += [named[word] for word in shared[:5] if set(word) & set(name)]
    nearest = list(dict.fromkeys(near))[:5] or list(counts)[:5]
    remedy = f"最接近的角色:{'、'.join(nearest)}。用 kb list roles 查看全部" if nearest else "知识库中没有任何角色"
    return NotFound(f"制度中没有名为“{name}”的角色", remedy=remedy)


def select(post: Post, documents: Sequence[Document], standings: Mapping[str, Standing] | None = None) -> Selection:
    """Choose the clauses of ``documents`` (with clauses, tagged) that bind ``post`` and are in force.

    ``standings``: document id -> whether it is in force; read from the documents, for today, where it is not given.
    """
    bound: list[Bound] = []
    left: list[LeftOut] = []
    scopes: dict[str, str] = {}
    known = {**(standings or {})}
    if any(document.id not in known for document in documents):
        known = {**standing(documents), **known}
    for document in documents:
        state = known[document.id]
        if state.state != "in_force":
            left.append(LeftOut(document.title, state.state, document.clauses, note=state.why))
            continue
        own = _is_for(document, post)
        scope = f"《{document.title}》针对{post.name}" if own else _scope(document, post)
        if scope:
            scopes[document.id] = scope
        chosen = _of_document(document, post, scope, "document" if own else "scope")
        bound += chosen
        left += _left(document, {one.clause.id for one in chosen})
    return Selection(post, tuple(bound), tuple(left), scopes)


def _of_document(document: Document, post: Post, scope: str, way: str) -> list[Bound]:
    chosen: dict[str, Bound] = {}
    parents = {clause.parent for clause in document.clauses}
    by_id = {clause.id: clause for clause in document.clauses}
    for clause in document.clauses:
        found = _named(clause, post) if not _is_heading(clause, parents) else None
        above = chosen.get(clause.parent or "")
        if found is None and above is not None and not _names_others(clause, post):
            found = Bound(clause, "list", f"属于 {above.clause.citation}")
        if found is None and scope and not _is_heading(clause, parents) and _open_to_all(clause, by_id):
            found = Bound(clause, way, scope)
        if found is not None:
            chosen[clause.id] = found
    # A list of items is read with the line that opens it.
    for one in list(chosen.values()):
        parent = by_id.get(one.clause.parent or "")
        while parent is not None and parent.id not in chosen and _LIST.search(parent.text) and not _short(parent):
            chosen[parent.id] = Bound(parent, "list", f"引出 {one.clause.citation}")
            parent = by_id.get(parent.parent or "")
    return [chosen[clause.id] for clause in document.clauses if clause.id in chosen]


def _named(clause: Clause, post: Post) -> Bound | None:
    parts: dict[str, set[str]] = {}
    for relation in clause.relations:
        parts.setdefault(relation.role, set()).add(relation.relation)
    for way, names in (("own", post.own), ("wider", post.wider), ("staff", post.staff)):
        # 通知各部门 and 监督员工 name all staff and bind somebody else.
        found = [name for name in names if name in parts and (way == "own" or parts[name] - _PASSIVE)]
        if found:
            return Bound(clause, way, "、".join(found))
    return None


def _is_heading(clause: Clause, parents: Iterable[str | None]) -> bool:
    """A title over other clauses, or the first words of a part: short, and without a rule of its own."""
    if not clause.text.strip():
        return True
    return _short(clause) and clause.id in parents and not _LIST.search(clause.text)


def _short(clause: Clause) -> bool:
    text = clause.text.strip()
    return (
        len(text) <= _HEADING_LENGTH and not re.search(r"[。；;，,:：]|不得|必须|禁止|应当", text) and not clause.facts
    )


def _names_others(clause: Clause, post: Post) -> bool:
    return bool(clause.roles) and not post.all.intersection(clause.roles)


def _open_to_all(clause: Clause, by_id: Mapping[str, Clause]) -> bool:
    """Whether a clause speaks to everybody in the policy's scope: it names nobody, or only who approves.

    A sanction or reward that names nobody who gets it is for everybody too.
    """
    named = [relation for relation in clause.relations if not _ANYBODY.search(relation.role)]
    if clause.modality in ("penalty", "reward"):
        return not any(relation.relation == "subject" for relation in named)
    superiors = SUPERIORS if clause.modality != "duty" else ()
    if all(relation.relation in _PASSIVE or relation.role in superiors for relation in named):
        parent = by_id.get(clause.parent or "")
        return parent is None or not parent.roles or _short(parent) or _open_to_all(parent, by_id)
    return False


def _scope(document: Document, post: Post) -> str:
    """Say why the whole document binds the post, or give an empty string."""
    for clause in document.clauses:
        if _SCOPE.search(clause.text) and clause.roles and not clause.facts:
            if post.all.intersection(clause.roles):
                return f"{clause.citation} 规定的适用范围"
            return ""
    if not post.staff:
        return ""
    total = len(document.clauses)
    personal = sum(1 for clause in document.clauses if _PERSONAL.intersection(clause.topics))
    naming = sum(1 for clause in document.clauses if set(ALL_STAFF).intersection(clause.roles))
    if _names_a_post(document):
        return ""
    if total and (_PERSONAL_TITLE.search(document.title) or personal >= 0.5 * total or naming >= 0.25 * total):
        return f"《{document.title}》没有限定适用对象,内容面向全体员工"
    return ""


def _is_for(document: Document, post: Post) -> bool:
    """Whether half of a policy's clauses name the post or a wider one."""
    names = {*post.own, *post.wider}
    naming = sum(1 for clause in document.clauses if names.intersection(clause.roles))
    return naming > 0 and naming >= 0.5 * len(document.clauses)


def _names_a_post(document: Document) -> bool:
    """Whether half of a policy's clauses name one post: then it is that post's, whatever else it says."""
    named = Counter(role for clause in document.clauses for role in clause.roles if role not in ALL_STAFF)
    return bool(named) and named.most_common(1)[0][1] >= 0.5 * len(document.clauses)


def _left(document: Document, chosen: set[str]) -> list[LeftOut]:
    parents = {clause.parent for clause in document.clauses}
    groups: dict[str, list[Clause]] = {"other": [], "nobody": [], "heading": []}
    for clause in document.clauses:
        if clause.id not in chosen:
            reason = (
                "heading" if _is_heading(clause, parents) or _short(clause) else "other" if clause.roles else "nobody"
            )
            groups[reason].append(clause)
    return [
        LeftOut(document.title, reason, tuple(clauses), tuple(dict.fromkeys(role for c in clauses for role in c.roles)))
        for reason, clauses in groups.items()
        if clauses
    ]
