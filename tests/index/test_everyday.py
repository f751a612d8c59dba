"""The everyday thesaurus: it reads fast, is sound as a whole, and leads what people type to what policies print."""

from __future__ import annotations

import re
import time
import unicodedata
from pathlib import Path

import pytest

from index.everyday import EVERYDAY_FOLDER, LONGEST, everyday_words, load_everyday, map_everyday
from ingest.errors import ConfigurationError

EVERYDAY = load_everyday()


@pytest.mark.parametrize(
    ("question", "word", "target"),
    [
        ("打车坐地铁的钱给报吗", "打车坐地铁", "市内交通费"),
        ("出差一天饭补有多少", "饭补", "伙食补助"),
        ("在车间里能自拍吗", "自拍", "摄影"),
        ("一年能涨工资几回", "涨工资", "调薪"),
        ("中午在办公室吃螺蛳粉行吗", "螺蛳粉", "有异味的食物"),
        ("上班能带狗来吗", "带狗", "宠物"),
        ("多大的合同要老总签", "老总", "总经理"),
        ("键盘砸坏了谁出钱", "砸坏", "损坏"),
        ("没打招呼就走人会怎样", "走人", "离职"),
        ("扫地轮到哪个部门", "扫地", "清扫"),
        ("找同事顶班要不要报备", "顶班", "代班"),
        ("退款多少要主管拍板", "拍板", "批准"),
        ("干了几年才有年假", "干了几年", "工龄"),
        ("老婆生娃能休几天", "老婆生娃", "陪产假"),
        ("家里老人走了能请几天", "家里老人走了", "丧假"),
        ("客户用支付宝付了怎么入账", "支付宝", "转账"),
        ("默认发中通吗", "中通", "快递"),
        ("上班刷抖音扣多少", "刷抖音", "与工作无关"),
        ("床单洗过了能退吗", "床单", "商品"),
        ("键盘进水找谁", "键盘", "设备"),
        ("罚五十块交给谁", "五十块", "50元"),
        ("请假要早多少钟头讲", "钟头", "小时"),
        ("差旅费报消找谁", "报消", "报销"),
        ("迟道三次罚多少", "迟道", "迟到"),
        ("罚宽什么时候交", "罚宽", "罚款"),
        ("几天内可以申述", "申述", "申诉"),
        ("考琴异常怎么改", "考琴", "考勤"),
        ("优惠卷能一起用吗", "优惠卷", "优惠券"),
        ("章丢了怎么办", "章丢了", "印章遗失"),
        ("供应商塞红包怎么处理", "塞红包", "商业贿赂"),
        ("楼道堆杂物罚吗", "楼道堆杂物", "消防通道"),
        ("被针扎了要报给谁", "被针扎", "职业暴露"),
        ("爷爷走了能休几天", "爷爷走了", "丧假"),
        ("上班打会游戏罚多少", "打会游戏", "玩游戏"),
        ("手上的客户交给谁", "手上的客户", "工作交接"),
        ("几号开钱", "几号开钱", "工资发放"),
        ("没病历请病假行吗", "没病历", "诊断证明"),
        ("供应商送烟收不收", "供应商送烟", "商业贿赂"),
        ("插公司电脑要批吗", "插公司电脑", "移动存储介质"),
        ("公车开回家行不行", "开回家", "公车私用"),
        ("狗拉屎没人捡", "狗拉屎", "犬只"),
        ("电梯关人多久来救", "电梯关人", "困人"),
        ("请了假没来", "请了假", "请假"),
        ("审pi要多久", "审pi", "审批"),
        ("亲戚能来公司上班吗", "亲戚", "近亲属"),
        ("过失怎么处理", "过失", "过错"),
    ],
)
def test_what_people_type_leads_to_what_policies_print(question: str, word: str, target: str) -> None:
    assert word in [hit.phrase for hit in everyday_words(question, EVERYDAY)]
    assert target in EVERYDAY[word]


