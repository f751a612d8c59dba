"""The titles at the head of a document: printed once or four times, in two wordings, with a system's mark between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .clutter import is_system_mark
from .document import SetAside
from .line import Line
from .repair import LABEL_START
from .traditional import simplified

__all__ = ["ENDS", "FIRST", "KIND", "SERIAL", "Piece", "begins_numbered", "is_title_like", "normal_title", "piece_of"]

_KINDS = (
    "制度|规定|办法|细则|规范|守则|准则|流程|流程图|职责|说明|说明书|方案|计划|计划书|手册|须知|标准|规则|条例|章程|指引|指南|通知|总结|报告"
    "|讲义|要求|内容|技巧|图文稿|表|清单|政策|协议|公约|制|法|决定|意见|规程|预案|体系|通告|公告|合同|问答|教程|大全|费用|评价|还价"
    "|管理|简述|概述|详解|介绍|攻略|汇编|纲要|建议|指导|说法|心得|思路|须知|总则|完整版|图文|模板|范本|范文|倡议书|承诺书|责任书|任命|通报|纪要"
)
KIND = re.compile(rf"(?:{_KINDS})(?:[\(（【\[〔].{{1,16}}[\)）】\]〕])?[\d\-—_.·版修订稿篇A-Za-z]*$")
SERIAL = re.compile(
    r"(?:推荐)?第\s*[\d一二三四五六七八九十]+\s*篇\s*[:：]\s*\S|篇[一二三四五六七八九十\d]+\s*[:：]\s*\S"
)
FIRST = re.compile(
    r"[ \u3000]*(?:第[ ]*[一1][ ]*[编編篇章节節条條则則]|[总總][ ]*[则則]|一[、.．:：]|[（(][ ]*[一1][ ]*[）)]"
    r"|1[ ]*[、.．:：)）](?!\d)"
    r"|1\.1(?!\d)|Ⅰ|①|前\s*言|目\s*录|为了?)"
)
_HEAD_MARK = re.compile(
    r"[^\n。；;，,：:]{0,60}?(?P<mark>(?:[A-Z]+[ ]+)*"
    r"(?:system[ ]*office[ ]*room|文件管理序列号|标准化[^\n。\[【]{2,10}|Document[ ]*number)"
    r"[ ]*[:：]?[ ]*[\[【(（][^\n\]】)）]{8,80}[\]】)）])",
    re.IGNORECASE,
)
ENDS = frozenset("。；;：:，,、！!…")
_SPACED = re.compile(r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:[.．]\d{1,2}){0,3})[ \u3000]+(?![年月日])")
_PART = re.compile(r".{2,4}(?:管理|要求|内容|职责|标准|流程)")
_LONGEST_TITLE = 120  # characters, marks and white space included


@dataclass(frozen=True, slots=True)
class Piece:
    """One document's share of a file: its titles as printed, the lines below them, what was set aside.

    ``titles`` is empty where none is printed.
    """

    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    title_lines: tuple[Line, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def normal_title(text: str) -> str:
    """Give a title for comparison: width folded, without white space, marks, serial and ending of a file."""
    folded = unicodedata.normalize("NFKC", text)
    if folded.isalnum() and folded[0] not in "推第篇":
        return folded  # as most are: nothing to take off
    folded = re.sub(r"^(?:推荐)?第\s*[\d一二三四五六七八九十]+\s*篇\s*:|^篇[一二三四五六七八九十\d]+\s*:", "", folded)
    folded = re.sub(r"\.(?:docx?|pdf|txt|wps)$", "", folded, flags=re.IGNORECASE)
    return re.sub(r"[\W_]+", "", folded)


def is_title_like(line: Line) -> bool:
    """Tell whether a line may be a title: short, no sentence, without a number."""
    text = line.text.strip()
    if line.label or line.kind in ("row", "note") or len(text) > 40 or text[-1:] in ENDS:
        return False
    return bool(SERIAL.match(text)) or not begins_numbered(text)


def begins_numbered(text: str) -> bool:
    """Tell whether a line begins with a number, be it only parted from its words by a space (1 总则)."""
    return LABEL_START.match(text) is not None or _SPACED.match(text) is not None


def piece_of(lines: Sequence[Line]) -> Piece:
    """Take the titles off the head of a document; what is printed again, and marks, are set aside."""
    titles: list[str] = []
    title_lines: list[Line] = []
    aside: list[SetAside] = []
    at = 0
    if len(lines) > 1 and _is_broken(lines[0], lines[1]):
        titles.append(lines[0].text.strip() + lines[1].text.strip())
        title_lines.extend(lines[:2])
        at = 2
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
        if not is_title_like(line) or not normal_title(text):
            break
        if at and _heads_a_part(normal_title(text), normal_title(titles[0]) if titles else ""):
            break
        if at and not (KIND.search(simplified(text)) or line.kind == "title" or SERIAL.match(text)):
            break
        titles.append(text)
        title_lines.append(line)
        at += 1
        if len(titles) >= 4:
            break
    body = list(lines[at:])
    if body:
        body[0] = _without_mark(body[0], aside)
        body, more = _leading_title(body, titles)
        aside.extend(more)
    named = [KIND.search(simplified(title)) is not None for title in titles[:2]]
    if named == [False, True] and not SERIAL.match(titles[0]):
        titles[:2] = titles[1::-1]  # the office above the name of its rules
    return Piece(tuple(titles), tuple(body), tuple(title_lines), tuple(aside))


def _heads_a_part(words: str, title: str) -> bool:
    """Tell whether a line below a title heads a part: 总则, or 考勤管理 below 员工手册; never the title again."""
    return len(words) <= len("总则") or (_PART.fullmatch(words) is not None and words not in title)


def _is_broken(first: Line, second: Line) -> bool:
    """Tell whether one title is set on two lines: 道路运输条⏎例, both in the type of a title."""
    if first.kind != "title" or second.kind != "title" or first.label or second.label:
        return False
    head, tail = first.text.strip(), second.text.strip()
    return KIND.search(simplified(head)) is None and KIND.search(simplified(head + tail)) is not None


def _without_mark(line: Line, aside: list[SetAside]) -> Line:
    """Take the mark of a document system out of the head of a line that runs on."""
    found = _HEAD_MARK.match(line.text)
    if found is None or not is_system_mark(found["mark"]):
        return line
    aside.append(SetAside(found["mark"], "system-mark", line.place))
    return replace(line, text=line.text[: found.start("mark")] + line.text[found.end("mark") :])


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
            KIND.search(simplified(word))
            and not LABEL_START.match(word)
            and not re.search(r"[。；;，,：:、]", word)
            and len(word) <= 30
            and (titles or FIRST.match(text[head.end() :]))
        ):
            titles.append(word)
        else:
            break
        text = text[head.end() :]
    if text is not first.text:
        lines = [replace(first, text=text), *lines[1:]]
    return lines, aside
