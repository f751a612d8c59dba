"""Editions and dates as policies print them, and what is in force on a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Document
from ingest.errors import ConfigurationError
from ingest.parse import parse_bytes
from kb.editions import Edition, family_of, read_day, read_edition
from kb.versions import standing, standing_of


def policy(text: str, name: str = "a.txt") -> Document:
    (document,) = parse_bytes(text.encode(), name=name)
    return document


TITLES = [
    ("费用报销办法(V2.0)", "费用报销办法"),
    ("费用报销办法（2024年修订）", "费用报销办法"),
    ("费用报销办法_2021", "费用报销办法"),
    ("费用报销办法（试行）", "费用报销办法"),
    ("费用报销办法 第3版", "费用报销办法"),
    ("费用报销办法【征求意见稿】", "费用报销办法"),
    ("员工手册2023版", "员工手册"),
    ("5S管理办法", "5S管理办法"),
    ("2024年度评优方案", "2024年度评优方案"),
    ("工号80012管理", "工号80012管理"),
    ("2021版费用报销办法", "费用报销办法"),
    ("2021年费用报销办法", "2021年费用报销办法"),
]


@pytest.mark.parametrize(("title", "family"), TITLES, ids=[row[0] for row in TITLES])
def test_family(title: str, family: str) -> None:
    assert family_of(title) == family


# The lines of a policy, and its mark, date of issue, effective date and expiry.
READ = [
    (
        "dates in the head",
        "文件编号:A-1 版本:V1.2\n发布日期:2023年5月6日 生效日期:2023年6月1日\n一、开门。",
        "V1.2",
        "2023-05-06",
        "2023-06-01",
        "",
    ),
    ("in force from a day", "一、开门。\n二、本办法自2024年3月1日起施行。", "", "", "2024-03-01", ""),
    ("in Chinese numerals", "一、开门。\n二、本规定自二〇二四年三月一日起执行。", "", "", "2024-03-01", ""),
    ("from issue on", "2022年9月发布\n一、开门。\n二、本制度自发布之日起施行。", "", "2022-09", "2022-09", ""),
    ("a month is enough", "客服部自定 2022年11月起执行\n一、开门。", "", "", "2022-11", ""),
    ("a bare date in the head is that of issue", "行政部 2023年3月\n一、开门。", "", "2023-03", "", ""),
    ("a term", "一、开门。\n二、本办法自2023年1月1日起试行,有效期两年。", "", "", "2023-01-01", "2025-01-01"),
    (
        "an end",
        "一、开门。\n二、本办法自2023年1月1日起施行,有效期至2023年12月31日。",
        "",
        "",
        "2023-01-01",
        "2023-12-31",
    ),
    ("dates of other things are no dates of force", "一、2021年5月1日以前入职的员工执行旧标准。", "", "", "", ""),
    ("a nonsense date is none", "一、开门。\n二、本办法自2024年13月45日起施行。", "", "", "", ""),
    ("the first month by its name", "一、开门。\n二、本办法从2022年元月1日起执行。", "", "", "2022-01-01", ""),
    ("the n-th edition", "第3版\n一、开门。", "第3版", "", "", ""),
]


@pytest.mark.parametrize(
    ("sentence", "lines", "mark", "issued", "effective", "expires"), READ, ids=[r[0] for r in READ]
)
def test_what_a_policy_says_of_itself(
    sentence: str, lines: str, mark: str, issued: str, effective: str, expires: str
) -> None:
    edition = read_edition(policy(f"门店开门办法\n{lines}\n"))
    assert (edition.mark, edition.issued, edition.effective, edition.expires) == (mark, issued, effective, expires)


def test_an_edition_comes_back_from_its_json_form() -> None:
    edition = read_edition(policy("门店开门办法(V2.0)\n\n代替V1.0\n一、店长开门。\n二、《钥匙规定》同时废止。\n"))
    assert edition.repeals == ("V1.0", "钥匙规定")
    assert Edition.from_dict(edition.to_dict()) == edition


# What the last article says, and what it ends.
ENDING = [
    ("a title in brackets", "本制度自2024年3月1日起施行,原《开门制度》同时废止。", ("开门制度",)),
    ("titles behind a colon", "下列制度同时废止:《钥匙规定》、《门禁规定》。", ("钥匙规定", "门禁规定")),
    ("titles in items", "下列制度同时废止:\n（一）《钥匙规定》;\n（二）《门禁规定》。", ("钥匙规定", "门禁规定")),
    ("the former one", "本制度自2024年3月1日起施行,原制度同时作废。", ("门店开门制度",)),
    ("the own title, shortened", "本制度自2024年3月1日起施行,原开门制度即行废止。", ("门店开门制度",)),
    ("another one without brackets", "本制度自2024年3月1日起施行,原钥匙规定同时废止。", ("钥匙规定",)),
    ("what ends nothing", "作废的发票由财务保管,原规定的钥匙另行登记。", ()),
    ("what only prevails", "原有规定与本制度不一致的,以本制度为准。", ()),
]


@pytest.mark.parametrize(("sentence", "last", "ended"), ENDING, ids=[row[0] for row in ENDING])
def test_what_a_policy_ends(sentence: str, last: str, ended: tuple[str, ...]) -> None:
    assert read_edition(policy(f"门店开门制度\n第一条 店长开门。\n第二条 {last}\n")).repeals == ended


RULES = (
    "第一条 上班时间为9:00至18:00,中午休息一小时。\n第二条 迟到每次罚款{}元。\n第三条 忘记打卡的,当月可以补卡2次。\n"
)
EARLIER, LATER = RULES.format(20), RULES.format(50)

# Which of two texts of one policy ends the other: titles, last lines, file names.
EDITIONS = [
    (
        "an undated one by its successor",
        ("考勤制度", "", "a.txt"),
        ("考勤制度", "第四条 原《考勤制度》同时废止。", "b.txt"),
    ),
    ("by a date in the name", ("考勤制度", "", "考勤制度20210301.txt"), ("考勤制度", "", "考勤制度20230301.txt")),
    ("by a date with dashes", ("考勤制度", "", "考勤制度2021-03-01.txt"), ("考勤制度", "", "考勤制度2023-03-01.txt")),
    ("the plain one by the new one", ("考勤制度", "", "a.txt"), ("考勤制度（最新版）", "", "b.txt")),
    ("the old one", ("考勤制度（旧版）", "", "a.txt"), ("考勤制度", "", "b.txt")),
    ("by the year in front", ("2021版考勤制度", "", "a.txt"), ("2023版考勤制度", "", "b.txt")),
]


@pytest.mark.parametrize(("sentence", "old", "new"), EDITIONS, ids=[row[0] for row in EDITIONS])
def test_the_later_edition_ends_the_earlier(
    sentence: str, old: tuple[str, str, str], new: tuple[str, str, str]
) -> None:
    documents = [
        replace(policy(f"{title}\n{rules}{last}\n", name), id=name)
        for (title, last, name), rules in ((old, EARLIER), (new, LATER))
    ]
    for order in (documents, documents[::-1]):
        states = standing(order, "2025-06-01")
        assert (states[old[2]].state, states[new[2]].state) == ("superseded", "in_force")


OLD = policy("开门办法(V1.0)\n\n一、店员八点开门。\n二、本办法自2021年6月1日起施行。\n", "old.txt")
NEW = policy("开门办法(V2.0)\n\n一、店员九点开门。\n二、本办法自2024年5月1日起施行。\n", "new.txt")
KEYS = policy("钥匙规定\n\n一、钥匙放前台。\n", "keys.txt")
ENDS = policy("门禁规定\n\n一、刷卡进门。\n二、本规定自2023年1月1日起施行,原《钥匙规定》同时废止。\n", "ends.txt")
DRAFT = policy("开门办法(征求意见稿)\n\n一、店员七点开门。\n", "draft.txt")

STANDINGS = [
    ("before both", "2020-01-01", [OLD, NEW], ["pending", "pending"]),
    ("between them", "2022-01-01", [OLD, NEW], ["in_force", "pending"]),
    ("on the day before", "2024-04-30", [OLD, NEW], ["in_force", "pending"]),
    ("on the day itself", "2024-05-01", [OLD, NEW], ["superseded", "in_force"]),
    ("in any order", "2024-05-01", [NEW, OLD], ["in_force", "superseded"]),
    ("another title ends it", "2023-06-01", [KEYS, ENDS], ["superseded", "in_force"]),
    ("not before that is in force", "2022-06-01", [KEYS, ENDS], ["in_force", "pending"]),
    ("a draft replaces nothing", "2024-06-01", [NEW, DRAFT], ["in_force", "pending"]),
    ("one alone", "2024-06-01", [KEYS], ["in_force"]),
    ("the same text twice is in force twice", "2024-06-01", [NEW, NEW], ["in_force", "in_force"]),
]


@pytest.mark.parametrize(("sentence", "on", "documents", "states"), STANDINGS, ids=[row[0] for row in STANDINGS])
def test_standing(sentence: str, on: str, documents: list[Document], states: list[str]) -> None:
    editions = [read_edition(document) for document in documents]
    named = [Edition.from_dict({**edition.to_dict(), "document": f"{at}"}) for at, edition in enumerate(editions)]
    assert [one.state for one in standing_of(named, on).values()] == states


def test_the_corpus_has_one_superseded_policy(root: object) -> None:
    from pathlib import Path

    from ingest.parse import parse_file

    documents = [
        document
        for path in sorted((Path(str(root)) / "corpus").iterdir())
        if path.suffix in (".txt", ".docx", ".pdf")
        for document in parse_file(path)
    ]
    found = standing(documents, "2024-06-01")
    assert [key for key, one in found.items() if one.state != "in_force"] == ["费用报销管理办法(V1.0)"]
    assert found["费用报销管理办法(V1.0)"].until == "2024-05-01"


TWINS = """工作守则

