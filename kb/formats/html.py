"""One HTML file that works from disk: styles and the logo inside, no script that is needed, no address to fetch."""

from __future__ import annotations

import base64

from .paper import Paper, cell_text, printable, runs_of
from .theme import Theme

__all__ = ["render"]


def render(paper: Paper, theme: Theme) -> tuple[bytes, tuple[str, ...]]:
    """Give the page in UTF-8."""
    text = theme.fill(
        "page.html.j2",
        paper=paper,
        kind=lambda block: type(block).__name__,
        runs=runs_of,
        printable=printable,
        cell_text=cell_text,
        logo=_logo(theme),
    )
    return text.encode("utf-8", "replace"), ()


def _logo(theme: Theme) -> str:
    if theme.logo is None:
        return ""
    kind = "png" if theme.logo.suffix.lower() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(theme.logo.read_bytes()).decode()}"
