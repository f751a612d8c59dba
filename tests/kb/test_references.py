"""Cross-references led to their clauses; what only looks like one is left alone."""

from __future__ import annotations

from functools import cache

import pytest

from ingest.document import Document
from ingest.parse import parse_bytes
from kb.references import circles, references_of

POLICY = """值守办法

第一章 总则
第一条 本办法适用于仓库。
第二条 {}
第二章 值守
第三条 值守分为下列三种:
(一)白天值守;
(二)夜间值守;
(三)节日值守。
第四条 值守人员应当签到。签到后巡查。
第五条 值守补贴由财务发放。
第六条 {}
"""

OTHER = """钥匙规定

1 登记
1.1 钥匙由行政专员登记。
1.2 备用钥匙放在保险柜。
2 归还
2.1 钥匙当天归还。
"""


@cache
def policy(early: str = "仓库夜间上锁。", late: str = "本办法由行政部解释。") -> tuple[Document, ...]:
    texts = ((POLICY.format(early, late), "a.txt"), (OTHER, "b.txt"))
    return tuple(document for text, name in texts for document in parse_bytes(text.encode(), name=name))


# A sentence for 第六条; the words found as a reference; the numbers of the clauses that it leads to, or a state.
FOUND = [
    ("an article", "违反本办法第四条的,罚款20元。", "本办法第四条", ["第四条"]),
    ("two articles", "违反本办法第四条、第五条的,罚款20元。", "本办法第四条、第五条", ["第四条", "第五条"]),
    ("a range", "本办法第三条至第五条适用于外包人员。", "本办法第三条至第五条", ["第三条", "第四条", "第五条"]),
    ("an item", "违反本办法第三条第二项的,罚款20元。", "本办法第三条第二项", ["(二)"]),
    ("an item in brackets", "违反第三条第(三)项的,罚款20元。", "第三条第(三)项", ["(三)"]),
    ("items of one article", "依照第三条第一项、第三项办理。", "第三条第一项、第三项", ["(一)", "(三)"]),
    ("a range of items", "依照第三条第一项至第三项办理。", "第三条第一项至第三项", ["(一)", "(二)", "(三)"]),
    ("a paragraph", "依照第四条第一款办理。", "第四条第一款", ["第四条"]),
    ("a chapter", "本办法第二章适用于外包人员。", "本办法第二章", ["第二章"]),
    ("arabic for Chinese numerals", "违反本办法第4条的,罚款20元。", "本办法第4条", ["第四条"]),
    ("the article before", "前条规定的补贴按月发放。", "前条", ["第五条"]),
    ("the two articles before", "前两条不适用于外包人员。", "前两条", ["第四条", "第五条"]),
    ("another policy", "钥匙按《钥匙规定》办理。", "《钥匙规定》", []),
    ("a clause of another policy", "登记按《钥匙规定》1.2办理。", "《钥匙规定》1.2", ["1.2"]),
    ("a part of another policy", "归还按《钥匙规定》第2部分办理。", "《钥匙规定》第2部分", ["2"]),
    ("an article that is not there", "违反本办法第九条的,罚款20元。", "本办法第九条", "dangling"),
    ("an item that is not there", "依照第三条第五项办理。", "第三条第五项", "dangling"),
    ("a part that is not there", "归还按《钥匙规定》第7部分办理。", "《钥匙规定》第7部分", "dangling"),
    ("a paragraph that cannot be there", "依照第四条第九款办理。", "第四条第九款", "dangling"),
    ("a policy that is not there", "处罚按《奖惩条例》第四条办理。", "《奖惩条例》第四条", "outside"),
    ("a range beyond the end", "本办法第五条至第十二条适用于外包人员。", "本办法第五条至第十二条", "dangling"),
]


@pytest.mark.parametrize(("sentence", "text", "words", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_reference(sentence: str, text: str, words: str, expected: list[str] | str) -> None:
    documents = policy(late=text)
    clauses = {clause.id: clause for document in documents for clause in document.clauses}
    (found,) = references_of(documents).found
    clause = clauses[found.clause]
    assert clause.text[found.start : found.end] == found.text == words
    if isinstance(expected, str):
        assert (found.state, found.targets) == (expected, ())
    else:
        assert found.state == "resolved"
        assert [clauses[target].number for target in found.targets] == expected


NONE = [
    ("a form", "值守人员填写《值班登记表》。"),
    ("an ordinal", "第一项工作是清点钥匙。"),
    ("times", "第三次违反的,辞退。"),
    ("an amount", "补贴按3.5元计算,不超过12.5%。"),
    ("a law without its marks", "按照劳动合同法第三十九条解除合同。"),
    ("a precondition", "发放补贴的前提条件是签到。"),
    ("money up front", "前款项未结清的,不得借款。"),
    ("a chapter mark in another word", "公章由行政专员保管。"),
]


@pytest.mark.parametrize(("sentence", "text"), NONE, ids=[row[0] for row in NONE])
def test_no_reference(sentence: str, text: str) -> None:
    assert references_of(policy(late=text)).found == ()


def test_both_ways() -> None:
    references = references_of(policy(early="补贴按本办法第五条执行。", late="违反本办法第五条的,罚款20元。"))
    (fifth,) = references.cited_by
    assert [reference.clause.rpartition("/")[2] for reference in references.cited_by[fifth]] == ["第二条", "第六条"]
    assert len(references.cites) == 2


def test_rings_of_clauses_that_hand_on_are_found_once() -> None:
    ring = references_of(policy(early="补贴按本办法第六条执行。", late="补贴按照第二条规定计算。"))
    assert [[reference.text for reference in one] for one in circles(ring)] == [["本办法第六条", "第二条"]]
    line = references_of(policy(early="补贴按本办法第六条执行。", late="违反第二条的,罚款20元。"))
    assert circles(line) == []