一、{a}
二、{b}
三、{c}
四、{d}
五、本守则自{year}年1月1日起施行。
"""


def test_a_shared_title_alone_makes_no_edition() -> None:
    words = (
        ("前台八点开门", "仓库九点发货", "客服十点上线", "财务月底结账"),
        ("厨房六点备菜", "保洁擦拭餐桌", "收银核对小票", "领班分配区域"),
    )
    texts = [
        TWINS.format(year=year, **dict(zip("abcd", (f"{word}。" for word in several), strict=True)))
        for year, several in zip((2021, 2023), words, strict=True)
    ]
    one, other = (read_edition(policy(text, f"{at}.txt")) for at, text in enumerate(texts))
    strangers = standing_of([one, Edition.from_dict({**other.to_dict(), "document": "b"})], "2024-01-01")
    assert [standing.state for standing in strangers.values()] == ["in_force", "in_force"]
    akin = read_edition(policy(texts[0].replace("2021", "2023"), "c.txt"))
    editions = standing_of([one, Edition.from_dict({**akin.to_dict(), "document": "c"})], "2024-01-01")
    assert [standing.state for standing in editions.values()] == ["superseded", "in_force"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024年5月1日", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        ("2024-05", "2024-05-01"),
    ],
)
def test_days_as_people_write_them(text: str, day: str) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["", "昨天", "2024-02-30", "05-01", "2024-05-01x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="2024-05-01"):
        read_day(text)
