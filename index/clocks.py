"""Clock times and dates: 8:30——18:30, 下午2点到5点, 朝九晚六, 2012年6月, 每月25号, 周一至周五, 月底."""

from __future__ import annotations

import re

from ingest.clause import Fact
from ingest.numerals import parse
from ingest.patterns import lazy

from .prefilter import sought
from .units import SEPARATOR, comparison

__all__ = ["clock_facts", "date_facts"]

_HAN = "零〇○一二两三四五六七八九十廿卅"
_DIGIT = "0-9０-９"
_PERIOD = r"(?:凌晨|清晨|早上|早晨|上午|中午|正午|午后|下午|傍晚|晚上|晚间|夜间|夜里|半夜|午夜)"
_DIGITAL = sought(
    rf"(?<![{_DIGIT}])(?<![{_DIGIT}][:：])(?P<hour>[01０１]?[{_DIGIT}]|[2２][0-4０-４])\s?[:：]\s?(?P<minute>[0-5０-５][{_DIGIT}])"
    rf"(?:[:：][0-5０-５][{_DIGIT}])?(?![{_DIGIT}%％倍])"
)
_SPOKEN = sought(
    rf"(?<![{_DIGIT}{_HAN}第])(?P<hour>[{_DIGIT}]{{1,2}}|[{_HAN}]{{1,3}})\s?(?P<mark>[点时])"
    rf"(?:(?P<half>半)|(?P<quarter>[一三13])刻|(?P<sharp>钟|整)|(?P<minute>[0-5０-５]?[{_DIGIT}]|[{_HAN}]{{1,3}})分?(?![{_DIGIT}元%％小天个]))?"
)
_PERIOD_BEFORE = lazy(rf"({_PERIOD})\s?$|(?<![\u4e00-\u9fff])([早晚])\s?$")
# 3点 is a clock time or three points; these decide.
_CLOCK_AFTER = lazy(r"\s?(?:[前后准起之以开上下结为由召打签发半]|[-–—~～至到])")
_HOUR_AFTER = lazy(r"\s?(?:[前后起止至到,，。;；)）以之]|$)")
_DAILY_BEFORE = lazy(r"(?:[天日晚早周月]|于|在|至|到|自|从)\s?$")
_POINTS_AFTER = lazy(r"\s?(?:要|建议|意见|内容|问题|原因|事项|规定|注意|方面|说明|措施|原则|[:：、])")
_CLOCK_BEFORE = lazy(r"(?:于|在|至|到|自|从|早|晚|[-–—~～]|班|午|间|[周日天]|[一二三四五六]|以)\s?$")
_POINTS_BEFORE = lazy(r"(?:以下|如下|下列|上述|这|几|共|第|做到|注意)\s?$")
_RATIO_BEFORE = lazy(r"(?:比例?|比值|[按以])\s?(?:为|是)?\s?$")
_OFFICE = sought(r"(?P<from>[朝早](?P<a>[六七八九十]))(?P<to>晚(?P<b>[四五六七八九十]))")
_HOUR_RANGE = sought(rf"(?<![{_DIGIT}.．:：])([{_DIGIT}]{{1,2}})\s?[-–—~～至到]+\s?(?=([{_DIGIT}]{{1,2}})[点时](?!间))")