@pytest.mark.parametrize(
    ("policy_word", "everyday_word"),
    [("产假", "生娃"), ("报销", "报消"), ("总经理", "老总"), ("损坏", "砸坏"), ("快递", "中通")],
)
def test_the_way_back_is_not_taken(policy_word: str, everyday_word: str) -> None:
    assert everyday_word not in EVERYDAY.get(policy_word, ())


@pytest.mark.parametrize(
    ("question", "harmful"),
    [
        ("开的发票丢了", "打发"),
        ("要换班找谁", "要换"),
        ("罚120元的情形", "120"),
        ("退货或者换货", "退或"),
        ("没检查就下班", "没检"),
        ("问好评率多少", "问好"),
        ("给员工买社保", "员工买"),
        ("被开除的人", "被开"),
        ("和同事吵架", "和同"),
        ("对公司有意见", "对公"),
        ("网店服务规范", "店服"),
        ("个人资料谁保管", "人资"),
        ("员工排班表", "工排"),
        ("送客户礼物", "送客"),
        ("有关人员的职责", "关人"),
        ("工资发放工作", "放工"),
        ("线上工单谁处理", "上工"),
        ("检查车辆的人", "查车"),
        ("签到时间是几点", "到时间"),
        ("重大事故报给谁", "大事"),
        ("没签到怎么办", "没签"),
        ("网约车能报吗", "约车"),
        ("报送电梯年检", "送电"),
        ("谁准备考试", "备考"),
        ("公司应承担多少", "应承"),
        ("考核对象有哪些", "对象"),
        ("绩效挂钩的办法", "挂钩"),
        ("客户矛盾找谁", "矛盾"),
    ],
)
def test_no_entry_swallows_half_of_the_next_word(question: str, harmful: str) -> None:
    assert harmful not in EVERYDAY, question


def test_the_table_is_large_and_sound() -> None:
    assert len(EVERYDAY) >= 1800
    for word, targets in EVERYDAY.items():
        assert word not in targets
        assert len(targets) == len(set(targets)), word
        assert 1 <= len(targets) <= 10, word
        assert all(1 <= len(target) <= 12 for target in targets), word
        assert 1 <= len(word) <= LONGEST


def test_every_word_is_in_the_form_in_which_texts_are_compared() -> None:
    for word, targets in EVERYDAY.items():
        for text in (word, *targets):
            assert text == unicodedata.normalize("NFKC", text).lower(), text


def test_single_characters_are_few_since_they_hide_in_other_words() -> None:
    assert sum(len(word) == 1 for word in EVERYDAY) <= 12


def test_every_field_of_life_has_entries() -> None:
    names: list[str] = []
    for file in sorted(EVERYDAY_FOLDER.glob("*.txt")):
        fields = re.split(r"^\[(.+)\]$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for name, body in zip(fields[::2], fields[1::2], strict=True):
            assert body.count(" = ") >= 4, (file.name, name)
        found = fields[::2]
        assert len(found) == len(set(found)), file.name
        names += found
    assert len(set(names)) >= 40


def test_a_file_stays_of_a_size_that_an_editor_opens_at_once() -> None:
    sizes = {file.name: file.stat().st_size for file in EVERYDAY_FOLDER.iterdir() if file.is_file()}
    assert "base.txt" in sizes
    assert all(name.endswith(".txt") for name in sizes)
    assert max(sizes.values()) < 200_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("上传单号要多久", ["上传单号"]),
        ("老婆生娃老板批吗", ["老婆生娃", "老板"]),
        ("天猫", []),
        ("猫", ["猫"]),
        ("", []),
    ],
)
def test_the_longest_word_is_found_and_single_characters_only_alone(text: str, words: list[str]) -> None:
    hits = everyday_words(text, EVERYDAY)
    assert [hit.phrase for hit in hits] == words
    assert all(text[hit.start : hit.end] == hit.phrase for hit in hits)


def test_mapping_costs_a_question_little() -> None:
    def seconds() -> float:
        start = time.process_time()
        map_everyday()
        return time.process_time() - start

    # About 0.0003 s alone; the bound leaves room for a slow disk and still refuses reading (0.01 s).
    assert min(seconds() for _ in range(9)) < 0.003


