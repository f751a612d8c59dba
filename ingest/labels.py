"""Candidate labels: everything in a text that could be the number of a clause.

Nothing is decided here.  Each candidate carries a ``prior``: how much its surroundings speak for it (at the
start of a paragraph, after a full stop) or against it (in mid-sentence, before 规定的, before a unit).  Which of
them are numbers is settled by ``numbering``, from the sequence that they form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .numerals import parse

__all__ = ["RANK", "UNITS", "Candidate", "candidates", "clean_label", "is_heading_label"]

UNITS = {"编": 1, "篇": 1, "部分": 1, "分编": 2, "章": 3, "则": 3, "节": 4, "条": 5, "款": 6}
"""Units of 第X…, outermost first.  则 (第一则) stands where other shops write 章."""

RANK = {
    **UNITS,
    "dun": 10,
    "roman": 10.5,
    "paren-cn": 11,
    "dec": 12,
    "paren": 13,
    "half": 14,
    "circled": 15,
    "letter": 16,
}
"""The usual order of styles from the outside in.  Documents break it; it only weighs."""

_CN = "〇○零一二三四五六七八九十百千两廿卅"
_CJK = "\u3400-\u9fff"

_SPOT = re.compile(
    rf"(?P<unit>第[ \u3000]*(?P<unit_n>[{_CN}]{{1,9}}|[0-9０-９]{{1,4}})[ \u3000]*(?P<unit_k>分编|部分|[编篇章节条款则])"
    rf"(?P<unit_z>之[一二三四五六七八九十]{{1,3}})?)"
    rf"|(?P<nth>第(?P<nth_n>[{_CN}]{{1,3}})[、,，])"
    rf"|(?P<paren>[（(][ \u3000]*(?P<paren_n>[{_CN}]{{1,5}}|[0-9０-９]{{1,3}}|[A-Za-z])[ \u3000]*[）)](?P<paren_t>[、.．]?))"
    rf"|(?P<digits>(?<![0-9０-９.．A-Za-z\-—–~～/／¥￥$*×])[0-9０-９]{{1,3}}(?:[.．][ \u3000]*\n?[ \u3000]*[0-9０-９]{{1,3}})*)"
    rf"|(?P<dun>(?<![{_CN}第])(?P<dun_n>[{_CN}]{{1,5}})(?P<dun_t>[、.．:：,，]))"
    r"|(?P<circled>[①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛❶-❿㈠-㈩⓵-⓾])(?P<circled_t>[、.．]?)"
    r"|(?P<roman>[Ⅰ-Ⅻ]|(?<![A-Za-z0-9])(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3})(?=[、.．]))(?P<roman_t>[、.．]?)"
    r"|(?P<letter>(?<![A-Za-z0-9&'’\-])[A-Za-z])(?P<letter_t>[、.．)）])(?![A-Za-z0-9.])"
)
_TERMINATOR = re.compile(r"[ \u3000]*(?:[.．][)）]|[)）][、.．]?|[、.．:：,，])")
_TORN = re.compile(r"[0-9]\s*\n\s*[0-9](?=[、.．])")
_UNIT_AFTER = re.compile(
    r"[%％‰℃元块角个名人位天日月年周时点分秒次倍折岁级届期度件单台套张页只条款项种类步层楼号米克吨斤万亿千百家户桌箱字]"
    r"|小时|[kKmMgG][gGmMbB]?\b|[+＋*×/／~～-]|(?:W|V|px|mm|cm|GB|MB)\b"
)
_REFERENCE_AFTER = re.compile(
    r"[ \u3000]*(?:规定|所列|所称|所述|所规定|的规定|之规定|的|、第|至|及第|和第|或第|或者第|与第|第[一二三四五六七八九十\d]+[款项目]|款|项|中所|"
    r"要求|执行|处理|处罚|情形|内容|（[一二三四五六七八九十]+）项|\([一二三四五六七八九十]+\)项|以外|[,，]|除外|条件)"
)
_REFERENCE_BEFORE = re.compile(
    r"(?:本(?:办法|制度|规定|条例|法|细则|规则|守则|决定|规范|手册|章|节|条)|依照|按照|根据|违反|依据|参照|适用|符合|遵照|见|》|执行|"
    r"和|及|与|或者?|、|至|到|除|在|是|有|将|对|按|由|从|照|于)[ \u3000\n]*$"
)
_SENTENCE_END = frozenset("。；;！!？?…")
_CLOSERS = frozenset("”’』」》】）)\"'")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible label at ``[start, end)`` of the stream.

    ``family``: a unit of 第X…, ``dun`` 一、, ``paren-cn`` （一）, ``dec`` 1., ``paren`` (1), ``half`` 1), ``circled`` ①,
    ``roman``, ``letter``, or ``multi`` 1.2.3.  ``values``: the numbers in it.  ``label``: as printed, delimiter dropped.
    ``glyph``: its delimiter, which members of one list share.  ``automatic``: computed by the word processor and
    therefore certain.  ``torn``: put together over a line break.  ``lead``: how the text before it ends (``colon``,
    ``complete`` with a full stop, or neither).  ``heading``: a short unnumbered paragraph stands right before it: ``weak``
    (a list may restart under it), ``under`` or ``beside`` the open clause.
    """

    start: int
    end: int
    family: str
    values: tuple[int, ...]
    label: str
    prior: float
    glyph: str = ""
    automatic: bool = False
    torn: bool = False
    at_line: bool = False
    lead: str = ""
    heading: str = ""


