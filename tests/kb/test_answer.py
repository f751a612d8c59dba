"""From clauses to answers: the span that is cut, which clauses are listed with the best, and when there is no answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.features import Candidate, Query, features
from index.judge import load_judge
from index.lexicon import load_lexicon
from index.ranker import Ranked
from index.tagger import tag
from ingest import Clause, Document
from ingest.parse import parse_bytes
from ingest.records import parse_records
from kb import KnowledgeBase
from kb.above import post_before
from kb.answer import ALSO, ANSWERS_AT_MOST, SURE, UNLIKELY, answers_of, differ
from kb.cut import JOINT, Cut, cut_answer
from kb.lists import Lists
from kb.reply import SAME_MATTER, Answer


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


def clause_of(text: str, *headings: str, title: str = "值守管理制度") -> Clause:
    """Give a tagged clause with exactly this text."""
    record = {"document": {"title": title}, "text": text, "headings": list(headings)}
    (document,) = tag(parse_records(json.dumps(record).encode(), name="a.jsonl"), load_lexicon())
    return document.clauses[0]


def joined(cut: Cut, text: str) -> str:
    """Put a cut together from what it names: words from above, and a run of the clause."""
    return JOINT.join(words for words in (cut.above, text[cut.start : cut.end]) if words)


def asked(base: KnowledgeBase, kind: str, question: str) -> Query:
    """Read a question; its kind is given, since this is about cutting and not about kinds."""
    return replace(base._read(question).query, kind=kind, kinds=((kind, 1.0),))


STEPS = (
    "未穿工服上岗的,第一次由组长口头警告并登记在值守本上,第二次罚款35元并在班组例会上检讨,"
    "第三次罚款90元并取消当月的全部评优资格。"
)
BANDS = (
    "漏交巡查表的按下列标准处理:每月2次以内的由班长当面提醒并补交;3次以上5次以下的罚款25元,从当月绩效中扣除;"
    "6次以上的罚款80元,并调离现在的岗位。"
)
SPENDING = "备品采购按金额逐级审批,单笔800元以下的由班长审批,单笔800元以上4000元以下的由场馆经理审批,单笔4000元以上的由总监审批。"
TABLE = "损坏护栏\t罚款60元\t当班值守员\n丢失对讲机\t罚款220元\t领用人\n弄脏地毯\t罚款15元\t当班值守员"
SEVERAL = "场馆每天开放十小时。值守员每两小时巡查一次;发现漏水的,应在15分钟内报告工程部!雨天加派一人。"

# (what it shows, kind, question, clause, words that must stand in the answer, words that must not)
CUTS = [
    ("the step asked for", "penalty", "第二次没穿工服罚多少", STEPS, ["第二次", "35元"], ["90元"]),
    ("the last step", "penalty", "第三次没穿工服怎么罚", STEPS, ["第三次", "90元"], ["35元"]),
    ("the band that holds the value", "penalty", "漏交巡查表4次罚多少", BANDS, ["25元"], ["80元"]),
    ("the band above", "penalty", "漏交巡查表7次罚多少", BANDS, ["80元"], ["25元"]),
    ("the band of an amount", "approval", "买2000元的备品谁批", SPENDING, ["场馆经理审批"], ["总监"]),
    ("the highest band", "approval", "买9000元的备品谁批", SPENDING, ["总监审批"], ["班长"]),
    ("the row of a table", "penalty", "对讲机丢了罚多少", TABLE, ["丢失对讲机", "220元"], ["60元", "15元"]),
    ("a row whole, with who is bound", "penalty", "弄脏地毯罚多少", TABLE, ["15元", "当班值守员"], ["220元"]),
    ("one sentence of several", "amount", "场馆开放几个小时", SEVERAL, ["十小时"], ["巡查", "雨天"]),
    ("the clause between semicolons", "deadline", "漏水多久内报告", SEVERAL, ["15分钟内"], ["两小时", "加派"]),
    (
        "a condition with what it leads to",
        "deadline",
        "钥匙丢了多久内报告",
        "钥匙由值守员随身保管、不得转借他人使用或者私自配制,下班前放回钥匙柜并由接班人清点,发现丢失的,应在40分钟内报告安保主管。",
        ["40分钟内"],
        ["不得转借"],
    ),
    (
        "brackets are not taken apart",
        "amount",
        "夜班补贴多少",
        "夜班补贴(含餐费;不含交通费)每班45元。病假期间不发。",
        ["夜班补贴(含餐费;不含交通费)每班45元"],
        ["病假"],
    ),
    (
        "full-width brackets neither",
        "amount",
        "夜班补贴多少",
        "夜班补贴（含餐费；不含交通费）每班45元。病假期间不发。",
        ["（含餐费；不含交通费）每班45元"],
        ["病假"],
    ),
    (
        "a line wrapped after a comma goes on",
        "penalty",
        "巡查作假罚多少",
        "巡查记录作假的,\n罚款150元。\n其他情形由安保主管决定。",
        ["巡查记录作假的", "罚款150元"],
        [],
    ),
    (
        "full-width figures are figures",
        "penalty",
        "带宠物进场罚多少",
        "场馆内不得追逐。带宠物进场的，罚款２５元。饮食请到休息区。",
        ["罚款２５元"],
        [],
    ),
    (
        "a question that a clause answers behind itself",
        "procedure",
        "观众走失了怎么办",
        "观众走失怎么办?先广播两遍,再到各出口查看。",
        ["先广播两遍", "各出口"],
        [],
    ),
    (
        "no punctuation at all",
        "penalty",
        "翻越护栏罚多少",
        "翻越护栏罚款70元",
        ["翻越护栏罚款70元"],
        [],
    ),
]


@pytest.mark.parametrize(("why", "kind", "question", "text", "there", "absent"), CUTS, ids=[row[0] for row in CUTS])
def test_cut(
    why: str, kind: str, question: str, text: str, there: list[str], absent: list[str], base: KnowledgeBase
) -> None:
    cut = cut_answer(asked(base, kind, question), clause_of(text))
    assert cut.text == joined(cut, text)
    assert [word for word in there if word not in cut.text] == [], cut.text
    assert [word for word in absent if word in cut.text] == [], cut.text


WHO = [
    ("named in the clause", "夜间巡查由值班经理负责。", (), "夜间由谁负责巡查", "值班经理", True),
    (
        "the sentence of what is asked about",
        "钥匙由行政专员保管。门票由会计清点。对讲机由仓管员发放。",
        (),
        "门票谁清点",
        "会计",
        True,
    ),
    ("the post in the heading", "每天开门前检查烟感。", ("消防员岗位职责",), "烟感谁检查", "消防员岗位职责", False),
    ("the nearest heading", "每天开门前检查烟感。", ("行政部", "消防员"), "烟感谁检查", "消防员", False),
    (
        "people named for a role in the heading",
        "每天盘点现金。",
        ("出纳（方小舟）",),
        "现金谁盘点",
        "出纳（方小舟）",
        False,
    ),
    (
        "a heading that names a list and no post is passed over",
        "核对台账。",
        ("库管员", "工作职责"),
        "台账谁核对",
        "库管员",
        False,
    ),
    ("a mark before a post is no part of its name", "每天盘点现金。", ("●出纳",), "现金谁盘点", "出纳", False),
    ("a clause that names nobody gives its sentence", "门票当天有效。", (), "门票谁负责", "门票当天有效", True),
]


@pytest.mark.parametrize(("why", "text", "headings", "question", "answer", "inside"), WHO, ids=[row[0] for row in WHO])
def test_who(
    why: str, text: str, headings: tuple[str, ...], question: str, answer: str, inside: bool, base: KnowledgeBase
) -> None:
    cut = cut_answer(asked(base, "responsible", question), clause_of(text, *headings))
    assert answer in cut.text
    assert cut.above == ("" if inside else answer)
    assert cut.text == joined(cut, text)


SHARED = [
    (
        "a fine that is said once for all items of a list",
        "penalty",
        "不锁器材柜怎么罚",
        "离场不锁器材柜的；",
        "有下列情形之一的，每次罚款45元：",
        "有下列情形之一的，每次罚款45元",
    ),
    (
        "an item that has a fine of its own",
        "penalty",
        "不锁器材柜怎么罚",
        "离场不锁器材柜的，罚款60元；",
        "有下列情形之一的，每次罚款45元：",
        "",
    ),
    (
        "what is refused for all items",
        "permission",
        "宠物能带进场馆吗",
        "宠物和大型活体动物；",
        "下列物品不得带入场馆：",
        "下列物品不得带入场馆",
    ),
]


@pytest.mark.parametrize(("why", "kind", "question", "text", "lead", "above"), SHARED, ids=[row[0] for row in SHARED])
def test_words_that_lead_a_list(
    why: str, kind: str, question: str, text: str, lead: str, above: str, base: KnowledgeBase
) -> None:
    cut = cut_answer(asked(base, kind, question), clause_of(text, lead))
    assert cut.above == above
    assert cut.text == joined(cut, text)


GRADES = "标准如下：\n级别\t底薪\t绩效\n初级值守员\t2100元\t300元\n中级值守员\t2600元\t500元"
FINES = "行为\t处罚\n第一次\t第二次\n损坏护栏\t罚款60元\t辞退\n弄脏地毯\t警告\t罚款15元"
HEADS = [
    ("the cell of one column", "amount", "中级值守员绩效多少", GRADES, "中级值守员\n绩效", "500元"),
    (
        "the cell of a step, below a name that is parted",
        "penalty",
        "第二次弄脏地毯罚多少",
        FINES,
        "弄脏地毯\n第二次",
        "罚款15元",
    ),
    (
        "no step is asked for",
        "penalty",
        "弄脏地毯罚多少",
        FINES,
        "行为\t处罚\n第一次\t第二次",
        "弄脏地毯\t警告\t罚款15元",
    ),
    ("no column is named", "amount", "中级值守员拿多少", GRADES, "级别\t底薪\t绩效", "中级值守员\t2600元\t500元"),
    (
        "a column and one by a name that the table has not",
        "amount",
        "中级值守员绩效和房补多少",
        GRADES,
        "级别\t底薪\t绩效",
        "中级值守员\t2600元\t500元",
    ),
    (
        "cells were merged, so that columns cannot be counted off",
        "penalty",
        "第二次弄脏地毯罚多少",
        FINES.replace("弄脏地毯\t警告\t罚款15元", "弄脏地毯\t罚款15元"),
        "行为\t处罚\n第一次\t第二次",
        "弄脏地毯\t罚款15元",
    ),
    (
        "rows without a head",
        "penalty",
        "弄脏地毯罚多少",
        TABLE,
        "",
        "弄脏地毯\t罚款15元\t当班值守员",
    ),
]


@pytest.mark.parametrize(("why", "kind", "question", "text", "above", "row"), HEADS, ids=[row[0] for row in HEADS])
def test_a_row_and_a_cell_have_their_names(
    why: str, kind: str, question: str, text: str, above: str, row: str, base: KnowledgeBase
) -> None:
    cut = cut_answer(asked(base, kind, question), clause_of(text))
    assert (cut.above, text[cut.start : cut.end]) == (above, row)


BEFORE = [
    (
        "a paragraph of its own",
        [(None, "场务主管"), ("1", "清点器材。"), ("2", "安排巡查。")],
        "responsible",
        "场务主管",
    ),
    (
        "the last line of a longer one",
        [(None, "本馆二十人。\n场务主管"), ("1", "安排巡查。")],
        "responsible",
        "场务主管",
    ),
    (
        "the paragraph next before",
        [(None, "馆长"), ("1", "签批。"), (None, "场务主管"), ("1", "巡查。")],
        "responsible",
        "场务主管",
    ),
    (
        "a long sentence is no post",
        [(None, "为加强场馆管理并使各岗位的人员各尽其责制定本办法"), ("1", "巡查。")],
        "responsible",
        "",
    ),
    ("nobody is asked for", [(None, "场务主管"), ("1", "安排巡查。")], "amount", ""),
    ("no list", [(None, "场务主管"), (None, "安排巡查。")], "responsible", ""),
]


@pytest.mark.parametrize(("why", "texts", "kind", "found"), BEFORE, ids=[row[0] for row in BEFORE])
def test_the_post_before_a_list(
    why: str, texts: list[tuple[str | None, str]], kind: str, found: str, base: KnowledgeBase
) -> None:
    model = clause_of("甲")
    *_, (number, text) = texts
    paragraphs = ["", *(words for other, words in texts[:-1] if other is None)]
    last = replace(model, number=number, text=text)
    assert post_before(asked(base, kind, "巡查"), last, lambda _: paragraphs[-1]) == found


def test_an_empty_clause_gives_an_empty_answer_and_no_error(base: KnowledgeBase) -> None:
    for text in ("", "  ", "。。", "\n"):
        cut = cut_answer(asked(base, "penalty", "怎么罚"), clause_of(text))
        assert cut.text in text


WHOLE_WORDS = [
    (
        "what is allowed, with its but",
        "permission",
        "值守时能听收音机吗",
        "值守人员夜间十点以后在值守室内可以收听收音机，但音量不得影响观众。其他设备一律放在柜中，下班时取回。",
        "但音量不得影响观众",
    ),
    (
        "a definition, with what it defines",
        "definition",
        "什么是夜间值守",
        "值守分为日间和夜间两种。夜间值守，是指闭馆以后至次日开馆以前在馆内进行的看护。具体班次由安保主管排定。",
        "夜间值守，是指",
    ),
    (
        "otherwise, with the condition before it",
        "penalty",
        "器材不还怎么罚",
        "器材借用须登记。借用人应在三日内归还，否则按原价赔偿并取消借用资格。归还时由场务当面验收，并注明完好。",
        "三日内归还，否则按原价赔偿",
    ),
    (
        "both of two things asked for at once",
        "time",
        "器材多久盘一次，谁去盘",
        "各类器材入库时贴标。由场务主管与会计盘点，每季度一次，盘点表一式两份。盘亏的查明原因后上报馆长处理。",
        "由场务主管与会计盘点，每季度一次",
    ),
]


@pytest.mark.parametrize(("why", "kind", "question", "text", "there"), WHOLE_WORDS, ids=[row[0] for row in WHOLE_WORDS])
def test_what_is_said_in_one_breath_stays_together(
    why: str, kind: str, question: str, text: str, there: str, base: KnowledgeBase
) -> None:
    query = asked(base, kind, question)
    assert there in cut_answer(replace(query, kinds=base._read(question).query.kinds), clause_of(text)).text


UNFINISHED = [
    (
        "a condition",
        "单笔800元以上的，须场馆经理签字；单笔4000元以上的，须总监签字。",
        "备品采购4500元谁签",
        "须总监签字",
    ),
    ("words that lead on", "门票分三种：成人票、儿童票、月票。", "门票有哪几种", "成人票"),
]


@pytest.mark.parametrize(("why", "text", "question", "there"), UNFINISHED, ids=[row[0] for row in UNFINISHED])
def test_an_answer_does_not_end_where_the_sentence_leads_on(
    why: str, text: str, question: str, there: str, base: KnowledgeBase
) -> None:
    for kind in ("approval", "definition", "amount", "procedure"):
        own = cut_answer(asked(base, kind, question), clause_of(text))
        assert not text[own.start : own.end].endswith(("的", "：")), own.text
    assert there in own.text


PIECES = [
    "第一次警告",
    "罚款50元",
    "第二次",
    "由店长批准",
    "(甲;乙)",
    "（丙；丁",
    "\t",
    "\n",
    ",",
    "，",
    "。",
    ";",
    "？",
    " ",
    "3天以内",
]


@settings(deadline=None)
@given(
    kind=st.sampled_from(
        ["penalty", "amount", "deadline", "approval", "responsible", "procedure", "other", "duty_list"]
    ),
    pieces=st.lists(st.sampled_from(PIECES), max_size=25),
)
def test_a_cut_is_a_run_of_the_clause(kind: str, pieces: list[str], base: KnowledgeBase) -> None:
    clause = clause_of("".join(pieces), "店长职责")
    cut = cut_answer(asked(base, kind, "第二次罚多少谁批3天"), clause)
    assert cut.text == joined(cut, clause.text)
    assert cut.start < cut.end or not clause.text.strip(" ,，。;？\n\t")
    above = {"", "店长职责", clause.document.title}
    assert cut.above in above or all(row in clause.text for row in cut.above.split("\n"))


# Which clauses are listed


NOTHING = Lists(lambda _: (), lambda _: (), lambda _: None)
LOW = (UNLIKELY + ALSO) / 2
"""A probability that lists a clause only for a reason."""


def ranked(query: Query, *rows: tuple[Clause, float]) -> list[Ranked]:
    """Give clauses as the ranker would hand them on, with probabilities of the test's own."""
    return [
        Ranked(clause, 10.0 - at, probability, features(query, Candidate(clause, 1.0, meaning=0.6), 1.0, at))
        for at, (clause, probability) in enumerate(rows)
    ]


