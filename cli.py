"""The ``kb`` command: a thin twin of the library.  It turns arguments into calls, and replies into text and exit codes.

0 found or done · 1 nothing found, or abstained · 2 wrong usage or configuration · 3 knowledge base missing,
damaged or of a newer format · 4 locked by another build · 5 done, with findings or failed files ·
70 an error of the program itself · 130 interrupted.
"""

from __future__ import annotations

import gc

# A command needs what it makes to its end, the modules below first of all; looking through it again and again for
# litter takes a tenth of its time.
gc.set_threshold(100_000)

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

import kb as library
from kb.screen import clauses as clause_screen
from kb.screen import contents, links, onboarding, parsing, replies, reports, upkeep
from kb.screen.endings import FINDINGS, FOUND, NOTHING, ending
from kb.screen.output import put, put_json, put_records, tell
from kb.screen.terminal import drop_output, prepare_streams, progress_bar
from kb.screen.usage import KbGroup, Settings, filters, with_settings


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"kb {library.__version__}")
        ctx.exit()


@click.group("kb", cls=KbGroup)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="显示版本")
def command() -> None:
    """把制度文件变成知识库:谁负责、罚多少、怎么办,答案附条款出处。

    先建立:kb build 制度文件夹
    再提问:kb ask 上班玩游戏罚多少
    """


@command.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="同时读取的文件数(默认 1)")
@click.option("--engine", default="auto", metavar="NAME", help="检索引擎:auto、whoosh 或 tantivy(默认 auto,按条数选)")
@click.option("--full", is_flag=True, help="全部重新读取,不用上次的结果")
@click.option("--dry-run", is_flag=True, help="只试读,不写入")
@click.option("--strict", is_flag=True, help="有文件读不出,或有需要注意的地方,就不写入")
@click.option("--allow-mass-delete", is_flag=True, help="允许一次移除半数以上的文件")
@with_settings
def build(settings: Settings, /, sources: tuple[str, ...], *, dry_run: bool, strict: bool, **options: Any) -> int:
    """读取制度文件,建立或更新知识库。

    SOURCE 是文件或文件夹,默认 corpus/。没有改动的文件不会重读。
    """
    from kb.build import build as build_base  # the readers and taggers behind it are not for every verb

    look = settings.error_look()
    sources = sources or ("corpus",)
    with progress_bar(quiet=settings.quiet or settings.json, look=look) as progress:
        report = None
        if dry_run or strict:
            report = build_base(sources, settings.kb, dry_run=True, progress=progress, **options)
        if not dry_run and not (report and (report.failed or report.notices)):
            report = build_base(sources, settings.kb, progress=progress, **options)
    assert report is not None  # one of the two branches was taken
    tell(reports.failed_text(report, look))
    if settings.json:
        put_json(report)
    else:
        put(reports.build_text(report, settings.look()), settings)
        tell(reports.notices_text(report, look), unless=settings.quiet)
        if strict and report.generation is None and not dry_run:
            tell("没有写入(--strict);原有知识库没有改动。")
    return FINDINGS if report.failed or report.notices else FOUND


@command.command()
@click.argument("file", metavar="FILE")
@click.option("--report", is_flag=True, help="只看统计:条数、断号、未归入条款的文字")
@with_settings
def parse(settings: Settings, /, file: str, *, report: bool) -> int:
    """读取一个文件,按层级列出条款;不动知识库。"""
    documents = library.parse_file(file)
    if report:
        summed = parsing.report(documents)
        if settings.json:
            put_json(summed)
        else:
            put(parsing.parse_report(summed, settings.look()), settings)
    elif settings.json:
        put_json(*(clause for document in documents for clause in document.clauses))
    else:
        put("\n\n".join(clause_screen.document_tree(document, settings.look()) for document in documents), settings)
    if not any(document.clauses for document in documents):
        return NOTHING
    return FINDINGS if any(document.warnings for document in documents) else FOUND


@command.command()
@click.argument("question", nargs=-1, metavar="QUESTION...")
@click.option("--as-of", metavar="DATE", help="按这一天现行的制度回答,如 2024-03-01")
@click.option("--why", is_flag=True, help="说明怎样读题、候选条款的得分和理由、把握(同 -v)")
@filters
@with_settings
def ask(
    settings: Settings, /, question: tuple[str, ...], *, as_of: str | None, why: bool, **narrowed: str | None
) -> int:
    """提问,得到答案和条款出处;制度没有规定时如实说明。

    不带 QUESTION 时在终端里询问一次。
    """
    settings.verbose += why
    asked = " ".join(question).strip()
    if not asked and not question and sys.stdin.isatty():
        asked = click.prompt("问题", err=True).strip()
    if not asked:
        raise click.UsageError("请写出问题,例如 kb ask 迟到怎么罚", click.get_current_context())
    with library.KnowledgeBase.open(settings.kb, as_of=as_of) as base:
        reply = base.ask(asked, why=settings.verbose > 0, **narrowed)
    if settings.json:
        put_json(reply)
    else:
        put(replies.reply_text(reply, settings.look()), settings)
    return NOTHING if reply.abstained else FOUND


