"""One reader a format, imported when a file needs it.

The registry leads from a file's ending to the module that reads it; each module has one function ``read``
(``ingest.line.Reader``).  What is missing is refused with the remedy.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import cast

from ..errors import UnsupportedFormat
from ..line import Reader

__all__ = ["ENDINGS", "reader_for"]

_MODULES = {
    ".txt": ".text",
    ".text": ".text",
    ".docx": ".docx",
    ".docm": ".docx",
    ".pdf": ".pdf",
}
ENDINGS = frozenset(_MODULES)
"""Endings that a build reads in a folder; other files there are named and left alone."""

_ADVICE = {
    ".doc": "请用 Word 或 WPS 另存为 docx",
    ".wps": "请用 WPS 另存为 docx",
    ".rtf": "请用 Word 或 WPS 另存为 docx",
    ".odt": "请用 LibreOffice 另存为 docx",
    ".xls": "请把表格粘贴到 docx 中",
    ".xlsx": "请把表格粘贴到 docx 中",
    ".png": "请先做文字识别,再另存为 docx 或 txt",
    ".jpg": "请先做文字识别,再另存为 docx 或 txt",
}


def reader_for(name: str) -> Reader:
    """Give the reader for a file name.  Raises ``UnsupportedFormat`` with what to do instead."""
    ending = PurePath(name).suffix.lower()
    module = _MODULES.get(ending)
    if module is None:
        known = "、".join(sorted(ending.lstrip(".") for ending in ENDINGS))
        raise UnsupportedFormat(
            f"不支持的格式 {ending or '(没有扩展名)'}",
            place=name,
            remedy=_ADVICE.get(ending, f"可用的格式:{known}"),
        )
    return cast(Reader, import_module(module, __package__).read)
