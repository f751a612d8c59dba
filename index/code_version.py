"""Which code made something: a hash of its source, so that no release mixes its work with that of another.

A number that people must remember to raise is forgotten; what the files hold is not.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["analysis_version", "code_version"]

_SOURCES = (".py", ".toml", ".txt", ".json")
_ANALYSIS = (
    "analyzer.py",
    "schema.py",
    "words.py",
    "engines/whoosh.py",
    "engines/whoosh_fields.py",
    "engines/whoosh_segments.py",
)


@cache
def code_version(package: str) -> str:
    """Give the SHA-256 (hex) of the sources of an installed package and of the data that ships with them."""
    digest = sha256()
    for name, content in sorted(_walk(files(package), "")):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@cache
def analysis_version() -> str:
    """Give the SHA-256 (hex) of the code that decides which terms of a clause are indexed, and how."""
    digest = sha256()
    root = files(__package__ or "")
    for name in _ANALYSIS:
        digest.update(root.joinpath(name).read_bytes())
    return digest.hexdigest()


def _walk(folder: Traversable, under: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{under}{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _walk(entry, f"{name}/")
        elif entry.name.endswith(_SOURCES):
            found.append((name, entry.read_bytes()))
    return found
