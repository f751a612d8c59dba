"""The shortest words of a clause that answer a question.

A clause is parted at its stops and commas.  A linear model weighs for each part how likely it holds what was asked
for: how near it stands to the words of the question, whether it holds a value of the kind, the band or the step that
the question names.  The same is weighed for the headings and the title above, since *who* often stands only there.
The answer is the run of parts that holds most for its length; its words are the clause's own, in its order.

The weights are learned from labelled questions (bench/train_cut.py) and ship in ``cut.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.features import ORDINALS, Query, fold
from index.ranges import fit, ranges
from index.values import VALUES, value_spans
from ingest import Clause, ConfigurationError, Relation

__all__ = ["FEATURES", "Cut", "Part", "Weights", "closeness", "cut_answer", "part_features", "parts_of"]

MOST = 60
"""Characters that a run of several parts does not pass."""
WHOLE = 16
"""Characters up to which a clause is not parted: that short it is read at a glance, and its condition stays with it."""
CROSSING = 0.12
"""What it costs to go on over the end of a sentence."""
ANOTHER = 0.1
"""What it costs beside to take in the value of another sentence: of two amounts a reader may take the wrong one."""
COST = 0.003
"""What a character costs, in the probability that its part holds the answer."""

FEATURES = (
    "bias",
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
    "value",
    "value_new",
    "value_and_close",
    "value_after_close",
    "only_value",
    "in_band",
    "out_of_band",
    "step",
    "other_step",
    "actor",
    "actor_aside",
    "bears",
    "receiver",
    "receiver_asked",
    "asks",
    "colon",
    "first",
    "last",
    "length",
    "row",
    "repeats",
)
"""Names of what is weighed for each part; ``part_features`` gives the numbers in this order."""

_CLOSE, _VALUE, _IN_BAND, _STEP = (FEATURES.index(name) for name in ("close", "value", "in_band", "step"))

_BRACKETS = r"[（(][^（()）\n]{0,80}[）)]"  # what stands in brackets is not parted
_SENTENCE = re.compile(rf"(?:{_BRACKETS}|[^。；;！!？?\n]|(?<=[,，、])\n)+[？?]?")
_PART = re.compile(rf"(?:{_BRACKETS}|[^,，])+")
_EDGES = " \u3000\t,，、:："
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # full-width figures and letters; the length stays
_RECEIVER_ASKED = re.compile(
    r"(?:给|找|向|跟|问|报|交|通知|联系|请示|上报|汇报|转|请|经|让)(?:到|给|由)?(?:谁|哪|什么人|什么部门)"
)
_RECEIVER = re.compile(
    r"(?:报|交|交给|上报|发给|通知|联系|请示|汇报|反映|转|提交|送|告知|咨询|报告|向|给|找|经|由|请)(?:给|至|到|由)?"
    r"[^,，。;；的]{0,10}?(?:部|处|组|科|室|员|主管|经理|领导|店长|总监|财务|客服|仓库|人事|行政|会计|出纳|小二|平台|人)"
)
_BEARS = re.compile(r"承担|负担|垫付|自理|自负|支付|掏|报销|负责|担任|兼任|主持|牵头")
_ASKS = re.compile(r"[？?]$|(?:吗|呢|么)$|怎么办|如何")
_POST = re.compile(
    r"(?:员|主管|经理|店长|总监|客服|仓库|财务|行政|人事|美工|编辑|运营|部|组|处|室|长|师|负责人)"
    r"(?:[（(:：].*|职责.*|岗位.*|工作.*|要求.*)?$"
)
_ACTING = frozenset({"responsible", "executes", "approves", "assists", "supervises"})
_INSIDE = 0.9
"""What ``fit`` gives for a value that lies in a band, and not for one that is merely the same."""
_HALF = 0.5
_TOGETHER = 40  # characters up to which a condition stays with what follows from it
_AIMED = 0.5
"""What the step or band asked about is worth, and another one costs: a wrong amount is worse than none."""
_ASIDE = frozenset({"assists", "supervises"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A span of a clause's text, or words of a heading (``start`` None)."""

    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a clause between commas: its words, where they stand, and in which sentence."""

    text: str
    start: int
    end: int
    sentence: int


def parts_of(clause: Clause) -> list[Part]:
    """Part the text of a clause at stops and commas; a table row is one part."""
    text, found = clause.text, []
    for number, sentence in enumerate(match for match in _SENTENCE.finditer(text) if _says(match.group())):
        if "\t" in sentence.group():
            pieces = [sentence.span()]
        else:
            base = sentence.start()
            pieces = [(base + m.start(), base + m.end()) for m in _PART.finditer(sentence.group()) if _says(m.group())]
        found += [Part(text[start:end], start, end, number) for start, end in pieces]
    return found


def _says(piece: str) -> bool:
    """Tell whether anything of a piece is left when it is trimmed."""
    return bool(piece.strip(_EDGES + "\n"))


def closeness(query: Query, piece: str) -> float:
    """Give the share of the question's words, by weight, that stand in ``piece``; a synonym counts 0.85 of its word."""
    folded = fold(piece)
    total = sum(term.weight for term in query.terms) or 1.0
    found = 0.0
    for term in query.terms:
        if term.text in folded:
            found += term.weight
        elif any(variant in folded for variant in term.variants):
            found += 0.85 * term.weight
    return found / total


