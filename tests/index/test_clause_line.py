"""A clause as a line: what is written is what is read, and records of older formats are read as well."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clause_line import BARE, below, clause_from, line_of, number_in, text_in
from ingest.document import Clause, DocumentRef, Fact, Place, Relation

REF = DocumentRef("考勤", "考勤制度", "考勤.txt", "f" * 64)
OTHER = DocumentRef("考勤附件", "附件", "考勤.txt", "0" * 64)
PLAIN = Clause(id="考勤第一条", document=REF, number="第一条", path=("第一条",), text="迟到罚款30元。")

text = st.text(max_size=6)
texts = st.lists(text, max_size=3).map(tuple)
counts = st.none() | st.integers(1, 99)
clauses = st.builds(
    Clause,
    id=text.map(lambda own: REF.id + own) | text | st.just("考勤第一条"),
    document=st.sampled_from([REF, REF, OTHER]),
    number=st.none() | text | st.just("第一条"),
    path=texts | st.just(("第一条",)),
    text=text,
    headings=texts,
    places=st.lists(st.builds(Place, counts, counts, counts), max_size=2).map(tuple),
    number_source=st.sampled_from(["typed", "automatic", "inferred"]),
    printed=st.none() | text,
    parent=st.none() | text.map(lambda own: REF.id + own) | text,
    roles=texts,
    relations=st.lists(
        st.builds(Relation, text, text, texts, st.sampled_from(["text", "title"]), text), max_size=2
    ).map(tuple),
    topics=texts,
    modality=st.sampled_from(["statement", "penalty", "may"]),
    facts=st.lists(
        st.builds(Fact, text, text, st.integers(0, 9) | st.just(0.5) | text, text, counts, counts, text), max_size=2
    ).map(tuple),
)


@settings(max_examples=500, deadline=None)
@given(clauses)
def test_what_is_written_is_read(clause: Clause) -> None:
    line = line_of(clause, REF)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1, "a clause is one line"
    read = clause_from(json.loads(line), REF)
    assert read == clause
    assert repr(read) == repr(clause), "and of the same types"
    assert text_in(json.loads(line)) == clause.text
    assert (number_in(json.loads(line)) is None) is (clause.number is None)
    assert clause.number is not None or any(sign in line for sign in BARE)


@given(clauses, st.none() | text)
def test_who_is_below_shows_in_the_line(clause: Clause, parent: str | None) -> None:
    assert below(parent, REF.id)(line_of(clause, REF)) is (clause.parent == parent)
    record = json.dumps(clause.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    assert below(parent, REF.id)(record) is (clause.parent == parent)
    assert clause.number is not None or any(sign in record for sign in BARE)


@given(clauses)
def test_records_of_older_formats_are_read(clause: Clause) -> None:
    record = json.loads(json.dumps(clause.to_dict()))
    assert clause_from(dict(record), REF) == clause
    if clause.document == REF:
        del record["document"]
        assert clause_from(dict(record), REF) == clause
    assert text_in(record) == clause.text


@pytest.mark.parametrize(
    ("sentence", "clause", "line"),
    [
        ("what goes without saying is left out", PLAIN, '[null,0,["第一条"],0,0,"迟到罚款30元。"]'),
        (
            "roles are those of the relations, and one line is a place",
            replace(PLAIN, relations=(Relation("店长", "approves"),), roles=("店长",), places=(Place(line=3),)),
            '[null,0,["第一条"],0,0,"迟到罚款30元。",[],"statement",0,[["店长","approves"]],[],3]',
        ),
        (
            "ids leave out the document's, and one of another document is whole",
            replace(PLAIN, id="考勤#1", parent="别处"),
            '[["别处"],"#1",["第一条"],0,0,"迟到罚款30元。"]',
        ),
    ],
)
def test_what_lines_look_like(sentence: str, clause: Clause, line: str) -> None:
    assert line_of(clause, REF).decode() == line + "\n", sentence


@pytest.mark.parametrize("line", ["[]", "[1,2]", "7", '"x"', "{}", "null"])
def test_what_is_no_clause_is_said(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        clause_from(json.loads(line), REF)
