"""What the knowledge base hands back: replies and hits.  All frozen, all with ``to_dict``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ingest import Clause

if TYPE_CHECKING:
    from .explain import Explanation
    from .related import Related
    from .versions import State

__all__ = ["KIND_NAMES", "SAME_LIST", "SAME_MATTER", "Answer", "Hit", "Kind", "Reply"]

Kind = Literal[
    "responsible",
    "penalty",
    "amount",
    "deadline",
    "time",
    "duty_list",
    "approval",
    "procedure",
    "permission",
    "definition",
    "reward",
    "other",
]
"""What a question asks for."""

KIND_NAMES: dict[Kind, str] = {
    "responsible": "由谁负责",
    "penalty": "处罚",
    "amount": "数额",
    "deadline": "期限",
    "time": "时间",
    "duty_list": "职责",
    "approval": "审批",
    "procedure": "流程",
    "permission": "是否允许",
    "definition": "定义",
    "reward": "奖励",
    "other": "其他",
}
"""The kinds as users read them."""

SAME_LIST = ("同一清单",)
"""The reason of answers that are given because they stand in one list."""
SAME_MATTER = ("同一事项",)
"""The reason of answers in other policies that rule the very thing that the first one rules."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found: its rank from 1, its score, and why it was found."""

    rank: int
    score: float
    clause: Clause
    why: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "clause": self.clause.to_dict(),
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """One clause that answers: the shortest span that does, the clause, and how sure that is (0 to 1).

    ``text`` ends with words of the clause (``[start:end]`` of its text).  ``above``: what of a heading, of the words
    that lead the list, of the title or of a table's head stands before them, with a full-width colon between.
    ``state``: whether its document is in force (see ``versions.py``), with the reason where it is not.
    """

    text: str
    clause: Clause
    confidence: float
    why: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    state: State = "in_force"
    state_why: str = ""
    above: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form; ``above`` is null where all words are the clause's own."""
        return {
            "text": self.text,
            "clause": self.clause.to_dict(),
            "confidence": round(self.confidence, 4),
            "why": list(self.why),
            "span": [self.start, self.end] if self.start is not None else None,
            "state": self.state,
            "state_why": self.state_why,
            "above": self.above or None,
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a question.  An abstention has no answers, and the nearest clauses instead.

    ``searched``: how many documents and clauses were looked through.  ``reading``: how the question was read.
    ``answers`` are of policies in force, where any of those answers; ``former``: what editions say that are not, where
    it is something else.
    ``related``: penalties and exceptions that bear on the first answer.  ``explanation``: why the reply is so, where
    that was asked for.
    """

    question: str
    kind: Kind
    answers: tuple[Answer, ...] = ()
    contradictory: bool = False
    nearest: tuple[Hit, ...] = ()
    searched: dict[str, int] = field(default_factory=dict)
    reading: tuple[str, ...] = ()
    former: tuple[Answer, ...] = ()
    related: tuple[Related, ...] = ()
    explanation: Explanation | None = None

    @property
    def abstained(self) -> bool:
        """Whether the policies do not state it."""
        return not self.answers

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        told = {} if self.explanation is None else {"explanation": self.explanation.to_dict()}
        return {
            "question": self.question,
            "kind": self.kind,
            "abstained": self.abstained,
            "answers": [answer.to_dict() for answer in self.answers],
            "contradictory": self.contradictory,
            "nearest": [hit.to_dict() for hit in self.nearest],
            "searched": dict(self.searched),
            "reading": list(self.reading),
            "former": [answer.to_dict() for answer in self.former],
            "related": [one.to_dict() for one in self.related],
            **told,
        }
