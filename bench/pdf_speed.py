"""How fast pdfs are read, beside pdfplumber's ``extract_text``, and how much memory a long one takes.

    python bench/pdf_speed.py FOLDER_OR_FILE...     pages a second of both, in one run
    python bench/pdf_speed.py --pages 1000 FILE     peak memory of a file repeated to so many pages

Each file is read by both in turn, several times, and the best processor time of each counts, so that other work on the
machine does not tell.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.readers.pdf import read

ROUNDS = 3


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.pdf")) if path.is_dir() else [path]


def _plumber(data: bytes) -> int:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
        return len(document.pages)


def compare(paths: list[Path]) -> None:
    ours = theirs = 0.0
    pages = 0
    files = list(_files(paths))
    for path in files[:1]:  # imports and caches of both, before the clock runs
        read(path.read_bytes(), name=path.name)
        _plumber(path.read_bytes())
    for path in files:
        data = path.read_bytes()
        mine, other = [], []
        for _ in range(ROUNDS):
            start = time.process_time()
            read(data, name=path.name)
            middle = time.process_time()
            count = _plumber(data)
            mine.append(middle - start)
            other.append(time.process_time() - middle)
        pages += count
        ours += min(mine)
        theirs += min(other)
    if not pages:
        sys.exit("no pdf found")
    print(f"{pages} pages")
    print(f"ingest.readers.pdf       {pages / ours:8.1f} pages/s  {1000 * ours / pages:7.2f} ms a page")
    print(f"pdfplumber extract_text  {pages / theirs:8.1f} pages/s  {1000 * theirs / pages:7.2f} ms a page")
    print(f"{theirs / ours:.1f} times as fast")


def long_file(path: Path, pages: int) -> None:
    data = _repeated(path, pages)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    reading = read(data, name=path.name)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{pages} pages, {len(data) / 2**20:.1f} MB, {len(reading.lines)} lines, {seconds:.1f} s")
    print(f"peak memory {peak:.0f} MB ({before:.0f} MB before reading, the file included)")


def _repeated(path: Path, pages: int) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as source, pypdfium2.PdfDocument.new() as target:
        # In one call, so that the pages share their fonts as those of any long file do.
        target.import_pages(source, pages=[index % len(source) for index in range(pages)])
        out = io.BytesIO()
        target.save(out)
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, help="measure memory on a file of so many pages instead")
    arguments = parser.parse_args()
    if arguments.pages:
        long_file(arguments.paths[0], arguments.pages)
    else:
        compare(arguments.paths)


if __name__ == "__main__":
    main()
