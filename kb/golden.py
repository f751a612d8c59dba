"""Scoring a golden set: a shop's own questions with the clauses that answer them, and a pass mark.

One JSON object a line: ``question``, and ``answers`` (empty where the policies do not state it), each of which names
its clause by ``id``, by ``citation`` (《title》number), by ``title`` and ``path``, or by a ``quote`` that stands in it;
``value`` lists what must stand in the answer.  ``all_required``: a complete reply names every answer that is not
``optional``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.features import fold
from ingest import Clause, ConfigurationError, NotFound

from .reply import Reply

__all__ = ["GoldenReport", "GoldenRow", "score_golden"]


@dataclass(frozen=True, slots=True)
class GoldenRow:
    """One question: what was right of its reply.  None where a figure does not apply."""

    question: str
    answerable: bool
    abstained: bool
    top1: bool
    top3: bool
    value: bool | None
    complete: float | None
    first: str

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as they are."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """All questions, and the figures over them (shares between 0 and 1; None where nothing was to be measured)."""

    rows: tuple[GoldenRow, ...]

    @property
    def figures(self) -> dict[str, float | None]:
        """Give top1, top3, value and complete over the answerable questions, and how abstaining went."""
        asked = [row for row in self.rows if row.answerable]
        silent = [row for row in self.rows if row.abstained]
        lacking = [row for row in self.rows if not row.answerable]
        return {
            "questions": float(len(self.rows)),
            "top1": _mean(row.top1 for row in asked),
            "top3": _mean(row.top3 for row in asked),
            "value": _mean(row.value for row in asked if row.value is not None),
            "complete": _mean(row.complete for row in asked if row.complete is not None),
            "abstention_precision": _mean(not row.answerable for row in silent),
            "abstention_recall": _mean(row.abstained for row in lacking),
        }

    @property
    def wrong(self) -> tuple[GoldenRow, ...]:
        """Questions whose first answer is not one of the golden ones, and unanswerable ones that were answered."""
        return tuple(row for row in self.rows if (not row.top1 if row.answerable else not row.abstained))

    def to_dict(self) -> dict[str, Any]:
        """Give the figures and the rows."""
        return {"figures": self.figures, "rows": [row.to_dict() for row in self.rows]}


def _mean(values: Iterable[float | None]) -> float | None:
    found = [float(value) for value in values if value is not None]
    return sum(found) / len(found) if found else None


def score_golden(path: Path, ask: Callable[[str], Reply], find: Callable[[str], Clause]) -> GoldenReport:
    """Ask every question of the file and compare.  ``find`` gives a clause by id or citation.

    Raises ``ConfigurationError`` with the line that does not fit.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"问题文件打不开({error})", place=str(path), remedy="请检查路径和编码(UTF-8)"
        ) from None
    # All lines are read before the first is asked: a broken one is better known at once.  Not splitlines, since JSON
    # may hold U+2028 and U+0085 as they are.
    golden = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = f"{path} 第{number}行"
            record = _record(line, place)
            golden.append((record, [(answer, _matcher(answer, find, place)) for answer in record.get("answers", [])]))
    if not golden:
        raise ConfigurationError("没有问题", place=str(path), remedy='每行一个 JSON:{"question": …, "answers": […]}')
    return GoldenReport(tuple(_row(record, named, ask(record["question"])) for record, named in golden))


def _record(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"不是有效的 JSON({error})", place=place, remedy="每行一个 JSON 对象") from None
    if not isinstance(record, dict) or not isinstance(record.get("question"), str):
        raise ConfigurationError("缺少 question", place=place, remedy='例如 {"question": "迟到怎么罚", "answers": []}')
    if not isinstance(record.get("answers", []), list):
        raise ConfigurationError("answers 应是列表", place=place, remedy="制度没有规定的问题写 []")
    return record


_Named = tuple[Mapping[str, Any], Callable[[Clause], bool]]
"""A golden answer, and the test for its clause."""


def _row(record: Mapping[str, Any], golden: Sequence[_Named], reply: Reply) -> GoldenRow:
    hits = [[matches(answer.clause) for answer in reply.answers] for _, matches in golden]
    first = reply.answers[0] if reply.answers else None
    right = [answer for (answer, _), found in zip(golden, hits, strict=True) if found[:1] == [True]]
    value: bool | None = None
    if any(answer.get("value") for answer, _ in golden):
        value = first is not None and any(_holds(first.text, answer.get("value") or ()) for answer in right)
    needed = [found for (answer, _), found in zip(golden, hits, strict=True) if not answer.get("optional")]
    return GoldenRow(
        question=record["question"],
        answerable=bool(golden),
        abstained=reply.abstained,
        top1=bool(right),
        top3=any(any(found[:3]) for found in hits),
        value=value,
        complete=sum(any(found) for found in needed) / len(needed) if record.get("all_required") and needed else None,
        first=f"{first.text} {first.clause.citation}" if first else "",
    )


def _holds(text: str, values: Sequence[str]) -> bool:
    return all(fold(value) in fold(text) for value in values)


def _matcher(answer: object, find: Callable[[str], Clause], place: str) -> Callable[[Clause], bool]:
    """Give a test for the clause that a golden answer names."""
    if not isinstance(answer, dict):
        answer = {}
    value = answer.get("value") or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigurationError("value 应是列表", place=place, remedy='例如 "value": ["20元"]')
    named = answer.get("id") or answer.get("citation")
    if named:
        try:
            wanted = find(str(named)).id
        except NotFound as error:
            raise ConfigurationError(error.message, place=place, remedy="请更正 id 或 citation") from None
        return lambda clause: clause.id == wanted
    if isinstance(answer.get("path"), list) and answer["path"]:
        path = tuple(answer["path"])
        title = fold(str(answer.get("title", "")))
        return lambda clause: clause.path == path and title in fold(clause.document.title)
    if answer.get("quote"):
        quote = fold(str(answer["quote"]))
        return lambda clause: quote in fold(clause.text)
    raise ConfigurationError("答案没有指明条款", place=place, remedy="请写 id、citation、title 加 path,或 quote")
