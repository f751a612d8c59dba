"""The files of a build, read, tagged and kept: what was parsed before is not parsed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.code_version import code_version
from index.manifest import Manifest, Source
from index.prepared import Kept
from ingest import Document, IngestError, UnreadableFile

from .identities import resourced
from .sources import File, read_settled

if TYPE_CHECKING:
    from index.base import Base
    from index.lexicon import Lexicon
    from index.store import Store
    from index.tagger import Overrides

__all__ = ["Before", "Parsed", "Parsing", "parse_all"]

_RECORDS = ".jsonl"

Parsed = tuple[Source, tuple[Document | Kept, ...]]
"""A file as it was read, and the documents in it: those of a file that did not change lie in the current generation."""


@dataclass(frozen=True, slots=True)
class Parsing:
    """What decides how a file is parsed: ``tagging`` is the SHA-256 (hex) of lexicon and hand decisions together.

    ``full``: nothing that was kept is used.  ``dry_run``: nothing is kept.
    """

    store: Store
    lexicon: Lexicon
    overrides: Overrides
    tagging: str
    full: bool
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What was built already: ``base``, the digests that the files have ``now``, and those that were ``renamed``.

    ``renamed``: new name -> the source that had the same content under another.
    """

    base: Base | None
    now: Mapping[str, str]
    renamed: Mapping[str, Source]


def parse_all(
    files: Sequence[File], context: Parsing, before: Before, jobs: int
) -> Iterator[tuple[File, Parsed | IngestError]]:
    """Parse ``files`` in order, each or why it could not be; ``jobs``: processes."""
    taken = {file.name: found for file in files if (found := _taken(file, context, before)) is not None}
    asked = [(file, before.renamed.get(file.name)) for file in files if file.name not in taken]
    outcomes: Iterator[Parsed | IngestError]
    if jobs > 1 and len(asked) > 1:
        from .workers import in_processes

        outcomes = in_processes(_parse, asked, context, jobs, weight=_size, died=_died)
    else:
        outcomes = (_parse(one, context) for one in asked)
    for file in files:
        yield file, taken[file.name] if file.name in taken else next(outcomes)


Asked = tuple[File, Source | None]
"""A file to parse, and the source that had its content under another name."""


def _taken(file: File, context: Parsing, before: Before) -> Parsed | None:
    """Give the documents of a file that did not change, or of which only the name did; None where it must be read."""
    base, digest = before.base, before.now.get(file.name, "")
    if base is None or not digest:
        return None
    old = before.renamed.get(file.name)
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
        kept = None if context.full else context.store.parsed(key)
        if kept is None and old is not None and not context.full:
            kept = _kept_under_old_name(file, old, digest, context)
        if kept is None:
            from index.tagger import tag

            kept = tuple(tag(_documents(data, file.name), context.lexicon, context.overrides))
        if not context.dry_run:  # for the next build, should this one die
            context.store.keep_parsed(key, kept)
        return Source(file.name, digest, key), kept
    except IngestError as error:
        return error


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
