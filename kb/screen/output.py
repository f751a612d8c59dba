"""Where results and remarks go: standard output for what was asked, standard error for everything else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click

from .terminal import drop_output
from .usage import Settings

__all__ = ["json_line", "put", "put_json", "put_records", "tell"]


class Record(Protocol):
    """Whatever the library hands back: it has a JSON form."""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        ...


def put(text: str, settings: Settings) -> None:
    """Print a result."""
    with _pipe():
        click.echo(text, color=settings.look().color)


def put_json(*records: Record) -> None:
    """Print results in their JSON forms, one a line."""
    put_records(record.to_dict() for record in records)


def put_records(records: Iterable[dict[str, Any]]) -> None:
    """Print JSON objects, one a line."""
    with _pipe():
        for record in records:
            sys.stdout.write(json_line(record))


def json_line(record: dict[str, Any]) -> str:
    """Give one JSON object and its line end; Chinese stays Chinese."""
    return json.dumps(record, ensure_ascii=False) + "\n"


def tell(text: str, *, unless: bool = False) -> None:
    """Say something on standard error, unless there is nothing to say or nobody wants to hear it."""
    if text and not unless:
        click.echo(text, err=True)


@contextmanager
def _pipe() -> Iterator[None]:
    """End quietly where the reader of standard output has gone, as with ``head``; click would exit with 1."""
    try:
        yield
    except BrokenPipeError:
        drop_output()
        raise click.exceptions.Exit(0) from None
