"""Files that are damaged, locked, hostile, scanned or printed in a font without meaning."""

from __future__ import annotations

import contextlib
import re
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import EncryptedFile, HostileFile, IngestError, UnreadableFile
from ingest.pdf import opening
from ingest.readers.pdf import read
from tests.fixtures.pdf.paper import HEIGHT, WIDTH, Paper, Sheet

FOLDER = Path(__file__).parents[1] / "fixtures" / "pdf"
_WORDS = ["第一条 迟到一次罚款10元。", "第二条 由店长负责执行。"]


def _paper() -> Paper:
    paper = Paper()
    paper.sheet().lines(90, 80, *_WORDS)
    return paper


def _texts(data: bytes) -> list[str]:
    return [line.text for line in read(data, name="p.pdf").lines]


def _bomb() -> bytes:
    packed = zlib.compress(bytes(opening.INFLATED + 2**20), 9)
    body = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)
    return _paper().data().replace(b"xref\n0", b"99 0 obj\n" + body + b"\nendobj\nxref\n0", 1)


def _linearized(data: bytes, length: int) -> bytes:
    return data.replace(b"%PDF-1.5\n", b"%%PDF-1.5\n90 0 obj\n<</Linearized 1/L %d/N 1>>\nendobj\n" % length, 1)


def _updated_and_cut(data: bytes) -> bytes:
    return data + b"12 0 obj\n<</Type/Page/Parent 2 0 R"


def _nested_filters(data: bytes) -> bytes:
    return data.replace(b"/Length", b"/Filter[/FlateDecode /FlateDecode]/Length", 1)


def _layer(sheet: Sheet) -> Sheet:
    """A scan with its recognised words, invisible, over it."""
    sheet.picture()
    for row in range(6):
        sheet.text(90, 80 + 20 * row, "第三条 值班的同事按时交接。", mode=3)
    return sheet


@pytest.mark.parametrize(
    ("data", "error", "sentence"),
    [
        (b"", UnreadableFile, "an empty file"),
        (b"PK\x03\x04" + b"word" * 300, UnreadableFile, "a docx under the name of a pdf"),
        ("第一条 这是文本".encode(), UnreadableFile, "text under the name of a pdf"),
        (b"%PDF-1.5\nnothing\n%%EOF", UnreadableFile, "a header and an end with nothing between"),
        (_paper().data()[:700], UnreadableFile, "the second half is missing"),
        ((FOLDER / "policy.pdf").read_bytes()[:-2000], UnreadableFile, "the last pages are missing"),
        (_linearized(_paper().data(), 99_999), UnreadableFile, "prepared for the web and shorter than it says"),
        (_updated_and_cut(_paper().data()), UnreadableFile, "an update was cut off"),
        (Paper().data(), UnreadableFile, "no page at all"),
        ((FOLDER / "locked.pdf").read_bytes(), EncryptedFile, "a password is needed"),
        (_bomb(), HostileFile, "a stream that inflates past the limit"),
        (_nested_filters(_paper().data()), HostileFile, "compressed twice"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, error: type[IngestError], sentence: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name="值班.pdf")
    assert type(caught.value) is error, sentence
    assert caught.value.place == "值班.pdf"
    assert caught.value.message and caught.value.remedy


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (_paper().data(shift=7), "the cross-reference table points beside every object"),
        (b"\n\nmail header\n" + _paper().data(), "junk before the header"),
        (_paper().data() + b"\n\n<!-- sent by the office -->\n", "junk behind the end"),
        (re.sub(rb"xref\n.*?trailer", b"trailer", _paper().data(), flags=re.DOTALL), "no cross-reference table"),
        (_linearized(_paper().data(), 100), "prepared for the web, then lengthened by an update"),
    ],
)
def test_what_can_be_repaired_is_read(data: bytes, sentence: str) -> None:
    assert _texts(data) == _WORDS, sentence


def test_a_file_that_only_restricts_copying_is_read() -> None:
    assert _texts((FOLDER / "restricted.pdf").read_bytes())[0].startswith("第二条 值班客服")


