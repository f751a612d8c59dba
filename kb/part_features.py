"""What is measured of the parts of a clause for a question; ``cut.py`` weighs it.

How near a part stands to the words of the question and to its meaning, whether it holds a value of the kind asked
for, the band or the step that the question names, who acts in it, and what its words do for the clause: a condition, a
reason, an example.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.features import ORDINALS, Query, fold
from index.meaning import cosine, length, load_meaning
from index.ranges import fit, ranges
from ingest import Clause
from ingest.patterns import lazy

from .parts import (
    ACTING,
    ASIDE,
    EDGES,
    RECEIVER_ASKED,
    RULES,
    Part,
    closeness_of_folded,
    named_in,
    narrow,
    spans_of,
    valued,
)
from .tables import head_rows

__all__ = ["FEATURES", "asks_twice", "part_features"]

_EXAMPLE = lazy(r"^[\s●◆]*(?:如|例如|比如|譬如|像)|包括|包含|即|分为|分别", starts="如例比譬像包即分")
_BULLETS = tuple("●◆★■▲◇○※—-")


def _rules(words: str) -> bool:
    return RULES.search(words) is not None


def _exemplifies(words: str) -> bool:
    return _EXAMPLE.search(words) is not None


def _cue(*words: str, begins: tuple[str, ...] = (), ends: tuple[str, ...] = ()) -> Callable[[str], bool]:
    """Give a test for words anywhere, at the beginning or at the end: a pattern would have to be compiled first."""

    def says(piece: str) -> bool:
        return piece.startswith(begins) or piece.endswith(ends) or any(map(piece.__contains__, words))

    return says


_CUES: dict[str, Callable[[str], bool]] = {
    "acts": _cue(
        *("应", "须", "需", "要", "请", "赔", "补", "及时", "立即", "马上", "首先", "最后", "尽快", "务必", "联系"),
        *("通知", "填写", "提交", "说明", "解释", "告知", "道歉"),
    ),
    "rules": _rules,
    "defines": _cue("是指", "系指", "指是", "指的是", "所称", "所指", "称为", "称作", "定义"),
    "example": _exemplifies,
    "purpose": _cue("以便", "避免", begins=("以", "为", "从而", "使", "让", "便于")),
    "reason": _cue(begins=("因", "由", "考虑到", "鉴于")),
    "condition": _cue(
        begins=("如", "若", "凡", "对于", "当", "要是", "一旦", "除"), ends=("的", "时", "后", "者", "情况下", "的话")
    ),
    "then": _cue(begins=("则", "就", "先", "再", "然后", "并", "由", "按", "处", "给", "予", "罚", "扣")),
    "but": _cue(begins=("但", "不过", "而", "否则", "除非", "如无")),
    "bullet": lambda words: words.lstrip().startswith(_BULLETS),
}
"""What the words of a part do for the clause: they order, rule, exemplify, give a purpose, a reason, a condition."""

_DEFINITION = lazy(r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"]?[,，]?(?:是指|系指|指的?是)")
_LABEL = lazy(r"^[^\s:：,，]{1,8}[:：]", starts=":：")
_LABELS = {
    kind: lazy(words)
    for kind, words in {
        "procedure": r"应对|处理|解决|办法|方法|技巧|做法|措施|步骤|流程|对待|回[复答]|话术|要点|方式|答",
        "responsible": r"负责|责任|人|部",
        "time": r"时|班",
        "amount": r"额|标准|工资|薪|分",
        "penalty": r"罚|责任|处",
        "reward": r"奖",
        "definition": r"定义|范围|特[征点]|说明",
    }.items()
}
"""Words of a label in front of a part (应对要点:…) that say what a question of the kind asks for."""

FEATURES = (
    "close",
    "close_sentence",
    "close_before",
    "close_two_before",
    "close_after",
    "closest",
    "after_closest",
    "two_after_closest",
    "before_closest",
    "closest_sentence",
    "after_closest_sentence",
    "pairs",
    "pairs_sentence",
    "pairs_before",
    "meaning",
    "meaning_sentence",
    "meaning_before",
    "meant_most",
    "value",
    "value_new",
    "value_and_close",
    "value_after_close",
    "only_value",
    "values",
    "in_band",
    "out_of_band",
    "step",
    "other_step",
    "actor",
    "actor_aside",
    "bears",
    "receiver",
    "receiver_asked",
    *_CUES,
    "defined",
    "label",
    "label_fits",
    "asks",
    "after_asking",
    "colon",
    "headline",
    "list",
    "quoted",
    "figure",
    "figure_new",
    "first",
    "last",
    "place",
    "sentence_parts",
    "parts",
    "length",
    "short",
    "row",
    "head_row",
    "closest_row",
    "repeats",
)
"""Names of what is weighed for each part; ``part_features`` gives the numbers in this order."""

_RECEIVER = lazy(
    r"(?:报|交|交给|上报|发给|通知|联系|请示|汇报|反映|转|提交|送|告知|咨询|报告|向|给|找|经|由|请)(?:给|至|到|由)?"
    r"[^,，。;；的]{0,10}?(?:部|处|组|科|室|员|主管|经理|领导|店长|总监|财务|客服|仓库|人事|行政|会计|出纳|小二|平台|人)",
    starts="报交上发通联请汇反转提送告咨向给找经由",
)
_BEARS = _cue(*("承担", "负担", "垫付", "自理", "自负", "支付", "掏", "报销", "负责", "担任", "兼任", "主持", "牵头"))
_ASKS = _cue("怎么办", "如何", ends=("？", "?", "吗", "呢", "么"))
_ASKING = lazy(r"谁|哪|多少|多久|多长|几(?!乎)|什么|啥|怎么|怎样|咋|如何|何时")
_FIGURES = lazy(r"\d+")
_HEADLINE = 16  # characters up to which a line of its own is held to be a heading inside of the clause
_HALF = 0.5


class _Form(NamedTuple):
    """What a part is by itself, whatever is asked; ``words``: trimmed; ``cues``: 1 for each of ``_CUES`` it has."""

    folded: str
    words: str
    cues: tuple[float, ...]
    bears: float
    receiver: float
    label: str
    asks: bool
    colon: float
    list: float
    quoted: float
    figures: tuple[str, ...]


@lru_cache(maxsize=8192)
def _form(piece: str) -> _Form:
    folded, words = fold(piece), piece.strip(EDGES + "\n")
    label = _LABEL.search(words)
    return _Form(
        folded,
        words,
        tuple(float(cue(words)) for cue in _CUES.values()),
        float(_BEARS(piece)),
        float(bool(_RECEIVER.search(piece))),
        label[0] if label else "",
        _ASKS(piece.strip(EDGES).removesuffix("\n")),
        float(piece.rstrip().endswith((":", "："))),
        min(1.0, words.count("、") / 4),
        float("“" in words or '"' in words),
        tuple(_FIGURES.findall(folded)),
    )


class _Shape(NamedTuple):
    """What a clause is by itself, whatever is asked: the forms of its parts, its sentences, its definitions.

    ``sentences``: the number of each, the parts that it has, and its words, folded and with their vector and length.
    """

    forms: tuple[_Form, ...]
    sentences: tuple[tuple[int, tuple[int, ...], str, Sequence[int], float], ...]
    sizes: Mapping[int, int]
    heads: frozenset[int]
    definitions: tuple[tuple[str, tuple[int, int]], ...]


@lru_cache(maxsize=2048)
def _shape(text: str, parts: tuple[Part, ...]) -> _Shape:
    groups: dict[int, list[int]] = {}
    for at, part in enumerate(parts):
        groups.setdefault(part.sentence, []).append(at)
    sentences = []
    for number, ats in groups.items():
        words = text[parts[ats[0]].start : parts[ats[-1]].end]
        sentences.append((number, tuple(ats), fold(words), *_vector(words)))
    return _Shape(
        tuple(_form(part.text) for part in parts),
        tuple(sentences),
        {number: len(ats) for number, ats in groups.items()},
        head_rows(parts),
        tuple((fold(found["name"]), found.span()) for found in _definitions(text)),
    )


class _Measured:
    """What is measured of single parts and of whole sentences, before they are set in relation to each other."""

    def __init__(self, query: Query, shape: _Shape, parts: Sequence[Part]) -> None:
        self.sizes = shape.sizes
        self.forms = shape.forms
        self.folded = [form.folded for form in self.forms]
        self.close = [closeness_of_folded(query, folded) for folded in self.folded]
        self.pairs = [_pairs(query, folded) for folded in self.folded]
        self.value = [valued(query, part.text) for part in parts]
        asked, own = _vector(query.text)
        self.meaning = [cosine(asked, vector, own * size) for vector, size in (_vector(part.text) for part in parts)]
        self.close_sentence, self.pairs_sentence, self.meaning_sentence = {}, {}, {}
        for number, ats, folded, vector, size in shape.sentences:
            if len(ats) == 1:  # most sentences of a list have one part
                only = ats[0]
                near, close, pairs = self.meaning[only], self.close[only], self.pairs[only]
            else:
                near = cosine(asked, vector, own * size)
                close, pairs = closeness_of_folded(query, folded), _pairs(query, folded)
            self.close_sentence[number], self.pairs_sentence[number] = close, pairs
            self.meaning_sentence[number] = near


@lru_cache(maxsize=8192)
def _vector(piece: str) -> tuple[Sequence[int], float]:
    """Give what a piece means, and how long that vector is."""
    vector = load_meaning().vector(piece)
    return vector, length(vector)


def _definitions(text: str) -> Iterator[re.Match[str]]:
    return _DEFINITION.finditer(text) if "指" in text else iter(())


def _pairs(query: Query, folded: str) -> float:
    """Give the share of the question's pairs of characters, by rarity, that stand in a folded piece."""
    total = sum(query.pairs.values()) or 1.0
    return sum(weight for pair, weight in query.pairs.items() if pair in folded) / total


