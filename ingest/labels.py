"""Every place in a text where a clause number may stand, with how likely its surroundings make it.

Generous on purpose: which candidates are numbers is settled by ``numbering``, from the sequence that they form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from .candidate import Candidate, clean_label
from .decimals import LABEL_GOES_ON, decimal_candidates
from .numerals import parse
from .surroundings import PAUSES, prior_at, reference_after, reference_before, unit_follows

__all__ = ["candidates"]

_CN = "〇○零一二三四五六七八九十百千两廿卅"
_CIRCLED = "①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛❶-❿㈠-㈩⓵-⓾"
_ENGLISH = {"Part": "部分", "Chapter": "章", "Section": "节", "Article": "条", "Annex": "附件", "Appendix": "附件"}
_NUMBER = rf"[{_CN}]{{1,9}}|[0-9０-９]{{1,5}}"

# The first character is matched by one set, which lets the search skip what can begin no label; what each kind needs
# of that character is said by a lookbehind.  The empty group at the end of each kind names it.
_SPOT = re.compile(
    rf"[第步(（【〔§附0-9０-９{_CN}{_CIRCLED}Ⅰ-Ⅻⅰ-ⅻA-Za-z](?:"
    rf"(?<=第)[ \u3000]{{0,3}}(?P<unit_n>{_NUMBER})[ \u3000]{{0,3}}(?P<unit_k>分编|部分|[编篇章节条款则])"
    rf"(?P<unit_z>之[一二三四五六七八九十]{{1,3}})?(?P<unit>)"
    rf"|(?<=第)(?P<point_n>[0-9]{{1,2}}(?:[.．][0-9]{{1,2}}){{1,3}})[条款](?P<point>)"
    rf"|(?<=第)(?P<step_n>[{_CN}]{{1,3}}|[0-9]{{1,2}})步[、:：,，.]?(?P<step>)"
    rf"|(?<=步)骤[ \u3000]?(?P<step_m>[{_CN}]{{1,3}}|[0-9]{{1,2}})[、:：.](?P<steps>)"
    rf"|(?<=第)(?P<nth_n>[{_CN}]{{1,3}})[、,，](?P<nth>)"
    rf"|(?<=[（(【〔])[ \u3000]{{0,3}}(?P<paren_n>[{_CN}]{{1,5}}|[0-9０-９]{{1,3}}|[A-Za-z])[ \u3000]{{0,3}}[）)】〕]"
    rf"(?P<paren_t>[、.．]?)(?P<paren>)"
    rf"|(?<=[0-9０-９])(?<![0-9０-９.．A-Za-z\-—–~～/／¥￥$*×].)"
    rf"(?:(?P<dash_n>[0-9]?(?:-[0-9]{{1,2}}){{1,3}})(?=[ \u3000、.．\u3400-\u9fff])(?P<dash>)"
    rf"|[0-9０-９]{{0,2}}(?:[.．][ \u3000]{{0,8}}\n?[ \u3000]{{0,8}}[0-9０-９]{{1,3}}){{0,8}}(?P<digits>))"
    rf"|(?<=[{_CN}])(?<![{_CN}第].)[{_CN}]{{0,4}}"
    rf"(?:(?P<dun_t>[、.．:：,，])|[ \u3000]{{1,4}}(?=[\u3400-\u9fff]))(?P<dun>)"
    rf"|(?<=[{_CIRCLED}])[、.．]?(?P<circled>)"
    rf"|(?<=[Ⅰ-Ⅻⅰ-ⅻ])(?P<mark_t>[、.．]?)(?P<mark>)"
    rf"|(?<=[IVXivx])(?<![A-Za-z0-9].)(?:(?<=[Ii])(?:[IVXivx]|[Ii]{{2}})?|(?<=[Vv])[Ii]{{0,3}}|(?<=[Xx])[Ii]{{0,3}})"
    rf"(?P<roman_t>[、.．)）](?![A-Za-z0-9.]))(?P<roman>)"
    rf"|(?<=[A-Za-z])(?<![A-Za-z0-9&'’\-].)(?P<letter_t>[、)）]|[.．](?![A-Za-z]+(?![A-Za-z\u3400-\u9fff])))(?!\.)(?P<letter>)"
    rf"|(?<=§)[ \u3000]{{0,3}}(?P<sign_n>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,3}})[、.．:：]?(?P<sign>)"
    rf"|(?<=附)(?:(?<=附)[件表录图])[ \u3000]{{0,3}}(?P<annex_n>{_NUMBER}|[A-Z])[、.．:：]?(?P<annex>)"
    rf"|(?<=[PCSA])(?<![A-Za-z].)(?:art|hapter|ection|rticle|nnex|ppendix)[ ]{{1,3}}"
    rf"(?P<english_n>[0-9]{{1,3}}|[IVX]{{1,6}}|[A-H])(?![A-Za-z0-9])[.:：]?(?P<english>)"
    rf")"
)
_PAREN_REFERENCE = re.compile(r"[款项目条]|规定|[,，、]")
_BULLETS = frozenset("●○◆◇■□▲△★☆►▪")
_GOES_ON = frozenset("。；;）)》、")
_LIKELY = 0.5  # the prior behind a space, and better
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?(?!\d|:\d|：\d)")
_COUNTED = frozenset("天日月年周个人次元小分名级岁号点时倍件")
_ROMANS = {"I": 1, "V": 5, "X": 10}


def candidates(text: str, line_starts: Mapping[int, bool], *, firm: bool) -> Iterator[Candidate]:
    """Give every candidate in ``text`` by its start.

    ``line_starts`` leads from an offset where a line begins to whether a paragraph begins there too.  ``firm``:
    paragraph breaks are known, so that a label in mid-paragraph is unlikely.
    """

    prior_of = partial(prior_at, text, line_starts, firm=firm)
    for spot in _SPOT.finditer(text):
        start = spot.start()
        before = text[start - 1] if start else "\n"
        bullet = before in _BULLETS
        if before not in PAUSES and not bullet and start not in line_starts and _in_phrase(spot, firm=firm):
            continue
        # ●4、 is item 4: the bullet belongs to the label.
        begin = start - 1 if bullet else start
        prior, at_line = prior_of(begin)
        for candidate in _read(spot, prior, at_line, prior_of):
            if candidate.values[0] >= 0:
                yield candidate._replace(start=begin) if bullet and candidate.start == start else candidate


def _in_phrase(spot: re.Match[str], *, firm: bool) -> bool:
    """Tell whether figures or a unit in mid-phrase are no label on sight, as most are: 罚款50元, 违反第三条.

    Where the paragraph breaks are known nothing could outweigh that place, but for figures that no one uses otherwise.
    """
    run = spot.group()
    if spot.lastgroup != "digits":
        return firm and spot.lastgroup != "circled"
    if run.isdigit() and (firm or spot.string[spot.end() : spot.end() + 1] not in LABEL_GOES_ON):
        return True
    return firm and "\n" not in run


def _read(
    spot: re.Match[str], prior: float, at_line: bool, prior_of: Callable[[int], tuple[float, bool]]
) -> Iterable[Candidate]:
    kind = spot.lastgroup
    if kind == "digits":
        return decimal_candidates(spot.string, spot.start(), spot.end(), prior, at_line, prior_of)
    if kind == "roman":
        return _romans(spot, prior, at_line)
    candidate = _KINDS[kind](spot, prior, at_line) if kind else None
    return (candidate,) if candidate is not None else ()


def _unit(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    family = spot["unit_k"]
    values: tuple[int, ...] = (_number(spot["unit_n"]),)
    if spot["unit_z"]:
        values = (values[0], _number(spot["unit_z"][1:]))
    if family == "款":
        prior -= 1.0  # 第二款 is nearly always a reference
    if family in "条款" and reference_after(spot.string, spot.end()):
        prior -= 3.0
    if not (at_line and prior > 1) and reference_before(spot.string, spot.start()):
        prior -= 2.5
    return Candidate(*spot.span(), family, values, clean_label(spot.group()), prior, at_line=at_line)


def _point(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    """Read 第3.2条: a decimal in the dress of an article."""
    if not at_line or reference_after(spot.string, spot.end()):
        return None
    values = tuple(int(part) for part in re.split(r"[.．]", spot["point_n"]))
    return Candidate(*spot.span(), "multi", values, clean_label(spot.group()), prior, "条", at_line=at_line)


def _step(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    if not at_line and prior < 0:
        return None  # 第一步 in a sentence is prose
    label = clean_label(spot.group())
    number = _number(spot["step_n"] or spot["step_m"])
    return Candidate(*spot.span(), "step", (number,), label, prior - 0.5, label[:1], at_line=at_line)


def _nth(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    label = clean_label(spot.group())
    return Candidate(*spot.span(), "dun", (_number(spot["nth_n"]),), label, prior - 0.4, "第", at_line=at_line)


def _paren(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    start, end = spot.span()
    text = spot.string
    inner = spot["paren_n"]
    label = clean_label(spot.group())
    square = text[start] in "【〔"
    if inner.isascii() and inner.isalpha():
        return Candidate(start, end, "letter", (_alphabetic(inner),), label, prior - 0.7, "()", at_line=at_line)
    family = "paren" if inner[0] not in _CN else "paren-cn"
    if _PAREN_REFERENCE.match(text, end) or (start and text[start - 1] in "第、"):
        prior -= 2.5
    if square:
        prior -= 0.5
    glyph = "【" if square else spot["paren_t"]
    return Candidate(start, end, family, (_number(inner),), label, prior, glyph, at_line=at_line)


def _dash(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    """Read 3-2 before its text: a decimal with hyphens; elsewhere it is a range."""
    values = tuple(int(part) for part in spot.group().split("-"))
    after = spot.string[spot.end() : spot.end() + 2]
    if not at_line or values[0] > 30 or (after[0] not in " \u3000、.．" and values[-1] > 20):
        return None
    if after.strip(" \u3000")[:1] in _COUNTED:
        return None
    return Candidate(*spot.span(), "multi", values, spot.group(), prior - 0.8, "-", at_line=at_line)


def _dun(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    glyph = spot["dun_t"]
    if glyph is None:
        # 一 总则: nothing but white space behind the number
        if not at_line or prior < 0:
            return None
        glyph = " "
    if spot.string[spot.end() : spot.end() + 1] == "\n" and not at_line:
        prior -= 1
    penalty = {"、": 0.0, ".": 0.2, "．": 0.2, ":": 0.7, "：": 0.7, " ": 0.8}.get(glyph, 1.5)
    label = clean_label(spot.group())
    return Candidate(*spot.span(), "dun", (_number(label),), label, prior - penalty, glyph, at_line=at_line)


def _circled(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    character = spot.group()[0]
    first = next((f for f, last in ("⑴⒇", "⒈⒛", "㈠㈩", "❶❿", "⓵⓾") if f <= character <= last), "①")
    value = ord(character) - ord(first) + 1 if first in "❶⓵" else _number(_plain(character).strip("()."))
    # A circled figure is hardly ever anything but a label.
    label = clean_label(spot.group())
    return Candidate(*spot.span(), "circled", (value,), label, max(prior, -0.6), first, at_line=at_line)


def _mark(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    """Read the one-character roman numerals."""
    character = spot.group()[0]
    family = "roman" if character <= "Ⅻ" else "roman-low"
    value = _roman(_plain(character))
    weight = prior - (0.0 if at_line else 0.5)
    label = clean_label(spot.group())
    return Candidate(*spot.span(), family, (value,), label, weight, spot["mark_t"], at_line=at_line)


def _romans(spot: re.Match[str], prior: float, at_line: bool) -> Iterator[Candidate]:
    """Read roman numerals in letters; a single one may be a letter as well, and both are offered."""
    word = spot.group()[: -len(spot["roman_t"])]
    glyph = spot["roman_t"]
    label = clean_label(spot.group())
    if word.isupper() or word.islower():
        family = "roman" if word.isupper() else "roman-low"
        weight = prior - (0.1 if at_line else 0.6)
        yield Candidate(*spot.span(), family, (_roman(word),), label, weight, glyph, at_line=at_line)
    if len(word) == 1:
        yield _lettered(spot, word, glyph, prior, at_line)


def _letter(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    amount = _AMOUNT.match(spot.string, spot.end()) if spot["letter_t"] in ".．" else None
    if amount is not None and (prior < _LIKELY or not unit_follows(spot.string, amount.end())):
        return None  # A.1 is a number of two parts; B.50元 is B. and an amount
    return _lettered(spot, spot.group()[0], spot["letter_t"], prior, at_line)


def _lettered(spot: re.Match[str], letter: str, glyph: str, prior: float, at_line: bool) -> Candidate:
    family = "upper" if letter.isupper() else "letter"
    label = clean_label(spot.group())
    return Candidate(*spot.span(), family, (_alphabetic(letter),), label, prior - 0.7, glyph, at_line=at_line)


def _sign(spot: re.Match[str], prior: float, at_line: bool) -> Candidate:
    values = tuple(int(part) for part in spot["sign_n"].split("."))
    family = "multi" if len(values) > 1 else "条"
    if reference_before(spot.string, spot.start()) and not at_line:
        prior -= 2.5
    return Candidate(*spot.span(), family, values, clean_label(spot.group()), prior, "§", at_line=at_line)


def _annex(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    if not at_line or prior < 1 or reference_after(spot.string, spot.end()):
        return None  # 附件1规定的
    if spot.string[spot.end() : spot.end() + 1] in _GOES_ON or reference_before(spot.string, spot.start()):
        return None  # 详见⏎附件1。
    number = spot["annex_n"]
    value = _alphabetic(number) if number.isascii() and number.isalpha() else _number(number)
    glyph = spot.group()[:2]
    return Candidate(*spot.span(), "附件", (value,), clean_label(spot.group()), prior - 0.2, glyph, at_line=at_line)


def _english(spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    if not at_line or prior < 1:
        return None
    word, number = spot.group().split()[0], spot["english_n"]
    value = int(number) if number.isdigit() else _roman(number) if set(number) <= set("IVX") else _alphabetic(number)
    label = f"{word} {number}"
    return Candidate(*spot.span(), _ENGLISH[word], (value,), label, prior, word, at_line=at_line)


_KINDS = {
    "unit": _unit,
    "point": _point,
    "step": _step,
    "steps": _step,
    "nth": _nth,
    "paren": _paren,
    "dash": _dash,
    "dun": _dun,
    "circled": _circled,
    "mark": _mark,
    "letter": _letter,
    "sign": _sign,
    "annex": _annex,
    "english": _english,
}


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _number(text: str) -> int:
    value = parse(text)
    return int(value) if value is not None else -1


def _alphabetic(letter: str) -> int:
    return ord(letter.lower()) - ord("a") + 1


def _roman(text: str) -> int:
    total = 0
    figures = [_ROMANS.get(character, 0) for character in text.upper()]
    for index, value in enumerate(figures):
        total += -value if index + 1 < len(figures) and figures[index + 1] > value else value
    return total
