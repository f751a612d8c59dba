"""Clauses as records, one JSON object a line: what ``kb export`` writes, and what other tools may hand in.

Only ``document.title`` and ``text`` are required; an ``id`` that is given is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from .document import Clause, Document, DocumentRef, Place
from .errors import UnreadableFile
from .parse import document_id
from .readers.text import decode

__all__ = ["parse_records"]

_REMEDY = '每行一个 JSON 对象,至少含 {"document": {"title": …}, "text": …}'


def parse_records(data: bytes, *, name: str) -> list[Document]:
    """Read records into documents, in the order in which their titles first appear.

    Raises ``UnreadableFile`` that names the first line that does not fit.
    """
    version = hashlib.sha256(data).hexdigest()
    clauses: dict[str, list[Clause]] = {}
    refs: dict[str, DocumentRef] = {}
    taken: Counter[str] = Counter()
    for number, line in enumerate(decode(data, name=name).splitlines(), 1):
        if not line.strip():
            continue
        record = _record(line, name, number)
        head = record["document"]
        title = str(head["title"])
        identity = str(head.get("id") or document_id(title))
        ref = refs.setdefault(identity, DocumentRef(identity, title, str(head.get("source") or name), version))
        mine = clauses.setdefault(identity, [])
        label = record.get("number")
        path = tuple(str(part) for part in record.get("path") or ()) or (
            (str(label),) if label else (f"¶{len(mine) + 1}",)
        )
        own = str(record.get("id") or f"{identity}#{'/'.join(path)}")
        taken[own] += 1
        if taken[own] > 1:
            own = f"{own}~{taken[own]}"
        places = tuple(Place.from_dict(place) for place in record.get("places") or ()) or (Place(line=number),)
        mine.append(
            Clause(
                id=own,
                document=ref,
                number=str(label) if label else None,
                path=path,
                text=str(record["text"]),
                headings=tuple(str(part) for part in record.get("headings") or ()),
                places=places,
                number_source=record.get("number_source") or "typed",
                printed=record.get("printed"),
                parent=record.get("parent"),
            )
        )
    if not clauses:
        raise UnreadableFile("没有记录", place=name, remedy=_REMEDY)
    return [
        Document(ref.id, ref.title, ref.source, version, tuple(clauses[identity]), (ref.title,))
        for identity, ref in refs.items()
    ]


def _record(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise UnreadableFile(f"第{number}行不是有效的 JSON({error})", place=name, remedy=_REMEDY) from None
    if not isinstance(record, dict):
        raise UnreadableFile(f"第{number}行不是 JSON 对象", place=name, remedy=_REMEDY)
    head = record.get("document")
    if not isinstance(head, dict) or not head.get("title") or not isinstance(record.get("text"), str):
        raise UnreadableFile(f"第{number}行缺少 document.title 或 text", place=name, remedy=_REMEDY)
    return record
