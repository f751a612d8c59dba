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
from itertools import chain, islice
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import create_in, open_dir

from ..disk import link_tree
from ..schema import SCORED, Entry
from .postings import POSTINGS, TERMS, PostingsWriter, name_of
from .whoosh_fields import EXACT, SCHEMA

__all__ = ["Shape", "extend", "read_shape", "write_all"]

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
_ORDER = "order.bin"

Entries = Callable[[Collection[str]], Iterable[Entry]]
"""Gives the entries of the documents with these ids, in order."""


class Shape:
    """What Whoosh does not keep: total length of each field, and each place's rank in the documents' order."""

    def __init__(self, lengths: Mapping[str, int], ranks: Sequence[int] | None) -> None:
        self.lengths = lengths
        self.ranks = ranks


def read_shape(folder: Path) -> Shape | None:
    """Read what lies beside the segments; None for an index of a release that kept none.

    Raises ``OSError`` or ``ValueError`` where it is damaged.
    """
    path = folder / _LENGTHS
    if not path.exists():
        return None
    lengths = json.loads(path.read_bytes())["total"]
    order = folder / _ORDER
    ranks = array("I", order.read_bytes()) if order.exists() else None
    return Shape(lengths, ranks)


def write_all(folder: Path, entries: Iterable[Entry]) -> int:
    """Write one segment with all of ``entries`` into ``folder``; give how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    index = create_in(str(folder), SCHEMA)
    lengths: dict[str, Counter[str]] = {}
    count = _add(index, entries, lengths)
    index.close()  # type: ignore[no-untyped-call]
    _write_lengths(folder, lengths)
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
    lengths = {name: Counter(found) for name, found in json.loads(path.read_bytes())["documents"].items()}
    counts = dict(order)
    old = open_dir(str(base), readonly=True, schema=SCHEMA)
    with old.reader() as reader:  # type: ignore[no-untyped-call]
        fresh = {*changed, *_in_small_segments(reader, counts)}
        dropped = [name for name in lengths if name not in counts or name in fresh]
        dead = [place for name in dropped for place in _places(reader, name)]
        total = reader.doc_count_all()
        gone = total - reader.doc_count() + len(dead)
    old.close()  # type: ignore[no-untyped-call]
    if gone > DEAD * total or sum(counts[name] for name in fresh) > FRESH * sum(counts.values()):
        return False
    _share(base, folder)
    index = open_dir(str(folder), schema=SCHEMA)
    for name in dropped:
        del lengths[name]
    _add(index, entries(fresh), lengths, dead)
    _write_lengths(folder, lengths)
    _write_order(folder, index, [name for name, _ in order])
    _drop_unused(folder, index)
    index.close()  # type: ignore[no-untyped-call]
    return True


def _add(index: Any, entries: Iterable[Entry], lengths: dict[str, Counter[str]], dead: Iterable[int] = ()) -> int:
    """Add segments with ``entries``, and delete the clauses at the places ``dead``; give how many were added."""
    waiting = iter(entries)
    count = 0
    dead = list(dead)
    while True:
        batch = islice(waiting, LARGEST)
        first = next(batch, None)
        if first is None and not dead and count:
            return count
        added = _add_segment(index, chain(() if first is None else (first,), batch), lengths, dead)
        if not added:
            return count
        count += added
        dead = []


def _add_segment(index: Any, entries: Iterator[Entry], lengths: dict[str, Counter[str]], dead: Sequence[int]) -> int:
    codec = W3Codec(blocklimit=BLOCK, compression=0)  # type: ignore[no-untyped-call]
    writer = index.writer(limitmb=MEMORY, codec=codec)
    postings = PostingsWriter()
    count = 0
    try:
        for place in dead:
            writer.delete_document(place)
        for entry in entries:
            writer.add_document(
                **{field: entry.terms[field] for field in EXACT},
                role=entry.roles,
                topic=entry.topics,
                document=entry.document,
                clause=entry.clause,
            )
            postings.add(entry)
            own = lengths.setdefault(entry.document, Counter())
            for field in SCORED:
                own[field] += len(entry.terms[field])
            count += 1
        if count:
            postings.write(Path(index.storage.folder), name_of(writer.newsegment.segment_id()))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_living)
    return count


def _living(_: Any, segments: list[Any]) -> list[Any]:
    """Keep all segments but those with no living clause; never merge."""
    return [segment for segment in segments if segment.doc_count() > 0]


def _in_small_segments(reader: Any, counts: Mapping[str, int]) -> set[str]:
    """Give the documents of all segments but the largest, where there are too many of them."""
    leaves = reader.leaf_readers()
    if len(leaves) < SEGMENTS:
        return set()
    largest = max(leaves, key=lambda leaf: leaf[0].doc_count())[0]
    return {
        name
        for leaf, _ in leaves
        if leaf is not largest
        for name in (term.decode() for term in leaf.lexicon("document"))
        if name in counts and _places(leaf, name)
    }


def _places(reader: Any, document: str) -> list[int]:
    key = document.encode()
    if ("document", key) not in reader:
        return []
    return [int(place) for place in reader.postings("document", key).all_ids()]


def _share(base: Path, folder: Path) -> None:
    """Give ``folder`` the files of ``base``: linked where the system can, else copied; Whoosh never writes into one."""
    link_tree(base, folder)
    for path in list(folder.iterdir()):
        if path.name in (_LENGTHS, _ORDER) or path.name.endswith("LOCK"):
            path.unlink()  # these are written anew; a link would be written through


def _drop_unused(folder: Path, index: Any) -> None:
    """Remove the postings of segments with no living clause."""
    with index.reader() as reader:
        kept = {name_of(leaf.segment().segment_id()) for leaf, _ in reader.leaf_readers()}
    for path in list(folder.iterdir()):
        if path.suffix in (POSTINGS, TERMS) and path.stem not in kept:
            path.unlink()


def _write_lengths(folder: Path, lengths: Mapping[str, Mapping[str, int]]) -> None:
    total: Counter[str] = Counter()
    for found in lengths.values():
        total.update(found)
    record = {"total": {field: total[field] for field in SCORED}, "documents": lengths}
    (folder / _LENGTHS).write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _write_order(folder: Path, index: Any, documents: Sequence[str]) -> None:
    """Write each place's rank: by document in the given order, then as the segment holds them."""
    at = {name: number for number, name in enumerate(documents)}
    with index.reader() as reader:
        owner: dict[int, int] = {}
        for name, number in at.items():
            for place in _places(reader, name):
                owner[place] = number
        size = reader.doc_count_all()
    living = sorted(owner, key=lambda place: (owner[place], place))
    ranks = array("I", bytes(4 * size))
    for rank, place in enumerate(living):
        ranks[place] = rank
    (folder / _ORDER).write_bytes(ranks.tobytes())