def clean_label(text: str) -> str:
    """Give a label as printed without the white space in and the delimiter behind it (``一、`` is ``一``)."""
    return re.sub(r"\s+", "", text).rstrip("、.．:：,，。;；")


def is_heading_label(label: str) -> bool:
    """Tell whether a label is that of a part, a chapter or a section."""
    return bool(re.fullmatch(r"第[^第条款项]{1,8}(?:分编|部分|编|篇|章|节|则)", clean_label(label)))


def candidates(text: str, line_starts: dict[int, bool], *, firm: bool) -> Iterator[Candidate]:
    """Give every candidate in ``text`` by its start.

    ``line_starts`` leads from an offset where a line begins to whether a paragraph begins there too.  ``firm``:
    paragraph breaks are known, so that a label in mid-paragraph is unlikely.
    """
    for spot in _SPOT.finditer(text):
        kind = spot.lastgroup
        start = spot.start()
        context, at_line = _context(text, start, line_starts, firm)
        kind = next(
            name for name in ("unit", "nth", "paren", "digits", "dun", "circled", "roman", "letter") if spot[name]
        )
        if kind == "digits":
            yield from _digits(text, spot.start(), spot.end(), context, at_line, line_starts, firm)
            continue
        candidate = _simple(text, kind, spot, context, at_line)
        if candidate is not None:
            yield candidate


def _context(text: str, start: int, line_starts: dict[int, bool], firm: bool) -> tuple[float, bool]:
    """Weigh what stands before ``start``: (prior, whether a line begins here)."""
    paragraph = line_starts.get(start)
    if paragraph is None:
        # White space at the head of a line does not make it another place.
        at = start
        while at > 0 and text[at - 1] in " \u3000\t":
            at -= 1
        paragraph = line_starts.get(at)
    if paragraph:
        return 1.5, True
    at = start - 1
    spaces = 0
    while at >= 0 and text[at] in " \u3000\t\n\xa0":
        spaces += 1
        at -= 1
    if at < 0:
        return 1.5, True
    before = text[at]
    if before in _CLOSERS and at and text[at - 1] in _SENTENCE_END:
        before = text[at - 1]
    if before in _SENTENCE_END or (before == "." and spaces):
        prior = 1.0
    elif before in ":：":
        prior = 0.8
    elif spaces:
        prior = 0.5 if before not in ",，、" else -0.7
    elif before in ")）】》":
        prior = -0.8
    elif before in ",，、.":
        prior = -1.5
    else:
        prior = -2.2
    if firm and not spaces:
        prior -= 1.5
    if paragraph is False:  # a wrapped line begins here: chance, but a chance that labels take more often
        prior = max(prior, -0.6) + 0.2
        return prior, True
    return prior, False


