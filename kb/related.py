"""What stands beside an answer and bears on it: the penalty for not keeping to it, and the exceptions from it.

Only what the policies themselves tie to the clause is told: words of the clause that the answer leaves out, the list
that it stands in, the clause that points to it (违反第X条的, 违者), one that punishes the same act in the same policy.
A penalty too few is looked up; a penalty that is not for this act misleads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from index.features import Query
from index.matching import Matcher
from index.sanction_cues import POINTS_BACK, SANCTION_PHRASE
from index.values import holds
from ingest import Clause
from ingest.patterns import lazy

from .reply import Answer

if TYPE_CHECKING:
    from .links import Pointers

__all__ = ["Neighbours", "Related", "related_to"]

MOST = 2
"""Of either kind."""
SHORT = 60
"""Characters up to which a sentence is shown whole; a longer one from where the act or the exception begins."""
LONG = 100
"""Characters beyond which nothing is shown: nobody reads it beside an answer."""
SAME_ACT = 0.6
"""Share of the question's words that both the answer and a penalty of the same policy must hold to be of one act."""
ALIKE = 0.8
"""How much of a word must stand there: itself or one of its nearest synonyms."""
TOUCHES = 0.4
"""Share of them that a sentence must hold to be an exception for what is asked."""
NEAREST = 12
"""Candidates among which a penalty for the same act is looked for."""

_RULES = frozenset(
    {"responsible", "amount", "deadline", "time", "duty_list", "approval", "procedure", "permission", "other"}
)
"""Kinds of questions whose answer can be broken: there the penalty is told."""
_ROW = lazy(r"[^\n]+")
_SENTENCE = lazy(r"[^。；;！!\n]+")
_ALL = r"[,，]?\s?[^,，。;；]{0,8}?(?:一律|均|都|全[部体]|不|禁|严|其他|其余|任何|所有|只|仅|必须)"
"""What follows an exception (除值班员外,其他人…), where an addition goes on otherwise (除赔偿外,另罚…)."""
_EXCEPTION = lazy(
    rf"除[^。；;！!\n,，]{{1,40}}?(?:之外|以外|外(?!包|部|派|出|勤|来|面|观))(?!的){_ALL}"
    r"|(?<=[^不])除外|不在此限|不受(?:此|上述|前款|该|本)[^,，。;；]{0,10}(?:限|约束)|(?:不适用|可不执行)(?:本|上述|前款|该|此)"
    r"|(?:遇|因|有|属)?(?:特殊|紧急|例外|不可抗力)(?:情况|情形|原因|因素|需要)|确[因有需][^,，。;；]{1,16}的"
    r"|(?:^|[,，])\s?但是?[^。；;\n]*?(?:不(?:罚|扣|算|计|视|按|必|需|须|受)|可以?不|无[须需]|免[予于除]|经[^,，。;；]{1,12}(?:批准|同意|许可)[^,，。;；]{0,3}[,，]?可)"
    r"|不(?:视为|算作?|计(?:入|为|算)?)(?:迟到|早退|旷工|缺勤|违纪|违规|缺卡|加班|请假)|免[予于][^,，。;；]{0,6}(?:处罚|罚款|处分|扣)",
)
_NO_SANCTION = lazy(
    r"按照?(?:下列|以下|如下|下表)|承担[^,，。;；]{0,12}(?:费|邮|运)"
    r"|^按照?(?![^,，。;；]*(?:《|第[^,，。;；]{1,6}[条款项]|旷工|违|规定|制度|条例))[^,，。;；]*(?:处理|执行|办理)$"
)
"""What reads like a sanction and is a way to proceed, a lead to a list, or a cost that somebody bears."""
_BY_CLAUSE = lazy(
    r"按照?[^,，。;；]{0,30}第[^,，。;；]{1,8}[条款项]|见[^,，。;；]{0,30}第[^,，。;；]{1,8}[条款项]",
    starts="第",
)
_ALLOWED = lazy(r"(?<!不)(?:可以|允许)", starts="可允")
_POINTING = "但特紧如遇确上前以因例"
_POINTS = lazy(r"^\s?(?:但|特殊|紧急|如?遇|确[因有需]|上述|前[款项条]|以上|因特殊|例外)")


_PUNISHING = tuple(
    (
        "罚 扣 赔 处以 处分 处理 处置 惩处 论处 承担 分担 负担 补足 补偿 补发 补寄 买单 不予报销 不算工资 不计 "
        "停单 停发 停岗 停播 停止 停职 停薪 停赛 减半 归零 清零 绩效为零 劝退 加倍 双倍 翻倍 翻番 取消 口头 吊销 封号 "
        "开除 除名 拘留 旷 按事假 按早退 按缺勤 按迟到 事故论 作弊论 失职论 违纪论 损失 换岗 撤职 机关 没收 移送 终止 "
        "缓发 离职 解聘 解除 解雇 警告 记大过 记过 调岗 调离 费用由 费用自理 辞退 违者 追回 追究 批评 降 视为"
    ).split()
)
"""Of which every sanction holds one: most answers hold none, and the search for it takes the longest to compile."""


