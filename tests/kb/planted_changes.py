"""Changes as they are made to regulations in an office, on a text with decimal numbers and on one with articles.

Each row: what is done, the replacements (old words, new words), and the changes to be named: kind, old number, new number,
flags.  The rows were written before ``kb.diff`` was looked at again, and are other texts than those of ``test_diff``.
"""

from __future__ import annotations

VEHICLES = """公务车辆使用规定

1 用车申请
1.1 用车部门应提前一天填写派车单,写明事由、路线和人数。
1.2 派车单由部门经理签字后交行政部。
1.3 紧急用车可以先电话报行政部,事后两个工作日内补单。
1.4 节假日用车须经总经理批准。
2 车辆驾驶
2.1 司机出车前应检查油量、轮胎和灯光。
2.2 禁止酒后驾驶。违反的,一律辞退。
2.3 司机不得将车辆交给他人驾驶。
2.4 行车途中接打电话的,每次罚款100元。
3 费用
3.1 过路费、停车费凭票报销。
3.2 油卡由行政部统一保管,每月核对一次加油记录。
3.3 市内停车费每天不超过30元。
3.4 因司机个人原因造成的违章罚款由本人承担。
4 保养
4.1 车辆每行驶5000公里保养一次。
4.2 维修费用在2000元以内的由行政部经理审批,超过2000元的由副总经理审批。
4.3 车辆保险到期前15天,行政部应办理续保。
5 附则
5.1 本规定自发布之日起执行。
"""

SEALS = """印章管理办法

第一章 总则
第一条 为加强印章管理,防范用章风险,制定本办法。
第二条 本办法所称印章,是指公章、合同专用章、财务专用章和法定代表人名章。
第二章 刻制与保管
第三条 印章由行政部统一到公安机关指定的单位刻制,其他部门不得自行刻制。
第四条 公章由行政部专人保管,财务专用章由财务经理保管。
第五条 印章应存放在保险柜内,保管人离岗时须上锁。
第六条 印章遗失的,保管人应在24小时内报告行政部,并在三日内登报声明作废。
第三章 使用
第七条 用章须填写用印申请单,经部门负责人审核、总经理批准。
第八条 严禁在空白文件上盖章。
第九条 印章原则上不得带出公司;确需带出的,应由两人同行,当日归还。
第十条 用印登记簿保存五年。
第四章 责任
第十一条 违规用章造成损失的,由责任人赔偿,并处500元以上2000元以下罚款。
第十二条 伪造印章的,移交公安机关处理。
第十三条 本办法由行政部负责解释。
"""

Row = tuple[str, str, list[tuple[str, str]], list[tuple[str, str, str, str]]]

