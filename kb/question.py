"""Reading a question: what kind of thing it asks for, about which words, for which role.

Questions are typed in the terminal in everyday Chinese: short, without punctuation, with a wrong character
here and there.  The kind is read from cue phrases (每个多少, 归谁管, 行不行); what is left over is what it is about.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from index.analyzer import Analyzer
from index.lexicon import Lexicon
from index.phrases import Phrases
from index.ranker import Query, Sought, fold

from .reply import Kind

__all__ = ["Question", "read_question"]

LIMIT = 500
"""Characters of a question that are read; what is asked stands in the first sentences."""

# Each cue with what it weighs.  Where two kinds tie, the earlier one wins.
_CUES: tuple[tuple[str, str, float], ...] = (
    (
        "penalty",
        r"罚|处分|惩|开除|辞退|辞掉|炒掉|开掉|警告|后果|追究|赔(?!付标准)|记过|违规会|扣(?:我|他|她|你)?(?:多少|几|什么|啥|钱|工资|绩效|分|不扣|吗|不)|会扣|要扣|被扣|扣不扣",
        3.0,
    ),
    ("penalty", r"会怎么样|会怎样|会咋样|怎么样$|咋处理|什么下场|会有事吗|要紧吗|严重吗", 1.6),
    (
        "penalty",
        r"(?:逮到|抓到|发现|看到|被查|犯了|违反|偷|迟到|旷工|早退|弄丢|打架|吵架|泄露).{0,14}(?:怎么处理|怎么办|咋办|会怎|如何处理|多少)",
        1.5,
    ),
    (
        "approval",
        r"(?:谁|哪个|哪级|什么人|哪位|哪里|几个人|几级).{0,6}(?:批|审|签字|签|同意|核准|点头|拍板)|(?:找|经过|让|给|要|需要|由|请)谁.{0,6}(?:批|审|签|同意|点头)|审批|审核|批准|报批|请示|拍板|点头|同意才|要不要(?:申请|审批|签字)|问谁|拿主意|交给(?:谁|哪)|交到哪|上报(?:给)?谁|汇报给?谁|报给谁|向谁",
        3.0,
    ),
    (
        "responsible",
        r"谁(?!批|审|签)|哪个(?:部门|岗位|岗|人|组|职位|同事)|哪些(?:部门|岗位|人)|哪位|哪一?个组|哪几个(?:岗位|人)|归(?:谁|哪)|归口|负责人|什么人|什么岗|叫什么(?!吗)|找谁|哪里管|哪(?:个|边)(?:管|负责)|上司|上级是",
        2.5,
    ),
    (
        "duty_list",
        r"职责|要干(?:什么|啥|哪些)|干(?:什么|啥|嘛)(?:的|活)?$|做(?:什么|啥|哪些|些什么)|负责(?:什么|啥|哪些|干)|工作内容|管(?:什么|啥|哪些)|(?:什么|哪些)(?:工作|事|活)|要做的|主要工作|都管",
        2.6,
    ),
    ("reward", r"奖(?!罚)|提成|分红|补贴|补助|津贴|有什么好处|加成|优先|表彰|评优|涨工资|加薪|晋升|升职|转正奖", 2.4),
    (
        "time",
        r"几点|什么时间|啥时间|什么时候|啥时候|多久(?:一次|盘|清|开|检|换|报|做一)|多长时间(?:一次|盘|清)|哪天|周几|星期几|几号|作息|上班时间|下班时间|早班|晚班时间|一(?:周|月|天|年)几次|每(?:周|月|天|年)(?:几|多少)次",
        2.5,
    ),
    (
        "deadline",
        r"多久|几天|几个?小时|几分钟|多长时间|最晚|最迟|期限|限期|截止|多少天|提前(?:几|多)|几个月|几年|多少(?:小时|分钟)|时限|有效期|过多久|之内|几个工作日|几日",
        2.5,
    ),
    (
        "amount",
        r"多少|几(?:块|元|个|分|成|张|件|人|次|倍|名|份|条|级|遍)|底薪|上限|下限|额度|比例|标准是|最高|最低|保证金|百分之几|价格|费用",
        1.8,
    ),
    (
        "permission",
        r"能不能|可不可以|可以.{0,16}(?:吗|么|不)|能.{0,18}(?:吗|么|不$|嘛)|行不行|行吗|行么|许不许|准不准|让不让|允许|允不允许|可以不|有没有权|得不得|要不要|用不用|必须.{0,10}(?:吗|么)|可否|能否|是否(?:可以|能|允许|必须|需要)|需不需要|该不该|应不应该|一定要.{0,10}吗|算不算|给不给",
        2.3,
    ),
    (
        "definition",
        r"什么(?:是|叫|叫做)|啥(?:是|叫)|(?:是|指)(?:什么|啥)(?:意思|东西)?|什么意思|啥意思|定义|是干(?:嘛|什么|啥)的|分(?:几|哪)(?:种|类|级)|哪(?:几)?(?:种|类)|由(?:哪|什么).{0,4}(?:组成|构成)|适用(?:于)?(?:什么|哪|谁)|包括(?:什么|哪些|啥)|包含(?:什么|哪些)|看(?:什么|啥)指标|性质|指的|怎么定义|怎么算(?:是)?",
        2.2,
    ),
    (
        "procedure",
        r"怎么(?!罚|样|扣)|咋(?!罚|扣)|如何|流程|步骤|怎样|办法|手续|要带什么|什么材料|哪些(?:内容|材料|手续|步骤|资料)|先.{0,8}再|该做(?:什么|啥)|应该(?:做|干|怎)|操作",
        1.9,
    ),
)
_COMPILED = tuple((kind, re.compile(pattern), weight) for kind, pattern, weight in _CUES)

# Words that ask or fill, and say nothing of what is asked about.
_EMPTY = frozenset(
    "的 了 吗 呢 吧 啊 呀 嘛 么 哦 哈 我 你 您 他 她 它 我们 你们 他们 咱 咱们 自己 人家 要 会 能 可以 应该 应当 需要 必须 得 该 是 是不是 有 有没有 没有 没 不 "
    "被 把 给 跟 和 与 及 或 在 从 到 对 向 由 让 为 就 都 也 还 还是 又 再 才 只 很 太 最 更 那 这 那个 这个 哪 哪个 哪些 哪里 谁 什么 啥 怎么 怎么样 怎样 如何 咋 咋办 怎么办 "
    "多少 几 多 多久 多长时间 多长 几点 时候 什么时候 啥时候 一下 一 一个 一次 个 次 点 些 下 里 上 中 后 前 时 时间 内 外 以 之 其 所 等 请问 问 请 想 知道 告诉 说 话 "
    "公司 咱店 店里 规定 制度 按 按照 根据 如果 要是 的话 因为 所以 但是 然后 多大 为什么 为啥 行 行不行 行吗 能不能 可不可以 是否 吗 来 去 做 干 干嘛 弄 搞 办 看 用 叫 算 "
    "事 事情 东西 情况 问题 处理 办法 方法 方面 具体 一般 通常 目前 现在 今天 每 每个 各 各个 本 该 此 某 另 另外 其他 任何 "
    "负责 归 管 哪位 岗位 部门 岗 职责 罚 罚款 处罚 扣 扣钱 惩罚 奖 流程 步骤 审批 审核 批 批准 期限 定义 意思".split()
)
_FIGURE = re.compile(
    r"\d+(?:[.:：]\d+)?|[一二两三四五六七八九十百]+(?=个|次|天|小时|分钟|元|块|年|月|周|点|名|人|条|级)"
)
_ORDINAL = (
    ("第一次", re.compile(r"第一[次回]|首次|初犯|头一[次回]")),
    ("第二次", re.compile(r"第二[次回]|再次|再犯|又犯|二次")),
    ("第三次", re.compile(r"第三[次回]|三次以上|满三次|三次")),
)
_GENERIC = frozenset("员工 人员 公司 工作 上班 部门 时间 客户".split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.  ``query`` is what the ranker gets; ``expanded`` the words for the engine."""

    text: str
    kind: Kind
    query: Query
    expanded: dict[str, float]
    reading: tuple[str, ...]


