"""Wrong usage: one line in Chinese with the remedy, exit code 2; options stand before or after the verb."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli
from kb import StoreLocked

WRONG = [
    ("a verb that does not exist, near one that does", ["bild"], "错误:没有命令 bild。是不是 kb build?"),
    ("a question without its verb", ["上班玩游戏罚多少"], '要提问请用:kb ask "上班玩游戏罚多少"'),
    ("an unknown option", ["ask", "--foo"], "错误:没有选项 --foo"),
    ("a misspelt option", ["build", "--fulll"], "错误:没有选项 --fulll。是不是 --full"),
    ("no question, and no terminal to ask for it", ["ask"], "错误:请写出问题"),
    ("an empty question", ["ask", " "], "错误:请写出问题"),
    ("a missing argument", ["parse"], "错误:缺少参数 FILE"),
    ("an argument too many", ["status", "x"], "错误:多余的参数 x"),
    ("a word where a number stands", ["search", "x", "-n", "many"], "错误:-n 的值不对:要一个不小于 1 的整数"),
    ("a number too small", ["build", "--jobs", "0"], "错误:--jobs 的值不对:要一个不小于 1 的整数"),
    (
        "an unknown choice",
        ["list", "things"],
        "错误:WHAT 的值不对:可用 documents、clauses、roles、topics、penalties、responsibilities",
    ),
    ("an option without its value", ["ask", "--kb"], "错误:选项 --kb 后面要有值"),
    ("a value that an option does not take", ["status", "--json=1"], "错误:选项 --json 不带值"),
    ("options without a verb", ["--json"], "错误:缺少命令"),
]


@pytest.mark.parametrize(("why", "arguments", "line"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_usage(why: str, arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert line in printed.err.splitlines()[0]
    assert "查看帮助:kb" in printed.err


ENGLISH = ("Usage", "Options", "Commands", "Show this", "Error", "Try ", "COMMAND", "[OPTIONS]")


@pytest.mark.parametrize("verb", ["", *cli.command.commands])
def test_help_pages_are_in_chinese_and_fit_the_screen(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    from kb.screen.look import display_width

    assert cli.main([*verb.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"用法:kb {verb}".rstrip())
    assert [word for word in ENGLISH if word in page] == []
    assert max(map(display_width, page.splitlines())) <= 80


def test_the_command_alone_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "命令:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("why", "before", "after", "env"),
    [
        ("before the verb", True, False, False),
        ("after the verb", False, True, False),
        ("from the environment", False, False, True),
        ("an option is stronger than the environment", True, False, True),
    ],
)
def test_where_the_knowledge_base_is_named(
    why: str,
    before: bool,
    after: bool,
    env: bool,
    shop_base: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = ["--kb", str(shop_base)]
    if env:
        monkeypatch.setenv("KB_DIR", "nowhere" if before else str(shop_base))
    assert cli.main([*(place if before else []), "status", *(place if after else [])]) == 0
    assert "20 份制度" in capsys.readouterr().out


@pytest.mark.parametrize(
    "verb", [["ask", "迟到"], ["search", "迟到"], ["show", "x"], ["list", "roles"], ["status"], ["export"]]
)
def test_before_the_first_build_the_remedy_is_named(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--kb", str(tmp_path / "none"), *verb]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "kb build" in printed.err
    assert len(printed.err.splitlines()) == 1


def test_a_damaged_knowledge_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "CURRENT").write_text("what", encoding="utf-8")
    assert cli.main(["--kb", str(tmp_path), "ask", "迟到"]) == 3
    assert "kb build --full" in capsys.readouterr().err


def test_a_locked_knowledge_base(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreLocked("另一个进程正在建库", place=".kb", remedy="请稍后再试")

    monkeypatch.setattr("kb.build.build", locked)
    assert cli.main(["build"]) == 4
    assert capsys.readouterr().err == "错误:.kb:另一个进程正在建库。请稍后再试\n"


def test_an_error_of_the_program_is_one_line_with_what_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("kb.build.build", broken)
    monkeypatch.delenv("KB_DEBUG", raising=False)
    assert cli.main(["build"]) == 70
    said = capsys.readouterr().err
    assert said.startswith("程序出错:RuntimeError: first line second line。请把这一行")
    assert said.count("\n") == 1
    monkeypatch.setenv("KB_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main(["build"])


def test_an_interrupted_build(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.build.build", interrupted)
    assert cli.main(["build"]) == 130
    assert capsys.readouterr().err.strip() == "已中断。"


def test_a_question_is_asked_for_once_on_a_terminal(
    shop_base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("旷工一天罚多少\n"))
    assert cli.main(["--kb", str(shop_base), "ask"]) == 0
    assert "100元" in capsys.readouterr().out
