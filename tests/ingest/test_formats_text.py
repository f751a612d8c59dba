"""The formats beside docx and pdf: Markdown, HTML, older office files, pictures; and what happens without their extras."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from ingest import recognition
from ingest.document import Document
from ingest.errors import EncryptedFile, UnsupportedFormat
from ingest.parse import parse_bytes
from ingest.readers import ENDINGS, office, reader_for

CORPUS = Path(__file__).parents[2] / "corpus"


class Case(NamedTuple):
    sentence: str
    source: str
    expected: list[str]


def outline(documents: list[Document]) -> list[str]:
    return [
        f"{'/'.join(clause.path)} {clause.text}".rstrip().replace("\n", "⏎")
        for document in documents
        for clause in document.clauses
    ]


MARKDOWN = [
    Case("written numbers are kept", "# 甲\n\n1. 子。\n2. 丑。\n4. 寅。\n", ["1 子。", "2 丑。", "4 寅。"]),
    Case("numbers that are all one are counted", "# 甲\n\n1. 子。\n1. 丑。\n1. 寅。\n", ["1 子。", "2 丑。", "3 寅。"]),
    Case("a nested list is counted by itself", "# 甲\n\n1. 子\n   1. 丑\n   1. 寅\n1. 卯\n", ["1 子", "1/1 丑", "1/2 寅", "2 卯"]),
    Case("marks inside of a line go", "# 甲\n\n第一条 **罚款** `50` 元，见[附表](a.md)。\n", ["第一条 罚款 50 元，见附表。"]),
    Case("a star between figures is no mark", "# 甲\n\n第一条 2*3*4 厘米。\n", ["第一条 2*3*4 厘米。"]),
    Case("bullets stay in their clause", "# 甲\n\n1. 子：\n   - 丑\n   - 寅\n2. 卯\n", ["1 子：⏎丑⏎寅", "2 卯"]),
    Case("a table gives its rows", "# 甲\n\n第一条 标准：\n\n| 岗 | 元 |\n|:--|--:|\n| 子 | 5 |\n", ["第一条 标准：⏎岗\t元⏎子\t5"]),
    Case("headings part lists", "# 甲\n## 子鼠\n1. 丑\n2. 寅\n## 卯兔\n1. 辰\n2. 巳\n", ["¶1 子鼠", "¶1/1 丑", "¶1/2 寅", "¶2 卯兔", "¶2/1 辰", "¶2/2 巳"]),
    Case("a heading without a list is a clause", "# 甲\n## 一、子\n丑。\n## 附注\n寅。\n", ["一 子⏎丑。", "¶1 附注⏎寅。"]),
    Case("underlined headings are headings", "甲规定\n====\n\n子鼠\n---\n\n1. 丑\n", ["¶1 子鼠", "¶1/1 丑"]),
    Case("a quote is text", "# 甲\n\n第一条 子。\n> 丑。\n", ["第一条 子。⏎丑。"]),
    Case("a code fence is text", "# 甲\n\n第一条 如下：\n```\na = 1\n```\n", ["第一条 如下：⏎a = 1"]),
    Case("a comment is set aside", "# 甲\n\n第一条 子。<!-- 待定 -->\n", ["第一条 子。"]),
    Case("front matter is set aside", "---\ntitle: 甲\n---\n第一条 子。\n", ["第一条 子。"]),
    Case("an escaped mark is a character", "# 甲\n\n第一条 \\*子\\*。\n", ["第一条 *子*。"]),
    Case("a hard break ends a line", "# 甲\n\n第一条 子。  \n丑。\n", ["第一条 子。⏎丑。"]),
]  # fmt: skip

PAGES = [
    Case("a list is numbered as a browser does", "<ol><li>子<li>丑</ol>", ["1 子", "2 丑"]),
    Case("a list may start elsewhere", '<ol start="3"><li>子<li>丑</ol>', ["3 子", "4 丑"]),
    Case("an item may set its number", '<ol><li>子<li value="5">丑<li>寅</ol>', ["1 子", "5 丑", "6 寅"]),
    Case("letters", '<ol><li>甲：<ol type="a"><li>子<li>丑</ol></ol>', ["1 甲：", "1/a 子", "1/b 丑"]),
    Case("roman numbers", '<ol type="I"><li>子<li>丑<li>寅<li>卯</ol>', ["I 子", "II 丑", "III 寅", "IV 卯"]),
    Case("Chinese numbers", '<ol style="list-style-type:cjk-ideographic"><li>子<li>丑</ol>', ["一 子", "二 丑"]),
    Case("a list without numbers has none", '<ol style="list-style:none"><li>一、子<li>二、丑</ol>', ["一 子", "二 丑"]),
    Case("a reversed list counts down", "<p>第一条 甲：</p><ol reversed><li>子<li>丑</ol>", ["第一条 甲：", "第一条/2 子", "第一条/1 丑"]),
    Case("bullets are no numbers", "<p>第一条 甲：</p><ul><li>子<li>丑</ul>", ["第一条 甲：⏎子⏎丑"]),
    Case("a second paragraph of an item has no number", "<ol><li><p>子。<p>丑。<li>寅。</ol>", ["1 子。⏎丑。", "2 寅。"]),
    Case("table rows are tabbed", "<p>第一条 甲：<table><tr><th>子<th>丑<tr><td>1<td>2</table>", ["第一条 甲：⏎子\t丑⏎1\t2"]),
    Case("a table that only places blocks is none", "<table><tr><td><p>第一条 甲。<p>第二条 乙。</table>", ["第一条 甲。", "第二条 乙。"]),
    Case("line breaks part lines", "<p>第一条 甲。<br>第二条 乙。", ["第一条 甲。", "第二条 乙。"]),
    Case("entities are characters", "<p>第一条&nbsp;5&lt;6&mdash;&#22909;", ["第一条 5<6—好"]),
    Case("scripts and styles are no text", "<style>p{}</style><script>第二条</script><p>第一条 甲。", ["第一条 甲。"]),
    Case("navigation and footers are set aside", "<nav>首页</nav><p>第一条 甲。<footer>版权</footer>", ["第一条 甲。"]),
    Case("hidden text is set aside", '<p>第一条 甲。<p style="display: none">第二条 乙。', ["第一条 甲。"]),
    Case("inline marks part nothing", "<p>第<b>一</b>条 罚<span>款</span>5元。", ["第一条 罚款5元。"]),
    Case("preformatted lines stay apart", "<pre>第一条 甲。\n第二条 乙。</pre>", ["第一条 甲。", "第二条 乙。"]),
]  # fmt: skip


@pytest.mark.parametrize("case", MARKDOWN, ids=lambda case: case.sentence)
def test_markdown(case: Case) -> None:
    assert outline(parse_bytes(case.source.encode(), name="制度.md")) == case.expected


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.sentence)
def test_page(case: Case) -> None:
    page = f'<html><head><meta charset="utf-8"><title>某规定 - 某网</title></head><body><h1>某规定</h1>{case.source}'
    assert outline(parse_bytes(page.encode(), name="制度.html")) == case.expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_page_in_any_encoding(encoding: str) -> None:
    page = "<html><body><p>第一条 员工须佩戴工牌。<p>第二条 工牌遗失补办二十元。</body></html>"
    documents = parse_bytes(page.encode(encoding), name="制度.html")
    assert outline(documents) == ["第一条 员工须佩戴工牌。", "第二条 工牌遗失补办二十元。"]


def test_page_that_says_gb2312() -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><body><p>第一条 镕基㎡。'
    assert outline(parse_bytes(page.encode("gb18030"), name="制度.htm")) == ["第一条 镕基㎡。"]


def test_title_of_a_page_without_heading() -> None:
    page = '<html><meta charset="utf-8"><title>门卫守则_后勤网</title><body><p>第一条 甲。'
    (document,) = parse_bytes(page.encode(), name="a.html")
    assert (document.title, document.title_from) == ("门卫守则", "properties")


needs_office = pytest.mark.skipif(office.converter() is None, reason="LibreOffice is not installed")


@needs_office
@pytest.mark.parametrize("ending", ["doc", "odt"])
def test_office_file_gives_the_clauses_of_its_docx(ending: str, tmp_path: Path) -> None:
    source = CORPUS / "员工奖惩条例.docx"
    program = office.converter()
    assert program is not None
    profile = (tmp_path / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    documents = parse_bytes((tmp_path / f"员工奖惩条例.{ending}").read_bytes(), name=f"员工奖惩条例.{ending}")
    assert "converted" in {notice.code for notice in documents[0].warnings}

    def words(outlined: list[str]) -> list[str]:
        return ["".join(line.translate(str.maketrans("（）", "()")).split()) for line in outlined]

    assert words(outline(documents)) == words(outline(parse_bytes(source.read_bytes(), name=source.name)))


@needs_office
def test_rtf_with_typed_numbers() -> None:
    lines = ["水房守则", "第一条 节约用水。", "第二条 每日清扫：", "（一）早上；", "（二）晚上。"]
    body = "".join("".join(f"\\u{ord(character)}?" for character in line) + "\\par\n" for line in lines)
    documents = parse_bytes(("{\\rtf1\\ansi\n" + body + "}").encode("ascii"), name="水房守则.rtf")
    assert documents[0].title == "水房守则"
    assert outline(documents) == [
        "第一条 节约用水。",
        "第二条 每日清扫：",
        "第二条/（一） 早上；",
        "第二条/（二） 晚上。",
    ]


def test_office_file_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(UnsupportedFormat, match=r"LibreOffice.*另存为 docx"):
        parse_bytes(b"\xd0\xcf\x11\xe0 old", name="a.doc")


def test_docx_under_an_older_ending_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    data = (CORPUS / "采购管理制度.docx").read_bytes()
    assert outline(parse_bytes(data, name="a.wps")) == outline(parse_bytes(data, name="a.docx"))


def test_page_under_an_older_ending_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    data = '<html><meta charset="utf-8"><body><p>第一条 甲。'.encode()
    assert outline(parse_bytes(data, name="a.doc")) == ["第一条 甲。"]


def test_encrypted_office_file() -> None:
    data = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFile):
        parse_bytes(data, name="a.doc")


def test_picture_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_MODULE", "no_such_module_anywhere")
    with pytest.raises(UnsupportedFormat, match=r"policy-kb\[ocr\]"):
        parse_bytes(b"\x89PNG", name="a.png")


def scan(pages: int = 1) -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    sheets = [Image.new("RGB", (400, 200), "white") for _ in range(pages)]
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:])
    return buffer.getvalue()


def test_scanned_page_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is stood in for; what it gives is read like any other text."""
    from ingest.pdf import scans

    monkeypatch.setattr(scans, "available", lambda: True)
    monkeypatch.setattr(scans, "recognise", lambda picture: ["档案规定", "第一条 专人保管。", "第二条 限期七天。"])
    (document,) = parse_bytes(scan(), name="a.pdf")
    assert document.title == "档案规定"
    assert outline([document]) == ["第一条 专人保管。", "第二条 限期七天。"]
    assert [notice.code for notice in document.warnings] == ["recognised"]
    assert document.clauses[0].places[0].page == 1


