"""One file, its documents: a scraped page may hold twenty policies with nothing but a title between them.

A title is a short line that ends no sentence, names a kind of document, stands before a beginning (第一条,
一、, a line that repeats it), and does not stand in the middle of a numbering that goes on behind it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .clutter import is_system_mark
from .document import SetAside
from .line import Line
from .repair import LABEL_START

__all__ = ["Piece", "split"]

_KINDS = (
    "制度|规定|办法|细则|规范|守则|准则|流程|流程图|职责|说明|说明书|方案|计划|计划书|手册|须知|标准|规则|条例|章程|指引|指南|通知|总结|报告"
    "|讲义|要求|内容|技巧|图文稿|表|清单|政策|协议|公约|制|法|决定|意见|规程|预案|体系|通告|公告|合同|问答|教程|大全|费用|评价|还价"
    "|管理|简述|概述|详解|介绍|攻略|汇编|纲要|建议|指导|说法|心得|思路|须知|总则|完整版|图文|模板|范本|范文|倡议书|承诺书|责任书|任命|通报|纪要"
)
_KIND = re.compile(rf"(?:{_KINDS})(?:[\(（【\[〔].{{1,16}}[\)）】\]〕])?[\d\-—_.·版修订稿篇A-Za-z]*$")
_SERIAL = re.compile(
    r"(?:推荐)?第\s*[\d一二三四五六七八九十]+\s*篇\s*[:：]\s*\S|篇[一二三四五六七八九十\d]+\s*[:：]\s*\S"
)
_FIRST = re.compile(
    r"[ \u3000]*(?:第[ ]*[一1][ ]*[编篇章节条则]|总[ ]*则|一[、.．:：]|[（(][ ]*[一1][ ]*[）)]|1[ ]*[、.．:：)）](?!\d)"
    r"|1\.1(?!\d)|Ⅰ|①|前\s*言|目\s*录|为了?)"
)
_NUMBER = re.compile(
    r"(?:^|[。；;\s])(?P<dun>[一二三四五六七八九十]{1,3})[、.．]|(?:^|[。；;\s])(?P<dec>\d{1,2})[、.．](?!\d)"
)
_MARK_WORDS = re.compile(r"[A-Za-z0-9\-]+|文件管理|序列号|标准化|发布号|编码")
_OWN_TITLE = re.compile(r"(\S{3,30})[ \u3000]+(?=\S)")
_FILE_NAME = re.compile(r"\.(?:docx?|wps|pdf|txt)$")
_ENDS = frozenset("。；;：:，,、！!…")
_SPACED = re.compile(r"[一二三四五六七八九十]{1,3}[ \u3000]")
_FIRST_UNIT = re.compile(r"[ \u3000]*第[ ]*[一1][ ]*(?P<unit>[章条])")
_SENTENCE_ENDS = frozenset("。；;！!")
_CERTAIN = 3.0
_ENOUGH = 2.5  # evidence for a document to begin
_FURTHER = 0.9 + 0.8 + 1.2  # the most that the reasons add that are looked at last, since looking is slow
_CONTINUED = 2.5  # what speaks against it where the numbering goes on behind it
_LONGEST_TITLE = 120  # characters, marks and white space included
_RUN_TOGETHER = 150  # characters; no page wraps so late


@dataclass(frozen=True, slots=True)
class Piece:
    """One document's share of a file: its titles as printed, the lines below them, what was set aside.

    ``titles`` is empty where none is printed.
    """

    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    title_lines: tuple[Line, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def split(lines: Sequence[Line], *, firm: bool) -> list[Piece]:
    """Cut ``lines`` (furniture gone, ends settled) into documents.

    ``firm``: the file is no scraped page, so that only marked titles cut it.
    """
    serial = [index for index, line in enumerate(lines) if _SERIAL.match(line.text.strip()) and _short(line)]
    page: tuple[SetAside, ...] = ()
    if len(serial) >= 2 and all(_title_like(line) for line in lines[: serial[0]]):
        # What stands above 第1篇 names the page that holds the documents, and none of them.
        page = tuple(SetAside(line.text.strip(), "page-title", line.place) for line in lines[: serial[0]])
        cuts = serial
    elif len(serial) >= 2:
        cuts = [0, *serial]
    else:
        cuts = [0, *(i for i in range(1, len(lines)) if _score(lines, i, firm=firm) >= _ENOUGH)]
    cuts = _merge(cuts, lines)
    bounds = zip(cuts, [*cuts[1:], len(lines)], strict=True)
    pieces = [_piece(lines[start:end]) for start, end in bounds]
    if page:
        pieces[0] = replace(pieces[0], set_aside=page + pieces[0].set_aside)
    return _without_shells(pieces)


def normal_title(text: str) -> str:
    """Give a title for comparison: width folded, without white space, marks, serial and ending of a file."""
    folded = unicodedata.normalize("NFKC", text)
    if folded.isalnum() and folded[0] not in "推第篇":
        return folded  # as most are: nothing to take off
    folded = re.sub(r"^(?:推荐)?第\s*[\d一二三四五六七八九十]+\s*篇\s*:|^篇[一二三四五六七八九十\d]+\s*:", "", folded)
    folded = re.sub(r"\.(?:docx?|pdf|txt|wps)$", "", folded, flags=re.IGNORECASE)
    return re.sub(r"[\W_]+", "", folded)


def _short(line: Line) -> bool:
    return len(line.text.strip()) <= 40


def _score(lines: Sequence[Line], index: int, *, firm: bool) -> float:
    """Weigh whether a document begins with line ``index``."""
    line = lines[index]
    if lines[index - 1].end == "wrap" and len(lines[index - 1].text) <= _RUN_TOGETHER:
        return 0.0  # in text run together a document may stop in mid-sentence, and the page goes on with another
    text = line.text.strip()
    if line.label or line.kind in ("row", "note") or not 3 <= len(text) <= 40 or text[-1] in _ENDS:
        return 0.0
    if index + 1 >= len(lines) or LABEL_START.match(text):
        return 0.0
    if firm and line.kind != "title" and lines[index - 1].text.rstrip()[-1:] not in _SENTENCE_ENDS:
        return 0.0  # in a clean file an unmarked title stands behind a finished sentence, if anywhere
    title = normal_title(text)
    if len(title) < 3:
        return 0.0
    evidence = _evidence(lines, index, title, firm=firm)
    return evidence - _CONTINUED if evidence >= _ENOUGH and _continues(lines, index) else evidence


def _evidence(lines: Sequence[Line], index: int, title: str, *, firm: bool) -> float:
    """Add up what speaks for a document that begins with line ``index``, whose words are ``title``."""
    line, following = lines[index], lines[index + 1]
    text, after = line.text.strip(), following.text.strip()
    marked = is_system_mark(after)
    repeated = normal_title(after[: len(text) + 8]).startswith(title) or (
        marked and _alike(title, normal_title(_MARK_WORDS.sub("", after)))
    )
    begins = _FIRST.match(after) is not None or following.label in ("第一章", "第一条", "一、", "1.", "1、")
    if firm and not (line.kind == "title" and (repeated or begins or following.label)):
        again = (repeated or _begins_again(lines, index)) and _KIND.search(text) is not None
        finished = lines[index - 1].text.rstrip()[-1:] in _SENTENCE_ENDS
        return _CERTAIN if again and finished else 0.0
    # Pages print the name of the file that they were made of.
    kind = 2.0 if _FILE_NAME.search(text) else 1.0 if _KIND.search(text) else 0.0
    reasons = (
        (1.5, line.kind == "title"),
        (1.8, repeated),
        (0.8, begins),
        # Run together below as it was above: the page goes on with another text.
        (1.0, len(after) > 100 and len(lines[index - 1].text) > 60),
        (0.5, len(after) > 200),
        (1.5, marked),
    )
    evidence = kind + sum(weight for weight, holds in reasons if holds)
    if evidence + _FURTHER < _ENOUGH:
        return evidence
    if not repeated and _alike(title, normal_title(after[: len(text) + 4])):
        evidence += 0.9
    own = _OWN_TITLE.match(after)
    if own and _KIND.search(own.group(1)) and _FIRST.match(after[own.end() :]):
        evidence += 0.8  # the text begins with a title of its own, and the first number right behind it
    if not marked and not repeated and _repeated_later(lines, index, title):
        evidence += 1.2  # a line of names and dates may stand between the page's title and the text's own
    return evidence


def _begins_again(lines: Sequence[Line], index: int) -> bool:
    """Tell whether 第一章 or 第一条 stands behind line ``index`` and stood above it already."""
    unit = _FIRST_UNIT.match(lines[index + 1].label or lines[index + 1].text)
    if unit is None:
        return False
    return any(
        found is not None and found["unit"] == unit["unit"]
        for found in (_FIRST_UNIT.match(line.label or line.text) for line in lines[:index])
    )


def _repeated_later(lines: Sequence[Line], index: int, title: str) -> bool:
    if index + 2 >= len(lines):
        return False
    return normal_title(lines[index + 2].text[: len(lines[index].text) + 8]).startswith(title)


def _alike(title: str, words: str) -> bool:
    """Tell whether ``words`` are the title in a slightly other form."""
    if len(set(title) & set(words)) * 2 < len(set(title)):
        return False  # cheap, and true of nearly every pair
    return SequenceMatcher(None, title, words, autojunk=False).ratio() >= 0.7


def _continues(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the numbering before line ``index`` goes on right behind it."""
    before = "\n".join(line.text for line in lines[max(0, index - 12) : index])[-1500:]
    after = lines[index + 1].text[:200]
    first = _NUMBER.match(after) or _NUMBER.search(after[:4])
    if first is None:
        return False
    group = "dun" if first["dun"] else "dec"
    value = _value(first[group])
    if value == 1:
        return False
    last = [match[group] for match in _NUMBER.finditer(before) if match[group]]
    return bool(last) and _value(last[-1]) + 1 == value


