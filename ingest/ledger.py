"""The proof that nothing was lost: what a file holds, weighed against what its documents hand on.

Every parse is weighed, so that a fault in any step above is told to the reader instead of costing a clause.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from .document import Document, Notice
from .line import Reading

__all__ = ["balance", "lost_notice"]


def balance(reading: Reading, documents: Sequence[Document]) -> tuple[Counter[str], Counter[str]]:
    """Give the characters that were read and are nowhere, and those handed on that were never read.

    White space is not counted, and neither are the numbers that Word computes: they are in no source.
    """
    read, handed = Counter(_read(reading)), Counter(_handed(documents))
    return read - handed, handed - read


def lost_notice(reading: Reading, documents: Sequence[Document]) -> Notice | None:
    """Give a warning where the two sides differ; None, as it should be, where they do not.

    Number and sum of the characters are compared first; only where those differ are they counted one by one.
    """
    if _weight(_read(reading)) == _weight(_handed(documents)):
        return None
    lost, invented = balance(reading, documents)
    parts = []
    if lost:
        parts.append(f"{lost.total()} 个字未归入任何条款({_sample(lost)})")
    if invented:
        parts.append(f"{invented.total()} 个字重复({_sample(invented)})")
    return Notice("lost", f"解析结果与原文不一致:{';'.join(parts)},请对照原文,并报告此文件")


def _read(reading: Reading) -> str:
    texts = [*(line.text for line in reading.lines), *(piece.text for piece in reading.set_aside)]
    return "".join(" ".join(texts).split())


def _handed(documents: Sequence[Document]) -> str:
    held: list[str] = []
    for document in documents:
        if document.title_from == "text":
            held.extend(document.titles)
        held.extend(document.front)
        held.extend(document.marks)
        held.extend(clause.text for clause in document.clauses)
        held.extend(piece.text for piece in document.set_aside)
    return "".join(" ".join(held).split())


def _weight(text: str) -> tuple[int, int]:
    return len(text), sum(array("I", text.encode("utf-32-le", "surrogatepass")))


def _sample(characters: Counter[str]) -> str:
    return "".join(character for character, _ in characters.most_common(12))
