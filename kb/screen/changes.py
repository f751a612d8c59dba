"""What changed and what is wrong, as text, Markdown and one HTML page; the generations as lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from html import escape

from ingest import Clause

from ..changes import Change, Diff, DocumentChange, Words
from ..check import Finding
from ..history import Entry
from .look import Look, indented

__all__ = ["diff_html", "diff_markdown", "diff_text", "findings_text", "history_text"]

CHANGES = {
    "added": "新增",
    "removed": "删除",
    "amended": "修改",
    "moved": "移动",
    "renumbered": "改号",
    "split": "拆分",
    "merged": "合并",
}
FLAGS = {"amount": "金额或数量", "deadline": "期限或时间", "modality": "必须/可以/不得", "role": "责任人"}
DOCUMENTS = {"added": "新增制度", "removed": "移除制度", "renamed": "改名", "changed": ""}
LEVELS = {"error": ("须处理", "error"), "warning": ("请核对", "warning"), "note": ("供参考", "faint")}
_LISTED = 30
_NUMBERS = frozenset(("gap", "duplicate", "out-of-order", "wrong-kind", "torn-number"))
_FAULTS = 3
"""Faults of one document's numbers that are told before the rest is counted."""
_PAIRS = 3
_STYLE = (
    "body{font:16px/1.7 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;max-width:52rem;"
    "margin:2rem auto;padding:0 1rem}"
    "h2{border-bottom:1px solid #ccc}li{margin:.6rem 0}.kind{font-weight:bold}.flag{background:#fff3cd;padding:0 .3em}"
    "del{background:#fde2e1;color:#8a1c12}ins{background:#d9f2e0;color:#14532d;text-decoration:none}"
)


def diff_text(diff: Diff, look: Look) -> str:
    """Give the changes by document; words that went stand in [- -], words that came in {+ +}."""
    if not diff.documents:
        return f"{_state(diff.old)}与{_state(diff.new)}的条款相同。"
    lines = [look.paint(_summary(diff), "strong")]
    for document in diff.documents:
        lines += ["", look.paint(_title(document), "strong")]
        plain = [change for change in document.changes if change.kind == "renumbered"]
        for change in document.changes:
            if change.kind == "renumbered" and len(plain) > 3 and not look.verbose:
                continue
            lines += _change(change, look)
        if len(plain) > 3 and not look.verbose:
            lines.append(f"  改号 {len(plain)} 条({_numbers(plain[0])} …… {_numbers(plain[-1])}),加 -v 全部列出")
    return "\n".join(lines)


def _state(name: str) -> str:
    """Name a generation by its number, a file by its name."""
    return f"第 {name} 版" if name.isdigit() else name


def _summary(diff: Diff) -> str:
    counts = "、".join(f"{CHANGES[kind]} {count} 条" for kind, count in diff.counts.items())
    flagged = Counter(flag for change in diff.changes for flag in change.flags)
    flags = "、".join(f"{FLAGS[flag]} {count} 条" for flag, count in flagged.items())
    return f"{_state(diff.old)} → {_state(diff.new)}:{counts or '条款没有变化'}" + (f"(涉及{flags})" if flags else "")


def _title(document: DocumentChange) -> str:
    name = DOCUMENTS[document.kind]
    if document.kind == "renamed" and document.old is not None:
        return f"《{document.title}》(原名《{document.old.title}》)"
    return f"《{document.title}》" + (f"({name})" if name else "")


def _label(clauses: Sequence[Clause]) -> str:
    return "、".join(" ".join(clause.path) for clause in clauses)


def _numbers(change: Change) -> str:
    return f"{_label(change.old)} → {_label(change.new)}"


def _head(change: Change) -> str:
    """Name the kind, where it stands, and what to look at."""
    kinds = "并".join(CHANGES[kind] for kind in (change.kind, *change.also))
    where = _label(change.clauses)
    if change.old and change.new and _label(change.old) != where:
        where = _numbers(change)
    return f"{kinds} {where}"


def _flags(change: Change) -> str:
    return "、".join(FLAGS[flag] for flag in change.flags)


def _change(change: Change, look: Look) -> list[str]:
    flags = f"  ! {_flags(change)}" if change.flags else ""
    lines = [f"  {_head(change)}" + look.paint(flags, "warning")]
    if change.kind != "renumbered":
        lines += indented(_marked(change, look), "      ", look)
    return lines


def _marked(change: Change, look: Look) -> str:
    marks = {"removed": ("[-", "-]", "error"), "added": ("{+", "+}", "source"), "same": ("", "", "")}
    pieces = []
    for mark, text in _words(change):
        before, after, role = marks[mark]
        piece = f"{before}{text}{after}"
        pieces.append(look.paint(piece, role) if role else piece)
    return "".join(pieces)


def _words(change: Change) -> tuple[Words, ...]:
    if change.words:
        return change.words
    text = "\n".join(clause.text for clause in change.clauses)
    return ((("removed" if change.kind == "removed" else "added" if change.kind == "added" else "same"), text),)


def diff_markdown(diff: Diff) -> str:
    """Give the changes as a Markdown page; words that went are struck, words that came are bold."""
    lines = [f"# 制度变更:{_state(diff.old)} → {_state(diff.new)}", "", _summary(diff), ""]
    for document in diff.documents:
        lines += [f"## {_title(document)}", ""]
        for change in document.changes:
            flags = f" ⚠ {_flags(change)}" if change.flags else ""
            lines.append(f"- **{_head(change)}**{flags}")
            if change.kind != "renumbered":
                lines.append(f"  {_markdown(change)}")
        lines.append("")
    return "\n".join(lines)


