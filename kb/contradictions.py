"""Documents that fix another value for the same matter.

Two statements speak of the same matter where the rarer pairs of characters of one are nearly all in the other
(weighted by rarity, as in IDF), their conditions do not differ, and the people do not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from index.lexicon import Lexicon
from ingest import Document

from .measures import Matter
from .statements import Statement, statements_of
from .wording import Subjects

__all__ = ["Contradiction", "contradictions"]

COVERED = 0.68
"""Share of the shorter subject's weight that the longer one must hold."""
CLOSE = 0.58
"""Cosine of the two subjects."""
STRICT = (0.85, 0.80)
"""Both, for matters where the whole sentence is the subject."""
_STRICTLY = frozenset(("threshold", "permission"))
COMMON = 4
"""Characters and pairs of characters that they must share at least."""
CHARACTER = 1.0
"""What a character weighs against a pair of equal rarity."""
_FREQUENT = 80
"""A pair in more statements than this leads to no candidates; the rarer ones of a subject do."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of different documents that cannot both hold; ``likeness`` of their subjects from 0 to 1."""

    matter: Matter
    one: Statement
    other: Statement
    likeness: float


def contradictions(
    documents: Sequence[Document], lexicon: Lexicon | None = None, editions: Mapping[str, str] | None = None
) -> list[Contradiction]:
    """Find them, the likest first; ``editions`` (document id -> family) keeps editions of one policy apart from it."""
    subjects = Subjects(lexicon)
    families = editions or {}
    statements = [statement for document in documents for statement in statements_of(document, subjects)]
    counted = Counter(
        pair for statement in statements for pair in statement.subject | statement.united | statement.context
    )
    weights = {
        pair: log(1 + len(statements) / count) * (1.0 if len(pair) > 1 else CHARACTER)
        for pair, count in counted.items()
    }
    waiting: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, statement in enumerate(statements):
        for pair in (pair for pair in _full(statement) if len(pair) > 1):
            waiting[statement.matter, statement.kind, pair].append(at)
    candidates = {
        (one, other)
        for several in waiting.values()
        if len(several) <= _FREQUENT
        for index, other in enumerate(several)
        for one in several[:index]
        if _apart(statements[one], statements[other], families)
    }
    best: dict[tuple[str, str], Contradiction] = {}
    for one, other in sorted(candidates):
        found = _contradiction(statements[one], statements[other], weights, subjects)
        if found is None:
            continue
        key = found.one.clause.id, found.other.clause.id
        if key not in best or found.likeness > best[key].likeness:
            best[key] = found
    agreeing = _agreeing(statements)
    kept = [found for key, found in best.items() if key not in agreeing]
    return sorted(kept, key=lambda found: (-found.likeness, found.one.clause.id, found.other.clause.id))


def _full(statement: Statement) -> frozenset[str]:
    """Give the subject, synonyms made one; that of a list's item, which names none, is what stands above it."""
    return statement.united if len(statement.united) >= COMMON else statement.united | statement.context


def _apart(one: Statement, other: Statement, families: Mapping[str, str]) -> bool:
    a, b = one.clause.document.id, other.clause.document.id
    return a != b and families.get(a, a) != families.get(b, b)


def _contradiction(
    one: Statement, other: Statement, weights: Mapping[str, float], subjects: Subjects
) -> Contradiction | None:
    if _agree(one, other) or _conditioned(one, other) or _differing(one, other, subjects):
        return None
    covered, close = max(_likeness(_full(one), _full(other), weights), _likeness(one.subject, other.subject, weights))
    least_covered, least_close = STRICT if one.matter in _STRICTLY else (COVERED, CLOSE)
    if covered < least_covered or close < least_close or subjects.contrasted(one.bare, other.bare):
        return None
    return Contradiction(one.matter, one, other, (covered + close) / 2)


def _likeness(a: frozenset[str], b: frozenset[str], weights: Mapping[str, float]) -> tuple[float, float]:
    """Give the share of the shorter subject that both hold, and the cosine of the two."""
    common = a & b
    if len(common) < min(COMMON, len(a), len(b)) or not common or (min(len(a), len(b)) < COMMON and a != b):
        return 0.0, 0.0
    shared = sum(weights[pair] for pair in common)
    left, right = sum(weights[pair] for pair in a), sum(weights[pair] for pair in b)
    return shared / min(left, right), shared / sqrt(left * right)


def _differing(one: Statement, other: Statement, subjects: Subjects) -> bool:
    """Tell whether the two name other people or other kinds of a thing."""
    if one.classes and other.classes and not one.classes & other.classes:
        return True
    if one.matter == "threshold":  # who decides is part of what follows
        return one.roles != other.roles and not (one.roles ^ other.roles) <= subjects.OPEN
    return one.matter != "approver" and not subjects.agree(one.roles, other.roles)


def _agree(one: Statement, other: Statement) -> bool:
    """Tell whether the values do; of grades of a sanction those that share none do not."""
    if one.kind == "grade":
        return bool(set(one.values) & set(other.values))
    return set(one.values) == set(other.values)


def _conditioned(one: Statement, other: Statement) -> bool:
    """Tell whether the conditions tell the two apart: both have some of one kind, and they differ."""
    if one.matter in _STRICTLY:
        return one.conditions != other.conditions
    kinds = {condition[0] for condition in one.conditions} & {condition[0] for condition in other.conditions}
    for kind in kinds:
        if {c for c in one.conditions if c[0] == kind} != {c for c in other.conditions if c[0] == kind}:
            return True
    alone = one.conditions ^ other.conditions
    return bool(alone) and not (one.conditions and other.conditions) and one.matter == "approver"


def _agreeing(statements: Sequence[Statement]) -> frozenset[tuple[str, str]]:
    """Give pairs of clauses with the very same words: a value read differently there is a slip of reading."""
    by_text: dict[str, list[str]] = defaultdict(list)
    for statement in statements:
        by_text[statement.clause.text].append(statement.clause.id)
    return frozenset((a, b) for several in by_text.values() if len(several) < 20 for a in several for b in several)
