"""Ways into the clause file that read no whole clause: whose it is, and the texts around it."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import marisa_trie
import pytest

from index.clause_file import ClauseFile
from index.document_file import document_records
from ingest.document import Clause, Document, DocumentRef
from ingest.errors import NotFound, StoreDamaged
from tests.index.stored import write_clauses


def document(name: str, *texts: str) -> Document:
    ref = DocumentRef(name, name, f"{name}.txt", "0")
    clauses = tuple(
        Clause(id=f"{name}#{at}", document=ref, number=None, path=(f"¶{at}",), text=text)
        for at, text in enumerate(texts, 1)
    )
    return Document(name, name, ref.source, "0", clauses, (name,))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[ClauseFile]:
    write_clauses(
        tmp_path,
        [document("甲", "一", "二\n续", "三"), document("空"), document("乙", "四"), document("丙", "五", "六")],
    )
    with ClauseFile(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sentence", "clause", "owner", "texts"),
    [
        ("the first of a document has none before it", "甲#1", "甲", ("", "一", "二\n续")),
        ("one in the middle, with a line end inside", "甲#2", "甲", ("一", "二\n续", "三")),
        ("the last has none after it", "甲#3", "甲", ("二\n续", "三", "")),
        ("a lone one after a document without clauses", "乙#1", "乙", ("", "四", "")),
        ("the first of the last document", "丙#1", "丙", ("", "五", "六")),
        ("the last of all", "丙#2", "丙", ("五", "六", "")),
    ],
)
def test_around_a_clause(file: ClauseFile, sentence: str, clause: str, owner: str, texts: tuple[str, ...]) -> None:
    assert file.document_of(clause) == owner, sentence
    assert file.beside(clause) == texts, sentence
    after = file.after(clause)
    assert (after.text if after else "") == texts[2], sentence
    assert after is None or after.document.id == owner, sentence


LEVELS = [
    ("1", None),
    (None, None),
    (None, "a"),
    ("2", "a"),
    (None, None),
    ("3", None),
    ("4", "a"),
    (None, "b\\"),
    ("5", "b\\"),
]
"""The numbers of clauses of one document, and the clause that each stands below."""


def test_the_paragraph_before_a_clause_is_the_last_without_a_number_on_its_level(tmp_path: Path) -> None:
    ref = DocumentRef("甲", "甲", "甲.txt", "0")
    clauses = tuple(
        Clause(
            id=f"甲#{at}",
            document=ref,
            number=number,
            path=(f"¶{at}",),
            text=f'{at} 写着,"number":null,"parent":"a"',
            parent=parent,
        )
        for at, (number, parent) in enumerate(LEVELS)
    )
    write_clauses(tmp_path, [document("前", "一"), Document("甲", "甲", ref.source, "0", clauses, ("甲",))])
    with ClauseFile(tmp_path) as opened:
        for clause in clauses:
            before = [one for one in opened.children("甲", clause.parent) if int(one.id[2:]) < int(clause.id[2:])]
            wanted = next((one.text for one in reversed(before) if one.number is None), "")
            assert opened.paragraph_before(clause) == wanted, clause.id
        assert opened.paragraph_before(clauses[3]) == clauses[2].text


@pytest.mark.parametrize("clause", ["丁#1", "", "甲#"])
def test_what_is_not_there_is_said(file: ClauseFile, clause: str) -> None:
    with pytest.raises(NotFound):
        file.document_of(clause)
    with pytest.raises(NotFound):
        file.beside(clause)
    with pytest.raises(NotFound):
        file.after(clause)


MANY = [
    document(
        f"办法{number}",
        *(f"第{at}款,由{'甲乙丙'[at % 3]}方负责,{'另行' * (at % 40)}规定。" for at in range(1 + number * 7)),
    )
    for number in range(30)
]


def test_many_blocks_give_back_what_was_written(tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY)
    clauses = [clause for one in MANY for clause in one.clauses]
    with ClauseFile(tmp_path) as opened:
        assert (tmp_path / "clauses.blocks").stat().st_size > 16 * 10, "or it tries nothing"
        assert list(opened.clauses()) == clauses
        for one in MANY:
            assert tuple(opened.clauses(one.id)) == one.clauses
            texts = ["", *(clause.text for clause in one.clauses), ""]
            for at, clause in enumerate(one.clauses):
                assert opened.clause(clause.id) == clause
                assert opened.beside(clause.id) == tuple(texts[at : at + 3])
        assert opened.documents_with("第100款") == [one.id for one in MANY if len(one.clauses) > 100]
        assert opened.documents_with('"text"') == []
    size = (tmp_path / "clauses.z").stat().st_size
    assert size * 5 < sum(len(repr(clause).encode()) for clause in clauses)


def test_places_count_the_lines(tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY)
    with ClauseFile(tmp_path) as opened:
        clauses = [clause.id for one in MANY for clause in one.clauses]
        assert [opened.id_at(place) for place in range(len(opened))] == clauses
        assert opened.document_count == len(MANY)
        with pytest.raises(StoreDamaged):
            opened.id_at(len(clauses))


def test_equal_clauses_make_equal_files(tmp_path: Path) -> None:
    one, other = tmp_path / "1", tmp_path / "2"
    for folder in (one, other):
        folder.mkdir()
    assert write_clauses(one, MANY) == write_clauses(other, MANY)


@pytest.mark.parametrize("packed", [False, True], ids=["the third, plain", "the fifth, packed"])
def test_records_of_older_formats_are_read(tmp_path: Path, packed: bool) -> None:
    documents = [document("甲", "一", "二\n续"), document("空"), document("乙", "三")]
    write_clauses(tmp_path, documents)
    heads = document_records(tmp_path)
    text, starts = b"", {}
    for one, head in zip(documents, heads, strict=True):
        begin = len(text)
        for clause in one.clauses:
            starts[clause.id] = len(text)
            text += json.dumps(clause.to_dict(), ensure_ascii=False).encode() + b"\n"
        head["bytes"] = [begin, len(text)]
    for path in (*tmp_path.glob("documents.*"), *tmp_path.glob("clauses.[!t]*")):
        path.unlink()
    if packed:
        sample, places = text[:99], [0, len(text)]
        packer = zlib.compressobj(9, zdict=sample)
        block = packer.compress(text) + packer.flush()
        begin = len(zlib.compress(sample, 9))
        (tmp_path / "clauses.z").write_bytes(zlib.compress(sample, 9) + block)
        (tmp_path / "clauses.blocks").write_bytes(array("Q", [*places, begin, begin + len(block)]).tobytes())
    else:
        (tmp_path / "clauses.jsonl").write_bytes(text)
    (tmp_path / "documents.jsonl").write_text("".join(json.dumps(head) + "\n" for head in heads), "utf-8")
    ids = marisa_trie.Trie()
    ids.load(str(tmp_path / "clauses.trie"))
    (tmp_path / "clauses.at").write_bytes(array("Q", [starts[ids.restore_key(n)] for n in range(len(ids))]).tobytes())
    with ClauseFile(tmp_path) as opened:
        assert opened.documents[0].title == "甲"
        assert opened.documents == tuple(replace(one, clauses=()) for one in documents)
        assert dict(opened.clause_counts) == {"甲": 2, "空": 0, "乙": 1}
        assert list(opened.clauses()) == [clause for one in documents for clause in one.clauses]
        assert opened.document("甲") == documents[0]
        assert [clause.id for clause in opened.children("甲", None)] == ["甲#1", "甲#2"]
        assert opened.beside("甲#2") == ("一", "二\n续", "")
        assert opened.documents_with("三") == ["乙"]
