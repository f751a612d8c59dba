"""Choose the clauses to be labelled: spread over all documents, half of each document's with values or sanctions.

    python bench/labels/choose.py corpus|seeds       prints one record a line: where the clause stands, and its words

The choice depends on the parser's output and on ``SEED`` only.  Whole documents are set apart, so that a rule learned
from one clause of a document is not scored on another clause of the same document.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.document import Clause, Document
from ingest.parse import parse_file

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("POLICY_KB_SEEDS", ROOT.parent / "shared" / "seeds"))
SEED = 4
WANTED = 200
_VALUE = re.compile(
    r"[罚扣赔]|处分|警告|开除|辞退|[0-9０-９]+\s*(?:元|%|天|小时|分钟|秒|日|个月|年|:)|[一二三四五六七八九十两]+(?:元|天|小时|分钟|个月|年)|点"
)


def documents_of(name: str) -> list[tuple[str, Document]]:
    """Give the documents of ``corpus`` or ``seeds``, each with the name of its file."""
    endings = (".txt", ".docx", ".pdf")
    folder = ROOT / "corpus" if name == "corpus" else SEEDS
    files = sorted(path for path in folder.iterdir() if path.suffix in endings)
    return [(file.name, document) for file in files for document in parse_file(file)]


def fingerprint(text: str) -> str:
    """Give a short digest of the words without white space: it finds a clause again whose number is read otherwise."""
    return hashlib.sha256(re.sub(r"\s", "", text).encode()).hexdigest()[:12]


def chosen(documents: list[tuple[str, Document]]) -> Iterator[tuple[str, str, Document, int, Clause]]:
    """Give (split, file, document, nth, clause); ``nth`` counts clauses of the same title and path in a file."""
    dice = random.Random(SEED)
    held = set(dice.sample(range(len(documents)), len(documents) // 2))
    quota = WANTED // len(documents)
    left = WANTED - quota * len(documents)
    richest = sorted(range(len(documents)), key=lambda at: -len(documents[at][1].clauses))[:left]
    counted: dict[tuple[str, str, tuple[str, ...]], int] = defaultdict(int)
    for at, (file, document) in enumerate(documents):
        usable = [clause for clause in document.clauses if 6 <= len(clause.text) <= 500]
        wanted = min(quota + (at in richest), len(usable))
        valued = [clause for clause in usable if _VALUE.search(clause.text)]
        first = dice.sample(valued, min(len(valued), (wanted + 1) // 2))
        plain = [clause for clause in usable if clause not in first]
        picked = {clause.id for clause in (*first, *dice.sample(plain, wanted - len(first)))}
        for clause in document.clauses:
            key = file, document.title, clause.path
            counted[key] += 1
            if clause.id in picked:
                yield ("held" if at in held else "open"), file, document, counted[key], clause


def main(name: str) -> int:
    for split, file, document, nth, clause in chosen(documents_of(name)):
        record = {
            "file": file,
            "title": document.title,
            "path": list(clause.path),
            "nth": nth,
            "digest": fingerprint(clause.text),
            "split": split,
            "id": clause.id,
            "headings": list(clause.headings),
            "text": clause.text,
        }
        print(json.dumps(record, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
