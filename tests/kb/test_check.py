"""Findings: planted contradictions among rules that only look alike, and each other kind with its clauses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from index.lexicon import Lexicon, load_lexicon
from index.manifest import Failure
from index.tagger import tag
from ingest.document import Document
from ingest.parse import parse_bytes
from kb.check import CODES, Finding, check_documents
from kb.contradictions import contradictions


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def policy(title: str, *lines: str, name: str = "") -> list[Document]:
    text = "\n".join((title, "", *lines, ""))
    return tag(parse_bytes(text.encode(), name=name or f"{title}.txt"), lexicon())


def numbered(title: str, lines: list[str]) -> list[Document]:
    return policy(title, *(f"{number}. {line}" for number, line in enumerate(lines, 1)))


# What one policy says, and what another one says.  The two cannot both hold.
DISAGREE = [
    ("上班时间吃零食的,罚款20元。", "上班时间吃零食,每次罚款50元。"),
    ("上班迟到半小时以内的,罚款10元。", "上班迟到半小时以内的,每次扣30元。"),
    ("仓库内吸烟的,罚款200元。", "在仓库内吸烟,一经发现罚款500元。"),
    ("私自泄露客户资料的,罚款1000元。", "泄露客户资料的,处以2000元罚款。"),
    ("丢失工牌的,扣20元工本费。", "工牌丢失的,扣10元工本费。"),
    ("下班未关电脑的,每次扣10元。", "下班后没有关电脑的,每次罚款20元。"),
    ("未按时提交周报的,罚款30元。", "周报未按时提交的,罚款50元。"),
    ("会议期间接打电话的,罚款20元。", "会议期间接打电话,每次罚款100元。"),
    ("盘点数据弄虚作假的,罚款300元。", "盘点数据弄虚作假的,罚款500元。"),
    ("客服辱骂顾客的,第一次罚款100元,第二次辞退。", "客服辱骂顾客的,第一次罚款200元,第二次辞退。"),
    ("换货包裹应在收到后48小时内拆验。", "换货包裹收到后应在24小时内拆验完毕。"),
    ("发票应在客户申请后3天内开具。", "客户申请的发票应在5天内开具。"),
    ("差评应在2小时内联系买家处理。", "出现差评,应在24小时内联系买家处理。"),
    ("离职申请须提前30天提交。", "离职申请应提前15天提交。"),
    ("快递破损的照片应保存6个月。", "快递破损照片保存3个月。"),
    ("新品上架前3天完成详情页制作。", "详情页制作应在新品上架前1天完成。"),
    ("每月盘点一次包装材料。", "每月盘点包装材料两次。"),
    ("样品归还期限为7天。", "样品归还期限为10天。"),
    ("监控录像至少保存30天。", "监控录像保存不少于90天。"),
    ("仓库早班上班时间为8:30。", "仓库早班上班时间为9:00。"),
    ("误餐补贴每人每餐15元。", "误餐补贴每人每餐20元。"),
    ("店庆活动的赠品预算不超过3000元。", "店庆活动赠品预算不超过5000元。"),
    ("手机通讯补贴为每月80元。", "手机通讯补贴每月100元。"),
    ("介绍新人入职满三个月的,奖励500元。", "介绍新人入职满三个月的,奖励800元。"),
    ("直播坑位佣金比例为20%。", "直播坑位佣金比例为15%。"),
    ("退货邮费补偿每单最高12元。", "退货邮费补偿每单最高8元。"),
    ("试用期工资按转正工资的80%发放。", "试用期工资按转正工资的90%发放。"),
    ("店铺大促报名由运营主管批准。", "店铺大促报名由店长批准。"),
    ("调休申请由部门主管批准。", "调休申请由人事经理批准。"),
    ("供应商新增由采购主管审批。", "新增供应商由总经理审批。"),
    ("广告投放预算由店长审批。", "广告投放预算由财务主管审批。"),
    ("门店钥匙每班交接时清点一次,交接记录保存1年。", "门店钥匙的交接记录保存2年。"),
]

# Alike in words, and both hold.
AGREE = [
    ("事假应提前1天申请。", "年假应提前7天申请。"),
    ("病假工资按80%发放。", "产假工资按100%发放。"),
    ("早班打包员每天清点胶带一次。", "晚班美工每周整理素材一次。"),
    ("上架商品图片不少于5张。", "评价晒图不少于3张。"),
    ("单笔采购2000元以下的,采购主管批准。", "单笔采购2000元以上的,总经理批准。"),
    ("旷工半天的,罚款50元。", "旷工两天的,罚款300元。"),
    ("售前客服首次响应不超过30秒。", "售后客服首次响应不超过3分钟。"),
    ("一线城市住宿费每晚不超过400元。", "二线城市住宿费每晚不超过260元。"),
    ("在职满一年的,年假5天。", "在职满十年的,年假10天。"),
    ("错拿库位的,每次扣5元。", "错贴面单的,每次扣10元。"),
    ("灭火器每月检查一次。", "空调每季度检查一次。"),
    ("工伤应在24小时内上报。", "工伤应当在24小时内上报。"),
    ("漏发赠品的,每单扣3元。", "漏发赠品的,每单扣罚3元。"),
    ("电脑密码每90天更换一次。", "门禁密码每30天更换一次。"),
    ("直播设备由主播保管。", "直播样品由助理保管。"),
    ("顾客投诉应在4小时内回复。", "顾客留言应在30分钟内回复。"),
    ("私自改价的,罚款100元。", "私自送礼的,罚款200元。"),
    ("店长可以批准200元以内的补偿。", "客服主管可以批准50元以内的补偿。"),
    ("入职体检费用由公司报销,上限150元。", "年度体检费用由公司报销,上限600元。"),
    ("快递丢件的,仓库应在3天内补发。", "快递丢件的,客服应在1天内安抚顾客。"),
    ("迟到10分钟以内的,扣10元。", "迟到30分钟以上的,扣50元。"),
    ("周末加班补贴每天120元。", "节日加班补贴每天300元。"),
    ("库存低于30件的,应当天补货。", "库存超过500件的,应在7天内促销。"),
    ("违者每次罚款20元。", "违者每次罚款100元。"),
    ("培训每月一次,由人事专员组织。", "消防演练每年一次,由行政专员组织。"),
    ("主图点击率低于2%的,美工应在3天内重做。", "详情页跳失率高于70%的,美工应在7天内重做。"),
    ("合同原件保存10年。", "面单底单保存1年。"),
    ("聊天记录保存6个月。", "通话录音保存3个月。"),
]


def planted() -> tuple[list[Document], set[frozenset[str]]]:
    """Give two policies with all pairs, in other orders, and the pairs of clauses that disagree."""
    first = [one for one, _ in (*DISAGREE, *AGREE)]
    second = [other for _, other in (*AGREE, *DISAGREE)]
    one, other = numbered("门店管理制度", first), numbered("网店运营规范", second)
    texts = {clause.text: clause.id for clause in (*one[0].clauses, *other[0].clauses)}
    return [*one, *other], {frozenset((texts[a], texts[b])) for a, b in DISAGREE}


def test_planted_contradictions_are_found_among_rules_that_look_alike() -> None:
    documents, expected = planted()
    found = {frozenset((one.one.clause.id, one.other.clause.id)) for one in contradictions(documents, lexicon())}
    recall = len(found & expected) / len(expected)
    precision = len(found & expected) / len(found)
    assert len(expected) + len(AGREE) >= 40
    assert recall >= 0.90, sorted(map(sorted, expected - found))
    assert precision >= 0.80, sorted(map(sorted, found - expected))


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def check(*documents: list[Document]) -> list[Finding]:
    return check_documents([one for several in documents for one in several], lexicon=lexicon(), on="2024-06-01")


def test_a_contradiction_names_both_clauses_and_their_words() -> None:
    (found,) = check(
        policy("甲制度", "一、上班时间吃零食的,罚款20元。"), policy("乙制度", "一、上班时间吃零食的,罚款50元。")
    )
    assert (found.code, found.level) == ("contradiction", "error")
    assert [clause.document.title for clause in found.clauses] == ["甲制度", "乙制度"]
    assert "20元" in found.message
    assert "50元" in found.message
    assert found.to_dict()["values"] == ["罚款20元", "罚款50元"]


def test_editions_of_one_policy_do_not_contradict_each_other() -> None:
    old = policy("值守办法(V1.0)", "一、值班期间饮酒的,罚款50元。", "二、本办法自2021年1月1日起施行。")
    new = policy("值守办法(V2.0)", "一、值班期间饮酒的,罚款80元。", "二、本办法自2023年1月1日起施行。")
    assert check(old, new) == []


TITLE = "值守办法"
KINDS = [
    (
        "a reference to an article that is not there",
        [policy(TITLE, "第一条 仓库值守适用本办法。", "第二条 违反本办法第九条的,由仓库主管处理。")],
        "dangling-reference",
        ["第二条"],
        "本办法第九条",
    ),
    (
        "a reference into another policy that is too short",
        [policy(TITLE, "一、钥匙按《钥匙规定》第八条处理。"), policy("钥匙规定", "第一条 钥匙由行政专员登记。")],
        "dangling-reference",
        ["一"],
        "《钥匙规定》",
    ),
    (
        "a policy that is not in the knowledge base",
        [policy(TITLE, "一、丢失钥匙的,按《资产管理制度》处理。")],
        "missing-document",
        ["一"],
        "《资产管理制度》",
    ),
    (
        "two articles that hand on to each other",
        [policy(TITLE, "第一条 补贴按本办法第二条执行。", "第二条 补贴按本办法第一条执行。")],
        "circular-reference",
        ["第一条", "第二条"],
        "→",
    ),
    (
        "a rule that leads to an old edition",
        [
            policy("钥匙规定(V1.0)", "一、钥匙由前台登记。", "二、自2020年1月1日起施行。"),
            policy("钥匙规定(V2.0)", "一、钥匙由行政专员登记。", "二、自2023年1月1日起施行。"),
            policy(TITLE, "一、钥匙见《钥匙规定(V1.0)》。"),
        ],
        "reference-to-superseded",
        ["一"],
        "V2.0",
    ),
    (
        "two editions that nothing puts in order",
        [
            policy("钥匙规定(试行)", "一、前台登记钥匙。"),
            policy("钥匙规定(修订版)", "一、行政专员登记钥匙。"),
        ],
        "rival-editions",
        [],
        "分不出",
    ),
    (
        "a gap in the numbers",
        [policy(TITLE, "一、仓库夜间上锁。", "二、钥匙交前台保管。", "四、每天检查门窗。")],
        "gap",
        ["四"],
        "缺号",
    ),
    (
        "a clause that stands twice",
        [
            policy(TITLE, "一、仓库夜间上锁并且打开监控报警装置。", "二、钥匙交前台保管。"),
            policy("门禁规定", "一、访客应当登记。", "二、仓库夜间上锁并且打开监控报警装置。"),
        ],
        "near-duplicate",
        ["一", "二"],
        "相同",
    ),
    (
        "a document that is nearly a copy",
        [
            policy(
                TITLE,
                *(
                    f"{n}、{text}"
                    for n, text in zip(
                        "一二三",
                        (
                            "仓库夜间上锁并且打开监控报警装置。",
                            "值班人员每两小时巡查一次货架通道。",
                            "发现漏水应当立即关闭总阀并通知主管。",
                        ),
                        strict=True,
                    )
                ),
            ),
            policy(
                "值守规定",
                *(
                    f"{n}、{text}"
                    for n, text in zip(
                        "一二三",
                        (
                            "仓库夜间上锁并且打开监控报警装置。",
                            "值班人员每两小时巡查一次货架通道。",
                            "发现漏水应当立即关闭总阀并通知主管。",
                        ),
                        strict=True,
                    )
                ),
            ),
        ],
        "copied-document",
        ["一", "一", "二", "二", "三", "三"],
        "3 条",
    ),
    (
        "penalties that nobody is to impose",
        [policy(TITLE, "一、饮酒的,罚款50元。", "二、睡觉的,罚款30元。")],
        "penalty-without-owner",
        ["一", "二"],
        "没有写明由谁",
    ),
    (
        "a role that only suffers",
        [policy(TITLE, "一、主播迟到的,扣50元。", "二、主播缺播的,扣200元。", "三、考勤处罚由店长决定并监督执行。")],
        "role-without-duty",
        ["一", "二"],
        "主播",
    ),
]


@pytest.mark.parametrize(("sentence", "documents", "code", "numbers", "words"), KINDS, ids=[row[0] for row in KINDS])
def test_finding(sentence: str, documents: list[list[Document]], code: str, numbers: list[str], words: str) -> None:
    found = [finding for finding in check(*documents) if finding.code == code]
    assert len(found) == 1, codes(check(*documents))
    assert [clause.number for clause in found[0].clauses] == numbers
    assert words in found[0].message
    assert found[0].level == CODES[code]


QUIET = [
    ("a sound policy", [policy(TITLE, "第一条 仓库夜间上锁。", "第二条 违反本办法第一条的,由仓库主管罚款50元。")]),
    ("a public law", [policy(TITLE, "一、按照《中华人民共和国劳动法》第四十四条计算加班费。")]),
    ("a form in 《》", [policy(TITLE, "一、值班人员填写《值班登记表》。")]),
    ("a repealed policy that is gone", [policy(TITLE, "一、原《仓库守则》同时废止。")]),
    (
        "boilerplate that every policy ends with",
        [
            policy(TITLE, "一、仓库夜间上锁。", "二、本规定自发布之日起施行,由行政部负责解释。"),
            policy("门禁规定", "一、访客应当登记。", "二、本规定自发布之日起施行,由行政部负责解释。"),
        ],
    ),
]


@pytest.mark.parametrize(("sentence", "documents"), QUIET, ids=[row[0] for row in QUIET])
def test_no_finding(sentence: str, documents: list[list[Document]]) -> None:
    assert codes(check(*documents)) == []


def test_failed_files_come_first() -> None:
    found = check_documents(
        policy(TITLE, "一、仓库夜间上锁。", "三、钥匙交前台。"),
        lexicon=lexicon(),
        failed=[Failure("扫描.pdf", "扫描.pdf:没有文字")],
    )
    assert codes(found)[0] == "failed-file"
    assert found[0].source == "扫描.pdf"


def test_filters_leave_only_findings_on_their_clauses(tmp_path: Path, shop_base: Path) -> None:
    from shutil import copytree

    from kb import KnowledgeBase

    copytree(shop_base / "words", tmp_path / "kb" / "words")
    (tmp_path / "a.txt").write_text(
        "甲制度\n第一条 迟到的罚款10元。\n第二条 违反本制度第九条的罚款20元。\n", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        "乙制度\n第一条 早退的罚款10元。\n第二条 违反本制度第八条的罚款20元。\n", encoding="utf-8"
    )
    with KnowledgeBase.build([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "kb") as base:
        about = {one.document for one in base.check() if one.code == "dangling-reference"}
        narrowed = base.check(document="甲制度")
        assert len(about) == 2
        assert narrowed
        assert all(any(clause.document.title == "甲制度" for clause in one.clauses) for one in narrowed)
        assert [one.document for one in narrowed if one.code == "dangling-reference"] == ["甲制度"]
