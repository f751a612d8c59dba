"""``kb eval`` on a shop's own golden set, and ``kb ask`` as a script meets it: text, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli

RIGHT = {"question": "旷工一天罚多少", "answers": [{"citation": "《考勤管理制度》第十四条", "value": ["100元"]}]}
ELSEWHERE = {"question": "无证驾驶叉车罚多少", "answers": [{"citation": "《考勤管理制度》第十四条"}]}
UNSTATED = {"question": "西游记作者是谁", "answers": []}
STATED_AFTER_ALL = {"question": "代他人打卡罚多少", "answers": []}


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return tmp_path / "题.jsonl"


def write(path: Path, *records: dict[str, Any] | str) -> Path:
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


# (what it shows, the questions, options, exit code, words that are printed, words that are not)
SETS: list[tuple[str, list[dict[str, Any]], list[str], int, list[str], list[str]]] = [
    (
        "all right",
        [RIGHT, UNSTATED],
        [],
        0,
        ["共 2 题。", "首条正确 100.0%", "首条含要点 100.0%", "没有规定时说没有 100.0%"],
        ["答错的题", "应列尽列"],
    ),
    (
        "what went wrong is listed with what was answered",
        [RIGHT, ELSEWHERE],
        [],
        0,
        ["首条正确 50.0%", "答错的题:", "无证驾驶叉车罚多少  →  ", "《发货与仓储管理制度》7 7.4"],
        ["旷工一天罚多少"],
    ),
    ("an answer where none is stated is wrong", [RIGHT, STATED_AFTER_ALL], [], 0, ["代他人打卡罚多少  →  "], []),
    ("at the mark", [RIGHT, ELSEWHERE], ["--min-top1", "0.5"], 0, ["首条正确 50.0%"], []),
    ("under the mark", [RIGHT, ELSEWHERE], ["--min-top1", "0.6"], 5, ["首条正确 50.0%"], []),
    ("a mark of nought", [ELSEWHERE], ["--min-top1", "0"], 0, ["首条正确 0.0%"], []),
    ("a mark that nothing was measured for", [UNSTATED], ["--min-top1", "0.1"], 5, ["共 1 题。"], ["首条正确"]),
]


@pytest.mark.parametrize(("why", "records", "options", "code", "there", "absent"), SETS, ids=[row[0] for row in SETS])
def test_eval(
    why: str,
    records: list[dict[str, Any]],
    options: list[str],
    code: int,
    there: list[str],
    absent: list[str],
    shop_base: Path,
    golden: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--kb", str(shop_base), "eval", str(write(golden, *records)), *options]) == code
    printed = capsys.readouterr().out
    assert [word for word in there if word not in printed] == []
    assert [word for word in absent if word in printed] == []


def test_eval_in_json(shop_base: Path, golden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--kb", str(shop_base), "--json", "eval", str(write(golden, RIGHT, UNSTATED))]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["figures"]["questions"] == 2
    assert record["figures"]["top1"] == 1.0
    assert record["figures"]["complete"] is None
    first, second = record["rows"]
    assert (first["top1"], first["value"], first["answerable"]) == (True, True, True)
    assert (second["abstained"], second["answerable"], second["first"]) == (True, False, "")


# (what it shows, the lines, exit code, words of the one line of error)
BROKEN: list[tuple[str, list[dict[str, Any] | str], list[str]]] = [
    ("a line that is no JSON", [RIGHT, "旷工"], ["第2行", "不是有效的 JSON"]),
    ("a line without a question", [RIGHT, "", "{}"], ["第3行", "缺少 question"]),
    (
        "a clause that is not there",
        [{"question": "旷工", "answers": [{"citation": "《考勤管理制度》第九百条"}]}],
        ["第1行", "没有 第九百条", "请更正"],
    ),
    ("no question at all", [], ["没有问题"]),
]


@pytest.mark.parametrize(("why", "lines", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_set_that_does_not_fit(
    why: str,
    lines: list[dict[str, Any] | str],
    words: list[str],
    shop_base: Path,
    golden: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--kb", str(shop_base), "eval", str(write(golden, *lines))]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert [word for word in words if word not in printed.err] == []


WRONG = [
    ("no file named", [], "缺少参数"),
    ("a file that is not there", ["没有.jsonl"], "没有.jsonl"),
    ("a folder", ["."], "错误:"),
    ("a mark above one", ["README.md", "--min-top1", "90"], "--min-top1"),
]


@pytest.mark.parametrize(("why", "arguments", "words"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_usage_of_eval(
    why: str,
    arguments: list[str],
    words: str,
    shop_base: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(root)
    assert cli.main(["--kb", str(shop_base), "eval", *arguments]) == 2
    assert words in capsys.readouterr().err


# (what it shows, arguments, exit code, words that are printed)
ASKED = [
    ("the answer first, its source beside it", ["无证驾驶叉车罚多少"], 0, ["300元", "《发货与仓储管理制度》7 7.4"]),
    ("policies that disagree", ["上班时间玩游戏罚多少"], 0, ["各制度规定不一致:", "50元", "20元"]),
    ("not stated", ["西游记作者是谁"], 1, ["制度中没有规定。", "已查 20 份制度"]),
    ("how it was read", ["--why", "无证驾驶叉车罚多少"], 0, ["问的是:处罚", "找的词:", "把握 "]),
    ("a question that looks like an option", ["--", "--旷工一天罚多少"], 0, ["100元"]),
]


@pytest.mark.parametrize(("why", "arguments", "code", "words"), ASKED, ids=[row[0] for row in ASKED])
def test_ask(
    why: str, arguments: list[str], code: int, words: list[str], shop_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--kb", str(shop_base), "ask", *arguments]) == code
    printed = capsys.readouterr()
    assert [word for word in words if word not in printed.out] == []
    assert printed.err == ""


def test_the_command_that_a_reply_names_prints_the_clause(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands behind 原文: can be typed as it stands, brackets and all."""
    import shlex

    for question in ("婚假多少天", "玩游戏罚多少", "晚班客服没有锁门罚多少"):
        assert cli.main(["--kb", str(shop_base), "ask", question]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("原文:")]
        kb, *arguments = shlex.split(line.removeprefix("原文:"))
        assert kb == "kb"
        assert cli.main(["--kb", str(shop_base), *arguments]) == 0
        assert "> " in capsys.readouterr().out
