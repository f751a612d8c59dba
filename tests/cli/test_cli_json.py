"""``--json`` prints exactly the keys that docs/json.md lists, one object a line, in UTF-8."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import cli

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
CORPUS = ROOT / "corpus"


def documented(section: str) -> tuple[set[str], set[str]]:
    """Give the keys that always stand in an object, and the optional ones."""
    body = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert body is not None, section
    always: set[str] = set()
    optional: set[str] = set()
    for names, kind in re.findall(r"^\| (`.+?`) \| (.+?) \|", body.group(1), re.MULTILINE):
        (optional if "*optional*" in kind else always).update(re.findall(r"`(\w+)`", names))
    assert always, section
    return always, optional


# Where objects stand inside others: section -> (key, section of the objects there).
INSIDE = {
    "Clause": (("document", "Document reference"), ("places", "Place"), ("relations", "Relation"), ("facts", "Fact")),
    "Finding": (("places", "Place"), ("clauses", "Clause")),
    "Changes": (("documents", "Document change"),),
    "Document change": (("changes", "Change"),),
    "Change": (("old", "Clause"), ("new", "Clause")),
    "Reply": (
        ("answers", "Answer"),
        ("former", "Answer"),
        ("nearest", "Hit"),
        ("related", "Related"),
        ("explanation", "Explanation"),
    ),
    "Related": (("clause", "Clause"),),
    "Explanation": (("candidates", "Weighed candidate"),),
    "Weighed candidate": (("clause", "Clause"),),
    "Answer": (("clause", "Clause"),),
    "Hit": (("clause", "Clause"),),
    "Document": (("places", "Place"), ("warnings", "Notice"), ("set_aside", "Set aside")),
    "Set aside": (("place", "Place"),),
    "Notice": (("places", "Place"),),
    "Build report": (("files", "File report"),),
    "File report": (("notices", "Notice"),),
}


def check(record: dict[str, Any], section: str, seen: set[str]) -> None:
    always, optional = documented(section)
    assert always <= set(record) <= always | optional, section
    seen.add(section)
    for key, inner in INSIDE.get(section, ()):
        value = record.get(key, [])
        for one in value if isinstance(value, list) else [value]:
            check(one, inner, seen)


PRINTED: list[tuple[list[str], str, bool]] = [
    (["ask", "旷工一天罚多少"], "Reply", True),
    (["ask", "西游记作者是谁"], "Reply", True),
    (["ask", "客服第二次迟到怎么罚", "--why"], "Explanation", True),
    (["ask", "离开座位几分钟要锁屏"], "Related", True),
    (["search", "退货", "-n", "3"], "Hit", False),
    (["show", "《考勤管理制度》第十四条"], "Clause", True),
    (["list", "clauses", "--topic", "考勤"], "Clause", False),
    (["list", "documents"], "Document", False),
    (["list", "roles"], "Role", False),
    (["list", "topics"], "Topic", False),
    (["list", "penalties"], "Penalty", False),
    (["list", "responsibilities"], "Responsibility", False),
    (["status"], "State", True),
    (["check"], "Finding", False),
    (["history"], "Generation", True),
    (["diff", str(CORPUS / "费用报销管理办法_2021.txt"), str(CORPUS / "费用报销管理办法_2024.docx")], "Changes", True),
    (["show", "《考勤管理制度》第二十条"], "Clause", True),
    (["export"], "Clause", False),
    (["parse", str(CORPUS / "发货与仓储管理制度.docx")], "Clause", False),
    (["parse", "--report", str(CORPUS / "促销活动管理办法.pdf")], "Parse report", True),
    (["build", str(CORPUS), "--dry-run"], "Build report", True),
]


@pytest.mark.parametrize(("arguments", "section", "single"), PRINTED, ids=[" ".join(row[0][:2]) for row in PRINTED])
def test_printed_keys_are_the_documented_ones(
    arguments: list[str], section: str, single: bool, shop_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["--json", "--kb", str(shop_base), *arguments])
    printed = capsys.readouterr()
    assert code in {0, 1, 5}
    records = [json.loads(line) for line in printed.out.splitlines()]
    assert (len(records) == 1) is single
    seen: set[str] = set()
    for record in records:
        check(record, "Reply" if arguments[0] == "ask" else section, seen)
    assert section in seen


def test_an_abstention_is_one_object_and_exit_code_1(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "西游记作者是谁", "--json", "--kb", str(shop_base)]) == 1
    reply = json.loads(capsys.readouterr().out)
    assert reply["abstained"] is True
    assert reply["answers"] == []
    assert reply["searched"]["documents"] == 20


def test_an_answer_stands_in_its_clause(shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "旷工一天罚多少", "--json", "--kb", str(shop_base)]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert answers
    for answer in answers:
        start, end = answer["span"]
        own = answer["clause"]["text"][start:end]
        assert answer["text"] == (f"{answer['above']}：{own}" if answer["above"] else own)


def test_failed_files_are_in_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, empty = tmp_path / "甲.txt", tmp_path / "空.txt"
    good.write_text("甲管理制度\n第一条 甲。\n第二条 乙。\n", encoding="utf-8")
    empty.touch()
    assert cli.main(["build", str(tmp_path), "--json", "--kb", str(tmp_path / "kb")]) == 5
    printed = capsys.readouterr()
    files = {file["path"]: file for file in json.loads(printed.out)["files"]}
    assert files["甲.txt"]["change"] == "added"
    assert files["空.txt"]["change"] == "failed"
    assert "空.txt" in printed.err, "what failed is said on standard error too"
