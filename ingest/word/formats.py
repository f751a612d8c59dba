"""How Word spells a list number: the formats of ``w:numFmt`` (ISO/IEC 29500-1, 17.18.59).

Where Word departs from the standard it is followed ([MS-OI29500] 2.1.540, and probes of Word published with the
issue trackers of other readers): 101 is 一○一 in ``chineseCounting``, which turns positional from 100 on, and
一百〇一 in ``chineseCountingThousand`` (see there for the one exception).  Enclosed numbers run to the end of their set
and go on in plain figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

__all__ = ["FORMATS", "spell_number"]

_Spell = Callable[[int], str]

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LARGEST_ROMAN = 32_767
"""Where Word's counters end; a hostile start value must not become a million letters."""
_CIRCLE = "○一二三四五六七八九"
_IDEOGRAPHIC_ZERO = "〇一二三四五六七八九"
_FULL_ZERO = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LARGEST_COUNTED = 999_999
"""Past this Word shows nothing for the formats that count in words."""


def spell_number(value: int, name: str, pattern: str | None = None) -> str | None:
    """Give ``value`` in the format ``name``, or None where the format is not known.

    ``pattern`` is ``w:format`` of the format "custom", such as ``001, 002, 003, ...``.
    """
    if name == "custom":
        return _custom(value, pattern or "")
    spell = FORMATS.get(name)
    if spell is None:
        return None
    return spell(value) if value >= 0 else str(value)


def _custom(value: int, pattern: str) -> str | None:
    first = pattern.split(",", 1)[0].strip()
    if re.fullmatch(r"0*1", first):
        return str(value).zfill(len(first))
    alias = _CUSTOM_ALIASES.get(pattern.replace(" ", "").removesuffix("...").removesuffix("…").rstrip(","))
    return FORMATS[alias](value) if alias else None


def _roman(value: int) -> str:
    if not 0 < value <= _LARGEST_ROMAN:
        return str(value)
    letters = []
    for size, letter in _ROMAN:
        count, value = divmod(value, size)
        letters.append(letter * count)
    return "".join(letters)


def _letters(value: int, *, first: str) -> str:
    """A … Z, AA, BB … ZZ, AAA: Word repeats the letter, unlike a spreadsheet's columns."""
    if not 1 <= value <= 780:
        return str(value)
    count, offset = divmod(value - 1, 26)
    return chr(ord(first) + offset) * (count + 1)


def _digits(value: int, *, digits: str) -> str:
    return "".join(digits[int(figure)] for figure in str(value))


def _from_set(value: int, *, members: str) -> str:
    return members[value - 1] if 1 <= value <= len(members) else str(value)


def _cycle(value: int, *, members: str) -> str:
    return members[(value - 1) % len(members)] if value else "0"


def _tens_then_digits(value: int, *, digits: str) -> str:
    """十, 二十一, 九十九, and from 100 on one character a figure."""
    if value >= 100:
        return _digits(value, digits=digits)
    tens, ones = divmod(value, 10)
    if not tens:
        return digits[ones]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")


