"""Pages without text, read by text recognition where the extra is installed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ..document import Place, SetAside
from ..line import Line
from ..recognition import available, recognise
from ..titles import begins_numbered
from .opening import open_pdf

__all__ = ["with_recognised"]

_SCALE = 200 / 72  # pixels a point: 200 dpi, enough for the small print of a form


def with_recognised(
    lines: Sequence[Line], data: bytes, pages: Sequence[int], *, name: str
) -> tuple[tuple[Line, ...], tuple[int, ...], tuple[SetAside, ...]]:
    """Give ``lines`` with those of the scanned ``pages`` put in their order, the pages that gave any, and their heads.

    Without the extra nothing changes; the caller's notice names the pages.
    """
    if not pages or not available():
        return tuple(lines), (), ()
    read: dict[int, list[str]] = {}
    with open_pdf(data, name=name) as document:
        for number in pages:
            page = document[number - 1]
            try:
                picture = page.render(scale=_SCALE).to_pil()
            finally:
                page.close()
            read[number] = recognise(picture)
    aside = _take_edges(read)
    found = [Line(text, Place(page=number)) for number, texts in read.items() for text in texts]
    merged = sorted([*lines, *found], key=lambda line: line.place.page or 0)
    return tuple(merged), tuple(sorted(number for number, texts in read.items() if texts)), aside


def _take_edges(read: Mapping[int, list[str]]) -> tuple[SetAside, ...]:
    """Take the first and the last lines that pages share, figures apart, out of ``read``: heads, feet, page numbers.

    The first page keeps its first line where a rule follows at once: that is the title itself.
    """
    aside: list[SetAside] = []
    for edge, reason in ((0, "running-head"), (-1, "running-foot")):
        forms = Counter(_form(texts[edge]) for texts in read.values() if len(texts) > 1)
        shared = {form for form, count in forms.items() if form and count >= 2 and count * 2 > len(read)}
        for index, (number, texts) in enumerate(read.items()):
            if len(texts) < 2 or _form(texts[edge]) not in shared:
                continue
            if edge == 0 and index == 0 and (begins_numbered(texts[1]) or texts[1][-1:] in "。；;:："):
                continue
            aside.append(SetAside(texts.pop(edge), reason, Place(page=number)))
    return tuple(aside)


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))
