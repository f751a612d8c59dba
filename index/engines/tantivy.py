"""tantivy: compiled, for some ten thousand clauses and more; the same terms, the same BM25, the same answers.

tantivy is given the terms that the analyzer made, joined by spaces, and splits them again; it analyses nothing.  It
keeps the lengths of fields in a byte, rounded down as in ``postings``, so that both engines give the same scores.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Any

import tantivy

from ingest.errors import StoreDamaged

from ..schema import JOIN, SCORED, WEIGHTS, Entry, Field
from . import ANY, Filter, Hits, Step, TermQuery
from .postings import LENGTHS, length_code

__all__ = ["Engine"]

K1 = 1.2
B = 0.75
"""tantivy's own, and Whoosh's here."""

OWN, AROUND, MENTIONED = 3.0, 2.0, 1.0
"""What a clause number scores: the clause's own, one it stands under, one it names."""

HEAP = 256_000_000
"""Bytes of postings before tantivy writes a segment; some hundred thousand clauses stay in one."""

KEPT = 16384
"""Terms whose queries are kept."""

_FILTERED = ("role", "topic", "document")
_KEYS = {"number": "n", "path": "p", "mentions": "m", "role": "r", "topic": "t", "document": "d"}
"""What only matches or does not, and the letter that its terms begin with: they share one field, since tantivy keeps
the length of every field of every clause."""
_KEY = "keys"
_SPACE = "\x1f"
"""Stands for the space inside a pair, since spaces part the terms."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in SCORED:
        builder.add_text_field(
            field, tokenizer_name="whitespace", index_option="position" if field == "pairs" else "freq"
        )
    builder.add_text_field(_KEY, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("place", fast=True)
    builder.add_unsigned_field("length", fast=True)
    return builder.build()


class Engine:
    """One tantivy index, mapped; searches of several threads run side by side."""

    GROWS = False

    def __init__(self, folder: Path, index: tantivy.Index, id_at: Callable[[int], str]) -> None:
        self._folder = folder
        self._id_at = id_at
        index.config_reader("manual")  # or a thread would watch the folder
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._count = self._searcher.num_docs
        # Questions come back to the same words, and to look a term up takes longer than to weigh its query.
        self._sought = lru_cache(maxsize=KEPT)(self._seek)

    @classmethod
    def write(cls, folder: Path, entries: Iterable[Entry]) -> int:
        """Write an index of ``entries`` into ``folder``; give how many there were."""
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), str(folder))
        writer = index.writer(HEAP, 1)
        count = 0
        for entry in entries:
            writer.add_document(_document(entry, count))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        for lock in folder.glob(".*.lock"):
            lock.unlink()
        return count

    @classmethod
    def extend(
        cls,
        base: Path,  # noqa: ARG003
        folder: Path,  # noqa: ARG003
        order: Sequence[tuple[str, int]],  # noqa: ARG003
        changed: Collection[str],  # noqa: ARG003
        entries: Callable[[Collection[str]], Iterable[Entry]],  # noqa: ARG003
    ) -> bool:
        """Always give False: tantivy counts deleted clauses in its scores, and writing anew takes little."""
        return False

    @classmethod
    def open(cls, folder: Path, id_at: Callable[[int], str]) -> Engine:
        """Open the index in ``folder``.  Raises ``StoreDamaged`` where tantivy cannot read it."""
        with _explained(folder):
            return cls(folder, tantivy.Index.open(str(folder)), id_at)

    def search(
        self, terms: TermQuery, *, where: Filter = ANY, limit: int | None = 10, phrases: Sequence[Sequence[Step]] = ()
    ) -> Hits:
        """Find clauses that hold any of ``terms``, by BM25 in each field times the term's weight, summed.

        With ``phrases`` only clauses that hold them all, and any of ``terms`` or not; to the score comes how often.
        """
        with _explained(self._folder):
            wanted = [
                (tantivy.Occur.Should, query)
                for field, weights in terms.items()
                for text, weight in weights.items()
                if weight and (query := self._weighed(field, text, weight)) is not None
            ]
            if phrases:
                return self._with_phrases(wanted, phrases, where, limit)
            if not wanted:
                return []
            found = self._found(self._within(tantivy.Query.boolean_query(wanted), where), limit)
            return [(self._id_at(place), score) for score, place, _ in found]

    def _with_phrases(
        self,
        wanted: list[tuple[tantivy.Occur, tantivy.Query]],
        phrases: Sequence[Sequence[Step]],
        where: Filter,
        limit: int | None,
    ) -> Hits:
        """Find clauses that hold all ``phrases``; only those are ranked by what is ``wanted`` beside."""
        scores: dict[int, float] | None = None
        for steps in phrases:
            often = self._often(steps, where)
            if scores is not None:
                often = {place: scores[place] + count for place, count in often.items() if place in scores}
            scores = often
            if not scores:
                return []
        scores = scores or {}
        if wanted:
            held = [
                tantivy.Query.const_score_query(tantivy.Query.boolean_query(alternatives), 0.0)
                for steps in phrases
                if (alternatives := [(tantivy.Occur.Should, one) for one in self._phrases(steps)])
            ]
            ranked = [(tantivy.Occur.Must, one) for one in (tantivy.Query.boolean_query(wanted), *held)]
            for score, place, _ in self._found(tantivy.Query.boolean_query(ranked), None):
                if place in scores:
                    scores[place] += score
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return [(self._id_at(place), score) for place, score in best]

    def _seek(self, field: Field, text: str) -> tuple[tantivy.Query, float] | None:
        """Give the query for a term and its rarity; None for one that stands nowhere, which would only take time.

        The rarity is all that a term scores in a field without lengths, and 0 where tantivy scores it.
        """
        count = self._held(field, text)
        if not count:
            return None
        rarity = 0.0 if field in SCORED else log(1 + (self._count - count + 0.5) / (count + 0.5))
        return self._term(field, text), rarity

    def _weighed(self, field: Field, text: str, weight: float) -> tantivy.Query | None:
        """Give the query for a term with its weight; None for one that stands nowhere."""
        sought = self._sought(field, text)
        if sought is None:
            return None
        query, rarity = sought
        if rarity:
            return tantivy.Query.const_score_query(query, weight * rarity)
        return tantivy.Query.boost_query(query, weight)

    def phrase(self, steps: Sequence[Step], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that hold all ``steps`` in place; the score is how often."""
        with _explained(self._folder):
            often = self._often(steps, where)
            best = sorted(often.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
            return [(self._id_at(place), count) for place, count in best]

    def _often(self, steps: Sequence[Step], where: Filter) -> dict[int, float]:
        """Give place -> how often the phrase stands there."""
        often: dict[int, float] = {}
        for query in self._phrases(steps) if steps else ():
            for count, place in self._counted(self._within(query, where)):
                often[place] = often.get(place, 0.0) + count
        return often

    def _phrases(self, steps: Sequence[Step]) -> Iterator[tantivy.Query]:
        """Give queries whose counts add up to those of the phrase."""
        if len(steps) == 1:
            texts = [steps[0].text]
            if steps[0].prefix:
                texts = [text for text, _ in self._searcher.terms_with_prefix("pairs", _inner(steps[0].text))]
            for text in texts:
                yield self._term("pairs", text)
        elif any(step.prefix for step in steps):
            words = [(step.offset, re.escape(_inner(step.text)) + ".*" * step.prefix) for step in steps]
            yield tantivy.Query.regex_phrase_query(self._schema, "pairs", list(words))
        else:
            yield tantivy.Query.phrase_query(
                self._schema, "pairs", [(step.offset, _inner(step.text)) for step in steps]
            )

    def _counted(self, query: tantivy.Query) -> Iterator[tuple[float, int]]:
        """Give how often the phrase of ``query`` stands in each clause: tantivy's score, solved for the frequency."""
        found = self._found(query, None)
        if not found:
            return
        explained = json.loads(query.explain(self._searcher, found[0][2]).to_json())
        gain = _detail(explained, "(K1+1)") * _detail(explained, "idf")
        usual = _detail(explained, "avgdl")
        lengths = self._searcher.fast_field_values("length", [address for _, _, address in found])
        for (score, place, _), length in zip(found, lengths, strict=True):
            own = LENGTHS[length_code(int(length or 0))]
            share = score / gain  # frequency / (frequency + norm)
            norm = K1 * (1 - B + B * own / usual)
            yield float(round(share * norm / (1 - share))), place

    def numbers(self, numbers: Sequence[str], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that ``numbers`` all name; the clause's own number scores most."""
        if not numbers:
            return []
        constant = tantivy.Query.const_score_query
        with _explained(self._folder):
            wanted = [
                tantivy.Query.disjunction_max_query(
                    [
                        constant(self._term(field, number), value)
                        for field, value in (("mentions", MENTIONED), ("path", AROUND), ("number", OWN))
                    ]
                )
                for number in numbers
            ]
            every = tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in wanted])
            found = self._found(self._within(every, where), limit)
            return [(self._id_at(place), score) for score, place, _ in found]

    def frequency(self, field: Field, term: str) -> int:
        """Give in how many clauses ``term`` stands."""
        with _explained(self._folder):
            return self._held(field, term)

    def count(self) -> int:
        """Give the number of clauses indexed."""
        return self._count

    def close(self) -> None:
        """Give the files back."""
        del self._searcher

    def _term(self, field: str, text: str) -> tantivy.Query:
        option = "freq" if field in SCORED else "basic"
        return tantivy.Query.term_query(self._schema, *_placed(field, text), option)

    def _held(self, field: str, text: str) -> int:
        return self._searcher.doc_freq(*_placed(field, text))

    def _within(self, query: tantivy.Query, where: Filter) -> tantivy.Query:
        """Keep to ``where``, which adds nothing to the score."""
        wanted = [(field, value) for field in _FILTERED if (value := getattr(where, field)) is not None]
        if not wanted:
            return query
        kept = [tantivy.Query.const_score_query(self._term(field, value), 0.0) for field, value in wanted]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in (query, *kept)])

    def _found(self, query: tantivy.Query, limit: int | None) -> list[tuple[float, int, Any]]:
        """Give (score, place, address) of the best ``limit`` clauses, ties in the order of writing.

        tantivy settles ties by segment first, so where there are several it is asked for more until no tie is cut.
        """
        size = self._count
        wanted = size if limit is None else min(limit, size)
        asked = wanted
        while asked > 0:
            hits = self._searcher.search(query, asked, count=False).hits
            whole = len(hits) < asked or asked == size or self._searcher.num_segments == 1
            if whole or hits[-1][0] < hits[wanted - 1][0]:
                places = self._searcher.fast_field_values("place", [address for _, address in hits])
                found = [(score, int(place or 0), at) for (score, at), place in zip(hits, places, strict=True)]
                return sorted(found, key=lambda hit: (-hit[0], hit[1]))[:wanted]
            asked = min(size, 2 * asked)
        return []


