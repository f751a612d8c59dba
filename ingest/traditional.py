"""Traditional characters of numbers and of the words around them, for matching only: the texts keep the source's own.

One character for one, so that places in the text stay the same.  Only what the patterns of this room ask for is listed.
"""

from __future__ import annotations

import re

__all__ = ["simplified"]

_TRADITIONAL = (
    "條節編則項規範細準職責辦違據執處罰應當須從與於錄圖說計畫劃標約報總結內書員務會議決體簡紹問單"
    "頁請見適稱來個號為發機構組織獎懲門開關經費購貨業電網檔釋實試暫訂審兩萬訓練財產車輛駛環衛倉庫"
)
_SIMPLIFIED = (
    "条节编则项规范细准职责办违据执处罚应当须从与于录图说计画划标约报总结内书员务会议决体简绍问单"
    "页请见适称来个号为发机构组织奖惩门开关经费购货业电网档释实试暂订审两万训练财产车辆驶环卫仓库"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ANY = re.compile(f"[{_TRADITIONAL}]")


def simplified(text: str) -> str:
    """Give ``text`` with the characters that patterns ask for in their simplified forms; its length stays."""
    return text.translate(_TABLE) if _ANY.search(text) else text
