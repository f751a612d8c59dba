"""The register's sheets: rules, RACI matrix, where each letter comes from, penalties by amount, deadlines, notes."""

from __future__ import annotations

from .formats.sheets import Sheet
from .raci import LETTERS
from .register import Register, Rule
from .screen.clauses import MODALITIES, RELATIONS, places_text

__all__ = ["sheets_of"]

_MEANING = {
    "R": "执行:动手做这件事",
    "A": "负责或审批:对结果负责、作决定",
    "C": "协助:配合、提供意见",
    "I": "知会:应当被告知",
    "V": "监督:检查、核验",
}


def sheets_of(register: Register) -> tuple[Sheet, ...]:
    """Lay out ``register``, the rules first."""
    return (
        _rules(register),
        _matrix(register),
        _sources(register),
        _penalties(register),
        _deadlines(register),
        _notes(register),
    )


def _rules(register: Register) -> Sheet:
    what = ("序号", "谁", "性质", "做什么", "对象", "条件", "上文", "期限", "后果", "主题")
    where = ("出处", "原文", "原文位置", "条款编号", "条款指纹")
    rows = tuple(
        (
            rule.number,
            "、".join(rule.who) or rule.scope or "(条文未点名)",
            MODALITIES.get(rule.kind, rule.kind),
            rule.predicate.act,
            rule.predicate.object,
            rule.predicate.condition,
            rule.above,
            "、".join(rule.deadline),
            rule.sanction,
            "、".join(rule.topics),
            rule.clause.citation,
            rule.text,
            _place(rule),
            rule.clause.id,
            rule.hash[:12],
        )
        for rule in register.rules
    )
    return Sheet(
        "义务登记", "rules", what + where, rows, (6, 18, 8, 36, 22, 28, 22, 16, 26, 16, 34, 54, 26, 34, 15), frozen=2
    )


def _place(rule: Rule) -> str:
    where = places_text(rule.clause.places)
    return rule.clause.document.source + (f" {where}" if where else "")


def _matrix(register: Register) -> Sheet:
    parts = {(share.role, share.topic): share.letters for share in register.shares}
    topics = register.topics
    rows = tuple((role, *(parts.get((role, topic), "") for topic in topics)) for role in register.roles)
    return Sheet("RACI矩阵", "raci", ("角色", *topics), rows, (18, *(10 for _ in topics)), centred=True)


def _sources(register: Register) -> Sheet:
    rows = tuple(
        (share.role, share.topic, letter, _MEANING[letter], clause.citation, clause.text)
        for share in register.shares
        for letter in "RACIV"
        for clause in share.clauses.get(letter, ())
    )
    return Sheet(
        "RACI依据",
        "raci-sources",
        ("角色", "主题", "字母", "含义", "出处", "原文"),
        rows,
        (18, 12, 6, 30, 36, 70),
        frozen=2,
    )


def _penalties(register: Register) -> Sheet:
    rows = tuple(
        (
            "" if penalty.amount is None else penalty.amount,
            penalty.sanction,
            penalty.act,
            penalty.condition,
            "" if penalty.step is None else f"第{penalty.step}次",
            "、".join(penalty.who) or "(条文未点名)",
            "按上一次推算" if penalty.computed else "",
            clause.citation,
            clause.text,
        )
        for penalty, clause in register.penalties
    )
    head = ("金额(元)", "处罚", "行为", "条件", "次数", "谁", "说明", "出处", "原文")
    return Sheet("处罚金额", "penalties", head, rows, (10, 26, 36, 26, 8, 18, 14, 36, 60))


def _deadlines(register: Register) -> Sheet:
    rows = tuple(
        (
            "、".join(rule.deadline),
            "、".join(rule.who) or rule.scope or "(条文未点名)",
            rule.predicate.act,
            rule.predicate.condition,
            "、".join(rule.topics),
            rule.clause.citation,
            rule.text,
        )
        for rule in register.deadlines
    )
    head = ("期限或时间", "谁", "做什么", "条件", "主题", "出处", "原文")
    return Sheet("期限", "deadlines", head, rows, (20, 18, 40, 30, 16, 36, 60))


def _notes(register: Register) -> Sheet:
    rows: list[tuple[str, str]] = [
        ("依据", f"知识库第 {register.generation} 版({register.date} 建立)"),
        ("一行是什么", "一行是条款中的一句(或表格的一行);各栏都是原文的字句,读不出的留空"),
        ("后果", "同一条中的处罚,以及其他条款对这一行为的处罚"),
    ]
    rows += [("矩阵的角色", "岗位和部门;接收人、责任人等临时身份不单列,见“义务登记”")]
    rows += list(_MEANING.items())
    rows += [("字母的来历", f"{RELATIONS[relation]} → {letter}") for relation, letter in LETTERS.items()]
    rows += [("未计入", f"《{title}》") for title in register.superseded]
    return Sheet("说明", "notes", ("项目", "内容"), tuple(rows), (16, 90))
