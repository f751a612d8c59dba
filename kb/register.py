"""The obligations register: one row a rule, who must do what by when and what follows if not; and the RACI matrix.

A rule is a sentence of a clause (or a row of its table) that binds, forbids, allows, punishes or rewards.  Every cell
is made of the clause's own words; where the words do not tell (an object that is not named), the cell is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.modality import is_report
from index.penalties import Penalty, penalties_of
from index.tagger import tag
from ingest import Clause, Document

from .addressee import Addressees, policy_of, scope_clause
from .bound import LABEL, is_heading
from .handbook import clause_hash
from .post import post_of
from .predicates import Predicate, by_actor, predicate_of
from .raci import Share, by_count, shares_of
from .versions import standing

if TYPE_CHECKING:
    from index.lexicon import Lexicon

    from .base import KnowledgeBase

__all__ = ["Register", "Rule", "register"]

_RULES = frozenset(("must", "must_not", "may", "penalty", "reward", "duty"))
_TIMES = frozenset(("duration", "time", "date", "frequency"))
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
_NAME_ALONE = re.compile(r"[^，,。；;：:]{1,16}[（(][^）)]{1,30}[）)]")
"""仓管员（牛进宝、孙福）: whom the clauses below are for."""
_OPENS = re.compile(r"[:：]\s*$|(?:如下|下列|以下)[^。]*$")
_BINDS = ("subject", "executes", "responsible", "assists", "supervises", "approves", "informed")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row.  ``who``: the roles that it binds; ``kind``: a modality; ``deadline``: the printed values.

    ``text`` is the sentence as it stands in ``clause``; ``hash`` is the clause's.  ``above`` is the line that opens the
    list in which the clause is an item, without which the item says little.  ``scope`` says whom the policy is for,
    where the clause names nobody.
    """

    number: int
    who: tuple[str, ...]
    kind: str
    predicate: Predicate
    deadline: tuple[str, ...]
    sanction: str
    topics: tuple[str, ...]
    text: str
    clause: Clause
    hash: str
    above: str = ""
    scope: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "number": self.number,
            "who": list(self.who),
            "scope": self.scope,
            "kind": self.kind,
            "act": self.predicate.act,
            "object": self.predicate.object,
            "condition": self.predicate.condition,
            "deadline": list(self.deadline),
            "sanction": self.sanction,
            "topics": list(self.topics),
            "above": self.above,
            "text": self.text,
            "clause": self.clause.id,
            "citation": self.clause.citation,
            "hash": self.hash,
        }


@dataclass(frozen=True)
class Register:
    """All rules of the policies in force.  ``penalties`` by amount, the highest first; those without money last."""

    rules: tuple[Rule, ...]
    shares: tuple[Share, ...]
    penalties: tuple[tuple[Penalty, Clause], ...]
    superseded: tuple[str, ...]
    generation: int
    date: str

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of the matrix, those with most parts first."""
        return by_count(share.role for share in self.shares)

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of the matrix, likewise."""
        return by_count(share.topic for share in self.shares)

    @property
    def deadlines(self) -> tuple[Rule, ...]:
        """Rules that fix a time."""
        return tuple(rule for rule in self.rules if rule.deadline and rule.kind != "penalty")

    def write(self, path: str | Path) -> tuple[Path, ...]:
        """Write .xlsx (one workbook), or .csv (the rules, and a file beside it for each other sheet); give the paths.

        Raises ``ConfigurationError`` with the remedy; files that were there then stay as they are.
        """
        from .formats.sheets import write_sheets
        from .register_sheets import sheets_of

        return write_sheets(sheets_of(self), Path(path), date=self.date)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "generation": self.generation,
            "date": self.date,
            "rules": [rule.to_dict() for rule in self.rules],
            "raci": [
                {
                    "role": share.role,
                    "topic": share.topic,
                    "letters": share.letters,
                    "clauses": {letter: [clause.id for clause in found] for letter, found in share.clauses.items()},
                }
                for share in self.shares
            ],
            "penalties": [penalty.to_dict() for penalty, _ in self.penalties],
            "superseded": list(self.superseded),
        }


