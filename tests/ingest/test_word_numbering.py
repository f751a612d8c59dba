"""Labels as Word shows them: the table of cases, and what stands beside a label on its line."""

from __future__ import annotations

import pytest

from ingest.readers.docx import read
from tests.fixtures.docx.builder import abstract, docx, level, num, p
from tests.fixtures.docx.numbering_cases import CASES, Case

_FONT = '<w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}"/></w:rPr>'


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_label(case: Case) -> None:
    lines = read(case.data, name="case.docx").lines
    assert tuple(line.label for line in lines if line.text or line.label) == case.labels


def test_a_label_stands_beside_the_text_with_its_level() -> None:
    numbering = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")) + num(1, 0)
    lines = read(docx(p("甲", (1, 0)) + p("乙", (1, 1)) + p("丙"), numbering=numbering), name="x.docx").lines
    assert [(line.label, line.level, line.text, line.bullet) for line in lines] == [
        ("1.", 0, "甲", False),
        ("1.1", 1, "乙", False),
        (None, None, "丙", False),
    ]


@pytest.mark.parametrize(
    ("sentence", "markup", "shown"),
    [
        ("Symbol's F0B7 is a round bullet", level(0, "bullet", "\uf0b7", _FONT.format("Symbol")), "•"),
        ("Wingdings' F06C is a disc", level(0, "bullet", "\uf06c", _FONT.format("Wingdings")), "●"),
        ("Wingdings' letter l is the same disc", level(0, "bullet", "l", _FONT.format("Wingdings")), "●"),
        ("Wingdings' F0D8 is an arrowhead", level(0, "bullet", "\uf0d8", _FONT.format("Wingdings")), "➢"),
        ("a private character without a font is looked up in the usual ones", level(0, "bullet", "\uf075"), "◆"),
        ("an ordinary character is itself", level(0, "bullet", "-"), "-"),
        ("a picture is shown as a bullet", level(0, "bullet", "", '<w:lvlPicBulletId w:val="0"/>'), "•"),
        ("a sign without a number is a bullet, whatever the format is called", level(0, "decimal", "●"), "●"),
    ],
)
def test_bullet(sentence: str, markup: str, shown: str) -> None:
    line = read(docx(p("甲", 1), numbering=abstract(0, markup) + num(1, 0)), name="x.docx").lines[0]
    assert (line.label, line.bullet, line.text) == (shown, True, "甲"), sentence


def test_an_unknown_format_is_reported_and_its_label_not_guessed() -> None:
    numbering = abstract(0, level(0, "thaiCounting", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%3"))
    body = p("甲", (1, 0)) + p("乙", (1, 1)) + p("丙", (1, 2))
    reading = read(docx(body, numbering=numbering + num(1, 0)), name="x.docx")
    assert [line.label for line in reading.lines] == [None, None, "1"]
    (notice,) = reading.notices
    assert notice.code == "unknown-format"
    assert "thaiCounting" in notice.message
    assert [place.paragraph for place in notice.places] == [1, 2]


@pytest.mark.parametrize(
    ("sentence", "pattern", "shown"),
    [
        ("leading zeros as in the pattern", "001, 002, 003, ...", ["001.", "002."]),
        ("the pattern of a known format", "一, 十, 一百(简), ...", ["一.", "二."]),
        ("a pattern that is not known is reported", "Fnord, ...", [None, None]),
    ],
)
def test_custom_format_in_alternate_content(sentence: str, pattern: str, shown: list[str | None]) -> None:
    markup = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        f'<w:numFmt w:val="custom" w:format="{pattern}"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    reading = read(docx(p("甲", 1) + p("乙", 1), numbering=abstract(0, markup) + num(1, 0)), name="x.docx")
    assert [line.label for line in reading.lines] == shown, sentence
    assert [notice.code for notice in reading.notices] == ([] if shown[0] else ["unknown-format"])


def test_a_file_without_numbering_part_whose_paragraphs_are_listed_gets_a_notice() -> None:
    reading = read(docx(p("甲", 1) + p("乙")), name="x.docx")
    assert [line.label for line in reading.lines] == [None, None]
    assert [(notice.code, notice.places[0].paragraph) for notice in reading.notices] == [("numbering-missing", 1)]
