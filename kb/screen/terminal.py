"""The terminal itself: streams that cannot fail on a character, colours, the progress bar, drawn tables."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from .look import Look, display_width, padded

__all__ = ["drop_output", "look_for", "prepare_streams", "progress_bar", "table_text"]

Progress = Callable[[int, int, str], None]


def prepare_streams(*, utf8: bool) -> None:
    """Make standard output and error accept every character.

    A console that lacks one shows a question mark; in a file or pipe it is written as an escape, so that nothing
    is lost silently.  ``utf8`` (for JSON) settles standard output's encoding whatever the locale says.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue  # a test's or an embedding program's own stream
        if utf8 and stream is sys.stdout:
            # A lone surrogate (an undecodable file name) becomes \udcXX, which is JSON's own escape for it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        else:
            stream.reconfigure(errors="replace" if stream.isatty() else "backslashreplace")


def drop_output() -> None:
    """Send what is still buffered nowhere, after the reader of a pipe has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def look_for(stream: TextIO, *, color: bool, verbose: int) -> Look:
    """Give the look that suits ``stream``: colours and width on a terminal only; NO_COLOR turns colours off."""
    if not stream.isatty():
        return Look(verbose=verbose)
    import shutil  # takes the packers with it, and not every output is a terminal

    wanted = color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(color=wanted, width=shutil.get_terminal_size().columns, verbose=verbose)


@contextmanager
def progress_bar(*, quiet: bool, look: Look) -> Iterator[Progress | None]:
    """Give a callback that moves a bar on standard error, or None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, no_color=not look.color, highlight=False)
    columns = (TextColumn("读取"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[path]}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, path="")

        def moved(done: int, total: int, path: str) -> None:
            bar.update(task, completed=done, total=total, path=path)

        yield moved


def table_text(heads: Sequence[str], rows: Sequence[Sequence[str]], look: Look) -> str:
    """Give a table: drawn to the terminal's width there, and as plain columns elsewhere, nothing cut.

    Columns of numbers stand on the right.
    """
    numeric = [all(row[place].replace(",", "").isdigit() for row in rows) for place in range(len(heads))]
    if look.width is not None:
        return _drawn(heads, rows, numeric, look)
    widths = [max(map(display_width, column)) for column in zip(heads, *rows, strict=True)]
    return "\n".join(_columns(row, widths, numeric) for row in (heads, *rows))


def _columns(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = [
        " " * (width - display_width(cell)) + cell if right else padded(cell, width)
        for cell, width, right in zip(row, widths, numeric, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _drawn(heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], look: Look) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head, right in zip(heads, numeric, strict=True):
        table.add_column(Text(head), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    drawn = io.StringIO()
    console = Console(file=drawn, width=look.width, force_terminal=look.color, no_color=not look.color)
    console.print(table)
    return "\n".join(line.rstrip() for line in drawn.getvalue().strip("\n").splitlines())
