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
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
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
    "fold",
    "load_model",
    "order",
    "second_features",
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

    ``beside``: the clauses before and after it in its document, one text.
    """

    text: str
    title: str
    beside: str = ""


Found = Sequence[tuple[str, float, str]]
"""Clauses that the engine found: id, score, and the id of the document; best first."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of ``FIRST`` and of ``SECOND``."""

    first: tuple[float, ...]
    second: tuple[float, ...]


class _Folding(dict[int, str]):
    """Character -> its folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = folded = "".join(plain.split()).lower()
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Give ``text`` for comparison: width and case folded, a character at a time, white space left out.

    A tenth of the time that NFKC takes for a text with full-width punctuation, of which all of them have some.
    """
    return text.translate(_FOLDING)


@lru_cache(maxsize=4)
def load_model(path: Path | None = None) -> Model:
    """Read the learned weights that ship beside this module, or those in ``path``."""
    record = json.loads((path or Path(__file__).with_suffix(".json")).read_text(encoding="utf-8"))
    if (tuple(record["first"]), tuple(record["second"])) != (FIRST, SECOND):
        raise ConfigurationError("relevance.json 与本版本不符", remedy="请重新安装 policy-kb")
    return Model(tuple(record["first"].values()), tuple(record["second"].values()))


def first_features(found: Found, prominence: Mapping[str, Prominence]) -> list[tuple[float, ...]]:
    """Measure what needs no text: the engine's score, the document's three best scores, and its standing."""
    best, around = _around(found, prominence)
    return [(score / best, *around[document]) for _, score, document in found]


def _around(found: Found, prominence: Mapping[str, Prominence]) -> tuple[float, dict[str, tuple[float, float, float]]]:
    """Give the engine's best score, and for each document all first features but ``engine``."""
    best = (found[0][1] if found else 0.0) or 1.0
    scores: dict[str, list[float]] = defaultdict(list)
    for _, score, document in found:
        scores[document].append(score)
    around: dict[str, tuple[float, float, float]] = {}
    for document, several in scores.items():
        own = prominence.get(document, _OBSCURE)
        three = sum(several[:3]) / best / 3
        around[document] = (three, math.log1p(own.named) / 5, math.log(max(1, own.clauses)) / 7)
    return best, around


_OBSCURE = Prominence()


def second_features(
    concepts: Sequence[Concept],
    documents: Sequence[str],
    passages: Sequence[Passage],
    first: Sequence[tuple[float, ...]],
) -> list[tuple[float, ...]]:
    """Measure how much of ``concepts`` stands in each passage, around it, in its title and in its document.

    All shares are by weight.  ``documents`` and ``first``: ids and first features of the same clauses.
    """
    weights = [concept.weight for concept in concepts]
    total = sum(weights) or 1.0
    own = [_held(concepts, passage.text) for passage in passages]
    together: dict[str, list[float]] = {}
    for document, (amounts, _) in zip(documents, own, strict=True):
        known = together.get(document)
        together[document] = amounts if known is None else list(map(max, known, amounts))
    of_document = {document: sum(map(mul, amounts, weights)) for document, amounts in together.items()}
    titles: dict[str, float] = {}
    rows = []
    for document, passage, before, (amounts, forms) in zip(documents, passages, first, own, strict=True):
        titled = titles.get(passage.title)
        if titled is None:
            titled = titles[passage.title] = sum(map(mul, _held(concepts, passage.title)[0], weights))
        rows.append(
            (
                *before,
                sum(map(mul, amounts, weights)) / total,
                _sentence(passage.text, forms, amounts, weights) / total,
                sum(map(mul, _near(concepts, amounts, passage.beside), weights)) / total,
                titled / total,
                of_document[document] / total,
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

    The first model orders them all; the best ``reading`` of them are read, by ``read``, and ordered by the second.
    The others follow, with scores below those.
    """
    model = model or load_model()
    best, around = _around(found, prominence)
    engine, *rest = model.first
    standing = {document: sum(map(mul, rest, features)) for document, features in around.items()}
    thinned = [engine / best * score + standing[document] for _, score, document in found]
    places = sorted(range(len(found)), key=thinned.__getitem__, reverse=True)
    near, far = places[:reading], places[reading:]
    second = second_features(
        concepts,
        [found[at][2] for at in near],
        [read(found[at][0]) for at in near],
        [(found[at][1] / best, *around[found[at][2]]) for at in near],
    )
    scores = {at: sum(map(mul, model.second, row)) for at, row in zip(near, second, strict=True)}
    ranked = sorted(near, key=lambda at: -scores[at])
    floor = scores[ranked[-1]] if ranked else 0.0
    return [
        *((found[at][0], scores[at]) for at in ranked),
        *((found[at][0], floor - below) for below, at in enumerate(far, 1)),
    ]


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
            amounts.append(_part(word, text) if len(word) > 2 and not concept.variants else 0.0)
            forms.append(())
    return amounts, forms


def _near(concepts: Sequence[Concept], amounts: Sequence[float], beside: str) -> list[float]:
    """Give how much of each concept stands in a clause or, for what is missing there, beside it."""
    if not beside:
        return list(amounts)
    near = []
    for concept, amount in zip(concepts, amounts, strict=True):
        if amount >= _BESIDE:
            near.append(amount)
        elif concept.text in beside:
            near.append(_BESIDE)
        else:
            found = sum([variant in beside for variant in concept.variants])
            lent = min(1.0, _FIRST_VARIANT + _MORE_VARIANTS * (found - 1)) if found else 0.0
            near.append(max(amount, _BESIDE * lent))
    return near


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
    if len(there) < 2:
        return there[0][0] if there else 0.0
    best = 0.0
    for sentence in _SENTENCE.findall(text):
        best = max(best, sum(weight for weight, wordings in there if any(word in sentence for word in wordings)))
    return best
