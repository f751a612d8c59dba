"""One builder at a time, and a word on who it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import StoreLocked

from .disk import write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["BuildLock"]


class BuildLock:
    """The lock of one knowledge base's folder.  The system takes it back from a process that dies."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._owner = root / "lock.owner"
        self._lock: BaseFileLock | None = None

    @contextmanager
    def held(self, timeout: float) -> Iterator[None]:
        """Hold the lock; one thread may hold it more than once.

        Raises ``StoreLocked`` with the owner's process, host and time after ``timeout`` seconds.
        """
        from filelock import FileLock, Timeout

        if self._lock is None:
            self._lock = FileLock(self._root / "lock")
        outermost = not self._lock.is_locked
        try:
            self._lock.acquire(timeout=timeout)
        except Timeout as error:
            raise StoreLocked(self._owned(), place=str(self._root), remedy="请等它结束后再试") from error
        try:
            if outermost:
                write_whole(self._owner, json.dumps(_self()).encode(), sync=False)
            yield
        finally:
            if outermost:
                self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _owned(self) -> str:
        try:
            owner = json.loads(self._owner.read_bytes())
            return f"另一个构建正在进行(进程 {owner['pid']},主机 {owner['host']},开始于 {owner['time']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "另一个构建正在进行"  # it has the lock and is about to sign


def _self() -> dict[str, str | int]:
    time = datetime.now().astimezone().isoformat(timespec="seconds")
    import socket  # readers need none of it

    return {"pid": os.getpid(), "host": socket.gethostname(), "time": time}
