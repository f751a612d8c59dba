"""Real processes: a pipe that is closed, consoles that are not UTF-8, a terminal and none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [["export"], ["list", "clauses"], ["list", "clauses", "--json"]])
def test_a_closed_pipe_ends_quietly(arguments: list[str], shop_base: Path) -> None:
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "--kb", str(shop_base), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # the reader is gone before anything is written
        said = process.stderr.read().decode()
        code = process.wait(timeout=60)
    assert said == ""
    assert code == 0


ENCODINGS = [
    ("a Chinese Windows console", "gbk"),
    ("a western console without Chinese", "latin-1"),
    ("a bare one", "ascii"),
    ("an old Mac's", "mac-roman"),
]


@pytest.mark.parametrize(("why", "encoding"), ENCODINGS, ids=[row[1] for row in ENCODINGS])
def test_any_encoding_prints_without_an_error(why: str, encoding: str, shop_base: Path, kb_process: Run) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    ended = kb_process("--kb", str(shop_base), "ask", "旷工一天罚多少", env=env)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr
    # click takes ASCII for a mistake of the locale and writes UTF-8.
    text = ended.stdout.decode("utf-8" if encoding == "ascii" else encoding)
    assert "100" in text
    if encoding in {"gbk", "ascii"}:
        assert "《考勤管理制度》" in text
    else:
        # In a file or pipe nothing is lost: what the encoding lacks is written as an escape.
        assert "\\u8003\\u52e4" in text


@pytest.mark.parametrize(("why", "encoding"), ENCODINGS, ids=[row[1] for row in ENCODINGS])
def test_json_is_utf8_whatever_the_locale(why: str, encoding: str, shop_base: Path, kb_process: Run) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    ended = kb_process("--kb", str(shop_base), "ask", "旷工一天罚多少", "--json", env=env)
    assert ended.returncode == 0
    assert json.loads(ended.stdout.decode("utf-8"))["question"] == "旷工一天罚多少"


def test_errors_too_are_printed_in_any_encoding(tmp_path: Path, kb_process: Run) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    ended = kb_process("--kb", str(tmp_path), "ask", "迟到", env=env)
    assert ended.returncode == 3
    assert b"Traceback" not in ended.stderr
    assert b"kb build" in ended.stderr


def in_terminal(arguments: list[str], env: dict[str, str]) -> str:
    """Run the command on a pseudo-terminal and give what it shows."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "KB_DIR"}}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "PYTHONUTF8": "1", "TERM": "xterm", **env},
        close_fds=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not read:
                break
            shown += read
        process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize(
    ("why", "options", "env", "colored"),
    [
        ("a terminal has colours", [], {}, True),
        ("NO_COLOR turns them off", [], {"NO_COLOR": "1"}, False),
        ("an empty NO_COLOR does not", [], {"NO_COLOR": ""}, True),
        ("--no-color turns them off", ["--no-color"], {}, False),
        ("a dumb terminal has none", [], {"TERM": "dumb"}, False),
    ],
)
def test_colours(why: str, options: list[str], env: dict[str, str], colored: bool, shop_base: Path) -> None:
    shown = in_terminal(["--kb", str(shop_base), *options, "ask", "旷工一天罚多少"], env)
    assert "100元" in shown
    assert ("\x1b[1m" in shown) is colored


def test_on_a_narrow_terminal_no_line_is_wider(shop_base: Path) -> None:
    from kb.screen.look import display_width

    shown = in_terminal(["--kb", str(shop_base), "--no-color", "show", "《考勤管理制度》第十一条"], {"COLUMNS": "40"})
    assert "第十一条" in shown
    assert max(display_width(line.rstrip("\r")) for line in shown.split("\n")) <= 40


def test_a_build_shows_its_progress_on_a_terminal_only(tmp_path: Path, kb_process: Run) -> None:
    place = ["--kb", str(tmp_path / "kb"), "build", str(ROOT / "corpus" / "保密制度.txt")]
    piped = kb_process(*place)
    assert piped.stderr == b""
    assert "读取" in in_terminal([*place, "--full"], {})
    assert "读取" not in in_terminal([*place, "--full", "-q"], {})
