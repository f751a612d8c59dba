"""The clauses of one document as a tree of labels, and the way down it: 第三条第二款第（一）项 -> a clause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.number_terms import label_terms
from ingest import Clause, Document
from ingest.numerals import parse

__all__ = ["LABEL", "LABELS", "MORE", "ORDINAL", "ClauseTree", "led", "unit_of"]

ORDINAL = r"[0-9０-９零〇一二两三四五六七八九十百]+"
LABEL = (
    rf"第\s?{ORDINAL}\s?(?:编|章|节|条|款|项|部分|点|目)(?:之[一二三四五六七八九十]+)?"
    rf"|第?[（(]\s?{ORDINAL}\s?[）)]\s?[项款条目]?|第\s?[0-9]+(?:\.[0-9]+)+\s?[条款项]?|[0-9]+(?:\.[0-9]+)+(?![0-9%％元天小日个])|附件\s?{ORDINAL}"
)
LABELS = rf"(?:{LABEL})(?:\s?(?:之|的)?\s?(?:{LABEL}))*"
MORE = rf"(?:\s?(?:[、,，]|和|及|以及|或者?|与|至|到|—|-|~|～)\s?(?:{LABELS}))*"
_SEPARATOR = re.compile(r"\s?(?P<word>[、,，]|和|及|以及|或者?|与|至|到|—|-|~|～)\s?(?=第|[（(]|[0-9])")
_INLINE_ITEM = re.compile(rf"[（(]\s?({ORDINAL})\s?[）)]|(?:^|[\n；;。:：])\s*({ORDINAL})[、.．]")


class ClauseTree:
    """One document's clauses by label, parent and order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clauses = document.clauses
        self.at = {clause.id: index for index, clause in enumerate(document.clauses)}
        self.below: dict[str | None, list[Clause]] = defaultdict(list)
        self._labels: dict[str, list[Clause]] = defaultdict(list)
        for clause in document.clauses:
            self.below[clause.parent].append(clause)
            if clause.number is not None:
                for term in _terms(clause.number):
                    self._labels[term].append(clause)

    def parents(self, clause: Clause) -> list[Clause]:
        """Give the clauses above, nearest first."""
        found: list[Clause] = []
        while clause.parent in self.at and len(found) < 20:
            clause = self.clauses[self.at[clause.parent]]
            found.append(clause)
        return found

    def named(self, label: str) -> list[Clause]:
        """Give the clauses whose own label agrees with ``label``, the most exact first."""
        terms = _terms(label)
        unit = re.sub(r"部分|点", "", unit_of(label))
        found: list[Clause] = []
        for term in terms:
            for clause in self._labels.get(term, ()):
                own = unit_of(clause.number or "")
                if clause not in found and (not unit or not own or own == unit or unit in "条款项目"):
                    found.append(clause)
            if found:
                break
        if not found or "." in label:
            return found
        if "部分" in label or unit in ("章", "节", "编"):
            depth = min(len(clause.path) for clause in found)
            return [clause for clause in found if len(clause.path) == depth or unit_of(clause.number or "") == unit]
        return found


def led(labels: str, clause: Clause | None, tree: ClauseTree) -> tuple[str, ...] | None:
    """Lead ``labels`` (第三条第二款、第五条) into ``tree``; None where one of them names nothing there."""
    if not labels:
        return ()
    found: dict[str, None] = {}
    above: list[str] = []
    position = 0
    spread = False
    last: Clause | None = None
    while position < len(labels):
        separator = _SEPARATOR.match(labels, position)
        if separator:
            spread = separator["word"] in ("至", "到", "—", "-", "~", "～")
            position = separator.end()
        match = re.compile(LABELS).match(labels, position) or re.compile(r"[0-9]+").match(labels, position)
        if match is None:
            break
        steps = [one.group() for one in re.finditer(rf"{LABEL}|[0-9]+", match[0])]
        if (
            len(steps) == 1
            and above
            and unit_of(steps[0]) in ("款", "项", "目", "()")
            and unit_of(above[0]) != unit_of(steps[0])
        ):
            steps = [*above, *steps]  # 第三条第一项、第二项
        target = _walk(steps, clause, tree)
        if target is None:
            return None
        if spread and last is not None:
            found.update(dict.fromkeys(one.id for one in _between(last, target, tree)))
        found[target.id] = None
        above = steps[:-1]
        last, spread = target, False
        position = match.end()
    return tuple(found)


def _walk(steps: Sequence[str], clause: Clause | None, tree: ClauseTree) -> Clause | None:
    """Go down ``steps``; a 款 is a paragraph of its article, and so leads to the article."""
    here: Clause | None = None
    for index, step in enumerate(steps):
        unit, number = unit_of(step), _number(step)
        if index == 0:
            choices = tree.named(step)
            if clause is not None and unit in ("款", "项", "目", "()"):
                near = [clause, *tree.parents(clause)]
                within = [one for one in choices if one.parent in {other.id for other in near}]
                choices = within or (choices if unit == "()" else [])
                if not choices and unit == "款":
                    choices = [near[-1] if len(near) < 2 else near[1]]
            if clause is not None and len(choices) > 1:
                own = {other.id for other in tree.parents(clause)}
                choices = sorted(choices, key=lambda one: (one.parent not in own, one.id == clause.id))
            if not choices:
                return None
            here = choices[0]
            continue
        assert here is not None
        terms = set(_terms(step))
        below = [one for one in _under(here, tree) if one.number is not None and terms & set(_terms(one.number))]
        if unit == "款":
            below = [one for one in below if unit_of(one.number or "") == "款"]
        if below:
            here = below[0]
        elif unit == "款":
            paragraphs = 1 + here.text.count("\n") + len(tree.below[here.id]) + len(re.findall(r"。(?=\S)", here.text))
            if number is not None and number > paragraphs:
                return None
        elif number is None or number not in {_value(m[1] or m[2]) for m in _INLINE_ITEM.finditer(here.text)}:
            return None
    return here


def _under(clause: Clause, tree: ClauseTree) -> list[Clause]:
    """Give the clauses below, those right below first."""
    first = tree.below[clause.id]
    return [*first, *(deeper for one in first for deeper in tree.below[one.id])]


def _between(first: Clause, last: Clause, tree: ClauseTree) -> Iterator[Clause]:
    for clause in tree.clauses[tree.at[first.id] : tree.at[last.id]]:
        if clause.parent == first.parent or len(clause.path) == len(first.path):
            yield clause


@lru_cache(maxsize=8192)  # documents share most of their labels
def _terms(label: str) -> tuple[str, ...]:
    return tuple(label_terms(re.sub(r"\s|部分|点", "", label)))


@lru_cache(maxsize=8192)
def unit_of(label: str) -> str:
    """Give the unit of a label: 条 of 第三条, () of （二）, empty for a bare number."""
    if match := re.search(r"(编|章|节|条|款|项|目|部分|点)(?:之[一-十]+)?$", label.strip()):
        return match[1]
    return "()" if label.strip().startswith(("(", "（")) else ""


def _number(label: str) -> int | None:
    digits = re.search(ORDINAL, label)
    return _value(digits[0]) if digits else None


def _value(text: str) -> int | None:
    value = parse(text)
    return value if isinstance(value, int) else None
