"""What a handbook holds: everything that binds the post, once, in the policies' own words; and why the rest is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import Clause, DocumentRef, NotFound
from kb import KnowledgeBase
from kb.handbook import SECTIONS, Handbook, clause_hash
from kb.post import post_of


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


@pytest.fixture(scope="module")
def book(base: KnowledgeBase) -> Handbook:
    return base.handbook("售前客服")


# (what it shows, citation, section)
HELD = [
    ("a clause that names the post", "《售前客服接待规范》二 （一）", "duty"),
    ("one that names its family", "《客服日常工作守则》三 （一）", "duty"),
    ("what is forbidden", "《售前客服接待规范》五 （一）", "forbidden"),
    ("a penalty that names nobody in the post's own policy", "《售前客服接待规范》三 （三）", "penalty"),
    ("a rule for all staff by name", "《员工奖惩条例》第四章 第十四条", "penalty"),
    ("who approves", "《售前客服接待规范》五 （二） 2", "approval"),
    ("a policy whose scope is all staff", "《考勤管理制度》第三章 第十一条 （三）", "general"),
    ("a policy for everybody that names nobody", "《保密制度》第三章 第十一条", "general"),
]


@pytest.mark.parametrize(("why", "citation", "section"), HELD, ids=[row[0] for row in HELD])
def test_it_holds(why: str, citation: str, section: str, book: Handbook) -> None:
    assert {entry.clause.citation: entry.section for entry in book.entries}.get(citation) == section


def test_an_item_stands_where_the_line_that_opens_its_list_stands(book: Handbook) -> None:
    sections = {entry.clause.citation: entry.section for entry in book.entries}
    opening = "《售前客服接待规范》二 （二）"
    assert {sections[f"{opening} {number}"] for number in "123"} == {sections[opening]}


def test_a_plain_statement_with_a_time_stands_with_the_times(base: KnowledgeBase) -> None:
    made = [entry for role in ("店长", "仓库", "客服") for entry in base.handbook(role).entries]
    plain = [
        entry
        for entry in made
        if entry.clause.modality in ("statement", "may")
        and entry.way in ("own", "staff")
        and any(fact.kind in ("duration", "time") for fact in entry.clause.facts)
        and not any(relation.relation == "approves" for relation in entry.clause.relations)
    ]
    assert plain
    assert {entry.section for entry in plain} <= {"time", "duty", "reward", "penalty", "procedure"}
    assert sum(entry.section == "time" for entry in plain) >= 0.7 * len(plain)


ABSENT = [
    ("another post's duty", "《采购管理制度》五 （一）", "other"),
    ("a heading without a rule", "《售前客服接待规范》三", "heading"),
    ("an edition that was replaced", "《费用报销管理办法（V1.0）》三 （一）", "superseded"),
]


@pytest.mark.parametrize(("why", "citation", "reason"), ABSENT, ids=[row[0] for row in ABSENT])
def test_it_leaves_out_and_says_why(why: str, citation: str, reason: str, book: Handbook, base: KnowledgeBase) -> None:
    clause = base.clause(citation)
    assert clause.id not in {entry.clause.id for entry in book.entries}
    assert [left.reason for left in book.left_out if clause.id in {one.id for one in left.clauses}] == [reason]


@pytest.mark.parametrize("role", ["售前客服", "仓库", "店长", "供应商", "员工"])
def test_every_clause_is_held_or_left_out_exactly_once(role: str, base: KnowledgeBase) -> None:
    made = base.handbook(role)
    places = Counter(entry.clause.id for entry in made.entries)
    places.update(clause.id for left in made.left_out for clause in left.clauses)
    assert places == Counter(clause.id for clause in base.clauses())


def test_entries_are_the_clauses_as_they_stand_and_are_numbered_in_order(book: Handbook, base: KnowledgeBase) -> None:
    assert [entry.number for entry in book.entries] == list(range(1, len(book.entries) + 1))
    assert all(entry.clause == base.clause(entry.clause.id) for entry in book.entries)
    order = list(SECTIONS)
    assert [entry.section for entry in book.entries] == sorted(
        (entry.section for entry in book.entries), key=order.index
    )


def test_the_same_knowledge_base_gives_the_same_handbook(book: Handbook, base: KnowledgeBase) -> None:
    assert base.handbook("售前客服").to_dict() == book.to_dict()


# (what it shows, name, own, wider, staff)
POSTS = [
    ("a narrow role has its wider one and all staff", "售前客服", {"售前客服"}, {"客服"}, True),
    ("a wide role takes in the narrow ones", "客服", {"客服", "售后客服", "客服主管"}, set(), True),
    ("a synonym is the role", "掌柜", {"店长"}, set(), True),
    ("a 主管 is bound by what is said of every 主管", "客服主管", {"客服主管"}, {"客服", "主管"}, True),
    ("who does not work here is not staff", "供应商", {"供应商"}, set(), False),
]


@pytest.mark.parametrize(("why", "name", "own", "wider", "staff"), POSTS, ids=[row[0] for row in POSTS])
def test_families(why: str, name: str, own: set[str], wider: set[str], staff: bool, base: KnowledgeBase) -> None:
    post = post_of(name, base.lexicon, base.roles())
    assert own <= set(post.own)
    assert wider <= set(post.wider)
    assert ("员工" in post.staff) is staff


@pytest.mark.parametrize(("name", "near"), [("客斧", "客服"), ("仓库保管", "仓库"), ("售后专家", "售后客服")])
def test_a_role_that_does_not_exist_names_the_nearest(name: str, near: str, base: KnowledgeBase) -> None:
    with pytest.raises(NotFound) as failed:
        base.handbook(name)
    assert name in str(failed.value)
    assert near in failed.value.remedy


def test_whom_to_ask_has_the_people_of_the_register(book: Handbook) -> None:
    people = {contact.role: contact.people for contact in book.contacts}
    assert people["客服主管"] == ("叶晚晴",)
    assert people["店长"] == ("沈知夏",), "店长终审并签字 names nobody"
    assert people["售前客服"] == ("江小满", "唐一诺", "罗青")
    assert book.contacts[0].role == "售前客服"


def test_policies_that_disagree_are_shown_as_such(book: Handbook) -> None:
    told = " ".join(remark.text for remark in book.remarks)
    assert "《员工奖惩条例》第四章 第十四条" in told
    assert "《客服日常工作守则》一 （三）" in told


def clause(text: str, *, number: str = "1", headings: tuple[str, ...] = ()) -> Clause:
    return Clause(f"d#{number}", DocumentRef("d", "甲制度", "a.txt", "v"), number, (number,), text, headings)


# (what it shows, another clause, same hash)
HASHES = [
    ("the same words", clause("迟到的，罚款10元。"), True),
    ("another number", clause("迟到的，罚款10元。", number="2"), True),
    ("a line broken elsewhere", clause("迟到的，\n罚款 10元。"), True),
    ("another amount", clause("迟到的，罚款100元。"), False),
    ("another heading above it", clause("迟到的，罚款10元。", headings=("仓库",)), False),
    ("punctuation", clause("迟到的，罚款10元；"), False),
]


@pytest.mark.parametrize(("why", "other", "same"), HASHES, ids=[row[0] for row in HASHES])
def test_hash(why: str, other: Clause, same: bool) -> None:
    assert (clause_hash(clause("迟到的，罚款10元。")) == clause_hash(other)) is same


def test_the_handbooks_hash_changes_with_a_clause_and_not_with_the_order(book: Handbook) -> None:
    assert replace(book, entries=book.entries[::-1]).hash == book.hash
    assert replace(book, entries=book.entries[1:]).hash != book.hash


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base of two generations; read it, do not write to it."""
    folder = tmp_path_factory.mktemp("changed")
    policies, root = folder / "policies", folder / "kb"
    policies.mkdir()
    (policies / "客服.txt").write_text(
        "客服管理制度\n第一条 客服应在30分钟内回复顾客。\n第二条 客服不得私自改价。\n"
        "第三条 客服每天登记一次投诉。\n第四条 客服主管每月检查一次。\n",
        encoding="utf-8",
    )
    (policies / "仓库.txt").write_text("仓库管理制度\n第一条 仓管员每月盘点一次。\n", encoding="utf-8")
    KnowledgeBase.build([policies], root).close()
    (policies / "客服.txt").write_text(
        "客服管理制度\n第一条 客服应在10分钟内回复顾客。\n第二条 客服不得私自改价。\n"
        "第三条 客服主管每月检查一次。\n第四条 客服应当参加培训。\n",
        encoding="utf-8",
    )
    (policies / "仓库.txt").write_text("仓库管理制度\n第一条 仓管员每周盘点一次。\n", encoding="utf-8")
    with KnowledgeBase.build([policies], root) as base:
        yield base


