"""The whole way through the room: documents, ids, places, notices, reports, records and golden files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.errors import HostileFile, IngestError, UnreadableFile
from ingest.parse import parse_bytes, parse_file
from ingest.records import parse_records
from ingest.report import report

GOLDEN = Path(__file__).parents[1] / "golden" / "ingest"

MESS = """保安队规定
文件编号:BA-01  版本:A/0
一、交接
1、提前到岗。
2、清点器材。
2、签字。
5、通报情况。
二、巡逻
2.1 白天一次。
2.
2 夜间每两小时一次。
三、处罚
罚款见附表。
某某物业公司
2024年3月1日
附件1:器材清单
1、手电两只。
"""


def parsed(text: str, name: str = "规定.txt") -> Document:
    (document,) = parse_bytes(text.encode(), name=name)
    return document


def test_notices_name_what_is_odd() -> None:
    document = parsed(MESS)
    assert [(notice.code, notice.message) for notice in document.warnings] == [
        ("duplicate", "2重复出现"),
        ("gap", "2之后是5,中间缺号"),
        ("torn-number", "2.2的编号被换行拆开,已合并"),
    ]
    assert [notice.places[0].line for notice in document.warnings] == [6, 7, 10]


def test_front_and_sign_off_are_no_clauses() -> None:
    assert parsed(MESS).front == ("文件编号:BA-01  版本:A/0", "某某物业公司", "2024年3月1日")


def test_ids_parents_headings_and_places() -> None:
    document = parsed(MESS)
    by_id = {clause.id: clause for clause in document.clauses}
    assert len(by_id) == len(document.clauses)
    second = by_id["保安队规定#一/2~2"]
    assert (second.text, second.parent, second.headings) == ("签字。", "保安队规定#一", ("交接",))
    assert second.places[0].line == 6
    assert second.citation == "《保安队规定》一 2"
    assert by_id["保安队规定#附件1/1"].headings == ("器材清单",)


def test_torn_numbers_keep_what_is_printed() -> None:
    torn = next(clause for clause in parsed(MESS).clauses if clause.number_source == "inferred")
    assert (torn.number, torn.printed) == ("2.2", "2.\n2")


def test_documents_survive_json() -> None:
    document = parsed(MESS)
    assert Document.from_dict(json.loads(json.dumps(document.to_dict()))) == document


def test_report_sums_up() -> None:
    summed = report([parsed(MESS), parsed("当前位置:首页 › 制度\n保洁制度\n一、甲。\n二、乙。")])
    assert summed.clauses == 13
    assert summed.numbering == {"duplicate": 1, "gap": 1, "torn-number": 1}
    assert summed.set_aside == {"navigation": 10}
    assert summed.complete
    assert summed.findings == 3
    first = summed.documents[0]
    assert (first.numbered, first.inferred, first.automatic, first.longest) == (11, 1, 0, 9)
    record = summed.to_dict()
    assert json.loads(json.dumps(record)) == record
    assert list(record)[:4] == ["documents", "clauses", "complete", "findings"]


def test_report_names_pages_without_text() -> None:
    from tests.ingest.test_formats_text import scan

    summed = report(parse_bytes(scan(), name="扫描.pdf"))
    assert summed.pages_without_text in ((("扫描.pdf", 1),), ())  # () where the extra ocr found a blank page readable
    assert summed.findings > 0


def test_a_file_without_numbers_is_read_and_told() -> None:
    document = parsed("值班说明\n今天放假。")
    assert [clause.path for clause in document.clauses] == [("¶1",)]
    empty = parsed("值班说明")
    assert [notice.code for notice in empty.warnings] == ["no-clauses"]


@pytest.mark.parametrize("place", ["", "文件夹"])
def test_what_cannot_be_opened(tmp_path: Path, place: str) -> None:
    path = tmp_path / (place or "没有.txt")
    if place:
        path.mkdir()
    with pytest.raises(UnreadableFile):
        parse_file(path)


def test_a_file_past_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as sparse:
        sparse.truncate(300 * 2**20)
    with pytest.raises(HostileFile, match="过大"):
        parse_file(path)


def test_records_are_read_back() -> None:
    rows = [
        {"document": {"title": "甲制度"}, "number": "第一条", "text": "子。"},
        {"document": {"title": "甲制度"}, "text": "丑。"},
        {"document": {"title": "乙制度"}, "path": ["一", "1"], "number": "1", "text": "寅。", "id": "乙#own"},
    ]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    first, second = parse_records(data, name="a.jsonl")
    assert [clause.id for clause in first.clauses] == ["甲制度#第一条", "甲制度#¶2"]
    assert [(clause.id, clause.path) for clause in second.clauses] == [("乙#own", ("一", "1"))]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"{", "第1行"),
        (b'{"text": "a"}', "第1行"),
        (b"[]", "第1行"),
        (b"", "没有记录"),
        (b'\n{"document": {}}', "第2行"),
    ],
)
def test_records_that_do_not_fit(data: bytes, line: str) -> None:
    with pytest.raises(IngestError, match=line):
        parse_records(data, name="a.jsonl")


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    """``python tests/golden/ingest/make.py`` writes them anew; a change of a golden file is read before it is kept."""
    from tests.golden.ingest.make import outline

    assert outline(path) == path.with_suffix(".outline").read_text(encoding="utf-8")
