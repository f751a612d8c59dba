"""Whoosh's segments: written once, shared by generations through hard links, added to and gathered again.

An index made in steps gives the very scores of one made at once: counts are of living clauses only, the lengths of
fields are kept here in whole numbers for every document (Whoosh rounds those of a clause), and the order of clauses,
which settles ties, is written beside the segments.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import create_in, open_dir

from ..disk import link_tree
from ..schema import SCORED, Entry
from .postings import POSTINGS, TERMS, PostingsWriter, name_of
from .segment_list import ORDER, Segment, write_segments
from .whoosh_fields import SCHEMA

__all__ = ["extend", "write_all"]

BLOCK = 1024  # postings read at once; every search reads a term to its end, so Whoosh's 128 only costs
MEMORY = 64  # MB for the postings before Whoosh spills them to disk

LARGEST = 1 << 16
"""Clauses of one segment: as many as two bytes can number, and what is held in memory while it is written."""

SEGMENTS = 6
"""Segments from which on the smaller ones are gathered into the new one: each costs a cold question a millisecond."""
DEAD = 0.25
"""Share of dead clauses from which on the index is made anew."""
FRESH = 0.3
"""Share of clauses to be indexed from which on making all anew costs little more."""

_LENGTHS = "lengths.json"

Entries = Callable[[Collection[str]], Iterable[Entry]]
"""Gives the entries of the documents with these ids, in order."""


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds of a document: the terms of each field, and where: segment, first place in it, how many."""

    lengths: Mapping[str, int]
    spans: Sequence[tuple[str, int, int]]


def write_all(folder: Path, entries: Iterable[Entry]) -> int:
    """Write one segment with all of ``entries`` into ``folder``; give how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    index = create_in(str(folder), SCHEMA)
    held: dict[str, Held] = {}
    count = _add(index, entries, held)
    _write_lengths(folder, held)
    _list_segments(folder, index)
    index.close()  # type: ignore[no-untyped-call]
    return count


def extend(
    base: Path, folder: Path, order: Sequence[tuple[str, int]], changed: Collection[str], entries: Entries
) -> bool:
    """Write into ``folder`` the index in ``base`` with the documents ``changed`` indexed anew.

    ``order``: id and number of clauses of every document that the index is to hold; documents of ``base`` that are not
    in it are dropped.  Gives False, with nothing written, where making all anew is the better way.
    """
    path = base / _LENGTHS
    if not path.exists() or not order:
        return False
    held = {
        name: Held(found["terms"], [(str(segment), int(first), int(size)) for segment, first, size in found["at"]])
        for name, found in json.loads(path.read_bytes())["documents"].items()
    }
    counts = dict(order)
    old = open_dir(str(base), readonly=True, schema=SCHEMA)
    with old.reader() as reader:  # type: ignore[no-untyped-call]
        starts = _starts(reader)
        fresh = {*changed, *_in_small_segments(reader, held, counts)}
        dropped = [name for name in held if name not in counts or name in fresh]
        dead = [place for name in dropped for place in _places(held[name], starts)]
        total = reader.doc_count_all()
        gone = total - reader.doc_count() + len(dead)
    old.close()  # type: ignore[no-untyped-call]
    if gone > DEAD * total or sum(counts[name] for name in fresh) > FRESH * sum(counts.values()):
        return False
    _share(base, folder)
    index = open_dir(str(folder), schema=SCHEMA)
    for name in dropped:
        del held[name]
    _add(index, entries(fresh), held, dead)
    _write_lengths(folder, held)
    _write_order(folder, index, [held[name] for name, _ in order if name in held])
    _drop_unused(folder, index)
    _list_segments(folder, index)
    index.close()  # type: ignore[no-untyped-call]
    return True


def _add(index: Any, entries: Iterable[Entry], held: dict[str, Held], dead: Iterable[int] = ()) -> int:
    """Add segments with ``entries``, and delete the clauses at the places ``dead``; give how many were added."""
    waiting = iter(entries)
    count = 0
    dead = list(dead)
    while True:
        batch = islice(waiting, LARGEST)
        first = next(batch, None)
        if first is None and not dead and count:
            return count
        added = _add_segment(index, chain(() if first is None else (first,), batch), held, dead)
        if not added:
            return count
        count += added
        dead = []


def _add_segment(index: Any, entries: Iterator[Entry], held: dict[str, Held], dead: Sequence[int]) -> int:
    codec = W3Codec(blocklimit=BLOCK, compression=0)  # type: ignore[no-untyped-call]
    writer = index.writer(limitmb=MEMORY, codec=codec)
    postings = PostingsWriter()
    lengths: dict[str, Counter[str]] = {}
    spans: dict[str, tuple[int, int]] = {}
    count = 0
    try:
        for place in dead:
            writer.delete_document(place)
        for entry in entries:
            writer.add_document(document=entry.document)
            postings.add(entry)
            own = lengths.setdefault(entry.document, Counter())
            for field in SCORED:
                own[field] += entry.size(field)
            spans[entry.document] = spans.get(entry.document, (count, 0))[0], count + 1
            count += 1
        segment = writer.newsegment.segment_id()
        if count:
            postings.write(Path(index.storage.folder), name_of(segment))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_living)
    for name, (first, end) in spans.items():
        before = held.get(name, Held({}, ()))
        terms = lengths[name] + Counter(before.lengths)
        held[name] = Held({field: terms[field] for field in SCORED}, (*before.spans, (segment, first, end - first)))
    return count


def _living(_: Any, segments: list[Any]) -> list[Any]:
    """Keep all segments but those with no living clause; never merge."""
    return [segment for segment in segments if segment.doc_count() > 0]


def _starts(reader: Any) -> dict[str, int]:
    """Give segment -> the place of its first clause in the whole index."""
    return {leaf.segment().segment_id(): first for leaf, first in reader.leaf_readers()}


def _in_small_segments(reader: Any, held: Mapping[str, Held], counts: Mapping[str, int]) -> set[str]:
    """Give the documents of all segments but the largest, where there are too many of them."""
    leaves = reader.leaf_readers()
    if len(leaves) < SEGMENTS:
        return set()
    largest = max(leaves, key=lambda leaf: leaf[0].doc_count())[0].segment().segment_id()
    return {
        name
        for name, found in held.items()
        if name in counts and any(segment != largest for segment, _, _ in found.spans)
    }


def _places(document: Held, starts: Mapping[str, int]) -> Iterator[int]:
    """Give the places of a document's clauses, ascending: later segments come later."""
    for first, size in sorted((starts[segment] + first, size) for segment, first, size in document.spans):
        yield from range(first, first + size)


