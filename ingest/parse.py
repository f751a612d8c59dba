"""The way through the room: read, clear, settle line ends, split, number, segment."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from . import recognition
from .clutter import clear
from .document import Document, DocumentRef, Notice, Place, SetAside
from .errors import HostileFile, UnreadableFile
from .ledger import lost_notice
from .line import MOST_LINES, Reading
from .pages import without_heads
from .readers import reader_for
from .repair import settle_ends
from .segmenter import segment
from .splitter import split

__all__ = ["PARSER_VERSION", "document_id", "parse_bytes", "parse_file", "read_source"]

PARSER_VERSION = "4+ocr" if recognition.available() else "4"
"""Raised whenever the same bytes may give other clauses, so that kept parses are not used again."""

_LIMIT = 200 * 1024 * 1024  # bytes; no policy is larger, and a text of that size fits in memory


def parse_file(path: str | Path, *, source: str | None = None) -> list[Document]:
    """Read one file into its documents, without tags.

    ``source`` is the name to cite it by (default: the path as given).  Raises an ``IngestError`` with place and
    remedy for anything that cannot be read.
    """
    name = source or str(path)
    return parse_bytes(read_source(Path(path), name=name), name=name)


def read_source(path: Path, *, name: str) -> bytes:
    """Give a file's bytes; what the system says against it becomes an ``UnreadableFile`` or a ``HostileFile``."""
    try:
        if path.is_dir():
            raise UnreadableFile("是文件夹,不是文件", place=name, remedy="请给出文件,或用 kb build 读取整个文件夹")
        size = path.stat().st_size
        if size > _LIMIT:
            raise HostileFile(f"文件过大({size / 2**20:.0f} MB)", place=name, remedy="请拆分后再试")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile("文件不存在", place=name, remedy="请检查路径") from None
    except PermissionError:
        raise UnreadableFile("没有读取权限", place=name, remedy="请检查文件权限") from None
    except OSError as error:
        raise UnreadableFile(
            f"无法读取({error.strerror or error})", place=name, remedy="请检查磁盘或网络后重试"
        ) from None


def parse_bytes(data: bytes, *, name: str) -> list[Document]:
    """Read the bytes of one file; ``name`` gives the format by its ending, and the source of the documents."""
    read = reader_for(name)
    if not data:
        raise UnreadableFile("文件是空的", place=name, remedy="请换上有内容的文件,或从文件夹中移走")
    try:
        reading = read(data, name=name)
    except (RecursionError, MemoryError):
        raise HostileFile("内容嵌套过深或过大", place=name, remedy="请另存为新文件后再试") from None
    return documents_of(reading, name=name, version=hashlib.sha256(data).hexdigest())


def documents_of(reading: Reading, *, name: str, version: str) -> list[Document]:
    """Turn what a reader gave into documents.  Raises ``HostileFile`` past the limits on lines and numbers."""
    if sum(1 for line in reading.lines if line.text) > MOST_LINES:
        raise HostileFile(f"超过 {MOST_LINES:,} 行", place=name, remedy="请拆分成多个文件后再试")
    lines, aside = clear(reading.lines)
    settled, firm = settle_ends(lines)
    loose = any(line.end == "unknown" for line in reading.lines)  # other readers know their pages
    stem = unicodedata.normalize("NFC", Path(name).stem)
    documents: list[Document] = []
    taken: Counter[str] = Counter()
    for index, piece in enumerate(split(settled, firm=firm)):
        titles = piece.titles or (reading.title or stem,)
        identity = document_id(titles[0])
        taken[identity] += 1
        if taken[identity] > 1:
            identity = f"{identity}~{taken[identity]}"
        ref = DocumentRef(identity, titles[0], name, version)
        again: list[SetAside] = []
        body = without_heads(piece.lines, again) if loose else piece.lines
        segmented = segment(body, ref, firm=firm)
        head = piece.title_lines or piece.lines
        documents.append(
            Document(
                id=ref.id,
                title=ref.title,
                source=name,
                version=version,
                clauses=segmented.clauses,
                titles=titles,
                front=segmented.front,
                warnings=segmented.notices + (reading.notices if index == 0 else ()),
                set_aside=(*piece.set_aside, *again),
                places=(head[0].place,) if head else (Place(),),
                marks=segmented.marks,
                title_from="text" if piece.titles else "properties" if reading.title else "name",
            )
        )
    documents = _with_furniture(documents, (*aside, *reading.set_aside))
    unbalanced = lost_notice(reading, documents)
    if unbalanced is not None:
        documents[0] = replace(documents[0], warnings=(unbalanced, *documents[0].warnings))
    return [_with_warnings(document) for document in documents]


def document_id(title: str) -> str:
    """Give the id of a title: its words, without what would break a path or a clause id."""
    folded = unicodedata.normalize("NFKC", title)
    folded = re.sub(r"^(?:推荐)?第\s*\d+\s*篇\s*:\s*", "", folded)
    return re.sub(r"[\s/#\\?*|<>\"~]+", "", folded) or "document"


def _with_furniture(documents: Sequence[Document], aside: Sequence[SetAside]) -> list[Document]:
    """List what the page added with the document that it stands in, by its place."""
    starts = [_position(document.places[0]) for document in documents]
    shares: list[list[SetAside]] = [list(document.set_aside) for document in documents]
    for piece in aside:
        at = bisect_right(starts, _position(piece.place)) - 1
        shares[max(0, at)].append(piece)
    return [
        replace(document, set_aside=tuple(sorted(share, key=lambda piece: _position(piece.place))))
        for document, share in zip(documents, shares, strict=True)
    ]


def _position(place: Place) -> tuple[int, int, int]:
    return (place.page or 0, place.line or 0, place.paragraph or 0)


def _with_warnings(document: Document) -> Document:
    if document.clauses:
        return document
    notice = Notice("no-clauses", "没有读到任何条款", document.places)
    return replace(document, warnings=(*document.warnings, notice))
