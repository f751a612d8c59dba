"""policy-kb: who is responsible, what is the penalty, and the clause it stands in.

    >>> from kb import KnowledgeBase
    >>> base = KnowledgeBase.build(["corpus"], "shop.kb")       # doctest: +SKIP
    >>> reply = base.ask("上班玩游戏罚多少")                     # doctest: +SKIP
    >>> reply.answers[0].text, reply.answers[0].clause.citation  # doctest: +SKIP

This is the one public import name: whatever users need stands in ``__all__``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest import (
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
    from ingest import Clause, Document, DocumentRef, Fact, Notice, Place, Relation, SetAside

    from .base import KnowledgeBase
    from .build_report import BuildReport, FileReport
    from .one_file import parse_file
    from .reply import Answer, Hit, Reply
    from .status import Status

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

_HOMES = {
    "KnowledgeBase": ".base",
    "parse_file": ".one_file",
    "BuildReport": ".build_report",
    "FileReport": ".build_report",
    "Answer": ".reply",
    "Hit": ".reply",
    "Reply": ".reply",
    "Status": ".status",
}
"""What is loaded when it is first asked for, and where it stands; the rest is of ``ingest.document``."""


def __getattr__(name: str) -> Any:
    """Load what is more than an error when it is first asked for: ``kb --help`` and an idle build need none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _HOMES:
        from importlib import import_module

        home = import_module(_HOMES[name], __name__)
    else:
        from ingest import document as home
    globals()[name] = found = getattr(home, name)
    return found


def __dir__() -> list[str]:
    return __all__
