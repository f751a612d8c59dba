"""Who names whom: what counts as naming a document, and what does not."""

from __future__ import annotations

import pytest

from ingest.document import Clause, Document, DocumentRef
from kb.prominence import named_by


def document(title: str, *texts: str) -> Document:
    ref = DocumentRef(title, title, f"{title}.txt", "0")
    clauses = tuple(
        Clause(id=f"{title}#{at}", document=ref, number=None, path=(f"¶{at}",), text=text)
        for at, text in enumerate(texts)
    )
    return Document(title, title, ref.source, "0", clauses, (title,))


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("a title in brackets", "按《考勤管理制度》执行。", 1),
        ("named twice by one document is named once", "《考勤管理制度》第三条、《考勤管理制度》第五条。", 1),
        ("before a clause number, without brackets", "依照考勤管理制度第三条扣款。", 1),
        ("an edition counts for the family", "按《考勤管理制度(2024版)》执行。", 1),
        ("its words alone are no name", "考勤管理制度由人事制定。", 0),
        ("another title that holds its name", "按《外勤考勤管理制度补充规定》执行。", 0),
        ("a title that nobody has", "按《食堂管理制度》执行。", 0),
    ],
)
def test_naming(sentence: str, text: str, expected: int) -> None:
    found = named_by([document("考勤管理制度", "迟到扣款。"), document("员工奖惩条例", text)])
    assert found.get("考勤管理制度", 0) == expected, sentence


def test_a_document_that_names_itself_is_not_named() -> None:
    assert named_by([document("考勤管理制度", "违反《考勤管理制度》的,扣款。")]) == {}


def test_a_law_is_named_without_its_country_and_by_the_titles_of_its_interpretations() -> None:
    law = document("中华人民共和国劳动法", "工资按月支付。")
    others = [
        document("关于适用《中华人民共和国劳动法》的解释", "略。"),
        document("工资规定", "依照劳动法第五十条支付。"),
    ]
    assert named_by([law, *others]) == {law.id: 2}
