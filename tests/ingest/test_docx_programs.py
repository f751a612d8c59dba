"""Files as other programs save them: python-docx's template with its built-in lists, and LibreOffice's export."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from ingest.readers.docx import read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "docx"


def test_a_file_saved_by_libreoffice() -> None:
    reading = read((FIXTURES / "libreoffice-duty-room.docx").read_bytes(), name="值班室管理办法.docx")
    assert [(line.kind, line.label, line.text) for line in reading.lines] == [
        ("title", None, "值班室管理办法"),
        ("heading", "第一章", "总则"),
        ("text", "第一条", "为保证值班秩序，制定本办法。"),
        ("note", None, "夜班另有规定。"),
        ("text", "第二条", "值班员负责下列事项："),
        ("text", "（一）", "登记来访人员；"),
        ("text", "（二）", "保管钥匙："),
        ("text", "1.", "领用须签字；"),
        ("text", "2.", "归还须核对。"),
        ("heading", "第二章", "处罚"),
        ("text", "第三条", "违反本办法的，按下表处罚："),
        ("row", None, "行为\t罚款"),
        ("row", None, "脱岗\t100元"),
        ("row", None, "睡岗\t50元"),
        ("text", "第四条", "本办法自发布之日起施行。"),
    ]
    assert [(piece.reason, piece.text) for piece in reading.set_aside] == [("running-head", "值班室")]
    assert reading.notices == ()


def test_a_file_saved_by_python_docx() -> None:
    import docx

    document = docx.Document()
    document.add_heading("仓库管理规定", 0)
    document.add_heading("出入库", 1)
    document.add_paragraph("先登记", style="List Number")
    document.add_paragraph("后放行", style="List Number")
    document.add_paragraph("轻放", style="List Bullet")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "仓管员"
    for (row, column), text in {(0, 1): "盘点", (0, 2): "每月", (1, 1): "防火", (1, 2): "每日"}.items():
        table.cell(row, column).text = text
    document.sections[0].footer.paragraphs[0].text = "仓储部"
    stream = BytesIO()
    document.save(stream)

    reading = read(stream.getvalue(), name="仓库管理规定.docx")
    assert [(line.kind, line.label, line.bullet, line.text) for line in reading.lines] == [
        ("title", None, False, "仓库管理规定"),
        ("heading", None, False, "出入库"),
        ("text", "1.", False, "先登记"),
        ("text", "2.", False, "后放行"),
        ("text", "•", True, "轻放"),
        ("row", None, False, "仓管员\t盘点\t每月"),
        ("row", None, False, "\t防火\t每日"),
    ]
    assert [(piece.reason, piece.text) for piece in reading.set_aside] == [("running-foot", "仓储部")]