def test_a_page_that_cannot_be_loaded_is_named() -> None:
    paper = _paper()
    paper.sheet().lines(90, 80, "第三条 没有了。")
    data = paper.data().replace(b"11 0 obj\n<</Type/Page/Parent 2 0 R", b"11 0 obj\n<</Type/Font/Pa____ 2 0 R", 1)
    reading = read(data, name="p.pdf")
    assert [line.text for line in reading.lines] == _WORDS
    assert [(notice.code, [place.page for place in notice.places]) for notice in reading.notices] == [("damaged", [2])]


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PAGES", 2)
    paper = Paper()
    for _ in range(3):
        paper.sheet().lines(90, 80, *_WORDS)
    with pytest.raises(HostileFile, match="共3页"):
        read(paper.data(), name="p.pdf")


def test_a_page_with_more_characters_than_a_page_has_is_refused() -> None:
    sheet = (paper := Paper(packed=True)).sheet()
    for row in range(1100):
        sheet.text(10, 10 + row % 800, "x" * 100, font="latin", size=1)
    with pytest.raises(HostileFile, match="第1页"):
        read(paper.data(), name="p.pdf")


def test_a_file_that_takes_too_long_is_stopped() -> None:
    clock = opening.Clock("p.pdf", seconds=-1)
    with pytest.raises(HostileFile, match=r"p\.pdf"):
        clock.check()


@pytest.mark.parametrize(
    ("hostile", "sentence"),
    [
        (lambda data: data.replace(b"/Kids[", b"/Kids[2 0 R ", 1), "a page tree that contains itself"),
        (lambda data: data.replace(b"/Rotate 0", b"/Rotate 0/X " + b"[" * 20_000, 1), "arrays nested without end"),
        (lambda data: data.replace(b"/Count 1", b"/Count 99999999", 1), "a page tree that lies about its size"),
        (lambda data: data.replace(b"MediaBox[0 0 595 842]", b"MediaBox[0 0 0 0]", 1), "a page without area"),
    ],
)
def test_hostile_structure_ends_in_a_reading_or_an_error(hostile: Callable[[bytes], bytes], sentence: str) -> None:
    try:
        reading = read(hostile(_paper().data()), name="p.pdf")
    except IngestError as error:
        assert error.place == "p.pdf", sentence
    else:
        assert [line.text for line in reading.lines] == _WORDS or reading.notices, sentence


@pytest.mark.parametrize(
    ("junk", "sentence"),
    [
        (b"<<" * 2_000_000, "dictionaries that never end"),
        (b"/FlateDecode stream\n" * 200_000, "streams that never end"),
        (b"1" * 4_000_000, "a number without end"),
        (b"/Filter[/Fl " * 300_000, "filters that never end"),
    ],
)
def test_looking_for_traps_takes_no_long_time(junk: bytes, sentence: str) -> None:
    start = time.process_time()
    with contextlib.suppress(HostileFile):
        assert _texts(_paper().data().replace(b"%PDF-1.5\n", b"%PDF-1.5\n%" + junk + b"\n", 1)) == _WORDS
    assert time.process_time() - start < 5, sentence


@pytest.mark.parametrize(
    ("draw", "pages", "sentence"),
    [
        (lambda s: s.picture(), [2], "a picture of the page and no text"),
        (lambda s: s.picture().text(280, 800, "2", font="latin"), [2], "a scan with a page number as text"),
        (lambda s: s, [], "a blank page is no scan"),
        (_layer, [], "a recognised scan"),
        (lambda s: s.picture(90, 300, 300, 500).lines(90, 80, *_WORDS), [], "a page with a picture in its text"),
    ],
)
def test_pages_without_text_are_named(draw: Callable[[Sheet], object], pages: list[int], sentence: str) -> None:
    paper = _paper()
    draw(paper.sheet())
    notices = [notice for notice in read(paper.data(), name="p.pdf").notices if notice.code == "no-text"]
    assert [place.page for notice in notices for place in notice.places] == pages, sentence
    if pages:
        assert notices[0].message == "第2页没有文字(可能是扫描件),安装 policy-kb[ocr] 后重建"


def test_recognised_text_over_a_scan_is_the_text() -> None:
    _layer((paper := Paper()).sheet())
    assert _texts(paper.data()) == ["第三条 值班的同事按时交接。"] * 6


