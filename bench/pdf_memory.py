"""Peak memory of a long pdf whose pages are all different: other words on each, one CJK font embedded, running heads.

    python bench/pdf_memory.py [--pages 1000] [--font FONT.ttc] [--own-fonts]

``--own-fonts``: twenty pages are written instead, and every fourth page of the file brings a copy of their fonts, as in
files put together out of others (a megabyte a font).

A child process writes the file, so that its memory does not count.  Memory is told after each step: the file read into
lines, and parsed into clauses.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from pathlib import Path

from ingest.numerals import spell
from ingest.parse import parse_bytes
from ingest.readers.pdf import read

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2  # the font of the collection
ARTICLES = 6  # a page
SHORT = 20  # pages
COMMON = range(0x4E00, 0x5E00)  # characters that the sentences are put together from: no two pages share theirs


def sentence(chance: random.Random) -> str:
    """Give some fifty characters that stand in no other sentence, with a comma and a full stop."""
    words = "".join(chr(chance.choice(COMMON)) for _ in range(chance.randint(30, 70)))
    return f"{words[:15]},{words[15:]}。"


def write(path: Path, pages: int, font: Path) -> None:
    """Write a policy of ``pages`` pages: articles that count on, a chapter every ten pages, head and foot on each."""
    from fpdf import FPDF

    chance = random.Random(pages)
    document = FPDF(format="A4")
    document.set_auto_page_break(auto=False)
    document.add_font("cjk", fname=font, collection_font_number=SIMPLIFIED)
    for page in range(pages):
        document.add_page()
        document.set_font("cjk", size=9)
        document.text(20, 12, "青禾公司制度汇编")
        document.text(100, 288, f"第 {page + 1} 页")
        document.set_font("cjk", size=11)
        document.set_xy(20, 20)
        if page == 0:
            document.multi_cell(170, 8, "青禾公司综合管理制度")
        if page % 10 == 0:
            document.set_x(20)
            document.multi_cell(170, 7, f"第{spell(page // 10 + 1)}章 {sentence(chance)[:6]}")
        for number in range(page * ARTICLES + 1, (page + 1) * ARTICLES + 1):
            document.set_x(20)
            document.multi_cell(170, 7, f"第{spell(number)}条 {sentence(chance)}{sentence(chance)}{sentence(chance)}")
    document.output(str(path))


def write_with_own_fonts(path: Path, pages: int, font: Path) -> None:
    """Write a file of ``pages`` pages in which every four bring a font of their own."""
    import pypdfium2

    write(path, min(pages, SHORT), font)
    sources = [pypdfium2.PdfDocument(path.read_bytes()) for _ in range(0, pages, 4)]
    target = pypdfium2.PdfDocument.new()
    for index, source in enumerate(sources):
        target.import_pages(source, pages=[(4 * index + page) % len(source) for page in range(4)])
    target.save(path)


def peak() -> float:
    """Give the most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write the file, read it, and print what that took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--font", type=Path, default=FONT)
    options.add_argument("--own-fonts", action="store_true")
    chosen = options.parse_args()
    writes = write_with_own_fonts if chosen.own_fonts else write
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        writer = multiprocessing.get_context("spawn").Process(target=writes, args=(path, chosen.pages, chosen.font))
        writer.start()
        writer.join()
        data = path.read_bytes()
    before = peak()
    begun = time.process_time()
    lines = len(read(data, name="long.pdf").lines)
    print(f"{chosen.pages} pages, {len(data) / 2**20:.1f} MB, {lines:,} lines, {time.process_time() - begun:.1f} s")
    print(f"peak memory {peak():.0f} MB read into lines ({before:.0f} MB before, the file included)")
    if chosen.own_fonts:
        return  # the same twenty pages again and again
    clauses = [clause for document in parse_bytes(data, name="long.pdf") for clause in document.clauses]
    expected = chosen.pages * ARTICLES + (chosen.pages + 9) // 10
    print(f"peak memory {peak():.0f} MB parsed into {len(clauses):,} clauses of {expected:,}")


if __name__ == "__main__":
    main()
