"""The verbs of whoever keeps the policies: check, diff, history, rollback, gc, watch; thin twins of the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest import KnowledgeBaseError, UnsupportedFormat

from .endings import FINDINGS, FOUND, NOTHING
from .output import put, put_json, put_records, tell
from .usage import KbCommand, Settings, filters, with_settings

if TYPE_CHECKING:
    from ..build_report import BuildReport

__all__ = ["VERBS"]


@click.command("check", cls=KbCommand)
@click.option(
    "--level",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    metavar="LEVEL",
    help="只看这一级及更重的:error(须处理)、warning(请核对)、note(默认,全部)",
)
@click.option("--code", metavar="CODE", help="只看这一种,如 contradiction(相互矛盾)、dangling-reference(引用落空)")
@click.option("--as-of", metavar="DATE", help="按这一天现行的版本检查(默认今天)")
@filters
@with_settings
def check(settings: Settings, /, level: str, code: str | None, as_of: str | None, **narrowed: str | None) -> int:
    """检查制度:断号、重号、引用落空、循环引用、相互矛盾、重复、读不出的文件。

    有须处理或请核对的结果时退出码为 5。
    """
    from ..base import KnowledgeBase
    from .changes import findings_text

    order = ("error", "warning", "note")
    with KnowledgeBase.open(settings.kb, as_of=as_of) as base:
        found = [one for one in base.check(**narrowed) if order.index(one.level) <= order.index(level)]
    if code is not None:
        found = [one for one in found if one.code == code]
    if settings.json:
        put_json(*found)
    else:
        put(findings_text(found, settings.look()), settings)
    return FINDINGS if any(one.level != "note" for one in found) else FOUND


@click.command("diff", cls=KbCommand)
@click.argument("old", required=False, metavar="[OLD")
@click.argument("new", required=False, metavar="[NEW]]")
@click.option("--role", metavar="ROLE", help="只看涉及这个角色的变更")
@click.option("--since", metavar="DATE", help="从这一天以前的最后一版比较起,如 2024-03-01")
@click.option("-o", "--output", metavar="FILE", help="写入文件,按结尾取格式:.md 或 .html")
@with_settings
def diff(
    settings: Settings, /, old: str | None, new: str | None, role: str | None, since: str | None, output: str | None
) -> int:
    """比较两版制度,逐条说明新增、删除、修改、移动、改号、拆分、合并。

    OLD 和 NEW 是 kb history 列出的版本号,默认上一版和当前版;也可以是两个文件。
    """
    from .changes import diff_html, diff_markdown, diff_text

    if since is not None and old is not None:
        raise click.UsageError("--since 和 OLD 只能用一个", click.get_current_context())
    found = _compared(settings, old, new, since)
    if role is not None:
        from ..base import KnowledgeBase

        with KnowledgeBase.open(settings.kb) as base:
            found = found.of_roles(base.lexicon.family(role))
    if output is not None:
        pages = {".md": diff_markdown, ".html": diff_html, ".htm": diff_html}
        page = pages.get(Path(output).suffix.lower())
        if page is None:
            raise UnsupportedFormat("不能写成这种格式", place=output, remedy="文件名请以 .md 或 .html 结尾")
        try:
            with click.open_file(output, "w", encoding="utf-8", atomic=True) as file:
                file.write(page(found))
        except OSError as error:
            raise click.FileError(output, error.strerror or str(error)) from error
        tell(f"已写入 {output}。", unless=settings.quiet)
    if settings.json:
        put_json(found)
    elif output is None:
        put(diff_text(found, settings.look()), settings)
    return FOUND if found.documents else NOTHING


def _compared(settings: Settings, old: str | None, new: str | None, since: str | None) -> Any:
    """Compare two files where both arguments are files, else two generations."""
    if old is not None and new is not None and Path(old).is_file() and Path(new).is_file():
        from ..diff import diff_documents
        from ..one_file import parse_file

        return diff_documents(parse_file(old), parse_file(new), names=(Path(old).name, Path(new).name))
    from ..history import compare

    return compare(settings.kb, old, new, since=since)


@click.command("history", cls=KbCommand)
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="最多几版(默认全部)")
@with_settings
def history(settings: Settings, /, limit: int | None) -> int:
    """列出历次版本:时间、份数、条数,以及每次改动的文件。"""
    from ..history import history as entries_of
    from .changes import history_text

    entries = entries_of(settings.kb)[-(limit or 0) :]
    if settings.json:
        put_json(*entries)
    else:
        put(history_text(entries, settings.look()), settings)
    return FOUND


@click.command("rollback", cls=KbCommand)
@click.argument("number", required=False, type=click.IntRange(min=1), metavar="[N]")
@with_settings
def rollback(settings: Settings, /, number: int | None) -> int:
    """恢复到较早的一版(默认上一版)。

    恢复会生成新的一版,内容与第 N 版相同;来源文件没有动,再次 kb build 会按来源文件重建。
    """
    from ..history import history as entries_of
    from ..history import roll_back

    made = roll_back(settings.kb, number)
    entry = entries_of(settings.kb)[-1]
    if settings.json:
        put_json(entry)
    else:
        put(
            f"已恢复到第 {entry.restored} 版的内容,现为第 {made} 版:{entry.documents:,} 份、{entry.clauses:,} 条。",
            settings,
        )
    return FOUND


@click.command("gc", cls=KbCommand)
@click.option("--keep", type=click.IntRange(min=1), default=3, metavar="N", help="保留几版可以恢复(默认 3)")
@click.option("--remember", type=click.IntRange(min=0), default=60, metavar="N", help="另外记住几版供比较(默认 60)")
@with_settings
def gc(settings: Settings, /, keep: int, remember: int) -> int:
    """清理不再需要的旧版本和缓存,腾出磁盘空间。"""
    from index.store import Store

    store = Store(settings.kb)
    store.current_number()  # says what is missing before anything is locked
    freed = store.collect(keep, remember)
    kept = store.generations()
    if settings.json:
        put_records([{"freed": freed, "generations": kept, "remembered": store.remembered()}])
    else:
        put(f"腾出 {freed / 2**20:.1f} MB;保留第 {'、'.join(map(str, kept))} 版。", settings)
    return FOUND


@click.command("watch", cls=KbCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--interval", type=click.FloatRange(min=0.2), default=2.0, metavar="SECONDS", help="多久看一次(默认 2 秒)"
)
@click.option(
    "--settle", type=click.FloatRange(min=0.0), default=3.0, metavar="SECONDS", help="文件停止变动多久后重建(默认 3 秒)"
)
@click.option("--events", is_flag=True, help="用系统的文件事件提早发现(需要 policy-kb[watch])")
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="同时读取的文件数(默认 1)")
@with_settings
def watch(settings: Settings, /, sources: tuple[str, ...], **options: Any) -> int:
    """盯住制度文件夹,文件改动并稳定后自动重建;按 Ctrl-C 结束。"""
    from ..watch import watch as watch_sources
    from .reports import build_text, failed_text

    def built(outcome: BuildReport | KnowledgeBaseError) -> None:
        if isinstance(outcome, KnowledgeBaseError):
            tell(f"没有重建:{outcome}")
        elif settings.json:
            put_json(outcome)
        else:
            tell(failed_text(outcome, settings.error_look()))
            put(build_text(outcome, settings.look()), settings)
        sys.stdout.flush()  # whoever reads the pipe waits for this line

    tell("正在盯住制度文件,按 Ctrl-C 结束。", unless=settings.quiet or settings.json)
    watch_sources(sources or ("corpus",), settings.kb, built=built, **options)
    return FOUND


VERBS = (check, diff, history, rollback, gc, watch)
