"""Text -> terms: what a clause can be found by, and what a question looks for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree
from unicodedata import is_normalized

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analyzer import JOIN, Analyzer, Terms
from index.cutter import cutter
from index.folding import PLAIN, Folding, fold
from index.number_terms import label_terms, number_terms
from index.words import Words, dictionary_hash

ROOT = Path(__file__).parents[2]
POLICY = st.text(alphabet="部门负责人客服A岗Ｂ班①②㎡０３30.:09%(),。、 \n\t…Ⅳ⒈T恤第十三条", max_size=40)


@pytest.fixture(scope="module")
def analyzer(words_folder: Path) -> Analyzer:
    return Analyzer(Words(words_folder, ("物流人员",)))


@pytest.mark.parametrize(
    ("text", "question", "clause"),
    [
        # words do not overlap in a question; a clause adds what is inside them
        ("部门负责人审批", "部门 负责人 审批", "部门0 负责人1 负责1 责人1 审批2"),
        ("物流人员负责", "物流人员 负责", "物流人员0 物流0 流人0 人员0 负责1"),
        # figures stay whole, and a mark after them is none of theirs
        ("3.3.4执行", "3.3.4 执行", "3.3.40 执行1"),
        ("09:00前", "09:00 前", "09:000 前1"),
        ("2.5元。", "2.5 元", "2.50 元1"),
        ("见3.3.", "见 3.3", "见0 3.31"),
        ("①9:00按时", "1 9:00 按时", "10 9:001 按时2"),
        # a letter and the character after it
        ("A岗到岗", "a岗 到 岗", "a岗0 a0 岗1 到2 岗3"),
        ("A岗位职责", "a 岗位职责", "a岗0 a0 岗位职责1 岗位1 职责1"),
        ("T恤", "t恤", "t恤0"),
        ("t恤", "t恤", "t恤0 t0 恤1"),
        ("Q3目标", "q3 目标", "q30 目标1"),
        # width, case and punctuation do not matter
        ("ＫＰＩ", "kpi", "kpi0"),
        ("《(、。)》", "", ""),
        ("", "", ""),
    ],
)
def test_words(analyzer: Analyzer, text: str, question: str, clause: str) -> None:
    assert " ".join(term.text for term in analyzer.words(text)) == question
    found = " ".join(f"{term.text}{term.position}" for term in analyzer.words(text, subwords=True))
    assert found == clause


@pytest.mark.parametrize(
    ("clause", "question"),
    [
        ("由部门负责人审批", "负责人"),
        ("Ａ岗于９:００到岗", "A岗"),
        ("A岗位职责如下", "A岗"),
        ("白色t恤", "T恤"),
        ("１２小时内", "12小时"),
        ("按KPI考核", "kpi"),
    ],
)
def test_a_clause_is_found_by_a_question(analyzer: Analyzer, clause: str, question: str) -> None:
    have = {term.text for term in analyzer.words(clause, subwords=True)}
    assert {term.text for term in analyzer.words(question)} <= have


@pytest.mark.parametrize(
    ("text", "question", "clause"),
    [
        ("负责人", "负责0 责人1", "负责0 责人1 人2"),
        ("罚30元", "罚 300 30 元1", "罚 300 30 元1 元2"),
        # punctuation parts, white space does not
        ("警告,再次", "警告0 再次2", "警告0 告1 再次2 次3"),
        ("警告 \n再次", "警告0 告再1 再次2", "警告0 告再1 再次2 次3"),
        # what stands alone is a term; a run of letters or digits ends with a space
        ("罚", "罚0", "罚0"),
        ("30", "30 0", "30 0"),
        ("", "", ""),
    ],
)
def test_pairs(analyzer: Analyzer, text: str, question: str, clause: str) -> None:
    assert " ".join(f"{term.text}{term.position}" for term in analyzer.pairs(text)) == question
    assert " ".join(f"{term.text}{term.position}" for term in analyzer.pairs(text, ends=True)) == clause


@given(POLICY)
@settings(max_examples=400, deadline=None)
def test_terms_say_where_they_stand(analyzer: Analyzer, text: str) -> None:
    for term in analyzer.words(text, subwords=True):
        assert fold(text[term.start : term.end]).text.strip().casefold().find(term.text) >= 0
    for term in analyzer.pairs(text, ends=True):
        shown = "".join(fold(text[term.start : term.end]).text.casefold().split())
        assert term.text.replace(" ", "") in shown


@given(POLICY)
@settings(max_examples=400, deadline=None)
def test_no_letter_or_digit_is_left_out(analyzer: Analyzer, text: str) -> None:
    for terms in (analyzer.words(text), analyzer.words(text, subwords=True), analyzer.pairs(text, ends=True)):
        covered = {place for term in terms for place in range(term.start, term.end)}
        assert [
            character
            for place, character in enumerate(text)
            if place not in covered and any(part.isalnum() for part in fold(character).text)
        ] == []


@given(POLICY)
@settings(max_examples=300, deadline=None)
def test_every_unit_of_a_clause_begins_one_pair(analyzer: Analyzer, text: str) -> None:
    positions = [term.position for term in analyzer.pairs(text, ends=True)]
    assert positions == list(range(len(positions)))


@given(POLICY)
@settings(max_examples=300, deadline=None)
def test_a_question_that_quotes_a_clause_asks_only_for_its_terms(analyzer: Analyzer, text: str) -> None:
    have = {term.text for term in analyzer.words(text, subwords=True)}
    assert {term.text for term in analyzer.words(text)} <= have
    pairs = {term.text for term in analyzer.pairs(text, ends=True)}
    assert {term.text for term in analyzer.pairs(text)} <= pairs


@pytest.mark.parametrize(
    ("text", "folded", "middle"),
    [
        ("ＡＢ", "AB", (0, 2)),
        ("㎡", "m2", (0, 1)),
        ("罚款①", "罚款 1 ", (0, 3)),
        ("abc", "abc", (0, 3)),
    ],
)
def test_folding_keeps_the_way_back(text: str, folded: str, middle: tuple[int, int]) -> None:
    result = fold(text)
    assert result.text == folded
    assert result.span(0, len(folded.strip())) == middle


@given(st.one_of(st.text(max_size=12), POLICY))
def test_many_texts_are_folded_as_one_is(text: str) -> None:
    assert PLAIN.fold(text) == fold(text).text
    assert Folding({"責": "责"}).fold(text) == fold(text, {"責": "责"}).text


def test_a_character_in_normal_form_is_left_alone() -> None:
    """For a text in normal form no character is looked at."""
    normal = [chr(code) for code in range(sys.maxunicode + 1) if is_normalized("NFKC", chr(code))]
    assert [one for one in normal if fold(one).text != one] == []


def test_variants_are_searched_by_their_one_form(words_folder: Path) -> None:
    analyzer = Analyzer(Words(words_folder), variants={"負": "负", "責": "责"})
    terms = analyzer.words("部門負責人", subwords=True)
    assert "负责人" in {term.text for term in terms}
    with pytest.raises(ValueError, match="one character"):
        Analyzer(Words(words_folder), variants={"負責": "负责"})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("违反第十三条", ["第13条"]),
        ("违反第13条", ["第13条"]),
        ("违反第 １３ 条", ["第13条"]),
        ("第十三条第二款第（三）项", ["第13条", "第2款", "(3)"]),
        ("第一百二十条之一", ["第120条之1"]),
        ("第三章第五节", ["第3章", "第5节"]),
        ("按3.3.4和4.1执行", ["3.3.4", "4.1"]),
        ("3.3.4.", ["3.3.4"]),
        ("V1.2.3", []),
        ("(二)", ["(2)"]),
        ("（2）", ["(2)"]),
        ("第二条、第二条", ["第2条"]),
        ("第三方物流", []),
        ("共十三条", []),
        ("", []),
    ],
)
def test_clause_numbers_in_text(text: str, numbers: list[str]) -> None:
    assert number_terms(text) == numbers


@pytest.mark.parametrize(
    ("label", "terms"),
    [
        ("第十三条", ["第13条", "13"]),
        ("第13条", ["第13条", "13"]),
        ("第二章", ["第2章", "2"]),
        ("一", ["1"]),
        ("（一）", ["(1)", "1"]),
        ("(1)", ["(1)", "1"]),
        ("1)", ["1"]),
        ("①", ["1"]),
        ("Ⅳ", ["4"]),
        ("3.3.4", ["3.3.4"]),
        ("A", ["a"]),
        ("附件1", ["附件1"]),
        ("¶2", []),
        ("", []),
    ],
)
def test_terms_of_a_label(label: str, terms: list[str]) -> None:
    assert label_terms(label) == terms


def test_importing_the_room_loads_nothing_heavy() -> None:
    heavy = {"jieba", "whoosh", "numpy", "sklearn", "marisa_trie", "filelock", "pdfplumber", "docx"}
    script = (
        "import sys, index.analyzer, index.words, index.schema, index.engines, index.store;"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.fixture(scope="module", params=["mapped", "rjieba"])
def bulk(
    request: pytest.FixtureRequest, words_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Analyzer, Terms]:
    """An analyzer whose dictionary lies where a store has it, so that rjieba cuts, or elsewhere."""
    extra = ("部门负责人", "A岗", "物流人员", "客服主管助理", "技术成果")
    if request.param == "mapped":
        analyzer = Analyzer(Words(words_folder, extra))
        return analyzer, analyzer.for_clauses()
    pytest.importorskip("rjieba")
    folder = tmp_path_factory.mktemp("store") / dictionary_hash()
    copytree(words_folder, folder)
    words = Words(folder, extra)
    return Analyzer(words), Terms(words, cutter(words, many=0), variants={})


@given(
    st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                ["第十三条", "3.3.4", "09:00", "A岗", "B 岗", "①", "½", "ＡＢ", "技术成果", "㐀", "ﬁ", "İ", "\u3000"]
            ),
            st.text("部门负责人迟到罚款元客服的一了是不物流人员", max_size=12),
        ),
        max_size=8,
    ).map("".join)
)
@example("负负负0一一")  # 负负|负 and 负|负负 are equally likely
@settings(max_examples=300, deadline=None)
def test_indexing_many_clauses_gives_the_terms_of_the_analyzer(bulk: tuple[Analyzer, Terms], text: str) -> None:
    analyzer, terms = bulk
    assert terms.words(text) == JOIN.join([term.text for term in analyzer.words(text, subwords=True)])
    pairs = analyzer.pairs(text, ends=True)
    assert terms.pairs(text) == JOIN.join([term.text for term in pairs])
    assert [term.position for term in pairs] == list(range(len(pairs)))
    assert analyzer.pair_texts(text) == [term.text for term in analyzer.pairs(text)]
    assert list(analyzer.pieces(text)) == [term.text for term in analyzer.words(text)]