_EXCEPTING = tuple(
    "外 此限 不受 不适用 可不执行 特殊 紧急 不可抗力 确因 确有 确需 但 不视为 不算 不计 免于 免予".split()
)
"""Of which every exception holds one."""


class Related(NamedTuple):
    """A penalty or an exception beside an answer: ``text`` is ``[start:end]`` of its clause's."""

    kind: Literal["penalty", "exception"]
    text: str
    clause: Clause
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "kind": self.kind,
            "text": self.text,
            "clause": self.clause.to_dict(),
            "span": [self.start, self.end],
        }


class Neighbours(NamedTuple):
    """How what is beside is found: the clause after one in its document, one by its id.

    ``fines``: clause id -> ids of the fines that refer to it; ``cited``: fine -> ids of what it refers to.
    """

    after: Callable[[str], Clause | None]
    clause: Callable[[str], Clause]
    fines: Pointers
    cited: Pointers


def related_to(
    around: Matcher, answers: Sequence[Answer], ranked: Sequence[Clause], beside: Neighbours
) -> tuple[Related, ...]:
    """Give what bears on the first answer (for a list: on the list), penalties first, at most ``MOST`` of either kind.

    ``around``: of the question; ``ranked``: the candidates, best first, without those that are not in force.
    """
    if not answers:
        return ()
    query = around.query
    told = [(answer.clause.id, answer.start or 0, answer.end or 0) for answer in answers if answer.start is not None]
    found: dict[str, list[Related]] = {"penalty": [], "exception": []}
    sources = [_exceptions(query, answers, around, beside)]
    if query.kind in _RULES and not holds("penalty", answers[0].text):
        sources.insert(0, _penalties(query, answers, ranked, around, beside))
    if query.kind == "penalty" or query.kind in _RULES:
        sources.insert(0, _referred(query, answers[0], around, beside))
    for source in sources:
        for one in source:
            mine = found[one.kind]
            known = any(
                one.clause.id == name and one.start < end and start < one.end for name, start, end in told
            ) or any(one.text == other.text for other in mine)
            if len(mine) < MOST and len(one.text) <= LONG and not known:
                mine.append(one)
    return (*found["penalty"], *found["exception"])


def _penalties(
    query: Query, answers: Sequence[Answer], ranked: Sequence[Clause], around: Matcher, beside: Neighbours
) -> Iterator[Related]:
    """Give penalties, the surest first: own words, the list's lead, references, 违者 behind it, the same act."""
    clause, last = answers[0].clause, _last(answers)
    for sentence in _near(answers[0]):
        yield from _sanction(clause, sentence)
    above = [clause.parent] if clause.parent else []
    if above and _lead(clause):
        yield from _from_lead(beside.clause(above[0]))
    for name in (clause.id, *above):
        for fine in beside.fines.get(name, ()):
            yield from _first_sanction(beside.clause(fine))
    after = beside.after(last.id)
    if after is not None and after.parent == last.parent and POINTS_BACK.match(after.text):
        yield from _first_sanction(after)
    if clause.modality == "may" or _ALLOWED.search(answers[0].text):
        return
    for other in ranked[:NEAREST]:
        # Other policies' penalties for what sounds alike were tried: one in two was for another act.
        if other.document.id == clause.document.id and other.id != clause.id and other.modality == "penalty":
            yield from _same_act(query, clause, other, around)


def _referred(query: Query, answer: Answer, around: Matcher, beside: Neighbours) -> Iterator[Related]:
    """Give what 按《…》第十四条处理 leads to: of its sentences and rows the one that holds most of the question."""
    if not any(_BY_CLAUSE.search(answer.clause.text[start:end]) for start, end in _near(answer)):
        return
    for name in beside.cited.get(answer.clause.id, ()):
        there = beside.clause(name)
        lines = list((_ROW if "\t" in there.text else _SENTENCE).finditer(there.text))
        if there.modality != "penalty" or not lines:
            continue
        nearest = max(lines, key=lambda line: _weight(query, around.shares(line[0])))
        if len(lines) == 1 or _weight(query, around.shares(nearest[0])) >= TOUCHES:
            yield from _sanction(there, nearest.span())


def _last(answers: Sequence[Answer]) -> Clause:
    """Give the last clause of the list that the first answer begins, or its own."""
    first = answers[0].clause
    listed = [
        one.clause for one in answers if one.clause.parent == first.parent and one.why and one.why == answers[0].why
    ]
    return listed[-1] if listed else first


def _near(answer: Answer) -> Iterator[tuple[int, int]]:
    """Give where the answer's sentence stands in its clause, and the one behind it; for a heading, nothing."""
    if answer.start is None or answer.end is None or "\t" in answer.clause.text:
        return
    spans = [match.span() for match in _SENTENCE.finditer(answer.clause.text)]
    inside = [at for at, (start, end) in enumerate(spans) if start < answer.end and answer.start < end]
    if inside:
        yield from spans[inside[0] : inside[-1] + 2]


