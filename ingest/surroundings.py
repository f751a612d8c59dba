"""What stands around a possible label: whether a sentence has ended before it, whether it is a reference or an amount.

Priors are in the same currency as the scores of ``steps``: a label at the beginning of a paragraph has 1.5, one in the
middle of a phrase less than -2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["PAUSES", "prior_at", "reference_after", "reference_before", "unit_follows"]

_UNIT_AFTER = re.compile(
    r"[%％‰℃元块角个名人位天日月年周时点分秒次倍折岁级届期度件单台套张页只条款项种类步层楼号米克吨斤万亿千百家户桌箱字]"
    r"|小时|[kKmMgG][gGmMbB]?\b|[+＋*×/／~～-]|(?:W|V|px|mm|cm|GB|MB)\b"
)
_REFERENCE_AFTER = re.compile(
    r"[ \u3000]*(?:规定|所列|所称|所述|所规定|的规定|之规定|的|、第|至|及第|和第|或第|或者第|与第"
    r"|第[一二三四五六七八九十\d]+[款项目]|款|项|中所|要求|执行|处理|处罚|情形|内容"
    r"|（[一二三四五六七八九十]+）项|\([一二三四五六七八九十]+\)项|以外|[,，]|除外|条件)"
)
_REFERENCE_BEFORE = re.compile(
    r"(?:本(?:办法|制度|规定|条例|法|细则|规则|守则|决定|规范|手册|章|节|条)|依照|按照|根据|违反|依据|参照|适用|符合"
    r"|遵照|见|》|执行|和|及|与|或者?|、|至|到|除|在|是|有|将|对|按|由|从|照|于)[ \u3000\n]{0,4}$"
)
_SENTENCE_END = frozenset("。；;！!？?…")
_CLOSERS = frozenset("”’』」》】）)\"'")
_SPACES = frozenset(" \u3000\t\n\xa0")
PAUSES = _SENTENCE_END | _CLOSERS | _SPACES | frozenset(".:：,，、")
"""What may stand before a label inside a line.  Behind any other character a label would begin in mid-phrase."""


def unit_follows(text: str, end: int) -> bool:
    """Tell whether a unit of measure stands at ``end``: 3.5元 is an amount."""
    return _UNIT_AFTER.match(text, end) is not None


def reference_after(text: str, end: int) -> bool:
    """Tell whether the words at ``end`` make the label before them a reference: 第十条规定的…."""
    return _REFERENCE_AFTER.match(text, end) is not None


def reference_before(text: str, start: int) -> bool:
    """Tell whether the words before ``start`` lead to a reference: 违反第十条."""
    return _REFERENCE_BEFORE.search(text[max(0, start - 8) : start]) is not None


def prior_at(text: str, line_starts: Mapping[int, bool], start: int, *, firm: bool) -> tuple[float, bool]:
    """Weigh what stands before ``start``: the prior, and whether a line begins there.

    ``line_starts`` leads from an offset where a line begins to whether a paragraph begins there too.  ``firm``:
    paragraph breaks are known, so that a label in mid-paragraph is unlikely.
    """
    paragraph = line_starts.get(start)
    if paragraph:
        return 1.5, True
    at = start
    while at > 0 and text[at - 1] in _SPACES:
        at -= 1
        if paragraph is None and text[at] != "\n":
            # White space at the head of a line does not make it another place.
            paragraph = line_starts.get(at)
    if paragraph or at == 0:
        return 1.5, True
    spaces = start - at
    before = text[at - 1]
    if before in _CLOSERS and at > 1 and text[at - 2] in _SENTENCE_END:
        before = text[at - 2]
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
    prior -= 1.5 if firm and not spaces else 0.0
    if paragraph is False:  # a wrapped line begins here: chance, but a chance that labels take more often
        return max(prior, -0.6) + 0.2, True
    return prior, False