def part_features(query: Query, clause: Clause, parts: Sequence[Part]) -> list[list[float]]:
    """Give a row of features for each part of a clause."""
    if not parts:
        return []
    text = clause.text
    shape = _shape(text, tuple(parts))
    seen = _Measured(query, shape, parts)
    close, value = seen.close, seen.value
    closest = max(range(len(parts)), key=close.__getitem__)
    top = max(seen.close_sentence, key=seen.close_sentence.__getitem__)
    meant = max(seen.meaning)
    acting = [relation for relation in clause.relations if relation.relation in ACTING and relation.source == "text"]
    main = [relation for relation in acting if relation.relation not in ASIDE]
    aside = [relation for relation in acting if relation.relation in ASIDE]
    asked = float(bool(RECEIVER_ASKED.search(query.text)))
    asking = [form.asks for form in seen.forms]
    row_closest = max((close[at] for at, part in enumerate(parts) if part.is_row), default=0.0)
    heads = shape.heads
    defined = [span for name, span in shape.definitions if name in query.text]
    facts_asked = query.quantities and clause.facts
    values = sum(value)
    rows = []
    asked_before = False
    for at, part in enumerate(parts):
        form, folded = seen.forms[at], seen.folded[at]
        banded = 0.0
        if facts_asked and (facts := [fact for fact in clause.facts if part.start <= fact.start < part.end]):
            banded = fit(query.quantities, ranges(facts, text))
        # 第二次 over a column says nothing of that row itself
        steps = _steps(folded) if query.ordinal and at not in heads else frozenset()
        before = close[at - 1] if at and _same(parts, at, at - 1) else 0.0
        gap = at - closest if _same(parts, at, closest) else 99
        spans = spans_of(query.kind, part.text)
        label = form.label
        asked_before = asked_before or (at > 0 and asking[at - 1] and close[at - 1] >= _HALF)
        rows.append(
            [
                close[at],
                seen.close_sentence[part.sentence],
                before,
                close[at - 2] if at > 1 and _same(parts, at, at - 2) else 0.0,
                close[at + 1] if at + 1 < len(parts) and _same(parts, at, at + 1) else 0.0,
                float(at == closest),
                float(gap == 1),
                float(gap == 2),
                float(gap == -1),
                float(part.sentence == top),
                float(part.sentence == top + 1),
                seen.pairs[at],
                seen.pairs_sentence[part.sentence],
                seen.pairs[at - 1] if at else 0.0,
                seen.meaning[at],
                seen.meaning_sentence[part.sentence],
                seen.meaning[at - 1] if at else 0.0,
                float(seen.meaning[at] == meant),
                value[at],
                value[at] * float(any(words_of not in query.text for words_of in _spelled(part.text, spans))),
                value[at] * close[at],
                value[at] * max(before, close[at - 1] if at else 0.0),
                value[at] * float(values <= value[at] + 0.05),
                min(1.0, len(spans) / 3),
                max(0.0, banded),
                max(0.0, -banded),
                float(bool(query.ordinal) and query.ordinal in steps),
                float(bool(steps) and query.ordinal not in steps),
                float(any(named_in(relation, part.text) for relation in main)),
                float(any(named_in(relation, part.text) for relation in aside)),
                form.bears,
                form.receiver,
                form.receiver * asked,
                *form.cues,
                float(any(part.start < end and start < part.end for start, end in defined)),
                float(bool(label)),
                sum(share for kind, share in query.kinds if label and kind in _LABELS and _LABELS[kind].search(label)),
                float(asking[at]),
                float(asked_before),
                form.colon,
                float(_is_headline(text, parts, at, seen.sizes)),
                form.list,
                form.quoted,
                float(bool(form.figures)),
                float(any(figure not in query.text for figure in form.figures)),
                float(at == 0),
                float(at == len(parts) - 1),
                at / max(1, len(parts) - 1),
                min(1.0, seen.sizes[part.sentence] / 8),
                min(1.0, len(parts) / 15),
                min(1.0, len(part.text) / 40),
                float(len(form.words) < 6),
                float(part.is_row),
                float(at in heads),
                float(part.is_row and close[at] == row_closest > 0),
                _repeats(query, folded),
            ]
        )
    return rows


