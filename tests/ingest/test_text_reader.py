"""Plain text: the encoding settled strictly, lines with their numbers, line ends by the page's width."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Place
from ingest.errors import UnreadableFile
from ingest.line import Line
from ingest.parse import parse_bytes
from ingest.readers.text import decode, read
from ingest.repair import settle_ends, width
from ingest.stream import join

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=40)


@given(CHINESE, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"]))
def test_encodings_of_chinese(text: str, encoding: str) -> None:
    assert decode((text + "。\n第一条 1\n").encode(encoding), name="a.txt") == text + "。\n第一条 1\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    text = "第一条 值班 8:00-16:00\n第二条 交接班\n"
    assert decode(text.encode(encoding), name="a.txt") == text


def test_short_chinese_is_not_taken_for_another_language() -> None:
    assert decode("值班".encode("gb18030"), name="a.txt") == "值班"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("一、甲。\n二、乙。".encode()[:-1], "第2行"),
        ("一、甲乙丙丁。\n".encode() + b"\xff\xff", "第2行"),
        (codecs.BOM_UTF8 + b"\xff", "字节"),
    ],
)
def test_wrong_bytes_are_named_with_their_line(data: bytes, place: str) -> None:
    with pytest.raises(UnreadableFile, match=place):
        decode(data, name="a.txt")


@pytest.mark.parametrize("feed", ["\n", "\r\n", "\r", "\x0c", "\u2028", "\x85"])
def test_line_feeds_of_every_kind(feed: str) -> None:
    reading = read(f"第一条 甲。{feed}第二条 乙。".encode(), name="a.txt")
    assert [(line.text, line.place.line) for line in reading.lines] == [("第一条 甲。", 1), ("第二条 乙。", 2)]


def test_marks_without_width_hide_no_label() -> None:
    assert read("\ufeff第\u200b一条 甲。".encode(), name="a.txt").lines[0].text == "第一条 甲。"


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("甲乙", 4), ("甲a，", 5), ("“甲”", 6)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def lines(*texts: str) -> list[Line]:
    return [Line(text, Place(line=number)) for number, text in enumerate(texts, 1)]


PAGE = [
    "第一条 为了规范合同的签订、履行、变更和解除,防范经营风",
    "险,维护本厂的合法权益,根据有关法律并结合本厂的实际情况",
    "制定本规定。",
    "第二条 本规定适用于本厂各部门和各车间对外签订的全部买卖",
    "合同、承揽合同、运输合同、仓储合同、租赁合同和服务合同,",
    "不适用于劳动合同。",
]
PARAGRAPHS = [
    "第一条 每日检查消防器材。",
    "第二条 发现过期器材应当立即报告安全员并登记。",
    "第三条 安全员在两日内更换。",
    "第四条 违反本规定的每次罚款五十元,造成后果的另行处理。",
]


def test_wrapped_lines_are_known_by_their_width() -> None:
    settled, firm = settle_ends(lines(*PAGE))
    assert [line.end for line in settled] == ["wrap", "wrap", "paragraph", "wrap", "wrap", "paragraph"]
    assert not firm


def test_paragraphs_of_all_widths_are_not_wrapped() -> None:
    settled, firm = settle_ends(lines(*PARAGRAPHS))
    assert {line.end for line in settled} == {"paragraph"}
    assert firm


def test_sentences_of_one_length_are_not_wrapped() -> None:
    settled, _ = settle_ends(
        lines(*[f"第{n}条 每一位值班人员都必须认真填写交接班登记簿。" for n in "一二三四五六七八九"])
    )
    assert {line.end for line in settled} == {"paragraph"}


def test_ends_that_the_reader_knows_stay() -> None:
    known = [Line(text, Place(line=1), "paragraph") for text in PAGE]
    assert settle_ends(known) == (known, True)


@given(st.lists(CHINESE, min_size=1, max_size=12), st.data())
def test_every_offset_of_a_stream_leads_to_its_line(texts: list[str], data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.sampled_from(["wrap", "paragraph"]), min_size=len(texts), max_size=len(texts)))
    made = [Line(t, Place(line=n), end) for n, (t, end) in enumerate(zip(texts, ends, strict=True), 1)]  # type: ignore[arg-type]
    stream = join(made, firm=True)
    for index, start in enumerate(stream.starts):
        assert stream.line_at(start) == index
        assert stream.text[start:].startswith(texts[index])
    assert "".join(stream.text.split()) == "".join(texts)


def test_words_in_letters_are_parted_where_a_line_wraps() -> None:
    stream = join([Line("use the", Place(line=1), "wrap"), Line("form", Place(line=2), "paragraph")], firm=False)
    assert stream.text == "use the form\n"


ROWS = [
    ("two lines with as many cells are rows", "岗位\t职责\n前台\t接待来客", ["row", "row"]),
    ("blank lines may stand between", "岗位\t职责\n\n前台\t接待来客", ["row", "row"]),
    ("a lone line with a tab is none", "岗位\t职责\n前台接待来客", ["text", "text"]),
    ("other numbers of cells make none", "岗位\t职责\n前台\t接待\t来客", ["text", "text"]),
    ("a tab behind a number parts no cells", "1.\t接待来客\n2.\t接听电话", ["text", "text"]),
    ("cells behind a number do", "1.\t前台\t接待\n2.\t财务\t报销", ["row", "row"]),
    ("an indent is no cell", "\t接待来客\n\t接听电话", ["text", "text"]),
    ("columns parted by two tabs", "岗位\t\t职责\n前台接待员\t接待来客", ["row", "row"]),
]


@pytest.mark.parametrize(("sentence", "text", "kinds"), ROWS, ids=[row[0] for row in ROWS])
def test_rows(sentence: str, text: str, kinds: list[str]) -> None:
    assert [line.kind for line in read(text.encode(), name="a.txt").lines if line.text] == kinds, sentence


def test_rows_of_one_width_are_not_wrapped() -> None:
    deeds = ["迟到早退超过十分钟以上", "上班时做与工作无关的事", "未经批准擅自离开了岗位", "遗失公司钥匙或门禁卡片"]
    table = [f"{deed}\t罚款{n}00元\t罚款{n}50元" for n, deed in enumerate(deeds, 1)]
    (document,) = parse_bytes("\n".join(["罚款标准", "第一条 按下表处罚:", *table]).encode(), name="a.txt")
    assert document.clauses[0].text.split("\n")[1:] == table


def test_a_table_in_a_wrapped_page_keeps_its_rows() -> None:
    table = ["合同金额在十万元以下的采购合同\t由部门经理审批", "合同金额在十万元以上的采购合同\t由总经理来审批"]
    (document,) = parse_bytes("\n".join(["合同规定", *PAGE, *table]).encode(), name="a.txt")
    assert document.clauses[-1].text.split("\n")[-2:] == table