def _markdown(change: Change) -> str:
    marks = {"removed": ("~~", "~~"), "added": ("**", "**"), "same": ("", "")}
    pieces = []
    for mark, text in _words(change):
        before, after = marks[mark]
        safe = "".join(f"\\{one}" if one in "\\`*_[]<>~#|" else one for one in text.replace("\n", " / "))
        pieces.append(f"{before}{safe.strip() if before else safe}{after}" if safe.strip() else safe)
    return "".join(pieces)


def diff_html(diff: Diff) -> str:
    """Give the changes as one self-contained HTML page."""
    parts = [
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">',
        f"<title>制度变更 {escape(_state(diff.old))} → {escape(_state(diff.new))}</title><style>{_STYLE}</style>",
        f"<h1>制度变更</h1><p>{escape(_summary(diff))}</p>",
    ]
    for document in diff.documents:
        parts.append(f"<h2>{escape(_title(document))}</h2><ul>")
        for change in document.changes:
            flags = f' <span class="flag">{escape(_flags(change))}</span>' if change.flags else ""
            parts.append(f'<li><span class="kind">{escape(_head(change))}</span>{flags}')
            if change.kind != "renumbered":
                parts.append(f"<br>{_html(change)}")
            parts.append("</li>")
        parts.append("</ul>")
    return "\n".join([*parts, "</html>", ""])


def _html(change: Change) -> str:
    tags = {"removed": "del", "added": "ins", "same": ""}
    pieces = []
    for mark, text in _words(change):
        safe = escape(text).replace("\n", "<br>")
        pieces.append(f"<{tags[mark]}>{safe}</{tags[mark]}>" if tags[mark] else safe)
    return "".join(pieces)


def findings_text(findings: Sequence[Finding], look: Look) -> str:
    """Give the findings by level, the gravest first; faults of one document's numbers, and copies, in one line."""
    if not findings:
        return "没有发现问题。"
    lines: list[str] = []
    for level, (name, role) in LEVELS.items():
        own = [finding for finding in findings if finding.level == level]
        if not own:
            continue
        lines.append(look.paint(f"{name}({len(own)} 处):", role))
        told = [finding.message for finding in own] if look.verbose else _grouped(own)
        most = len(told) if look.verbose else _LISTED
        for message in told[:most]:
            lines += indented(message, "    ", look, first="  - ")
        if len(told) > most:
            lines.append(f"  另有 {len(told) - most} 项。")
    if not look.verbose and len(findings) > 1:
        lines.append("加 -v 逐处列出;只看一种:--code,只看须处理的:--level error。")
    return "\n".join(lines)


def _grouped(findings: Sequence[Finding]) -> list[str]:
    """Give the lines for people: findings on the numbers of one document together, repeated clauses together."""
    numbers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        if finding.code in _NUMBERS:
            numbers[finding.document, finding.source].append(finding.message)
    repeated = [finding for finding in findings if finding.code == "near-duplicate"]
    lines: list[str] = []
    for finding in findings:
        if finding.code in _NUMBERS:
            several = numbers.pop((finding.document, finding.source), [])
            if several:
                lines.append(_numbers_line(several))
        elif finding.code != "near-duplicate" or len(repeated) <= _PAIRS:
            lines.append(finding.message)
        elif finding is repeated[0]:
            pairs = [f"{one.clauses[0].citation} 与 {one.clauses[1].citation}" for one in repeated[:_PAIRS]]
            lines.append(
                f"{len(repeated)} 组条款相同或几乎相同,请各只保留一处或改为引用:{';'.join(pairs)};等"
                "(--code near-duplicate -v 全部列出)"
            )
    return lines


def _numbers_line(messages: Sequence[str]) -> str:
    """Join what is wrong with the numbers of one document: 《…》4之后是6,中间缺号;2.2重复出现."""
    title, ended, _ = messages[0].partition("》")
    head = title + ended
    told = [message.removeprefix(head) for message in messages]
    more = f";等 {len(told)} 处" if len(told) > _FAULTS else ""
    return head + ";".join(told[:_FAULTS]) + more


def history_text(entries: Sequence[Entry], look: Look) -> str:
    """Give the generations, the newest first, each with the files that changed."""
    lines: list[str] = []
    for entry in reversed(entries):
        made = datetime.fromisoformat(entry.created)
        marks = [
            mark for mark, holds in (("当前", entry.current), ("可恢复", entry.whole and not entry.current)) if holds
        ]
        if entry.restored is not None:
            marks.append(f"恢复自第 {entry.restored} 版")
        head = f"第 {entry.number} 版  {made:%Y-%m-%d %H:%M}  {entry.documents:,} 份、{entry.clauses:,} 条"
        lines.append(look.paint(head, "strong") + (f"  {'、'.join(marks)}" if marks else ""))
        for name, files in (
            ("新增", entry.added),
            ("修改", entry.changed),
            ("改名", [f"{old} → {new}" for old, new in entry.renamed]),
            ("移除", entry.removed),
            ("未能读取", entry.failed),
        ):
            if files:
                most = len(files) if look.verbose else 6
                more = f" 等 {len(files)} 个文件" if len(files) > most else ""
                lines += indented(f"{name}:{'、'.join(files[:most])}{more}", "    ", look, first="  ")
    return "\n".join(lines)
