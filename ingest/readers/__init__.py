"""One reader a format, imported when a file needs it.

The registry leads from a file's ending to the module that reads it; each module has one function ``read``
(``ingest.line.Reader``).  What is missing is refused with the remedy.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from ..errors import UnsupportedFormat

if TYPE_CHECKING:  # a build with nothing to do reads no file
    from ..line import Reader

__all__ = ["ENDINGS", "reader_for"]

_MODULES = {
    ".txt": ".text",
    ".text": ".text",
    ".md": ".markdown",
    ".markdown": ".markdown",
    ".html": ".web",
    ".htm": ".web",
    ".xhtml": ".web",
    ".docx": ".docx",
    ".docm": ".docx",
    ".pdf": ".pdf",
    ".doc": ".office",
    ".wps": ".office",
    ".rtf": ".office",
    ".odt": ".office",
    ".png": ".image",
    ".jpg": ".image",
    ".jpeg": ".image",
    ".tif": ".image",
    ".tiff": ".image",
    ".bmp": ".image",
}
ENDINGS = frozenset(ending for ending, module in _MODULES.items() if module != ".image")
"""Endings that a build reads in a folder; other files there are named and left alone.

Pictures are read where they are given by name: in a folder most of them are logos and photographs.
"""

_ADVICE = {
    ".xls": "请把表格粘贴到 docx 中",
    ".xlsx": "请把表格粘贴到 docx 中",
    ".ppt": "请把文字粘贴到 docx 中",
    ".pptx": "请把文字粘贴到 docx 中",
    ".ofd": "请用阅读器另存为 pdf",
    ".zip": "请解压后再试",
    ".rar": "请解压后再试",
}


def reader_for(name: str) -> Reader:
    """Give the reader for a file name.  Raises ``UnsupportedFormat`` with what to do instead."""
    ending = PurePath(name).suffix.lower()
    reader = _reader_of(ending)
    if reader is None:
        known = "、".join(sorted(ending.lstrip(".") for ending in ENDINGS))
        raise UnsupportedFormat(
            f"不支持的格式 {ending or '(没有扩展名)'}",
            place=name,
            remedy=_ADVICE.get(ending, f"可用的格式:{known}"),
        )
    return reader


@lru_cache(maxsize=64)
def _reader_of(ending: str) -> Reader | None:
    module = _MODULES.get(ending)
    return cast("Reader", import_module(module, __package__).read) if module is not None else None
