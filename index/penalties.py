"""Sanctions joined to what they punish: act, condition, sanction, amount, step, who.

第一次10元,第二次30元,第三次开除 is three steps; 第二次翻倍 is computed from the step before it and says so.
The act is looked for in the same sentence, then in the sentence before, then where the clause points:
the clause it refers to (违反第X条), the 要求 beside a 处罚, the clause above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.document import Clause, Document, Fact
from ingest.numerals import parse

from .facts import facts_in
from .modality import SANCTION

__all__ = ["Penalty", "penalties_in", "penalties_of"]


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


_SENTENCE = re.compile(r"(?:[^。;；!！\n]|\n(?![^\n]*\t))+")
_PHRASE = re.compile(r"(?:[^,，\t(（]|[(（][^)）]*[)）]?)+")
_SANCTION = re.compile(
    rf"(?:将|应|须|予以|给予|处以|处|并)*(?P<word>(?:{SANCTION})(?!的?说明|[^,，。]{{0,2}}[:：])|翻倍|翻番|加倍|双倍|遇一罚一|[一二两三四五六七八九十\d]+倍(?:罚款|处罚))"
)
_MONEY_FIRST = re.compile(r"[0-9０-９一二两三四五六七八九十百千]+(?:\.\d+)?(?:元|块)")
_NUMBER = r"[0-9０-９一二两三四五六七八九十]+"
_STEP = re.compile(
    rf"第(?P<nth>{_NUMBER})[次回]|(?P<first>首次|初次|初犯|头一[次回])|(?P<again>再次|再犯|又犯)|(?:达到?|超过|满|累计)?(?P<upto>{_NUMBER})[次回](?:及|或|和)?以上"
    rf"|(?P<many>屡次|多次|屡教不改|屡犯)|(?P<each>每次|每人次|一次)"
)
_TIMES = re.compile(rf"翻倍|翻番|加倍|双倍|(?P<times>{_NUMBER})倍")
# A sentence that opens so punishes what stands before it.
_POINTS_BACK = re.compile(
    r"^\s?(?:[一-龥]{0,4}违者|违反(?:以上|上述|本|此|前|该)[^,，。]{0,8}|如?有?违反|如违[反规]?|否则|以上|上述|未按(?:以上|上述)|不[按遵]|如?(?:一经)?发现|一经|首次|初次|第[一1]次|一次|每次|再次)"
)
_TRIVIAL = re.compile(
    r"^(?:[如若凡]|对|的|将|者|违者|违反者|违规者|一律|均|并|则|就|会|还|还会|除|公司|我们|以上|上述|发现|一经发现|每发现|发现者|如有违反|违反|每次|一次|每人|每人次|首次|再次|初次|第[一二三四五1-5]次|"
    r"再次发现|发现第[一二三四五1-5]次|违规|预计|达到|者将|情节严重(?:的|者)?|严重者?|重者|轻者|\s|[次达以上])*$"
)
_OPENING = re.compile(
    r"(?P<offender>(?:如有)?(?:违者|违反者|违规者|否则|处罚[:：]|惩罚[:：])?)\s?(?P<manner>(?:将|则|应|按照?|视|根据|依据|由|从|一律|全部|少算的)?)"
)
_CONSEQUENCE = re.compile(r"^(?:必须|应?立即|予以|应予|并|应当)")
_CONDITION = re.compile(
    r"(?:如果?|若|凡|一旦|一经|对|当|因|除非|超过|未|不满|满|达到?|逾期|情节)[^,，。;；]{1,40}|[^,，。;；]{1,30}(?:的|者|时|以上|以下|以内)$"
)
_REFERENCE = re.compile(
    r"(?:违反|不符合|未按照?|触犯)[^,，。;；]{0,10}?(?P<number>第?\s?[0-9一二三四五六七八九十百〇零.．]+\s?[条款项]?)(?=[,，。;；的规、者]|$)"
)
_DEMAND_HEADING = re.compile(r"要求|规定|纪律|标准|规范|须知")
_PENALTY_HEADING = re.compile(r"处罚|罚则|惩罚|罚款|违规处理|扣罚")


def penalties_in(clause: Clause, *, before: str = "") -> tuple[Penalty, ...]:
    """Give the penalties of one clause; ``before`` is the act where the clause itself names none."""
    if clause.modality != "penalty":
        return ()
    facts = clause.facts or facts_in(clause.text)
    who = _who(clause)
    found: list[Penalty] = []
    carried = ""
    for sentence in _SENTENCE.finditer(clause.text):
        fresh = list(_sentence(clause, sentence, carried or before, facts, found))
        found += (replace(penalty, who=who) for penalty in fresh)
        carried = "" if fresh else f"{carried};{sentence[0].strip()}".strip(";")
    return tuple(found)


def _sentence(
    clause: Clause, sentence: re.Match[str], carried: str, facts: Sequence[Fact], earlier: Sequence[Penalty]
) -> Iterator[Penalty]:
    pending: list[str] = []
    ladder: Penalty | None = None
    last = earlier[-1] if earlier else None
    for phrase in _PHRASE.finditer(sentence[0]):
        words = phrase[0].strip()
        start = sentence.start() + phrase.start()
        money = [fact for fact in facts if fact.kind == "money" and start <= fact.start < start + len(phrase[0])]
        step = _STEP.search(words)
        sanction = _SANCTION.search(words)
        if sanction is None and not (money and step and (ladder or last)):
            pending.append(words)
            continue
        begin = _begin(sanction, money, clause.text[start : start + len(phrase[0])], start)
        prefix, begin = _prefix(words, begin, step, pending)
        act = _act(prefix, pending, ladder, carried, sentence[0], last)
        times = _TIMES.search(words) if ladder is not None and ladder.amount is not None and not money else None
        factor = (parse(times["times"]) if times["times"] else 2) if times else None
        computed = factor is not None and ladder is not None and ladder.amount is not None
        amount = money[-1].value if money else None
        if computed and ladder is not None and ladder.amount is not None and factor is not None:
            amount = ladder.amount * factor
        ladder = Penalty(
            act=act,
            condition=_condition(prefix, pending, step),
            sanction=words[begin:].strip(),
            amount=amount if isinstance(amount, (int, float)) else None,
            step=_step(step, ladder),
            who=(),
            clause_id=clause.id,
            computed=computed,
        )
        pending = []
        yield ladder


def _begin(sanction: re.Match[str] | None, money: Sequence[Fact], raw: str, start: int) -> int:
    """Give where the sanction begins within the phrase: at its word or, without one, at its amount."""
    if sanction is not None:
        return sanction.start()
    return max(0, money[0].start - start - (len(raw) - len(raw.lstrip())))


def _prefix(words: str, begin: int, step: re.Match[str] | None, pending: Sequence[str]) -> tuple[str, int]:
    """Give the words before the sanction that may be the act, without the step; and where the sanction begins.

    按公司条例处罚 and 从奖金总额中扣除 are sanctions as a whole.
    """
    opening = _OPENING.match(words)
    if opening is not None and opening.end() <= begin:
        if opening["manner"] and (pending or opening["offender"]):
            return "", opening.start("manner")
        words = " " * opening.end("offender") + words[opening.end("offender") :] if opening["offender"] else words
    prefix = words[:begin].strip(" :：\n")
    if step is not None and step.end() <= begin:
        prefix = re.sub(rf"{re.escape(step[0])}(?:的|者|时|,)?$", "", prefix).rstrip("时")
    return prefix, begin


def _act(
    prefix: str, pending: Sequence[str], ladder: Penalty | None, carried: str, sentence: str, last: Penalty | None
) -> str:
    own = "" if _TRIVIAL.match(prefix) else prefix
    if carried and all(_CONSEQUENCE.match(words) for words in pending):
        pending = ()
    if pending or own:
        said = ",".join((*pending, *((own,) if own else ())))
        if _POINTS_BACK.match(sentence) and carried and not own:
            return carried
        return said
    if ladder is not None:
        return ladder.act
    if carried:
        return carried
    return last.act if last is not None else ""


def _condition(prefix: str, pending: Sequence[str], step: re.Match[str] | None) -> str:
    if step is not None:
        return step[0]
    for words in (prefix, *reversed(pending)):
        if match := _CONDITION.search(words):
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


def penalties_of(document: Document) -> tuple[Penalty, ...]:
    """Give the penalties of a tagged document, each joined to its act across clauses where need be."""
    by_id = {clause.id: clause for clause in document.clauses}
    found: list[Penalty] = []
    for position, clause in enumerate(document.clauses):
        penalties = penalties_in(clause, before="")
        if not penalties:
            continue
        target = _referred(clause, document)
        if target is not None:
            found += (replace(penalty, act=target.text or penalty.act) for penalty in penalties)
            continue
        if any(not penalty.act for penalty in penalties):
            before = _context(clause, position, document, by_id)
            penalties = penalties_in(clause, before=before)
        found += _with_first_step(penalties)
    return tuple(found)


def _with_first_step(penalties: Sequence[Penalty]) -> Iterator[Penalty]:
    """一次罚款50元,第二次翻倍: the first of a ladder is step 1 though 一次 alone would mean each time."""
    for penalty, following in zip(penalties, (*penalties[1:], None), strict=True):
        starts = following is not None and following.step == 2 and following.act == penalty.act and penalty.step is None
        yield replace(penalty, step=1) if starts else penalty


def _referred(clause: Clause, document: Document) -> Clause | None:
    match = _REFERENCE.search(clause.text)
    if match is None:
        return None
    wanted = re.sub(r"\s", "", match["number"]).replace("．", ".")
    bare = wanted.strip("第条款项")
    for other in document.clauses:
        if other.id != clause.id and other.number is not None and other.number in (wanted, f"第{bare}条", bare):
            return other
    return None


def _context(clause: Clause, position: int, document: Document, by_id: Mapping[str, Clause]) -> str:
    """Find the words that a bare sanction punishes: the 要求 above it, its parent, the clause before."""
    parent = by_id.get(clause.parent or "")
    under_penalty = bool(clause.headings) and _PENALTY_HEADING.search(clause.headings[-1]) is not None
    before = document.clauses[position - 1] if position else None
    if under_penalty or (parent is not None and _PENALTY_HEADING.search(parent.text[:12])):
        for other in reversed(document.clauses[:position]):
            if _DEMAND_HEADING.search(other.text[:8]) or (
                other.headings and _DEMAND_HEADING.search(other.headings[-1])
            ):
                return other.text
    if parent is not None and parent.text:
        return parent.text
    if before is not None and before.parent == clause.parent and _POINTS_BACK.match(clause.text):
        return before.text
    return clause.headings[-1] if clause.headings else ""