def read_question(
    text: str, analyzer: Analyzer, lexicon: Lexicon, frequency: Callable[[str], int], clauses: int
) -> Question:
    """Read a question.  ``frequency`` gives in how many of the ``clauses`` a word stands."""
    text = text[:LIMIT]
    folded = fold(text)
    kind = kind_of(folded)
    roles, families = _roles(folded, lexicon)
    terms = _terms(folded, analyzer, lexicon, frequency, clauses)
    expanded: dict[str, float] = {}
    for term in terms:
        for weight, word in ((1.0, term.text), *((0.55, variant) for variant in term.variants)):
            for piece in analyzer.words(word):
                expanded[piece.text] = max(expanded.get(piece.text, 0.0), weight * min(1.5, 0.4 + term.weight / 4))
    content = "".join(term.text for term in terms)
    ordinal = next((name for name, pattern in _ORDINAL if pattern.search(folded)), "")
    query = Query(
        text=folded,
        kind=kind,
        terms=terms,
        pairs=frozenset(content[i : i + 2] for i in range(len(content) - 1)),
        roles=frozenset(roles),
        families=frozenset(families),
        figures=tuple(dict.fromkeys(_FIGURE.findall(folded))),
        ordinal=ordinal,
    )
    reading = (
        f"问的是:{kind}",
        f"关键词:{'、'.join(term.text for term in terms)}",
        *(f"角色:{role}" for role in roles),
    )
    return Question(text, kind, query, expanded, reading)


