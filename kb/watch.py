"""Watching the sources: a build whenever what they hold has changed and then kept still for a while.

Contents are compared, not times: a touched file starts nothing, and one put back with its old date is seen.  Between
full readings a file is read again only where its size, time or inode changed.  File events (``policy-kb[watch]``) only
wake the watcher earlier; what they say is never believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from ingest import ConfigurationError, KnowledgeBaseError

from .build import build
from .reply import BuildReport
from .sources import File, collect

__all__ = ["Watcher", "watch"]

INTERVAL = 2.0
"""Seconds between two looks."""
SETTLE = 3.0
"""Seconds that the sources must keep still before they are built."""
REREAD = 60.0
"""Seconds after which every file is read again, whatever its size and time say."""

_State = tuple[int, int, int]


@dataclass
class Watcher:
    """What the sources held when they were last looked at."""

    sources: Sequence[str | Path]
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[_State, str]] = field(default_factory=dict)
    _read_at: float | None = None

    def look(self) -> dict[str, str]:
        """Give name -> SHA-256 of every source now; empty for one that cannot be read."""
        from .sources import digests

        now = self.clock()
        anew = self._read_at is None or now - self._read_at >= REREAD
        if anew:
            self._read_at = now
        found: dict[str, str] = {}
        known: dict[str, tuple[_State, str]] = {}
        for file in collect(self.sources)[0]:
            state = _state(file)
            before = self._known.get(file.name)
            if not anew and before is not None and before[0] == state and state is not None:
                digest = before[1]
            else:
                digest = digests([file])[file.name]
            found[file.name] = digest
            if state is not None:
                known[file.name] = (state, digest)
        self._known = known
        return found


def watch(
    sources: Sequence[str | Path],
    root: Path,
    *,
    built: Callable[[BuildReport | KnowledgeBaseError], None],
    stop: Event | None = None,
    interval: float = INTERVAL,
    settle: float = SETTLE,
    events: bool = False,
    **options: Any,
) -> None:
    """Build ``sources`` into ``root`` now and whenever they changed and settled, until ``stop`` is set.

    ``built`` gets each report, or the error of a build that could not be done; the next change is tried again, and so
    is a build that found the knowledge base locked.  ``options``: as ``build`` takes them.  Raises
    ``ConfigurationError`` where ``events`` are asked for and not installed.
    """
    over = stop if stop is not None else Event()
    wait = _event_wait(sources, over) if events else over.wait
    watcher = Watcher(sources)
    done: dict[str, str] | None = None
    last = watcher.look()
    still = watcher.clock() - settle
    while not over.is_set():
        if last != done and watcher.clock() - still >= settle:
            try:
                report = build(sources, root, **options)
            except KnowledgeBaseError as error:
                built(error)
                done = None if isinstance(error, TimeoutError) else last
            else:
                done = last
                if report.of("unchanged") != report.files or not report.files:
                    built(report)
        wait(interval)
        now = watcher.look()
        if now != last:
            last, still = now, watcher.clock()


def _state(file: File) -> _State | None:
    try:
        found = file.path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _event_wait(sources: Sequence[str | Path], over: Event) -> Callable[[float], object]:
    """Give a wait that the system's file events cut short."""
    try:
        from watchfiles import watch as events
    except ImportError as error:
        raise ConfigurationError(
            "没有安装文件事件支持", remedy="请安装:pip install 'policy-kb[watch]',或去掉 --events"
        ) from error
    places = [path if path.is_dir() else path.parent for path in map(Path, sources)]

    def wait(seconds: float) -> None:
        for _ in events(*places, stop_event=over, rust_timeout=int(seconds * 1000), yield_on_timeout=True):
            return

    return wait
