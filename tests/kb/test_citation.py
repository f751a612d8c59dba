"""Citations, spelt as people spell them, read back into the clause that they name."""

from __future__ import annotations

from collections import Counter
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


# (what it shows, the citation, the path of the clause)
NAMED = [
    ("the printed form", "《考勤管理制度》第三章 第十三条", ("第三章", "第十三条")),
    ("without the chapter", "《考勤管理制度》第十三条", ("第三章", "第十三条")),
    ("in figures", "《考勤管理制度》第13条", ("第三章", "第十三条")),
    ("in full-width figures", "《考勤管理制度》第１３条", ("第三章", "第十三条")),
    ("with spaces inside", "《考勤管理制度》 第 13 条", ("第三章", "第十三条")),
    ("the bare figure", "《考勤管理制度》13", ("第三章", "第十三条")),
    ("the bare numeral", "《考勤管理制度》十三", ("第三章", "第十三条")),
    ("the bare full-width figure", "《考勤管理制度》１３", ("第三章", "第十三条")),
    ("an item, after a space", "《考勤管理制度》第十三条 （二）", ("第三章", "第十三条", "（二）")),
    ("an item, right behind", "《考勤管理制度》第十三条（二）", ("第三章", "第十三条", "（二）")),
    ("an item in half-width brackets", "《考勤管理制度》第十三条(二)", ("第三章", "第十三条", "（二）")),
    ("an item in figures", "《考勤管理制度》第13条(2)", ("第三章", "第十三条", "（二）")),
    ("an item as lawyers say it", "《考勤管理制度》第十三条第（二）项", ("第三章", "第十三条", "（二）")),
    ("an item without brackets", "《考勤管理制度》第十三条第二项", ("第三章", "第十三条", "（二）")),
    ("with the slashes of an id", "《考勤管理制度》第三章/第十三条/（二）", ("第三章", "第十三条", "（二）")),
    ("white space around", "  《考勤管理制度》第十三条 ", ("第三章", "第十三条")),
    ("a comma between the parts", "《考勤管理制度》第三章，第十三条", ("第三章", "第十三条")),
    ("a pause mark between the parts", "《客服日常工作守则》一、（三）", ("一", "（三）")),
    ("a whole chapter", "《考勤管理制度》第三章", ("第三章",)),
    ("decimals", "《工作交接管理规定》4.3.2", ("4", "4.3", "4.3.2")),
    ("decimals in full width", "《工作交接管理规定》４.３.２", ("4", "4.3", "4.3.2")),
    ("decimals with their outer labels", "《工作交接管理规定》4 4.3 4.3.2", ("4", "4.3", "4.3.2")),
    ("decimals as an article", "《工作交接管理规定》第4.3.2条", ("4", "4.3", "4.3.2")),
    ("items below items", "《费用报销管理办法（V1.0）》四（一）2", ("四", "（一）", "2")),
    ("items in figures below items", "《费用报销管理办法（V1.0）》四（一）第2项", ("四", "（一）", "2")),
    ("part of a title that is one document's", "《交接管理》4.3.2", ("4", "4.3", "4.3.2")),
]


@pytest.mark.parametrize(("why", "citation", "path"), NAMED, ids=[row[0] for row in NAMED])
def test_named(why: str, citation: str, path: tuple[str, ...], base: KnowledgeBase) -> None:
    assert base.clause(citation).path == path


def test_every_clause_is_found_by_its_own_id_and_its_own_citation(base: KnowledgeBase) -> None:
    clauses = list(base.clauses())
    printed = Counter(clause.citation for clause in clauses)
    assert sum(count == 1 for count in printed.values()) >= 800
    for clause in clauses:
        assert base.clause(clause.id) == clause
        if printed[clause.citation] == 1:
            assert base.clause(clause.citation) == clause


def test_a_title_alone_gives_the_first_clause(base: KnowledgeBase) -> None:
    assert base.clause("《考勤管理制度》") == next(base.clauses(document="考勤管理制度"))


# (what it shows, the citation, words of the error, words of the remedy)
LOST = [
    ("no such article", "《考勤管理制度》第九百条", "没有 第九百条", "kb list clauses"),
    ("no such item", "《考勤管理制度》第十三条（九）", "（九）", "kb list clauses"),
    ("no such document", "《月球基地管理办法》第一条", "没有名为“月球基地管理办法”的制度", "kb list documents"),
    ("several documents by that part of the title", "《管理制度》第一条", "对应多份制度", "考勤管理制度"),
    ("an item that several articles have", "《考勤管理制度》（一）", "对应多条", "第五条/（一）"),
    ("an article is no item", "《员工奖惩条例》（十四）", "没有", "kb list clauses"),
    ("an item is no article", "《员工奖惩条例》第十四项", "没有 第十四项", "kb list clauses"),
    ("an id that is none", "考勤管理制度#第九百条", "考勤管理制度#第九百条", ""),
    ("no citation at all", "第十三条", "第十三条", ""),
    ("nothing", "", "", ""),
]


@pytest.mark.parametrize(("why", "citation", "message", "remedy"), LOST, ids=[row[0] for row in LOST])
def test_not_found(why: str, citation: str, message: str, remedy: str, base: KnowledgeBase) -> None:
    with pytest.raises(NotFound) as caught:
        base.clause(citation)
    assert message in str(caught.value)
    assert remedy in caught.value.remedy
    assert caught.value.remedy


def test_the_choices_that_an_ambiguous_citation_offers_are_clauses(base: KnowledgeBase) -> None:
    with pytest.raises(NotFound) as caught:
        base.clause("《考勤管理制度》（一）")
    choices = caught.value.remedy.partition(":")[2].split("、")
    assert len(choices) > 1
    assert {base.clause(choice).number for choice in choices} == {"（一）"}


@settings(deadline=None)
@given(labels=st.text(alphabet="第十三3１.条项章（）()一二 /、,¶", max_size=14))
def test_any_labels_name_a_clause_of_that_document_or_nothing(labels: str, base: KnowledgeBase) -> None:
    try:
        found = base.clause(f"《考勤管理制度》{labels}")
    except NotFound:
        return
    assert found.document.title == "考勤管理制度"
