"""The labelled questions of bench/questions are sound, and what is not stated is asked of every kind."""

from __future__ import annotations

import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

QUESTIONS = Path(__file__).resolve().parent.parent / "bench" / "questions"
CHECK = runpy.run_path(str(QUESTIONS / "check.py"))
STATED: dict[str, Any] = {"kind": "penalty", "answers": [{"optional": False}], "fold": 1, "folds": [1]}
NOT_STATED: dict[str, Any] = {"kind": "unanswerable", "answers": [], "fold": 1, "folds": [1], "near": {}}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines()]


def test_every_reference_into_the_policies_of_this_repository_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each names one clause that holds its values; the files keep a document in one fold and repeat no question."""
    monkeypatch.setenv("POLICY_KB_SEEDS", str(tmp_path / "absent"))
    code = CHECK["main"]([])
    said = capsys.readouterr().out
    assert code == 0, said
    for name in ("corpus", "corpus-more", "makers", "offices", "services"):
        assert f"{name}.jsonl: {len(rows(f'{name}.jsonl'))} questions, 0 faults" in said


@pytest.mark.parametrize("name", ["seeds-more.jsonl", "corpus-more.jsonl"])
def test_what_is_not_stated_is_asked_evenly_of_every_kind(name: str) -> None:
    """A judge that learns from these cannot take the kind of a question for evidence."""
    asked = Counter(row["asked"] for row in rows(name) if row["kind"] == "unanswerable")
    assert set(asked) == CHECK["KINDS"] - {"unanswerable", "penalty"}
    assert max(asked.values()) <= 1.25 * min(asked.values())


@pytest.mark.parametrize(
    ("why", "row", "fault"),
    [
        ("a stated penalty", STATED, None),
        ("a question without an answer", NOT_STATED, None),
        ("the same, with what it asks for", NOT_STATED | {"asked": "approval"}, None),
        ("what it asks for is no kind", NOT_STATED | {"asked": "who"}, "asked names"),
        ("it cannot ask for what is not stated", NOT_STATED | {"asked": "unanswerable"}, "asked names"),
        ("a stated one has its kind already", STATED | {"asked": "penalty"}, "asked names"),
        ("nothing said what it resembles", {k: v for k, v in NOT_STATED.items() if k != "near"}, "(near)"),
        ("a fold that is none of its folds", STATED | {"fold": 2}, "fold and folds"),
    ],
)
def test_the_shape_of_a_question(why: str, row: dict[str, Any], fault: str | None) -> None:
    found = CHECK["shape_faults"](row)
    assert [fault in one for one in found] == [True] if fault else found == [], why


def test_a_question_that_comes_again_in_the_second_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("值守制度\n第一条 迟到的，罚款20元。\n", encoding="utf-8")
    near = {"file": "a.txt", "title": "值守制度"}
    first = NOT_STATED | {"qid": "a1", "question": "早退罚多少", "near": near}
    again = first | {"qid": "b1", "fold": 2, "folds": [2]}
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps(again, ensure_ascii=False), encoding="utf-8")
    faults = CHECK["check_file"](path, CHECK["Library"](tmp_path), mend=False, before=[first])
    said = capsys.readouterr().out
    assert faults == 2, said
    assert "早退罚多少: question twice" in said
    assert "in folds [1, 2]" in said