def test_nothing_found_is_no_answer(base: KnowledgeBase) -> None:
    assert answers_of(asked(base, "penalty", "怎么罚"), [], NOTHING) == []


def test_an_unlikely_best_clause_is_no_answer(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "迟到怎么罚")
    clause = clause_of("迟到的,罚款20元。")
    assert answers_of(query, ranked(query, (clause, SURE * 0.9)), NOTHING) == []
    assert [one.clause for one in answers_of(query, ranked(query, (clause, SURE * 1.1)), NOTHING)] == [clause]


def test_what_is_likely_is_listed_and_what_is_not_is_left_out(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "迟到怎么罚")
    first, second, third = (
        clause_of("迟到的,罚款20元。"),
        clause_of("迟到扣5分。", title="乙"),
        clause_of("甲", title="丙"),
    )
    answers = answers_of(query, ranked(query, (first, 0.9), (second, 0.8), (third, UNLIKELY / 2)), NOTHING)
    assert [one.clause for one in answers] == [first, second]


LISTED = [
    ("another document with the same act and a value", "迟到的,每次罚款35元。", "乙制度", True),
    ("a near copy in another document", "上班迟到的,每次罚款20元,从工资中扣。", "乙制度", True),
    ("another act", "乱扔烟头的,每次罚款35元。", "乙制度", False),
    ("the same act without a value", "迟到的情况由人事登记。", "乙制度", False),
]