def _simple(text: str, kind: str, spot: re.Match[str], prior: float, at_line: bool) -> Candidate | None:
    start, end = spot.span()
    label = clean_label(spot.group())
    if kind == "unit":
        values: tuple[int, ...] = (_number(spot["unit_n"]),)
        family = spot["unit_k"]
        if spot["unit_z"]:
            values = (values[0], _number(spot["unit_z"][1:]))
        if family == "款":
            prior -= 1.0  # 第二款 is nearly always a reference
        if family in "条款" and _REFERENCE_AFTER.match(text, end):
            prior -= 3.0
        if not (at_line and prior > 1) and _REFERENCE_BEFORE.search(text[max(0, start - 8) : start]):
            prior -= 2.5
        return _candidate(start, end, family, values, label, prior, at_line, "")
    if kind == "nth":
        return _candidate(start, end, "dun", (_number(spot["nth_n"]),), label, prior - 0.4, at_line, "第")
    if kind == "paren":
        inner = spot["paren_n"]
        if inner.isascii() and inner.isalpha():
            return _candidate(start, end, "letter", (ord(inner.lower()) - 96,), label, prior - 0.7, at_line, "()")
        family = "paren" if unicodedata.normalize("NFKC", inner).isdigit() else "paren-cn"
        if (
            re.match(r"[款项目条]|规定", text[end : end + 2])
            or text[end : end + 1] in ",，、"
            or text[start - 1 : start] in "第、"
        ):
            prior -= 2.5
        return _candidate(start, end, family, (_number(inner),), label, prior, at_line, spot["paren_t"])
    if kind == "dun":
        glyph = spot["dun_t"]
        if text[end : end + 1] == "\n" and not at_line:
            prior -= 1
        penalty = {"、": 0.0, ".": 0.2, "．": 0.2, ":": 0.7, "：": 0.7}.get(glyph, 1.5)
        return _candidate(start, end, "dun", (_number(spot["dun_n"]),), label, prior - penalty, at_line, glyph)
    if kind == "circled":
        value = (
            _number(unicodedata.normalize("NFKC", spot["circled"]).strip("()."))
            if spot["circled"] not in "❶❷❸❹❺❻❼❽❾❿⓵⓶⓷⓸⓹⓺⓻⓼⓽⓾"
            else ("❶❷❸❹❺❻❼❽❾❿⓵⓶⓷⓸⓹⓺⓻⓼⓽⓾".index(spot["circled"]) % 10 + 1)
        )
        glyph = {True: "①", False: spot["circled"][0]}["①" <= spot["circled"] <= "㊿"]
        family = "circled"
        # A circled figure is hardly ever anything but a label.
        return _candidate(
            start,
            end,
            family,
            (value,),
            label,
            max(prior, -0.6),
            at_line,
            glyph[:1] if glyph == "①" else _circle(glyph),
        )
    if kind == "roman":
        digits = unicodedata.normalize("NFKC", spot["roman"])
        value = _roman(digits)
        return _candidate(
            start, end, "roman", (value,), label, prior - (0.0 if at_line else 0.5), at_line, spot["roman_t"]
        )
    letter = spot["letter"]
    return _candidate(start, end, "letter", (ord(letter.lower()) - 96,), label, prior - 0.7, at_line, spot["letter_t"])


def _circle(character: str) -> str:
    for first, last in ("⑴⒇", "⒈⒛", "㈠㈩", "❶❿", "⓵⓾"):
        if first <= character <= last:
            return first
    return "①"


def _candidate(
    start: int,
    end: int,
    family: str,
    values: tuple[int, ...],
    label: str,
    prior: float,
    at_line: bool,
    glyph: str,
) -> Candidate | None:
    if any(value < 0 for value in values):
        return None
    return Candidate(start, end, family, values, label, prior, glyph, at_line=at_line)


def _digits(
    text: str, start: int, end: int, prior: float, at_line: bool, line_starts: dict[int, bool], firm: bool
) -> Iterator[Candidate]:
    """Read a run such as ``3``, ``3.3.4`` or ``4.1.⏎5.1`` in every way that makes sense."""
    before = text[start - 1] if start else ""
    if before and before in ":：" and start > 1 and text[start - 2].isdigit():
        return  # the minutes of a clock time
    if before and before in "第（(【[＜<约近共达至到每满超":
        return
    run = text[start:end]
    newline = run.find("\n")
    if newline >= 0:
        # Torn by a line break, or two numbers: both are offered.
        parts = tuple(int(unicodedata.normalize("NFKC", p)) for p in re.split(r"[.．]\s*", run))
        stop, glyph = _terminator(text, end)
        if not _unit_follows(text, stop):
            yield Candidate(
                start,
                stop,
                "multi",
                parts,
                clean_label(text[start:stop]),
                prior - 0.3,
                glyph,
                torn=True,
                at_line=at_line,
            )
        head = start + len(run[:newline].rstrip(" \u3000"))
        yield from _run(text, start, head - 1 if text[head - 1] in ".．" else head, prior, at_line)
        tail = start + newline + 1
        while text[tail] in " \u3000":
            tail += 1
        context, line = _context(text, tail, line_starts, firm)
        yield from _digits(text, tail, end, context, line, line_starts, firm)
        return
    yield from _run(text, start, end, prior, at_line)
    torn = _TORN.match(text, start)
    if torn:
        label = re.sub(r"\s+", "", torn.group())
        stop, glyph = _terminator(text, torn.end())
        yield Candidate(start, stop, "dec", (int(label),), label, prior - 0.5, glyph, torn=True, at_line=at_line)


