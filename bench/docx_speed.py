"""How fast docx files are read and numbered, beside python-docx's bare loop over the paragraphs.

    python bench/docx_speed.py FOLDER_OR_FILE...

The loop opens the file and takes the text of each paragraph, without numbers, tables, notes or clauses; ours is the
reader, and then the whole way to clauses.  Each file is read by all in turn, several times, and the best processor time
of each counts, so that other work on the machine does not tell.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from bench.parse_speed import seconds
from ingest.parse import parse_bytes
from ingest.readers.docx import read


def _loop(data: bytes) -> int:
    import docx

    return sum(len(paragraph.text) for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def main() -> None:
    """Print the times and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = [
        path
        for given in arguments.paths
        for path in (sorted(given.rglob("*.docx")) if given.is_dir() else [given])
        if path.suffix == ".docx"
    ]
    if not files:
        sys.exit("no docx found")
    loop = reader = whole = 0.0
    read_files = 0
    for path in files:
        data = path.read_bytes()
        parse_bytes(data, name=path.name)  # imports and caches, before the clock runs
        try:
            _loop(data)
        except KeyError as error:
            print(f"{path.name}: left out, python-docx cannot open it ({error})")
            continue
        read_files += 1
        loop += seconds(lambda data=data: _loop(data), arguments.rounds)  # type: ignore[misc]
        reader += seconds(lambda data=data, path=path: read(data, name=path.name), arguments.rounds)  # type: ignore[misc]
        whole += seconds(lambda data=data, path=path: parse_bytes(data, name=path.name), arguments.rounds)  # type: ignore[misc]
    print(f"{read_files} files, processor time")
    print(f"python-docx, bare loop over paragraphs {1000 * loop / read_files:8.2f} ms a file")
    for name, spent in (("ingest.readers.docx", reader), ("all the way to clauses", whole)):
        print(f"{name:38} {1000 * spent / read_files:8.2f} ms a file, {loop / spent:.2f} times as fast as the loop")


if __name__ == "__main__":
    main()
