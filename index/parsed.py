"""Documents of files that were parsed before, by a hash of all that decides what parsing gives."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .clause_line import clause_from
from .disk import write_whole

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["ENDING", "keep_lines", "keep_parsed", "kept_parsed", "parsed_key", "with_id"]

ENDING = ".json.gz"


def parsed_key(*parts: str) -> str:
    """Give the key of a parsed file: SHA-256 (hex) of all that decides what parsing gives.

    That is the SHA-256 of its bytes, its path, the parser's version and the lexicon's hash.
    """
    return sha256("\n".join(parts).encode()).hexdigest()


def kept_parsed(folder: Path, key: str) -> tuple[Document, ...] | None:
    """Give the documents kept in ``folder`` under ``key``, or None where there are none that can be read."""
    import gzip  # only builds and diffs need it

    from ingest.document import Document

    try:
        records = json.loads(gzip.decompress((folder / f"{key}{ENDING}").read_bytes()))
        documents = [(Document.from_dict({**record, "clauses": ()}), record["clauses"]) for record in records]
        return tuple(
            replace(one, clauses=tuple(clause_from(clause, one.ref) for clause in clauses))
            for one, clauses in documents
        )
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        return None  # then the file is parsed again, which always is right


def keep_lines(folder: Path, key: str, documents: Iterable[tuple[Mapping[str, Any], Iterable[bytes]]]) -> None:
    """Keep documents as ``keep_parsed`` does: of each its record and the lines of its clauses (``clause_line``)."""
    parts: list[bytes] = []
    for head, lines in documents:
        record = json.dumps({name: value for name, value in head.items() if name != "clauses"}, ensure_ascii=False)
        clauses = b",".join(line.rstrip(b"\n") for line in lines)
        parts.append(record[:-1].encode() + b', "clauses": [' + clauses + b"]}")
    _write(folder, key, b"[" + b",".join(parts) + b"]", 1)


def keep_parsed(folder: Path, key: str, documents: Sequence[Document]) -> None:
    """Keep ``documents`` in ``folder`` under ``key``; a power cut may lose them, and they are parsed again."""
    _write(folder, key, json.dumps([document.to_dict() for document in documents], ensure_ascii=False).encode(), 6)


def _write(folder: Path, key: str, content: bytes, level: int) -> None:
    import gzip

    folder.mkdir(exist_ok=True)
    # No time within: equal documents make equal files.
    write_whole(folder / f"{key}{ENDING}", gzip.compress(content, level, mtime=0), sync=False)


def with_id(document: Document, identity: str) -> Document:
    """Give ``document`` under another id, with the ids of its clauses after it."""
    if document.id == identity:
        return document
    ref = replace(document.ref, id=identity)

    def renamed(clause_id: str) -> str:
        return identity + clause_id[len(document.id) :] if clause_id.startswith(document.id) else clause_id

    clauses = tuple(
        replace(clause, id=renamed(clause.id), document=ref, parent=renamed(clause.parent) if clause.parent else None)
        for clause in document.clauses
    )
    return replace(document, id=identity, clauses=clauses)
