"""Where a text names a role: by the lexicon, longest name first, or by the form of an unknown post."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon
from .phrases import Hit
from .posts import extended_post, people_after, unknown_posts

__all__ = ["Mention", "mentions", "names_a_post"]


class Mention(NamedTuple):
    """A role at ``[start:end)`` of a text, qualifiers included; ``weak`` words need a part to count."""

    start: int
    end: int
    role: str
    people: tuple[str, ...] = ()
    weak: bool = False
    known: bool = True


_QUALIFIER = re.compile(
    r"(?:凡是|凡|任何|本校|本厂|本院|本店|本部门|我厂|我校|全校|全厂|全院|全店|淘宝|天猫|京东|拼多多|抖音|网店|店铺|电商|公司|本公司|我司|商城|线上|所有|全体|每位|每个|每名|各位|各|该|新的|新|当班|值班|"
    r"当日|当天|早班|晚班|白班|夜班|"
    r"下属|所属|部门(?=员工|人员|同事)|相关|有关|其他|其它|兼职|专职|主要|本|一线|两位|几位|部分|普通|初级|中级|高级|资深|直接|现任)+$"
)
_EXTENSION = re.compile(
    r"(?:人员|同事|员工|岗位|岗(?!前|后)|团队|小组|部门|们|负责人|管理员(?!工)|组(?!织|成|合|建)|部(?!分|门|署))"
)
_NOT_A_ROLE_AFTER = re.compile(
    r"\s?(?:的(?!同意|审|批|许可|确认|工作|岗位|职责|领导|授权)|查询|跟踪|运输|包装|舞弊|合同|订单|图片|标题|"
    r"电话|软件|系统|费用|信息(?!部)|公司|服务(?!人员|部)|处[分罚]|法规|许可|工作(?!人员)|问题|流程|知识|技巧|资料|单号?|成本|用品|账号|旺旺|QQ|里|内|中(?!心)|区|平台|方式|时间|速度|"
    r"能力|经验|数据|计划|方案|活动|渠道|效果|策略|文字|专业|软文|图片|费|款|报表|制度|管理制度|绩效|薪资|考核|礼仪|术语)"
)
_NOT_ITSELF_AFTER = re.compile(r"班次?(?=\s?[0-9０-９])|大厅|盘点表|群里?的?通知")
_OWNER_NOT = re.compile(r"[要营页推打题动图流播体张角]")
"""网店主要, 店铺主页: the 主 belongs to what follows."""
_A_PLACE_AFTER = re.compile(
    r"(?:内|里|外|门|区|的?(?:商品|货品|货架|货物|物资|物品|环境|卫生(?!员)|安全(?!员)|钥匙|现场|温度|湿度)|的(?:人员|工作|正常))"
)
"""仓库内, 仓库的货架: the store room, and not who keeps it."""
_HEADS = frozenset(("经理", "主管", "组长", "部门经理"))
_PLAIN_HEADS = frozenset(("经理", "总监", "主管", "组长", "班长", "队长", "部长"))
"""Posts that say little alone: what stands before them makes them another's (片区主管)."""
_HEADED_BY = re.compile(r"由[^,，。;；]{2,8}$")
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
        for hit in _rejoined(lexicon.role_words.find(text), lexicon)
        if not any(start < hit.start < end for start, end in cited) and not _AUTHORITY.match(text, hit.end - 2)
    ]
    found: list[Mention] = []
    for hit in hits:
        role = lexicon.role_of[hit.phrase]
        weak = hit.phrase in role.weak
        if _is_part_of_a_word(text, hit) or (hit.phrase == "店主" and _OWNER_NOT.match(text, hit.end)):
            continue
        if role.name in _HEADS and hit.phrase in _PLAIN_HEADS and patterns:
            floor = found[-1].end if found else 0
            longer = extended_post(text, hit, floor)
            if longer is not None:
                found.append(_widened(text, longer, longer.phrase, known=False))
                continue
        if things and hit.phrase == "仓库" and _A_PLACE_AFTER.match(text, hit.end):
            continue
        if weak and things and _NOT_A_ROLE_AFTER.match(text, hit.end):
            continue
        found.append(_widened(text, hit, role.name, weak=weak))
    if patterns:
        found += [_widened(text, hit, hit.phrase, known=False) for hit in unknown_posts(text, hits)]
    found.sort(key=lambda mention: mention.start)
    # 采购部同事 names one party, though 同事 is a name too.
    return [one for at, one in enumerate(found) if not at or one.end > found[at - 1].end]


def _rejoined(hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Read 淘宝客服 and 主管 beside each other as 淘宝 and 客服主管, where the lexicon has such a name."""
    joined: list[Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last is not None and last.end == hit.start:
            for cut in range(len(last.phrase) - 1):
                if (whole := last.phrase[cut:] + hit.phrase) in lexicon.role_of:
                    joined[-1] = Hit(last.start + cut, hit.end, whole)
                    break
            else:
                joined.append(hit)
            continue
        joined.append(hit)
    return joined


def _is_part_of_a_word(text: str, hit: Hit) -> bool:
    """全部长期, 运营部门岗位, QA in QAM: the letters of a role, of another word."""
    after, before = text[hit.end : hit.end + 1], text[hit.start - 1 : hit.start]
    if _NOT_ITSELF_AFTER.match(text, hit.end) or (hit.phrase == "门岗" and before == "部"):
        return True
    if hit.phrase.isascii():
        return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())
    if hit.phrase == "主管" and _HEADED_BY.search(text, 0, hit.start) and (not after or after in ",，。;；、"):
        return True  # 食堂由后勤科主管
    return hit.phrase[-1] == "长" and after != "" and after in "期度时远久短假方"


def _widened(text: str, hit: Hit, role: str, *, weak: bool = False, known: bool = True) -> Mention:
    """Take in 淘宝, 值班 before the name and 人员, 岗位 after it; see who is named."""
    start, end = hit.start, hit.end
    if text[start - 1 : start] in _qualifier_ends() and (before := _QUALIFIER.search(text, max(0, start - 8), start)):
        start = before.start()
    if after := _EXTENSION.match(text, end):
        end, weak = after.end(), False
    people = people_after(text, hit.end)
    if not people and end > hit.end:
        people = people_after(text, end)
    return Mention(start, end, role, people, weak, known)


@lru_cache(maxsize=1)
def _qualifier_ends() -> frozenset[str]:
    """Give the characters before a name where a qualifier can end."""
    from .literals import endings_of

    return endings_of(_QUALIFIER.pattern) | {"\n"}  # before which ``$`` matches too


def names_a_post(heading: str, lexicon: Lexicon) -> bool:
    """Whether a heading is the name of a post, with or without people and 职责 (客服人员(李崇))."""
    bare = re.sub(r"^[^:：]{0,6}第[0-9一二三四五六七八九十]+[篇章节部分]+[:：]?\s?", "", heading)
    bare = re.sub(r"[(（].*$", "", bare).strip(" 的:：。")
    bare = re.sub(r"(?:岗位|工作)?(?:职责|职能|说明书?|任务|内容|权限|岗位)*$", "", bare)
    found = mentions(bare, lexicon)
    return bool(found) and sum(mention.end - mention.start for mention in found) >= 0.7 * len(bare)
