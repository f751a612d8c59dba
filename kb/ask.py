"""Asking: a question is read, clauses are found and ordered, and those that answer make the reply.

One ``Asker`` asks one generation, whose clauses do not change; what it has read of them it keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from index.features import Candidate
from index.generation import Generation
from index.judge import load_judge
from index.lexicon import Lexicon
from index.matching import Matcher
from index.ranker import Ranked, Weights, likeliest, rank
from ingest import Clause

from .answer import answers_of, by_edition, differ
from .lists import Lists
from .question import Question, printed_near, read_question
from .related import Neighbours, Related, related_to
from .reply import Answer, Hit, Reply
from .versions import Standing

if TYPE_CHECKING:
    from .explain import Explanation
    from .links import Pointers

__all__ = ["Asker"]

FOUND = 100
"""Clauses that the engine proposes; the likeliest of them are read and measured (``index.ranker.likeliest``)."""
CLAUSES_KEPT = 4096
LISTS_KEPT = 256
TERMS_KEPT = 16384
BY_REFERENCE = 15
"""The first of them, for which fines that refer to them are proposed too."""


class _Known(NamedTuple):
    """A clause, the words of the one above it, and whether its document is in force."""

    clause: Clause
    above: str
    in_force: bool


class Asker:
    """Asks a generation.

    ``fines``: duty -> fines that refer to it; ``cited``: fine -> the duties; ``standings``: document id -> whether it
    is in force; ``leave_out``: do not look at those that are not.
    """

    def __init__(
        self,
        generation: Generation,
        lexicon: Lexicon,
        fines: Pointers,
        cited: Pointers,
        standings: Mapping[str, Standing],
        *,
        leave_out: bool = False,
    ) -> None:
        self._generation = generation
        self._lexicon = lexicon
        self._fines = fines
        self._cited = cited
        self._standings = standings
        self._ended = {one for one, standing in standings.items() if standing.state != "in_force"}
        self._leave_out = leave_out
        # Questions come back to the same clauses and words.
        engine = generation.engine
        self._known = lru_cache(maxsize=CLAUSES_KEPT)(self._look_up)
        self._after = lru_cache(maxsize=CLAUSES_KEPT)(generation.clause_file.after)
        self._children = lru_cache(maxsize=LISTS_KEPT)(generation.clause_file.children)
        self._frequency = lru_cache(maxsize=TERMS_KEPT)(partial(engine.frequency, "text"))
        self._pair_frequency = lru_cache(maxsize=TERMS_KEPT)(partial(engine.frequency, "pairs"))
        near = partial(printed_near, self._frequency, generation.manifest.clauses)
        self._printed = lru_cache(maxsize=CLAUSES_KEPT)(near)
        self._lists = Lists(self._below, self._beside, self._parent, generation.clause_file.paragraph_before)

    def ask(self, question: str, only: Collection[str] | None = None, *, why: bool = False) -> Reply:
        """Answer a question from its clauses, or from those of ``only`` (ids); or abstain and name the nearest."""
        manifest = self._generation.manifest
        read = self.read(question)
        candidates = self.candidates(read, only)
        matcher = Matcher(read.query)
        ranked = rank(read.query, candidates, matcher=matcher)
        answers, former = by_edition(answers_of(read.query, ranked, self._lists, self._standings))
        nearest = tuple(Hit(at, one.score, one.clause, read.reading) for at, one in enumerate(ranked[:3], 1))
        return Reply(
            question=question,
            kind=read.kind,
            answers=answers,
            contradictory=differ(read.kind, answers),
            nearest=nearest if not answers else (),
            searched={"documents": manifest.documents, "clauses": manifest.clauses},
            reading=read.reading,
            former=former,
            related=self._related(matcher, answers, ranked),
            explanation=_explained(read, candidates, ranked) if why else None,
        )

    def _related(self, matcher: Matcher, answers: Sequence[Answer], ranked: Sequence[Ranked]) -> tuple[Related, ...]:
        in_force = [one.clause for one in ranked if one.clause.document.id not in self._ended]
        beside = Neighbours(self._after, self._clause, self._fines, self._cited)
        return related_to(matcher, answers, in_force, beside)

    def read(self, question: str) -> Question:
        """Read a question: its kind, words, roles and values."""
        return read_question(
            question,
            self._generation.analyzer,
            self._lexicon,
            self._frequency,
            self._pair_frequency,
            self._generation.manifest.clauses,
            self._printed,
        )

    def found(self, read: Question, only: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Give the ids of the clauses that the engine proposes, the best first, with its scores."""
        limit = None if self._leave_out or only is not None else FOUND
        found = self._generation.find(read.expanded, read.query.text, limit=limit)
        if only is not None:
            found = [(one, score) for one, score in found if one in only][:FOUND]
        if self._leave_out:
            found = [(one, score) for one, score in found if self._known(one).in_force]
            found = found[:FOUND]
        return found

    def candidates(
        self, read: Question, only: Collection[str] | None = None, *, weights: Weights | None = None
    ) -> list[Candidate]:
        """Find the clauses that may answer, each with what stands above it and whether its document is in force.

        ``weights``: by which they are chosen, if not those shipped.
        """
        found = self.found(read, only)
        scores = dict(found)
        context: dict[str, list[str]] = {}
        if dict(read.query.kinds).get("penalty", 0.0) > 0.2:
            # 违反第十一条的, …: the fine shares no word with the duty that it stands for.
            for duty, score in found[:BY_REFERENCE]:
                for fine in self._fines.get(duty, ()):
                    if only is not None and fine not in only:
                        continue
                    context.setdefault(fine, []).append(duty)
                    scores[fine] = max(scores.get(fine, 0.0), 0.9 * score)
        order = sorted(scores, key=lambda one: -scores[one]) if context else list(scores)
        close = self._generation.nearness(read.query.text, order)
        kept = likeliest([scores[one] for one in order], close, weights)
        return [
            self._candidate(one, scores[one], context.get(one, ()), near)
            for at, (one, near) in enumerate(zip(order, close, strict=True))
            if at in kept or one in context
        ]

    def _candidate(self, identity: str, score: float, cited: Sequence[str], meaning: float) -> Candidate:
        clause, above, in_force = self._known(identity)
        if cited:
            above = " ".join((*((above,) if clause.parent else ()), *(self._known(one).clause.text for one in cited)))
        return Candidate(clause, score, above, in_force, meaning)

    def _look_up(self, identity: str) -> _Known:
        clause = self._generation.clause(identity)
        above = self._known(clause.parent).clause.text if clause.parent else ""
        return _Known(clause, above, clause.document.id not in self._ended)

    def _clause(self, identity: str) -> Clause:
        return self._known(identity).clause

    def _below(self, clause: Clause) -> Sequence[Clause]:
        return self._children(clause.document.id, clause.id)

    def _beside(self, clause: Clause) -> Sequence[Clause]:
        return self._children(clause.document.id, clause.parent)

    def _parent(self, clause: Clause) -> Clause | None:
        return self._known(clause.parent).clause if clause.parent else None


def _explained(read: Question, candidates: Sequence[Candidate], ranked: Sequence[Ranked]) -> Explanation:
    from index.facts import facts_in

    from .explain import explain

    named = [fact.text for fact in facts_in(read.text)]
    conditions = dict.fromkeys([read.query.ordinal, *named] if read.query.ordinal else named)
    return explain(
        read.query, tuple(conditions), ranked, {one.clause.id: one.context for one in candidates}, load_judge()
    )
