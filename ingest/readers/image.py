"""Pictures of pages (png, jpg, tif, bmp): their words by text recognition, where the extra is installed."""

from __future__ import annotations

import io
from typing import Any

from ..document import Notice, Place
from ..errors import HostileFile, UnreadableFile
from ..line import Line, Reading
from ..recognition import recognise, require

__all__ = ["read"]

_LARGEST = 100_000_000  # pixels; a page of A3 at 600 dpi has 70 million
_PAGES = 500


def read(data: bytes, *, name: str) -> Reading:
    """Read a picture, or each page of a tif.  Raises ``UnsupportedFormat`` without the extra ``ocr``.

    The notice ``recognised`` names the pages, or ``no-text`` those on which nothing was found.
    """
    require(name)
    lines: list[Line] = []
    empty: list[Place] = []
    pages = 0
    for number, picture in enumerate(_pictures(data, name), 1):
        pages = number
        words = recognise(picture)
        lines.extend(Line(text, Place(page=number)) for text in words)
        if not words:
            empty.append(Place(page=number))
    notices = [Notice("recognised", f"图片共 {pages} 页,文字由识别得出,可能有误,请对照原件核对")]
    if empty:
        notices.append(Notice("no-text", f"有 {len(empty)} 页没有识别出文字,请对照原件核对", tuple(empty)))
    return Reading(tuple(lines), notices=tuple(notices))


def _pictures(data: bytes, name: str) -> Any:
    from PIL import Image, ImageSequence

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _LARGEST or getattr(picture, "n_frames", 1) > _PAGES:
                raise HostileFile("图片过大", place=name, remedy="请缩小到 300 dpi 后再试")
            for frame in ImageSequence.Iterator(picture):
                yield frame.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UnreadableFile("图片已损坏或格式不符", place=name, remedy="请重新扫描,或另存为 png") from None
