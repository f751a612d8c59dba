"""The rooms of the house import one way: cli -> kb -> index -> ingest."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Each room with what it may import of the others.
ALLOWED = {
    "cli.py": {"kb"},
    "kb": {"index", "ingest"},
    "index": {"ingest"},
    "ingest": set[str](),
}
ROOMS = {"cli", "kb", "index", "ingest", "corpus", "tests", "bench"}


def sources(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(path: Path) -> list[tuple[int, int, str]]:
    """Give (line, level, module) of each import, those inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, 0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.level, node.module or ""))
    return found


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    own = {room.removesuffix(".py")}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(room)
        for line, level, module in imports(path)
        if level == 0 and module.split(".")[0] in ROOMS - own - ALLOWED[room]
    ]
    assert wrong == []
    assert sources(room)


@pytest.mark.parametrize("room", ["kb", "index", "ingest"])
def test_inside_a_room_imports_are_relative_and_stay_in_it(room: str) -> None:
    wrong = []
    for path in sources(room):
        depth = len(path.relative_to(ROOT).parts) - 1
        for line, level, module in imports(path):
            if (level == 0 and module.split(".")[0] == room) or level > depth:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {'.' * level}{module}")
    assert wrong == []


@pytest.mark.parametrize("room", ["kb", "index", "ingest"])
def test_another_room_is_imported_by_its_names_and_never_as_a_whole(room: str) -> None:
    # `import index` works in a checkout and fails where the rooms are moved under one name.
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] in ROOMS for alias in node.names)
    ]
    assert wrong == []


def test_no_room_stands_in_a_string() -> None:
    # A registry names its modules relative to its package, so that the package can be moved.
    dotted = re.compile(r"(?:kb|index|ingest)(?:\.[a-z_]+)+")
    wrong = []
    for room in ("kb", "index", "ingest"):
        for path in sources(room):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            wrong += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and dotted.fullmatch(node.value)
                and not node.value.endswith((".json", ".jsonl", ".toml", ".lock", ".md"))
            ]
    assert wrong == []


def test_the_lowest_rooms_do_not_know_the_screen() -> None:
    heavy = {"click", "rich"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for room in ("index", "ingest")
        for path in sources(room)
        for line, _, module in imports(path)
        if module.split(".")[0] in heavy
    ]
    assert wrong == []


def test_no_tests_folder_is_a_package() -> None:
    # One of them with an __init__.py and its parent without breaks collection under importlib.
    assert list((ROOT / "tests").rglob("__init__.py")) == []
