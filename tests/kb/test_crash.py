"""A build killed at random moments while readers ask; bench/crash.py does two hundred rounds of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.crash import is_clean, run


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_no_kill_damages_the_store_or_misleads_a_reader(tmp_path: Path) -> None:
    record = run(10, tmp_path, seed=3)
    assert is_clean(record), record
    assert record["killed"] == 10
    assert record["readers"]["generations_seen"] >= 2
