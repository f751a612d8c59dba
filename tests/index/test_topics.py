"""Topics: what a clause is about, by its own words, its headings and its title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.lexicon import Lexicon, Topic, load_lexicon
from index.topic_evidence import Evidence, Seeds
from index.topic_model import FEATURES, TopicModel, character_pairs, load_topic_model
from index.topics import OTHER, keywords, topics_of
from ingest.document import Clause, Document, DocumentRef

LEXICON = load_lexicon()
CONTRACT = (
    "考勤 请假 奖励 处罚 薪酬 退换货 投诉 评价 发货 库存 采购 促销推广 商品上架 页面设计 信息发布 客户接待 话术礼仪 "
    "订单备注 保密 卫生 培训 交接 会议 财务 人事 店铺运营 数据分析 设备网络"
)


def clause(text: str, headings: tuple[str, ...] = (), title: str = "规定", number: str = "1") -> Clause:
    return Clause(f"d#{number}", DocumentRef("d", title, "d.txt", ""), number, (number,), text, headings)


def test_the_shipped_topics_are_those_that_other_programs_know() -> None:
    assert [topic.name for topic in LEXICON.topics] == CONTRACT.split()


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        ("迟到超过十分钟记一次", (), "考勤"),
        ("病假须附医院证明", (), "请假"),
        ("底薪加提成,月底发工资", (), "薪酬"),
        ("七天无理由退货,退款原路返回", (), "退换货"),
        ("中差评由专人跟进,争取改为好评", (), "评价"),
        ("面单贴牢后交快递揽收", (), "发货"),
        ("年终盘点,账实不符的查明原因", (), "库存"),
        ("向三家供应商询价后进货", (), "采购"),
        ("直通车每天调整出价", (), "促销推广"),
        ("新品拍照、主图、详情页排版", (), "页面设计"),
        ("给订单插旗并备注工号", (), "订单备注"),
        ("不得泄露客户资料", (), "保密"),
        ("垃圾每天清扫", (), "卫生"),
        ("入职后由师傅带教", (), "培训"),
        ("晚班与早班做好交接", (), "交接"),
        ("周一上午召开例会", (), "会议"),
        ("凭发票报销", (), "财务"),
        ("服务器和路由器每月检查", (), "设备网络"),
        ("每月不超过两次", ("考勤制度",), "考勤"),  # the heading says what of
        ("以上规定长期有效", (), OTHER),
    ],
)
def test_the_first_topic_of_a_clause(text: str, headings: tuple[str, ...], expected: str) -> None:
    assert topics_of(clause(text, headings), LEXICON)[0] == expected


def test_a_clause_has_at_most_two_topics_and_a_word_in_passing_is_none() -> None:
    many = topics_of(clause("请假、退货、盘点、例会、采购、培训、卫生都要登记"), LEXICON)
    assert len(many) == 2
    assert "会议" not in topics_of(clause("迟到、早退、旷工、串岗、脱岗一律登记,再做总结"), LEXICON)


def test_a_fine_is_about_fines_also_where_no_seed_says_so() -> None:
    assert "处罚" in topics_of(clause("弄丢本子的自己补上"), LEXICON, modality="penalty")


MODEL = TopicModel(
    pairs={"油卡": {"财务": 0.9}, "加油": {"财务": 0.4, "卫生": -0.5}},
    bases={"财务": 0.05, "卫生": 0.02},
    weights=tuple(4.0 if name in ("strong", "pairs") else 0.0 for name in FEATURES),
    offset=-2.0,
    least=0.5,
)


def test_character_pairs_stay_within_a_run_of_letters_and_count_once() -> None:
    assert list(character_pairs("油卡,加油卡油卡 12")) == ["油卡", "加油", "卡油"]


def test_words_that_no_seed_knows_speak_for_a_topic_and_are_named() -> None:
    judged = MODEL.judge({}, "油卡不外借")
    assert judged["财务"] > 0.8
    assert "卫生" not in judged
    assert MODEL.words("财务", "加油时凭油卡") == ("油卡", "加油")


@pytest.mark.parametrize("installed", [True, False])
def test_scores_are_the_sums_of_the_weights(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if installed:
        pytest.importorskip("ahocorasick_rs")
    monkeypatch.setattr("index.phrases._installed", lambda: installed)
    shipped = load_topic_model()
    model = replace(shipped)
    pairs = list(model.pairs)
    for text in ("", "12", "加油卡\ud800油卡", *("".join(pairs[at : at + 40]) for at in range(0, len(pairs), 20))):
        found = [pair for pair in character_pairs(text) if pair in model.pairs]
        for topic, score in model.scores(text).items():
            told = sum(model.pairs[pair].get(topic, 0.0) for pair in found)
            assert score == pytest.approx(model.bases[topic] + told / max(len(found), 1) ** 0.5, abs=1e-13)


def test_a_topic_that_the_model_never_saw_is_judged_by_its_seeds() -> None:
    judged = MODEL.judge({"直播": Evidence(text=Seeds(1, 0, ("直播间",)))}, "主播提前到直播间")
    assert judged == {"直播": pytest.approx(1 / (1 + 2.718281828**-2))}


def test_the_shipped_model_speaks_of_topics_of_the_shipped_lexicon_only() -> None:
    model = load_topic_model()
    assert set(model.bases) == LEXICON.topic_names
    assert {topic for topics in model.pairs.values() for topic in topics} <= LEXICON.topic_names


def test_no_topic_is_given_that_the_shop_does_not_have() -> None:
    own = Lexicon(topics=(Topic("直播", ("直播间", "主播")),))
    assert topics_of(clause("底薪加提成,月底发工资"), own) == (OTHER,)


def test_a_shop_may_add_its_own_topic() -> None:
    own = Lexicon(topics=(Topic("直播", ("直播间", "主播")),))
    assert topics_of(clause("主播提前半小时到直播间"), own) == ("直播",)


def test_keywords_tell_clauses_apart_and_do_not_depend_on_the_run() -> None:
    clauses = (clause("迟到罚款,旷工罚款", number="1"), clause("退货退款,换货补差价", number="2"))
    document = Document("d", "规定", "d.txt", "", clauses)
    found = keywords([document])
    assert set(found) == {"d", "d#1", "d#2"}
    assert "迟到" in found["d#1"]
    assert "退货" in found["d#2"]
    assert not set(found["d#1"]) & set(found["d#2"])
    assert found == keywords([document])


def test_keywords_of_nothing_are_none() -> None:
    assert keywords([Document("d", "", "d.txt", "", (clause("1 2"),))]) == {"d#1": (), "d": ()}
