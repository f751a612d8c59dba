"""What a person sees, whole: the answer first, its source beside it, the clause's own words, then what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from ingest import Clause, Document, DocumentRef, Fact, Notice, Place, Relation, SetAside
from kb import Answer, BuildReport, FileReport, Hit, Reply, Status
from kb.explain import Explanation, Point, Weighed, Word
from kb.related import Related
from kb.reply import SAME_MATTER
from kb.screen.clauses import clause_text, document_tree, places_text
from kb.screen.look import Look
from kb.screen.parsing import parse_report, report
from kb.screen.replies import hits_text, reply_text, show_command
from kb.screen.reports import build_text, failed_text, notices_text, status_text

PLAIN = Look()
SEARCHED = {"documents": 42, "clauses": 1322}


def clause(title: str, path: str, text: str, parent: str | None = None, line: int = 1) -> Clause:
    labels = tuple(path.split())
    return Clause(
        id=f"{title}#{'/'.join(labels)}",
        document=DocumentRef(title, title, f"{title}.txt", "0" * 64),
        number=labels[-1],
        path=labels,
        text=text,
        places=(Place(line=line),),
        parent=f"{title}#{parent}" if parent else None,
    )


def reply(*answers: tuple[str, Clause], contradictory: bool = False, nearest: tuple[Hit, ...] = ()) -> Reply:
    return Reply(
        question="?",
        kind="penalty",
        answers=tuple(Answer(text, one, 0.93, SAME_MATTER if contradictory else ("迟到",)) for text, one in answers),
        contradictory=contradictory,
        nearest=nearest,
        searched=SEARCHED,
    )


GAMES = clause("客服守则", "七", "上班玩游戏的,第一次10元,第二次30元,第三次开除。")
ALSO = clause("客服管理制度", "8", "玩游戏者10元一次")
RULES = clause("客服部规定", "二 2 2)", "首次警告,再次每次50元。")
DESK = clause("卫生管理制度", "第三条", "每日上班前清洁自己的办公桌。" * 5)

REPLIES = [
    (
        "policies that disagree stand under each other, their citations in one column",
        reply(
            ("第一次10元,第二次30元,第三次开除", GAMES),
            ("10元一次", ALSO),
            ("首次警告,再次每次50元", RULES),
            contradictory=True,
        ),
        """\
各制度规定不一致:
  第一次10元,第二次30元,第三次开除    《客服守则》七
  10元一次                            《客服管理制度》8
  首次警告,再次每次50元               《客服部规定》二 2 2)
原文:kb show 《客服守则》七""",
    ),
    (
        "one answer has the clause's own words under it",
        reply(("10元一次", ALSO)),
        """\
10元一次    《客服管理制度》8
  玩游戏者10元一次
原文:kb show 《客服管理制度》8""",
    ),
    (
        "a clause that is its own answer is not printed twice",
        reply(("首次警告,再次每次50元", RULES)),
        """\
首次警告,再次每次50元    《客服部规定》二 2 2)
原文:kb show "《客服部规定》二 2 2)\"""",
    ),
    (
        "an abstention names the nearest clauses and how much was searched",
        reply(nearest=(Hit(1, 2.0, DESK),)),
        """\
制度中没有规定。最接近的条款:
  《卫生管理制度》第三条  每日上班前清洁自己的办公桌。每日上班前清洁自己的办公桌。每日上班前清洁自……
已查 42 份制度、1,322 条。""",
    ),
    ("an abstention without anything near says so", reply(), "制度中没有规定。\n已查 42 份制度、1,322 条。"),
]


@pytest.mark.parametrize(("why", "given", "seen"), REPLIES, ids=[row[0] for row in REPLIES])
def test_reply(why: str, given: Reply, seen: str) -> None:
    assert reply_text(given, PLAIN) == seen


BESIDE = [
    (
        "a penalty in the same clause needs no citation, an exception elsewhere has one",
        reply(("10元一次", ALSO)),
        (Related("penalty", "玩游戏者10元一次", ALSO, 0, 9), Related("exception", "休息日除外", RULES, 0, 5)),
        """\
10元一次    《客服管理制度》8
  玩游戏者10元一次
相关处罚:玩游戏者10元一次(同条)
例外:休息日除外    《客服部规定》二 2 2)
原文:kb show 《客服管理制度》8""",
    ),
    (
        "of several answers it is said which one is meant",
        reply(("第一次10元", GAMES), ("10元一次", ALSO), contradictory=True),
        (Related("exception", "休息日除外", GAMES, 0, 5),),
        """\
各制度规定不一致:
  第一次10元    《客服守则》七
  10元一次      《客服管理制度》8
例外:休息日除外    《客服守则》七
原文:kb show 《客服守则》七""",
    ),
]


