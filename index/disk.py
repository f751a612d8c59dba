"""Files that are either there whole or not there, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["link_tree", "remove_tree", "sync_tree", "write_whole"]


def write_whole(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Write ``content`` beside ``path`` and rename it there: readers see the old file or the new one.

    ``sync=False`` for what may be lost in a power cut and made again (never seen half, still).
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with aside.open("wb") as stream:
            stream.write(content)
            if sync:
                stream.flush()
                os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if sync:
        _sync_folder(path.parent)


def link_tree(source: Path, target: Path) -> None:
    """Give ``target`` the files below ``source``: linked where the system can, else copied; write to neither."""
    target.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir()
            continue
        try:
            os.link(path, place)
        except OSError:
            from shutil import copyfile  # takes the packers with it, and few disks need it

            copyfile(path, place)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it, as far as that can be done."""
    from shutil import rmtree  # takes the packers with it, and only builds remove

    rmtree(folder, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Bring every file under ``folder``, and the folders themselves, to the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb+") as stream:  # Windows syncs only what is open for writing
                os.fsync(stream.fileno())
    _sync_folder(folder)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there; NTFS journals its names itself
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
