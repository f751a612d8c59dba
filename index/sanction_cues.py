"""The words around a sanction: its own, the step, whom it meets, what points back to an act said before."""

from __future__ import annotations

from ingest.patterns import lazy

from .modal_cues import BY_THE_RULES, SANCTION

__all__ = [
    "COLUMN_HEADS",
    "CONDITION",
    "CONSEQUENCE",
    "EACH",
    "HEAD",
    "LEAD",
    "LINE",
    "LISTED",
    "MAY_PUNISH",
    "MEASURE",
    "MILD",
    "OPENING",
    "PHRASE",
    "POINTS_BACK",
    "SANCTION_PHRASE",
    "SENTENCE",
    "STEP",
    "TIMES",
    "TRIVIAL",
    "WHO",
]

LINE = lazy(r"[^\n]*\t[^\n]*|(?:[^\n]|\n(?![^\n]*\t))+")
SENTENCE = lazy(r"[^。;；!！]+")
AND = r"(?:并(?=处|予以|给予|停|罚|扣|承担|赔偿|照价|辞退|开除|通报|取消|记|移送|没收|降|调|解除)|[,，])"
PHRASE = lazy(rf"(?:(?!{AND})[^\t(（]|[(（][^)）]*[)）]?)+")
MORE = (
    r"(?:全额)?追回|扣回|停岗|移送[^,，。;；]{0,6}机关|承担[^,，。;；]{0,10}(?:运费|邮费|费用)|补足|取消[^,，。;；]{0,12}资格"
    rf"|不予报销|{BY_THE_RULES}"
)
"""Sanctions only beside others, in a clause that is known to punish."""
SANCTION_PHRASE = lazy(
    rf"(?:将|应|须|予以|给予|处以|处|并)*(?P<word>(?:{SANCTION}|{MORE})(?!的?说明|种类|分为|暂缓|决定|期间|类型|等级|标准|办法|规定|条例|制度|权限|程序|部门|[^,，。]{{0,2}}[:：])|翻倍|翻番|加倍|双倍|遇一罚一|[一二两三四五六七八九十\d]+倍(?:罚款|处罚))"
)
NUMBER = r"[0-9０-９一二两三四五六七八九十]+"
STEP = lazy(
    rf"第(?P<nth>{NUMBER})[次回]|(?P<first>首次|初次|初犯|头一[次回])|(?P<again>再次|再犯|又犯)|(?:达到?|超过|满|累计)?(?P<upto>{NUMBER})[次回](?:及|或|和)?以上"
    rf"|(?P<many>屡次|多次|屡教不改|屡犯)|(?P<each>每次|每人次|(?<![过功])一次)"
)
TIMES = lazy(rf"翻倍|翻番|加倍|双倍|(?P<times>{NUMBER})倍")
# A sentence that opens so punishes what stands before it.
POINTS_BACK = lazy(
    r"^\s?(?:[一-龥]{0,4}违者|违反的|超出部分|其余|剩余部分|违反(?:以上|上述|本|此|前|该)[^,，。]{0,8}|如?有?违反|如违[反规]?|否则|以上|上述|未按(?:以上|上述)|不[按遵]|如?(?:一经)?发现|一经|首次|初次|第[一1]次|一次|每次|再次)"
)
MAY_PUNISH = ("penalty", "reward")
LEAD = lazy(
    r"(?P<act>[^。;；:：\n]{2,40}?)(?P<sanction>按照?(?:下列|以下|如下)[^,，。;；:：]{0,10}(?:扣款|扣罚|罚款|处罚|处分|承担|赔偿|处理))[:：]?$"
)
LISTED = lazy(r"^[^,，]{0,6}(?:下列|以下|如下)[^,，]{0,6}(?:情形|情况|行为|问题)")
MEASURE = lazy(
    r"^(?:每次|凡)?(?:超过|不满|满|达到?|少于|不足|逾期|累计|损失|情节|金额|首次|再次|第|[0-9０-９一二两三四五六七八九十]+(?:次|个?小时|分钟|天|元|%|个?月))|(?:以上|以下|以内)的?$"
)
WHO = lazy(
    r"(?:^|[,，的]|(?=由))由?(?:(?!由)[\u4e00-\u9fff]){0,6}(?:人|人员|员|员工|主管|经理|店长|客服|客服部|组长|部门|专员|助理|美工|双方|本人)(?:各|均|每人)?$"
)
"""Whom the sanction meets, named right before it: part of the sanction, not of the act."""
HEAD = lazy(
    r"^(?:凡|员工|当月|每次|无故)?(?P<act>[\u4e00-\u9fff]{2,6}?)(?:超过|不满|满|达到?|不足|在)?(?=[0-9０-９一二两三四五六七八九十半]+个?(?:分钟|小时|天|次|元|件|单|日))"
)
"""迟到 in 迟到30分钟以内罚20元,30分钟以上罚50元: what the measures after it are measures of."""
TRIVIAL = lazy(
    r"^(?:[如若凡]|并?依法|[再又仍]|第[一二三四五六七八九十0-9]{1,2}次|对|的|将|者|违者|违反者|违规者|一律|均|并|则|就|会|还|还会|除|公司|我们|以上|上述|发现|一经发现|每发现|发现者|如有违反|违反|每次|一次|每人|每人次|首次|再次|初次|第[一二三四五1-5]次|超出部分|其余|剩余部分|构成犯罪的?|当事人|责任人|[一二三两0-9]个?(?:月|年|季度|周)内|以[^,，]{1,8}(?:形式|方式)|"
    r"再次发现|发现第[一二三四五1-5]次|违规|预计|达到|者将|情节严重(?:的|者)?|严重者?|重者|轻者|\s|[次达以上])*$"
)
OPENING = lazy(
    r"\s*(?P<offender>(?:如有)?(?:违者|违反者|违规者|违反的[,，]?|否则|处罚[:：]|惩罚[:：])?)\s?(?P<manner>(?:每[天日月次单件条年](?=按)|(?:我们|公司)?(?:会|将)?以[^,，]{1,8}(?:形式|方式)|将|则|应|按照?|视|根据|依据|由|从|一律|全部|少算的)?)"
)
MILD = lazy(r"(?:只作|仅作|予以|口头|给予)*(?:提醒|批评|教育|谈话|免罚|不罚|不扣)")
"""A step without a sanction is still a step: 第一次提醒."""
EACH = lazy(
    r"(?:(?:另|责任人|每[单条人件次台天日页处例个项份]|每小时|每分钟|双方|各|最多|并|(?:口头|书面)(?=警告|$))+)$"
)
COLUMN_HEADS = frozenset(("处罚", "处分", "罚款", "扣款", "处罚标准", "处罚金额", "罚款金额", "处罚措施", "处罚办法"))
CONSEQUENCE = lazy(r"^(?:必须|应?立即|予以|应予|并|应当)")
CONDITION = lazy(
    r"(?:如果?|若|凡|一旦|一经|对|当|因|除非|超过|未|不满|满|达到?|逾期|情节)[^,，。;；]{1,40}|[^,，。;；]{1,30}(?:的|者|时|以上|以下|以内)$"
)
