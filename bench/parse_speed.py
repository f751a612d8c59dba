"""Speed and memory of the clause reader on text: clean, wrapped by a page, and run together on one line.

    python bench/parse_speed.py [--rounds N] [--megabytes N]

Prints, for each form, megabytes of UTF-8 a second on one core and the ratio to a bare split into lines of the same
bytes (what any reader pays before it knows a single clause), then the time for ten thousand labels and the peak memory.
The text is that of ``corpus/``: every policy once as a file of its own, and all of them as one long file.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from ingest.parse import parse_bytes, parse_file

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


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--megabytes", type=float, default=1.0)
    chosen = options.parse_args()
    texts = policies()
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
