"""Ways into the clause file that read no whole clause: whose it is, and the texts around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.clause_file import ClauseFile, write_clauses
from ingest.document import Clause, Document, DocumentRef
from ingest.errors import NotFound


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


@pytest.mark.parametrize("clause", ["丁#1", "", "甲#"])
def test_what_is_not_there_is_said(file: ClauseFile, clause: str) -> None:
    with pytest.raises(NotFound):
        file.document_of(clause)
    with pytest.raises(NotFound):
        file.beside(clause)
