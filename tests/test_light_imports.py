"""A cold command must not wait for libraries that it does not use.

Looked at from outside: the command runs in a process of its own under ``-X importtime``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

# scikit-learn and jieba's dictionary alone each take longer than a whole answer may.
NEVER_TO_LOOK = {"jieba", "sklearn", "numpy", "scipy", "pdfplumber", "pdfminer", "pypdfium2", "docx", "lxml"}
NEVER_TO_ASK = {"sklearn", "scipy", "pdfplumber", "pdfminer", "pypdfium2", "docx", "rich", "whoosh"}

CASES = [
    ("the help page", ["--help"], NEVER_TO_LOOK | {"whoosh", "rich"}),
    ("the version", ["--version"], NEVER_TO_LOOK | {"whoosh", "rich"}),
    ("one clause", ["show", "《考勤管理制度》第十四条"], NEVER_TO_LOOK | {"rich"}),
    ("the state", ["status"], NEVER_TO_LOOK | {"rich"}),
    ("a question", ["ask", "旷工一天罚多少"], NEVER_TO_ASK),
]


@pytest.mark.parametrize(("what", "arguments", "never"), CASES, ids=[case[0] for case in CASES])
def test_imports(what: str, arguments: list[str], never: set[str], shop_base: Path, kb_process: Run) -> None:
    ended = kb_process("--kb", str(shop_base), *arguments, python=("-X", "importtime"))
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    imported = {
        line.rsplit("|", 1)[1].strip().split(".")[0]
        for line in ended.stderr.decode().splitlines()
        if line.startswith("import time:") and "|" in line
    }
    assert "click" in imported, "the listing is not what this test takes it for"
    assert sorted(imported & never) == []


def test_a_build_with_nothing_to_do_imports_no_reader_tagger_or_engine(tmp_path: Path, kb_process: Run) -> None:
    (tmp_path / "值守办法.txt").write_text("值守办法\n\n一、值班饮酒的,罚款50元。\n", encoding="utf-8")
    build = ("--kb", str(tmp_path / "kb"), "build", str(tmp_path / "值守办法.txt"))
    assert kb_process(*build).returncode == 0
    ended = kb_process(*build, python=("-X", "importtime"))
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    lines = [line for line in ended.stderr.decode().splitlines() if line.startswith("import time:") and "|" in line]
    imported = {line.rsplit("|", 1)[1].strip() for line in lines}
    assert "kb.build" in imported
    heavy = {"ingest.parse", "ingest.document", "index.store", "index.tagger", "kb.rebuild", "kb.base", "filelock"}
    assert sorted(imported & heavy) == []
