"""Building: sources in, a new generation out.

What did not change is not parsed again.  A file that fails is reported and the rest is built; a source folder
that has lost most of its files is taken for an unmounted disk and refused.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.document_file import document_records
from index.manifest import Manifest, current_folder, is_whole, read_manifest
from ingest.errors import StoreDamaged, StoreMissing

from .build_report import BuildReport, FileReport
from .sources import LEXICON, OVERRIDES, collect, digests, recipe, refuse_mass_delete

if TYPE_CHECKING:
    from ingest import Notice

    from .rebuild import Progress

__all__ = ["build"]


def build(
    sources: Sequence[str | Path],
    root: Path,
    *,
    engine: str = "auto",
    jobs: int = 1,
    full: bool = False,
    dry_run: bool = False,
    allow_mass_delete: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Build ``sources`` (files and folders) into the store at ``root``; see ``KnowledgeBase.build``."""
    started = time.monotonic()
    files, reports = collect(sources)
    folder, was = _current(root)
    now = digests(files)
    if was is not None and not allow_mass_delete:
        asked = {str(Path(source).resolve()) for source in sources}
        held = {place: names for place, names in was.extra.get("places", {}).items() if place in asked}
        refuse_mass_delete(was.sources, now, held)
    made_by = recipe(engine, [root / LEXICON, root / OVERRIDES], sources)
    if was is not None and not full and (same := _unchanged(folder, was, now, made_by)) is not None:
        reports = sorted((*same.files, *reports), key=lambda report: report.path)
        return replace(same, files=tuple(reports), seconds=time.monotonic() - started)
    from index.store import Store  # with all that writing needs

    from .rebuild import Plan, rebuild

    store = Store(root)
    with store.lock() if not dry_run else nullcontext():
        plan = Plan(store, files, now, _current(root)[1], made_by, tuple(sources))
        report = rebuild(plan, reports, engine, jobs, progress, full=full, dry_run=dry_run)
    return replace(report, seconds=time.monotonic() - started)


def _current(root: Path) -> tuple[Path, Manifest | None]:
    """Give the current generation's folder and its manifest; None where there is none that is whole."""
    try:
        folder = current_folder(root)
        manifest = read_manifest(folder)
    except (StoreMissing, StoreDamaged):
        return root, None
    return folder, manifest if is_whole(folder, manifest) else None


def _unchanged(folder: Path, was: Manifest, now: Mapping[str, str], made_by: str) -> BuildReport | None:
    """Report a build that has nothing to do; None where it has.

    ``folder`` is never written to again: it is what ``was`` says for as long as it is there.
    """
    expected = {source.path: source.sha256 for source in was.sources} | dict(was.extra.get("unread", {}))
    if was.extra.get("recipe") != made_by or expected != now or "" in now.values():
        return None
    held: dict[str, list[dict[str, Any]]] = {}
    try:
        for record in document_records(folder):
            held.setdefault(record["source"], []).append(record)
    except StoreDamaged:
        return None
    failed = {failure.path: failure.message for failure in was.failed}
    reports = [
        FileReport(
            name,
            "failed" if name in failed else "unchanged",
            len(held.get(name, ())),
            sum(record["clauses"] for record in held.get(name, ())),
            message=failed.get(name, ""),
            notices=_notices(held.get(name, ())),
        )
        for name in sorted(now)
    ]
    why = was.extra.get("engine_why", "")
    return BuildReport(tuple(reports), was.documents, was.clauses, was.engine, 0.0, int(folder.name), engine_why=why)


def _notices(records: Sequence[Mapping[str, Any]]) -> tuple[Notice, ...]:
    found = [notice for record in records for notice in record.get("warnings", ())]
    if not found:
        return ()
    from ingest import Notice

    return tuple(map(Notice.from_dict, found))
