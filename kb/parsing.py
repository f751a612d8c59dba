"""The files of a build, read, tagged and kept: what was parsed before is not parsed again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.code_version import code_version
from index.manifest import Manifest, Source
from index.prepared import Kept, Prepared, Preparer, lined
from ingest import Document, IngestError, UnreadableFile

from .identities import resourced
from .lots import batches
from .notes import note_of
from .sources import File, read_settled

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from index.base import Base
    from index.lexicon import Lexicon
    from index.store import Store
    from index.tagger import Overrides

__all__ = ["Parsed", "Parsing", "Parts", "Ready", "parse_all", "taken_over"]

_RECORDS = ".jsonl"
_TEXT = (".jsonl", ".txt", ".md")  # formats of which the size tells how much text there is


@dataclass(frozen=True, slots=True)
class Ready:
    """A document ready to be written, under the id that the parser gave it; ``note``: JSON of what links need of it."""

    prepared: Prepared
    note: bytes

    @property
    def head(self) -> Mapping[str, Any]:
        """Its record."""
        return self.prepared.head


Parsed = tuple[Source, tuple[Ready | Kept, ...]]
"""A file as it was read, and the documents in it: those of a file that did not change lie in the current generation."""


@dataclass(frozen=True, slots=True)
class Parsing:
    """What decides how a file is parsed: ``tagging`` is the SHA-256 (hex) of lexicon and hand decisions together.

    ``full``: nothing that was kept is used.  ``words``: folder of the dictionary that clauses are cut with, and the
    words added to it; None for a dry run, which keeps and analyses nothing.  ``many``: every process will get thousands
    of clauses.  ``written``: set once that dictionary is there; None where it is.
    """

    store: Store
    lexicon: Lexicon
    overrides: Overrides
    tagging: str
    full: bool
    words: tuple[Path, tuple[str, ...]] | None
    many: bool = False
    written: Event | None = None


MANY = 1_000_000
"""Bytes of text for a process from which on it is known beforehand that there are thousands of clauses."""
AT_ONCE = 8_000_000
"""Bytes of files whose documents are in memory at once, ready to be written; a second lot is on its way."""


Parts = Iterator[list[tuple[File, Parsed | IngestError]]]
"""Files in order with what became of them, some at a time."""


@contextmanager
def parse_all(
    files: Sequence[File],
    context: Parsing,
    taken: Mapping[str, Parsed],
    renamed: Mapping[str, Source],
    jobs: int,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Parts]:
    """Parse ``files`` in order, each or why it could not be, ``AT_ONCE`` together; ``jobs``: processes.

    ``taken``: what ``taken_over`` gave.  ``renamed``: new name -> the source that had the same content under another.
    ``meanwhile`` writes the dictionary, while the first files are read where there are several processes.
    """
    asked = [(file, renamed.get(file.name)) for file in files if file.name not in taken]
    text = sum(_size(one) for one in asked if one[0].name.lower().endswith(_TEXT))
    context = replace(context, many=text > MANY * max(1, min(jobs, len(asked))))
    if jobs <= 1 or len(asked) <= 1:
        meanwhile()
        yield _in_parts(files, taken, (_parse(one, context) for one in asked))
        return
    import multiprocessing

    from .workers import in_processes  # what one file is read with waits for no processes

    written = multiprocessing.Event()
    context = replace(context, written=written)
    aside = context.store.waiting if context.words is not None else None
    with closing(
        in_processes(_parse, asked, context, jobs, weight=_size, died=_died, at_once=AT_ONCE, aside=aside)
    ) as outcomes:
        try:
            meanwhile()
        finally:  # or they would wait for ever
            written.set()
        yield _in_parts(files, taken, outcomes)


def _in_parts(files: Sequence[File], taken: Mapping[str, Parsed], outcomes: Iterator[Parsed | IngestError]) -> Parts:
    for part in batches([0 if file.name in taken else _size((file, None)) for file in files], AT_ONCE):
        yield [
            (file, taken[file.name] if file.name in taken else next(outcomes)) for file in files[part.start : part.stop]
        ]


def taken_over(
    files: Sequence[File], context: Parsing, base: Base, now: Mapping[str, str], renamed: Mapping[str, Source]
) -> dict[str, Parsed]:
    """Give name -> documents of the files that lie in ``base`` as they would be read; ``now``: name -> SHA-256."""
    found = {file.name: _taken(file, context, base, now.get(file.name, ""), renamed.get(file.name)) for file in files}
    return {name: parsed for name, parsed in found.items() if parsed is not None}


Asked = tuple[File, Source | None]
"""A file to parse, and the source that had its content under another name."""


def _taken(file: File, context: Parsing, base: Base, digest: str, old: Source | None) -> Parsed | None:
    """Give the documents of a file that did not change, or of which only the name did; None where it must be read."""
    if not digest:
        return None
    name = file.name if old is None else old.path
    if base.parsed.get(name) != _key(digest, name, context):
        return None
    heads = base.by_source.get(name, ())
    if old is not None and not _may_be_renamed(old, file, [head.get("title_from") for head in heads]):
        return None
    key = _key(digest, file.name, context)
    return Source(file.name, digest, key), tuple(Kept(head["id"], {**head, "source": file.name}) for head in heads)


def _may_be_renamed(old: Source, file: File, titles_from: Sequence[str | None]) -> bool:
    """Tell whether a file is read the same under its new name: the name was no title, and tells the same format."""
    same = Path(old.path).suffix.lower() == file.path.suffix.lower()
    return same and bool(titles_from) and "name" not in titles_from


def _size(asked: Asked) -> int:
    try:
        return asked[0].path.stat().st_size
    except OSError:
        return 0


def _died(asked: Asked) -> IngestError:
    return UnreadableFile("解析此文件的进程异常终止", place=asked[0].name, remedy="请另存为新文件后再试")


def _parse(asked: Asked, context: Parsing) -> Parsed | IngestError:
    """Parse and tag one file, or take what was kept of it, under this name or the one that it had before."""
    file, old = asked
    try:
        data = read_settled(file)
        digest = hashlib.sha256(data).hexdigest()
        key = _key(digest, file.name, context)
        documents = None if context.full else context.store.parsed(key)
        if documents is None and old is not None and not context.full:
            documents = _kept_under_old_name(file, old, digest, context)
        if documents is None:
            from index.tagger import tag

            documents = tuple(tag(_documents(data, file.name), context.lexicon, context.overrides))
        if context.words is None:
            return Source(file.name, digest, key), tuple(Ready(lined(document), b"") for document in documents)
        if context.written is not None:
            context.written.wait()
        prepared = _preparer(*context.words, context.many).all(documents)
        ready = tuple(map(Ready, prepared, map(note_of, documents)))
        context.store.keep_prepared(key, [one.prepared for one in ready])  # for the next build, should this one die
        return Source(file.name, digest, key), ready
    except IngestError as error:
        return error


@lru_cache(maxsize=1)
def _preparer(folder: Path, words: tuple[str, ...], many: bool) -> Preparer:
    """Give the process's own: what it learns of words it keeps from file to file."""
    from index.analyzer import Analyzer
    from index.words import Words

    return Preparer(Analyzer(Words(folder, words)), many=many)


def _key(digest: str, name: str, context: Parsing) -> str:
    code = (code_version(kind.__module__.rpartition(".")[0]) for kind in (Document, Manifest))
    from index.store import parsed_key

    return parsed_key(digest, name, *code, context.tagging)


def _kept_under_old_name(file: File, old: Source, digest: str, context: Parsing) -> tuple[Document, ...] | None:
    """Give the documents of a file that only its name changed of, unless that name is a title."""
    kept = context.store.parsed(_key(digest, old.path, context))
    if kept is None or not _may_be_renamed(old, file, [document.title_from for document in kept]):
        return None
    return resourced(kept, file.name)


def _documents(data: bytes, name: str) -> list[Document]:
    if name.lower().endswith(_RECORDS):
        from ingest.records import parse_records

        return parse_records(data, name=name)
    from ingest.parse import parse_bytes

    return parse_bytes(data, name=name)
