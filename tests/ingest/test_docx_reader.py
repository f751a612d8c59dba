"""Paragraphs of a Word file: what is text, what is set aside, what a reader of the document is told."""

from __future__ import annotations

import pytest

from ingest.line import Reading
from ingest.readers.docx import read
from tests.fixtures.docx.builder import abstract, docx, level, num, p, run, style

DELETED = '<w:del w:id="1" w:author="a"><w:r><w:delText>{}</w:delText></w:r></w:del>'
INSERTED = '<w:ins w:id="2" w:author="a"><w:r><w:t>{}</w:t></w:r></w:ins>'


def opened(body: str, **parts: object) -> Reading:
    return read(docx(body, **parts), name="x.docx")  # type: ignore[arg-type]


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def asides(reading: Reading) -> list[tuple[str, str]]:
    return [(piece.reason, piece.text) for piece in reading.set_aside]


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction: str, result: str) -> str:
    return (
        mark("begin")
        + f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        + mark("separate")
        + result
        + mark("end")
    )


def box(content: str) -> str:
    """A text box as Word writes it: once for new readers, once for old ones."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


TEXTS = [
    ("runs are joined as they stand", p(inner=run("罚款") + run("50") + run("元")), ["罚款50元"]),
    (
        "tabs and breaks are kept",
        p(inner="<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"),
        ["甲\t乙\n丙"],
    ),
    ("a page break leaves no empty line", p(inner='<w:r><w:br w:type="page"/><w:t>甲</w:t></w:r>'), ["甲"]),
    ("a no-break hyphen is a hyphen", p(inner="<w:r><w:t>010</w:t><w:noBreakHyphen/><w:t>88</w:t></w:r>"), ["010-88"]),
    ("a soft hyphen is not seen", p(inner="<w:r><w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t></w:r>"), ["甲乙"]),
    ("marks without width are dropped", p("第\u200b一\ufeff条"), ["第一条"]),
    ("white space around an unpreserved text is Word's to drop", p(inner="<w:r><w:t>\n  甲 </w:t></w:r>"), ["甲"]),
    ("white space that is preserved stays", p(inner=run("　　甲 ") + run("乙")), ["　　甲 乙"]),
    ("hyperlinks are text", p(inner=f"<w:hyperlink>{run('见附件')}</w:hyperlink>"), ["见附件"]),
    ("smart tags are text", p(inner=f"<w:smartTag><w:smartTag>{run('2024年')}</w:smartTag></w:smartTag>"), ["2024年"]),
    (
        "content controls in a line are text",
        p(inner=f"<w:sdt><w:sdtPr/><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"),
        ["甲"],
    ),
    (
        "content controls around paragraphs are text",
        f"<w:sdt><w:sdtContent>{p('甲')}{p('乙')}</w:sdtContent></w:sdt>",
        ["甲", "乙"],
    ),
    ("custom XML around paragraphs is text", f"<w:customXml>{p('甲')}</w:customXml>", ["甲"]),
    ("a field's result is text", p(inner=run("见") + field("REF _1", run("第三条"))), ["见第三条"]),
    ("a simple field's result is text", p(inner=f'<w:fldSimple w:instr=" DATE ">{run("5月")}</w:fldSimple>'), ["5月"]),
    (
        "a field inside a field's instruction is not text",
        p(inner=run("甲") + mark("begin") + field("PAGE", run("9")) + mark("separate") + run("乙") + mark("end")),
        ["甲乙"],
    ),
    (
        "a ticked form box",
        p(
            inner='<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>'
            "</w:fldChar></w:r>" + mark("end") + run("是")
        ),
        ["☑是"],
    ),
    (
        "symbols by their font",
        p(
            inner='<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t>'
            '<w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t></w:r>'
        ),
        ["☑是□否"],
    ),
    (
        "letters of a symbol font in plain text",
        p(inner=run("\uf0fc合格", '<w:rFonts w:ascii="Wingdings"/>')),
        ["✓合格"],
    ),
    (
        "pinyin stands above its characters",
        p(inner=f"<w:r><w:ruby><w:rt>{run('hǎi')}</w:rt><w:rubyBase>{run('海')}</w:rubyBase></w:ruby></w:r>"),
        ["海"],
    ),
    (
        "a formula keeps its structure",
        p(
            inner="<m:oMath><m:r><m:t>工资=</m:t></m:r><m:f><m:num><m:r><m:t>月薪+奖金</m:t></m:r></m:num><m:den><m:r><m:t>21.75</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        ["工资=(月薪+奖金)/(21.75)"],
    ),
    ("a text box is read once, after its paragraph", p("甲", inner=box(p("框内"))) + p("乙"), ["甲", "框内", "乙"]),
    (
        "an old text box is read too",
        p(
            "甲",
            inner=f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('框内')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        ),
        ["甲", "框内"],
    ),
    ("a text box inside a text box is read once", p("甲", inner=box(p("外", inner=box(p("内"))))), ["甲", "外", "内"]),
    (
        "the words of old WordArt are text",
        p(inner='<w:r><w:pict><v:shape><v:textpath string="员工手册"/></v:shape></w:pict></w:r>'),
        ["", "员工手册"],
    ),
    (
        "alternate content with an empty first choice falls back",
        p(
            inner=f'<mc:AlternateContent><mc:Choice Requires="w14"/><mc:Fallback>{run("甲")}</mc:Fallback>'
            "</mc:AlternateContent>"
        ),
        ["甲"],
    ),
    (
        "alternate content inside a run",
        p(
            inner='<w:r><mc:AlternateContent><mc:Choice Requires="w14"><w:t>新</w:t></mc:Choice>'
            "<mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        ["新"],
    ),
    (
        "an insertion is text, a deletion is not",
        p("罚款", inner=DELETED.format("50") + INSERTED.format("100") + run("元")),
        ["罚款100元"],
    ),
    (
        "a moved paragraph stands where it went",
        p(inner=f'<w:moveFrom w:id="1">{run("甲")}</w:moveFrom>', more='<w:rPr><w:moveFrom w:id="3"/></w:rPr>')
        + p("乙")
        + p(inner=f'<w:moveTo w:id="2">{run("甲")}</w:moveTo>'),
        ["乙", "甲"],
    ),
    (
        "a deleted paragraph mark joins what follows",
        p("迟到", more='<w:rPr><w:del w:id="1"/></w:rPr>') + p("罚款"),
        ["迟到罚款"],
    ),
    (
        "a paragraph deleted as a whole is gone",
        p(inner=DELETED.format("甲"), more='<w:rPr><w:del w:id="1"/></w:rPr>') + p("乙"),
        ["乙"],
    ),
    ("deleted words whose mark stays leave an empty paragraph", p(inner=DELETED.format("甲")) + p("乙"), ["", "乙"]),
    ("an empty paragraph is a line", p("甲") + p() + p("乙"), ["甲", "", "乙"]),
    ("a picture has no words", p("甲", inner="<w:r><w:drawing><a:graphic/></w:drawing></w:r>"), ["甲"]),
]


@pytest.mark.parametrize(("sentence", "body", "expected"), TEXTS, ids=[row[0] for row in TEXTS])
def test_text(sentence: str, body: str, expected: list[str]) -> None:
    assert texts(opened(body)) == expected


SET_ASIDE = [
    ("deleted words", p("甲", inner=DELETED.format("乙")), [("deleted", "乙")]),
    (
        "moved words, where they came from",
        p("甲", inner=f'<w:moveFrom w:id="1">{run("乙")}</w:moveFrom>'),
        [("deleted", "乙")],
    ),
    ("hidden words", p("甲", inner=run("乙", "<w:vanish/>")), [("hidden", "乙")]),
    ("words that a switched-off property does not hide", p("甲", inner=run("乙", '<w:vanish w:val="0"/>')), []),
    ("a field's instruction", p(inner=field("REF _1", run("甲"))), [("field-code", "REF _1")]),
    (
        "pinyin",
        p(inner=f"<w:r><w:ruby><w:rt>{run('hǎi')}</w:rt><w:rubyBase>{run('海')}</w:rubyBase></w:ruby></w:r>"),
        [("pronunciation", "hǎi")],
    ),
    (
        "the entries of a TOC field over several paragraphs",
        p(inner=mark("begin") + "<w:r><w:instrText>TOC \\o</w:instrText></w:r>" + mark("separate") + run("第一章\t1"))
        + p("第二章\t3")
        + p(inner=mark("end"))
        + p("正文"),
        [("contents", "第一章\t1"), ("contents", "第二章\t3")],
    ),
    (
        "a contents control",
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('目录')}{p('第一章 1')}</w:sdtContent></w:sdt>" + p("正文"),
        [("contents", "目录"), ("contents", "第一章 1")],
    ),
]


@pytest.mark.parametrize(("sentence", "body", "expected"), SET_ASIDE, ids=[row[0] for row in SET_ASIDE])
def test_set_aside(sentence: str, body: str, expected: list[tuple[str, str]]) -> None:
    reading = opened(body)
    assert asides(reading) == expected
    assert not {text for _, text in expected} & set(texts(reading))


def test_paragraphs_in_contents_styles_are_contents() -> None:
    reading = opened(p("第一章 1", style="TOC1") + p("正文"), styles=style("TOC1", "toc 1"))
    assert (texts(reading), asides(reading)) == (["正文"], [("contents", "第一章 1")])


def test_text_hidden_by_a_style_is_set_aside() -> None:
    styles = style("Secret", "Secret", more="<w:rPr><w:vanish/></w:rPr>") + (
        '<w:style w:type="character" w:styleId="Dim"><w:name w:val="Dim"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    reading = opened(p("甲", style="Secret") + p("乙", inner=run("丙", '<w:rStyle w:val="Dim"/>')), styles=styles)
    assert (texts(reading), asides(reading)) == (["乙"], [("hidden", "甲"), ("hidden", "丙")])


@pytest.mark.parametrize(
    "unclosed",
    [
        pytest.param(mark("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + mark("separate"), id="contents"),
        pytest.param(mark("begin"), id="instruction"),
        pytest.param(mark("begin") + mark("begin"), id="two"),
    ],
)
def test_a_field_that_is_never_closed_swallows_nothing_after_its_paragraph(unclosed: str) -> None:
    assert texts(opened(p(inner=unclosed) + p("第一条") + p("第二条")))[-2:] == ["第一条", "第二条"]


def test_a_heading_ends_a_table_of_contents_that_closes_too_late() -> None:
    body = p(inner=mark("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + mark("separate") + run("第一章 1"))
    body += p("第一章", style="H") + p("正文", inner=mark("end"))
    styles = style("H", "heading 1", '<w:outlineLvl w:val="0"/>')
    assert texts(opened(body, styles=styles)) == ["第一章", "正文"]


KINDS = [
    ("the Title style", "Title", "", "title"),
    ("a style based on Title", "MyTitle", "", "title"),
    ("a heading style by its name alone", "2", "", "heading"),
    ("a style with an outline level", "Clause", "", "heading"),
    ("an outline level in the paragraph", "", '<w:outlineLvl w:val="2"/>', "heading"),
    ("outline level 9 is body text, also on a heading style", "2", '<w:outlineLvl w:val="9"/>', "text"),
    ("an unknown style", "Nowhere", "", "text"),
]
STYLES = (
    style("Title", "Title")
    + style("MyTitle", "公文标题", based_on="Title")
    + style("2", "heading 2")
    + style("Clause", "条", '<w:outlineLvl w:val="1"/>')
    + style("Loop", "Loop", based_on="Pool")
    + style("Pool", "Pool", based_on="Loop")
)


@pytest.mark.parametrize(("sentence", "style_id", "more", "kind"), KINDS, ids=[row[0] for row in KINDS])
def test_kind(sentence: str, style_id: str, more: str, kind: str) -> None:
    assert opened(p("甲", style=style_id, more=more), styles=STYLES).lines[0].kind == kind


def test_styles_based_on_each_other_do_not_hang() -> None:
    assert texts(opened(p("甲", style="Loop"), styles=STYLES)) == ["甲"]


def test_every_line_ends_a_paragraph_and_tells_which() -> None:
    body = p("甲") + p() + f"<w:tbl><w:tr><w:tc>{p('乙')}</w:tc><w:tc>{p('丙')}</w:tc></w:tr></w:tbl>" + p("丁")
    lines = opened(body).lines
    assert [(line.text, line.place.paragraph) for line in lines] == [("甲", 1), ("", 2), ("乙\t丙", 3), ("丁", 5)]
    assert {line.end for line in lines} == {"paragraph"}
    assert all(line.place.page is None and line.place.line is None for line in lines)


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{p("注一")}{p("注一续")}</w:footnote><w:footnote w:id="2">{p("无人引用")}</w:footnote>'
        f'<w:footnote w:id="3">{p("随文删去")}</w:footnote>'
    )
    body = p("甲", inner='<w:r><w:footnoteReference w:id="1"/></w:r>') + p(
        "乙",
        inner='<w:del w:id="9"><w:r><w:footnoteReference w:id="3"/></w:r></w:del>'
        '<w:r><w:endnoteReference w:id="1"/></w:r>',
    )
    reading = opened(body, footnotes=notes, endnotes=f'<w:endnote w:id="1">{p("尾注")}</w:endnote>')
    assert [(line.kind, line.text, line.place.paragraph) for line in reading.lines] == [
        ("text", "甲", 1),
        ("note", "注一", 1),
        ("note", "注一续", 1),
        ("text", "乙", 2),
        ("note", "尾注", 2),
    ]
    assert sorted(asides(reading)) == [("deleted", "随文删去"), ("hidden", "无人引用")]


def test_lists_in_text_boxes_and_notes_leave_the_body_s_count_alone() -> None:
    numbering = abstract(0, level(0, "chineseCountingThousand", "第%1条")) + num(1, 0)
    body = p("甲", 1, inner=box(p("框一", 1) + p("框二", 1)) + '<w:r><w:footnoteReference w:id="1"/></w:r>') + p(
        "乙", 1
    )
    reading = opened(body, numbering=numbering, footnotes=f'<w:footnote w:id="1">{p("注", 1)}</w:footnote>')
    assert [(line.label, line.text) for line in reading.lines] == [
        ("第一条", "甲"),
        ("第一条", "框一"),
        ("第二条", "框二"),
        ("第一条", "注"),
        ("第二条", "乙"),
    ]


def test_headers_footers_and_comments_are_set_aside() -> None:
    reading = opened(
        p("甲", inner='<w:r><w:commentReference w:id="1"/></w:r>'),
        header=p("公司制度"),
        footer=p(inner=run("第") + field("PAGE", run("1")) + run("页")),
        comments=f'<w:comment w:id="1" w:author="a">{p("请核实")}</w:comment>',
    )
    assert texts(reading) == ["甲"]
    assert asides(reading) == [("comment", "请核实"), ("running-head", "公司制度"), ("running-foot", "第1页")]


def test_smart_art_is_text() -> None:
    drawing = '<w:r><w:drawing><dgm:relIds r:dm="rIdD"/></w:drawing></w:r>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    points = "".join(f"<dgm:pt><a:t>{words}</a:t></dgm:pt>" for words in ("总经理", "客服主管"))
    data = docx(
        p("组织架构", inner=drawing),
        relations=f'<Relationship Id="rIdD" Type="{relation}" Target="diagrams/data1.xml"/>',
        extra={
            "word/diagrams/data1.xml": (
                '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
                f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{points}</dgm:dataModel>'
            )
        },
    )
    assert texts(read(data, name="x.docx")) == ["组织架构", "总经理", "客服主管"]


NOTICES = [
    ("tracked changes", p("甲", inner=DELETED.format("乙")), "tracked-changes", 1),
    ("a tracked paragraph mark", p("甲") + p("乙", more='<w:rPr><w:ins w:id="1"/></w:rPr>'), "tracked-changes", 2),
    ("numbers that only Word computes", p("甲", inner=field("LISTNUM", "")), "field-number", 1),
    (
        "a symbol that no table knows",
        p("甲", inner='<w:r><w:sym w:font="Fnord" w:char="F0FE"/></w:r>'),
        "unknown-symbol",
        1,
    ),
    ("an embedded file", p("甲") + '<w:altChunk r:id="rId9"/>', "unread-part", 1),
    (
        "SmartArt whose data is missing",
        p("甲", inner='<w:r><w:drawing><dgm:relIds r:dm="rId8"/></w:drawing></w:r>'),
        "unread-part",
        1,
    ),
]


@pytest.mark.parametrize(("sentence", "body", "code", "paragraph"), NOTICES, ids=[row[0] for row in NOTICES])
def test_notice(sentence: str, body: str, code: str, paragraph: int) -> None:
    (notice,) = opened(body).notices
    assert (notice.code, notice.places[0].paragraph) == (code, paragraph)
    assert notice.message


def test_a_file_without_words_is_named_a_scan() -> None:
    assert [notice.code for notice in opened(p(inner="<w:r><w:drawing/></w:r>")).notices] == ["no-text"]


def test_formatting_changes_are_no_tracked_change_of_the_words() -> None:
    assert opened(p("甲", more='<w:pPrChange w:id="1"><w:pPr><w:numPr/></w:pPr></w:pPrChange>')).notices == ()


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)


@pytest.mark.parametrize(
    ("sentence", "property_", "title"),
    [
        ("a title that the document begins with is trusted", "考勤管理制度", "考勤管理制度"),
        ("one that it does not is left over from a template", "2009年工作总结", ""),
        ("none is none", "", ""),
    ],
)
def test_title(sentence: str, property_: str, title: str) -> None:
    data = docx(p("考勤 管理制度") + p("第一条"), extra={"docProps/core.xml": CORE.format(property_)})
    assert read(data, name="x.docx").title == title


def test_strict_namespaces_are_read_alike() -> None:
    numbering = abstract(0, level(0, "chineseCounting", "%1、")) + num(1, 0)
    body = p("甲", 1) + p("乙", inner='<w:r><w:footnoteReference w:id="1"/></w:r>')
    plain = docx(body, numbering=numbering, footnotes=f'<w:footnote w:id="1">{p("注")}</w:footnote>')
    strict = _strict(plain)
    assert strict != plain
    assert read(strict, name="x.docx") == read(plain, name="x.docx")
    assert [line.label for line in read(strict, name="x.docx").lines] == ["一、", None, None]


def _strict(data: bytes) -> bytes:
    import zipfile
    from io import BytesIO

    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            text = old.read(entry).decode()
            for family in ("officeDocument", "wordprocessingml", "drawingml"):
                text = text.replace(
                    f"http://schemas.openxmlformats.org/{family}/2006/",
                    f"http://purl.oclc.org/ooxml/{family}/",
                )
            new.writestr(entry, text)
    return stream.getvalue()