def _value(text: str) -> int:
    from .numerals import parse

    return int(parse(text) or 0)


def _merge(cuts: list[int], lines: Sequence[Line]) -> list[int]:
    """Join cuts with no body between them: a title is often printed two or three times."""
    merged = cuts[:1]
    for cut in cuts[1:]:
        between = lines[merged[-1] : cut]
        if all(_title_like(line) for line in between) and len(between) <= 3:
            continue
        merged.append(cut)
    return merged


def _title_like(line: Line) -> bool:
    text = line.text.strip()
    if line.label or line.kind in ("row", "note") or len(text) > 40 or text[-1:] in _ENDS:
        return False
    return bool(_SERIAL.match(text)) or not (LABEL_START.match(text) or _SPACED.match(text))


def _piece(lines: Sequence[Line]) -> Piece:
    """Take the titles off the head of a document."""
    titles: list[str] = []
    title_lines: list[Line] = []
    aside: list[SetAside] = []
    at = 0
    while at < len(lines) and at < 6:
        line = lines[at]
        text = line.text.strip()
        if is_system_mark(text):
            rest = normal_title(re.split(r"[\[【(（]|文件管理|标准化文件|Document|Prepared|LG", text)[0])
            if not titles or not rest or rest.startswith(normal_title(titles[0])) or rest in normal_title(titles[0]):
                aside.append(SetAside(text, "system-mark", line.place))
                at += 1
                continue
        known = {normal_title(title) for title in titles} - {""}
        if known and _repeats(text, known):
            aside.append(SetAside(text, "repeated-title", line.place))
            at += 1
            continue
        if known and at + 1 < len(lines) and _repeats(text + lines[at + 1].text, known):
            # printed again, on two lines
            aside.extend(SetAside(one.text.strip(), "repeated-title", one.place) for one in lines[at : at + 2])
            at += 2
            continue
        if not _title_like(line) or not normal_title(text):
            break
        if at and not (_KIND.search(text) or line.kind == "title" or _SERIAL.match(text)):
            break
        titles.append(text)
        title_lines.append(line)
        at += 1
        if len(titles) >= 4:
            break
    body = list(lines[at:])
    if body:
        body, more = _leading_title(body, titles)
        aside.extend(more)
    if len(titles) > 1 and not _SERIAL.match(titles[0]) and not _KIND.search(titles[0]) and _KIND.search(titles[1]):
        titles[:2] = titles[1::-1]  # the office above the name of its rules
    return Piece(tuple(titles), tuple(body), tuple(title_lines), tuple(aside))


