"""Roles: who has which part in a sentence, under a heading, below a title; and who is named for a post."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import load_lexicon
from index.mentions import names_a_post
from index.modality import modality_of
from index.posts import is_person, people_in
from index.roles import PATTERN, relations_of
from ingest.document import Clause, DocumentRef, Relation

LEXICON = load_lexicon()
Heads = tuple[str, ...]


def read(text: str, headings: Heads = (), title: str = "管理规定") -> tuple[Relation, ...]:
    clause = Clause("c", DocumentRef("d", title, "d.txt", ""), "1", ("1",), text, headings)
    post = bool(headings) and names_a_post(headings[-1], LEXICON)
    return relations_of(clause, LEXICON, modality_of(text, headings, role_heading=post))


TEXTS: list[tuple[str, set[tuple[str, str]]]] = [
    # 由 and the verb behind the role
    ("由淘宝客服处理换货", {("客服", "responsible")}),
    ("价格由财务部、销售部共同审批", {("财务部", "approves"), ("销售部", "approves")}),
    ("执行情况由行政部监督", {("行政部", "supervises")}),
    ("造成的损失由仓管员赔偿", {("仓库", "subject")}),
    ("由人事部考勤员统计工时", {("人事部", "responsible"), ("考勤员", "responsible")}),
    # the role before its verb
    ("店长负责店铺的日常经营", {("店长", "responsible")}),
    ("采购部为第一责任部门", {("采购部", "responsible")}),
    ("财务部应当每月核对账目", {("财务部", "executes")}),
    ("美工每天下班前备份图片", {("美工", "executes")}),
    ("客服主管审核后生效", {("客服主管", "approves")}),
    ("运营总监签字方可付款", {("运营总监", "approves")}),
    ("行政部、人事部应配合店长", {("行政部", "assists"), ("人事部", "assists"), ("店长", "responsible")}),
    ("仓储主管监督发货工作", {("仓储主管", "supervises")}),
    ("网管每周检查服务器", {("技术部", "executes")}),  # looking at things is work, not supervision
    ("客服不得泄露顾客电话", {("客服", "subject")}),
    ("售前客服与售后客服每天交接", {("售前客服", "executes"), ("售后客服", "executes")}),
    # asking, telling, handing over
    ("须经商品部经理确认", {("商品部经理", "approves")}),
    ("未经店长批准,不得改价", {("店长", "approves")}),
    ("报公司副总审批", {("副总经理", "approves")}),
    ("报行政部备案", {("行政部", "informed")}),
    ("有疑问向主管请示", {("主管", "approves")}),
    ("向总经理汇报", {("总经理", "informed")}),
    ("发现缺货及时通知客服", {("客服", "informed")}),
    ("结果抄送财务部", {("财务部", "informed")}),
    ("排班表交行政部审核", {("行政部", "approves")}),
    ("排班表交行政部", {("行政部", "informed")}),
    ("本子到行政部领取", {("行政部", "responsible")}),
    # lines of command
    ("协助部门经理制定预算", {("部门经理", "responsible")}),
    ("对总经理负责", {("总经理", "supervises")}),
    ("直接上级:市场部经理", {("市场部经理", "supervises")}),
    ("在店长的领导下开展工作", {("店长", "supervises")}),
    ("监督售前客服的应答", {("售前客服", "subject")}),
    ("执行者:物流部", {("物流人员", "executes")}),
    # who is bound
    ("全体员工必须遵守", {("员工", "subject")}),
    ("本规定适用于客服部", {("客服部", "subject")}),
    ("扣除客服当月绩效", {("客服", "subject")}),
    ("打包员:奖金的5%", {("打包员", "subject")}),
    ("主管:底薪4000元", {("主管", "subject")}),
    # words that are also things
    ("物流信息应及时更新", set()),
    ("做好店铺的推广工作", set()),
    ("编辑好商品标题", set()),
    ("按照《员工手册》执行", set()),
    ("查看采购计划", set()),
    ("人事专员管理员工档案", {("人事专员", "executes")}),
    ("会计和出纳依次签字", {("会计", "approves"), ("出纳", "approves")}),
    # the sentence of a fine binds, the one beside it does not
    ("仓管员当天录入系统。漏录的,罚款20元", {("仓库", "executes")}),
    ("运费由采购员承担20%,店长承担10%", {("采购员", "subject"), ("店长", "subject")}),
    ("金额超过500元的,由店长决定", {("店长", "approves")}),
    ("完成上级领导交办的工作", {("上级", "supervises")}),
    ("盘点由仓储主管组织,会计监盘", {("仓储主管", "responsible"), ("会计", "supervises")}),
    ("早班客服签字接收", {("客服", "executes")}),
    # parties named by what they do
    ("接收人应当场清点", {("接收人", "executes")}),
    ("出差人员于返回后报销", {("出差人员", "executes")}),
    # others than the shop's own people
    ("向快递公司索赔", set()),
    ("与快递公司对账", set()),
    ("供应商延期交货的,每天扣款1%", {("供应商", "subject")}),
    ("举报采购舞弊的", set()),
    ("未经质检的商品不得上架", set()),
    # nobody is bound by why and from when a policy holds
    ("本规定自5月1日起施行", set()),
    # rows of a table
    ("差错\t责任人\n漏发\t打包员\n价格写错\t美工", {("打包员", "responsible"), ("美工", "responsible")}),
    # several parts in one clause
    ("员工填写请假单,由店长审批,交行政部存档", {("员工", "subject"), ("店长", "approves"), ("行政部", "informed")}),
    # posts of other lines of business, qualified or plain
    ("值班护士应通知值班医师,同时报告护士长", {("护士", "executes"), ("医生", "informed"), ("护士长", "informed")}),
    ("请假一天由年级组长批准,三天以上由校长批准", {("年级组长", "approves"), ("校长", "approves")}),
    ("收银员与会计当面点清", {("收银员", "executes"), ("会计", "executes")}),
    # whoever is away does not act, and what another does meets whom it names
    ("店长外出时由副店长负责", {("副店长", "responsible")}),
    ("导购员由防损员查验", {("导购员", "subject"), ("防损员", "responsible")}),
    # letters of a role in another word
    ("协助客户关系维护工作", set()),
    ("全部长期保存", set()),
    ("情节严重的给予行政处分", set()),
    # the staff in the name of a thing
    ("为办好职工食堂,特制定本规定", set()),
    ("组长审核后报财务经理审批,出纳付款", {("组长", "approves"), ("财务经理", "approves"), ("出纳", "executes")}),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[row[0] for row in TEXTS])
def test_the_parts_of_roles_in_a_sentence(text: str, expected: set[tuple[str, str]]) -> None:
    found = read(text)
    assert {(relation.role, relation.relation) for relation in found} == expected
    assert all(relation.source == "text" and relation.why for relation in found)


ABOVE: list[tuple[str, Heads, str, set[tuple[str, str, str]]]] = [
    ("核对面单和货号", ("人员分工", "物流人员(张三)"), "管理规定", {("物流人员", "responsible", "heading")}),
    ("负责办公用品的采购", ("办公室职责",), "管理规定", {("办公室", "responsible", "heading")}),
    (
        "协助店长组织培训",
        ("客服主管",),
        "管理规定",
        {("店长", "responsible", "text"), ("客服主管", "assists", "heading")},
    ),
    ("整理台账", (), "第17篇:淘宝客服主管岗位职责", {("客服主管", "responsible", "title")}),
    ("务必核对收货地址", (), "淘宝客服工作流程", {("客服", "executes", "title")}),
    ("务必核对收货地址", ("售前:",), "淘宝客服工作流程", {("客服", "executes", "title")}),
    ("监督下属的服务质量", ("客服主管岗位职责",), "管理规定", {("客服主管", "supervises", "heading")}),
    ("审核退款申请", ("财务经理",), "管理规定", {("财务经理", "approves", "heading")}),
    ("上班吃零食罚款20元", ("客服部纪律",), "管理规定", {("客服部", "subject", "heading")}),
    ("保持桌面整洁", (), "网店客服工作守则", {("客服", "subject", "title")}),
    ("制定年度计划", (), "客户服务部主管岗位职责", {("客服主管", "responsible", "title")}),
    (
        "先核对订单,再打包",
        ("美工", "打包员发货流程"),
        "管理规定",
        {("打包员", "executes", "heading")},
    ),  # the nearest wins
    ("三年以上经验", ("客服主管", "任职要求:"), "管理规定", {("客服主管", "subject", "heading")}),
    ("检查各岗位报表", (), "物业公司客户服务部主管岗位职责", {("客服主管", "supervises", "title")}),
    ("重大投诉,是指媒体曝光的投诉", (), "售后客服工作规范", set()),  # a definition binds nobody
    ("这次实习收获很大", (), "电商客服实习报告", set()),
    ("显示签收而没有收到的", ("物流查询",), "管理规定", set()),
    ("货架编号从左到右", (), "仓库安全规定", set()),  # a place, not a post
]


@pytest.mark.parametrize(("text", "headings", "title", "expected"), ABOVE, ids=[row[0] for row in ABOVE])
def test_a_heading_speaks_where_the_text_names_nobody(
    text: str, headings: Heads, title: str, expected: set[tuple[str, str, str]]
) -> None:
    found = read(text, headings, title)
    assert {(relation.role, relation.relation, relation.source) for relation in found} == expected


PEOPLE: list[tuple[str, Heads, tuple[str, str, tuple[str, ...]]]] = [
    ("淘宝店长(王芳)", (), ("店长", "responsible", ("王芳",))),
    ("客服人员（王芳、李小明）", (), ("客服", "responsible", ("王芳", "李小明"))),
    ("模特(赵敏<站姿>、孙丽<坐姿>)", (), ("模特", "responsible", ("赵敏", "孙丽"))),
    ("推广(负责人:站内—陈晨、站外—林达", (), ("推广专员", "responsible", ("陈晨", "林达"))),
    ("审单员（唐一诺）", (), ("打单员", "responsible", ("唐一诺",))),
    ("采购专员(温如玉、安和平)", (), ("采购员", "responsible", ("温如玉", "安和平"))),
    ("客服(全天、高峰)轮流值守", (), ("客服", "executes", ())),
    ("仓储主管:周强", (), ("仓储主管", "responsible", ("周强",))),
    ("美工部小B负责", (), ("美工", "responsible", ("小B",))),
    ("店铺装修(负责人:吴丹、郑宇", (), ("负责人", "responsible", ("吴丹", "郑宇"))),
    ("登记出库记录", ("物流人员(何平、吕静)",), ("物流人员", "responsible", ("何平", "吕静"))),
    ("财务经理(确认款项到账)审批", (), ("财务经理", "approves", ())),
]


@pytest.mark.parametrize(("text", "headings", "expected"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_people_named_for_a_role(text: str, headings: Heads, expected: tuple[str, str, tuple[str, ...]]) -> None:
    assert expected in {(relation.role, relation.relation, relation.people) for relation in read(text, headings)}


@pytest.mark.parametrize(
    ("text", "role", "relation"),
    [
        ("由设备巡检专员负责点检", "设备巡检专员", "responsible"),
        ("报商管部审核", "商管部", "approves"),
        ("培训督导员应每日巡店", "培训督导员", "executes"),
        ("由数字化转型中心牵头", "数字化转型中心", "responsible"),
        ("工服由布草房统一清洗", "布草房", "responsible"),
        ("向社区主任汇报", "社区主任", "informed"),
        ("由片区主管审批", "片区主管", "approves"),
        ("复核员应在面单上盖章", "复核员", "executes"),
        ("交通运输主管部门负责路政", "交通运输主管部门", "responsible"),
    ],
)
def test_a_role_that_no_lexicon_knows_is_found_by_its_form(text: str, role: str, relation: str) -> None:
    (found,) = [found for found in read(text) if found.role == role]
    assert found.relation == relation
    assert found.why.startswith(PATTERN)


@pytest.mark.parametrize(
    "text", ["内部资料全部归档", "一部分人员到处走动", "每个成员各处看看", "会员服务更好", "用处不大"]
)
def test_words_that_only_look_like_posts_are_left_alone(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("客服人员(王芳、李小明)", True),
        ("仓储主管岗位职责", True),
        ("运营总监", True),
        ("客服部卫生制度", False),
        ("发货流程", False),
    ],
)
def test_a_heading_that_is_a_post(heading: str, expected: bool) -> None:
    assert names_a_post(heading, LEXICON) is expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("王芳", True),
        ("欧阳锋", True),
        ("小A", True),
        ("售后", False),
        ("产品知识", False),
        ("应负责", False),
        ("暂行", False),
    ],
)
def test_what_a_name_looks_like(word: str, expected: bool) -> None:
    assert is_person(word) is expected


def test_a_list_with_a_word_that_is_no_name_names_nobody() -> None:
    assert people_in("王芳、退货处理") == ()


@given(st.text(alphabet="由经报向客服店长主管负责审批（）(王芳、:，。部员对不得应", max_size=30))
def test_reading_roles_never_raises_and_always_gives_a_reason(text: str) -> None:
    for relation in read(text, ("客服职责",)):
        assert relation.role
        assert relation.why
