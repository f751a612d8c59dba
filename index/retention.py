"""What stays in the folder of a knowledge base, and what goes: dead builds, old generations, what nobody names.

All of it is done under the builder's lock.
"""

from __future__ import annotations

import shutil
from contextlib import suppress

from ingest.errors import StoreDamaged, StoreError, StoreMissing

from .disk import write_whole
from .layout import Layout
from .manifest import MANIFEST, current_number, read_manifest
from .parsed import ENDING

__all__ = ["KEPT", "REMEMBERED", "prune", "sweep"]

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
            shutil.rmtree(path, ignore_errors=True)


def prune(layout: Layout, keep: int = KEPT, remember: int = REMEMBERED) -> None:
    """Remove generations beyond ``keep``, and dictionaries and parsed files that nothing kept names."""
    finished = layout.finished()
    for number in finished[:-keep]:
        folder = layout.generation(number)
        with suppress(OSError):
            layout.history.mkdir(exist_ok=True)
            write_whole(layout.put_by(number), (folder / MANIFEST).read_bytes())
        shutil.rmtree(folder, ignore_errors=True)
    past = layout.past()
    for number in past[: max(0, len(past) - remember)]:
        with suppress(OSError):
            layout.put_by(number).unlink()
    _drop_unnamed(layout, finished[-keep:])


def _drop_unnamed(layout: Layout, whole: list[int]) -> None:
    """Remove the dictionaries and parsed files that neither the ``whole`` generations nor those before name."""
    try:
        kept = [read_manifest(layout.generation(number)) for number in whole]
        before = [read_manifest(layout.history, layout.put_by(number).name) for number in layout.past()]
    except StoreError:
        return  # an unreadable one cannot say what it needs
    dictionaries = {manifest.dictionary for manifest in kept}
    for folder in layout.words.glob("*"):
        if folder.name not in dictionaries:
            shutil.rmtree(folder, ignore_errors=True)
    parsed = {f"{source.parsed}{ENDING}" for manifest in (*kept, *before) for source in manifest.sources}
    for path in layout.parsed.glob("*"):
        if path.name not in parsed:
            with suppress(OSError):
                path.unlink()
