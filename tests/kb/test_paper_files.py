"""Files are written whole or not at all; a shop's templates; sheets that no program takes for formulas."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from pathlib import Path

import pytest

from kb import ConfigurationError
from kb.formats import Theme, load_theme, render, write
from kb.formats.paper import Heading, Note, Paper
from kb.formats.sheets import Sheet, write_sheets

PAPER = Paper(
    title="客服岗位手册",
    subtitle="试印",
    cover=("收入 2 条",),
    blocks=(Heading(1, "处罚(1 条)", "s-1"), Note("一览")),
    running="客服岗位手册 · 第 1 版",
    date="2024-05-01",
)


def word_part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


# Writing


@pytest.mark.parametrize("name", ["a.odt", "a", "a.PDFX"])
def test_an_ending_that_no_format_has(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="格式") as failed:
        write(PAPER, tmp_path / name)
    assert ".docx" in failed.value.remedy


def test_a_missing_library_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ConfigurationError, match="docx") as failed:
        render(PAPER, ".docx")
    assert "pip install python-docx" in failed.value.remedy


def test_a_read_only_file_stays_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "a.html"
    place.write_text("old", encoding="utf-8")
    place.chmod(0o444)
    with pytest.raises(ConfigurationError, match="只读") as failed:
        write(PAPER, place)
    assert str(place) in str(failed.value)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_whole(step: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "a.html"
    place.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "fsync":
        monkeypatch.setattr("os.fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConfigurationError, match="磁盘已满") as failed:
        write(PAPER, place)
    assert "原有文件没有改动" in failed.value.remedy
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="文件夹不存在") as failed:
        write(PAPER, tmp_path / "none" / "a.md")
    assert "原有文件" not in failed.value.remedy


# Templates


def test_a_shop_replaces_words_colours_logo_and_a_template(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8), "red").save(tmp_path / "logo.png")
    (tmp_path / "theme.toml").write_text(
        'organisation = "某某家纺"\naccent = "#AA2200"\ncover = ["内部资料"]\nlogo = "logo.png"\nfooter = "版权所有"\n',
        encoding="utf-8",
    )
    theme = load_theme(tmp_path)
    page = render(PAPER, ".html", theme).content.decode()
    for word in ("某某家纺", "#AA2200", "内部资料", "data:image/png;base64,", "版权所有"):
        assert word in page
    assert "某某家纺" in word_part(render(PAPER, ".docx", theme).content, "word/document.xml")
    (tmp_path / "page.md.j2").write_text("自己的模板:{{ paper.title }}\n", encoding="utf-8")
    assert render(PAPER, ".md", load_theme(tmp_path)).content.decode() == "自己的模板:客服岗位手册\n"


# (what it shows, file, content, words of the error)
WRONG = [
    ("a colour that is none", "theme.toml", 'accent = "red"\n', "第1行"),
    ("a key that nothing reads", "theme.toml", 'colour = "#000000"\n', "不认识的键"),
    ("a logo that is not there", "theme.toml", 'logo = "none.png"\n', "不存在"),
    ("no TOML", "theme.toml", "accent = \n", "TOML"),
    ("a template with a slip", "page.md.j2", "一行\n{% if %}\n", "第2行"),
    ("a template that asks for what is not there", "page.md.j2", "{{ paper.none }}\n", "模板无法使用"),
]


@pytest.mark.parametrize(("why", "name", "content", "words"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_in_a_template_folder(why: str, name: str, content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words) as failed:
        render(PAPER, ".md", load_theme(tmp_path))
    assert failed.value.remedy


def test_a_template_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="模板文件夹"):
        load_theme(tmp_path / "none")


def test_the_plain_theme_names_no_shop() -> None:
    assert Theme().organisation == ""


# Sheets

FORMULAS = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    import csv

    import openpyxl

    sheet = Sheet("表", "t", ("甲", "乙"), ((text, 5),), (10, 10))
    write_sheets([sheet], tmp_path / "a.xlsx", date="2024-05-01")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix
    write_sheets([sheet], tmp_path / "a.csv", date="2024-05-01")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["甲", "乙"], ["'" + text, "5"]]


def test_a_workbook_is_the_same_bytes_and_a_sheets_ending_is_checked(tmp_path: Path) -> None:
    sheet = Sheet("表", "t", ("甲",), (("一",),), (10,))
    for name in ("a.xlsx", "b.xlsx"):
        write_sheets([sheet], tmp_path / name, date="2024-05-01")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with pytest.raises(ConfigurationError, match="格式"):
        write_sheets([sheet], tmp_path / "a.ods", date="2024-05-01")
