"""What asking needs to know of the documents together: their editions, which fines refer to which duty, who names whom.

What each document says of this is read once, when it is new, and kept beside the clauses as notes; a build puts the
notes together, and reads no document that did not change.  Both files are JSON, packed by zlib.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .clause_tree import ClauseTree
from .editions import read_edition
from .prominence import count_named, names_in
from .references import Titles, pointed, targets_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.clause_file import ClauseFile
    from index.generation import Generation
    from ingest import Document

__all__ = [
    "LINKS",
    "NOTES",
    "Links",
    "Note",
    "links_of",
    "note_of",
    "note_under",
    "noted",
    "put_together",
    "read_notes",
]

LINKS = "links.z"
"""What asking reads."""
NOTES = "notes.z"
"""What the next build reads."""

Note = Mapping[str, Any]
"""Of a document: ``edition``, ``names`` and ``before`` (``prominence.names_in``), and ``fines``: where its penalties
point, each as clause, targets, title, labels; of those with a title also the documents meant when it was last led."""


@dataclass(frozen=True, slots=True)
class Links:
    """``editions``: JSON forms of ``Edition``; ``fines``: duty -> fines that refer to it; ``named``: document -> how
    many others name it (ids)."""

    editions: Sequence[Mapping[str, Any]]
    fines: Mapping[str, Sequence[str]]
    named: Mapping[str, int]


def links_of(generation: Generation) -> Links:
    """Read the links of a generation; those of older formats lie in the manifest."""
    packed = generation.beside(LINKS)
    record = generation.manifest.extra if packed is None else json.loads(zlib.decompress(packed))
    return Links(record.get("editions", ()), record.get("fines", {}), record.get("named", {}))


def noted(document: Document) -> Note:
    """Read of ``document`` what is kept of it."""
    titles, before = names_in(document)
    return {
        "edition": read_edition(document).to_dict(),
        "names": sorted(titles),
        "before": sorted(before),
        "fines": [[*pointer, []] for pointer in pointed(document, lambda clause: clause.modality == "penalty")],
    }


def note_of(document: Document) -> bytes:
    """Give ``noted(document)`` as JSON, which takes a fifth of the room."""
    return _json(noted(document))


def note_under(note: bytes, was: str, now: str) -> bytes:
    """Give a note of a document that got another id."""
    if was == now:
        return note

    def renamed(clause: str) -> str:
        return now + clause[len(was) :] if clause.startswith(was) else clause

    record = json.loads(note)
    record["edition"]["document"] = now
    for pointer in record["fines"]:
        pointer[:2] = renamed(pointer[0]), list(map(renamed, pointer[1]))
    return _json(record)


def read_notes(packed: bytes) -> dict[str, Note]:
    """Give document id -> note, as ``put_together`` packed them."""
    return {note["edition"]["document"]: note for note in map(json.loads, zlib.decompress(packed).splitlines())}


def put_together(written: ClauseFile, notes: Callable[[str], Note], changed: Collection[str]) -> dict[str, bytes]:
    """Give the two files for the documents that were ``written``; ``changed``: ids of those that are new or other."""
    heads = [(head["id"], (head["title"], *head["titles"])) for head in written.heads()]
    titles = Titles(heads, {})

    @lru_cache(maxsize=256)
    def tree(document: str) -> ClauseTree:
        return ClauseTree(written.document(document))

    fines: dict[str, list[str]] = {}
    editions: list[Mapping[str, Any]] = []
    named: list[tuple[frozenset[str], frozenset[str]]] = []
    packer = zlib.compressobj(6)
    packed = bytearray()
    for identity, _ in heads:
        note = notes(identity)
        led = [_led(pointer, titles, tree, changed) for pointer in note["fines"]]
        for clause, targets, *_ in led:
            for target in targets:
                fines.setdefault(target, []).append(clause)
        editions.append(note["edition"])
        named.append((frozenset(note["names"]), frozenset(note["before"])))
        packed += packer.compress(_json({**note, "fines": led}) + b"\n")
    links = {"editions": editions, "fines": fines, "named": count_named(heads, named)}
    return {LINKS: zlib.compress(_json(links), 6), NOTES: bytes(packed + packer.flush())}


def _led(
    pointer: Sequence[Any], titles: Titles, tree: Callable[[str], ClauseTree], changed: Collection[str]
) -> list[Any]:
    """Lead what points by a title to its targets, unless it did so before and nothing of it changed."""
    clause, targets, title, labels, before = pointer
    if not title:
        return [clause, targets, title, labels, before]
    meant = titles.meant(title)
    if meant != before or any(one in changed for one in meant):
        targets = list(targets_in(meant, labels, tree))
    return [clause, targets, title, labels, meant]


def _json(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
