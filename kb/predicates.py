"""The parts of a rule's sentence: condition, act and object, in its own words.

What is not there, or cannot be told apart without a guess, is empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.lexicon import Lexicon
from index.mentions import mentions

__all__ = ["Predicate", "by_actor", "predicate_of"]

_ENDS = "。；;！! \t"
_CONDITION = re.compile(
    r"^(?:(?:如果?|若|凡|当|因|遇|对于?|除)?[^，,。]{1,60}?(?:的|者|时|后|前|以上|以下|以内|期间|情况下)[，,:：])+"
    r"|^(?:如果?|若|凡|一旦|一经|遇到?)[^，,]{1,40}[，,]"
)
_MODAL = re.compile(
    r"(?:不得|不准|不许|不可以?|不能|严禁|禁止|必须|务必|应当|应该|应(?!急|用|聘|届)|须|需要?|可以|有权|允许|负责|将|要(?!求))"
)
_LEAD = re.compile(r"^(?:一律|均|都|及时|按时|立即|统一|应|须|由|并|且|就|也|还|再|先|[，,、\s])+")
_MARKED = re.compile(
    r"(?:将|把|对(?![待于象比账面应方手]))(?P<object>[^，,。；;]{1,20}?)(?=进行|予以|给予|加以|作|做|交|报|送|通知|转|列|存|填|写|登|放|归|退|扣|按|如实|逐)"
)
_VERB = re.compile(
    r"(?P<verb>填写|填报|核对|检查|审核|审批|批准|提交|提出|登记|记录|保管|保存|整理|汇总|统计|清点|盘点|编制|制定|制订|组织|安排|办理|处理|"
    r"联系|通知|告知|报告|汇报|申请|签订|签字|确认|支付|发放|承担|赔偿|遵守|执行|参加|佩戴|打扫|清理|更新|上传|发布|设置|修改|打印|包装|"
    r"收取|接受|索要|提供|查询|购置|投放|拦截|抽查|检验|签收|解释|决定|开展|主持|完成|退还|归还|移交|交接|泄露|使用|携带|查看|导出|复制|拍摄|更换|购买|采购|领用|领取|开具|接待|回复|答复|回访|维护|管理|监督|跟踪|协助|配合)"
    r"(?!(?:单|本|书|表|簿|卡|人(?!员)|期|率|量|额|前|后|时|中|的|之|上|下|费|权|完|毕|专员|员|部|记录|制度|流程|工作|应|须|由|在|按|到))"
    r"(?P<object>[^，,。;；：:]{1,30})"
)
_OBJECT_ENDS = re.compile(
    r"(?<=..)后(?!台|勤|续|期|果|面)|[前时](?:[由再应须方即]|$)|并(?!列)|以便|之后|之前|给(?!予)|交(?![接流易通])|按照|按|由|(?<![相对供反效适响])应|须|不得|不超过|进行|(?<!直)至(?!少)|等?工作$|或者?(?=[由应须])"
)
_TIMES_DONE = re.compile(r"^[一两二三四五]?[次遍]")
_NO_OBJECT = re.compile(
    r"^(?:[0-9]+(?:天|日|小时|分钟|个)|情况|工作|完毕|[后前时中]|并(?!列)|或者?|以及|给|[、和与及])"
)
_PAIRS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))
_ACTOR_BEFORE = re.compile(r"[，,]\s?(?:并|再|同时|然后)?由?$")
_FIRST_ACTOR = re.compile(r"^\s?$|[，,]\s?(?:并|再|同时|然后)?$|由$")
_ACTS_ON = re.compile(r"[^，,、的和与及或里内以）)\s]")
_SHORTEST = 4
"""A part whose act is shorter says nothing by itself (店长批准) and stays with the part before it."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """``condition`` when the rule applies, ``act`` what is to be done, ``object`` to what it is done."""

    condition: str
    act: str
    object: str


def by_actor(text: str, lexicon: Lexicon) -> list[str]:
    """Part a sentence in which several posts act, each in words of its own; one part where they do not.

    推广专员写方案，店长组织实施 is two rules.  A condition at the head stands before every part.
    """
    if "\t" in text:
        return [text]
    acting = [
        mention
        for mention in mentions(text, lexicon, patterns=False)
        if not mention.weak and _ACTS_ON.match(text, mention.end) and _FIRST_ACTOR.search(text, 0, mention.start)
    ]
    cuts = []
    for at, mention in enumerate(acting[1:], 1):
        end = acting[at + 1].start if at + 1 < len(acting) else len(text)
        long = len(re.sub(rf"[{_ENDS}，,]|由$", "", text[mention.end : end])) >= _SHORTEST
        if long and mention.role != acting[at - 1].role and (before := _ACTOR_BEFORE.search(text, 0, mention.start)):
            cuts.append(before.start())
    if not cuts:
        return [text]
    opening = _CONDITION.match(text)
    lead = opening[0] if opening and opening.end() <= min(cuts[0], acting[0].start) else ""
    parts = [text[start:end].lstrip("，,") for start, end in pairwise([0, *cuts, len(text)])]
    return [part if number == 0 else lead + part for number, part in enumerate(parts)]


def predicate_of(text: str, who: Sequence[str], lexicon: Lexicon, kind: str) -> Predicate:
    """Read one sentence; a table's row is an act as a whole."""
    words = text.strip(_ENDS)
    if "\t" in words:
        return Predicate("", words.replace("\t", " | "), "")
    opening = _CONDITION.match(words)
    condition = opening[0].rstrip("，,:： ") if opening else ""
    rest = words[opening.end() :] if opening else words
    if kind == "penalty":
        # What is punished is the act; the sanction has its own column.
        return Predicate("", (condition or rest).removesuffix("的"), "")
    act = _without_actor(rest, who, lexicon)
    return Predicate(condition, act, _object(act))


def _without_actor(rest: str, who: Sequence[str], lexicon: Lexicon) -> str:
    """Drop the actor and the modal verb where they open the sentence: 客服应在…登录 → 在…登录."""
    names = [name for name, role in lexicon.role_of.items() if role.name in who] + list(who)
    if not names:
        return _LEAD.sub("", rest) or rest
    one = f"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"
    actor = re.match(rf"(?:各部门|本部门)?由?{one}(?:[、和与及]{one})*(?!以[上下]|级|[（(])[，,]?", rest)
    act = rest[actor.end() :] if actor else rest
    if re.search(rf"[，,]由?{one}", act):
        return rest  # several act, each in a part of the sentence
    modal = _MODAL.match(act)
    if modal and modal[0] not in ("负责", "将"):
        act = act[modal.end() :]
    act = _LEAD.sub("", act)
    return act or rest


def _object(act: str) -> str:
    marked = _MARKED.search(act)
    if marked:
        return marked["object"]
    for found in _VERB.finditer(act):
        words = _TIMES_DONE.sub("", found["object"].lstrip("了好完成"))
        # An object may hold a cited title or a bracket, which has no end of its own.
        ends = [end for end in _OBJECT_ENDS.finditer(words) if end.start() > 0 and not _inside(words, end.start())]
        named = (words[: ends[0].start()] if ends else words).strip("的 .")
        if named and not _NO_OBJECT.match(named) and not _inside(act, found.start()) and not _unpaired(named):
            return named
    return ""


def _inside(text: str, at: int) -> bool:
    """Whether ``at`` stands inside brackets or quotation marks."""
    return any(text.count(opened, 0, at) > text.count(closed, 0, at) for opened, closed in _PAIRS)


def _unpaired(text: str) -> bool:
    return any(text.count(opened) != text.count(closed) for opened, closed in _PAIRS)
