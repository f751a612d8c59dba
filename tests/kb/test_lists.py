"""Lists in answers: a post's duties before rules on its matter, all items below a lead, the steps in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import KnowledgeBase

POSTS = """游泳馆岗位职责
1 泳池部
1.1 救生员（高远）
1.1.1 开馆前检查救生器材。
1.1.2 每小时巡视一次深水区。
1.1.3 填写救生日志。
1.2 水质员（田甜）
1.2.1 每两小时测量水温。
1.2.2 保管消毒药品。
"""

TESTING = """水质员与水质检测管理制度
第一章 总则
第一条 为保证水质安全,规范水质员的检测工作,制定本制度。
第二条 水质员的检测结果应当公示。
第三条 水质检测由水质员执行,泳池主管检查。
第二章 取样流程
第四条 取样前冲洗取样瓶。
第五条 在水面下三十厘米处取样。
第六条 样品贴上标签送化验室。
第三章 入职
第七条 应聘人员面试时应交下列证件:
（一）身份证;
（二）救生员资格证;
（三）健康证明。
第八条 池水颜色按下列规定处理:
（一）发绿的投放灭藻剂;
（二）浑浊的开启过滤泵;
（三）发黄的更换滤砂。
第九条 漏检水质按下列标准扣款:
（一）一次的,扣15元;
（二）两次的,扣45元;
（三）三次以上的,扣95元。
第四章 采购权限
第十条 单笔600元以下的,水质员决定采购药剂。
第十一条 单笔600元以上、4000元以下的,泳池主管决定采购药剂。
第十二条 单笔4000元以上的,馆长决定采购药剂。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("lists")
    (folder / "a.txt").write_text(POSTS, encoding="utf-8")
    (folder / "b.txt").write_text(TESTING, encoding="utf-8")
    with KnowledgeBase.build([folder], folder / "kb") as built:
        yield built


# (what it shows, question, the first answers in order)
LISTED = [
    ("a post's duties", "救生员都要做什么", ["开馆前检查救生器材", "每小时巡视一次深水区", "填写救生日志"]),
    (
        "a post's duties come before a policy that bears its name",
        "水质员的职责有哪些",
        ["每两小时测量水温", "保管消毒药品"],
    ),
    ("all that is to be handed in", "面试时应聘人员要交哪些证件", ["身份证", "救生员资格证", "健康证明"]),
    (
        "all bands below a lead that holds no value",
        "漏检水质怎么罚",
        ["一次的,扣15元", "两次的,扣45元", "三次以上的,扣95元"],
    ),
    (
        "the steps below a heading",
        "水质检测取样流程是什么",
        ["取样前冲洗取样瓶", "在水面下三十厘米处取样", "样品贴上标签送化验室"],
    ),
]


@pytest.mark.parametrize(("why", "question", "texts"), LISTED, ids=[row[0] for row in LISTED])
def test_listed(why: str, question: str, texts: list[str], base: KnowledgeBase) -> None:
    answers = base.ask(question).answers
    assert [answer.clause.text.rstrip("。;；") for answer in answers[: len(texts)]] == texts
    assert [answer.text for answer in answers[: len(texts)]] == texts, "an item is given whole, and nothing before it"
    for answer in answers[: len(texts)]:
        assert answer.text == answer.clause.text[answer.start : answer.end]


def test_bands_come_in_their_order(base: KnowledgeBase) -> None:
    numbers = [answer.clause.number for answer in base.ask("采购药剂谁决定").answers]
    bands = [number for number in numbers if number in ("第十条", "第十一条", "第十二条")]
    assert bands == sorted(bands, key=["第十条", "第十一条", "第十二条"].index)
    assert len(bands) == 3


def test_a_value_asked_about_gets_its_band(base: KnowledgeBase) -> None:
    assert base.ask("5000元的药剂采购谁决定").answers[0].clause.number == "第十二条"


def test_one_item_is_not_the_list(base: KnowledgeBase) -> None:
    """What is asked stands in one item, and its neighbours answer something else."""
    first = base.ask("池水发绿怎么处理").answers[0]
    assert "灭藻剂" in first.text


def test_the_heading_of_a_list_is_not_an_answer_beside_it(base: KnowledgeBase) -> None:
    answers = base.ask("救生员都要做什么").answers
    assert "1.1" not in [answer.clause.number for answer in answers]


def test_the_sample_corpus_lists_the_posts_duties_first(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as shop:
        answers = shop.ask("网店编辑都要做什么").answers
        assert [answer.clause.number for answer in answers[:3]] == ["2.3.1", "2.3.2", "2.3.3"]
        assert answers[0].clause.document.title == "岗位职责与人员名册"
