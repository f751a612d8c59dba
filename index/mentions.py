"""Where a text names a role: by the lexicon, longest name first, or by the form of an unknown post."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import Lexicon
from .phrases import Hit
from .posts import people_after, unknown_posts

__all__ = ["Mention", "mentions", "names_a_post"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A role at ``[start:end)`` of a text, qualifiers included; ``weak`` words need a part to count."""

    start: int
    end: int
    role: str
    people: tuple[str, ...] = ()
    weak: bool = False
    known: bool = True


_QUALIFIER = re.compile(
    r"(?:淘宝|天猫|京东|拼多多|抖音|网店|店铺|电商|公司|本公司|我司|商城|线上|所有|全体|每位|每个|每名|各位|各|该|新的|新|当班|值班|"
    r"当日|当天|早班|晚班|白班|夜班|"
    r"下属|所属|部门(?=员工|人员|同事)|相关|有关|其他|其它|兼职|专职|主要|本|一线|两位|几位|部分|普通|初级|中级|高级|资深|直接|现任)+$"
)
_EXTENSION = re.compile(
    r"(?:人员|同事|员工|岗位|岗(?!前|后)|团队|小组|部门|们|负责人|管理员(?!工)|组(?!织|成|合|建)|部(?!分|门|署))"
)
_NOT_A_ROLE_AFTER = re.compile(
    r"\s?(?:的(?!同意|审|批|许可|确认|工作|岗位|职责|领导|授权)|查询|跟踪|运输|包装|舞弊|合同|订单|图片|标题|"
    r"电话|软件|系统|费用|信息(?!部)|公司|服务(?!人员|部)|工作(?!人员)|问题|流程|知识|技巧|资料|单号?|成本|用品|账号|旺旺|QQ|里|内|中(?!心)|区|平台|方式|时间|速度|"
    r"能力|经验|数据|计划|方案|活动|渠道|效果|策略|文字|专业|软文|图片|费|款|报表|制度|管理制度|绩效|薪资|考核|礼仪|术语)"
)
_NOT_ITSELF_AFTER = re.compile(r"班次?(?=\s?[0-9０-９])|大厅|盘点表|群里?的?通知")
_OWNER_NOT = re.compile(r"[要营页推打题动图流播体张角]")
"""网店主要, 店铺主页: the 主 belongs to what follows."""
_CITED_TITLE = re.compile(r"《[^》]*》")
# 主管部门 is an authority, not the 主管 of a team.
_AUTHORITY = re.compile(r"主管(?:部门|机关|单位)")


def mentions(text: str, lexicon: Lexicon, *, patterns: bool = True, things: bool = True) -> list[Mention]:
    """Find the roles that ``text`` names, longest name first; unknown ones by their form.

    ``things``: leave out weak words that name a thing here (物流信息); a heading judges that by its own form.
    """
    cited = [match.span() for match in _CITED_TITLE.finditer(text)] if "《" in text else []
    hits = [
        hit
        for hit in lexicon.role_words.find(text)
        if not any(start < hit.start < end for start, end in cited) and not _AUTHORITY.match(text, hit.end - 2)
    ]
    found: list[Mention] = []
    for hit in hits:
        role = lexicon.role_of[hit.phrase]
        weak = hit.phrase in role.weak
        if _NOT_ITSELF_AFTER.match(text, hit.end) or (hit.phrase == "店主" and _OWNER_NOT.match(text, hit.end)):
            continue
        if weak and things and _NOT_A_ROLE_AFTER.match(text, hit.end):
            continue
        found.append(_widened(text, hit, role.name, weak=weak))
    if patterns:
        found += [_widened(text, hit, hit.phrase, known=False) for hit in unknown_posts(text, hits)]
    return sorted(found, key=lambda mention: mention.start)


def _widened(text: str, hit: Hit, role: str, *, weak: bool = False, known: bool = True) -> Mention:
    """Take in 淘宝, 值班 before the name and 人员, 岗位 after it; see who is named."""
    start, end = hit.start, hit.end
    if before := _QUALIFIER.search(text, max(0, start - 8), start):
        start = before.start()
    if after := _EXTENSION.match(text, end):
        end, weak = after.end(), False
    return Mention(start, end, role, people_after(text, hit.end) or people_after(text, end), weak, known)


def names_a_post(heading: str, lexicon: Lexicon) -> bool:
    """Whether a heading is the name of a post, with or without people and 职责 (客服人员(李崇))."""
    bare = re.sub(r"^[^:：]{0,6}第[0-9一二三四五六七八九十]+[篇章节部分]+[:：]?\s?", "", heading)
    bare = re.sub(r"[(（].*$", "", bare).strip(" 的:：。")
    bare = re.sub(r"(?:岗位|工作)?(?:职责|职能|说明书?|任务|内容|权限|岗位)*$", "", bare)
    found = mentions(bare, lexicon)
    return bool(found) and sum(mention.end - mention.start for mention in found) >= 0.7 * len(bare)