@pytest.mark.parametrize(("why", "text", "title", "listed"), LISTED, ids=[row[0] for row in LISTED])
def test_documents_that_rule_the_same_are_listed_however_unlikely(
    why: str, text: str, title: str, listed: bool, base: KnowledgeBase
) -> None:
    query = asked(base, "penalty", "上班迟到怎么罚")
    best, other = clause_of("上班迟到的,每次罚款20元。", title="甲制度"), clause_of(text, title=title)
    answers = answers_of(query, ranked(query, (best, 0.9), (other, LOW)), NOTHING)
    assert (other in [one.clause for one in answers]) == listed


def test_not_even_a_copy_is_listed_below_the_floor(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "上班迟到怎么罚")
    best, other = clause_of("上班迟到的,每次罚款20元。"), clause_of("上班迟到的,每次罚款20元。", title="乙制度")
    assert len(answers_of(query, ranked(query, (best, 0.9), (other, UNLIKELY / 2)), NOTHING)) == 1


def test_answers_are_not_without_end(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "迟到怎么罚")
    rows = [(clause_of(f"迟到的,罚款{n}元。", title=f"制度{n}"), 0.9) for n in range(ANSWERS_AT_MOST + 5)]
    assert len(answers_of(query, ranked(query, *rows), NOTHING)) == ANSWERS_AT_MOST


