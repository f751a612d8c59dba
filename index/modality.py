"""What kind of rule a clause is, from its cue words, their place, and the headings above it.

A clause that forbids something and fines it is a ``penalty``: that is what people look it up for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_duty_heading", "modality_of"]

SANCTION = (
    r"罚款|罚金|(?<!处)处以|处罚|处分|惩处|惩罚|扣款|扣罚|扣除|扣发|扣减|扣\s?[0-9０-９一二两三四五六七八九十百]|罚\s?[0-9０-９一二两三四五六七八九十百]"
    r"|开除|辞退|除名|解雇|解聘|劝退|警告|记大?过|降级|降职|降薪|撤职|停职|通报批评|没收|追究|自动离职|扣(?:该|当|本)(?:单|月|次|日|天)|(?:以|按|视为)旷工(?:论|处理|计)?|论处|解除劳动(?:合同|关系)"
    r"|照价赔偿|赔偿|承担(?:全部|相应|一切|由此|经济|法律|行政|刑事|赔偿)?[^,，。;；]{0,6}(?:责任|损失|后果)|自己承担|自行承担|自己补足|遇一罚|罚一|取消[^,，。;；]{0,6}资格|不计(?:算)?工资|不算工资|吊销|拘留"
)
_SANCTION = re.compile(SANCTION)
# Talk about fines that fines nobody: where they go, who may set them, what they are for.
_ABOUT_FINES = re.compile(
    r"(?:所有|全部)?罚款(?:均|都|全部|一律)?(?:存入|计入|作为|用于|归|由|统一|纳入|上交)|处罚权|处罚(?:不是|的?(?:目的|原则|标准如下|依据))|(?:扣款|罚款|处罚)(?:有异议|由|的?(?:汇总|明细|公示|通知|单据|记录|异议))|对[^,，。;；]{0,6}(?:扣款|罚款|处罚)[^,，。;；]{0,4}(?:异议|不服)|免于(?:扣款|处罚|罚款)|处分(?:种类|分为|类型|等级|权限|程序)|(?:处罚|处分)(?:标准|办法|条例|种类)|关于处罚"
    r"|(?:不|未|没有?|避免|防止)(?:出\s?现)?[^,，。;；]{0,4}处罚|赔偿(?:范围|标准)?包括|索赔|落实奖罚|(?:辞退|开除|降级|处分|处罚|惩罚|任免|奖惩|奖罚|解聘)(?:等)?[^,，。;；]{0,4}(?:建议|意见|申请|方案|措施|权)|(?:建议|意见|提出|制[定订])[^,，。;；]{0,8}(?:处罚|惩罚|奖惩|奖罚)|(?:奖罚|奖惩|处罚|赔偿|扣款)(?:措施|建议|意见|记录|制度|条例|表|情况|方案)(?!的?规定)|明确赔偿"
)
_REWARD = re.compile(
    r"奖励\s?[0-9一二两三四五六七八九十百]|(?:给予|予以|可获|获得?|享受?|发放|颁发|授予|享有|另?加发)[^,，。;；]{0,12}(?:奖励|奖金|奖品|表彰|表扬|嘉奖|奖|荣誉|优先权|晋升|补助|补贴|津贴)"
    r"|进步者奖|者奖|通报表扬|记功|(?:提前|优先|破格)(?:转正|晋升|录用|提拔)|(?:奖金|奖励|提成|满勤奖|全勤奖|补助|补贴|津贴)[^,，。;；]{0,6}[:：]?\s?[0-9一二三四五六七八九十百]+\s?(?:元|%|％)?"
    r"|(?:总?奖金|成交总?金额|销售额|销售业绩|业绩)\s?[*×xX的]\s?(?:[0-9.]+\s?[%％]|百分之)|奖励(?:分为|总金额|方式)|予以奖励|重奖|有奖"
)
_DEFINITION = re.compile(
    r"^[“\"《]?[^,，。;；:：]{1,20}[”\"》]?[,，]?\s?(?:是指|系指|即指|指的是|的定义)|所称|以下(?:简|统)?称[“\"‘]?|(?:本制度|本办法|本规定|本条例|本法|本细则)(?:中|里)?的?[^,，。;；]{0,14}(?:是指|指|包括总则)"
    r"|^[^,，。;；:：]{2,14}(?:是|作为)(?:一[个种项]|[^,，。;；]{2,24}(?:平台|部门|机构|组织|方式|行为|过程|制度|工具|软件|窗口|总称|标准)(?:[,，。;；]|$))"
    r"|(?:按照?|根据)[^,，。;；]{1,10}(?:分为|划分为)|^[^,，。;；]{2,16}(?:分为|划分为|由[^,，。;；]{2,30}(?:组成|构成)|包含[:：]|主要指标为)"
)
_FORBID = re.compile(
    r"不得(?!不)|不准|不许|不允许|严禁|禁止|禁讲|切勿|请勿|切忌|杜绝|谢绝|不可(?!或缺|避免|能|抗|分)|不能(?!及时|按时|执行|解决|发货|发出|到|满足|立即|当场|当天|坚守|够|确定|完成|准时|参加|工作|上班|打扫|继续|理解)"
    r"|(?<![要是能])不要(?!求|紧|担心|着急|忘)|不应|不予(?!遵守)|不该|一律不|任何[^,，。;；]{0,12}均?不|勿(?:必关闭|[^必])|绝不|决不|(?:^|[,，;；。])不(?:推诿|隐瞒|擅|随意|私自|迟到|粗暴|早退|旷工|打听|传播|泄露|乱)"
)
_OBLIGE = re.compile(
    r"必须|应当|应该|务必|一定要|应(?=[^用答聘届酬征激变急对有尽]|对[^,，。;；]{1,20}进行)|须(?!知)|(?<![不只])需要?(?=[^求的,，。;；])|不得不|有义务|有责任|严格(?:遵守|按照?|执行|恪守|保守)|方可|方能|才能|才可|遵守|保持|(?<![主重需不想只将首还就会客户家而求])要(?=[^求素点紧么是不,，。;；])|请(?=在|将|自觉|各|大家|提前)"
)
_EXPLICIT = re.compile(r"必须|应当|务必|一定要")
_ALLOW = re.compile(
    r"(?<!顾客|客户|买家|用户)可以|可(?=[^能靠见观爱行或惜口是用知达怕谓,，。;；])|有权|允许(?!范围)|准予|享有|自愿|自主决定|酌情|有[^,，。;；]{1,14}(?:的?权利?|建议权|检查权|处罚权)(?:[,，。;；]|$)|(?:调整|建议|检查|处罚|监督|决定|审批|使用|处置)的?权[力利]?[;；。,，]?$"
)
_DUTY = re.compile(
    r"^(?:[^,，。;；:：]{0,18}?(?:的(?:岗位)?职责[:：是为]|主要职责[:：是为]|职责[:：]|全权|全面|直接|具体|主要)?)?(?:负责|担任|主持|承担|统筹|主管|分管|协助|配合|辅助|组织|制定|制订|拟[定订]|编制|完成|建立|执行|落实|贯彻|指导|监督|检查|督促|考核|管理|策划|收集|分析|统计|维护|跟进|处理|安排|协调|参与|开展|推动|提供|汇总|整理|审核|领导|带领|做好|熟悉|掌握|了解|通过|定期|及时|登记|撰写|优化|提高|接待|解答|引导)"
)
_IN_CHARGE = re.compile(
    r"由[^,，。;；]{2,16}(?:担任|负责|承担|主持|牵头)|[^,，。;；]{2,16}(?:全权|全面|主要|具体|直接|统一)?负责(?!任|人)|负责人?[:：]|归口管理"
)
_STEP = re.compile(
    r"^(?:首先|然后|其次|接着|最后|再|先|第[一二三四五六七八九十]步|步骤)|点击|进入[^,，。;；]{1,16}(?:后台|页面|系统|中心|界面)|(?:填写|提交|选择|打开|登录|输入)[^,，。;；]{0,14}(?:后|再|然后|即可|[,，;；。]|$)|先[^。;；]{1,30}(?:再|然后|最后)|→|--?>|流程(?:如下|为|是|[:：])|步骤(?:如下|为|[:：])"
)
_DUTY_HEADING = re.compile(
    r"职责|职能|岗位要求|工作内容|工作任务|工作范围|分工|任务|工作安排|工作描述|职位描述|岗位概要|岗位说明|权限|权力|主要工作|责任$|领导责任"
)
_PROCEDURE_HEADING = re.compile(r"流程|步骤|程序|操作方法|操作说明|办理|方法与|使用方法|怎么|如何|指南|指引")
_PENALTY_HEADING = re.compile(r"处罚|罚则|违规|违纪|惩|扣罚|罚款|法律责任|处分")
_REWARD_HEADING = re.compile(r"奖励|激励|奖金|嘉奖|提成|(?<!惩)奖(?!惩|罚)")
_FORBID_HEADING = re.compile(r"禁止|严禁|禁忌|忌语|红线|不得|禁令")
_DEFINITION_HEADING = re.compile(r"定义|释义|名词解释|术语|概念|概述")
_QUALIFICATION = re.compile(r"任职要求|任职资格|应聘要求|岗位要求|招聘要求|任职条件")


def is_duty_heading(heading: str) -> bool:
    """Whether the words of a heading announce duties (岗位职责, 工作内容)."""
    return _DUTY_HEADING.search(heading) is not None and _QUALIFICATION.search(heading) is None


def modality_of(text: str, headings: Sequence[str] = (), *, role_heading: bool = False) -> str:
    """Give the main modality.  ``role_heading``: the nearest heading is the name of a post.

    Order: sanctions and rewards, since they are what a clause with several modes is looked up for; then
    definitions; then the first modal word; then what the headings announce.
    """
    nearest = headings[-1] if headings else ""
    early = _by_consequence(text, nearest)
    if early or (_DEFINITION.search(text) and not _FORBID.search(text)):
        return early or "definition"
    duties = role_heading or any(is_duty_heading(heading) for heading in headings[-2:])
    starts_as_duty = _DUTY.match(text) is not None
    if starts_as_duty and (duties or text.startswith(("负责", "协助", "担任", "主持"))):
        return "duty"
    modal = _first_modal(text)
    if modal == "must" and duties and not _EXPLICIT.search(text):
        return "duty"
    in_charge = _IN_CHARGE.search(text) is not None
    if modal and not (modal == "may" and in_charge):
        return modal
    return "duty" if in_charge else _by_heading(text, headings, duties=duties)


def _by_consequence(text: str, nearest: str) -> str:
    sanction = _SANCTION.search(text)
    if sanction and _ABOUT_FINES.search(text):
        # 所有罚款存入基金 punishes nobody; a sentence beside it still may.
        rest = _ABOUT_FINES.sub("", text)
        sanction = _SANCTION.search(rest)
        if sanction is None:
            return "" if not re.match(r"(?:所有|全部)罚款|关于处罚|处罚不是", text) else "statement"
    reward = _REWARD.search(text)
    if sanction and (reward is None or sanction.start() < reward.start() or _PENALTY_HEADING.search(nearest)):
        return "penalty"
    if reward:
        return "reward"
    return ""


def _first_modal(text: str) -> str:
    """Give the mode of the first modal word; a prohibition that opens its clause beats a later duty."""
    found = [
        (match.start(), mode)
        for mode, pattern in (("must_not", _FORBID), ("must", _OBLIGE), ("may", _ALLOW))
        if (match := pattern.search(text)) is not None
    ]
    if not found:
        return ""
    position, mode = min(found)
    if mode == "may" and len(found) > 1:
        # 可 in a condition (可查看…必须) is weaker than what follows it.
        return min((entry for entry in found if entry[1] != "may"), default=(position, mode))[1]
    return mode


def _by_heading(text: str, headings: Sequence[str], *, duties: bool) -> str:
    for heading in reversed(headings[-2:]):
        for mode, pattern in (
            ("must_not", _FORBID_HEADING),
            ("definition", _DEFINITION_HEADING),
            ("penalty", _PENALTY_HEADING),
            ("reward", _REWARD_HEADING),
        ):
            if pattern.search(heading) and not re.search(r"[与和及、]", heading):
                return mode
    if duties:
        return "duty"
    if _STEP.search(text) or any(_PROCEDURE_HEADING.search(heading) for heading in headings[-2:]):
        return "procedure"
    return "statement"
