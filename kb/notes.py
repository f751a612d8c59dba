"""What documents say of one another: noted once for each, and put together by every build for ``links`` to read.

What a document says is read when it is new and kept beside the clauses as a note, so that a build reads no document
that did not change.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from index.clause_file import ClauseFile
from index.keys import key_of
from ingest import Document
from ingest.errors import StoreDamaged

from .clause_tree import ClauseTree
from .editions import folded, read_edition
from .links import CITED, EDITIONS, FINES, LINKS
from .prominence import count_named, names_in
from .references import Titles, pointed, targets_in

if TYPE_CHECKING:
    from index.generation import Generation

__all__ = ["NOTES", "Note", "namers_of", "note_of", "note_under", "noted", "put_together", "read_notes"]

NOTES = "notes.z"
"""Where a generation keeps the notes, as JSON lines packed by zlib."""

Note = Mapping[str, Any]
"""Of a document: ``edition``, ``names`` and ``before`` (``prominence.names_in``), and ``fines``: where its penalties
point, each as clause, targets, title, labels; of those with a title also the documents meant when it was last led."""


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


def namers_of(generation: Generation, families: Set[str]) -> set[str] | None:
    """Give the ids of the documents that name a title of ``families`` in 《》; None for a generation without notes."""
    try:
        packed = generation.beside(NOTES)
    except (StoreDamaged, OSError):  # the folder is gone, and what is open of it stays readable
        packed = None
    if packed is None:
        return None
    sought = [json.dumps(family, ensure_ascii=False).encode() for family in families]
    lines = (line for line in zlib.decompress(packed).splitlines() if any(one in line for one in sought))
    notes = map(json.loads, lines)
    return {note["edition"]["document"] for note in notes if not families.isdisjoint(note["names"])}


def put_together(written: ClauseFile, notes: Callable[[str], Note], changed: Collection[str]) -> dict[str, bytes]:
    """Give the files for the documents that were ``written``; ``changed``: ids of those that are new or other."""
    heads = [(head["id"], (head["title"], *head["titles"])) for head in written.heads()]
    titles = Titles(heads, {})

    @lru_cache(maxsize=256)
    def tree(document: str) -> ClauseTree:
        return ClauseTree(written.document(document))

    fines: dict[str, list[str]] = {}
    editions: list[bytes] = []
    named: list[tuple[frozenset[str], frozenset[str]]] = []
    packer = zlib.compressobj(6)
    packed = bytearray()
    for identity, _ in heads:
        note = notes(identity)
        led = [_led(pointer, titles, tree, changed) for pointer in note["fines"]]
        for clause, targets, *_ in led:
            for target in targets:
                fines.setdefault(target, []).append(clause)
        editions.append(_json(note["edition"]))
        named.append((frozenset(note["names"]), frozenset(note["before"])))
        packed += packer.compress(_json({**note, "fines": led}) + b"\n")
    cited: dict[str, list[str]] = {}
    for duty, several in fines.items():
        for fine in several:
            cited.setdefault(fine, []).append(duty)
    doubtful, dated = _parted(editions)
    links = {"named": count_named(heads, named), "doubtful": doubtful, "dated": dated}
    return {
        LINKS: zlib.compress(_json(links), 6),
        FINES: _mapped(written, fines),
        CITED: _mapped(written, cited),
        EDITIONS: zlib.compress(b"\n".join(editions), 6),
        NOTES: bytes(packed + packer.flush()),
    }


def _mapped(written: ClauseFile, pointers: Mapping[str, Sequence[str]]) -> bytes:
    """Give the file of ``links.MappedPointers``."""
    import marisa_trie

    numbers = ((key_of(one), array("I", map(written.number, several))) for one, several in pointers.items())
    packed: bytes = marisa_trie.BytesTrie((key, several.tobytes()) for key, several in numbers).tobytes()
    return packed


def _parted(editions: Sequence[bytes]) -> tuple[list[Mapping[str, Any]], dict[str, list[str]]]:
    """Part editions into those whose standing hangs on others or is a draft's, and the dates of the rest, where any."""
    families: Counter[str] = Counter()
    repealed: set[str] = set()
    for line in editions:
        edition = json.loads(line)
        families[edition["family"]] += 1
        repealed.update(map(folded, edition["repeals"]))
    doubtful: list[Mapping[str, Any]] = []
    dated: dict[str, list[str]] = {}
    for line in editions:
        edition = json.loads(line)
        named = {edition["family"], folded(edition["title"])}
        if families[edition["family"]] > 1 or edition["draft"] or edition["repeals"] or named & repealed:
            doubtful.append(edition)
        elif edition["effective"] or edition["expires"]:
            dated[edition["document"]] = [edition[name] for name in ("issued", "effective", "expires")]
    return doubtful, dated


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
