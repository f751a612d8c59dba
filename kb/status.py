"""The state of a knowledge base, and which of its sources changed since it was built."""

from __future__ import annotations

from pathlib import Path

from index.generation import Generation
from index.store import Store
from ingest.readers import ENDINGS

from .reply import Status

__all__ = ["status"]


def status(root: Path, generation: Generation) -> Status:
    """Describe ``generation``; sources are compared by time and, where that differs, by content."""
    manifest = generation.manifest
    folders = [Path(place) for place in manifest.extra.get("sources", ())]
    return Status(
        root=str(root),
        generation=generation.number,
        generations=tuple(Store(root).generations()),
        documents=manifest.documents,
        clauses=manifest.clauses,
        engine=manifest.engine,
        created=manifest.created,
        stale=tuple(_stale(folders, {source.path: source.sha256 for source in manifest.sources})),
        failed=tuple((failure.path, failure.message) for failure in manifest.failed),
        sources=len(manifest.sources),
    )


def _stale(places: list[Path], known: dict[str, str]) -> list[str]:
    """Name the sources that changed, vanished or came since; nothing where the places themselves are gone."""
    now: dict[str, Path] = {}
    for place in places:
        if place.is_file():
            now[place.name] = place
        elif place.is_dir():
            for path in place.rglob("*"):
                if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$")):
                    now[path.relative_to(place).as_posix()] = path
        else:
            return [f"{place}(找不到)"]
    stale = [f"{name}(已删除)" for name in known if name not in now]
    for name, path in sorted(now.items()):
        if name not in known:
            stale.append(f"{name}(新增)")
        elif _digest(path) != known[name]:
            stale.append(f"{name}(已修改)")
    return stale


def _digest(path: Path) -> str:
    from hashlib import file_digest

    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
