"""The documents of one generation on disk, without their clauses: a record each, and a way to it.

``documents.z`` holds the records a line each (``line_blocks``); ``documents.trie`` numbers the ids; ``documents.at``
gives, as 64-bit numbers, where each record and the clauses of its document begin, where the last clauses end, and which
document each number of the trie is.  Opening maps them: a question reads the records of the documents that it meets,
and not those of all.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.clause import DocumentRef
from ingest.errors import StoreDamaged

from .keys import key_of
from .line_blocks import LineBlocks, LineWriter, names_of

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["DOCUMENT_FILES", "DocumentFile", "DocumentWriter", "document_records"]

STEM = "documents"
IDS = "documents.trie"
TABLE = "documents.at"
DOCUMENT_FILES = (*names_of(STEM), IDS, TABLE)
"""The files that ``DocumentWriter`` writes."""


class DocumentWriter:
    """Writes records into ``folder``, in order; then ``finish`` is called, or ``close`` after an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = LineWriter(folder, STEM)
        self._ids: list[str] = []
        self._records = array("Q")
        self._clauses = array("Q")
        self._end = 0

    def add(self, record: Mapping[str, Any], begin: int) -> None:
        """Write the record of a document whose clauses begin at ``begin`` in their lines."""
        self._ids.append(record["id"])
        self._records.append(self._end)
        self._clauses.append(begin)
        self._end = self._lines.add(line_of(record))

    def at(self, place: int) -> str:
        """Give the id of the document that holds the clause whose line is at ``place``."""
        return self._ids[bisect_right(self._clauses, place) - 1]

    def finish(self, end: int) -> None:
        """Write the way to the records; ``end``: of the lines of the clauses.  Ids are known to differ."""
        import marisa_trie

        self._lines.close()
        keys = [key_of(name) for name in self._ids]
        trie = marisa_trie.Trie(keys)
        trie.save(str(self._folder / IDS))
        order = array("Q", bytes(8 * len(keys)))
        for place, key in enumerate(keys):
            order[trie[key]] = place
        with (self._folder / TABLE).open("wb") as stream:
            for part in (self._records, self._clauses, array("Q", [end]), order):
                part.tofile(stream)

    def close(self) -> None:
        """Close the files; what was written is not to be read."""
        self._lines.close(whole=False)


class DocumentFile:
    """What ``DocumentWriter`` wrote, or the records that older formats kept; read-only and safe for threads.

    Raises ``ValueError``, ``KeyError``, ``TypeError``, ``OSError`` or ``RuntimeError`` where the files do not hold what
    they must.
    """

    def __init__(self, folder: Path) -> None:
        self._lines = LineBlocks(folder, STEM)
        if (folder / TABLE).exists():
            self._map(folder)
        else:
            self._read_all()
        self.ref = lru_cache(maxsize=None)(self._ref)
        """Place of a document -> what its clauses say of it."""

    def _map(self, folder: Path) -> None:
        import marisa_trie

        table = array("Q")
        table.frombytes((folder / TABLE).read_bytes())
        self._ids: Any = marisa_trie.Trie().mmap(str(folder / IDS))
        count = len(self._ids)
        if len(table) != 3 * count + 1:
            raise ValueError("table and ids differ")
        self._records, self._clauses = table[:count], table[count : 2 * count + 1]
        self._order = table[2 * count + 1 :]

    def _read_all(self) -> None:
        heads = list(self.heads())
        ends = [int(head["bytes"][1]) for head in heads]
        self._ids = {key_of(head["id"]): place for place, head in enumerate(heads)}
        self._clauses = array("Q", [*(int(head["bytes"][0]) for head in heads), max(ends, default=0)])
        self._order = array("Q", range(len(heads)))
        self._records = array("Q")
        begin = 0
        for line in self._lines.lines(0, len(self._lines)):
            self._records.append(begin)
            begin += len(line)

    def __len__(self) -> int:
        return len(self._records)

    def place(self, document: str) -> int:
        """Give the place of a document (its id) in the order of documents, from 0.  Raises ``KeyError``."""
        return int(self._order[self._ids[key_of(document)]])

    def place_at(self, clause: int) -> int:
        """Give the place of the document that holds the clause whose line begins at ``clause``."""
        return bisect_right(self._clauses, clause, 0, len(self._records)) - 1

    def range(self, place: int) -> tuple[int, int]:
        """Give where the lines of the clauses of the document at ``place`` begin and end."""
        return self._clauses[place], self._clauses[place + 1]

    def head(self, place: int) -> dict[str, Any]:
        """Read the record of the document at ``place``."""
        record: dict[str, Any] = json.loads(self._lines.line(self._records[place]))
        return record

    def heads(self) -> Iterator[dict[str, Any]]:
        """Read the records in order, one at a time, since marks and warnings add up.

        They stay readable after the folder is gone.
        """
        return map(json.loads, self._lines.lines(0, len(self._lines)))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Document id -> how many clauses it has, in order."""
        return {head["id"]: int(head["clauses"]) for head in self.heads()}

    def _ref(self, place: int) -> DocumentRef:
        return DocumentRef.from_dict(self.head(place))

    def close(self) -> None:
        """Give the mapped files back."""
        self._lines.close()


def document_records(folder: Path) -> list[dict[str, Any]]:
    """Read the documents of the generation in ``folder`` as JSON records; ``clauses`` is how many each has.

    Raises ``StoreDamaged``.
    """
    try:
        lines = LineBlocks(folder, STEM)
        return [json.loads(line) for line in lines.lines(0, len(lines))]
    except (OSError, ValueError) as error:
        raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy="请重建:kb build --full") from error


def head_of(record: dict[str, Any]) -> Document:
    """Give the document of a record, without its clauses."""
    from ingest.document import Document  # questions read clauses, and no documents

    return Document.from_dict({**record, "clauses": ()})


def line_of(record: Mapping[str, Any]) -> bytes:
    """Give a record as a line."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
