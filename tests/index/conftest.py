from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.store import Store
from index.words import dictionary_hash, write_words


@pytest.fixture(scope="session")
def words_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """jieba's dictionary as it is mapped; written once for all tests, since that takes a second."""
    folder = tmp_path_factory.mktemp("words")
    write_words(folder)
    return folder


@pytest.fixture
def store(tmp_path: Path, words_folder: Path) -> Store:
    """Give an empty store that finds the dictionary ready, so that each test does not make it again."""
    root = tmp_path / "kb"
    shutil.copytree(words_folder, root / "words" / dictionary_hash())
    return Store(root)
