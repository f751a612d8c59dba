"""Documents and clauses of one generation on disk: JSON lines that a person can read, and a way into them.

``clauses.jsonl`` holds a clause a line, in the documents' order; ``clauses.trie`` gives the place of each id
in it.  Both are mapped, so that one clause costs one lookup whether there are a thousand or sixty thousand,
and any number of threads may read.  ``documents.jsonl`` holds the documents without their clauses.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from ingest.document import Clause, Document
from ingest.errors import ConfigurationError, NotFound, StoreDamaged

__all__ = ["ClauseFile", "Written", "write_clauses"]

CLAUSES = "clauses.jsonl"
DOCUMENTS = "documents.jsonl"
PLACES = "clauses.trie"

Written = dict[str, tuple[int, str]]
"""File name -> its size in bytes and SHA-256 (hex)."""

_PLACE = "<QI"  # offset and length in bytes
_REMEDY = "请重建:kb build --full"


def write_clauses(folder: Path, documents: Sequence[Document]) -> Written:
    """Write ``documents`` with their clauses into ``folder``; give each file's size and SHA-256.

    Raises ``ConfigurationError`` where two documents or two clauses have the same id.
    """
    import marisa_trie

    places: dict[str, tuple[int, int]] = {}
    heads: list[bytes] = []
    seen: set[str] = set()
    offset = 0
    digest = sha256()
    with (folder / CLAUSES).open("wb") as stream:
        for document in documents:
            if document.id in seen:
                raise _repeated("文档", document.id, document.source)
            seen.add(document.id)
            begin = offset
            for clause in document.clauses:
                if clause.id in places:
                    raise _repeated("条款", clause.id, document.source)
                line = _line(clause.to_dict())
                places[clause.id] = offset, len(line)
                offset += len(line)
                digest.update(line)
                stream.write(line)
            heads.append(_line({**document.to_dict(clauses=False), "bytes": [begin, offset]}))
    written = {CLAUSES: (offset, digest.hexdigest())}
    marisa_trie.RecordTrie(_PLACE, places.items()).save(str(folder / PLACES))
    (folder / DOCUMENTS).write_bytes(b"".join(heads))
    for name in (DOCUMENTS, PLACES):
        content = (folder / name).read_bytes()
        written[name] = len(content), sha256(content).hexdigest()
    return written


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _repeated(kind: str, name: str, place: str) -> ConfigurationError:
    return ConfigurationError(f"{kind}标识重复:{name}", place=place, remedy="请改名或去掉其中一份")


class ClauseFile:
    """What ``write_clauses`` wrote, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        self._folder = folder
        try:
            with (folder / CLAUSES).open("rb") as stream:
                empty = not stream.seek(0, 2)
                self._mapped = None if empty else mmap(stream.fileno(), 0, access=ACCESS_READ)
            self._places: Any = marisa_trie.RecordTrie(_PLACE).mmap(str(folder / PLACES))
            with (folder / DOCUMENTS).open("rb") as lines:
                heads = [json.loads(line) for line in lines]
            self.documents = tuple(Document.from_dict({**head, "clauses": ()}) for head in heads)
            """The documents in order, without their clauses."""
            self.clause_counts: dict[str, int] = {head["id"]: head["clauses"] for head in heads}
            """Document id -> how many clauses it has."""
            self._ranges: dict[str, tuple[int, int]] = {head["id"]: tuple(head["bytes"]) for head in heads}
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, clause: str) -> bool:
        return clause in self._places

    def clause(self, clause: str) -> Clause:
        """Read one clause.  Raises ``NotFound``."""
        places = self._places.get(clause)
        if not places:
            raise NotFound(f"没有条款 {clause}", remedy="用 kb search 或 kb list clauses 查找")
        offset, length = places[0]
        return self._read(offset, offset + length)

    def clauses(self, document: str | None = None) -> Iterator[Clause]:
        """Read all clauses, or those of one document (its id), in order.  Raises ``NotFound``."""
        if document is None:
            begin, end = 0, len(self._mapped) if self._mapped is not None else 0
        elif document in self._ranges:
            begin, end = self._ranges[document]
        else:
            raise NotFound(f"没有文档 {document}", remedy="用 kb list documents 查看全部文档")
        return self._between(begin, end)

    def _between(self, begin: int, end: int) -> Iterator[Clause]:
        while begin < end:
            stop = self._mapped.find(b"\n", begin, end) + 1 if self._mapped is not None else 0
            if not stop:
                raise StoreDamaged("条款文件被截断", place=str(self._folder / CLAUSES), remedy=_REMEDY)
            yield self._read(begin, stop)
            begin = stop

    def _read(self, begin: int, end: int) -> Clause:
        try:
            return Clause.from_dict(json.loads(self._mapped[begin:end] if self._mapped is not None else b""))
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise StoreDamaged("条款文件损坏", place=str(self._folder / CLAUSES), remedy=_REMEDY) from error

    def close(self) -> None:
        """Give the mapped file back."""
        if self._mapped is not None:
            self._mapped.close()
