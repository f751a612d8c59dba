"""A handbook laid out as a paper: sections of clauses, tables that point to them, what was left out, the hashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest import Clause, Fact

from .bound import LeftOut
from .formats.paper import Block, Cell, Heading, Note, Paper, Quote, Table
from .handbook import SECTIONS, Entry, Handbook
from .screen.clauses import RELATIONS, places_text

__all__ = ["about", "handbook_paper", "sentence_around"]

_TIMES = frozenset(("duration", "time", "date", "frequency"))
_WAYS = {
    "checked": "涉及全体",
    "own": "点名",
    "wider": "点名",
    "staff": "全体",
    "document": "按制度对象",
    "scope": "按适用范围",
    "list": "随上下条",
}
_REASONS = {
    "superseded": "整份制度已被新版取代或已废止",
    "pending": "整份制度尚未生效",
    "other": "只涉及其他角色",
    "nobody": "条文和适用范围都没有写明对象,请对照原文自行判断",
    "heading": "只是标题,没有规定",
}
_CHANGES = {
    "added": "新增",
    "amended": "修改",
    "moved": "移动",
    "renumbered": "改号",
    "split": "拆分",
    "merged": "合并",
}
_NAMED_ONE_BY_ONE = 24
"""Clauses that the list of what was left out names one by one, for each document and reason."""


def handbook_paper(book: Handbook) -> Paper:
    """Lay out ``book``."""
    blocks: list[Block] = list(_reading(book))
    if book.since is not None:
        blocks += _changes(book)
    for section, title in SECTIONS.items():
        entries = book.of(section)
        if entries:
            blocks.append(Heading(1, f"{title}({len(entries)} 条)", f"s-{section}"))
            blocks += _head_of(section, book)
            blocks += _quotes(entries, section, book)
    blocks += _contacts(book)
    blocks += _contradictions(book)
    blocks += _left_out(book)
    blocks += _hashes(book)
    title = f"{book.named}岗位手册"
    return Paper(
        title=title,
        subtitle=f"自第 {book.since} 版以来的变化" if book.since is not None else "",
        cover=tuple(_cover(book)),
        blocks=tuple(blocks),
        running=f"{title} · 知识库第 {book.generation} 版 · {book.date}",
        date=book.date,
    )


_MARKS = {
    "own": ("角色:执行 等", "条文点名了本岗位、下属角色或上级范围;冒号后是对该角色的要求"),
    "staff": ("全体", "条文说的是值班人员、新员工等;担任本岗位的人都可能遇到"),
    "document": ("按制度对象", "条文没有点名,但制度或所在部分是针对本岗位的"),
    "scope": ("按适用范围", "条文没有点名,制度面向全体员工"),
    "list": ("随上下条", "是上一条的分项,或引出下面分项的句子"),
    "checked": ("涉及全体", "其他岗位管理、检查员工的职责"),
}


def _reading(book: Handbook) -> Iterator[Block]:
    """Tell a newcomer how to read what follows: only the marks that stand in this handbook."""
    if not book.entries or book.since is not None:
        return
    yield Heading(1, "怎样读这本手册", "s-how")
    yield Note(
        "每条先列编号和出处,再照录原文,下面一行小字是:为什么收入本手册、所在文件的版本、条款指纹、在原文件中的位置。"
        "本手册没有改写任何条文;各表只是把条文中的期限、处罚列在一起,以条文为准。"
    )
    here = {entry.way if entry.way != "wider" else "own" for entry in book.entries}
    rows = tuple((mark, meaning) for way, (mark, meaning) in _MARKS.items() if way in here)
    yield Table(("小字", "意思"), rows, (2, 9))
    found = [title for title, wanted in (("找谁办", book.contacts), ("各制度不一致之处", book.remarks)) if wanted]
    where = "、".join(f"“{title}”" for title in (*found, "没有收入的条款和原因"))
    yield Note(f"拿不准时,先看最后几部分:{where};再问直属上级。", "small")


def _cover(book: Handbook) -> Iterator[str]:
    post = book.post
    if book.since is not None:
        yield f"只收第 {book.since} 版以来新增或修改的 {len(book.entries):,} 条,以及取消的 {len(book.gone):,} 条"
    else:
        yield f"收入 {len(book.entries):,} 条条款,逐字照录,每条附出处、版本和指纹"
    if book.unnamed and book.since is None:
        yield f"注意:没有一条制度点名“{book.named}”或针对这一岗位;收入的都是对全体员工的规定"
    if post.asked:
        yield f"“{post.asked}”在制度中归入角色“{post.name}”"
    named = {role for entry in book.entries for role in entry.clause.roles}
    if own := [role for role in post.own[1:] if role in named]:
        yield f"含下属角色:{'、'.join(own)}"
    if wider := [role for role in (*post.wider, *post.staff, *post.placed) if role in named]:
        yield f"并收入对以下范围的规定:{'、'.join(wider)}"
    yield f"依据:知识库第 {book.generation} 版({book.date} 建立)"
    if book.since is None:
        yield f"手册指纹:{book.hash}"
    for path, message in book.failed:
        yield f"注意:有文件没有读出,其中的规定不在本手册中:{path}({message})"


def _head_of(section: str, book: Handbook) -> Iterator[Block]:
    if section == "time":
        yield from _deadlines(book)
    if section == "penalty" and book.penalties:
        numbers = {entry.clause.id: entry for entry in book.entries}
        yield Note("处罚一览(按条款顺序;次数递进的逐级列出,原文见所注条款)")
        rows = []
        for penalty in sorted(book.penalties, key=lambda one: numbers[one.clause_id].number):
            entry = numbers[penalty.clause_id]
            amount = "" if penalty.amount is None else f"{penalty.amount:g}"
            step = "" if penalty.step is None else f"第{penalty.step}次"
            sanction = penalty.sanction + ("(按上一次推算)" if penalty.computed else "")
            known = penalty.condition in penalty.act or penalty.step is not None
            act = penalty.act if known else f"{penalty.act}\n{penalty.condition}"
            rows.append((Cell(entry.label, entry.clause.id), act, step, sanction, amount))
        yield Table(("条", "行为", "次数", "处罚", "金额(元)"), tuple(rows), (0.8, 5, 1.2, 4, 1.4))


def _deadlines(book: Handbook) -> Iterator[Block]:
    rows = []
    for entry in book.entries:
        if entry.section in ("penalty", "definition"):
            continue
        facts = [fact for fact in entry.clause.facts if fact.kind in _TIMES]
        for words, found in groupby(facts, key=lambda fact: sentence_around(entry.clause.text, fact)):
            told = "、".join(dict.fromkeys(fact.text for fact in found))
            rows.append((Cell(entry.label, entry.clause.id), told, words))
    if rows:
        yield Note("期限与时间一览(各部分条款中的时限、时刻、频率)")
        yield Table(("条", "期限或时间", "原文"), tuple(rows), (0.8, 2.6, 9))


def sentence_around(text: str, fact: Fact) -> str:
    """Give the sentence or table row of ``text`` that ``fact`` stands in."""
    start = max(text.rfind(mark, 0, fact.start) for mark in "。;；\n") + 1
    ends = [at for at in (text.find(mark, fact.end) for mark in "。;；\n") if at >= 0]
    return text[start : min(ends, default=len(text))].strip().replace("\t", " | ")


def _quotes(entries: Sequence[Entry], section: str, book: Handbook) -> Iterator[Block]:
    disputed = {identity: remark for remark in book.remarks for identity in remark.clauses}
    for at, (_, group) in enumerate(groupby(entries, key=lambda entry: entry.clause.document.id), 1):
        here = list(group)
        document = here[0].clause.document
        yield Heading(2, f"《{document.title}》", f"s-{section}-{at}")
        scope = next((f" · {entry.why}" for entry in here if entry.way in ("scope", "document")), "")
        yield Note(f"来源 {document.source} · 版本 {document.version[:8]}{scope}", "small")
        for entry in here:
            remark = disputed.get(entry.clause.id)
            yield Quote(
                label=entry.label,
                text=entry.clause.text,
                citation=entry.clause.citation,
                anchor=entry.clause.id,
                above=entry.above,
                marks=tuple(_marks(entry, book)),
                about=about(entry.clause, entry.hash),
                also=(
                    *(f"改动前:{before.text}" for before in book.was.get(entry.clause.id, ())),
                    *((f"各制度规定不一致:{remark.text}",) if remark else ()),
                ),
            )


def _marks(entry: Entry, book: Handbook) -> Iterator[str]:
    change = book.changes.get(entry.clause.id)
    if change:
        yield "、".join(_CHANGES.get(kind, kind) for kind in change.split())
    wanted = book.post.all
    parts = dict.fromkeys(
        f"{relation.role}:{RELATIONS.get(relation.relation, relation.relation)}"
        for relation in entry.clause.relations
        if relation.role in wanted
    )
    if parts:
        yield "、".join(parts)
    else:
        yield _WAYS[entry.way]


def about(clause: Clause, digest: str) -> str:
    """Give version, hash and place in one line."""
    where = places_text(clause.places)
    parts = (
        f"版本 {clause.document.version[:8]}",
        f"指纹 {digest[:12]}" if digest else "",
        f"原文{where}" if where else "",
    )
    return " · ".join(filter(None, parts))


def _contacts(book: Handbook) -> Iterator[Block]:
    if not book.contacts:
        return
    yield Heading(1, "找谁办", "s-who")
    yield Note("角色、姓名和事项取自所收条款;没有写姓名的,制度中没有写明。", "small")
    rows = tuple(
        (
            contact.role,
            "、".join(contact.people),
            "、".join(RELATIONS.get(relation, relation) for relation in contact.relations),
            "、".join(contact.topics),
            f"第 {'、'.join(map(str, contact.entries[:12]))}{' 等' if len(contact.entries) > 12 else ''} 条",
        )
        for contact in book.contacts
    )
    yield Table(("角色", "姓名", "做什么", "事项", "见"), rows, (2, 2.4, 2.4, 4, 3.4))


def _contradictions(book: Handbook) -> Iterator[Block]:
    if not book.remarks:
        return
    labels = {entry.clause.id: entry.label for entry in book.entries}
    yield Heading(1, "各制度不一致之处", "s-conflict")
    for remark in book.remarks:
        numbers = "、".join(labels[identity] for identity in remark.clauses if identity in labels)
        yield Note(f"{remark.text}(见第 {numbers} 条)", "warning")
    yield Note("以上逐条照录,本手册不作取舍;以哪条为准,请向制度的制定部门确认。", "small")


def _changes(book: Handbook) -> Iterator[Block]:
    yield Heading(1, "变化概览", "s-changes")
    if not book.entries and not book.gone:
        yield Note(f"自第 {book.since} 版以来,{book.named}的规定没有变化。")
    rows = [
        (
            Cell(entry.label, entry.clause.id),
            _CHANGES.get(book.changes[entry.clause.id].split()[0], ""),
            entry.clause.citation,
        )
        for entry in book.entries
        if entry.clause.id in book.changes
    ]
    if rows:
        yield Table(("条", "变化", "出处"), tuple(rows), (1, 1.5, 9))
    for at, clause in enumerate(book.gone, 1):
        yield Quote(
            f"删{at}", clause.text, clause.citation, f"gone-{at}", clause.headings, ("已删除",), about(clause, "")
        )


def _left_out(book: Handbook) -> Iterator[Block]:
    if book.since is not None:
        return
    yield Heading(1, "没有收入的条款和原因", "s-left")
    if not book.left_out:
        yield Note("没有。")
        return
    yield Note("本手册只收约束本岗位的条款。下表列出其余条款的去向;认为应当收入的,请告知制度管理人员。", "small")
    rows = tuple(
        (left.document, _REASONS[left.reason], f"{len(left.clauses):,}", _named(left)) for left in book.left_out
    )
    yield Table(("制度", "原因", "条数", "条款或角色"), rows, (3, 3, 0.9, 6))


def _named(left: LeftOut) -> str:
    if left.note:
        return left.note
    if left.reason == "other":
        return "、".join(left.roles[:12]) + (" 等" if len(left.roles) > 12 else "")
    if left.reason == "heading":
        return ""
    numbers = [" ".join(clause.path) for clause in left.clauses]
    return ";".join(numbers[:_NAMED_ONE_BY_ONE]) + (
        f" 等 {len(numbers)} 条" if len(numbers) > _NAMED_ONE_BY_ONE else ""
    )


def _hashes(book: Handbook) -> Iterator[Block]:
    if not book.entries:
        return
    yield Heading(1, "条款指纹", "s-hash")
    yield Note("指纹是条款标题和文字(去掉空白)的 SHA-256(这里列前 32 位);文字改动一字,指纹就不同。", "small")
    rows = tuple((Cell(entry.label, entry.clause.id), entry.clause.citation, entry.hash[:32]) for entry in book.entries)
    yield Table(("条", "出处", "指纹"), rows, (0.8, 6.4, 5.4))
