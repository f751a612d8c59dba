"""Nothing is lost: each character of a source stands in exactly one clause, number, title, front line or piece set aside.

Characters are counted without white space.  The files of ``corpus/`` are weighed, and texts made of the pieces that
policies are made of, in every format that is text.
"""

from __future__ import annotations

import html
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Clause, Document, DocumentRef, Place, SetAside
from ingest.ledger import balance, lost_notice
from ingest.line import Line, Reading
from ingest.parse import documents_of, parse_bytes, read_source
from ingest.readers import reader_for

CORPUS = sorted(
    path for path in (Path(__file__).parents[2] / "corpus").iterdir() if path.suffix in (".txt", ".docx", ".pdf")
)

LABELS = st.sampled_from(
    "第一章 |第二章|第一条 |第二条|第九条|第十一条之一|一、|二、|三.|(一)|（二）|1.|2、|3)|(1)|（2）|①|②|⑴|1.1|1.2|2.1.3|4.1.\n5.1|Ⅰ、|A.|a)|i."
    "|§1|Article 1|附件1|第一步:|步骤二：|●1、|3-1 |1.0 |第一、|7|2.9:30-12:00|9.|10、".split("|")
)
WORDS = st.sampled_from(
    "负责每日巡查。|罚款50元;|总则|岗位职责:|适用于全体员工|违反第三条规定的|2023年5月1日|第1页|第 2 页 共 9 页|目录|总则……………3"
    "|当前位置:首页 > 制度|相关主题|推荐第1篇:保洁职责|推荐第2篇:保安职责|值班制度|值班制度|附则|【K8UY-K9IO69-O6M243-OL889】"
    "|●|。|，|(|）|\t|　|甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥甲乙丙丁戊己庚|abc def|3.5元|12:00|https://a.example/b|“|”".split(
        "|"
    )
)
BREAKS = st.sampled_from(["", " ", "\n", "\n\n", "\r\n", "　"])
TEXTS = st.lists(st.tuples(LABELS | st.just(""), WORDS, BREAKS), min_size=1, max_size=40).map(
    lambda pieces: "".join(label + words + end for label, words, end in pieces)
)


def characters(texts: list[str]) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


def held(documents: list[Document]) -> Counter[str]:
    """Count what the documents hold, without the parser's own scales."""
    texts: list[str] = []
    for document in documents:
        texts += document.titles if document.title_from == "text" else ()
        texts += [*document.front, *document.marks]
        texts += [clause.text for clause in document.clauses]
        texts += [piece.text for piece in document.set_aside]
    return characters(texts)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_character_of_the_corpus_stands_once(path: Path) -> None:
    data = read_source(path, name=path.name)
    reading = reader_for(path.name)(data, name=path.name)
    source = [line.text for line in reading.lines] + [piece.text for piece in reading.set_aside]
    assert held(documents_of(reading, name=path.name, version="")) == characters(source)


@pytest.mark.parametrize("path", [path for path in CORPUS if path.suffix == ".txt"], ids=lambda path: path.name)
def test_every_character_of_a_text_file_stands_once(path: Path) -> None:
    text = path.read_bytes().decode("gb18030" if b"\xef" not in path.read_bytes()[:1] and _is_gb(path) else "utf-8-sig")
    assert held(parse_bytes(path.read_bytes(), name=path.name)) == characters([text])


def _is_gb(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS.filter(str.strip))
def test_every_character_of_a_made_text_stands_once(text: str) -> None:
    assert held(parse_bytes(text.encode(), name="制度.txt")) == characters([text])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS.filter(str.strip))
def test_every_word_of_a_page_stands_once(text: str) -> None:
    page = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    data = f'<html><meta charset="utf-8"><body>{page}</body></html>'.encode()
    assert held(parse_bytes(data, name="制度.html")) == characters([text])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS.filter(str.strip))
def test_every_character_of_markdown_stands_once(text: str) -> None:
    documents = parse_bytes(text.encode(), name="制度.md")
    numbers = [clause.number or "" for d in documents for clause in d.clauses if clause.number_source == "automatic"]
    # A number that every viewer counts up is computed; the one that was written is set aside.
    assert held(documents) == characters([text]), numbers


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300).filter(lambda text: bool(text.strip())))
def test_any_text_is_read_or_refused_whole(text: str) -> None:
    reading = Reading(tuple(Line(line, Place(line=n)) for n, line in enumerate(text.splitlines(), 1)))
    assert balance(reading, documents_of(reading, name="制度.txt", version="")) == (Counter(), Counter())


def test_a_loss_is_told() -> None:
    reading = Reading((Line("第一条 甲乙。", Place(line=1)),))
    ref = DocumentRef("a", "a", "a.txt", "")
    clause = Clause("a#第一条", ref, "第一条", ("第一条",), "甲。")
    document = Document("a", "a", "a.txt", "", (clause,), ("a",), marks=("第一条",), title_from="name")
    notice = lost_notice(reading, [document])
    assert notice is not None
    assert notice.code == "lost"
    assert "乙" in notice.message


def test_a_word_handed_on_twice_is_told() -> None:
    reading = Reading((Line("甲。", Place(line=1)),))
    document = Document(
        "a", "a", "a.txt", "", (), ("a",), ("甲。",), (), (SetAside("甲", "navigation"),), title_from="name"
    )
    notice = lost_notice(reading, [document])
    assert notice is not None
    assert "重复" in notice.message
