"""A post as the policies name it: its own names, the wider ones that bind it, and those of all staff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.lexicon import Lexicon
from ingest import NotFound

__all__ = ["ALL_STAFF", "SUPERIORS", "Post", "post_of", "unknown_role"]

ALL_STAFF = ("员工", "各部门")
"""Roles of the shipped lexicon that take in everybody who works here."""

SUPERIORS = ("主管", "经理", "上级", "负责人", "部门经理", "管理层", "组长")
"""Roles that mean whoever stands above or is in charge: a clause that names only them binds those below it too."""

_RANK = re.compile(r"(?:主管|经理|总监|专员|人员|员|部门|部|组|中心)$")
_DEPARTMENT = re.compile(r"(?:部|部门|组|中心)$")
_OUTSIDE = frozenset({"供应商", "快递员", "分销专员"})
_OUTSIDE_WORDS = re.compile(r"商$|公司$|顾客|客户$|单位$|法院|检察院|政府|公安|主管机关|保障部门|社保部门")


@dataclass(frozen=True, slots=True)
class Post:
    """A role with its family: itself and narrower roles, wider ones, and all staff unless it is an outsider.

    ``asked``: the name that was asked for, where it is another word for ``name``.
    ``placed``: staff in a certain place (新员工, 值班人员): whoever holds the post comes into it one day.
    """

    name: str
    own: tuple[str, ...]
    wider: tuple[str, ...]
    staff: tuple[str, ...]
    placed: tuple[str, ...] = ()
    asked: str = ""

    @property
    def all(self) -> frozenset[str]:
        """Every role name that binds the post."""
        return frozenset((*self.own, *self.wider, *self.staff))


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
    # A department's rules are its members', whether they are in one family (客服部) or not (采购部, 采购员).
    stem = _RANK.sub("", canonical)
    if _DEPARTMENT.search(canonical):
        own += tuple(one for one in sorted(known) if _RANK.sub("", one) == stem and one not in own)
    else:
        kin = {*lexicon.family(wider[0] if wider else canonical)} | {one for one in known if _RANK.sub("", one) == stem}
        wider += [one for one in sorted(kin) if _DEPARTMENT.search(one) and one not in (*own, *wider)]
    wider += [one for one in SUPERIORS if one in known and canonical.endswith(one) and one not in (*own, *wider)]
    outside = any(one in _OUTSIDE or _OUTSIDE_WORDS.search(one) for one in (canonical, *wider))
    staff = () if outside else tuple(one for one in ALL_STAFF if one not in (*own, *wider))
    narrower = (one for name in staff for one in lexicon.family(name)[1:])
    placed = tuple(one for one in narrower if one not in (*own, *wider))
    return Post(canonical, own, tuple(wider), staff, placed, "" if name == canonical else name)


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
