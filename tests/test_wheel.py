"""What is installed works: the wheel is built, installed into an environment of its own, and asked from another folder.

Nothing is downloaded: the new environment borrows the libraries of this one through a path file, and path files
inside a borrowed folder are not read, so that the checkout itself stays out of reach.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kb", "index", "ingest")
QUESTION = "代人打卡罚多少"


def run(*command: str | Path, cwd: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KB_", "VIRTUAL_ENV"))}
    ended = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout.decode() + ended.stderr.decode()
    return ended.stdout.decode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--directory", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel."""
    home = tmp_path_factory.mktemp("environment")
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(home)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    python = programs / Path(sys.executable).name
    if not python.exists():
        python = programs / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (wheel,) = built.glob("*.whl")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        wheel,
        cwd=home,
    )
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return programs


def files_of(room: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_rooms_and_the_door_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        info = [name for name in archive.namelist() if ".dist-info/" in name]
    assert names == {"cli.py"}.union(*map(files_of, ROOMS))
    assert {f"{room}/py.typed" for room in ROOMS} <= names
    assert any(name.endswith("/LICENSE") for name in info)


def test_the_sdist_holds_what_the_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"cli.py", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/test_wheel.py"} <= names
    assert {f"corpus/{path.name}" for path in (ROOT / "corpus").iterdir()} <= names


def test_the_command_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    import kb

    command = installed / "kb"
    assert run(command, "--version", cwd=tmp_path).strip() == f"kb {kb.__version__}"
    assert "共 20 份" in run(command, "build", ROOT / "corpus", cwd=tmp_path)
    assert "《考勤管理制度》第三章 第十五条" in run(command, "ask", QUESTION, cwd=tmp_path)


def test_the_library_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    code = (
        "import kb, index, ingest, cli\n"
        "print(*(module.__file__ for module in (kb, index, ingest, cli)), sep='\\n')\n"
        f"base = kb.KnowledgeBase.build([{str(ROOT / 'corpus')!r}], 'shop.kb')\n"
        f"print(base.ask({QUESTION!r}).answers[0].clause.citation)\n"
    )
    *places, citation = run(installed / "python", "-c", code, cwd=tmp_path).splitlines()
    assert all(Path(place).is_relative_to(installed.parent) for place in places), places
    assert citation == "《考勤管理制度》第三章 第十五条"
