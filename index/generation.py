"""One finished state of the knowledge base, opened for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest.errors import StoreDamaged

from .analyzer import Analyzer
from .clause_file import ClauseFile
from .engines import ANY, Engine, Filter, Hits, Step, engine_named
from .manifest import read_manifest
from .schema import WEIGHTS, Field
from .words import Words

if TYPE_CHECKING:
    from ingest.document import Clause, Document

    from .meaning_file import MeaningFile

__all__ = ["ENGINE_FOLDER", "Generation"]

ENGINE_FOLDER = "engine"
INDEXED = {"whoosh": 3, "tantivy": 6}
"""The first format of a manifest whose index of an engine can be searched."""
_REMEDY = "请重建:kb build --full"


class Generation:
    """A generation: its manifest, documents, clauses and search; read-only, safe for threads.

    Opening reads the manifest alone.  Clauses, dictionary and engine are opened when first asked for, so that
    ``kb show`` waits for no engine.  What is open stays readable while newer generations are written.
    """

    def __init__(self, path: Path, words_root: Path) -> None:
        self.path = path
        self.number = int(path.name)
        self.manifest = read_manifest(path)
        self._words_folder = words_root / self.manifest.dictionary
        self._lock = RLock()
        self._clauses: ClauseFile | None = None
        self._words: Words | None = None
        self._engine: Engine | None = None
        self._meanings: MeaningFile | None = None
        self._analyzer: Analyzer | None = None
        for name, (size, _) in self.manifest.files.items():
            file = path / name
            if not file.is_file() or file.stat().st_size != size:
                raise StoreDamaged("知识库的文件缺失或被截断", place=str(file), remedy=_REMEDY)

    def _check_kept(self) -> None:
        if not self.path.is_dir():
            raise StoreDamaged("这一版知识库已被更新的版本取代", place=str(self.path), remedy="请重新打开知识库")

    @property
    def clause_file(self) -> ClauseFile:
        """Documents and clauses on disk."""
        found = self._clauses
        if found is None:
            with self._lock:
                found = self._clauses
                if found is None:
                    self._check_kept()
                    found = self._clauses = ClauseFile(self.path)
        return found

    @property
    def words(self) -> Words:
        """The dictionary that the clauses were cut with."""
        found = self._words
        if found is None:
            with self._lock:
                found = self._words
                if found is None:
                    self._check_kept()
                    found = self._words = Words(self._words_folder, self.manifest.words)
        return found

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer that the clauses were cut with."""
        analyzer = self._analyzer
        if analyzer is None:
            analyzer = self._analyzer = Analyzer(self.words)
        return analyzer

    @property
    def engine(self) -> Engine:
        """The search engine; it finds terms, where ``search`` takes text."""
        found = self._engine
        if found is None:
            with self._lock:
                found = self._engine
                if found is None:
                    found = self._engine = self._open_engine()
        return found

    def _open_engine(self) -> Engine:
        self._check_kept()
        if self.manifest.format < INDEXED.get(self.manifest.engine, 0):
            raise StoreDamaged("知识库的检索索引由旧版本写成,本版本不能查找", place=str(self.path), remedy=_REMEDY)
        return engine_named(self.manifest.engine).open(self.path / ENGINE_FOLDER, self.clause_file.id_at)

    def nearness(self, text: str, clauses: Sequence[str]) -> list[float]:
        """Say how close in meaning ``text`` is to each of ``clauses`` (ids): -1 to 1; 0 where that is not known."""
        from .meaning import load_meaning

        vectors = self._meanings or self._open_meanings()
        if vectors is None or not vectors.current:
            return [0.0] * len(clauses)
        return vectors.cosines(load_meaning().vector(text), list(map(self.clause_file.number, clauses)))

    def _open_meanings(self) -> MeaningFile | None:
        """Open the clauses' vectors; None where there are none."""
        from .meaning_file import MEANINGS, MeaningFile

        with self._lock:
            if self._meanings is None and self.manifest.files.keys() & {MEANINGS}:
                self._check_kept()
                self._meanings = MeaningFile(self.path)
            return self._meanings

    def documents(self, *, clauses: bool = False) -> tuple[Document, ...]:
        """Give the documents in order; their ``clauses`` are empty unless asked for."""
        bare = self.clause_file.documents
        return tuple(replace(one, clauses=tuple(self.clauses(one.id))) for one in bare) if clauses else bare

    def clause_counts(self) -> Mapping[str, int]:
        """Give document id -> how many clauses it has."""
        return self.clause_file.clause_counts

    def clause(self, clause: str) -> Clause:
        """Give one clause by its id.  Raises ``NotFound``."""
        return self.clause_file.clause(clause)

    def clauses(self, document: str | None = None) -> Iterator[Clause]:
        """Give all clauses, or those of one document (its id), in order.  Raises ``NotFound``."""
        return self.clause_file.clauses(document)

    def search(
        self,
        text: str,
        *,
        where: Filter = ANY,
        limit: int | None = 10,
        weights: Mapping[Field, float] | None = None,
        phrases: Sequence[str] = (),
    ) -> Hits:
        """Find clauses for the words and pairs of ``text``; ``weights`` replace ``schema.WEIGHTS``.

        Gives (clause id, score), best first, ties in document order.  A term said twice counts twice.  ``phrases``:
        what all of them must hold as it stands; that alone is enough, and to the score comes how often.
        """
        steps = [_phrase_steps(self.analyzer, phrase) for phrase in phrases]
        if not all(steps):
            return []
        words, pairs = Counter(self.analyzer.pieces(text)), Counter(self.analyzer.pair_texts(text))
        query: dict[Field, dict[str, float]] = {
            field: {term: weight * count for term, count in (pairs if field == "pairs" else words).items()}
            for field, weight in (weights or WEIGHTS).items()
        }
        return self.engine.search(query, where=where, limit=limit, phrases=steps)

    def find(self, words: Mapping[str, float], text: str, *, limit: int | None) -> Hits:
        """Find clauses for weighted ``words`` and the pairs of ``text``: what a question was read to."""
        return self.engine.search(self.terms_of(words, text), limit=limit)

    def terms_of(self, words: Mapping[str, float], text: str) -> dict[Field, dict[str, float]]:
        """Give the terms that ``find`` asks the engine for, by field, with their weights."""
        pairs = dict.fromkeys(self.analyzer.pair_texts(text), WEIGHTS["pairs"])
        query: dict[Field, dict[str, float]] = {
            field: {term: weight * count for term, count in words.items()}
            for field, weight in WEIGHTS.items()
            if field != "pairs"
        }
        query["pairs"] = pairs
        return query

    def phrase(self, text: str, *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that hold ``text`` as it stands, punctuation and case aside; score: how often."""
        return self.engine.phrase(_phrase_steps(self.analyzer, text), where=where, limit=limit)

    def numbers(self, text: str | Sequence[str], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that every clause number in ``text`` leads to (第十三条 and 第13条 are one)."""
        from .number_terms import number_terms

        numbers = number_terms(text) if isinstance(text, str) else text
        return self.engine.numbers(numbers, where=where, limit=limit)

    def beside(self, name: str) -> bytes | None:
        """Give what the builder put beside the clauses under ``name``; None where it put nothing."""
        if name not in self.manifest.files:
            return None
        self._check_kept()
        return (self.path / name).read_bytes()

    def verify(self) -> None:
        """Compare all parts with the manifest, byte for byte, and with one another.  Raises ``StoreDamaged``."""
        self.verify_files()
        counts = {
            "条款": (self.manifest.clauses, len(self.clause_file), self.engine.count()),
            "文档": (self.manifest.documents, self.clause_file.document_count),
        }
        for noun, found in counts.items():
            if len(set(found)) > 1:
                raise StoreDamaged(f"知识库各部分的{noun}数不一致:{found}", place=str(self.path), remedy=_REMEDY)

    def verify_files(self) -> None:
        """Compare all files with the manifest, byte for byte.  Raises ``StoreDamaged`` or ``OSError``."""
        from hashlib import file_digest

        for name, (_, expected) in self.manifest.files.items():
            with (self.path / name).open("rb") as stream:
                if file_digest(stream, "sha256").hexdigest() != expected:
                    raise StoreDamaged("知识库的文件被改动", place=str(self.path / name), remedy=_REMEDY)

    def close(self) -> None:
        """Close what was opened.  Later calls open it again."""
        with self._lock:
            if self._clauses is not None:
                self._clauses.close()
            if self._engine is not None:
                self._engine.close()
            if self._meanings is not None:
                self._meanings.close()
            self._clauses = self._words = self._engine = self._meanings = self._analyzer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _phrase_steps(analyzer: Analyzer, text: str) -> list[Step]:
    """Give the pairs of ``text`` as steps of a phrase; a unit that stands alone matches by prefix."""
    pairs = analyzer.pairs(text)
    first = pairs[0].position if pairs else 0
    return [
        Step(pair.text, pair.position - first, prefix=len(pair.text) == 1 or pair.text.endswith(" ")) for pair in pairs
    ]