def _counted(
    value: int,
    *,
    digits: str,
    places: str = "十百千",
    myriad: str = "万",
    says_zero: bool = True,
    says_one: str = "百千",
    says_leading_ten: bool = False,
) -> str:
    """Spell in words, up to 999,999.

    ``says_zero``: a gap is closed with one zero (一百〇一; Japanese says 百一).  ``says_one``: the places before
    which a 1 is spoken at the very start.  ``says_leading_ten``: 壹拾 rather than 拾.
    """
    if value > _LARGEST_COUNTED:
        return ""
    if not value:
        return digits[0]
    spoken: list[str] = []
    gap = False
    for group, mark in ((value // 10_000, myriad), (value % 10_000, "")):
        rest = group
        for place in (3, 2, 1, 0):
            figure, rest = divmod(rest, 10**place)
            if not figure:
                gap = gap or bool(spoken)
                continue
            if gap and says_zero:
                spoken.append(digits[0])
            gap = False
            unit = places[place - 1] if place else ""
            silent = figure == 1 and unit and unit not in says_one
            if silent and unit == places[0]:
                # 十 at the start, 一百一十 inside: unless this system never says the one.
                silent = not says_leading_ten and (not spoken or not says_zero)
            spoken.append(unit if silent else digits[figure] + unit)
        if group and mark:
            spoken.append(mark)
            gap = False
    return "".join(spoken)


def _ordinal(value: int) -> str:
    if value % 100 in {11, 12, 13}:
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def _sexagenary(value: int) -> str:
    return _cycle(value, members=_STEMS) + _cycle(value, members=_BRANCHES) if value else "0"


# Word itself shows 一百〇一 here.  Statutes, typed policies and LibreOffice write 一百零一, and so do those who cite
# such a clause; either spelling finds it (index.analyzer reads both as 101).
_counting_thousand = partial(_counted, digits=_FULL_ZERO)
_taiwanese_thousand = partial(_counted, digits=_FULL_ZERO, myriad="萬")
_legal = partial(_counted, places="拾佰仟", myriad="萬", says_one="佰仟", says_leading_ten=True)
_japanese = partial(_counted, digits=_IDEOGRAPHIC_ZERO, says_zero=False, says_one="")

FORMATS: dict[str, _Spell] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": partial(_digits, digits="０１２３４５６７８９"),
    "decimalFullWidth2": partial(_digits, digits="０１２３４５６７８９"),
    "decimalEnclosedCircle": partial(_from_set, members="①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": partial(_from_set, members="①②③④⑤⑥⑦⑧⑨⑩"),
    "decimalEnclosedFullstop": partial(_from_set, members="⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": partial(_from_set, members="⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "ideographEnclosedCircle": partial(_from_set, members="㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"),
    "ideographTraditional": partial(_from_set, members=_STEMS),
    "ideographZodiac": partial(_from_set, members=_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographDigital": partial(_digits, digits=_IDEOGRAPHIC_ZERO),
    "japaneseDigitalTenThousand": partial(_digits, digits=_IDEOGRAPHIC_ZERO),
    "taiwaneseDigital": partial(_digits, digits=_CIRCLE),
    "koreanDigital2": partial(_digits, digits=_FULL_ZERO),
    "chineseCounting": partial(_tens_then_digits, digits=_CIRCLE),
    "taiwaneseCounting": partial(_tens_then_digits, digits=_CIRCLE),
    "chineseCountingThousand": _counting_thousand,
    "taiwaneseCountingThousand": _taiwanese_thousand,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": partial(_legal, digits="零壹贰叁肆伍陆柒捌玖"),
    "ideographLegalTraditional": partial(_legal, digits="零壹貳參肆伍陸柒捌玖"),
    "japaneseLegal": partial(
        _counted,
        digits="〇壱弐参四伍六七八九",
        places="拾百阡",
        myriad="萬",
        says_zero=False,
        says_one="百阡",
        says_leading_ten=True,
    ),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": partial(_letters, first="A"),
    "lowerLetter": partial(_letters, first="a"),
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "numberInDash": lambda value: f"- {value} -",
    "bullet": lambda _: "",
    "none": lambda _: "",
}
"""Every format that is known, by its name in the file."""

# [MS-DOCX] 2.4: strings of w:format that stand for a format of the list above.
_CUSTOM_ALIASES = {
    "一,十,一○○(简)": "chineseCounting",
    "一,十,一百(简)": "chineseCountingThousand",
    "壹,贰,叁": "chineseLegalSimplified",
    "壹,貳,參": "ideographLegalTraditional",
    "甲,乙,丙": "ideographTraditional",
    "子,丑,寅": "ideographZodiac",
    "①,②,③": "decimalEnclosedCircle",
    "⑴,⑵,⑶": "decimalEnclosedParen",
    "⒈,⒉,⒊": "decimalEnclosedFullstop",
    "㈠,㈡,㈢": "ideographEnclosedCircle",
    "１,２,３": "decimalFullWidth",
    "一,一〇,一〇〇": "ideographDigital",
}
