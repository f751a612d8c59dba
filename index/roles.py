"""Who has a part in a clause, and which: responsible, executes, approves, assists, supervises, informed, subject.

A role is read from the clause's own words first; where those name nobody who acts, the nearest heading
that names a role speaks for the clause, and after it the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clause import Clause, Relation

from .cues import ADVERB, AFTER, APPROVE, DIRECTING_CUES, HANDING_CUES, ORDERED, SUPERVISE, rules_before
from .lexicon import Lexicon
from .mentions import Mention, mentions
from .modal_cues import COMMENCEMENT, FORBID, NOTICE, PAGE_LINE, PURPOSE, REWARD, SANCTION_PATTERN
from .modality import is_report
from .role_headings import Above, Part, parts_from_headings

__all__ = ["PATTERN", "relations_of"]

PATTERN = "pattern"
"""``Relation.why`` begins with this where no lexicon knows the role: to be reviewed."""


_JOINER = re.compile(r"\s?(?:[、,，/]|和|与|及|或者?|以及|并)\s?(?:共同|分别)?")
_PART_OF = re.compile(r"(?:部|部门|组|处|科|室|中心|公司)$")
_IN_TOUCH = re.compile(r"(?:保持|进行|做好|及时|共同|一起)*(?:沟通|协调|对接|确认|核对|交接|联系|衔接|配合|商议|讨论)")
_TELLS = re.compile(
    r"[^,，。;；]{0,10}?(?:汇报|报告|请示|申请|反馈|反映|反应|通报|提出|提交|说明|通知|咨询|了解|述职|备案)"
)
_PASSING = frozenset(
    (
        "联系",
        "与",
        "和",
        "跟",
        "同",
        "给",
        "为",
        "对",
        "对于",
        "找",
        "在",
        "管理",
        "培训",
        "要求",
        "组织",
        "安排",
        "协调",
    )
) | frozenset(("检查", "辅助", "协助", "配合", "配合好", "支持"))
"""Cues that are as often followed by a thing as by a person: a weak word needs more."""
_CITED = re.compile(r"(?:参考|参照|按照?|根据|依据|详见|执行|遵守|《)(?:公司)?$")
_NOUN_AFTER = re.compile(
    r"\s?(?:日常|管理(?=制度|规定|办法|规范|条例|流程|系统|要求|[,，。;；]|$)|工作(?!人员)|制度|规章|规定|流程|岗位(?!人员)|上班|下班|值班时间|薪资|薪酬|考核|排班|要求|行为|基本|职业|档案|活动|信息|资料|名单|手册|《)"
)
_NAMED = re.compile(r"\s?[(（][^)）]*(?:[)）]|$)")
_LABEL = re.compile(r"\s?[:：]")
_POSSESSED = re.compile(
    r"\s?(?:以[上下]|[早晚中白夜]班[0-9]|每月(?:轮休|休息)|实行|[:：]\s?(?:底薪|工资|项目|总?奖|提成|[0-9])|底薪|工资|薪|该单|绩效|业绩)"
)
_BY_WHOM = re.compile(rf"[^,，。;；]{{0,12}}?(?P<cue>{APPROVE})")
_BY_CHECKER = re.compile(rf"{ADVERB}(?:{SUPERVISE})")
_LIABLE = re.compile(
    r"(?:本人|个人|应|须|需|负责|自行|自费|全额|照价|照单|原价)*(?:赔偿|补寄|买单|自理|分担|补足|承担[^,，。;；]{0,12}(?:责任|损失|后果|费用|[0-9０-９]\s?[%％])|承担(?=[,，。;；]|$))"
)
_ASKED = re.compile(r"(?:请示|申请|请假|征求|提出申请|报批)")
_ANSWERABLE = re.compile(r"负责(?:[,，。;；]|$)")
_ANSWERS_TO = re.compile(r"对[\u4e00-\u9fff]{0,6}$")
_COUNTER = re.compile(
    r"(?:统一|进行)?(?:挂失|缴费|交费|补办|换领|结算|索取|开具|体检|购买|查询|复印|登记|领取|办理|备案|报到|报备|报销|签到|申领|提交|咨询)"
)
_ENDS = re.compile(r"\s?(?:[,，。;；]|$)")
_PAID = re.compile(r"(?:的)?(?:提成|奖金|工资|补贴|津贴|奖励)")
_BY_OTHERS = re.compile(r"(?:应|须|需|均|统一|一律|必须)*由(?!于|此)")
"""导购员由防损员查验: whoever opens the sentence is met by what another does."""
_ABSENT = re.compile(
    r"(?:因[^,，。;；]{1,4})?(?:外出|不在|缺席|空缺|出差|休假|离岗)[^,，。;；]{0,6}(?:期间|时|[,，]|的)"
)
_THINGS = re.compile(
    r"(?:食堂|宿舍|餐厅|通道|手册|档案|福利|关系|满意度|名册|家属|代表|大会|活动室|奖惩|权益|素质|守则|之间|队伍|通讯录|证|卡)"
)
"""职工食堂, 员工手册: the staff in the name of a thing."""
_LED_BY = re.compile(r"的?(?:直接|正确|统一|具体)?(?:领导|指导|带领|授权|安排|监督|管理|指示)下?")
_OPENS = re.compile(
    r"(?:^|[,，。;；:：!！?？、\s\t\n)）”])\s?"
    r"(?:[^,，。;；:：]{0,12}(?:时|后|前|内|中|底|初|末|日|天|周|月|年|次|如|若|凡|因|则|并|每|另|且|如果|由于|其中))?\s?$"
)
_GOES_ON = re.compile(r"[^,，。;；、)）的里内]")
_ACTS = re.compile(
    r"\s?(?:每|把|次日|当[天日]|提前|须?凭|负责|应|须|必须|需|于|在|对|根据|按照?|及时|将|收到|接到|可以?|不得|统一|定期|随时|进行)"
)
_CELL_BEFORE = re.compile(r"[\t\n]\s?$")
_CELL_AFTER = re.compile(r"\s?(?:[\t\n]|$)")
_HEAD_OF_COLUMN = re.compile(r"\t\s?(?:负责人|责任人|责任部门|主讲人?|讲师)\s?(?:[\t\n]|$)")
_GENERAL = frozenset(("员工", "新员工", "值班人员", "兼职人员"))
_BINDING = frozenset(("penalty", "reward", "must_not"))
_BINDING_WORDS = {"penalty": SANCTION_PATTERN, "reward": REWARD, "must_not": FORBID}
_SENTENCE_END = re.compile(r"[。;；\n]|$")
_ORDERED = re.compile(ORDERED)


def relations_of(
    clause: Clause,
    lexicon: Lexicon,
    modality: str,
    *,
    text: str | None = None,
    named: Sequence[Mention] | None = None,
    above: Above | None = None,
) -> tuple[Relation, ...]:
    """Give the relations of a clause, those of its own words first.

    ``text``: the clause's, where it was scanned; ``named``: its mentions, where the caller has them already.
    ``above`` keeps what headings and titles say, which many clauses share, between calls.
    """
    text = clause.text if text is None else text
    if PAGE_LINE.search(text):
        return ()  # a line of a table of contents
    found = _from_text(text, mentions(text, lexicon) if named is None else named, modality)
    told = is_report(clause.document.title, clause.headings) and not text.startswith(("负责", "协助"))
    of_itself = PURPOSE.search(text) is not None or NOTICE.search(text) is not None
    if of_itself:
        found = [(mention, part) for mention, part in found if part.cue]
    if told:
        found = [(mention, part) for mention, part in found if mention.people or part.cue in DIRECTING_CUES]
    # A definition binds nobody, nor does a report, or what says why and from when a policy holds.
    told = told or of_itself or COMMENCEMENT.search(text) is not None
    if modality != "definition" and not told and not any(part.acts for _, part in found):
        found += parts_from_headings(clause, text, modality, above or Above(lexicon))
    if any(part.cue for _, part in found):
        # A role in passing (员工 in 员工排班) has a part only where nobody else has one.
        found = [(mention, part) for mention, part in found if part.cue or mention.people]
    if not found:
        return ()
    merged: dict[tuple[str, str], Relation] = {}
    for mention, part in found:
        key = mention.role, part.relation
        first = merged.get(key)
        if first is None:
            why = part.cue if mention.known else f"{PATTERN} {part.cue}".strip()
            people = tuple(dict.fromkeys(mention.people))
            merged[key] = Relation(mention.role, part.relation, people, part.source, why or mention.role)
        elif mention.people:
            people = tuple(dict.fromkeys((*first.people, *mention.people)))
            merged[key] = Relation(first.role, first.relation, people, first.source, first.why)
    # Who executes or approves is bound by the clause anyway; subject is said of those who have no other part.
    active = {role for role, relation in merged if relation not in ("subject", "informed")}
    return tuple(relation for (role, kind), relation in merged.items() if kind != "subject" or role not in active)


def _from_text(text: str, named: Sequence[Mention], modality: str) -> list[tuple[Mention, Part]]:
    found: list[tuple[Mention, Part]] = []
    position = 0
    while position < len(named):
        group = [named[position]]
        end = _closing(text, group[0])
        position += 1
        while position < len(named) and (named[position].start < end or _joined(text, group[-1], end, named[position])):
            # 负责人 in the brackets that name a role's people is no second role; 客服(含售后客服) names two.
            if named[position].start >= end or not group[-1].people:
                group.append(named[position])
                end = max(end, _closing(text, named[position]))
            position += 1
        part = _part(text, group, end, modality)
        sure = any(not mention.weak for mention in group)
        counts = part.firm or bool(part.cue and sure)
        found += [(mention, part) for mention in group if counts or mention.people or not mention.weak]
    return [
        (mention, part)
        for mention, part in found
        if not _is_label(text, mention) and not (mention.role in _GENERAL and _THINGS.match(text, mention.end))
    ]


def _joined(text: str, one: Mention, end: int, other: Mention) -> bool:
    """财务部、仓库 share their part, and so do a department and its post (人事部考勤员)."""
    if other.start == end:
        return _PART_OF.search(text[one.start : one.end]) is not None
    return _JOINER.fullmatch(text[end : other.start]) is not None


def _is_label(text: str, mention: Mention) -> bool:
    """直接上级:市场部经理 names the manager; the words before the colon are a label."""
    if mention.role not in ("上级", "负责人") or mention.people:
        return False
    ends = _CELL_AFTER if "\t" in text else _LABEL
    return ends.match(text, mention.end) is not None


def _closing(text: str, mention: Mention) -> int:
    """Give the end of a mention with the people who are named for it."""
    bracket = _NAMED.match(text, mention.end)
    if bracket is not None:
        return bracket.end()
    if not mention.people:
        return mention.end
    return max(text.find(name, mention.end) + len(name) for name in mention.people)


def _part(text: str, group: list[Mention], end: int, modality: str) -> Part:
    """Judge a group of joined roles by what stands before and after it; the words that decided are the cue."""
    start = group[0].start
    if "\t" in text and _CELL_BEFORE.search(text, max(0, start - 2), start) and _CELL_AFTER.match(text, end):
        named = _HEAD_OF_COLUMN.search(text)
        return Part("subject" if modality in _BINDING or named is None else "responsible", text[start:end])
    window = text[max(0, start - 10) : start]
    if _ANSWERABLE.match(text, end) and _ANSWERS_TO.search(window):
        return Part("supervises", "对…负责", acts=False)
    for pattern, relation in rules_before(window):
        if (match := pattern.search(window)) is not None:
            if relation == "subject" and _NOUN_AFTER.match(text, end):
                return Part("subject", "", acts=False)  # 管理员工档案 manages files
            part = _with_what_follows(text, end, relation, match["cue"])
            if part is not None:
                talk = _IN_TOUCH if match["cue"] in _PASSING else _TELLS if match["cue"] == "向" else None
                firm = talk is None or talk.match(text, end) is not None
                # Who signs for himself approves nothing.
                himself = part.relation == "approves" and part.cue.endswith("签字") and _is_general(group)
                return Part("subject" if himself else part.relation, part.cue, part.source, part.acts, firm)
            break
    for pattern, relation in AFTER:
        if (match := pattern.match(text, end)) is not None:
            cue = f"{text[group[-1].start : end]}…{match['cue']}"
            return Part(relation, cue, acts=_ORDERED.fullmatch(match["cue"]) is None, firm=True)
    return _unprompted(text, group, end, _mode_here(text, start, modality), opens=_OPENS.search(window) is not None)


def _mode_here(text: str, start: int, modality: str) -> str:
    """A fine in the next sentence does not bind who acts in this one; where no sentence says it, all are meant."""
    pattern = _BINDING_WORDS.get(modality)
    if pattern is None or pattern.search(text) is None:
        return modality
    first = max(text.rfind(mark, 0, start) for mark in "。;；\n") + 1
    last = _SENTENCE_END.search(text, start)
    return modality if pattern.search(text, first, last.start() if last else len(text)) else "statement"


def _is_general(group: Sequence[Mention]) -> bool:
    return all(mention.role in _GENERAL for mention in group)


def _unprompted(text: str, group: list[Mention], end: int, modality: str, *, opens: bool) -> Part:
    """Judge a group that no cue word stands beside: named people, a share of money, the subject of its sentence."""
    start = group[0].start
    general = _is_general(group)
    if any(mention.people for mention in group):
        return Part("responsible", text[start:end])
    # 店长外出时: another acts.
    absent = not general and _ABSENT.match(text, end) is not None
    if absent or _CITED.search(text, max(0, start - 6), start):
        return Part("subject", "", acts=False)
    if (match := _POSSESSED.match(text, end)) is not None or (general and modality in _BINDING):
        return Part("subject", text[start:end] + (match[0] if match else ""), acts=opens)
    if opens and ((met := _BY_OTHERS.match(text, end)) or _NOUN_AFTER.match(text, end)):
        return Part("subject", text[start:end] + (met[0] if met else ""), acts=met is None)
    if opens and _GOES_ON.match(text, end):
        bound = modality in _BINDING
        relation = "subject" if general or bound else "executes"
        return Part(relation, text[start : end + 4], firm=bound or _ACTS.match(text, end) is not None)
    return Part("subject", "", acts=False)


def _with_what_follows(text: str, end: int, relation: str, cue: str) -> Part | None:
    """Let the verb after the role settle what a preposition left open (由X审批, 报X备案, 向X请示)."""
    if relation == "by":
        return _by_whom(text, end, cue)
    if cue in ("与", "和") and text.startswith(("之间", "的关系"), end):
        return None
    if cue in ("为", "给") and _PAID.match(text, end):
        return Part("subject", cue, acts=False)
    if relation == "place":
        served = _COUNTER.match(text, end)
        return Part("responsible", f"{cue}…{served[0]}", acts=False, firm=True) if served else None
    after = text[end : end + 12]
    part: Part | None = Part(relation, cue, acts=cue in DIRECTING_CUES or relation == "executes")
    if cue in HANDING_CUES:
        verb = _BY_WHOM.match(text, end)
        taken_over = cue == "交由" and verb is None
        told = "approves" if verb else "responsible" if taken_over else "informed"
        part = Part(told, f"{cue}…{verb['cue']}" if verb else cue, acts=taken_over)
    elif cue in ("在", "接受") or (cue in ("上级", "上司") and not _ENDS.match(after)):
        part = Part("supervises", cue, acts=False) if _LED_BY.match(after) else None
    elif cue == "向" and _ASKED.match(after):
        part = Part("approves", f"向…{after[:2]}", acts=False)
    return part


def _by_whom(text: str, end: int, cue: str) -> Part:
    if match := _LIABLE.match(text, end):
        return Part("subject", f"{cue}…{match[0]}")
    if match := _BY_CHECKER.match(text, end):
        return Part("supervises", f"{cue}…{match[0]}")
    if match := _BY_WHOM.match(text, end):
        return Part("approves", f"{cue}…{match['cue']}")
    if text.startswith("决定", end):
        return Part("approves", f"{cue}…决定")
    return Part("responsible", cue)
