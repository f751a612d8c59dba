"""Golden sets: how an answer's clause is named, what is scored of a reply, and what a broken line is told."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest import Clause, ConfigurationError, DocumentRef, NotFound
from kb import KnowledgeBase
from kb.golden import GoldenReport, GoldenRow, score_golden
from kb.reply import Answer, Reply

REF = DocumentRef("值守", "值守 管理制度（2024版）", "a.txt", "0")


def clause(number: str, text: str) -> Clause:
    return Clause(f"值守#{number}", REF, number, ("第一章", number), text)


LATE = clause("第一条", "迟到的，每次罚款２０元。")
GAMES = clause("第二条", "玩游戏的,罚款50元。")
DRESS = clause("第三条", "未穿工服的,口头警告。")
BY_NAME = {one.id: one for one in (LATE, GAMES, DRESS)} | {one.citation: one for one in (LATE, GAMES, DRESS)}


def find(name: str) -> Clause:
    if name not in BY_NAME:
        raise NotFound(f"没有 {name}")
    return BY_NAME[name]


def scored(path: Path, record: Mapping[str, Any] | str, answers: Sequence[Clause]) -> GoldenRow:
    """Score one line against a reply of the test's own."""
    path.write_text(record if isinstance(record, str) else json.dumps(record, ensure_ascii=False), encoding="utf-8")
    reply = Reply("?", "penalty", tuple(Answer(one.text, one, 0.9, (), 0, len(one.text)) for one in answers))
    (row,) = score_golden(path, lambda _: reply, find).rows
    return row


# (how the clause is named, the answer)
NAMED: list[tuple[str, dict[str, Any]]] = [
    ("its id", {"id": "值守#第一条"}),
    ("its citation", {"citation": LATE.citation}),
    ("title and path", {"title": "值守管理制度", "path": ["第一章", "第一条"]}),
    ("a title in other brackets and width", {"title": "值守管理制度(２０２４版)", "path": ["第一章", "第一条"]}),
    ("a path alone", {"path": ["第一章", "第一条"]}),
    ("a quote", {"quote": "每次罚款２０元"}),
    ("a quote in another width", {"quote": "每次罚款20元"}),
    ("a quote with white space", {"quote": "每次 罚款 20元"}),
]


