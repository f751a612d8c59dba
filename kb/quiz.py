"""Questions for self-study, made from what binds a post: a value or a role is left out, and the clause is the answer.

Nothing is invented: the prompt is the clause's own sentence with a gap, or its own act with the sanction asked for;
there are no wrong options that somebody might remember.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from index.facts import facts_in
from index.penalties import Penalty
from ingest import Fact

from .formats.paper import Block, Heading, Note, Paper, Question, Quote
from .handbook import Entry, Handbook
from .handbook_paper import about, sentence_around

__all__ = ["GAP", "Item", "Quiz", "is_right", "quiz"]

GAP = "______"
_ASKED = {
    "money": "多少钱",
    "percent": "多少比例",
    "duration": "多长时间",
    "time": "几点",
    "date": "哪天",
    "frequency": "多久一次",
}
_SHORT = 8
"""A sentence shorter than this says too little to be asked about."""
_SHORT_ACT = 3
_HEADING = 12
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_VERSION = 1
_BY_THEN = re.compile(r"(?:应|须|必须|在|于|后|员|客服|主管|到仓|报到)$")
_EVERY = re.compile(r"每(?:半|[一两二三四五六]|[0-9]+)?个?(?:小时|天|日|周|星期|月|季度?|年|班|次)")
_FORMAL = re.compile(r"起(?:施行|实施|执行|生效)|负责解释|解释权")


@dataclass(frozen=True, slots=True)
class Item:
    """One question.  ``answer``: the clause's own words; ``others``: other words of it that are right too.

    ``kind``: penalty, value, approver or must_not.
    """

    number: int
    kind: str
    prompt: str
    answer: str
    entry: Entry
    others: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "number": self.number,
            "kind": self.kind,
            "prompt": self.prompt,
            "answer": self.answer,
            "others": list(self.others),
            "clause": self.entry.clause.id,
            "citation": self.entry.clause.citation,
            "text": self.entry.clause.text,
            "hash": self.entry.hash,
        }


@dataclass(frozen=True)
class Quiz:
    """Questions on one post's clauses, in a fixed order."""

    role: str
    items: tuple[Item, ...]
    generation: int
    date: str
    total: int = 0
    """How many questions the clauses give; ``items`` are some of them."""

    def write(self, path: str | Path, *, templates: str | Path | None = None) -> tuple[str, ...]:
        """Write it as .html or .md (answers fold out), .docx or .pdf (answers at the end); give notices.

        Raises ``ConfigurationError`` with the remedy; a file that was there then stays as it is.
        """
        from .formats import load_theme, write

        place = Path(path)
        return write(
            _paper(self, folded=place.suffix.lower() in (".html", ".htm", ".md", ".markdown")),
            place,
            load_theme(templates),
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "role": self.role,
            "generation": self.generation,
            "date": self.date,
            "total": self.total,
            "items": [item.to_dict() for item in self.items],
        }


