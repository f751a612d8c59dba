"""The clauses labelled by hand: sound records, found again in the documents, and scores that do not fall."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bench.evaluate_tags import Score, score
from bench.tag_labels import ROOT, SETS, Labels, labels_of, read_documents
from index.lexicon import MODALITIES, RELATIONS, load_lexicon
from index.penalties import Penalty, penalties_of
from index.tagger import tag
from index.topics import OTHER
from ingest.document import Clause

LEXICON = load_lexicon()
TOPICS = {topic.name for topic in LEXICON.topics} | {OTHER}


def records(name: str) -> list[dict[str, Any]]:
    text = (ROOT / "bench" / "labels" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", ["corpus", "seeds"])
def test_the_labels_are_sound(name: str) -> None:
    found = records(name)
    assert len([record for record in found if record["split"] in ("open", "held")]) == 200
    for record in found:
        assert record["modality"]
        assert set(record["modality"]) <= set(MODALITIES)
        assert set(record["topics"]) | set(record["also"]) <= TOPICS
        assert not set(record["topics"]) & set(record["also"])
        assert all(set(right) <= set(RELATIONS) for _, right in record["relations"])
        assert all(len(fine["act"]) <= 12 for fine in record["penalties"])
        assert "text" not in record, "labels refer to clauses and do not hold them"


@pytest.mark.parametrize("name", ["corpus", "seeds"])
def test_half_of_the_labels_is_set_apart_by_whole_documents(name: str) -> None:
    split: dict[tuple[str, str], set[bool]] = {}
    for record in records(name):
        split.setdefault((record["file"], record["title"]), set()).add(record["split"] == "held")
    # One page holds two documents of one title, which file and title do not tell apart.
    assert sum(len(halves) > 1 for halves in split.values()) == (0 if name == "corpus" else 1)
    held = sum(record["split"] == "held" for record in records(name))
    assert 90 <= held <= 110


def test_the_later_parts_were_labelled_like_the_first() -> None:
    parts = [record["split"] for name in SETS for record in records(name)]
    assert parts.count("dev") >= 220
    assert all(set(record["modality"]) <= set(MODALITIES) for record in records("written"))
    assert all(set(record["topics"]) | set(record["also"]) <= TOPICS for record in records("written"))


@pytest.mark.parametrize("name", ["corpus", "written"])
def test_every_labelled_clause_of_our_own_is_found_again(name: str) -> None:
    found, lost = labels_of(name, read_documents(name), LEXICON)
    assert lost == 0
    assert len({label.clause for label in found}) == len(found)


@pytest.fixture(scope="module")
def scored() -> dict[str, Score]:
    """Score the open half of the sample corpus."""
    documents = read_documents("corpus")
    labels, lost = labels_of("corpus", documents, LEXICON)
    assert lost == 0
    clauses: dict[str, Clause] = {}
    fines: dict[str, list[Penalty]] = {}
    for several in documents.values():
        for document in tag(several, LEXICON):
            clauses.update((clause.id, clause) for clause in document.clauses)
            for penalty in penalties_of(document):
                fines.setdefault(penalty.clause_id, []).append(penalty)
    return score([label for label in labels if label.split == "open"], clauses, fines)


@pytest.mark.parametrize(
    ("measure", "least"),
    [
        ("roles", 0.95),
        ("relations", 0.93),
        ("topics", 0.89),
        ("modality", 0.93),
        ("facts", 0.98),
        ("penalties", 0.95),
    ],
)
def test_the_taggers_do_not_get_worse(measure: str, least: float, scored: Mapping[str, Score]) -> None:
    found = scored[measure]
    value = found.accuracy if measure == "modality" else found.f1
    assert value >= least, found.wrong


def clause_of(**tags: Any) -> Clause:
    (document, *_) = read_documents("corpus")["保密制度.txt"]
    from dataclasses import replace

    return replace(document.clauses[0], id="c", **tags)


def judged(label: Labels, clause: Clause, fines: Sequence[Penalty] = ()) -> dict[str, Score]:
    return score([label], {"c": clause}, {"c": list(fines)})


def test_a_topic_that_a_second_reading_accepts_counts_neither_way() -> None:
    label = Labels("c", "open", (), frozenset({"考勤"}), frozenset({"处罚"}), ("must",), (), ())
    found = judged(label, clause_of(topics=("考勤", "处罚"), modality="must"))
    assert (found["topics"].hits, found["topics"].false, found["topics"].missed) == (1, 0, 0)
    assert found["first topics"].false == 1


def test_a_wrong_relation_is_a_miss_and_a_false_alarm() -> None:
    from ingest.document import Relation

    label = Labels("c", "open", (("客服", frozenset({"executes"})),), frozenset(), frozenset(), ("must",), (), ())
    clause = clause_of(roles=("客服",), relations=(Relation("客服", "subject"),), modality="duty")
    found = judged(label, clause)
    assert (found["roles"].hits, found["relations"].hits) == (1, 0)
    assert (found["relations"].false, found["relations"].missed, found["modality"].missed) == (1, 1, 1)
