"""The parts of a rule's sentence: condition, act and object, in its own words.

What is not there, or cannot be told apart without a guess, is empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexicon import Lexicon

__all__ = ["Predicate", "predicate_of"]

_ENDS = "。；;！! \t"
_CONDITION = re.compile(
    r"^(?:(?:如果?|若|凡|当|因|遇|对于?|除)?[^，,。]{1,60}?(?:的|者|时|后|前|以上|以下|以内|期间|情况下)[，,:：])+"
    r"|^(?:如果?|若|凡|一旦|一经|遇到?)[^，,]{1,40}[，,]"
)
_MODAL = re.compile(
    r"(?:不得|不准|不许|不可以?|不能|严禁|禁止|必须|务必|应当|应该|应(?!急|用|聘|届)|须|需要?|可以|有权|允许|负责|将|要(?!求))"
)
_LEAD = re.compile(r"^(?:一律|均|都|及时|按时|立即|统一|应|须|由|并|且|就|也|还|再|先|每[天日周月年次班单]|[，,、\s])+")
_MARKED = re.compile(
    r"(?:将|把|对)(?P<object>[^，,。；;]{1,20}?)(?=进行|予以|给予|加以|作|做|交|报|送|通知|转|列|存|填|写|登|放|归|退|扣|按|如实|逐)"
)
_VERB = re.compile(
    r"(?P<verb>填写|填报|核对|检查|审核|审批|批准|提交|提出|登记|记录|保管|保存|整理|汇总|统计|清点|盘点|编制|制定|制订|组织|安排|办理|处理|"
    r"联系|通知|告知|报告|汇报|申请|签订|签字|确认|支付|发放|承担|赔偿|遵守|执行|参加|佩戴|打扫|清理|更新|上传|发布|设置|修改|打印|包装|"
    r"收取|接受|索要|提供|查询|购置|投放|拦截|抽查|检验|签收|解释|决定|开展|主持|完成|退还|归还|移交|交接|泄露|使用|携带|查看|导出|复制|拍摄|更换|购买|采购|领用|领取|开具|接待|回复|答复|回访|维护|管理|监督|跟踪|协助|配合)"
    r"(?P<object>[^，,。；;：:]{1,30})"
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """``condition`` when the rule applies, ``act`` what is to be done, ``object`` to what it is done."""

    condition: str
    act: str
    object: str


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
    actor = re.match(rf"由?{one}(?:[、和与及]{one})*[，,]?", rest)
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
    found = _VERB.search(act)
    if found is None:
        return ""
    return found["object"].lstrip("了好完成").strip("的 ")
