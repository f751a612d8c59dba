"""The shortest words of a clause that answer a question.

A clause is parted at its stops and commas (``parts.py``).  A linear model over what is measured of the parts, as a
softmax, says how likely each of them holds what was asked for.  The answer is the run of parts that holds most for
its length: where one part is sure it is short, where several may be right it takes them in.  A second model of the
same form says whether a heading, the title or a lead-in goes before it (``above.py``), since *who* often stands only
there.  All words are the document's own, in its order.

The weights are learned from labelled questions (bench/train_cut.py) and ship in ``cut.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add, mul
from pathlib import Path
from typing import NamedTuple

from index.features import Query
from ingest import Clause, ConfigurationError
from ingest.patterns import lazy

from . import above as upward
from . import part_features as inward
from .above import above_features, above_of, is_post, shared_value
from .part_features import Asked, part_features
from .part_shape import Shape, shape_of
from .parts import EDGES, Part
from .tables import cell_asked_for, heads_of

__all__ = ["Cut", "CutWeights", "Cutter", "Weights", "cut_answer", "load_cut"]

MOST = 100
"""Characters that a run of several parts does not pass."""
WHOLE = 24
"""Characters up to which a clause is not parted: that short it is read at a glance, and its condition stays with it."""
COST = 0.004
"""What a character costs, in the probability that its part holds the answer."""
CROSSING = 0.03
"""What it costs to go on over the end of a sentence."""
ANOTHER = 0.1
"""What it costs beside to take in the value of another sentence: of two amounts a reader may take the wrong one."""
FACETS = 3.0
"""By how much a character is cheaper where a question asks for two things, which seldom stand in one part."""
LEFT_OUT = 0.9
"""Probability that nothing above belongs to the answer, from which on nothing is put before it."""
JOINT = "："
"""Stands between the words from above and the clause's own."""

_CLOSE, _VALUE, _IN_BAND, _STEP, _DEFINED = (
    inward.FEATURES.index(name) for name in ("close", "value", "in_band", "step", "defined")
)
_INSIDE = 0.9
"""What ``fit`` gives for a value that lies in a band, and not for one that is merely the same."""
_HALF = 0.5
_FLOOR = 0.2
_BOTH = 2
_REFERS_BACK = ("否则", "是指", "系指", "则", "从而", "因此", "所以", "其中")
_THAT_IS, _NOT_THAT_IS = "即", ("即时", "即使", "即将", "即日", "即便", "即刻")
_BUT = ("但", "不过", "除非", "否则")
_EXCEPT = lazy(r"除.{1,30}外$")
_UNFINISHED = ("的", "时", "后", "者", "情况下", "的话", "之日起", "以内", "之内")
_TOGETHER = 40  # characters up to which a condition stays with what follows from it
_AIMED = 0.5
"""What the step or band asked about is worth, and another one costs: a wrong amount is worse than none."""


class Cut(NamedTuple):
    """An answer: ``[start:end)`` of a clause's text, and the words from above that stand before it, if any.

    ``text`` is both, with ``JOINT`` between them.
    """

    text: str
    start: int
    end: int
    above: str = ""


class Weights(NamedTuple):
    """Weights of features: shared, and by kind of question."""

    shared: tuple[float, ...]
    by_kind: Mapping[str, tuple[float, ...]]

    def of(self, kinds: Sequence[tuple[str, float]]) -> tuple[float, ...]:
        """Give the weight of each feature: the shared one, and those of the likely ``kinds`` in part."""
        own = self.shared
        for kind, share in kinds:
            if share > 0.01 and kind in self.by_kind:
                own = tuple(map(add, own, [share * weight for weight in self.by_kind[kind]]))
        return own


def _softmax(weights: Sequence[float], rows: Sequence[Sequence[float]]) -> list[float]:
    """Say for each row how likely it is the right one; together they are 1."""
    totals = [sum(map(mul, weights, row)) for row in rows]
    top = max(totals, default=0.0)
    powers = [math.exp(total - top) for total in totals]
    total = sum(powers)
    return [power / total for power in powers]


class CutWeights(NamedTuple):
    """What is learned for the cut: weights of the parts of a clause, and of what stands above it."""

    parts: Weights
    above: Weights