@pytest.mark.parametrize(
    ("draw", "reason", "sentence"),
    [
        (lambda s: s.text(90, 300, "看不见的字", mode=3), "invisible", "words that are not printed"),
        (lambda s: s.text(150, 600, "内部资料", size=60, angle=45), "watermark", "words across the page"),
        (lambda s: s.text(90, 105, "样张", size=80), "watermark", "huge words over the lines"),
        (lambda s: s.text(700, 300, "页外的字"), "off-page", "words beside the page"),
    ],
)
def test_words_that_are_no_text_of_the_page_are_set_aside(
    draw: Callable[[Sheet], object], reason: str, sentence: str
) -> None:
    sheet = (paper := Paper()).sheet()
    sheet.lines(90, 60, *_WORDS * 3)
    draw(sheet)
    reading = read(paper.data(), name="p.pdf")
    assert [line.text for line in reading.lines] == _WORDS * 3, sentence
    assert [piece.reason for piece in reading.set_aside] == [reason]
    assert len("".join(piece.text for piece in reading.set_aside)) >= 2


@pytest.mark.parametrize(
    ("words", "font", "code", "text", "sentence"),
    [
        ("值班制度值班", "mute", "garbled", "\ufffd" * 6, "a font that does not say what its glyphs mean"),
        ("值\ue123\ue124班", "coded", "garbled", "值\ue123\ue124班", "characters for private use"),
        ("⼀⽇值班", "coded", "radicals", "一日值班", "Kangxi radicals in place of characters"),
    ],
)
def test_what_a_font_did_to_the_words_is_noticed(words: str, font: str, code: str, text: str, sentence: str) -> None:
    (paper := _paper()).sheet().text(90, 80, words, font=font)
    reading = read(paper.data(), name="p.pdf")
    assert [(notice.code, [place.page for place in notice.places]) for notice in reading.notices] == [(code, [2])]
    assert reading.lines[-1].text == text, sentence


@pytest.mark.parametrize(
    ("words", "text", "sentence"),
    [
        ("\uf06c 值班的同事按时交接", "\uf06c 值班的同事按时交接", "a bullet of a symbol font is no damage"),
        ("ﬁle值班", "file值班", "pdfium parts a ligature into its letters"),
    ],
)
def test_what_is_no_damage_gives_no_notice(words: str, text: str, sentence: str) -> None:
    (paper := _paper()).sheet().text(90, 80, words, font="coded")
    reading = read(paper.data(), name="p.pdf")
    assert reading.notices == (), sentence
    assert reading.lines[-1].text == text


def test_a_file_without_any_text_is_never_passed_in_silence() -> None:
    (paper := Paper()).sheet()
    reading = read(paper.data(), name="p.pdf")
    assert [notice.code for notice in reading.notices] == ["no-text"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_read_the_way_it_is_shown(rotate: int) -> None:
    sheet = (paper := Paper()).sheet(rotate)
    for row, words in enumerate(_WORDS * 3):
        far, down = 90.0, 80.0 + 20 * row
        x, y = {
            0: (far, down),
            90: (down, HEIGHT - far),
            180: (WIDTH - far, HEIGHT - down),
            270: (WIDTH - down, far),
        }[rotate]
        sheet.text(x, y, words, angle=rotate)
    assert _texts(paper.data()) == _WORDS * 3


def test_a_landscape_page_without_rotate_is_read_along_its_lines() -> None:
    sheet = (paper := Paper()).sheet()
    for row, words in enumerate(_WORDS * 3):
        sheet.text(80 + 20 * row, HEIGHT - 90, words, angle=90)
    assert _texts(paper.data()) == _WORDS * 3


def test_a_file_that_is_opened_anew_for_every_run_of_pages_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper()
    for number in range(5):
        paper.sheet().lines(90, 80, f"第{number + 1}条 第{number + 1}班的同事按时交接。", "不得提前离岗。")
    whole = read(paper.data(), name="p.pdf")
    assert [line.place.page for line in whole.lines] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    monkeypatch.setattr("ingest.readers.pdf._RUN", 2)
    assert read(paper.data(), name="p.pdf") == whole
