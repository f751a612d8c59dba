"""The state of a knowledge base, and which of its sources changed since it was built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.generation import Generation
from index.store import Store

from .sources import collect, digests

__all__ = ["Status", "status"]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a knowledge base: what is in it, how old it is, what is stale or failed.

    ``created``: ISO 8601 with offset.  ``stale``: sources that changed or vanished since; ``failed``: path and message.
    """

    root: str
    generation: int
    generations: tuple[int, ...]
    documents: int
    clauses: int
    engine: str
    created: str
    stale: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    sources: int
    engine_why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "root": self.root,
            "generation": self.generation,
            "generations": list(self.generations),
            "documents": self.documents,
            "clauses": self.clauses,
            "engine": self.engine,
            "engine_why": self.engine_why,
            "created": self.created,
            "stale": list(self.stale),
            "failed": [{"path": path, "message": message} for path, message in self.failed],
            "sources": self.sources,
        }


def status(root: Path, generation: Generation) -> Status:
    """Describe ``generation``; sources are compared by content, those that could not be read too."""
    manifest = generation.manifest
    known = {source.path: source.sha256 for source in manifest.sources} | dict(manifest.extra.get("unread", {}))
    folders = [Path(place) for place in manifest.extra.get("sources", ())]
    return Status(
        root=str(root),
        generation=generation.number,
        generations=tuple(Store(root).generations()),
        documents=manifest.documents,
        clauses=manifest.clauses,
        engine=manifest.engine,
        created=manifest.created,
        stale=tuple(_stale(folders, known)),
        failed=tuple((failure.path, failure.message) for failure in manifest.failed),
        sources=len(manifest.sources),
        engine_why=manifest.extra.get("engine_why", ""),
    )


def _stale(places: list[Path], known: dict[str, str]) -> list[str]:
    """Name the sources that changed, vanished or came since; nothing where the places themselves are gone."""
    lost = [place for place in places if not place.exists()]
    if lost:
        return [f"{place}(找不到)" for place in lost]
    files, _ = collect(places)
    now = digests(files)
    stale = [f"{name}(已删除)" for name in sorted(known.keys() - now.keys())]
    for name in sorted(now):
        if name not in known:
            stale.append(f"{name}(新增)")
        elif now[name] != known[name]:
            stale.append(f"{name}(已修改)")
    return stale
