"""Every reading of a number that the surroundings allow is offered, with a weight; what cannot be one is not."""

from __future__ import annotations

import pytest

from ingest.candidate import Candidate, clean_label, is_heading_label
from ingest.labels import candidates
from ingest.numbering import solve


def offered(text: str, *, firm: bool = True) -> list[Candidate]:
    """Give the candidates of ``text``, whose lines are paragraphs."""
    starts = {0: True} | {index + 1: True for index, character in enumerate(text) if character == "\n"}
    return list(candidates(text, starts, firm=firm))


@pytest.mark.parametrize(
    ("text", "family", "values"),
    [
        ("第三条 甲", "条", (3,)),
        ("第 三 条 甲", "条", (3,)),
        ("第３条甲", "条", (3,)),
        ("第二十一条之二 甲", "条", (21, 2)),
        ("第十二章 甲", "章", (12,)),
        ("第二部分 甲", "部分", (2,)),
        ("第二分编 甲", "分编", (2,)),
        ("三、甲", "dun", (3,)),
        ("三 甲", "dun", (3,)),
        ("第三、甲", "dun", (3,)),
        ("(三)甲", "paren-cn", (3,)),
        ("（ 3 ）甲", "paren", (3,)),
        ("【3】甲", "paren", (3,)),
        ("3.甲", "dec", (3,)),
        ("３．甲", "dec", (3,)),
        ("3 甲", "dec", (3,)),
        ("3.0 甲", "dec", (3,)),
        ("3)甲", "half", (3,)),
        ("3.)甲", "half", (3,)),
        ("3.2.1 甲", "multi", (3, 2, 1)),
        ("3.2.1甲", "multi", (3, 2, 1)),
        ("3-2 甲", "multi", (3, 2)),
        ("第3.2条 甲", "multi", (3, 2)),
        ("③甲", "circled", (3,)),
        ("⑶甲", "circled", (3,)),
        ("⒊甲", "circled", (3,)),
        ("❸甲", "circled", (3,)),
        ("㈢甲", "circled", (3,)),
        ("Ⅲ、甲", "roman", (3,)),
        ("III. 甲", "roman", (3,)),
        ("iii. 甲", "roman-low", (3,)),
        ("C. 甲", "upper", (3,)),
        ("c) 甲", "letter", (3,)),
        ("(c)甲", "letter", (3,)),
        ("§3 甲", "条", (3,)),
        ("§3.2 甲", "multi", (3, 2)),
        ("Article 3 甲", "条", (3,)),
        ("Chapter III 甲", "章", (3,)),
        ("附件3 甲", "附件", (3,)),
        ("附录C 甲", "附件", (3,)),
        ("第三步:甲", "step", (3,)),
        ("步骤三:甲", "step", (3,)),
    ],
)
def test_label_is_offered_first(text: str, family: str, values: tuple[int, ...]) -> None:
    best = max(offered(text), key=lambda candidate: candidate.prior)
    assert (best.family, best.values, best.start) == (family, values, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("上班时间为9:30", "the minutes of a clock time"),
        ("第3次违反", "a number between 第 and a word"),
        ("约3、4人", "about three"),
        ("型号A1、B2", "figures behind letters"),
        ("共计20元", "an amount"),
        ("10%", "a percentage"),
        ("2023-05-01", "a date with hyphens"),
        ("http://a.example/1.html", "an address"),
        ("详见附件1", "an annex that is referred to"),
        ("先做第一步再说", "a step within a sentence"),
        ("3-5天", "a range of days"),
        ("¥3.50", "a price"),
        ("20000.", "a figure that no list reaches"),
    ],
)
def test_what_is_no_label_is_not_accepted(text: str, sentence: str) -> None:
    assert solve(offered(text)) == [], sentence


@pytest.mark.parametrize(
    ("text", "start"),
    [("违反第三条规定", 2), ("依照第三条处理", 2), ("本办法第三条", 3), ("第一条、第三条", 4), ("前款第（三）项", 3)],
)
def test_references_weigh_little_or_are_not_offered(text: str, start: int) -> None:
    assert max((candidate.prior for candidate in offered(text) if candidate.start == start), default=-9.0) < -2.0


def test_torn_number_is_offered_whole_and_in_parts() -> None:
    found = offered("4.1.\n5.1 甲")
    assert {(c.family, c.values, c.torn) for c in found} >= {("multi", (4, 1, 5, 1), True), ("multi", (4, 1), False)}


def test_a_bullet_belongs_to_its_number() -> None:
    (best,) = (candidate for candidate in offered("●4、甲") if candidate.family == "dec")
    assert (best.start, best.label) == (0, "4")


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("一、", "一"),
        ("1.", "1"),
        ("（一）", "（一）"),
        ("第 三 条", "第三条"),
        ("1、 ", "1"),
        ("2:", "2"),
        ("1.)", "1.)"),
    ],
)
def test_clean_label(printed: str, label: str) -> None:
    assert clean_label(printed) == label


@pytest.mark.parametrize(
    ("label", "heads"),
    [("第一章", True), ("第二节", True), ("第一部分", True), ("第一条", False), ("一", False), ("Chapter 2", True)],
)
def test_heading_label(label: str, heads: bool) -> None:
    assert is_heading_label(label) is heads
