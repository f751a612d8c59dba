"""Building: sources in, a new generation out.

What did not change is not parsed again.  A file that fails is reported and the rest is built; a source folder
that has lost most of its files is taken for an unmounted disk and refused.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.lexicon import Lexicon, load_lexicon
from index.manifest import Failure, Source
from index.store import Store, parsed_key
from index.tagger import Overrides, load_overrides, tag
from ingest import Document, IngestError, UnreadableFile
from ingest.errors import ConfigurationError, StoreDamaged, StoreMissing
from ingest.parse import PARSER_VERSION, parse_bytes
from ingest.readers import ENDINGS

from .reply import BuildReport, FileReport

__all__ = ["Progress", "build"]

Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, the file's path)."""

LEXICON = "lexicon.toml"
OVERRIDES = "overrides.toml"
_RECORDS = ".jsonl"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str


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
    store = Store(root)
    lexicon = load_lexicon(root / LEXICON if (root / LEXICON).exists() else None)
    decided = root / OVERRIDES
    overrides = load_overrides(decided)
    by_hand = decided.read_bytes() if decided.exists() else b""
    tagging = hashlib.sha256(lexicon.version.encode() + by_hand).hexdigest()
    files, reports = _collect(sources)
    before = _before(store)
    if before and not allow_mass_delete:
        _refuse_mass_delete(before, {file.name for file in files})
    context = _Context(store, lexicon, overrides, tagging, full, dry_run)
    parsed: list[tuple[_File, Source, tuple[Document, ...]]] = []
    for done, (file, outcome) in enumerate(_parse_all(files, context, jobs), 1):
        if progress is not None:
            progress(done, len(files), file.name)
        if isinstance(outcome, IngestError):
            reports.append(FileReport(file.name, "failed", message=str(outcome)))
            continue
        source, read = outcome
        change = "added"
        if file.name in before:
            change = "unchanged" if before[file.name] == source.sha256 else "changed"
        parsed.append((file, source, read))
        reports.append(
            FileReport(
                file.name,
                change,
                len(read),
                sum(len(document.clauses) for document in read),
                notices=tuple(notice for document in read for notice in document.warnings),
            )
        )
    named = {report.path for report in reports}
    reports.extend(FileReport(path, "removed") for path in before if path not in named)
    if not parsed:
        _refuse_nothing(reports, sources)
    documents = list(_distinct(document for _, _, several in parsed for document in several))
    generation = None
    if not dry_run:
        written = store.write(
            documents,
            engine=engine,
            sources=[source for _, source, _ in parsed],
            failed=[Failure(report.path, report.message) for report in reports if report.change == "failed"],
            lexicon_hash=tagging,
            words=[word for word in lexicon.role_of if len(word) > 1],
            extra={"sources": [str(Path(source).resolve()) for source in sources], **_links(documents)},
            force=full,
        )
        generation = written.number
        written.close()
    return BuildReport(
        tuple(sorted(reports, key=lambda report: report.path)),
        len(documents),
        sum(len(document.clauses) for document in documents),
        engine,
        time.monotonic() - started,
        generation,
    )


def _links(documents: Sequence[Document]) -> dict[str, Any]:
    """Give what asking needs to know of the documents together: their editions, and which fines refer to which duty."""
    from .editions import read_edition
    from .references import references_of

    fines: dict[str, list[str]] = {}
    fining = {clause.id for document in documents for clause in document.clauses if clause.modality == "penalty"}
    for reference in references_of(documents).found:
        if reference.clause in fining:
            for target in reference.targets:
                fines.setdefault(target, []).append(reference.clause)
    return {"editions": [read_edition(document).to_dict() for document in documents], "fines": fines}


@dataclass(frozen=True, slots=True)
class _Context:
    store: Store
    lexicon: Lexicon
    overrides: Overrides
    tagging: str
    full: bool
    dry_run: bool


