"""Reading a question: what kind of thing it asks for, about which words, for which role.

Questions are typed in the terminal in everyday Chinese: short, without punctuation, with a wrong character
here and there.  The kind is read from cue phrases (每个多少, 归谁管, 行不行); what is left over is what it is about.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple, cast

from index.analyzer import Analyzer
from index.everyday import everyday_words, map_everyday
from index.features import Query, Sought, fold
from index.lexicon import Lexicon
from index.matching import strange
from index.meaning import Part, load_meaning
from index.ranges import Quantity, quantities
from ingest.numerals import NUMERAL_CHARACTERS
from ingest.patterns import lazy

from .kinds import load_kinds
from .reply import KIND_NAMES, Kind

__all__ = ["Question", "printed_near", "read_question"]

VARIANTS = 16
"""Synonyms of a word that are looked for, the best first."""

INNER = 0.4
"""What a word counts that stands inside of a longer one of the thesaurus."""

NEAR_WORDS, NEAR_LEAST, NEAR_WEIGHT = 8, 0.3, 0.4
"""How many words of nearly the meaning of a word are looked for, how close they must come, and what they count beside
the word itself."""
NEAR_RARE, NEAR_FEW = 0.03, 50
"""In which share of all clauses, or in how many, such a word may stand: one of many clauses leads to none of them, and
takes the engine longest (docs/evaluation.md)."""

LIMIT = 500
"""Characters of a question that are read; what is asked stands in the first sentences."""

# Words that ask or fill, and say nothing of what is asked about.
_EMPTY = frozenset(
    (
        "的 了 吗 呢 吧 啊 呀 嘛 么 哦 哈 我 你 您 他 她 它 我们 你们 他们 咱 咱们 自己 人家 要 会 能 可以 应该 "
        "应当 需要 必须 得 该 是 是不是 有 有没有 没有 没 不 被 把 给 跟 和 与 及 或 在 从 到 对 向 由 让 为 就 "
        "都 也 还 还是 又 再 才 只 很 太 最 更 那 这 那个 这个 哪 哪个 哪些 哪里 谁 什么 啥 怎么 怎么样 怎样 "
        "如何 咋 咋办 怎么办 多少 几 多 多久 多长时间 多长 几点 时候 什么时候 啥时候 一下 一 一个 一次 个 次 点 "
        "些 下 里 上 中 后 前 时 时间 内 外 以 之 其 所 等 请问 问 请 想 知道 告诉 说 话 公司 咱店 店里 规定 "
        "制度 按 按照 根据 如果 要是 的话 因为 所以 但是 然后 多大 为什么 为啥 行 行不行 行吗 能不能 可不可以 "
        "是否 吗 来 去 做 干 干嘛 弄 搞 办 看 用 叫 算 事 事情 东西 情况 问题 处理 办法 方法 方面 具体 一般 通常 "
        "目前 现在 今天 哪天 哪一天 哪几天 每 每个 各 各个 本 该 此 某 另 另外 其他 任何 归 管 哪位 岗 意思 多少钱 几多"
    ).split()
)
# Words that name the kind of a question.  They say little of its subject where that kind is asked for (怎么罚), and
# are the subject where it is not (罚款交给谁).
_KIND_WORDS = {
    word: kind
    for kind, words in {
        "responsible": "负责 岗位 部门 负责人",
        "duty_list": "职责 负责 工作内容",
        "penalty": "罚 罚款 处罚 扣 扣钱 惩罚 处分 扣款",
        "reward": "奖 奖励 奖金",
        "procedure": "流程 步骤",
        "approval": "审批 审核 批 批准 签字 同意",
        "deadline": "期限",
        "definition": "定义",
    }.items()
    for word in words.split()
}
_FIGURE = lazy(r"\d+(?:[.:：]\d+)?|[一二两三四五六七八九十百]+(?=个|次|天|小时|分钟|元|块|年|月|周|点|名|人|条|级)")
_QUANTITY = lazy(
    r"(?:第?[0-9一二两三四五六七八九十百千万几多半]+(?:[.:：][0-9]+)?)"
    r"(?:个|次|天|日|小时|分钟|秒|元|块|毛|万|年|月|周|点|点半|名|人|条|级|%|成|倍|回|度|岁|张|件|单|份|遍|趟|号|钱|块钱|个月|个小时|个人)?|元|块|块钱"
)
_ORDINAL = (
    ("第一次", lazy(r"第一[次回]|首次|初犯|头一[次回]", starts="第首初头")),
    ("第二次", lazy(r"第二[次回]|再次|再犯|又犯|二次", starts="第再又二")),
    ("第三次", lazy(r"第三[次回]|三次以上|满三次|三次", starts="第三满")),
)
_COUNTED = frozenset(f"0123456789０１２３４５６７８９半每个{NUMERAL_CHARACTERS}") - frozenset("-")
"""Of what a question that names a value holds at least one."""
_BEGINS_QUANTITY = frozenset("0123456789第一二两三四五六七八九十百千万几多半元块")
_YUAN = lazy(r"(?<=[0-9百千万十])块(?!钱)", starts="块")  # 2500块找谁批
_INTERROGATIVE = lazy(r"谁|怎么|咋|怎样|如何|多少|[几啥哪]|什么")
_GENERIC = frozenset(["员工", "人员", "公司", "工作", "上班", "部门", "时间", "客户"])


_Near = tuple[float, tuple[tuple[str, float], ...]]
"""A word's share of a term, and the words of nearly its meaning with their closeness (``meaning.Part``)."""


