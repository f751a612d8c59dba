"""Clauses as records, one JSON object a line: what ``kb export`` writes, and what other tools may hand in.

Only ``document.title`` and ``text`` are required; an ``id`` that is given is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_args

from .document import Clause, Document, DocumentRef, NumberSource, Place
from .errors import UnreadableFile
from .parse import document_id
from .readers.text import decode

__all__ = ["parse_records"]

_LONE = re.compile("[\ud800-\udfff]")  # escapes can name what no encoding can write
_REMEDY = '每行一个 JSON 对象,至少含 {"document": {"title": …}, "text": …}'


def parse_records(data: bytes, *, name: str) -> list[Document]:
    """Read records into documents, in the order in which their titles first appear.

    Raises ``UnreadableFile`` that names the first line that does not fit.
    """
    version = hashlib.sha256(data).hexdigest()
    clauses: dict[str, list[Clause]] = {}
    refs: dict[str, DocumentRef] = {}
    taken: set[str] = set()
    named = lru_cache(maxsize=64)(document_id)  # clauses of one document follow each other
    # Not splitlines: JSON may hold U+2028 and U+0085 as they are, and those end no line of it.
    for number, line in enumerate(decode(data, name=name).split("\n"), 1):
        if not line.strip():
            continue
        record = _record(line, name, number)
        head = record["document"]
        title = str(head["title"])
        identity = str(head.get("id") or named(title))
        ref = refs.setdefault(identity, DocumentRef(identity, title, str(head.get("source") or name), version))
        mine = clauses.setdefault(identity, [])
        label = record.get("number")
        path = tuple(str(part) for part in record.get("path") or ()) or (
            (str(label),) if label else (f"¶{len(mine) + 1}",)
        )
        own = str(record.get("id") or f"{identity}#{'/'.join(path)}")
        own = _distinct(own, taken)
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
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"第{number}行不是有效的 JSON({error})", place=name, remedy=_REMEDY) from None
    if ("\\ud" in line or "\\uD" in line) and _LONE.search(json.dumps(record, ensure_ascii=False)):
        raise UnreadableFile(f"第{number}行含有不成对的代理字符(\\ud…)", place=name, remedy="请改用 UTF-8 写出原字符")
    if not isinstance(record, dict):
        raise UnreadableFile(f"第{number}行不是 JSON 对象", place=name, remedy=_REMEDY)
    head = record.get("document")
    if not isinstance(head, dict) or not head.get("title") or not isinstance(record.get("text"), str):
        raise UnreadableFile(f"第{number}行缺少 document.title 或 text", place=name, remedy=_REMEDY)
    for field, fits in _FORMS.items():
        if record.get(field) is not None and not fits(record[field]):
            raise UnreadableFile(f"第{number}行的 {field} 形式不对", place=name, remedy="形式见 kb export 写出的记录")
    return record


def _distinct(identity: str, taken: set[str]) -> str:
    """Give ``identity``, or with ``~2`` … where it is taken; take it."""
    own, count = identity, 1
    while own in taken:
        count += 1
        own = f"{identity}~{count}"
    taken.add(own)
    return own


_LABEL = (str, int)


def _is_label(value: object) -> bool:
    return isinstance(value, _LABEL)


def _is_place(value: object) -> bool:
    return isinstance(value, dict) and all(
        value.get(name) is None or isinstance(value[name], int) for name in ("page", "line", "paragraph")
    )


_FORMS: dict[str, Callable[[Any], bool]] = {
    "id": _is_label,
    "number": _is_label,
    "path": lambda value: isinstance(value, list) and all(map(_is_label, value)),
    "headings": lambda value: isinstance(value, list) and all(map(_is_label, value)),
    "places": lambda value: isinstance(value, list) and all(map(_is_place, value)),
    "number_source": lambda value: value in get_args(NumberSource),
    "printed": lambda value: isinstance(value, str),
    "parent": lambda value: isinstance(value, str),
}
"""What the fields that may be left out must look like where they are given."""
