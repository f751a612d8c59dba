"""HR's verbs as users meet them: check, diff, history, rollback, gc, watch, and what was in force on a day."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

import pytest

import cli
from ingest import Clause, DocumentRef
from kb.check import Finding, Level
from kb.screen.changes import findings_text
from kb.screen.look import Look

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"

FIRST = """值守办法

第一条 夜间值守由仓管员负责。
第二条 值班饮酒的,罚款50元。
第三条 值守记录由行政专员保存一年。
"""
SECOND = FIRST.replace("罚款50元", "罚款80元").replace("第三条", "第三条 值守人员应当穿工作服。\n第四条")
OTHER = "钥匙规定\n\n一、钥匙由行政专员登记。\n二、值班饮酒的,罚款100元。\n"


@pytest.fixture(scope="module")
def built_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with two generations; copy it, do not write to it."""
    folder = tmp_path_factory.mktemp("hr")
    policies = folder / "policies"
    policies.mkdir()
    (policies / "值守.txt").write_text(FIRST, encoding="utf-8")
    assert cli.main(["--kb", str(folder / "kb"), "build", "-q", str(policies)]) == 0
    (policies / "值守.txt").write_text(SECOND, encoding="utf-8")
    (policies / "钥匙.txt").write_text(OTHER, encoding="utf-8")
    assert cli.main(["--kb", str(folder / "kb"), "build", "-q", str(policies)]) == 0
    return folder / "kb"


