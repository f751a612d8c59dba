"""The folder of a knowledge base: generations, and a pointer to the one that counts.

A generation is written under a name of its own, brought to the disk, verified, and then switched to by
renaming one small file.  Whenever a build dies, the pointer names a whole generation; readers take no lock.
What lies where is in ``layout``; how a generation is made in ``generation_writer``; what stays in ``retention``.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.errors import NotFound, StoreDamaged, StoreError, StoreMissing

from .base import Base, open_base
from .clause_file import ClauseFile
from .code_version import analysis_version
from .disk import link_tree, sync_tree, write_whole
from .engines import AUTO, DEFAULT, engine_named
from .generation import Generation
from .layout import UNFINISHED, Layout
from .lock import BuildLock
from .manifest import Failure, Manifest, Source, current_number, read_manifest, write_manifest
from .parsed import keep_lines, keep_parsed, kept_parsed, parsed_key
from .retention import KEPT, REMEMBERED, documents_in, prune, sweep
from .words import Words, dictionary_hash

if TYPE_CHECKING:
    from ingest.document import Document

    from .prepared import Kept, Prepared

__all__ = ["KEPT", "REMEMBERED", "Closing", "Store", "parsed_key"]

LOCK_SECONDS = 10.0

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "文件夹只读",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
}


class Closing(NamedTuple):
    """What the builder knows once all documents are written; ``beside``: name -> content of files of its own."""

    sources: Sequence[Source] = ()
    failed: Sequence[Failure] = ()
    extra: Mapping[str, Any] = MappingProxyType({})
    beside: Mapping[str, bytes] = MappingProxyType({})


class Store:
    """A knowledge base's folder.  Making one touches nothing; only ``write`` and ``keep_parsed`` create files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._layout = Layout(root)
        self._lock = BuildLock(root)

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        """Processes that parse get the folder, never the lock."""
        return Store, (self.root,)

    # Reading

    def exists(self) -> bool:
        """Tell whether anything has been built here."""
        return self._layout.pointer.is_file()

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
        return Generation(self._layout.generation(number), self._layout.words)

    def generations(self) -> list[int]:
        """Give the numbers of the generations on disk, oldest first; the last is the current one."""
        current = self.current_number()
        return [number for number in self._layout.finished() if number <= current]

    def remembered(self) -> list[int]:
        """Give the numbers of all generations that ``manifest`` knows, oldest first: those on disk and those before."""
        return sorted({*self._layout.past(), *self.generations()})

    def manifest(self, number: int) -> Manifest:
        """Give the manifest of a remembered generation.  Raises ``NotFound``, ``StoreDamaged`` or ``StoreTooNew``."""
        if number in self.generations():
            return read_manifest(self._layout.generation(number))
        path = self._layout.put_by(number)
        if not path.is_file():
            known = "、".join(map(str, self.remembered()))
            raise NotFound(f"没有第 {number} 版知识库", place=str(self.root), remedy=f"记得的版本:{known}")
        return read_manifest(path.parent, path.name)

    # Parsed files

    def parsed(self, key: str) -> tuple[Document, ...] | None:
        """Give the documents kept under ``key``, or None where there are none that can be read."""
        return kept_parsed(self._layout.parsed, key)

    def parsed_under(self, keys: Collection[str]) -> dict[str, tuple[Document, ...]]:
        """Give key -> documents of parsed files, kept as such or held by a generation; keys of neither are left out."""
        found: dict[str, tuple[Document, ...]] = {}
        for number in reversed(self.generations()):
            if missing := set(keys) - found.keys():
                found |= documents_in(self._layout.generation(number), missing)
        for key in set(keys) - found.keys():
            if (kept := self.parsed(key)) is not None:
                found[key] = kept
        return found

    def keep_prepared(self, key: str, documents: Sequence[Prepared]) -> None:
        """Do what ``keep_parsed`` does, for documents that are ready to be written."""
        self._prepare()
        keep_lines(self._layout.parsed, key, ((one.head, one.lines) for one in documents))

    @property
    def waiting(self) -> Path:
        """The folder where a build may lay what it has parsed; the next one removes what one leaves that dies."""
        return self._layout.parsed

    def dictionary_folder(self) -> Path:
        """Give the folder that ``dictionary`` writes, before it is there."""
        return self._layout.words / dictionary_hash()

    def dictionary(self, words: Sequence[str]) -> Words:
        """Give the dictionary that clauses are cut with, ``words`` added; it is written where it is not there yet."""
        self._prepare()
        with self._explained():
            from .generation_writer import write_dictionary

            held = Words(self._layout.words / write_dictionary(self._layout.words), tuple(dict.fromkeys(words)))
            held.keep()
        return held

    def keep_parsed(self, key: str, documents: Sequence[Document]) -> None:
        """Keep the documents of a parsed file under ``key`` until the next ``write``, should a build die before it.

        A generation then holds them; ``write`` keeps of older ones what no generation on disk does.
        """
        self._prepare()
        keep_parsed(self._layout.parsed, key, documents)

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

    def base(self) -> Base | None:
        """Open the current generation to build upon, compared with its hashes; None where all must be made anew."""
        return open_base(self._layout)

    def write(
        self,
        documents: Iterable[Document],
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
        told = Closing(sources, failed, extra or {})
        with self.lock(timeout), ExitStack() as opened:
            if (base := None if force else self.base()) is not None:
                opened.enter_context(base)
            return self.write_from(
                base,
                documents,
                engine=engine,
                lexicon_hash=lexicon_hash,
                words=words,
                force=force,
                closing=lambda _: told,
            )

    def write_from(
        self,
        base: Base | None,
        documents: Iterable[Document | Prepared | Kept],
        *,
        engine: str,
        lexicon_hash: str,
        words: Sequence[str],
        force: bool,
        closing: Callable[[ClauseFile], Closing],
        timeout: float = LOCK_SECONDS,
    ) -> Generation:
        """Do what ``write`` does with documents as they come; those that are ``Kept`` are taken over from ``base``.

        ``closing`` is called once all clauses are written, for what is known only then.
        """
        from .generation_writer import GenerationWriter, with_content  # readers need none of it

        if engine != AUTO:
            engine_named(engine)
        with self.lock(timeout), self._explained():
            sweep(self._layout)
            try:
                held = self.dictionary(words)
                number = self._layout.following()
                aside = self._layout.generations / f"{number}{UNFINISHED}"
                aside.mkdir(parents=True)
                with GenerationWriter(aside, held, base) as writer:
                    writer.take(documents, engine)
                    with ClauseFile(aside) as written:
                        told = closing(written)
                    manifest = with_content(
                        Manifest(
                            engine=writer.engine,
                            dictionary=held.dictionary,
                            lexicon=lexicon_hash,
                            content="",
                            created=_now(),
                            documents=writer.documents,
                            clauses=writer.clauses,
                            words=tuple(dict.fromkeys(words)),
                            sources=tuple(told.sources),
                            failed=tuple(told.failed),
                            extra=dict(told.extra),
                            analysis=analysis_version(),
                        ),
                        writer.content,
                    )
                    if not force and self._holds(manifest.content):
                        return self.current()
                    for name, content in told.beside.items():
                        writer.put_beside(name, content)
                    writer.index(manifest)
                    write_manifest(aside, replace(manifest, files=writer.files()))
                generation = self._switch(aside, number)
            finally:
                sweep(self._layout)
            prune(self._layout)
            return generation

    def roll_back(self, number: int, *, timeout: float = LOCK_SECONDS) -> Generation:
        """Make the generation ``number`` current again, as a new one with the same content; numbers only ever grow.

        Raises ``NotFound`` for one that is not kept whole, ``StoreLocked`` or ``StoreError``.
        """
        with self.lock(timeout), self._explained():
            sweep(self._layout)
            with self.generation(number) as old:
                old.verify()
                following = self._layout.following()
                aside = self._layout.generations / f"{following}{UNFINISHED}"
                try:
                    link_tree(old.path, aside)
                    extra = {**old.manifest.extra, "restored": number}
                    write_manifest(aside, replace(old.manifest, created=_now(), extra=extra))
                    generation = self._switch(aside, following)
                finally:
                    sweep(self._layout)
            prune(self._layout)
            return generation

    def collect(self, keep: int = KEPT, remember: int = REMEMBERED, *, timeout: float = LOCK_SECONDS) -> int:
        """Remove what is not needed any more; ``keep`` generations stay whole.  Gives the bytes set free.

        Files that generations share count once.  Raises ``StoreLocked`` or ``StoreError``.
        """
        with self.lock(timeout), self._explained():
            before = self._layout.size()
            sweep(self._layout)
            prune(self._layout, max(1, keep), max(0, remember))
            for path in self.root.rglob("*.new"):
                with suppress(OSError):
                    path.unlink()
            return max(0, before - self._layout.size())

    def _switch(self, aside: Path, number: int) -> Generation:
        """Give the finished folder its name, check it once more from the disk, and point to it."""
        sync_tree(aside)
        aside.rename(self._layout.generation(number))
        generation = self._open(number)
        try:
            generation.verify()
        except BaseException:
            generation.close()
            raise
        write_whole(self._layout.pointer, f"{number}\n".encode())
        return generation

    def _holds(self, content: str) -> bool:
        """Tell whether the current generation is whole and made from the same ``content``."""
        try:
            with self.current() as generation:
                return generation.manifest.content == content
        except (StoreMissing, StoreDamaged):
            return False

    def _prepare(self) -> None:
        with self._explained():
            self._layout.generations.mkdir(parents=True, exist_ok=True)
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
            why = _REASONS.get(error.errno or 0) or error.strerror or error
            raise StoreError(
                f"无法写入知识库({why})",
                place=str(self.root),
                remedy="请检查磁盘空间和写入权限;已有的知识库没有改动",
            ) from error


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
