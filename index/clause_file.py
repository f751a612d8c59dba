"""Documents and clauses of one generation on disk: JSON lines, compressed in small blocks, and a way into them.

``clauses.z`` holds a clause a line, in the documents' order (``line_blocks``), without what its document says
already; ``clauses.trie`` numbers the ids, and ``clauses.at`` gives by that number where a line begins in the plain
text.  All are mapped, so that one clause costs one lookup and one block whether there are a thousand or sixty thousand,
and any number of threads may read.  ``documents.jsonl`` holds the documents without their clauses.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.document import Clause, Document
from ingest.errors import ConfigurationError, NotFound, StoreDamaged

from .line_blocks import BLOCKS, PACKED, LineBlocks, LineWriter, mapped
from .manifest import DOCUMENTS, document_records

__all__ = ["ClauseFile", "Written", "read_heads", "write_clauses"]

IDS = "clauses.trie"
STARTS = "clauses.at"

Written = dict[str, tuple[int, str]]
"""File name -> its size in bytes and SHA-256 (hex)."""

_REMEDY = "请重建:kb build --full"


def write_clauses(folder: Path, documents: Sequence[Document]) -> Written:
    """Write ``documents`` with their clauses into ``folder``; give each file's size and SHA-256.

    Raises ``ConfigurationError`` where two documents or two clauses have the same id.
    """
    import marisa_trie

    starts: dict[str, int] = {}
    heads: list[bytes] = []
    seen: set[str] = set()
    offset = 0
    with LineWriter(folder, _sample(documents)) as lines:
        for document in documents:
            if document.id in seen:
                raise _repeated("文档", document.id, document.source)
            seen.add(document.id)
            begin = offset
            terms = sha256(document.title.encode())
            for clause in document.clauses:
                if clause.id in starts:
                    raise _repeated("条款", clause.id, document.source)
                starts[clause.id] = offset
                offset = lines.add(_clause_line(clause, document))
                terms.update(repr(_indexed(clause)).encode())
            heads.append(
                _line({**document.to_dict(clauses=False), "bytes": [begin, offset], "terms": terms.hexdigest()})
            )
    trie = marisa_trie.Trie(map(_key, starts))
    trie.save(str(folder / IDS))
    ordered = array("Q", bytes(8 * len(starts)))
    for name, start in starts.items():
        ordered[trie[_key(name)]] = start
    (folder / STARTS).write_bytes(ordered.tobytes())
    (folder / DOCUMENTS).write_bytes(b"".join(heads))
    written: Written = {}
    for name in (PACKED, BLOCKS, DOCUMENTS, IDS, STARTS):
        content = (folder / name).read_bytes()
        written[name] = len(content), sha256(content).hexdigest()
    return written


def _indexed(clause: Clause) -> tuple[object, ...]:
    """Give all of a clause that an index is made from, its document's title apart."""
    return clause.id, clause.path, clause.headings, clause.text, clause.roles, clause.topics


def _clause_line(clause: Clause, document: Document) -> bytes:
    record = clause.to_dict()
    del record["citation"]
    if clause.document == document.ref:
        del record["document"]
    return _line(record)


