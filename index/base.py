"""The current generation as the next one builds upon it: opened once, its hashes compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from ingest.errors import StoreDamaged, StoreError, StoreMissing

from .clause_file import ClauseFile
from .generation import Generation
from .layout import Layout
from .manifest import FORMAT, Manifest, current_folder
from .meaning_file import MEANINGS, MeaningFile

__all__ = ["Base", "open_base"]


class Base:
    """A generation of this release's format, whole, whose documents may be taken over; a context manager."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.path = generation.path
        self.manifest: Manifest = generation.manifest
        self.clause_file: ClauseFile = generation.clause_file

    @cached_property
    def heads(self) -> Mapping[str, Mapping[str, Any]]:
        """Document id -> its record, in order."""
        return {head["id"]: head for head in self.clause_file.heads()}

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Source -> the records of its documents, in order."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for head in self.heads.values():
            found.setdefault(head["source"], []).append(head)
        return found

    @cached_property
    def parsed(self) -> Mapping[str, str]:
        """Source -> the key under which its documents were parsed."""
        return {source.path: source.parsed for source in self.manifest.sources}

    def close(self) -> None:
        """Give the files back."""
        self._generation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_base(layout: Layout) -> Base | None:
    """Open the current generation to build upon; None where there is none that can be taken over byte for byte.

    Every file is compared with its hash: what is damaged is made anew from the sources.
    """
    try:
        generation = Generation(current_folder(layout.root), layout.words)
    except (StoreMissing, StoreDamaged):
        return None
    try:
        if generation.manifest.format == FORMAT and MEANINGS in generation.manifest.files:
            generation.verify_files()
            with MeaningFile(generation.path) as vectors:
                if vectors.current:
                    return Base(generation)
    except (StoreError, OSError):
        pass
    generation.close()
    return None
