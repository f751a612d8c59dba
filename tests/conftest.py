"""What many tests share: the repository's root, and one knowledge base built from corpus/ for all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Properties say what holds, not how fast: on a machine that does other things too, any example may take long.
settings.register_profile("policy-kb", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("policy-kb")

ROOT = Path(__file__).resolve().parents[1]

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shop_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base built from corpus/; read it, do not write to it."""
    from kb import KnowledgeBase

    folder = tmp_path_factory.mktemp("shop") / "shop.kb"
    with KnowledgeBase.build([ROOT / "corpus"], folder) as base:
        assert base.report is not None
        assert not base.report.failed
    return folder


@pytest.fixture(scope="session")
def kb_process() -> Run:
    """Run the ``kb`` command in a process of its own, in UTF-8 and without the caller's settings."""

    def run(
        *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None, python: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "PYTHON", "NO_COLOR"))}
        return subprocess.run(
            [sys.executable, *python, str(ROOT / "cli.py"), *arguments],
            cwd=cwd,
            env={**kept, "PYTHONUTF8": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run
