"""Time a full build, one with nothing changed, and one with one changed document, in processor seconds.

python bench/rebuild.py [SOURCE...]      default: corpus/ and, where it is found, ../shared (POLICY_KB_SHARED)

Each build is a process of its own; user and system time of it and its children count, so that other work on the machine
matters little.  The sources are copied first; a text file of the middle is the one that changes.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("POLICY_KB_SHARED", ROOT.parent / "shared"))
RENDITIONS = ("clean.txt", "scraped.txt", "auto.docx", "layout.pdf")
RUNS = 5
# Compiled modules are kept, as wherever the command is installed: compiling them anew each time is no part of a build.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONUTF8": "1"
}


def seconds(root: Path, folder: Path, *options: str) -> float:
    """Give the processor seconds of one build."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--kb", str(root), "build", "-q", *options, str(folder)],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode not in {0, 5}:
        raise SystemExit(f"the build of {folder} ended with {ended.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def change_one(folder: Path, number: int) -> None:
    """Write another word into one text file of the middle."""
    texts = sorted(path for path in folder.rglob("*.txt") if b"\x00" not in path.read_bytes()[:200])
    path = texts[len(texts) // 2]
    path.write_bytes(path.read_bytes() + f"\n{number}\n".encode("ascii"))


def measure(name: str, folder: Path, work: Path) -> None:
    """Print the three figures for one set of sources; the least of ``RUNS`` for the short ones."""
    seconds(work / "warm.kb", ROOT / "corpus", "--dry-run")  # compiles what is not compiled yet
    root = work / f"{name}.kb"
    full = seconds(root, folder)
    none = min(seconds(root, folder) for _ in range(RUNS))
    ones = []
    for number in range(RUNS):
        change_one(folder, number)
        ones.append(seconds(root, folder))
    files = sum(path.is_file() for path in folder.rglob("*"))
    print(
        f"{name:10} {files:4} files   full {full:6.2f} s   nothing changed {none:5.2f} s ({none / full:.1%})"
        f"   one changed {min(ones):5.2f} s ({min(ones) / full:.1%})"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        given = [Path(source) for source in sys.argv[1:]]
        for source in given or [ROOT / "corpus", SHARED / "seeds"]:
            if source.is_dir():
                measure(source.name, Path(shutil.copytree(source, work / source.name)), work)
        clauses = SHARED / "eval" / "clauses"
        if not given and clauses.is_dir():
            folder = work / "clauses"
            folder.mkdir()
            for document in sorted(path for path in clauses.iterdir() if path.is_dir()):
                for rendition in RENDITIONS:
                    shutil.copyfile(document / rendition, folder / f"{document.name}-{rendition}")
            measure("clauses", folder, work)


if __name__ == "__main__":
    main()
