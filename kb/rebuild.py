"""A new generation of what changed and what did not: parsed, told apart, linked and written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from index.base import Base
from index.clause_file import ClauseFile
from index.code_version import code_version
from index.engines import engine_for
from index.lexicon import keep_tables, load_lexicon
from index.manifest import Failure, Manifest, Source, current_folder, document_records
from index.parsed import with_id
from index.prepared import Kept
from index.store import Closing, Store
from index.tagger import load_overrides
from ingest import Document, IngestError, Notice, UnreadableFile
from ingest.errors import StoreError

from .build_report import BuildReport, FileReport
from .identities import Given, chosen_ids
from .links import NOTES, Note, noted, put_together, read_notes
from .parsing import Before, Parsing, parse_all
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
    with ExitStack() as opened:
        base = plan.store.base() if plan.was is not None and not full else None
        if base is not None:
            opened.enter_context(base)
        return _Rebuild(plan, base, engine, full=full).run(reports, jobs, progress, dry_run=dry_run)


class _Rebuild:
    """One build; ``base``: the current generation where its documents may be taken over."""

    def __init__(self, plan: Plan, base: Base | None, engine: str, *, full: bool) -> None:
        self._plan = plan
        self._base = base
        self._asked = engine
        self._full = full
        root = plan.store.root
        own = root / LEXICON
        self._lexicon = load_lexicon(own if own.exists() else None, kept=None if full else root / LEXICON_READ)
        decided = root / OVERRIDES
        self._overrides = load_overrides(decided)
        by_hand = decided.read_bytes() if decided.exists() else b""
        self._tagging = hashlib.sha256(self._lexicon.version.encode() + by_hand).hexdigest()
        self._renamed = moved(plan.was.sources if plan.was is not None else (), plan.now)
        self._places: dict[str, tuple[str, str]] = {}
        """Id of a document -> source, and the id that the parser gave it."""
        self._parsed: list[tuple[File, Source]] = []
        self._changed: set[str] = set()

    def run(self, reports: list[FileReport], jobs: int, progress: Progress | None, *, dry_run: bool) -> BuildReport:
        """Parse what changed, write the generation, and report."""
        plan = self._plan
        read = self._read(reports, jobs, progress, dry_run=dry_run)
        clauses = sum(report.clauses for report in reports)
        chosen, why = engine_for(self._asked, clauses)
        documents = self._told_apart(read)
        generation = None
        if not dry_run:
            kept = any(isinstance(document, Kept) for document in documents)

            def closing(written: ClauseFile) -> Closing:
                return Closing(
                    [source for _, source in self._parsed],
                    [Failure(report.path, report.message) for report in reports if report.change == "failed"],
                    {**self._extra(), "engine_why": why},
                    put_together(written, lambda identity: self._note(identity, written), self._changed),
                )

            written = plan.store.write(
                documents,
                engine=chosen,
                lexicon_hash=self._tagging,
                words=[word for word in self._lexicon.role_of if len(word) > 1],
                force=self._full,
                base=self._base if kept else None,
                closing=closing,
            )
            generation = written.number
            written.close()
            _keep_lexicon(plan.store.root)
        return BuildReport(
            tuple(sorted(reports, key=lambda report: report.path)),
            len(documents),
            clauses,
            chosen,
            0.0,
            generation,
            engine_why=why,
        )

    def _read(
        self, reports: list[FileReport], jobs: int, progress: Progress | None, *, dry_run: bool
    ) -> list[Document | Kept]:
        """Give the documents of all files, in order, and report on each file."""
        plan, renamed = self._plan, self._renamed
        before = {source.path: source.sha256 for source in plan.was.sources} if plan.was is not None else {}
        context = Parsing(plan.store, self._lexicon, self._overrides, self._tagging, self._full, dry_run)
        found: list[Document | Kept] = []
        outcomes = parse_all(plan.files, context, Before(self._base, plan.now, renamed), jobs)
        for done, (file, outcome) in enumerate(outcomes, 1):
            if progress is not None:
                progress(done, len(plan.files), file.name)
            if isinstance(outcome, IngestError):
                reports.append(FileReport(file.name, "failed", message=str(outcome)))
                continue
            source, read = outcome
            change = "added"
            if file.name in before:
                change = "unchanged" if before[file.name] == source.sha256 else "changed"
            elif file.name in renamed:
                change = "renamed"
            found += read
            self._parsed.append((file, source))
            reports.append(
                FileReport(
                    file.name,
                    change,
                    len(read),
                    sum(map(_clauses_of, read)),
                    message=renamed[file.name].path if change == "renamed" else "",
                    notices=tuple(notice for document in read for notice in _notices_of(document)),
                )
            )
        named = {report.path for report in reports} | {source.path for source in renamed.values()}
        reports.extend(FileReport(path, "removed") for path in before if path not in named)
        if not self._parsed:
            _refuse_nothing(reports, plan.sources)
        return found

    def _told_apart(self, read: Sequence[Document | Kept]) -> list[Document | Kept]:
        """Give each document an id of its own, the one that it had where it had one."""
        parsers = self._parsers_ids()
        pairs = [
            (str(one.head["source"]), parsers.get(one.was, one.was)) if isinstance(one, Kept) else (one.source, one.id)
            for one in read
        ]
        chosen = chosen_ids(pairs, _given_now(self._given(), self._renamed))
        documents: list[Document | Kept] = []
        for one, identity, pair in zip(read, chosen, pairs, strict=True):
            self._places[identity] = pair
            if isinstance(one, Kept) and one.was == identity:
                documents.append(one)
                if one.head["source"] != self._source_before(one.was):
                    self._changed.add(identity)
            else:
                self._changed.add(identity)
                documents.append(with_id(self._whole(one) if isinstance(one, Kept) else one, identity))
        return documents

    def _whole(self, kept: Kept) -> Document:
        """Read a document that was to be taken over as it is."""
        assert self._base is not None
        return Document.from_dict(
            {**kept.head, "clauses": [clause.to_dict() for clause in self._base.clause_file.clauses(kept.was)]}
        )

    def _source_before(self, identity: str) -> str:
        assert self._base is not None
        return str(self._base.heads[identity]["source"])

    def _given(self) -> list[Given]:
        """Give the ids of the last build: source, the parser's, the one that was given."""
        if self._plan.was is None:
            return []
        parsers = self._parsers_ids()
        if self._base is not None:
            heads: Iterable[Mapping[str, Any]] = self._base.heads.values()
        else:
            try:
                heads = document_records(current_folder(self._plan.store.root))
            except StoreError:
                heads = []
        return [(head["source"], parsers.get(head["id"], head["id"]), head["id"]) for head in heads]

    def _parsers_ids(self) -> dict[str, str]:
        """Give id -> the parser's, of the last build, where they differ."""
        ids = self._plan.was.extra.get("ids", ()) if self._plan.was is not None else ()
        return {got: one for _, one, got in ids}

    def _extra(self) -> dict[str, Any]:
        plan, files = self._plan, [file for file, _ in self._parsed]
        read = {file.name for file in files}
        return {
            "sources": sorted(str(Path(source).resolve()) for source in plan.sources),
            "places": by_place(files),
            "recipe": plan.recipe,
            "unread": {name: plan.now[name] for name in sorted(plan.now.keys() - read)},
            "ids": [[source, one, got] for got, (source, one) in self._places.items() if one != got],
            "program": _program(),
        }

    def _note(self, identity: str, written: ClauseFile) -> Note:
        """Give what is kept of a document: as it was where the same program noted it, else read anew."""
        if identity not in self._changed and identity in self._noted_before:
            return self._noted_before[identity]
        bare = next(one for one in written.documents if one.id == identity)
        return noted(replace(bare, clauses=tuple(written.clauses(identity))))

    @cached_property
    def _noted_before(self) -> Mapping[str, Note]:
        base = self._base
        if base is None or base.manifest.extra.get("program") != _program() or NOTES not in base.manifest.files:
            return {}
        return read_notes((base.path / NOTES).read_bytes())


def _program() -> str:
    return code_version(File.__module__.rpartition(".")[0])


def _clauses_of(document: Document | Kept) -> int:
    return int(document.head["clauses"]) if isinstance(document, Kept) else len(document.clauses)


def _notices_of(document: Document | Kept) -> Sequence[Notice]:
    if isinstance(document, Kept):
        return [Notice.from_dict(notice) for notice in document.head.get("warnings", ())]
    return document.warnings


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


def _refuse_nothing(reports: Sequence[FileReport], sources: Sequence[str | Path]) -> None:
    """Keep the old knowledge base where nothing at all could be read."""
    failed = [report.message for report in reports if report.change == "failed"]
    if not failed:
        failed = [f"{'、'.join(map(str, sources))}:没有可读的制度文件。请检查路径"]
    raise UnreadableFile("\n".join(failed))
