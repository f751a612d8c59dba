"""Building: sources in, a new generation out.

What did not change is not parsed again.  A file that fails is reported and the rest is built; a source folder
that has lost most of its files is taken for an unmounted disk and refused.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.clause_file import read_heads
from index.code_version import code_version
from index.manifest import Failure, Manifest, Source, current_folder, is_whole, read_manifest
from ingest import Document, IngestError, UnreadableFile
from ingest.errors import StoreDamaged, StoreMissing

from .identities import Given, distinct, given_ids
from .parsing import Parsing, parse_all
from .reply import BuildReport, FileReport
from .sources import File, collect, digests, moved, recipe, refuse_mass_delete

if TYPE_CHECKING:
    from index.store import Store

__all__ = ["Progress", "build"]

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, the file's path)."""

LEXICON = "lexicon.toml"
OVERRIDES = "overrides.toml"
NO_POLICY = frozenset(("readme", "license", "licence", "changelog", "contributing"))
"""Stems of files that describe a folder; named alone, they are read like any other."""


def build(
    sources: Sequence[str | Path],
    root: Path,
    *,
    engine: str = "whoosh",
    jobs: int = 1,
    full: bool = False,
    dry_run: bool = False,
    allow_mass_delete: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Build ``sources`` (files and folders) into the store at ``root``; see ``KnowledgeBase.build``."""
    started = time.monotonic()
    files, reports = collect(sources, NO_POLICY)
    was = _manifest(root)
    now = digests(files)
    if was is not None and not allow_mass_delete:
        refuse_mass_delete(was.sources, now)
    made_by = recipe(engine, [root / LEXICON, root / OVERRIDES], sources)
    if was is not None and not full and (same := _unchanged(root, was, now, made_by)) is not None:
        reports = sorted((*same.files, *reports), key=lambda report: report.path)
        return replace(same, files=tuple(reports), seconds=time.monotonic() - started)
    from index.store import Store  # with all that writing needs

    store = Store(root)
    with store.lock() if not dry_run else nullcontext():
        plan = _Plan(store, files, now, _manifest(root), made_by, tuple(sources))
        report = _build(plan, reports, engine, jobs, progress, full=full, dry_run=dry_run)
    return replace(report, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be built: ``now`` gives name -> SHA-256 of the files, ``was`` what is built already."""

    store: Store
    files: Sequence[File]
    now: Mapping[str, str]
    was: Manifest | None
    recipe: str
    sources: tuple[str | Path, ...]


def _build(
    plan: _Plan,
    reports: list[FileReport],
    engine: str,
    jobs: int,
    progress: Progress | None,
    *,
    full: bool,
    dry_run: bool,
) -> BuildReport:
    """Build what ``plan`` says; the lock is held, unless it is a dry run."""
    from index.lexicon import load_lexicon
    from index.tagger import load_overrides

    store, root, files = plan.store, plan.store.root, plan.files
    lexicon = load_lexicon(root / LEXICON if (root / LEXICON).exists() else None)
    decided = root / OVERRIDES
    overrides = load_overrides(decided)
    by_hand = decided.read_bytes() if decided.exists() else b""
    tagging = hashlib.sha256(lexicon.version.encode() + by_hand).hexdigest()
    known = plan.was.sources if plan.was is not None else ()
    before = {source.path: source.sha256 for source in known}
    renamed = moved(known, plan.now)
    context = Parsing(store, lexicon, overrides, tagging, full, dry_run, renamed)
    parsed: list[tuple[File, Source, tuple[Document, ...]]] = []
    for done, (file, outcome) in enumerate(parse_all(files, context, jobs), 1):
        if progress is not None:
            progress(done, len(files), file.name)
        if isinstance(outcome, IngestError):
            reports.append(FileReport(file.name, "failed", message=str(outcome)))
            continue
        source, read = outcome
        change = "added"
        if file.name in before:
            change = "unchanged" if before[file.name] == source.sha256 else "changed"
        elif file.name in renamed:
            change = "renamed"
        parsed.append((file, source, read))
        reports.append(
            FileReport(
                file.name,
                change,
                len(read),
                sum(len(document.clauses) for document in read),
                message=renamed[file.name].path if change == "renamed" else "",
                notices=tuple(notice for document in read for notice in document.warnings),
            )
        )
    named = {report.path for report in reports} | {source.path for source in renamed.values()}
    reports.extend(FileReport(path, "removed") for path in before if path not in named)
    if not parsed:
        _refuse_nothing(reports, plan.sources)
    read_in = [document for _, _, several in parsed for document in several]
    given = [(source, one, got) for source, one, got in (plan.was.extra.get("ids", ()) if plan.was is not None else ())]
    documents = distinct(read_in, _given_now(given, renamed))
    generation = None
    if not dry_run:
        written = store.write(
            documents,
            engine=engine,
            sources=[source for _, source, _ in parsed],
            failed=[Failure(report.path, report.message) for report in reports if report.change == "failed"],
            lexicon_hash=tagging,
            words=[word for word in lexicon.role_of if len(word) > 1],
            extra={
                "sources": sorted(str(Path(source).resolve()) for source in plan.sources),
                "recipe": plan.recipe,
                "unread": {
                    name: plan.now[name] for name in sorted(plan.now.keys() - {file.name for file, _, _ in parsed})
                },
                "ids": given_ids(read_in, documents),
                **_links(documents, plan.was),
            },
            force=full,
        )
        generation = written.number
        written.close()
    return BuildReport(
        tuple(sorted(reports, key=lambda report: report.path)),
        len(documents),
        sum(len(document.clauses) for document in documents),
        engine,
        0.0,
        generation,
    )


def _given_now(given: Sequence[Given], renamed: Mapping[str, Source]) -> list[Given]:
    """Give the ids of the last build, those of renamed files under their new names."""
    names = {source.path: name for name, source in renamed.items()}
    return [(names.get(source, source), one, got) for source, one, got in given]


def _unchanged(root: Path, was: Manifest, now: Mapping[str, str], made_by: str) -> BuildReport | None:
    """Report a build that has nothing to do; None where it has."""
    expected = {source.path: source.sha256 for source in was.sources} | dict(was.extra.get("unread", {}))
    if was.extra.get("recipe") != made_by or expected != now or "" in now.values():
        return None
    try:
        folder = current_folder(root)
        if read_manifest(folder) != was or not is_whole(folder, was):
            return None
        heads = read_heads(folder)
    except (StoreMissing, StoreDamaged):
        return None
    by_source: dict[str, list[tuple[Document, int]]] = {}
    for document, clauses in heads:
        by_source.setdefault(document.source, []).append((document, clauses))
    failed = {failure.path: failure.message for failure in was.failed}
    reports = [
        FileReport(
            name,
            "failed" if name in failed else "unchanged",
            len(by_source.get(name, ())),
            sum(clauses for _, clauses in by_source.get(name, ())),
            message=failed.get(name, ""),
            notices=tuple(notice for document, _ in by_source.get(name, ()) for notice in document.warnings),
        )
        for name in sorted(now)
    ]
    return BuildReport(tuple(reports), was.documents, was.clauses, was.engine, 0.0, int(folder.name))


def _links(documents: Sequence[Document], was: Manifest | None) -> dict[str, Any]:
    """Give what asking needs to know of the documents together: their editions, and which fines refer to which duty.

    The edition of a file that did not change is taken from the last build, where the same program made it.
    """
    from .editions import read_edition
    from .references import references_of

    program = code_version(File.__module__.rpartition(".")[0])
    known: dict[str, Any] = {}
    if was is not None and was.extra.get("program") == program:
        known = {edition["document"]: edition for edition in was.extra.get("editions", ())}
    versions = {source.path: source.sha256 for source in was.sources} if was is not None else {}
    editions = [
        known[document.id]
        if document.id in known and versions.get(document.source) == document.version
        else read_edition(document).to_dict()
        for document in documents
    ]
    fines: dict[str, list[str]] = {}
    for reference in references_of(documents, only=lambda clause: clause.modality == "penalty").found:
        for target in reference.targets:
            fines.setdefault(target, []).append(reference.clause)
    return {"editions": editions, "fines": fines, "program": program}


def _manifest(root: Path) -> Manifest | None:
    """Give the current generation's manifest; None where there is none that is whole."""
    try:
        folder = current_folder(root)
        manifest = read_manifest(folder)
    except (StoreMissing, StoreDamaged):
        return None
    return manifest if is_whole(folder, manifest) else None


def _refuse_nothing(reports: Sequence[FileReport], sources: Sequence[str | Path]) -> None:
    """Keep the old knowledge base where nothing at all could be read."""
    failed = [report.message for report in reports if report.change == "failed"]
    if not failed:
        failed = [f"{'、'.join(map(str, sources))}:没有可读的制度文件。请检查路径"]
    raise UnreadableFile("\n".join(failed))
