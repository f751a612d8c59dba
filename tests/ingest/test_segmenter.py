"""How a reader of the text would number it: one sentence and one small text a row, all of them invented.

``source`` is parsed as a text file; ``expected`` gives each clause as ``path text``, the path joined by slashes, line
feeds in a text shown as ⏎.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.parse import parse_bytes


class Case(NamedTuple):
    sentence: str
    source: str
    expected: list[str]


def outline(source: str) -> list[str]:
    return [
        f"{'/'.join(clause.path)} {clause.text}".rstrip().replace("\n", "⏎")
        for document in parse_bytes(source.encode(), name="制度.txt")
        for clause in document.clauses
    ]


HORRORS = [
    Case(
        "a number torn by a line break is joined",
        "库房制度\n4.1 库管员\n4.1.\n1 每日盘点。\n4.1.\n2 每周清扫。\n4.1.3 每月上报。",
        ["4.1 库管员", "4.1/4.1.1 每日盘点。", "4.1/4.1.2 每周清扫。", "4.1/4.1.3 每月上报。"],
    ),
    Case(
        "a two-digit number torn by a line break is joined",
        "值班制度\n9、锁好门窗。1\n0、关好电源。\n11、填写记录。",
        ["9 锁好门窗。", "10 关好电源。", "11 填写记录。"],
    ),
    Case(
        "a clause glued to the end of the previous line is parted from it",
        "门诊制度\n1.1 按时开诊。1.2 不得擅离岗位。\n1.3 病历当日完成。",
        ["1.1 按时开诊。", "1.2 不得擅离岗位。", "1.3 病历当日完成。"],
    ),
    Case(
        "no space need stand between a number and its text",
        "消毒制度\n2.1器械每日消毒\n2.2一经发现污染立即更换\n2.3记录存档",
        ["2.1 器械每日消毒", "2.2 一经发现污染立即更换", "2.3 记录存档"],
    ),
    Case(
        "a bare number counts where the list goes on",
        "物业服务要求\n1、巡视园区\n2、接待业主\n3主持每周例会\n4、上报隐患",
        ["1 巡视园区", "2 接待业主", "3 主持每周例会", "4 上报隐患"],
    ),
    Case(
        "a repeated number is kept twice",
        "采购要求\n2.2 三家比价。\n2.3 经理定价。\n2.3 总监批准。\n2.4 归档。",
        ["2.2 三家比价。", "2.3 经理定价。", "2.3 总监批准。", "2.4 归档。"],
    ),
    Case(
        "a gap is kept as printed",
        "实验室守则\n10、穿戴防护服。\n13、废液分类存放。\n14、离开前断电。",
        ["10 穿戴防护服。", "13 废液分类存放。", "14 离开前断电。"],
    ),
    Case(
        "the wrong word for the right number stays on its level",
        "车间分工\n第七条 班长\n1、排班。\n第八条 质检员\n1、抽检。\n第九章 搬运工\n1、装卸。\n第十条 保洁员\n1、清扫。",
        [
            "第七条 班长",
            "第七条/1 排班。",
            "第八条 质检员",
            "第八条/1 抽检。",
            "第九章 搬运工",
            "第九章/1 装卸。",
            "第十条 保洁员",
            "第十条/1 清扫。",
        ],
    ),
    Case(
        "a colon after the first of a list is as good as a mark of enumeration",
        "食堂制度\n一：开饭时间\n早餐七点。\n二、卫生\n餐具每餐消毒。",
        ["一 开饭时间⏎早餐七点。", "二 卫生⏎餐具每餐消毒。"],
    ),
    Case(
        "numbers printed in a column before their texts are dealt out",
        "前台职责\n1、接听电话。\n2、登记来访。\n3.\n4.收发信件。保管钥匙。\n5、整理会议室。",
        ["1 接听电话。", "2 登记来访。", "3 收发信件。", "4 保管钥匙。", "5 整理会议室。"],
    ),
    Case(
        "a clock time behind a number is not part of the number",
        "护士站作息\n1.8:00-9:00交接班\n2.9:30-11:30配药\n3.14:00-17:00巡房",
        ["1 8:00-9:00交接班", "2 9:30-11:30配药", "3 14:00-17:00巡房"],
    ),
    Case(
        "a clock time at a full stop is not an item",
        "保安制度\n1、早班7:00-15:00.夜班23:00-7:00。\n2、换班须签字。",
        ["1 早班7:00-15:00.夜班23:00-7:00。", "2 换班须签字。"],
    ),
    Case(
        "an amount right behind a number is text",
        "罚则\n1)5元以下当场收取;\n2)2款同时违反的从重;\n3)3次以上辞退。",
        ["1) 5元以下当场收取;", "2) 2款同时违反的从重;", "3) 3次以上辞退。"],
    ),
    Case(
        "an item that begins with a circled number keeps its clock time",
        "倒班表\n①9:00到岗\n②12:00午餐\n③18:00交班",
        ["① 9:00到岗", "② 12:00午餐", "③ 18:00交班"],
    ),
    Case(
        "the same style on two levels is told apart by the sequence",
        "岗位职责\n1、培训管理\n1.1 课程安排如下\n1、新员工课程\n2、在岗课程\n1.2 考核\n2、档案管理",
        ["1 培训管理", "1/1.1 课程安排如下", "1/1.1/1 新员工课程", "1/1.1/2 在岗课程", "1/1.2 考核", "2 档案管理"],
    ),
    Case(
        "articles may begin anew in every chapter",
        "宿舍制度\n第一章 总则\n第一条 适用于住宿员工。\n第二条 由后勤部管理。\n第二章 卫生\n第一条 轮流值日。\n第二条 禁养宠物。",
        [
            "第一章 总则",
            "第一章/第一条 适用于住宿员工。",
            "第一章/第二条 由后勤部管理。",
            "第二章 卫生",
            "第二章/第一条 轮流值日。",
            "第二章/第二条 禁养宠物。",
        ],
    ),
    Case(
        "articles may count on over chapters",
        "宿舍制度\n第一章 总则\n第一条 适用于住宿员工。\n第二条 由后勤部管理。\n第二章 卫生\n第三条 轮流值日。\n第四条 禁养宠物。",
        [
            "第一章 总则",
            "第一章/第一条 适用于住宿员工。",
            "第一章/第二条 由后勤部管理。",
            "第二章 卫生",
            "第二章/第三条 轮流值日。",
            "第二章/第四条 禁养宠物。",
        ],
    ),
    Case(
        "一、 may number what stands inside an article",
        "印章办法\n第一条 印章分为:\n一、公章;\n二、合同章。\n第二条 用印须登记。",
        ["第一条 印章分为:", "第一条/一 公章;", "第一条/二 合同章。", "第二条 用印须登记。"],
    ),
    Case(
        "一、 inside 一、 is a list of its own",
        "实习安排\n一、目的有以下几点:\n一、熟悉岗位。\n二、学会操作。\n三、积累经验。\n二、时间为三个月。\n三、地点在总厂。",
        [
            "一 目的有以下几点:",
            "一/一 熟悉岗位。",
            "一/二 学会操作。",
            "一/三 积累经验。",
            "二 时间为三个月。",
            "三 地点在总厂。",
        ],
    ),
    Case(
        "a cross-reference at the start of a line is no clause",
        "用车办法\n第九条 用车须申请。\n第十条 夜间用车的,适用\n第九条的规定。\n第十一条 违反\n第十条规定的,罚款50元。\n第十二条 本办法即日施行。",
        [
            "第九条 用车须申请。",
            "第十条 夜间用车的,适用⏎第九条的规定。",
            "第十一条 违反⏎第十条规定的,罚款50元。",
            "第十二条 本办法即日施行。",
        ],
    ),
    Case(
        "a paragraph begins with a cross-reference",
        "奖励办法\n第一条 设全勤奖。\n第二条 设创新奖。\n第一条、第二条所称员工,包括试用期员工。\n第三条 奖金随工资发放。",
        [
            "第一条 设全勤奖。",
            "第二条 设创新奖。⏎第一条、第二条所称员工,包括试用期员工。",
            "第三条 奖金随工资发放。",
        ],
    ),
    Case(
        "a paragraph behind the items belongs to the article",
        "差旅办法\n第三条 可以报销:\n（一）车票;\n（二）住宿费。\n前款费用须附发票。\n第四条 逾期不报。",
        ["第三条 可以报销:⏎前款费用须附发票。", "第三条/（一） 车票;", "第三条/（二） 住宿费。", "第四条 逾期不报。"],
    ),
    Case(
        "further paragraphs of an article stay with it",
        "差旅办法\n第一条 出差须审批。\n紧急出差可以事后补批。\n第二条 乘坐高铁二等座。",
        ["第一条 出差须审批。⏎紧急出差可以事后补批。", "第二条 乘坐高铁二等座。"],
    ),
    Case(
        "a list begins anew under an unnumbered heading",
        "招聘启事\n岗位职责:\n1、管理仓库。\n2、清点货物。\n任职要求:\n1、高中以上。\n2、会用电脑。",
        [
            "¶1 岗位职责:",
            "¶1/1 管理仓库。",
            "¶1/2 清点货物。",
            "¶2 任职要求:",
            "¶2/1 高中以上。",
            "¶2/2 会用电脑。",
        ],
    ),
    Case(
        "bullets stay in their clause",
        "接待规范\n1、见面问候\n●您好\n●请坐\n2、送客\n●慢走",
        ["1 见面问候⏎●您好⏎●请坐", "2 送客⏎●慢走"],
    ),
    Case(
        "a bullet before a number belongs to the number",
        "售后规范\n●1、先道歉\n●2、再记录\n●3、后处理",
        ["1 先道歉", "2 再记录", "3 后处理"],
    ),
    Case(
        "clauses run together on one line are parted",
        "浴室制度\n一、每日开放。二、节约用水。三、禁止吸烟。",
        ["一 每日开放。", "二 节约用水。", "三 禁止吸烟。"],
    ),
    Case(
        "levels run together on one line are parted and nested",
        "机房制度\n第一章 总则 第一条 保障运行。 第二条 专人管理。 第二章 巡检 第三条 每日两次: (一)上午九点; (二)下午四点。 第四条 如实记录。",
        [
            "第一章 总则",
            "第一章/第一条 保障运行。",
            "第一章/第二条 专人管理。",
            "第二章 巡检",
            "第二章/第三条 每日两次:",
            "第二章/第三条/(一) 上午九点;",
            "第二章/第三条/(二) 下午四点。",
            "第二章/第四条 如实记录。",
        ],
    ),
    Case(
        "a number in the middle of a sentence is no clause",
        "投诉办法\n1、投诉须在3、5日内答复,超过7、10日的上报。\n2、答复须书面。",
        ["1 投诉须在3、5日内答复,超过7、10日的上报。", "2 答复须书面。"],
    ),
    Case(
        "a date at the start of a line is no clause",
        "放假通知\n1、春节放假八天。\n2023.1.21至2023.1.28为假期。\n2、初九上班。",
        ["1 春节放假八天。⏎2023.1.21至2023.1.28为假期。", "2 初九上班。"],
    ),
    Case(
        "a decimal amount at the start of a line is no clause",
        "补贴标准\n1、市内补贴按天计算,每天\n3.5元。\n2、市外补贴加倍。",
        ["1 市内补贴按天计算,每天⏎3.5元。", "2 市外补贴加倍。"],
    ),
    Case(
        "第十一条之一 follows 第十一条 and is followed by 第十二条",
        "工会办法\n第十一条 会费按月缴纳。\n第十一条之一 困难职工可以减免。\n第十二条 账目每季公布。",
        ["第十一条 会费按月缴纳。", "第十一条之一 困难职工可以减免。", "第十二条 账目每季公布。"],
    ),
    Case(
        "two lists of an article both begin at one",
        "安全条例\n第五条 下列物品禁止带入:\n(一)火种;\n(二)刀具。\n下列人员禁止进入:\n(一)醉酒者;\n(二)未登记者。\n第六条 违者清退。",
        [
            "第五条 下列物品禁止带入:⏎下列人员禁止进入:",
            "第五条/(一) 火种;",
            "第五条/(二) 刀具。",
            "第五条/(一) 醉酒者;",
            "第五条/(二) 未登记者。",
            "第六条 违者清退。",
        ],
    ),
    Case(
        "more than one style on one level may alternate",
        "图书室规定\n1、凭证借阅。\n2. 每次两册。\n3、按期归还。\n4. 损坏赔偿。",
        ["1 凭证借阅。", "2 每次两册。", "3 按期归还。", "4 损坏赔偿。"],
    ),
    Case(
        "wrapped lines of a page are joined",
        "合同管理规定\n\n"
        "第一条 为了规范合同的签订、履行、变更和解除,防范经营风\n\n"
        "险,维护本厂的合法权益,根据有关法律并结合本厂的实际情况\n\n"
        "制定本规定。\n\n"
        "第二条 本规定适用于本厂各部门和各车间对外签订的全部买卖\n\n"
        "合同、承揽合同、运输合同、仓储合同、租赁合同和服务合同,\n\n"
        "不适用于劳动合同。\n\n",
        [
            "第一条 为了规范合同的签订、履行、变更和解除,防范经营风险,维护本厂的合法权益,"
            "根据有关法律并结合本厂的实际情况制定本规定。",
            "第二条 本规定适用于本厂各部门和各车间对外签订的全部买卖合同、承揽合同、运输合同、仓储合同、租赁合同和"
            "服务合同,不适用于劳动合同。",
        ],
    ),
]

HORRORS += [
    Case(
        "traditional characters number like simplified ones, and stay as they are",
        "員工守則\n第一章 總則\n第一條 準時上班。\n第二條 違反第一條規定的，分別處理:\n（一）遲到者罰款50元；\n（二）曠工者辭退。\n附則\n第三條 自公布之日起施行。",
        ["第一章 總則", "第一章/第一條 準時上班。", "第一章/第二條 違反第一條規定的，分別處理:", "第一章/第二條/（一） 遲到者罰款50元；", "第一章/第二條/（二） 曠工者辭退。", "第一章/¶1 附則", "第一章/第三條 自公布之日起施行。"],
    ),
    Case(
        "总则 on a line of its own below the title is a heading",
        "考勤制度\n总则\n第一条 按时到岗。\n第二条 不得早退。",
        ["¶1 总则", "第一条 按时到岗。", "第二条 不得早退。"],
    ),
    Case(
        "the name of a part below the title is no second title",
        "员工手册\n考勤管理\n1、按时打卡。\n2、不得代打卡。\n请假管理\n1、提前一天申请。\n2、销假。",
        ["¶1 考勤管理", "1 按时打卡。", "2 不得代打卡。", "¶2 请假管理", "¶2/1 提前一天申请。", "¶2/2 销假。"],
    ),
    Case(
        "articles count on within a list that stands above them",
        "考勤制度\n一、打卡\n第一条 每日两次。\n第二条 不得代打。\n二、请假\n第三条 提前一天。\n三、处罚\n第四条 迟到罚款20元。",
        ["一 打卡", "一/第一条 每日两次。", "一/第二条 不得代打。", "二 请假", "二/第三条 提前一天。", "三 处罚", "三/第四条 迟到罚款20元。"],
    ),
]  # fmt: skip
RUN_TOGETHER = "保安员要按时到岗,认真巡查,做好登记。" * 8
HORRORS += [
    Case(
        "in text run together a few words before a list that begins anew head it",
        f"岗位要求汇编\n岗位要求 1、{RUN_TOGETHER} 2、会用电脑 高级保安 1、{RUN_TOGETHER} 2、会带班",
        [f"1 {RUN_TOGETHER}", "2 会用电脑", "¶1 高级保安", f"¶1/1 {RUN_TOGETHER}", "¶1/2 会带班"],
    ),
    Case(
        "the words of a short item are no heading of a list inside of it",
        f"岗位要求汇编\n岗位要求 一、{RUN_TOGETHER} 二、 仪容仪表 1、{RUN_TOGETHER} 2、佩戴工牌 三、 交接 1、{RUN_TOGETHER}",
        [f"一 {RUN_TOGETHER}", "二 仪容仪表", f"二/1 {RUN_TOGETHER}", "二/2 佩戴工牌", "三 交接", f"三/1 {RUN_TOGETHER}"],
    ),
    Case(
        "a post above its list of duties is part of the heading",
        "岗位说明\n工作职责:\n1、统筹。\n2、考核。\n仓管\n工作职责:\n1、收货。\n2、发货。",
        ["¶1 工作职责:", "¶1/1 统筹。", "¶1/2 考核。", "¶2 仓管⏎工作职责:", "¶2/1 收货。", "¶2/2 发货。"],
    ),
    Case(
        "in text run together what leads into a second list is no word of the last item",
        f"守则汇编\n第一条 员工守则包括: (1){RUN_TOGETHER} (2)团结同事 员工的行为准则包括: (1){RUN_TOGETHER} (2)服从安排",
        ["第一条 员工守则包括:⏎员工的行为准则包括:", f"第一条/(1) {RUN_TOGETHER}", "第一条/(2) 团结同事", f"第一条/(1) {RUN_TOGETHER}", "第一条/(2) 服从安排"],
    ),
]  # fmt: skip

STYLES = [
    Case("1. 2. 3.", "甲\n1. 子。\n2. 丑。\n3. 寅。", ["1 子。", "2 丑。", "3 寅。"]),
    Case("full-width figures and points", "甲\n１．子。\n２．丑。", ["１ 子。", "２ 丑。"]),
    Case("1: 2:", "甲\n1:子项\n2:丑项\n3:寅项", ["1 子项", "2 丑项", "3 寅项"]),
    Case("1, 2,", "甲\n1,子项。\n2,丑项。\n3,寅项。", ["1 子项。", "2 丑项。", "3 寅项。"]),
    Case("1) 2)", "甲\n1)子。\n2)丑。", ["1) 子。", "2) 丑。"]),
    Case("1.) 2.)", "甲\n1.)子。\n2.)丑。", ["1.) 子。", "2.) 丑。"]),
    Case("(1) (2)", "甲\n(1)子。\n(2)丑。", ["(1) 子。", "(2) 丑。"]),
    Case("(1). (2).", "甲\n(1).子。\n(2).丑。", ["(1) 子。", "(2) 丑。"]),
    Case("(1)、 (2)、", "甲\n(1)、子。\n(2)、丑。", ["(1) 子。", "(2) 丑。"]),
    Case("full-width brackets", "甲\n（1）子。\n（2）丑。", ["（1） 子。", "（2） 丑。"]),
    Case("（一）（二）", "甲\n（一）子。\n（二）丑。", ["（一） 子。", "（二） 丑。"]),
    Case("⑴ ⑵", "甲\n⑴子。\n⑵丑。", ["⑴ 子。", "⑵ 丑。"]),
    Case("① ②", "甲\n①子。\n②丑。", ["① 子。", "② 丑。"]),
    Case("⒈ ⒉", "甲\n⒈子。\n⒉丑。", ["⒈ 子。", "⒉ 丑。"]),
    Case("❶ ❷", "甲\n❶子。\n❷丑。", ["❶ 子。", "❷ 丑。"]),
    Case("㈠ ㈡", "甲\n㈠子。\n㈡丑。", ["㈠ 子。", "㈡ 丑。"]),
    Case("Ⅰ、 Ⅱ、", "甲\nⅠ、子。\nⅡ、丑。\nⅢ、寅。", ["Ⅰ 子。", "Ⅱ 丑。", "Ⅲ 寅。"]),
    Case("I. II. III. IV.", "甲\nI. 子。\nII. 丑。\nIII. 寅。\nIV. 卯。", ["I 子。", "II 丑。", "III 寅。", "IV 卯。"]),
    Case("A. B. C.", "甲\nA. 子。\nB. 丑。\nC. 寅。", ["A 子。", "B 丑。", "C 寅。"]),
    Case("a) b) c)", "甲\na) 子。\nb) 丑。\nc) 寅。", ["a) 子。", "b) 丑。", "c) 寅。"]),
    Case("(a) (b)", "甲\n(a)子。\n(b)丑。", ["(a) 子。", "(b) 丑。"]),
    Case("一. 二.", "甲\n一. 子。\n二. 丑。", ["一 子。", "二 丑。"]),
    Case("一 with nothing but a space", "甲\n一 子项\n二 丑项\n三 寅项", ["一 子项", "二 丑项", "三 寅项"]),
    Case("第一、 第二、", "甲\n第一、子。\n第二、丑。", ["第一 子。", "第二 丑。"]),
    Case("第一则 第二则", "甲\n第一则 子\n第二则 丑", ["第一则 子", "第二则 丑"]),
    Case("第1条 in figures", "甲\n第1条 子。\n第2条 丑。", ["第1条 子。", "第2条 丑。"]),
    Case("第 一 条 with spaces", "甲\n第 一 条 子。\n第 二 条 丑。", ["第一条 子。", "第二条 丑。"]),
    Case("第十一条 to 第二十一条", "甲\n第十九条 子。\n第二十条 丑。\n第二十一条 寅。", ["第十九条 子。", "第二十条 丑。", "第二十一条 寅。"]),
    Case("第一百零一条 after 第一百条", "甲\n第一百条 子。\n第一百零一条 丑。\n第一百〇二条 寅。", ["第一百条 子。", "第一百零一条 丑。", "第一百〇二条 寅。"]),
    Case("第一部分", "甲\n第一部分 子\n1. 丑。\n第二部分 寅\n1. 卯。", ["第一部分 子", "第一部分/1 丑。", "第二部分 寅", "第二部分/1 卯。"]),
    Case("编 章 节 条 款", "甲\n第一编 子\n第一章 丑\n第一节 寅\n第一条 卯。\n第二节 辰\n第二条 巳。\n第二章 午\n第三条 未。\n第二编 申\n第三章 酉\n第四条 戌。",
         ["第一编 子", "第一编/第一章 丑", "第一编/第一章/第一节 寅", "第一编/第一章/第一节/第一条 卯。", "第一编/第一章/第二节 辰",
          "第一编/第一章/第二节/第二条 巳。", "第一编/第二章 午", "第一编/第二章/第三条 未。", "第二编 申", "第二编/第三章 酉",
          "第二编/第三章/第四条 戌。"]),
    Case("一、（一）1.(1)①", "甲\n一、子\n（一）丑\n1. 寅\n(1)卯\n①辰。\n②巳。\n(2)午。\n2. 未。\n（二）申。\n二、酉。",
         ["一 子", "一/（一） 丑", "一/（一）/1 寅", "一/（一）/1/(1) 卯", "一/（一）/1/(1)/① 辰。", "一/（一）/1/(1)/② 巳。",
          "一/（一）/1/(2) 午。", "一/（一）/2 未。", "一/（二） 申。", "二 酉。"]),
    Case("1、 1.1、 (1)", "甲\n1、子\n1.1、丑\n(1)寅。\n(2)卯。\n1.2、辰。\n2、巳。",
         ["1 子", "1/1.1 丑", "1/1.1/(1) 寅。", "1/1.1/(2) 卯。", "1/1.2 辰。", "2 巳。"]),
    Case("1 总则 with a space", "甲\n1 目的\n规范用语。\n2 范围\n2.1 全体教师。\n2.2 外聘教师。\n3 职责\n3.1 教务处组织实施。",
         ["1 目的⏎规范用语。", "2 范围", "2/2.1 全体教师。", "2/2.2 外聘教师。", "3 职责", "3/3.1 教务处组织实施。"]),
    Case("1.0 2.0", "甲\n1.0 目的\n1.1 规范作业。\n2.0 范围\n2.1 注塑车间。\n2.2 装配车间。\n3.0 权责",
         ["1.0 目的", "1.0/1.1 规范作业。", "2.0 范围", "2.0/2.1 注塑车间。", "2.0/2.2 装配车间。", "3.0 权责"]),
    Case("Article 1", "甲\nArticle 1 子。\nArticle 2 丑。", ["Article 1 子。", "Article 2 丑。"]),
    Case("Chapter I with articles", "甲\nChapter I 子\nArticle 1 丑。\nChapter II 寅\nArticle 2 卯。",
         ["Chapter I 子", "Chapter I/Article 1 丑。", "Chapter II 寅", "Chapter II/Article 2 卯。"]),
    Case("§1 §2", "甲\n§1 子。\n§2 丑。\n§3 寅。", ["§1 子。", "§2 丑。", "§3 寅。"]),
    Case("附件1 begins a numbering of its own", "甲\n第一条 子。\n第二条 丑。\n附件1:登记表\n一、姓名。\n二、工号。\n附件2:流程\n1. 申请。\n2. 批准。",
         ["第一条 子。", "第二条 丑。", "附件1 登记表", "附件1/一 姓名。", "附件1/二 工号。", "附件2 流程", "附件2/1 申请。", "附件2/2 批准。"]),
    Case("第一步 第二步", "甲\n1、报名\n第一步:填表。\n第二步:交费。\n2、考试", ["1 报名", "1/第一步 填表。", "1/第二步 交费。", "2 考试"]),
    Case("3-1 3-2", "甲\n3-1 来料检验\n3-2 制程检验\n3-3 出货检验", ["3-1 来料检验", "3-2 制程检验", "3-3 出货检验"]),
    Case("【1】【2】", "甲\n【1】子。\n【2】丑。", ["【1】 子。", "【2】 丑。"]),
    Case("i. ii. iii. under a.", "甲\na. 子\ni. 丑。\nii. 寅。\niii. 卯。\nb. 辰", ["a 子", "a/i 丑。", "a/ii 寅。", "a/iii 卯。", "b 辰"]),
    Case("A. over 1. over a.", "甲\nA. 子\n1. 丑\na. 寅。\nb. 卯。\n2. 辰\nB. 巳\n1. 午",
         ["A 子", "A/1 丑", "A/1/a 寅。", "A/1/b 卯。", "A/2 辰", "B 巳", "B/1 午"]),
]  # fmt: skip


@pytest.mark.parametrize("case", HORRORS, ids=lambda case: case.sentence)
def test_horror(case: Case) -> None:
    assert outline(case.source) == case.expected


@pytest.mark.parametrize("case", STYLES, ids=lambda case: case.sentence)
def test_style(case: Case) -> None:
    assert outline(case.source) == case.expected