def asks_twice(query: Query) -> bool:
    """Tell whether a question asks for two things: 谁去盘, 多久盘一次."""
    return len(_ASKING.findall(query.text)) > 1


def _same(parts: Sequence[Part], one: int, other: int) -> bool:
    return other >= 0 and parts[one].sentence == parts[other].sentence


def _spelled(piece: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    plain = narrow(piece)
    return [fold(plain[start:end]) for start, end in spans]


def _is_headline(text: str, parts: Sequence[Part], at: int, sizes: Mapping[int, int]) -> bool:
    """Tell whether a part is a short line of its own with more behind it: a heading inside of the clause."""
    part = parts[at]
    alone = sizes[part.sentence] == 1 and at + 1 < len(parts) and not part.is_row
    return alone and len(part.text.strip()) <= _HEADLINE and text[part.end : part.end + 1].isspace()


def _repeats(query: Query, folded: str) -> float:
    """Give the share of the piece's neighbouring characters that the question has too: it asks, and does not answer."""
    pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
    return sum(pair in query.text for pair in pairs) / len(pairs) if pairs else 0.0


def _steps(folded: str) -> frozenset[str]:
    """Name the steps of an escalation that a part rules."""
    return frozenset(step for step, words in ORDINALS.items() if any(len(w) > 1 and w in folded for w in words))
