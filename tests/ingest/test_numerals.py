"""Numerals: every spelling a policy uses is read, and nothing else is."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import NUMERAL, Style, parse, spell

READ: list[tuple[str, float]] = [
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("一百〇一", 101),
    ("一百零一", 101),
    ("一百一", 110),  # speech: the last digit counts tens
    ("二百五", 250),
    ("一千二", 1200),
    ("一百十二", 112),  # 一 left out before 十
    ("一○一", 101),  # digits side by side, with the circle that Word inserts
    ("二〇一○", 2010),
    ("二OO八", 2008),  # typed with the letter O
    ("两百", 200),
    ("两千零二", 2002),
    ("廿", 20),
    ("廿一", 21),
    ("卅", 30),
    ("一百廿一", 121),
    ("壹仟贰佰叁拾肆", 1234),
    ("拾", 10),
    ("一万五", 15_000),
    ("一万零五", 10_005),
    ("1万5千", 15_000),
    ("1.5万", 15_000),
    ("一点五万", 15_000),
    ("3万500", 30_500),
    ("10,000", 10_000),
    ("１２０", 120),
    ("０．５", 0.5),
    ("零点五", 0.5),
    ("十二点二五", 12.25),
    ("一亿零三百万", 103_000_000),
    ("一万亿", 10**12),
    ("零", 0),
    ("〇", 0),
    ("零五", 5),  # as in 零五年
    (" 7 ", 7),
]

REFUSED = [
    "",
    "第一",
    "百",
    "千元",
    "一十百",
    "一百零",
    "零十",
    "1,00",
    "3.",
    ".5",
    "三四",
    "三五",
    "1.5万3千",
    "一零十",
    "一二点",
    "a",
    "-3",
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_a_numeral_is_read(text: str, value: float) -> None:
    read = parse(text)
    assert read == value
    assert isinstance(read, int) == (value == int(value))


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_exactly_a_numeral_is_refused(text: str) -> None:
    assert parse(text) is None


@given(st.integers(0, 10**16 - 1) | st.integers(0, 99_999), st.sampled_from(get_args(Style)))
def test_what_is_written_is_read_back(value: int, style: Style) -> None:
    written = spell(value, style)
    # 三四 as digits side by side could also mean "three or four"; two digits are then refused.
    if style == "digits" and 10 <= value < 100:
        assert parse(written) in (value, None)
    else:
        assert parse(written) == value
    assert re.fullmatch(NUMERAL, written)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (101, "circle", "一百〇一"),
        (12, "plain", "十二"),
        (10, "formal", "壹拾"),
        (10_005, "plain", "一万零五"),
        (2010, "digits", "二〇一〇"),
    ],
)
def test_the_styles_are_those_in_print(value: int, style: Style, text: str) -> None:
    assert spell(value, style) == text


@pytest.mark.parametrize("value", [-1, 10**16])
def test_what_cannot_be_written_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        spell(value)


@given(st.text(alphabet="零〇一二两三十百千万亿点.,0123廿OoＯ第 ", max_size=12) | st.text(max_size=8))
def test_reading_never_raises(text: str) -> None:
    value = parse(text)
    assert value is None or value >= 0
