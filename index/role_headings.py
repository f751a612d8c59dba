"""Roles that a heading or a title gives to the clauses below it, and their part in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.clause import Clause

from .cues import HEADING_VERB
from .lexicon import Lexicon
from .mentions import Mention, mentions, names_a_post
from .modal_cues import PROCEDURE_HEADING, QUALIFICATION, WANTED
from .modality import is_duty_heading
from .prefilter import found_in

__all__ = ["Above", "Part", "parts_from_headings"]


class Part(NamedTuple):
    """What a group of roles does: the relation, the words that decided (empty: in passing).

    ``acts``: the one who does the clause's work; ``firm``: the cue cannot be followed by a mere thing.
    """

    relation: str
    cue: str
    source: str = "text"
    acts: bool = True
    firm: bool = False


@dataclass(slots=True)
class Above:
    """What headings and titles say of roles, worked out once for all clauses that stand below them."""

    lexicon: Lexicon
    _mentions: dict[str, tuple[Mention, ...]] = field(default_factory=dict)
    _posts: dict[str, bool] = field(default_factory=dict)
    _speaking: dict[str, tuple[Mention, ...]] = field(default_factory=dict)

    def is_post(self, heading: str) -> bool:
        """Whether a heading is the name of a post."""
        post = self._posts.get(heading)
        if post is None:
            post = self._posts[heading] = names_a_post(heading, self.lexicon)
        return post

    def mentions(self, heading: str) -> tuple[Mention, ...]:
        """Give the roles that a heading or a title names for what stands below it."""
        found = self._mentions.get(heading)
        if found is None:
            found = self._mentions[heading] = self._named(heading)
        return found

    def speaking(self, heading: str) -> tuple[Mention, ...]:
        """Give those of a heading; none where it speaks for nobody below it."""
        found = self._speaking.get(heading)
        if found is None:
            found = self._speaking[heading] = () if self._is_silent(heading) else self.mentions(heading)
        return found

    def _is_silent(self, heading: str) -> bool:
        if heading.strip(" :：") in _STAGES:
            return True
        if len(re.split(r"[(（]", heading)[0]) > _LONG and not self.is_post(heading):
            return True  # a whole rule with items below it: the people in it have their own parts there
        # 报店长批准并符合下列条件: the one who approves is not bound by the items
        return _LEAD.search(heading) is not None and _ELSEWHERE.search(heading) is not None

    def _named(self, text: str) -> tuple[Mention, ...]:
        named = [one for one in mentions(text, self.lexicon, things=False) if not _PLACE_AFTER.match(text, one.end)]
        post = self.is_post(text)
        return tuple(
            mention
            for mention, following in zip(named, (*named[1:], None), strict=False)
            # 物业公司客户服务部主管 names one post: what stands right before it is where it belongs.
            if (following is None or following.start > mention.end or not _BELONGING.search(text, 0, mention.end))
            and (not mention.weak or post or _POST_OF.match(text, mention.end))
        )


_BELONGING = re.compile(r"(?:部|部门|组|处|科|室|中心|公司|物业|员工|职工)$")
_STAGES = frozenset(("售前", "售中", "售后"))
"""Stages of the service, as headings of a course of work; the title says whose it is."""
_PLACE_AFTER = re.compile(r"\s?(?:卫生|安全|消防|环境|货架|物资|区域|场地|设施)")
_POST_OF = re.compile(
    r"(?:人员|岗位?|部门?|客服)?(?:每[日天周]的?)?(?:日常)?(?:工作(?:内容|职责|流程|规范|安排|标准|注意事项|要求|制度)|职责|岗位|守则|须知|人员)"
)


_IN_CHARGE = "负责人"
_LEAD = re.compile(r"[:：]\s?$|下列|以下")
_ELSEWHERE = re.compile(r"(?:经|报|由)[^,，;；]{1,16}(?:批准|审批|审核|同意|决定|签字|代办)")
_LONG = 24


def parts_from_headings(clause: Clause, text: str, modality: str, above: Above) -> list[tuple[Mention, Part]]:
    """Let the nearest heading that names a role speak for the clause, then the title; ``text``: the clause's."""
    title = clause.document.title
    for heading in reversed(clause.headings):
        if named := above.speaking(heading):
            relation, why = _by_heading(text, heading, modality, above, required=_asks_for(clause, text))
            relation = _in_steps(relation, modality, (*clause.headings, title))
            return [
                # 店铺装修(负责人:吴丹): whoever is named is in charge, whatever the clause says.
                (mention, Part("responsible" if mention.role == _IN_CHARGE else relation, why, "heading"))
                for mention in named
            ]
    named = above.mentions(title)
    if not named:
        return []
    relation, why = _by_heading(text, title, modality, above, required=_asks_for(clause, text))
    relation = _in_steps(relation, modality, (*clause.headings, title))
    return [(mention, Part(relation, why, "title")) for mention in named]


def _in_steps(relation: str, modality: str, above: Sequence[str]) -> str:
    """Whoever a course of work (客服工作流程) speaks to carries its steps out, whether they are orders or not."""
    steps = modality in ("must", "procedure") and any(found_in(PROCEDURE_HEADING, one) for one in above)
    return "executes" if relation == "subject" and steps else relation


def _asks_for(clause: Clause, text: str) -> bool:
    """Whether the clause is one of the demands on whoever applies for a post (任职要求)."""
    if any(found_in(QUALIFICATION, heading) for heading in clause.headings[-2:]):
        return True
    return WANTED.search(text) is not None


def _by_heading(text: str, heading: str, modality: str, above: Above, *, required: bool) -> tuple[str, str]:
    why = heading if len(heading) <= 16 else heading[:16] + "…"
    if required:
        return "subject", why
    if modality in ("penalty", "reward", "must_not"):
        return "subject", why
    if is_duty_heading(heading) or above.is_post(heading) or modality == "duty":
        for pattern, relation in HEADING_VERB:
            if pattern.match(text):
                return relation, why
        return "responsible", why
    if modality == "procedure":
        return "executes", why
    return "subject", why