@pytest.mark.parametrize(("why", "given", "related", "seen"), BESIDE, ids=[row[0] for row in BESIDE])
def test_what_stands_beside(why: str, given: Reply, related: tuple[Related, ...], seen: str) -> None:
    assert reply_text(replace(given, related=related), PLAIN) == seen


def test_what_is_not_in_force_is_told_apart() -> None:
    former = Answer("20元一次", GAMES, 0.5, (), 0, 5, "superseded", "已被《客服管理制度》(V2.0)取代")
    coming = Answer("30元一次", RULES, 0.5, (), 0, 5, "pending", "自2030-01-01起施行")
    given = replace(reply(("10元一次", ALSO)), former=(former, coming))
    assert (
        reply_text(given, PLAIN)
        == """\
10元一次    《客服管理制度》8
  玩游戏者10元一次
已失效:20元一次    《客服守则》七(已被《客服管理制度》(V2.0)取代)
尚未施行:30元一次    《客服部规定》二 2 2)(自2030-01-01起施行)
原文:kb show 《客服管理制度》8"""
    )
    alone = replace(given, answers=(former,), former=())
    assert (
        reply_text(alone, PLAIN)
        == """\
20元一次    《客服守则》七(已失效:已被《客服管理制度》(V2.0)取代)
  上班玩游戏的,第一次10元,第二次30元,第三次开除。
原文:kb show "客服守则#七\""""
    )


def test_of_policies_that_disagree_those_that_agree_stand_together() -> None:
    given = reply(("10元一次", ALSO), ("第一次10元", GAMES), ("10元一次", RULES), contradictory=True)
    other = Answer("每日清洁", DESK, 0.2)
    assert (
        reply_text(replace(given, answers=(*given.answers, other)), PLAIN)
        == """\
各制度规定不一致:
  10元一次      《客服管理制度》8
  10元一次      《客服部规定》二 2 2)
  第一次10元    《客服守则》七
也可能有关:
  每日清洁    《卫生管理制度》第三条
原文:kb show 《客服管理制度》8"""
    )


def test_scores_and_reasons_are_shown_only_when_asked() -> None:
    given = reply(("10元一次", ALSO))
    assert "93%" not in reply_text(given, PLAIN)
    told = reply_text(given, Look(verbose=1))
    assert "把握 93%;迟到" in told


READ = Explanation(
    kinds=(("penalty", 0.92), ("amount", 0.06)),
    words=(Word("迟到", 0.8, ("晚到", "来晚", "误点", "迟来", "不准时"), False), Word("西游记", 0.2, (), True)),
    roles=("客服",),
    family=("客服部",),
    conditions=("第二次", "20分钟"),
    found=60,
    candidates=(
        Weighed(
            1,
            GAMES,
            9.214,
            0.93,
            2,
            (Point("问的词在条文里", 1.92),),
            (Point("检索得分", -0.44),),
            {"迟到": "heading", "西游记": ""},
            {},
        ),
        Weighed(2, ALSO, 7.9, 0.1, 1, (), (Point("问的词在条文里", -1.92),), {"迟到": "text", "西游记": ""}, {}),
    ),
    stated=0.93,
    threshold=0.7,
    doubts=("没有一条条款出现过:西游记",),
    against=(Point("意思相近", -1.3),),
)

EXPLAINED = [
    (
        "an answer",
        reply(("10元一次", ALSO)),
        READ,
        """\
读题:
  问的是:处罚 92%、数额 6%
  找的词:迟到 80%(也找晚到、来晚、误点、迟来);西游记 20%[没有条款用到]
  岗位:客服(连同客服部)
  条件:第二次、20分钟
候选条款(共 60 条,前 2 条):
  1. 《客服守则》七  得分 9.21,把握 93%
     有 迟到(标题);没有 西游记
     和第 2 条比:问的词在条文里 +1.9;检索得分 −0.4
  2. 《客服管理制度》8  得分 7.90,把握 10%
     有 迟到(条文);没有 西游记
     和第 1 条比:没有长处;问的词在条文里 −1.9
制度里有没有规定:有的可能 93%,70% 以上才回答,够""",
    ),
    (
        "an abstention says what speaks against an answer",
        reply(),
        replace(READ, words=(), roles=(), conditions=(), found=0, candidates=(), stated=0.4),
        """\
读题:
  问的是:处罚 92%、数额 6%
  找的词:没有读到可以查找的词
候选条款(共 0 条):
制度里有没有规定:有的可能 40%,70% 以上才回答,不够
  没有一条条款出现过:西游记
  和通常有规定的问题比:意思相近 −1.3""",
    ),
]