def _share(base: Path, folder: Path) -> None:
    """Give ``folder`` the files of ``base``: linked where the system can, else copied; Whoosh never writes into one."""
    link_tree(base, folder)
    for path in list(folder.iterdir()):
        if path.name in (_LENGTHS, ORDER) or path.name.endswith("LOCK"):
            path.unlink()  # these are written anew; a link would be written through


def _drop_unused(folder: Path, index: Any) -> None:
    """Remove the postings of segments with no living clause."""
    with index.reader() as reader:
        kept = {name_of(leaf.segment().segment_id()) for leaf, _ in reader.leaf_readers()}
    for path in list(folder.iterdir()):
        if path.suffix in (POSTINGS, TERMS) and path.stem not in kept:
            path.unlink()


def _write_lengths(folder: Path, held: Mapping[str, Held]) -> None:
    total = {field: sum(found.lengths[field] for found in held.values()) for field in SCORED}
    documents = {name: {"terms": found.lengths, "at": found.spans} for name, found in held.items()}
    record = {"total": total, "documents": documents}
    (folder / _LENGTHS).write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _list_segments(folder: Path, index: Any) -> None:
    """Write down which segments the index has, for readers."""
    lengths = json.loads((folder / _LENGTHS).read_bytes())["total"]
    with index.reader() as reader:
        leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        segments = [
            Segment(leaf.segment().segment_id(), leaf.doc_count_all(), frozenset(leaf.segment().deleted_docs()))
            for leaf in leaves
        ]
    write_segments(folder, segments, lengths)


def _write_order(folder: Path, index: Any, documents: Iterable[Held]) -> None:
    """Write each place's rank: by document in the given order, then as the segments hold them."""
    with index.reader() as reader:
        starts = _starts(reader)
        size = reader.doc_count_all()
    ranks = array("I", bytes(4 * size))
    for rank, place in enumerate(place for document in documents for place in _places(document, starts)):
        ranks[place] = rank
    (folder / ORDER).write_bytes(ranks.tobytes())
