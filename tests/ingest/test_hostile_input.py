"""Files made to hurt: each ends soon, with one clear error or a correct parse, and nothing else is raised."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import HostileFile, IngestError, UnreadableFile, UnsupportedFormat
from ingest.parse import parse_bytes, parse_file

SECONDS = 10.0  # on any machine that runs the tests; most end within a tenth of a second
MB = 2**20


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name.replace("__", "/"), part)
    return buffer.getvalue()


def without_bytes(packed: bytes) -> bytes:
    return packed[:90] + packed[140:]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Refused(NamedTuple):
    sentence: str
    name: str
    make: Callable[[], bytes]
    error: type[IngestError]


class Read(NamedTuple):
    sentence: str
    name: str
    make: Callable[[], bytes]
    clauses: int


def far_off_pdf() -> bytes:
    """Give a page on which one word stands a million miles to the right; its cross-reference table is broken too."""
    rows = "".join(f"1 0 0 1 72 {800 - 14 * n} Tm ({n}. All staff sign in on the form.) Tj\n" for n in range(1, 31))
    content = f"BT /F1 12 Tf\n{rows}1 0 0 1 9000000000 400 Tm (far) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"xref\n0 9\ntrailer << /Root 1 0 R /Size 6 >>\nstartxref\n99999\n%%EOF\n"


REFUSED = [
    Refused("a hundred megabytes of one character", "a.txt", lambda: b"a" * (100 * MB), HostileFile),
    Refused("a hundred megabytes of line feeds", "a.txt", lambda: b"\n" * (100 * MB) + b"x", HostileFile),
    Refused("a million labels on lines", "a.txt", lambda: b"1.\n" * 1_000_000, HostileFile),
    Refused("a million labels on one line", "a.txt", lambda: "1、".encode() * 1_000_000, HostileFile),
    Refused("a million items of Markdown", "a.md", lambda: b"- a\n" * 1_000_000, HostileFile),
    Refused("half a UTF-8 character at the end", "a.txt", lambda: "第一条 甲。".encode()[:-1], UnreadableFile),
    Refused("half a GB18030 character at the end", "a.txt", lambda: "第一条 甲。".encode("gb18030")[:-1], UnreadableFile),
    Refused("nothing but NUL bytes", "a.txt", lambda: b"\x00" * MB, UnreadableFile),
    Refused("nothing at all", "a.txt", lambda: b"", UnreadableFile),
    Refused("nothing but white space", "a.txt", lambda: b" \n\t\n", UnreadableFile),
    Refused("a pdf under a text ending", "a.txt", lambda: b"%PDF-1.7\n", UnreadableFile),
    Refused("a million nested tags", "a.html", lambda: b"<div>" * 1_000_000 + b"x", HostileFile),
    Refused("nested tables", "a.html", lambda: b"<table><tr><td>" * 50_000 + b"x", HostileFile),
    Refused("a page without words", "a.html", lambda: b"<html><body></body></html>", UnreadableFile),
    Refused("a truncated archive", "a.docx", lambda: b"PK\x03\x04rubbish", UnreadableFile),
    Refused(
        "an archive that swells a thousandfold",
        "a.docx",
        lambda: archive(**{"word__document.xml": b"<a>" + b" " * (300 * MB) + b"</a>"}),
        HostileFile,
    ),
    Refused(
        "an external entity",
        "a.docx",
        lambda: archive(
            **{
                "word__document.xml": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document xmlns:w="{W}">'
                "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>".encode()
            }
        ),
        IngestError,
    ),
    Refused(
        "an archive with bytes cut out of its middle",
        "a.docx",
        lambda: without_bytes(archive(**{"a": bytes(range(256)) * 9, "word__document.xml": bytes(range(256)) * 9})),
        UnreadableFile,
    ),
    Refused("a pdf with nothing behind its first line", "a.pdf", lambda: b"%PDF-1.4\nrubbish", UnreadableFile),
    Refused("an ending that no reader knows", "a.xyz", lambda: b"x", UnsupportedFormat),
    Refused("a file without an ending", "policy", lambda: b"x", UnsupportedFormat),
]  # fmt: skip

READ = [
    Read("a million nested brackets", "a.txt", ("（" * 1_000_000 + "）" * 1_000_000).encode, 1),
    Read("two megabytes of one digit", "a.txt", lambda: b"1" * (2 * MB), 1),
    Read("a number that never ends", "a.txt", lambda: b"1." * MB, 1),
    Read("a million spaces inside a number", "a.txt", ("1." + " " * 1_000_000 + "2").encode, 1),
    Read("a megabyte of stars", "a.md", lambda: "第一条 甲。\n".encode() + b"*" * MB, 1),
    Read("a megabyte of open brackets", "a.md", lambda: "第一条 甲。\n\n".encode() + b"[" * MB, 1),
    Read("a megabyte of open tags", "a.md", lambda: "第一条 甲。\n\n".encode() + b"<" * MB, 1),
    Read("a hundred thousand quote marks", "a.md", lambda: b">" * 100_000 + "第一条 甲。".encode(), 1),
    Read("comments that are never closed", "a.md", lambda: "第一条 甲。\n\n".encode() + b"<!-- " * 100_000, 1),
    Read(
        "entities that multiply",
        "a.html",
        lambda: b'<!DOCTYPE x [<!ENTITY a "xxxx"><!ENTITY b "&a;&a;&a;">]><p>' + "第一条 甲。</p><p>&b;</p>".encode(),
        1,
    ),
    Read("three hundred thousand attributes", "a.html", lambda: b"<p " + b'a="' * 300_000 + b">" + "<p>第一条 甲。".encode(), 1),
    Read("a word far off the page, and a broken cross-reference table", "a.pdf", far_off_pdf, 30),
    Read("a NUL in a text", "a.txt", "第一条 甲。\x00\n第二条 乙。".encode, 2),
    Read("ten thousand labels", "a.txt", lambda: "\n".join(f"第{n}条 甲。" for n in range(1, 10_001)).encode(), 10_000),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.sentence)
def test_refused(case: Refused) -> None:
    data = case.make()
    begun = time.process_time()
    with pytest.raises(case.error) as raised:
        parse_bytes(data, name=case.name)
    assert time.process_time() - begun < SECONDS
    line = str(raised.value)
    assert line.startswith(f"{case.name}:") and "\n" not in line
    assert raised.value.remedy, "an error says what to do"


@pytest.mark.parametrize("case", READ, ids=lambda case: case.sentence)
def test_read(case: Read) -> None:
    data = case.make()
    begun = time.process_time()
    try:
        documents = parse_bytes(data, name=case.name)
    except IngestError:
        assert case.clauses == 0
        return
    assert time.process_time() - begun < SECONDS
    numbered = sum(clause.number is not None for document in documents for clause in document.clauses)
    assert numbered == case.clauses or (case.clauses == 1 and len(documents[0].clauses) == 1)
    assert not [notice for document in documents for notice in document.warnings if notice.code == "lost"]


def test_a_name_cannot_lead_out_of_the_folder() -> None:
    with pytest.raises(UnreadableFile):
        parse_file("/nonexistent/../../制度.txt")


MAGIC = {
    ".txt": b"",
    ".md": b"# ",
    ".html": b"<html><p>",
    ".docx": b"PK\x03\x04",
    ".pdf": b"%PDF-1.7\n",
    ".png": b"\x89PNG\r\n\x1a\n",
}
FRAGMENTS = st.sampled_from(
    [
        *(text.encode() for text in ("第一条", "一、", "（二）", "1.1", "●", "目录", "\u200b", "　")),
        b"\x00",
        b"\xff",
        b"\xe4\xb8",
        b"\n",
        b"<div>",
        b"|",
        b"(",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(MAGIC)), st.lists(FRAGMENTS | st.binary(max_size=20), max_size=30).map(b"".join))
def test_any_bytes_give_documents_or_one_error(ending: str, data: bytes) -> None:
    try:
        documents = parse_bytes(MAGIC[ending] + data, name=f"制度{ending}")
    except IngestError as error:
        assert error.remedy and "\n" not in str(error)
        return
    assert not [notice for document in documents for notice in document.warnings if notice.code == "lost"]
