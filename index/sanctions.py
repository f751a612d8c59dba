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
from .modality import SANCTION

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


_LINE = re.compile(r"[^\n]*\t[^\n]*|(?:[^\n]|\n(?![^\n]*\t))+")
_SENTENCE = re.compile(r"[^。;；!！]+")
_PHRASE = re.compile(r"(?:[^,，\t(（]|[(（][^)）]*[)）]?)+")
_SANCTION = re.compile(
    rf"(?:将|应|须|予以|给予|处以|处|并)*(?P<word>(?:{SANCTION})(?!的?说明|种类|分为|暂缓|决定|期间|类型|等级|标准|办法|规定|条例|制度|权限|程序|部门|[^,，。]{{0,2}}[:：])|翻倍|翻番|加倍|双倍|遇一罚一|[一二两三四五六七八九十\d]+倍(?:罚款|处罚))"
)
_MONEY_FIRST = re.compile(r"[0-9０-９一二两三四五六七八九十百千]+(?:\.\d+)?(?:元|块)")
_NUMBER = r"[0-9０-９一二两三四五六七八九十]+"
_STEP = re.compile(
    rf"第(?P<nth>{_NUMBER})[次回]|(?P<first>首次|初次|初犯|头一[次回])|(?P<again>再次|再犯|又犯)|(?:达到?|超过|满|累计)?(?P<upto>{_NUMBER})[次回](?:及|或|和)?以上"
    rf"|(?P<many>屡次|多次|屡教不改|屡犯)|(?P<each>每次|每人次|一次)"
)
_TIMES = re.compile(rf"翻倍|翻番|加倍|双倍|(?P<times>{_NUMBER})倍")
# A sentence that opens so punishes what stands before it.
POINTS_BACK = re.compile(
    r"^\s?(?:[一-龥]{0,4}违者|违反(?:以上|上述|本|此|前|该)[^,，。]{0,8}|如?有?违反|如违[反规]?|否则|以上|上述|未按(?:以上|上述)|不[按遵]|如?(?:一经)?发现|一经|首次|初次|第[一1]次|一次|每次|再次)"
)
_TRIVIAL = re.compile(
    r"^(?:[如若凡]|对|的|将|者|违者|违反者|违规者|一律|均|并|则|就|会|还|还会|除|公司|我们|以上|上述|发现|一经发现|每发现|发现者|如有违反|违反|每次|一次|每人|每人次|首次|再次|初次|第[一二三四五1-5]次|"
    r"再次发现|发现第[一二三四五1-5]次|违规|预计|达到|者将|情节严重(?:的|者)?|严重者?|重者|轻者|\s|[次达以上])*$"
)
_OPENING = re.compile(
    r"\s*(?P<offender>(?:如有)?(?:违者|违反者|违规者|否则|处罚[:：]|惩罚[:：])?)\s?(?P<manner>(?:将|则|应|按照?|视|根据|依据|由|从|一律|全部|少算的)?)"
)
_MILD = re.compile(r"(?:只作|仅作|予以|口头|给予)*(?:提醒|批评|教育|谈话|免罚|不罚|不扣)")
"""A step without a sanction is still a step: 第一次提醒."""
_EACH = re.compile(
    r"(?:(?:另|责任人|每[单条人件次台天日页处例个项份]|每小时|每分钟|双方|各|最多|并|(?:口头|书面)(?=警告|$))+)$"
)
_COLUMN_HEADS = frozenset(("处罚", "处分", "罚款", "扣款", "处罚标准", "处罚金额", "罚款金额", "处罚措施", "处罚办法"))
_CONSEQUENCE = re.compile(r"^(?:必须|应?立即|予以|应予|并|应当)")
_CONDITION = re.compile(
    r"(?:如果?|若|凡|一旦|一经|对|当|因|除非|超过|未|不满|满|达到?|逾期|情节)[^,，。;；]{1,40}|[^,，。;；]{1,30}(?:的|者|时|以上|以下|以内)$"
)


def penalties_in(clause: Clause, *, before: str = "") -> tuple[Penalty, ...]:
    """Give the penalties of one clause; ``before`` is the act where the clause itself names none."""
    if clause.modality != "penalty":
        return ()
    facts = clause.facts or facts_in(clause.text)
    who = _who(clause)
    found: list[Penalty] = []
    carried = ""
    columns: tuple[int | None, ...] = ()
    for line in _LINE.finditer(clause.text):
        if "\t" in line[0]:
            cells = line[0].split("\t")
            columns = _step_columns(cells) or columns
            found += (replace(penalty, who=who) for penalty in _row(clause.id, cells, columns))
            continue
        for sentence in _SENTENCE.finditer(clause.text, line.start(), line.end()):
            fresh = list(_sentence(clause, sentence, carried or before, facts, found))
            found += (replace(penalty, who=who) for penalty in fresh)
            carried = "" if fresh else f"{carried};{sentence[0].strip()}".strip(";")
    return tuple(found)