@pytest.mark.parametrize(("why", "answer"), NAMED, ids=[row[0] for row in NAMED])
def test_a_clause_is_named_by(why: str, answer: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    right = scored(path, {"question": "迟到怎么罚", "answers": [answer]}, [LATE])
    assert (right.top1, right.top3) == (True, True)
    wrong = scored(path, {"question": "迟到怎么罚", "answers": [answer]}, [GAMES])
    assert (wrong.top1, wrong.top3) == (False, False)


ONE = {"id": LATE.id}
# (what it shows, the record without its question, the clauses of the reply, the fields that must come out)
SCORED: list[tuple[str, dict[str, Any], list[Clause], dict[str, object]]] = [
    ("the second answer is right", {"answers": [ONE]}, [GAMES, LATE], {"top1": False, "top3": True}),
    ("the fourth is too late", {"answers": [ONE]}, [GAMES, DRESS, GAMES, LATE], {"top1": False, "top3": False}),
    ("any of two answers will do", {"answers": [{"id": GAMES.id}, ONE]}, [LATE], {"top1": True}),
    ("the value stands in the first answer", {"answers": [{**ONE, "value": ["20元"]}]}, [LATE], {"value": True}),
    ("the value does not", {"answers": [{**ONE, "value": ["30元"]}]}, [LATE], {"value": False}),
    ("both values have to", {"answers": [{**ONE, "value": ["20元", "口头"]}]}, [LATE], {"value": False}),
    (
        "the value of another clause does not count",
        {"answers": [{**ONE, "value": ["50元"]}]},
        [GAMES],
        {"value": False},
    ),
    ("no value, nothing to score", {"answers": [ONE]}, [LATE], {"value": None, "complete": None}),
    (
        "complete",
        {"answers": [ONE, {"id": GAMES.id}], "all_required": True},
        [GAMES, LATE],
        {"complete": 1.0, "top1": True},
    ),
    ("half of it", {"answers": [ONE, {"id": GAMES.id}], "all_required": True}, [LATE], {"complete": 0.5}),
    (
        "what is optional is not missed",
        {"answers": [ONE, {"id": GAMES.id, "optional": True}], "all_required": True},
        [LATE],
        {"complete": 1.0},
    ),
    ("an abstention where there is an answer", {"answers": [ONE]}, [], {"abstained": True, "top1": False, "first": ""}),
    ("an abstention where there is none", {"answers": []}, [], {"answerable": False, "abstained": True}),
    ("no answers named is none", {}, [], {"answerable": False}),
    ("an answer where there is none", {"answers": []}, [LATE], {"answerable": False, "abstained": False}),
]


@pytest.mark.parametrize(("why", "record", "answers", "fields"), SCORED, ids=[row[0] for row in SCORED])
def test_scored(
    why: str, record: dict[str, Any], answers: list[Clause], fields: dict[str, object], tmp_path: Path
) -> None:
    row = scored(tmp_path / "q.jsonl", {"question": "迟到怎么罚", **record}, answers)
    assert {name: getattr(row, name) for name in fields} == fields


GOOD = '{"question": "迟到怎么罚", "answers": []}'
# (what it shows, the line, words of the message, words of the remedy)
BROKEN = [
    ("no JSON", "迟到怎么罚", "不是有效的 JSON", "每行一个 JSON"),
    ("a list", "[]", "缺少 question", "例如"),
    ("no question", '{"answers": []}', "缺少 question", "例如"),
    ("a question that is none", '{"question": 7}', "缺少 question", "例如"),
    ("answers that are no list", '{"question": "迟到", "answers": {}}', "answers 应是列表", "[]"),
    ("an answer that names nothing", '{"question": "迟到", "answers": [{}]}', "没有指明条款", "quote"),
    ("an answer that is a string", '{"question": "迟到", "answers": ["第一条"]}', "没有指明条款", "quote"),
    ("an unknown id", '{"question": "迟到", "answers": [{"id": "值守#第九条"}]}', "没有 值守#第九条", "id"),
    ("a path that is no list", '{"question": "迟到", "answers": [{"path": 3}]}', "没有指明条款", "path"),
    ("a path in one string", '{"question": "迟到", "answers": [{"path": "第一条"}]}', "没有指明条款", "path"),
    (
        "a value that is no list",
        '{"question": "迟到", "answers": [{"quote": "迟", "value": "20"}]}',
        "value 应是列表",
        "",
    ),
    ("a value of figures", '{"question": "迟到", "answers": [{"quote": "迟", "value": [20]}]}', "value 应是列表", ""),
    ("nested beyond reason", "[" * 100_000, "不是有效的 JSON", "每行一个 JSON"),
]


@pytest.mark.parametrize(("why", "line", "message", "remedy"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_line_is_named(why: str, line: str, message: str, remedy: str, tmp_path: Path) -> None:
    path = tmp_path / "题.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD}\n", encoding="utf-8")
    reply = Reply("?", "penalty", (Answer(LATE.text, LATE, 0.9, (), 0, 1),))
    with pytest.raises(ConfigurationError) as caught:
        score_golden(path, lambda _: reply, find)
    assert caught.value.place == f"{path} 第3行"
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_every_line_is_read_before_the_first_question_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f"{GOOD}\n{{\n", encoding="utf-8")
    asked: list[str] = []

    def ask(question: str) -> Reply:
        asked.append(question)
        return Reply(question, "penalty")

    with pytest.raises(ConfigurationError):
        score_golden(path, ask, find)
    assert asked == []


FILES = [
    ("a file that is not there", None, "打不开"),
    ("a file in another encoding", '{"question": "迟到"}'.encode("gb18030"), "打不开"),
    ("an empty file", b"", "没有问题"),
    ("blank lines alone", b"\n \n", "没有问题"),
]


@pytest.mark.parametrize(("why", "data", "message"), FILES, ids=[row[0] for row in FILES])
def test_a_file_without_questions(why: str, data: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigurationError) as caught:
        score_golden(path, lambda question: Reply(question, "penalty"), find)
    assert message in caught.value.message
    assert caught.value.remedy


def test_a_byte_order_mark_and_separators_inside_a_question_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    question = "迟到\u2028怎么罚\u0085"
    path.write_text("\ufeff" + json.dumps({"question": question}, ensure_ascii=False) + "\r\n", encoding="utf-8")
    (row,) = score_golden(path, lambda said: Reply(said, "penalty"), find).rows
    assert row.question == question


# The figures


def row(*, answerable: bool = True, abstained: bool = False, top1: bool = False, **more: Any) -> GoldenRow:
    return GoldenRow(
        "?", answerable, abstained, top1, more.get("top3", top1), more.get("value"), more.get("complete"), ""
    )


def test_figures_are_shares_of_what_they_apply_to() -> None:
    report = GoldenReport(
        (
            row(top1=True, value=True, complete=1.0),
            row(top3=True, value=False, complete=0.5),
            row(abstained=True),
            row(top1=True),
            row(answerable=False, abstained=True),
            row(answerable=False),
        )
    )
    assert report.figures == {
        "questions": 6.0,
        "top1": 0.5,
        "top3": 0.75,
        "value": 0.5,
        "complete": 0.75,
        "abstention_precision": 0.5,
        "abstention_recall": 0.5,
    }
    assert [one.answerable for one in report.wrong] == [True, True, False]


def test_a_figure_that_nothing_was_measured_for_is_none() -> None:
    figures = GoldenReport((row(top1=True),)).figures
    assert {name for name, value in figures.items() if value is None} == {
        "value",
        "complete",
        "abstention_precision",
        "abstention_recall",
    }


def test_the_json_form_holds_figures_and_rows() -> None:
    record = json.loads(json.dumps(GoldenReport((row(top1=True, complete=1.0),)).to_dict()))
    assert record["figures"]["top1"] == 1.0
    assert record["rows"][0]["complete"] == 1.0
    assert record["rows"][0]["value"] is None


# On a real knowledge base


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


def test_a_shops_own_set(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    records = [
        {"question": "旷工一天罚多少", "answers": [{"citation": "《考勤管理制度》第14条", "value": ["100元"]}]},
        {"question": "西游记的作者是谁", "answers": []},
    ]
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    report = base.score(path)
    assert report.figures["top1"] == report.figures["value"] == report.figures["abstention_recall"] == 1.0
    assert report.wrong == ()
    assert "《考勤管理制度》" in report.rows[0].first


def test_the_labelled_questions_of_the_corpus_all_find_their_clauses(
    base: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is trained on is read whole: a reference that leads nowhere would be left out of training, and said."""
    from bench import labelled

    questions = list(labelled.read("corpus", base))
    assert capsys.readouterr().out == ""
    assert len(questions) > 500
    assert all(question.required <= question.gold for question in questions)
    assert all(base.clause(one).id == one for question in questions for one in question.gold)
    assert {question.fold for question in questions if question.answerable} >= {0, 1, 2, 3, 4}
    assert math.isclose(sum(question.answerable for question in questions) / len(questions), 0.75, abs_tol=0.1)
