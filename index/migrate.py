"""Manifests of older formats, read as if they were of the newest: a step a format, each pure.

The files of a generation are never rewritten.  What an older format lacks, readers do without; the next build writes
the newest.  A newer format is refused by ``read_manifest``, with the command to run.

1   one Whoosh segment; nothing beside it
2   several segments with dead clauses, ``lengths.json`` and ``order.bin`` beside them; ``analysis`` in the manifest
3   Whoosh keeps exact values alone; postings lie beside its segments.  Clauses of 1 and 2 are read, their index is not:
    who searches it is told to build again
4   clauses are compressed (``line_blocks``) where ``clauses.jsonl`` held them, and so are parsed files
5   documents carry hashes of their clauses, so that the next build takes them over; what the builder knows of them
    together lies beside the clauses (``Generation.beside``) where the manifest held it; ``parsed`` holds only what no
    generation does
6   clauses are arrays, and documents are compressed, where both were records; tantivy's index knows clauses by their
    place alone.  Clauses and documents of 5 are read, its index of tantivy's is not
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["upgraded"]


def _from_1(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "analysis": ""}


_STEPS: dict[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = {1: _from_1, 2: dict, 3: dict, 4: dict, 5: dict}


def upgraded(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give the manifest's record in the newest format; ``format`` stays what it was."""
    result = dict(record)
    number = int(record["format"])
    while number in _STEPS:
        result = _STEPS[number](result)
        number += 1
    return result
