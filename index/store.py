"""The folder of a knowledge base: generations, and a pointer to the one that counts.

    kb/CURRENT                     the number of the current generation
    kb/generations/7/              manifest.json, documents.jsonl, clauses.*, engine/
    kb/words/<sha256>/             jieba's dictionary as it is mapped, shared by the generations
    kb/parsed/<key>.json           documents of files that were parsed before
    kb/history/7.json              the manifest of a generation that is gone; its documents are in parsed/
    kb/lock, kb/lock.owner         one builder at a time, and who it is

A generation is written under a name of its own, brought to the disk, verified, and then switched to by
renaming one small file.  Whenever a build dies, the pointer names a whole generation; readers take no lock.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import NotFound, StoreDamaged, StoreError, StoreMissing

from .analyzer import Analyzer
from .clause_file import ClauseFile, Written, write_clauses
from .code_version import analysis_version
from .disk import link_tree, sync_tree, write_whole
from .engines import DEFAULT, Engine, engine_named
from .generation import ENGINE_FOLDER, Generation
from .lock import BuildLock
from .manifest import (
    GENERATIONS,
    MANIFEST,
    POINTER,
    Failure,
    Manifest,
    Source,
    current_number,
    read_manifest,
    write_manifest,
)
from .schema import Entry, entries
from .words import Words, dictionary_hash, write_words

__all__ = ["KEPT", "REMEMBERED", "Store", "parsed_key"]

KEPT = 3
"""Generations that stay whole: the current one, and two for readers that are still on them and to go back to."""

REMEMBERED = 60
"""Earlier generations whose manifests and parsed documents stay, for diffs and to go back to: unchanged files cost
nothing more, a changed one its parsed text."""

LOCK_SECONDS = 10.0

_UNFINISHED = ".building"


def parsed_key(*parts: str) -> str:
    """Give the key of a parsed file: SHA-256 (hex) of all that decides what parsing gives.

    That is the SHA-256 of its bytes, its path, the parser's version and the lexicon's hash.
    """
    return sha256("\n".join(parts).encode()).hexdigest()


class Store:
    """A knowledge base's folder.  Making one touches nothing; only ``write`` and ``keep_parsed`` create files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / POINTER
        self._generations = root / GENERATIONS
        self._words = root / "words"
        self._parsed = root / "parsed"
        self._history = root / "history"
        self._lock = BuildLock(root)

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        """Processes that parse get the folder, never the lock."""
        return Store, (self.root,)

    # Reading

    def exists(self) -> bool:
        """Tell whether anything has been built here."""
        return self._pointer.is_file()

    def current_number(self) -> int:
        """Give the current generation's number.  Raises ``StoreMissing`` or ``StoreDamaged``."""
        return current_number(self.root)

    def current(self) -> Generation:
        """Open the current generation.

        Raises ``StoreMissing``, ``StoreDamaged`` or ``StoreTooNew``.
        """
        number = self.current_number()
        while True:
            try:
                return self._open(number)
            except StoreDamaged:
                # A builder may have switched twice and more while this reader was on its way.
                latest = self.current_number()
                if latest == number:
                    raise
                number = latest

    def generation(self, number: int) -> Generation:
        """Open one of ``generations()``.  Raises ``NotFound`` for a number that is not kept."""
        if number not in self.generations():
            kept = "、".join(map(str, self.generations()))
            raise NotFound(f"没有第 {number} 版知识库", place=str(self.root), remedy=f"保留的版本:{kept}")
        return self._open(number)

    def _open(self, number: int) -> Generation:
        return Generation(self._generations / str(number), self._words)

    def generations(self) -> list[int]:
        """Give the numbers of the generations on disk, oldest first; the last is the current one."""
        current = self.current_number()
        return [number for number in self._finished() if number <= current]

    def _finished(self) -> list[int]:
        return _numbers(self._generations)

    def remembered(self) -> list[int]:
        """Give the numbers of all generations that ``manifest`` knows, oldest first: those on disk and those before."""
        return sorted({*_numbers(self._history, ".json"), *self.generations()})

    def manifest(self, number: int) -> Manifest:
        """Give the manifest of a remembered generation.  Raises ``NotFound``, ``StoreDamaged`` or ``StoreTooNew``."""
        if number in self.generations():
            return read_manifest(self._generations / str(number))
        path = self._history / f"{number}.json"
        if not path.is_file():
            known = "、".join(map(str, self.remembered()))
            raise NotFound(f"没有第 {number} 版知识库", place=str(self.root), remedy=f"记得的版本:{known}")
        return read_manifest(self._history, path.name)

    # Parsed files

    def parsed(self, key: str) -> tuple[Document, ...] | None:
        """Give the documents kept under ``key``, or None where there are none that can be read."""
        try:
            records = json.loads((self._parsed / f"{key}.json").read_bytes())
            return tuple(Document.from_dict(record) for record in records)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # then the file is parsed again, which always is right

    def keep_parsed(self, key: str, documents: Sequence[Document]) -> None:
        """Keep the documents of a parsed file under ``key``; the next ``write`` drops keys that no source names."""
        self._prepare()
        self._parsed.mkdir(exist_ok=True)
        text = json.dumps([document.to_dict() for document in documents], ensure_ascii=False)
        write_whole(self._parsed / f"{key}.json", text.encode(), sync=False)

    # Writing

    @contextmanager
    def lock(self, timeout: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the builder's lock; it may be held more than once by one thread.

        Raises ``StoreLocked`` with the owner's process, host and time after ``timeout`` seconds, ``StoreError`` where
        the folder cannot be written.  The system takes the lock back from a process that dies.
        """
        self._prepare()
        with ExitStack() as held:
            with self._explained():
                held.enter_context(self._lock.held(timeout))
            yield

    def write(
        self,
        documents: Sequence[Document],
        *,
        engine: str = DEFAULT,
        sources: Sequence[Source] = (),
        failed: Sequence[Failure] = (),
        lexicon_hash: str = "",
        words: Sequence[str] = (),
        extra: Mapping[str, Any] | None = None,
        force: bool = False,
        timeout: float = LOCK_SECONDS,
    ) -> Generation:
        """Write a generation of ``documents`` and switch to it; the same content again gives the current one.

        ``words``: the lexicon's words, cut as one.  ``extra``: JSON values kept in the manifest.  ``force``
        writes even where nothing changed.  Raises ``StoreLocked``, ``ConfigurationError`` (unknown engine,
        repeated ids) or ``StoreError`` (disk full, no permission); the current generation then stays.
        """
        indexer = engine_named(engine)
        with self.lock(timeout), self._explained():
            self._sweep()
            try:
                dictionary = self._dictionary()
                number = max([0, *self._finished()]) + 1
                aside = self._generations / f"{number}{_UNFINISHED}"
                aside.mkdir(parents=True)
                manifest = _with_content(
                    Manifest(
                        engine=engine,
                        dictionary=dictionary,
                        lexicon=lexicon_hash,
                        content="",
                        created=_now(),
                        documents=len(documents),
                        clauses=sum(len(document.clauses) for document in documents),
                        words=tuple(dict.fromkeys(words)),
                        sources=tuple(sources),
                        failed=tuple(failed),
                        files=write_clauses(aside, documents),
                        extra=extra or {},
                        analysis=analysis_version(),
                    )
                )
                if not force and self._holds(manifest.content):
                    return self.current()
                self._index(aside, manifest, documents, indexer, anew=force)
                files = {**manifest.files, **_sizes(aside, ENGINE_FOLDER)}
                write_manifest(aside, replace(manifest, files=files))
                generation = self._switch(aside, number)
            finally:
                self._sweep()
            self._prune()
            return generation

    def _index(
        self, aside: Path, manifest: Manifest, documents: Sequence[Document], indexer: type[Engine], *, anew: bool
    ) -> None:
        """Index ``documents``: from the current generation's index where that holds most of them, else from nothing."""
        analyzer = Analyzer(Words(self._words / manifest.dictionary, manifest.words))

        def wanted(names: Collection[str]) -> Iterator[Entry]:
            return entries((one for each in documents if each.id in names for one in each.clauses), analyzer)

        base = None if anew else self._base(manifest)
        if base is not None:
            order = [(document.id, len(document.clauses)) for document in documents]
            with ClauseFile(aside) as fresh:
                changed = {name for name, terms in fresh.terms.items() if terms != base[1].get(name)}
            if indexer.extend(base[0], aside / ENGINE_FOLDER, order, changed, wanted):
                return
        indexer.write(aside / ENGINE_FOLDER, wanted({document.id for document in documents}))

    def _base(self, manifest: Manifest) -> tuple[Path, Mapping[str, str]] | None:
        """Give the current index and what its documents were made of, where the same code and words made it."""
        try:
            with self.current() as generation:
                was = generation.manifest
                made = (was.engine, was.dictionary, was.words, was.analysis)
                if made != (manifest.engine, manifest.dictionary, manifest.words, manifest.analysis):
                    return None
                generation.verify()
                return generation.path / ENGINE_FOLDER, dict(generation.clause_file.terms)
        except (StoreMissing, StoreDamaged):
            return None

    def roll_back(self, number: int, *, timeout: float = LOCK_SECONDS) -> Generation:
        """Make the generation ``number`` current again, as a new one with the same content; numbers only ever grow.

        Raises ``NotFound`` for one that is not kept whole, ``StoreLocked`` or ``StoreError``.
        """
        with self.lock(timeout), self._explained():
            self._sweep()
            with self.generation(number) as old:
                old.verify()
                following = max([0, *self._finished()]) + 1
                aside = self._generations / f"{following}{_UNFINISHED}"
                try:
                    link_tree(old.path, aside)
                    extra = {**old.manifest.extra, "restored": number}
                    write_manifest(aside, replace(old.manifest, created=_now(), extra=extra))
                    generation = self._switch(aside, following)
                finally:
                    self._sweep()
            self._prune()
            return generation

    def collect(self, keep: int = KEPT, remember: int = REMEMBERED, *, timeout: float = LOCK_SECONDS) -> int:
        """Remove what is not needed any more; ``keep`` generations stay whole.  Gives the bytes set free.

        Files that generations share count once.  Raises ``StoreLocked`` or ``StoreError``.
        """
        with self.lock(timeout), self._explained():
            before = _size(self.root)
            self._sweep()
            self._prune(max(1, keep), max(0, remember))
            for path in self.root.rglob("*.new"):
                with suppress(OSError):
                    path.unlink()
            return max(0, before - _size(self.root))

    def _switch(self, aside: Path, number: int) -> Generation:
        """Give the finished folder its name, check it once more from the disk, and point to it."""
        sync_tree(aside)
        aside.rename(self._generations / str(number))
        generation = self._open(number)
        try:
            generation.verify()
        except BaseException:
            generation.close()
            raise
        write_whole(self._pointer, f"{number}\n".encode())
        return generation

    def _holds(self, content: str) -> bool:
        """Tell whether the current generation is whole and made from the same ``content``."""
        try:
            with self.current() as generation:
                return generation.manifest.content == content
        except (StoreMissing, StoreDamaged):
            return False

    def _dictionary(self) -> str:
        """Make sure that the installed dictionary is in the store; give its hash."""
        name = dictionary_hash()
        folder = self._words / name
        try:
            Words(folder)
        except StoreDamaged:
            aside = folder.with_name(name + _UNFINISHED)
            shutil.rmtree(aside, ignore_errors=True)
            write_words(aside)
            sync_tree(aside)
            shutil.rmtree(folder, ignore_errors=True)
            aside.rename(folder)
        return name

    def _sweep(self) -> None:
        """Remove what a build left that died or gave up before the switch."""
        current = 0
        if self.exists():
            try:
                current = self.current_number()
            except StoreDamaged:
                return  # better some litter than the last good generation lost
        for path in self._generations.glob("*"):
            if not path.name.isdigit() or int(path.name) > current:
                shutil.rmtree(path, ignore_errors=True)

    def _prune(self, keep: int = KEPT, remember: int = REMEMBERED) -> None:
        """Remove generations beyond ``keep``, and dictionaries and parsed files that nothing kept names."""
        finished = self._finished()
        for number in finished[:-keep]:
            folder = self._generations / str(number)
            with suppress(OSError):
                self._history.mkdir(exist_ok=True)
                content = (folder / MANIFEST).read_bytes()
                write_whole(self._history / f"{number}.json", content)
            shutil.rmtree(folder, ignore_errors=True)
        past = _numbers(self._history, ".json")
        for number in past[: max(0, len(past) - remember)]:
            with suppress(OSError):
                (self._history / f"{number}.json").unlink()
        try:
            kept = [read_manifest(self._generations / str(number)) for number in finished[-keep:]]
            before = [read_manifest(self._history, f"{number}.json") for number in _numbers(self._history, ".json")]
        except StoreError:
            return  # an unreadable one cannot say what it needs
        dictionaries = {manifest.dictionary for manifest in kept}
        for folder in self._words.glob("*"):
            if folder.name not in dictionaries:
                shutil.rmtree(folder, ignore_errors=True)
        parsed = {f"{source.parsed}.json" for manifest in (*kept, *before) for source in manifest.sources}
        for path in self._parsed.glob("*"):
            if path.name not in parsed:
                with suppress(OSError):
                    path.unlink()

    def _prepare(self) -> None:
        with self._explained():
            self._generations.mkdir(parents=True, exist_ok=True)
            ignore = self.root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="ascii")  # all of it is made from the sources

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the system says of a failed write into an error with a remedy."""
        try:
            yield
        except StoreError:
            raise
        except OSError as error:
            raise StoreError(
                f"无法写入知识库({error.strerror or error})",
                place=str(self.root),
                remedy="请检查磁盘空间和写入权限;已有的知识库没有改动",
            ) from error


def _with_content(manifest: Manifest) -> Manifest:
    """Fill in ``content``: a hash of everything but itself and the time."""
    record = manifest.to_dict()
    del record["content"], record["created"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return replace(manifest, content=sha256(text.encode()).hexdigest())


def _sizes(folder: Path, part: str) -> Written:
    """Give size and SHA-256 of every file below ``folder/part``, named from ``folder``."""
    written: Written = {}
    for path in sorted((folder / part).rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
            written[path.relative_to(folder).as_posix()] = path.stat().st_size, digest
    return written


def _numbers(folder: Path, ending: str = "") -> list[int]:
    """Give the numbers that name entries of ``folder``, in order."""
    if not folder.is_dir():
        return []
    names = (path.name.removesuffix(ending) for path in folder.iterdir() if path.name.endswith(ending))
    return sorted(int(name) for name in names if name.isdigit())


def _size(folder: Path) -> int:
    """Give the bytes below ``folder``; a file with several names counts once."""
    states = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({(state.st_dev, state.st_ino): state.st_size for state in states}.values())


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
