"""The README and the guide say what the program does: their commands and code are run, their links are followed."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[1]
README, TWIN, GUIDE = ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "docs" / "guide.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
SECONDS = re.compile(r"用时 [\d.]+ 秒")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def sessions(page: Path) -> list[tuple[str, list[str]]]:
    """Give each command at a prompt with the lines that the page shows under it."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line)
    return found


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether ``printed`` is what the page shows; ``...`` stands for any lines."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(agrees(shown[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and agrees(shown[1:], printed[1:])


AGREEMENTS = [
    ("the same lines agree", ["a", "b"], ["a", "b"], True),
    ("a line too few does not", ["a"], ["a", "b"], False),
    ("dots stand for any lines", ["a", "..."], ["a", "b", "c"], True),
    ("what follows the dots must be there", ["a", "...", "d"], ["a", "b", "c"], False),
]


@pytest.mark.parametrize(("why", "shown", "printed", "agree"), AGREEMENTS, ids=[row[0] for row in AGREEMENTS])
def test_the_comparison_itself(why: str, shown: list[str], printed: list[str], agree: bool) -> None:
    assert agrees(shown, printed) is agree


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path, kb_process: Run) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus", target_is_directory=True)
    shown = sessions(page)
    assert shown
    for line, expected in shown:
        name, *arguments = shlex.split(line)
        assert name == "kb", line
        ended = kb_process(*arguments, cwd=tmp_path)
        assert ended.returncode in {0, 1, 5}, ended.stderr.decode()
        printed = SECONDS.sub("用时 0 秒", (ended.stdout + ended.stderr).decode()).splitlines()
        assert agrees([SECONDS.sub("用时 0 秒", row) for row in expected], printed), f"$ {line}\n" + "\n".join(printed)


def test_the_readmes_python_prints_the_first_line_of_its_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(README, "python")
    assert len([line for line in code.splitlines() if line]) <= 5
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    answers = [lines[0] for line, lines in sessions(README) if line.startswith("kb ask")]
    assert printed.getvalue().split() == answers[0].split()


def test_the_guides_python_runs(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus", target_is_directory=True)
    code = "\n".join(blocks(GUIDE, "python"))
    assert code
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{code}"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout


def test_the_chinese_twin_shows_the_same() -> None:
    for language in ("sh", "console", "python"):
        assert blocks(TWIN, language) == blocks(README, language)
        assert blocks(README, language)
    verbs = [re.findall(r"^\| (`kb .+?`)", page.read_text(encoding="utf-8"), re.MULTILINE) for page in (README, TWIN)]
    assert verbs[0] == verbs[1]
    heads = [len(re.findall(r"^## ", page.read_text(encoding="utf-8"), re.MULTILINE)) for page in (README, TWIN)]
    assert heads[0] == heads[1]


def test_the_first_screen_holds_the_sentence_the_install_the_question_and_the_code() -> None:
    screen = "\n".join(README.read_text(encoding="utf-8").splitlines()[:35])
    for part in ("pipx install .", "$ kb ask", "《", "from kb import KnowledgeBase"):
        assert part in screen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        goal = (page.parent / name) if name else page
        assert goal.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
            assert anchor in anchors, target


@pytest.mark.parametrize("readme", [README, TWIN], ids=lambda page: page.name)
def test_every_page_of_the_docs_is_led_to(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"](docs/{page.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_one_machine_or_a_registrys_host(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for stray in ("/work/", "/root/", "/home/", "pypi.org", "pythonhosted", "registry."):
        assert stray not in text
