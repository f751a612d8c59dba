"""What the letters themselves say of a line: labels, the end of a sentence, what cannot be parted."""

from __future__ import annotations

import re

__all__ = ["LABEL", "ends_sentence", "is_wide", "lead_length"]

_CN = "〇○零一二三四五六七八九十百千两廿卅"

LABEL = re.compile(
    rf"[ \u3000]*(?:第[ \u3000]*[{_CN}\d]{{1,8}}[ \u3000]*(?:分编|部分|[编篇章节条款则])(?:之[{_CN}]{{1,3}})?"
    rf"|[（(][ ]*(?:[{_CN}]{{1,4}}|\d{{1,3}}|[a-zA-Z])[ ]*[）)][、.．]?|[{_CN}]{{1,3}}[、.．:：]"
    r"|\d{1,3}(?:[.．]\d{1,3})+[、.．]?(?![\d%％])|\d{1,3}(?:[、．)）:：](?!\d)|\.(?!\d))|[①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩][、.．]?"
    r"|[Ⅰ-Ⅻ][、.．]?|[●○◆◇■□▲△★☆•·※►▪\uf000-\uf0ff](?=[ \u3000]|[^\W\d]))[ \u3000]*"
)
"""A number or bullet at the beginning of a line, with the white space after it."""

_STOPS = frozenset("。；;！!？?：:…")
_CLOSERS = frozenset("”’』」》】〕）)\"'］]")
_NOT_FIRST = frozenset("，。、；：！？）》〉」』】〕］”’…—·％℃,.;:!?)]}%")
_NOT_LAST = frozenset("（《〈「『【〔［“‘([{￥¥$第")
_QUOTES = frozenset("“”‘’")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f]+(?:[-.,:/'@_&+][0-9A-Za-z\u00c0-\u024f]+)*")


def is_wide(char: str) -> bool:
    """Tell whether a character is set on the ideographs' square (so no space belongs beside it).

    >>> is_wide("条"), is_wide("，"), is_wide("a")
    (True, True, False)
    """
    code = ord(char)
    return code >= 0x2E80 and not 0xFB00 <= code <= 0xFB4F and code != 0xFFFD


def ends_sentence(text: str) -> bool:
    """Tell whether the words end as a sentence or an item ends, closing quotes and brackets aside.

    >>> ends_sentence("按规定处理。”"), ends_sentence("按规定处"), ends_sentence("(暂行)")
    (True, False, False)
    """
    bare = text.rstrip()
    while bare and bare[-1] in _CLOSERS:
        bare = bare[:-1]
    return bool(bare) and bare[-1] in _STOPS


def lead_length(text: str) -> int:
    """Give how many characters at the beginning may have to stay on one line.

    No closing mark leads a line and no opening one ends it; quotation marks stick to both neighbours (Unicode
    line breaking, class QU; some word processors part them, so this is the longer of two answers).

    >>> lead_length("的，按"), lead_length("“乙方"), lead_length("2004年"), lead_length("称“进博会")
    (2, 2, 4, 3)
    """
    length = 0
    while length < len(text):
        while length < len(text) and text[length] in _NOT_LAST:
            length += 1
        word = _WORD.match(text, length)
        length = word.end() if word else min(length + 1, len(text))
        while length < len(text) and text[length] in _NOT_FIRST:
            length += 1
        if text[length - 1] not in _QUOTES and text[length : length + 1] not in _QUOTES:
            break
        length += text[length - 1] not in _QUOTES
    return min(length, len(text))