def test_a_clause_is_listed_once(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "迟到怎么罚")
    clause = clause_of("迟到的,罚款20元。")
    assert len(answers_of(query, ranked(query, (clause, 0.9), (clause, 0.8)), NOTHING)) == 1


POSTS = """场馆岗位手册
一、安保部
（一）安保主管的职责
1.安排夜班。
2.检查门禁。
3.保管总钥匙。
（二）巡查员
1.每两小时巡查一次。
2.填写巡查表。
二、票务部
（一）售票员工作职责
1.售票和退票。
2.清点票款。
三、突发情况
（一）观众受伤的处理流程
1.呼叫医务员。
2.疏散围观者。
3.填写报告。
"""


@cache
def handbook() -> Document:
    (document,) = tag(parse_bytes(POSTS.encode(), name="手册.txt"), load_lexicon())
    return document


def lists_of(clauses: Sequence[Clause]) -> Lists:
    by_id = {clause.id: clause for clause in clauses}
    return Lists(
        lambda clause: [other for other in clauses if other.parent == clause.id],
        lambda clause: [other for other in clauses if other.parent == clause.parent],
        lambda clause: by_id.get(clause.parent or ""),
    )


def standing(words: str) -> Clause:
    return next(clause for clause in handbook().clauses if words in clause.text)


