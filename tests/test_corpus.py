"""The sample corpus agrees with its outlines, its outlines with themselves, and the labelled questions with both."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import make_corpus as remake
from tests.corpus_masters.outline import Gold, Master, masters

MASTERS = masters()
BY_FILE = {master.file: master for master in MASTERS}
README = (remake.CORPUS / "README.md").read_text(encoding="utf-8")
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (remake.ROOT / "tests" / "fixtures" / "corpus_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
KINDS = (
    "responsible penalty amount deadline time duty_list approval procedure permission definition reward unanswerable"
)
DIGITS = "零一二三四五六七八九"
CIRCLES = "①②③④⑤⑥⑦⑧⑨"

every_policy = pytest.mark.parametrize("master", MASTERS, ids=lambda master: master.name.split("-")[0])


def han(number: int) -> str:
    """1 to 99 as 条 and 章 are counted: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


@every_policy
def test_file_has_the_words_of_its_outline(master: Master) -> None:
    assert remake.fault(master) == ""


@every_policy
def test_gold_clauses_are_those_of_the_outline(master: Master) -> None:
    assert remake.gold_path(master).read_text(encoding="utf-8") == remake.gold_text(master)


def test_nothing_else_stands_in_the_corpus() -> None:
    files = {path.name for path in remake.CORPUS.iterdir()} - {"README.md", ".gitattributes"}
    assert files == set(BY_FILE)
    assert {path.stem for path in remake.GOLDEN.iterdir()} == {Path(file).stem for file in BY_FILE}


def test_readme_names_every_file_and_the_figures() -> None:
    assert [file for file in BY_FILE if f"| {file} |" not in README] == []
    assert f"hold {sum(len(master.gold()) for master in MASTERS)} numbered clauses" in README
    unanswerable = sum(question["kind"] == "unanswerable" for question in QUESTIONS)
    assert f"{len(QUESTIONS)} labelled questions" in README
    assert f"{unanswerable} of which the\npolicies do not answer" in README


def expected_number(clause: Gold, count: int, articles: int) -> str:
    """The label of the count-th clause under one parent, in the style that its own label shows."""
    number = clause.number
    if re.fullmatch(r"[\d.]+", number):
        above = clause.path[-2] if len(clause.path) > 1 else ""
        return f"{above}.{count}" if "." in number else str(count)
    for pattern, form in (
        (r"第.+章", f"第{han(count)}章"),
        (r"第.+条", f"第{han(articles)}条"),
        (r"（.+）", f"（{han(count)}）"),
        (r"\(\d+\)", f"({count})"),
        (rf"[{CIRCLES}]", CIRCLES[(count - 1) % 9]),
    ):
        if re.fullmatch(pattern, number):
            return form
    return han(count)


@every_policy
def test_numbers_run_without_gap_and_twins(master: Master) -> None:
    gold, seen, articles = master.gold(), Counter[tuple[str, ...]](), 0
    wrong = []
    for clause in gold:
        seen[clause.path[:-1]] += 1
        articles += clause.number.endswith("条")
        if clause.number != expected_number(clause, seen[clause.path[:-1]], articles):
            wrong.append(clause.path)
    assert wrong == []
    assert len({clause.path for clause in gold}) == len(gold) >= 20


def references(master: Master) -> Iterator[tuple[str, str]]:
    """Every policy named in a clause, with the number that it is cited by."""
    form = r"(?:《([^《》]+)》|本制度)(第[一二三四五六七八九十]+[条章]|第\d+部分|\d+(?:\.\d+)+)"
    for clause in master.gold():
        for title, number in re.findall(form, clause.text):
            yield title or master.title, number


def test_every_cross_reference_finds_its_clause() -> None:
    numbers = {master.title: {clause.number for clause in master.gold()} for master in MASTERS}
    cited = [reference for master in MASTERS for reference in references(master)]
    dangling = [
        (title, number)
        for title, number in cited
        if re.sub(r"第(\d+)部分", r"\1", number) not in numbers.get(title, set())
    ]
    assert len(cited) > 15
    assert dangling == []


@pytest.mark.parametrize(
    ("file", "encoding", "start", "newline"),
    [
        ("考勤管理制度.txt", "utf-8", b"\xe8", b"\n"),
        ("办公区与仓库卫生管理规定.txt", "utf-8-sig", b"\xef\xbb\xbf", b"\r\n"),
        ("保密制度.txt", "gb18030", b"\xb1\xa3", b"\r\n"),
        ("客服日常工作守则.txt", "gb18030", b"\xbf\xcd", b"\n"),
    ],
)
def test_text_files_keep_their_encoding_and_line_ends(file: str, encoding: str, start: bytes, newline: bytes) -> None:
    data = (remake.CORPUS / file).read_bytes()
    assert data.startswith(start)
    assert data.count(b"\n") == data.count(newline) > 20
    assert (b"\r" in data) == (newline == b"\r\n")
    assert data.decode(encoding).startswith(BY_FILE[file].title)


@pytest.mark.parametrize("master", [m for m in MASTERS if m.format == "docx"], ids=lambda m: m.name[:2])
def test_word_counts_the_numbers_itself(master: Master) -> None:
    """No paragraph begins with a number that the list gives, and the list gives one to every such clause."""
    with zipfile.ZipFile(remake.CORPUS / master.file) as package:
        body = package.read("word/document.xml").decode()
        numbering = package.read("word/numbering.xml").decode()
    typed = [re.sub(r"<[^>]+>", "", paragraph) for paragraph in re.findall(r"<w:p>.*?</w:p>", body, re.S)]
    counted = r"第[一二三四五六七八九十]+[章条]|[一二三四五六七八]、|\d+(\.\d+)* |\(\d\)|[①②③]"
    assert [text for text in typed if re.match(counted, text.strip())] == []
    clauses = [item for item in master.items if item.kind == "clause"]
    if master.head["numbering"] == "mixed":
        clauses = [item for item in clauses if item.depth < 2]
    marks = r'<w:pStyle w:val="条例.?"/>' if master.head["numbering"] == "styles" else "<w:numPr>"
    assert len(re.findall(marks, body)) == len(clauses)
    assert ("chineseCountingThousand" in numbering) == (not clauses[0].label[0].isdigit())


