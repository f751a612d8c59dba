"""Documents to put into a store, and a way to damage what lies there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.clause_file import Written
from index.clause_writer import ClauseWriter, sizes_of
from index.prepared import lined
from ingest.document import Clause, Document, DocumentRef, Fact, Notice, Place, Relation, SetAside

__all__ = ["TWO", "document", "turned", "write_clauses"]


def document(name: str, *texts: str) -> Document:
    """Make a document with a clause for each text, every field of it in use."""
    ref = DocumentRef(name, f"{name}制度", f"{name}.txt", "f" * 64)
    clauses = tuple(
        Clause(
            id=f"{name}#第{number}条",
            document=ref,
            number=f"第{number}条",
            path=("第一章", f"第{number}条"),
            text=text,
            headings=("总则",),
            places=(Place(line=number), Place(page=2), Place(paragraph=3)),
            number_source="inferred",
            printed="第一条",
            parent=f"{name}#第一章",
            roles=("客服",) if number % 2 else ("仓库",),
            relations=(Relation("客服", "executes", ("小王",), "heading", "客服须"),),
            topics=("考勤",),
            modality="penalty",
            facts=(Fact("money", "30元", 30, "yuan", 2, 5, "<="),),
        )
        for number, text in enumerate(texts, 1)
    )
    return Document(
        id=name,
        title=ref.title,
        source=ref.source,
        version=ref.version,
        clauses=clauses,
        titles=(ref.title, "旧名"),
        front=("2020年发布",),
        warnings=(Notice("gap", "第1条之后缺第2条", (Place(line=3),)),),
        set_aside=(SetAside("第 1 页", "page-number", Place(line=9)),),
        places=(Place(line=1),),
    )


TWO = (
    document("考勤", "迟到一次罚款30元。", "旷工按3.3.4处理。", "店长批准请假。"),
    document("发货", "仓库在24小时内发货。", "A岗负责打单。"),
)


def turned(path: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(content)


def write_clauses(folder: Path, documents: Sequence[Document]) -> Written:
    """Write documents with their clauses alone; give each file's size and hash."""
    writer = ClauseWriter(folder)
    for one in documents:
        writer.add(lined(one))
    writer.finish()
    return sizes_of(folder)
