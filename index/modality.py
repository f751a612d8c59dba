"""What kind of rule a clause is, from its cue words, their place, and the headings above it.

A clause that forbids something and fines it is a ``penalty``: that is what people look it up for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .modal_cues import (
    ABOUT_FINES,
    ALLOW,
    APPROVAL,
    BY_THE_RULES,
    CHECKLIST,
    CITED,
    COMMENCEMENT,
    DEFINITION,
    DEFINITION_HEADING,
    DIALOGUE,
    DUTY,
    DUTY_HEADING,
    EXPLICIT,
    FORBID,
    FORBID_HEADING,
    HABIT,
    HEADLINE,
    IMPERATIVE,
    IN_CHARGE,
    KINDS_OF,
    LIMIT,
    NOTICE,
    OBLIGE,
    PAGE_LINE,
    PENALTY_HEADING,
    PERMIT_HEADING,
    PROCEDURE_HEADING,
    PURPOSE,
    QUALIFICATION,
    REPORT,
    REWARD,
    REWARD_HEADING,
    SANCTION_PATTERN,
    SEQUENCE,
    STEP,
    WANTED,
)
from .prefilter import found_in, sought

__all__ = ["Mode", "is_duty_heading", "is_report", "modality_of", "read_mode"]

_BY_THE_RULES = sought(BY_THE_RULES)
_RULES = sought("规范|守则|制度")
_SEVERAL = sought("[与和及、]")
_LEAD = sought(r"[:：]\s?$|(?:如下|下列|以下)[^,，。;；]{0,12}$")


class Mode(NamedTuple):
    """The main modality, the words that decided, where they stand (text heading title rule).

    ``soft``: said by no modal word, so that a role who acts makes the clause its duty.
    """

    mode: str
    cue: str = ""
    source: str = "rule"
    soft: bool = False


def is_duty_heading(heading: str) -> bool:
    """Whether the words of a heading announce duties (岗位职责, 工作内容)."""
    return (
        found_in(DUTY_HEADING, heading)
        and not found_in(QUALIFICATION, heading)
        and not found_in(PERMIT_HEADING, heading)
    )


def is_report(title: str, headings: Sequence[str] = ()) -> bool:
    """Whether a text tells and does not rule: a report or an essay, outside the duties that it may quote."""
    return found_in(REPORT, title) and not any(
        is_duty_heading(heading) or found_in(QUALIFICATION, heading) or found_in(_RULES, heading)
        for heading in headings
    )


def modality_of(text: str, headings: Sequence[str] = (), *, title: str = "", role_heading: bool = False) -> str:
    """Give the main modality; see ``read_mode``."""
    return read_mode(text, headings, title=title, role_heading=role_heading).mode


def read_mode(text: str, headings: Sequence[str] = (), *, title: str = "", role_heading: bool = False) -> Mode:
    """Give the main modality with its reason.  ``role_heading``: the nearest heading is the name of a post.

    Order: what rules nothing (reports, contents, commencement); sanctions and rewards, since they are what a clause
    with several modes is looked up for; definitions; what the sentence above a list item says of all its items;
    duties; the first modal word; then what the headings and the title announce.
    """
    for step in (_telling, _consequence, _definition, _item, _duty, _modal):
        mode = step(text, headings, title, role_heading)
        if mode is not None:
            return mode
    return _announced(text, headings, title, role_heading)


def _telling(text: str, headings: Sequence[str], title: str, _: bool) -> Mode | None:
    for pattern in (PAGE_LINE, HEADLINE, COMMENCEMENT, PURPOSE, NOTICE):
        if match := pattern.search(text):
            return Mode("statement", match[0])
    if is_report(title, headings) and not text.startswith(("负责", "协助")):
        return Mode("statement", title, "title")
    if (match := DIALOGUE.search(text)) and not EXPLICIT.search(text) and not SANCTION_PATTERN.search(text):
        follows = any(found_in(PROCEDURE_HEADING, above) for above in (*headings, title))
        return Mode("procedure" if follows else "statement", match[0].strip())
    return None


def _consequence(text: str, headings: Sequence[str], title: str, _: bool) -> Mode | None:
    if KINDS_OF.match(text):
        return None
    nearest = headings[-1] if headings else ""
    sanction, rest = SANCTION_PATTERN.search(text), text
    if sanction and ABOUT_FINES.search(text):
        # 所有罚款存入基金 punishes nobody; a sentence beside it still may.
        rest = ABOUT_FINES.sub("", text)
        sanction = SANCTION_PATTERN.search(rest)
        if sanction is None and (match := re.match(r"(?:所有|全部)罚款|关于处罚|处罚不是", text)):
            return Mode("statement", match[0], "text")
    reward = REWARD.search(rest)
    if sanction and (reward is None or sanction.start() < reward.start() or found_in(PENALTY_HEADING, nearest)):
        return Mode("penalty", sanction[0], "text")
    if reward:
        return Mode("reward", reward[0], "text")
    if (match := _BY_THE_RULES.search(text)) and (
        any(found_in(PENALTY_HEADING, above) for above in (*headings[-2:], title))
        or any(map(PENALTY_HEADING.search, CITED.findall(text)))
    ):
        return Mode("penalty", match[0], "text")
    return None


def _definition(text: str, _: Sequence[str], __: str, ___: bool) -> Mode | None:
    if (match := DEFINITION.search(text)) and not FORBID.search(text):
        return Mode("definition", match[0], "text")
    return None


def _item(text: str, headings: Sequence[str], _: str, __: bool) -> Mode | None:
    """有下列情形之一的,不得参加评优: speaks for each of its items."""
    nearest = headings[-1] if headings else ""
    if found_in(QUALIFICATION, nearest) or (len(headings) > 1 and found_in(QUALIFICATION, headings[-2])):
        return Mode("must", nearest, "heading")
    if (match := WANTED.search(text)) and not _duties_follow(text):
        return Mode("must", match[0], "text")
    if len(nearest) < 8 or not found_in(_LEAD, nearest):
        return None
    lead = _consequence(nearest, headings[:-1], "", False)
    if lead is not None and lead.mode in ("penalty", "reward"):
        return Mode(lead.mode, lead.cue, "heading")
    return _first_modal(text) or _said_above(nearest)


def _duties_follow(text: str) -> bool:
    return re.match(r"负责|协助|主持", text) is not None


def _said_above(nearest: str) -> Mode | None:
    said = _first_modal(nearest)
    if said is not None:
        return Mode(said.mode, said.cue, "heading")
    if any(pattern.search(nearest) for pattern in (STEP, PROCEDURE_HEADING, CHECKLIST)):
        return Mode("procedure", nearest, "heading")
    if (match := APPROVAL.search(nearest) or re.search("要求|条件", nearest)) and not is_duty_heading(nearest):
        return Mode("must", match[0], "heading")
    return None


def _duty(text: str, headings: Sequence[str], title: str, role_heading: bool) -> Mode | None:
    match = DUTY.match(text)
    if match is None:
        return None
    above = _duties_above(headings, title, role_heading)
    if above or text.startswith(("负责", "协助", "担任", "主持")) or re.match(r"(?:岗位|工作)?职责[:：]", text):
        return Mode("duty", match[0], "text")
    return None


def _duties_above(headings: Sequence[str], title: str, role_heading: bool) -> Mode | None:
    """Give the post, the heading or the title that announces duties."""
    if role_heading:
        return Mode("duty", headings[-1], "heading") if headings else Mode("duty", title, "title")
    for heading in reversed(headings[-2:]):
        if is_duty_heading(heading):
            return Mode("duty", heading, "heading")
    others = (PROCEDURE_HEADING, PENALTY_HEADING, REWARD_HEADING, FORBID_HEADING, DEFINITION_HEADING)
    if is_duty_heading(title) and not any(found_in(pattern, one) for pattern in others for one in headings[-1:]):
        return Mode("duty", title, "title")
    return None


def _modal(text: str, headings: Sequence[str], title: str, role_heading: bool) -> Mode | None:
    modal = _first_modal(text)
    duties = _duties_above(headings, title, role_heading)
    if modal is not None and modal.mode == "must" and duties and not EXPLICIT.search(text):
        return duties
    step = STEP.search(text)
    if step and not EXPLICIT.search(text):
        steps = any(found_in(PROCEDURE_HEADING, one) for one in (*headings[-2:], title))
        if steps or (modal is not None and modal.mode == "may"):
            return Mode("procedure", step[0], "text")
    if modal is not None and modal.mode != "may":
        return modal
    in_charge = IN_CHARGE.search(text)
    if in_charge is None:
        return modal
    return Mode("duty", in_charge[0], "text")


def _first_modal(text: str) -> Mode | None:
    """Give the mode of the first modal word; a prohibition that opens its clause beats a later duty."""
    found = [
        (match.start(), mode, match[0])
        for mode, pattern in (("must_not", FORBID), ("must", OBLIGE), ("may", ALLOW))
        if (match := pattern.search(text)) is not None
    ]
    if not found:
        return None
    first = min(found)
    if first[1] == "may" and len(found) > 1:
        # 可 in a condition (可查看…必须) is weaker than what follows it.
        first = min(entry for entry in found if entry[1] != "may")
    return Mode(first[1], first[2], "text")


def _announced(text: str, headings: Sequence[str], title: str, role_heading: bool) -> Mode:
    for heading, mode, cue in _by_heading(headings):
        if not found_in(_SEVERAL, heading):
            return Mode(mode, cue, "heading")
    if (duties := _duties_above(headings, title, role_heading)) is not None:
        return duties
    for pattern in (LIMIT, HABIT):
        if match := pattern.search(text):
            return Mode("must", match[0], "text", soft=True)
    if match := STEP.search(text):
        return Mode("procedure", match[0], "text", soft=SEQUENCE.search(text) is None)
    for source, above in (*(("heading", one) for one in reversed(headings[-2:])), ("title", title)):
        if found_in(PROCEDURE_HEADING, above):
            return Mode("procedure", above, source, soft=source == "title")
    ordered = IMPERATIVE.search(text)
    return Mode("must", ordered[0], "text", soft=True) if ordered else Mode("statement")


def _by_heading(headings: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for heading in reversed(headings[-2:]):
        for mode, pattern in (
            ("must_not", FORBID_HEADING),
            ("definition", DEFINITION_HEADING),
            ("penalty", PENALTY_HEADING),
            ("reward", REWARD_HEADING),
        ):
            if found_in(pattern, heading):
                yield heading, mode, heading
