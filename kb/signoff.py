"""Read and sign: who has read which clauses of a post, pinned to their hashes, and who must read again.

    kb/signoff.jsonl     one line a signature: person, role, day, and id -> hash of every clause that was signed for

The file is the only thing in the knowledge base that cannot be made again from the policies; builds leave it alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import ConfigurationError, NotFound

from .contacts import people_of
from .formats.files import write_file
from .formats.paper import Block, Heading, Note, Paper, Table
from .handbook import Handbook, handbook
from .post import post_of

if TYPE_CHECKING:
    from .base import KnowledgeBase

__all__ = ["FILE", "Signature", "Standing", "read_signatures", "sheet", "sign", "standings_of"]

FILE = "signoff.jsonl"


@dataclass(frozen=True, slots=True)
class Signature:
    """One person has read one post's clauses on one day (ISO).  ``clauses``: id -> SHA-256 (hex) as it was read."""

    person: str
    role: str
    day: str
    clauses: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"person": self.person, "role": self.role, "day": self.day, "clauses": dict(self.clauses)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands.  ``state``: current, again (clauses changed since) or unsigned.

    ``changed``, ``added`` and ``gone`` are citations (ids where the clause is no more).
    """

    person: str
    role: str
    state: str
    day: str = ""
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the seven fields."""
        return {
            "person": self.person,
            "role": self.role,
            "state": self.state,
            "day": self.day,
            "changed": list(self.changed),
            "added": list(self.added),
            "gone": list(self.gone),
        }


def read_signatures(path: Path) -> list[Signature]:
    """Read the file, oldest first; a file that is not there is empty.  Raises ``ConfigurationError`` with the line."""
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            signature = Signature(record["person"], record["role"], record["day"], dict(record["clauses"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                "签收记录写法有误", place=f"{path} 第{number}行", remedy="改正或删去这一行,再试一次"
            ) from error
        found.append(signature)
    return found


def sign(
    base: KnowledgeBase, role: str, people: Sequence[str], *, day: str | None = None, path: Path | None = None
) -> tuple[Signature, ...]:
    """Record that ``people`` have read what binds ``role`` now.  ``day``: ISO, default today.

    Raises ``NotFound`` for an unknown role, ``ConfigurationError`` for a day that is none or a file that cannot be
    written; the old record then stays.
    """
    from filelock import FileLock, Timeout

    told = day or date.today().isoformat()
    try:
        date.fromisoformat(told)
    except ValueError as error:
        raise ConfigurationError(f"“{told}”不是日期", remedy="写成 2024-05-01 这样") from error
    book = handbook(base, role)
    clauses = {entry.clause.id: entry.hash for entry in book.entries}
    fresh = tuple(Signature(person, book.role, told, clauses) for person in dict.fromkeys(people))
    place = path or base.root / FILE
    try:
        with FileLock(f"{place}.lock", timeout=10):
            kept = read_signatures(place)
            lines = [json.dumps(one.to_dict(), ensure_ascii=False, sort_keys=True) for one in (*kept, *fresh)]
            write_file(place, ("\n".join(lines) + "\n").encode())
    except Timeout as error:
        raise ConfigurationError("另一个程序正在写签收记录", place=str(place), remedy="请稍后再试") from error
    except OSError as error:
        raise ConfigurationError(
            f"签收记录写不进去({error.strerror or error})", place=str(place), remedy="请检查文件夹的写入权限"
        ) from error
    return fresh


def standings_of(base: KnowledgeBase, *, role: str | None = None, path: Path | None = None) -> list[Standing]:
    """Tell for everybody who signed, and everybody whom the policies name for the role, where they stand."""
    latest: dict[tuple[str, str], Signature] = {}
    for signature in read_signatures(path or base.root / FILE):
        latest[signature.role, signature.person] = signature
    # An unknown role is an error here, not an empty answer.
    roles = set(post_of(role, base.lexicon, base.roles()).own) if role else {signed for signed, _ in latest}
    people = people_of(base.documents(clauses=True))
    found: list[Standing] = []
    for name in sorted(roles):
        signed = [signature for (of, _), signature in latest.items() if of == name]
        now = _now(base, name) if signed else None
        found += [_standing(signature, now) for signature in signed]
        known = {signature.person for signature in signed}
        found += [Standing(person, name, "unsigned") for person in people.get(name, ()) if person not in known]
    order = {"again": 0, "unsigned": 1, "current": 2}
    return sorted(found, key=lambda one: (one.role, order[one.state], one.person))


def _now(base: KnowledgeBase, role: str) -> Handbook | None:
    try:
        return handbook(base, role)
    except NotFound:
        return None  # the role is gone, and with it all that was signed for


def _standing(signature: Signature, book: Handbook | None) -> Standing:
    entries = {entry.clause.id: entry for entry in book.entries} if book else {}
    now = {identity: entry.hash for identity, entry in entries.items()}
    before, after = set(signature.clauses.values()), set(now.values())
    changed = [i for i, digest in now.items() if i in signature.clauses and digest not in before]
    added = [i for i, digest in now.items() if i not in signature.clauses and digest not in before]
    gone = [i for i, digest in signature.clauses.items() if i not in now and digest not in after]
    cite = [tuple(entries[i].clause.citation for i in found) for found in (changed, added)]
    state = "again" if changed or added or gone else "current"
    return Standing(signature.person, signature.role, state, signature.day, cite[0], cite[1], tuple(gone))


def sheet(book: Handbook, people: Sequence[str] = ()) -> Paper:
    """Lay out a sheet to sign on paper: what is signed for with its hashes, and a line a person."""
    names = tuple(people) or tuple(
        dict.fromkeys(person for contact in book.contacts if contact.role in book.post.own for person in contact.people)
    )
    blocks: list[Block] = [
        Heading(1, "签收", "sign"),
        Note(f"本人已阅读并理解约束“{book.role}”岗位的以下 {len(book.entries):,} 条条款(手册指纹 {book.hash[:16]})。"),
        Table(
            ("姓名", "签字", "日期", "备注"),
            tuple((name, " ", " ", " ") for name in (*names, *("",) * max(3, 12 - len(names)))),
            (3, 4, 3, 3),
        ),
        Heading(1, "签收的条款和指纹", "clauses"),
        Note("条款文字改动后指纹随之改变,须重新签收;用 kb signoff status 查看谁需要重读。", "small"),
        Table(
            ("条", "出处", "指纹"),
            tuple((entry.label, entry.clause.citation, entry.hash[:32]) for entry in book.entries),
            (0.8, 6.4, 5.4),
        ),
    ]
    title = f"{book.role}制度签收单"
    return Paper(
        title=title,
        subtitle="",
        cover=(f"依据:知识库第 {book.generation} 版({book.date} 建立)", f"手册指纹:{book.hash}"),
        blocks=tuple(blocks),
        running=f"{title} · 知识库第 {book.generation} 版 · {book.date}",
        date=book.date,
    )