def kind_of(folded: str) -> Kind:
    """Read the kind of a question from its cues; ``other`` where none is there."""
    scores: dict[str, float] = {}
    for kind, pattern, weight in _COMPILED:
        if pattern.search(folded):
            scores[kind] = scores.get(kind, 0.0) + weight
    if not scores:
        return "other"
    order = {kind: at for at, (kind, _, _) in reversed(list(enumerate(_COMPILED)))}
    return cast(Kind, max(scores, key=lambda kind: (scores[kind], -order[kind])))


def _roles(folded: str, lexicon: Lexicon) -> tuple[list[str], set[str]]:
    """Find the roles named in a question, and all that belong to their families."""
    roles: list[str] = []
    for hit in lexicon.role_words.find(folded):
        role = lexicon.role_of[hit.phrase]
        if role.name not in roles:
            roles.append(role.name)
    families: set[str] = set()
    for role_name in roles:
        families.update(lexicon.family(role_name))
        wider = lexicon.role_of[role_name].family
        if wider:
            families.add(wider)
    return roles, families


def _terms(
    folded: str, analyzer: Analyzer, lexicon: Lexicon, frequency: Callable[[str], int], clauses: int
) -> tuple[Sought, ...]:
    """Find the content words: groups of the synonym lexicon first, the dictionary's words for the rest."""
    spans: list[tuple[int, int, str]] = []
    for hit in _synonym_words(lexicon).find(folded):
        if len(hit.phrase) > 1:
            spans.append((hit.start, hit.end, hit.phrase))
    covered = [False] * len(folded)
    for start, end, _ in spans:
        covered[start:end] = [True] * (end - start)
    for term in analyzer.words(folded):
        if not all(covered[term.start : term.end]):
            spans.append((term.start, term.end, term.text))
    spans.sort()
    terms: dict[str, Sought] = {}
    for _, _, word in spans:
        if word in terms or word in _EMPTY or (len(word) == 1 and not word.isalnum()):
            continue
        if len(word) == 1 and frequency(word) * 8 > clauses:
            continue
        variants = tuple(other for other in lexicon.synonyms_of.get(word, ()) if other not in _EMPTY)[:14]
        terms[word] = Sought(word, variants, _weight(word, variants, frequency, clauses))
    return tuple(terms.values())


def _weight(word: str, variants: tuple[str, ...], frequency: Callable[[str], int], clauses: int) -> float:
    """Give the IDF of a word; one that no clause has counts as its most frequent synonym does."""
    count = frequency(word)
    if not count and variants:
        count = max(frequency(variant) for variant in variants)
    # Robertson & Sparck Jones, as BM25 uses it
    weight = math.log(1 + (clauses - count + 0.5) / (count + 0.5))
    weight = min(weight, math.log(1 + clauses / 1.5))
    if word in _GENERIC:
        weight *= 0.4
    return weight * (0.5 if len(word) == 1 else 1.0)


_SYNONYM_CACHE: dict[int, Phrases] = {}


def _synonym_words(lexicon: Lexicon) -> Phrases:
    """Index the words of all synonym groups, once for a lexicon."""
    key = id(lexicon)
    found = _SYNONYM_CACHE.get(key)
    if found is None:
        found = _SYNONYM_CACHE.setdefault(key, Phrases(lexicon.synonyms_of))
    return found
