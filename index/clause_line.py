"""A clause as one line of a file: a JSON array without what goes without saying.

A third less to keep, to unpack and to read than the record that other programs read (``Clause.to_dict``).  The values
stand in a fixed order, the seldom ones last, and those at the end are left out where they are as usual:

parent       id; null where there is none.  The first value, so that who looks for a parent need not read a line
id           0: the document's, and the path after it
path         as printed
number       0: the last of the path
source       of the number; 0: typed
text
topics
modality
roles        0: those of the relations, each once
relations    role, relation, why, source (0: text), people; each as far as there is something to say
facts        kind, text, value, unit, start, end, comparison; likewise
places       page, line, paragraph; likewise.  A number alone: one place, the line
headings
printed
document     where it is not the one that the line lies with

An id is given without its document's at the beginning, or whole in an array.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from ingest.clause import Clause, DocumentRef, Fact, Place, Relation

__all__ = ["BARE", "below", "clause_from", "line_of", "number_in", "read", "text_in"]


def line_of(clause: Clause, document: DocumentRef) -> bytes:
    """Give the line, with its end, of a clause that lies with ``document``."""
    path, number, source = clause.path, clause.number, clause.number_source
    roles = tuple(dict.fromkeys([relation.role for relation in clause.relations]))
    values: list[Any] = [
        _short(clause.parent, document.id),
        0 if clause.id == document.id + "".join(path) else _short(clause.id, document.id),
        path,
        0 if path and number == path[-1] else number,
        0 if source == "typed" else source,
        clause.text,
        clause.topics,
        clause.modality,
        0 if roles == clause.roles else clause.roles,
        [_trimmed([one.role, one.relation, one.why, _from(one), one.people], _RELATION) for one in clause.relations],
        [_fact(fact) for fact in clause.facts],
        _places(clause.places),
        clause.headings,
        clause.printed,
        None if clause.document == document else clause.document.to_dict(),
    ]
    return _ENCODE(_trimmed(values, _USUAL, _TEXT + 1)).encode() + b"\n"


def read(line: bytes) -> Any:
    """Read the values of a line.  Raises ``ValueError``.  What ``json.loads`` does, in two thirds of the time."""
    return _DECODE(line.decode())[0]


def clause_from(values: Any, document: DocumentRef) -> Clause:
    """Give the clause whose line was read as ``values``: an array, or the record that older formats keep.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is neither.
    """
    if isinstance(values, dict):
        return Clause.from_dict({"document": document.to_dict(), **values})
    if not _TEXT < len(values) <= len(_USUAL):
        raise ValueError("no clause")
    values += _USUAL[len(values) :]
    parent, own, path, number, source, text, topics, modality, roles, relations, facts, places, headings, *rest = values
    printed, other = rest
    named = tuple([_relation(one) for one in relations])
    return Clause(
        document.id + "".join(path) if own == 0 else _long(own, document.id),
        document if other is None else DocumentRef.from_dict(other),
        path[-1] if number == 0 else number,
        tuple(path),
        text,
        tuple(headings),
        (Place(None, places),) if isinstance(places, int) else tuple([Place(*one) for one in places]),
        source or "typed",
        printed,
        None if parent is None else _long(parent, document.id),
        tuple(dict.fromkeys([one.role for one in named])) if roles == 0 else tuple(roles),
        named,
        tuple(topics),
        modality,
        tuple([Fact(*one) for one in facts]),
    )


def text_in(values: Any) -> str:
    """Give the text of the clause whose line was read as ``values``; it raises what ``clause_from`` does."""
    return str(values["text"] if isinstance(values, dict) else values[_TEXT])


def number_in(values: Any) -> str | int | None:
    """Give the clause number, 0 for the last of the path, or None; it raises what ``clause_from`` does."""
    number: str | int | None = values["number"] if isinstance(values, dict) else values[_NUMBER]
    return number


def below(parent: str | None, document: str) -> Callable[[bytes], bool]:
    """Give what tells whether a line of ``document`` is a clause right below ``parent`` (ids; None: below none)."""
    begin = b"[" + _ENCODE(_short(parent, document)).encode() + b","
    # Of a record no quotation mark stands unescaped in a value, so that this is the key itself.
    key = b',"parent":' + (b"" if parent is None else _ENCODE(parent).encode())

    def lies_below(line: bytes) -> bool:
        return line.startswith(begin) or (line[:1] == b"{" and (key in line) is (parent is not None))

    return lies_below


BARE = (b"],null,", b'"number":null')
"""One of these stands in every line of a clause without a number, and in few others."""
_DECODE = json.JSONDecoder().raw_decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_USUAL: list[Any] = [None, 0, [], 0, 0, "", [], "statement", 0, [], [], [], [], None, None]
_NUMBER, _TEXT = 3, 5
_RELATION: list[Any] = [None, None, "", 0, []]
_FACT: list[Any] = [None, None, None, "", 0, 0, ""]
_PLACE: list[Any] = [None, None, None]


def _trimmed(values: list[Any], usual: Sequence[Any], least: int = 0) -> list[Any]:
    """Leave out of the end of ``values`` what is as ``usual``, and keep the ``least`` first."""
    while len(values) > least and (values[-1] == usual[len(values) - 1] or values[-1] == ()):
        values.pop()  # an empty tuple is usual wherever there may be one at all
    return values


def _short(name: str | None, document: str) -> str | list[str] | None:
    if name is None:
        return None
    return name[len(document) :] if name.startswith(document) else [name]


def _long(short: Any, document: str) -> str:
    return document + short if isinstance(short, str) else str(short[0])


def _from(relation: Relation) -> str | int:
    return 0 if relation.source == "text" else relation.source


def _relation(values: list[Any]) -> Relation:
    role, relation, why, source, people = values + _RELATION[len(values) :] if len(values) < len(_RELATION) else values
    return Relation(role, relation, tuple(people), source or "text", why)


def _fact(fact: Fact) -> list[Any]:
    return _trimmed([fact.kind, fact.text, fact.value, fact.unit, fact.start, fact.end, fact.comparison], _FACT)


def _places(places: Sequence[Place]) -> Any:
    if len(places) == 1 and places[0].page is None and places[0].paragraph is None and places[0].line is not None:
        return places[0].line
    return [_trimmed([place.page, place.line, place.paragraph], _PLACE) for place in places]
