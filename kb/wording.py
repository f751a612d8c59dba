"""What a rule is about, made comparable: synonyms made one, everyday words of rules left out, contrasts seen."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from index.lexicon import Lexicon

__all__ = ["Subjects"]

_WHOLE = (
    r"供应|应聘|应急|应用|应收|应付|反应|响应|适应|报销|报告|报表|报价|报名|报警|报废|报关|[周日月年]报|快报|汇报|通报|工作日|休息日|节假日|假日|节日|平日|"
    r"生日|日常|日志|后勤|售后|后台|前台|提前|内容|内部|[省市国境室店厂区院校库站][内外]|在线|在职|在岗|主要|重要|需要|要求|要害|纪要|摘要|对外|对象|对账|对讲|"
    r"起重|起草|起诉|时段|小时|临时|按时|准时|超时|计时|定时|工时|行为|自行|自助|自动|从事|到岗|到货|到期|到账|迟到|折扣|满意|满勤|全勤|经济|经营|经销|经费|神经|"
    r"有害|有毒|有效|有限|享有|持有|等级|对等|上等|以旧|将来|和解|与会|公司章|"
    r"单据|单证|单价|订单|清单|名单|工单|账单|保单|面单|条码|条款|天然|人事|人力|人工|人员密集|月饼|次品|档次|月度|高度|处方|处置|处长|内衣|可燃|可回收"
)
"""Words that hold one of those below and mean something else."""
_EVERYDAY = re.compile(
    r"(?P<whole>" + _WHOLE + r")|"
    r"人员|责任人|时间|期间|连续|累计|(?:每|一|首|再|第[一二三四五])?(?:次|单|条|人|天|日|个月|月)(?:内|起|中)?|每[晚班餐]|发现|一经|违者|违反|本(?:制度|办法|规定|条例)|上述|以上|以下|以内|之内|不满|不足|不超过|超过|满|达到|应当|应该|必须|应|须|要|将|可以|可|由|经|报|并|且|均|各|以|"
    r"处以|予以|给予|处|罚款|罚金|处罚|扣款|扣除|扣罚|扣发|扣|罚|收到|接到|完毕|完成|办结|进行|及时|之日|当日|后|前|时|者|的|了|在|内|起|对|按|为|是|与|和|或|及|其|等|该|有|即|至|到|从|自|于|把|被|"
    r"单笔|每笔|金额|标准|部门|人员|责任人|当事人|员工|职工|公司|单位|一律|如果|如|若|凡|最迟|最多|最少|最高|上限|限额|至少|不少于|不得|不能|不低于|工作|规定|相关|有关|情况|方可|本人|统一|期限|据实"
)
_ALIKE = (
    ("擅自", r"未经(?:许可|批准|同意|允许|审批)|私自|擅自|未获批准"),
    ("遗失", r"遗失|丢失|弄丢"),
    ("缴纳", r"缴纳|交纳|收取|支付|付给|致送|发给|发放|计发|计提|扣留"),
    ("提交", r"提交|递交|上交|提出|报送|呈交"),
    ("保存", r"保存|保管|存档|留存|存放"),
    ("到达", r"到达|赶到|抵达|赶赴"),
    ("车辆", r"机动车辆?|汽车|车辆"),
    ("配备", r"配备|配置|配齐"),
    ("归还", r"归还|退还|交还"),
    ("组织", r"组织|举行|开展|举办"),
    ("未", r"没有|没|未能|未"),
    ("期间", r"期间|过程中"),
    ("检查", r"检查|巡检|点检"),
    ("清运", r"清运|清理|清走"),
    ("通知", r"通知|告知"),
)
"""Words of policies in general that say one thing; what a trade calls its things is in the lexicon."""
_ONE = [(one, re.compile(several)) for one, several in _ALIKE]
_CLASS = re.compile(
    r"(?:[一二三四五六七八九十A-Da-d甲乙丙丁高中初低大小新老早晚夜白首日周月年季半上下内外前后正副][线级类档等班组区岗期度]|[一-龥]假|[男女])(?![一二三四五六七八九十])"
)
_OUTSIDER = re.compile(r"供应商|客户|顾客|买家|卖家|快递")
_PERSON = re.compile(r"[员师长监理任管总工计纳播手人部组处]$|客服|负责人|主管|助理|专员|领导|上级")
"""People and departments; what they do and where they are (采购, 运营, 仓库) is what a rule is about."""
_OTHER_WORD = 5
"""Characters of a word that stands in the place of another, at most."""
_SAME_AFTER = 2
"""Characters that must follow in both: 上午|茶歇, 下午|茶歇."""


class Subjects:
    """Turns words into comparable subjects."""

    OPEN = frozenset(("员工", "负责人", "责任人", "全员", "公司", "部门", "各部门", "主管"))
    """Roles that may mean anybody."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        groups = lexicon.synonyms if lexicon is not None else ()
        self._groups = [frozenset(group) for group in groups]
        self._one: dict[str, str] = {}
        for group in groups:
            for word in group:
                if len(word) > 1:
                    self._one.setdefault(word, self._one.get(group[0], group[0]))
        longest = sorted(self._one, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, longest))) if longest else None
        self._named = lexicon.role_of if lexicon is not None else {}
        names = sorted((name for name in self._named if len(name) > 1), key=len, reverse=True)
        self._roles = re.compile("|".join(map(re.escape, names))) if names else None
        self._lexicon = lexicon

    def bare(self, text: str) -> str:
        """Give what ``text`` is about: people left out, everyday words replaced by a space each."""
        if self._roles is not None:
            text = self._roles.sub(
                lambda match: " " if _PERSON.search(match[0]) and _insider(match[0]) else match[0], text
            )
        for one, several in _ONE:
            text = several.sub(one, text)
        return " ".join(re.findall(r"\w+", _EVERYDAY.sub(lambda match: match["whole"] or " ", text)))

    def united(self, bare: str) -> str:
        """Give ``bare`` with each word of the lexicon's synonyms replaced by the first of its group."""
        return self._words.sub(lambda match: self._one[match[0]], bare) if self._words is not None else bare

    @staticmethod
    def pairs(bare: str) -> frozenset[str]:
        """Give the characters and pairs of neighbouring characters of what ``bare`` gave.

        Pairs tell words apart; characters hold where the order differs (工牌丢失, 丢失工牌).
        """
        runs = [run for run in bare.split() if len(run) > 1]
        return frozenset(run[at : at + size] for run in runs for size in (1, 2) for at in range(len(run) - size + 1))

    def contrasted(self, one: str, other: str) -> bool:
        """Tell whether a word of one stands where the other has another before the same words: 省内|补助, 省外|补助."""
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        for (kind, a, b, c, d), (_, e, f, _, _) in pairwise(blocks):
            left, right = one[a:b].strip(), other[c:d].strip()
            if kind != "replace" or not left or not right or " " in left + right:
                continue
            after = one[e:f].replace(" ", "")
            if left in other or right in one:  # moved, not another
                continue
            if max(len(left), len(right)) > _OTHER_WORD or len(after) < _SAME_AFTER:
                continue
            if not self._same(left + after[:1], right + after[:1]) and not self._same(left, right):
                return True
        return False

    def _same(self, one: str, other: str) -> bool:
        return one in other or other in one or any(one in group and other in group for group in self._groups)

    def named(self, text: str) -> frozenset[str]:
        """Give the roles of the lexicon that ``text`` names, outsiders (供应商, 顾客) apart."""
        found = self._roles.findall(text) if self._roles is not None else ()
        return frozenset(self._named[name].name for name in found if _insider(name))

    @staticmethod
    def classes(text: str) -> frozenset[str]:
        """Give the words that tell classes of one thing apart (一线, 晚班, 病假)."""
        return frozenset(_CLASS.findall(text))

    def agree(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Tell whether two sets of roles may mean the same people: one of them open, shared, or of one family."""
        one, other = one - self.OPEN, other - self.OPEN
        if not one or not other or one & other:
            return True
        if self._lexicon is None:
            return False
        wide = {name for role in one for name in self._lexicon.family(role)}
        return bool(wide & other) or any(set(self._lexicon.family(role)) & one for role in other)


def _insider(name: str) -> bool:
    return not _OUTSIDER.search(name)
