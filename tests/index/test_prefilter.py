"""What is sought in a scanned text is what the bare expression finds in it."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.tagger  # noqa: F401  # all that is sought in a clause
from index import prefilter
from index.lexicon import load_lexicon
from index.literals import literals_of
from index.prefilter import Scanned, _Prefilter, _Sought, _sought, scanned, scanner, sought
from index.tagger import tag
from ingest.document import Clause, Document, DocumentRef
from ingest.parse import parse_file

CORPUS = Path(__file__).parents[2] / "corpus"

SHIPPED = list(_sought)
CHARACTERS = sorted({one for pattern in SHIPPED for one in pattern.pattern if "\u4e00" <= one <= "\u9fff"})
LITERALS = sorted({one for pattern in SHIPPED for one in literals_of(pattern.pattern) or ()})
TEXTS = st.lists(
    st.one_of(st.sampled_from(LITERALS), st.sampled_from(CHARACTERS), st.sampled_from(",。;:、 \n「0129%元次")),
    max_size=14,
).map("".join)


def same(pattern: _Sought, bare: re.Pattern[str], text: str, plain: str) -> None:
    for verb in ("search", "match"):
        found, expected = getattr(pattern, verb)(text), getattr(bare, verb)(plain)
        assert (found and (found.span(), found.groupdict())) == (expected and (expected.span(), expected.groupdict()))
    assert [one.span() for one in pattern.finditer(text)] == [one.span() for one in bare.finditer(plain)]
    found, expected = pattern.search(text, 2, 5), bare.search(plain, 2, 5)
    assert (found and found.span()) == (expected and expected.span())


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_the_patterns_of_the_tags_find_what_they_find_bare(text: str) -> None:
    read = scanned(text)
    assert read == text
    for pattern in SHIPPED:
        same(pattern, re.compile(pattern.pattern), read, text)


def test_no_pattern_of_the_tags_matches_nothing() -> None:
    parse = import_module("re._parser").parse
    assert [one.pattern for one in SHIPPED if parse(one.pattern).getwidth()[0] == 0] == []


OWN = ["罚款|扣(?P<sum>[0-9]+)|罚", "(?P<one>一)(?P=one)|二", r"(三)\1|四", "^五|六$", ".七", "(?i)ok|八", "[九十]"]


@settings(deadline=None)
@given(text=st.text(alphabet="罚款扣12一二三四五六七oK八九十", max_size=8))
def test_any_pattern_finds_what_it_finds_bare(text: str) -> None:
    patterns = [_Sought(one) for one in OWN]
    read = Scanned(text)
    same(patterns[0], re.compile(OWN[0]), read, text)  # before the prefilter is made
    made = _Prefilter(patterns)
    read.branches = made.branches(text)
    for pattern, one in zip(patterns, OWN, strict=True):
        same(pattern, re.compile(one), read, text)


def test_a_pattern_that_comes_later_is_searched_for_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "_sought", list(SHIPPED))
    read = scanned("晚到的")
    late = sought("晚到|早到")
    assert late.search(read)
    assert [one[0] for one in late.finditer(read)] == ["晚到"]
    assert late.pattern == "晚到|早到"


def test_what_a_scan_says_of_branches_bounds_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "_KEPT", 2)
    words = ["一", "二", "三", "四"]
    pattern = _Sought("|".join(words))
    made = _Prefilter([pattern])
    for text in ("一", "二", "三四", "四", "一二"):
        read = Scanned(text)
        read.branches = made.branches(text)
        assert [one[0] for one in pattern.finditer(read)] == list(text)
        assert len(pattern._searches) <= 2


def test_nothing_is_read_off_a_pattern_before_a_text_is_scanned() -> None:
    program = "import sys, json, index.tagger; print(json.dumps('index.literals' in sys.modules))"
    assert json.loads(run([sys.executable, "-c", program], capture_output=True, check=True).stdout) is False


def test_texts_are_scanned_once_hundreds_have_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.prefilter._prefilter", [])
    monkeypatch.setattr("index.prefilter._met", [0])
    assert scanner(100) is str
    assert scanner(299) is str
    assert scanner(1) is scanned
    monkeypatch.setattr("index.prefilter._met", [0])
    assert scanner(512) is scanned, "many at once"


def test_the_tags_of_the_corpus_are_the_same_scanned_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document for path in sorted(CORPUS.glob("*.txt")) for document in parse_file(path)]
    assert sum(len(document.clauses) for document in documents) > 200
    lexicon = load_lexicon()
    monkeypatch.setattr("index.tagger.scanner", lambda _: str)
    plain = tag(documents, lexicon)
    monkeypatch.setattr("index.tagger.scanner", lambda _: scanned)
    assert tag(documents, lexicon) == plain


def test_no_scanned_text_is_left_in_a_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.tagger.scanner", lambda _: scanned)
    reference = DocumentRef("d", "值班制度", "d.txt", "")
    texts = ["值班员", "罚款50元", "8:00", "由店长审批", "2012年6月", "客服是指前台"]
    clauses = tuple(Clause(f"d#{at}", reference, None, (), text) for at, text in enumerate(texts))

    def kinds(value: object) -> set[type]:
        parts = value if isinstance(value, (tuple, list)) else value.values() if isinstance(value, dict) else ()
        return {type(value)}.union(*map(kinds, parts))

    for clause in tag([Document("d", "值班制度", "d.txt", "", clauses)], load_lexicon())[0].clauses:
        assert Scanned not in kinds(clause.to_dict())
        assert type(clause.text) is str
