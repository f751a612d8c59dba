"""Records, one JSON object a line: what they need, what is kept of them, and what a line that does not fit is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, Place
from ingest.errors import KnowledgeBaseError, UnreadableFile
from ingest.records import parse_records


def read(*records: Mapping[str, Any], name: str = "all.jsonl") -> list[Document]:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return parse_records(lines.encode(), name=name)


def bare(text: str, title: str = "甲制度", **more: Any) -> dict[str, Any]:
    return {"document": {"title": title}, "text": text, **more}


def test_title_and_text_are_enough() -> None:
    (document,) = read(bare("仓管员负责盘点。"))
    (clause,) = document.clauses
    assert (document.id, document.title, document.titles) == ("甲制度", "甲制度", ("甲制度",))
    assert (clause.id, clause.number, clause.path, clause.text) == ("甲制度#¶1", None, ("¶1",), "仓管员负责盘点。")
    assert (document.source, clause.places) == ("all.jsonl", (Place(line=1),))


KEPT: list[tuple[str, dict[str, Any], str, object]] = [
    ("an id that is given", bare("甲", id="x#9"), "id", "x#9"),
    ("a path", bare("甲", path=["第一章", "第二条"], number="第二条"), "path", ("第一章", "第二条")),
    ("a number without a path makes the path", bare("甲", number="第二条"), "path", ("第二条",)),
    ("a number makes the id", bare("甲", number="第二条"), "id", "甲制度#第二条"),
    ("a number that is no string", bare("甲", number=3), "number", "3"),
    ("headings", bare("甲", headings=["总则"]), "headings", ("总则",)),
    ("places", bare("甲", places=[{"page": 2, "line": 7}]), "places", (Place(2, 7),)),
    ("how the number was found", bare("甲", number="一", number_source="automatic"), "number_source", "automatic"),
    ("the number as printed", bare("甲", number="一", printed="-"), "printed", "-"),
    ("the clause above", bare("甲", id="a#1/2", parent="a#1"), "parent", "a#1"),
    ("nothing is trimmed from the text", bare("  甲\t乙\n丙 "), "text", "  甲\t乙\n丙 "),
    ("an empty text", bare(""), "text", ""),
]


@pytest.mark.parametrize(("why", "record", "name", "value"), KEPT, ids=[row[0] for row in KEPT])
def test_what_is_given_is_kept(why: str, record: dict[str, Any], name: str, value: object) -> None:
    ((clause,),) = [document.clauses for document in read(record)]
    assert getattr(clause, name) == value


def test_the_source_of_a_record_is_cited_before_the_file_of_records() -> None:
    (document,) = read({"document": {"title": "甲制度", "source": "甲.docx"}, "text": "甲"})
    assert document.source == "甲.docx"
    assert document.clauses[0].document == document.ref


def test_documents_come_in_the_order_of_their_first_clause_and_clauses_in_theirs() -> None:
    documents = read(bare("1", "乙"), bare("2", "甲"), bare("3", "乙"))
    assert [(one.title, [clause.text for clause in one.clauses]) for one in documents] == [
        ("乙", ["1", "3"]),
        ("甲", ["2"]),
    ]


def test_two_documents_of_one_title_are_told_apart_by_their_ids() -> None:
    documents = read(
        {"document": {"title": "甲", "id": "a"}, "text": "1"}, {"document": {"title": "甲", "id": "b"}, "text": "2"}
    )
    assert [one.id for one in documents] == ["a", "b"]


def test_an_id_given_twice_is_told_apart_and_no_clause_is_lost() -> None:
    (document,) = read(bare("1", id="x"), bare("2", id="x"), bare("3", id="x"))
    assert [(clause.id, clause.text) for clause in document.clauses] == [("x", "1"), ("x~2", "2"), ("x~3", "3")]


def test_an_id_that_looks_like_one_told_apart_stays_another() -> None:
    (document,) = read(bare("1", id="x"), bare("2", id="x~2"), bare("3", id="x"))
    assert [(clause.id, clause.text) for clause in document.clauses] == [("x", "1"), ("x~2", "2"), ("x~3", "3")]


def test_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    data = "\ufeff\n" + json.dumps(bare("甲"), ensure_ascii=False) + "\n\n  \n"
    (document,) = parse_records(data.encode(), name="a.jsonl")
    assert [clause.text for clause in document.clauses] == ["甲"]


def test_line_separators_inside_a_text_are_text() -> None:
    """Python's str.splitlines parts at U+2028 and U+0085; JSON lines end at line feeds alone."""
    text = "甲\u2028乙\u0085丙\x0b丁"
    (document,) = read(bare(text), bare("后"))
    assert [clause.text for clause in document.clauses] == [text, "后"]


