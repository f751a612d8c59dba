"""The verbs that tell what is in a knowledge base: list, status and export; thin twins of the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from .endings import FOUND, NOTHING
from .output import json_line, put, put_json, put_records, tell
from .replies import clause_line
from .reports import status_text
from .terminal import prepare_streams, table_text
from .usage import KbCommand, Settings, filters, with_settings

if TYPE_CHECKING:
    from ingest import Clause

__all__ = ["VERBS"]


@click.command("list", cls=KbCommand)
@click.argument(
    "what",
    type=click.Choice(["documents", "clauses", "roles", "topics", "penalties", "responsibilities"]),
    metavar="WHAT",
)
@filters
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="最多几行(默认全部)")
@with_settings
def list_(settings: Settings, /, what: str, *, limit: int | None, **narrowed: str | None) -> int:
    """列出知识库的内容。

    WHAT 是 documents(制度)、clauses(条款)、roles(角色和人员)、topics(主题)、
    penalties(处罚)或 responsibilities(职责)。
    """
    from ..base import KnowledgeBase

    with KnowledgeBase.open(settings.kb) as base:
        clauses = base.clauses(**narrowed)
        if what == "clauses":
            count = _list_clauses(islice(clauses, limit), settings)
        elif what == "documents":
            held = Counter(clause.document.id for clause in clauses)
            everything = not any(narrowed.values())  # also documents in which no clause was found
            documents = [document for document in base.documents() if everything or held[document.id]][:limit]
            count = _list_rows(
                ("制度", "条款", "来源"),
                [(document.title, f"{held[document.id]:,}", document.source) for document in documents],
                ({**document.to_dict(clauses=False), "clauses": held[document.id]} for document in documents),
                settings,
            )
        elif what == "topics":
            named = Counter(name for clause in clauses for name in clause.topics).most_common(limit)
            count = _list_rows(
                ("主题", "条款"),
                [(name, f"{number:,}") for name, number in named],
                ({"topic": name, "clauses": number} for name, number in named),
                settings,
            )
        else:
            from .. import listing
            from .tables import HEADS, cells_of

            found = list(islice(getattr(listing, what)(base, **narrowed), limit))
            count = _list_rows(
                HEADS[what], [cells_of(row) for row in found], (row.to_dict() for row in found), settings
            )
    if not count:
        tell("没有符合条件的内容。", unless=settings.quiet)
    return FOUND if count else NOTHING


def _list_clauses(clauses: Iterable[Clause], settings: Settings) -> int:
    count, look = 0, settings.look()
    for count, clause in enumerate(clauses, 1):  # noqa: B007  (counted while they are printed)
        if settings.json:
            put_json(clause)
        else:
            put(clause_line(clause, look), settings)
    return count


def _list_rows(
    heads: Sequence[str], rows: Sequence[Sequence[str]], records: Iterable[dict[str, Any]], settings: Settings
) -> int:
    if settings.json:
        put_records(records)
    elif rows:
        put(table_text(heads, rows, settings.look()), settings)
    return len(rows)


@click.command("status", cls=KbCommand)
@with_settings
def status(settings: Settings) -> int:
    """知识库的状态:份数、条数、版本、与来源文件是否一致。"""
    from ..base import KnowledgeBase

    with KnowledgeBase.open(settings.kb) as base:
        state = base.status()
    if settings.json:
        put_json(state)
    else:
        put(status_text(state, settings.look(), now=datetime.now(UTC)), settings)
    return FOUND


@click.command("export", cls=KbCommand)
@click.option("-o", "--output", default="-", metavar="FILE", help="写入的文件(默认标准输出)")
@filters
@with_settings
def export(settings: Settings, /, output: str, **narrowed: str | None) -> int:
    """导出条款(默认全部),每行一条 JSON;kb build 可以读回。"""
    from ..base import KnowledgeBase

    with KnowledgeBase.open(settings.kb) as base:
        if output == "-":
            prepare_streams(utf8=True)
            put_json(*base.clauses(**narrowed))
            return FOUND
        try:
            with click.open_file(output, "w", encoding="utf-8", atomic=True) as file:
                count = 0
                for count, clause in enumerate(base.clauses(**narrowed), 1):  # noqa: B007  (counted while they are written)
                    file.write(json_line(clause.to_dict()))
        except OSError as error:
            raise click.FileError(output, error.strerror or str(error)) from error
    tell(f"已导出 {count:,} 条到 {output}。", unless=settings.quiet)
    return FOUND


VERBS = (list_, status, export)
