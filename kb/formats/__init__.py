"""Output formats, picked by a file's ending.  Each is loaded when it is first asked for.

``RENDERERS`` names one module an ending; it has ``render(paper, theme)``.  Where the library that a format
needs is missing, the error names what to install.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from ingest import ConfigurationError

from .files import write_file
from .paper import Paper
from .theme import Theme, load_theme

__all__ = ["RENDERERS", "Rendered", "Theme", "load_theme", "render", "write"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a file, and what a reader should know (characters that no font has)."""

    content: bytes
    notices: tuple[str, ...] = ()


RENDERERS = {
    ".md": (".markdown", "jinja2"),
    ".markdown": (".markdown", "jinja2"),
    ".html": (".html", "jinja2"),
    ".htm": (".html", "jinja2"),
    ".docx": (".word", "python-docx"),
    ".pdf": (".pdf", "fpdf2"),
}


def render(paper: Paper, ending: str, theme: Theme | None = None) -> Rendered:
    """Give ``paper`` in the format of ``ending``.

    Raises ``ConfigurationError`` for an ending that no format has, for a library or a font that is missing.
    """
    found = RENDERERS.get(ending.lower())
    if found is None:
        raise ConfigurationError(
            f"不支持“{ending or '没有后缀'}”格式", remedy="文件名请以 .md、.html、.docx 或 .pdf 结尾"
        )
    module, package = found
    try:
        renderer = cast(
            "Callable[[Paper, Theme], tuple[bytes, tuple[str, ...]]]", import_module(module, __package__).render
        )
        content, notices = renderer(paper, theme or load_theme())
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"缺少生成 {ending} 的组件 {error.name}", remedy=f"请安装:pip install {package}"
        ) from error
    return Rendered(content, notices)


def write(paper: Paper, path: str | Path, theme: Theme | None = None) -> tuple[str, ...]:
    """Write ``paper`` to ``path`` in the format of its ending, whole or not at all; give notices.

    Raises ``ConfigurationError`` with the remedy where that cannot be; a file that was there stays as it is.
    """
    place = Path(path)
    rendered = render(paper, place.suffix, theme)
    write_file(place, rendered.content)
    return rendered.notices
