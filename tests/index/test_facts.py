"""Facts: a sentence a row, with every value that stands in it, in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import facts_in

Row = tuple[str, list[tuple[str, str, object, str, str]]]

ROWS: list[Row] = [
    # a day pointed at is none measured; midnight is a time
    ("每月最后一天盘点", [("frequency", "每月", 1, "month", "")]),
    ("同一天请假的不超过两人", [("count", "两人", 2, "人", "<=")]),
    ("下班超过零点的可打车", [("time", "零点", "00:00", "", ">")]),
    ("工作2个多月", [("duration", "2个多月", 2, "month", ">=")]),
    # money
    ("迟到一次罚15元", [("count", "一次", 1, "次", ""), ("money", "15元", 15, "yuan", "")]),
    ("饭补8.5元", [("money", "8.5元", 8.5, "yuan", "")]),
    ("住房补贴两百元", [("money", "两百元", 200, "yuan", "")]),
    ("押金一○一元", [("money", "一○一元", 101, "yuan", "")]),
    ("押金廿元", [("money", "廿元", 20, "yuan", "")]),
    ("罚金壹仟贰佰元整", [("money", "壹仟贰佰元整", 1200, "yuan", "")]),
    ("预算1.5万元", [("money", "1.5万元", 15_000, "yuan", "")]),
    ("预算1万5千元", [("money", "1万5千元", 15_000, "yuan", "")]),
    ("预算3-5万元", [("money", "3", 30_000, "yuan", ""), ("money", "5万元", 50_000, "yuan", "")]),
    ("底薪3000元∕月", [("money", "3000元", 3000, "yuan", "")]),
    ("２００元封顶", [("money", "２００元", 200, "yuan", "<=")]),
    ("单价1,280元", [("money", "1,280元", 1280, "yuan", "")]),
    ("奖励20~80元", [("money", "20", 20, "yuan", ""), ("money", "80元", 80, "yuan", "")]),
    ("在30元至60元之间", [("money", "30元", 30, "yuan", ""), ("money", "60元", 60, "yuan", "")]),
    ("补发运费8块", [("money", "8块", 8, "yuan", "")]),
    ("每单提成5毛", [("money", "5毛", 0.5, "yuan", "")]),
    ("保证金¥2000", [("money", "¥2000", 2000, "yuan", "")]),
    ("违者罚款50", [("money", "50", 50, "yuan", "")]),
    ("罚款50,扣绩效100。", [("money", "50", 50, "yuan", "")]),
    ("底薪\t1500\t1800\t2100", [("money", str(v), v, "yuan", "") for v in (1500, 1800, 2100)]),
    ("需缴500押金", [("money", "500", 500, "yuan", "")]),
    ("损失不超过300元", [("money", "300元", 300, "yuan", "<=")]),
    ("损失超过300元", [("money", "300元", 300, "yuan", ">")]),
    ("满99元包邮", [("money", "99元", 99, "yuan", ">=")]),
    ("十余元", [("money", "十余元", 10, "yuan", ">=")]),
    ("100美元", [("money", "100美元", 100, "美元", "")]),
    ("处罚: 1)未打卡", []),  # 1) is a list item, not an amount
    ("春节和元旦放假", []),
    # percent
    ("提成3%", [("percent", "3%", 3, "percent", "")]),
    ("提成百分之零点五", [("percent", "百分之零点五", 0.5, "percent", "")]),
    ("奖金总额*12.5％", [("percent", "12.5％", 12.5, "percent", "")]),
    ("千分之三", [("percent", "千分之三", 0.3, "percent", "")]),
    ("三分之二以上", [("percent", "三分之二", 66.6667, "percent", ">=")]),
    ("好评率不低于98%", [("percent", "98%", 98, "percent", ">=")]),
    ("上涨2个百分点", [("percent", "2个百分点", 2, "percent", "")]),
    # duration
    ("48小时内寄出", [("duration", "48小时", 48, "hour", "<=")]),
    ("最迟不超过三天", [("duration", "三天", 3, "day", "<=")]),
    ("5个工作日之内", [("duration", "5个工作日", 5, "day", "<=")]),
    ("一个半小时", [("duration", "一个半小时", 1.5, "hour", "")]),
    ("两天半", [("duration", "两天半", 2.5, "day", "")]),
    ("半小时内", [("duration", "半小时", 0.5, "hour", "<=")]),
    ("工作满半年", [("duration", "半年", 0.5, "year", ">=")]),
    ("试用期两个月", [("duration", "两个月", 2, "month", "")]),
    ("提前两三天申请", [("duration", "两三天", 2, "day", ""), ("duration", "两三天", 3, "day", "")]),
    ("10-15分钟", [("duration", "10", 10, "minute", ""), ("duration", "15分钟", 15, "minute", "")]),
    ("30分内到岗", [("duration", "30分", 30, "minute", "<=")]),
    ("连续旷工3日", [("duration", "3日", 3, "day", "")]),
    ("7日内提交", [("duration", "7日", 7, "day", "<=")]),
    ("不足1小时的", [("duration", "1小时", 1, "hour", "<")]),
    ("干满2年以上", [("duration", "2年", 2, "year", ">=")]),
    ("廿四小时", [("duration", "廿四小时", 24, "hour", "")]),
    ("制定下一个月的计划", []),  # a pointer to a time, not a length
    ("提前一个月提出", [("duration", "一个月", 1, "month", "")]),
    ("第二年起", []),
    ("有一天他来了", []),
    # time of day
    ("8:30——18:30", [("time", "8:30", "08:30", "", ""), ("time", "18:30", "18:30", "", "")]),
    ("早班:9：00-17：30", [("time", "9：00", "09:00", "", ""), ("time", "17：30", "17:30", "", "")]),
    ("以22点30分为准", [("time", "22点30分", "22:30", "", "")]),
    ("下午2点到5点", [("time", "2点", "14:00", "", ""), ("time", "5点", "17:00", "", "")]),
    ("上午九点至下午六点半", [("time", "九点", "09:00", "", ""), ("time", "六点半", "18:30", "", "")]),
    ("晚上12点前", [("time", "12点", "24:00", "", "")]),
    ("中午12点吃饭", [("time", "12点", "12:00", "", "")]),
    ("17:30-凌晨1:00", [("time", "17:30", "17:30", "", ""), ("time", "1:00", "01:00", "", "")]),
    ("朝九晚五", [("time", "朝九", "09:00", "", ""), ("time", "晚五", "17:00", "", "")]),
    ("8-17点", [("time", "8", "08:00", "", ""), ("time", "17点", "17:00", "", "")]),
    ("九点五十到岗", [("time", "九点五十", "09:50", "", "")]),
    ("注意以下3点:", []),
    # dates
    ("2012年6月前", [("date", "2012年6月", "2012-06", "", "")]),
    ("二〇二一年五月一日起", [("date", "二〇二一年五月一日", "2021-05-01", "", "")]),
    ("2020/3/9修订", [("date", "2020/3/9", "2020-03-09", "", "")]),
    ("每月25号前", [("date", "每月25号", "每月25号", "", "")]),
    ("每月15日发工资", [("date", "每月15日", "每月15日", "", "")]),
    ("周一至周五", [("date", "周一", "周一", "", ""), ("date", "周五", "周五", "", "")]),
    ("11月2日发出", [("date", "11月2日", "11月2日", "", "")]),
    ("月底前交", [("date", "月底", "月底", "", "")]),
    # frequency
    ("每周两次", [("frequency", "每周两次", 2, "week", "")]),
    ("每周一次", [("frequency", "每周一次", 1, "week", "")]),
    ("每周盘点一次", [("frequency", "每周盘点一次", 1, "week", "")]),
    ("每半月修改一次", [("frequency", "每半月修改一次", 2, "month", "")]),
    ("每两周一次", [("frequency", "每两周一次", 0.5, "week", "")]),
    ("每季度15号检查一次", [("frequency", "每季度15号检查一次", 1, "quarter", ""), ("date", "15号", "15号", "", "")]),
    ("3次/天", [("frequency", "3次/天", 3, "day", "")]),
    ("一天一次", [("frequency", "一天一次", 1, "day", "")]),
    ("每天巡视2-3次", [("frequency", "每天巡视2-3次", 2, "day", ""), ("frequency", "每天巡视2-3次", 3, "day", "")]),
    # counts
    ("每分钟打50字以上", [("count", "50字", 50, "字", ">=")]),
    ("至少120个字", [("count", "120个字", 120, "个字", ">=")]),
    ("超过3次", [("count", "3次", 3, "次", ">")]),
    ("罚一倍", [("count", "一倍", 1, "倍", "")]),
    ("打8折", [("count", "8折", 8, "折", "")]),
    ("扣5分", [("count", "5分", 5, "分", "")]),
    ("一至二间", [("count", "一", 1, "间", ""), ("count", "二间", 2, "间", "")]),
    ("第一次10元,第二次30元", [("money", "10元", 10, "yuan", ""), ("money", "30元", 30, "yuan", "")]),
    ("一个问题或一件事", []),
    ("到期前一个月续签", [("duration", "一个月", 1, "month", "")]),
    ("放假前一天大扫除", []),
    ("此规定以前一", []),  # a line that ends there
    ("以前一至", []),
    ("85分以下扣奖金", [("count", "85分", 85, "分", "<=")]),
    ("每日20时后折价", [("frequency", "每日", 1, "day", ""), ("time", "20时", "20:00", "", "")]),
    ("24h内回复,30min内处理", [("duration", "24h", 24, "hour", "<="), ("duration", "30min", 30, "minute", "<=")]),
    ("接3H5号线", []),
    ("6个月(含)以下", [("duration", "6个月", 6, "month", "<=")]),
    ("迟到罚二十,旷工罚两百", [("money", "二十", 20, "yuan", ""), ("money", "两百", 200, "yuan", "")]),
    ("十分满意,统一管理,千万不要,一次性", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_the_values_of_a_sentence(text: str, expected: list[tuple[str, str, object, str, str]]) -> None:
    found = [(fact.kind, fact.text, fact.value, fact.unit, fact.comparison) for fact in facts_in(text)]
    assert found == expected


_WORDS = (
    "每 周 月 年 天 日 小时 分 元 块 点 半 第 次 一 两 三 十 百 万 零 ○ 1 20 8:30 - —— 至 % 百分之 不超过 以上 以内 "
    "罚款 ¥ 个 下午 凌晨 前 以前 , 。 / 客服"
)
_PIECES = st.sampled_from([*_WORDS.split(), "\t"])


@given(st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=30))
def test_a_fact_is_a_span_of_the_text_and_nothing_raises(text: str) -> None:
    facts = facts_in(text)
    for fact in facts:
        assert text[fact.start : fact.end] == fact.text != ""
        assert fact.kind in {"money", "percent", "duration", "time", "date", "count", "frequency"}
        assert fact.comparison in {"", "<", "<=", ">", ">="}
    for before, after in pairwise(facts):
        same = (before.start, before.end) == (after.start, after.end)
        assert before.end <= after.start or same or "frequency" in (before.kind, after.kind)
