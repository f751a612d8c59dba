"""Which of the clauses found is about what a question names: an order for collections of any size.

The ranker asks whether a clause *answers*; among sixty thousand clauses the first question is which of the hundreds
that share a word are about the matter at all.  Three things tell: how much of what the question names stands in the
clause, in one sentence of it and beside it; whether its document holds the rest; and whether that document is one
that the others build on.  Two linear models of plain numbers, learned by ``bench/train_relevance.py``: the first looks
at no text and thins the engine's hits out, the second reads what is left.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.errors import ConfigurationError

__all__ = [
    "FIRST",
    "SECOND",
    "Concept",
    "Model",
    "Passage",
    "Prominence",
    "first_features",
    "load_model",
    "order",
    "second_features",
    "thin",
]

FIRST = ("engine", "document_best", "named", "size")
SECOND = (*FIRST, "cover", "sentence", "context", "titled", "document_cover")
"""Names of the features, in order; what each measures stands in ``first_features`` and ``second_features``."""

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_FIRST_VARIANT, _MORE_VARIANTS, _PARTLY, _BESIDE = 0.7, 0.15, 0.5, 0.7
"""What one other wording counts beside the word itself, what each further one adds, what a word of three or more
characters counts of which only pairs stand there, and what a match in the clause before or after counts."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question names: as typed, what else says the same, and how rare it is (IDF)."""

    text: str
    variants: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prominence:
    """A document among the others: how many of them name it, and how many clauses it has."""

    named: int = 0
    clauses: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause as it is read here, in the form that questions are folded to.

    ``beside``: the clauses before and after it in its document.
    """

    text: str
    title: str
    beside: tuple[str, ...] = ()


Found = Sequence[tuple[str, float, str]]
"""Clauses that the engine found: id, score, and the id of the document; best first."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of ``FIRST`` and of ``SECOND``."""

    first: tuple[float, ...]
    second: tuple[float, ...]


@lru_cache(maxsize=4)
def load_model(path: Path | None = None) -> Model:
    """Read the learned weights that ship beside this module, or those in ``path``."""
    record = json.loads((path or Path(__file__).with_suffix(".json")).read_text(encoding="utf-8"))
    if (tuple(record["first"]), tuple(record["second"])) != (FIRST, SECOND):
        raise ConfigurationError("relevance.json 与本版本不符", remedy="请重新安装 policy-kb")
    return Model(tuple(record["first"].values()), tuple(record["second"].values()))


def first_features(found: Found, prominence: Mapping[str, Prominence]) -> list[tuple[float, ...]]:
    """Measure what needs no text: the engine's score, the document's three best scores, and its standing."""
    best = found[0][1] if found else 0.0
    scores: dict[str, list[float]] = defaultdict(list)
    for _, score, document in found:
        if len(scores[document]) < 3:
            scores[document].append(score / (best or 1.0))
    around: dict[str, tuple[float, float, float]] = {}
    for document, three in scores.items():
        own = prominence.get(document, Prominence())
        around[document] = (sum(three) / 3, math.log1p(own.named) / 5, math.log(max(1, own.clauses)) / 7)
    return [(score / (best or 1.0), *around[document]) for _, score, document in found]


def thin(found: Found, prominence: Mapping[str, Prominence], model: Model) -> list[tuple[str, float, str]]:
    """Order what the engine found by the first model; nothing is dropped."""
    rows = first_features(found, prominence)
    return _sorted(found, rows, model.first)


