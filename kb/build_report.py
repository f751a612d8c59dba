"""What a build did, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest import Notice

__all__ = ["BuildReport", "FileReport"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file in a build.

    ``change``: added changed unchanged renamed removed failed skipped.  ``message``: one line with the remedy where it
    failed, the old name where it was renamed.
    """

    path: str
    change: str
    documents: int = 0
    clauses: int = 0
    message: str = ""
    notices: tuple[Notice, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "path": self.path,
            "change": self.change,
            "documents": self.documents,
            "clauses": self.clauses,
            "message": self.message,
            "notices": [notice.to_dict() for notice in self.notices],
        }


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, file by file; ``seconds`` of wall time; ``generation`` is None for a dry run.

    ``engine_why``: why this engine, in Chinese.
    """

    files: tuple[FileReport, ...]
    documents: int
    clauses: int
    engine: str
    seconds: float
    generation: int | None
    engine_why: str = ""

    def of(self, change: str) -> tuple[FileReport, ...]:
        """Give the files of one kind of change."""
        return tuple(file for file in self.files if file.change == change)

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """Files that could not be read."""
        return self.of("failed")

    @property
    def notices(self) -> tuple[tuple[str, Notice], ...]:
        """Give (path, notice) for everything that a reader of the documents should know."""
        return tuple((file.path, notice) for file in self.files for notice in file.notices)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "documents": self.documents,
            "clauses": self.clauses,
            "engine": self.engine,
            "engine_why": self.engine_why,
            "seconds": round(self.seconds, 3),
            "generation": self.generation,
            "files": [file.to_dict() for file in self.files],
        }
