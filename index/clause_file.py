"""Documents and clauses of one generation on disk: JSON lines, compressed in small blocks, and a way into them.

``clauses.z`` holds a clause a line, in the documents' order (``line_blocks``), without what its document says
already; ``clauses.trie`` numbers the ids, and ``clauses.at`` gives by that number where a line begins in the plain
text.  All are mapped, so that one clause costs one lookup and one block whether there are a thousand or sixty thousand,
and any number of threads may read.  ``documents.jsonl`` holds the documents without their clauses.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from mmap import mmap
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from ingest.clause import Clause, DocumentRef
from ingest.errors import NotFound, StoreDamaged

from .line_blocks import LineBlocks, mapped
from .manifest import DOCUMENTS, document_records

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["IDS", "STARTS", "ClauseFile", "Written", "id_of", "key_of", "read_heads"]

IDS = "clauses.trie"
STARTS = "clauses.at"

Written = dict[str, tuple[int, str]]
"""File name -> its size in bytes and SHA-256 (hex)."""

_REMEDY = "请重建:kb build --full"


def key_of(name: str) -> str:
    """Give ``name`` without NUL, which pdf titles do hold and marisa takes for the end of a key."""
    return name.replace("\x01", "\x01\x01").replace("\x00", "\x01\x02")


def id_of(key: str) -> str:
    """Give the id that ``key_of`` made ``key`` of."""
    return _ESCAPED.sub(lambda match: "\x00" if match[0] == "\x01\x02" else "\x01", key) if "\x01" in key else key


_ESCAPED = re.compile("\x01[\x01\x02]")


class ClauseFile:
    """What ``ClauseWriter`` wrote, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        self.folder = folder
        try:
            self.blocks = LineBlocks(folder)
            """The clauses' lines."""
            self.ids: Any = marisa_trie.Trie().mmap(str(folder / IDS))
            """Keys of the clauses' ids (``key_of``), numbered."""
            self.starts = memoryview(mapped(folder / STARTS)).cast("Q")
            """Number of a clause -> where its line begins."""
            self._heads = mapped(folder / DOCUMENTS)
            self.clause_counts: dict[str, int] = {}
            """Document id -> how many clauses it has."""
            self._ranges: dict[str, tuple[int, int]] = {}
            self._refs: dict[str, DocumentRef] = {}
            self._names: list[str] = []
            self._begins: list[int] = []
            self._heads_at: dict[str, int] = {}
            for begin, head in self._records():
                name = head["id"]
                self._heads_at[name] = begin
                self.clause_counts[name] = head["clauses"]
                head["source"], head["version"] = intern(head["source"]), intern(head["version"])  # a file has many
                self._refs[name] = DocumentRef.from_dict(head)
                first, last = self._ranges[name] = tuple(head["bytes"])
                if first < last:  # documents without clauses begin where the next one does, and hold nothing
                    self._names.append(name)
                    self._begins.append(first)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents in order, without their clauses.  Raises ``StoreDamaged``."""
        with self._damage_told():
            return tuple(_head(head) for head in self.heads())

    def heads(self) -> Iterator[dict[str, Any]]:
        """Give the documents' records, in order, as they lie there: one at a time, since marks and warnings add up.

        They stay readable after the folder is gone.  Raises ``ValueError`` for what is no record.
        """
        return (head for _, head in self._records())

    def _records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        begin = 0
        while end := self._heads.find(b"\n", begin) + 1:
            yield begin, json.loads(self._heads[begin:end])
            begin = end
        if begin < len(self._heads):
            raise ValueError("the last record is torn")

    def document(self, document: str) -> Document:
        """Read one document (its id) with its clauses.  Raises ``NotFound``."""
        clauses = tuple(self.clauses(document))
        with self._damage_told():
            begin = self._heads_at[document]
            head = json.loads(self._heads[begin : self._heads.find(b"\n", begin)])
            return replace(_head(head), clauses=clauses)

    def range(self, document: str) -> tuple[int, int]:
        """Give where the lines of a document (its id) begin and end.  Raises ``KeyError``."""
        return self._ranges[document]

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, clause: str) -> bool:
        return key_of(clause) in self.ids

    def number(self, clause: str) -> int:
        """Give the number of a clause, from 0: the order of what lies beside the clauses.  Raises ``KeyError``."""
        found: int = self.ids[key_of(clause)]
        return found

    def id_of(self, number: int) -> str:
        """Give the id of the clause with this ``number``.  Raises ``KeyError``."""
        return id_of(self.ids.restore_key(number))

    def clause(self, clause: str) -> Clause:
        """Read one clause.  Raises ``NotFound``."""
        return next(self._between(self._start(clause), len(self.blocks)))

    def clauses(self, document: str | None = None) -> Iterator[Clause]:
        """Read all clauses, or those of one document (its id), in order.  Raises ``NotFound``."""
        if document is None:
            begin, end = 0, len(self.blocks)
        elif document in self._ranges:
            begin, end = self._ranges[document]
        else:
            raise NotFound(f"没有文档 {document}", remedy="用 kb list documents 查看全部文档")
        return self._between(begin, end)

    def children(self, document: str, parent: str | None) -> tuple[Clause, ...]:
        """Read the clauses of ``document`` right below ``parent`` (its id; None: those below none), in order.

        Only those are read out of their lines.  Raises ``NotFound``.
        """
        if document not in self._ranges:
            raise NotFound(f"没有文档 {document}", remedy="用 kb list documents 查看全部文档")
        begin, end = self._ranges[document]
        # No quotation mark stands unescaped in a value, so that this is the key itself.
        sought = b',"parent":' + (b"" if parent is None else json.dumps(parent, ensure_ascii=False).encode())
        found = []
        with self._damage_told():
            for line in self.blocks.lines(begin, end):
                if (sought in line) is (parent is not None):
                    found.append(self._read(begin, line))
                begin += len(line)
        return tuple(found)

    def document_of(self, clause: str) -> str:
        """Give the id of the document that holds ``clause`` (an id), without reading it.  Raises ``NotFound``."""
        return self._names[bisect_right(self._begins, self._start(clause)) - 1]

    def beside(self, clause: str) -> tuple[str, str, str]:
        """Give the texts of the clause before ``clause`` (an id), of itself, and of the one after it.

        Empty where the document begins or ends.  Only the texts are read, for some hundred clauses of a question.
        Raises ``NotFound``.
        """
        start = self._start(clause)
        begin, end = self._ranges[self._names[bisect_right(self._begins, start) - 1]]
        with self._damage_told():
            own = self.blocks.line(start)
            stop = start + len(own)
            before = self.blocks.line_before(start) if start > begin else b""
            after = self.blocks.line(stop) if stop < end else b""
            return _text(before), _text(own), _text(after)

    def after(self, clause: str) -> Clause | None:
        """Read the clause after ``clause`` (an id) in its document, if there is one.  Raises ``NotFound``."""
        start = self._start(clause)
        _, end = self._ranges[self._names[bisect_right(self._begins, start) - 1]]
        with self._damage_told():
            stop = start + len(self.blocks.line(start))
            return self._read(stop, self.blocks.line(stop)) if stop < end else None

    def _start(self, clause: str) -> int:
        """Give where a clause's line begins.  Raises ``NotFound``."""
        try:
            return int(self.starts[self.ids[key_of(clause)]])
        except KeyError:
            raise NotFound(f"没有条款 {clause}", remedy="用 kb search 或 kb list clauses 查找") from None

    def documents_with(self, words: str) -> list[str]:
        """Give the ids of the documents in whose clauses ``words`` stand, in order, without reading any of them."""
        sought = json.dumps(words, ensure_ascii=False)[1:-1].encode()
        found: list[str] = []
        for name, (begin, end) in self._ranges.items():
            with self._damage_told():
                if sought and self.blocks.holds(sought, begin, end):
                    found.append(name)
        return found

    def _between(self, begin: int, end: int) -> Iterator[Clause]:
        with self._damage_told():
            for line in self.blocks.lines(begin, end):
                yield self._read(begin, line)
                begin += len(line)

    def _read(self, begin: int, line: bytes) -> Clause:
        record = json.loads(line)
        if "document" not in record:
            record["document"] = self._refs[self._names[bisect_right(self._begins, begin) - 1]].to_dict()
        return Clause.from_dict(record)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件损坏", place=str(self.blocks.path), remedy=_REMEDY) from error

    def __enter__(self) -> ClauseFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the mapped file back."""
        self.starts.release()
        self.blocks.close()
        if isinstance(self._heads, mmap):
            self._heads.close()


def read_heads(folder: Path) -> list[tuple[Document, int]]:
    """Read the documents without their clauses, each with how many it has.  Raises ``StoreDamaged``."""
    try:
        heads = document_records(folder)
        return [(_head(head), int(head["clauses"])) for head in heads]
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error


def _head(record: dict[str, Any]) -> Document:
    from ingest.document import Document  # questions read clauses, and no documents

    return Document.from_dict({**record, "clauses": ()})


def _text(line: bytes) -> str:
    return str(json.loads(line)["text"]) if line else ""
