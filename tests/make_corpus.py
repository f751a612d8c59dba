"""Remake corpus/ and its gold clauses from the outlines in tests/corpus_masters/.

python tests/make_corpus.py             write every file anew (pdf only where its words have changed)
python tests/make_corpus.py --check     say what does not agree with the outlines; exit code 1 if anything
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script, Python looks only beside the script
    sys.path.insert(0, str(ROOT))

from tests.corpus_masters.outline import Master, masters  # noqa: E402

CORPUS = ROOT / "corpus"
GOLDEN = ROOT / "tests" / "golden" / "corpus"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def bare(text: str) -> str:
    """Without white space: line ends and spaces are the layout's, not the policy's."""
    return re.sub(r"\s+", "", text)


def docx_text(data: bytes) -> str:
    """The words of a docx body from its raw XML: no numbering, no head, no foot; white space removed."""
    import io

    from lxml import etree

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return bare("".join(part.text or "" for part in body.iter(f"{word}t")))


def pdf_text(data: bytes, running_head: str) -> str:
    """The words of a pdf without running head and page number; white space removed."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [bare(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()
    foot = re.compile(rf"第\d+页共{len(pages)}页")
    return "".join(foot.sub("", page.replace(bare(running_head), "", 1), count=1) for page in pages)


def docx_words(master: Master) -> str:
    """What a docx holds as text: with automatic numbering, no number that Word counts itself."""
    mode = master.head.get("numbering", "typed")
    words = [master.title, *master.front]
    for item in master.items:
        counted = item.kind == "clause" and (mode != "mixed" or item.depth < 2)
        words.append("".join(item.own_cells) if item.kind == "row" else item.text if counted else master.typed(item))
    return bare("".join(words))


def gold_text(master: Master) -> str:
    rows = [json.dumps(clause.to_dict(), ensure_ascii=False) for clause in master.gold()]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def gold_path(master: Master) -> Path:
    return GOLDEN / f"{Path(master.file).stem}.json"


def fault(master: Master) -> str:
    """Why the file in corpus/ does not agree with its outline; empty where it does."""
    path = CORPUS / master.file
    if not path.exists():
        return "is missing"
    data = path.read_bytes()
    if master.format == "txt":
        agrees = data == master.text_bytes()
    elif master.format == "docx":
        agrees = docx_text(data) == docx_words(master)
    else:
        agrees = pdf_text(data, master.head["head"]) == bare("".join(master.lines()))
    return "" if agrees else "has other words than its outline"


def as_pdf(docx: bytes) -> bytes:
    """Let LibreOffice lay out a docx.  Raises RuntimeError where it is missing or fails."""
    if OFFICE is None:
        raise RuntimeError("LibreOffice is not installed (package libreoffice-writer, and fonts-noto-cjk)")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "policy.docx"
        source.write_bytes(docx)
        done = subprocess.run(
            [
                OFFICE,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        target = source.with_suffix(".pdf")
        if not target.exists():
            raise RuntimeError(f"LibreOffice made no pdf: {done.stderr.strip()}")
        return target.read_bytes()


def write(master: Master) -> None:
    """Write one file and its gold clauses."""
    from tests.corpus_masters.word import docx_bytes

    path = CORPUS / master.file
    if master.format == "txt":
        path.write_bytes(master.text_bytes())
    elif master.format == "docx":
        path.write_bytes(docx_bytes(master))
    elif fault(master):
        path.write_bytes(as_pdf(docx_bytes(master)))
    gold_path(master).write_text(gold_text(master), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; say what is out of date")
    options = parser.parse_args(arguments)
    CORPUS.mkdir(exist_ok=True)
    GOLDEN.mkdir(parents=True, exist_ok=True)
    faults = 0
    for master in masters():
        why = ""
        if not options.check:
            try:
                write(master)
            except RuntimeError as error:
                why = str(error)
        why = why or fault(master)
        gold = gold_path(master)
        if not why and (not gold.exists() or gold.read_text(encoding="utf-8") != gold_text(master)):
            why = "has other gold clauses than its outline"
        faults += bool(why)
        sys.stdout.write(f"{master.file}: {why or 'agrees'}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