def test_the_mapped_table_is_the_one_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("饭补 饭钱 = 餐补 伙食补助\n迟道 = 迟到\n", encoding="utf-8")
    first, second = map_everyday(tmp_path), map_everyday(tmp_path)
    assert type(first) is not type(second)
    assert dict(second) == dict(first) == load_everyday(tmp_path)
    assert len(second) == 3
    assert "饭" not in second
    for word in ("没有这个词", "", "\0", "饭补\0", "迟\ud800"):
        assert word not in second
        assert second.get(word) is None


@pytest.mark.parametrize("change", ["edit", "new file", "removed file", "damage"])
def test_a_changed_source_or_a_damaged_table_is_read_anew(tmp_path: Path, change: str) -> None:
    (tmp_path / "a.txt").write_text("饭补 = 餐补\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("迟道 = 迟到\n", encoding="utf-8")
    assert len(map_everyday(tmp_path)) == 2
    (compiled,) = (tmp_path / "__pycache__").iterdir()
    if change == "edit":
        (tmp_path / "a.txt").write_text("饭补 饭钱 = 餐补\n", encoding="utf-8")
    elif change == "new file":
        (tmp_path / "c.txt").write_text("旷功 = 旷工\n", encoding="utf-8")
    elif change == "removed file":
        (tmp_path / "b.txt").unlink()
    else:
        compiled.write_bytes(b"no trie")
    assert dict(map_everyday(tmp_path)) == load_everyday(tmp_path)
    assert dict(map_everyday(tmp_path)) == load_everyday(tmp_path)
    assert len(list((tmp_path / "__pycache__").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("饭补 = 餐补\n", encoding="utf-8")
    (tmp_path / "__pycache__").write_text("in the way", encoding="utf-8")
    assert dict(map_everyday(tmp_path)) == {"饭补": ("餐补",)}
    assert dict(map_everyday(tmp_path)) == {"饭补": ("餐补",)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("饭补 = 餐补\n饭补 餐补\n", 2, "没有“ = ”"),
        ("# 说明\n\n饭补 =\n", 3, "没有“ = ”"),
        ("饭补 =  \n", 1, "一边是空的"),
        (" = 餐补\n", 1, "一边是空的"),
        ("饭补 = 餐补\n饭钱 饭补 = 餐费\n", 2, "“饭补”前面已经有了"),
        ("饭补 饭补 = 餐补\n", 1, "“饭补”前面已经有了"),
    ],
)
def test_a_slip_is_reported_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape(words)) as caught:
        load_everyday(path)
    assert caught.value.place.endswith(f"own.txt 第{line}行")
    assert caught.value.remedy


def test_an_entry_that_an_earlier_file_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("饭补 = 餐补\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("饭钱 = 餐费\n饭补 = 餐费\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("饭补 = 不算\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="“饭补”前面已经有了") as caught:
        load_everyday(tmp_path)
    assert caught.value.place.endswith("b.txt 第2行")


def test_the_files_of_a_folder_make_one_table(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes("饭钱 = 餐费 餐补\r\n".encode())
    (tmp_path / "a.txt").write_text("饭补 = 餐补\n", encoding="utf-8")
    table = load_everyday(tmp_path)
    assert table == {"饭补": ("餐补",), "饭钱": ("餐费", "餐补")}
    assert list(table) == ["饭补", "饭钱"]
    assert len(table) == 2
    assert "饭补" in table
    assert "餐补" not in table


def test_an_own_file_with_comments_fields_and_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("\ufeff# 饭补 = 不算\n[pay]\n\n饭补 饭钱 = 餐补 伙食补助\n", encoding="utf-8")
    assert load_everyday(path) == {"饭补": ("餐补", "伙食补助"), "饭钱": ("餐补", "伙食补助")}


def test_a_file_that_is_missing_or_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="打不开"):
        load_everyday(tmp_path / "none.txt")
    (tmp_path / "gbk.txt").write_bytes("饭补 = 餐补".encode("gbk"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_everyday(tmp_path / "gbk.txt")
