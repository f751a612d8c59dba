from __future__ import annotations

from pathlib import Path

import pytest

from index.words import write_words


@pytest.fixture(scope="session")
def words_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """jieba's dictionary as it is mapped; written once for all tests, since that takes a second."""
    folder = tmp_path_factory.mktemp("words")
    write_words(folder)
    return folder
