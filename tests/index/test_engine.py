"""Every engine keeps the same promises; one table serves them all."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path
from shutil import rmtree

import pytest

from index.analyzer import Analyzer
from index.engines import ANY, ENGINES, Engine, Filter, Step, engine_named
from index.number_terms import number_terms
from index.schema import WEIGHTS, Entry, Field, entries
from index.words import Words
from ingest.document import Clause, DocumentRef
from ingest.errors import ConfigurationError, KnowledgeBaseError, StoreDamaged

PAY = DocumentRef("pay", "薪酬管理制度", "pay.txt", "0")
SHOP = DocumentRef("shop", "网店客服制度", "shop.txt", "0")

CLAUSES = [
    Clause(
        "pay#1", PAY, "第一条", ("第一章", "第一条"), "工资每月10日发放,遇节假日顺延。", ("总则",), topics=("薪酬",)
    ),
    Clause(
        "pay#2", PAY, "第二条", ("第一章", "第二条"), "提成按第一条规定的日期一并发放。", ("总则",), topics=("薪酬",)
    ),
    Clause(
        "pay#13", PAY, "第十三条", ("第二章", "第十三条"), "部门负责人审批加班申请。", ("加班",), roles=("部门负责人",)
    ),
    Clause("shop#3", SHOP, "3", ("3",), "发货", (), topics=("发货",)),
    Clause(
        "shop#3.3.4",
        SHOP,
        "3.3.4",
        ("3", "3.3", "3.3.4"),
        "仓库在24小时内发货,迟发罚30元。",
        ("发货",),
        roles=("仓库",),
    ),
    Clause("shop#4", SHOP, "4", ("4",), "迟到罚300元;再次迟到,罚款加倍。", (), roles=("客服",), topics=("考勤",)),
    Clause(
        "shop#5",
        SHOP,
        "（五）",
        ("四", "（五）"),
        "A岗负责接待,客服负责退换货。",
        (),
        roles=("客服", "A岗"),
        topics=("退换货",),
    ),
    Clause("shop#6", SHOP, None, ("四", "¶1"), "", ()),
]


def id_at(place: int) -> str:
    return CLAUSES[place].id


@pytest.fixture(scope="module")
def analyzer(words_folder: Path) -> Analyzer:
    return Analyzer(Words(words_folder))


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    kind = engine_named(request.param)
    folder = tmp_path_factory.mktemp(request.param) / "engine"
    assert kind.write(folder, entries(CLAUSES, analyzer)) == len(CLAUSES)
    opened = kind.open(folder, id_at)
    yield opened
    opened.close()


def words(analyzer: Analyzer, text: str, *fields: Field) -> dict[Field, dict[str, float]]:
    return {field: {term.text: 1.0 for term in analyzer.words(text)} for field in fields or ("text",)}


def phrase(analyzer: Analyzer, text: str) -> list[Step]:
    terms = analyzer.pairs(text)
    return [Step(term.text, term.position, len(term.text) == 1 or term.text.endswith(" ")) for term in terms]


@pytest.mark.parametrize(
    ("text", "where", "best"),
    [
        ("工资发放", ANY, "pay#1"),
        ("负责人", ANY, "pay#13"),  # part of the word 部门负责人
        ("发货", ANY, "shop#3"),  # the shorter clause, all else equal
        ("A岗", ANY, "shop#5"),
        ("负责", Filter(role="部门负责人"), "pay#13"),
        ("负责", Filter(role="A岗"), "shop#5"),
        ("发货", Filter(role="仓库"), "shop#3.3.4"),
        ("罚", Filter(topic="考勤"), "shop#4"),
        ("发放", Filter(document="pay", topic="薪酬"), "pay#1"),
        ("发放", Filter(document="shop"), None),
        ("发货", Filter(role="没有这个角色"), None),
        ("体检", ANY, None),
        ("", ANY, None),
    ],
)
def test_search(engine: Engine, analyzer: Analyzer, text: str, where: Filter, best: str | None) -> None:
    hits = engine.search(words(analyzer, text), where=where)
    assert (hits[0][0] if hits else None) == best


def test_scores_are_bm25(engine: Engine, analyzer: Analyzer) -> None:
    """Compare with the formula, term by term, over two fields and two weights."""
    indexed = list(entries(CLAUSES, analyzer))
    query: dict[Field, dict[str, float]] = {"text": {"发货": 1.0, "迟到": 2.0}, "headings": {"发货": 0.5}}
    expected: dict[str, float] = {}
    for field, terms in query.items():
        average = sum(len(entry.terms(field)) for entry in indexed) / len(indexed)
        for term, weight in terms.items():
            counts = {entry.clause: entry.terms(field).count(term) for entry in indexed}
            found = sum(1 for count in counts.values() if count)
            rarity = log(1 + (len(indexed) - found + 0.5) / (found + 0.5))
            for entry in indexed:
                if count := counts[entry.clause]:
                    norm = 1.2 * (0.25 + 0.75 * len(entry.terms(field)) / average)
                    score = weight * rarity * count * 2.2 / (count + norm)
                    expected[entry.clause] = expected.get(entry.clause, 0.0) + score
    hits = engine.search(query, limit=None)
    # An engine may keep lengths in a byte, rounded to about a tenth (11 as 12).
    assert dict(hits) == pytest.approx(expected, rel=0.05)
    assert [clause for clause, _ in hits] == sorted(expected, key=lambda clause: -expected[clause])


def test_equal_scores_keep_the_order_of_writing_and_the_limit_cuts(engine: Engine) -> None:
    hits = engine.search({"title": {"客服": 1.0}}, limit=None)
    assert [clause for clause, _ in hits] == ["shop#3", "shop#3.3.4", "shop#4", "shop#5", "shop#6"]
    assert len(engine.search({"title": {"客服": 1.0}}, limit=2)) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("罚30元", ["shop#3.3.4"]),
        ("罚300元", ["shop#4"]),
        ("30", ["shop#3.3.4"]),  # and not 300
        ("30元", ["shop#3.3.4"]),
        ("0元", []),
        ("罚", ["shop#4", "shop#3.3.4"]),  # twice there
        ("再次迟到,罚款", ["shop#4"]),
        ("罚款加倍。", ["shop#4"]),
        ("再次罚款", []),  # both words, not side by side
        ("加班申请", ["pay#13"]),
        ("加班部门负责人", []),  # a heading and the text do not make a phrase
        ("客服负责", ["shop#5"]),
        ("a岗负责接待", ["shop#5"]),
        ("", []),
    ],
)
def test_phrase(engine: Engine, analyzer: Analyzer, text: str, found: list[str]) -> None:
    assert [clause for clause, _ in engine.phrase(phrase(analyzer, text))] == found


@pytest.mark.parametrize(
    ("text", "phrases", "where"),
    [
        ("客服 迟到", ["罚"], ANY),
        ("客服 迟到", ["罚", "元"], ANY),
        ("发货", ["罚"], Filter(role="仓库")),
        ("体检", ["罚"], ANY),  # words that stand nowhere do not keep a clause from being found
        ("", ["罚", "加倍"], ANY),
        ("迟到", ["没有这句话"], ANY),
        ("迟到", ["30", "发货"], ANY),
    ],
)
def test_words_with_phrases(engine: Engine, analyzer: Analyzer, text: str, phrases: list[str], where: Filter) -> None:
    """Only clauses with all phrases, each with the score of its words and how often the phrases stand there."""
    words_alone = dict(engine.search(words(analyzer, text), where=where, limit=None))
    steps = [phrase(analyzer, one) for one in phrases]
    each = [dict(engine.phrase(one, where=where)) for one in steps]
    held = set.intersection(*(set(one) for one in each))
    expected = {clause: words_alone.get(clause, 0.0) + sum(one[clause] for one in each) for clause in held}
    hits = engine.search(words(analyzer, text), where=where, limit=None, phrases=steps)
    assert dict(hits) == pytest.approx(expected)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert engine.search(words(analyzer, text), where=where, limit=1, phrases=steps) == hits[:1]


def test_a_phrase_obeys_the_filter(engine: Engine, analyzer: Analyzer) -> None:
    assert engine.phrase(phrase(analyzer, "罚"), where=Filter(role="仓库")) == [("shop#3.3.4", 1.0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第十三条", ["pay#13"]),
        ("第13条", ["pay#13"]),
        ("第一条", ["pay#1", "pay#2"]),  # its own number before one that is named
        ("第一章", ["pay#1", "pay#2"]),
        ("第一章第二条", ["pay#2"]),
        ("第二章第一条", []),
        ("3.3.4", ["shop#3.3.4"]),
        ("3.3", ["shop#3.3.4"]),
        ("(5)", ["shop#5"]),
        ("第九十九条", []),
    ],
)
def test_numbers(engine: Engine, text: str, found: list[str]) -> None:
    assert [clause for clause, _ in engine.numbers(number_terms(text))] == found


def test_no_number_finds_nothing(engine: Engine) -> None:
    assert engine.numbers([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "role:客服",
        "客服 OR 1=1",
        "*",
        "罚*",
        '"',
        "((",
        "text:[a TO z]",
        "AND NOT",
        "\\",
        "客服~2",
        "^2",
        "\x00",
        "'; DROP",
    ],
)
def test_what_a_user_types_is_no_query_language(engine: Engine, analyzer: Analyzer, text: str) -> None:
    typed = {term.text for term in analyzer.words(text)}
    have = {entry.clause: set(entry.terms("text")) for entry in entries(CLAUSES, analyzer)}
    expected = {clause for clause, terms in have.items() if terms & typed}
    assert {clause for clause, _ in engine.search(words(analyzer, text), limit=None)} == expected
    # Even given as terms, unanalysed, they mean themselves.
    assert engine.search({"text": {text: 1.0}, "pairs": {text: 1.0}}) == []
    assert engine.phrase(phrase(analyzer, text) or [Step(text, 0)]) is not None


@pytest.fixture(params=sorted(ENGINES))
def kind(request: pytest.FixtureRequest) -> type[Engine]:
    return engine_named(request.param)


def test_threads_search_one_engine(kind: type[Engine], tmp_path: Path, analyzer: Analyzer) -> None:
    """Postings of several blocks each, and threads that change places as often as can be."""
    many = [
        Clause(f"c{n}", PAY, None, ("¶1",), "客服" * (n % 3) + "仓库" * (n % 5) + "发货" * (n % 7)) for n in range(600)
    ]
    kind.write(tmp_path / "engine", entries(many, analyzer))
    engine = kind.open(tmp_path / "engine", "c{}".format)
    questions = ["客服", "仓库", "发货", "客服仓库", "仓库发货"] * 8
    alone = [engine.search(words(analyzer, text), limit=None) for text in questions]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda text: engine.search(words(analyzer, text), limit=None), questions))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone
    engine.close()


def test_an_open_engine_outlives_its_folder(kind: type[Engine], analyzer: Analyzer, tmp_path: Path) -> None:
    kind.write(tmp_path / "engine", entries(CLAUSES, analyzer))
    engine = kind.open(tmp_path / "engine", id_at)
    rmtree(tmp_path / "engine")
    assert engine.search({field: {"发货": 1.0} for field in WEIGHTS})[0][0] == "shop#3"
    assert engine.phrase(phrase(analyzer, "发货")) != []
    engine.close()


def test_no_clauses_no_hits(kind: type[Engine], tmp_path: Path) -> None:
    assert kind.write(tmp_path / "engine", []) == 0
    engine = kind.open(tmp_path / "engine", id_at)
    assert engine.count() == 0
    assert engine.search({"text": {"发货": 1.0}}) == []
    assert engine.phrase([Step("发", 0, prefix=True)]) == []
    assert engine.numbers(["第1条"]) == []
    engine.close()


def test_terms_of_any_script_and_many_clauses_come_back(kind: type[Engine], tmp_path: Path, analyzer: Analyzer) -> None:
    """More clauses than one block of postings holds, each with a term of its own."""
    many = [
        Clause(f"c{place}", PAY, None, ("¶1",), f"客服 编号{place} 😀é{'仓库' * (place % 7)}") for place in range(700)
    ]
    kind.write(tmp_path / "engine", entries(many, analyzer))
    engine = kind.open(tmp_path / "engine", "c{}".format)
    assert engine.count() == 700
    assert len(engine.search({"text": {"客服": 1.0}}, limit=None)) == 700
    for place in range(0, 700, 37):
        assert [clause for clause, _ in engine.search({"text": {str(place): 1.0}})] == [f"c{place}"]
    assert len(engine.phrase(phrase(analyzer, "仓库仓库仓库仓库仓库仓库"), limit=None)) == 100
    engine.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves a file it cannot read to the collector
@pytest.mark.parametrize("harm", ["gone", "empty folder", "emptied", "cut", "overwritten"])
def test_a_damaged_index_is_said_to_be_so(kind: type[Engine], analyzer: Analyzer, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "engine"
    kind.write(folder, entries(CLAUSES, analyzer))
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if harm in {"gone", "empty folder"}:
            path.unlink()
        else:
            path.write_bytes(
                {"emptied": b"", "cut": content[: len(content) // 2], "overwritten": b"\x07" * len(content)}[harm]
            )
    if harm == "gone":
        folder.rmdir()
    with pytest.raises(StoreDamaged, match="kb build") as caught:
        engine = kind.open(folder, id_at)
        engine.search({field: {"发货": 1.0} for field in WEIGHTS})
    assert str(folder) in str(caught.value)
    del caught
    gc.collect()


def test_an_index_of_a_release_that_listed_no_segments_is_said_to_be_old(analyzer: Analyzer, tmp_path: Path) -> None:
    kind = engine_named("whoosh")
    kind.write(tmp_path / "engine", entries(CLAUSES, analyzer))
    (tmp_path / "engine" / "segments.json").unlink()
    with pytest.raises(StoreDamaged, match=r"旧版本.*kb build"):
        kind.open(tmp_path / "engine", id_at)


def test_a_failed_write_says_what_failed(kind: type[Engine], analyzer: Analyzer, tmp_path: Path) -> None:
    def broken() -> Iterator[Entry]:
        yield from entries(CLAUSES, analyzer)
        raise KnowledgeBaseError("断了")

    with pytest.raises(KnowledgeBaseError, match="断了"):
        kind.write(tmp_path / "engine", broken())


def test_an_unknown_engine_lists_the_known() -> None:
    with pytest.raises(ConfigurationError) as caught:
        engine_named("sphinx")
    for word in ("sphinx", *ENGINES):
        assert word in str(caught.value)


def test_an_engine_that_is_not_installed_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "later", ".not_there")
    with pytest.raises(ConfigurationError, match=r"policy-kb\[later\]"):
        engine_named("later")


def test_tantivy_is_part_of_the_extra_fast() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "tantivy", None)
        for name in [name for name in sys.modules if name.endswith("engines.tantivy")]:
            patch.delitem(sys.modules, name)
        with pytest.raises(ConfigurationError, match=r"policy-kb\[fast\]"):
            engine_named("tantivy")