def part_features(query: Query, clause: Clause, parts: Sequence[Part]) -> list[list[float]]:
    """Give a row of features for each part of a clause."""
    text = clause.text
    close = [closeness(query, part.text) for part in parts]
    sentences: dict[int, list[int]] = {}
    for at, part in enumerate(parts):
        sentences.setdefault(part.sentence, []).append(at)
    by_sentence = {
        number: closeness(query, text[parts[ats[0]].start : parts[ats[-1]].end]) for number, ats in sentences.items()
    }
    closest = max(range(len(parts)), key=lambda at: close[at], default=-1)
    top = max(by_sentence, key=lambda number: by_sentence[number], default=-1)
    value = [_valued(query, part.text) for part in parts]
    acting = [relation for relation in clause.relations if relation.relation in _ACTING]
    main = [r for r in acting if r.source == "text" and r.relation not in _ASIDE]
    aside = [r for r in acting if r.source == "text" and r.relation in _ASIDE]
    asked = float(bool(_RECEIVER_ASKED.search(query.text)))
    rows = []
    for at, part in enumerate(parts):
        folded = fold(part.text)
        facts = [fact for fact in clause.facts if part.start <= fact.start < part.end]
        banded = fit(query.quantities, ranges(facts, text)) if query.quantities and facts else 0.0
        steps = _steps(folded) if query.ordinal else frozenset()
        before = max(close[max(0, at - 1) : at], default=0.0) if at and _same(parts, at, at - 1) else 0.0
        receiver = float(bool(_RECEIVER.search(part.text)))
        gap = at - closest if _same(parts, at, closest) else 99
        new = value[at] * float(_is_new(query, part.text))
        rows.append(
            [
                1.0,
                close[at],
                by_sentence[part.sentence],
                before,
                close[at - 2] if at > 1 and _same(parts, at, at - 2) else 0.0,
                close[at + 1] if at + 1 < len(parts) and _same(parts, at, at + 1) else 0.0,
                float(at == closest),
                float(gap == 1),
                float(gap == 2),
                float(gap == -1),
                float(part.sentence == top),
                float(part.sentence == top + 1),
                value[at],
                new,
                value[at] * close[at],
                value[at] * max(before, close[at - 1] if at else 0.0),
                value[at] * float(sum(value) <= value[at] + 0.05),
                max(0.0, banded),
                max(0.0, -banded),
                float(bool(query.ordinal) and query.ordinal in steps),
                float(bool(steps) and query.ordinal not in steps),
                float(any(_names(relation, part.text) for relation in main)),
                float(any(_names(relation, part.text) for relation in aside)),
                float(bool(_BEARS.search(part.text))),
                receiver,
                receiver * asked,
                float(bool(_ASKS.search(part.text.strip(_EDGES)))),
                float(part.text.rstrip().endswith((":", "："))),
                float(at == 0),
                float(at == len(parts) - 1),
                min(1.0, len(part.text) / 40),
                float("\t" in part.text),
                _repeats(query, folded),
            ]
        )
    return rows


def _same(parts: Sequence[Part], one: int, other: int) -> bool:
    return other >= 0 and parts[one].sentence == parts[other].sentence


def _valued(query: Query, piece: str) -> float:
    """Say how likely a piece holds the kind of value asked for."""
    plain = piece.translate(_WIDTH)
    return sum(share for kind, share in query.kinds if share > 0.05 and kind in VALUES and value_spans(kind, plain))


def _is_new(query: Query, piece: str) -> bool:
    """Tell whether a value of the piece is not one that the question names itself."""
    plain = piece.translate(_WIDTH)
    return any(fold(plain[start:end]) not in query.text for start, end in value_spans(query.kind, plain))


def _repeats(query: Query, folded: str) -> float:
    """Give the share of the piece's neighbouring characters that the question has too: it asks, and does not answer."""
    pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
    return sum(pair in query.text for pair in pairs) / len(pairs) if pairs else 0.0


def _steps(folded: str) -> frozenset[str]:
    """Name the steps of an escalation that a part rules."""
    return frozenset(step for step, words in ORDINALS.items() if any(len(w) > 1 and w in folded for w in words))