@pytest.mark.parametrize("master", [m for m in MASTERS if m.format == "docx"], ids=lambda m: m.name[:2])
def test_word_files_hold_every_part_that_they_name(master: Master) -> None:
    """A relation to a part that is not in the package (once: docProps/thumbnail.jpeg) keeps python-docx from opening it."""
    import docx

    document = docx.Document(str(remake.CORPUS / master.file))
    assert document.paragraphs[0].text == master.title


@pytest.mark.parametrize(
    ("file", "mark"),
    [
        ("员工奖惩条例.docx", "<w:gridSpan"),
        ("员工奖惩条例.docx", "<w:vMerge"),
        ("电商岗位薪酬与职级办法.docx", "<w:gridSpan"),
    ],
)
def test_tables_have_merged_cells(file: str, mark: str) -> None:
    with zipfile.ZipFile(remake.CORPUS / file) as package:
        assert mark in package.read("word/document.xml").decode()


@pytest.mark.parametrize("master", [m for m in MASTERS if m.format == "pdf"], ids=lambda m: m.name[:2])
def test_pdf_pages_have_head_and_number(master: Master) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument((remake.CORPUS / master.file).read_bytes())
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert remake.bare(master.head["head"]) in remake.bare(page)
        assert f"第{number}页共{len(pages)}页" in remake.bare(page)
    longest = max((line for page in pages for line in page.splitlines()), key=len)
    assert len(longest) < max(len(clause.text) for clause in master.gold())


@pytest.mark.skipif(remake.OFFICE is None, reason="LibreOffice is not installed; it shows Word's numbers")
@pytest.mark.parametrize("master", [m for m in MASTERS if m.format == "docx"], ids=lambda m: m.name[:2])
def test_automatic_numbers_come_out_as_in_the_outline(master: Master) -> None:
    """Compared in order without tables, whose wrapped cells a pdf's text interleaves."""
    shown = remake.pdf_text(remake.as_pdf((remake.CORPUS / master.file).read_bytes()), str(master.head["head"]))
    expected = remake.bare("".join(master.lines()))
    if master.head["numbering"] == "paragraph" and master.items[0].label.endswith("章"):
        # LibreOffice starts the articles anew in every chapter: it does not know w:lvlRestart="0".
        shown, expected = (re.sub(r"第[一二三四五六七八九十]+条", "第条", text) for text in (shown, expected))
    if any(item.kind == "row" for item in master.items):
        assert Counter(shown) == Counter(expected)
    else:
        assert shown == expected


def clauses_with(quote: str) -> list[tuple[str, Gold]]:
    words = remake.bare(quote)
    return [
        (master.file, clause) for master in MASTERS for clause in master.gold() if words in remake.bare(clause.text)
    ]


def enclosing(file: str, clause: Gold) -> str:
    """The words of the clauses above one clause."""
    above = [other.text for other in BY_FILE[file].gold() if clause.path[: len(other.path)] == other.path]
    return remake.bare("".join(above[:-1]))


ANSWERS = [(question["qid"], answer) for question in QUESTIONS for answer in question["answers"]]


@pytest.mark.parametrize(("qid", "answer"), ANSWERS, ids=[qid for qid, _ in ANSWERS])
def test_gold_answer_stands_in_exactly_one_clause(qid: str, answer: dict[str, Any]) -> None:
    found = clauses_with(answer["quote"])
    assert [(file, clause.number) for file, clause in found] == [(answer["file"], answer["number"])]
    assert BY_FILE[answer["file"]].title == answer["doc"]
    file, clause = found[0]
    place = enclosing(file, clause) if answer.get("value_in_heading") else remake.bare(clause.text)
    assert [value for value in answer["value"] if remake.bare(value) not in place] == []


def test_questions_cover_every_kind() -> None:
    kinds = Counter(question["kind"] for question in QUESTIONS)
    assert set(kinds) == set(KINDS.split())
    assert len(QUESTIONS) >= 120
    assert kinds["unanswerable"] >= 20
    assert min(kinds.values()) >= 5
    assert len({question["qid"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)


def test_only_unanswerable_questions_have_no_answer() -> None:
    odd = [q["qid"] for q in QUESTIONS if (q["kind"] == "unanswerable") != (not q["answers"])]
    assert odd == []


def test_contradictory_questions_are_the_contradictions_of_the_readme() -> None:
    contradictory = [question for question in QUESTIONS if question["contradictory"]]
    assert len(contradictory) == 3
    for question in contradictory:
        values = [value for answer in question["answers"] for value in answer["value"]]
        assert question["all_required"]
        assert len({answer["file"] for answer in question["answers"]}) == 2
        assert len(set(values)) == 2
        assert all(f"《{answer['doc']}》" in README for answer in question["answers"])


def test_the_newer_version_repeals_the_older() -> None:
    old, new = BY_FILE["费用报销管理办法_2021.txt"], BY_FILE["费用报销管理办法_2024.docx"]
    assert any("2021年6月1日" in line for line in old.front)
    assert any("代替V1.0" in line for line in new.front)
    assert f"《{old.title}》同时废止" in new.gold()[-2].text
