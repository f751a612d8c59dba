"""The verbs for newcomers and their managers: handbook, register, quiz and signoff."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .endings import FINDINGS, FOUND, NOTHING
from .look import Look, indented
from .output import put, put_json, put_records, tell
from .usage import KbCommand, Settings, filters, with_settings

if TYPE_CHECKING:
    from ..base import KnowledgeBase
    from ..handbook import Handbook
    from ..quiz import Item, Quiz
    from ..signoff import Standing

__all__ = ["VERBS"]

_output = click.option("-o", "--output", metavar="FILE", help="写入的文件;后缀决定格式")
_templates = click.option("--templates", metavar="DIR", help="自备的模板文件夹(标志、颜色、封面)")
_STATES = {"again": "须重读", "unsigned": "未签收", "current": "已签收"}


def _written(path: str, notices: Sequence[str], what: str, settings: Settings) -> int:
    for notice in notices:
        tell(f"注意:{notice}")
    tell(f"{what}已写入 {path}。", unless=settings.quiet)
    return FINDINGS if notices else FOUND


@click.command(cls=KbCommand)
@click.argument("role", metavar="ROLE")
@_output
@click.option("--since", metavar="N|DATE", help="只要某一版(如 3)或某日(如 2024-05-01)以来的变化")
@_templates
@with_settings
def handbook(settings: Settings, /, role: str, *, output: str | None, since: str | None, templates: str | None) -> int:
    """岗位手册:约束一个岗位的全部条款,逐字照录,附出处。

    ROLE 是岗位,例如 kb handbook 客服 -o 客服手册.docx。
    格式看后缀:.md、.html、.docx 或 .pdf;不带 -o 时输出 Markdown。
    """
    from ..base import KnowledgeBase
    from ..formats import load_theme, render
    from ..handbook import handbook as compose
    from ..handbook_paper import handbook_paper

    with KnowledgeBase.open(settings.kb) as base:
        book = compose(base, role, since=since)
    if since is None and not book.entries:
        tell(f"制度中没有约束“{book.named}”的条款" + ("。" if output is None else f",没有写入 {output}。"))
        if settings.json:
            put_json(book)
        return NOTHING
    if since is None and book.unnamed:
        tell(f"注意:没有一条制度点名“{book.named}”或针对这一岗位;手册中都是对全体员工的规定。")
    ended = NOTHING if since is not None and not book.entries and not book.gone else FOUND
    if settings.json:
        put_json(book)
    elif output is None or output == "-":
        put(render(handbook_paper(book), ".md", load_theme(templates)).content.decode().rstrip("\n"), settings)
    else:
        told = f"{book.named}岗位手册({len(book.entries):,} 条)"
        return _written(output, book.write(output, templates=templates), told, settings) or ended
    return ended


@click.command(cls=KbCommand)
@_output
@filters
@with_settings
def register(settings: Settings, /, *, output: str | None, **narrowed: str | None) -> int:
    """义务登记表和 RACI 矩阵:谁、必须做什么、期限、后果、出处。

    后缀 .xlsx 是一个工作簿;.csv 是几个文件,其余各表写在旁边。
    """
    if output is None and not settings.json:
        raise click.UsageError("请用 -o 写明文件,例如 kb register -o 登记表.xlsx", click.get_current_context())
    from ..base import KnowledgeBase

    with KnowledgeBase.open(settings.kb) as base:
        made = base.register(**narrowed)
    if settings.json:
        put_records(rule.to_dict() for rule in made.rules)
    if output is not None:
        paths = made.write(output)
        told = f"义务登记表({len(made.rules):,} 行)"
        _written("、".join(map(str, paths)), (), told, settings)
    return FOUND if made.rules else NOTHING


@click.command(cls=KbCommand)
@click.argument("role", metavar="ROLE")
@_output
@click.option("-n", "limit", type=click.IntRange(min=1), default=20, metavar="N", help="题数(默认 20)")
@click.option("--seed", type=int, default=0, metavar="N", help="换一组题")
@_templates
@with_settings
def quiz(settings: Settings, /, role: str, *, output: str | None, limit: int, seed: int, templates: str | None) -> int:
    """自学题:从约束岗位的条款出题,答案就是条款。

    在终端里逐题作答并核对;带 -o 写成 .html、.md、.docx 或 .pdf。
    """
    from ..base import KnowledgeBase
    from ..handbook import handbook as compose
    from ..quiz import quiz as make

    with KnowledgeBase.open(settings.kb) as base:
        made = make(compose(base, role), limit=limit, seed=seed)
    if settings.json:
        put_json(made)
    elif output is not None:
        return _written(
            output, made.write(output, templates=templates), f"{made.role}自学题({len(made.items)} 题)", settings
        )
    elif made.items and sys.stdin.isatty() and sys.stdout.isatty():
        _asked(made, settings)
    else:
        put("\n\n".join(_item_text(item, settings.look()) for item in made.items), settings)
    if len(made.items) < made.total:
        tell(
            f"共可出 {made.total:,} 题,这是其中 {len(made.items):,} 题;换一组:--seed {seed + 1}",
            unless=settings.quiet,
        )
    if not made.items:
        tell(f"约束“{made.role}”的条款中没有可以出题的内容。", unless=settings.quiet)
    return FOUND if made.items else NOTHING


def _asked(made: Quiz, settings: Settings) -> None:
    from ..quiz import is_right

    look = settings.look()
    right = 0
    for item in made.items:
        put(f"{item.number}/{len(made.items)}  {item.prompt}", settings)
        said = click.prompt("答", default="", show_default=False, prompt_suffix=":")
        good = is_right(item, said)
        right += good
        put("对。" if good else look.paint(f"制度原文:{item.answer}", "warning"), settings)
        put("\n".join(_source_lines(item, look)) + "\n", settings)
    put(f"{len(made.items)} 题答对 {right} 题。", settings)


def _item_text(item: Item, look: Look) -> str:
    answer = indented(f"答:{item.answer}", "    ", look)
    return "\n".join([f"{item.number}. {item.prompt}", *answer, *_source_lines(item, look)])


def _source_lines(item: Item, look: Look) -> list[str]:
    return [look.paint(line, "source") for line in indented(item.entry.clause.citation, "    ", look)]


@click.command(cls=KbCommand)
@click.argument("action", type=click.Choice(["status", "sheet", "record"]), metavar="ACTION")
@click.argument("role", required=False, metavar="[ROLE]")
@click.argument("people", nargs=-1, metavar="[NAME]...")
@_output
@click.option("--day", metavar="DATE", help="签收日期(默认今天)")
@_templates
@with_settings
def signoff(
    settings: Settings,
    /,
    action: str,
    role: str | None,
    people: tuple[str, ...],
    *,
    output: str | None,
    day: str | None,
    templates: str | None,
) -> int:
    """制度签收:谁读过哪些条款,条款改了谁要重读。

    kb signoff sheet 客服 -o 签收单.docx   打印签收单
    kb signoff record 客服 张三 李四       登记已签收
    kb signoff status [客服]               查看谁须重读、谁未签收
    """
    context = click.get_current_context()
    if action != "status" and not role:
        raise click.UsageError(f"请写明岗位,例如 kb signoff {action} 客服", context)
    if action == "record" and not people:
        raise click.UsageError("请写明签收人,例如 kb signoff record 客服 张三", context)
    if action == "sheet" and output is None:
        raise click.UsageError("请用 -o 写明文件,例如 kb signoff sheet 客服 -o 签收单.docx", context)
    from ..base import KnowledgeBase

    with KnowledgeBase.open(settings.kb) as base:
        if action == "status":
            return _standings(base, role, settings)
        if action == "record":
            return _recorded(base, role or "", people, day, settings)
        return _sheet(base, role or "", people, output or "", templates, settings)


def _standings(base: KnowledgeBase, role: str | None, settings: Settings) -> int:
    from ..signoff import standings_of

    found = standings_of(base, role=role)
    if settings.json:
        put_json(*found)
    elif found:
        put("\n".join(line for one in found for line in _standing_lines(one, settings)), settings)
    else:
        tell(
            "还没有签收记录。打印签收单:kb signoff sheet ROLE -o 签收单.docx;登记:kb signoff record ROLE NAME;"
            "制度点名的人谁还没签:kb signoff status ROLE",
            unless=settings.quiet,
        )
    if not found:
        return NOTHING
    return FINDINGS if any(one.state != "current" for one in found) else FOUND


def _standing_lines(one: Standing, settings: Settings) -> list[str]:
    look = settings.look()
    day = f"({one.day} 签收)" if one.day else ""
    state = look.paint(_STATES[one.state], "warning" if one.state == "again" else "strong")
    lines = [f"{one.role}  {one.person}  {state}{day}"]
    for what, citations in (("修改", one.changed), ("新增", one.added), ("取消", one.gone)):
        if citations:
            shown = citations if settings.verbose else citations[:3]
            more = f" 等 {len(citations)} 条(-v 看全部)" if len(shown) < len(citations) else ""
            lines += indented(f"{what}:{'、'.join(shown)}{more}", "    ", look)
    return lines


def _recorded(base: KnowledgeBase, role: str, people: Sequence[str], day: str | None, settings: Settings) -> int:
    from ..signoff import sign

    signed = sign(base, role, people, day=day)
    if settings.json:
        put_json(*signed)
    else:
        names = "、".join(one.person for one in signed)
        put(f"已登记:{names} 签收{signed[0].role}的 {len(signed[0].clauses):,} 条条款({signed[0].day})。", settings)
    return FOUND


def _sheet(
    base: KnowledgeBase, role: str, people: Sequence[str], output: str, templates: str | None, settings: Settings
) -> int:
    from ..formats import load_theme, write
    from ..handbook import handbook as compose
    from ..signoff import sheet

    book: Handbook = compose(base, role)
    notices = write(sheet(book, people), Path(output), load_theme(templates))
    return _written(output, notices, f"{book.role}签收单", settings)


VERBS = (handbook, register, quiz, signoff)
"""In the order in which help pages list them."""