def _names(relation: Relation, piece: str) -> bool:
    """Tell whether the words that gave the relation, or the role's name, stand in ``piece``."""
    return relation.role in piece or any(word and word in piece for word in relation.why.split())


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features: shared, and by kind of question."""

    shared: tuple[float, ...]
    by_kind: Mapping[str, tuple[float, ...]]

    def probabilities(self, query: Query, rows: Sequence[Sequence[float]]) -> list[float]:
        """Say for each row how likely the part holds the answer (0 to 1)."""
        own = list(self.shared)
        for kind, share in query.kinds:
            for at, weight in enumerate(self.by_kind.get(kind, ())):
                own[at] += share * weight
        totals = (sum(w * v for w, v in zip(own, row, strict=True)) for row in rows)
        return [1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))) for total in totals]


@lru_cache(maxsize=1)
def load_cut() -> Weights:
    """Read the learned weights that ship beside this module."""
    record = json.loads(Path(__file__).with_name("cut.json").read_text(encoding="utf-8"))
    if tuple(record["features"]) != FEATURES:
        raise ConfigurationError("cut.json 与本版本不符", remedy="请重新安装 policy-kb")
    by_kind = {kind: tuple(values) for kind, values in record["by_kind"].items()}
    return Weights(tuple(record["shared"]), by_kind)


def cut_answer(query: Query, clause: Clause, weights: Weights | None = None) -> Cut:
    """Cut the words out of ``clause``, or out of a heading or the title above it, that answer ``query``."""
    if query.kind == "responsible":
        over = _above(clause)
        if over is not None:
            return over
    text = clause.text
    parts = parts_of(clause)
    if not parts or len(text) <= WHOLE:
        return _trimmed(text, 0, len(text))
    rows = part_features(query, clause, parts)
    chances = (weights or load_cut()).probabilities(query, rows)
    aimed = _aimed(rows, chances)
    first, last = _best_run(parts, aimed, [row[_VALUE] > _HALF for row in rows])
    first = _condition(parts, [row[_CLOSE] for row in rows], aimed, first, last)
    return _trimmed(text, parts[first].start, parts[last].end)


def _above(clause: Clause) -> Cut | None:
    """Give the heading or the title that names who acts, where the clause itself does not."""
    acting = [relation for relation in clause.relations if relation.relation in _ACTING]
    if any(relation.source == "text" for relation in acting):
        return None
    for heading in reversed(clause.headings):
        named = any(r.source == "heading" and _names(r, heading) for r in acting)
        if named or (len(heading) <= 16 and _POST.search(heading)):
            return Cut(heading.strip(_EDGES), None, None)
    if any(relation.source == "title" for relation in acting):
        return Cut(clause.document.title, None, None)
    return None


def _aimed(rows: Sequence[Sequence[float]], chances: Sequence[float]) -> list[float]:
    """Give the chances, where one part rules the step or band asked about: more for it, a price on others."""
    wanted = [bool(row[_STEP] or row[_IN_BAND] > _INSIDE) for row in rows]
    if not any(wanted):
        return list(chances)
    other = [bool(row[_STEP + 1] or row[_IN_BAND + 1]) for row in rows]
    return [
        chance + _AIMED if on else -_AIMED if off else chance
        for chance, on, off in zip(chances, wanted, other, strict=True)
    ]


def _best_run(parts: Sequence[Part], chances: Sequence[float], valued: Sequence[bool]) -> tuple[int, int]:
    """Choose the run of parts that holds most for its length; a table row stands alone."""
    best, chosen = -math.inf, (0, 0)
    for first in range(len(parts)):
        held = 0.0
        for last in range(first, len(parts)):
            length = parts[last].end - parts[first].start
            if length > MOST and last > first:
                break
            held += chances[last]
            if last > first and parts[last].sentence != parts[last - 1].sentence:
                if "\t" in parts[last].text or "\t" in parts[last - 1].text:
                    break
                held -= CROSSING
            if valued[last] and any(
                valued[at] and parts[at].sentence != parts[last].sentence for at in range(first, last)
            ):
                held -= ANOTHER
            # Of two parts that hold as much the likelier one is better than the shorter one.
            worth = held + max(chances[first : last + 1]) - COST * length
            if worth > best:
                best, chosen = worth, (first, last)
    return chosen


def _condition(parts: Sequence[Part], close: Sequence[float], aimed: Sequence[float], first: int, last: int) -> int:
    """Begin where the sentence names what was asked about: an amount is read with what it is for."""
    at = max(range(len(parts)), key=lambda part: close[part])
    near = parts[at].sentence == parts[first].sentence and parts[last].end - parts[at].start <= _TOGETHER
    return at if at < first and close[at] > 0 and near and min(aimed[at:first]) >= 0 else first


def _trimmed(text: str, start: int, end: int) -> Cut:
    while start < end and text[start] in _EDGES + "\n":
        start += 1
    while end > start and text[end - 1] in _EDGES + "\n。；;":
        end -= 1
    return Cut(text[start:end], start, end)
