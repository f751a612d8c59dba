"""Words of a scanned page by text recognition: the optional extra ``policy-kb[ocr]`` (RapidOCR, its models inside).

Nothing is fetched and nothing is imported until a page needs it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from .errors import UnsupportedFormat

__all__ = ["available", "recognise", "require"]

_MODULE = "rapidocr_onnxruntime"
_SURE = 0.5  # the confidence below which a line is noise


def available() -> bool:
    """Tell whether the extra is installed."""
    return find_spec(_MODULE) is not None


def require(name: str) -> None:
    """Raise ``UnsupportedFormat`` with the remedy where the extra is not installed."""
    if not available():
        raise UnsupportedFormat(
            "是图片,需要文字识别", place=name, remedy="请执行 pip install 'policy-kb[ocr]' 后重建,或换成可编辑的文本"
        )


def recognise(picture: Any) -> list[str]:
    """Give the lines of a page's picture (a ``PIL.Image``), from the top, each from the left."""
    import numpy

    found, _ = _engine()(numpy.asarray(picture)[:, :, ::-1])
    boxes = sorted(
        (_Box(points, text) for points, text, sure in found or () if float(sure) >= _SURE), key=lambda box: box.middle
    )
    rows: list[list[_Box]] = []
    for box in boxes:
        if rows and box.middle - rows[-1][0].middle < rows[-1][0].height * 0.6:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [" ".join(box.text for box in sorted(row, key=lambda box: box.left)) for row in rows]


class _Box:
    """Where a piece of text was found, in pixels."""

    def __init__(self, points: Any, text: str) -> None:
        ys = [float(point[1]) for point in points]
        self.text = text
        self.left = min(float(point[0]) for point in points)
        self.middle = sum(ys) / len(ys)
        self.height = max(ys) - min(ys)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from importlib import import_module

    return import_module(_MODULE).RapidOCR()
