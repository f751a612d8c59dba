"""What binds a post: small invented policies, a line of each, and the posts that it binds and does not bind."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.lexicon import Lexicon, load_lexicon
from index.tagger import tag
from ingest import Document
from ingest.parse import parse_file
from kb.addressee import posts_named
from kb.bound import Selection, select
from kb.post import post_of

STORE = """仓库管理制度
第一条 仓管员每月盘点一次库存。
第二条 货物按批次码放,先进先出。
第三条 货架之间留出80厘米通道。
第四条 采购员到货前一天通知仓管员。
第五条 美工负责制作货位标识牌。
第六条 库存差异超过三件的,由店长批准后调账。
第七条 违反第二条的,罚款20元。
第八条 仓管员不得让外人进入库区。
"""
SHIFT = """客服值班守则
第一条 值班人员应提前10分钟到岗。
第二条 值班人员离岗的,罚款30元。
第三条 客服应每两小时巡看一次留言。
第四条 客服主管每周公布值班表。
第五条 员工不得在值班期间玩游戏。
"""
LEAVE = """请假管理办法
第一条 本办法适用于公司全体员工。
第二条 请假须提前一天填写请假单。
第三条 请假一天以内的,由直属主管批准。
第四条 病假应提交医院证明。
第五条 请假期满不归的,按旷工处理。
第六条 人事专员每月汇总请假情况,报副总经理审阅。
第七条 新员工试用期内请假累计不得超过五天。
第八条 请假人员应把手头工作交给同组同事。
第九条 司机请假的,须提前三天提出。
"""
DUTIES = """美工岗位职责
一、岗位职责
1、每周更新一次首页海报。
2、按运营提供的方案设计活动页面。
3、执行上级安排的其他设计任务。
4、保管图片素材,不得外传。
二、任职要求
1、熟练使用作图软件。
2、一年以上工作经验。
"""
DEPARTMENT = """采购部工作规范
一、采购员
1、下单前比较三家报价。
2、每周五提交采购周报。
二、采购经理
1、审批五千元以下的采购单。
2、每季度评估一次供应商。
三、纪律
1、采购部人员不得收受礼品。
2、各部门应在每月25日前提交采购需求。
3、供应商送货迟到的,扣除货款的1%。
"""
LEADER = """客服主管岗位职责
1、制定客服排班表。
2、检查、督促部门员工的服务质量。
3、每月组织一次业务学习。
4、负责各部门投诉的汇总与反馈。
5、向店长提交月度总结。
"""
SERVICE = """行政部服务规范
第一条 行政部按月发放办公用品。
第二条 行政部及时向各部门通报停水停电。
第三条 各部门领用物品须登记。
第四条 员工损坏公物的,照价赔偿。
第五条 行政部保管员工档案。
第六条 管理人员每月抽查一次考勤。
"""
SCOPED = """直播间管理规定
第一条 本规定适用于主播和场控。
第二条 开播前半小时完成设备检查。
第三条 直播中不得使用绝对化用语。
第四条 违反本规定的,扣发当日补贴。
第五条 运营提前一天提供货品清单。
"""
TRIP = """差旅报销规定
第一条 出差人员应在返回后五天内报销。
第二条 住宿费每晚不超过300元。
第三条 超过标准的部分由本人承担。
第四条 出纳在三个工作日内付款。
第五条 单笔超过2000元的,由财务经理审批。
"""
REPORT = """客服实习报告
一、实习经过
1、每天上午学习商品知识。
2、下午跟着师傅接待顾客。
"""
PLACE = """仓库卫生管理规定
第一条 货架每周擦拭一次。
第二条 仓管员每日清扫地面。
第三条 食物不得带入库区。
"""
TABLE = """大促分工方案
一、活动筹备按下列分工进行:
1、运营编写活动方案;
2、美工制作主图;
3、仓管员备齐包装材料。
二、活动期间,客服实行两班制,打包员推迟一小时下班。
三、赠品由采购员购入,仓库主管单独建账。
"""

LOADING = """装卸与库位管理办法
第一条 仓管员到货当天验收。
第二条 仓管员核对送货单后签收。
第三条 仓管员每周整理库位。
第四条 仓管员每月向店长报送库存表。
第五条 被芯离地15厘米以上摆放。
第六条 漏贴库位标签的,每次扣5元。
第七条 打包员领用纸箱应登记。
第八条 店长批准报损单。
第九条 打包员丢失扫码枪的,照价赔偿。
第十条 扫码枪由当事人当天归还。
"""

# (what it shows, policy, words of the line, posts that it binds, posts that it does not bind)
CASES = [
    ("it names the post", STORE, "每月盘点", ("仓库",), ("客服", "美工")),
    ("it names nobody in the post's policy", STORE, "先进先出", ("仓库", "仓储主管"), ("客服", "店长")),
    ("a measure in the post's policy", STORE, "80厘米", ("仓库",), ("运营",)),
    ("another post in it, who tells this one", STORE, "到货前一天", ("仓库", "采购员"), ("客服",)),
    ("another post's duty in the post's policy", STORE, "货位标识牌", ("美工",), ("仓库", "客服")),
    ("who approves is bound, and so is who asks", STORE, "库存差异", ("仓库", "店长"), ("客服",)),
    ("a fine that names nobody in the post's policy", STORE, "罚款20元", ("仓库",), ("客服", "美工")),
    ("what is forbidden to the post", STORE, "外人进入", ("仓库",), ("客服",)),
    ("who is on duty in the post's own policy", SHIFT, "提前10分钟", ("客服", "售前客服"), ("仓库", "司机")),
    ("a fine for who is on duty", SHIFT, "罚款30元", ("客服", "售后客服"), ("仓库",)),
    ("a wide role binds the narrow ones", SHIFT, "巡看一次", ("客服", "售前客服", "客服主管"), ("仓库",)),
    ("a narrow role's duty is no duty of its fellows", SHIFT, "公布值班表", ("客服主管", "客服"), ("售前客服",)),
    ("staff by name in another post's policy", SHIFT, "玩游戏", ("客服", "仓库"), ("供应商",)),
    ("the line that says for whom a policy is", LEAVE, "适用于", ("客服", "仓库", "司机"), ("供应商",)),
    ("nobody is named in a policy for everybody", LEAVE, "请假单", ("客服", "店长"), ("供应商",)),
    ("only who approves is named", LEAVE, "一天以内", ("客服", "客服主管"), ("供应商",)),
    ("a duty of everybody", LEAVE, "医院证明", ("美工",), ("供应商",)),
    ("a consequence for everybody", LEAVE, "按旷工", ("仓库",), ("供应商",)),
    ("one post's work in a policy for everybody", LEAVE, "每月汇总", ("人事部",), ("客服", "仓库")),
    ("new staff: whoever comes to the post is one", LEAVE, "累计不得超过", ("客服", "仓库"), ("供应商",)),
    ("whoever is in that place", LEAVE, "手头工作", ("客服", "司机"), ("供应商",)),
    ("one post in a policy for everybody", LEAVE, "提前三天", ("司机",), ("客服", "仓库")),
    ("a line of the post's duties", DUTIES, "首页海报", ("美工", "美工主管"), ("运营", "客服")),
    ("another post is named as the one who provides", DUTIES, "运营提供", ("美工",), ("客服",)),
    ("whoever stands above is named", DUTIES, "上级安排", ("美工",), ("仓库",)),
    ("a prohibition among the duties", DUTIES, "图片素材", ("美工",), ("摄影师",)),
    ("what the post asks for", DUTIES, "作图软件", ("美工",), ("客服",)),
    ("experience that the post asks for", DUTIES, "工作经验", ("美工",), ("运营",)),
    ("a part for the post", DEPARTMENT, "三家报价", ("采购员", "采购部"), ("采购经理", "仓库")),
    ("a part for the post, with a time", DEPARTMENT, "采购周报", ("采购员",), ("财务部",)),
    ("a part for another post of the department", DEPARTMENT, "五千元", ("采购经理", "采购部"), ("采购员",)),
    ("what the leader does", DEPARTMENT, "评估一次", ("采购经理",), ("采购员", "客服")),
    ("a department's rule is its members'", DEPARTMENT, "收受礼品", ("采购部", "采购员", "采购经理"), ("客服",)),
    ("all departments in one department's policy", DEPARTMENT, "采购需求", ("客服", "仓库"), ("供应商",)),
    ("a penalty for an outsider", DEPARTMENT, "扣除货款", ("供应商",), ("客服", "仓库")),
    ("a line of the leader's duties", LEADER, "排班表", ("客服主管", "客服"), ("仓库",)),
    ("who checks staff: staff should know", LEADER, "服务质量", ("客服主管", "售前客服"), ("供应商",)),
    ("the leader's meeting", LEADER, "业务学习", ("客服主管",), ("仓库",)),
    ("a report to another post", LEADER, "月度总结", ("客服主管",), ("仓库",)),
    ("a service to all departments binds who gives it", SERVICE, "停水停电", ("行政部",), ("客服", "仓库")),
    ("all departments are bound", SERVICE, "领用物品", ("客服", "仓库"), ("供应商",)),
    ("a penalty for all staff", SERVICE, "照价赔偿", ("客服", "仓库"), ("供应商",)),
    ("files of staff bind who keeps them", SERVICE, "档案", ("行政部",), ("客服",)),
    ("the line that says for whom, not everybody", SCOPED, "适用于", ("主播",), ("客服",)),
    ("nobody is named in a policy with that scope", SCOPED, "设备检查", ("主播",), ("客服", "仓库")),
    ("a prohibition in it", SCOPED, "绝对化用语", ("主播",), ("客服", "美工")),
    ("a penalty in it", SCOPED, "当日补贴", ("主播",), ("客服",)),
    ("another post's part in it", SCOPED, "货品清单", ("运营",), ("主播", "客服")),
    ("whoever travels", TRIP, "五天内报销", ("客服", "采购员"), ("供应商",)),
    ("a limit for whoever travels", TRIP, "每晚不超过", ("客服", "仓库"), ("供应商",)),
    ("the cashier's term", TRIP, "三个工作日", ("出纳", "财务部"), ("客服",)),
    ("who signs for an expense", TRIP, "2000元", ("客服", "财务经理"), ("供应商",)),
    ("a report is no rule", REPORT, "商品知识", (), ("客服", "售前客服", "仓库")),
    ("a place in the title is no post", PLACE, "货架每周", ("客服", "仓库"), ("供应商",)),
    ("the post in a policy about a place", PLACE, "清扫地面", ("仓库",), ("客服",)),
    ("a ban in a policy about a place", PLACE, "食物不得", ("客服", "仓库"), ("供应商",)),
    ("a measure in a policy whose work is the post's", LOADING, "离地15厘米", ("仓库",), ("打包员", "店长", "客服")),
    ("a fine in it", LOADING, "库位标签", ("仓库",), ("打包员", "美工")),
    ("another post in it", LOADING, "领用纸箱", ("打包员",), ("仓库", "客服")),
    ("a fine for another post in it", LOADING, "照价赔偿", ("打包员",), ("仓库", "客服")),
    ("whoever it is in it is one of that post", LOADING, "当天归还", ("仓库",), ("客服", "美工")),
    ("an item names the post", TABLE, "编写活动方案", ("运营",), ("美工", "仓库")),
    ("another item of the list", TABLE, "制作主图", ("美工",), ("运营", "客服")),
    ("the line that opens a list comes with its item", TABLE, "按下列分工", ("运营", "美工", "仓库"), ("司机",)),
    ("two posts in one sentence", TABLE, "两班制", ("客服", "打包员"), ("美工",)),
    ("the second doer of a sentence", TABLE, "单独建账", ("采购员", "仓储主管"), ("客服", "美工")),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@cache
def documents(text: str) -> tuple[Document, ...]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "制度.txt"
        file.write_text(text, encoding="utf-8")
        return tuple(tag(list(parse_file(file)), load_lexicon()))


@cache
def selected(text: str, role: str) -> Selection:
    counts = {name: 1 for document in documents(text) for clause in document.clauses for name in clause.roles}
    return select(post_of(role, load_lexicon(), counts), documents(text), load_lexicon())


@pytest.mark.parametrize(("why", "text", "words", "bound", "free"), CASES, ids=[row[0] for row in CASES])
def test_it_binds(why: str, text: str, words: str, bound: tuple[str, ...], free: tuple[str, ...]) -> None:
    lines = [clause for document in documents(text) for clause in document.clauses if words in clause.text]
    assert len(lines) == 1, f"{words} stands in {len(lines)} clauses"
    held = {role: {one.clause.id for one in selected(text, role).bound} for role in (*bound, *free)}
    assert {role for role in (*bound, *free) if lines[0].id in held[role]} == set(bound)


# (what it shows, title or heading, posts that it is about)
NAMED = [
    ("a post", "客服岗位职责", ("客服",)),
    ("two names that touch are one post", "淘宝客服主管岗位职责", ("客服主管",)),
    ("where a post belongs is no post", "物业公司客户服务部主管岗位职责", ("客服主管",)),
    ("a weak word and what makes it a post", "电商运营助理有什么样的岗位职责", ("运营专员",)),
    ("two posts", "打包员、仓管员管理规定", ("打包员", "仓库")),
    ("a thing", "采购管理制度", ()),
    ("an act with who does it", "采购人员守则", ("采购员",)),
    ("a place", "仓库卫生管理规定", ()),
    ("nobody", "考勤管理制度", ()),
]


@pytest.mark.parametrize(("why", "words", "posts"), NAMED, ids=[row[0] for row in NAMED])
def test_posts_of_a_title(why: str, words: str, posts: tuple[str, ...], lexicon: Lexicon) -> None:
    assert posts_named(words, lexicon) == posts
