"""Two engines, one answer: whole replies and searches over the sample corpus, replies over scraped pages; and the size that decides."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.engines import AUTO, LARGE, engine_for
from ingest.errors import ConfigurationError
from kb import KnowledgeBase

ROOT = Path(__file__).parents[2]
SEEDS = Path(os.environ.get("POLICY_KB_SHARED", ROOT.parent / "shared")) / "seeds"
LINES = [
    line
    for file in sorted((ROOT / "bench" / "questions").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
QUESTIONS = sorted({json.loads(line)["question"] for line in LINES})[::18]
pytest.importorskip("tantivy")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, KnowledgeBase]]:
    folder = tmp_path_factory.mktemp("alike")
    one, other = (KnowledgeBase.build([ROOT / "corpus"], folder / name, engine=name) for name in ("whoosh", "tantivy"))
    with one, other:
        yield one, other


def _same_replies(one: KnowledgeBase, other: KnowledgeBase, questions: Sequence[str]) -> None:
    for question in questions:
        mine, theirs = one.ask(question), other.ask(question)
        assert [(answer.clause.id, answer.text) for answer in mine.answers] == [
            (answer.clause.id, answer.text) for answer in theirs.answers
        ], question
        assert [hit.clause.id for hit in mine.nearest] == [hit.clause.id for hit in theirs.nearest], question
        assert (mine.abstained, mine.contradictory, mine.kind) == (theirs.abstained, theirs.contradictory, theirs.kind)


def test_replies_are_the_same(pair: tuple[KnowledgeBase, KnowledgeBase]) -> None:
    assert len(QUESTIONS) > 100
    _same_replies(*pair, QUESTIONS)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the scraped pages lie outside of the repository, see bench/evaluate.py")
def test_replies_on_scraped_pages_are_the_same(tmp_path: Path) -> None:
    file = ROOT / "bench" / "questions" / "seeds.jsonl"
    questions = sorted({json.loads(line)["question"] for line in file.read_text("utf-8").splitlines()})[::3]
    pages = sorted(SEEDS.glob("*.txt"))
    one, other = (KnowledgeBase.build(pages, tmp_path / name, engine=name) for name in ("whoosh", "tantivy"))
    with one, other:
        _same_replies(one, other, questions)


@pytest.mark.parametrize(
    "query", ["退货 邮费", "迟到", '"罚款"', '"罚"', '"退货,邮费"', "第十三条", "3.3", "(二)", "客服"]
)
def test_searches_are_the_same(pair: tuple[KnowledgeBase, KnowledgeBase], query: str) -> None:
    mine, theirs = (base.search(query, limit=50) for base in pair)
    assert [hit.clause.id for hit in mine] == [hit.clause.id for hit in theirs]
    assert [hit.score for hit in mine] == pytest.approx([hit.score for hit in theirs], rel=1e-4)


def test_the_size_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_for(AUTO, LARGE - 1)[0] == "whoosh"
    assert engine_for(AUTO, LARGE)[0] == "tantivy"
    assert engine_for("whoosh", LARGE) == ("whoosh", "指定")
    monkeypatch.setattr("index.engines.installed", lambda name: False)
    chosen, why = engine_for(AUTO, LARGE)
    assert chosen == "whoosh"
    assert "policy-kb[fast]" in why
    with pytest.raises(ConfigurationError, match="auto"):
        engine_for("sphinx", 1)
