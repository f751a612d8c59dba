"""Markdown (CommonMark with pipe tables); what the policies say is escaped, so that it shows as it was written."""

from __future__ import annotations

import re

from .paper import Paper, cell_text, printable, runs_of
from .theme import Theme

__all__ = ["escaped", "render"]

_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&#])")
_OPENING = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def render(paper: Paper, theme: Theme) -> tuple[bytes, tuple[str, ...]]:
    """Give the text in UTF-8."""
    theme.templates.filters["md"] = escaped
    text = theme.fill(
        "page.md.j2",
        paper=paper,
        kind=lambda block: type(block).__name__,
        runs=runs_of,
        md=escaped,
        cell_text=cell_text,
    )
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    return text.encode("utf-8", "replace"), ()


def escaped(text: str) -> str:
    """Escape what Markdown would read as marks; line ends become spaces."""
    line = _ANYWHERE.sub(r"\\\1", " ".join(printable(text).splitlines()))
    return _OPENING.sub(lambda mark: f"{mark[1]}{mark[2][:-1]}\\{mark[2][-1]}", line)
