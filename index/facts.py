"""Values that stand in a clause: money, percent, duration, time, date, count, frequency.

Every fact is a span of the clause's own text; a range (50-200元) gives two.  Where a number could be
several things, what stands around it decides; where nothing decides, there is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clause import Fact
from ingest.numerals import NUMERAL, NUMERAL_CHARACTERS, parse

from .clocks import clock_facts, date_facts
from .prefilter import sought
from .units import SEPARATOR, UNIT, Unit, comparison, unit_of

__all__ = ["facts_in"]

_ANY = re.compile(rf"[{NUMERAL_CHARACTERS}半每月年日天周]")
_NUMBER = re.compile(rf"{NUMERAL}|半(?=个?(?:小时|钟头|天|个?月|年|日|个工作日|学期))")
_PERIODS = {
    "小时": "hour",
    "天": "day",
    "日": "day",
    "工作日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "季度": "quarter",
    "季": "quarter",
    "年": "year",
    "年度": "year",
    "班": "班",
}
_PERIOD = r"(?:工作日|小时|天|日|周|星期|礼拜|月|季度|季|年度|年|班)"
_FREQUENCY = sought(
    # 每两周盘点一次, 每月不少于2次, 每半年一次
    rf"每(?:隔|个)?(?P<every>半个?|[{NUMERAL_CHARACTERS}]+个?)?(?P<per>{_PERIOD})(?!底|初|末|终|度)"
    rf"(?:(?P<between>(?:[0-9]{{1,2}}[日号])?[^,，。;；、:：！？\n{NUMERAL_CHARACTERS}每元]{{0,14}}|[^,，。;；、:：！？\n0-9每元]{{0,14}}?)"
    rf"(?P<times>[{NUMERAL_CHARACTERS}]+)(?:\s?[-–—~～至到]\s?(?P<upto>[{NUMERAL_CHARACTERS}]+))?(?P<what>次|遍|回)(?!性))?"
    # 一天一次, 3天一次
    rf"|(?<![第每{NUMERAL_CHARACTERS}])(?P<span>半个?|[{NUMERAL_CHARACTERS}]+)个?(?P<unit>{_PERIOD})(?P<count>[{NUMERAL_CHARACTERS}]+)[次遍回]"
    # 2次/周
    rf"|(?P<rate>[{NUMERAL_CHARACTERS}]+)次\s?[/∕／每]\s?(?P<over>{_PERIOD})"
)
_PERCENT = sought(
    rf"(?P<base>百|千|万)分之(?P<value>{NUMERAL})|(?P<whole>[{NUMERAL_CHARACTERS}]+)分之(?P<part>{NUMERAL})"
    rf"|(?P<tenths>[一二两三四五六七八九1-9])成(?=[以的左,，。;；、）)及]|$)"
)
_BASE = {"百": 1.0, "千": 0.1, "万": 0.01}
_ORDINAL = re.compile(r"(?:第|[〔\[【]|NO\.?|No\.?|编号|电话|热线|工号|密码)\s?$")
# 统一, 之一, 单一 …: an 一 that belongs to the word before it.
_WORD_ENDS_IN_ONE = "统唯之单专归划同逐合万周期第惟不"
_PLAIN = r"[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)?"
# 下一个月 and 前一天 point at a time, they do not measure one; 提前一个月 does.
_NEXT = re.compile(r"(?:[下上同哪某另]|最[后近末]|不是|(?:^|[,，。;；、的在])前)$")
_MONEY_CUE = sought(
    r"(?:罚款|罚金|罚|扣款|扣除|扣罚|扣|奖励|奖金|底薪|基本工资|工资|薪资|薪酬|月薪|提成|补贴|津贴|补助|押金|保证金|保底|金额|赔偿|邮费|运费|费用|全勤奖|满勤奖|罚)"
    r"(?:金额|额度?|标准)?(?:为|是|[:：]|共计?|人民币|不超过|不低于|最高|最低)?[\s\t]*"
    rf"(?P<number>{_PLAIN})"
)
_SPOKEN_FINE = sought(
    r"(?:罚款|罚|扣款|扣|奖励|奖)(?P<number>[一二两三四五六七八九]?[十百千][一二两三四五六七八九十百]*)(?=[,，。;；]|$)"
)
"""罚五十: only with a ten, a hundred or a thousand in it."""
_MONEY_TAIL = re.compile(rf"[\s\t]+(?P<number>{_PLAIN})(?=[\s\t]|[,，。;；]|$)")
_MONEY_END = re.compile(r"\s?(?:[,，。;；、)）/／∕\t]|$|起|以[上下内]|每|一[次人]|(?=金额))")
_SIGN = sought(rf"[¥￥]\s?(?P<number>{_PLAIN})(?P<scale>万|千|亿)?(?:元)?")
_NOUN = sought(r"(?<![0-9])(?P<number>[0-9]{2,}(?:\.[0-9]+)?)的?(?=罚款|罚金|奖金|押金|金额|保证金|补贴|工资|底薪)")


def facts_in(text: str) -> tuple[Fact, ...]:
    """Give the facts of ``text`` in its order.  ``text[fact.start:fact.end] == fact.text`` for each.

    Overlapping readings are settled by the order below: what carries its own sign (8:30, 10%, 每周两次)
    before what needs a unit, and that before a bare number that only a word such as 罚款 makes money.
    """
    if not _ANY.search(text):
        return ()
    taken = bytearray(len(text))
    facts: list[Fact] = []
    for found in (_percents, clock_facts, date_facts, _frequencies, _quantities, _bare_money):
        fresh = [fact for fact in found(text) if not _is_taken(fact, taken)]
        for fact in fresh:
            taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
        facts += fresh
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end)))


def _is_taken(fact: Fact, taken: bytearray) -> bool:
    """A date may stand within a frequency (每季度15号检查一次); nothing else overlaps."""
    if fact.kind == "frequency":
        return bool(taken[fact.start] or taken[fact.end - 1])
    return any(taken[fact.start : fact.end])


def _percents(text: str) -> Iterator[Fact]:
    if "分之" not in text and "成" not in text:
        return
    for match in _PERCENT.finditer(text):
        if match["base"]:
            value = _times(parse(match["value"]), _BASE[match["base"]])
        elif match["whole"]:
            whole, part = parse(match["whole"]), parse(match["part"])
            value = round(100 * part / whole, 4) if whole and part is not None else None
        else:
            value = _times(parse(match["tenths"]), 10)
        if value is not None:
            yield _fact(text, match.start(), match.end(), Unit("percent", "percent"), value)


def _frequencies(text: str) -> Iterator[Fact]:
    if "每" not in text and "次" not in text:
        return
    for match in _FREQUENCY.finditer(text):
        if match["per"]:
            period, every, times = match["per"], match["every"], match["times"]
        elif match["unit"]:
            period, every, times = match["unit"], match["span"], match["count"]
        else:
            period, every, times = match["over"], None, match["rate"]
        end = match.end()
        number = parse(times) if times else 1
        length = 1 if every is None else 0.5 if every[0] == "半" else parse(every.removesuffix("个"))
        if number is None and match["per"]:
            # 每月三四次: the estimate is left alone, the period is still said.
            number, end = 1, match.end("per")
        if not number or not length:
            continue
        unit = Unit("frequency", _PERIODS[period])
        yield _fact(text, match.start(), end, unit, _whole(number / length))
        upper = parse(match["upto"]) if match["upto"] else None
        if upper is not None:
            yield _fact(text, match.start(), end, unit, _whole(upper / length))


def _quantities(text: str) -> Iterator[Fact]:
    position = 0
    while number := _NUMBER.search(text, position):
        start, position = number.span()
        unit_match = UNIT.match(text, position)
        if unit_match is None and SEPARATOR.match(text, position) is None:
            continue  # most numbers: of clauses, of lists, of names
        before = text[max(0, start - 8) : start]
        if _ORDINAL.search(before) or (number[0][0] == "一" and before[-1:] in tuple(_WORD_ENDS_IN_ONE)):
            continue
        if before[-1:] in (".", "．", "/") and before[-2:-1].isdigit():
            continue
        if number[0] == "一" and _NEXT.search(before):
            continue
        if (
            number[0] == "一"
            and before.endswith("前")
            and before[-2:-1] not in ("提", "之")
            and text[position] in "天日"
        ):
            continue  # 放假前一天 is a day, 到期前一个月 a length of time
        if unit_match is not None:
            estimate = _estimate(number[0])
            unit = unit_of(unit_match, text, number[0], before)
            values = estimate or (_value(number[0]),)
            end = unit_match.end()
            if unit is None or values[0] is None or (unit_match["half"] and len(values) > 1):
                continue
            if number[0] == "零" and unit.kind == "count":
                continue
            after_half = unit.kind == "duration" and text[end : end + 1] == "半" and not unit_match["half"]
            half = bool(unit_match["half"]) or after_half
            end += after_half
            for value in values:
                if value is not None:
                    yield _fact(text, start, end, unit, value + 0.5 * half, unit_match["unit"])
            position = end
        elif pair := _range(text, number):
            yield from pair
            position = pair[-1].end


def _range(text: str, first: re.Match[str]) -> tuple[Fact, ...]:
    """Read 50-200元: the unit of the second number is that of the first."""
    sign = SEPARATOR.match(text, first.end())
    second = _NUMBER.match(text, sign.end()) if sign else None
    unit_match = UNIT.match(text, second.end()) if second else None
    if second is None or unit_match is None:
        return ()
    unit = unit_of(unit_match, text, second[0], text[max(0, first.start() - 8) : first.start()])
    low, high = _value(first[0]), _value(second[0])
    if unit is None or low is None or high is None or unit.kind == "date":
        return ()
    if second[0][-1] in "万千百亿" and first[0][-1] not in "万千百亿" and high > 100 * low:
        low *= {"百": 100, "千": 1000, "万": 10_000, "亿": 10**8}[second[0][-1]]  # 3-5万元
    return (
        _fact(text, first.start(), first.end(), unit, low, unit_match["unit"], limited=False),
        _fact(text, second.start(), unit_match.end(), unit, high, unit_match["unit"]),
    )


def _bare_money(text: str) -> Iterator[Fact]:
    """Find amounts without 元: ¥20, 罚款50, a row 基本工资 1600 1800, 10000金额."""
    yuan = Unit("money", "yuan")
    for match in _SIGN.finditer(text):
        if (value := parse(match["number"] + (match["scale"] or ""))) is not None:
            yield _fact(text, match.start(), match.end(), yuan, value)
    for match in _MONEY_CUE.finditer(text):
        if len(match["number"]) == 1 and text[match.end() : match.end() + 1] in ("、", ")", "）"):
            continue  # 处罚: 1) is a list item
        if not _MONEY_END.match(text, match.end()) and not _MONEY_TAIL.match(text, match.end()):
            continue
        tail: re.Match[str] | None = match
        while tail is not None:
            if (value := parse(tail["number"])) is not None:
                yield _fact(text, *tail.span("number"), yuan, value)
            tail = _MONEY_TAIL.match(text, tail.end())
    for match in (*_NOUN.finditer(text), *_SPOKEN_FINE.finditer(text)):
        if (value := parse(match["number"])) is not None:
            yield _fact(text, match.start("number"), match.end("number"), yuan, value)


def _value(number: str) -> float | int | None:
    return 0.5 if number == "半" else parse(number)


def _estimate(number: str) -> tuple[float | int | None, ...]:
    """Give both numbers of 两三 and 三五百, where ``parse`` refuses to choose."""
    if len(number) < 2 or parse(number) is not None:
        return ()
    ends = parse(number[0] + number[2:]), parse(number[1:])
    return ends if None not in ends and number[0] in "一二两三四五六七八" else ()


def _times(value: float | None, factor: float) -> float | int | None:
    return None if value is None else _whole(value * factor)


def _whole(value: float) -> float | int:
    """Round away binary noise; whole values become ``int``."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _fact(
    text: str, start: int, end: int, unit: Unit, value: float, printed: str = "", *, limited: bool = True
) -> Fact:
    name = unit.unit or printed
    return Fact(
        kind=unit.kind,
        text=text[start:end],
        value=_whole(value * unit.factor) if unit.kind != "date" else text[start:end],
        unit=name if unit.kind != "date" else "",
        start=start,
        end=end,
        comparison=(comparison(text, start, end) or _more_than(text[start:end])) if limited else "",
    )


def _more_than(words: str) -> str:
    """100多元 and 十余天 say at least."""
    return ">=" if "多" in words or "余" in words else ""
