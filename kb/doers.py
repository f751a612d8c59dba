"""Who does something in the words of a clause, and to whom it is done, where no tag of the clause says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.lexicon import Lexicon
from index.mentions import Mention, mentions

__all__ = ["doers", "is_led", "opens"]

_OPENING = re.compile(
    r"(?:^|[,，。;；:：、\s(（])\s?(?:[^,，。;；:：]{0,12}(?:时|后|前|内|日|天|周|月|次))?(?:由|凡|各|每[位个名])?$"
)
_DIRECTS = re.compile(
    r"(?:检查|督促|监督|考核|考评|评价|管理|指导|培训|带领|组织|安排|调配|奖惩|要求|督导|约束|领导)[^,，。;；]{0,4}$"
)
_DOES = re.compile(
    r"(?:每|应|须|必须|需|在|于|提前|及时|定期|统一|根据|按照?|负责|不得|可以?|将|对|(?:编写|编制|制[定订作]|提供|提交|填写|审核|核对|检查|登记|安排|组织|"
    r"发布|更新|上传|通知|联系|保管|整理|办理|处理|回复|跟踪|汇总|统计|准备|设置|设计|拍摄|撰写|完成|确认|发放|购买|采购|联络|报送|收取|配合|协助))"
)
_BOUND = re.compile(r"(?:必须|务必|应当|应(?![急用聘届付收])|须|不得|不准|负责(?!人))")
_AFRESH = re.compile(r"(?:^|[,，。;；\n])\s?(?:由|凡)?$")
_GOES_ON = re.compile(r"[^,，。;；:：、的里内和与及\s)）]")
_THING_AFTER = re.compile(r"(?:的)?(?:档案|活动|资料|名册|关系|宿舍|食堂|社保|合同|手续|花名册|信息)")
_TOWARDS = re.compile(r"(?:对|负责)[^,，。;；]{0,4}$")
_DIRECTED = re.compile(r"[^,，。;；]{0,10}(?:负责|考勤|考核|考评|评价|检查|指导|培训|监督|监控|管理|奖惩)")


def opens(text: str, mention: Mention) -> bool:
    """Whether a post or staff open a sentence or a part of one, at most behind a time: 每月5日前,员工…"""
    return _OPENING.search(text, 0, mention.start) is not None


def doers(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Give the posts that open a sentence, or a part of one, and go on to do something."""
    for mention in mentions(text, lexicon, patterns=False):
        goes_on = _DOES if mention.weak else _GOES_ON
        afresh = _AFRESH.search(text, 0, mention.start) is not None
        if (afresh and goes_on.match(text, mention.end)) or _BOUND.match(text, mention.end):
            yield mention.role


def is_led(text: str, mention: Mention) -> bool:
    """Whether somebody checks, teaches or leads those who are mentioned: 督促员工, 负责员工考勤; not 管理员工档案."""
    if _THING_AFTER.match(text, mention.end):
        return False
    before = text[max(0, mention.start - 16) : mention.start]
    return _DIRECTS.search(before) is not None or (
        _TOWARDS.search(before) is not None and _DIRECTED.match(text, mention.end) is not None
    )
