"""Every error of the project, drawn.

    KnowledgeBaseError                      anything this project raises on purpose
    ├── IngestError (ValueError)            a file that cannot be read; the others are
    │   ├── UnsupportedFormat               no reader for this ending
    │   ├── UnreadableFile                  empty, damaged, binary under a text ending, truncated
    │   ├── EncryptedFile                   a password stands before the text
    │   └── HostileFile                     past the size, ratio or nesting limits
    ├── ConfigurationError (ValueError)     lexicon, overrides or options that do not fit
    ├── StoreError                          the knowledge base on disk
    │   ├── StoreMissing (FileNotFoundError) not built yet
    │   ├── StoreDamaged                    its parts do not agree
    │   ├── StoreTooNew                     written by a newer release
    │   └── StoreLocked (TimeoutError)      another build holds it
    └── NotFound (LookupError)              no such clause, document, role or generation

It lives in the bottom room so that no import runs upward; ``kb`` hands all of it on.
"""

from __future__ import annotations

__all__ = [
    "ConfigurationError",
    "EncryptedFile",
    "HostileFile",
    "IngestError",
    "KnowledgeBaseError",
    "NotFound",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreTooNew",
    "UnreadableFile",
    "UnsupportedFormat",
]


class KnowledgeBaseError(Exception):
    """An error with its place and its remedy, both in the reader's language (Chinese).

    ``message`` says what is wrong, ``place`` where (a file, a line, a folder), ``remedy`` what to do.
    ``str(error)`` is the one line a user sees.
    """

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.place}:{self.message}" if self.place else self.message
        return f"{line}。{self.remedy}" if self.remedy else line

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders when files are parsed in parallel."""
        return _rebuild, (type(self), self.message, self.place, self.remedy)


def _rebuild(kind: type[KnowledgeBaseError], message: str, place: str, remedy: str) -> KnowledgeBaseError:
    return kind(message, place=place, remedy=remedy)


class IngestError(KnowledgeBaseError, ValueError):
    """A file that cannot be read."""


class UnsupportedFormat(IngestError):
    """No reader knows this ending."""


class UnreadableFile(IngestError):
    """Empty, damaged, truncated, or binary under a text ending."""


class EncryptedFile(IngestError):
    """A password stands before the text."""


class HostileFile(IngestError):
    """Past the limits on size, compression ratio or nesting."""


class ConfigurationError(KnowledgeBaseError, ValueError):
    """A lexicon, an override file or an option that does not fit."""


class StoreError(KnowledgeBaseError):
    """The knowledge base on disk."""


class StoreMissing(StoreError, FileNotFoundError):
    """Nothing has been built here yet."""

    __str__ = KnowledgeBaseError.__str__


class StoreDamaged(StoreError):
    """The parts of a generation do not agree."""


class StoreTooNew(StoreError):
    """Written by a newer release."""


class StoreLocked(StoreError, TimeoutError):
    """Another build holds the lock."""

    __str__ = KnowledgeBaseError.__str__


class NotFound(KnowledgeBaseError, LookupError):
    """No such clause, document, role or generation."""