def _repeats(text: str, known: set[str]) -> bool:
    """Tell whether ``text`` is one of the ``known`` titles again."""
    return len(text) <= _LONGEST_TITLE and normal_title(text) in known


def _leading_title(lines: list[Line], titles: list[str]) -> tuple[list[Line], list[SetAside]]:
    """Take a title off the head of a run-together line: `考勤制度 第一章总则 …`."""
    first = lines[0]
    text = first.text
    aside: list[SetAside] = []
    for _ in range(3):
        head = re.match(r"[ \u3000]*(\S{3,40}?)[ \u3000]+(?=\S)", text)
        if first.label or not head:
            break
        word = head.group(1)
        known = {normal_title(title) for title in titles}
        if normal_title(word) in known:
            aside.append(SetAside(word, "repeated-title", first.place))
        elif (
            _KIND.search(word)
            and not LABEL_START.match(word)
            and not re.search(r"[。；;，,：:、]", word)
            and len(word) <= 30
            and (titles or _FIRST.match(text[head.end() :]))
        ):
            titles.append(word)
        else:
            break
        text = text[head.end() :]
    if text is not first.text:
        lines = [replace(first, text=text), *lines[1:]]
    return lines, aside


def _without_shells(pieces: list[Piece]) -> list[Piece]:
    """Give the titles of a piece without a body to the one behind it: the page's own title, mostly.

    The last piece has none behind it; its lines go back to the text before them.
    """
    whole: list[Piece] = []
    for piece in pieces:
        joined = piece
        if whole and not whole[-1].lines:
            shell = whole.pop()
            titles = list(piece.titles)
            again: list[SetAside] = []
            for title in shell.titles:
                if normal_title(title) in {normal_title(known) for known in titles}:
                    again.append(SetAside(title, "repeated-title", shell.title_lines[0].place))
                else:
                    titles.append(title)
            joined = replace(
                piece,
                titles=tuple(titles),
                title_lines=shell.title_lines + piece.title_lines,
                set_aside=(*shell.set_aside, *again, *piece.set_aside),
            )
        whole.append(joined)
    if len(whole) > 1 and not whole[-1].lines:
        last = whole.pop()
        before = whole[-1]
        whole[-1] = replace(before, lines=before.lines + last.title_lines, set_aside=before.set_aside + last.set_aside)
    return whole
