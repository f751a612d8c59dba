from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

Root = Callable[[str], Path]


@pytest.fixture
def new_root(tmp_path: Path, shop_base: Path) -> Root:
    """Give folders for knowledge bases that hold jieba's dictionary already, since writing it takes seconds."""

    def make(name: str = "kb") -> Path:
        root = tmp_path / name
        copytree(shop_base / "words", root / "words")
        return root

    return make
