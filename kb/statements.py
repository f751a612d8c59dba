"""What a clause fixes: one value (an amount, a deadline, an approver) for one subject under its conditions.

Statements of different documents about one subject can be compared.  A value that only says when a rule applies
(满三次的, 2000元以下的) is a condition and not what the rule fixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.facts import facts_in
from index.penalties import Penalty, penalties_of
from ingest import Clause, Document, Fact

from .measures import MATTERS, PHRASE, Matter, Value, bounded, is_condition, kind_of, value_of, without
from .wording import Subjects

__all__ = ["Statement", "statements_of"]


_UNIT = re.compile(r"[^。；;！!\n]+")
_PERIOD = re.compile(r"^每?(?:[天日周月季年度]{1,3}|小时|半年)$")
_EACH = re.compile(r"每(?:名|个)?([一-龥]{1,2})\s*$")
_BY = frozenset(("duration", "count"))
"""Kinds of which a value for each of something (每班8小时) is not one for the whole (24小时)."""
_UNCOUNTED = re.compile(r"^[条款项章节页号楼层岁版张件字]")
"""Units of numbers that name a thing, or count what a sentence takes in passing."""
_APPROVES = re.compile(r"审批|批准|批复|审核|审定|核准|签批|签字|同意|决定|复核|审查|签订")
_STEPS = (
    (1, re.compile(r"首次|初次|第一次|初犯")),
    (2, re.compile(r"第二次|再次|再犯")),
    (3, re.compile(r"第三次|三次以上|屡|多次|累犯")),
)
_WORSE = re.compile(r"\s*(?:造成|导致|引起|引发|情节|后果|影响|拒不|屡教)")
_GRADE = re.compile(
    r"通报批评|严重警告|警告|记大过|记过|降级|降职|撤职|留用察看|停职|辞退|开除|除名|解聘|解除劳动合同|劝退"
)
_DISMISSED = frozenset(("辞退", "开除", "除名", "解聘", "解除劳动合同", "劝退"))
_FORBIDS = re.compile(r"不得|不准|不许|不可以?|严禁|禁止|不允许|不能|切勿")
_ALLOWS = re.compile(
    r"可以|允许|准许|应当|应该|必须|有权|一律|(?<![不许准认])可(?=[在自凭按到向由请])|须|应(?!急|用|聘|届)"
)
_EXCEPT = re.compile(
    r"除|未经|无[^,，]{0,6}不得|经[^,，。]{1,12}(?:批准|同意|许可)|原则上|特殊|另有|因|如|若|时[,，]|的[,，]"
)
_FORMAL = re.compile(r"解释权|负责解释|(?:布|发|行|施|效|订|改)之日起|未尽事宜")


@dataclass(frozen=True, slots=True)
class Statement:
    """``clause`` fixes ``values`` for a subject.

    ``shown``: the words that hold the value.  ``bare``: what the words are about (``Subjects.bare``); ``subject``: its
    characters and pairs of them, ``united`` those with synonyms made one; ``context``: those of the headings above,
    for subjects that a list leaves to them.  ``conditions``: values that say when it applies.  ``roles``: who is named
    in the words; ``classes``: which kind of a thing is meant (晚班, 病假).
    """

    matter: Matter
    kind: str
    clause: Clause
    shown: str
    values: tuple[Value, ...]
    conditions: frozenset[Value]
    bare: str
    subject: frozenset[str]
    united: frozenset[str]
    context: frozenset[str]
    roles: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a clause, its facts, and what is above it."""

    clause: Clause
    start: int
    text: str
    facts: tuple[Fact, ...]
    context: frozenset[str]
    subjects: Subjects

    def state(
        self,
        matter: Matter,
        kind: str,
        values: Iterable[Value],
        conditions: Iterable[Value],
        words: str,
        *,
        shown: str = "",
        roles: frozenset[str] | None = None,
    ) -> Statement:
        """Make a statement about ``words``."""
        bare = self.subjects.bare(words)
        return Statement(
            matter,
            kind,
            self.clause,
            (shown or self.text).strip(" ,，、"),
            tuple(values),
            frozenset(conditions),
            bare,
            self.subjects.pairs(bare),
            self.subjects.pairs(self.subjects.united(bare)),
            self.context,
            self.subjects.named(words) if roles is None else roles,
            self.subjects.classes(words),
        )


