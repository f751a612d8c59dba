"""What a clause fixes: one value (an amount, a deadline, an approver) for one subject under its conditions.

Statements of different documents about one subject can be compared.  A value that only says when a rule applies
(满三次的, 2000元以下的) is a condition and not what the rule fixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.facts import facts_in
from index.lexicon import Lexicon
from index.penalties import penalties_of
from ingest import Clause, Document, Fact

__all__ = ["Matter", "Statement", "Subjects", "statements_of"]

Matter = Literal["penalty", "amount", "deadline", "approver"]

Value = tuple[object, ...]

_UNIT = re.compile(r"[^。；;！!\n]+")
_PHRASE = re.compile(r"[^,，\t]+")
_CONDITION = re.compile(r"(?:的|者|时|后|以上|以下|以内|之内)\s*$")
_BEHIND = re.compile(
    r"^(?:个)?(?:以上|以下|以内|之内|及以上|及以下)?[^,，\t]{0,6}(?:的|者|时)(?=[,，、\t]|$|[由应须须须不可给处扣罚])"
)
_MATTERS: dict[str, Matter] = {
    "money": "amount",
    "percent": "amount",
    "count": "amount",
    "duration": "deadline",
    "time": "deadline",
    "frequency": "deadline",
}
_PERIOD = re.compile(r"^每?[天日周月季年度]{1,3}$")
_COUNTED = re.compile(r"次|分|倍|人|名|小时|份")
_APPROVES = re.compile(r"审批|批准|批复|审核|审定|核准|签批|签字|同意|决定|复核|审查|签订")
_EVERYDAY = re.compile(
    r"(?:每|一|首|再|第[一二三四五])?(?:次|单|条|人|天|日|个月|月)(?:内|起|中)?|发现|一经|违者|违反|本(?:制度|办法|规定|条例)|上述|以上|以下|以内|之内|不满|不超过|超过|满|达到|应当|应该|必须|应|须|要|将|可以|可|由|经|报|并|且|均|各|以|"
    r"处以|予以|给予|处|罚款|罚金|处罚|扣款|扣除|扣罚|扣发|扣|罚|收到|接到|完毕|完成|办结|进行|及时|之日|当日|后|前|时|者|的|了|在|内|起|对|按|为|是|与|和|或|及|其|等|该|有|即|至|到|从|自|"
    r"单笔|每笔|金额|标准|部门|人员|责任人|当事人|员工|一律|如果|如|若|凡|最迟|最多|最少|至少|不少于|不得|不能|不低于|工作|规定|相关|有关|情况"
)
_CLASS = re.compile(
    r"(?:[一二三四五六七八九十A-Da-d甲乙丙丁高中初低大小新老早晚夜白首日周月年季半上下内外前后正副][线级类档等班组区岗期度]|[一-龥]假|[男女])(?![一二三四五六七八九十])"
)
_FORMAL = re.compile(r"解释权|负责解释|之日起|未尽事宜")
_MONEY = re.compile(r"[0-9０-９一二两三四五六七八九十百千万.]+\s?(?:元|块)")
_OUTSIDER = re.compile(r"供应商|客户|顾客|买家|卖家|快递")
_OPEN = frozenset(("员工", "负责人", "责任人", "全员", "公司", "部门", "主管"))


@dataclass(frozen=True, slots=True)
class Statement:
    """``clause`` fixes ``values`` for a subject.

    ``shown``: the words that hold the value.  ``subject``: its characters and pairs of them; ``context``: those of
    the headings above, for subjects that a list leaves to them.  ``conditions``: values that say when it applies.
    ``roles``: who is named in the words; ``classes``: which kind of a thing is meant (晚班, 病假).
    """

    matter: Matter
    kind: str
    clause: Clause
    shown: str
    values: tuple[Value, ...]
    conditions: frozenset[Value]
    subject: frozenset[str]
    context: frozenset[str]
    roles: frozenset[str]
    classes: frozenset[str] = frozenset()


class Subjects:
    """Turns words into comparable subjects: synonyms made one, everyday words of rules left out."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        groups = lexicon.synonyms if lexicon is not None else ()
        self._one: dict[str, str] = {}
        for group in groups:
            for word in group:
                if len(word) > 1:
                    self._one.setdefault(word, self._one.get(group[0], group[0]))
        longest = sorted(self._one, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, longest))) if longest else None
        self._named = lexicon.role_of if lexicon is not None else {}
        names = sorted((name for name in self._named if len(name) > 1), key=len, reverse=True)
        self._roles = re.compile("|".join(map(re.escape, names))) if names else None
        self._lexicon = lexicon

    def pairs(self, text: str) -> frozenset[str]:
        """Give the characters and pairs of neighbouring characters of what ``text`` is about.

        Pairs tell words apart; characters hold where the order differs (工牌丢失, 丢失工牌).
        """
        if self._roles is not None:
            text = self._roles.sub(lambda match: match[0] if _OUTSIDER.search(match[0]) else " ", text)
        if self._words is not None:
            text = self._words.sub(lambda match: self._one[match[0]], text)
        runs = [run for run in re.findall(r"\w+", _EVERYDAY.sub(" ", text)) if len(run) > 1]
        return frozenset(run[at : at + size] for run in runs for size in (1, 2) for at in range(len(run) - size + 1))

    def named(self, text: str) -> frozenset[str]:
        """Give the roles of the lexicon that ``text`` names, outsiders (供应商, 顾客) apart."""
        found = self._roles.findall(text) if self._roles is not None else ()
        return frozenset(self._named[name].name for name in found if not _OUTSIDER.search(name))

    @staticmethod
    def classes(text: str) -> frozenset[str]:
        """Give the words that tell classes of one thing apart (一线, 晚班, 病假)."""
        return frozenset(_CLASS.findall(text))

    def agree(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Tell whether two sets of roles may mean the same people: one of them open, shared, or of one family."""
        one, other = one - _OPEN, other - _OPEN
        if not one or not other or one & other:
            return True
        if self._lexicon is None:
            return False
        wide = {name for role in one for name in self._lexicon.family(role)}
        return bool(wide & other) or any(set(self._lexicon.family(role)) & one for role in other)


def statements_of(document: Document, subjects: Subjects) -> Iterator[Statement]:
    """Give what the clauses of a tagged document fix; penalties joined to their acts, the rest sentence by sentence."""
    yield from _penalties(document, subjects)
    texts = {clause.id: clause.text for clause in document.clauses}
    for clause in document.clauses:
        if _FORMAL.search(clause.text) or clause.modality == "definition":
            continue
        above = texts.get(clause.parent or "", "")[:60]
        context = subjects.pairs(" ".join((*clause.headings[-1:], above)))
        facts = clause.facts or facts_in(clause.text)
        for unit in _UNIT.finditer(clause.text):
            if unit[0].rstrip().endswith((":", "：")):
                continue
            inside = [fact for fact in facts if unit.start() <= fact.start and fact.end <= unit.end()]
            yield from _approvers(clause, unit, inside, context, subjects)
            if clause.modality != "penalty":
                yield from _values(clause, unit, inside, context, subjects)


def _penalties(document: Document, subjects: Subjects) -> Iterator[Statement]:
    clauses = {clause.id: clause for clause in document.clauses}
    ladders: dict[tuple[str, str], list[Value]] = {}
    shown: dict[tuple[str, str], list[str]] = {}
    who: dict[tuple[str, str], frozenset[str]] = {}
    for penalty in penalties_of(document):
        key = penalty.clause_id, penalty.act
        text = clauses[penalty.clause_id].text
        amount = penalty.amount if penalty.amount is not None and not penalty.computed else None
        ladders.setdefault(key, []).append(("yuan", amount) if amount is not None else ("other", penalty.sanction))
        shown.setdefault(key, []).append(penalty.sanction)
        who[key] = who.get(key, frozenset()) | (
            frozenset(penalty.who) if len(penalty.who) < 3 and text else frozenset()
        )
    for key, values in ladders.items():
        clause = clauses[key[0]]
        act = key[1]
        money = tuple(value for value in values if value[0] == "yuan")
        if not money:
            continue
        conditions = frozenset(_value(fact) for fact in facts_in(act) if fact.kind in _MATTERS)
        parent = clauses.get(clause.parent or "")
        context = subjects.pairs(" ".join((*clause.headings[-1:], parent.text[:60] if parent else "")))
        yield Statement(
            "penalty",
            "money",
            clause,
            "；".join(shown[key]),
            money,
            conditions,
            subjects.pairs(_without(act, facts_in(act), 0)),
            context,
            who[key],
            subjects.classes(act),
        )


def _values(
    clause: Clause, unit: re.Match[str], facts: Sequence[Fact], context: frozenset[str], subjects: Subjects
) -> Iterator[Statement]:
    """Give a statement for each kind of value in one sentence; what stands behind it is another matter."""
    fixed: dict[str, list[Fact]] = {}
    conditions: set[Value] = set()
    for fact in facts:
        if fact.kind not in _MATTERS or (fact.kind == "count" and not _COUNTED.search(fact.unit)):
            continue
        if _is_condition(clause.text, fact, unit):
            conditions.add(_value(fact))
        elif not _PERIOD.match(fact.text):
            fixed.setdefault(fact.kind, []).append(fact)
    for kind, found in fixed.items():
        first = found[0]
        phrase_end = next(
            (unit.start() + m.end() for m in _PHRASE.finditer(unit[0]) if unit.start() + m.end() >= first.end),
            unit.end(),
        )
        words = clause.text[unit.start() : phrase_end]
        others = [fact for fact in facts if fact.end <= phrase_end]
        yield Statement(
            _MATTERS[kind],
            kind,
            clause,
            clause.text[_phrase_start(clause.text, first.start, unit.start()) : phrase_end].strip(" ,，"),
            tuple(_value(fact) for fact in found),
            frozenset(
                conditions | {_value(fact) for rest, several in fixed.items() if rest != kind for fact in several}
            ),
            subjects.pairs(_without(words, others, unit.start())),
            context,
            subjects.named(words),
            subjects.classes(words),
        )


def _approvers(
    clause: Clause, unit: re.Match[str], facts: Sequence[Fact], context: frozenset[str], subjects: Subjects
) -> Iterator[Statement]:
    if not _APPROVES.search(unit[0]):
        return
    named = subjects.named(unit[0])
    approving = [
        relation.role
        for relation in clause.relations
        if relation.relation == "approves" and relation.source == "text" and relation.role in named
    ]
    if not approving:
        return
    words = _without(unit[0], facts, unit.start())
    yield Statement(
        "approver",
        "role",
        clause,
        unit[0].strip(),
        tuple(sorted((role,) for role in set(approving))),
        frozenset(_value(fact) for fact in facts if fact.kind in _MATTERS),
        subjects.pairs(_APPROVES.sub(" ", words)),
        context,
        named - frozenset(approving),
    )


def _is_condition(text: str, fact: Fact, unit: re.Match[str]) -> bool:
    tail = text[fact.end : unit.end()]
    if _BEHIND.match(tail):
        return True
    phrase = _PHRASE.match(tail)
    rest = phrase[0] if phrase else ""
    return len(rest) < len(tail) and _CONDITION.search(rest) is not None


def _phrase_start(text: str, at: int, least: int) -> int:
    return next((match.start() for match in _PHRASE.finditer(text, least) if match.end() >= at), least)


def _without(words: str, facts: Sequence[Fact], offset: int) -> str:
    for fact in sorted(facts, key=lambda one: -one.start):
        words = words[: fact.start - offset] + " " + words[max(0, fact.end - offset) :]
    return _MONEY.sub(" ", words)


def _value(fact: Fact) -> Value:
    value = fact.value
    if fact.kind == "duration" and isinstance(value, (int, float)):
        factors: Mapping[str, float] = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
        if fact.unit in factors:
            return ("duration", value * factors[fact.unit], "工作日" in fact.text)
        months = {"month": 1, "quarter": 3, "year": 12}
        if fact.unit in months:
            return ("months", value * months[fact.unit])
    return (fact.kind, value, fact.unit)
