"""Fuzz one reader with atheris, which follows the code that an input reaches and keeps what reaches more of it.

    pip install atheris        (by hand, in an environment of its own)
    python -m bench.fuzz_atheris ENDING FOLDER [libFuzzer options, as -max_total_time=600 -timeout=10]

``ENDING`` is .txt .md .html .docx or .pdf; ``FOLDER`` holds the inputs, and is begun with files of ``corpus/`` and
``tests/fixtures/``.  An input for .docx is the text of ``word/document.xml``, so that not only the zip is tried.  What
is neither documents nor one ``IngestError``, loses a character, or takes more than ``-timeout`` seconds stops the run.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

with atheris.instrument_imports(include=["ingest"]):
    import ingest.parse
    import ingest.readers.docx
    import ingest.readers.markdown
    import ingest.readers.pdf
    import ingest.readers.text
    import ingest.readers.web  # noqa: F401

from bench.fuzz_ingest import FOLDERS, check

DOCUMENT = "word/document.xml"


def template() -> dict[str, bytes]:
    """Give the parts of a docx with automatic numbers, tables and notes, all but the document's own."""
    path = next(path for folder in FOLDERS for path in sorted(folder.rglob("*.docx")))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != DOCUMENT}


def packed(parts: dict[str, bytes], document: bytes) -> bytes:
    """Pack a docx around the text of its document part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in {**parts, DOCUMENT: document}.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def begin(ending: str, folder: Path) -> None:
    """Put the first inputs into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = ".txt" if ending in (".md", ".html") else ending
    for path in (path for root in FOLDERS for path in sorted(root.rglob(f"*{suffix}"))):
        data = path.read_bytes()
        if ending == ".docx":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = archive.read(DOCUMENT)
        (folder / path.name).write_bytes(data)


def main() -> None:
    """Fuzz until libFuzzer ends."""
    ending, folder, *options = sys.argv[1:]
    begin(ending, Path(folder))
    parts = template()

    def one(data: bytes) -> None:
        check(packed(parts, data) if ending == ".docx" else data, f"制度{ending}")

    atheris.Setup([sys.argv[0], folder, *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