class Question(NamedTuple):
    """A question as it was read.  ``query`` is what the ranker gets; ``expanded`` the words for the engine."""

    text: str
    kind: Kind
    query: Query
    expanded: dict[str, float]
    reading: tuple[str, ...]


def read_question(
    text: str,
    analyzer: Analyzer,
    lexicon: Lexicon,
    frequency: Callable[[str], int],
    pair_frequency: Callable[[str], int],
    clauses: int,
    printed: Callable[[_Near], Sequence[tuple[str, float]]] | None = None,
) -> Question:
    """Read a question.  The frequencies say in how many of the ``clauses`` a word, or a pair of characters, stands.

    ``printed``: ``printed_near`` with these figures, where it is kept.
    """
    text = text[:LIMIT]
    folded = fold(text)
    known = _known_words(folded, lexicon)
    roles, families = _roles(folded, lexicon, known)
    kinds = load_kinds().probabilities(folded)
    kind = cast(Kind, kinds[0][0])
    terms = _terms(folded, known, analyzer, lexicon, dict(kinds), frequency, clauses)
    expanded: dict[str, float] = {}
    for term in terms:
        for weight, word in ((1.0, term.text), *((0.55, variant) for variant in term.variants)):
            worth = weight * _worth(term)
            for piece in analyzer.pieces(word):
                if worth > expanded.get(piece, 0.0):
                    expanded[piece] = worth
    if not strange(terms):
        _expand_near(expanded, terms, printed or partial(printed_near, frequency, clauses))
    ordinal = next((name for name, pattern in _ORDINAL if pattern.search(folded)), "")
    query = Query(
        text=folded,
        kind=kind,
        kinds=kinds,
        terms=terms,
        pairs=_pairs(terms, analyzer, pair_frequency, clauses),
        roles=frozenset(roles),
        families=frozenset(families),
        figures=tuple(dict.fromkeys(_FIGURE.findall(folded))) if _counts(folded) else (),
        quantities=_quantities(_YUAN.sub("元", text) if "块" in text else text),
        ordinal=ordinal,
    )
    reading = (
        f"问的是:{KIND_NAMES[kind]}",
        f"关键词:{'、'.join(term.text for term in terms)}",
        *(f"角色:{role}" for role in roles),
    )
    return Question(text, kind, query, expanded, reading)


def _counts(folded: str) -> bool:
    return not _BEGINS_QUANTITY.isdisjoint(folded) or any(map(str.isdecimal, folded))


def _worth(term: Sought) -> float:
    return min(1.5, 0.4 + term.weight / 4)


def printed_near(frequency: Callable[[str], int], clauses: int, part: _Near) -> Sequence[tuple[str, float]]:
    """Give those of the nearest words of a word that some of all ``clauses`` hold, each with what it counts."""
    share, near = part
    most = max(NEAR_FEW, NEAR_RARE * clauses)
    found: list[tuple[str, float]] = []
    for word, closeness in near:
        if closeness * share < NEAR_LEAST or len(found) == NEAR_WORDS:
            break
        if len(word) > 1 and 0 < frequency(word) <= most:
            found.append((word, closeness))
    return found


def _expand_near(
    expanded: dict[str, float], terms: Sequence[Sought], printed: Callable[[_Near], Sequence[tuple[str, float]]]
) -> None:
    """Add what clauses may print in place of a word: those of its nearest words that a few clauses hold."""
    for term in terms:
        worth = NEAR_WEIGHT * _worth(term)
        for part in term.parts:
            for word, closeness in printed(part):
                expanded[word] = max(expanded.get(word, 0.0), worth * part[0] * closeness)


def _roles(folded: str, lexicon: Lexicon, known: Sequence[_Span]) -> tuple[list[str], set[str]]:
    """Find the roles named in a question, and all that belong to their families."""
    roles: list[str] = []
    named = [hit.phrase for hit in lexicon.roles_in(folded)]
    # 管仓库的 -> 仓管员: what people call a post is in the thesaurus
    for _, _, word in known:
        named += [target for target in _everyday().get(word, ())[:1] if target in lexicon.role_of]
    for phrase in named:
        role = lexicon.role_of[phrase]
        if role.name not in roles:
            roles.append(role.name)
    families: set[str] = set()
    for role_name in roles:
        families.update(lexicon.family(role_name))
        wider = lexicon.role_of[role_name].family
        if wider:
            families.add(wider)
    return roles, families


