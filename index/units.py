"""What may stand after a number, and what it makes of it; what stands around a value and limits it."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["SEPARATOR", "UNIT", "Unit", "comparison", "unit_of"]


class Unit(NamedTuple):
    """Kind of fact, normalised unit (empty: as printed), and the factor to it."""

    kind: str
    unit: str = ""
    factor: float = 1


_UNITS: dict[str, Unit] = {
    **dict.fromkeys(
        ("元", "圆", "元整", "元钱", "块钱", "块", "元人民币", "RMB", "rmb", "人民币"), Unit("money", "yuan")
    ),
    **dict.fromkeys(("角", "毛", "毛钱", "角钱"), Unit("money", "yuan", 0.1)),
    "分钱": Unit("money", "yuan", 0.01),
    **dict.fromkeys(("美元", "欧元", "港元", "港币", "日元", "英镑"), Unit("money")),
    **dict.fromkeys(("%", "％", "﹪", "个百分点", "个点"), Unit("percent", "percent")),
    "‰": Unit("percent", "percent", 0.1),
    **dict.fromkeys(("秒", "秒钟"), Unit("duration", "second")),
    **dict.fromkeys(("分钟", "分", "min", "mins"), Unit("duration", "minute")),
    **dict.fromkeys(("刻钟",), Unit("duration", "minute", 15)),
    **dict.fromkeys(("小时", "h", "H", "个小时", "个多小时", "钟头", "个钟头", "个钟"), Unit("duration", "hour")),
    **dict.fromkeys(
        ("天", "日", "工作日", "个工作日", "自然日", "个自然日", "天时间", "整天"), Unit("duration", "day")
    ),
    **dict.fromkeys(("周", "星期", "个星期", "礼拜", "个礼拜", "个周"), Unit("duration", "week")),
    **dict.fromkeys(("个月", "个自然月", "个整月", "个多月"), Unit("duration", "month")),
    **dict.fromkeys(("季度", "个季度"), Unit("duration", "quarter")),
    **dict.fromkeys(("年", "周年", "个年度", "整年"), Unit("duration", "year")),
}
_COUNTED = """
次 回 遍 个 人 名 位 件 份 张 台 字 个字 单 条 项 套 本 只 家 款 级 岁 周岁 倍 折 页 种 间 户 层 米 厘米 毫米 公里
平方米 公斤 千克 斤 克 吨 升 度 例 起 笔 票 批 箱 包 瓶 组 轮 步 颗 词 句 行 篇 幅 段 门 门次 人次 票次 课时 学分
px PX KB MB GB kg KG cm CM mm 像素 桶 袋 双 把 扇 盏 部 辆 栋 处 枚 期 班 格 卷 支 根 块
"""
_UNITS.update({word: Unit("count") for word in _COUNTED.split() if word not in _UNITS})

UNIT = re.compile(
    r"\s?[多余来]?(?P<half>个半)?(?P<unit>"
    + "|".join(re.escape(word) for word in sorted(_UNITS, key=len, reverse=True))
    + "|月)"
)
"""A unit right after a number, with an optional 多 or 个半; 月 counts only after 个半."""

SEPARATOR = re.compile(r"\s?(?:[-–—−－─﹣~～〜]+|至|到)\s?")

# Words that begin with a unit and are not one: 元旦, 分别, 天猫, 人员, 家长, 年级 …
_NOT_A_UNIT: dict[str, str] = {
    "元": "旦素件宵",
    "分": "别为成类组配布享数钱管之析开工级店部支",
    "天": "猫气然平生花",
    "日": "志报本期历常",
    "人": "员事民工为均才格次",
    "家": "长庭具居装属",
    "年": "级龄度前检审终底初末会货轻",
    "周": "边末转围到岁年报会期日一二三四五六",
    "级": "别",
    "单": "位独品价纯",
    "条": "件款码形",
    "项": "目",
    "本": "人身公部店职月周年次制规办岗",
    "个": "人性别案体",
    "件": "套",
    "位": "置于",
    "名": "称单字义",
    "组": "长员织成合",
    "部": "门分长",
    "处": "罚理分长于",
    "步": "骤",
    "字": "体样面",
    "度": "假",
    "班": "次长组",
    "起": "来草诉因到",
    "期": "间限望",
    "行": "为政动业",
    "段": "时落",
    "门": "店口",
    "包": "装括邮裹含",
    "把": "关握",
    "支": "付持撑",
    "双": "方",
    "次": "性日月年品",
    "款": "式项",
    "户": "外",
    "层": "面次",
    "台": "账词阶",
    "张": "贴",
    "回": "复访答执收退",
    "套": "餐",
}
_CLOSING = re.compile(r"\s?(?:$|[,，。;；、:：)）/\\∕\t]|以内|之内|内|左右|以上|以下|一|每|起|不等)")


def unit_of(match: re.Match[str], text: str, number: str, before: str) -> Unit | None:
    """Judge the unit that ``UNIT`` matched after ``number``; None where it only looks like one."""
    word = match["unit"]
    if word == "月":
        return Unit("duration", "month") if match["half"] else None
    following = text[match.end() : match.end() + 1]
    if following and (
        following in _NOT_A_UNIT.get(word, "") or (word.isascii() and following.isascii() and following.isalnum())
    ):
        return None
    unit = _UNITS[word]
    if match["half"] and unit.kind != "duration":
        return None
    return _contextual(word, unit, text[match.end() :], number, before)


def _contextual(word: str, unit: Unit, after: str, number: str, before: str) -> Unit | None:
    """Settle the words that are two things: 块 分 日 人民币, and 一 as an article."""
    settled: Unit | None = unit
    if word == "块":
        # 一块 is "together"; 块 without 钱 is money at the end of a phrase, else a piece.
        settled = unit if number != "一" and _CLOSING.match(after) else None
    elif word == "分":
        # 30分内 is a time limit, 扣5分 a score, 十分 an adverb.
        if after.lstrip()[:1] not in ("以", "之", "内", "半") or _SCORE.match(after):
            settled = Unit("count") if number not in ("十", "一", "万", "百") else None
    elif word == "日":
        # 3日内 and 旷工3日 are spans of time; 15日 alone is a day of the month.
        settled = unit if _IS_SPAN.match(after) or _SPAN_CUE.search(before) else Unit("date")
    elif word in ("人民币", "RMB", "rmb"):
        settled = None if after[:1].isdigit() else unit
    elif unit.kind == "count" and number == "一" and word not in ("次", "倍", "票", "折"):
        settled = unit if _LIMIT_BEFORE.search(before) or _LIMIT_AFTER.match(after) else None
    elif word == "天" and number == "一" and before.endswith(("有", "某", "哪", "那", "这")):
        settled = None
    return settled


_SCORE = re.compile(r"\s?以[上下](?:[^,，。;；]{0,6}(?:[者扣罚奖]|合格|优秀|不)|[,，])")
"""85分以下扣奖金, 90分以上为优秀: marks; 30分以上 of lateness stays a time."""
_IS_SPAN = re.compile(r"\s?(?:以内|之内|内|以上|以下|无故|未|不|时间|的|后|仍|起)")
_SPAN_CUE = re.compile(
    r"(?:旷工|连续|累计|满|超过|提前|达|逾期?|超|迟到|请假|休假?|假期?|共计?|至少|不足|试用期?|延长)\s?$"
)

_AT_MOST = (
    "不得?超过|不能超过|不可超过|不超|不得?高于|不大于|不得?多于|最多|至多|最高|最长"
    "|上限为?|最迟|最晚|最慢|控制在|限于?|小于等于|≤|<="
)
_AT_LEAST = (
    "不得?少于|不得?低于|不能少于|不能低于|不小于|不短于|至少|最少|最低|最短|起码|下限为?|已?满|达到?|大于等于|≥|>="
)
_MORE = "超过|大于|高于|多于|逾|超出|长于|>|＞|晚于"
_LESS = "少于|低于|不足|不到|未满|不满|未达到?|小于|短于|<|＜"
_LIMIT_BEFORE = re.compile(
    rf"(?:(?P<most>{_AT_MOST})|(?P<under>{_LESS})|(?P<least>{_AT_LEAST})|(?P<more>{_MORE}))(?:了|为|于|是|过)?\s?$"
)
_LIMIT_AFTER = re.compile(
    r"\s?(?:[（(]含[^）)]{0,6}[)）])?[\(（]?(?:(?P<most>以内|之内|以下|以里|内(?!容|部|衣|外|在|心)|封顶|之前)|(?P<least>以上|及以上|或以上|起(?![来草诉因])|之上))"
)


def comparison(text: str, start: int, end: int) -> str:
    """Read ``<= >= < >`` off the words before and after ``text[start:end]``; empty where there is none."""
    before = _LIMIT_BEFORE.search(text[max(0, start - 8) : start])
    after = _LIMIT_AFTER.match(text, end)
    if before is not None:
        if before["most"]:
            return "<="
        if before["under"]:
            return "<"
        if before["more"]:
            # 超过3次以上 says both; the word after names the lowest value that counts.
            return ">=" if after is not None and after["least"] else ">"
        return ">="
    if after is None:
        return ""
    return "<=" if after["most"] else ">="