def _run(text: str, start: int, end: int, prior: float, at_line: bool) -> Iterator[Candidate]:
    run = unicodedata.normalize("NFKC", text[start:end])
    parts = tuple(int(part) for part in re.split(r"[.．]\s*", run) if part)
    stop, glyph = _terminator(text, end)
    if len(parts) > 1:
        if not re.match(r"[:：]\d|[%％‰℃]", text[end : end + 2]) and 0 < parts[0] < 100:
            weight = prior + (0.8 if glyph and at_line else 0.0)
            if _unit_follows(text, stop):
                weight -= 2.5  # 3.5元, but also 4.7人事专员: the sequence decides
            yield Candidate(start, stop, "multi", parts, clean_label(text[start:stop]), weight, glyph, at_line=at_line)
        # `2.9:30` is 2. and a clock time; `3.4.` may be 3. and 4. with their texts behind both.
        first = re.match(r"[0-9０-９]{1,3}[.．]", text[start:end])
        if first and len(parts) == 2:
            inner = start + first.end()
            clock = bool(re.match(r"\d{1,2}[:：]\d{2}", text[inner : inner + 5]))
            pair = parts[1] == parts[0] + 1 and bool(glyph)
            yield Candidate(
                start,
                inner,
                "dec",
                parts[:1],
                str(parts[0]),
                prior - (0.2 if clock else 0.9 if pair else 2.2),
                ".",
                at_line=at_line,
            )
            if pair:
                yield Candidate(inner, stop, "dec", parts[1:], str(parts[1]), prior - 0.9, glyph, at_line=at_line)
        return
    value = parts[0]
    label = str(value) if not text[start:end].startswith("0") else text[start:end]
    if not glyph:
        # A bare number: `7主持…`, `1 总则`.
        follows = text[end : end + 3]
        if (
            value
            and prior > -0.5
            and re.match(rf"[ \u3000]*[{_CJK}“《]", follows)
            and not _unit_follows(text, end)
            and value < 100
        ):
            yield Candidate(start, end, "dec", (value,), label, prior - 1.2, "", at_line=at_line)
        return
    if glyph in ":：" and re.match(r"\d", text[stop : stop + 1]):
        return  # 9:30
    closing = any(mark in glyph for mark in ")）")
    if closing:
        opened = text.rfind("(", max(0, start - 12), start) > text.rfind(")", max(0, start - 12), start)
        opened = opened or text.rfind("（", max(0, start - 12), start) > text.rfind("）", max(0, start - 12), start)
        if opened:
            return  # the end of a bracket: (第3)
        yield Candidate(
            start, stop, "half", (value,), clean_label(text[start:stop]), prior, glyph.strip(".．、"), at_line=at_line
        )
        return
    weight = prior - {":": 0.7, "：": 0.7, ",": 1.2, "，": 1.2}.get(glyph, 0.0)
    if value == 0 or value > 150:
        return
    if glyph in ".．" and text[stop : stop + 1].isdigit():
        weight -= 1.5
    yield Candidate(start, stop, "dec", (value,), label, weight, glyph, at_line=at_line)


def _terminator(text: str, end: int) -> tuple[int, str]:
    found = _TERMINATOR.match(text, end)
    return (found.end(), found.group().strip()) if found else (end, "")


def _unit_follows(text: str, end: int) -> bool:
    return bool(_UNIT_AFTER.match(text, end))


def _number(text: str) -> int:
    value = parse(unicodedata.normalize("NFKC", text))
    return int(value) if value is not None else -1


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for index, character in enumerate(text):
        value = values.get(character, 0)
        total += -value if index + 1 < len(text) and values.get(text[index + 1], 0) > value else value
    return total
