"""What is measured of the parts of a clause for a question; ``cut.py`` weighs it.

How near a part stands to the words of the question and to its meaning, whether it holds a value of the kind asked
for, the band or the step that the question names, who acts in it; and what it is by itself (``part_shape.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add

from index.features import ORDINALS, Query, fold
from index.ranges import fit, ranges
from index.values import VALUES
from index.vectors import between
from ingest import Clause
from ingest.patterns import lazy

from .part_shape import FIXED, Shape, direction_of, shape_of
from .parts import ACTING, ASIDE, LIKELY_SHARE, RECEIVER_ASKED, SYNONYM, narrow

__all__ = ["FEATURES", "Asked", "part_features"]

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
    "receiver_asked",
    "defined",
    "label_fits",
    "after_asking",
    "figure_new",
    "closest_row",
    "repeats",
    *FIXED,
)
"""Names of what is weighed for each part; ``part_features`` gives the numbers in this order."""

_ASKING = lazy(r"谁|哪|多少|多久|多长|几(?!乎)|什么|啥|怎么|怎样|咋|如何|何时")
_HALF = 0.5


class Asked:
    """A question, made ready to be set beside the parts of several clauses.

    ``twice``: it asks for two things: 谁去盘, 多久盘一次.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self.twice = len(_ASKING.findall(query.text)) > 1
        self._direction = direction_of(query.text)
        self.receiver = RECEIVER_ASKED.search(query.text) is not None
        self.kinds = [(kind, share) for kind, share in query.kinds if share > LIKELY_SHARE and kind in VALUES]
        self._terms = [(term.weight, term.text, term.variants) for term in query.terms]
        self._weight = sum([term.weight for term in query.terms]) or 1.0
        self._rarity = sum(query.pairs.values()) or 1.0
        self._pairs = frozenset(map(add, query.text, query.text[1:]))

    def closeness(self, shape: Shape) -> tuple[list[float], list[float]]:
        """Give the share of the question's words, by weight, that stand in each part and in each sentence."""
        whole = shape.whole
        terms = []
        for weight, word, variants in self._terms:
            held = [variant for variant in variants if variant in whole]
            if word in whole or held:
                terms.append((weight, word, held))

        def closeness(folded: str) -> float:
            found = 0.0
            for weight, word, variants in terms:
                if word in folded:
                    found += weight
                else:
                    for variant in variants:
                        if variant in folded:
                            found += SYNONYM * weight
                            break
            return found / self._weight

        return _both(shape, closeness)

    def rareness(self, shape: Shape) -> tuple[list[float], list[float]]:
        """Give the share of the question's pairs of characters, by rarity, that stand in each part and sentence."""
        whole, total = shape.whole, self._rarity
        pairs = [(pair, weight) for pair, weight in self.query.pairs.items() if pair in whole]
        return _both(shape, lambda folded: sum([weight for pair, weight in pairs if pair in folded]) / total)

    def nearness(self, shape: Shape) -> tuple[list[float], list[float]]:
        """Say how close in meaning each part and each sentence is to the question."""
        asked = self._direction
        parts = [between(asked, one) for one in shape.directions]
        return parts, [
            parts[one.first] if one.end - one.first == 1 else between(asked, one.direction) for one in shape.sentences
        ]

    def repeats(self, folded: str) -> float:
        """Give the share of a part's neighbouring characters that the question has too: such a part asks."""
        count = len(folded) - 1
        return sum(map(self._pairs.__contains__, map(add, folded, folded[1:]))) / count if count > 0 else 0.0

    def values(self, shape: Shape) -> list[float]:
        """Say how likely each part holds the kind of value asked for."""
        found = [0.0] * len(shape.parts)
        for kind, share in self.kinds:
            for at, held in enumerate(shape.holds(kind)):
                if held:
                    found[at] += share
        return found


def _both(shape: Shape, measure: Callable[[str], float]) -> tuple[list[float], list[float]]:
    """Measure the parts of a clause, and its sentences; most sentences of a list have one part."""
    parts = [measure(form.folded) for form in shape.forms]
    return parts, [parts[one.first] if one.end - one.first == 1 else measure(one.folded) for one in shape.sentences]