def test_since_a_generation_holds_what_changed_for_the_role_only(changed: KnowledgeBase) -> None:
    made = changed.handbook("客服", since="1")
    assert {entry.clause.text: made.changes[entry.clause.id] for entry in made.entries} == {
        "客服应在10分钟内回复顾客。": "amended",
        "客服应当参加培训。": "added",
    }
    assert [gone.text for gone in made.gone] == ["客服每天登记一次投诉。"]
    assert made.since == 1
    assert [[old.text for old in before] for before in made.was.values()] == [["客服应在30分钟内回复顾客。"]]


def test_what_changed_is_printed_beside_what_it_was(changed: KnowledgeBase) -> None:
    from kb.formats import load_theme, render
    from kb.handbook_paper import handbook_paper

    page = render(handbook_paper(changed.handbook("客服", since="1")), ".md", load_theme(None)).content.decode()
    assert "客服应在10分钟内回复顾客。" in page
    assert "改动前:客服应在30分钟内回复顾客。" in page


def test_a_synonym_keeps_the_name_that_was_asked_for(base: KnowledgeBase) -> None:
    made = base.handbook("网店编辑")
    assert (made.named, made.role) == ("网店编辑", "编辑")
    assert base.handbook("编辑").hash == made.hash


def test_a_post_that_no_policy_names_says_so(base: KnowledgeBase) -> None:
    assert base.handbook("司机").unnamed
    assert not base.handbook("仓库").unnamed


def test_since_the_current_generation_nothing_changed(changed: KnowledgeBase) -> None:
    made = changed.handbook("客服", since="2")
    assert (made.entries, made.gone) == ((), ())


@pytest.mark.parametrize("day", ["2001-01-01", "2099年1月1日"])
def test_a_day_is_the_last_generation_before_it_or_the_oldest(day: str, changed: KnowledgeBase) -> None:
    made = changed.handbook("客服", since=day)
    assert made.since == 1
    assert len(made.entries) == 2


@pytest.mark.parametrize("since", ["去年", "2024/13/01", "-1", ""])
def test_what_is_neither_is_refused_with_the_remedy(since: str, changed: KnowledgeBase) -> None:
    with pytest.raises(ValueError, match="不是版本号或日期"):
        changed.handbook("客服", since=since)


def test_a_generation_that_is_not_kept(changed: KnowledgeBase) -> None:
    with pytest.raises(NotFound, match="第 9 版"):
        changed.handbook("客服", since="9")
