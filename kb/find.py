"""Finding: a question in anybody's words -> the clauses that are about it, in a collection of any size.

``search`` looks for the words that are typed; ``ask`` looks for one answer.  Finding lies between: the words are
led to those that documents print, the engine gives some hundred clauses, and ``index.relevance`` orders them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.analyzer import Analyzer
from index.everyday import LONGEST, load_thesaurus
from index.generation import Generation
from index.ranker import fold
from index.relevance import Concept, Passage, Prominence, order
from index.schema import WEIGHTS, Field

from .reply import Hit

__all__ = [
    "CANDIDATES",
    "READING",
    "Read",
    "candidates",
    "engine_query",
    "find",
    "passage",
    "prominence_of",
    "read_concepts",
    "read_in",
]

CANDIDATES = 300
"""Clauses that the engine is asked for."""

READING = 120
"""Of those, the ones whose text is read."""

LIMIT = 500
"""Characters of a question that are read; what is asked stands in the first sentences."""

VARIANTS = 8
"""Other wordings of a word that are looked for, the best first."""

# Words that ask, address or fill.  Policies and statutes hardly print them, so that they would count as rare.
_ASKING = frozenset(
    (
        "的 了 吗 呢 吧 啊 呀 嘛 么 哦 我 你 您 他 她 它 我们 你们 他们 咱 咱们 自己 人家 要 会 能 可以 "
        "应该 应当 需要 必须 得 该 是 是不是 有 有没有 没有 没 不 被 把 给 跟 和 与 及 或 在 从 到 对 向 "
        "由 让 为 就 都 也 还 还是 又 再 才 只 很 太 最 更 那 这 那个 这个 哪 哪个 哪些 哪里 谁 什么 啥 "
        "怎么 怎么样 怎样 如何 咋 咋办 怎么办 多少 几 多 多久 多长时间 多长 时候 什么时候 啥时候 一下 一 "
        "一个 一次 个 次 点 些 下 里 上 中 后 前 时 时间 以 之 其 所 等 请问 问 请 想 知道 告诉 说 话 "
        "规定 按 按照 根据 如果 要是 的话 因为 所以 但是 然后 为什么 为啥 行 能不能 可不可以 是否 来 去 "
        "做 干 弄 搞 办 看 用 叫 算 事 事情 东西 情况 问题 处理 办法 方法 方面 具体 一般 通常 目前 现在 "
        "今天 每 每个 各 本 此 某 另 另外 其他 任何 归 意思 多少钱 钱"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Read:
    """A question as finding reads it: folded, its concepts, and the words for the engine with their weights."""

    text: str
    concepts: tuple[Concept, ...]
    words: dict[str, float]


def read_concepts(question: str, analyzer: Analyzer, frequency: Callable[[str], int], clauses: int) -> Read:
    """Read a question into concepts.  ``frequency`` says in how many of the ``clauses`` a word stands."""
    text = fold(question[:LIMIT])
    thesaurus = load_thesaurus()
    words: dict[str, float] = {}
    covered = [False] * len(text)
    named: list[tuple[int, str, tuple[str, ...]]] = []
    for start, end, word in _longest(text, thesaurus):
        covered[start:end] = [True] * (end - start)
        named.append((start, word, tuple(dict.fromkeys(fold(other) for other in thesaurus[word]))))
    for term in analyzer.words(text):
        if term.text in _ASKING:
            continue
        words[term.text] = 1.0
        if not all(covered[term.start : term.end]):
            named.append((term.start, term.text, ()))

    @lru_cache(maxsize=512)
    def rarity(word: str) -> float:
        count = frequency(word)
        # Robertson & Sparck Jones, as BM25 uses it; what nothing holds tells nothing apart
        return math.log(1 + (clauses - count + 0.5) / (count + 0.5)) if count else 0.0

    concepts: dict[str, Concept] = {}
    for _, word, others in sorted(named):
        if word in concepts:
            continue
        cut = [(other, [term.text for term in analyzer.words(other) if _tells(term.text)]) for other in others]
        # of a phrase the rarest word counts; a phrase of which no clause holds any word is left out
        weighed = [(other, pieces, max(map(rarity, pieces), default=0.0)) for other, pieces in cut]
        variants = [one for one in weighed if one[2] > 0.0][:VARIANTS]
        own = rarity(word) * (0.5 if len(word) == 1 else 1.0)
        weight = max(own, *(rare for _, _, rare in variants[:3])) if variants else own
        if weight <= 0.0:
            continue
        concepts[word] = Concept(word, tuple(other for other, _, _ in variants), weight)
        pieces = [piece for _, several, _ in variants for piece in several]
        for piece in pieces:
            # Together the other wordings may count for more than the word, but not each for as much.
            words[piece] = words.get(piece, 0.0) + 1.0 / math.sqrt(len(pieces))
    return Read(text, tuple(concepts.values()), words)


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _ASKING


def _longest(text: str, thesaurus: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int, str]]:
    """Find the words of the thesaurus in ``text``; of two that overlap the longer one, of equal ones the first."""
    places = range(len(text))
    spans = [
        (start, start + size, text[start : start + size])
        for size in range(min(LONGEST, len(text)), 1, -1)
        for start in places[: len(text) - size + 1]
        if text[start : start + size] in thesaurus
    ]
    taken = [False] * len(text)
    kept = []
    for start, end, word in spans:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            kept.append((start, end, word))
    return kept


def prominence_of(generation: Generation) -> dict[str, Prominence]:
    """Give each document's standing among the others; how many name it is counted when the base is built."""
    named: Mapping[str, int] = generation.manifest.extra.get("named", {})
    return {
        document: Prominence(named.get(document, 0), clauses)
        for document, clauses in generation.clause_counts().items()
    }


