"""How the command ends when it does not end well: an exit code, and one line a problem with its remedy."""

from __future__ import annotations

import sys

import click

from ingest import IngestError, KnowledgeBaseError, NotFound, StoreError, StoreLocked

from .usage import usage_text

__all__ = ["BROKEN", "FINDINGS", "FOUND", "INTERRUPTED", "LOCKED", "NOTHING", "NO_STORE", "USAGE", "ending"]

FOUND, NOTHING, USAGE, NO_STORE, LOCKED, FINDINGS = range(6)
BROKEN, INTERRUPTED = 70, 130
"""70 is EX_SOFTWARE of sysexits.h; 130 is what shells give for Ctrl-C."""

# The first kind that fits decides.
_CODES: tuple[tuple[type[KnowledgeBaseError], int], ...] = (
    (StoreLocked, LOCKED),
    (StoreError, NO_STORE),
    (IngestError, FINDINGS),
    (NotFound, NOTHING),
    (KnowledgeBaseError, USAGE),
)


def ending(error: BaseException, *, version: str) -> tuple[int, str]:
    """Give the exit code for ``error`` and what to print on standard error."""
    match error:
        case click.Abort() | KeyboardInterrupt():
            return INTERRUPTED, "已中断。"
        case click.exceptions.NoArgsIsHelpError():
            return USAGE, error.message
        case click.ClickException():
            return USAGE, usage_text(error)
        case KnowledgeBaseError():
            code = next(code for kind, code in _CODES if isinstance(error, kind))
            return code, "\n".join(f"错误:{line}" for line in str(error).splitlines())
    said = " ".join(f"{type(error).__name__}: {error}".split())
    python = ".".join(map(str, sys.version_info[:3]))
    about = f"kb {version},Python {python},{sys.platform}"
    return BROKEN, f"程序出错:{said}。请把这一行和所用的命令报告给维护者({about});设 KB_DEBUG=1 可看到详情。"
