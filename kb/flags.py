"""What a change touches that costs money when it is overlooked, and which words of a text went and came."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from index.facts import facts_in
from ingest import Clause, Fact

from .changes import FLAGS, Words

__all__ = ["flags_of", "marked_words"]

_FLAGGED: dict[str, str] = {
    "money": "amount",
    "percent": "amount",
    "count": "amount",
    "duration": "deadline",
    "time": "deadline",
    "date": "deadline",
    "frequency": "deadline",
}
_BINDING = frozenset(("must", "must_not", "may"))
_PERIOD = re.compile(r"^每(?:个|工作)?[天日周月季年班次]度?$")
_SUM = frozenset(("money", "percent"))
_GRADES = re.compile(r"警告|通报批评|记大?过|降级|降职|降薪|撤职|停职|辞退|开除|除名|解聘|劝退|解除劳动合同")
_RELATIONS = {"subject": "executes"}
"""Who must do a thing and who must not is the same person: that the one became the other is a matter of modality."""
_FORCES = (
    ("must_not", re.compile(r"不得|不准|不许|不可|不能|严禁|禁止|切勿|请勿")),
    ("may", re.compile(r"可以|(?<![不许认])可(?=[自选按在由申提酌])|允许|有权")),
    ("must", re.compile(r"(?<!不)(?:必须|应当|务必|须(?!知)|应(?!急|用|对|届|聘|答|收|付|[^,，。;；]?[的]))")),
)
"""Words that bind, forbid and allow."""
_TOKEN = re.compile(r"[0-9０-９]+(?:[.:：．][0-9０-９]+)*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|\s+|.", re.DOTALL)


def flags_of(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[str, ...]:
    """Give the flags of a change from ``old`` to ``new`` clauses, in the order of ``FLAGS``."""
    flags: set[str] = set()
    before, after = _values(old), _values(new)
    for kind in {*before, *after}:
        if before.get(kind) != after.get(kind):
            flags.add(_FLAGGED[kind])
    if old and new:
        if _forces(old) != _forces(new) or (_punishes(old) != _punishes(new) and "amount" not in flags):
            flags.add("modality")
        if _acting(old) != _acting(new):
            flags.add("role")
    return tuple(flag for flag in FLAGS if flag in flags)


def _forces(clauses: Sequence[Clause]) -> frozenset[str]:
    """Give how the clauses bind: by their words, or, where none of those is there, as they were tagged.

    What follows a breach (a fine that comes in) is no other force; it is flagged by its amount, where it has one.
    """
    said = frozenset(name for name, words in _FORCES for clause in clauses if words.search(clause.text))
    return said or frozenset(clause.modality for clause in clauses if clause.modality in _BINDING)


def _punishes(clauses: Sequence[Clause]) -> frozenset[str]:
    """Give what a breach leads to besides sums."""
    found = frozenset(word for clause in clauses for word in _GRADES.findall(clause.text))
    return found or frozenset(clause.modality for clause in clauses if clause.modality == "penalty")


def _values(clauses: Sequence[Clause]) -> dict[str, Counter[tuple[object, ...]]]:
    values: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for clause in clauses:
        facts: Sequence[Fact] = clause.facts or facts_in(clause.text)
        for fact in facts:
            if fact.kind in _FLAGGED and not _of_a_sum(fact, facts, clause.text):
                values[fact.kind][fact.value, fact.unit, fact.comparison] += 1
    return values


def _of_a_sum(fact: Fact, facts: Sequence[Fact], text: str) -> bool:
    """Tell whether the period is that of a sum (每天不超过30元), which is flagged itself."""
    if fact.kind != "frequency" or not _PERIOD.match(fact.text):
        return False
    rest = re.split(r"[,，;；。]", text[fact.end :], maxsplit=1)[0]
    return any(other.kind in _SUM and fact.end <= other.start < fact.end + len(rest) for other in facts)


def _acting(clauses: Sequence[Clause]) -> frozenset[tuple[str, str]]:
    """Give who acts or is named in the clauses' own words, and the people for it."""
    found: set[tuple[str, str]] = set()
    for clause in clauses:
        for relation in clause.relations:
            if relation.source == "text":
                found.add((relation.role, _RELATIONS.get(relation.relation, relation.relation)))
                found.update((relation.role, person) for person in relation.people)
    return frozenset(found)


def marked_words(old: str, new: str) -> tuple[Words, ...]:
    """Give the runs that stayed, went and came.  Figures and latin words are not cut, islands of one character closed.

    The runs marked same and removed make up ``old``, those marked same and added ``new``.
    """
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    runs: list[Words] = []
    gone, come = "", ""
    for at, (step, a, b, c, d) in enumerate(steps):
        before, after = "".join(one[a:b]), "".join(other[c:d])
        if step == "equal" and (len(before) > 1 or at in (0, len(steps) - 1) or not (gone or come)):
            runs += _run(gone, come)
            gone = come = ""
            runs.append(("same", before))
        else:
            gone += before
            come += after
    return (*runs, *_run(gone, come))


def _run(gone: str, come: str) -> list[Words]:
    found: list[Words] = []
    if gone:
        found.append(("removed", gone))
    if come:
        found.append(("added", come))
    return found
