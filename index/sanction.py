"""One sanction, and its parts in a phrase: where it begins, the act before it, condition, amount and step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.clause import Fact
from ingest.numerals import parse

from .modal_cues import ABOUT_FINES
from .sanction_cues import (
    CONDITION,
    CONSEQUENCE,
    EACH,
    MILD,
    OPENING,
    POINTS_BACK,
    SANCTION_PHRASE,
    STEP,
    TIMES,
    TRIVIAL,
    WHO,
)

__all__ = [
    "Penalty",
    "act_of",
    "amount_of",
    "before_it",
    "condition_of",
    "pending_step",
    "step_of",
    "where_it_begins",
]


@dataclass(frozen=True, slots=True)
class Penalty:
    """One sanction for one act.  All words are the clause's own (or the joined clause's, for ``act``).

    ``amount`` in yuan where the sanction is money, else None.  ``step``: 1 for the first time, and so on;
    None where no step is said.  ``computed``: ``amount`` follows from the step before (翻倍), not from the text.
    """

    act: str
    condition: str
    sanction: str
    amount: float | int | None
    step: int | None
    who: tuple[str, ...]
    clause_id: str
    computed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "act": self.act,
            "condition": self.condition,
            "sanction": self.sanction,
            "amount": self.amount,
            "step": self.step,
            "who": list(self.who),
            "clause": self.clause_id,
            "computed": self.computed,
        }


def where_it_begins(
    words: str, step: re.Match[str] | None, money: Sequence[Fact], offset: int, *, on_ladder: bool
) -> int | None:
    """Give where a sanction begins in a phrase; None where the phrase holds none.

    A phrase that ends in 的 is a condition, whatever it says of fines (记过满两次的).
    """
    if words.rstrip().endswith(("的", "的:", "的：")):
        return None
    # 提出处罚建议 punishes nobody; what stands beside it still may.
    told = ABOUT_FINES.sub(lambda match: "\0" * len(match[0]), words)
    if (match := SANCTION_PHRASE.search(told)) is not None:
        return match.start()
    if step is None:
        return None
    if (match := MILD.search(words)) is not None:
        return match.start()
    return money[0].start - offset if money and on_ladder else None


def amount_of(words: str, money: Sequence[Fact], ladder: Penalty | None) -> tuple[float | int | None, bool]:
    """Give the amount and whether it is computed: 翻倍 doubles that of the step before."""
    if money:
        value = money[-1].value
        return (value, False) if isinstance(value, (int, float)) else (None, False)
    times = TIMES.search(words)
    if times is None or ladder is None or ladder.amount is None:
        return None, False
    factor = parse(times["times"]) if times["times"] else 2
    return (ladder.amount * factor, True) if factor is not None else (None, False)


def before_it(words: str, begin: int, step: re.Match[str] | None, *, alone: bool) -> tuple[int, tuple[int, int]]:
    """Give where the sanction begins, and the span before it that may be the act, without step and offender.

    按公司条例处罚 and 从奖金总额中扣除 are sanctions as a whole; so is 每单扣5元.
    """
    first = 0
    opening = OPENING.match(words)
    if opening is not None and opening.end() <= begin:
        if opening["manner"] and (not alone or opening["offender"]):
            return opening.start("manner"), (0, 0)
        first = opening.end("offender")
    if (each := EACH.search(words[first:begin])) is not None:
        begin = first + each.start()
    if (who := WHO.search(words[first:begin])) is not None:
        begin = first + who.start() + (who[0][:1] in ",，的")
    last = begin
    if step is not None and step.start() >= first and words[step.end() : begin].strip("的者时,， ") == "":
        last = min(last, step.start())
    kept = words[first:last].rstrip(" :：\n")
    if last < begin:
        kept = kept.removesuffix("时")  # 造成损失时一次罚款: the 时 belongs to the step
    return begin, (first + len(kept) - len(kept.lstrip()), first + len(kept))


def act_of(
    text: str,
    pending: Sequence[tuple[int, int]],
    prefix: tuple[int, int],
    ladder: Penalty | None,
    carried: str,
    last: Penalty | None,
) -> str:
    """Give the punished act in the source's words: this sentence's, else that of the step or sentence before."""
    own = prefix if prefix[1] > prefix[0] and not TRIVIAL.match(text[slice(*prefix)]) else None
    pending = [span for span in pending if not TRIVIAL.match(text[slice(*span)])]
    before = [] if carried and all(CONSEQUENCE.match(text[slice(*span)]) for span in pending) else list(pending)
    if before and own is None and carried and POINTS_BACK.match(text[before[0][0] : before[0][1]]):
        return carried
    spans = [*before, own] if own is not None else before
    if spans:
        return text[spans[0][0] : spans[-1][1]].strip()
    if ladder is not None:
        return ladder.act
    return carried or (last.act if last is not None else "")


def condition_of(text: str, spans: Sequence[tuple[int, int]], step: re.Match[str] | None, act: str) -> str:
    """Give the words that say when: the step, or a condition that is not the whole act."""
    if step is not None:
        return step[0]
    for start, end in reversed(spans):
        if match := CONDITION.search(text[start:end]):
            return "" if match[0] == act else match[0]
    return ""


def pending_step(text: str, pending: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """Give the step that stands in the phrase before: 第二次发现的,取消资格."""
    if not pending or not TRIVIAL.match(text[slice(*pending[-1])]):
        return None
    return STEP.search(text[slice(*pending[-1])])


def step_of(step: re.Match[str] | None, ladder: Penalty | None) -> int | None:
    """Give which step of an escalation is said: 1 for 第一次, 2 for 再犯, one more than the step before for 屡次."""
    if step is None or (step["each"] and not (ladder is None and step["each"] == "一次")):
        return None
    if step["nth"] or step["upto"]:
        value = parse(step["nth"] or step["upto"])
        return int(value) if value is not None else None
    if step["again"]:
        return 2
    if step["many"]:
        return None if ladder is None or ladder.step is None else ladder.step + 1
    return 1 if step["first"] else None