def _quantities(text: str) -> tuple[Quantity, ...]:
    """Give the values in a question; most hold none, and need not wait for the reader of facts to be imported."""
    if _COUNTED.isdisjoint(text):
        return ()
    from index.facts import facts_in

    return quantities(facts_in(text))


def _terms(
    folded: str,
    known: Sequence[_Span],
    analyzer: Analyzer,
    lexicon: Lexicon,
    kinds: Mapping[str, float],
    frequency: Callable[[str], int],
    clauses: int,
) -> tuple[Sought, ...]:
    """Find the content words: groups of the synonym lexicon first, the dictionary's words for the rest."""
    spans = list(known)
    covered = [False] * len(folded)
    for start, end, _ in spans:
        covered[start:end] = [True] * (end - start)
    words = analyzer.words(folded)
    spans.extend((term.start, term.end, term.text) for term in words if not all(covered[term.start : term.end]))
    # 开会手机响 is an entry of the thesaurus, and 手机 in it is a word that a clause may print all the same.
    inner = {term.text for term in words if len(term.text) > 1 and all(covered[term.start : term.end])}
    inner -= {word for _, _, word in spans}
    spans.extend((term.start, term.end, term.text) for term in words if term.text in inner)
    spans.sort()
    terms: dict[str, Sought] = {}
    for _, _, word in spans:
        if word in terms or word in _EMPTY or (len(word) == 1 and not word.isalnum()) or _is_quantity(word):
            continue  # quantities and steps are compared with those of the clause, not looked for as words
        if len(word) == 1 and frequency(word) * 8 > clauses:
            continue
        variants = tuple(other for other in _synonyms(lexicon, word) if other not in _EMPTY)[:VARIANTS]
        unknown = not frequency(word) and not any(frequency(variant) for variant in variants)
        weight = _weight(word, variants, frequency, clauses)
        if word in inner:
            if not frequency(word):
                continue
            weight *= INNER
        if word in _KIND_WORDS:
            weight *= 1.0 - kinds.get(_KIND_WORDS[word], 0.0)
            unknown = False
        terms[word] = Sought(word, variants, weight, unknown, _near(word), _INTERROGATIVE.search(word) is not None)
    return tuple(terms.values())


def _is_quantity(word: str) -> bool:
    return word[:1] in _BEGINS_QUANTITY and _QUANTITY.fullmatch(word) is not None


@lru_cache(maxsize=4096)
def _near(word: str) -> tuple[Part, ...]:
    return load_meaning().near(word)


def _pairs(
    terms: Sequence[Sought], analyzer: Analyzer, frequency: Callable[[str], int], clauses: int
) -> dict[str, float]:
    """Give the neighbouring characters of the content words, in their order, with their IDF."""
    pairs: dict[str, float] = {}
    for pair in analyzer.pair_texts("".join([term.text for term in terms])):
        count = frequency(pair)
        pairs[pair.replace(" ", "")] = math.log(1 + (clauses - count + 0.5) / (count + 0.5))
    return pairs


def _weight(word: str, variants: tuple[str, ...], frequency: Callable[[str], int], clauses: int) -> float:
    """Give the IDF of a word; one that no clause has counts as the best of its synonyms that one has."""
    count = frequency(word)
    if not count:
        count = next((found for variant in variants if (found := frequency(variant))), 0)
    # Robertson & Sparck Jones, as BM25 uses it
    weight = math.log(1 + (clauses - count + 0.5) / (count + 0.5))
    weight = min(weight, math.log(1 + clauses / 1.5))
    if word in _GENERIC:
        weight *= 0.4
    return weight * (0.5 if len(word) == 1 else 1.0)


_Span = tuple[int, int, str]
"""Where a known word begins and ends in a question, and the word."""


def _known_words(folded: str, lexicon: Lexicon) -> list[_Span]:
    """Find the words of the synonym groups and of the thesaurus; of two that overlap the longer one."""
    hits = [*lexicon.synonyms_in(folded), *everyday_words(folded, _everyday())]
    hits.sort(key=lambda hit: (hit.start - hit.end, hit.start))
    taken = [False] * len(folded)
    spans = []
    for hit in hits:
        if len(hit.phrase) > 1 and not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = [True] * (hit.end - hit.start)
            spans.append((hit.start, hit.end, hit.phrase))
    return spans


@lru_cache(maxsize=1)
def _everyday() -> Mapping[str, tuple[str, ...]]:
    return map_everyday()


def _synonyms(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """Give what policies say for ``word``: the everyday thesaurus and the shop's groups, the best first.

    The first word that the thesaurus leads to brings its own group along: 迟道 -> 迟到 -> 晚到.
    """
    targets = _everyday().get(word, ())
    groups = lexicon.synonyms_of
    found = (*targets[:3], *groups.get(word, ()), *targets[3:], *(groups.get(targets[0], ()) if targets else ()))
    return tuple(dict.fromkeys(fold(other) for other in found if other != word))
