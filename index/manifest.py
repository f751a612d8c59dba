"""``manifest.json``: what a generation was made from and what must be in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ingest.errors import StoreDamaged, StoreMissing, StoreTooNew

from .disk import write_whole
from .migrate import upgraded

__all__ = [
    "FORMAT",
    "GENERATIONS",
    "MANIFEST",
    "POINTER",
    "Failure",
    "Manifest",
    "Source",
    "current_folder",
    "current_number",
    "is_whole",
    "read_manifest",
    "write_manifest",
]

FORMAT = 6
"""Number of the layout on disk.  It grows whenever an older release could misread the new one (``migrate``)."""

MANIFEST = "manifest.json"
POINTER = "CURRENT"
GENERATIONS = "generations"


class Source(NamedTuple):
    """A file that was read: ``path`` as given, ``sha256`` of its bytes, ``parsed`` its key in ``Store.parsed``."""

    path: str
    sha256: str
    parsed: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the three fields."""
        return {"path": self.path, "sha256": self.sha256, "parsed": self.parsed}


class Failure(NamedTuple):
    """A file that could not be read, and the line for people that says why."""

    path: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Give the two fields."""
        return {"path": self.path, "message": self.message}


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation in figures.

    ``dictionary`` and ``lexicon`` are SHA-256 (hex); ``words`` the lexicon's words added to the dictionary,
    since a question must be cut as the clauses were.  ``content`` is the SHA-256 of all that the generation
    was made from: equal content, equal generation.  ``files`` gives name -> (bytes, SHA-256).  ``analysis``:
    SHA-256 of the code that made the terms.  ``created``: local time in ISO 8601 with its offset.  ``extra``:
    the builder's own notes, kept as they are.
    """

    engine: str
    dictionary: str
    lexicon: str
    content: str
    created: str
    documents: int
    clauses: int
    words: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    failed: tuple[Failure, ...] = ()
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    analysis: str = ""
    format: int = FORMAT

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form, the format first."""
        return {
            "format": self.format,
            "engine": self.engine,
            "dictionary": self.dictionary,
            "lexicon": self.lexicon,
            "analysis": self.analysis,
            "content": self.content,
            "created": self.created,
            "documents": self.documents,
            "clauses": self.clauses,
            "words": list(self.words),
            "sources": [source.to_dict() for source in self.sources],
            "failed": [failure.to_dict() for failure in self.failed],
            "files": {name: list(state) for name, state in self.files.items()},
            "extra": dict(self.extra),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Manifest:
        """Read what ``to_dict`` wrote.  Raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
        return cls(
            engine=str(record["engine"]),
            dictionary=str(record["dictionary"]),
            lexicon=str(record["lexicon"]),
            content=str(record["content"]),
            created=str(record["created"]),
            documents=int(record["documents"]),
            clauses=int(record["clauses"]),
            words=tuple(record["words"]),
            sources=tuple(Source(**source) for source in record["sources"]),
            failed=tuple(Failure(**failure) for failure in record["failed"]),
            files={name: (int(size), str(digest)) for name, (size, digest) in record["files"].items()},
            extra=dict(record["extra"]),
            analysis=str(record["analysis"]),
            format=int(record["format"]),
        )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest`` into ``folder``, whole or not at all."""
    text = json.dumps(manifest.to_dict(), ensure_ascii=False, indent=1)
    write_whole(folder / MANIFEST, text.encode())


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """Read the manifest of the generation in ``folder``, or one put by under another ``name``.

    Raises ``StoreTooNew`` for a format of a newer release, ``StoreDamaged`` for what is no manifest.
    """
    path = folder / name
    try:
        record = json.loads(path.read_bytes())
        number = int(record["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged("知识库的清单缺失或损坏", place=str(path), remedy="请重建:kb build --full") from error
    if number > FORMAT:
        raise StoreTooNew(
            f"知识库的格式是第 {number} 版,本程序只认识到第 {FORMAT} 版",
            place=str(path),
            remedy="请升级:pip install -U policy-kb",
        )
    try:
        return Manifest.from_dict(upgraded(record))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise StoreDamaged("知识库的清单损坏", place=str(path), remedy="请重建:kb build --full") from error


def current_number(root: Path) -> int:
    """Give the number that the pointer of the knowledge base in ``root`` holds.

    Raises ``StoreMissing`` or ``StoreDamaged``.
    """
    pointer = root / POINTER
    try:
        return int(pointer.read_bytes())
    except FileNotFoundError as error:
        raise StoreMissing("这里还没有知识库", place=str(root), remedy="请先建立:kb build 制度文件夹") from error
    except (OSError, ValueError) as error:
        raise StoreDamaged("知识库的指针文件损坏", place=str(pointer), remedy="请重建:kb build --full") from error


def current_folder(root: Path) -> Path:
    """Give the folder of the current generation.  Raises ``StoreMissing`` or ``StoreDamaged``."""
    return root / GENERATIONS / str(current_number(root))


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Tell whether every file that ``manifest`` names is in ``folder``, of the size that it names."""
    try:
        return all((folder / name).stat().st_size == size for name, (size, _) in manifest.files.items())
    except OSError:
        return False
