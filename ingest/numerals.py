"""Chinese numerals, read and written: 一百〇一, 两百, 廿一, 壹仟, 1万5千, 一○一, 零点五, full-width digits.

The reading rules follow GB/T 15835 for the written forms and everyday speech for the rest: 二百五 is 250,
since a digit that closes a numeral without 零 counts in the next lower unit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from .patterns import lazy

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["NUMERAL", "NUMERAL_CHARACTERS", "Style", "parse", "spell"]

Style = Literal["plain", "circle", "formal", "digits"]
"""一百零一, 一百〇一, 壹佰零壹, 一〇一."""

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_PLACES = {"十": 10, "百": 100, "千": 1000}

NUMERAL_CHARACTERS = "0-9０-９零〇○◯一二两三四五六七八九十百千万亿廿卅卌壹贰貳弍叁參叄肆伍陆陸柒捌玖拾佰仟萬億兩"
"""What a numeral can be made of, for use inside a regular expression's brackets."""

NUMERAL = (
    rf"[{NUMERAL_CHARACTERS}]+(?:[,，][0-9０-９]{{3}}(?![0-9０-９]))*"
    rf"(?:(?:[.．](?=[0-9０-９])|(?<![0-9０-９])点(?![0-9０-９]))[{NUMERAL_CHARACTERS}]+)?"
)
"""A candidate for ``parse``, as a regular expression: what it reads matches (letter O apart), and more."""

_NORMAL = str.maketrans(
    "０１２３４５６７８９，．○〇◯壹贰貳弍叁參叄肆伍陆陸柒捌玖拾佰仟萬億兩",
    "0123456789,.零零零一二二二三三三四五六六七八九十百千万亿两",
)
_ARABIC = lazy(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LONGEST = 64  # characters; 10¹⁶ in formal numerals has about 40, and int() refuses 4300
_GROUPED = lazy(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POSITIONAL = lazy(r"[零一二三四五六七八九]{2,}")
_DECIMAL = lazy(r"([^点]+)点([零一二三四五六七八九]+)")
_LETTER_O = lazy(r"(?<=[零一二三四五六七八九])[OoＯ]+|[OoＯ]+(?=[零一二三四五六七八九])")
# Thousands down to ones.  A 零 may stand before each place; 十 may stand without its 一.
_SECTION = lazy(
    r"(?:([1-9一二两三四五六七八九])千)?"
    r"(零)?(?:([1-9一二两三四五六七八九])百)?"
    r"(零)?(?:([1-9一二两三四五六七八九]?)十|([廿卅卌]))?"
    r"(零)?([1-9一二两三四五六七八九])?"
)
_SCORES = {"廿": 20, "卅": 30, "卌": 40}


@lru_cache(maxsize=4096)
def parse(text: str) -> int | float | None:
    """Give the value of a numeral, or None where ``text`` is not exactly one.

    Whole values come back as ``int``.  Two digits that stand for "about" (两三, 三五) are not a number;
    nor are bare 百, 千, 万.  A mistaken order of units (一十百) is refused, not guessed, and so are runs of digits
    that are serial numbers or rubbish rather than values.
    """
    normal = text.strip().translate(_NORMAL)
    if not normal or len(normal) > _LONGEST:
        return None
    value = _value(_LETTER_O.sub(lambda match: "零" * len(match[0]), normal))
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _value(text: str) -> Decimal | None:
    """Read normalised ``text``: plain digits, a decimal, or sections joined by 亿 and 万."""
    if text[0].isdigit() and _ARABIC.fullmatch(text):
        return _exact(text.replace(",", "")) if "," not in text or _GROUPED.fullmatch(text) else None
    if decimal := _DECIMAL.fullmatch(text):
        whole = _value(decimal[1])
        if whole is None:
            return None
        return whole + _exact("0." + "".join(str(_DIGITS.index(digit)) for digit in decimal[2]))
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        left, found, right = text.rpartition(unit)
        if found:
            return _joined(left, right, size)
    if _POSITIONAL.fullmatch(text):
        return None if _about(text) else _exact("".join(str(_DIGITS.index(digit)) for digit in text))
    return _section(text)


def _exact(value: int | str) -> Decimal:
    from decimal import Decimal  # takes as long to load as three questions to answer, and most read no numeral

    return Decimal(value)


def _joined(left: str, right: str, size: int) -> Decimal | None:
    """Read ``left`` × ``size`` + ``right``; 一万五 is 15 000 and 一万零五 is 10 005."""
    high = _value(left) if left else None
    if high is None:
        return None
    if not right:
        return high * size
    if high != high.to_integral_value() or right[0] == "." or "点" in right:
        return None
    if len(right) == 1 and (digit := _digit(right)) > 0:
        return high * size + digit * size // 10
    low = _value(right.removeprefix("零") if len(right) > 1 else right)
    return high * size + low if low is not None and 0 < low < size else None


def _section(text: str) -> Decimal | None:
    """Read a numeral below ten thousand, or a decimal before 千 and 百 (1.5千)."""
    if text == "零":
        return _exact(0)
    if text[-1] in _PLACES and _ARABIC.fullmatch(text[:-1]):
        return _exact(text[:-1].replace(",", "")) * _PLACES[text[-1]]
    match = _SECTION.fullmatch(text)
    if match is None:
        return None
    return _placed(*match.groups()) if text[0] != "零" else None


def _placed(
    thousands: str | None,
    zero_b: str | None,
    hundreds: str | None,
    zero_c: str | None,
    tens: str | None,
    score: str | None,
    zero_d: str | None,
    ones: str | None,
) -> Decimal | None:
    """Add up the places of one section; a 零 needs a place on both sides of it and stands once a gap."""
    value = _digit(thousands) * 1000 + _digit(hundreds) * 100
    ten = _SCORES[score] if score else 10 * (_digit(tens) or 1) if tens is not None else 0
    gaps = [gap for gap in (zero_b, zero_c, zero_d) if gap]
    if gaps and (not (hundreds or ten or ones) or not (value or ten)):
        return None
    if (zero_d and not ones) or (zero_c and not (ten or ones)) or len(gaps) > 1 + bool(thousands and ten):
        return None
    if ones and value and not ten and not gaps:
        return _exact(value + _digit(ones) * (10 if hundreds else 100))
    return _exact(value + ten + _digit(ones))


def _digit(text: str | None) -> int:
    if not text:
        return 0
    return 2 if text == "两" else int(text) if text.isdigit() else _DIGITS.find(text)


def _about(text: str) -> bool:
    """Two neighbouring digits are an estimate in Chinese: 三四天, 三五个."""
    if len(text) != 2 or "零" in text:
        return False
    return text == "三五" or _DIGITS.index(text[1]) - _DIGITS.index(text[0]) == 1


def spell(value: int, style: Style = "plain") -> str:
    """Write a whole number from 0 up to 10¹⁶ in Chinese; ``parse`` reads it back to the same value.

    Raises ``ValueError`` outside that range.
    """
    if not 0 <= value < 10**16:
        raise ValueError(f"{value} is outside 0 to 10**16")
    if style == "digits":
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    text = _spelled(value) or "零"
    if text.startswith("一十"):
        text = text[1:]
    if style == "formal":
        return ("一" + text if text.startswith("十") else text).translate(_FORMAL)
    return text.replace("零", "〇") if style == "circle" else text


def _spelled(value: int) -> str:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if low and low < size // 10 else ""
            return _spelled(high) + unit + gap + _spelled(low)
    return _DIGITS[value] if value else ""
