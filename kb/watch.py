"""Watching the sources: a build whenever what they hold has changed and then kept still for a while.

Contents are compared, not times: a touched file starts nothing, and one put back with its old date is seen.  Between
full readings a file is read again only where its size, times or inode changed, or where it had changed so shortly
before it was read that another change could bear the same time.  File events (``policy-kb[watch]``) only wake the
watcher earlier; what they say is never believed, and where none come (network shares) the looks go on without them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from ingest import ConfigurationError, KnowledgeBaseError

from .build import build
from .build_report import BuildReport
from .sources import File, collect, digests

__all__ = ["Watcher", "watch"]

INTERVAL = 2.0
"""Seconds between two looks."""
SETTLE = 3.0
"""Seconds that the sources must keep still before they are built."""
REREAD = 60.0
"""Seconds after which every file is read again, whatever its size and time say."""
RACY = 3.0
"""Seconds: a file changed this shortly before it was read may change again under the same time (FAT counts in twos)."""
REARM = 10.0
"""Seconds after which file events are asked for again where a folder has none to give."""

_State = tuple[int, int, int, int]


@dataclass
class Watcher:
    """What the sources held when they were last looked at."""

    sources: Sequence[str | Path]
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[_State, str]] = field(default_factory=dict)
    _read_at: float | None = None

    def look(self) -> dict[str, str]:
        """Give name -> SHA-256 of every source now; empty for one that cannot be read."""
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
            if state is not None and not _racy(state):
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
    watcher = Watcher(sources)
    done: dict[str, str] | None = None
    last = watcher.look()
    still = watcher.clock() - settle
    with _woken(sources, over) if events else _unwoken(over) as wait:
        while not over.is_set():
            left = settle - (watcher.clock() - still)
            if last != done and left <= 0:
                try:
                    report = build(sources, root, **options)
                except KnowledgeBaseError as error:
                    built(error)
                    done = None if isinstance(error, TimeoutError) else last
                else:
                    done = last
                    if report.of("unchanged") != report.files or not report.files:
                        built(report)
            wait(min(interval, left) if last != done and left > 0 else interval)
            now = watcher.look()
            if now != last:
                last, still = now, watcher.clock()


def _state(file: File) -> _State | None:
    try:
        found = file.path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _racy(state: _State) -> bool:
    """Tell whether a file of that state may change without a trace in it; a time to come is of a clock set back."""
    return time.time() - max(state[1], state[2]) / 1e9 < RACY


@contextmanager
def _unwoken(over: Event) -> Iterator[Callable[[float], object]]:
    yield over.wait


@contextmanager
def _woken(sources: Sequence[str | Path], over: Event) -> Iterator[Callable[[float], object]]:
    """Give a wait that the system's file events cut short; they are listened to all the while, builds included."""
    try:
        from watchfiles import watch as events
    except ImportError as error:
        raise ConfigurationError(
            "没有安装文件事件支持", remedy="请安装:pip install 'policy-kb[watch]',或去掉 --events"
        ) from error
    woken, ended = Event(), Event()

    def listen(places: Sequence[Path], *, below: bool) -> None:
        while not ended.is_set():
            try:
                for _ in events(*places, stop_event=ended, recursive=below):
                    woken.set()
            except OSError:  # gone, not mounted, or more files than the system watches
                ended.wait(REARM)

    def wait(seconds: float) -> None:
        until = time.monotonic() + seconds
        while not over.is_set() and (left := until - time.monotonic()) > 0:
            if woken.wait(min(left, 0.2)):  # `over` is another event, and one thread waits for one alone
                woken.clear()
                return

    paths = [Path(source) for source in sources]
    listeners = [
        Thread(target=listen, args=(places,), kwargs={"below": below}, daemon=True)
        for below in (True, False)
        if (places := sorted({path if below else path.parent for path in paths if path.is_dir() is below}))
    ]
    for listener in listeners:
        listener.start()
    try:
        yield wait
    finally:
        ended.set()
        for listener in listeners:
            listener.join(5)
