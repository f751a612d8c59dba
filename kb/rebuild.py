"""A new generation of what changed and what did not: parsed, told apart, linked and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.base import Base
from index.clause_file import ClauseFile
from index.code_version import code_version
from index.document_file import document_records
from index.engines import engine_for
from index.lexicon import keep_tables, load_lexicon
from index.manifest import Failure, Manifest, Source, current_folder
from index.parsed import with_id
from index.prepared import Kept, Prepared, with_another_id
from index.store import Closing, Store
from index.tagger import load_overrides
from ingest import Document, IngestError, Notice, UnreadableFile
from ingest.errors import StoreError

from .build_report import BuildReport, FileReport
from .identities import Given, Identities, resourced
from .lots import seldom_collected
from .notes import NOTES, Note, note_under, noted, put_together, read_notes
from .parsing import Parsed, Parsing, Parts, Ready, parse_all, taken_over
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
        opened.enter_context(seldom_collected())
        base = plan.store.base() if plan.was is not None and not full else None
        if base is not None:
            opened.enter_context(base)
        work = _Rebuild(plan, base, engine, reports, full=full)
        return work.dry(jobs, progress) if dry_run else work.run(jobs, progress)


class _Rebuild:
    """One build; ``base``: the current generation where its documents may be taken over."""

    def __init__(self, plan: Plan, base: Base | None, engine: str, reports: list[FileReport], *, full: bool) -> None:
        self._plan = plan
        self._base = base
        self._engine = engine
        self._reports = reports
        self._full = full
        root = plan.store.root
        own = root / LEXICON
        self._lexicon = load_lexicon(own if own.exists() else None, kept=None if full else root / LEXICON_READ)
        decided = root / OVERRIDES
        self._overrides = load_overrides(decided)
        by_hand = decided.read_bytes() if decided.exists() else b""
        self._tagging = hashlib.sha256(self._lexicon.version.encode() + by_hand).hexdigest()
        self._renamed = moved(plan.was.sources if plan.was is not None else (), plan.now)
        self._parsed: list[tuple[File, Source]] = []
        self._told_apart: list[Given] = []
        self._notes: dict[str, bytes] = {}
        """Id -> note, of documents that are new or other than they were."""
        self._again: set[str] = set()
        """Ids of documents whose words are as they were, but which lie elsewhere."""

    def run(self, jobs: int, progress: Progress | None) -> BuildReport:
        """Parse what changed, write the generation, and report."""
        plan, store = self._plan, self._plan.store
        words = [word for word in self._lexicon.role_of if len(word) > 1]
        context = self._context((store.dictionary_folder(), tuple(dict.fromkeys(words))))
        taken = self._taken_over(context)
        with (
            parse_all(
                plan.files, context, taken, self._renamed, jobs, meanwhile=lambda: store.dictionary(words)
            ) as parts,
            store.write_from(
                self._base if taken else None,
                self._documents(parts, progress),
                engine=self._engine,
                lexicon_hash=self._tagging,
                words=words,
                force=self._full,
                closing=self._closing,
            ) as written,
        ):
            _keep_lexicon(self._plan.store.root)
            manifest = written.manifest
            return self._report(manifest.documents, manifest.clauses, written.number)

    def dry(self, jobs: int, progress: Progress | None) -> BuildReport:
        """Parse what changed, and report what a build would do."""
        context = self._context(None)
        with parse_all(self._plan.files, context, self._taken_over(context), self._renamed, jobs) as parts:
            counted = list(map(_counted, self._documents(parts, progress)))
        return self._report(len(counted), sum(counted), None)

    def _report(self, documents: int, clauses: int, generation: int | None) -> BuildReport:
        engine, why = engine_for(self._engine, clauses)
        files = tuple(sorted(self._reports, key=lambda report: report.path))
        return BuildReport(files, documents, clauses, engine, 0.0, generation, engine_why=why)

    def _context(self, words: tuple[Path, tuple[str, ...]] | None) -> Parsing:
        return Parsing(self._plan.store, self._lexicon, self._overrides, self._tagging, self._full, words)

    def _taken_over(self, context: Parsing) -> dict[str, Parsed]:
        plan = self._plan
        return taken_over(plan.files, context, self._base, plan.now, self._renamed) if self._base is not None else {}

    def _documents(self, parts: Parts, progress: Progress | None) -> Iterator[Document | Prepared | Kept]:
        """Give the documents of all files, in order, under their ids, and report on each file."""
        plan, done = self._plan, 0
        identities = Identities(_given_now(self._given(), self._renamed), plan.now)
        parsers = self._parsers_ids()
        for part in parts:
            found: list[Ready | Kept] = []
            for file, outcome in part:
                done += 1
                if progress is not None:
                    progress(done, len(plan.files), file.name)
                found += self._reported(file, outcome)
            pairs = [
                (str(one.head["source"]), parsers.get(one.was, one.was) if isinstance(one, Kept) else one.head["id"])
                for one in found
            ]
            chosen = identities.choose(pairs, [file.name for file, _ in part])
            for one, (source, parsed), identity in zip(found, pairs, chosen, strict=True):
                if parsed != identity:
                    self._told_apart.append((source, parsed, identity))
                yield self._under(one, identity)
        before = plan.was.sources if plan.was is not None else ()
        named = {report.path for report in self._reports} | {source.path for source in self._renamed.values()}
        self._reports.extend(FileReport(source.path, "removed") for source in before if source.path not in named)
        if not self._parsed:
            _refuse_nothing(self._reports, plan.sources)

    def _reported(self, file: File, outcome: Parsed | IngestError) -> Sequence[Ready | Kept]:
        """Report what became of a file; give its documents."""
        if isinstance(outcome, IngestError):
            self._reports.append(FileReport(file.name, "failed", message=str(outcome)))
            return ()
        source, read = outcome
        change = "added"
        if file.name in self._digests_before:
            change = "unchanged" if self._digests_before[file.name] == source.sha256 else "changed"
        elif file.name in self._renamed:
            change = "renamed"
        self._parsed.append((file, source))
        self._reports.append(
            FileReport(
                file.name,
                change,
                len(read),
                sum(int(one.head["clauses"]) for one in read),
                message=self._renamed[file.name].path if change == "renamed" else "",
                notices=tuple(Notice.from_dict(notice) for one in read for notice in one.head["warnings"]),
            )
        )
        return read

    @cached_property
    def _digests_before(self) -> Mapping[str, str]:
        return {source.path: source.sha256 for source in self._plan.was.sources} if self._plan.was is not None else {}

    def _under(self, one: Ready | Kept, identity: str) -> Document | Prepared | Kept:
        """Give a document under its id, and keep what links need of it."""
        if isinstance(one, Ready):
            self._notes[identity] = note_under(one.note, one.head["id"], identity) if one.note else b""
            return with_another_id(one.prepared, identity)
        assert self._base is not None
        moved_here = one.head["source"] != self._base.heads[one.was]["source"]
        if moved_here or one.was != identity:
            self._again.add(identity)
        if one.was == identity:
            return one
        (document,) = resourced([self._base.clause_file.document(one.was)], str(one.head["source"]))
        return with_id(document, identity)

    def _closing(self, written: ClauseFile) -> Closing:
        failed = [Failure(report.path, report.message) for report in self._reports if report.change == "failed"]
        why = engine_for(self._engine, len(written))[1]
        beside = put_together(written, lambda identity: self._note(identity, written), self._notes.keys() | self._again)
        return Closing([source for _, source in self._parsed], failed, {**self._extra(), "engine_why": why}, beside)

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
            "ids": [list(given) for given in self._told_apart],
            "program": _program(),
        }

    def _note(self, identity: str, written: ClauseFile) -> Note:
        """Give what is kept of a document: as it was where the same program noted it, else read anew."""
        if identity in self._notes:
            note: Note = json.loads(self._notes[identity])
            return note
        if identity in self._noted_before and identity not in self._again:
            return self._noted_before[identity]
        return noted(written.document(identity))

    @cached_property
    def _noted_before(self) -> Mapping[str, Note]:
        base = self._base
        if base is None or base.manifest.extra.get("program") != _program() or NOTES not in base.manifest.files:
            return {}
        return read_notes((base.path / NOTES).read_bytes())


def _program() -> str:
    return code_version(File.__module__.rpartition(".")[0])


def _counted(document: Document | Prepared | Kept) -> int:
    return len(document.clauses) if isinstance(document, Document) else int(document.head["clauses"])


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