WHOLE = [
    (
        "the heading of a list gives the list",
        "duty_list",
        "安保主管的职责",
        "安保主管的职责",
        ["安排夜班", "检查门禁", "保管总钥匙"],
    ),
    (
        "one of the duties gives them all",
        "duty_list",
        "安保主管有哪些职责",
        "检查门禁",
        ["安排夜班", "检查门禁", "保管总钥匙"],
    ),
    (
        "steps come in their order",
        "procedure",
        "观众受伤的处理流程",
        "观众受伤的",
        ["呼叫医务员", "疏散围观者", "填写报告"],
    ),
    ("who does not ask for a list gets one clause", "responsible", "安保主管检查什么", "检查门禁", ["检查门禁"]),
]


@pytest.mark.parametrize(("why", "kind", "question", "best", "texts"), WHOLE, ids=[row[0] for row in WHOLE])
def test_whole_lists(
    why: str,
    kind: str,
    question: str,
    best: str,
    texts: list[str],
    base: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what is listed, not whether there is an answer
    monkeypatch.setattr("kb.answer.load_judge", lambda: load_judge()._replace(threshold=0.0))
    query = asked(base, kind, question)
    answers = answers_of(query, ranked(query, (standing(best), 0.9)), lists_of(handbook().clauses))
    assert [one.clause.text.rstrip("。") for one in answers] == texts


# Contradictions


def answer(text: str, title: str) -> Answer:
    return Answer(text, clause_of(text, title=title), 0.9, SAME_MATTER, 0, len(text))


DIFFER = [
    ("two documents, two amounts", "penalty", [("罚款20元", "甲"), ("罚款50元", "乙")], True),
    ("two documents, one amount", "penalty", [("罚款20元", "甲"), ("扣20元", "乙")], False),
    ("full-width figures are the same amount", "penalty", [("罚款20元", "甲"), ("罚款２０元", "乙")], False),
    ("money against dismissal", "penalty", [("罚款20元", "甲"), ("予以辞退", "乙")], True),
    ("one document only", "penalty", [("罚款20元", "甲"), ("罚款50元", "甲")], False),
    ("one of them has no value", "penalty", [("罚款20元", "甲"), ("按规定处理", "乙")], False),
    ("two terms", "deadline", [("24小时内", "甲"), ("48小时内", "乙")], True),
    ("two clock times", "time", [("8:30上班", "甲"), ("9:00上班", "乙")], True),
    ("duties do not contradict each other", "duty_list", [("每天2次", "甲"), ("每天3次", "乙")], False),
    ("one answer", "penalty", [("罚款20元", "甲")], False),
    ("none", "penalty", [], False),
]


@pytest.mark.parametrize(("why", "kind", "rows", "expected"), DIFFER, ids=[row[0] for row in DIFFER])
def test_differ(why: str, kind: str, rows: list[tuple[str, str]], expected: bool) -> None:
    assert differ(kind, [answer(text, title) for text, title in rows]) == expected


MATTERS = [
    ("the same act in another policy", "上班迟到的,每次罚款35元。", "乙制度", 0.6, True),
    (
        "listed for completeness, and too unlikely to be called a contradiction",
        "上班迟到的,每次罚款35元。",
        "乙制度",
        0.15,
        False,
    ),
    ("another act", "乱扔烟头的,每次罚款35元。", "乙制度", 0.6, False),
]


@pytest.mark.parametrize(("why", "text", "title", "likely", "same"), MATTERS, ids=[row[0] for row in MATTERS])
def test_only_the_same_matter_makes_a_contradiction(
    why: str, text: str, title: str, likely: float, same: bool, base: KnowledgeBase
) -> None:
    query = asked(base, "penalty", "上班迟到怎么罚")
    best, other = clause_of("上班迟到的,每次罚款20元。", title="甲制度"), clause_of(text, title=title)
    answers = answers_of(query, ranked(query, (best, 0.9), (other, likely)), NOTHING)
    assert other in [one.clause for one in answers]
    assert differ("penalty", answers) == same
    assert [one.why == SAME_MATTER for one in answers[1:]] == [same]


def test_another_band_and_a_lead_in_are_not_listed_beside_the_best(base: KnowledgeBase) -> None:
    query = asked(base, "penalty", "漏交巡查表4次罚多少")
    best = clause_of("漏交3次以上、5次以下的,罚款25元。")
    other = clause_of("漏交6次以上的,罚款80元。", title="巡查管理制度")
    leading = clause_of("漏交巡查表的按下列标准罚款:", title="表单管理制度")
    answers = answers_of(query, ranked(query, (best, 0.9), (other, 0.5), (leading, 0.5)), NOTHING)
    assert [one.clause for one in answers] == [best]
