"""Files read back: the clauses' words, contents with the right pages, fonts inside, and nothing half written."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import ConfigurationError, KnowledgeBase
from kb.formats import fonts, render, write
from kb.formats.markdown import escaped
from kb.formats.paper import Cell, Heading, Note, Paper, Question, Quote, Table, printable, runs_of
from kb.handbook import Handbook
from kb.handbook_paper import handbook_paper

ENDINGS = (".md", ".html", ".docx", ".pdf")


def _no_font() -> bool:
    try:
        fonts.find_faces("的")
    except ConfigurationError:
        return True
    return False


needs_font = pytest.mark.skipif(_no_font(), reason="no font with Chinese characters here")


def quote(text: str, anchor: str = "c1") -> Quote:
    return Quote("1", text, "《甲制度》第一条", anchor, ("总则",), ("客服:执行",), "版本 12345678")


PAPER = Paper(
    title="客服岗位手册",
    subtitle="试印",
    cover=("收入 2 条",),
    blocks=(
        Heading(1, "处罚(1 条)", "s-1"),
        Note("一览"),
        Table(("条", "行为"), ((Cell("1", "c1"), "玩游戏"),), (1, 5)),
        quote("玩游戏的，第一次罚款10元。\n行为\t处罚\n睡觉\t50元\n以上\t"),
        Heading(1, "题目", "s-2"),
        Question("1.", "填空:______分钟", ("30分钟",), "客服应在30分钟内回复。", "《甲制度》第二条", "q1"),
        Quote("2", "转义 *星号* _下划线_ <b>标签</b> a|b #井 [链](x) &amp; 1. 起头", "《甲》二", "c2"),
    ),
    running="客服岗位手册 · 第 1 版",
    date="2024-05-01",
)


@pytest.fixture(scope="module")
def book(shop_base: Path) -> Iterator[Handbook]:
    with KnowledgeBase.open(shop_base) as base:
        yield base.handbook("售前客服")


@pytest.fixture(scope="module")
def printed(book: Handbook) -> Callable[[str], bytes]:
    """The handbook in a format, rendered once."""
    return cache(lambda ending: render(handbook_paper(book), ending).content)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def read_words(content: bytes, ending: str, running: str = "") -> str:
    """All words of a file, without white space."""
    if ending == ".md":
        from markdown_it import MarkdownIt

        page = MarkdownIt("commonmark").enable("table").render(content.decode())
        return squeezed(_text_of(page))
    if ending == ".html":
        return squeezed(_text_of(content.decode()))
    if ending == ".docx":
        from lxml import etree

        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return squeezed(
                "".join(words.text or "" for words in etree.fromstring(package.read("word/document.xml")).iter("{*}t"))
            )
    return squeezed("".join(pdf_pages(content, running)))


def _text_of(page: str) -> str:
    from lxml import html

    return "".join(str(part) for part in html.fromstring(page).itertext())


def pdf_pages(content: bytes, running: str = "") -> list[str]:
    """The words of each page, without running head and page number."""
    import pypdfium2

    pages = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            lines = page.get_textpage().get_text_bounded().splitlines()
            foot = re.compile(r"第 \d+ 页 / 共 \d+ 页")
            pages.append("\n".join(one for one in lines if one.strip() != running and not foot.fullmatch(one.strip())))
    return pages


@needs_font
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_clause_stands_in_the_file_word_for_word(
    ending: str, book: Handbook, printed: Callable[[str], bytes]
) -> None:
    words = read_words(printed(ending), ending, handbook_paper(book).running)
    lost = [entry.clause.citation for entry in book.entries if squeezed(entry.clause.text) not in words]
    assert lost == []
    assert [entry.clause.citation for entry in book.entries if squeezed(entry.clause.citation) not in words] == []
    assert all(entry.hash[:12] in words for entry in book.entries)


@needs_font
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_paper_gives_the_same_bytes(ending: str) -> None:
    assert render(PAPER, ending).content == render(PAPER, ending).content


@needs_font
@pytest.mark.parametrize("ending", ENDINGS)
def test_marks_of_the_format_are_words_in_a_clause(ending: str) -> None:
    words = read_words(render(PAPER, ending).content, ending, PAPER.running)
    assert squeezed("转义 *星号* _下划线_ <b>标签</b> a|b #井 [链](x) &amp; 1. 起头") in words


@needs_font
@pytest.mark.parametrize("ending", ENDINGS)
def test_control_characters_are_shown_and_break_nothing(ending: str) -> None:
    paper = replace(PAPER, blocks=(quote("甲\x07乙\x0b丙\x00丁\ufffe戊"),))
    words = read_words(render(paper, ending).content, ending, paper.running)
    if ending == ".pdf":
        assert re.search("甲.{1,10}乙.{1,10}丙.{1,10}丁.{1,10}戊", words)
    else:
        assert "甲␇乙␋丙␀丁\ufffd戊" in words


@given(st.text())
def test_printable_drops_nothing(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert re.search(r"[\x00-\x08\x0b-\x1f]", shown) is None
    assert printable(shown) == shown


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_escaped_markdown_shows_the_text_itself(text: str) -> None:
    from markdown_it import MarkdownIt

    shown = _text_of("<div>" + MarkdownIt("commonmark").enable("table").render("> " + escaped(text)) + "</div>")
    # A byte order mark and soft breaks are white space to a page.
    assert squeezed(shown) == squeezed(" ".join(printable(text).splitlines()))


# PDF


@needs_font
def test_contents_name_the_pages_on_which_the_headings_stand(book: Handbook, printed: Callable[[str], bytes]) -> None:
    paper = handbook_paper(book)
    pages = pdf_pages(printed(".pdf"), paper.running)
    first = next(at for at, page in enumerate(pages) if "目录" in page)
    body = next(
        at for at, page in enumerate(pages) if at > first and page.startswith("职责与要求") and ". ." not in page
    )
    contents = squeezed("".join(pages[first:body]))
    for heading in (one for one in paper.headings() if one.level == 1):
        told = re.search(re.escape(squeezed(heading.text)) + r"[.\s]*?(\d+)(?=\D|$)", contents.replace(".", " "))
        told = told or re.search(re.escape(squeezed(heading.text)) + r"\D*?(\d+)", contents)
        assert told is not None, heading
        assert squeezed(heading.text) in squeezed(pages[int(told[1]) - 1]), heading


@needs_font
def test_pdf_has_bookmarks_and_its_font_inside(book: Handbook, printed: Callable[[str], bytes]) -> None:
    import pypdfium2

    content = printed(".pdf")
    assert b"/FontFile" in content
    with pypdfium2.PdfDocument(content) as document:
        titles = [mark.get_title() for mark in document.get_toc()]
    assert titles[0] == "目录"
    assert [one.text for one in handbook_paper(book).headings()] == titles[1:]


@needs_font
def test_a_character_that_no_font_has_is_named_and_shown_by_its_code(tmp_path: Path) -> None:
    rare = "\U000e01ef"  # a selector that no font draws
    paper = replace(PAPER, blocks=(quote(f"姓名{rare}应写全"),))
    notices = write(paper, tmp_path / "a.pdf")
    words = squeezed("".join(pdf_pages((tmp_path / "a.pdf").read_bytes())))
    assert "U+E01EF" in notices[0]
    assert "〓U+E01EF" in words
    assert "没有字体可用" in words


@needs_font
def test_a_character_of_another_font_is_found_there() -> None:
    faces = fonts.find_faces("客服")
    text = "".join(chr(code) for code in sorted(faces.faces[0].covered)[-3:]) + "客服"
    assert fonts.find_faces(text).missing == ()


def test_without_a_chinese_font_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_folders", lambda: [tmp_path])
    monkeypatch.delenv(fonts.SETTING, raising=False)
    with pytest.raises(ConfigurationError, match="没有找到中文字体") as failed:
        write(PAPER, tmp_path / "a.pdf")
    assert fonts.SETTING in failed.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_font_setting_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(fonts.SETTING, str(tmp_path / "none.ttf"))
    with pytest.raises(ConfigurationError, match=r"none\.ttf"):
        fonts.find_faces("的")
    (tmp_path / "none.ttf").write_bytes(b"not a font")
    with pytest.raises(ConfigurationError, match="读不出"):
        fonts.find_faces("的")


# Word


def word_part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def test_word_files_have_fields_styles_and_east_asian_fonts() -> None:
    import docx

    content = render(PAPER, ".docx").content
    document, styles = word_part(content, "word/document.xml"), word_part(content, "word/styles.xml")
    assert re.search(r'TOC \\o "1-2"', document)
    assert document.count("PAGEREF kb_") == 2
    assert document.count('fldCharType="begin"') == document.count('fldCharType="end"')
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    assert (
        "eastAsiaTheme"
        not in re.sub(r"<w:docDefaults>.*?</w:docDefaults>", "", styles, flags=re.DOTALL).split("Heading3")[0]
    )
    assert "updateFields" in word_part(content, "word/settings.xml")
    read = docx.Document(io.BytesIO(content))
    assert [one.text for one in read.paragraphs if one.style is not None and one.style.name == "Heading 1"] == [
        "处罚(1 条)",
        "题目",
    ]
    section = read.sections[0]
    assert "客服岗位手册" in section.header.paragraphs[0].text
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_word_bookmarks_are_unique_and_every_link_has_one(printed: Callable[[str], bytes]) -> None:
    document = word_part(printed(".docx"), "word/document.xml")
    names = re.findall(r'bookmarkStart[^>]*w:name="([^"]+)"', document)
    assert len(names) == len(set(names))
    assert set(re.findall(r'w:anchor="([^"]+)"', document)) <= set(names)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_shows_the_contents_with_the_right_pages(
    book: Handbook, printed: Callable[[str], bytes], tmp_path: Path
) -> None:
    paper = handbook_paper(book)
    (tmp_path / "a.docx").write_bytes(printed(".docx"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = pdf_pages((tmp_path / "a.pdf").read_bytes())
    contents = squeezed(
        "".join(page for page in pages[:6] if re.search(r"\.{10}", page) or "……" in page or "目录" in page)
    )
    checked = 0
    for heading in (one for one in paper.headings() if one.level == 1):
        told = re.search(re.escape(squeezed(heading.text)) + r"\D*?(\d{1,3})(?=\D|$)", contents)
        if told is not None:
            checked += 1
            assert squeezed(heading.text) in squeezed(pages[int(told[1]) - 1]), heading
    assert checked >= 8


# HTML


def test_html_needs_nothing_but_itself(printed: Callable[[str], bytes]) -> None:
    page = printed(".html").decode()
    assert re.findall(r'(?:src|href)="(?!#)([^"]+)"', page) == []
    assert "@media print" in page
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_a_row_of_very_many_cells_is_set_as_words_and_loses_none() -> None:
    cells = [f"格{number}" for number in range(400)]
    assert list(runs_of("\t".join(cells))) == ["　".join(cells)]


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".html", ".md"])
def test_a_very_long_clause_and_a_very_tall_cell_are_printed_whole(ending: str) -> None:
    long = "".join(f"第{number}次核对收货地址," for number in range(600))
    tall = "项目\t内容\n甲\t" + "".join(f"第{number}格很长" for number in range(900))
    paper = Paper(
        title="长",
        subtitle="",
        cover=(),
        blocks=(
            Quote("1", long, "《甲制度》一", "c1", about="版本"),
            Quote("2", tall, "《甲制度》二", "c2", about="版本"),
        ),
    )
    content = render(paper, ending).content
    if ending == ".pdf":
        import pypdfium2

        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
        words = "".join("".join(pages).split())
        assert len(pages) > 6
        assert "第599次核对收货地址" in words
        assert "第899格很长" in words
    elif ending == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            words = package.read("word/document.xml").decode()
        assert "第599次核对收货地址" in words
        assert "第899格很长" in words
    else:
        assert "第599次核对收货地址" in content.decode()
        assert "第899格很长" in content.decode()
