"""Sanctions within one clause: act, condition, sanction, amount, step, sentence by sentence and row by row.

第一次10元,第二次30元,第三次开除 is three steps; 第二次翻倍 is computed from the step before it and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.document import Clause, Fact
from ingest.numerals import parse

from .facts import facts_in
from .modal_cues import ABOUT_FINES, SANCTION
from .sanction_cues import (
    COLUMN_HEADS,
    CONDITION,
    CONSEQUENCE,
    EACH,
    HEAD,
    LEAD,
    LINE,
    LISTED,
    MAY_PUNISH,
    MEASURE,
    MILD,
    OPENING,
    PHRASE,
    POINTS_BACK,
    SANCTION_PHRASE,
    SENTENCE,
    STEP,
    TIMES,
    TRIVIAL,
    WHO,
)

__all__ = ["POINTS_BACK", "Penalty", "penalties_in"]


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


def penalties_in(clause: Clause, *, before: str = "") -> tuple[Penalty, ...]:
    """Give the penalties of one clause; ``before`` is the act where the clause itself names none."""
    if clause.modality not in MAY_PUNISH:
        return ()
    if clause.modality == "reward" and not re.search(SANCTION, ABOUT_FINES.sub("", clause.text)):
        return ()
    if (lead := _from_lead(clause)) is not None:
        return (lead,)
    facts = clause.facts or facts_in(clause.text)
    who = _who(clause)
    found: list[Penalty] = []
    carried = ""
    columns: tuple[int | None, ...] = ()
    for line in LINE.finditer(clause.text):
        if "\t" in line[0]:
            cells = line[0].split("\t")
            columns = _step_columns(cells) or columns
            in_row = tuple(relation.role for relation in clause.relations if relation.why in cells)
            in_row = in_row or (who if len(who) == 1 else ())
            found += (replace(penalty, who=in_row) for penalty in _row(clause, cells, columns))
            continue
        for sentence in SENTENCE.finditer(clause.text, line.start(), line.end()):
            fresh = list(_sentence(clause, sentence, carried or before, facts, found))
            found += (replace(penalty, who=who) for penalty in fresh)
            carried = "" if fresh else f"{carried};{sentence[0].strip()}".strip(";")
    return tuple(_measured(_under_lead(clause, found)))


def _measured(found: Iterator[Penalty]) -> Iterator[Penalty]:
    """Give 30分钟以上 the act that the measure before it names (迟到30分钟以内)."""
    act = ""
    for penalty in found:
        measure = (
            MEASURE.search(penalty.act) is not None and penalty.act[:1] in "0123456789一二两三四五六七八九十半超满不达"
        )
        if not measure and (match := HEAD.match(penalty.act)):
            act = match["act"]
        yield replace(penalty, act=act, condition=penalty.act) if measure and act else penalty


def _from_lead(clause: Clause) -> Penalty | None:
    """Read 迟到按下列标准扣款: and an item of 有下列情形之一的,每次罚款30元: which names an act and no sanction."""
    if match := LEAD.match(clause.text):
        return Penalty(match["act"].rstrip("，,"), "", match["sanction"], None, None, _who(clause), clause.id)
    lead = _lead_of(clause)
    if not lead or SANCTION_PHRASE.search(clause.text) or (match := SANCTION_PHRASE.search(lead)) is None:
        return None
    begin = match.start()
    if each := EACH.search(lead[:begin]):
        begin = each.start()
    money = [fact.value for fact in facts_in(lead) if fact.kind == "money"]
    amount = money[-1] if money and isinstance(money[-1], (int, float)) else None
    return Penalty(clause.text.strip(" ;；。"), "", lead[begin:].strip(" :："), amount, None, _who(clause), clause.id)


def _under_lead(clause: Clause, found: Sequence[Penalty]) -> Iterator[Penalty]:
    """Give an item that says only how much (超过10分钟的,扣30元) the act above it (迟到按下列标准扣款:)."""
    lead = LEAD.match(_lead_of(clause))
    for penalty in found:
        if LISTED.match(penalty.act) and clause.text.rstrip().endswith((":", "：")):
            continue  # the items below it are the acts
        if lead is None or not MEASURE.search(penalty.act):
            yield penalty
        else:
            yield replace(penalty, act=lead["act"].rstrip("，,"), condition=penalty.act)


def _lead_of(clause: Clause) -> str:
    nearest = clause.headings[-1] if clause.headings else ""
    return nearest if nearest.endswith((":", "：")) else ""


def _step_columns(cells: Sequence[str]) -> tuple[int | None, ...]:
    """Read a table's head of steps (第一次, 第二次, 第三次); empty for any other row."""
    steps = [STEP.fullmatch(cell.strip()) for cell in cells]
    if sum(step is not None for step in steps) < 2:
        return ()
    return tuple(_step(step, None) for step in steps if step is not None)


