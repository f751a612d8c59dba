"""Where the parts of a knowledge base lie in its folder.

kb/CURRENT                     the number of the current generation
kb/generations/7/              manifest.json, documents.*, clauses.*, engine/
kb/words/<sha256>/             jieba's dictionary as it is mapped, shared by the generations
kb/parsed/<key>.json.gz        documents of files that were parsed before
kb/history/7.json              the manifest of a generation that is gone; its documents are in parsed/
kb/lock, kb/lock.owner         one builder at a time, and who it is
"""

from __future__ import annotations

from pathlib import Path

from .manifest import GENERATIONS, POINTER

__all__ = ["UNFINISHED", "Layout"]

UNFINISHED = ".building"
"""Ends the names of folders that are being written."""


class Layout:
    """The paths below ``root``; making one touches nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pointer = root / POINTER
        self.generations = root / GENERATIONS
        self.words = root / "words"
        self.parsed = root / "parsed"
        self.history = root / "history"

    def generation(self, number: int) -> Path:
        """Give the folder of the generation ``number``."""
        return self.generations / str(number)

    def put_by(self, number: int) -> Path:
        """Give the manifest that is kept of the generation ``number`` after its folder is gone."""
        return self.history / f"{number}.json"

    def finished(self) -> list[int]:
        """Give the numbers of the generations whose folders have got their names, oldest first."""
        return _numbers(self.generations)

    def past(self) -> list[int]:
        """Give the numbers of the generations of which the manifest alone is kept, oldest first."""
        return _numbers(self.history, ".json")

    def following(self) -> int:
        """Give the number of the next generation."""
        return max([0, *self.finished()]) + 1

    def size(self) -> int:
        """Give the bytes below ``root``; a file with several names counts once."""
        states = [path.stat() for path in self.root.rglob("*") if path.is_file()]
        return sum({(state.st_dev, state.st_ino): state.st_size for state in states}.values())


def _numbers(folder: Path, ending: str = "") -> list[int]:
    """Give the numbers that name entries of ``folder``, in order."""
    if not folder.is_dir():
        return []
    names = (path.name.removesuffix(ending) for path in folder.iterdir() if path.name.endswith(ending))
    return sorted(int(name) for name in names if name.isdigit())
