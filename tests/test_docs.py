"""The documents keep up with the program: every verb, option and exit code is explained."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import cli
import kb
from kb.screen import endings

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

VERBS = sorted(cli.command.commands)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_and_stands_in_the_readme_and_the_guide(verb: str) -> None:
    help_text = cli.command.commands[verb].help
    assert help_text is not None
    assert re.search(r"[一-鿿]", help_text)
    assert f"`kb {verb}" in README
    assert f"kb {verb}" in GUIDE


@pytest.mark.parametrize("verb", VERBS)
def test_each_option_is_explained_in_the_guide(verb: str) -> None:
    options = [option for option in cli.command.commands[verb].params if isinstance(option, click.Option)]
    assert [option.opts[-1] for option in options if f"`{option.opts[-1]}" not in GUIDE] == []
    assert [option.opts[-1] for option in options if not option.help] == []


def test_each_exit_code_is_explained() -> None:
    codes = [getattr(endings, name) for name in endings.__all__ if name.isupper()]
    assert len(codes) == 8
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", GUIDE, re.MULTILINE)}
    assert explained == set(codes)


def test_each_public_name_of_the_library_is_in_the_guide() -> None:
    methods = [name for name in vars(kb.KnowledgeBase) if not name.startswith("_")]
    assert [name for name in methods if f".{name}" not in GUIDE] == []
    errors = [
        name for name in kb.__all__ if isinstance(getattr(kb, name), type) and issubclass(getattr(kb, name), Exception)
    ]
    assert [name for name in errors if name not in GUIDE] == []


def test_the_changelog_names_this_release_first() -> None:
    releases = re.findall(r"^## (\S+)", CHANGES, re.MULTILINE)
    assert kb.__version__ in releases[:2]


def test_the_version_is_the_same_everywhere() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == kb.__version__
