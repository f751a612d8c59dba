"""A possible label, and the families that labels come in."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["ANNEX", "HEADED", "RANK", "UNITS", "Candidate", "clean_label", "is_heading_label"]

ANNEX = "附件"
UNITS: dict[str, float] = {
    ANNEX: 0.5,
    "编": 1,
    "篇": 1,
    "部分": 1,
    "分编": 2,
    "章": 3,
    "则": 3,
    "节": 4,
    "条": 5,
    "款": 6,
}
"""Units of 第X…, outermost first.  则 (第一则) is another word for 章; 附件 begins a numbering of its own."""

HEADED = frozenset(("编", "篇", "部分", "分编", "章", "则", "节", "附件"))
"""Units that hold sections: an unnumbered heading stands inside of them, and not inside of an article or a list."""

RANK: dict[str, float] = {
    **UNITS,
    "dun": 10,
    "roman": 10.5,
    "upper": 10.7,
    "paren-cn": 11,
    "step": 11.5,
    "dec": 12,
    "paren": 13,
    "half": 14,
    "circled": 15,
    "letter": 16,
    "roman-low": 16,
}
"""The usual order of styles from the outside in.  Documents break it; it only weighs."""


class Candidate(NamedTuple):
    """One possible label at ``[start, end)`` of the stream.

    ``family``: a unit of 第X…, ``dun`` 一、, ``paren-cn`` （一）, ``dec`` 1., ``paren`` (1), ``half`` 1), ``circled``
    ①, ``roman`` I., ``upper`` A., ``letter`` a., ``roman-low`` i., ``step`` 第一步, or ``multi`` 1.2.3.
    ``values``: the numbers in it.  ``label``: as printed, delimiter dropped.  ``prior``: what its surroundings say
    for it.  ``glyph``: its delimiter, which members of one list share.  ``automatic``: computed by the word
    processor and therefore certain.  ``torn``: put together over a line break.  ``lead``: how the text before it
    ends (``colon``, ``complete`` with a full stop, ``prose``, or nothing of these).  ``heading``: a short unnumbered
    paragraph stands right before it: ``weak`` (a list may restart under it), ``under`` or ``beside`` the open clause.
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


_HEADING_LABEL = re.compile(r"第[^第条款项]{1,8}(?:分[编編]|部分|编|編|篇|章|节|節|则|則)|(?:Part|Chapter|Section).*")


def clean_label(text: str) -> str:
    """Give a label as printed without the white space in and the delimiter behind it (``一、`` is ``一``)."""
    text = text.rstrip("、.．:：,，。;； \u3000\n")
    return text if text.isalnum() else "".join(text.split()).rstrip("、.．:：,，。;；")


def is_heading_label(label: str) -> bool:
    """Tell whether a label is that of a part, a chapter or a section."""
    return bool(_HEADING_LABEL.fullmatch(clean_label(label)))
