"""The files that a knowledge base is made of: which they are, what they hold now, and whether anything changed.

All that a build without changes needs is here, and it imports no reader, tagger or engine.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from index.code_version import code_version
from index.manifest import Manifest, Source
from ingest import ConfigurationError, UnreadableFile
from ingest.readers import ENDINGS

from .build_report import FileReport
from .own_files import LEXICON, LEXICON_READ, LEXICON_TAKEN, OVERRIDES

__all__ = [
    "LEXICON",
    "LEXICON_READ",
    "LEXICON_TAKEN",
    "OVERRIDES",
    "File",
    "by_place",
    "collect",
    "digests",
    "gone",
    "moved",
    "read_settled",
    "recipe",
    "refuse_mass_delete",
]

NO_POLICY = frozenset(("readme", "license", "licence", "changelog", "contributing"))
"""Stems (lower case) of files that describe a folder; named alone, they are read like any other."""
FEW = 4
"""Files from which on the loss of more than half is no everyday change; a folder of fewer must have lost all."""
ATTEMPTS = 3
"""Times that a file is read which changes meanwhile."""
PAUSE = 0.2
"""Seconds between them."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, the name that the knowledge base knows it by, and the folder (resolved) that it was found in.

    ``place`` is empty for a file that was named alone.
    """

    path: Path
    name: str
    place: str = ""


def collect(sources: Sequence[str | Path]) -> tuple[list[File], list[FileReport]]:
    """List the files to read, each once, by name, relative to the folder given; and those that are left alone.

    The order of ``sources`` decides nothing.
    """
    files: list[File] = []
    reports: list[FileReport] = []
    seen: set[Path] = set()
    for source in map(Path, sources):
        if not source.is_dir():
            resolved = source.resolve()
            if resolved not in seen:
                seen.add(resolved)
                files.append(File(source, source.name))
            continue
        found = 0
        for path in sorted(source.rglob("*")):
            if not path.is_file() or _hidden(path.relative_to(source)):
                continue
            name = path.relative_to(source).as_posix()
            if path.suffix.lower() not in ENDINGS or path.stem.lower() in NO_POLICY:
                reports.append(FileReport(name, "skipped"))
                continue
            found += 1
            resolved = path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                files.append(File(path, name, str(source.resolve())))
        if not found:
            endings = "、".join(sorted(ending.lstrip(".") for ending in ENDINGS))
            reports.append(
                FileReport(str(source), "failed", message=f"{source}:文件夹中没有制度文件。请放入 {endings} 文件后重建")
            )
    return sorted(_told_apart(files), key=lambda file: file.name), reports


def _told_apart(files: Sequence[File]) -> list[File]:
    """Name files of one name by the folders they are in, as many as it takes: not by where the command is run."""
    named, depth = list(files), 0
    while len(counted := Counter(file.name for file in named)) < len(named):
        depth += 1
        for at, (file, first) in enumerate(zip(named, files, strict=True)):
            if counted[file.name] > 1:
                parts = file.path.resolve().parts
                named[at] = replace(
                    file, name="/".join(parts[max(1, len(parts) - depth - 1 - first.name.count("/")) :])
                )
    return named


def _hidden(path: Path) -> bool:
    """Tell hidden files and what word processors leave beside an open document."""
    return any(part.startswith((".", "~$")) for part in path.parts)


def digests(files: Iterable[File]) -> dict[str, str]:
    """Give name -> SHA-256 (hex) of the bytes; empty for a file that cannot be read."""
    found: dict[str, str] = {}
    for file in files:
        try:
            with file.path.open("rb") as stream:
                found[file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            found[file.name] = ""
    return found


def recipe(engine: str, by_hand: Sequence[Path], places: Sequence[str | Path]) -> str:
    """Give the SHA-256 (hex) of all but the files that decides what a build gives.

    That is the program itself with the lexicon it ships, the engine, what people wrote for this knowledge base
    (``by_hand``: files that may be absent) and where the files come from.
    """
    digest = hashlib.sha256(f"{engine} {find_spec('tantivy') is not None}".encode())  # which one auto takes
    for kind in (ConfigurationError, Manifest, File):
        digest.update(code_version(kind.__module__.rpartition(".")[0]).encode())
    for path in by_hand:
        content = path.read_bytes() if path.exists() else b"-"
        digest.update(f"\0{len(content)}\0".encode() + content)
    digest.update("\0".join(sorted(str(Path(place).resolve()) for place in places)).encode())
    return digest.hexdigest()


def gone(before: Iterable[Source], now: Mapping[str, str]) -> list[Source]:
    """Give the sources of which neither the name nor the content is there any more."""
    contents = set(now.values())
    return [source for source in before if source.path not in now and source.sha256 not in contents]


def moved(before: Iterable[Source], now: Mapping[str, str]) -> dict[str, Source]:
    """Give new name -> the source that lay under another name with the same content and is not there any more."""
    left: dict[str, list[Source]] = {}
    known = set()
    for source in before:
        known.add(source.path)
        if source.path not in now:
            left.setdefault(source.sha256, []).append(source)
    found: dict[str, Source] = {}
    for name in sorted(now):
        if name not in known and (same := left.get(now[name])):
            found[name] = same.pop(0)
    return found


def by_place(files: Iterable[File]) -> dict[str, list[str]]:
    """Give folder (resolved) -> names of the files found in it; single files are in none."""
    found: dict[str, list[str]] = {}
    for file in files:
        if file.place:
            found.setdefault(file.place, []).append(file.name)
    return found


def refuse_mass_delete(
    before: Sequence[Source], now: Mapping[str, str], places: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Refuse to go on where most files are gone, names and contents: a disk that is not mounted looks like that.

    ``places``: folder -> names of the files that it held; one of several folders may be the one that is not mounted.
    Raises ``ConfigurationError``.
    """
    lost = {source.path for source in gone(before, now)}
    for place, names in {"": [source.path for source in before], **(places or {})}.items():
        missing = len(lost.intersection(names))
        if (len(names) >= FEW and missing * 2 > len(names)) or (place and 1 < len(names) == missing):
            where = f"{place} " if place else ""
            raise ConfigurationError(
                f"{where}原有 {len(names)} 份文件中有 {missing} 份不见了(磁盘未挂载?)",
                remedy="现有知识库没有改动。确实要删除时请加 --allow-mass-delete",
            )


def read_settled(file: File) -> bytes:
    """Read a file that nobody writes to meanwhile; one that keeps changing is refused and read by a later build.

    Raises an ``IngestError``.
    """
    from ingest.parse import read_source

    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE)
        before = _state(file.path)
        data = read_source(file.path, name=file.name)
        if before == _state(file.path) and (before is None or before[0] == len(data)):
            return data
    raise UnreadableFile("文件正在被修改", place=file.name, remedy="请等它保存完毕后再建")


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
