"""Contradictions planted in the wording of other offices than the corpus, among rules that only look alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from index.lexicon import Lexicon, load_lexicon
from index.tagger import tag
from ingest.document import Document
from ingest.parse import parse_bytes
from kb.contradictions import Contradiction, contradictions

from .contradiction_pairs import AGREE, AGREE_UNSEEN, DISAGREE, DISAGREE_UNSEEN

Pairs = Sequence[tuple[str, str]]


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def numbered(title: str, lines: Sequence[str]) -> list[Document]:
    text = "\n".join((title, "", *(f"{number}. {line}" for number, line in enumerate(lines, 1)), ""))
    return tag(parse_bytes(text.encode(), name=f"{title}.txt"), lexicon())


def found_in(pairs: Pairs) -> list[Contradiction]:
    one = numbered("公司管理规定", [first for first, _ in pairs])
    other = numbered("部门工作细则", [second for _, second in pairs])
    return contradictions([*one, *other], lexicon())


@pytest.mark.parametrize(
    ("disagree", "agree", "recall", "precision"),
    [(DISAGREE, AGREE, 0.90, 0.90), (DISAGREE_UNSEEN, AGREE_UNSEEN, 0.80, 0.90)],
    ids=["written before the rules", "written after them"],
)
def test_planted_contradictions(disagree: Pairs, agree: Pairs, recall: float, precision: float) -> None:
    found = {(one.one.clause.text, one.other.clause.text) for one in found_in([*disagree, *agree])}
    right = found & set(disagree)
    assert len(right) / len(disagree) >= recall, sorted(set(disagree) - found)
    assert len(right) / len(found) >= precision, sorted(found - set(disagree))


CASES = [
    (
        "the subject left out belongs to what stands before: no subject of its own",
        "连续两个月低于70分的,扣30元。",
        "连续两个月超过60秒的,扣100元。",
        False,
    ),
    (
        "what makes another act worse is no act",
        "没有写交接本的,扣20元;造成顾客投诉的,扣50元。",
        "缺货未通知造成顾客投诉的,扣30元。",
        False,
    ),
    (
        "the same shift in both",
        "作息时间:早班8:30-17:30,晚班15:00-24:00。",
        "作息时间:白班8:30-17:30,晚班15:00-24:00。",
        False,
    ),
    (
        "one of two shifts is another",
        "作息时间:早班8:30-17:30,晚班15:00-24:00。",
        "作息时间:早班8:30-17:30,晚班17:00-23:00。",
        True,
    ),
    (
        "a bound reached, and the same bound not reached",
        "欠费三天以内的,由组长批准。",
        "欠费超过三天的,由店长批准。",
        False,
    ),
    ("the same follows earlier", "欠费超过三天的,停止供水。", "欠费超过十天的,停止供水。", True),
    ("for each, and for the whole", "门卫实行24小时值守。", "门卫值守人员每班8小时。", False),
    ("allowed with leave, forbidden without", "经批准可以携带样品外出。", "未经批准不得携带样品外出。", False),
    ("allowed, and forbidden", "可以携带宠物进入大堂。", "不得携带宠物进入大堂。", True),
    ("a word that says the opposite", "上午茶歇为十分钟。", "下午茶歇为二十分钟。", False),
    ("the same words in another order", "工牌遗失的,缴纳工本费20元。", "遗失工牌的,收取工本费10元。", True),
]


@pytest.mark.parametrize(("sentence", "one", "other", "contradict"), CASES, ids=[case[0] for case in CASES])
def test_contradiction(sentence: str, one: str, other: str, contradict: bool) -> None:
    filler = [("盘点表由仓管员填写。", "打印纸由前台领取。"), ("花木每天浇水。", "鱼缸每周换水。")]
    assert bool(found_in([(one, other), *filler])) is contradict, sentence
