"""What came of reading one file: sums over all of it, then each document with what to look at in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .clauses import NUMBERED, places_text
from .look import Look, indented

if TYPE_CHECKING:
    from ingest import Document
    from ingest.report import DocumentReport, Report

__all__ = ["parse_report", "report"]

ASIDE = {
    "running-head": "页眉",
    "running-foot": "页脚",
    "page-number": "页码",
    "page-title": "网页标题",
    "navigation": "网页导航",
    "related-links": "相关链接",
    "contents": "目录",
    "signature": "转载说明",
    "repeated-title": "重复的标题",
    "system-mark": "系统标记",
    "deleted": "修订中已删除",
    "hidden": "隐藏文字",
    "comment": "批注",
    "field-code": "域代码",
    "bullet": "项目符号",
    "markup": "排版标记",
}
NUMBERING = {
    "gap": "缺号",
    "duplicate": "重号",
    "out-of-order": "顺序不连贯",
    "wrong-kind": "编号用字不一致",
    "torn-number": "编号被换行拆开",
}


def report(documents: Sequence[Document]) -> Report:
    """Sum up what came of reading; what sums is loaded when it is wanted."""
    from ingest.report import report as summed

    return summed(documents)


def parse_report(summed: Report, look: Look) -> str:
    """Give the sums of one file, and under them its documents."""
    lines = _sums(summed, look)
    for document in summed.documents:
        lines += ["", *_document(document, look)]
    return "\n".join(lines)


def _sums(summed: Report, look: Look) -> list[str]:
    documents = summed.documents
    lines = [look.paint("、".join(dict.fromkeys(document.source for document in documents)), "strong")]
    lines.append(f"  制度 {len(documents):,} 份,{_counts(documents)},正文 {sum(d.characters for d in documents):,} 字")
    aside = f"未归入条款 {sum(summed.set_aside.values()):,} 字({_listed(summed.set_aside, ASIDE)})"
    lines += indented(aside if summed.set_aside else "没有未归入条款的文字", "  ", look)
    warnings = [
        "" if summed.complete else "有文字既不在条款中,也不在下列未归入项中,见下方说明",
        f"编号问题:{_listed(summed.numbering, NUMBERING, '处')}" if summed.numbering else "",
        f"算不出的自动编号:{';'.join(summed.unknown_formats)}" if summed.unknown_formats else "",
        f"没有可读文字的页:{'、'.join(f'第{page}页' for _, page in summed.pages_without_text)}"
        if summed.pages_without_text
        else "",
    ]
    if summed.complete:
        lines.append("  原文每个字都在标题、条款或未归入项中")
    if not summed.numbering:
        lines.append("  编号连续")
    for warning in filter(None, warnings):
        lines += [look.paint(line, "warning") for line in indented(warning, "  ", look)]
    return lines


def _document(document: DocumentReport, look: Look) -> list[str]:
    lines = [look.paint(f"《{document.title}》", "strong"), f"  {_counts((document,))}"]
    for notice in (*document.numbering, *document.notices):
        where = places_text(notice.places)
        told = f"注意:{notice.message}" + (f"({where})" if where and where not in notice.message else "")
        lines += [look.paint(line, "warning") for line in indented(told, "  ", look)]
    if document.pieces:
        lines.append(f"  未归入条款 {len(document.pieces):,} 处:")
    for piece in document.pieces:
        where = places_text((piece.place,))
        reason = ASIDE.get(piece.reason, piece.reason) + (f",{where}" if where else "")
        lines += indented(f"[{reason}] {piece.text.strip()}", "    ", look)
    return lines


def _counts(documents: Iterable[DocumentReport]) -> str:
    several = list(documents)
    clauses = sum(document.clauses for document in several)
    numbered = sum(document.numbered for document in several)
    automatic = sum(document.automatic for document in several)
    inferred = sum(document.inferred for document in several)
    kinds = (
        (NUMBERED["typed"], numbered - automatic - inferred),
        (NUMBERED["automatic"], automatic),
        (NUMBERED["inferred"], inferred),
        ("无编号", clauses - numbered),
    )
    told = "、".join(f"{name} {count:,}" for name, count in kinds if count)
    return f"条款 {clauses:,} 条" + (f"({told})" if told else "")


def _listed(sums: Mapping[str, int], names: Mapping[str, str], unit: str = "") -> str:
    return "、".join(f"{names.get(name, name)} {count:,}{' ' + unit if unit else ''}" for name, count in sums.items())