@pytest.mark.parametrize(("why", "given", "told", "seen"), EXPLAINED, ids=[row[0] for row in EXPLAINED])
def test_why(why: str, given: Reply, told: Explanation, seen: str) -> None:
    assert reply_text(replace(given, explanation=told), Look(verbose=1)).endswith("\n" + seen)
    assert "读题" not in reply_text(replace(given, explanation=told), PLAIN)


def test_of_a_very_long_clause_what_stands_around_the_answer_is_shown() -> None:
    text = "开门前检查地面。" * 30 + "上班玩游戏的,每次罚款10元。" + "关门前检查电源。" * 30
    start = text.index("每次")
    answer = Answer("每次罚款10元", clause("客服守则", "九", text), 0.9, (), start, start + 7)
    shown = reply_text(replace(reply(), answers=(answer,)), PLAIN).splitlines()[1].strip()
    assert shown.startswith("……")
    assert shown.endswith("……")
    assert shown.strip("…") in text
    assert "上班玩游戏的,每次罚款10元" in shown
    assert len(shown) < 160
    assert text in reply_text(replace(reply(), answers=(answer,)), Look(verbose=1))


def test_of_a_table_the_head_and_the_row_are_shown() -> None:
    text = "按下表处理:\n行为\t处罚\n睡觉\t10元\n玩游戏\t30元\n抽烟\t50元"
    start = text.index("玩游戏")
    answer = Answer("玩游戏\t30元", clause("奖惩条例", "九", text), 0.9, (), start, start + 7)
    assert reply_text(replace(reply(), answers=(answer,)), PLAIN).splitlines()[1:-1] == [
        "  按下表处理:",
        "  行为  处罚",
        "  ……",
        "  玩游戏  30元",
        "  ……",
    ]
    assert "睡觉  10元" in reply_text(replace(reply(), answers=(answer,)), Look(verbose=1))


def test_many_answers_are_counted_and_not_hidden() -> None:
    many = reply(*[(f"{n}元", clause("制度", f"{n}", f"每次{n}元")) for n in range(1, 9)])
    assert "另有 3 条,加 -v 全部列出。" in reply_text(many, PLAIN)
    assert "8元" in reply_text(many, Look(verbose=1))


def test_a_list_is_shown_to_its_end() -> None:
    items = tuple(Answer(f"第{n}步", clause("流程", f"{n}", f"第{n}步"), 0.9, ("同一清单",)) for n in range(1, 8))
    other = Answer("另一条", clause("流程", "9", "另一条"), 0.2)
    told = reply_text(replace(reply(), answers=(*items, other)), PLAIN)
    assert "第7步" in told
    assert "另有 1 条,加 -v 全部列出。" in told


def test_colours_only_where_the_look_has_them() -> None:
    given = reply(("10元一次", ALSO))
    assert "\x1b" not in reply_text(given, PLAIN)
    assert "\x1b[1m10元一次\x1b[0m" in reply_text(given, Look(color=True))


COMMANDS = [
    ("a plain citation needs no quotes", clause("考勤制度", "第三条 （一）", ""), "kb show 《考勤制度》第三条 （一）"),
    ("a bracket would end a shell's word", clause("考勤制度", "2)", ""), 'kb show "《考勤制度》2)"'),
    ("a dollar sign would be replaced", clause("$制度", "1", ""), "kb show '《$制度》1'"),
]