def second_features(
    concepts: Sequence[Concept],
    found: Found,
    passages: Sequence[Passage],
    first: Sequence[tuple[float, ...]],
) -> list[tuple[float, ...]]:
    """Measure how much of ``concepts`` stands in each passage, around it, in its title and in its document.

    All shares are by weight.  ``first``: the first features of the same clauses.
    """
    total = sum(concept.weight for concept in concepts) or 1.0
    weights = [concept.weight for concept in concepts]
    cache: dict[str, tuple[list[float], list[tuple[str, ...]]]] = {}

    def held(text: str) -> tuple[list[float], list[tuple[str, ...]]]:
        known = cache.get(text)
        if known is None:
            known = cache[text] = _held(concepts, text)
        return known

    def share(amounts: Sequence[float]) -> float:
        return sum(amount * weight for amount, weight in zip(amounts, weights, strict=True)) / total

    together: dict[str, list[float]] = {}
    for (_, _, document), passage in zip(found, passages, strict=True):
        amounts = held(passage.text)[0]
        known = together.get(document)
        together[document] = amounts if known is None else list(map(max, known, amounts))
    of_document = {document: share(amounts) for document, amounts in together.items()}
    rows = []
    for (_, _, document), passage, before in zip(found, passages, first, strict=True):
        amounts, forms = held(passage.text)
        near = amounts
        for text in passage.beside:
            near = [max(here, _BESIDE * there) for here, there in zip(near, held(text)[0], strict=True)]
        rows.append(
            (
                *before,
                share(amounts),
                _sentence(passage.text, forms, amounts, weights) / total,
                share(near),
                share(held(passage.title)[0]),
                of_document[document],
            )
        )
    return rows


def order(
    concepts: Sequence[Concept],
    found: Found,
    read: Callable[[str], Passage],
    prominence: Mapping[str, Prominence],
    *,
    reading: int,
    model: Model | None = None,
) -> list[tuple[str, float]]:
    """Order what the engine found by relevance: clause ids with scores, best first.

    Only the first ``reading`` of them are read, by ``read``; the others follow in the order of the first model,
    with scores below those.
    """
    model = model or load_model()
    thinned = thin(found, prominence, model)
    near, far = thinned[:reading], thinned[reading:]
    engine = {clause: score for clause, score, _ in found}
    rows = dict(zip((clause for clause, _, _ in found), first_features(found, prominence), strict=True))
    chosen = [(clause, engine[clause], document) for clause, _, document in near]
    second = second_features(
        concepts, chosen, [read(clause) for clause, _, _ in near], [rows[one] for one, _, _ in near]
    )
    ranked = [(clause, score) for clause, score, _ in _sorted(chosen, second, model.second)]
    floor = ranked[-1][1] if ranked else 0.0
    return ranked + [(clause, floor - at) for at, (clause, _, _) in enumerate(far, 1)]


def _sorted(found: Found, rows: Sequence[tuple[float, ...]], weights: Sequence[float]) -> list[tuple[str, float, str]]:
    """Give ``found`` with the scores of a linear model, best first; ties stay in order."""
    scored = [
        (clause, sum(weight * value for weight, value in zip(weights, row, strict=True)), document)
        for (clause, _, document), row in zip(found, rows, strict=True)
    ]
    return sorted(scored, key=lambda one: -one[1])


def _held(concepts: Sequence[Concept], text: str) -> tuple[list[float], list[tuple[str, ...]]]:
    """Say how much of each concept stands in ``text`` (0 to 1), and in which wordings."""
    amounts: list[float] = []
    forms: list[tuple[str, ...]] = []
    for concept in concepts:
        word = concept.text
        found = tuple([variant for variant in concept.variants if variant in text])
        if word in text:
            amounts.append(1.0)
            forms.append((word, *found))
        elif found:
            amounts.append(min(1.0, _FIRST_VARIANT + _MORE_VARIANTS * (len(found) - 1)))
            forms.append(found)
        else:
            amounts.append(_part(word, text) if len(word) > 2 else 0.0)
            forms.append(())
    return amounts, forms


def _part(word: str, text: str) -> float:
    """Give what a longer word counts of which at least half of the pairs of characters stand in ``text``."""
    pairs = len(word) - 1
    there = sum(word[at : at + 2] in text for at in range(pairs))
    return _PARTLY * there / pairs if 2 * there >= pairs else 0.0


def _sentence(text: str, forms: Sequence[tuple[str, ...]], amounts: Sequence[float], weights: Sequence[float]) -> float:
    """Give the weight of the concepts in the sentence that holds most of them."""
    there = [
        (amount * weight, wordings)
        for amount, weight, wordings in zip(amounts, weights, forms, strict=True)
        if wordings
    ]
    best = 0.0
    for sentence in _SENTENCE.findall(text) if there else ():
        best = max(best, sum(weight for weight, wordings in there if any(word in sentence for word in wordings)))
    return best
