"""To whom a policy, or a part of it, is addressed: the posts that its title and its headings name.

A clause seldom says whom it binds: 每天盘点一次 under 仓管员岗位职责 binds the storekeeper.  Headings are read here by
themselves, whatever parts the tags give to the roles in a clause's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from index.lexicon import Lexicon
from index.mentions import Mention, mentions, names_a_post
from index.modality import is_duty_heading, is_report
from ingest import Clause, Document

from .post import ALL_STAFF, SUPERIORS, Post

__all__ = ["ANYBODY", "Addressees", "Policy", "policy_of", "posts_named", "scope_clause"]

_LONG = 24
_ABOUT_A_POST = re.compile(
    r"(?:人员|岗位?|部门?|团队)?(?:每[日天周]的?)?(?:日常)?(?:的|有什么样的)?(?:工作(?:内容|职责|流程|规范|安排|标准|注意事项|要求|制度)|岗位|职责|职能|守则|须知|人员|任职)"
)
"""After a word that is also a thing (采购, 运营): 采购管理制度 is about buying, 采购岗位职责 about who buys."""
_PLACE_AFTER = re.compile(r"(?:部|区域?|内)?的?(?:卫生|安全|消防|环境|货架|物资|场地|设施)")
"""仓库卫生管理规定 is about a place."""
_BY_SOMEBODY = re.compile(r"(?:经|报|由|向)[^,，;；]{1,16}(?:批准|审批|审核|同意|决定|签字|提出|申请)")

_SCOPE = re.compile(
    r"适用于|适用范围|适用对象|适用本(?:制度|规定|办法|细则|规范|条例)|(?:本|此)(?:制度|规定|办法|细则|规范|守则|条例)(?:约束|对)|均依本|[均都]?(?:须|应当?|必须)遵守本"
)
_PERSONAL = frozenset(("考勤", "请假", "奖励", "处罚", "保密", "卫生", "会议", "薪酬", "人事", "培训", "交接"))
_PERSONAL_TITLE = re.compile(
    r"报销|差旅|考勤|请假|休假|奖惩|卫生|保密|薪酬|薪资|福利|入职|离职|交接|行为|员工|安全|着装|宿舍|会议"
)
"""Topics and titles on which a policy that names nobody speaks to everybody."""
ANYBODY = re.compile(
    r"^负责人$|(?<!负责)人$|^(?:出差|调岗|转岗|录用|离职|入职|外出|外勤|加班|请假|借款|报销|参训|参会|陪同|值勤|值班|带教|交接)人员$|^(?:带教)?师傅$"
)
"""责任人, 接收人, 出差人员: whoever is in that place, not a post."""
_HALF = 0.5
_QUARTER = 0.25
_FEWEST, _FEW = 4, 2
"""Clauses that must name a post before a policy is taken for its own: by number alone, or with a title (仓库管理)."""


def posts_named(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the posts that a title or heading is about, in order; none where it is about a thing, a place or an act.

    Names that follow each other are one post: 淘宝客服主管 is the 客服主管, 物业公司客户服务部主管 likewise.
    """
    named = mentions(words, lexicon, things=False)
    post = names_a_post(words, lexicon)
    found: dict[str, None] = {}
    at = 0
    while at < len(named):
        chain = [named[at]]
        while at + 1 < len(named) and named[at + 1].start <= chain[-1].end:
            at += 1
            chain.append(named[at])
        at += 1
        last = chain[-1]
        joined = _one_name(words, chain[-2], last, lexicon) if len(chain) > 1 else None
        if _PLACE_AFTER.match(words, last.end) or (joined is None and last.weak and not _a_post(words, last, post)):
            continue
        found[joined or last.role] = None
    return tuple(found)


def _a_post(words: str, mention: Mention, whole: bool) -> bool:
    return whole or _ABOUT_A_POST.match(words, mention.end) is not None


def _one_name(words: str, one: Mention, other: Mention, lexicon: Lexicon) -> str | None:
    """Read two names that touch as one: the longest name of the lexicon over the seam."""
    for end in range(other.end, one.end, -1):
        for start in range(one.start, other.start):
            name = lexicon.canonical(words[start:end])
            if name is not None:
                return name
    return None


