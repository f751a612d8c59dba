"""The kind of a question: a linear model over its cue phrases and its characters.

Cues are what a person would list (归谁管, 能不能, 罚多少); they overlap (怎么罚 is no 怎么), so their weights, and
those of the runs of one to three characters around them, are learned from labelled questions (bench/train.py) and ship
in ``kinds.json``.  Probabilities are kept: the ranker weighs the values that a clause holds by them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from ingest import ConfigurationError
from ingest.patterns import lazy

__all__ = ["CUES", "KindModel", "cue_features", "load_kinds"]

CUES: tuple[tuple[str, str], ...] = (
    (
        "penalty",
        r"罚|处分|惩|开除|辞退|辞掉|炒掉|开掉|警告|后果|追究|赔(?!付标准)|记过|违规会|扣(?:我|他|她|"
        r"你)?(?:多少|几|什么|啥|钱|工资|绩效|分|不扣|吗|不)|会扣|要扣|被扣|扣不扣",
    ),
    ("penalty", r"会怎么样|会怎样|会咋样|怎么样$|咋处理|什么下场|会有事吗|要紧吗|严重吗"),
    (
        "penalty",
        r"(?:逮到|抓到|发现|看到|被查|犯了|违反|偷|迟到|旷工|早退|弄丢|打架|吵架|泄露).{0,14}(?:怎么处理|"
        r"怎么办|咋办|会怎|如何处理|多少)",
    ),
    (
        "approval",
        r"(?:谁|哪个|哪级|什么人|哪位|哪里|几个人|几级).{0,6}(?:批|审|签字|签|同意|核准|点头|拍板)|(?:找|"
        r"经过|让|给|要|需要|由|请)谁.{0,6}(?:批|审|签|同意|点头)|审批|审核|批准|报批|请示|拍板|点头|"
        r"同意才|要不要(?:申请|审批|签字)|问谁|拿主意|交给(?:谁|哪)|交到哪|上报(?:给)?谁|汇报给?谁|报给谁|"
        r"向谁",
    ),
    (
        "responsible",
        r"谁(?!批|审|签)|哪个(?:部门|岗位|岗|人|组|职位|同事)|哪些(?:部门|岗位|人)|哪位|哪一?个组|"
        r"哪几个(?:岗位|人)|归(?:谁|哪)|归口|负责人|什么人|什么岗|叫什么(?!吗)|找谁|哪里管|哪(?:个|"
        r"边)(?:管|负责)|上司|上级是",
    ),
    (
        "duty_list",
        r"职责|要干(?:什么|啥|哪些)|干(?:什么|啥|嘛)(?:的|活)?$|做(?:什么|啥|哪些|些什么)|负责(?:什么|啥|"
        r"哪些|干)|工作内容|管(?:什么|啥|哪些)|(?:什么|哪些)(?:工作|事|活)|要做的|主要工作|都管",
    ),
    ("reward", r"奖(?!罚)|提成|分红|补贴|补助|津贴|有什么好处|加成|优先|表彰|评优|涨工资|加薪|晋升|升职|转正奖"),
    (
        "time",
        r"几点|什么时间|啥时间|什么时候|啥时候|多久(?:一次|盘|清|开|检|换|报|做一)|多长时间(?:一次|盘|清)|"
        r"哪天|周几|星期几|几号|作息|上班时间|下班时间|早班|晚班时间|一(?:周|月|天|年)几次|每(?:周|月|天|"
        r"年)(?:几|多少)次",
    ),
    (
        "deadline",
        r"多久|几天|几个?小时|几分钟|多长时间|最晚|最迟|期限|限期|截止|多少天|提前(?:几|多)|几个月|几年|"
        r"多少(?:小时|分钟)|时限|有效期|过多久|之内|几个工作日|几日",
    ),
    (
        "amount",
        r"多少|几(?:块|元|个|分|成|张|件|人|次|倍|名|份|条|级|遍)|底薪|上限|下限|额度|比例|标准是|最高|"
        r"最低|保证金|百分之几|价格|费用",
    ),
    (
        "permission",
        r"能不能|可不可以|可以.{0,16}(?:吗|么|不)|能.{0,18}(?:吗|么|不$|嘛)|行不行|行吗|行么|许不许|"
        r"准不准|让不让|允许|允不允许|可以不|有没有权|得不得|要不要|用不用|必须.{0,10}(?:吗|么)|可否|能否|"
        r"是否(?:可以|能|允许|必须|需要)|需不需要|该不该|应不应该|一定要.{0,10}吗|算不算|给不给",
    ),
    (
        "definition",
        r"什么(?:是|叫|叫做)|啥(?:是|叫)|(?:是|指)(?:什么|啥)(?:意思|东西)?|什么意思|啥意思|定义|"
        r"是干(?:嘛|什么|啥)的|分(?:几|哪)(?:种|类|级)|哪(?:几)?(?:种|类)|由(?:哪|什么).{0,4}(?:组成|"
        r"构成)|适用(?:于)?(?:什么|哪|谁)|包括(?:什么|哪些|啥)|包含(?:什么|哪些)|看(?:什么|啥)指标|性质|"
        r"指的|怎么定义|怎么算(?:是)?",
    ),
    (
        "procedure",
        r"怎么(?!罚|样|扣)|咋(?!罚|扣)|如何|流程|步骤|怎样|办法|手续|要带什么|什么材料|哪些(?:内容|材料|"
        r"手续|步骤|资料)|先.{0,8}再|该做(?:什么|啥)|应该(?:做|干|怎)|操作",
    ),
    ("procedure", r"流程|步骤|办理|怎么办|咋办"),
    ("duty_list", r"工作内容|主要(?:工作|职责)|职责"),
    ("definition", r"怎么定义|定义|什么意思"),
    ("penalty", r"罚款|罚金|赔多少|要赔"),
)
"""Name and pattern; a kind may have several."""

_STARTS = (
    "会后处开惩扣炒罚被要警记赔辞违追",
    "严什会咋怎要",
    "偷发吵弄打抓早旷泄犯看被违迟逮",
    "上交什几同向哪审批找报拍拿汇点由经给要让请谁问需",
    "上什叫哪归找谁负",
    "主什做哪工干管职要负都",
    "优分加升奖提晋有津涨补表评转",
    "一上下什作几周哪啥多早星晚每",
    "之几多截提时最有期过限",
    "上下价保几多底最标比百费额",
    "一允准可应得必是有用算给能行要让许该需",
    "什分包哪啥定怎性指是由看适",
    "什先办咋哪如应怎手操步流要该",
    "办咋怎步流",
    "主工职",
    "什定怎",
    "罚要赔",
)
"""What each of ``CUES`` begins with: a question holds few of them, and compiling takes longer than asking."""

_COMPILED = tuple(
    (f"{name}{number}", lazy(pattern, starts=starts))
    for number, ((name, pattern), starts) in enumerate(zip(CUES, _STARTS, strict=True))
)
_NUMBER = re.compile(r"[0-9]+(?:[.:][0-9]+)?")
_FEW = 200
"""Rows that are looked for one by one; after two or three questions all of them are read."""
_STOPS = str.maketrans("", "", ',，。?？!！、"“”')


def cue_features(folded: str) -> Iterator[str]:
    """Give the features of a question: its cues (``#name``) and its runs of one to three characters."""
    for name, pattern in _COMPILED:
        if pattern.search(folded):
            yield f"#{name}"
    text = f"^{_NUMBER.sub('0', folded.translate(_STOPS))}$"
    for length in (1, 2, 3):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


class KindModel(NamedTuple):
    """Weights of features (one number a kind, a blank between) and the kinds' offsets.

    A row is read when a question has its feature: all of them together take longer than answering.
    """

    kinds: tuple[str, ...]
    offsets: tuple[float, ...]
    weights: Mapping[str, str]

    def probabilities(self, folded: str) -> tuple[tuple[str, float], ...]:
        """Give (kind, probability), the most likely first; they add up to 1."""
        scores = list(self.offsets)
        for feature in dict.fromkeys(cue_features(folded)):  # a set would add up in another order each time
            row = _row(self.weights.get(feature, ""))
            if row:
                scores = list(map(add, scores, row))
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return tuple(sorted(((k, p / total) for k, p in zip(self.kinds, powers, strict=True)), key=lambda kp: -kp[1]))


@lru_cache(maxsize=4096)
def _row(weights: str) -> tuple[float, ...]:
    """Read the weights of a feature; questions share most of theirs."""
    return tuple(map(float, weights.split()))


class _Rows(Mapping[str, str]):
    """The rows of ``kinds.json``, found by halves among its lines: a question asks for forty of nine thousand.

    Whoever asks many questions has all of them read once, which takes as long as a dozen questions' search.
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        self._asked = 0
        self._all: Mapping[bytes, bytes] = {}

    def __getitem__(self, feature: str) -> str:
        row = self.get(feature)
        if row is None:
            raise KeyError(feature)
        return str(row)

    def get(self, feature: str, default: Any = None) -> Any:
        """Give the row of ``feature``, or ``default``: for most there is none, and exceptions take time."""
        wanted = feature.encode("utf-8", "surrogatepass")
        if self._all:
            row = self._all.get(wanted)
            return default if row is None else row.decode("ascii")
        self._asked += 1
        if self._asked > _FEW:
            ends = self._lines.split(b"\n")[:-1]
            self._all = {key[1:]: row[: row.index(b'"')] for key, _, row in (line.partition(b'": "') for line in ends)}
        found = self._search(wanted)
        return default if found is None else found

    def _search(self, wanted: bytes) -> str | None:
        low, high = 0, len(self._lines)
        while low < high:
            begin = self._lines.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self._lines.find(b"\n", begin)
            key, row = self._row(begin, end)
            if key == wanted:
                return row.decode("ascii")
            if key < wanted:
                low = end + 1
            else:
                high = begin
        return None

    def _row(self, begin: int, end: int) -> tuple[bytes, bytes]:
        key, _, row = self._lines[begin:end].partition(b'": "')
        return key[1:], row[: row.index(b'"')]

    def __iter__(self) -> Iterator[str]:
        begin = 0
        while end := self._lines.find(b"\n", begin) + 1:
            yield self._row(begin, end - 1)[0].decode()
            begin = end

    def __len__(self) -> int:
        return self._lines.count(b"\n")


@lru_cache(maxsize=1)
def load_kinds() -> KindModel:
    """Read the learned weights that ship beside this module; their rows stay text until they are asked for.

    Raises ``ConfigurationError`` where they are laid out otherwise than ``bench/train.py`` does, a row a line in order.
    """
    head, mark, rest = Path(__file__).with_name("kinds.json").read_bytes().partition(b',\n"weights": {\n')
    lines, end, _ = rest.partition(b"\n}")
    if not mark or not end:
        raise ConfigurationError("kinds.json 与本版本不符", remedy="请重新安装 policy-kb")
    record = json.loads(head + b"}")
    return KindModel(tuple(record["kinds"]), tuple(record["offsets"]), _Rows(lines + b"\n"))
