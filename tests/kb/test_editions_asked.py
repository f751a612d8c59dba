"""Asking where a policy has several editions: the one in force answers, the others are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import KnowledgeBase, NotFound

POLICIES = {
    "考勤V1.txt": """考勤管理制度
版本号：V1.0
第一条 员工上班时间为9:00至18:00。
第二条 迟到每次罚款20元。
第三条 旷工一天扣发两天工资。
第四条 员工生日当天可以休假半天。
第五条 本制度自2022年2月1日起施行。
""",
    "考勤V2.txt": """考勤管理制度
版本号：V2.0
第一条 员工上班时间为8:30至17:30。
第二条 迟到每次罚款50元。
第三条 旷工一天扣发两天工资。
第四条 本制度自2024年3月1日起施行，原《考勤管理制度》（V1.0）同时废止。
""",
    "宿舍.txt": "宿舍管理规定\n第一条 宿舍晚上23:00熄灯。\n第二条 在宿舍使用电炉的，罚款100元。\n",
    "住宿.txt": """员工住宿管理细则
第一条 宿舍22:30熄灯。
第二条 使用电炉、热得快的，罚款200元。
第三条 本细则自2023年5月1日起施行。《宿舍管理规定》同时废止。
""",
    "门禁.txt": "门禁管理规定\n第一条 门禁卡遗失的，补办费35元。\n第二条 本规定有效期至2023年12月31日。\n",
    "卫生.txt": "卫生管理制度\n第一条 值日生每天打扫办公室两次。\n第二条 不打扫的罚款10元。\n",
    "卫生新.txt": """卫生管理制度（2099年版）
第一条 值日生每天打扫办公室一次。
第二条 不打扫的罚款30元。
第三条 本制度自2099年1月1日起施行。
""",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("editions")
    for name, text in POLICIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with KnowledgeBase.build([folder], folder / "kb") as built:
        yield built


# (what it shows, question, words of the answer, its state, words of the others with their state)
ASKED: list[tuple[str, str, str, str, list[tuple[str, str]]]] = [
    ("the newer edition answers", "迟到罚多少", "50元", "in_force", [("20元", "superseded")]),
    (
        "also where the repealed one bears the better title",
        "宿舍几点熄灯",
        "22:30",
        "in_force",
        [("23:00", "superseded")],
    ),
    ("and for a fine", "宿舍用电炉罚多少", "200元", "in_force", [("100元", "superseded")]),
    ("what did not change is told once", "旷工一天怎么扣", "两天工资", "in_force", []),
    ("what is not yet in force is said", "不打扫卫生罚多少", "10元", "in_force", [("30元", "pending")]),
    ("what only a former edition says is marked", "员工生日当天能休假多久", "半天", "superseded", []),
    ("and what ended by its own term", "门禁卡遗失补办费多少", "35元", "superseded", []),
]


@pytest.mark.parametrize(("why", "question", "words", "state", "others"), ASKED, ids=[row[0] for row in ASKED])
def test_asked(
    why: str, question: str, words: str, state: str, others: list[tuple[str, str]], base: KnowledgeBase
) -> None:
    reply = base.ask(question)
    assert words in reply.answers[0].text
    assert reply.answers[0].state == state
    assert bool(reply.answers[0].state_why) == (state != "in_force")
    assert not reply.contradictory, "an edition that has ended contradicts nobody"
    assert [answer.state for answer in reply.former] == [state for _, state in others]
    for answer, (said, _) in zip(reply.former, others, strict=True):
        assert said in answer.text


def test_on_a_day_only_what_was_in_force_then_is_asked(base: KnowledgeBase) -> None:
    with KnowledgeBase.open(base.root, as_of="2023-01-01") as then:
        reply = then.ask("迟到罚多少")
        assert "20元" in reply.answers[0].text
        assert reply.former == ()


CITED = [
    ("a citation means the edition in force", "《考勤管理制度》第二条", "50元"),
    ("a clause that only a former edition has", "《考勤管理制度》第五条", "2022年"),
    ("the title alone", "《考勤管理制度》", "8:30"),
]


@pytest.mark.parametrize(("why", "citation", "words"), CITED, ids=[row[0] for row in CITED])
def test_cited(why: str, citation: str, words: str, base: KnowledgeBase) -> None:
    assert words in base.clause(citation).text


def test_two_texts_that_nothing_puts_in_order_are_not_told_apart(tmp_path: Path) -> None:
    for folder in ("东店", "西店"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"排班制度\n第一条 {folder}每周排班。\n", encoding="utf-8")
    with KnowledgeBase.build([tmp_path], tmp_path / "kb") as twins, pytest.raises(NotFound, match="对应多条"):
        twins.clause("《排班制度》第一条")
