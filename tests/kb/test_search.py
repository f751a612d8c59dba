"""Search: words, phrases and exact numbers, narrowed by role, topic and document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import KnowledgeBase, NotFound


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


# (what it shows, the query, the citation of the first hit)
FIRST = [
    ("words in any order", "粉碎 面单", "《保密制度》第三章 第十条"),
    ("words without spaces", "叉车无证驾驶", "《发货与仓储管理制度》7 7.4"),
    ("a phrase", '"不影响二次销售"', "《退换货与退款管理办法》第一章 第三条 （一）"),
    ("a phrase in Chinese quotes", "“不影响二次销售”", "《退换货与退款管理办法》第一章 第三条 （一）"),
    ("a phrase goes over a wrapped line", '"每季度检查一次并写出报告"', "《保密制度》第一章 第二条"),
    ("a phrase and a word", '"罚款50元" 监交人', "《工作交接管理规定》6 6.1"),
    ("words of a table row", "记大功 重大损失", "《员工奖惩条例》第二章 第六条"),
]


@pytest.mark.parametrize(("why", "query", "citation"), FIRST, ids=[row[0] for row in FIRST])
def test_first(why: str, query: str, citation: str, base: KnowledgeBase) -> None:
    assert base.search(query)[0].clause.citation.startswith(citation)


def test_every_hit_of_a_phrase_holds_it(base: KnowledgeBase) -> None:
    hits = base.search('"罚款50元"', limit=100)
    assert len(hits) >= 5
    assert [hit.clause.id for hit in hits if "罚款50元" not in hit.clause.text] == []


def test_two_phrases_both_have_to_stand_there(base: KnowledgeBase) -> None:
    hits = base.search('"罚款50元" "罚款100元"', limit=100)
    assert hits
    assert all("罚款50元" in hit.clause.text and "罚款100元" in hit.clause.text for hit in hits)


def test_a_phrase_that_stands_nowhere_finds_nothing(base: KnowledgeBase) -> None:
    assert base.search('"五十元罚款整整"') == []


NUMBERS = [
    ("an article", "第十三条", {"第十三条"}),
    ("an article in figures", "第13条", {"第十三条"}),
    ("an article in full-width figures", "第１３条", {"第十三条"}),
    ("a decimal number", "3.3.4", {"3.3.4"}),
    ("an item in brackets", "（三）", {"（三）"}),
    ("white space around", "  第13条 ", {"第十三条"}),
]


@pytest.mark.parametrize(("why", "query", "numbers"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_an_exact_number(why: str, query: str, numbers: set[str], base: KnowledgeBase) -> None:
    hits = base.search(query, limit=5)
    assert hits
    assert {hit.clause.number for hit in hits[:2]} <= numbers
    assert all(hit.why[0].startswith("编号:") for hit in hits)


def test_an_article_with_its_item_is_one_clause(base: KnowledgeBase) -> None:
    (hit, *_) = base.search("第十三条（二）", document="考勤管理制度")
    assert hit.clause.path == ("第三章", "第十三条", "（二）")


def test_what_is_no_clause_number_is_searched_as_words(base: KnowledgeBase) -> None:
    assert "5000元" in base.search("5000元")[0].clause.text


def test_a_role_takes_in_its_family(base: KnowledgeBase) -> None:
    family = set(base.lexicon.family("客服"))
    hits = base.search("顾客", role="客服", limit=50)
    assert {role for hit in hits for role in hit.clause.roles} & (family - {"客服"})
    assert all(family & set(hit.clause.roles) for hit in hits)


def test_a_narrow_role_leaves_its_sisters_out(base: KnowledgeBase) -> None:
    hits = base.search("顾客", role="售前客服", limit=50)
    assert hits
    assert all("售前客服" in hit.clause.roles for hit in hits)


def test_a_topic(base: KnowledgeBase) -> None:
    hits = base.search("提前", topic="请假", limit=50)
    assert hits
    assert all("请假" in hit.clause.topics for hit in hits)


DOCUMENTS = [
    ("its title", "保密制度"),
    ("its title in brackets", "《保密制度》"),
    ("with white space", " 保密 制度 "),
    ("a part that only it has", "保密"),
]


@pytest.mark.parametrize(("why", "document"), DOCUMENTS, ids=[row[0] for row in DOCUMENTS])
def test_a_document_by(why: str, document: str, base: KnowledgeBase) -> None:
    hits = base.search("员工", document=document, limit=50)
    assert hits
    assert {hit.clause.document.title for hit in hits} == {"保密制度"}


def test_a_document_by_its_id(base: KnowledgeBase) -> None:
    for document in base.documents():
        assert base.document(document.id).id == document.id
        assert {clause.document.id for clause in base.clauses(document=document.id)} == {document.id}


def test_filters_narrow_together(base: KnowledgeBase) -> None:
    hits = base.search("面单", role="仓库", document="保密制度", limit=50)
    assert [hit.clause.citation for hit in hits] == ["《保密制度》第三章 第十条"]


UNKNOWN = [
    ("a role", {"role": "宇航员"}, "没有名为“宇航员”的角色", "kb list roles"),
    ("a document", {"document": "月球基地管理办法"}, "没有名为“月球基地管理办法”的制度", "kb list documents"),
    ("a document of many", {"document": "管理"}, "对应多份制度", "请写明其中一份"),
    ("an empty document name", {"document": "《》"}, "“《》”", ""),
]


@pytest.mark.parametrize(("why", "filters", "message", "remedy"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_an_unknown_filter_is_an_error_with_its_remedy(
    why: str, filters: dict[str, str], message: str, remedy: str, base: KnowledgeBase
) -> None:
    with pytest.raises(NotFound) as caught:
        base.search("顾客", **filters)  # type: ignore[arg-type]
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_a_topic_that_no_clause_has_finds_nothing(base: KnowledgeBase) -> None:
    assert base.search("顾客", topic="没有这个主题") == []


@pytest.mark.parametrize("limit", [0, 1, 3, 1000])
def test_ranks_count_from_one_and_scores_fall(limit: int, base: KnowledgeBase) -> None:
    hits = base.search("顾客 退货 运费", limit=limit)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) <= limit
    assert len({hit.clause.id for hit in hits}) == len(hits)


def test_a_limit_below_zero_finds_nothing(base: KnowledgeBase) -> None:
    assert base.search("顾客", limit=-1) == []


def test_fewer_hits_are_the_first_of_more(base: KnowledgeBase) -> None:
    more = [hit.clause.id for hit in base.search("顾客 退货", role="客服", limit=20)]
    assert [hit.clause.id for hit in base.search("顾客 退货", role="客服", limit=5)] == more[:5]


@settings(deadline=None)
@given(query=st.text(alphabet='第十三3１.条（）"“”顾客罚款 AND OR NOT*?~^[]{}:\\/', max_size=20))
def test_user_text_is_never_a_query_language(query: str, base: KnowledgeBase) -> None:
    hits = base.search(query, limit=5)
    assert len(hits) <= 5
