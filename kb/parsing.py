"""The files of a build, read, tagged and kept: what was parsed before is not parsed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.code_version import code_version
from index.manifest import Manifest, Source
from ingest import Document, IngestError, UnreadableFile

from .identities import resourced
from .sources import File, read_settled

if TYPE_CHECKING:
    from index.lexicon import Lexicon
    from index.store import Store
    from index.tagger import Overrides

__all__ = ["Parsed", "Parsing", "parse_all"]

_RECORDS = ".jsonl"

Parsed = tuple[Source, tuple[Document, ...]]
"""A file as it was read, and the documents in it."""


@dataclass(frozen=True, slots=True)
class Parsing:
    """What decides how a file is parsed: ``tagging`` is the SHA-256 (hex) of lexicon and hand decisions together.

    ``full``: nothing that was kept is used.  ``dry_run``: nothing is kept.  ``renamed``: new name -> the source that
    had the same content under another.
    """

    store: Store
    lexicon: Lexicon
    overrides: Overrides
    tagging: str
    full: bool
    dry_run: bool
    renamed: Mapping[str, Source]


def parse_all(files: Sequence[File], context: Parsing, jobs: int) -> Iterator[tuple[File, Parsed | IngestError]]:
    """Parse ``files`` in order, each or why it could not be; ``jobs``: processes."""
    if jobs > 1 and len(files) > 1:
        from .workers import in_processes

        yield from zip(files, in_processes(_parse, files, context, jobs, weight=_size, died=_died), strict=True)
    else:
        for file in files:
            yield file, _parse(file, context)


def _size(file: File) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _died(file: File) -> IngestError:
    return UnreadableFile("解析此文件的进程异常终止", place=file.name, remedy="请另存为新文件后再试")


def _parse(file: File, context: Parsing) -> Parsed | IngestError:
    """Parse and tag one file, or take what was kept of it, under this name or the one that it had before."""
    from index.tagger import tag

    try:
        data = read_settled(file)
        digest = hashlib.sha256(data).hexdigest()
        key = _key(digest, file.name, context)
        kept = None if context.full else context.store.parsed(key) or _kept_under_old_name(file, digest, context)
        if kept is None:
            kept = tuple(tag(_documents(data, file.name), context.lexicon, context.overrides))
        elif file.name not in context.renamed:
            return Source(file.name, digest, key), kept
        if not context.dry_run:
            context.store.keep_parsed(key, kept)
        return Source(file.name, digest, key), kept
    except IngestError as error:
        return error


def _key(digest: str, name: str, context: Parsing) -> str:
    code = (code_version(kind.__module__.rpartition(".")[0]) for kind in (Document, Manifest))
    from index.store import parsed_key

    return parsed_key(digest, name, *code, context.tagging)


def _kept_under_old_name(file: File, digest: str, context: Parsing) -> tuple[Document, ...] | None:
    """Give the documents of a file that only its name changed of, unless that name is a title."""
    old = context.renamed.get(file.name)
    if old is None or Path(old.path).suffix.lower() != file.path.suffix.lower():
        return None
    kept = context.store.parsed(_key(digest, old.path, context))
    if not kept or any(document.title_from == "name" for document in kept):
        return None
    return resourced(kept, file.name)


def _documents(data: bytes, name: str) -> list[Document]:
    if name.lower().endswith(_RECORDS):
        from ingest.records import parse_records

        return parse_records(data, name=name)
    from ingest.parse import parse_bytes

    return parse_bytes(data, name=name)