@pytest.fixture
def two(built_twice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A knowledge base with two generations, of the test's own."""
    shutil.copytree(built_twice, tmp_path / "kb")
    capsys.readouterr()
    return tmp_path / "kb"


# What is typed, the exit code, and words of the output.
VERBS = [
    ("what is wrong", ["check"], 5, ["须处理(1 处):", "处罚不一致", "罚款80元", "罚款100元"]),
    ("one kind of it", ["check", "--code", "gap"], 0, ["没有发现问题"]),
    ("what changed", ["diff"], 0, ["第 1 版 → 第 2 版", "修改 第二条  ! 金额", "[-50-]{+80+}", "改号 第三条 → 第四条"]),
    ("between two generations", ["diff", "1", "2"], 0, ["新增制度"]),
    ("nothing changed", ["diff", "2", "2"], 1, ["相同"]),
    ("what concerns a role", ["diff", "--role", "行政"], 0, ["改号 第三条 → 第四条"]),
    ("since a day long ago", ["diff", "--since", "2001-01-01"], 0, ["第 1 版 → 第 2 版"]),
    ("a generation that never was", ["diff", "7"], 1, []),
    ("no number", ["diff", "昨天"], 2, []),
    ("no day", ["diff", "--since", "昨天"], 2, []),
    ("a day and a number", ["diff", "1", "--since", "2024-01-01"], 2, []),
    ("a page of a strange kind", ["diff", "-o", "x.pdf"], 5, []),
    ("the generations", ["history"], 0, ["第 2 版", "当前", "新增:钥匙.txt", "修改:值守.txt", "可恢复"]),
    ("the last of them", ["history", "-n", "1"], 0, ["第 2 版"]),
    ("going back", ["rollback"], 0, ["已恢复到第 1 版的内容,现为第 3 版:1 份"]),
    ("going back to what never was", ["rollback", "9"], 1, []),
    ("tidying up", ["gc", "--keep", "1"], 0, ["腾出", "保留第 2 版"]),
]


@pytest.mark.parametrize(("why", "arguments", "code", "words"), VERBS, ids=[row[0] for row in VERBS])
def test_verb(
    why: str, arguments: list[str], code: int, words: list[str], two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--kb", str(two), *arguments]) == code
    printed = capsys.readouterr()
    assert [word for word in words if word not in printed.out] == []
    assert "Traceback" not in printed.err
    assert code in {0, 5} or words or printed.err.startswith(("错误:", "用法")), "it says why"


def test_no_verb_works_without_a_knowledge_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("check", "diff", "history", "rollback", "gc"):
        assert cli.main(["--kb", str(tmp_path / "none"), verb]) == 3
        assert "kb build" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_going_back_is_seen_by_whoever_asks(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--kb", str(two), "rollback"]) == 0
    assert cli.main(["--kb", str(two), "ask", "值班饮酒罚多少"]) == 0
    assert "50元" in capsys.readouterr().out
    assert cli.main(["--kb", str(two), "history", "--json"]) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(entry["number"], entry["restored"]) for entry in entries] == [(1, None), (2, None), (3, 1)]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (".md", ["# 制度变更:第 1 版 → 第 2 版", "**修改 第二条** ⚠ 金额或数量", "~~50~~**80**"]),
        (".html", ["<del>50</del><ins>80</ins>", '<html lang="zh-CN">', "charset"]),
    ],
)
def test_a_page_of_changes(ending: str, words: list[str], two: Path, tmp_path: Path) -> None:
    page = tmp_path / f"变更{ending}"
    assert cli.main(["--kb", str(two), "diff", "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert [word for word in words if word not in text] == []


def test_a_page_shows_markup_of_a_policy_as_text(tmp_path: Path) -> None:
    for name, words in (("a.txt", "一、无。"), ("b.txt", "一、无<script>alert(1)</script>*事*。")):
        (tmp_path / name).write_text(f"测试制度\n\n{words}\n", encoding="utf-8")
    for ending, forbidden in ((".html", "<script>"), (".md", "*事*")):
        page = tmp_path / f"变更{ending}"
        assert cli.main(["diff", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "-o", str(page)]) == 0
        assert forbidden not in page.read_text(encoding="utf-8")


def test_two_files_are_compared_without_a_knowledge_base(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = CORPUS / "费用报销管理办法_2021.txt", CORPUS / "费用报销管理办法_2024.docx"
    assert cli.main(["diff", str(old), str(new), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    flagged = [change for document in record["documents"] for change in document["changes"] if change["flags"]]
    assert record["counts"]["amended"] >= 10
    assert any("deadline" in change["flags"] for change in flagged)


FORCE = [
    (
        "on a day of the first edition",
        ["ask", "--as-of", "2023-01-01", "出差回来几天内报销"],
        0,
        ["15天", "V1.0"],
        ["V2.0"],
    ),
    ("on a day of the second", ["ask", "--as-of", "2024-06-01", "出差回来几天内报销"], 0, ["7天", "V2.0"], ["V1.0"]),
    ("before either", ["ask", "--as-of", "2020-01-01", "市内交通费每月报多少"], 1, ["没有规定"], ["V1.0", "V2.0"]),
    ("searching, too", ["search", "--as-of", "2023-01-01", "出差 报销"], 0, ["V1.0"], ["V2.0"]),
    ("an old edition says so", ["show", "《费用报销管理办法(V1.0)》二"], 0, ["已失效", "V2.0"], []),
    ("what a clause cites", ["show", "《考勤管理制度》第二十条"], 0, ["引用:", "《促销活动管理办法》第十四条"], []),
    ("what cites a clause", ["show", "《考勤管理制度》第十四条"], 0, ["被引用:", "《请假与休假管理规定》"], []),
]


@pytest.mark.parametrize(("why", "arguments", "code", "words", "absent"), FORCE, ids=[row[0] for row in FORCE])
def test_editions_and_links(
    why: str,
    arguments: list[str],
    code: int,
    words: list[str],
    absent: list[str],
    shop_base: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--kb", str(shop_base), *arguments]) == code
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []
    assert [word for word in absent if word in printed] == []


def test_the_corpus_holds_its_three_contradictions_and_no_dangling_reference(
    shop_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--kb", str(shop_base), "check", "--json"]) == 5
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    pairs = [
        {clause["citation"] for clause in finding["clauses"]} for finding in found if finding["code"] == "contradiction"
    ]
    assert sorted(map(sorted, pairs)) == [
        ["《发货与仓储管理制度》5 5.4 5.4.1", "《员工奖惩条例》第四章 第十五条"],
        ["《员工奖惩条例》第四章 第十四条", "《客服日常工作守则》一 （三）"],
        ["《售后客服工作规范》3 3.1", "《退换货与退款管理办法》第四章 第十六条"],
    ]
    assert {finding["code"] for finding in found} <= {"contradiction", "penalty-without-owner"}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process there")
@pytest.mark.parametrize(
    ("sentence", "options"),
    [
        ("looking now and then", ["--interval", "0.2"]),
        ("woken by the system, long before the next look", ["--interval", "600", "--events"]),
    ],
)
def test_watching_builds_when_files_have_settled_and_ends_on_interrupt(
    tmp_path: Path, sentence: str, options: list[str]
) -> None:
    if "--events" in options:
        pytest.importorskip("watchfiles", reason="the extra policy-kb[watch] is not installed")
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "值守.txt").write_text(FIRST, encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "--kb", str(tmp_path / "kb"), "watch", str(folder), "--json"]
    # A shell that starts the tests in the background lets them ignore the interrupt, and whatever they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    watcher = subprocess.Popen(
        [*command, "--settle", "0.4", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PATH": ""},
    )
    signal.signal(signal.SIGINT, before)
    lines: Queue[str] = Queue()
    assert watcher.stdout is not None

    def forward(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line)

    reader = Thread(target=forward, args=(watcher.stdout,), daemon=True)
    reader.start()
    try:
        assert json.loads(lines.get(timeout=60))["clauses"] == 3
        (folder / "值守.txt").write_text(SECOND, encoding="utf-8")
        assert json.loads(lines.get(timeout=60))["clauses"] == 4, sentence
    finally:
        watcher.send_signal(signal.SIGINT)
        try:
            ended = watcher.wait(timeout=60)
        finally:
            watcher.kill()
            reader.join()
            for stream in (watcher.stdout, watcher.stderr):
                assert stream is not None
                stream.close()
    assert ended == 130


def test_findings_are_told_briefly_and_in_full() -> None:
    def found(code: str, level: Level, message: str, *numbers: str) -> Finding:
        ref = DocumentRef("甲", "甲办法", "甲.txt", "1")
        clauses = tuple(Clause(f"甲#{number}", ref, number, (number,), "一样的话。") for number in numbers)
        return Finding(code, level, message, clauses, "甲", "甲.txt")

    findings = [
        found("contradiction", "error", "处罚不一致:甲,乙,请统一"),
        *(found("gap", "warning", f"《甲办法》{at}之后是{at + 2},中间缺号") for at in (3, 6, 9, 12)),
        found("duplicate", "warning", "《甲办法》二重复出现"),
        *(found("near-duplicate", "note", f"一组 {at}", f"{at}", f"{at + 1}") for at in range(5)),
    ]
    brief = findings_text(findings, Look()).splitlines()
    assert brief[:2] == ["须处理(1 处):", "  - 处罚不一致:甲,乙,请统一"]
    assert brief[2:4] == [
        "请核对(5 处):",
        "  - 《甲办法》3之后是5,中间缺号;6之后是8,中间缺号;9之后是11,中间缺号;等 5 处",
    ]
    assert brief[4] == "供参考(5 处):"
    assert brief[5].startswith("  - 5 组条款相同或几乎相同")
    assert brief[-1].startswith("加 -v 逐处列出")
    full = findings_text(findings, Look(verbose=1))
    assert all(finding.message in full for finding in findings)
