"""Speed and memory of the clause reader on text: clean, wrapped by a page, and run together on one line.

    python bench/parse_speed.py [--rounds N] [--megabytes N] [TEXT...]
    python bench/parse_speed.py --processes 2 FOLDER...

The first prints, for each form, megabytes of UTF-8 a second of processor time on one core and the ratio to a bare split
into lines of the same bytes (what any reader pays before it knows a single clause), then the time for ten thousand
labels and the peak memory.  The text is that of ``corpus/`` (74 bytes a clause): every policy as a file of its own, and
all of them as one long file; or of the text files and folders named (those that end in ``clean.txt``, or all).

The second parses every file of the folders in one process and in several, and says how many times as fast that is: by
the clock, which tells little on a busy machine, and by processor time, that of the busiest process and of sending the
results being what has to pass at least.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest import Document
from ingest.parse import parse_bytes, parse_file
from kb.workers import in_processes

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
WIDTH = 34  # characters a line, as many document-sharing sites wrap


def policies() -> list[str]:
    """Give the corpus as clean text, a paragraph a line, numbers typed."""
    texts = []
    for path in sorted(CORPUS.iterdir()):
        if path.suffix in (".txt", ".docx", ".pdf"):
            for document in parse_file(path):
                numbers = [clause.number if clause.number else "" for clause in document.clauses]
                lines = [f"{number} {clause.text}" for number, clause in zip(numbers, document.clauses, strict=True)]
                texts.append("\n".join([document.title, *lines]))
    return texts


def wrapped(text: str) -> str:
    """Break every line after ``WIDTH`` characters, with a blank line after each."""
    lines = (line[at : at + WIDTH] for line in text.split("\n") for at in range(0, max(1, len(line)), WIDTH))
    return "\n\n".join(lines)


def together(text: str) -> str:
    """Put the body on one line, paragraphs parted by a space."""
    title, _, body = text.partition("\n")
    return f"{title}\n{body.replace(chr(10), ' ')}"


FORMS: dict[str, Callable[[str], str]] = {"clean": str, "wrapped": wrapped, "run together": together}


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Give the best processor time of ``rounds``: the one that other programs disturbed least."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def labels(count: int) -> bytes:
    """Give a policy of ``count`` numbered lines on three levels."""
    lines = ["编号制度"]
    for index in range(count // 10):
        lines.append(f"第{index % 90 + 1}条 岗位{index}")
        lines.extend(f"（{number}）负责第{number}项工作;" for number in "一二三四")
        lines.extend(f"{number}. 记录于登记本。" for number in range(1, 6))
    return "\n".join(lines).encode()


def texts_of(paths: Sequence[Path]) -> list[str]:
    """Give the texts of the files named, and of the text files in folders: ``clean.txt`` where there are such."""
    found: list[Path] = []
    for path in paths:
        below = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        found += [file for file in below if file.name.endswith("clean.txt")] or below
    return [path.read_bytes().decode("utf-8") for path in found]


def parse_one(path: Path, _: None) -> tuple[list[Document], int, float]:
    """Parse a file in a worker; give also which process it was and the processor time it has used by now."""
    return parse_file(path), os.getpid(), time.process_time()


def unread(path: Path) -> tuple[list[Document], int, float]:
    """Stand for a file that kills its process."""
    raise SystemExit(f"{path}: the process died")


def in_several(folders: Sequence[Path], processes: int) -> None:
    """Print how many times as fast ``processes`` processes parse the files of ``folders``."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".txt", ".docx", ".pdf"))
    for path in {path.suffix: path for path in files}.values():
        parse_file(path)  # imports, before the clock runs
    clock, used = time.perf_counter(), time.process_time()
    clauses = sum(len(document.clauses) for path in files for document in parse_file(path))
    alone, alone_used = time.perf_counter() - clock, time.process_time() - used
    clock, used = time.perf_counter(), time.process_time()
    busy: dict[int, float] = {}
    again = 0
    results = in_processes(parse_one, files, None, processes, weight=lambda path: path.stat().st_size, died=unread)
    for documents, process, so_far in results:
        busy[process] = max(busy.get(process, 0.0), so_far)
        again += sum(len(document.clauses) for document in documents)
    together, own = time.perf_counter() - clock, time.process_time() - used
    assert again == clauses
    least = max(*busy.values(), (sum(busy.values()) + own) / processes)
    print(f"{len(files)} files, {clauses:,} clauses")
    print(f"one process: {alone_used:.2f} s of processor time, {alone:.2f} s passed")
    shares = " + ".join(f"{share:.2f}" for share in busy.values())
    print(f"{processes} processes: {shares} s of processor time, {own:.2f} s for the results, {together:.2f} s passed")
    print(f"{alone_used / least:.2f} times as fast by processor time, {alone / together:.2f} by the clock")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--megabytes", type=float, default=1.0)
    options.add_argument("--processes", type=int)
    options.add_argument("paths", nargs="*", type=Path)
    chosen = options.parse_args()
    if chosen.processes:
        in_several(chosen.paths or [CORPUS], chosen.processes)
        return
    texts = texts_of(chosen.paths) if chosen.paths else policies()
    size = sum(len(text.encode()) for text in texts)
    many = max(1, round(chosen.megabytes * 2**20 / size))
    print(f"{len(texts)} policies, {size / 2**10:.0f} KB of UTF-8; long file: {many * size / 2**20:.1f} MB")
    print(f"{'form':14}{'files MB/s':>12}{'long MB/s':>12}{'x line split':>14}")
    for name, form in FORMS.items():
        files = [form(text).encode() for text in texts]
        weight = sum(map(len, files))
        each = seconds(lambda files=files: [parse_bytes(data, name="a.txt") for data in files], chosen.rounds)  # type: ignore[misc]
        long = "\n".join(form(text) for text in texts * many).encode()
        one = seconds(lambda long=long: parse_bytes(long, name="a.txt"), 1)  # type: ignore[misc]
        bare = seconds(lambda long=long: long.decode().splitlines(), chosen.rounds)  # type: ignore[misc]
        print(f"{name:14}{weight / each / 2**20:12.2f}{len(long) / one / 2**20:12.2f}{one / bare:14.0f}")
    ten_thousand = labels(10_000)
    print(f"10,000 labels: {seconds(lambda: parse_bytes(ten_thousand, name='a.txt'), 1):.2f} s")
    tracemalloc.start()
    parse_bytes(long, name="a.txt")
    print(f"peak memory: {tracemalloc.get_traced_memory()[1] / len(long):.0f} times the file")


if __name__ == "__main__":
    main()
