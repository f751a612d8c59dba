"""What a clause cites, who cites it, and whether its document is in force: the lines under ``kb show``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .look import Look, indented

if TYPE_CHECKING:
    from ingest import Clause

    from ..references import Reference, References
    from ..versions import Standing

__all__ = ["links_record", "links_text"]

_STATES = {"superseded": "已失效", "pending": "尚未施行"}


def links_text(
    clause: Clause, references: References, standing: Standing | None, find: Callable[[str], Clause], look: Look
) -> str:
    """Give the lines, empty where there is nothing to tell; ``find`` gives a clause by its id."""
    lines: list[str] = []
    if standing is not None and standing.state in _STATES:
        lines.append(look.paint(f"注意:本制度{_STATES[standing.state]}({standing.why})", "warning"))
    cites = [line for one in references.cites.get(clause.id, ()) for line in _leads(one, find)]
    by = [find(one.clause) for one in references.cited_by.get(clause.id, ())]
    cited = [_line(one) for one in dict.fromkeys(by)]
    for head, told in (("引用:", cites), ("被引用:", cited)):
        if told:
            lines += [
                look.paint(head, "strong"),
                *(line for one in told for line in indented(one, "    ", look, first="  ")),
            ]
    return "\n".join(lines)


def _leads(reference: Reference, find: Callable[[str], Clause]) -> list[str]:
    if reference.state == "outside":
        return [f"{reference.text}  (知识库中没有这份制度)"]
    if reference.state == "dangling":
        return [f"{reference.text}  (找不到这一条)"]
    if not reference.targets:
        return [reference.text]
    return [_line(find(target)) for target in reference.targets]


def _line(clause: Clause) -> str:
    words = " ".join(clause.text.split())
    return f"{clause.citation}  {words[:40]}{'……' if len(words) > 40 else ''}"


def links_record(clause: Clause, references: References, standing: Standing | None) -> dict[str, Any]:
    """Give the clause's JSON form with what it cites, the ids of the clauses that cite it, and its standing."""
    return {
        **clause.to_dict(),
        "cites": [one.to_dict() for one in references.cites.get(clause.id, ())],
        "cited_by": list(dict.fromkeys(one.clause for one in references.cited_by.get(clause.id, ()))),
        "standing": standing.to_dict() if standing is not None else None,
    }