def _sanction(clause: Clause, span: tuple[int, int]) -> Iterator[Related]:
    """Give the part of a sentence from the act or 违者 on, if it punishes."""
    text = clause.text[span[0] : span[1]]
    if not _punishes(text):
        return
    from index.penalties import penalties_in  # most answers stand beside no sanction, and need not wait for it

    alone = replace(clause, text=text, facts=(), headings=(), modality="penalty")
    found = [one for one in penalties_in(alone) if one.amount is not None or not _NO_SANCTION.search(one.sanction)]
    if not found:
        return
    start = 0
    if len(text) > SHORT:
        begins = [text.find(words) for words in (found[0].act, found[0].condition, found[0].sanction) if words]
        start = min((at for at in begins if at >= 0), default=0)
    yield _related("penalty", clause, span[0] + start, span[1])


def _punishes(text: str) -> re.Match[str] | None:
    return SANCTION_PHRASE.search(text) if any(map(text.__contains__, _PUNISHING)) else None


def _from_lead(lead: Clause) -> Iterator[Related]:
    """Give the last sentence of the clause above where it punishes what is listed below it: …的,每次罚款30元:"""
    sentences = list(_SENTENCE.finditer(lead.text))
    if sentences and (match := _punishes(sentences[-1][0])) and not _NO_SANCTION.search(match[0]):
        yield _related("penalty", lead, *sentences[-1].span())


def _first_sanction(clause: Clause) -> Iterator[Related]:
    if "\t" in clause.text:
        return
    for match in _SENTENCE.finditer(clause.text):
        found = list(_sanction(clause, match.span()))
        if found:
            yield found[0]
            return


def _same_act(query: Query, clause: Clause, other: Clause, around: Matcher) -> Iterator[Related]:
    """Give the sentence or row that punishes what the answer rules: both hold most of the question's words."""
    mine = around.shares(" ".join((clause.text, *_lead(clause))))
    for match in (_ROW if "\t" in other.text else _SENTENCE).finditer(other.text):
        theirs = around.shares(" ".join((match[0], *_lead(other))))
        if _weight(query, mine, theirs) >= SAME_ACT:
            yield from _sanction(other, match.span())


def _lead(clause: Clause) -> tuple[str, ...]:
    """Give the heading that a clause goes on from: 有下列情形之一的:"""
    return clause.headings[-1:] if clause.headings and clause.headings[-1].endswith((":", "：")) else ()


def _weight(query: Query, *shares: Sequence[float]) -> float:
    """Give the share of the question's weight that stands in all of several texts."""
    total = sum(term.weight for term in query.terms)
    held = ((term.weight, min(several)) for term, *several in zip(query.terms, *shares, strict=True))
    both = sum(weight for weight, share in held if share >= ALIKE)
    return both / total if total else 0.0


def _exceptions(query: Query, answers: Sequence[Answer], around: Matcher, beside: Neighbours) -> Iterator[Related]:
    """Give exceptions in the answer's sentence, the one behind it and the clause behind it."""
    answer, last = answers[0], _last(answers)
    for at, (start, end) in enumerate(_near(answer)):
        text = answer.clause.text[start:end]
        touches = at == 0 or _points(text) or _weight(query, around.shares(text)) >= TOUCHES
        if touches and (match := _excepts(text)):
            yield _exception(answer.clause, start, end, match)
    after = beside.after(last.id)
    if after is None or after.parent != last.parent:
        return
    found = _SENTENCE.search(after.text)
    if found and _points(found[0]) and (match := _excepts(found[0])):
        yield _exception(after, *found.span(), match)


def _excepts(text: str) -> re.Match[str] | None:
    return _EXCEPTION.search(text) if any(map(text.__contains__, _EXCEPTING)) else None


def _points(words: str) -> bool:
    return words.lstrip()[:1] in _POINTING and _POINTS.match(words) is not None


def _exception(clause: Clause, start: int, end: int, match: re.Match[str]) -> Related:
    """Give the sentence ``[start:end]``; of a long one the bracket, or what begins behind the comma before."""
    text = clause.text[start:end]
    begin, stop = 0, len(text)
    opened = max(text.rfind(mark, 0, match.start()) for mark in "(（")
    closed = max(text.rfind(mark, 0, match.start()) for mark in ")）")
    if opened > closed:
        ends = [at for mark in ")）" if (at := text.find(mark, match.end())) >= 0]
        begin, stop = opened + 1, min(ends, default=stop)
    elif len(text) > SHORT:
        begin = max(text.rfind(mark, 0, match.start() + 1) for mark in ",，)）") + 1
    return _related("exception", clause, start + begin, start + stop)


def _related(kind: Literal["penalty", "exception"], clause: Clause, start: int, end: int) -> Related:
    """Give a span without the marks and white space at its ends."""
    text = clause.text[start:end]
    start += len(text) - len(text.lstrip(" \u3000\t,，、"))
    text = text.strip(" \u3000\t,，、")
    return Related(kind, text, clause, start, start + len(text))
