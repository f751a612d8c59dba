"""policy-kb: who is responsible, what is the penalty, and the clause it stands in.

    >>> from kb import KnowledgeBase
    >>> base = KnowledgeBase.build(["corpus"], "shop.kb")       # doctest: +SKIP
    >>> reply = base.ask("上班玩游戏罚多少")                     # doctest: +SKIP
    >>> reply.answers[0].text, reply.answers[0].clause.citation  # doctest: +SKIP

This is the one public import name: whatever users need stands in ``__all__``.
"""

from __future__ import annotations

from ingest import (
    Clause,
    ConfigurationError,
    Document,
    DocumentRef,
    EncryptedFile,
    Fact,
    HostileFile,
    IngestError,
    KnowledgeBaseError,
    NotFound,
    Notice,
    Place,
    Relation,
    SetAside,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    UnreadableFile,
    UnsupportedFormat,
)

from .base import KnowledgeBase, parse_file
from .reply import Answer, BuildReport, FileReport, Hit, Reply, Status

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "BuildReport",
    "Clause",
    "ConfigurationError",
    "Document",
    "DocumentRef",
    "EncryptedFile",
    "Fact",
    "FileReport",
    "Hit",
    "HostileFile",
    "IngestError",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "NotFound",
    "Notice",
    "Place",
    "Relation",
    "Reply",
    "SetAside",
    "Status",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreTooNew",
    "UnreadableFile",
    "UnsupportedFormat",
    "__version__",
    "parse_file",
]
