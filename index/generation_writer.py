"""The parts of one generation, written into a folder of its own before anything points to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path

from ingest.document import Document
from ingest.errors import StoreDamaged, StoreMissing

from .analyzer import Analyzer
from .clause_file import ClauseFile, Written
from .disk import sync_tree
from .engines import Engine
from .generation import ENGINE_FOLDER, Generation
from .layout import UNFINISHED, Layout
from .manifest import Manifest, current_folder, write_manifest
from .schema import Entry, entries
from .words import Words, dictionary_hash, write_words

__all__ = ["with_content", "write_dictionary", "write_index"]


def with_content(manifest: Manifest) -> Manifest:
    """Fill in ``content``: a hash of everything but itself and the time."""
    record = manifest.to_dict()
    del record["content"], record["created"]
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return replace(manifest, content=sha256(text.encode()).hexdigest())


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


def write_index(
    layout: Layout, aside: Path, manifest: Manifest, documents: Sequence[Document], indexer: type[Engine], *, anew: bool
) -> None:
    """Index ``documents`` into ``aside``, where their clauses are written, and write the manifest with all its files.

    The current generation's index is built upon where that holds most of them, unless ``anew``.
    """
    words = Words(layout.words / manifest.dictionary, manifest.words)
    words.keep()
    analyzer = Analyzer(words)

    def wanted(names: Collection[str]) -> Iterator[Entry]:
        return entries((one for each in documents if each.id in names for one in each.clauses), analyzer)

    if anew or not _extended(layout, aside, manifest, documents, indexer, wanted):
        indexer.write(aside / ENGINE_FOLDER, wanted({document.id for document in documents}))
    from .meaning_file import write_meanings  # whoever reads loads this file too

    meanings = write_meanings(aside, documents, None if anew else _current(layout))
    write_manifest(aside, replace(manifest, files={**manifest.files, **_sizes(aside, ENGINE_FOLDER), **meanings}))


def _current(layout: Layout) -> Path | None:
    try:
        return current_folder(layout.root)
    except (StoreMissing, StoreDamaged):
        return None


def _extended(
    layout: Layout,
    aside: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    indexer: type[Engine],
    wanted: Callable[[Collection[str]], Iterator[Entry]],
) -> bool:
    """Try to take over the current index; False where there is none that fits."""
    base = _base(layout, manifest)
    if base is None:
        return False
    folder, terms_before = base
    with ClauseFile(aside) as fresh:
        changed = {name for name, terms in fresh.terms.items() if terms != terms_before.get(name)}
    order = [(document.id, len(document.clauses)) for document in documents]
    return indexer.extend(folder, aside / ENGINE_FOLDER, order, changed, wanted)


def _base(layout: Layout, manifest: Manifest) -> tuple[Path, Mapping[str, str]] | None:
    """Give the current index and what its documents were made of, where the same code and words made it."""
    try:
        with Generation(current_folder(layout.root), layout.words) as generation:
            was = generation.manifest
            made = (was.engine, was.dictionary, was.words, was.analysis)
            if made != (manifest.engine, manifest.dictionary, manifest.words, manifest.analysis):
                return None
            generation.verify()
            return generation.path / ENGINE_FOLDER, dict(generation.clause_file.terms)
    except (StoreMissing, StoreDamaged):
        return None


def _sizes(folder: Path, part: str) -> Written:
    """Give size and SHA-256 of every file below ``folder/part``, named from ``folder``."""
    written: Written = {}
    for path in sorted((folder / part).rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
            written[path.relative_to(folder).as_posix()] = path.stat().st_size, digest
    return written