@command.command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@filters
@click.option("-n", "limit", type=click.IntRange(min=1), default=10, metavar="N", help="最多几条(默认 10)")
@click.option("--as-of", metavar="DATE", help="只找这一天现行的制度,如 2024-03-01")
@click.option("--why", is_flag=True, help="说明得分和依据(同 -v)")
@with_settings
def search(
    settings: Settings, /, query: tuple[str, ...], *, limit: int, as_of: str | None, why: bool, **narrowed: str | None
) -> int:
    """查找条款,最相关的在前。

    带引号的 "原话" 和编号(第十三条、3.3.4)按原样查找。
    """
    settings.verbose += why
    with library.KnowledgeBase.open(settings.kb, as_of=as_of) as base:
        hits = base.search(" ".join(query), limit=limit, **narrowed)
    if settings.json:
        put_json(*hits)
    elif hits:
        put(replies.hits_text(hits, settings.look()), settings)
    else:
        tell("没有找到。换个说法,或去掉 --role、--topic、--document 再试。", unless=settings.quiet)
    return FOUND if hits else NOTHING


@command.command()
@click.argument("clause", nargs=-1, required=True, metavar="CLAUSE")
@with_settings
def show(settings: Settings, /, clause: tuple[str, ...]) -> int:
    """显示一条条款和它的上下文。

    CLAUSE 是条款编号,或 《制度名称》条款号,例如 kb show 《考勤制度》第三条。
    """
    with library.KnowledgeBase.open(settings.kb) as base:
        found = base.clause(" ".join(clause))
        references, standing = base.references(found.document.id), base.standings().get(found.document.id)
        if settings.json:
            put_records([links.links_record(found, references, standing)])
        else:
            beside = list(base.clauses(document=found.document.id))
            why = None
            if settings.verbose:
                from kb import listing

                why = listing.reasons(base, found)
            put(clause_screen.clause_text(found, beside, settings.look(), reasons=why), settings)
            linked = links.links_text(found, references, standing, base.clause, settings.look())
            if linked:
                put(f"\n{linked}", settings)
    return FOUND


for verb in contents.VERBS:
    command.add_command(verb)


@command.command("eval")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False), metavar="QUESTIONS.jsonl")
@click.option("--min-top1", type=click.FloatRange(0, 1), default=None, metavar="SHARE", help="首条答案的及格线,如 0.9")
@with_settings
def evaluate(settings: Settings, /, questions: str, *, min_top1: float | None) -> int:
    """用自己的标准问答检验知识库;不及格时退出码为 5。"""
    with library.KnowledgeBase.open(settings.kb) as base:
        report = base.score(questions)
    if settings.json:
        put_json(report)
    else:
        put(reports.golden_text(report, settings.look()), settings)
    top1 = report.figures["top1"]
    return FINDINGS if min_top1 is not None and (top1 is None or top1 < min_top1) else FOUND


for verb in onboarding.VERBS:
    command.add_command(verb)


@command.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
def completion(shell: str) -> int:
    """输出命令补全脚本(bash、zsh 或 fish)。

    bash:在 ~/.bashrc 里加一行 eval "$(kb completion bash)"
    zsh: 在 ~/.zshrc 里加一行 eval "$(kb completion zsh)"
    fish:kb completion fish > ~/.config/fish/completions/kb.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # click knows the three
    click.echo(kind(command, {}, "kb", "_KB_COMPLETE").source())
    return FOUND


for verb in upkeep.VERBS:
    command.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code; no error leaves here as a traceback unless KB_DEBUG is set."""
    prepare_streams(utf8=False)
    try:
        code = command.main(None if arguments is None else list(arguments), prog_name="kb", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
        return FOUND
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("KB_DEBUG") and not isinstance(error, click.ClickException | click.Abort):
            raise
        code, text = ending(error, version=library.__version__)
        tell(text)
    return code if isinstance(code, int) else FOUND


def run() -> NoReturn:
    """Run as a program."""
    sys.exit(main())


if __name__ == "__main__":
    run()
