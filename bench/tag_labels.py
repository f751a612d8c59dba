"""The clauses labelled by hand (bench/labels), found again in the documents as they are read now."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.lexicon import Lexicon
from ingest.document import Clause, Document

__all__ = ["ANY", "SETS", "Fine", "Labels", "labels_of", "read_documents"]

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("POLICY_KB_SEEDS", ROOT.parent / "shared" / "seeds"))
SETS = {"corpus": ROOT / "corpus", "seeds": SEEDS, "written": ROOT / "bench" / "labels" / "written"}
ANY = "any"


@dataclass(frozen=True, slots=True)
class Fine:
    """One labelled penalty: words of its act and of its sanction; ``amount`` in yuan, None, or any where it depends."""

    act: str
    amount: float | str | None
    sanction: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person read in one clause.

    ``relations``: role and the relations that are right for it (two where both are said).  ``also``: topics that a
    second reading accepts and does not ask for.  ``modality``: the modes that are right, the main one first.
    ``facts``: (kind, value, unit) of money, durations and times, repeated ones as often as they stand.
    """

    clause: str
    split: str
    relations: tuple[tuple[str, frozenset[str]], ...]
    topics: frozenset[str]
    also: frozenset[str]
    modality: tuple[str, ...]
    facts: tuple[tuple[str, float | int | str, str], ...]
    fines: tuple[Fine, ...]


def read_documents(name: str) -> dict[str, list[Document]]:
    """Parse the files of one set; empty where the folder is absent."""
    from ingest.parse import parse_file

    folder = SETS[name]
    if not folder.is_dir():
        return {}
    files = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".docx", ".pdf"))
    return {file.name: parse_file(file) for file in files}


def labels_of(name: str, documents: dict[str, list[Document]], lexicon: Lexicon) -> tuple[list[Labels], int]:
    """Give the labels of one set with the ids of their clauses, and how many clauses were not found again.

    A clause is found by its words (their digest), among equals by title, number and order.
    """
    places: dict[tuple[str, str], list[tuple[Document, Clause]]] = defaultdict(list)
    for file, several in documents.items():
        for document in several:
            for clause in document.clauses:
                places[file, _digest(clause.text)].append((document, clause))
    found: list[Labels] = []
    lost = 0
    for record in _records(ROOT / "bench" / "labels" / f"{name}.jsonl"):
        equals = places.get((record["file"], record["digest"]), [])
        if not equals:
            lost += 1
            continue
        _, clause = min(equals, key=lambda pair: _difference(record, *pair))
        found.append(_labels(record, clause, lexicon))
    return found, lost


def _difference(record: dict[str, Any], document: Document, clause: Clause) -> tuple[bool, bool]:
    return document.title != record["title"], list(clause.path) != record["path"]


def _labels(record: dict[str, Any], clause: Clause, lexicon: Lexicon) -> Labels:
    return Labels(
        clause=clause.id,
        split=record["split"],
        relations=tuple((lexicon.canonical(role) or role, frozenset(right)) for role, right in record["relations"]),
        topics=frozenset(record["topics"]),
        also=frozenset(record.get("also", ())),
        modality=tuple(record["modality"]),
        facts=tuple((fact["kind"], fact["value"], fact["unit"]) for fact in record["facts"]),
        fines=tuple(Fine(fine["act"], fine["amount"], fine["sanction"]) for fine in record["penalties"]),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(re.sub(r"\s", "", text).encode()).hexdigest()[:12]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