def quiz(book: Handbook, *, limit: int | None = 20, seed: int = 0) -> Quiz:
    """Make a quiz of at most ``limit`` questions (None: all) from ``book``; ``seed`` picks others.

    Where there are more questions than ``limit``, at least three in four are on clauses that name the post or are
    addressed to it, as far as there are so many, and the others on what binds everybody.
    """
    items = list(_items(book))
    # Not the hash of a str: that differs from process to process.
    shuffled = random.Random(f"{_VERSION}:{seed}:{book.role}").sample(items, len(items))
    if limit is not None:
        near = [item for item in shuffled if item.entry.way in ("own", "wider", "document")]
        far = [item for item in shuffled if item not in near]
        shuffled = near[: max(limit - len(far), limit - limit // 4)]
        shuffled += far[: limit - len(shuffled)]
    ordered = sorted(shuffled, key=lambda item: (item.entry.number, items.index(item)))
    return Quiz(
        book.role,
        tuple(Item(at, i.kind, i.prompt, i.answer, i.entry, i.others) for at, i in enumerate(ordered, 1)),
        book.generation,
        book.date,
        len(items),
    )


def _items(book: Handbook) -> Iterator[Item]:
    by_clause = {
        clause: list(found)
        for clause, found in groupby(sorted(book.penalties, key=lambda p: p.clause_id), key=lambda p: p.clause_id)
    }
    for entry in book.entries:
        theirs = by_clause.get(entry.clause.id, ())
        # A table of fines names whom each row is for.
        yield from _punished(entry, [one for one in theirs if not one.who or book.post.all.intersection(one.who)])
        if entry.clause.modality not in ("penalty", "definition"):
            yield from _values(entry)
        yield from _approvers(entry)


def _punished(entry: Entry, penalties: Sequence[Penalty]) -> Iterator[Item]:
    said = [penalty for penalty in penalties if not penalty.computed and len(penalty.act) >= _SHORT_ACT]
    for act, found in groupby(said, key=lambda penalty: penalty.act):
        steps: dict[int | None, dict[str, None]] = {}
        for penalty in found:
            steps.setdefault(penalty.step, {})[penalty.sanction] = None
        for step, sanctions in steps.items():
            time = f"(第{step}次)" if len(steps) > 1 and step is not None else ""
            # 连续两个月超过的: what is exceeded stands in the heading.
            under = f"“{entry.above[-1].rstrip('：:')}”" if entry.above and len(entry.above[-1]) <= _HEADING else ""
            prompt = f"按《{entry.clause.document.title}》{under},{' '.join(act.split())}{time},怎么处理?"
            yield Item(0, "penalty", prompt, "；".join(sanctions), entry)


def _values(entry: Entry) -> Iterator[Item]:
    text = entry.clause.text
    asked = [fact for fact in entry.clause.facts if fact.kind in _ASKED and not _in_passing(text, fact)]
    for sentence, found in groupby(asked, key=lambda fact: sentence_around(text, fact)):
        here = list(found)
        if len(sentence) < _SHORT or len(here) > 3:
            continue
        for fact in here[:1]:
            # Of 每月检查一次 only 每月 is left out: the rest says what is asked.
            often = _EVERY.match(fact.text) if fact.kind == "frequency" else None
            words = often[0] if often else fact.text
            gapped = _with_gap(sentence, words)
            if gapped:
                yield Item(0, "value", f"填空({_ASKED[fact.kind]}):{gapped}", words, entry)


def _in_passing(text: str, fact: Fact) -> bool:
    """当天发不出的订单 and the day from which a policy holds are nothing to learn."""
    sentence = sentence_around(text, fact)
    if fact.text in ("当天", "当日", "次日") and not _BY_THEN.search(text, 0, fact.start):
        return True
    return _FORMAL.search(sentence) is not None


def _with_gap(sentence: str, words: str) -> str:
    """Put the gap where a fact's words stand; empty where they stand more than once and the gap would tell."""
    if sentence.count(words) != 1 or "|" in sentence or f"{words}的" in sentence:
        return ""  # 当天的活动 is no date to know
    return sentence.replace(words, GAP)


def _approvers(entry: Entry) -> Iterator[Item]:
    for relation in entry.clause.relations:
        if relation.relation != "approves" or relation.source != "text" or entry.clause.text.count(relation.role) != 1:
            continue
        at = entry.clause.text.index(relation.role)
        start = max(entry.clause.text.rfind(mark, 0, at) for mark in "。；;\n") + 1
        ends = [end for end in (entry.clause.text.find(mark, at) for mark in "。；;\n") if end >= 0]
        sentence = entry.clause.text[start : min(ends, default=len(entry.clause.text))].strip()
        if len(sentence) >= _SHORT and "\t" not in sentence:
            yield Item(0, "approver", f"填空(谁批准):{sentence.replace(relation.role, GAP)}", relation.role, entry)
            return


_NOISE = re.compile(r"[\s,.;:!?、。，；：！？()（）“”\"'’‘]")


def is_right(item: Item, said: str) -> bool:
    """Whether ``said`` is the answer: the same words but for punctuation, or the same values (30分钟, 半小时)."""
    wanted = [_plain(answer) for answer in (item.answer, *item.others)]
    plain = _plain(said)
    if not plain:
        return False
    if plain in wanted:
        return True
    values, right = [_value(fact) for fact in facts_in(said)], [_value(fact) for fact in facts_in(item.answer)]
    if not values and re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return any(plain == _plain(str(fact.value)) for fact in facts_in(item.answer))
    return bool(values) and values == right and _rest(said) == _rest(item.answer)


def _value(fact: Fact) -> tuple[str, float | str, str]:
    """30分钟 and 半小时 are one value."""
    seconds = _SECONDS.get(fact.unit) if fact.kind == "duration" else None
    if seconds is None or isinstance(fact.value, str):
        return fact.kind, fact.value, fact.unit
    return fact.kind, fact.value * seconds, "second"


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _rest(text: str) -> str:
    """The words besides the values: 并记大过 counts, 罚款 before an amount does not."""
    for fact in reversed(facts_in(text)):
        text = text[: fact.start] + text[fact.end :]
    return re.sub(r"罚款|扣款|罚|扣|每次|每单|每条", "", _plain(text))


def _paper(made: Quiz, *, folded: bool) -> Paper:
    """Lay the quiz out: with the answers folded in, or in a part of their own at the end."""
    blocks: list[Block] = [Heading(1, f"题目({len(made.items)} 题)", "q")]
    if not made.items:
        blocks.append(Note("本岗位的条款中没有可以出题的数值、处罚或审批。"))
    for item in made.items:
        text = item.entry.clause.text
        accepted = (item.answer, *item.others)
        blocks.append(
            Question(f"{item.number}.", item.prompt, accepted, text, item.entry.clause.citation, f"q{item.number}")
        )
    if not folded and made.items:
        blocks.append(Heading(1, "答案和条款原文", "a"))
        blocks += [
            Quote(
                label=f"{item.number}.",
                text=item.entry.clause.text,
                citation=f"{item.answer}　{item.entry.clause.citation}",
                anchor=f"a{item.number}",
                about=about(item.entry.clause, item.entry.hash),
            )
            for item in made.items
        ]
    title = f"{made.role}自学题"
    return Paper(
        title=title,
        subtitle="",
        cover=(
            "题目取自约束本岗位的条款,答案是条款原文",
            f"这些条款共可出 {made.total:,} 题,这里是其中 {len(made.items):,} 题",
        )
        + (() if folded else ("答案在最后",)),
        blocks=tuple(blocks),
        running=f"{title} · 知识库第 {made.generation} 版 · {made.date}",
        date=made.date,
    )
