"""Files in, documents of numbered clauses out, in the source's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import (
    ConfigurationError,
    EncryptedFile,
    HostileFile,
    IngestError,
    KnowledgeBaseError,
    NotFound,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    UnreadableFile,
    UnsupportedFormat,
)

if TYPE_CHECKING:
    from .document import Clause, Document, DocumentRef, Fact, Notice, Place, Relation, SetAside

__all__ = [
    "Clause",
    "ConfigurationError",
    "Document",
    "DocumentRef",
    "EncryptedFile",
    "Fact",
    "HostileFile",
    "IngestError",
    "KnowledgeBaseError",
    "NotFound",
    "Notice",
    "Place",
    "Relation",
    "SetAside",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreTooNew",
    "UnreadableFile",
    "UnsupportedFormat",
]


def __getattr__(name: str) -> Any:
    """Load the nouns when one is first asked for: a build that finds nothing changed needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import clause

    if hasattr(clause, name):  # a question reads clauses, and no document
        found = getattr(clause, name)
    else:
        from . import document

        found = getattr(document, name)
    globals()[name] = found
    return found
