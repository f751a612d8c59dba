"""Does a text hold the kind of value that a question asks for, and where?

An amount for 多少, a sanction for 怎么罚, a clock time for 几点: a clause that shares every word with the question
but holds no such value does not answer it.  Patterns are by the field's phrases, not by any document's.
"""

from __future__ import annotations

import re

from ingest.patterns import lazy

__all__ = ["VALUES", "holds", "value_spans"]

_N = r"[0-9０-９零〇一二两三四五六七八九十百千万半几]"
_MONEY = (
    rf"{_N}[0-9０-９.,，零〇一二两三四五六七八九十百千万]*\s*(?:元|块钱|块|万元|RMB|￥)|[￥¥]\s*[0-9]|"
    rf"[0-9.]+\s*[%％]|百分之{_N}+(?:点{_N}+)?|[一二两三四五六七八九十]倍|翻倍|双倍|加倍"
)
_FIGURE = (
    rf"{_MONEY}|{_N}[0-9０-９.]*\s*(?:个|名|人|次|字|件|张|份|条|天|日|小时|分钟|秒|分|级|种|公里|平方米|"
    rf"平米|kg|公斤|斤|米|厘米|套|台|页|万|款|单|笔|年|月|周|点)|\d{{3,}}"
)
_DURATION = (
    rf"{_N}[0-9０-９.]*\s*(?:个)?(?:工作日|自然日|小时|天|日|分钟|秒钟?|年度?|月|周|星期|季度|"
    rf"礼拜)(?:[以之]?[内前后上下]|左右|起)?|"
    r"当[天日晚月周年]|次日|第二天|即时|立即|马上|随时|月底|月初|年底|[上下]班前|半年|半天|半个?月|"
    r"每[天日周月年季]|凌晨|最迟|最晚|之前|期限|\d{1,2}[:：]\d{2}"
)
_CLOCK = (
    rf"\d{{1,2}}[:：]\d{{2}}|{_N}+\s*点(?:钟|半|[0-9一二三四五六七八九十]+分?)?|朝.晚.|早上|上午|中午|下午|"
    rf"晚上|凌晨|周[一二三四五六日末]|星期[一二三四五六日天]|每[天日周月年季][^,，。;；]{{0,6}}|"
    rf"{_N}+\s*[月号日](?![常])"
)
_SANCTION = (
    r"罚款|罚金|处罚|处分|处以|惩罚|扣款|扣罚|扣除|扣发|扣减|扣分|扣\s*[0-9]|"
    r"罚\s*[0-9一二三四五六七八九十]|开除|辞退|除名|解雇|解聘|劝退|警告|记大?过|降级|降职|降薪|撤职|"
    r"停职|"
    r"通报|没收|追究|自动离职|解除劳动|赔偿|照价|自负|自理|自己(?:承担|补|负责)|自行承担|"
    r"承担[^,，。;；]{0,10}(?:责任|损失|后果|费用)|遇一罚|罚一|取消|不计|不算|不予|不发|旷工|离职|"
    r"检讨|删除|责任|视情节|负责赔|损失"
)
_REWARD = rf"奖|提成|补助|补贴|津贴|优先|晋升|提前转正|表彰|表扬|荣誉|分红|加薪|红包|{_MONEY}"
_ACTOR = (
    r"由[^,，。;；]{1,14}(?:负责|担任|承担|完成|执行|管理|提供|审|批|办理|安排|组织|处理|进行|统一|制|"
    r"登记|发|保管|牵头|主持|下达|指定)|负责|责任人|担任|主管|经理|店长|总监|专员|客服|仓|财务|"
    r"行政|人事|美工|编辑|运营|部门?|组|处|员|人员|上司|上级|领导|牵头|会计|出纳|保洁|保安|门岗|前台|总台|司机|厨师|帮厨|护士|医[生师]|"
    r"药师|教师|老师|班主任|校长|院长|厂长|科长|队长|班长|领班|导师|师傅|主任|店主|店助|助理|文秘|秘书|法务|主播|摄影|模特|买手|"
    r"电工|焊工|钳工|木工|瓦工|技工|普工|操作工|维修工|收银|导购|物业|车队|车间|科室|小组|工会|委员会|办公室|总经办|董事|总裁|老板|掌柜"
)
_APPROVE = (
    r"审批|批准|审核|审定|批复|签字|签批|同意|核准|请示|报[^,，。;；]{0,8}(?:批|审|准|备)|"
    r"经[^,，。;；]{1,12}(?:审|批|同意|确认|签)|上报|提交|交[^,，。;；]{1,8}(?:审|部|处|批|核)|确认|复核|"
    r"汇报|征得|许可|授权|呈"
)
_PERMIT = (
    r"不得|不准|不许|不能|不可|禁止|严禁|可以|可(?![能见靠])|允许|必须|应|须|需|要|不要|请勿|切勿|有权|"
    r"保密|谢绝|拒|只能|不予|不允许|服从|配合|准|一律|无权|自愿|原则上"
)
_DEFINE = r"是指|指的?是|是|即|为|包括|包含|分为|划分|组成|构成|称|适用|含|定义|作为|主要|范围|属于"
_DUTY = (
    r"负责|协助|配合|完成|做好|制定|执行|组织|管理|维护|处理|监督|检查|安排|登记|跟进|解答|收集|核对|熟悉|"
    r"策划|撰写|编辑|及时|定期|通过|参与|保持|建立|提供|根据"
)

VALUES: dict[str, re.Pattern[str]] = {
    "penalty": lazy(_SANCTION),
    "amount": lazy(_FIGURE),
    "deadline": lazy(_DURATION),
    "time": lazy(f"{_CLOCK}|{_DURATION}"),
    "reward": lazy(_REWARD),
    "responsible": lazy(_ACTOR),
    "approval": lazy(_APPROVE),
    "permission": lazy(_PERMIT),
    "definition": lazy(_DEFINE),
    "duty_list": lazy(_DUTY),
}
"""Kind of question -> what a text must hold to answer it.  Kinds that are not here ask for no form."""


_MONEY_STARTS = rf"{_N[1:-1]}.￥¥翻双加"
_DURATION_STARTS = rf"{_N[1:-1]}\d当次第即立马随月年上下每凌最之期"
_STARTS: dict[str, re.Pattern[str]] = {
    "amount": lazy(rf"[{_MONEY_STARTS}\d]"),
    "deadline": lazy(rf"[{_DURATION_STARTS}]"),
    "time": lazy(rf"[{_DURATION_STARTS}朝早中晚周星]"),
    "reward": lazy(rf"[{_MONEY_STARTS}奖提补津优晋表荣分红]"),
}
"""What values begin with, for the patterns of which ``re`` cannot tell it: it would try all of them everywhere."""


def holds(kind: str, text: str) -> bool:
    """Tell whether ``text`` holds a value of the kind."""
    pattern = VALUES.get(kind)
    starts = _STARTS.get(kind)
    if pattern is None or starts is None:
        return pattern is None or pattern.search(text) is not None
    match = pattern.match
    return any(match(text, start.start()) for start in starts.finditer(text))


def value_spans(kind: str, text: str) -> list[tuple[int, int]]:
    """Give where values of the kind stand in ``text``, in order."""
    pattern = VALUES.get(kind)
    starts = _STARTS.get(kind)
    if pattern is None or starts is None:
        return [match.span() for match in pattern.finditer(text)] if pattern else []
    found = []
    begins = starts.search(text)
    while begins:
        match = pattern.match(text, begins.start())
        if match:
            found.append(match.span())
        begins = starts.search(text, match.end() if match else begins.end())
    return found
