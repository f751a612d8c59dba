"""Questions whose answer is the clause, and answers that are checked by words and by values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import KnowledgeBase
from kb.handbook import Handbook
from kb.quiz import GAP, Item, is_right, quiz


@pytest.fixture(scope="module")
def book(shop_base: Path) -> Iterator[Handbook]:
    with KnowledgeBase.open(shop_base) as base:
        yield base.handbook("售前客服")


def test_every_answer_stands_in_its_clause_and_not_in_the_prompt(book: Handbook) -> None:
    items = quiz(book, limit=None).items
    assert len(items) > 60
    for item in items:
        for part in item.answer.split("；"):
            # A sanction may stand in the line that opens the list.
            assert part in item.entry.clause.text or part in "".join(item.entry.above)
        if GAP in item.prompt:
            gapped = item.prompt.split(":", 1)[1]
            assert gapped.count(GAP) == 1
            assert gapped.replace(GAP, item.answer) in item.entry.clause.text.replace("\t", " | ")


def test_all_kinds_are_asked(book: Handbook) -> None:
    assert {item.kind for item in quiz(book, limit=None).items} == {"penalty", "value", "approver"}


def test_the_number_is_a_limit_and_the_seed_picks_others(book: Handbook) -> None:
    one, again, other = quiz(book, limit=10), quiz(book, limit=10), quiz(book, limit=10, seed=1)
    assert [item.number for item in one.items] == list(range(1, 11))
    assert one.to_dict() == again.to_dict()
    assert [item.prompt for item in other.items] != [item.prompt for item in one.items]


@pytest.mark.parametrize("limit", [4, 10, 20])
def test_most_are_on_the_posts_own_clauses_and_some_on_what_binds_everybody(limit: int, book: Handbook) -> None:
    ways = [item.entry.way for item in quiz(book, limit=limit).items]
    assert len(ways) == limit
    assert sum(way in ("own", "wider", "document") for way in ways) == limit - limit // 4


@pytest.mark.parametrize("role", ["店长", "供应商", "员工", "仓库"])
def test_any_role_has_a_quiz_that_says_how_many_there_are(role: str, shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        made = quiz(base.handbook(role), limit=12)
    assert len(made.items) == min(12, made.total)


def test_a_fine_for_another_post_in_the_same_table_is_not_asked(shop_base: Path) -> None:
    with KnowledgeBase.open(shop_base) as base:
        prompts = " ".join(item.prompt for item in quiz(base.handbook("打包员"), limit=None).items)
    assert "错发、漏发商品" in prompts
    assert "图片盗用他人作品" not in prompts


def test_how_often_is_asked_and_what_is_done_stays_in_the_prompt(book: Handbook) -> None:
    often = [item for item in quiz(book, limit=None).items if "多久一次" in item.prompt]
    assert often
    assert all(len(item.answer) <= 6 for item in often)
    assert any(item.answer.startswith("每") for item in often)


def item(answer: str, book: Handbook) -> Item:
    return Item(1, "value", GAP, answer, book.entries[0])


# (what it shows, the clause's words, what somebody types, right)
SAID = [
    ("the same words", "30分钟", "30分钟", True),
    ("other punctuation and full width", "罚款50元", " 罚款５０元。", True),
    ("the same time in other words", "30分钟", "半小时", True),
    ("Chinese numerals", "30分钟", "三十分钟", True),
    ("the number alone", "30分钟", "30", True),
    ("another number", "30分钟", "20分钟", False),
    ("another unit", "30分钟", "30天", False),
    ("half of the sanction", "罚款1000元并记大过", "罚款1000元", False),
    ("the amount with another verb", "扣50元", "罚款50元", True),
    ("nothing", "30分钟", "", False),
    ("a role", "店长", "店长", True),
    ("another role", "店长", "主管", False),
]


@pytest.mark.parametrize(("why", "answer", "said", "right"), SAID, ids=[row[0] for row in SAID])
def test_answers_are_checked(why: str, answer: str, said: str, right: bool, book: Handbook) -> None:
    assert is_right(item(answer, book), said) is right


@pytest.mark.parametrize("ending", ["html", "md", "docx"])
def test_the_file_has_the_questions_and_the_clauses(ending: str, book: Handbook, tmp_path: Path) -> None:
    from kb import parse_file

    made = quiz(book, limit=5)
    assert made.write(tmp_path / f"q.{ending}") == ()
    if ending == "docx":
        words = "".join(clause.text for one in parse_file(tmp_path / "q.docx") for clause in one.clauses)
        assert made.items[0].entry.clause.text.strip("。；")[:8] in words
        return
    page = (tmp_path / f"q.{ending}").read_text(encoding="utf-8")
    assert page.count("<details>") == 5
    if ending == "html":
        assert page.count("data-accepted=") == 5
        assert "<script>" in page
        assert "http" not in page.replace("http://www.w3.org", "")
