"""Literals of expressions: a text with a match holds one of them, and they tell as much as they can."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.literals import branches_of, literals_of

CASES = [
    ("a word is its own literal", "罚款", {"罚款"}),
    ("branches hold one each, also where re takes out what they share", "处罚|处分|警告", {"处罚", "处分", "警告"}),
    ("a word in another says it for both", "扣款|扣", {"扣"}),
    ("what may be left out says nothing", "(?:应当)?扣款(?:一次)*", {"扣款"}),
    ("small classes are all their characters", "[上下]班", {"上班", "下班"}),
    ("a range in a class is too", "第[a-c]条", {"第a条", "第b条", "第c条"}),
    ("a class of all others is none", "[^,]罚[^,]", {"罚"}),
    ("a repeated character is itself twice", "记大?过{1,2}", {"记大过", "记过"}),
    ("of several words in a row the longer and rarer ones count", "由[^,]{2,16}(?:负责|承担),", {"负责,", "承担,"}),
    ("what stands everywhere counts last", "[呢哦]~*[,。]", {"呢", "哦"}),
    ("what must follow is in the text too", "由.{2,6}(?=审批|签字)", {"审批", "签字"}),
    ("what must not follow is not", "由(?!公司|本店)", {"由"}),
    ("nothing at the end of the text is a literal", "赔(?=[,。]|$)", {"赔"}),
    ("a group that must occur", "(?P<year>(?:一二|三四)年)+", {"一二年", "三四年"}),
    ("an atomic group and a greedy one", "(?>事假)病假?+扣", {"事假病假扣", "事假病扣"}),
    ("only classes of spaces", r"\s+", None),
    ("a branch without any", "罚款|.", None),
    ("a match of nothing", "(?:罚款)?", None),
    ("either case of a letter", "(?i:ok)", None),
]


@pytest.mark.parametrize(("what", "pattern", "expected"), CASES, ids=[case[0] for case in CASES])
def test_literals(what: str, pattern: str, expected: set[str] | None) -> None:
    assert literals_of(pattern) == expected


def test_with_either_case_nothing_is_literal() -> None:
    assert literals_of("ok", re.IGNORECASE) is None
    assert literals_of("(?i)ok") is None
    with pytest.raises(re.error):
        literals_of("(")


BRANCHES = [
    ("罚款|扣款", ["罚款", "扣款"]),
    ("罚(?:款|金)|扣[|]款|[]|]扣|[^]|]记|\\|过|", ["罚(?:款|金)", "扣[|]款", "[]|]扣", "[^]|]记", "\\|过", ""]),
    ("(一|二)", ["(一|二)"]),
    (r"[\]|]\[|一", [r"[\]|]\[", "一"]),
]


@pytest.mark.parametrize(("pattern", "expected"), BRANCHES)
def test_branches(pattern: str, expected: list[str]) -> None:
    assert branches_of(pattern) == expected


ATOMS = st.sampled_from(
    ["a", "b", "ab", "ba", "[ab]", "[^a]", ".", "^", "$", "\\b", "(?=a)", "(?<=b)", "(?!b)", "(?<!a)"]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=4).map("|".join).map("(?:{})".format),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "??", "+?", "{0,3}"])).map(
            lambda both: f"(?:{both[0]}){both[1]}"
        ),
        inner.map("(?=c{})".format),
        inner.map("(?>{})".format),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=400)
@given(pattern=PATTERNS, text=st.text(alphabet="abc", max_size=10))
@example(pattern="a(?:b|)c", text="ac")
def test_a_text_with_a_match_holds_a_literal(pattern: str, text: str) -> None:
    literals = literals_of(pattern)
    if literals is not None:
        assert "" not in literals
        assert not re.search(pattern, text) or any(literal in text for literal in literals)
    branches = [re.compile(branch) for branch in branches_of(pattern)]
    starts = [match.start() for branch in branches if (match := branch.search(text))]
    whole = re.search(pattern, text)
    assert (whole.start() if whole else None) == min(starts, default=None)
