"""The labels of the case table beside those that LibreOffice prints, where both follow Word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.docx.numbering_cases import CASES, Case

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every case as LibreOffice's plain text; one start of the program for all."""
    folder = tmp_path_factory.mktemp("libreoffice")
    files = [folder / f"case{index:02}.docx" for index in range(len(CASES))]
    for file, case in zip(files, CASES, strict=True):
        file.write_bytes(case.data)
    command = [
        str(SOFFICE),
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=180, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        pytest.skip("LibreOffice is installed but cannot convert here")
    return folder


@pytest.mark.parametrize(("index", "case"), list(enumerate(CASES)), ids=[case.sentence for case in CASES])
def test_label_as_libreoffice_prints_it(printed: Path, index: int, case: Case) -> None:
    if case.libreoffice:
        pytest.skip(f"LibreOffice differs from Word: {case.libreoffice}")
    text = (printed / f"case{index:02}.txt").read_text("utf-8-sig")
    labels = (re.sub(r"[甲乙丙丁戊]\d*$", "", line).strip() for line in text.splitlines() if line.strip())
    assert tuple(label or None for label in labels) == case.labels
