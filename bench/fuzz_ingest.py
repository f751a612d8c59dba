"""Mutate real files and see that each gives documents or one ``IngestError``, in time, losing nothing.

    python bench/fuzz_ingest.py [--seconds N] [--seed N] [--only ENDING] [--keep FOLDER]

The files are those of ``corpus/`` and ``tests/fixtures/``.  Bytes are flipped, dropped, doubled, moved and cut off; in
text the same is done to characters, in a docx to one of its parts before it is packed again.  What fails is written to
``--keep`` under the SHA-256 of its bytes.  Ends with 1 if anything failed.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ingest.errors import IngestError
from ingest.parse import parse_bytes

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "corpus", ROOT / "tests" / "fixtures")
ENDINGS = (".txt", ".docx", ".pdf", ".md", ".html")
SECONDS = 10  # for one file; the same limit that the tests hold hostile input to
TOKENS = [
    *(token.encode() for token in ("第一条", "第九章", "一、", "（二）", "1.1", "●", "目录", "\u200b", "\u3000", "〇")),
    b"\x00",
    b"\xff",
    b"\xe4\xb8",
    b"\n" * 50,
    b"1." * 50,
    b"<w:p>",
    b"</w:p>",
    b"<!DOCTYPE x>",
    b"endobj",
    b"stream\n",
    b"(" * 200,
    b"<div>" * 50,
]


PIECES = [
    *(
        "\n",
        "\n\n",
        " ",
        "　",
        "第一条",
        "第九章",
        "第十条规定",
        "一、",
        "（二）",
        "3.",
        "3)",
        "1.1",
        "4.1.\n5",
        "①",
        "●",
        "●1、",
        "12:30",
    ),
    *(
        "目录",
        "附件1",
        "总则",
        "：",
        "。",
        "第3页 共9页",
        "推荐第1篇:",
        "当前位置:",
        "2023年1月1日",
        "3.5元",
        "|",
        "#",
        "<b>",
        "制度\n",
    ),
]


class TooSlow(Exception):
    """A file took longer than ``SECONDS``."""


def check(data: bytes, name: str) -> str:
    """Parse ``data``; give what came of it.  Raises what should never be raised."""
    try:
        documents = parse_bytes(data, name=name)
    except IngestError as error:
        if not error.remedy or "\n" in str(error):
            raise AssertionError(f"an error without a remedy, or on two lines: {error!r}") from error
        return type(error).__name__
    if any(notice.code == "lost" for document in documents for notice in document.warnings):
        raise AssertionError("characters were lost")
    return "read"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change a few places of ``data``."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not changed:
            break
        at = chance.randrange(len(changed))
        size = min(chance.choice((1, 1, 2, 8, 64, 1024)), len(changed) - at)
        kind = chance.randrange(7)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + size]
        elif kind == 2:
            changed[at:at] = changed[at : at + size] * chance.choice((1, 2, 20))
        elif kind == 3:
            changed[at:at] = chance.choice(TOKENS)
        elif kind == 4:
            piece = changed[at : at + size]
            del changed[at : at + size]
            to = chance.randrange(len(changed) + 1)
            changed[to:to] = piece
        elif kind == 5:
            changed[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
        elif chance.random() < 0.3:
            del changed[at:]
    return bytes(changed)


def mutated_part(data: bytes, chance: random.Random) -> bytes:
    """Change one part inside of a zip archive and pack it again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if name.endswith((".xml", ".rels"))]
        chosen = chance.choice(names)
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, mutated(part, chance) if name == chosen else part)
    return packed.getvalue()


def mutated_text(data: bytes, chance: random.Random) -> bytes:
    """Change characters instead of bytes, so that the text stays readable and its numbering does not."""
    try:
        text = list(data.decode())
    except UnicodeDecodeError:
        return mutated(data, chance)
    for _ in range(chance.choice((1, 3, 10, 60))):
        at = chance.randrange(len(text) + 1)
        size = chance.choice((1, 1, 3, 20, 200))
        kind = chance.randrange(4)
        if kind == 0:
            del text[at : at + size]
        elif kind == 1:
            text[at:at] = text[at : at + size] * chance.choice((1, 3))
        elif kind == 2:
            text[at:at] = chance.choice(PIECES)
        else:
            piece = text[at : at + size]
            del text[at : at + size]
            to = chance.randrange(len(text) + 1)
            text[to:to] = piece
    return "".join(text).encode()


def on_time(work: Callable[[], str]) -> str:
    """Do ``work`` under the time limit."""

    def stop(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return work()
    finally:
        signal.alarm(0)


def main() -> int:
    """Run until the time is up; print the counts."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--only", default="")
    options.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    chosen = options.parse_args()
    seed = chosen.seed if chosen.seed is not None else time.time_ns() % 10**9
    chance = random.Random(seed)
    files = [
        path
        for folder in FOLDERS
        for path in sorted(folder.rglob("*"))
        if path.suffix in ENDINGS and path.suffix.endswith(chosen.only)
    ]
    sources = [(path.suffix, path.read_bytes()) for path in files]
    sources += [(ending, data) for suffix, data in sources if suffix == ".txt" for ending in (".md", ".html")]
    results: Counter[str] = Counter()
    failures = 0
    until = time.monotonic() + chosen.seconds
    while time.monotonic() < until:
        ending, data = chance.choice(sources)
        inside = {".docx": mutated_part, ".pdf": mutated}.get(ending, mutated_text)
        data = inside(data, chance) if chance.random() < 0.8 else mutated(data, chance)
        try:
            results[f"{ending} {on_time(lambda data=data, ending=ending: check(data, f'制度{ending}'))}"] += 1  # type: ignore[misc]
        except Exception:  # noqa: BLE001 - any other exception is what is looked for
            failures += 1
            chosen.keep.mkdir(parents=True, exist_ok=True)
            kept = chosen.keep / (hashlib.sha256(data).hexdigest()[:16] + ending)
            kept.write_bytes(data)
            print(f"FAILED {kept}")
            traceback.print_exc(limit=-4)
    print(f"seed {seed}: {results.total():,} files in {chosen.seconds:.0f} s, {failures} failed")
    for result, count in sorted(results.items()):
        print(f"  {result:28}{count:8,}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
