"""Finding: a question in anybody's words -> the clauses that are about it, in a collection of any size.

``search`` looks for the words that are typed; ``ask`` looks for one answer.  Finding lies between: the words are
led to those that documents print, the engine gives some hundred clauses, and ``index.relevance`` orders them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from index.analyzer import Analyzer
from index.everyday import LONGEST, load_thesaurus
from index.generation import Generation
from index.relevance import Concept, Passage, Prominence, fold, order
from index.schema import WEIGHTS, Field

from .reply import Hit

__all__ = ["CANDIDATES", "READING", "Finder", "Read", "prominence_of"]

CANDIDATES = 300
"""Clauses that the engine is asked for."""

READING = 30
"""Of those, the ones whose text is read.  Eighty ranked no better, held out."""

LIMIT = 500
"""Characters of a question that are read; what is asked stands in the first sentences."""

VARIANTS = 8
"""Other wordings of a word that are looked for, the best first."""

WEIGHING = 3
"""Of those, the ones whose rarity may raise the word's own."""

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


class Finder:
    """Finds in one generation; what it has looked up it keeps, since a generation does not change."""

    def __init__(self, generation: Generation) -> None:
        engine, file = generation.engine, generation.clause_file
        self._generation = generation
        self._analyzer = generation.analyzer
        self.prominence = prominence_of(generation)
        self._titles = {document.id: fold(document.title) for document in generation.documents()}
        self._document_of = lru_cache(maxsize=65536)(file.document_of)
        self._rarity = lru_cache(maxsize=16384)(partial(_rarity, engine.frequency, generation.manifest.clauses))
        self._pieces = lru_cache(maxsize=16384)(partial(_pieces, self._analyzer))
        self._clause = generation.clause
        self.passage = lru_cache(maxsize=8192)(self._passage)

    def read(self, question: str) -> Read:
        """Read a question into concepts and words for the engine."""
        text = fold(question[:LIMIT])
        thesaurus = load_thesaurus()
        words: dict[str, float] = {}
        covered = [False] * len(text)
        named: list[tuple[int, str, tuple[str, ...]]] = []
        for start, end, word in _longest(text, thesaurus):
            covered[start:end] = [True] * (end - start)
            named.append((start, word, thesaurus[word]))
        for term in self._analyzer.words(text):
            if term.text in _ASKING:
                continue
            words[term.text] = 1.0
            if not all(covered[term.start : term.end]):
                named.append((term.start, term.text, ()))
        concepts: dict[str, Concept] = {}
        for _, word, others in sorted(named):
            if word in concepts:
                continue
            concept, pieces = self._concept(word, others)
            if concept.weight > 0.0:
                concepts[word] = concept
                for piece in pieces:
                    # Together the other wordings may count for more than the word, but not each for as much.
                    words[piece] = words.get(piece, 0.0) + 1.0 / math.sqrt(len(pieces))
        return Read(text, tuple(concepts.values()), words)

    def _concept(self, word: str, others: Sequence[str]) -> tuple[Concept, list[str]]:
        """Give a word with its other wordings and its weight, and the words that those are made of."""
        variants: list[str] = []
        pieces: list[str] = []
        weight = self._rarity(word) * (0.5 if len(word) == 1 else 1.0)
        for other in others:
            cut = self._pieces(fold(other))
            # of a phrase the rarest word counts; a phrase of which no clause holds any word is left out
            rare = max(map(self._rarity, cut), default=0.0)
            if rare > 0.0:
                variants.append(fold(other))
                pieces += cut
                if len(variants) <= WEIGHING:
                    weight = max(weight, rare)
                if len(variants) == VARIANTS:
                    break
        return Concept(word, tuple(variants), weight), pieces

    def query(self, read: Read) -> dict[Field, dict[str, float]]:
        """Give the terms that the engine is asked for.

        Titles are left out: among documents that all are about the matter a title is no sign of the clause, and
        the order looks at them.
        """
        return {
            "text": dict(read.words),
            "headings": {word: WEIGHTS["headings"] * weight for word, weight in read.words.items()},
            "pairs": {term.text: WEIGHTS["pairs"] for term in self._analyzer.pairs(read.text)},
        }

    def candidates(self, read: Read, limit: int = CANDIDATES) -> list[tuple[str, float, str]]:
        """Ask the engine for the clauses that share most with a question: id, score and document, best first."""
        found = self._generation.engine.search(self.query(read), limit=limit)
        return [(clause, score, self._document_of(clause)) for clause, score in found]

    def _passage(self, clause: str) -> Passage:
        """Read a clause and its neighbours in the form that questions are folded to."""
        before, own, after = self._generation.clause_file.beside(clause)
        title = self._titles[self._document_of(clause)]
        return Passage(fold(own), title, fold(f"{before}|{after}"))

    def find(self, question: str, limit: int) -> list[Hit]:
        """Find the ``limit`` clauses that are most about ``question``, best first.

        None are found where no word of it is known.
        """
        read = self.read(question)
        if not read.concepts or limit <= 0:
            return []
        found = self.candidates(read, max(limit, CANDIDATES))
        ranked = order(read.concepts, found, self.passage, self.prominence, reading=READING)
        named = tuple(f"关键词:{concept.text}" for concept in read.concepts)
        return [Hit(rank, score, self._clause(clause), named) for rank, (clause, score) in enumerate(ranked[:limit], 1)]


def _rarity(frequency: Callable[[Field, str], int], clauses: int, word: str) -> float:
    """Give the IDF of a word (Robertson & Sparck Jones, as BM25 uses it); of one that no clause holds 0."""
    count = frequency("text", word)
    return math.log(1 + (clauses - count + 0.5) / (count + 0.5)) if count else 0.0


def _pieces(analyzer: Analyzer, phrase: str) -> tuple[str, ...]:
    """Cut a phrase into the words that tell anything."""
    return tuple(term.text for term in analyzer.words(phrase) if len(term.text) > 1 and term.text not in _ASKING)


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
    from .links import Links

    named = Links(generation).named
    return {
        document: Prominence(named.get(document, 0), clauses)
        for document, clauses in generation.clause_counts().items()
    }