def clock_facts(text: str) -> list[Fact]:
    """Find clock times; ``value`` is ``"HH:MM"`` on the 24-hour clock, and midnight at a day's end ``"24:00"``."""
    found = [
        *(_digital(text, match) for match in _DIGITAL.finditer(text)),
        *(_spoken(text, match) for match in _SPOKEN.finditer(text)),
    ]
    marks = sorted((mark for mark in found if mark is not None), key=lambda mark: mark[0])
    marks = _with_range_starts(text, marks)
    facts: list[Fact] = []
    last_end, last_hour, period = -1, 0, ""
    for start, end, hour, minute, own in marks:
        if start < last_end:
            continue
        joined = last_end >= 0 and SEPARATOR.fullmatch(text[last_end:start]) is not None
        part = own or (period if joined else "")
        value = _on_the_day(hour, part)
        if joined and not own and value < last_hour and hour >= last_hour - 12 and hour != value:
            value = hour
        facts.append(_fact("time", text, start, end, f"{value:02d}:{minute:02d}"))
        last_end, last_hour, period = end, value, part
    for match in _OFFICE.finditer(text):
        for group, digit, shift in (("from", match["a"], 0), ("to", match["b"], 12)):
            hour = int(parse(digit) or 0) + shift
            facts.append(_fact("time", text, *match.span(group), f"{hour:02d}:00"))
    return facts


def _digital(text: str, match: re.Match[str]) -> tuple[int, int, int, int, str] | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or (hour == 24 and minute) or _RATIO_BEFORE.search(text[: match.start()][-4:]):
        return None
    return match.start(), match.end(), hour, minute, _period(text, match.start())


def _spoken(text: str, match: re.Match[str]) -> tuple[int, int, int, int, str] | None:
    hour, minute = parse(match["hour"]), 0
    if hour is None or not 0 <= hour <= 24:
        return None
    if match["minute"]:
        minute = int(parse(match["minute"]) or 0)
    elif match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 if match["quarter"] in "一1" else 45
    period = _period(text, match.start())
    if minute > 59 or not (period or _is_clock(text, match)):
        return None
    return match.start(), match.end(), int(hour), minute, period


def _is_clock(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 3) : match.start()], match.end()
    spelled_out = match["half"] or match["quarter"] or match["sharp"]
    if spelled_out or (match["minute"] and text[after - 1] == "分"):
        return True
    if match["mark"] == "时":
        return _is_hour(text, match)
    if _POINTS_BEFORE.search(before) or _POINTS_AFTER.match(text, after):
        return False
    digits = match["hour"][0] not in _HAN
    if match["minute"]:
        # 九点五 is a decimal, 九点五十 a time.
        return digits or len(match["minute"]) > 1
    if match["hour"] == "零":
        return True  # nothing has 零 points
    stands = _CLOCK_AFTER.match(text, after) or _CLOCK_BEFORE.search(before)
    return stands is not None and (digits or match["hour"] not in ("一", "两"))


def _is_hour(text: str, match: re.Match[str]) -> bool:
    """每日20时后 is a clock time, 满20时 is none."""
    written = match["hour"][0] not in _HAN and _HOUR_AFTER.match(text, match.end())
    return bool(written) and _DAILY_BEFORE.search(text, max(0, match.start() - 3), match.start()) is not None


def _period(text: str, start: int) -> str:
    match = _PERIOD_BEFORE.search(text, max(0, start - 4), start)
    return (match[1] or match[2]) if match else ""


def _on_the_day(hour: int, period: str) -> int:
    """Turn a spoken hour into that of the 24-hour clock."""
    if period in ("下午", "午后", "傍晚", "晚上", "晚间", "夜间", "夜里", "晚"):
        if hour == 12:
            return 12 if period in ("下午", "午后") else 24
        return hour + 12 if 1 <= hour < 12 and not (period in ("夜间", "夜里") and hour < 5) else hour
    if period in ("中午", "正午"):
        return hour + 12 if 1 <= hour <= 3 else hour
    if period in ("半夜", "午夜"):
        return 24 if hour == 12 else hour
    return 0 if period in ("凌晨",) and hour == 12 else hour


def _with_range_starts(text: str, marks: list[tuple[int, int, int, int, str]]) -> list[tuple[int, int, int, int, str]]:
    """Add the 8 of 8-17点: a bare hour before a dash and a clock time."""
    starts = {mark[0] for mark in marks}
    for match in _HOUR_RANGE.finditer(text):
        hour = int(match[1])
        if match.end() in starts and hour <= 24:
            marks.append((match.start(1), match.end(1), hour, 0, _period(text, match.start())))
    return sorted(marks, key=lambda mark: mark[0])


