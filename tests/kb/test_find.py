"""Finding: lay words lead to the clauses of statutes and of policies, and hostile text to no error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.everyday import LAW_PATH, LONGEST, load_everyday, load_thesaurus
from index.features import fold
from kb import KnowledgeBase

# Rules in the manner of statutes, written for this test.
LAWS = {
    "家庭法": (
        ("第一条", "夫妻一方要求离婚的,可以提起离婚诉讼;感情确已破裂、调解无效的,应当准予离婚。"),
        ("第二条", "夫妻在婚姻关系存续期间所得的工资、奖金,为夫妻共同财产。"),
        ("第三条", "离婚后,子女由一方直接抚养的,另一方应当负担抚养费。"),
        ("第四条", "继承开始后,没有遗嘱的,按照法定继承办理:第一顺序为配偶、子女、父母。"),
    ),
    "劳动法": (
        ("第一条", "用人单位应当按时支付劳动报酬,不得克扣或者无故拖欠工资。"),
        ("第二条", "用人单位自用工之日起超过一个月未与劳动者订立书面劳动合同的,应当每月支付二倍的工资。"),
        ("第三条", "职工在上下班途中受到非本人主要责任的交通事故伤害的,应当认定为工伤。"),
        ("第四条", "女职工在孕期、产期、哺乳期的,用人单位不得解除劳动合同。"),
    ),
    "借贷规定": (
        ("第一条", "借款人未按照约定的期限返还借款的,应当支付逾期利息。"),
        ("第二条", "保证人承担保证责任后,有权向债务人追偿。"),
        ("第三条", "工资、劳动报酬的争议,依照《劳动法》的规定处理。"),
    ),
}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("laws")
    records = folder / "laws.jsonl"
    records.write_text(
        "".join(
            json.dumps({"document": {"title": title}, "number": number, "text": text}, ensure_ascii=False) + "\n"
            for title, clauses in LAWS.items()
            for number, text in clauses
        ),
        encoding="utf-8",
    )
    with KnowledgeBase.build([records], folder / "kb") as base:
        yield base


@pytest.mark.parametrize(
    ("question", "title", "number"),
    [
        ("老婆不想过了要离,法院会判吗,两口子感情不和", "家庭法", "第一条"),
        ("结婚后的钱算两个人的吗", "家庭法", "第二条"),
        ("孩子的奶粉钱他不给", "家庭法", "第三条"),
        ("老人走了没立遗嘱,家产归谁", "家庭法", "第四条"),
        ("老板欠薪不给", "劳动法", "第一条"),
        ("干了半年没签合同上班", "劳动法", "第二条"),
        ("下班路上出车祸", "劳动法", "第三条"),
        ("喂奶期间被炒鱿鱼", "劳动法", "第四条"),
        ("欠钱不还", "借贷规定", "第一条"),
        ("我当保人替他还了钱", "借贷规定", "第二条"),
    ],
)
def test_lay_words_lead_to_the_article(laws: KnowledgeBase, question: str, title: str, number: str) -> None:
    best = laws.find(question, limit=3)[0].clause
    assert (best.document.title, best.number) == (title, number)


def test_hits_are_ranked_and_say_what_was_looked_for(laws: KnowledgeBase) -> None:
    hits = laws.find("欠钱不还", limit=5)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "关键词:欠钱不还" in hits[0].why


@pytest.mark.parametrize("question", ["", " \n", "???", "AND (", "\x00\x01", "zzzz", "怎么办", "🙂", "的" * 10_000])
def test_what_asks_for_nothing_finds_nothing(laws: KnowledgeBase, question: str) -> None:
    assert laws.find(question) == []


def test_a_long_question_is_read_in_part(laws: KnowledgeBase) -> None:
    assert laws.find("欠钱不还" + "啊" * 10_000)[0].clause.document.title == "借贷规定"


@pytest.mark.parametrize("limit", [-1, 0])
def test_no_hits_are_given_where_none_are_wanted(laws: KnowledgeBase, limit: int) -> None:
    assert laws.find("欠钱不还", limit=limit) == []


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("生娃能休几天", "请假与休假管理规定"),
        ("代打卡罚多少", "考勤管理制度"),
        ("出差打车的钱给报吗", "费用报销管理办法"),
    ],
)
def test_the_same_finding_serves_a_shop(shop_base: Path, question: str, title: str) -> None:
    with KnowledgeBase.open(shop_base) as base:
        assert title in {fold(hit.clause.document.title).split("(")[0] for hit in base.find(question, limit=5)}


def test_documents_that_are_not_in_force_on_the_day_are_left_out(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as now, KnowledgeBase.open(shop_base, as_of="2022-06-01") as then:
        found_now = {hit.clause.document.id for hit in now.find("差旅费报销", limit=20)}
        found_then = {hit.clause.document.id for hit in then.find("差旅费报销", limit=20)}
    assert found_now - found_then


LAW = load_everyday(LAW_PATH)


def test_the_law_thesaurus_is_in_the_form_in_which_questions_are_compared() -> None:
    words = {*LAW, *(target for targets in LAW.values() for target in targets)}
    assert sorted(word for word in words if fold(word) != word) == []
    assert [word for word in LAW if len(word) > LONGEST] == []
    assert [word for word, targets in LAW.items() if len(set(targets)) != len(targets)] == []


def test_a_word_of_both_thesauri_leads_to_both_and_to_the_law_first() -> None:
    work = load_everyday()
    both = load_thesaurus()
    shared = work.keys() & LAW.keys()
    assert shared
    for word in shared:
        assert both[word][: len(LAW[word])] == LAW[word]
        assert set(work[word]) <= set(both[word])