V, S = VEHICLES, SEALS
NEW_25 = "2.5 司机每年参加一次安全培训。\n"
CHANGES: list[Row] = [
    # amounts
    ("a fine is raised", V, [("每次罚款100元", "每次罚款200元")], [("amended", "2.4", "2.4", "amount")]),
    ("a daily limit is lowered", V, [("每天不超过30元", "每天不超过20元")], [("amended", "3.3", "3.3", "amount")]),
    ("the distance between services", V, [("5000公里", "7500公里")], [("amended", "4.1", "4.1", "amount")]),
    (
        "both ends of a range",
        S,
        [("500元以上2000元以下", "1000元以上5000元以下")],
        [("amended", "第十一条", "第十一条", "amount")],
    ),
    (
        "the band of an approval",
        V,
        [("在2000元以内的", "在3000元以内的"), ("超过2000元的", "超过3000元的")],
        [("amended", "4.2", "4.2", "amount")],
    ),
    ("how many people go along", S, [("由两人同行", "由三人同行")], [("amended", "第九条", "第九条", "amount")]),
    (
        "a fine comes in",
        S,
        [("严禁在空白文件上盖章。", "严禁在空白文件上盖章,违者罚款300元。")],
        [("amended", "第八条", "第八条", "amount")],
    ),
    (
        "a limit goes",
        V,
        [("市内停车费每天不超过30元。", "市内停车费据实报销。")],
        [("amended", "3.3", "3.3", "amount")],
    ),
    # deadlines
    ("earlier applications", V, [("提前一天填写", "提前三天填写")], [("amended", "1.1", "1.1", "deadline")]),
    (
        "more time for a late form",
        V,
        [("两个工作日内补单", "五个工作日内补单")],
        [("amended", "1.3", "1.3", "deadline")],
    ),
    ("insurance renewed earlier", V, [("到期前15天", "到期前30天")], [("amended", "4.3", "4.3", "deadline")]),
    (
        "two deadlines in one article",
        S,
        [("在24小时内报告", "在12小时内报告"), ("三日内登报", "五日内登报")],
        [("amended", "第六条", "第六条", "deadline")],
    ),
    ("a register is kept longer", S, [("保存五年", "保存十年")], [("amended", "第十条", "第十条", "deadline")]),
    ("records checked more often", V, [("每月核对一次", "每周核对一次")], [("amended", "3.2", "3.2", "deadline")]),
    ("the day of return", S, [("当日归还", "次日归还")], [("amended", "第九条", "第九条", "deadline")]),
    # modality
    ("may becomes must", V, [("可以先电话报行政部", "应当先电话报行政部")], [("amended", "1.3", "1.3", "modality")]),
    (
        "a ban is lifted",
        V,
        [("司机不得将车辆交给他人驾驶。", "司机可以将车辆交给他人驾驶。")],
        [("amended", "2.3", "2.3", "modality")],
    ),
    (
        "a duty is left to choice",
        S,
        [("保管人离岗时须上锁", "保管人离岗时可以上锁")],
        [("amended", "第五条", "第五条", "modality")],
    ),
    (
        "a ban becomes a rule with leave",
        S,
        [("其他部门不得自行刻制", "其他部门可以自行刻制")],
        [("amended", "第三条", "第三条", "modality")],
    ),
    # roles
    ("another approver", V, [("须经总经理批准", "须经副总经理批准")], [("amended", "1.4", "1.4", "role")]),
    ("another keeper of a seal", S, [("由财务经理保管", "由出纳保管")], [("amended", "第四条", "第四条", "role")]),
    (
        "one more approver",
        S,
        [("经部门负责人审核、总经理批准", "经部门负责人审核、法务部复核、总经理批准")],
        [("amended", "第七条", "第七条", "role")],
    ),
    ("another department", V, [("油卡由行政部统一保管", "油卡由财务部统一保管")], [("amended", "3.2", "3.2", "role")]),
    # words without a flag
    (
        "a list of papers grows",
        V,
        [("写明事由、路线和人数", "写明事由、路线、人数和联系电话")],
        [("amended", "1.1", "1.1", "")],
    ),
    (
        "a definition grows",
        S,
        [("财务专用章和法定代表人名章", "财务专用章、发票专用章和法定代表人名章")],
        [("amended", "第二条", "第二条", "")],
    ),
    # several at once
    (
        "amount and deadline",
        V,
        [("每月核对一次加油记录", "每周核对一次加油记录,超支100元以上的说明原因")],
        [("amended", "3.2", "3.2", "amount,deadline")],
    ),
    (
        "approver and amount",
        V,
        [("由副总经理审批", "由总经理审批"), ("在2000元以内的", "在1000元以内的"), ("超过2000元的", "超过1000元的")],
        [("amended", "4.2", "4.2", "amount,role")],
    ),
    # added and removed
    ("a rule at the end of a part", V, [("3 费用\n", NEW_25 + "3 费用\n")], [("added", "", "2.5", "deadline")]),
    (
        "the last rule of a part goes",
        V,
        [("3.4 因司机个人原因造成的违章罚款由本人承担。\n", "")],
        [("removed", "3.4", "", "")],
    ),
    (
        "an article goes and the next take its number",
        S,
        [
            ("第八条 严禁在空白文件上盖章。\n", ""),
            ("第九条", "第八条"),
            ("第十条", "第九条"),
            ("第十一条", "第十条"),
            ("第十二条", "第十一条"),
            ("第十三条", "第十二条"),
        ],
        [
            ("renumbered", "第九条", "第八条", ""),
            ("renumbered", "第十条", "第九条", ""),
            ("renumbered", "第十一条", "第十条", ""),
            ("renumbered", "第十二条", "第十一条", ""),
            ("renumbered", "第十三条", "第十二条", ""),
            ("removed", "第八条", "", ""),
        ],
    ),
    (
        "a rule comes in and the next move down",
        V,
        [
            ("1.4 节假日", "1.5 节假日"),
            ("1.3 紧急", "1.4 紧急"),
            ("1.2 派车单", "1.2 外地用车应附行程表。\n1.3 派车单"),
        ],
        [
            ("added", "", "1.2", ""),
            ("renumbered", "1.2", "1.3", ""),
            ("renumbered", "1.3", "1.4", ""),
            ("renumbered", "1.4", "1.5", ""),
        ],
    ),
    (
        "a whole part goes",
        V,
        [("5 附则\n5.1 本规定自发布之日起执行。\n", "")],
        [("removed", "5", "", ""), ("removed", "5.1", "", "")],
    ),
    # moved
    (
        "a rule goes to another part",
        V,
        [
            ("2.4 行车途中接打电话的,每次罚款100元。\n", ""),
            ("4 保养\n", "3.5 行车途中接打电话的,每次罚款100元。\n4 保养\n"),
        ],
        [("moved", "2.4", "3.5", "")],
    ),
    (
        "a rule goes to another part and its amount changes",
        V,
        [
            ("3.3 市内停车费每天不超过30元。\n", ""),
            ("3.4 因司机", "3.3 因司机"),
            ("2 车辆驾驶\n", "1.5 市内停车费每天不超过50元。\n2 车辆驾驶\n"),
        ],
        [("amended", "3.3", "1.5", "amount"), ("renumbered", "3.4", "3.3", "")],
    ),
    # split and merged
    (
        "a rule of two sentences is cut",
        S,
        [
            (
                "第九条 印章原则上不得带出公司;确需带出的,应由两人同行,当日归还。\n",
                "第九条 印章原则上不得带出公司。\n第十条 印章确需带出的,应由两人同行,当日归还。\n",
            ),
            ("第十条 用印登记簿", "第十一条 用印登记簿"),
            ("第十一条 违规", "第十二条 违规"),
            ("第十二条 伪造", "第十三条 伪造"),
            ("第十三条 本办法", "第十四条 本办法"),
        ],
        [
            ("split", "第九条", "第九条+第十条", ""),
            ("renumbered", "第十条", "第十一条", ""),
            ("renumbered", "第十一条", "第十二条", ""),
            ("renumbered", "第十二条", "第十三条", ""),
            ("renumbered", "第十三条", "第十四条", ""),
        ],
    ),
    (
        "a rule with a band is cut into two",
        V,
        [
            (
                "4.2 维修费用在2000元以内的由行政部经理审批,超过2000元的由副总经理审批。\n4.3 车辆保险",
                "4.2 维修费用在2000元以内的由行政部经理审批。\n4.3 维修费用超过2000元的由副总经理审批。\n4.4 车辆保险",
            )
        ],
        [("split", "4.2", "4.2+4.3", ""), ("renumbered", "4.3", "4.4", "")],
    ),
    (
        "two rules become one",
        V,
        [
            (
                "2.3 司机不得将车辆交给他人驾驶。\n2.4 行车途中接打电话的,每次罚款100元。\n",
                "2.3 司机不得将车辆交给他人驾驶。行车途中接打电话的,每次罚款100元。\n",
            )
        ],
        [("merged", "2.3+2.4", "2.3", "")],
    ),
    (
        "two articles become one, with an amount",
        S,
        [
            (
                "第十一条 违规用章造成损失的,由责任人赔偿,并处500元以上2000元以下罚款。\n第十二条 伪造印章的,移交公安机关处理。\n第十三条",
                "第十一条 违规用章造成损失的,由责任人赔偿,并处800元以上2000元以下罚款。伪造印章的,移交公安机关处理。\n第十二条",
            )
        ],
        [("merged", "第十一条+第十二条", "第十一条", "amount"), ("renumbered", "第十三条", "第十二条", "")],
    ),
    # a new form only
    (
        "parts get other numerals",
        V,
        [
            ("1 用车", "一、用车"),
            ("2 车辆驾驶", "二、车辆驾驶"),
            ("3 费用\n", "三、费用\n"),
            ("4 保养", "四、保养"),
            ("5 附则", "五、附则"),
        ],
        [("renumbered", a, b, "") for a, b in zip("12345", "一二三四五", strict=True)],
    ),
    (
        "quotes and full stops of another width",
        S,
        [("制定本办法。", "制定本办法．"), ("公章、合同专用章", "公章，合同专用章")],
        [],
    ),
    ("a chapter gets another name", S, [("第三章 使用", "第三章 用印")], [("amended", "第三章", "第三章", "")]),
    (
        "a part gets another name and a rule another amount",
        V,
        [("3 费用\n", "3 费用报销\n"), ("不超过30元", "不超过40元")],
        [("amended", "3", "3", ""), ("amended", "3.3", "3.3", "amount")],
    ),
    (
        "the end of a sentence says who pays",
        V,
        [("由本人承担", "由司机本人承担,行政部从当月工资中扣除")],
        [("amended", "3.4", "3.4", "role")],
    ),
]