def part_features(asked: Asked, clause: Clause) -> list[list[float]]:
    """Give a row of features for each part of a clause (``parts_of``)."""
    shape = shape_of(clause.text)
    parts = shape.parts
    if not parts:
        return []
    query, text = asked.query, clause.text
    close, close_sentence = asked.closeness(shape)
    pairs, pairs_sentence = asked.rareness(shape)
    meaning, meaning_sentence = asked.nearness(shape)
    spans = shape.spans(query.kind) if query.kind in VALUES else ()
    value = asked.values(shape)
    closest, meant = close.index(max(close)), max(meaning)
    top = close_sentence.index(max(close_sentence))
    main, aside = _named(clause)
    row_closest = max([close[at] for at, part in enumerate(parts) if part.is_row], default=0.0)
    defined = [span for name, span in shape.definitions if name in query.text]
    facts = clause.facts if query.quantities else ()
    values = sum(value)
    rows = []
    asked_before = False
    last = len(parts) - 1
    in_closest = parts[closest].sentence
    for at, (part, form) in enumerate(zip(parts, shape.forms, strict=True)):
        number, words, near, worth = part.sentence, part.text, close[at], value[at]
        before = close[at - 1] if at and parts[at - 1].sentence == number else 0.0
        gap = at - closest if number == in_closest else 99
        banded = 0.0
        if facts and (held := [fact for fact in facts if part.start <= fact.start < part.end]):
            banded = fit(query.quantities, ranges(held, text))
        # 第二次 over a column says nothing of that row itself
        steps = _steps(form.folded) if query.ordinal and at not in shape.heads else frozenset()
        found = spans[at] if spans else ()
        asked_before = asked_before or (at > 0 and shape.forms[at - 1].asks and close[at - 1] >= _HALF)
        rows.append(
            [
                near,
                close_sentence[number],
                before,
                close[at - 2] if at > 1 and parts[at - 2].sentence == number else 0.0,
                close[at + 1] if at < last and parts[at + 1].sentence == number else 0.0,
                1.0 if at == closest else 0.0,
                1.0 if gap == 1 else 0.0,
                1.0 if gap == 2 else 0.0,
                1.0 if gap == -1 else 0.0,
                1.0 if number == top else 0.0,
                1.0 if number == top + 1 else 0.0,
                pairs[at],
                pairs_sentence[number],
                pairs[at - 1] if at else 0.0,
                meaning[at],
                meaning_sentence[number],
                meaning[at - 1] if at else 0.0,
                1.0 if meaning[at] == meant else 0.0,
                worth,
                worth if worth and found and _new(query, words, found) else 0.0,
                worth * near,
                worth * max(before, close[at - 1] if at else 0.0),
                worth if values <= worth + 0.05 else 0.0,
                min(1.0, len(found) / 3),
                max(0.0, banded),
                max(0.0, -banded),
                1.0 if query.ordinal and query.ordinal in steps else 0.0,
                1.0 if steps and query.ordinal not in steps else 0.0,
                1.0 if main and any(map(words.__contains__, main)) else 0.0,
                1.0 if aside and any(map(words.__contains__, aside)) else 0.0,
                1.0 if form.receiver and asked.receiver else 0.0,
                1.0 if defined and any(part.start < end and start < part.end for start, end in defined) else 0.0,
                _fits(query, form.label) if form.label else 0.0,
                1.0 if asked_before else 0.0,
                1.0 if form.figures and any(figure not in query.text for figure in form.figures) else 0.0,
                1.0 if row_closest and part.is_row and near == row_closest else 0.0,
                asked.repeats(form.folded),
                *shape.fixed[at],
            ]
        )
    return rows


def _named(clause: Clause) -> tuple[frozenset[str], frozenset[str]]:
    """Give the words by which the clause's text names who acts in it, and who does so beside the work itself."""
    main: set[str] = set()
    aside: set[str] = set()
    for one in clause.relations:
        if one.relation in ACTING and one.source == "text":
            (aside if one.relation in ASIDE else main).update((one.role, *one.why.split()))
    return frozenset(main), frozenset(aside)


def _new(query: Query, piece: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a value of the piece is none that the question has."""
    plain = narrow(piece)
    return any(fold(plain[start:end]) not in query.text for start, end in spans)


def _fits(query: Query, label: str) -> float:
    """Say how likely a label says what is asked for."""
    return sum([share for kind, share in query.kinds if kind in _LABELS and _LABELS[kind].search(label)])


def _steps(folded: str) -> frozenset[str]:
    """Name the steps of an escalation that a part rules."""
    return frozenset(step for step, words in ORDINALS.items() if any(len(w) > 1 and w in folded for w in words))