@dataclass
class Addressees:
    """Reads titles and headings once each."""

    lexicon: Lexicon
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of_title(self, title: str) -> tuple[str, ...]:
        """Give the posts that a policy is for by its title; a report or an essay about a post is for nobody."""
        return () if is_report(title) else self._posts(title)

    def hints(self, title: str, names: Collection[str]) -> bool:
        """Whether a title names the post's matter, though not the post: 仓库管理制度, 采购管理制度."""
        return any(
            one.role in names and not _PLACE_AFTER.match(title, one.end)
            for one in mentions(title, self.lexicon, things=False)
        )

    def of_part(self, clause: Clause) -> tuple[str, ...]:
        """Give the posts of the nearest heading above ``clause`` that names any."""
        for heading in reversed(clause.headings):
            short = len(re.split(r"[(（]", heading)[0]) <= _LONG
            if (short or names_a_post(heading, self.lexicon)) and not _BY_SOMEBODY.search(heading):
                named = self._posts(heading)
                if named:
                    return named
        return ()

    def lists_duties(self, clause: Clause) -> bool:
        """Whether ``clause`` stands in a list of what a post does: its implied subject is the post, in each line."""
        return any(is_duty_heading(words) for words in (clause.document.title, *clause.headings))

    def _posts(self, words: str) -> tuple[str, ...]:
        if words not in self._known:
            self._known[words] = posts_named(words, self.lexicon)
        return self._known[words]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as one post reads it.

    ``own``: why it is for the post, ``scope``: why it is for everybody; both in Chinese, empty where it is not.
    ``foreign``: it is for another post.
    """

    document: Document
    post: Post
    reads: Addressees
    own: str
    scope: str
    foreign: bool


def policy_of(document: Document, post: Post, reads: Addressees) -> Policy:
    """Read whom ``document`` is for: by its scope clause, its title, the post that most clauses name, its matter."""
    names = {*post.own, *post.wider}
    titled = reads.of_title(document.title)
    said = scope_clause(document)
    if said is not None:
        why = f"{said.citation} 规定的适用范围"
        if set(post.staff).intersection(said.roles):
            return Policy(document, post, reads, "", why, foreign=False)
        if names.intersection(said.roles):
            return Policy(document, post, reads, why, "", foreign=False)
    mine = [role for role in titled if role in names]
    if (
        mine
        or _share(document, names) >= _HALF
        or _leads(document, names, _FEW if reads.hints(document.title, names) else _FEWEST)
    ):
        about = "、".join(mine) or _most_named(document, names)
        return Policy(document, post, reads, f"《{document.title}》针对{about}", "", foreign=False)
    others = {role for clause in document.clauses for role in clause.roles} - post.all - set(post.placed)
    foreign = any(role not in post.all for role in titled) or any(_share(document, {role}) >= _HALF for role in others)
    everybody = said is None and not foreign and bool(post.staff) and _is_for_all(document)
    why = f"《{document.title}》没有限定适用对象,内容面向全体员工" if everybody else ""
    foreign = foreign or said is not None or (not everybody and any(_leads(document, {role}) for role in others))
    return Policy(document, post, reads, "", why, foreign)


def scope_clause(document: Document) -> Clause | None:
    """Give the clause that says to whom the policy applies, where it names roles."""
    return next((one for one in document.clauses if _SCOPE.search(one.text) and one.roles and not one.facts), None)


def _share(document: Document, names: set[str]) -> float:
    """Give the share of a policy's clauses that name one of ``names``."""
    naming = sum(1 for clause in document.clauses if names.intersection(clause.roles))
    return naming / len(document.clauses) if document.clauses else 0.0


def _leads(document: Document, names: set[str], fewest: int = _FEWEST) -> bool:
    """Whether a policy's work is this post's: a third of the clauses that name a post name it, and none is named more.

    Superiors and whoever approves or is told do not count: a policy about buying is not for the one who signs.
    """
    counts: Counter[str] = Counter()
    naming = 0
    for clause in document.clauses:
        acting = {
            relation.role
            for relation in clause.relations
            if relation.relation in ("executes", "responsible", "subject", "assists")
            and relation.role not in (*ALL_STAFF, *SUPERIORS)
            and not ANYBODY.search(relation.role)
        }
        naming += bool(acting)
        counts.update({"mine"} if acting & names else acting)
    return counts["mine"] >= fewest and counts["mine"] >= naming / 3 and counts["mine"] == max(counts.values())


def _most_named(document: Document, names: set[str]) -> str:
    counts = Counter(role for clause in document.clauses for role in clause.roles if role in names)
    return counts.most_common(1)[0][0]


def _is_for_all(document: Document) -> bool:
    if is_report(document.title):
        return False
    total = len(document.clauses)
    personal = sum(1 for clause in document.clauses if _PERSONAL.intersection(clause.topics))
    return total > 0 and (
        _PERSONAL_TITLE.search(document.title) is not None
        or personal >= _HALF * total
        or _share(document, set(ALL_STAFF)) >= _QUARTER
    )