def _document(entry: Entry, place: int) -> tantivy.Document:
    document = tantivy.Document()
    for field, terms in entry.joined.items():
        if field in SCORED:
            document.add_text(field, _line(terms))
        else:
            for term in dict.fromkeys(entry.terms(field)):
                document.add_text(_KEY, _KEYS[field] + _inner(term))
    for stream in entry.pairs:  # tantivy leaves a position free between values
        document.add_text("pairs", _line(stream))
    for key, values in zip(_FILTERED, (entry.roles, entry.topics, (entry.document,)), strict=True):
        for value in dict.fromkeys(values):
            document.add_text(_KEY, _KEYS[key] + _inner(value))
    document.add_unsigned("place", place)
    document.add_unsigned("length", entry.size("pairs"))
    return document


def _line(joined: str) -> str:
    return joined.replace(" ", _SPACE).replace(JOIN, " ")


def _placed(field: str, text: str) -> tuple[str, str]:
    """Give tantivy's field for the terms of a field, and what a term is there."""
    return (field, _inner(text)) if field in SCORED else (_KEY, _KEYS[field] + _inner(text))


def _inner(text: str) -> str:
    return text.replace(" ", _SPACE) if " " in text else text


def _detail(explained: dict[str, Any], name: str) -> float:
    """Find the figure whose description begins with ``name`` in what tantivy explains of a score."""
    if explained["description"].startswith(name):
        return float(explained["value"])
    for part in explained.get("details", ()):
        found = _detail(part, name)
        if found:
            return found
    return 0.0


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say what is the matter where the files turn out to be damaged; tantivy may panic over them."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        raise StoreDamaged("检索索引损坏", place=str(folder), remedy="请重建:kb build --full") from error


assert set(SCORED) == set(WEIGHTS)
