"""List numbers in every format: a row a format, and the Chinese ones read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.word.formats import FORMATS, spell_number

ROWS = {
    # format: {value: what Word shows}
    "decimal": {0: "0", 1: "1", 12: "12"},
    "decimalZero": {1: "01", 9: "09", 10: "10", 100: "100"},
    "decimalFullWidth": {1: "１", 20: "２０"},
    "decimalFullWidth2": {1: "１", 20: "２０"},
    "decimalEnclosedCircle": {1: "①", 10: "⑩", 20: "⑳", 21: "21"},
    "decimalEnclosedCircleChinese": {1: "①", 10: "⑩", 11: "11"},
    "decimalEnclosedParen": {1: "⑴", 20: "⒇", 21: "21"},
    "decimalEnclosedFullstop": {1: "⒈", 20: "⒛", 21: "21"},
    "ideographEnclosedCircle": {1: "㈠", 10: "㈩", 11: "11"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥", 13: "13"},
    "ideographZodiacTraditional": {1: "甲子", 11: "甲戌", 60: "癸亥", 61: "甲子"},
    "ideographDigital": {1: "一", 10: "一〇", 21: "二一", 100: "一〇〇"},
    "chineseCounting": {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○", 101: "一○一"},
    "taiwaneseCounting": {1: "一", 10: "十", 21: "二十一", 101: "一○一"},
    "taiwaneseDigital": {10: "一○", 101: "一○一"},
    "chineseCountingThousand": {
        10: "十", 11: "十一", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十", 111: "一百一十一",
        1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1100: "一千一百", 10000: "一万", 10001: "一万零一",
        110000: "十一万", 1000000: "",
    },
    "taiwaneseCountingThousand": {10: "十", 101: "一百零一", 10000: "一萬"},
    "japaneseCounting": {10: "十", 100: "百", 101: "百一", 110: "百十", 1111: "千百十一", 210: "二百十"},
    "japaneseLegal": {1: "壱", 10: "壱拾", 101: "壱百壱"},
    "chineseLegalSimplified": {1: "壹", 2: "贰", 10: "壹拾", 11: "壹拾壹", 101: "壹佰零壹", 110: "壹佰壹拾"},
    "ideographLegalTraditional": {2: "貳", 3: "參", 6: "陸", 10: "壹拾"},
    "japaneseDigitalTenThousand": {10: "一〇"},
    "koreanDigital2": {10: "一零"},
    "upperRoman": {1: "I", 4: "IV", 9: "IX", 40: "XL", 1994: "MCMXCIV", 99999: "99999"},
    "lowerRoman": {3: "iii", 14: "xiv"},
    "upperLetter": {1: "A", 26: "Z", 27: "AA", 28: "BB", 53: "AAA", 781: "781"},
    "lowerLetter": {1: "a", 27: "aa"},
    "ordinal": {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 112: "112th", 21: "21st"},
    "hex": {10: "A", 255: "FF"},
    "numberInDash": {5: "- 5 -"},
    "decimalHalfWidth": {7: "7"},
    "none": {5: ""},
    "bullet": {5: ""},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "shown"), [(name, value, shown) for name, row in ROWS.items() for value, shown in row.items()]
)
def test_format(name: str, value: int, shown: str) -> None:
    assert spell_number(value, name) == shown


def test_every_format_has_its_row() -> None:
    assert set(ROWS) == set(FORMATS)


@pytest.mark.parametrize("name", ["thaiCounting", "hebrew1", "", "decimalish"])
def test_an_unknown_format_gives_none(name: str) -> None:
    assert spell_number(1, name) is None


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_negative_or_enormous_number_neither_fails_nor_floods(name: str) -> None:
    for value in (-5, 0, 2**31 - 1):
        assert len(spell_number(value, name) or "") < 40


def _read_back(text: str) -> int:
    """The value of a counted numeral, by the rules of Chinese and nothing from the formatter."""
    places = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
    digits = {
        c: i
        for row in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖")
        for i, c in enumerate(row)
    }
    total = group = digit = 0
    for character in text:
        if character in "万萬":
            total, group, digit = (group + digit) * 10_000, 0, 0
        elif character in places:
            group, digit = group + (digit or 1) * places[character], 0
        else:
            digit = digits[character]
    return total + group + digit


COUNTED = (
    "chineseCountingThousand",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "chineseLegalSimplified",
    "ideographLegalTraditional",
)


@given(st.integers(0, 999_999), st.sampled_from(COUNTED))
def test_counted_numerals_read_back(value: int, name: str) -> None:
    assert _read_back(spell_number(value, name) or "") == value


@given(st.integers(0, 999_999), st.sampled_from(["ideographDigital", "taiwaneseDigital", "koreanDigital2"]))
def test_positional_numerals_read_back(value: int, name: str) -> None:
    figures = str.maketrans("〇○零一二三四五六七八九", "000123456789")
    assert int((spell_number(value, name) or "").translate(figures)) == value


@given(st.integers(1, 99), st.sampled_from(["chineseCounting", "taiwaneseCounting"]))
def test_counting_agrees_with_counting_in_thousands_below_a_hundred(value: int, name: str) -> None:
    assert spell_number(value, name) == spell_number(value, "chineseCountingThousand")


@given(st.integers(1, 700), st.integers(1, 700), st.sampled_from(sorted(set(FORMATS) - {"none", "bullet"})))
def test_two_numbers_of_one_document_differ(one: int, other: int, name: str) -> None:
    if name == "ideographZodiacTraditional":  # a cycle of sixty
        one, other = one % 60 + 1, other % 60 + 1
    assert (spell_number(one, name) == spell_number(other, name)) == (one == other)