def _step_columns(cells: Sequence[str]) -> tuple[int | None, ...]:
    """Read a table's head of steps (第一次, 第二次, 第三次); empty for any other row."""
    steps = [_STEP.fullmatch(cell.strip()) for cell in cells]
    if sum(step is not None for step in steps) < 2:
        return ()
    return tuple(_step(step, None) for step in steps if step is not None)


def _row(clause_id: str, cells: Sequence[str], columns: Sequence[int | None]) -> Iterator[Penalty]:
    """Read one row: the cells of sanctions belong to the cell before the first of them."""
    found = [_SANCTION.search(cell) is not None or _MILD.search(cell) is not None for cell in cells]
    first = found.index(True) if True in found else 0
    if not first:
        return
    if all(cell.strip() in _COLUMN_HEADS for cell, is_sanction in zip(cells, found, strict=True) if is_sanction):
        return
    sanctions = [cell for cell, is_sanction in zip(cells, found, strict=True) if is_sanction]
    steps = columns if len(columns) == len(sanctions) else (None,) * len(sanctions)
    for cell, step in zip(sanctions, steps, strict=True):
        money = [fact.value for fact in facts_in(cell) if fact.kind == "money"]
        amount = money[0] if money and isinstance(money[0], (int, float)) else None
        yield Penalty(cells[first - 1].strip(), "", cell.strip(), amount, step, (), clause_id)


def _sentence(
    clause: Clause, sentence: re.Match[str], carried: str, facts: Sequence[Fact], earlier: Sequence[Penalty]
) -> Iterator[Penalty]:
    pending: list[tuple[int, int]] = []
    ladder: Penalty | None = None
    last = earlier[-1] if earlier else None
    for phrase in _PHRASE.finditer(clause.text, sentence.start(), sentence.end()):
        words = phrase[0]
        money = [fact for fact in facts if fact.kind == "money" and phrase.start() <= fact.start < phrase.end()]
        step = _STEP.search(words)
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
            condition=_condition(clause.text, [*pending, prefix_span], step),
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
    if (match := _SANCTION.search(words)) is not None:
        return match.start()
    if step is None:
        return None
    if (match := _MILD.search(words)) is not None:
        return match.start()
    return money[0].start - offset if money and on_ladder else None


def _amount(words: str, money: Sequence[Fact], ladder: Penalty | None) -> tuple[float | int | None, bool]:
    """Give the amount and whether it is computed: 翻倍 doubles that of the step before."""
    if money:
        value = money[-1].value
        return (value, False) if isinstance(value, (int, float)) else (None, False)
    times = _TIMES.search(words)
    if times is None or ladder is None or ladder.amount is None:
        return None, False
    factor = parse(times["times"]) if times["times"] else 2
    return (ladder.amount * factor, True) if factor is not None else (None, False)


def _prefix(words: str, begin: int, step: re.Match[str] | None, *, alone: bool) -> tuple[int, tuple[int, int]]:
    """Give where the sanction begins, and the span before it that may be the act, without step and offender.

    按公司条例处罚 and 从奖金总额中扣除 are sanctions as a whole; so is 每单扣5元.
    """
    first = 0
    opening = _OPENING.match(words)
    if opening is not None and opening.end() <= begin:
        if opening["manner"] and (not alone or opening["offender"]):
            return opening.start("manner"), (0, 0)
        first = opening.end("offender")
    if (each := _EACH.search(words[first:begin])) is not None:
        begin = first + each.start()
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
    own = prefix if prefix[1] > prefix[0] and not _TRIVIAL.match(text[slice(*prefix)]) else None
    before = [] if carried and all(_CONSEQUENCE.match(text[slice(*span)]) for span in pending) else list(pending)
    if before and own is None and carried and POINTS_BACK.match(text[before[0][0] : before[0][1]]):
        return carried
    spans = [*before, own] if own is not None else before
    if spans:
        return text[spans[0][0] : spans[-1][1]].strip()
    if ladder is not None:
        return ladder.act
    return carried or (last.act if last is not None else "")


def _condition(text: str, spans: Sequence[tuple[int, int]], step: re.Match[str] | None) -> str:
    if step is not None:
        return step[0]
    for start, end in reversed(spans):
        if match := _CONDITION.search(text[start:end]):
            return match[0]
    return ""


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
    acting = [relation.role for relation in clause.relations if relation.relation in ("executes", "responsible")]
    return tuple(dict.fromkeys(bound or acting))