def statements_of(document: Document, subjects: Subjects) -> Iterator[Statement]:
    """Give what the clauses of a tagged document fix; penalties joined to their acts, the rest sentence by sentence."""
    clauses = {clause.id: clause for clause in document.clauses}
    yield from _penalties(document, clauses, subjects)
    for clause in document.clauses:
        if _FORMAL.search(clause.text) or clause.modality == "definition":
            continue
        context = _above(clause, clauses, subjects)
        facts = clause.facts or facts_in(clause.text)
        for unit in _UNIT.finditer(clause.text):
            if unit[0].rstrip().endswith((":", "：")):
                continue
            inside = tuple(fact for fact in facts if unit.start() <= fact.start and fact.end <= unit.end())
            sentence = _Sentence(clause, unit.start(), unit[0], inside, context, subjects)
            yield from _approvers(sentence)
            yield from _thresholds(sentence)
            yield from _permissions(sentence)
            if clause.modality != "penalty":
                yield from _values(sentence)


def _above(clause: Clause, clauses: Mapping[str, Clause], subjects: Subjects) -> frozenset[str]:
    parent = clauses.get(clause.parent or "")
    above = " ".join((*clause.headings[-1:], parent.text[:60] if parent else ""))
    return subjects.pairs(subjects.united(subjects.bare(above)))


def _penalties(document: Document, clauses: Mapping[str, Clause], subjects: Subjects) -> Iterator[Statement]:
    grouped: dict[tuple[str, str], list[Penalty]] = {}
    for penalty in penalties_of(document):
        grouped.setdefault((penalty.clause_id, penalty.act), []).append(penalty)
    for (name, act), several in grouped.items():
        if _WORSE.match(act):
            continue  # what it makes worse stands before, in another sentence
        clause = clauses[name]
        facts = tuple(facts_in(act))
        sentence = _Sentence(clause, 0, act, facts, _above(clause, clauses, subjects), subjects)
        conditions = [bounded(fact, act) for fact in facts if fact.kind in MATTERS]
        steps = {penalty.step for penalty in several if penalty.step} or {
            step for step, pattern in _STEPS if pattern.search(act)
        }
        conditions += [("step", step) for step in steps if len(several) == 1]
        named = [penalty.who for penalty in several if len(penalty.who) < 3]
        fixed = [("yuan", penalty.amount) for penalty in several if penalty.amount is not None and not penalty.computed]
        graded = {_grade(word) for penalty in several for word in _GRADE.findall(penalty.sanction)}
        kinds: list[tuple[str, list[Value]]] = [("money", [*fixed])]
        if not fixed:
            kinds.append(("grade", [("grade", grade) for grade in sorted(graded)]))
        for kind, values in kinds:
            if values:
                yield sentence.state(
                    "penalty",
                    kind,
                    values,
                    conditions,
                    without(act, facts, 0),
                    shown="；".join(penalty.sanction for penalty in several),
                    roles=frozenset(name for who in named for name in who),
                )


def _values(sentence: _Sentence) -> Iterator[Statement]:
    """Give a statement for each kind of value in one sentence; what stands behind it is another matter."""
    fixed: dict[str, list[Fact]] = {}
    conditions: set[Value] = {("step", step) for step, pattern in _STEPS if pattern.search(sentence.text)}
    for fact in sentence.facts:
        if fact.kind not in MATTERS or (fact.kind == "count" and _UNCOUNTED.search(fact.unit)):
            continue
        if is_condition(fact, sentence.text, sentence.start):
            conditions.add(bounded(fact, sentence.text, sentence.start))
        elif not _PERIOD.match(fact.text):
            each = _EACH.search(sentence.text[: fact.start - sentence.start]) if fact.kind in _BY else None
            fixed.setdefault(f"{kind_of(fact)}{f' each {each[1]}' if each else ''}", []).append(fact)
    for kind, found in fixed.items():
        rest = {value_of(fact) for other, several in fixed.items() if other != kind for fact in several}
        for part, words, shown in _parts(sentence, kind, found):
            yield sentence.state(
                MATTERS[part[0].kind], kind, map(value_of, part), conditions | rest, words, shown=shown
            )


