"""Nothing lost: every character of the body is in a line or set aside, and none is in both twice."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.docx import read
from tests.fixtures.docx.builder import abstract, cell, docx, level, num, p, run, table

NUMBERING = (
    abstract(0, level(0, "chineseCountingThousand", "第%1条"), level(1, "decimal", "%2.")) + num(1, 0) + num(2, 0)
)
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>'
    "</mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)
# Every word is unique, so that a word that is lost, doubled or swapped shows.
_counter = iter(range(10**9))


def _unique() -> str:
    return "".join(chr(0x4E00 + int(figure)) for figure in f"{next(_counter):06d}") + "。"


words = st.builds(_unique)
runs = words.map(run)
inlines = st.recursive(
    st.one_of(
        runs,
        words.map(lambda text: run(text, "<w:vanish/>")),
        words.map(lambda text: f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'),
        words.map(lambda text: f'<w:fldSimple w:instr="REF x">{run(text)}</w:fldSimple>'),
        words.map(
            lambda text: (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF</w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(text)}'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        ),
        st.sampled_from(
            [
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                "<w:r><w:instrText>TOC</w:instrText></w:r>",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["ins", "moveFrom", "moveTo", "hyperlink", "smartTag", "customXml", "fnord"]), inner
        ).map(lambda pair: f"<w:{pair[0]}>{pair[1]}</w:{pair[0]}>"),
        inner.map(lambda text: f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>"),
        st.lists(inner, max_size=3).map("".join),
        inner.map(lambda text: BOX.format(f"<w:p>{text}</w:p>")),
    ),
    max_leaves=5,
)
marks = st.sampled_from(["", "", "", '<w:rPr><w:del w:id="1"/></w:rPr>', "<w:rPr><w:vanish/></w:rPr>", "<w:sectPr/>"])
paragraphs = st.builds(
    lambda inner, at, more: p("", at, more=more, inner=inner),
    inlines,
    st.sampled_from([None, None, (1, 0), (1, 1), (2, 0), (9, 0)]),
    marks,
)
MERGES = ["", "", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>', "<w:hMerge/>"]
blocks = st.recursive(
    st.lists(paragraphs, max_size=3).map("".join),
    lambda inner: st.one_of(
        st.lists(
            st.lists(st.builds(cell, inner, st.sampled_from(MERGES)), min_size=1, max_size=3), min_size=1, max_size=3
        ).map(lambda rows: table(*rows)),
        inner.map(lambda text: f"<w:sdt><w:sdtContent>{text}</w:sdtContent></w:sdt>"),
        st.tuples(st.sampled_from(["ins", "moveFrom", "customXml", "fnord"]), inner).map(
            lambda pair: f"<w:{pair[0]}>{pair[1]}</w:{pair[0]}>"
        ),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(blocks, max_size=4).map("".join))
def test_every_word_is_in_a_line_or_set_aside_exactly_once(body: str) -> None:
    reading = read(docx(body, numbering=NUMBERING), name="x.docx")
    written = Counter("".join(re.findall(r"<w:(?:t|delText)\b[^>]*>([^<]*)<", body)).split("。"))
    kept = "".join(line.text for line in reading.lines)
    put = "".join(piece.text for piece in reading.set_aside if piece.reason != "field-code")
    codes = "".join(piece.text for piece in reading.set_aside if piece.reason == "field-code")
    codes = re.sub(r"REF x|REF|TOC", "", codes)
    found = Counter(re.sub(r"[\t\n ]", "", kept + put + codes).split("。"))
    assert found == written


@settings(max_examples=100, deadline=None)
@given(st.lists(blocks, max_size=4).map("".join))
def test_places_rise_and_stay_within_the_paragraphs(body: str) -> None:
    reading = read(docx(body, numbering=NUMBERING), name="x.docx")
    places = [line.place.paragraph or 0 for line in reading.lines]
    assert places == sorted(places)
    assert all(1 <= place <= max(1, len(re.findall(r"<w:p[ />]", body))) for place in places)
