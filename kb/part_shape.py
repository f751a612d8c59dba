"""What the parts of a clause are by themselves, whatever is asked: worked out once a clause and kept.

What their words do for the clause (a condition, a reason, an example), their sentences, what they mean, where values
stand in them.  ``part_features.py`` sets it beside a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.features import fold
from index.meaning import load_meaning
from index.values import holds, value_spans
from index.vectors import MOST, Direction, direction, scaled
from ingest.patterns import lazy

from .parts import EDGES, RULES, Part, narrow, parted
from .tables import head_rows

__all__ = ["FIXED", "Form", "Sentence", "Shape", "direction_of", "shape_of"]

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

_TESTS = tuple(_CUES.values())
_DEFINITION = lazy(r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"]?[,，]?(?:是指|系指|指的?是)")
_LABEL = lazy(r"^[^\s:：,，]{1,8}[:：]", starts=":：")
_RECEIVER = lazy(
    r"(?:报|交|交给|上报|发给|通知|联系|请示|汇报|反映|转|提交|送|告知|咨询|报告|向|给|找|经|由|请)(?:给|至|到|由)?"
    r"[^,，。;；的]{0,10}?(?:部|处|组|科|室|员|主管|经理|领导|店长|总监|财务|客服|仓库|人事|行政|会计|出纳|小二|平台|人)",
    starts="报交上发通联请汇反转提送告咨向给找经由",
)
_BEARS = _cue(*("承担", "负担", "垫付", "自理", "自负", "支付", "掏", "报销", "负责", "担任", "兼任", "主持", "牵头"))
_ASKS = _cue("怎么办", "如何", ends=("？", "?", "吗", "呢", "么"))
_FIGURES = lazy(r"\d+")
_HEADLINE = 16  # characters up to which a line of its own is held to be a heading inside of the clause

FIXED = (
    "bears",
    "receiver",
    *_CUES,
    "label",
    "asks",
    "colon",
    "list",
    "quoted",
    "figure",
    "length",
    "short",
    "row",
    "headline",
    "first",
    "last",
    "place",
    "sentence_parts",
    "parts",
    "head_row",
)
"""Names of what is measured of a part alone (up to ``row``), and of its place in the clause."""


class Form(NamedTuple):
    """What a part is by itself; ``measures``: what ``FIXED`` names of it alone."""

    folded: str
    receiver: bool
    label: str
    asks: bool
    figures: tuple[str, ...]
    measures: tuple[float, ...]


@lru_cache(maxsize=8192)
def _form(piece: str) -> Form:
    folded, words = fold(piece), piece.strip(EDGES + "\n")
    label = _LABEL.search(words)
    receiver = _RECEIVER.search(piece) is not None
    asks = _ASKS(piece.strip(EDGES).removesuffix("\n"))
    figures = tuple(_FIGURES.findall(folded))
    return Form(
        folded,
        receiver,
        label[0] if label else "",
        asks,
        figures,
        (
            float(_BEARS(piece)),
            float(receiver),
            *[float(says(words)) for says in _TESTS],
            float(label is not None),
            float(asks),
            float(piece.rstrip().endswith((":", "："))),
            min(1.0, words.count("、") / 4),
            float("“" in words or '"' in words),
            float(bool(figures)),
            min(1.0, len(piece) / 40),
            float(len(words) < 6),
            float("\t" in piece),
        ),
    )


class Sentence(NamedTuple):
    """A sentence of a clause: where its parts begin and end among all, its words folded, what they mean."""

    first: int
    end: int
    folded: str
    direction: Direction


class Shape:
    """What a clause is by itself: its parts with their forms and what they mean, its sentences, its definitions.

    ``fixed``: for each part what ``FIXED`` names.  ``whole``: all sentences, folded.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = parts = parted(text)
        self.forms = forms = tuple([_form(part.text) for part in parts])
        meaning = load_meaning()
        rows = [meaning.rows(form.folded) for form in forms]
        # What a sentence means is the sum of its parts: added up once, where it is not too long for that.
        short = sum(map(len, rows)) <= MOST
        added = [meaning.added(words) for words in rows] if short else []
        sums = map(scaled, added, map(len, rows)) if short else map(meaning.sum_of, rows)
        self.directions = list(map(direction, sums))
        self.sentences: list[Sentence] = []
        for first, end in _runs(parts):
            folded, meant = forms[first].folded, self.directions[first]
            if end - first > 1:
                folded = fold(text[parts[first].start : parts[end - 1].end])
                words = [row for several in rows[first:end] for row in several]
                meant = direction(scaled(sum(added[first:end]), len(words)) if short else meaning.sum_of(words))
            self.sentences.append(Sentence(first, end, folded, meant))
        self.whole = "\n".join([sentence.folded for sentence in self.sentences])
        self.heads = head_rows(parts)
        self.fixed = [(*form.measures, *self._place(at)) for at, form in enumerate(forms)]
        self.definitions = [(fold(found["name"]), found.span()) for found in _definitions(text)]
        self._plain = narrow(text)
        self._held: dict[str, Sequence[bool]] = {}
        self._spans: dict[str, Sequence[Sequence[tuple[int, int]]]] = {}

    def _place(self, at: int) -> tuple[float, ...]:
        """Give what ``FIXED`` names of the place of a part, from ``headline`` on."""
        parts = self.parts
        part, last = parts[at], len(parts) - 1
        sentence = self.sentences[part.sentence]
        size = sentence.end - sentence.first
        alone = size == 1 and at < last and not part.is_row and len(part.text.strip()) <= _HEADLINE
        return (
            float(alone and self.text[part.end : part.end + 1].isspace()),
            float(at == 0),
            float(at == last),
            at / max(1, last),
            min(1.0, size / 8),
            min(1.0, (last + 1) / 15),
            float(at in self.heads),
        )

    def holds(self, kind: str) -> Sequence[bool]:
        """Tell for each part whether a value of a kind stands in it."""
        found = self._held.get(kind)
        if found is None:
            if kind in self._spans:
                found = [bool(spans) for spans in self._spans[kind]]
            # what no match of the whole holds no part does: nothing in the patterns looks on beyond a comma or a stop
            elif holds(kind, self._plain):
                found = [holds(kind, self._plain[part.start : part.end]) for part in self.parts]
            else:
                found = [False] * len(self.parts)
            self._held[kind] = found
        return found

    def spans(self, kind: str) -> Sequence[Sequence[tuple[int, int]]]:
        """Give for each part where values of a kind stand in it."""
        found = self._spans.get(kind)
        if found is None:
            whole = holds(kind, self._plain)
            found = [value_spans(kind, self._plain[part.start : part.end]) if whole else () for part in self.parts]
            self._spans[kind] = found
        return found


@lru_cache(maxsize=2048)
def shape_of(text: str) -> Shape:
    """Give what the text of a clause is by itself; those asked about last are kept."""
    return Shape(text)


@lru_cache(maxsize=512)
def direction_of(text: str) -> Direction:
    """Give what a text means."""
    return direction(load_meaning().vector(text))


def _runs(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Give where the parts of each sentence begin and end."""
    first = 0
    for at in range(1, len(parts) + 1):
        if at == len(parts) or parts[at].sentence != parts[first].sentence:
            yield first, at
            first = at


def _definitions(text: str) -> Iterator[re.Match[str]]:
    return _DEFINITION.finditer(text) if "指" in text else iter(())