def _parts(sentence: _Sentence, kind: str, found: Sequence[Fact]) -> Iterator[tuple[list[Fact], str, str]]:
    """Give values with the words that they are said of, and the phrase that shows them.

    A list of times is one of several things: 上班时间:早班8:30-17:30,晚班15:00-24:00.
    """
    text, start = sentence.text, sentence.start
    phrases = [(match.start(), match.end()) for match in PHRASE.finditer(text)]
    within = [[fact for fact in found if begin <= fact.start - start < end] for begin, end in phrases]
    head = re.match(r"[^:：0-9]{2,12}[:：]", text)
    if kind == "time" and head and sum(map(bool, within)) > 1:
        for (begin, end), part in zip(phrases, within, strict=True):
            if part:
                facts = [fact for fact in sentence.facts if begin <= fact.start - start < end]
                words = without(text[begin:end], facts, start + begin)
                yield part, words if begin == 0 else head[0] + words, text[begin:end]
        return
    end = next((end for _, end in phrases if start + end >= found[0].end), len(text))
    others = [fact for fact in sentence.facts if fact.end <= start + end]
    yield list(found), without(text[:end], others, start), text[_phrase_start(text, found[0].start - start) : end]


def _thresholds(sentence: _Sentence) -> Iterator[Statement]:
    """Give from when on something follows: 迟到超过30分钟的,按旷工半天处理.  What follows is part of the subject."""
    bounds = [
        fact
        for fact in sentence.facts
        if fact.kind in MATTERS and fact.kind != "frequency" and is_condition(fact, sentence.text, sentence.start)
    ]
    for fact in bounds:
        others = [other for other in sentence.facts if other is not fact]
        if any(kind_of(other) == kind_of(fact) for other in bounds if other is not fact):
            continue  # a band with two ends, or several bands
        bound = bounded(fact, sentence.text, sentence.start)
        rest: list[Value] = [value_of(other) for other in others]
        rest += [("grade", _grade(word)) for word in _GRADE.findall(sentence.text)]
        words = without(sentence.text, sentence.facts, sentence.start)
        yield sentence.state("threshold", f"{kind_of(fact)}{bound[-1]}", [bound], rest, words)


def _permissions(sentence: _Sentence) -> Iterator[Statement]:
    """Give whether something is forbidden; exceptions and conditions make it another matter."""
    forbids = _FORBIDS.search(sentence.text) is not None
    if _EXCEPT.search(sentence.text) or not (forbids or _ALLOWS.search(sentence.text)):
        return
    words = without(sentence.text, sentence.facts, sentence.start)
    conditions = [value_of(fact) for fact in sentence.facts]
    yield sentence.state("permission", "modal", [("forbidden", forbids)], conditions, _FORBIDS.sub(" ", words))


def _approvers(sentence: _Sentence) -> Iterator[Statement]:
    text = sentence.text
    if not _APPROVES.search(text):
        return
    named = sentence.subjects.named(text)
    approving = {
        relation.role
        for relation in sentence.clause.relations
        if relation.relation == "approves" and relation.source == "text" and relation.role in named
    }
    if approving:
        yield sentence.state(
            "approver",
            "role",
            [(role,) for role in sorted(approving)],
            [bounded(fact, text, sentence.start) for fact in sentence.facts if fact.kind in MATTERS],
            _APPROVES.sub(" ", without(text, sentence.facts, sentence.start)),
            roles=named - approving,
        )


def _phrase_start(text: str, at: int) -> int:
    return next((match.start() for match in PHRASE.finditer(text) if match.end() > at), 0)


def _grade(word: str) -> str:
    return "辞退" if word in _DISMISSED else word
