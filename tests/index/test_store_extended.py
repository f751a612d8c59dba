"""An index that grew by steps finds what one made at once does: the same clauses, the same scores, the same order."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import schema
from index.engines import Filter
from index.engines.whoosh_segments import SEGMENTS
from index.generation import Generation
from index.store import Store
from index.words import dictionary_hash
from ingest.document import Clause, Document, DocumentRef

WORDS = (
    "客服",
    "仓库",
    "罚款",
    "迟到",
    "发货",
    "退货",
    "店长",
    "批准",
    "盘点",
    "交接",
    "30元",
    "24小时",
    "第三条",
    "保密",
)
QUERIES = ("迟到罚款30元", "仓库发货", "店长批准退货", "保密 交接", "盘点", "24小时")


def policy(name: str, seed: int, clauses: int) -> Document:
    rng = random.Random(f"{name}{seed}")
    ref = DocumentRef(name, f"{name}制度", f"{name}.txt", f"{seed}")
    return Document(
        name,
        ref.title,
        ref.source,
        ref.version,
        tuple(
            Clause(
                f"{name}#第{at}条",
                ref,
                f"第{at}条",
                (f"第{at}条",),
                "".join(rng.choices(WORDS, k=rng.randint(1, 7))) + "。",
                roles=tuple(rng.sample(WORDS[:2], 1)),
            )
            for at in range(1, clauses + 1)
        ),
    )


@pytest.fixture
def stores(tmp_path: Path, words_folder: Path) -> tuple[Store, Store]:
    """Give a store that is built by steps, and one that is always built anew."""
    for name in ("steps", "anew"):
        shutil.copytree(words_folder, tmp_path / name / "words" / dictionary_hash())
    return Store(tmp_path / "steps"), Store(tmp_path / "anew")


def answers(generation: Generation) -> list[object]:
    found: list[object] = [generation.search(query, limit=None) for query in QUERIES]
    found += [generation.search(query, limit=3, where=Filter(role="客服")) for query in QUERIES]
    found += [generation.phrase(query) for query in ("罚款", "迟到罚款", "30", "店长批准")]
    found += [generation.numbers(query) for query in ("第三条", "第7条", "第2条")]
    found += [generation.engine.frequency("text", word) for word in WORDS]
    return [*found, generation.engine.count(), generation.documents(clauses=True)]


def segments(generation: Generation) -> int:
    return len(list((generation.path / "engine").glob("*.seg")))


def both(stores: tuple[Store, Store], documents: Sequence[Document]) -> int:
    """Write ``documents`` both ways, compare all answers, and give the number of segments of the one that grows."""
    steps, anew = stores
    with steps.write(documents) as grown, anew.write(documents, force=True) as whole:
        assert answers(grown) == answers(whole)
        assert segments(whole) <= 1
        return segments(grown)


def test_one_document_changes_and_the_others_are_not_indexed_again(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [policy(f"d{at}", 0, 12) for at in range(8)]
    both(stores, documents)
    documents[3] = policy("d3", 1, 9)
    indexed: list[str] = []
    whole = schema.EntryMaker.entry

    def watch(maker: schema.EntryMaker, clause: Clause) -> schema.Entry:
        indexed.append(clause.document.id)
        return whole(maker, clause)

    monkeypatch.setattr(schema.EntryMaker, "entry", watch)
    with stores[0].write(documents) as grown:
        assert set(indexed) == {"d3"}
        assert segments(grown) == 2


def test_renamed_files_are_not_indexed_again(stores: tuple[Store, Store]) -> None:
    documents = [policy(f"d{at}", 0, 12) for at in range(8)]
    both(stores, documents)
    moved = Document("d0", "d0制度", "新/d0.txt", "9", documents[0].clauses)
    assert both(stores, [moved, *documents[1:]]) == 1


CHANGES = [
    ("one changed", lambda docs: [*docs[:2], policy("d2", 7, 11), *docs[3:]]),
    ("one more at the end", lambda docs: [*docs, policy("new", 1, 6)]),
    ("one more at the beginning", lambda docs: [policy("new", 1, 6), *docs]),
    ("one less", lambda docs: docs[1:]),
    ("another order", lambda docs: docs[::-1]),
    ("two changed, one gone", lambda docs: [policy("d0", 3, 4), policy("d1", 3, 5), *docs[3:]]),
    ("nearly all changed", lambda docs: [policy(f"d{at}", 5, 10) for at in range(8)]),
    ("all gone", lambda docs: []),
    ("clauses gone, document still there", lambda docs: [policy("d0", 0, 0), *docs[1:]]),
]


@pytest.mark.parametrize(("sentence", "change"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change(stores: tuple[Store, Store], sentence: str, change: object) -> None:
    documents = [policy(f"d{at}", 0, 12) for at in range(8)]
    both(stores, documents)
    both(stores, change(documents))  # type: ignore[operator]


def test_many_changes_one_after_the_other(stores: tuple[Store, Store]) -> None:
    rng = random.Random(11)
    documents = [policy(f"d{at}", 0, 15) for at in range(12)]
    seen = set()
    for round_ in range(1, 16):
        at = rng.randrange(len(documents))
        if round_ % 4 == 0:
            documents.insert(at, policy(f"n{round_}", round_, rng.randint(1, 6)))
        elif round_ % 7 == 0:
            del documents[at]
        else:
            documents[at] = policy(documents[at].id, round_, rng.randint(1, 15))
        seen.add(both(stores, documents))
    assert max(seen) <= SEGMENTS, "small segments are gathered"
    assert max(seen) > 2


def test_another_lexicon_word_makes_all_anew(stores: tuple[Store, Store]) -> None:
    documents = [policy(f"d{at}", 0, 12) for at in range(8)]
    stores[0].write(documents).close()
    with stores[0].write([*documents, policy("new", 1, 2)], words=("迟到罚款",)) as generation:
        assert segments(generation) == 1
