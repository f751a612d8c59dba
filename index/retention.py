"""What stays in the folder of a knowledge base, and what goes: dead builds, old generations, what nobody names.

All of it is done under the builder's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import StoreDamaged, StoreError, StoreMissing

from .clause_file import ClauseFile
from .disk import remove_tree, write_whole
from .layout import Layout
from .manifest import MANIFEST, current_number, read_manifest
from .parsed import ENDING, keep_parsed, with_id

if TYPE_CHECKING:
    from ingest.document import Document

__all__ = ["KEPT", "REMEMBERED", "documents_in", "prune", "sweep"]

KEPT = 3
"""Generations that stay whole: the current one, and two for readers that are still on them and to go back to."""

REMEMBERED = 60
"""Earlier generations whose manifests and parsed documents stay, for diffs and to go back to: unchanged files cost
nothing more, a changed one its parsed text."""


def sweep(layout: Layout) -> None:
    """Remove what a build left that died or gave up before the switch."""
    try:
        current = current_number(layout.root)
    except StoreMissing:
        current = 0
    except StoreDamaged:
        return  # better some litter than the last good generation lost
    for path in layout.generations.glob("*"):
        if not path.name.isdigit() or int(path.name) > current:
            remove_tree(path)


def prune(layout: Layout, keep: int = KEPT, remember: int = REMEMBERED) -> None:
    """Remove generations beyond ``keep``, and dictionaries and parsed files that nothing kept needs.

    What a generation holds lies there alone; it is kept as parsed files when the last one that holds it goes.
    """
    finished = layout.finished()
    for number in finished[:-keep]:
        folder = layout.generation(number)
        try:
            layout.history.mkdir(exist_ok=True)
            _put_by(layout, number, finished[-keep:])
            write_whole(layout.put_by(number), (folder / MANIFEST).read_bytes())
        except OSError:
            continue  # no room: it stays whole until there is
        except StoreError:
            pass  # a damaged one cannot be read any more
        remove_tree(folder)
    past = layout.past()
    for number in past[: max(0, len(past) - remember)]:
        with suppress(OSError):
            layout.put_by(number).unlink()
    _drop_unnamed(layout, finished[-keep:])


def _put_by(layout: Layout, number: int, whole: Sequence[int]) -> None:
    """Keep as parsed files the documents of a generation that goes which no generation that stays holds."""
    folder = layout.generation(number)
    manifest = read_manifest(folder)
    held = {source.parsed for one in whole for source in read_manifest(layout.generation(one)).sources}
    lost = [
        source
        for source in manifest.sources
        if source.parsed and source.parsed not in held and not (layout.parsed / f"{source.parsed}{ENDING}").exists()
    ]
    if not lost:
        return
    for key, documents in documents_in(folder, {source.parsed for source in lost}).items():
        keep_parsed(layout.parsed, key, documents)


def documents_in(folder: Path, keys: Collection[str]) -> dict[str, tuple[Document, ...]]:
    """Give the documents that the generation in ``folder`` holds of files parsed under ``keys``, as they were parsed.

    Keys that its manifest does not name are left out.  Raises ``StoreDamaged``.
    """
    manifest = read_manifest(folder)
    found: dict[str, list[Document]] = {source.path: [] for source in manifest.sources if source.parsed in keys}
    if not found:
        return {}
    given = {(source, got): parsed for source, parsed, got in manifest.extra.get("ids", ())}
    with ClauseFile(folder) as clauses:
        for document in clauses.documents:
            if document.source in found:
                parsed_as = given.get((document.source, document.id), document.id)
                read = replace(document, clauses=tuple(clauses.clauses(document.id)))
                found[document.source].append(with_id(read, parsed_as))
    return {source.parsed: tuple(found[source.path]) for source in manifest.sources if source.path in found}


def _drop_unnamed(layout: Layout, whole: list[int]) -> None:
    """Remove dictionaries that no ``whole`` generation names, and parsed files that none before needs.

    A build that dies leaves what it parsed to the next one; a generation holds it then.
    """
    try:
        kept = [read_manifest(layout.generation(number)) for number in whole]
        before = [read_manifest(layout.history, layout.put_by(number).name) for number in layout.past()]
    except StoreError:
        return  # an unreadable one cannot say what it needs
    dictionaries = {manifest.dictionary for manifest in kept}
    for folder in layout.words.glob("*"):
        if folder.name not in dictionaries:
            remove_tree(folder)
    held = {source.parsed for manifest in kept for source in manifest.sources}
    parsed = {f"{source.parsed}{ENDING}" for one in before for source in one.sources if source.parsed not in held}
    for path in layout.parsed.glob("*"):
        if path.name not in parsed:
            with suppress(OSError):
                path.unlink()
