"""Whatever stands on a page is in a line or set aside, once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.line import Reading
from ingest.pdf.characters import plain
from ingest.pdf.marks import ends_sentence, lead_length
from ingest.readers.pdf import read
from tests.fixtures.pdf.paper import Paper

FOLDER = Path(__file__).parents[1] / "fixtures" / "pdf"
_CHARS = st.sampled_from("一二三四五六七八九十条款项第（）。，；、店长客服罚元0123456789-/页共")
_WORDS = st.text(_CHARS, min_size=1, max_size=18)
_PIECE = st.tuples(st.integers(0, 7), st.integers(0, 38), _WORDS, st.sampled_from([9, 12, 18]))
_PAGE = st.tuples(st.lists(_PIECE, max_size=14), st.booleans(), st.sampled_from([0, 90, 180, 270]))


def _counted(reading: Reading) -> Counter[str]:
    texts = [line.text for line in reading.lines] + [piece.text for piece in reading.set_aside]
    return Counter("".join("".join(texts).split()))


@settings(max_examples=60, deadline=None)
@given(st.lists(_PAGE, min_size=1, max_size=4))
def test_nothing_is_lost_and_nothing_is_added(pages: list[tuple[list[tuple[int, int, str, int]], bool, int]]) -> None:
    paper = Paper()
    drawn: Counter[str] = Counter()
    for pieces, ruled, rotate in pages:
        sheet = paper.sheet(rotate)
        taken: set[int] = set()
        for column, row, words, size in pieces:
            if row in taken:  # words printed over others are another matter
                continue
            taken.update({row, row + 1, row - 1})
            sheet.text(20 + 70 * column, 40 + 20 * row, words, size=size)
            drawn.update(words)
        if ruled:
            sheet.grid([15, 120, 300, 590], [20, 200, 400, 830])
    assert _counted(read(paper.data(), name="p.pdf")) == drawn


@pytest.mark.parametrize("name", ["policy.pdf", "columns.pdf", "table.pdf", "restricted.pdf"])
def test_a_typeset_file_keeps_every_character_that_pdfium_gives(name: str) -> None:
    import pypdfium2

    given_: Counter[str] = Counter()
    data = (FOLDER / name).read_bytes()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            given_.update("".join(text.get_text_bounded().split()))
            text.close()
            page.close()
    assert _counted(read(data, name=name)) == given_


@given(st.text(max_size=30))
def test_a_lead_is_a_beginning(text: str) -> None:
    assert 0 <= lead_length(text) <= len(text)
    assert (lead_length(text) == 0) == (not text)
    ends_sentence(text)


@given(st.characters())
def test_only_radicals_and_compatibility_ideographs_change(char: str) -> None:
    code = ord(char)
    if not (0x2E80 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F):
        assert plain(char) == char


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_a_reading_or_an_error_of_ours(data: st.DataObject) -> None:
    from ingest.errors import IngestError

    paper = Paper()
    paper.sheet().lines(90, 80, "第一条 值班", "第二条 交接").grid([15, 120, 300], [20, 200, 400])
    raw = bytearray(paper.data())
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(raw), name="p.pdf")
    except IngestError as error:
        assert error.place == "p.pdf"
