"""What the clauses of one generation mean: a vector each (``meaning.py``), in the order of ``clause_file``.

Mapped, so that a hundred vectors cost a hundred look-ups.  A document that did not change keeps its vectors
from the generation before; a table of other words makes all of them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.digests import sha256
from ingest.errors import StoreDamaged

from .clause_file import Written
from .meaning import load_meaning
from .vectors import DIMENSIONS, cosines

if TYPE_CHECKING:  # whoever reads loads this file too
    from .clause_writer import Numbering

__all__ = ["MEANINGS", "MeaningFile", "write_meanings"]

MEANINGS = "meaning.bin"
_MARK = 16  # bytes before the vectors that tell which table made them


def write_meanings(folder: Path, made: bytes | bytearray, numbering: Numbering, before: Path | None) -> Written:
    """Write the vectors of the clauses that ``numbering`` numbers: those ``made`` for the fresh ones, in their order.

    ``before``: the folder from which the others are taken over.  Gives the file's size and SHA-256 (hex).
    """
    content = bytearray(load_meaning().mark)
    old = (before / MEANINGS).read_bytes() if before is not None and numbering.kept != [] else b""
    if numbering.kept is None:
        content += old[_MARK:]
    else:
        content += bytes(DIMENSIONS * (len(numbering.kept) + len(numbering.fresh)))
        for was, now in numbering.kept:
            begin, place = _MARK + DIMENSIONS * was, _MARK + DIMENSIONS * now
            content[place : place + DIMENSIONS] = old[begin : begin + DIMENSIONS]
    for at, now in enumerate(numbering.fresh):
        place = _MARK + DIMENSIONS * now
        content[place : place + DIMENSIONS] = made[DIMENSIONS * at : DIMENSIONS * (at + 1)]
    (folder / MEANINGS).write_bytes(content)
    return {MEANINGS: (len(content), sha256(content).hexdigest())}


class MeaningFile:
    """What ``write_meanings`` wrote, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        try:
            with (folder / MEANINGS).open("rb") as stream:
                self._bytes = mmap(stream.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError) as error:
            raise StoreDamaged(
                "词义文件缺失或损坏", place=str(folder / MEANINGS), remedy="请重建:kb build --full"
            ) from error
        self.current = self._bytes[:_MARK] == load_meaning().mark
        """Whether the installed table made the vectors: others cannot be compared with a question."""

    def cosines(self, asked: Sequence[int], numbers: Sequence[int]) -> list[float]:
        """Say how close the vector ``asked`` is to those of the clauses with these ``ClauseFile.number``s."""
        return cosines(asked, b"".join(map(self.vector, numbers)))

    def vector(self, number: int) -> bytes:
        """Give the vector of the clause with this ``ClauseFile.number``, a byte with its sign for each number."""
        begin = _MARK + DIMENSIONS * number
        return self._bytes[begin : begin + DIMENSIONS]

    def __enter__(self) -> MeaningFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the mapped file back."""
        self._bytes.close()
