"""What asking needs to know of the documents together: their editions, which fines refer to which duty, who names whom.

A build puts it together (``notes``) and lays it beside the clauses.  Files that end in z are JSON, packed by zlib.

Nearly all editions of a large collection are the only ones of their family and end no other: whether these are in force
is a matter of their dates alone, so a question reads no more of them.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from index.keys import id_of, key_of

from .editions import Edition, first_day, read_day
from .versions import Standing, standing_of

if TYPE_CHECKING:
    from index.generation import Generation

__all__ = ["CITED", "EDITIONS", "FINES", "LINKS", "Links", "Pointers"]

LINKS = "links.z"
"""What asking reads: who names whom, and which documents may not be in force."""
FINES, CITED = "fines.trie", "cited.trie"
"""Duty -> numbers of the clauses whose fines refer to it, and the other way; mapped."""
EDITIONS = "editions.z"
"""All editions, a line each: what ``kb check`` and ``kb list`` read."""


Pointers = Mapping[str, Sequence[str]]
"""Clause -> clauses that have to do with it (ids), in order."""


class MappedPointers(Pointers):
    """Pointers in a mapped file of a generation, which names clauses by their numbers; it is not to be gone through."""

    def __init__(self, generation: Generation, name: str) -> None:
        import marisa_trie

        self._clauses = generation.clause_file
        self._trie: Any = marisa_trie.BytesTrie().mmap(str(generation.path / name))

    def __getitem__(self, clause: str) -> Sequence[str]:
        (numbers,) = self._trie[key_of(clause)]
        return [self._clauses.id_of(number) for number in array("I", numbers)]

    def __iter__(self) -> Iterator[str]:
        return map(id_of, self._trie.keys())

    def __len__(self) -> int:
        return len(self._trie)


class Links:
    """What documents say of one another in one generation; those of older formats lie in the manifest."""

    def __init__(self, generation: Generation) -> None:
        packed = generation.beside(LINKS)
        record = generation.manifest.extra if packed is None else json.loads(zlib.decompress(packed))
        self.named: Mapping[str, int] = record.get("named", {})
        """Document -> how many others name it (ids)."""
        fines: Pointers = record.get("fines", {})
        cited: dict[str, list[str]] = {}
        for duty, several in fines.items():
            for fine in several:
                cited.setdefault(fine, []).append(duty)
        mapped = FINES in generation.manifest.files
        self.fines: Pointers = MappedPointers(generation, FINES) if mapped else fines
        """Duty -> the fines that refer to it."""
        self.cited: Pointers = MappedPointers(generation, CITED) if mapped else cited
        """Fine -> what it refers to."""
        self._generation = generation
        self._doubtful: Sequence[Mapping[str, Any]] = record.get("doubtful", record.get("editions", ()))
        self._dated: Mapping[str, Sequence[str]] = record.get("dated", {})

    def editions(self) -> list[Edition]:
        """Read all editions, in the order of the documents."""
        packed = self._generation.beside(EDITIONS)
        if packed is None:
            return [Edition.from_dict(record) for record in self._doubtful]
        return [Edition.from_dict(json.loads(line)) for line in zlib.decompress(packed).splitlines()]

    def standings(self, on: date | str | None = None) -> dict[str, Standing]:
        """Tell whether documents are in force on a day (default: today); those that surely are may be left out."""
        today = read_day(on)
        over = [
            Edition(document, "", document, issued=issued, effective=effective, expires=expires)
            for document, (issued, effective, expires) in self._dated.items()
            if (effective and first_day(effective) > today) or (expires and first_day(expires, last=True) < today)
        ]
        return {**standing_of([Edition.from_dict(record) for record in self._doubtful], on), **standing_of(over, on)}
