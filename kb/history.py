"""The generations of a knowledge base: when, with which files, and what changed between any two of them.

Generations beyond those kept whole are remembered by their manifests and parsed documents, so that what a policy said
in spring can be compared with what it says now.  Numbers decide the order, never the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.manifest import Manifest, Source
from index.store import Store
from ingest import ConfigurationError, Document, NotFound

from .changes import Diff
from .diff import diff_documents
from .editions import read_day
from .identities import distinct
from .sources import moved

__all__ = ["Entry", "compare", "documents_of", "history", "roll_back"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One generation: ``created`` in ISO 8601 with its offset, and the files that changed since the one before.

    ``whole``: it can be gone back to; the others are remembered for comparisons.  ``restored``: the generation that
    it is a return to, or None.
    """

    number: int
    created: str
    documents: int
    clauses: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    current: bool = False
    whole: bool = False
    restored: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        record = {name: getattr(self, name) for name in self.__slots__}
        lists = {name: list(value) for name, value in record.items() if isinstance(value, tuple)}
        return {**record, **lists, "renamed": [list(pair) for pair in self.renamed]}


def history(root: Path) -> list[Entry]:
    """Give the generations that are remembered in ``root``, oldest first.

    Raises ``StoreMissing``, ``StoreDamaged`` or ``StoreTooNew``.
    """
    store = Store(root)
    whole, current = set(store.generations()), store.current_number()
    found: list[Entry] = []
    before: Sequence[Source] = ()
    for number in store.remembered():
        manifest = store.manifest(number)
        found.append(_entry(number, manifest, before, whole=number in whole, current=number == current))
        before = manifest.sources
    return found


def _entry(number: int, manifest: Manifest, before: Sequence[Source], *, whole: bool, current: bool) -> Entry:
    old = {source.path: source.sha256 for source in before}
    new = {source.path: source.sha256 for source in manifest.sources}
    renamed = {name: source.path for name, source in moved(before, new).items()}
    return Entry(
        number=number,
        created=manifest.created,
        documents=manifest.documents,
        clauses=manifest.clauses,
        added=tuple(name for name in new if name not in old and name not in renamed),
        changed=tuple(name for name in new if name in old and old[name] != new[name]),
        renamed=tuple((old_name, name) for name, old_name in renamed.items()),
        removed=tuple(name for name in old if name not in new and name not in renamed.values()),
        failed=tuple(failure.path for failure in manifest.failed),
        current=current,
        whole=whole,
        restored=manifest.extra.get("restored"),
    )


def compare(
    root: Path, old: int | str | None = None, new: int | str | None = None, *, since: str | None = None
) -> Diff:
    """Compare two generations clause by clause; by default the current one with the one before.

    ``since``: a day; ``old`` is then the last generation made before it, or the oldest that is remembered.
    Raises ``NotFound`` for a number that is not remembered, ``ConfigurationError`` for what is no number or day.
    """
    store = Store(root)
    after = _number(new) if new is not None else store.current_number()
    if old is not None:
        before: int | None = _number(old)
    elif since is not None:
        before = _before_day(store, read_day(since), after)
    else:
        before = max((number for number in store.remembered() if number < after), default=None)
    if before is None:
        raise NotFound(
            f"第 {after} 版之前没有可比较的版本", place=str(root), remedy="改动制度并重新 kb build 之后再比较"
        )
    return diff_documents(documents_of(store, before), documents_of(store, after), names=(str(before), str(after)))


def _number(text: int | str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ConfigurationError(f"“{text}”不是版本号", remedy="用 kb history 查看版本号") from error


def _before_day(store: Store, day: str, after: int) -> int | None:
    """Give the last generation made before ``day``; a clock set back cannot bring a later one before an earlier."""
    chosen: int | None = None
    for number in (one for one in store.remembered() if one < after):
        made = datetime.fromisoformat(store.manifest(number).created).date().isoformat()
        if chosen is None or made < day:
            chosen = number
        else:
            break
    return chosen


def documents_of(store: Store, number: int) -> tuple[Document, ...]:
    """Give the documents of a remembered generation: from its folder, or from the parsed files that it names.

    Raises ``NotFound`` where either is gone.
    """
    if number in store.generations():
        with store.generation(number) as generation:
            return generation.documents(clauses=True)
    manifest = store.manifest(number)
    documents: list[Document] = []
    held = store.parsed_under({source.parsed for source in manifest.sources})
    for source in manifest.sources:
        parsed = held.get(source.parsed)
        if parsed is None:
            raise NotFound(
                f"第 {number} 版的内容已经清理({source.path})",
                place=str(store.root),
                remedy="用 kb history 选择别的版本",
            )
        documents += parsed
    given: Sequence[Sequence[str]] = manifest.extra.get("ids", ())
    return tuple(distinct(documents, [(source, one, got) for source, one, got in given]))


def roll_back(root: Path, number: int | None = None) -> int:
    """Make an earlier generation (default: the one before the current) current again; give its new number.

    Raises ``NotFound`` where there is none, ``StoreLocked`` or ``StoreError``.
    """
    store = Store(root)
    whole = store.generations()
    if number is None:
        content = store.manifest(whole[-1]).content
        others = [one for one in whole[:-1] if store.manifest(one).content != content]
        if not others:
            raise NotFound("没有更早的版本可以恢复", place=str(root), remedy="用 kb history 查看保留的版本")
        number = others[-1]
    with store.roll_back(number) as made:
        return made.number
