"""One file, read and tagged without a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest import Document

__all__ = ["parse_file"]


def parse_file(path: str | Path, *, lexicon: str | Path | None = None) -> list[Document]:
    """Read one file into its documents, with clauses numbered and tagged; no knowledge base is touched.

    Raises an ``IngestError`` with place and remedy for a file that cannot be read.
    """
    from index.lexicon import load_lexicon
    from index.tagger import tag
    from ingest.parse import parse_file as parse

    return list(tag(parse(path), load_lexicon(lexicon)))