@lru_cache(maxsize=1)
def load_cut() -> CutWeights:
    """Read the learned weights that ship beside this module."""
    record = json.loads(Path(__file__).with_name("cut.json").read_text(encoding="utf-8"))
    models = []
    for name, features in (("parts", inward.FEATURES), ("above", upward.FEATURES)):
        if name not in record or tuple(record[name]["features"]) != features:
            raise ConfigurationError("cut.json 与本版本不符", remedy="请重新安装 policy-kb")
        by_kind = {kind: tuple(values) for kind, values in record[name]["by_kind"].items()}
        models.append(Weights(tuple(record[name]["shared"]), by_kind))
    return CutWeights(*models)


def cut_answer(query: Query, clause: Clause, before: str = "", weights: CutWeights | None = None) -> Cut:
    """Cut the words out of ``clause`` that answer ``query``, with what belongs to them of the headings or the title.

    ``before``: the paragraph before the clause's list, where that may name whose list it is.
    """
    return Cutter(query, weights).cut(clause, before)


class Cutter:
    """Cuts the answers to one question out of clauses."""

    def __init__(self, query: Query, weights: CutWeights | None = None) -> None:
        weights = weights or load_cut()
        self._query = query
        self._asked = asked = Asked(query)
        self._above = weights.above.of(query.kinds)
        # Where two things are asked for, two kinds count.
        both = asked.twice and len(query.kinds) >= _BOTH
        mixed = [((kind, 1.0),) for kind, _ in query.kinds[:_BOTH]] if both else [query.kinds]
        self._parts = [weights.parts.of(kinds) for kinds in mixed]

    def cut(self, clause: Clause, before: str = "") -> Cut:
        """Cut the answer out of ``clause``; ``before``: the paragraph before its list."""
        above, inside = self._words_above(clause, before)
        own = self._own_words(clause, inside)
        return own if own.above else _placed(above, own)

    def _words_above(self, clause: Clause, before: str) -> tuple[str, float]:
        """Give the words above the clause that belong to the answer, if any, and how likely it stands in the clause."""
        query, found = self._query, above_of(clause, before)
        if shared := shared_value(query, clause, found):
            return shared, _HALF
        none, *chances = _softmax(self._above, above_features(query, clause, found))
        if none >= LEFT_OUT or not found:
            return "", 1.0
        # Of a post and the department or the policy that it belongs to, the post is nearer.
        posts = [one for one in found if is_post(one.text)]
        return (posts[0] if posts else found[max(range(len(found)), key=chances.__getitem__)]).text, max(_FLOOR, none)

    def _own_words(self, clause: Clause, inside: float) -> Cut:
        """Choose the run of parts that answers; a row of a table has the names of its columns before it.

        ``inside``: how likely the clause itself holds what is asked for; the less, the fewer words of it are given.
        """
        text = clause.text
        if len(text) <= WHOLE:
            return _trimmed(text, 0, len(text))
        shape = shape_of(text)
        parts = shape.parts
        if not parts:
            return _trimmed(text, 0, len(text))
        rows = part_features(self._asked, clause)
        cost = COST / inside / (FACETS if self._asked.twice else 1.0)
        aimed = _aimed(self._query, rows, self._chances(rows))
        first, last = _best_run(parts, aimed, [row[_VALUE] > _HALF for row in rows], cost)
        first = _condition(parts, [row[_CLOSE] for row in rows], aimed, first, last)
        last = _exception(parts, first, last)
        own = _trimmed(text, parts[first].start, parts[last].end)
        return self._in_table(shape, first, own) if parts[first].is_row else own

    def _chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Say how likely each part is the right one."""
        several = [_softmax(weights, rows) for weights in self._parts]
        return several[0] if len(several) == 1 else [sum(shares) / _BOTH for shares in zip(*several, strict=True)]

    def _in_table(self, shape: Shape, at: int, own: Cut) -> Cut:
        """Put the names of its columns before a row, or give the one cell that is clearly meant with its two names."""
        parts = shape.parts
        cell = None if self._asked.twice else cell_asked_for(self._query, parts, at)
        if cell is not None:
            row, column, start, end = cell
            return _placed(f"{row}\n{column}", _trimmed(shape.text, start, end))
        return _placed("\n".join(parts[head].text.strip("\n") for head in heads_of(parts, at)), own)


def _placed(above: str, own: Cut) -> Cut:
    """Put words from above before those of the clause."""
    if not above or above in own.text:
        return own
    return Cut(f"{above}{JOINT}{own.text}" if own.text else above, own.start, own.end, above)


def _aimed(query: Query, rows: Sequence[Sequence[float]], chances: Sequence[float]) -> list[float]:
    """Give the chances, where one part rules the step or band asked about: more for it, a price on others.

    So has what defines the very name, where a definition is asked for.
    """
    defined = query.kind == "definition"
    wanted = [bool(row[_STEP] or row[_IN_BAND] > _INSIDE or (defined and row[_DEFINED])) for row in rows]
    if not any(wanted):
        return list(chances)
    other = [bool(row[_STEP + 1] or row[_IN_BAND + 1]) for row in rows]
    return [
        chance + _AIMED if on else -_AIMED if off else chance
        for chance, on, off in zip(chances, wanted, other, strict=True)
    ]


def _best_run(parts: Sequence[Part], chances: Sequence[float], valued: Sequence[bool], cost: float) -> tuple[int, int]:
    """Choose the run of parts that holds most for its length; a table row stands alone."""
    best, chosen = -math.inf, (0, 0)
    unfinished = [*(_leads_on(part, following) for part, following in pairwise(parts)), False]
    for first in range(len(parts)):
        if first and parts[first].sentence == parts[first - 1].sentence and _refers_back(_words(parts[first])):
            continue
        held = 0.0
        for last in range(first, len(parts)):
            length = parts[last].end - parts[first].start
            if length > MOST and last > first:
                break
            held += chances[last]
            if last > first and parts[last].sentence != parts[last - 1].sentence:
                if parts[last].is_row or parts[last - 1].is_row:
                    break
                held -= CROSSING
            if valued[last] and any(
                valued[at] and parts[at].sentence != parts[last].sentence for at in range(first, last)
            ):
                held -= ANOTHER
            worth = held - cost * length
            if worth > best and not unfinished[last]:
                best, chosen = worth, (first, last)
    return chosen


def _leads_on(part: Part, following: Part) -> bool:
    """Tell whether a part is a condition or a lead-in, and what follows says the rest: an answer does not end there."""
    words = part.text.rstrip()
    if part.is_row or words.endswith((":", "：")):
        return not part.is_row
    return part.sentence == following.sentence and words.endswith(_UNFINISHED)


def _refers_back(words: str) -> bool:
    return words.startswith(_REFERS_BACK) or (words.startswith(_THAT_IS) and not words.startswith(_NOT_THAT_IS))


def _words(part: Part) -> str:
    return part.text.lstrip(EDGES)


def _exception(parts: Sequence[Part], first: int, last: int) -> int:
    """End behind the exception that the sentence goes on with: who reads that something is allowed needs its but."""
    if last + 1 == len(parts) or parts[last + 1].sentence != parts[last].sentence:
        return last
    words = _words(parts[last + 1])
    but = words.startswith(_BUT) or (words.startswith("除") and _EXCEPT.match(words) is not None)
    return last + 1 if but and parts[last + 1].end - parts[first].start <= MOST else last


def _condition(parts: Sequence[Part], close: Sequence[float], aimed: Sequence[float], first: int, last: int) -> int:
    """Begin where the sentence names what was asked about: an amount is read with what it is for."""
    at = max(range(len(parts)), key=lambda part: close[part])
    near = parts[at].sentence == parts[first].sentence and parts[last].end - parts[at].start <= _TOGETHER
    return at if at < first and close[at] > 0 and near and min(aimed[at:first]) >= 0 else first


def _trimmed(text: str, start: int, end: int) -> Cut:
    while start < end and text[start] in EDGES + "\n":
        start += 1
    while end > start and text[end - 1] in EDGES + "\n。；;":
        end -= 1
    return Cut(text[start:end], start, end)
