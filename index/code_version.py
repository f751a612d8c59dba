"""Which code made something: a hash of its source, so that no release mixes its work with that of another.

A number that people must remember to raise is forgotten; what the files hold is not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.digests import sha256

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["analysis_version", "code_version"]

_SOURCES = (".py", ".toml", ".txt", ".json")
_ANALYSIS = (
    "analyzer.py",
    "cutter.py",
    "folding.py",
    "number_terms.py",
    "engines/postings.py",
    "schema.py",
    "words.py",
    "engines/segment_list.py",
    "engines/whoosh.py",
    "engines/whoosh_fields.py",
    "engines/whoosh_segments.py",
)


@cache
def code_version(package: str) -> str:
    """Give the SHA-256 (hex) of the sources of an installed package and of the data that ships with them."""
    digest = sha256()
    for name, content in sorted(_sources(package)):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@cache
def analysis_version() -> str:
    """Give the SHA-256 (hex) of the code that decides which terms of a clause are indexed, and how."""
    kept = dict(_sources(__package__ or ""))
    digest = sha256()
    for name in _ANALYSIS:
        digest.update(kept[name])
    return digest.hexdigest()


def _sources(package: str) -> Iterator[tuple[str, bytes]]:
    """Give the files of ``package``: name from its folder, with slashes, and content.

    A build with nothing to do spends a good part of its time here: ``importlib.resources``, slow to import, is left to
    packages in an archive.
    """
    for folder in import_module(package).__path__:
        if Path(folder).is_dir():
            return _files(folder, "")
    from importlib.resources import files

    return _walk(files(package), "")


def _files(folder: str, under: str) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_SOURCES):
                with open(entry.path, "rb", buffering=0) as stream:  # noqa: PTH123  (a third of the time of Path.open)
                    yield under + entry.name, stream.read()
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _files(entry.path, f"{under}{entry.name}/")


def _walk(folder: Traversable, under: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{under}{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry, f"{name}/")
        elif entry.name.endswith(_SOURCES):
            yield name, entry.read_bytes()
