"""The words around a role that say which part it has: a table for what stands before it, one for after.

The first rule that fits decides.  ``by`` (由…) is settled by the verb that follows the role.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "ADVERB",
    "AFTER",
    "APPROVE",
    "BEFORE",
    "DIRECTING_CUES",
    "HANDING_CUES",
    "HEADING_VERB",
    "ORDERED",
    "SUPERVISE",
    "Rule",
    "rules_before",
]

APPROVE = (
    "审批|审核|审查|审定|审阅|批准|批复|核准|核定|特批|签字(?!接收|领取|接班|确认收)"
    "|签批|签单|签发|签核|签署|签名|同意|确认|许可|授权|复核|批示|点头|认可"
)
# Looking at things is work; looking at people's work is supervision.
_OF_PEOPLE = (
    r"(?=[^,，。;；]{0,14}?(?:工作|执行|落实|情况|员工|人员|部门|制度|纪律|考勤|完成|质量|客服|下属|各|服务(?!器)|遵守"
    r"|实施|进度|规定|流程))"
)
SUPERVISE = (
    rf"监督|督促|监盘|监交|监销|考核|考评|督导|稽查|监管|监察|问责|(?:检查|抽查|巡查|巡视|监控|评估){_OF_PEOPLE}"
)
_ASSIST = "配合|协助|辅助|协同|支持|协作|(?:积极|全力|主动)配合"
ADVERB = (
    r"(?:[的,，]?\s?(?:应当?|须|必须|需要?|要|将|会|可以?|有权|共同|统一|分别|全权|全面|主要|具体|直接|亲自|及时|积极|每[日天周月年季]|定期|最终"
    r"|一并|则|再|进行|签字后?|依次|逐级|分级|同时|认真|严格|主动|尽快|也|都|均|负责)){0,4}"
)

Rule = tuple[re.Pattern[str], str]

_ASKED = r"请示(?:一?下)?|征得|征求|取得|须得|得到|经过?|须经|需经|未经|报经|呈批|申请给|求助于?|提请|报批(?:给|至)?"
_TOLD = (
    r"抄送(?:给|至)?|发至|发到|寄给|通知(?:到|给)?|告知|知会|报备(?:给|至)?|转告|反馈(?:给|至|到)?|汇报(?:给|至|到)?|上报(?:给|至|到)?|报告(?:给)?"
    r"|备案(?:到|至)|联系|发给|发送给?|传送给?|转交(?:给)?|移交(?:给)?|交给|交到|送到?|递交(?:给|至)?|提交(?:给|至|到)?|提供给|通报|存档(?:到|至)"
)
_DIRECTED = (
    rf"{SUPERVISE}|检查|抽查|安排|组织|要求|指导|带领|领导|管理|培训|对(?:于)?|给予|奖励|处罚|扣除?|罚|辞退|开除"
    r"|授权|督导|统筹|调动|协调"
)


_BEHIND_CUE = r"\s?[:：]?\s?$"


def _before(relation: str, *cues: str) -> tuple[Rule, ...]:
    return tuple((re.compile(rf"(?P<cue>{cue}){_BEHIND_CUE}"), relation) for cue in cues)


BEFORE: tuple[Rule, ...] = (
    *_before("approves", _ASKED, r"审批人|审核人|批准人|签字人|核准人|审批部门|审核部门"),
    *_before("informed", _TOLD, r"(?<!举)报至?|报送|呈报?|呈送|交|交由|交至", r"向|与|和|跟|同|给|为|找"),
    *_before("responsible", rf"(?:{_ASSIST})(?:好)?"),
    *_before("subject", _DIRECTED),
    *_before(
        "supervises",
        r"直接上[级司]|上[级司]|汇报对象|考核人|监督人|检查人|监督部门|检查部门|接受|服从|听从|(?<=[,，。;；])在|^在",
    ),
    *_before("place", r"到|至|(?<![现存所])在"),
    *_before("responsible", r"负责人|责任人|责任部门|主管部门|主办部门|牵头部门|归口部门|责任岗位|归|归口"),
    *_before("executes", r"执行者?|执行人|执行部门|经办人|经办部门|承办人"),
    *_before("assists", r"协办部门|配合部门|协助部门"),
    *_before("subject", r"适用(?:范围|对象|于)(?:是|为|:|：)?|适用"),
    *_before("by", r"由|需由|须由|应由"),
)


@lru_cache(maxsize=1)
def _by_ending() -> dict[str, tuple[Rule, ...]]:
    """Give, for each character that a cue of ``BEFORE`` ends with, the rules that it may decide."""
    from .literals import endings_of

    rules: dict[str, list[Rule]] = {}
    for rule in BEFORE:
        cue = rule[0].pattern.removesuffix(_BEHIND_CUE)
        for ending in endings_of(cue):
            rules.setdefault(ending, []).append(rule)
    return {ending: tuple(found) for ending, found in rules.items()}


def rules_before(window: str) -> tuple[Rule, ...]:
    """Give those rules of ``BEFORE`` that can be found at the end of ``window``, in their order."""
    bare = window.rstrip().rstrip(":：").rstrip()
    return _by_ending().get(bare[-1:], ())


DIRECTING_CUES = frozenset(("由", "需由", "须由", "应由", "负责人", "责任人", "责任部门", "主管部门", "主办部门"))
"""Cues whose role is the one who acts, so no heading is needed to say who does; the others name a second party."""
HANDING_CUES = frozenset(
    ("报", "报至", "报送", "呈", "呈报", "呈送", "交", "交由", "交至", "上报", "上报给", "提交", "提交给", "送", "送到")
)
"""Handing something over asks for approval only where a verb of approval follows."""

ORDERED = r"(?:所)?(?:交办|布置的|指派|交待的|交代的|分配的|下达的)"
"""上级交办的工作: the one before it gives the orders, another does the work."""
_AFTER_WORDS = (
    (ORDERED, "supervises"),
    (rf"(?:{SUPERVISE})(?![人员表结])", "supervises"),
    (rf"(?:{_ASSIST})", "assists"),
    (rf"(?:{APPROVE}|决定(?!是否))(?![人书单表]|不[严力当足]|失误)", "approves"),
    (
        r"负责(?!人)|(?:为|是)[^,，。;；]{0,14}(?:责任人|负责人|责任部门|主管部门|履行主体)"
        r"|对[^,，。;；]{1,14}负责|归口管理|牵头|主办|主持|承担(?![^,，。;；]{0,12}(?:责任|损失|后果|费用|运费|邮费|[0-9０-９]\s?[%％]))|担任|分管|主管|组织|领导",
        "responsible",
    ),
    (r"不得|不准|严禁|禁止|不能|不可|不许|切勿|违反|违规|违者|迟到|早退|旷工", "subject"),
    (r"罚|扣|处以|分担|给予|予以|赔偿|承担|开除|辞退|警告|奖励|享有|享受|可获|获得", "subject"),
)
AFTER: tuple[Rule, ...] = tuple((re.compile(rf"{ADVERB}(?P<cue>{cue})"), relation) for cue, relation in _AFTER_WORDS)
HEADING_VERB: tuple[Rule, ...] = (
    (re.compile(rf"(?:负责)?(?:{_ASSIST})"), "assists"),
    (re.compile(rf"(?:负责|定期|每[日天周月])?(?:{SUPERVISE})"), "supervises"),
    (
        re.compile(
            r"(?:负责)?(?:审批|批准|签批|核准|(?:审核|审定)(?=[^,，。;；]{0,12}(?:申请|报销|合同|预算|方案|计划|制度|报告|费用|付款|单据)))"
        ),
        "approves",
    ),
    (re.compile(r"(?:负责|主持|担任|统筹|全面|组织|领导)"), "responsible"),
)
"""What a duty item begins with, where the heading is the one who has the duty."""