_YEAR = rf"(?:[12１２][{_DIGIT}]{{3}}|[一二][{_HAN}]{{3}})"
_SMALL = rf"(?:[{_DIGIT}]{{1,2}}|[{_HAN}]{{1,3}})"
_DATE = sought(
    rf"(?<![{_DIGIT}])(?P<year>{_YEAR})\s?年(?:\s?(?P<month>{_SMALL})\s?月份?(?:\s?(?P<day>{_SMALL})\s?[日号])?)?"
    rf"|(?<![{_DIGIT}])(?P<y>[12][0-9]{{3}})(?P<dash>[-/.])(?P<m>[01]?[0-9])(?P=dash)(?P<d>[0-3]?[0-9])(?![{_DIGIT}])"
    rf"|(?<![{_DIGIT}{_HAN}个])(?P<mm>{_SMALL})\s?月份?(?:\s?(?P<dd>{_SMALL})\s?[日号])?(?!内|以)"
    rf"|(?:每月|每个月|当月|次月|本月|上月|下月|隔月)?(?<![{_DIGIT}第])(?P<dayonly>{_SMALL})\s?(?P<sign>[日号])(?![{_DIGIT}码线楼店机])"
    rf"|(?:每|本|下|上|逢)?(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-6])(?![{_HAN}]?[次回遍天个篇名份期轮岁]|[至到\-~][一二两三四五][次回])"
    r"|(?:每|当|本|次|下)?(?:个)?(?:月底|月初|月末|月中|季末|季度末|季度初|年底|年末|年初|年终|周末)"
    r"|次日|当日|当天|次月|隔天|隔日|第二天|翌日"
)


def date_facts(text: str) -> list[Fact]:
    """Find dates; ``value`` is ISO where a year stands in the text (``2012-06``), else the words as printed."""
    facts: list[Fact] = []
    for match in _DATE.finditer(text):
        value = _iso(match["year"] or match["y"], match["month"] or match["m"], match["day"] or match["d"])
        if value is None:
            if match["year"] or match["y"] or not _plausible(match, text):
                continue
            value = match[0]
        facts.append(_fact("date", text, match.start(), match.end(), value))
    return facts


def _iso(year: str | None, month: str | None, day: str | None) -> str | None:
    if year is None:
        return None
    parts = [parse(part) for part in (year, month, day) if part]
    if None in parts or not 1000 <= (parts[0] or 0) <= 2999:
        return None
    if (len(parts) > 1 and not 1 <= (parts[1] or 0) <= 12) or (len(parts) > 2 and not 1 <= (parts[2] or 0) <= 31):
        return None
    return "-".join(f"{int(part or 0):0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))


def _plausible(match: re.Match[str], text: str) -> bool:
    """A day without its month is a date only where it is not a length of time (3日内) or a label (3号线)."""
    if month := match["mm"]:
        value, day = parse(month), parse(match["dd"]) if match["dd"] else 1
        return value is not None and 1 <= value <= 12 and day is not None and 1 <= day <= 31
    if day_only := match["dayonly"]:
        value = parse(day_only)
        if value is None or not 1 <= value <= 31:
            return False
        monthly = match[0][0] in "每当次本上下隔"
        after = text[match.end() : match.end() + 2]
        if match["sign"] == "日":
            return monthly or after[:1] in ("前", "至", "到", "发", "为", "-", "起")
        return monthly or after[:1] in ("前", "之", "以", "至", "到", "发", "为", "-", "检", "完", "起", "统", "对")
    return True


def _fact(kind: str, text: str, start: int, end: int, value: str) -> Fact:
    limit = comparison(text, start, end) if kind == "time" else ""
    return Fact(kind, text[start:end], value, "", start, end, limit)
