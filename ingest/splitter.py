"""One file, its documents: a scraped page may hold twenty policies with nothing but a title between them.

A title is a short line that ends no sentence, names a kind of document, stands before a beginning (第一条,
一、, a line that repeats it), and does not stand in the middle of a numbering that goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from .clutter import is_system_mark
from .document import SetAside
from .line import Line
from .titles import ENDS, FIRST, KIND, SERIAL, Piece, begins_numbered, is_title_like, normal_title, piece_of
from .traditional import simplified

__all__ = ["split"]

_NUMBER = re.compile(
    r"(?:^|[。；;\s])(?P<dun>[一二三四五六七八九十]{1,3})[、.．]|(?:^|[。；;\s])(?P<dec>\d{1,2})[、.．](?!\d)"
)
_MARK_WORDS = re.compile(r"[A-Za-z0-9\-]+|文件管理|序列号|标准化|发布号|编码")
_OWN_TITLE = re.compile(r"(\S{3,30})[ \u3000]+(?=\S)")
_FILE_NAME = re.compile(r"\.(?:docx?|wps|pdf|txt)$")
_FIRST_UNIT = re.compile(r"[ \u3000]*第[ ]*[一1][ ]*(?P<unit>[章条條])")
_FIRST_LABEL = re.compile(
    r"[ \u3000]*(?:(?P<part>第[ ]*[一1][ ]*[编編])|(?P<chapter>第[ ]*[一1][ ]*章)|(?P<section>第[ ]*[一1][ ]*[节節])"
    r"|(?P<article>第[ ]*[一1][ ]*[条條])|(?P<dun>一[、.．:：])|(?P<roman>[ⅠI][、.．])"
    r"|(?P<paren>[（(][ ]*一[ ]*[）)])|(?P<figure>1[ ]*(?:[、.．:：)）](?!\d)|[ \u3000](?=[\u3400-\u9fff]))))"
)
_WHOLE = re.compile(r"(?:制度|规定|办法|细则|条例|规程|手册|守则|准则|章程|公约|规范)(?:[（(].{1,16}[）)])?$")
_SHORTEST_NAME = 4  # characters
_FINISHED = frozenset("。；;！!）)”")
_SENTENCE_ENDS = frozenset("。；;！!")
_CERTAIN = 3.0
_ENOUGH = 2.5  # evidence for a document to begin
_FURTHER = 0.9 + 0.8 + 0.9 + 1.2  # the most that the reasons add that are looked at last, since looking is slow
_CONTINUED = 2.5  # what speaks against it where the numbering goes on behind it
_RUN_TOGETHER = 150  # characters; no page wraps so late


def split(lines: Sequence[Line], *, firm: bool) -> list[Piece]:
    """Cut ``lines`` (furniture gone, ends settled) into documents.

    ``firm``: the file is no scraped page, so that only marked titles cut it.
    """
    serial = [index for index, line in enumerate(lines) if SERIAL.match(line.text.strip()) and _short(line)]
    page: tuple[SetAside, ...] = ()
    if len(serial) >= 2 and all(is_title_like(line) for line in lines[: serial[0]]):
        # What stands above 第1篇 names the page that holds the documents, and none of them.
        page = tuple(SetAside(line.text.strip(), "page-title", line.place) for line in lines[: serial[0]])
        cuts = serial
    elif len(serial) >= 2:
        cuts = [0, *serial]
    else:
        cuts = [0, *(i for i in range(1, len(lines)) if _score(lines, i, firm=firm) >= _ENOUGH)]
    cuts = _merge(cuts, lines)
    bounds = zip(cuts, [*cuts[1:], len(lines)], strict=True)
    pieces = [piece_of(lines[start:end]) for start, end in bounds]
    if page:
        pieces[0] = replace(pieces[0], set_aside=page + pieces[0].set_aside)
    return _without_shells(pieces)


def _short(line: Line) -> bool:
    return len(line.text.strip()) <= 40


def _score(lines: Sequence[Line], index: int, *, firm: bool) -> float:
    """Weigh whether a document begins with line ``index``."""
    line = lines[index]
    if lines[index - 1].end == "wrap" and len(lines[index - 1].text) <= _RUN_TOGETHER:
        return 0.0  # in text run together a document may stop in mid-sentence, and the page goes on with another
    text = line.text.strip()
    if line.label or line.kind in ("row", "note") or not 3 <= len(text) <= 40 or text[-1] in ENDS:
        return 0.0
    if index + 1 >= len(lines) or begins_numbered(text):
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
    begins = FIRST.match(after) is not None or following.label in ("第一章", "第一条", "一、", "1.", "1、")
    if firm and not (line.kind == "title" and (repeated or begins or following.label)):
        again = (repeated or _begins_again(lines, index)) and KIND.search(simplified(text)) is not None
        finished = lines[index - 1].text.rstrip()[-1:] in _SENTENCE_ENDS
        return _CERTAIN if again and finished else 0.0
    # Pages print the name of the file that they were made of.
    kind = 2.0 if _FILE_NAME.search(text) else 1.0 if KIND.search(simplified(text)) else 0.0
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
    if own and KIND.search(simplified(own.group(1))) and FIRST.match(after[own.end() :]):
        evidence += 0.8  # the text begins with a title of its own, and the first number right behind it
    if kind and _anew(lines, index, title):
        evidence = max(evidence + 0.9, _ENOUGH)
    if not marked and not repeated and _repeated_later(lines, index, title):
        evidence += 1.2  # a line of names and dates may stand between the page's title and the text's own
    return evidence


def _anew(lines: Sequence[Line], index: int, title: str) -> bool:
    """Tell whether the numbering of the page begins anew below line ``index``, which names a whole document.

    制度 and 办法 name one by themselves.  职责 and 要求 head a part of one as often: there the outermost list has to
    begin anew, the one that stands first above, or a first chapter.  Behind a text that stops in mid-sentence both must
    hold.
    """
    text = lines[index].text.strip()
    below = index + 1
    if index + 2 < len(lines) and title in normal_title(lines[below].text) and is_title_like(lines[below]):
        below += 1  # the text's own title
    first = next((found for line in lines[:index] if (found := _FIRST_LABEL.match(line.text))), None)
    again = _FIRST_LABEL.match(lines[below].text)
    if first is None or again is None or len(text) < _SHORTEST_NAME:
        return False
    whole = _WHOLE.search(simplified(text)) is not None
    outermost = again.lastgroup in (first.lastgroup, "part", "chapter")
    finished = lines[index - 1].text.rstrip()[-1:] in _FINISHED
    return (whole or outermost) if finished else (whole and outermost)


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
        if all(is_title_like(line) for line in between) and len(between) <= 3:
            continue
        merged.append(cut)
    return merged


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
