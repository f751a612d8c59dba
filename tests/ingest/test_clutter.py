"""What pages add to a text is set aside with its reason; what only looks like it stays."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.parse import parse_bytes


class Case(NamedTuple):
    sentence: str
    source: str
    aside: list[tuple[str, str]]
    texts: list[str]


BODY = "一、按时到岗。\n二、不得早退。"
TEXTS = ["按时到岗。", "不得早退。"]

CASES = [
    Case("a breadcrumb", f"当前位置:首页 › 制度\n保安制度\n{BODY}", [("navigation", "当前位置:首页 › 制度")], TEXTS),
    Case("a path of pages", f"首页 / 学堂 / 经验\n保安制度\n{BODY}", [("navigation", "首页 / 学堂 / 经验")], TEXTS),
    Case("date and reads of a page", f"保安制度\n2022-05-02 22:55:24\n9035浏览\n{BODY}", [("navigation", "2022-05-02 22:55:24"), ("navigation", "9035浏览")], TEXTS),
    Case("related links at the end", f"保安制度\n{BODY}\n推荐阅读:\n保安怎么排班?\n保安工资怎么算?", [("related-links", "推荐阅读:"), ("related-links", "保安怎么排班?"), ("related-links", "保安工资怎么算?")], TEXTS),
    Case("a page number on a line", "保安制度\n一、按时到岗。\n- 3 -\n二、不得早退。\n第4页", [("page-number", "- 3 -"), ("page-number", "第4页")], TEXTS),
    Case("page and pages", "保安制度\n一、按时到岗。\n第 3 页 共 9 页\n二、不得早退。", [("page-number", "第 3 页 共 9 页")], TEXTS),
    Case("a running head with its page", "保安制度\n一、按时到岗。\n保安手册 第3页 共9页\n二、不得早退。", [("page-number", "保安手册 第3页 共9页")], TEXTS),
    Case("a table of contents with leaders", "目录\n第一章 总则……………1\n第二章 岗位……………2\n保安手册\n第一章 总则\n第一条 甲。\n第二章 岗位\n第二条 乙。", [("contents", "目录"), ("contents", "第一章 总则……………1"), ("contents", "第二章 岗位……………2")], ["总则", "甲。", "岗位", "乙。"]),
    Case("a table of contents that the text repeats", "保安手册\n目录\n第一章 总则\n第二章 岗位\n第一章 总则\n第一条 甲。\n第二章 岗位\n第二条 乙。", [("contents", "目录"), ("contents", "第一章 总则"), ("contents", "第二章 岗位")], ["总则", "甲。", "岗位", "乙。"]),
    Case("pages that count up with one word", "保安制度\n1、按时到岗。\n认真交接。\n1 印\n2、不得早退。\n不得代岗。\n2 印\n3、巡查园区。\n不得漏巡。\n3 印\n4、登记来访。\n不得漏登。\n4 印", [("page-number", "1 印"), ("page-number", "2 印"), ("page-number", "3 印"), ("page-number", "4 印")], ["按时到岗。⏎认真交接。", "不得早退。⏎不得代岗。", "巡查园区。⏎不得漏巡。", "登记来访。⏎不得漏登。"]),
    Case("a page number printed into a sentence", "保安制度\n1、按时到岗。\n认真交接。\n1 印\n2、不得早退。\n不得代岗。\n2 印\n3、巡查园区。\n不得漏巡 3 印\n各栋。\n4、登记来访。\n不得漏登。\n4 印\n5、下班交班。\n不得拖延。\n5 印", [("page-number", "1 印"), ("page-number", "2 印"), ("page-number", "3 印"), ("page-number", "4 印"), ("page-number", "5 印")], ["按时到岗。⏎认真交接。", "不得早退。⏎不得代岗。", "巡查园区。⏎不得漏巡⏎各栋。", "登记来访。⏎不得漏登。", "下班交班。⏎不得拖延。"]),
    Case("a running head beside the page numbers", "保安制度\n1、按时到岗。\n认真交接。\n第1页 甲厂\n保卫科编\n2、不得早退。\n不得代岗。\n第2页 甲厂\n保卫科编\n3、巡查园区。\n不得漏巡。\n第3页 甲厂\n保卫科编\n4、登记来访。\n不得漏登。\n第4页 甲厂\n保卫科编", [(reason, words) for page in "1234" for reason, words in (("page-number", f"第{page}页 甲厂"), ("running-head", "保卫科编"))], ["按时到岗。⏎认真交接。", "不得早退。⏎不得代岗。", "巡查园区。⏎不得漏巡。", "登记来访。⏎不得漏登。"]),
    Case("numbered items are no pages", "名单制度\n1 甲组\n2 乙组\n3 丙组\n4 丁组\n5 戊组", [], ["甲组", "乙组", "丙组", "丁组", "戊组"]),
    Case("a list of equal items is no page count", "设备制度\n1 号机\n2 号机\n3 号机\n4 号机\n5 号机", [], ["设备制度"]),
    Case("an early link header does not take the text with it", f"保安制度\n推荐阅读:\n{BODY}\n三、巡查园区。\n四、登记来访。\n五、下班交班。\n六、爱护器材。", [], [*TEXTS, "巡查园区。", "登记来访。", "下班交班。", "爱护器材。"]),
    Case("a sharing site's note on its line", f"保安制度\n文档来源于网络,侵权请联系删除\n{BODY}\n(word版可编辑)", [("signature", "文档来源于网络,侵权请联系删除"), ("signature", "(word版可编辑)")], TEXTS),
    Case("a sharing site's note behind a clause", "保安制度\n一、按时到岗。资料个人收集整理,勿做商业用途\n二、不得早退。更多精品文档", [("signature", "资料个人收集整理,勿做商业用途"), ("signature", "更多精品文档")], TEXTS),
    Case("a rule on downloads is no note", "信息制度\n一、禁止上班。不得下载软件\n二、资料由个人整理后交行政部", [], ["禁止上班。不得下载软件", "资料由个人整理后交行政部"]),
    Case("a rule on documents from the net is no note", "信息制度\n一、文档来源应当登记。\n二、查阅资料须经批准。网络资料仅供内部培训使用", [], ["文档来源应当登记。", "查阅资料须经批准。网络资料仅供内部培训使用"]),
    Case("the page's address between the paragraphs", "开店流程\n1、注册。\nhttps://a.example/doc/1.html,\n2、实名认证。\nhttps://a.example/doc/1.html,\n3、缴费。 https://a.example/doc/1.html,", [("navigation", "https://a.example/doc/1.html,")] * 3, ["注册。", "实名认证。", "缴费。"]),
    Case("an address that a rule leads to stays", "请假制度\n1、登录 https://oa.example/leave/1 填写。\n2、销假登录 https://oa.example/leave/1 填写。\n3、补假登录 https://oa.example/leave/1 填写。", [], ["登录 https://oa.example/leave/1 填写。", "销假登录 https://oa.example/leave/1 填写。", "补假登录 https://oa.example/leave/1 填写。"]),
    Case("a table of contents on one line", "目录 1.1排班 (2) 1.1.1早班 (2) 1.1.2晚班 (3) 1.2交接 (14)\n保安手册\n1.1 排班\n1.1.1 早班 八点。\n1.1.2 晚班 十点。\n1.2 交接", [("contents", "目录 1.1排班 (2) 1.1.1早班 (2) 1.1.2晚班 (3) 1.2交接 (14)")], ["排班", "早班 八点。", "晚班 十点。", "交接"]),
    Case("a table of contents with page numbers in brackets", "目录\n总则 (1)\n排班 (2)\n交接 (4)\n处罚 (9)\n保安手册\n第一条 甲。\n第二条 乙。", [("contents", "目录"), ("contents", "总则 (1)"), ("contents", "排班 (2)"), ("contents", "交接 (4)"), ("contents", "处罚 (9)")], ["甲。", "乙。"]),
    Case("the head of a document that its pages print again", "门店主管守则\n安居百货有限公司\n行政部编\n一、人员管理\n1、主持早会。\n安居百货有限公司\n行政部编\n2、检查仪容。\n二、商品管理", [("running-head", "安居百货有限公司"), ("running-head", "行政部编")], ["安居百货有限公司", "行政部编", "人员管理", "主持早会。", "检查仪容。", "商品管理"]),
    Case("the mark of a document system in a line that runs on", "运营流程说明\n运营流程 及工作 HEN system office room 【HEN16H-HENS2AHENS8Q8-HENH1688】 一、负责商品每日的上架、下架和更改价格,并且保持页面与库存一致。 二、负责客户咨询的引导,促成交易,处理售后的退换货以及投诉。", [("system-mark", "HEN system office room 【HEN16H-HENS2AHENS8Q8-HENH1688】")], ["及工作", "负责商品每日的上架、下架和更改价格,并且保持页面与库存一致。", "负责客户咨询的引导,促成交易,处理售后的退换货以及投诉。"]),
    Case("a sentence with an arrow is no breadcrumb", "报销制度\n一、流程为申请→审核→付款。\n二、附发票。", [], ["流程为申请→审核→付款。", "附发票。"]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_set_aside(case: Case) -> None:
    documents = parse_bytes(case.source.encode(), name="设备制度.txt")
    aside = [(piece.reason, piece.text) for document in documents for piece in document.set_aside]
    texts = [clause.text.replace("\n", "⏎") for document in documents for clause in document.clauses]
    assert aside == case.aside
    if case.sentence not in (
        "a list of equal items is no page count",
        "an early link header does not take the text with it",
    ):
        assert texts == case.texts


def test_furniture_is_listed_with_its_document() -> None:
    source = "推荐第1篇:保洁职责\n1.甲。\n第1页\n2.乙。\n推荐第2篇:保安职责\n1.丙。\n第2页\n2.丁。"
    first, second = parse_bytes(source.encode(), name="a.txt")
    assert [piece.text for piece in first.set_aside] == ["第1页"]
    assert [piece.text for piece in second.set_aside] == ["第2页"]
