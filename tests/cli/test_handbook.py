"""kb handbook, register, quiz and signoff as users meet them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import cli

# (what it shows, arguments, exit code, words on standard output, words on standard error)
RUNS: list[tuple[str, list[str], int, str, str]] = [
    ("a handbook to the screen is Markdown", ["handbook", "售前客服"], 0, "# 售前客服岗位手册", ""),
    ("a role that does not exist", ["handbook", "客斧"], 1, "", "最接近的角色:客服"),
    ("nothing changed since this generation", ["handbook", "客服", "--since", "1"], 1, "没有变化", ""),
    ("a generation that is not there", ["handbook", "客服", "--since", "99"], 1, "", "没有第 99 版"),
    ("no generation and no day", ["handbook", "客服", "--since", "去年"], 2, "", "不是版本号或日期"),
    ("a format that is not there", ["handbook", "客服", "-o", "手册.odt"], 2, "", "以 .md、.html、.docx 或 .pdf 结尾"),
    ("a folder that is not there", ["handbook", "客服", "-o", "none/手册.md"], 2, "", "写不进去(文件夹不存在)"),
    ("a name that the policies spell another way", ["handbook", "网店编辑"], 0, "归入角色“编辑”", ""),
    ("a post that no policy names", ["handbook", "司机"], 0, "# 司机岗位手册", "没有一条制度点名“司机”"),
    ("a party that nothing binds", ["handbook", "快递员"], 1, "", "制度中没有约束“快递员”的条款"),
    ("a file is not written where nothing binds", ["handbook", "快递员", "-o", "k.pdf"], 1, "", "没有写入 k.pdf"),
    ("templates that are not there", ["handbook", "客服", "--templates", "none"], 2, "", "没有这个模板文件夹"),
    ("a register needs a file", ["register"], 2, "", "请用 -o 写明文件"),
    ("a register of an unknown format", ["register", "-o", "r.pdf"], 2, "", ".xlsx 或 .csv"),
    ("a quiz with its answers", ["quiz", "打包员", "-n", "3"], 0, "    答:", ""),
    ("how many questions there are", ["quiz", "打包员", "-n", "3"], 0, "3. ", "换一组:--seed 1"),
    ("a quiz of an unknown role", ["quiz", "宇航员"], 1, "", "没有名为“宇航员”的角色"),
    ("nobody has signed", ["signoff", "status"], 1, "", "还没有签收记录"),
    ("who should sign", ["signoff", "status", "售前客服"], 5, "江小满  未签收", ""),
    ("a record without a role", ["signoff", "record"], 2, "", "请写明岗位"),
    ("a record without a name", ["signoff", "record", "客服"], 2, "", "请写明签收人"),
    ("a sheet without a file", ["signoff", "sheet", "客服"], 2, "", "请用 -o 写明文件"),
    ("an unknown action", ["signoff", "sign"], 2, "", "ACTION 的值不对"),
]


@pytest.mark.parametrize(("why", "arguments", "code", "out", "err"), RUNS, ids=[row[0] for row in RUNS])
def test_run(
    why: str,
    arguments: list[str],
    code: int,
    out: str,
    err: str,
    shop_base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["--kb", str(shop_base), *arguments]) == code
    printed = capsys.readouterr()
    assert out in printed.out
    assert err in printed.err
    assert "Traceback" not in printed.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["md", "html", "docx"])
def test_files_are_written_and_named(
    ending: str, shop_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in (["handbook", "售前客服"], ["quiz", "售前客服"], ["signoff", "sheet", "售前客服"]):
        place = tmp_path / f"{verb[0]}.{ending}"
        assert cli.main(["--kb", str(shop_base), *verb, "-o", str(place)]) == 0
        printed = capsys.readouterr()
        assert (printed.out, str(place) in printed.err) == ("", True)
        assert place.stat().st_size > 1000


def test_the_register_is_written(shop_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--kb", str(shop_base), "register", "-o", str(tmp_path / "r.csv")]) == 0
    assert "r-raci.csv" in capsys.readouterr().err
    assert (tmp_path / "r-penalties.csv").exists()


def test_a_read_only_file_stays(shop_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "a.md"
    place.write_text("old", encoding="utf-8")
    place.chmod(0o444)
    assert cli.main(["--kb", str(shop_base), "handbook", "客服", "-o", str(place)]) == 2
    assert "只读" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == "old"


def test_json(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def records(*arguments: str) -> list[dict[str, object]]:
        assert cli.main(["--kb", str(shop_base), "--json", *arguments]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    (book,) = records("handbook", "售前客服")
    assert {"role", "family", "entries", "penalties", "contacts", "left_out", "hash"} <= book.keys()
    assert {"who", "kind", "act", "object", "condition", "deadline", "sanction"} <= records("register")[0].keys()
    (made,) = records("quiz", "售前客服", "-n", "2")
    assert isinstance(made["items"], list)
    assert len(made["items"]) == 2


def test_a_quiz_on_a_terminal_asks_and_checks(
    shop_base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kb import KnowledgeBase
    from kb.quiz import quiz

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with KnowledgeBase.open(shop_base) as base:
        first = quiz(base.handbook("打包员"), limit=2).items[0]
    monkeypatch.setattr("sys.stdin", Terminal(f"{first.answer}\n不知道\n"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert cli.main(["--kb", str(shop_base), "--no-color", "quiz", "打包员", "-n", "2"]) == 0
    printed = capsys.readouterr().out
    assert "对。" in printed
    assert "制度原文:" in printed
    assert "2 题答对 1 题。" in printed


def test_signing_and_reading_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    place = ["--kb", str(tmp_path / "kb")]

    def build(minutes: int) -> None:
        text = f"客服管理制度\n第一条 客服应在{minutes}分钟内回复。\n第二条 客服不得私自改价。\n"
        (policies / "客服.txt").write_text(text, encoding="utf-8")
        assert cli.main([*place, "-q", "build", str(policies)]) == 0
        capsys.readouterr()

    build(30)
    assert cli.main([*place, "signoff", "record", "客服", "张三", "李四", "--day", "2024-05-01"]) == 0
    assert "已登记:张三、李四 签收客服的 2 条条款(2024-05-01)。" in capsys.readouterr().out
    assert cli.main([*place, "signoff", "status"]) == 0
    assert capsys.readouterr().out.count("已签收") == 2
    build(10)
    assert cli.main([*place, "signoff", "status"]) == 5
    said = capsys.readouterr().out
    assert said.count("须重读") == 2
    assert "修改:《客服管理制度》第一条" in said
    assert cli.main([*place, "handbook", "客服", "--since", "1"]) == 0
    assert "客服应在10分钟内回复" in capsys.readouterr().out
