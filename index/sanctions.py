"""Sanctions within one clause: act, condition, sanction, amount, step, sentence by sentence and row by row.

第一次10元,第二次30元,第三次开除 is three steps; 第二次翻倍 is computed from the step before it and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.clause import Clause, Fact

from .facts import facts_in
from .modal_cues import ABOUT_FINES, SANCTION
from .sanction import (
    Penalty,
    act_of,
    amount_of,
    before_it,
    condition_of,
    pending_step,
    step_of,
    where_it_begins,
)
from .sanction_cues import (
    COLUMN_HEADS,
    EACH,
    HEAD,
    LEAD,
    LINE,
    LISTED,
    MAY_PUNISH,
    MEASURE,
    MILD,
    PHRASE,
    SANCTION_PHRASE,
    SENTENCE,
    STEP,
)

__all__ = ["penalties_in"]


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
    return tuple(step_of(step, None) for step in steps if step is not None)


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
        step = STEP.search(words) or pending_step(clause.text, pending)
        begin = where_it_begins(words, step, money, phrase.start(), on_ladder=(ladder or last) is not None)
        if begin is None:
            pending.append(phrase.span())
            continue
        begin, prefix = before_it(words, begin, step, alone=not pending)
        prefix_span = (phrase.start() + prefix[0], phrase.start() + prefix[1])
        act = act_of(clause.text, pending, prefix_span, ladder, carried, last)
        amount, computed = amount_of(words, money, ladder)
        ladder = Penalty(
            act=act,
            condition=condition_of(clause.text, [*pending, prefix_span], step, act),
            sanction=words[begin:].strip(),
            amount=amount,
            step=step_of(step, ladder),
            who=(),
            clause_id=clause.id,
            computed=computed,
        )
        pending = []
        yield ladder


def _who(clause: Clause) -> tuple[str, ...]:
    bound = [relation.role for relation in clause.relations if relation.relation == "subject"]
    acting = [
        relation.role
        for relation in clause.relations
        if relation.relation in ("executes", "responsible") and not relation.why.startswith("由")
    ]
    return tuple(dict.fromkeys(bound or (acting if len(set(acting)) == 1 else ())))
