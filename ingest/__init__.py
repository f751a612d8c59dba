"""Files in, documents of numbered clauses out, in the source's own words."""

from __future__ import annotations

from .document import Clause, Document, DocumentRef, Fact, Notice, Place, Relation, SetAside
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