def read_in(generation: Generation, question: str) -> Read:
    """Read a question with the dictionary and the frequencies of ``generation``."""
    engine = generation.engine
    return read_concepts(
        question, generation.analyzer, lambda word: engine.frequency("text", word), generation.manifest.clauses
    )


def engine_query(generation: Generation, read: Read) -> dict[Field, dict[str, float]]:
    """Give the terms that the engine is asked for.

    Titles are left out: among documents that all are about the matter a title is no sign of the clause, and the
    order looks at them.
    """
    return {
        "text": dict(read.words),
        "headings": {word: WEIGHTS["headings"] * weight for word, weight in read.words.items()},
        "pairs": {term.text: WEIGHTS["pairs"] for term in generation.analyzer.pairs(read.text)},
    }


def candidates(generation: Generation, read: Read, limit: int = CANDIDATES) -> list[tuple[str, float, str]]:
    """Ask the engine for the clauses that share most with a question: id, score and document, best first."""
    document_of = generation.clause_file.document_of
    found = generation.engine.search(engine_query(generation, read), limit=limit)
    return [(clause, score, document_of(clause)) for clause, score in found]


def passage(generation: Generation, clause: str, titles: Mapping[str, str]) -> Passage:
    """Read a clause and its neighbours in the form that questions are folded to."""
    before, own, after = generation.clause_file.beside(clause)
    title = titles[generation.clause_file.document_of(clause)]
    return Passage(fold(own), title, tuple(fold(text) for text in (before, after) if text))


def find(
    generation: Generation,
    question: str,
    limit: int,
    prominence: Mapping[str, Prominence],
    titles: Mapping[str, str],
) -> list[Hit]:
    """Find the ``limit`` clauses that are most about ``question``, best first; none where no word of it is known.

    ``titles``: document id -> its title, folded.
    """
    read = read_in(generation, question)
    if not read.concepts:
        return []
    found = candidates(generation, read, max(limit, CANDIDATES))
    ranked = order(
        read.concepts, found, lambda clause: passage(generation, clause, titles), prominence, reading=READING
    )
    named = tuple(f"关键词:{concept.text}" for concept in read.concepts)
    return [
        Hit(rank, score, generation.clause(clause), named) for rank, (clause, score) in enumerate(ranked[:limit], 1)
    ]
