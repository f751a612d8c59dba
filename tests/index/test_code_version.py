"""A release that parses or tags otherwise is another program: seen in its files, whichever way it is installed."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.code_version import code_version

FILES = {
    "__init__.py": "",
    "rules.py": "WORDS = 1\n",
    "lexicon.toml": "a = 1\n",
    "engines/__init__.py": "",
    "engines/fast.py": "x = 1\n",
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Give a way to install the package ``policies`` as a folder or an archive, and get its version."""
    places = iter(range(100))

    def version(files: dict[str, str], *, archive: bool = False) -> str:
        place = tmp_path / str(next(places))
        if archive:
            place = place.with_suffix(".zip")
            with zipfile.ZipFile(place, "w") as packed:
                for name, text in files.items():
                    packed.writestr(f"policies/{name}", text)
        else:
            for name, text in files.items():
                path = place / "policies" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "path", [str(place), *sys.path])
            sys.modules.pop("policies", None)
            code_version.cache_clear()
            return code_version("policies")

    yield version
    sys.modules.pop("policies", None)
    code_version.cache_clear()


@pytest.mark.parametrize(
    ("sentence", "change", "same"),
    [
        ("nothing changed", {}, True),
        ("a rule changed", {"rules.py": "WORDS = 2\n"}, False),
        ("data that ships with it changed", {"lexicon.toml": "a = 2\n"}, False),
        ("a file further down changed", {"engines/fast.py": "x = 2\n"}, False),
        ("a file came", {"more.py": ""}, False),
        ("what a run leaves behind is not the program", {"__pycache__/rules.pyc": "x", "engines/trace.log": "x"}, True),
    ],
)
def test_versions(installed: Callable[..., str], sentence: str, change: dict[str, str], same: bool) -> None:
    assert (installed(FILES) == installed(FILES | change)) is same, sentence


def test_an_archive_and_a_folder_of_the_same_files_are_the_same_program(installed: Callable[..., str]) -> None:
    assert installed(FILES) == installed(FILES, archive=True)