@pytest.mark.parametrize(("why", "given", "line"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_show_command(why: str, given: Clause, line: str) -> None:
    assert show_command(given) == line


def test_hits() -> None:
    hits = [Hit(1, 7.31, GAMES, ("标题",)), Hit(2, 3.0, clause("价目", "表", "甲\t乙"))]
    assert hits_text(hits, PLAIN) == (
        " 1  《客服守则》七\n    上班玩游戏的,第一次10元,第二次30元,第三次开除。\n 2  《价目》表\n    甲  乙"
    )
    assert "7.31" in hits_text(hits, Look(verbose=1))


TREE = (
    clause("仓库制度", "3", "存放与盘点", line=4),
    clause("仓库制度", "3 3.1", "盘点安排如下:", parent="3", line=5),
    clause("仓库制度", "3 3.1 （一）", "每周抽盘;", parent="3/3.1", line=6),
    clause("仓库制度", "3 3.2", "按货号存放。", parent="3", line=7),
)


def test_a_clause_in_context() -> None:
    assert (
        clause_text(TREE[1], TREE, PLAIN)
        == """\
《仓库制度》3 3.1
来源:仓库制度.txt(第5行)

  3 存放与盘点
>   3.1 盘点安排如下:
      （一） 每周抽盘;"""
    )


def test_a_clause_says_its_tags_when_asked() -> None:
    tagged = Clause(
        **{
            **{name: getattr(TREE[3], name) for name in Clause.__dataclass_fields__},
            "relations": (Relation("仓库", "executes", ("老王",), "heading", "仓库制度"),),
            "facts": (Fact("money", "二十元", 20, "yuan"),),
            "topics": ("库存",),
            "modality": "must",
        }
    )
    told = clause_text(tagged, TREE, Look(verbose=1)).splitlines()
    assert told[-5:] == [
        "编号:仓库制度#3/3.2",
        "性质:必须",
        "角色:仓库(老王) 执行,依据:上级标题「仓库制度」",
        "主题:库存",
        "数值:金额 二十元 = 20 yuan",
    ]


PARSED = Document(
    id="仓库制度",
    title="仓库制度",
    source="a.txt",
    version="0",
    clauses=TREE,
    warnings=(Notice("gap", "3.2之后缺3.3"),),
    set_aside=(SetAside("第 1 页", "page-number", Place(page=1)),),
)


def test_a_file_as_a_tree() -> None:
    assert (
        document_tree(PARSED, PLAIN)
        == """\
《仓库制度》  a.txt
3 存放与盘点
  3.1 盘点安排如下:
    （一） 每周抽盘;
  3.2 按货号存放。
注意:3.2之后缺3.3"""
    )


def test_a_files_report_names_all_that_is_in_no_clause() -> None:
    assert (
        parse_report(report([PARSED]), PLAIN)
        == """\
a.txt
  制度 1 份,条款 4 条(原文编号 4),正文 23 字
  未归入条款 3 字(页码 3)
  原文每个字都在标题、条款或未归入项中
  编号问题:缺号 1 处

《仓库制度》
  条款 4 条(原文编号 4)
  注意:3.2之后缺3.3
  未归入条款 1 处:
    [页码,第1页] 第 1 页"""
    )


PLACES = [
    ("lines that follow each other are a range", [Place(line=3), Place(line=4), Place(line=6)], "第3–4、6行"),
    ("a page is enough, the line on it is not wanted", [Place(page=2, line=7)], "第2页"),
    ("a paragraph of a docx", [Place(paragraph=9)], "第9段"),
    ("nothing known, nothing said", [Place()], ""),
]


@pytest.mark.parametrize(("why", "places", "told"), PLACES, ids=[row[0] for row in PLACES])
def test_places(why: str, places: list[Place], told: str) -> None:
    assert places_text(places) == told


GAP = Notice("gap", "《考勤制度》第12条之后缺第13条")
SCAN = Notice("no-text", "第3页没有文字(扫描件?)")
BUILT = BuildReport(
    files=(
        FileReport("a.txt", "added", 2, 40),
        FileReport("b.txt", "changed", 1, 30, notices=(GAP,)),
        FileReport("c.pdf", "unchanged", 39, 1252, notices=(SCAN,)),
    ),
    documents=42,
    clauses=1322,
    engine="whoosh",
    seconds=1.8,
    generation=3,
)


def test_a_build() -> None:
    assert build_text(BUILT, PLAIN) == "新增 2 份,修改 1 份,未变 39 份;共 42 份、1,322 条。用时 1.8 秒。"
    assert notices_text(BUILT, PLAIN) == "需要注意:《考勤制度》第12条之后缺第13条;c.pdf:第3页没有文字(扫描件?)。"
    assert failed_text(BUILT, PLAIN) == ""


def test_a_build_with_failures_and_many_notices() -> None:
    notices = tuple(Notice("gap", f"《制度》第{n}条之后有缺") for n in range(1, 13))
    files = (FileReport("a.txt", "added", 1, 9, notices=notices), FileReport("b.txt", "failed", message="b.txt:空"))
    report = BuildReport((*files, FileReport("c.txt", "removed")), 1, 9, "whoosh", 0.04, None)
    assert build_text(report, PLAIN) == (
        "试运行,没有写入。新增 1 份,移除 1 个文件,失败 1 个文件;共 1 份、9 条。用时 0.0 秒。"
    )
    lines = notices_text(report, PLAIN).splitlines()
    assert lines[:2] == ["需要注意:", "  《制度》第1条之后有缺"]
    assert lines[-1] == "  另有 2 处,加 -v 全部列出,或用 kb parse 文件 --report 逐份查看。"
    assert failed_text(report, PLAIN) == "未能读取:b.txt:空"


def test_a_state() -> None:
    state = Status("shop.kb", 3, (2, 3), 42, 1322, "whoosh", "2025-03-01T08:00:00+00:00", ("a.txt",), (), 5)
    now = datetime.fromisoformat("2025-03-03T09:00:00+00:00")
    assert status_text(state, PLAIN, now=now).splitlines() == [
        "知识库 shop.kb:42 份制度、1,322 条,来自 5 个文件",
        "第 3 版,建于 2025-03-01 08:00(2 天前);检索引擎 whoosh;保留的版本 2、3",
        "1 个文件已改动或不见了,请运行 kb build:",
        "  a.txt",
    ]
