"""The parts of one generation, written into a folder of its own before anything points to it.

Documents come as a stream and are let go once they are written.  The index is written along with them where all of
them are new and many; where the generation before holds most of them, it is taken over at the end.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path

from ingest.document import Document
from ingest.errors import StoreDamaged

from .analyzer import Analyzer
from .base import Base
from .clause_file import ClauseFile, Written
from .clause_writer import ClauseWriter, sizes_of
from .disk import sync_tree
from .engines import AUTO, LARGE, Engine, engine_for, engine_named
from .generation import ENGINE_FOLDER
from .layout import UNFINISHED
from .manifest import Manifest
from .meaning_file import write_meanings
from .prepared import Kept, Prepared, Preparer, lined
from .schema import Entry
from .words import Words, dictionary_hash, write_words

__all__ = ["GenerationWriter", "with_content", "write_dictionary"]


def with_content(manifest: Manifest, documents: str) -> Manifest:
    """Fill in ``content``: a hash of everything but itself, the time and the files; ``documents``: theirs (hex).

    The files of one content may differ: blocks and segments tell in which steps they came to be.
    """
    record = manifest.to_dict()
    del record["content"], record["created"], record["files"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return replace(manifest, content=sha256(f"{documents} {text}".encode()).hexdigest())


def write_dictionary(words: Path) -> str:
    """Make sure that the installed dictionary is in the folder ``words``; give its hash."""
    name = dictionary_hash()
    folder = words / name
    try:
        Words(folder)
    except StoreDamaged:
        aside = folder.with_name(name + UNFINISHED)
        shutil.rmtree(aside, ignore_errors=True)
        write_words(aside)
        sync_tree(aside)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    return name


class GenerationWriter:
    """Writes documents into ``aside``, taking over from ``base`` what did not change; a context manager."""

    def __init__(self, aside: Path, words: Words, base: Base | None) -> None:
        self._aside = aside
        self._base = base
        self._prepare = Preparer(Analyzer(words))
        self._clauses = ClauseWriter(aside, base.clause_file if base is not None else None)
        self._vectors = bytearray()
        self._fresh: dict[str, tuple[Entry, ...]] = {}
        self._files: Written = {}
        self.indexed = False
        """Whether the index is written."""
        self.engine = ""
        """The engine that was chosen."""

    def take(self, documents: Iterable[Document | Prepared | Kept], engine: str) -> None:
        """Write the clauses of all ``documents``; ``engine``: a name, or ``auto``.

        Raises ``ConfigurationError`` (no such engine, repeated ids).
        """
        stream = self._taken(documents)
        first: list[Prepared | Kept] = []
        # Which engine ``auto`` is shows when there are enough, or no more.  For any other the first document is waited
        # for: by then the processes that parse are there, and are not forked from one that writes an index in threads.
        for document in stream:
            first.append(document)
            if engine != AUTO or self._clauses.clauses >= LARGE:
                break
        self.engine = engine_for(engine, self._clauses.clauses)[0]
        rest = chain(_let_go(first), stream)
        if self._base is None or not self._engine.GROWS:
            self._engine.write(self._aside / ENGINE_FOLDER, self._entries(rest))
            self.indexed = True
        else:
            self._gather(rest)
        numbering = self._clauses.finish()
        before = self._base.path if self._base is not None else None
        self._files = {**sizes_of(self._aside), **write_meanings(self._aside, self._vectors, numbering, before)}
        self._vectors = bytearray()

    def _taken(self, documents: Iterable[Document | Prepared | Kept]) -> Iterator[Prepared | Kept]:
        """Write the clauses of ``documents`` one by one, and hand them on."""
        for given in documents:
            document = self._kept_or_ready(given) if isinstance(given, Document) else given
            if isinstance(document, Kept):
                self._clauses.keep(document.head, document.was)
            else:
                self._clauses.add(document)
                self._vectors += document.vectors
            yield document

    def _entries(self, documents: Iterable[Prepared | Kept]) -> Iterator[Entry]:
        """Give what is indexed of all ``documents``; those that were kept are read and analysed."""
        for document in documents:
            if isinstance(document, Prepared):
                yield from document.entries
            elif self._base is not None:
                yield from self._prepare.entries(self._base.clause_file.clauses(document.was))

    def _gather(self, documents: Iterable[Prepared | Kept]) -> None:
        """Hold what is indexed of new documents until it is known whether the base's index can be taken over.

        Past some number they are let go, and what is needed is analysed again.
        """
        held = 0
        for document in documents:
            if isinstance(document, Prepared) and held < LARGE:
                self._fresh[str(document.head["id"])] = document.entries
                held += len(document.entries)

    def _kept_or_ready(self, document: Document) -> Kept | Prepared:
        made = lined(document)
        was = self._base.heads.get(document.id) if self._base is not None else None
        if was is not None and all(was[hashed] == made.head[hashed] for hashed in ("lines", "terms")):
            return Kept(document.id, made.head)
        return self._prepare(document, made)

    @property
    def content(self) -> str:
        """SHA-256 (hex) of the documents and their clauses."""
        return self._clauses.content

    @property
    def documents(self) -> int:
        """How many documents were taken."""
        return self._clauses.documents

    @property
    def clauses(self) -> int:
        """How many clauses they have."""
        return self._clauses.clauses

    def index(self, manifest: Manifest) -> None:
        """Write the index, unless that is done; that of the base is built upon where it is of the same making."""
        if self.indexed:
            return
        folder, base = self._aside / ENGINE_FOLDER, self._base
        with ClauseFile(self._aside) as held:

            def wanted(names: Collection[str]) -> Iterator[Entry]:
                for name, _ in self._clauses.order:
                    if name in self._fresh and name in names:
                        yield from self._fresh[name]
                    elif name in names:
                        yield from self._prepare.entries(held.clauses(name))

            changed = set()
            extended = False
            if base is not None and _same_making(base.manifest, manifest):
                was = {name: head["terms"] for name, head in base.heads.items()}
                changed = {name for name, terms in self._clauses.terms.items() if terms != was.get(name)}
                extended = self._engine.extend(base.path / ENGINE_FOLDER, folder, self._clauses.order, changed, wanted)
            if not extended:
                self._engine.write(folder, wanted({name for name, _ in self._clauses.order}))
        self.indexed = True

    @property
    def _engine(self) -> type[Engine]:
        return engine_named(self.engine)

    def put_beside(self, name: str, content: bytes) -> None:
        """Put a file of the builder's own beside the clauses."""
        (self._aside / name).write_bytes(content)
        self._files[name] = len(content), sha256(content).hexdigest()

    def files(self) -> Written:
        """Give size and SHA-256 (hex) of every file that was written."""
        engine = sorted((self._aside / ENGINE_FOLDER).rglob("*"))
        names = [path.relative_to(self._aside).as_posix() for path in engine if path.is_file()]
        return {**self._files, **sizes_of(self._aside, names)}

    def __enter__(self) -> GenerationWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._clauses.close()


def _let_go(documents: list[Prepared | Kept]) -> Iterator[Prepared | Kept]:
    """Give ``documents`` in order, and hold none that was given."""
    documents.reverse()
    while documents:
        yield documents.pop()


def _same_making(was: Manifest, now: Manifest) -> bool:
    """Tell whether the same code made both indexes, with the same words."""
    return (was.engine, was.dictionary, was.words, was.analysis) == (
        now.engine,
        now.dictionary,
        now.words,
        now.analysis,
    )
