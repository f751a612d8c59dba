"""Writing the clauses of a generation: those of new documents, and those taken over from the generation before.

What is taken over is neither unpacked nor read: its blocks are copied as they are packed, its ids are numbered from the
trie of the generation before, and where no id came or went that trie itself is shared.
"""

from __future__ import annotations

import os
import shutil
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ingest.errors import ConfigurationError

from .clause_file import CLAUSE_FILES, IDS, ORDER, STARTS, STEM, ClauseFile, Written
from .document_file import DOCUMENT_FILES, DocumentWriter, line_of
from .keys import key_of
from .line_blocks import LineWriter, enough_of
from .prepared import Prepared

__all__ = ["ClauseWriter", "Numbering", "sizes_of"]


class Numbering:
    """Which numbers the clauses got: of the ``fresh`` ones in the order of writing, and of the ``kept`` ones.

    ``kept``: number before and number now; None where every clause that was kept has the number that it had.
    """

    def __init__(self, fresh: Sequence[int], kept: Sequence[tuple[int, int]] | None) -> None:
        self.fresh = fresh
        self.kept = kept


class ClauseWriter:
    """Writes documents with their clauses into ``folder``, in order; ``base``: where ``keep`` takes over from.

    After the last of them ``finish`` is called, after an error ``close``.
    """

    def __init__(self, folder: Path, base: ClauseFile | None = None) -> None:
        self._folder = folder
        self._base = base
        self._heads = DocumentWriter(folder)
        sample = base.blocks.sample if base is not None else b""
        enough = base is not None and len(sample) >= enough_of(len(base.blocks))
        self._lines = LineWriter(folder, STEM, sample if enough else None)
        self._end = 0
        self._run = (0, 0)  # of the base's lines that are to be copied next
        self._seen: dict[str, str] = {}
        self._ids: list[str] = []
        self._starts = array("Q")
        self._moved: list[tuple[int, int, int]] = []
        self._content = sha256()
        self.documents = self.clauses = 0
        self.terms: dict[str, str] = {}
        """Document id -> what its index is made of (``Prepared``)."""
        self.order: list[tuple[str, int]] = []
        """Id and number of clauses of each document."""

    def add(self, document: Prepared) -> None:
        """Write a new document.  Raises ``ConfigurationError`` where its id was given before."""
        self._flush_run()
        begin = self._end
        for line in document.lines:
            self._starts.append(self._end)
            self._end += len(line)
            self._lines.add(line)
        self._ids += document.ids
        self._add_head(document.head, begin)

    def keep(self, head: Mapping[str, Any], was: str) -> None:
        """Take over the clauses of the document ``was`` (its id in the base); ``head``: its record, as it is now."""
        assert self._base is not None
        first, last = self._base.range(was)
        if first < last:
            if first != self._run[1]:
                self._flush_run()
                self._run = first, first
            self._run = self._run[0], last
            self._moved.append((first, last, self._end - first))
        begin = self._end
        self._end += last - first
        self._add_head(head, begin)

    def _add_head(self, head: Mapping[str, Any], begin: int) -> None:
        identity = str(head["id"])
        if identity in self._seen:
            raise _repeated("文档", identity, str(head["source"]))
        self._seen[identity] = str(head["source"])
        self.documents += 1
        self.clauses += int(head["clauses"])
        self.terms[identity] = str(head["terms"])
        self.order.append((identity, int(head["clauses"])))
        record = {name: value for name, value in head.items() if name != "bytes"}
        self._content.update(line_of(record))
        self._heads.add(record, begin)

    def _flush_run(self) -> None:
        begin, end = self._run
        self._run = 0, 0
        if self._base is None or begin == end:
            return
        if self._base.blocks.sample == self._lines.sample:
            self._lines.take(self._base.blocks, begin, end)
        else:
            for line in self._base.blocks.lines(begin, end):
                self._lines.add(line)

    def finish(self) -> Numbering:
        """Write what is left, and the way to the clauses; give their numbers.

        Raises ``ConfigurationError`` where two clauses have the same id.
        """
        self._flush_run()
        self._lines.close()
        self._heads.finish(self._end)
        return self._number_all() if not self._moved or self._base is None else self._number_beside(self._base)

    @property
    def content(self) -> str:
        """SHA-256 (hex) of the documents and their clauses, however they came to be written."""
        return self._content.hexdigest()

    def _number_all(self) -> Numbering:
        trie = self._trie(list(map(key_of, self._ids)))
        starts = array("Q", bytes(8 * len(self._ids)))
        fresh = array("I", (trie[key_of(name)] for name in self._ids))
        for number, start in zip(fresh, self._starts, strict=True):
            starts[number] = start
        self._write_ways(starts, fresh)
        return Numbering(fresh, [])

    def _number_beside(self, base: ClauseFile) -> Numbering:
        begins = [begin for begin, _, _ in sorted(self._moved)]
        moved = sorted(self._moved)

        def place(start: int) -> int:
            begin, end, shift = moved[max(0, bisect_right(begins, start) - 1)]
            return start + shift if begin <= start < end else -1

        places = [place(start) for start in base.starts]
        keys = list(map(key_of, self._ids))
        held = [base.ids.get(key) for key in keys]
        for name, number in zip(self._ids, held, strict=True):
            if number is not None and places[number] >= 0:
                raise _repeated("条款", name, self._source_at(self._starts[self._ids.index(name)]))
        gone = places.count(-1)
        if None not in held and gone == len(held) == len(set(held)):
            _share(base.folder / IDS, self._folder / IDS)
            for number, start in zip(held, self._starts, strict=True):
                places[number] = start
            self._write_ways(places)
            return Numbering(held, None)
        before = [(key, number) for key, number in base.ids.items() if places[number] >= 0]
        trie = self._trie([*(key for key, _ in before), *keys])
        starts = array("Q", bytes(8 * len(trie)))
        kept = [(number, int(trie[key])) for key, number in before]
        for old, new in kept:
            starts[new] = places[old]
        fresh = array("I", (trie[key] for key in keys))
        for number, start in zip(fresh, self._starts, strict=True):
            starts[number] = start
        self._write_ways(starts)
        return Numbering(fresh, kept)

    def _write_ways(self, starts: Sequence[int], order: Sequence[int] | None = None) -> None:
        """Write by number where each line begins, and the numbers in the ``order`` of the lines."""
        if order is None:
            order = sorted(range(len(starts)), key=starts.__getitem__)
        (self._folder / STARTS).write_bytes(array("I" if self._end < 1 << 32 else "Q", starts).tobytes())
        (self._folder / ORDER).write_bytes(array("I", order).tobytes())

    def _trie(self, keys: list[str]) -> Any:
        import marisa_trie

        trie = marisa_trie.Trie(keys)
        if len(trie) != len(keys):
            seen: set[str] = set()
            for name, start in zip(self._ids, self._starts, strict=True):
                if name in seen:
                    raise _repeated("条款", name, self._source_at(start))
                seen.add(name)
        trie.save(str(self._folder / IDS))
        return trie

    def _source_at(self, start: int) -> str:
        """Give the source of the document whose line begins at ``start``."""
        return self._seen[self._heads.at(start)]

    def close(self) -> None:
        """Close the files, if they are open still; what was written is not to be read then."""
        self._heads.close()
        self._lines.close(whole=False)


def sizes_of(folder: Path, names: Sequence[str] = (*DOCUMENT_FILES, *CLAUSE_FILES)) -> Written:
    """Give size and SHA-256 (hex) of files in ``folder``."""
    written: Written = {}
    for name in names:
        with (folder / name).open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
            written[name] = stream.tell(), digest
    return written


def _share(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)


def _repeated(kind: str, name: str, place: str) -> ConfigurationError:
    return ConfigurationError(f"{kind}标识重复:{name}", place=place, remedy="请改名或去掉其中一份")