def _sample(documents: Sequence[Document]) -> bytes:
    """Give clauses from all over ``documents``, as many as a sample takes; one of 32 where there are few."""
    step = max(32, sum(len(document.clauses) for document in documents) // 48)
    every = ((clause, document) for document in documents for clause in document.clauses)
    return b"".join(_clause_line(clause, document) for clause, document in islice(every, step // 2, None, step))


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _key(name: str) -> str:
    """Give ``name`` without NUL, which pdf titles do hold and marisa takes for the end of a key."""
    return name.replace("\x01", "\x01\x01").replace("\x00", "\x01\x02")


def _repeated(kind: str, name: str, place: str) -> ConfigurationError:
    return ConfigurationError(f"{kind}标识重复:{name}", place=place, remedy="请改名或去掉其中一份")


class ClauseFile:
    """What ``write_clauses`` wrote, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        self._folder = folder
        try:
            self._lines = LineBlocks(folder)
            self._ids: Any = marisa_trie.Trie().mmap(str(folder / IDS))
            self._starts = memoryview(mapped(folder / STARTS)).cast("Q")
            heads = document_records(folder)
            self.documents = tuple(Document.from_dict({**head, "clauses": ()}) for head in heads)
            """The documents in order, without their clauses."""
            self.clause_counts: dict[str, int] = {head["id"]: head["clauses"] for head in heads}
            """Document id -> how many clauses it has."""
            self.terms: dict[str, str] = {head["id"]: head.get("terms", "") for head in heads}
            """Document id -> SHA-256 (hex) of all that its index is made from; empty where a release kept none."""
            self._ranges: dict[str, tuple[int, int]] = {head["id"]: tuple(head["bytes"]) for head in heads}
            # Documents without clauses begin where the next one does, and hold nothing.
            held = [name for name, (begin, end) in self._ranges.items() if begin < end]
            self._names = held
            self._begins = [self._ranges[name][0] for name in held]
            self._refs = {one.id: one.ref.to_dict() for one in self.documents}
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, clause: str) -> bool:
        return _key(clause) in self._ids

    def number(self, clause: str) -> int:
        """Give the number of a clause, from 0: the order of what lies beside the clauses.  Raises ``KeyError``."""
        found: int = self._ids[_key(clause)]
        return found

    def clause(self, clause: str) -> Clause:
        """Read one clause.  Raises ``NotFound``."""
        return next(self._between(self._start(clause), len(self._lines)))

    def clauses(self, document: str | None = None) -> Iterator[Clause]:
        """Read all clauses, or those of one document (its id), in order.  Raises ``NotFound``."""
        if document is None:
            begin, end = 0, len(self._lines)
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
            for line in self._lines.lines(begin, end):
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
            own = self._lines.line(start)
            stop = start + len(own)
            before = self._lines.line_before(start) if start > begin else b""
            after = self._lines.line(stop) if stop < end else b""
            return _text(before), _text(own), _text(after)

    def after(self, clause: str) -> Clause | None:
        """Read the clause after ``clause`` (an id) in its document, if there is one.  Raises ``NotFound``."""
        start = self._start(clause)
        _, end = self._ranges[self._names[bisect_right(self._begins, start) - 1]]
        with self._damage_told():
            stop = start + len(self._lines.line(start))
            return self._read(stop, self._lines.line(stop)) if stop < end else None

    def _start(self, clause: str) -> int:
        """Give where a clause's line begins.  Raises ``NotFound``."""
        try:
            return int(self._starts[self._ids[_key(clause)]])
        except KeyError:
            raise NotFound(f"没有条款 {clause}", remedy="用 kb search 或 kb list clauses 查找") from None

    def documents_with(self, words: str) -> list[str]:
        """Give the ids of the documents in whose clauses ``words`` stand, in order, without reading any of them."""
        sought = json.dumps(words, ensure_ascii=False)[1:-1].encode()
        found: list[str] = []
        for name, (begin, end) in self._ranges.items():
            with self._damage_told():
                if sought and self._lines.holds(sought, begin, end):
                    found.append(name)
        return found

    def _between(self, begin: int, end: int) -> Iterator[Clause]:
        with self._damage_told():
            for line in self._lines.lines(begin, end):
                yield self._read(begin, line)
                begin += len(line)

    def _read(self, begin: int, line: bytes) -> Clause:
        record = json.loads(line)
        if "document" not in record:
            record["document"] = self._refs[self._names[bisect_right(self._begins, begin) - 1]]
        return Clause.from_dict(record)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件损坏", place=str(self._lines.path), remedy=_REMEDY) from error

    def __enter__(self) -> ClauseFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the mapped file back."""
        self._starts.release()
        self._lines.close()


def read_heads(folder: Path) -> list[tuple[Document, int]]:
    """Read the documents without their clauses, each with how many it has.  Raises ``StoreDamaged``."""
    try:
        heads = document_records(folder)
        return [(Document.from_dict({**head, "clauses": ()}), int(head["clauses"])) for head in heads]
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error


def _text(line: bytes) -> str:
    return str(json.loads(line)["text"]) if line else ""