def register(base: KnowledgeBase, only: frozenset[str] | None = None) -> Register:
    """Make the register of the policies that are in force; ``only``: ids of the clauses that it is about (all)."""
    documents = base.documents(clauses=True)
    standings = {**standing(documents), **base.standings()}
    live = [document for document in documents if standings[document.id].state == "in_force"]
    penalties = [one for document in live for one in penalties_of(document)]
    clauses = {clause.id: clause for document in live for clause in document.clauses}
    rules = [rule for document in live for rule in _rules(document, base.lexicon, penalties)]
    if only is not None:
        rules = [rule for rule in rules if rule.clause.id in only]
        penalties = [one for one in penalties if one.clause_id in only]
    status = base.status()
    return Register(
        rules=tuple(replace(rule, number=number) for number, rule in enumerate(rules, 1)),
        shares=shares_of(
            [replace(one, clauses=tuple(c for c in one.clauses if only is None or c.id in only)) for one in live]
        ),
        penalties=tuple(
            (one, clauses[one.clause_id])
            for one in sorted(penalties, key=lambda one: (one.amount is None, -(one.amount or 0)))
        ),
        superseded=tuple(
            f"{document.title}({standings[document.id].why})"
            for document in documents
            if standings[document.id].state != "in_force"
        ),
        generation=status.generation,
        date=status.created[:10],
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of ``clause`` that make one rule, and the sentence or row of a table that they stand in."""

    clause: Clause
    words: Clause
    sentence: str
    act: str = ""


def _rules(document: Document, lexicon: Lexicon, penalties: Sequence[Penalty]) -> Iterator[Rule]:
    scope = _scope(document, lexicon)
    parents = {clause.parent for clause in document.clauses}
    by_id = {clause.id: clause for clause in document.clauses}
    parts = [
        part
        for clause in document.clauses
        if not is_heading(clause, parents)
        and not is_report(document.title, clause.headings)
        and not _NAME_ALONE.fullmatch(clause.text.strip())
        for part in _parts(clause, lexicon)
    ]
    tagged = tag([replace(document, clauses=tuple(part.words for part in parts))], lexicon)[0].clauses
    for part, sentence in zip(parts, tagged, strict=True):
        clause = part.clause
        whole = part.words.text.strip() == clause.text.strip()
        kind = clause.modality if whole else sentence.modality
        if kind not in _RULES:
            continue
        decided = any(relation.source == "override" for relation in clause.relations)
        relations = clause.relations if whole or decided or not sentence.relations else sentence.relations
        who = tuple(
            dict.fromkeys(relation.role for name in _BINDS[:5] for relation in relations if relation.relation == name)
        ) or tuple(dict.fromkeys(relation.role for relation in relations))
        predicate = predicate_of(part.words.text, who, lexicon, kind)
        here = [one for one in penalties if one.clause_id == clause.id and one.sanction in part.words.text]
        if part.act:
            predicate = Predicate("", part.act, "")
        elif kind == "penalty" and any(one.sanction in predicate.act for one in here):
            acts = dict.fromkeys(_verbatim(one.act, clause.text).removesuffix("的") for one in here if one.act)
            predicate = Predicate("", "；".join(acts), "") if acts else predicate
        parent = by_id.get(clause.parent or "")
        yield Rule(
            number=0,
            who=who,
            kind=kind,
            predicate=predicate,
            deadline=tuple(dict.fromkeys(_deadlines(sentence, predicate.condition))),
            sanction="；".join(dict.fromkeys(_sanctions(clause, part.words.text, penalties))),
            topics=clause.topics,
            text=part.sentence.strip(),
            clause=clause,
            hash=clause_hash(clause),
            scope="" if who else scope,
            above=parent.text.strip() if parent is not None and _OPENS.search(parent.text) else "",
        )


def _scope(document: Document, lexicon: Lexicon) -> str:
    """Say for whom a policy is that names its readers once for all, or speaks to everybody."""
    reads = Addressees(lexicon)
    everybody = policy_of(document, post_of("员工", lexicon, {"员工": 1}), reads)
    if everybody.own or everybody.scope:
        return "全体员工(按适用范围)"
    if (said := scope_clause(document)) is not None:
        return f"{'、'.join(said.roles)}(按适用范围)"
    titled = reads.of_title(document.title)
    return f"{'、'.join(titled)}(按制度名称)" if titled else ""


def _verbatim(act: str, text: str) -> str:
    """Give back the clause's own marks, which penalties may spell another way."""
    return act if act in text else act.replace(";", "；")


def _deadlines(part: Clause, condition: str) -> Iterator[str]:
    """Give the times that a rule sets; one that only says when it applies (超过48小时未更新的) is none."""
    when = len(condition) if condition.endswith(("的", "者", "以上", "以下")) else 0
    for fact in part.facts:
        if fact.kind in _TIMES and fact.start >= when:
            yield fact.text


def _parts(clause: Clause, lexicon: Lexicon) -> Iterator[_Part]:
    """Part a clause into sentences, what each post does in them, and table rows, all under the clause's headings.

    A table's head makes no rule; its words stand before the cells of each row.
    """
    head: list[str] = []
    for match in _SENTENCE.finditer(clause.text):
        sentence = match[0]
        if "\t" in sentence.strip("\t"):
            cells = [cell.strip() for cell in sentence.strip("\n").split("\t")]
            if not head:
                head = cells
                continue
            act = "；".join(f"{name}:{cell}" if name else cell for name, cell in _headed(head, cells) if cell)
            yield _Part(clause, replace(clause, text=sentence), sentence, act)
            continue
        head = []
        if not sentence.strip("。；;！! \t") or LABEL.fullmatch(sentence.strip()):
            continue
        several = [sentence] if clause.modality in ("penalty", "reward") else by_actor(sentence, lexicon)
        for words in several:
            yield _Part(clause, replace(clause, text=words), sentence)


def _headed(head: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip_longest(head, cells, fillvalue="")


def _sanctions(clause: Clause, text: str, penalties: Sequence[Penalty]) -> Iterator[str]:
    """Give what follows: sanctions said here, and those of other clauses that punish this very act."""
    for penalty in penalties:
        here = penalty.clause_id == clause.id and penalty.sanction in text
        elsewhere = penalty.clause_id != clause.id and len(penalty.act) > 6 and penalty.act == clause.text
        if here or elsewhere:
            step = f"第{penalty.step}次" if penalty.step is not None else ""
            yield step + penalty.sanction
