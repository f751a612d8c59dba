"""What the clauses of one generation mean: a vector each (``meaning.py``), in the order of ``clause_file``.

Mapped, so that the vectors of sixty candidates cost sixty look-ups.  A document that did not change keeps its vectors
from the generation before; a table of other words makes all of them anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path

from ingest.document import Document
from ingest.errors import StoreDamaged

from .clause_file import ClauseFile, Written
from .meaning import DIMENSIONS, load_meaning, spoken

__all__ = ["MEANINGS", "MeaningFile", "write_meanings"]

MEANINGS = "meaning.bin"
_MARK = 16  # bytes before the vectors that tell which table made them
_BULK = 200
"""Clauses from which on it pays to read the whole table of words first."""


def write_meanings(folder: Path, documents: Sequence[Document], before: Path | None) -> Written:
    """Write the vectors of ``documents``, whose clauses lie in ``folder``; ``before``: the generation that was current.

    Gives the file's size and SHA-256.
    """
    table = load_meaning()
    with ClauseFile(folder) as fresh:
        kept = _kept(before, documents, fresh.terms)
        vectors = bytearray(DIMENSIONS * len(fresh))
        new = [clause for document in documents for clause in document.clauses if clause.id not in kept]
        known = table.known() if len(new) >= _BULK else None
        made = {clause.id: table.vector(spoken(clause), known).tobytes() for clause in new}
        for name, vector in (*kept.items(), *made.items()):
            begin = DIMENSIONS * fresh.number(name)
            vectors[begin : begin + DIMENSIONS] = vector
    content = table.mark + bytes(vectors)
    (folder / MEANINGS).write_bytes(content)
    return {MEANINGS: (len(content), sha256(content).hexdigest())}


def _kept(before: Path | None, documents: Sequence[Document], terms: Mapping[str, str]) -> dict[str, bytes]:
    """Give clause id -> vector for the clauses of documents that are as they were in ``before``: no clause is read."""
    if before is None or not (before / MEANINGS).exists():
        return {}
    try:
        with ClauseFile(before) as old, MeaningFile(before) as vectors:
            if not vectors.current:
                return {}
            same = [one for one in documents if terms[one.id] and terms[one.id] == old.terms.get(one.id)]
            return {
                clause.id: vectors.vector(old.number(clause.id)).tobytes()
                for document in same
                for clause in document.clauses
            }
    except StoreDamaged:
        return {}


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

    def vector(self, number: int) -> array[int]:
        """Give the vector of the clause with this ``ClauseFile.number``."""
        begin = _MARK + DIMENSIONS * number
        return array("b", self._bytes[begin : begin + DIMENSIONS])

    def __enter__(self) -> MeaningFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the mapped file back."""
        self._bytes.close()
