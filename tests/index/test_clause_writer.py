"""Clauses that are taken over from the generation before lie there as if they had been written anew."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clause_file import ClauseFile
from index.clause_writer import ClauseWriter, Numbering
from index.line_blocks import enough_of
from index.prepared import lined
from ingest.document import Clause, Document, DocumentRef
from ingest.errors import ConfigurationError
from tests.index.stored import write_clauses


def policy(name: str, edition: int, clauses: int, *, source: str = "") -> Document:
    ref = DocumentRef(name, f"{name}管理办法", source or f"{name}.txt", str(edition))
    made = tuple(
        Clause(
            f"{name}#第{at}条",
            ref,
            f"第{at}条",
            (f"第{at}条",),
            f"第{edition}版第{at}款:{'甲乙丙丁'[at % 4]}方在{at * 7}日内办理,逾期的罚款{at * 10}元。{'另行规定。' * (at % 5)}",
        )
        for at in range(1, clauses + 1)
    )
    return Document(name, ref.title, ref.source, ref.version, made)


MANY = [policy(f"d{at:02}", 0, 20 + at) for at in range(60)]
"""More than a sample's worth, in many blocks."""


def step(folder: Path, base: ClauseFile, before: Sequence[Document], now: Sequence[Document]) -> Numbering:
    """Write ``now`` into ``folder``, keeping what ``before`` held already."""
    known = {document.id: document for document in before}
    writer = ClauseWriter(folder, base)
    for document in now:
        made = lined(document)
        old = known.get(document.id)
        if old is not None and old.clauses == document.clauses:
            writer.keep(made.head, document.id)
        else:
            writer.add(made)
    return writer.finish()


def check(folder: Path, documents: Sequence[Document]) -> None:
    with ClauseFile(folder) as held:
        assert len(held) == sum(len(document.clauses) for document in documents)
        assert [one.id for one in held.documents] == [one.id for one in documents]
        assert list(held.clauses()) == [clause for one in documents for clause in one.clauses]
        for one in documents:
            assert tuple(held.clauses(one.id)) == one.clauses
            for clause in one.clauses[:2]:
                assert held.clause(clause.id) == clause
                assert held.document_of(clause.id) == one.id


CHANGES = [
    ("nothing", lambda docs: docs),
    ("one in the middle has other words", lambda docs: [*docs[:9], policy("d09", 1, 29), *docs[10:]]),
    ("one has a clause more", lambda docs: [*docs[:9], policy("d09", 1, 30), *docs[10:]]),
    ("one has fewer clauses", lambda docs: [*docs[:9], policy("d09", 1, 3), *docs[10:]]),
    ("the first goes", lambda docs: docs[1:]),
    ("the last goes", lambda docs: docs[:-1]),
    ("one comes first", lambda docs: [policy("new", 0, 9), *docs]),
    ("two side by side change", lambda docs: [*docs[:4], policy("d04", 1, 24), policy("d05", 1, 25), *docs[6:]]),
    ("another order", lambda docs: docs[::-1]),
    ("an empty one comes and one is emptied", lambda docs: [policy("e", 0, 0), policy("d00", 1, 0), *docs[1:]]),
    ("all go", lambda docs: []),
    ("all are others", lambda docs: [policy(f"x{at}", 0, 20) for at in range(20)]),
]


@pytest.mark.parametrize(("sentence", "change"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_step(sentence: str, change: object, tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY)
    now = change(MANY)  # type: ignore[operator]
    aside = tmp_path / "next"
    aside.mkdir()
    with ClauseFile(tmp_path) as base:
        assert len(base.blocks.sample) >= enough_of(len(base.blocks))
        numbering = step(aside, base, MANY, now)
    check(aside, now)
    with ClauseFile(aside) as held:
        fresh = [c.id for one in now if one not in MANY for c in one.clauses]
        assert [held.number(name) for name in fresh] == list(numbering.fresh)
        if numbering.kept is not None:
            with ClauseFile(tmp_path) as base:
                names = {base.number(clause.id): clause.id for clause in base.clauses()}
            assert all(held.number(names[was]) == now for was, now in numbering.kept)


def test_blocks_of_unchanged_documents_are_copied_as_they_are(tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY)
    aside = tmp_path / "next"
    aside.mkdir()
    with ClauseFile(tmp_path) as base:
        step(aside, base, MANY, [*MANY[:45], policy("d45", 1, 65), *MANY[46:]])
        end = base.blocks.packed[base.blocks.whole_blocks(0, base.range("d45")[0])[1]]
        assert end > 8_000, "or it shows nothing"
        assert (aside / "clauses.z").read_bytes()[:end] == (tmp_path / "clauses.z").read_bytes()[:end]
    assert (aside / "clauses.trie").stat().st_ino == (tmp_path / "clauses.trie").stat().st_ino, "no id came or went"


def test_a_sample_that_was_too_small_is_drawn_again(tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY[:1])
    aside = tmp_path / "next"
    aside.mkdir()
    with ClauseFile(tmp_path) as base:
        step(aside, base, MANY[:1], MANY)
    check(aside, MANY)
    once = tmp_path / "once"
    once.mkdir()
    write_clauses(once, MANY)
    assert (aside / "clauses.z").read_bytes() == (once / "clauses.z").read_bytes()


def test_a_new_clause_may_not_take_the_id_of_one_that_stays(tmp_path: Path) -> None:
    write_clauses(tmp_path, MANY)
    aside = tmp_path / "next"
    aside.mkdir()
    thief = Document("thief", "t", "thief.txt", "0", MANY[3].clauses[:1])
    with ClauseFile(tmp_path) as base, pytest.raises(ConfigurationError, match="d03#第1条"):
        step(aside, base, MANY, [*MANY, thief])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_number_of_steps(data: st.DataObject) -> None:
    documents = [policy(f"d{at:02}", 0, 30) for at in range(12)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "0"
        folder.mkdir()
        write_clauses(folder, documents)
        for number in range(1, data.draw(st.integers(2, 5))):
            before, documents = documents, list(documents)
            for _ in range(data.draw(st.integers(0, 3))):
                at = data.draw(st.integers(0, len(documents)))
                match data.draw(st.sampled_from(("change", "add", "drop", "move"))):
                    case "change" if at < len(documents):
                        documents[at] = policy(documents[at].id, number, data.draw(st.integers(0, 40)))
                    case "add":
                        documents.insert(at, policy(f"n{number}{len(documents)}{at}", 0, data.draw(st.integers(0, 40))))
                    case "drop" if at < len(documents):
                        del documents[at]
                    case "move" if at < len(documents):
                        documents.insert(data.draw(st.integers(0, len(documents) - 1)), documents.pop(at))
            unique = {document.id: document for document in documents}
            documents = list(unique.values())
            aside = Path(name) / str(number)
            aside.mkdir()
            with ClauseFile(folder) as base:
                step(aside, base, before, documents)
            check(aside, documents)
            folder = aside
