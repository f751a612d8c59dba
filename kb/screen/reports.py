"""A build and the state of a knowledge base, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .clauses import places_text
from .look import Look, indented

if TYPE_CHECKING:
    from ingest import Notice

    from ..build_report import BuildReport, FileReport
    from ..golden import GoldenReport
    from ..status import Status

__all__ = ["build_text", "failed_text", "golden_text", "notices_text", "status_text"]

_IN_ONE_LINE = 3
_LISTED = 10


def build_text(report: BuildReport, look: Look) -> str:
    """Give the line that closes a build: what changed, what there is, how long it took."""
    counts = [
        ("新增", _documents(report.of("added")), "份"),
        ("修改", _documents(report.of("changed")), "份"),
        ("未变", _documents(report.of("unchanged")), "份"),
        ("改名", _documents(report.of("renamed")), "份"),
        ("移除", len(report.of("removed")), "个文件"),
        ("失败", len(report.failed), "个文件"),
    ]
    changes = ",".join(f"{name} {count:,} {unit}" for name, count, unit in counts if count)
    total = f"共 {report.documents:,} 份、{report.clauses:,} 条。用时 {report.seconds:.1f} 秒。"
    tried = "试运行,没有写入。" if report.generation is None else ""
    lines = [f"{tried}{changes};{total}" if changes else tried + total]
    if report.engine_why and (look.verbose or report.engine != "whoosh" or "[fast]" in report.engine_why):
        lines.append(f"检索引擎 {report.engine}({report.engine_why})。")
    if look.verbose:
        lines += [f"  {_change(file)}" for file in report.files if file.change != "failed"]
    return "\n".join(lines)


def notices_text(report: BuildReport, look: Look) -> str:
    """Give what readers of the documents should know, empty where there is nothing: a few in a line, more in a list."""
    told = list(dict.fromkeys(_noticed(path, notice) for path, notice in report.notices))
    if not told:
        return ""
    head = look.paint("需要注意:", "warning")
    if len(told) <= _IN_ONE_LINE:
        return head + ";".join(told) + "。"
    most = len(told) if look.verbose else _LISTED
    lines = [line for one in told[:most] for line in indented(one, "  ", look)]
    if len(told) > most:
        lines.append(f"  另有 {len(told) - most} 处,加 -v 全部列出,或用 kb parse 文件 --report 逐份查看。")
    return "\n".join([head, *lines])


def failed_text(report: BuildReport, look: Look) -> str:
    """Give the files that could not be read, one clear line each; empty where all could."""
    return "\n".join(look.paint("未能读取:", "error") + file.message for file in report.failed)


_FIGURES = (
    ("top1", "首条正确"),
    ("top3", "前三条含正确"),
    ("value", "首条含要点"),
    ("complete", "应列尽列"),
    ("abstention_precision", "该说没有时才说没有"),
    ("abstention_recall", "没有规定时说没有"),
)


def golden_text(report: GoldenReport, look: Look) -> str:
    """Give the figures of a golden set and the questions that went wrong."""
    figures = report.figures
    lines = [f"共 {len(report.rows):,} 题。"]
    lines += [f"  {name} {figures[key]:.1%}" for key, name in _FIGURES if figures[key] is not None]
    if report.wrong:
        lines.append("答错的题:")
        lines += _some([f"{row.question}  →  {row.first or '(没有作答)'}" for row in report.wrong], look)
    return "\n".join(lines)


def status_text(status: Status, look: Look, *, now: datetime) -> str:
    """Give what is in a knowledge base, how old it is, and what is stale or failed."""
    lines = [
        f"知识库 {status.root}:{status.documents:,} 份制度、{status.clauses:,} 条,来自 {status.sources:,} 个文件",
        f"第 {status.generation} 版,{_when(status.created, now)};检索引擎 {status.engine}"
        + (f"({status.engine_why})" if status.engine_why else "")
        + (f";保留的版本 {'、'.join(map(str, status.generations))}" if len(status.generations) > 1 else ""),
    ]
    if status.stale:
        lines.append(look.paint(f"{len(status.stale)} 个文件已改动或不见了,请运行 kb build:", "warning"))
        lines += _some(status.stale, look)
    if status.failed:
        lines.append(look.paint(f"{len(status.failed)} 个文件未能读取:", "warning"))
        lines += _some([message or path for path, message in status.failed], look)
    if not status.stale and not status.failed:
        lines.append("与来源文件一致。")
    return "\n".join(lines)


def _some(entries: Sequence[str], look: Look) -> list[str]:
    most = len(entries) if look.verbose else _LISTED
    lines = [f"  {entry}" for entry in entries[:most]]
    return [*lines, f"  另有 {len(entries) - most} 个,加 -v 全部列出。"] if len(entries) > most else lines


def _documents(files: Sequence[FileReport]) -> int:
    return sum(file.documents for file in files)


def _change(file: FileReport) -> str:
    name = {
        "added": "新增",
        "changed": "修改",
        "unchanged": "未变",
        "renamed": "改名",
        "removed": "移除",
        "skipped": "跳过",
    }[file.change]
    return f"{name} {file.path}" + (f"  {file.documents} 份、{file.clauses:,} 条" if file.documents else "")


def _noticed(path: str, notice: Notice) -> str:
    """Name the file and the place, unless the message begins with its document or names the page itself."""
    message = notice.message.rstrip("。")
    where = places_text(notice.places[:1])
    if message.startswith(("《", path)):
        return message
    return f"{path}{f' {where}' if where and where not in message else ''}:{message}"


def _when(created: str, now: datetime) -> str:
    """Give the time of a build and its age."""
    made = datetime.fromisoformat(created)
    seconds = max(0.0, (now - made).total_seconds())
    for length, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= length:
            age = f"{int(seconds // length)} {unit}前"
            break
    else:
        age = "刚刚"
    return f"建于 {made:%Y-%m-%d %H:%M}({age})"
