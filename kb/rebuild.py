"""A new generation of what changed and what did not: parsed, told apart, linked and written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.code_version import code_version
from index.engines import engine_for
from index.lexicon import keep_tables, load_lexicon
from index.manifest import Failure, Manifest, Source
from index.store import Store
from index.tagger import load_overrides
from ingest import Document, IngestError, UnreadableFile

from .build_report import BuildReport, FileReport
from .editions import read_edition
from .identities import Given, distinct, given_ids
from .parsing import Parsing, parse_all
from .prominence import named_by
from .references import references_of
from .sources import LEXICON, LEXICON_READ, LEXICON_TAKEN, OVERRIDES, File, by_place, moved

__all__ = ["Plan", "Progress", "rebuild"]

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, the file's path)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: ``now`` gives name -> SHA-256 of the files, ``was`` what is built already."""

    store: Store
    files: Sequence[File]
    now: Mapping[str, str]
    was: Manifest | None
    recipe: str
    sources: tuple[str | Path, ...]


def rebuild(
    plan: Plan,
    reports: list[FileReport],
    engine: str,
    jobs: int,
    progress: Progress | None,
    *,
    full: bool,
    dry_run: bool,
) -> BuildReport:
    """Build what ``plan`` says; the lock is held, unless it is a dry run."""
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
    chosen, why = engine_for(engine, sum(len(document.clauses) for document in documents))
    if not dry_run:
        written = store.write(
            documents,
            engine=chosen,
            sources=[source for _, source, _ in parsed],
            failed=[Failure(report.path, report.message) for report in reports if report.change == "failed"],
            lexicon_hash=tagging,
            words=[word for word in lexicon.role_of if len(word) > 1],
            extra={
                "sources": sorted(str(Path(source).resolve()) for source in plan.sources),
                "places": by_place(file for file, _, _ in parsed),
                "recipe": plan.recipe,
                "engine_why": why,
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
        _keep_lexicon(root)
    return BuildReport(
        tuple(sorted(reports, key=lambda report: report.path)),
        len(documents),
        sum(len(document.clauses) for document in documents),
        chosen,
        0.0,
        generation,
        engine_why=why,
    )


def _keep_lexicon(root: Path) -> None:
    from index.disk import write_whole

    keep_tables(root / LEXICON_READ, root / LEXICON if (root / LEXICON).exists() else None)
    if (root / LEXICON).exists():
        write_whole(root / LEXICON_TAKEN, (root / LEXICON).read_bytes(), sync=False)
    else:
        (root / LEXICON_TAKEN).unlink(missing_ok=True)


def _given_now(given: Sequence[Given], renamed: Mapping[str, Source]) -> list[Given]:
    """Give the ids of the last build, those of renamed files under their new names."""
    names = {source.path: name for name, source in renamed.items()}
    return [(names.get(source, source), one, got) for source, one, got in given]


def _links(documents: Sequence[Document], was: Manifest | None) -> dict[str, Any]:
    """Give what asking needs to know of the documents together: their editions, and which fines refer to which duty.

    The edition of a file that did not change is taken from the last build, where the same program made it.
    """
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
    return {"editions": editions, "fines": fines, "named": named_by(documents), "program": program}


def _refuse_nothing(reports: Sequence[FileReport], sources: Sequence[str | Path]) -> None:
    """Keep the old knowledge base where nothing at all could be read."""
    failed = [report.message for report in reports if report.change == "failed"]
    if not failed:
        failed = [f"{'、'.join(map(str, sources))}:没有可读的制度文件。请检查路径"]
    raise UnreadableFile("\n".join(failed))