def _row(clause: Clause, cells: Sequence[str], columns: Sequence[int | None]) -> Iterator[Penalty]:
    """Read one row: the cells of sanctions belong to the cell before the first of them."""
    found = [SANCTION_PHRASE.search(cell) is not None or MILD.search(cell) is not None for cell in cells]
    first = found.index(True) if True in found else 0
    if not first:
        return
    if all(cell.strip() in COLUMN_HEADS for cell, is_sanction in zip(cells, found, strict=True) if is_sanction):
        return
    sanctions = [cell for cell, is_sanction in zip(cells, found, strict=True) if is_sanction]
    steps = columns if len(columns) == len(sanctions) else (None,) * len(sanctions)
    for cell, step in zip(sanctions, steps, strict=True):
        money = [fact.value for fact in facts_in(cell) if fact.kind == "money"]
        amount = money[0] if money and isinstance(money[0], (int, float)) else None
        yield Penalty(cells[first - 1].strip(), "", cell.strip(), amount, step, (), clause.id)


def _sentence(
    clause: Clause, sentence: re.Match[str], carried: str, facts: Sequence[Fact], earlier: Sequence[Penalty]
) -> Iterator[Penalty]:
    pending: list[tuple[int, int]] = []
    ladder: Penalty | None = None
    last = earlier[-1] if earlier else None
    for phrase in PHRASE.finditer(clause.text, sentence.start(), sentence.end()):
        words = phrase[0]
        money = [fact for fact in facts if fact.kind == "money" and phrase.start() <= fact.start < phrase.end()]
        step = STEP.search(words) or _pending_step(clause.text, pending)
        begin = _begin(words, step, money, phrase.start(), on_ladder=(ladder or last) is not None)
        if begin is None:
            pending.append(phrase.span())
            continue
        begin, prefix = _prefix(words, begin, step, alone=not pending)
        prefix_span = (phrase.start() + prefix[0], phrase.start() + prefix[1])
        act = _act(clause.text, pending, prefix_span, ladder, carried, last)
        amount, computed = _amount(words, money, ladder)
        ladder = Penalty(
            act=act,
            condition=_condition(clause.text, [*pending, prefix_span], step, act),
            sanction=words[begin:].strip(),
            amount=amount,
            step=_step(step, ladder),
            who=(),
            clause_id=clause.id,
            computed=computed,
        )
        pending = []
        yield ladder


def _begin(
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


def _amount(words: str, money: Sequence[Fact], ladder: Penalty | None) -> tuple[float | int | None, bool]:
    """Give the amount and whether it is computed: 翻倍 doubles that of the step before."""
    if money:
        value = money[-1].value
        return (value, False) if isinstance(value, (int, float)) else (None, False)
    times = TIMES.search(words)
    if times is None or ladder is None or ladder.amount is None:
        return None, False
    factor = parse(times["times"]) if times["times"] else 2
    return (ladder.amount * factor, True) if factor is not None else (None, False)


def _prefix(words: str, begin: int, step: re.Match[str] | None, *, alone: bool) -> tuple[int, tuple[int, int]]:
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


def _act(
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


def _condition(text: str, spans: Sequence[tuple[int, int]], step: re.Match[str] | None, act: str) -> str:
    """Give the words that say when: the step, or a condition that is not the whole act."""
    if step is not None:
        return step[0]
    for start, end in reversed(spans):
        if match := CONDITION.search(text[start:end]):
            return "" if match[0] == act else match[0]
    return ""


def _pending_step(text: str, pending: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """第二次发现的,取消资格: the step stands in the phrase before."""
    if not pending or not TRIVIAL.match(text[slice(*pending[-1])]):
        return None
    return STEP.search(text[slice(*pending[-1])])


def _step(step: re.Match[str] | None, ladder: Penalty | None) -> int | None:
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


def _who(clause: Clause) -> tuple[str, ...]:
    bound = [relation.role for relation in clause.relations if relation.relation == "subject"]
    acting = [
        relation.role
        for relation in clause.relations
        if relation.relation in ("executes", "responsible") and not relation.why.startswith("由")
    ]
    return tuple(dict.fromkeys(bound or (acting if len(set(acting)) == 1 else ())))