def test_heads_and_page_numbers_of_scanned_pages_are_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.pdf import scans

    pages = iter(
        [
            ["甲公司 档案规定", "档案规定", "第一条 专人保管,", "第1页 共2页"],
            ["甲公司档案规定", "限期七天。", "第2页 共2页"],
        ]
    )
    monkeypatch.setattr(scans, "available", lambda: True)
    monkeypatch.setattr(scans, "recognise", lambda picture: next(pages))
    (document,) = parse_bytes(scan(2), name="a.pdf")
    assert document.title == "档案规定"
    assert outline([document]) == ["第一条 专人保管,⏎限期七天。"]
    assert [(piece.reason, piece.text) for piece in document.set_aside] == [
        ("running-head", "甲公司 档案规定"),
        ("running-foot", "第1页 共2页"),
        ("running-head", "甲公司档案规定"),
        ("running-foot", "第2页 共2页"),
    ]


def test_the_title_of_a_scan_stays_though_the_next_page_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.pdf import scans

    pages = iter([["档案规定", "第一条 专人保管。"], ["档案规定", "第二条 限期七天。"]])
    monkeypatch.setattr(scans, "available", lambda: True)
    monkeypatch.setattr(scans, "recognise", lambda picture: next(pages))
    (document,) = parse_bytes(scan(2), name="a.pdf")
    assert (document.title, outline([document])) == ("档案规定", ["第一条 专人保管。", "第二条 限期七天。"])


def test_scanned_page_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.pdf import scans

    monkeypatch.setattr(scans, "available", lambda: False)
    (document,) = parse_bytes(scan(), name="a.pdf")
    notice = document.warnings[0]
    assert (notice.code, [place.page for place in notice.places]) == ("no-text", [1])
    assert "policy-kb[ocr]" in notice.message


@pytest.mark.skipif(not recognition.available(), reason="the extra ocr is not installed")
def test_engine_reads_figures() -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(picture).text((40, 60), "Article 15: 200", fill="black", font=ImageFont.load_default(64))
    assert "200" in " ".join(recognition.recognise(picture))


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_every_ending_of_a_folder_has_a_reader(ending: str) -> None:
    assert callable(reader_for(f"制度{ending.upper()}"))


@pytest.mark.parametrize(
    ("name", "advice"), [("a.xlsx", "粘贴"), ("a.zip", "解压"), ("a", "可用的格式"), ("a.ofd", "pdf")]
)
def test_other_endings_are_refused_with_advice(name: str, advice: str) -> None:
    with pytest.raises(UnsupportedFormat, match=advice):
        reader_for(name)
