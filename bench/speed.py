"""Time what people wait for: a cold question, a cold look, a build, a build without changes.

python bench/speed.py [SOURCE...]      default: corpus/; prints the median of RUNS runs in seconds of wall time

Each run is a process of its own, as in a terminal.  Wall time on a shared machine is noise on top of the figure,
never below it: take the least of several medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7


def seconds(*arguments: str) -> float:
    """Give the wall time of one run of the command."""
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode not in {0, 1, 5}:
        raise SystemExit(f"kb {' '.join(arguments)} ended with {ended.returncode}")
    return time.perf_counter() - started


def row(what: str, runs: int, *arguments: str) -> None:
    times = sorted(seconds(*arguments) for _ in range(runs))
    print(f"{what:28} median {statistics.median(times):6.3f} s   least {times[0]:6.3f} s   {runs} runs")


def main() -> None:
    sources = sys.argv[1:] or [str(ROOT / "corpus")]
    with tempfile.TemporaryDirectory() as folder:
        place = ["--kb", str(Path(folder) / "kb")]
        row("build, first", 1, *place, "build", *sources)
        row("build, all read anew", 3, *place, "build", "--full", *sources)
        row("build, nothing changed", 3, *place, "build", *sources)
        row("ask, cold process", RUNS, *place, "ask", "上班时间玩游戏罚多少")
        row("ask, abstaining", RUNS, *place, "ask", "西游记作者是谁")
        row("search, cold process", RUNS, *place, "search", "退货 邮费")
        row("status, cold process", RUNS, *place, "status")
        row("help, cold process", RUNS, "--help")


if __name__ == "__main__":
    main()