def test_a_character_escaped_as_two_halves_is_one() -> None:
    (document,) = parse_records(rb'{"document": {"title": "a"}, "text": "\ud83d\ude00"}', name="a.jsonl")
    assert document.clauses[0].text == "😀"


def test_other_encodings_are_read_as_texts_are() -> None:
    data = "\n".join(json.dumps(bare(f"仓管员负责第{n}次盘点。"), ensure_ascii=False) for n in range(9))
    (document,) = parse_records(data.encode("gb18030"), name="a.jsonl")
    assert document.clauses[8].text == "仓管员负责第8次盘点。"


GOOD = json.dumps(bare("甲"), ensure_ascii=False)
WRONG = [
    ("no JSON", "{", "第2行不是有效的 JSON"),
    ("a list", "[]", "第2行不是 JSON 对象"),
    ("a number", "7", "第2行不是 JSON 对象"),
    ("no document", '{"text": "甲"}', "第2行缺少 document.title 或 text"),
    ("a title in its place", '{"document": "甲", "text": "甲"}', "第2行缺少 document.title 或 text"),
    ("no title", '{"document": {"id": "a"}, "text": "甲"}', "第2行缺少 document.title 或 text"),
    ("an empty title", '{"document": {"title": ""}, "text": "甲"}', "第2行缺少 document.title 或 text"),
    ("no text", '{"document": {"title": "甲"}}', "第2行缺少 document.title 或 text"),
    ("a text that is none", '{"document": {"title": "甲"}, "text": 7}', "第2行缺少 document.title 或 text"),
    ("a path that is no list", '{"document": {"title": "甲"}, "text": "甲", "path": 7}', "第2行"),
    ("headings that are no list", '{"document": {"title": "甲"}, "text": "甲", "headings": 1}', "第2行"),
    ("places that are no list", '{"document": {"title": "甲"}, "text": "甲", "places": 5}', "第2行"),
    ("places of another form", '{"document": {"title": "甲"}, "text": "甲", "places": [5]}', "第2行"),
    ("a page that is a word", '{"document": {"title": "甲"}, "text": "甲", "places": [{"page": "x"}]}', "第2行"),
    ("a source of the number that is none", '{"document": {"title": "甲"}, "text": "甲", "number_source": 4}', "第2行"),
    ("a parent that is no id", '{"document": {"title": "甲"}, "text": "甲", "parent": 4}', "第2行"),
    ("a number that is a list", '{"document": {"title": "甲"}, "text": "甲", "number": []}', "第2行的 number"),
    ("half of a character", r'{"document": {"title": "甲"}, "text": "\ud83d"}', "第2行含有不成对的代理字符"),
    ("nested beyond reason", "[" * 100_000, "第2行"),
]


@pytest.mark.parametrize(("why", "line", "message"), WRONG, ids=[row[0] for row in WRONG])
def test_a_line_that_does_not_fit_is_named(why: str, line: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_records(f"{GOOD}\n{line}\n".encode(), name="记录.jsonl")
    assert caught.value.place == "记录.jsonl"
    assert message in caught.value.message
    assert re.search("每行一个 JSON|kb export|UTF-8", caught.value.remedy)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"   \n"])
def test_no_records_at_all_is_an_error(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="没有记录"):
        parse_records(data, name="a.jsonl")


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["甲制度", "乙制度", "丙 制度"]),
            st.text(st.characters(codec="utf-8"), max_size=30),
            st.lists(st.sampled_from(["第一章", "第二条", "（一）", "3.3"]), max_size=3),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_text_is_lost_and_what_is_written_is_read_again(rows: list[tuple[str, str, list[str]]]) -> None:
    documents = read(*(bare(text, title, path=path) for title, text, path in rows))
    texts = [clause.text for document in documents for clause in document.clauses]
    assert sorted(texts) == sorted(text for _, text, _ in rows)
    clauses = [clause for document in documents for clause in document.clauses]
    assert len({clause.id for clause in clauses}) == len(clauses)
    again = read(*(clause.to_dict() for clause in clauses))
    assert [one.clauses for one in again] == [
        tuple(_with_version(clause, one.version) for clause in document.clauses)
        for document, one in zip(documents, again, strict=True)
    ]


def _with_version(clause: Any, version: str) -> Any:
    from dataclasses import replace

    return replace(clause, document=replace(clause.document, version=version))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        documents = parse_records(data, name="a.jsonl")
    except KnowledgeBaseError as error:
        assert "a.jsonl" in str(error)
    else:
        assert documents
