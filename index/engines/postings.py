"""Postings of one segment in two mapped files: which clauses hold a term, how often, and where; and the clauses' ids.

Whoosh keeps postings as pickled blocks behind a hash table in Python, which takes ten times as long to write, to find
and to add up as it takes to read these arrays; it goes on keeping the segments.  ``words-SEGMENT.terms`` numbers the
terms (a trie), ``words-SEGMENT.post`` holds by that number

    places      of the clauses in the segment, ascending
    counts      of the term in each of them, left out where all are 1
    positions   of the term, clause by clause, for the field that phrases are looked up in

and, by place, the lengths of the fields and the ids.  A file is written once and never changed, so that generations
share it.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, cast

from ..schema import GAP, SCORED, Entry, Field

__all__ = ["EXACT", "LENGTHS", "POSTINGS", "TERMS", "Posting", "Postings", "PostingsWriter", "length_code", "name_of"]

POSTINGS = ".post"
TERMS = ".terms"
EXACT = ("number", "path", "mentions", "role", "topic", "document")
"""What a clause only holds or does not: its numbers, and what it is filtered by."""
PLACED: Field = "pairs"
"""The field whose positions are kept."""

assert SCORED[-1] == PLACED

_MARK = b"kbp2"
_HEADER = struct.Struct("<4sIIccc")  # mark, clauses, terms, type codes of places, counts and positions
_LETTER: dict[str, str] = {
    **{field: field[0] + field[1] for field in SCORED},
    **{field: field[0].upper() + field[1] for field in EXACT},
}
"""What the terms of a field begin with in the trie."""


def _lengths() -> list[int]:
    """Give the lengths that a byte can hold, ascending: every one to 40, then steps of an eighth at most."""
    small = 24
    found = list(range(small))
    for code in range(256 - small):
        bits, shift = code & 7, (code >> 3) - 1
        found.append(small + (bits if shift < 0 else (bits | 8) << shift))
    return found


LENGTHS = _lengths()
"""Lengths of fields as they are kept, here and by tantivy (and Lucene): rounded down, so that the scores agree."""


def name_of(segment: str) -> str:
    """Give the name of the files beside the Whoosh segment ``segment``; Whoosh takes what begins with its own."""
    return f"words-{segment}"


def length_code(length: int) -> int:
    """Give the byte that ``length`` is kept as."""
    return bisect_right(LENGTHS, length) - 1


class PostingsWriter:
    """Gathers the terms of up to 65,536 clauses, and writes them."""

    def __init__(self) -> None:
        self._count = 0
        self._codes: dict[Field, bytearray] = {field: bytearray() for field in SCORED}
        self._found: dict[Field, dict[str, tuple[array[int], array[int]]]] = {field: {} for field in SCORED}
        self._positions: dict[str, array[int]] = {}
        self._exact: dict[str, dict[str, array[int]]] = {field: {} for field in EXACT}
        self._ids: list[bytes] = []

    def add(self, entry: Entry) -> None:
        """Add the next clause."""
        place = self._count
        self._count += 1
        terms: list[str] = []
        for field in SCORED:
            terms = entry.terms(field)
            self._codes[field].append(length_code(len(terms)))
            found = self._found[field]
            for text, count in Counter(terms).items():
                known = found.get(text)
                if known is None:
                    found[text] = array("I", (place,)), array("I", (count,))
                else:
                    known[0].append(place)
                    known[1].append(count)
        self._ids.append(entry.clause.encode("utf-8", "surrogatepass"))
        for name in EXACT:
            for text in dict.fromkeys(_values(entry, name)):
                places = self._exact[name].get(text)
                if places is None:
                    self._exact[name][text] = array("I", (place,))
                else:
                    places.append(place)
        position = start = 0
        pairs, positions = terms, self._positions  # the last of the fields
        for size in entry.streams():
            for text in pairs[start : start + size]:
                known_positions = positions.get(text)
                if known_positions is None:
                    positions[text] = array("I", (position,))
                else:
                    known_positions.append(position)
                position += 1
            start += size
            position += GAP * bool(size)

    def write(self, folder: Path, name: str) -> None:
        """Write the two files of the segment ``name``."""
        import marisa_trie

        exact = {_key(field, text): places for field, found in self._exact.items() for text, places in found.items()}
        keys = [_key(field, text) for field, found in self._found.items() for text in found]
        trie = marisa_trie.Trie([*keys, *exact])
        trie.save(str(folder / (name + TERMS)))
        terms = len(trie)
        counts = max((max(held[1]) for found in self._found.values() for held in found.values()), default=0)
        positions = max(map(max, self._positions.values()), default=0)
        codes = (_code(self._count), _code(counts), _code(positions))
        starts, sizes = array("Q", bytes(8 * terms)), array("I", bytes(4 * terms))
        with (folder / (name + POSTINGS)).open("wb") as stream:
            stream.write(_HEADER.pack(_MARK, self._count, terms, *(code.encode() for code in codes)))
            for field in SCORED:
                stream.write(self._codes[field])
            table = stream.tell()
            stream.seek(table + 12 * terms)
            stream.write(array("I", accumulate(map(len, self._ids))).tobytes())
            stream.writelines(self._ids)
            begin = stream.tell()
            for field, found in self._found.items():
                for text, (places, often) in found.items():
                    flat = max(often) == 1
                    number = trie[_key(field, text)]
                    starts[number] = begin
                    sizes[number] = len(places) << 1 | flat
                    data = array(codes[0], places).tobytes()
                    if not flat:
                        data += array(codes[1], often).tobytes()
                    if field == PLACED:
                        data += array(codes[2], self._positions[text]).tobytes()
                    begin += len(data)
                    stream.write(data)
            for key, places in exact.items():
                number = trie[key]
                starts[number], sizes[number] = begin, len(places) << 1 | 1
                begin += stream.write(array(codes[0], places).tobytes())
            stream.seek(table)
            stream.write(starts.tobytes())
            stream.write(sizes.tobytes())


def _values(entry: Entry, field: str) -> Sequence[str]:
    if field == "document":
        return (entry.document,)
    if field in ("role", "topic"):
        return entry.roles if field == "role" else entry.topics
    return entry.terms(cast("Field", field))


def _key(field: str, text: str) -> str:
    """Give what the trie knows a term by: NUL, which pdf titles do hold, is the end of a key for marisa."""
    if "\x00" in text or "\x01" in text:
        text = text.replace("\x01", "\x01\x01").replace("\x00", "\x01\x02")
    return _LETTER[field] + text


def _code(largest: int) -> str:
    return "B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I"


class Posting:
    """The clauses of one term: ``places``, and ``counts`` (None where all are 1)."""

    __slots__ = ("counts", "places", "positions_at")

    def __init__(self, places: array[int], counts: array[int] | None, positions_at: int) -> None:
        self.places = places
        self.counts = counts
        self.positions_at = positions_at


class Postings:
    """What ``PostingsWriter`` wrote, mapped; read-only and safe for threads."""

    def __init__(self, folder: Path, name: str) -> None:
        import marisa_trie

        self._trie: Any = marisa_trie.Trie().mmap(str(folder / (name + TERMS)))
        with (folder / (name + POSTINGS)).open("rb") as stream:
            self._mapped = mmap(stream.fileno(), 0, access=ACCESS_READ)
        mark, self.count, terms, *codes = _HEADER.unpack_from(self._mapped)
        at = _HEADER.size
        if (
            mark != _MARK
            or terms != len(self._trie)
            or len(self._mapped) < at + self.count * (len(SCORED) + 4) + 12 * terms
        ):
            raise ValueError(f"{name}{POSTINGS} is damaged")
        self._places, self._counts, self._positions = (code.decode() for code in codes)
        self.lengths: Mapping[Field, bytes] = {}
        """Field -> the length code of each clause."""
        lengths = {}
        for field in SCORED:
            lengths[field] = self._mapped[at : at + self.count]
            at += self.count
        self.lengths = lengths
        self._data = memoryview(self._mapped)
        self._starts = self._data[at : at + 8 * terms].cast("Q")
        self._sizes = self._data[at + 8 * terms : at + 12 * terms].cast("I")
        at += 12 * terms
        self._id_ends = self._data[at : at + 4 * self.count].cast("I")
        self._ids_at = at + 4 * self.count

    def clause(self, place: int) -> str:
        """Give the id of the clause at ``place``."""
        begin = self._id_ends[place - 1] if place else 0
        return self._mapped[self._ids_at + begin : self._ids_at + self._id_ends[place]].decode("utf-8", "surrogatepass")

    def frequency(self, field: str, text: str) -> int:
        """Give in how many clauses ``text`` stands."""
        number = self._number(field, text)
        return 0 if number is None else self._sizes[number] >> 1

    def posting(self, field: str, text: str) -> Posting | None:
        """Give the clauses that hold ``text``; None where none does."""
        number = self._number(field, text)
        if number is None:
            return None
        at, size = self._starts[number], self._sizes[number]
        places = self._read(self._places, at, size >> 1)
        at += len(places) * places.itemsize
        counts = None
        if not size & 1:
            counts = self._read(self._counts, at, size >> 1)
            at += len(counts) * counts.itemsize
        return Posting(places, counts, at)

    def positions(self, posting: Posting) -> Iterator[tuple[int, array[int]]]:
        """Give each clause of a term of ``pairs`` with the positions of the term in it."""
        counts = posting.counts
        size = sum(counts) if counts is not None else len(posting.places)
        positions = self._read(self._positions, posting.positions_at, size)
        at = 0
        for number, place in enumerate(posting.places):
            count = counts[number] if counts is not None else 1
            yield place, positions[at : at + count]
            at += count

    def beginning(self, field: str, text: str) -> list[str]:
        """Give the terms that begin with ``text``."""
        return [key[len(_LETTER[field]) :] for key in self._trie.keys(_key(field, text))]

    def close(self) -> None:
        """Give the files back."""
        for view in (self._starts, self._sizes, self._id_ends, self._data):
            view.release()
        self._mapped.close()

    def _number(self, field: str, text: str) -> int | None:
        try:
            found: int | None = self._trie.get(_key(field, text))
        except UnicodeEncodeError:  # half a character, which no term holds
            return None
        return found

    def _read(self, code: str, at: int, size: int) -> array[int]:
        found = array(code)
        found.frombytes(self._data[at : at + size * found.itemsize])
        if len(found) != size:
            raise ValueError(f"postings end at {len(self._data)}, {at} + {size} asked for")
        return found
