"""Files that cannot be read: one clear line each with the remedy, exit code 5, the other files built, no traceback."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cli

if TYPE_CHECKING:
    from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
GOOD = "好制度\n第一条 迟到的，每次罚款10元。\n第二条 由人事专员负责考勤。\n"


def empty(folder: Path) -> Path:
    path = folder / "空白.txt"
    path.touch()
    return path


def missing(folder: Path) -> Path:
    return folder / "没有.txt"


def folder_without_policies(folder: Path) -> Path:
    path = folder / "照片"
    path.mkdir()
    (path / "合影.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(64))
    return path


def binary_text(folder: Path) -> Path:
    path = folder / "程序.txt"
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40)
    return path


def encrypted_pdf(folder: Path) -> Path:
    return Path(shutil.copy(ROOT / "tests" / "fixtures" / "pdf" / "locked.pdf", folder / "加密.pdf"))


def truncated_docx(folder: Path) -> Path:
    whole = (ROOT / "corpus" / "采购管理制度.docx").read_bytes()
    path = folder / "截断.docx"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def truncated_pdf(folder: Path) -> Path:
    whole = (ROOT / "corpus" / "促销活动管理办法.pdf").read_bytes()
    path = folder / "截断.pdf"
    path.write_bytes(whole[:2000])
    return path


def docx_that_is_none(folder: Path) -> Path:
    path = folder / "改名.docx"
    path.write_text("这其实是文本", encoding="utf-8")
    return path


def unknown_ending(folder: Path) -> Path:
    path = folder / "表格.xyz"
    path.write_text("第一条 甲。", encoding="utf-8")
    return path


BAD = [
    empty,
    missing,
    folder_without_policies,
    binary_text,
    encrypted_pdf,
    truncated_docx,
    truncated_pdf,
    docx_that_is_none,
    unknown_ending,
]


def is_one_clear_line(said: str, path: Path) -> bool:
    """One line that names the file, says what is wrong, and then what to do."""
    lines = [line for line in said.splitlines() if line]
    return len(lines) == 1 and path.name in lines[0] and "。" in lines[0].rstrip("。") and "Traceback" not in said


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_is_named_and_the_others_are_built(
    make: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(make)
    bad = make(tmp_path)
    good = tmp_path / "好.txt"
    good.write_text(GOOD, encoding="utf-8")
    place = ["--kb", str(tmp_path / "kb")]
    assert cli.main(["build", str(good), str(bad), *place]) == 5
    printed = capsys.readouterr()
    assert printed.out.startswith("新增 1 份,失败 1 个文件;共 1 份、2 条。")
    assert printed.err.startswith("未能读取:")
    assert is_one_clear_line(printed.err, bad), printed.err
    assert cli.main(["ask", "迟到怎么罚", *place]) == 0
    assert "10元" in capsys.readouterr().out
    assert cli.main(["status", *place]) == 0
    assert bad.name in capsys.readouterr().out, "the state remembers what failed"


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_alone_builds_nothing(make: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(make)
    bad = make(tmp_path)
    assert cli.main(["build", str(bad), "--kb", str(tmp_path / "kb")]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert is_one_clear_line(printed.err, bad), printed.err
    assert cli.main(["ask", "迟到", "--kb", str(tmp_path / "kb")]) == 3


@pytest.mark.parametrize(
    "make", [make for make in BAD if make is not folder_without_policies], ids=lambda make: make.__name__
)
def test_parsing_a_bad_file(make: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(make)
    bad = make(tmp_path)
    assert cli.main(["parse", str(bad)]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert is_one_clear_line(printed.err, bad), printed.err


def test_all_at_once_in_a_real_process(tmp_path: Path, kb_process: Run) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    bad = [make(folder) for make in (empty, binary_text, encrypted_pdf, truncated_docx, truncated_pdf)]
    (folder / "好.txt").write_text(GOOD, encoding="utf-8")
    ended = kb_process("--kb", str(tmp_path / "kb"), "build", str(folder), "--jobs", "2")
    said = ended.stderr.decode()
    assert ended.returncode == 5
    assert len(said.splitlines()) == len(bad)
    assert [path.name for path in bad if path.name not in said] == []
    assert "共 1 份、2 条" in ended.stdout.decode()


def test_a_folder_where_most_files_vanished_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"第{number}号管理制度\n第一条 甲。\n", encoding="utf-8")
    build = ["build", str(folder), "--kb", str(tmp_path / "kb")]
    assert cli.main(build) == 0
    for number in range(4):
        (folder / f"{number}.txt").unlink()
    capsys.readouterr()
    assert cli.main(build) == 2
    assert "--allow-mass-delete" in capsys.readouterr().err
    assert cli.main([*build, "--allow-mass-delete"]) == 0
    assert "移除 4 个文件" in capsys.readouterr().out
