"""One clause in context, and a whole file as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .look import Look, indented
from .replies import own_words

if TYPE_CHECKING:
    from index.tagger import Explanation, Reason
    from ingest import Clause, Document, Fact, Place, Relation

__all__ = ["NUMBERED", "clause_text", "document_tree", "places_text"]

RELATIONS = {
    "responsible": "负责",
    "executes": "执行",
    "approves": "审批",
    "assists": "协助",
    "supervises": "监督",
    "informed": "知会",
    "subject": "受约束或奖罚",
}
MODALITIES = {
    "must": "必须",
    "must_not": "禁止",
    "may": "可以",
    "penalty": "处罚",
    "reward": "奖励",
    "duty": "职责",
    "definition": "定义",
    "procedure": "流程",
    "statement": "陈述",
}
FOUND_IN = {
    "text": "条文",
    "heading": "上级标题",
    "title": "制度名称",
    "lexicon": "词表",
    "rule": "规则",
    "override": "人工指定",
}
FACTS = {
    "money": "金额",
    "percent": "比例",
    "duration": "时长",
    "time": "时刻",
    "date": "日期",
    "count": "次数或数量",
    "frequency": "频率",
}
NUMBERED = {"typed": "原文编号", "automatic": "Word 自动编号", "inferred": "推断编号"}
_HERE = "> "
_STEP = "  "


def clause_text(clause: Clause, document: Sequence[Clause], look: Look, *, reasons: Explanation | None = None) -> str:
    """Give ``clause``, marked, among the clauses above and below it; ``document``: all clauses of its document.

    ``reasons``: why it has its modality and topics, for those who ask (-v).
    """
    by_id = {other.id: other for other in document}
    above: list[Clause] = []
    parent = clause.parent
    while parent is not None and parent in by_id and len(above) < len(by_id):
        above.append(by_id[parent])
        parent = by_id[parent].parent
    lines = [look.paint(clause.citation, "source"), look.paint(f"来源:{_source(clause)}", "faint"), ""]
    depth = 0
    for ancestor in reversed(above):
        lines += _line(ancestor, _STEP * (depth + 1), look)
        depth += 1
    indent = _STEP * depth
    marked = indented(_numbered(clause), _STEP + indent + _STEP, look, first=_HERE + indent)
    lines += [look.paint(line, "strong") for line in marked]
    for below, level in _descendants(clause, document):
        lines += _line(below, _STEP * (depth + 1 + level), look)
    if look.verbose:
        lines += ["", *_tags(clause, look, reasons)]
    return "\n".join(lines)


def _descendants(clause: Clause, document: Sequence[Clause]) -> list[tuple[Clause, int]]:
    """Give the clauses below ``clause`` in the source's order, each with its depth from 1."""
    depths = {clause.id: 0}
    found: list[tuple[Clause, int]] = []
    for other in document:
        if other.parent in depths and other.id not in depths:
            depths[other.id] = depths[other.parent] + 1
            found.append((other, depths[other.id]))
    return found


def document_tree(document: Document, look: Look) -> str:
    """Give a document's clauses as an indented tree under its title."""
    lines = [look.paint(f"《{document.title}》", "strong") + look.paint(f"  {document.source}", "faint")]
    depths: dict[str, int] = {}
    for clause in document.clauses:
        depth = depths[clause.parent] + 1 if clause.parent in depths else 0
        depths[clause.id] = depth
        lines += _line(clause, _STEP * depth, look)
    lines += [look.paint(f"注意:{notice.message}", "warning") for notice in document.warnings]
    return "\n".join(lines)


def places_text(places: Sequence[Place]) -> str:
    """Give places as people say them: 第3页, 第12–14行.  Empty where nothing is known."""
    pages = sorted({place.page for place in places if place.page is not None})
    lines = sorted({place.line for place in places if place.line is not None})
    paragraphs = sorted({place.paragraph for place in places if place.paragraph is not None})
    told = [
        f"第{_ranges(numbers)}{unit}"
        for numbers, unit in ((pages, "页"), (lines, "行"), (paragraphs, "段"))
        if numbers and not (unit == "行" and pages)
    ]
    return "、".join(told)


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _source(clause: Clause) -> str:
    where = places_text(clause.places)
    return clause.document.source + (f"({where})" if where else "")


def _numbered(clause: Clause) -> str:
    return f"{clause.number} {own_words(clause)}".rstrip() if clause.number else own_words(clause)


def _line(clause: Clause, indent: str, look: Look) -> list[str]:
    return indented(_numbered(clause), indent + _STEP, look, first=indent)


def _tags(clause: Clause, look: Look, reasons: Explanation | None) -> list[str]:
    lines = [f"编号:{clause.id}"]
    if clause.printed is not None:
        lines.append(f"印刷编号:{clause.printed}({NUMBERED[clause.number_source]})")
    why = f",依据:{_reason(reasons.modality)}" if reasons else ""
    lines.append(f"性质:{MODALITIES.get(clause.modality, clause.modality)}{why}")
    lines += [f"角色:{_relation(relation)}" for relation in clause.relations]
    if reasons:
        for topic in clause.topics:
            told = ";".join(_reason(reason) for reason in reasons.topics if reason.tag == topic)
            lines.append(f"主题:{topic},依据:{told}")
    elif clause.topics:
        lines.append(f"主题:{'、'.join(clause.topics)}")
    lines += [f"数值:{_fact(fact)}" for fact in clause.facts]
    return [look.paint(line, "faint") for told in lines for line in indented(told, "", look)]


def _relation(relation: Relation) -> str:
    people = f"({'、'.join(relation.people)})" if relation.people else ""
    found = FOUND_IN.get(relation.source, relation.source)
    from index.roles import PATTERN

    # A role that no lexicon knows was found by the form of its name; the word for that is the program's own.
    by_form = relation.why.split()[:1] == [PATTERN]
    words = relation.why.removeprefix(PATTERN).strip()
    why = (f"「{words}」" if words else "") + ("(词表中没有,按名称的形式认出)" if by_form else "")
    return f"{relation.role}{people} {RELATIONS.get(relation.relation, relation.relation)},依据:{found}{why}"


def _reason(reason: Reason) -> str:
    found = FOUND_IN.get(reason.source, reason.source)
    return found + (f"「{'、'.join(word.strip() for word in reason.words)}」" if reason.words else "")


def _fact(fact: Fact) -> str:
    value = f"{fact.value:g}" if isinstance(fact.value, float) else str(fact.value)
    return f"{FACTS.get(fact.kind, fact.kind)} {fact.text} = {fact.comparison}{value} {fact.unit}".rstrip()
