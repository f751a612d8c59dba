"""Documents and clauses of one generation on disk: JSON lines, compressed in small blocks, and a way into them.

``clauses.z`` holds a clause a line, in the documents' order (``line_blocks``), without what its document says
already; ``clauses.trie`` numbers the ids, and ``clauses.at`` gives by that number where a line begins in the plain
text, ``clauses.order`` the numbers in the order of the lines.  All are mapped, so that one clause costs one lookup and
one block whether there are a thousand or sixty thousand, and any number of threads may read.  Beside them lie the
documents (``document_file``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.clause import Clause, DocumentRef
from ingest.errors import NotFound, StoreDamaged

from .clause_line import BARE, below, clause_from, number_in, read, text_in
from .document_file import DocumentFile, head_of
from .keys import id_of, key_of
from .line_blocks import LineBlocks, names_of, numbers_in

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["CLAUSE_FILES", "IDS", "ORDER", "STARTS", "STEM", "ClauseFile", "Written"]

STEM = "clauses"
IDS = "clauses.trie"
STARTS = "clauses.at"
ORDER = "clauses.order"
CLAUSE_FILES = (*names_of(STEM), IDS, STARTS, ORDER)

Written = dict[str, tuple[int, str]]
"""File name -> its size in bytes and SHA-256 (hex)."""

KEPT = 4096
"""Clauses that are kept as they were read: questions come back to the same ones."""

_REMEDY = "请重建:kb build --full"


class ClauseFile:
    """What ``ClauseWriter`` wrote, read-only and safe for threads."""

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        self.folder = folder
        try:
            self.blocks = LineBlocks(folder, STEM)
            """The clauses' lines."""
            self.ids: Any = marisa_trie.Trie().mmap(str(folder / IDS))
            """Keys of the clauses' ids (``key_of``), numbered."""
            wide = (folder / STARTS).stat().st_size == 8 * len(self.ids)
            self.starts = numbers_in(folder / STARTS, "Q" if wide else "I")
            """Number of a clause -> where its line begins."""
            order = folder / ORDER  # older formats have none, and no engine asks for it
            self._order = numbers_in(order, "I") if order.exists() else ()
            self._heads = DocumentFile(folder)
            self.clause = lru_cache(maxsize=KEPT)(self._clause)
            """Id of a clause -> the clause.  Raises ``NotFound``."""
            if len(self.starts) != len(self.ids):
                raise ValueError("ids and places differ")
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged("条款文件缺失或损坏", place=str(folder), remedy=_REMEDY) from error

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents in order, without their clauses.  Raises ``StoreDamaged``."""
        with self._damage_told():
            return tuple(map(head_of, self._heads.heads()))

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return len(self._heads)

    @property
    def clause_counts(self) -> Mapping[str, int]:
        """Document id -> how many clauses it has, in order.  Raises ``StoreDamaged``."""
        with self._damage_told():
            return self._heads.counts

    def heads(self) -> Iterator[dict[str, Any]]:
        """Give the documents' records, in order, as they lie there: one at a time, since marks and warnings add up.

        They stay readable after the folder is gone.  Raises ``ValueError`` for what is no record.
        """
        return self._heads.heads()

    def document(self, document: str) -> Document:
        """Read one document (its id) with its clauses.  Raises ``NotFound``."""
        clauses = tuple(self.clauses(document))
        with self._damage_told():
            return replace(head_of(self._heads.head(self._heads.place(document))), clauses=clauses)

    def range(self, document: str) -> tuple[int, int]:
        """Give where the lines of a document (its id) begin and end.  Raises ``KeyError``."""
        return self._heads.range(self._heads.place(document))

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

    def id_at(self, place: int) -> str:
        """Give the id of the clause at ``place`` in the order of the lines, from 0.  Raises ``StoreDamaged``."""
        try:
            return self.id_of(self._order[place])
        except (ValueError, LookupError) as error:
            raise self._damaged() from error

    def _clause(self, clause: str) -> Clause:
        start = self._start(clause)
        try:
            return self._read(start, self.blocks.line(start))
        except (ValueError, LookupError, TypeError) as error:
            raise self._damaged() from error

    def clauses(self, document: str | None = None) -> Iterator[Clause]:
        """Read all clauses, or those of one document (its id), in order.  Raises ``NotFound``."""
        if document is None:
            begin, end = 0, len(self.blocks)
        else:
            begin, end = self._range(document)
        return self._between(begin, end)

    def _range(self, document: str) -> tuple[int, int]:
        try:
            return self.range(document)
        except KeyError:
            raise NotFound(f"没有文档 {document}", remedy="用 kb list documents 查看全部文档") from None

    def children(self, document: str, parent: str | None) -> tuple[Clause, ...]:
        """Read the clauses of ``document`` right below ``parent`` (its id; None: those below none), in order.

        Only those are read out of their lines.  Raises ``NotFound``.
        """
        begin, end = self._range(document)
        lies_below = below(parent, document)
        found = []
        with self._damage_told():
            for line in self.blocks.lines(begin, end):
                if lies_below(line):
                    found.append(self._read(begin, line))
                begin += len(line)
        return tuple(found)

    def paragraph_before(self, clause: Clause) -> str:
        """Give the text of the last clause without a number that stands beside ``clause`` and before it, if any.

        Only that one is read out of its line.  Raises ``NotFound``.
        """
        stop = self._start(clause.id)
        begin, _ = self._heads.range(self._heads.place_at(stop))
        lies_below = below(clause.parent, clause.document.id)
        with self._damage_told():
            if not any(self.blocks.holds(sign, begin, stop) for sign in BARE):
                return ""
            found = ""
            for line in self.blocks.lines(begin, stop):
                if any(sign in line for sign in BARE) and lies_below(line):
                    values = read(line)
                    if number_in(values) is None:
                        found = text_in(values)
            return found

    def document_of(self, clause: str) -> str:
        """Give the id of the document that holds ``clause`` (an id), without reading it.  Raises ``NotFound``."""
        return self._ref_at(self._start(clause)).id

    def beside(self, clause: str) -> tuple[str, str, str]:
        """Give the texts of the clause before ``clause`` (an id), of itself, and of the one after it.

        Empty where the document begins or ends.  Only the texts are read, for some hundred clauses of a question.
        Raises ``NotFound``.
        """
        start = self._start(clause)
        begin, end = self._heads.range(self._heads.place_at(start))
        with self._damage_told():
            own = self.blocks.line(start)
            stop = start + len(own)
            before = self.blocks.line_before(start) if start > begin else b""
            after = self.blocks.line(stop) if stop < end else b""
            return _text(before), _text(own), _text(after)

    def after(self, clause: str) -> Clause | None:
        """Read the clause after ``clause`` (an id) in its document, if there is one.  Raises ``NotFound``."""
        start = self._start(clause)
        _, end = self._heads.range(self._heads.place_at(start))
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
        for place in range(len(self._heads)):
            with self._damage_told():
                if sought and self.blocks.holds(sought, *self._heads.range(place)):
                    found.append(self._heads.ref(place).id)
        return found

    def _between(self, begin: int, end: int) -> Iterator[Clause]:
        with self._damage_told():
            for line in self.blocks.lines(begin, end):
                yield self._read(begin, line)
                begin += len(line)

    def _read(self, begin: int, line: bytes) -> Clause:
        return clause_from(read(line), self._ref_at(begin))

    def _ref_at(self, begin: int) -> DocumentRef:
        return self._heads.ref(self._heads.place_at(begin))

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> StoreDamaged:
        return StoreDamaged("条款文件损坏", place=str(self.blocks.path), remedy=_REMEDY)

    def __enter__(self) -> ClauseFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the mapped file back."""
        self.blocks.close()
        self._heads.close()


def _text(line: bytes) -> str:
    return text_in(read(line)) if line else ""
