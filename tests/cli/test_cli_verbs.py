"""Each verb on the sample corpus: what is printed and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

# (what it shows, arguments, exit code, words that must be printed)
VERBS: list[tuple[str, list[str], int, list[str]]] = [
    (
        "a question has an answer and its citation",
        ["ask", "旷工一天罚多少"],
        0,
        ["100元", "《考勤管理制度》", "原文:kb show 《"],
    ),
    ("the words of a question may be several arguments", ["ask", "旷工", "一天", "罚多少"], 0, ["100元"]),
    (
        "what no policy states is an abstention",
        ["ask", "西游记作者是谁"],
        1,
        ["制度中没有规定。", "已查 20 份制度、"],
    ),
    ("reasons are shown when asked", ["ask", "旷工一天罚多少", "--why"], 0, ["问的是:", "把握 "]),
    ("search ranks clauses", ["search", "退货", "邮费"], 0, [" 1  《"]),
    ("a phrase is found as it stands", ["search", '"废弃的面单"'], 0, ["《保密制度》第三章 第十条"]),
    (
        "a number is found as it stands",
        ["search", "第十三条", "--document", "考勤管理制度"],
        0,
        ["《考勤管理制度》第三章 第十三条"],
    ),
    ("nothing found is exit code 1", ["search", "西游记唐僧"], 1, []),
    (
        "a clause by title and number",
        ["show", "《考勤管理制度》第十一条"],
        0,
        ["> ", "第十一条 迟到按下列标准扣款", "（四） 2小时以上的"],
    ),
    (
        "a clause by title and number in two arguments",
        ["show", "《考勤管理制度》第十一条", "（一）"],
        0,
        ["> ", "10分钟以内的"],
    ),
    ("tags on demand", ["show", "-v", "《考勤管理制度》第十四条"], 0, ["性质:", "数值:金额 100元 = 100 yuan"]),
    ("an unknown clause is not found", ["show", "《考勤管理制度》第九百条"], 1, []),
    ("documents with their counts", ["list", "documents"], 0, ["制度", "考勤管理制度.txt"]),
    ("clauses of a role", ["list", "clauses", "--role", "仓库", "-n", "3"], 0, ["《"]),
    ("roles", ["list", "roles"], 0, ["客服"]),
    ("topics", ["list", "topics"], 0, ["考勤"]),
    ("nothing of that kind is exit code 1", ["list", "clauses", "--topic", "没有这个主题"], 1, []),
    ("the state", ["status"], 0, ["20 份制度", "检索引擎 whoosh"]),
    (
        "a file as a tree",
        ["parse", str(CORPUS / "考勤管理制度.txt")],
        0,
        ["《考勤管理制度》", "  第五条", "    （一）"],
    ),
    ("a file's counts", ["parse", "--report", str(CORPUS / "发货与仓储管理制度.docx")], 0, ["Word 自动编号"]),
    ("completion for bash", ["completion", "bash"], 0, ["_KB_COMPLETE"]),
    ("completion for zsh", ["completion", "zsh"], 0, ["#compdef kb"]),
    ("completion for fish", ["completion", "fish"], 0, ["complete --no-files --command kb"]),
    ("the version", ["--version"], 0, ["kb 0."]),
]


@pytest.mark.parametrize(("why", "arguments", "code", "words"), VERBS, ids=[row[0] for row in VERBS])
def test_verb(
    why: str,
    arguments: list[str],
    code: int,
    words: list[str],
    shop_base: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--kb", str(shop_base), *arguments]) == code
    printed = capsys.readouterr()
    assert [word for word in words if word not in printed.out] == []
    assert "\x1b" not in printed.out, "colours belong on a terminal"
    assert "Traceback" not in printed.err


def test_list_narrows_as_search_does(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "clauses", "--kb", str(shop_base), "--document", "保密制度"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("《保密制度》") for line in lines)


def test_build_then_build_again_then_after_a_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "甲.txt").write_text(
        "甲管理制度\n第一条 迟到的，每次罚款10元。\n第二条 早退的，每次罚款20元。\n", encoding="utf-8"
    )
    (policies / "乙.txt").write_text("乙管理制度\n第一条 仓管员负责盘点。\n", encoding="utf-8")
    build = ["build", str(policies), "--kb", str(tmp_path / "kb")]
    assert cli.main(build) == 0
    assert capsys.readouterr().out.startswith("新增 2 份;共 2 份、3 条。用时 ")
    assert cli.main(build) == 0
    assert capsys.readouterr().out.startswith("未变 2 份;共 2 份、3 条。")
    (policies / "乙.txt").write_text("乙管理制度\n第一条 仓管员负责盘点。\n第二条 会计监盘。\n", encoding="utf-8")
    assert cli.main([*build, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("试运行,没有写入。修改 1 份,未变 1 份;")
    assert cli.main(build) == 0
    assert capsys.readouterr().out.startswith("修改 1 份,未变 1 份;共 2 份、4 条。")


def test_build_with_findings_ends_with_5_and_strict_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gap = tmp_path / "制度.txt"
    gap.write_text("某管理制度\n第一条 甲。\n第二条 乙。\n第四条 丁。\n", encoding="utf-8")
    place = ["--kb", str(tmp_path / "kb")]
    assert cli.main(["build", str(gap), "--strict", *place]) == 5
    assert "没有写入(--strict)" in capsys.readouterr().err
    assert cli.main(["status", *place]) == 3
    capsys.readouterr()
    assert cli.main(["build", str(gap), *place]) == 5
    assert "需要注意:" in capsys.readouterr().err
    assert cli.main(["build", str(gap), "-q", *place]) == 5
    assert capsys.readouterr().err == ""


def test_what_is_exported_can_be_built_again(
    shop_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported, again = tmp_path / "all.jsonl", tmp_path / "again.jsonl"
    assert cli.main(["export", "-o", str(exported), "--kb", str(shop_base)]) == 0
    assert cli.main(["build", str(exported), "--kb", str(tmp_path / "kb")]) in {0, 5}
    assert cli.main(["export", "-o", str(again), "--kb", str(tmp_path / "kb")]) == 0
    capsys.readouterr()

    def told(path: Path) -> list[tuple[Any, ...]]:
        records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        return [(record["id"], record["citation"], record["text"], record["roles"]) for record in records]

    assert len(told(exported)) > 800
    assert told(again) == told(exported)


def test_export_to_a_place_that_cannot_be_written(
    shop_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", "-o", str(tmp_path / "none" / "all.jsonl"), "--kb", str(shop_base)]) == 2
    assert "无法打开" in capsys.readouterr().err