def _collect(sources: Sequence[str | Path]) -> tuple[list[_File], list[FileReport]]:
    """List the files to read, each once, named relative to the folder that was given."""
    files: list[_File] = []
    reports: list[FileReport] = []
    seen: set[Path] = set()
    for source in map(Path, sources):
        if not source.is_dir():
            resolved = source.resolve()
            if resolved not in seen:
                seen.add(resolved)
                files.append(_File(source, source.name))
            continue
        found = 0
        for path in sorted(source.rglob("*")):
            if not path.is_file() or _hidden(path.relative_to(source)):
                continue
            name = path.relative_to(source).as_posix()
            if path.suffix.lower() not in ENDINGS:
                reports.append(FileReport(name, "skipped"))
                continue
            found += 1
            resolved = path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                files.append(_File(path, name))
        if not found:
            endings = "、".join(sorted(ending.lstrip(".") for ending in ENDINGS))
            reports.append(
                FileReport(str(source), "failed", message=f"{source}:文件夹中没有制度文件。请放入 {endings} 文件后重建")
            )
    counted = Counter(file.name for file in files)
    return [file if counted[file.name] == 1 else replace(file, name=str(file.path)) for file in files], reports


def _hidden(path: Path) -> bool:
    """Tell hidden files and what word processors leave beside an open document."""
    return any(part.startswith((".", "~$")) for part in path.parts)


def _before(store: Store) -> dict[str, str]:
    """Give path -> SHA-256 of the sources of the current generation; nothing where there is none."""
    try:
        with store.current() as generation:
            return {source.path: source.sha256 for source in generation.manifest.sources}
    except (StoreMissing, StoreDamaged):
        return {}


def _refuse_mass_delete(before: dict[str, str], now: set[str]) -> None:
    gone = [path for path in before if path not in now]
    if len(before) >= 4 and len(gone) * 2 > len(before):
        raise ConfigurationError(
            f"原有 {len(before)} 份文件中有 {len(gone)} 份不见了(磁盘未挂载?)",
            remedy="现有知识库没有改动。确实要删除时请加 --allow-mass-delete",
        )


def _refuse_nothing(reports: Sequence[FileReport], sources: Sequence[str | Path]) -> None:
    """Keep the old knowledge base where nothing at all could be read."""
    failed = [report.message for report in reports if report.change == "failed"]
    if not failed:
        failed = [f"{'、'.join(map(str, sources))}:没有可读的制度文件。请检查路径"]
    raise UnreadableFile("\n".join(failed))


def _parse_all(
    files: Sequence[_File], context: _Context, jobs: int
) -> Iterator[tuple[_File, tuple[Source, tuple[Document, ...]] | IngestError]]:
    if jobs > 1 and len(files) > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(max_workers=min(jobs, len(files))) as pool:
            yield from zip(files, pool.map(_parse, files, [context] * len(files)), strict=True)
    else:
        for file in files:
            yield file, _parse(file, context)


def _parse(file: _File, context: _Context) -> tuple[Source, tuple[Document, ...]] | IngestError:
    """Parse and tag one file, or take what was kept of it."""
    try:
        data = _read(file)
        digest = hashlib.sha256(data).hexdigest()
        key = parsed_key(digest, file.name, PARSER_VERSION, context.tagging)
        kept = None if context.full else context.store.parsed(key)
        if kept is None:
            kept = tuple(tag(_documents(data, file.name), context.lexicon, context.overrides))
            if not context.dry_run:
                context.store.keep_parsed(key, kept)
        return Source(file.name, digest, key), kept
    except IngestError as error:
        return error


def _documents(data: bytes, name: str) -> list[Document]:
    if name.lower().endswith(_RECORDS):
        from ingest.records import parse_records

        return parse_records(data, name=name)
    return parse_bytes(data, name=name)


def _read(file: _File) -> bytes:
    from ingest.parse import read_source

    return read_source(file.path, name=file.name)


def _distinct(documents: Iterable[Document]) -> Iterator[Document]:
    """Give each document an id of its own: policies of one title are told apart by ``~2``, in the sources' order."""
    taken: set[str] = set()
    for document in documents:
        identity = document.id
        count = 1
        while identity in taken:
            count += 1
            identity = f"{document.id.split('~')[0]}~{count}"
        taken.add(identity)
        yield document if identity == document.id else _renamed(document, identity)


def _renamed(document: Document, identity: str) -> Document:
    ref = replace(document.ref, id=identity)

    def moved(clause_id: str) -> str:
        return identity + clause_id[len(document.id) :]

    clauses = tuple(
        replace(clause, id=moved(clause.id), document=ref, parent=moved(clause.parent) if clause.parent else None)
        for clause in document.clauses
    )
    return replace(document, id=identity, clauses=clauses)
