"""click's own words in Chinese: help pages, usage errors, and the options that stand before or after the verb."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from .look import Look, display_width, padded, wrapped
from .terminal import look_for, prepare_streams

__all__ = ["GlobalOption", "KbCommand", "KbGroup", "Settings", "filters", "usage_text", "with_settings"]


@dataclass
class Settings:
    """The global options, wherever on the line they stood: the last one wins."""

    kb: Path = Path(".kb")
    json: bool = False
    color: bool = True
    quiet: bool = False
    verbose: int = 0

    def look(self) -> Look:
        """How standard output is to look."""
        return look_for(sys.stdout, color=self.color, verbose=self.verbose)

    def error_look(self) -> Look:
        """How standard error is to look."""
        return look_for(sys.stderr, color=self.color, verbose=self.verbose)


with_settings = click.make_pass_decorator(Settings, ensure=True)
"""Hands a verb the global options as its first argument."""


class _Formatter(click.HelpFormatter):
    """Help pages measured in columns: click counts characters, and a Chinese one takes two columns."""

    def write_text(self, text: str) -> None:
        """Write a paragraph a line of ``text``."""
        indent = " " * self.current_indent
        for line in wrapped(text, max(20, self.width - self.current_indent)):
            self.write(f"{indent}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns."""
        rows = list(rows)
        column = min(max(display_width(name) for name, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, meaning in rows:
            lines = wrapped(meaning, max(20, self.width - self.current_indent - column)) or [""]
            lead = padded(name, column)
            if display_width(name) + col_spacing > column:
                self.write(f"{indent}{name}\n")
                lead = " " * column
            for line in lines:
                self.write(f"{indent}{lead}{line}".rstrip() + "\n")
                lead = " " * column


class _Context(click.Context):
    formatter_class = _Formatter


class GlobalOption(click.Option):
    """An option of the whole command, listed apart on each verb's help page."""

    def __init__(self, *names: str, **settings: Any) -> None:
        super().__init__(names, expose_value=False, callback=_remember, **settings)


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    settings = ctx.ensure_object(Settings)
    match parameter.name:
        case "kb" if value:
            settings.kb = Path(value)
        case "json" if value:
            settings.json = True
            prepare_streams(utf8=True)
        case "no_color" if value:
            settings.color = False
        case "quiet" if value:
            settings.quiet = True
        case "verbose":
            settings.verbose += value


def _global_options(*, env: bool) -> list[click.Parameter]:
    """Give the global options.  Only the group reads KB_DIR, so that it never overrules ``--kb`` before the verb."""
    folder = "知识库文件夹(默认 .kb,或环境变量 KB_DIR)"
    return [
        GlobalOption("--kb", metavar="DIR", envvar="KB_DIR" if env else None, help=folder),
        GlobalOption("--json", is_flag=True, help="输出 JSON,供程序读取"),
        GlobalOption("--no-color", is_flag=True, help="不用颜色"),
        GlobalOption("-q", "--quiet", is_flag=True, help="不显示进度和提示"),
        GlobalOption("-v", "--verbose", count=True, help="多说一些:依据、把握、标签"),
    ]


class KbCommand(click.Command):
    """A verb whose help page is in Chinese."""

    context_class = _Context

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)
        self.params += _global_options(env=isinstance(self, click.Group))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法:")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the help text as it stands: its line ends are meant."""
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(inspect.cleandoc(self.help))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Leave arguments to the help text and the usage line."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verb's own options, then the global ones."""
        own: list[tuple[str, str]] = []
        everywhere: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                common = isinstance(parameter, GlobalOption) or "--help" in parameter.opts
                name, meaning = record
                meaning = re.sub(r"\s*\[[^]]*]$", "", meaning)  # click's "[x>=1]"; the words say what is needed
                (everywhere if common else own).append((name, meaning))
        for title, records in (("选项", own), ("通用选项", everywhere)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` with Chinese words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本帮助"
        return option


class KbGroup(KbCommand, click.Group):
    """The ``kb`` command: verbs in the order in which they are defined."""

    command_class = KbCommand

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, subcommand_metavar="命令 [参数]...", **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the verbs in the order of a day's work, not of the alphabet."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs first, then the options."""
        verbs = [(name, self.commands[name].get_short_help_str(200).rstrip("。")) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl(verbs)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Leave nothing to write: ``format_options`` has listed the verbs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or name the nearest one."""
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self.commands, n=1)
            hint = f"是不是 kb {near[0]}?" if near else f'要提问请用:kb ask "{name}"'
            raise click.UsageError(f"没有命令 {name}。{hint}", ctx)
        return super().resolve_command(ctx, args)


def filters(verb: Any) -> Any:
    """Add the filters that ask, search, list, export, register and check share; a decorator of verbs."""
    for name, metavar, words in (
        ("--document", "TITLE", "只看这份制度(名称或编号)"),
        ("--topic", "TOPIC", "只看这个主题"),
        ("--role", "ROLE", "只看这个角色"),
    ):
        verb = click.option(name, metavar=metavar, help=words)(verb)
    return verb


def usage_text(error: click.ClickException) -> str:
    """Give a usage error in Chinese: what is wrong, how the verb is used, where the help is."""
    lines = [f"错误:{_wrong(error)}"]
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        lines.append(context.get_usage())
    lines.append(f"查看帮助:{context.command_path if context is not None else 'kb'} --help")
    return "\n".join(lines)


def _wrong(error: click.ClickException) -> str:
    message = error.message
    said = message
    match error:
        case click.NoSuchOption():
            near = f"。是不是 {'、'.join(error.possibilities)}?" if error.possibilities else ""
            said = f"没有选项 {error.option_name}{near}"
        case click.MissingParameter():
            kind = "选项" if isinstance(error.param, click.Option) else "参数"
            said = f"缺少{kind} {_name(error.param)}"
        case click.BadParameter():
            said = f"{_name(error.param)} 的值不对:{_wanted(error)}"
        case click.BadOptionUsage():
            said = f"选项 {error.option_name} {'后面要有值' if 'requires' in message else '不带值'}"
        case click.FileError():
            said = f"{error.filename}:无法打开({message})"
        case _ if extra := re.match(r"Got unexpected extra arguments? \((.*)\)", message):
            said = f"多余的参数 {extra.group(1)}"
        case _ if message.startswith("Missing command"):
            said = "缺少命令"
    return said


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    match kind:
        case click.Choice():
            return f"可用 {'、'.join(map(str, kind.choices))}"
        case click.IntRange():
            return f"要一个不小于 {kind.min} 的整数" if kind.max is None else f"要 {kind.min} 到 {kind.max} 的整数"
    return "要一个整数" if kind is click.INT else error.message


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (
        parameter.make_metavar(click.get_current_context(silent=True) or click.Context(KbCommand("kb")))
        if parameter
        else ""
    )
