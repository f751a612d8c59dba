"""Files that are no Word document, or no whole or no honest one: one clear error each, with its remedy."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import EncryptedFile, HostileFile, IngestError, UnreadableFile, UnsupportedFormat
from ingest.readers.docx import read
from tests.fixtures.docx.builder import abstract, docx, level, num, p, root, style

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
GOOD = docx(p("第一条"), numbering=abstract(0, level(0, "decimal", "%1.")) + num(1, 0))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "甲">{}]>'
    + root("document", "<w:body><w:p/></w:body>").split("?>", 1)[1]
)
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)).replace("&a0;", "&a;")


def zipped(entries: dict[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return stream.getvalue()


def with_document(content: str | bytes) -> bytes:
    return docx("", extra={"word/document.xml": content})


def encrypted_entries(data: bytes) -> bytes:
    """Set the encryption bit of every entry, as a zip with a password has it."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = changed.find(signature)
        while position >= 0:
            changed[position + offset] |= 1
            position = changed.find(signature, position + 4)
    return bytes(changed)


NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
LINK = f'<Relationship Id="rId5" Type="{NUMBERING}" Target="numbering.xml"/>'
ROWS = [
    ("an empty file", b"", UnreadableFile, "空"),
    ("nothing but zeros, as a broken download leaves", b"\0" * 4096, UnreadableFile, "空"),
    ("plain text under a Word ending", "第一条".encode(), UnreadableFile, "不是 Word"),
    ("a truncated file", GOOD[: len(GOOD) // 2], UnreadableFile, "损坏"),
    ("the two letters of a zip and nothing more", b"PK", UnreadableFile, "损坏"),
    ("an encrypted document", OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, "密码"),
    ("an old Word document", OLE + "WordDocument".encode("utf-16-le"), UnsupportedFormat, ".doc"),
    ("another old Office file", OLE + "Workbook".encode("utf-16-le"), UnsupportedFormat, "旧版 Office"),
    ("an RTF file", b"{\\rtf1\\ansi}", UnsupportedFormat, "RTF"),
    ("a PDF", b"%PDF-1.7", UnsupportedFormat, "PDF"),
    ("Word's one-file XML", b'<?xml version="1.0"?><pkg:package/>', UnsupportedFormat, "XML"),
    ("a saved web page", b"<html><body>x</body></html>", UnsupportedFormat, "网页"),
    ("an Excel workbook", zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), UnsupportedFormat, "Excel"),
    ("an OpenDocument file", zipped({"mimetype": "", "content.xml": ""}), UnsupportedFormat, "OpenDocument"),
    ("some other archive", zipped({"readme.txt": "x"}), UnreadableFile, "压缩包"),
    ("an archive with a password", encrypted_entries(GOOD), EncryptedFile, "密码"),
    ("a document without its body part", docx(p("甲"), without=("word/document.xml",)), UnreadableFile, "document.xml"),
    ("a document whose numbering part is lost", docx(p("甲", 1), relations=LINK), UnreadableFile, "numbering.xml"),
    ("a body part that ends in the middle", with_document(root("document", "<w:body>")[:-20]), UnreadableFile, "XML"),
    ("an empty body part", with_document(""), UnreadableFile, "XML"),
    ("a body part without a body", with_document(root("document", "")), UnreadableFile, "正文"),
    ("damaged styles", docx(p("甲"), styles="<w:style"), UnreadableFile, "styles.xml"),
    ("an entity declaration", with_document(ENTITIES.format("")), HostileFile, "实体"),
    ("entities that multiply", with_document(ENTITIES.format(LAUGHS).replace("<w:p/>", "&a8;")), HostileFile, "实体"),
    (
        "an entity that names a file",
        with_document(ENTITIES.format('<!ENTITY b SYSTEM "file:///etc/passwd">')),
        HostileFile,
        "实体",
    ),
    ("a part that unpacks to a thousand times its size", with_document(" " * (20 * 2**20)), HostileFile, "过大"),
    ("tables nested past all reason", docx("<w:tbl><w:tr><w:tc>" * 200), HostileFile, "嵌套"),
    ("too many entries", zipped({f"x{n}": "" for n in range(20_001)}), HostileFile, "上限"),
]


@pytest.mark.parametrize(("sentence", "data", "kind", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_refused(sentence: str, data: bytes, kind: type[IngestError], words: str) -> None:
    with pytest.raises(kind) as caught:
        read(data, name="制度.docx")
    error = caught.value
    assert type(error) is kind
    assert error.place == "制度.docx"
    assert words in error.message
    assert error.remedy


def test_damage_in_a_stored_part_is_found_by_its_checksum() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry))
    data = stream.getvalue().replace("第一条".encode(), "第二条".encode())
    with pytest.raises(UnreadableFile, match="损坏"):
        read(data, name="x.docx")


def test_a_part_that_is_not_read_cannot_do_harm() -> None:
    data = docx(p("甲"), extra={"word/media/bomb.png": b"\0" * (20 * 2**20)})
    assert [line.text for line in read(data, name="x.docx").lines] == ["甲"]


def test_deep_but_real_nesting_is_read() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 20 + p("甲") + "</w:tc></w:tr></w:tbl>" * 20
    assert [line.text for line in read(docx(body), name="x.docx").lines] == ["甲"]


def test_names_of_parts_with_backslashes_and_capitals_are_found() -> None:
    data = docx(
        "",
        without=("word/document.xml",),
        extra={"Word\\Document.xml": root("document", f"<w:body>{p('甲')}</w:body>")},
    )
    assert [line.text for line in read(data, name="x.docx").lines] == ["甲"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_gives_a_reading_or_an_ingest_error(data: st.DataObject) -> None:
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(1, len(damaged))) :]
    try:
        read(bytes(damaged), name="x.docx")
    except IngestError as error:
        assert error.place == "x.docx"
        assert error.remedy


RICH = (
    p("甲", (1, 1), style="H", more='<w:rPr><w:del w:id="1"/></w:rPr>')
    + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc>'
    "</w:tr></w:tbl>"
    + p("乙", 1, inner='<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:fldChar w:fldCharType="begin"/></w:r>')
)
HEADING = style("H", "heading 1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
LISTS = abstract(0, level(0, "chineseCounting", "第%1条"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
LISTS += num(1, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>')


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_the_markup_gives_a_reading_or_an_ingest_error(data: st.DataObject) -> None:
    """The checksum is right here, so the damage reaches the parser and what stands above it."""
    parts = {"body": RICH, "numbering": LISTS, "styles": HEADING}
    name = data.draw(st.sampled_from(sorted(parts)))
    text = parts[name]
    values = [match.span(1) for match in re.finditer(r'w:(?:val|ilvl|numId|char|id)="([^"]*)"', text)]
    spans = [*values, (len(text) // 2, len(text) // 2 + 1), (len(text) - 9, len(text))]
    start, end = data.draw(st.sampled_from(spans))
    damage = data.draw(st.sampled_from(["", "-1", "9" * 5000, "x", "99", "D800", "0", "%9%1", "<w:p>"]))
    parts[name] = text[:start] + damage + text[end:]
    try:
        read(docx(parts["body"], numbering=parts["numbering"], styles=parts["styles"]), name="x.docx")
    except IngestError as error:
        assert error.remedy
