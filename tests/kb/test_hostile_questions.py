"""Whatever is typed: an answer or an abstention, never an error; and every answer is the policies' own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
from kb import KnowledgeBase, Reply


@pytest.fixture(scope="module")
def base(shop_base: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shop_base) as opened:
        yield opened


HOSTILE = [
    ("nothing", ""),
    ("white space", " \t\n\u3000\u200b"),
    ("one character", "罚"),
    ("ten thousand characters", "迟到怎么罚" * 2000),
    ("ten thousand characters without a word", "的" * 10_000),
    ("ten thousand figures", "7" * 10_000),
    ("ten thousand brackets", "（" * 10_000),
    ("control characters", "迟到\x00\x01\x07\x1b[31m怎么\x7f罚\r\n"),
    ("marks of direction", "\u202e罚么怎到迟\u202c\u2066\ufeff"),
    ("query syntax", "AND ("),
    ("more query syntax", 'text:罚款 OR NOT "迟到" AND *:* ~2 ^9 [a TO z] {x} \\'),
    ("patterns", r".*+?(?P<x>[^罚]{9,}\b)$|\\"),
    ("an unclosed quote", '"罚款'),
    ("empty quotes", '""“”'),
    ("only quotes", '"""""'),
    ("only punctuation", "？！，。、；：（）《》……——"),
    ("ASCII punctuation", "?!,.;:()<>-_=+*&^%$#@~`|/"),
    ("English", "what is the fine for being late"),
    ("Japanese", "遅刻したら罰金はいくらですか"),
    ("Korean", "지각하면 벌금이 얼마예요"),
    ("Arabic", "ما هي الغرامة على التأخير"),
    ("Thai and Hindi", "ค่าปรับเท่าไร जुर्माना कितना है"),
    ("traditional characters", "遲到怎麼罰"),
    ("combining marks", "迟\u0301到\u0323怎\u0308么罚" + "\u0301" * 300),
    ("emoji", "迟到😀怎么罚👨‍👩‍👧‍👦🇨🇳"),
    ("emoji alone", "😀🙏"),
    ("characters beyond the first plane", "𠮷野家𪚥罚多少"),
    ("half of a character", "\ud800 罚款"),
    ("the other half", "迟到\udfff怎么罚"),
    ("halves in the wrong order", "\ude00\ud83d"),
    ("characters for private use", "\ue000\uf8ff\U0010ffff迟到"),
    ("ligatures that fold to many", "ﷺ㍿㌖" * 50),
    ("huge amounts", "罚9999999999999999999999999999999999亿元"),
    ("an amount with many points", "1.2.3.4.5.6.7.8.9元"),
    ("numerals without end", "一二三四五六七八九十百千万亿" * 100 + "元"),
    ("a date that is none", "9999年99月99日99:99"),
    ("a path", "../../etc/passwd"),
    ("a format string", "%s%n{0}{__class__}"),
    ("markup", "<script>alert(1)</script>&lt;罚款"),
    ("JSON", '{"question": "迟到怎么罚"}'),
    ("an option", "--json"),
    ("a citation of nothing", "《》第条（）"),
    ("an id", "考勤管理制度#第三章/第十三条"),
    ("many words that ask", "谁什么时候在哪里怎么为什么罚多少给谁批几天能不能" * 20),
]

every_hostile = pytest.mark.parametrize(("why", "text"), HOSTILE, ids=[row[0] for row in HOSTILE])


def faults(reply: Reply) -> list[str]:
    """Name what of a reply is not the policies' own words, or does not fit together."""
    found = []
    if reply.abstained == bool(reply.answers):
        found.append("answers in an abstention")
    if reply.contradictory and len({one.clause.document.id for one in reply.answers}) < 2:
        found.append("one document contradicts itself")
    for one in reply.answers:
        own = one.clause.text[one.start : one.end]
        if one.text != "：".join(words for words in (one.above, own) if words):
            found.append(f"{one.text!r} is not in {one.clause.id}")
        # a table has the names of its columns in the rows above
        rows = one.above.split("\n")
        sources = (*one.clause.headings, one.clause.document.title, one.clause.text)
        if not all(any(row in words for words in sources) for row in rows):
            found.append(f"{one.above!r} does not stand above {one.clause.id}")
        if not 0 <= one.confidence <= 1:
            found.append(f"confidence {one.confidence}")
    return found


@every_hostile
def test_ask(why: str, text: str, base: KnowledgeBase) -> None:
    reply = base.ask(text)
    assert reply.question == text
    assert faults(reply) == []
    json.dumps(reply.to_dict())


@every_hostile
def test_search(why: str, text: str, base: KnowledgeBase) -> None:
    assert len(base.search(text)) <= 10


NOTHING_TO_FIND = ["nothing", "white space", "only punctuation", "emoji alone", "Korean", "Arabic"]


@pytest.mark.parametrize("why", NOTHING_TO_FIND)
def test_where_there_is_no_word_there_is_no_answer(why: str, base: KnowledgeBase) -> None:
    text = dict(HOSTILE)[why]
    assert base.ask(text).abstained
    assert base.search(text) == []


@every_hostile
@pytest.mark.parametrize("verb", ["ask", "search"])
def test_command(why: str, text: str, verb: str, shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0, 1, or 2 for a question without any character; and no traceback, no escape code, and what is printed can be."""
    code = cli.main(["--kb", str(shop_base), verb, "--", text])
    printed = capsys.readouterr()
    assert code in ({0, 1} if text.strip() else {1, 2}), printed.err
    assert "Traceback" not in printed.err
    assert "程序出错" not in printed.err
    assert "\x1b" not in printed.out + printed.err


@every_hostile
def test_command_in_json(why: str, text: str, shop_base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["--kb", str(shop_base), "--json", "ask", "--", text])
    printed = capsys.readouterr()
    if text.strip():
        record = json.loads(printed.out)
        assert record["abstained"] == (code == 1)
    else:
        assert code == 2


PIECES = st.sampled_from(
    "迟到 旷工 罚款 多少 谁 批 负责 退货 几天 内 客服 仓管员 第二次 三天 50元 能不能 流程 职责 是什么 的 ， ？ （ ） 《考勤管理制度》 第十三条".split()
)


@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=60), st.text(st.characters(), max_size=20), st.lists(PIECES, max_size=9).map("".join)
    )
)
def test_any_text_at_all(text: str, base: KnowledgeBase) -> None:
    assert faults(base.ask(text)) == []


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=6).map('"'.join)))
def test_any_text_can_be_searched(text: str, base: KnowledgeBase) -> None:
    hits = base.search(text)
    assert len({hit.clause.id for hit in hits}) == len(hits)


def test_every_question_of_the_fixtures_is_answered_in_the_policies_own_words(base: KnowledgeBase, root: Path) -> None:
    lines = (root / "tests" / "fixtures" / "corpus_questions.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = {question: faults(base.ask(question)) for question in (json.loads(line)["question"] for line in lines)}
    assert len(wrong) > 200
    assert {question: found for question, found in wrong.items() if found} == {}
