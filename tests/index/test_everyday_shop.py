"""The everyday thesaurus of the trade: what staff of shops, kitchens and factories type leads to what clauses print."""

from __future__ import annotations

import pytest

from index.everyday import EVERYDAY_FOLDER, everyday_words, load_everyday

EVERYDAY = load_everyday()


@pytest.mark.parametrize(
    ("question", "word", "target"),
    [
        ("客服回得太慢扣多少", "回得太慢", "响应时间"),
        ("消息漏了没回怎么罚", "消息漏了", "漏回复"),
        ("怼买家会怎样", "怼买家", "争吵"),
        ("聊天爆粗罚多少", "爆粗", "脏话"),
        ("能跟客户拍胸脯吗", "拍胸脯", "承诺"),
        ("私自承诺谁负责", "私自承诺", "擅自承诺"),
        ("催买单多久一次", "催买单", "催付"),
        ("客户嫌贵怎么回", "客户嫌贵", "议价"),
        ("忘写备注发错了谁赔", "忘写备注", "漏备注"),
        ("旗插错怎么改", "旗插错", "插旗"),
        ("这单归谁", "这单归谁", "业绩归属"),
        ("偷偷改价怎么处理", "偷偷改价", "私自改价"),
        ("说好加微信转账", "加微信转账", "线下交易"),
        ("标签撕了还能不能退", "标签撕了", "吊牌"),
        ("退错款怎么追", "退错款", "退款错误"),
        ("收到东西不是我要的", "不是我要的", "错发"),
        ("漏寄了一个怎么办", "漏寄了", "漏发"),
        ("劝改差评要登记吗", "劝改差评", "修改评价"),
        ("求好评能发红包吗", "求好评", "好评"),
        ("压着不发怎么罚", "压着不发", "延迟发货"),
        ("快递半路拦", "半路拦", "快递拦截"),
        ("箱子没封好碎在路上", "没封好", "包装不当"),
        ("盘点少了谁赔", "盘点少了", "盘亏"),
        ("没单拿货算什么", "没单拿货", "出库单"),
        ("放错货位怎么办", "放错货位", "货位"),
        ("采购吃价差怎么处理", "吃价差", "虚报价格"),
        ("链接错了谁改", "链接错了", "商品信息错误"),
        ("图糊怎么办", "图糊", "图片质量"),
        ("做主图用网图行吗", "用网图", "侵权"),
        ("全国第一能写吗", "全国第一", "广告法"),
        ("主播挂播怎么罚", "挂播", "空播"),
        ("登别人号罚多少", "登别人号", "他人账号"),
        ("电脑没锁就走开", "电脑没锁", "锁屏"),
        ("早上没看交接", "没看交接", "交接本"),
        ("找打包的核对", "找打包的", "打包员"),
        ("收银台少了钱要补吗", "少了钱", "短款"),
        ("营业款没交怎么罚", "营业款没交", "营业款"),
        ("上错桌谁赔", "上错桌", "上错菜"),
        ("餐洒了算谁的", "餐洒了", "餐损"),
        ("没停机就修出事了", "没停机就修", "违章操作"),
        ("整批坏怎么赔", "整批坏", "质量责任"),
        ("售后克服几点上班", "售后克服", "客服"),
        ("下嫁的商品", "下嫁", "下架"),
    ],
)
def test_what_shop_staff_type_leads_to_what_clauses_print(question: str, word: str, target: str) -> None:
    assert word in [hit.phrase for hit in everyday_words(question, EVERYDAY)]
    assert target in EVERYDAY[word]


@pytest.mark.parametrize(
    ("question", "harmful"),
    [
        ("每月盘点几次", "月盘"),
        ("进行规定动作", "行规"),
        ("国家规定的假期", "家规"),
        ("违反工作纪律", "反工"),
        ("违规责任谁担任", "谁担"),
        ("安全检查多久一次", "全检"),
        ("客户花名册", "花名"),
        ("提交期限是几天", "交期"),
        ("销售数据谁统计", "销售数"),
        ("引导客户下单", "导客户"),
        ("主管部门的要求", "管部门的"),
        ("几点发货", "点发货"),
        ("慰问活动", "问活动"),
        ("引发火灾", "发火"),
        ("公开奖励", "开奖"),
        ("民主推荐", "主推"),
        ("偷工减料", "偷工"),
        ("说请假就请假", "说请"),
        ("发货的时间", "发货的"),
        ("打包的要求", "打包的"),
        ("在岗位上睡觉", "岗位上"),
        ("入职几天到岗", "几天到"),
        ("服务分工", "服务分"),
        ("否则扣款", "则扣"),
        ("知道付款方式吗", "道付"),
    ],
)
def test_no_word_of_the_trade_swallows_half_of_the_next(question: str, harmful: str) -> None:
    assert harmful not in EVERYDAY, question


@pytest.mark.parametrize(
    ("policy_word", "everyday_word"),
    [("承诺", "拍胸脯"), ("盘亏", "盘点少了"), ("下架", "下嫁"), ("打包员", "找打包的"), ("脏话", "爆粗")],
)
def test_the_trade_leads_one_way(policy_word: str, everyday_word: str) -> None:
    assert everyday_word not in EVERYDAY.get(policy_word, ())


def test_an_entry_of_the_trade_says_more_than_its_own_words() -> None:
    """Each leads somewhere that its own letters do not: else plain matching would have found the clause."""
    own = {
        word: targets for file in EVERYDAY_FOLDER.glob("shop-*.txt") for word, targets in load_everyday(file).items()
    }
    assert len(own) >= 4000
    assert [word for word, targets in own.items() if all(target in word for target in targets)] == []
