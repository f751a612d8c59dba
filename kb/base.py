"""``KnowledgeBase``: one generation, opened for asking; and the way to build one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest.errors import ConfigurationError

from .reply import Hit, Reply

if TYPE_CHECKING:
    from index.engines import Filter
    from index.features import Candidate
    from index.generation import Generation
    from index.lexicon import Lexicon
    from ingest import Clause, Document

    from .ask import Asker
    from .build_report import BuildReport
    from .changes import Diff
    from .check import Finding
    from .find import Finder
    from .golden import GoldenReport
    from .handbook import Handbook
    from .history import Entry
    from .links import Links
    from .question import Question
    from .rebuild import Progress
    from .references import References
    from .register import Register
    from .status import Status
    from .versions import Standing

__all__ = ["KnowledgeBase"]


class KnowledgeBase:
    """One generation of a knowledge base: read-only, safe for threads, a context manager.

    A rebuild makes another generation and never disturbs one that is open; ``reload`` moves to the newest.
    """

    def __init__(
        self,
        root: str | Path,
        generation: Generation,
        report: BuildReport | None = None,
        *,
        as_of: date | str | None = None,
    ) -> None:
        self.root = Path(root)
        self.report = report
        """What the build did, where this knowledge base was just built."""
        self._generation = generation
        self._as_of = as_of

    @classmethod
    def open(cls, root: str | Path = ".kb", *, as_of: date | str | None = None) -> Self:
        """Open the current generation in ``root``; ``as_of``: ask and search only what was in force on that day.

        Raises ``StoreMissing``, ``StoreDamaged``, ``StoreTooNew``, or ``ConfigurationError`` for what is no day.
        """
        from index.store import Store

        if as_of is not None:
            from .editions import read_day

            as_of = read_day(as_of)
        return cls(root, Store(Path(root)).current(), as_of=as_of)

    @classmethod
    def build(
        cls,
        sources: Sequence[str | Path],
        root: str | Path = ".kb",
        *,
        engine: str = "auto",
        jobs: int = 1,
        full: bool = False,
        allow_mass_delete: bool = False,
        progress: Progress | None = None,
    ) -> Self:
        """Read ``sources`` (files and folders) into a new generation in ``root`` and open it.

        Unchanged files are not parsed again, unless ``full``.  Files that cannot be read are in
        ``report.failed``; the rest is built.  ``engine``: ``auto`` takes tantivy for many clauses where it
        is installed, else Whoosh.  ``jobs``: processes that parse.  ``allow_mass_delete``: accept
        that most of the files are gone.  Raises ``UnreadableFile`` where nothing could be read,
        ``ConfigurationError`` or ``StoreLocked``; the old generation then stays.
        """
        from index.store import Store

        from .build import build

        report = build(
            sources,
            Path(root),
            engine=engine,
            jobs=jobs,
            full=full,
            allow_mass_delete=allow_mass_delete,
            progress=progress,
        )
        return cls(root, Store(Path(root)).current(), report)

    # Asking

    def ask(
        self,
        question: str,
        *,
        role: str | None = None,
        topic: str | None = None,
        document: str | None = None,
        why: bool = False,
    ) -> Reply:
        """Answer a question with citations, or abstain and name the nearest clauses.

        ``role``, ``topic`` and ``document`` leave only clauses that ``clauses`` would give.  ``why``: explain it too.
        """
        return self._asker.ask(question, self._only(role, topic, document), why=why)

    def score(self, questions: str | Path) -> GoldenReport:
        """Ask the questions of a golden set (see ``kb.golden``) and compare the replies with its answers."""
        from .golden import score_golden

        return score_golden(Path(questions), self.ask, self.clause)

    def search(
        self,
        query: str,
        *,
        role: str | None = None,
        topic: str | None = None,
        document: str | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Find clauses: by words, by ``"phrase"`` in quotes, or by an exact number (第十三条, 第13条, 3.3.4).

        ``role`` takes in the role's family; ``document`` is an id or a title.
        """
        from .search import search

        filters = self._filters(role, topic, document)
        if self._as_of is None:
            return search(self._generation, query, filters, limit)
        hits = search(self._generation, query, filters, self._generation.manifest.clauses)
        kept = [hit for hit in hits if hit.clause.document.id not in self._ended][:limit]
        return [replace(hit, rank=rank) for rank, hit in enumerate(kept, 1)]

    def find(self, question: str, *, limit: int = 10) -> list[Hit]:
        """Find the clauses that are about a question in anybody's words, best first; ``ask`` cuts an answer from one.

        Everyday words are led to the words of policies and statutes; the order weighs how much of the question a
        clause, its neighbours and its document hold.  Made for large collections as well (see docs/asking.md).
        """
        ended = self._ended if self._as_of is not None else frozenset()
        wanted = self._generation.manifest.clauses if ended else limit
        hits = [hit for hit in self._finder.find(question, wanted) if hit.clause.document.id not in ended]
        return [replace(hit, rank=rank) for rank, hit in enumerate(hits[: max(0, limit)], 1)]

    @cached_property
    def _finder(self) -> Finder:
        from .find import Finder

        return Finder(self._generation)

    @cached_property
    def _asker(self) -> Asker:
        from .ask import Asker

        links, ended = self._links, self._as_of is not None
        return Asker(self._generation, self.lexicon, links.fines, links.cited, self._doubted, leave_out=ended)

    def _read(self, question: str) -> Question:
        return self._asker.read(question)

    def _candidates(self, read: Question) -> list[Candidate]:
        return self._asker.candidates(read)

    def _only(self, role: str | None, topic: str | None, document: str | None) -> frozenset[str] | None:
        """Give the ids of the clauses that the filters leave; None where there is no filter."""
        if role is None and topic is None and document is None:
            return None
        self._filters(role, topic, document)  # refuses a role that nobody knows
        return frozenset(clause.id for clause in self.clauses(role=role, topic=topic, document=document))

    @cached_property
    def _ended(self) -> frozenset[str]:
        """Ids of documents that are not in force today: superseded, repealed, or not yet begun."""
        return frozenset(one for one, standing in self._doubted.items() if standing.state != "in_force")

    @cached_property
    def _doubted(self) -> Mapping[str, Standing]:
        return self._links.standings(self._as_of)

    @cached_property
    def _links(self) -> Links:
        from .links import Links

        return Links(self._generation)

    # What is in it

    def clause(self, clause: str) -> Clause:
        """Give a clause by its id, or by a citation such as ``《考勤制度》第三条``.  Raises ``NotFound``.

        Where several editions of a policy have such a clause, it is that of the one in force.
        """
        from .citation import find_clause

        return find_clause(self._generation, clause, lambda: self._ended)

    def clauses(
        self, *, role: str | None = None, topic: str | None = None, document: str | None = None
    ) -> Iterator[Clause]:
        """Give the clauses in order, filtered as ``search`` does."""
        from .search import document_id_of

        roles = set(self.lexicon.family(role)) if role else None
        chosen = document_id_of(self._generation, document) if document else None
        for clause in self._generation.clauses(chosen):
            if roles is not None and not roles.intersection(clause.roles):
                continue
            if topic is not None and topic not in clause.topics:
                continue
            yield clause

    def documents(self, *, clauses: bool = False) -> tuple[Document, ...]:
        """Give the documents in order; their ``clauses`` are empty unless asked for."""
        return self._generation.documents(clauses=clauses)

    def document(self, document: str) -> Document:
        """Give one document with its clauses, by id or title.  Raises ``NotFound``."""
        from .search import document_id_of

        identity = document_id_of(self._generation, document)
        return next(one for one in self._generation.documents(clauses=True) if one.id == identity)

    def below(self, clause: str) -> list[Clause]:
        """Give the clauses right below a clause, by its id."""
        above = self.clause(clause)
        return list(self._generation.clause_file.children(above.document.id, above.id))

    def roles(self) -> Mapping[str, int]:
        """Give role -> number of clauses that name or bind it, most first."""
        counted = Counter(role for clause in self._generation.clauses() for role in clause.roles)
        return dict(counted.most_common())

    def topics(self) -> Mapping[str, int]:
        """Give topic -> number of clauses, most first."""
        counted = Counter(topic for clause in self._generation.clauses() for topic in clause.topics)
        return dict(counted.most_common())

    def clause_counts(self) -> Mapping[str, int]:
        """Give document id -> number of its clauses."""
        return self._generation.clause_counts()

    def handbook(self, role: str, *, since: str | None = None) -> Handbook:
        """Compose the handbook of a role; ``since`` (a generation, an ISO day) leaves only what changed.

        ``.write("手册.docx")`` writes it as .md, .html, .docx or .pdf.  Raises ``NotFound`` with the nearest roles.
        """
        from .handbook import handbook

        return handbook(self, role, since=since)

    def register(self, *, role: str | None = None, topic: str | None = None, document: str | None = None) -> Register:
        """Make the obligations register with its RACI matrix; ``.write("登记表.xlsx")`` or ``.csv``.

        ``role``, ``topic`` and ``document`` leave only rules of clauses that ``clauses`` would give.
        """
        from .register import register

        return register(self, self._only(role, topic, document))

    # What changed, and what is wrong

    def diff(self, old: int | str | None = None, new: int | str | None = None) -> Diff:
        """Compare two generations clause by clause; ``new`` is the open one and ``old`` the one before, unless given.

        Numbers of ``history()``.  Raises ``NotFound`` for one that is not remembered.
        """
        from .history import compare

        return compare(self.root, old, self.generation if new is None else new)

    def history(self) -> list[Entry]:
        """Give the generations that are remembered, oldest first, each with the files that changed."""
        from .history import history

        return history(self.root)

    def check(self, *, role: str | None = None, topic: str | None = None, document: str | None = None) -> list[Finding]:
        """Give what HR should look at, the gravest first: contradictions, gaps, dangling references and so on.

        ``role``, ``topic`` and ``document`` leave only findings on a clause that ``clauses`` would give.
        """
        from .check import check_documents

        manifest = self._generation.manifest
        documents = self._generation.documents(clauses=True)
        on = None if self._as_of is None else str(self._as_of)
        found = check_documents(documents, lexicon=self.lexicon, failed=manifest.failed, on=on)
        only = self._only(role, topic, document)
        return [one for one in found if only is None or any(clause.id in only for clause in one.clauses)]

    def rollback(self, number: int | None = None) -> int:
        """Make an earlier generation (default: the one before) current again and open it; give its new number.

        Raises ``NotFound``, ``StoreLocked`` or ``StoreError``.
        """
        from .history import roll_back

        made = roll_back(self.root, number)
        self.reload()
        return made

    def standings(self) -> Mapping[str, Standing]:
        """Tell for each document (by id) whether it is in force today, or on the day that this base was opened for."""
        from .versions import standing_of

        return standing_of(self._links.editions(), self._as_of)

    def references(self, document: str | None = None) -> References:
        """Give the cross-references, and both ways along them: ``.cites[clause id]`` and ``.cited_by[clause id]``.

        ``document`` (an id): only what leads from or to it, without reading the others.
        """
        from .references import references_about, references_of

        if document is None:
            return references_of(self._generation.documents(clauses=True), self.standings())
        return references_about(self._generation, document, self.standings())

    def status(self) -> Status:
        """Tell what is in the knowledge base, how old it is, and which sources changed since."""
        from .status import status

        return status(self.root, self._generation)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon of this knowledge base: its own ``lexicon.toml``, or the shipped one.

        While the file has a slip in it, the one that the last build took holds; the next build says where the slip is.
        """
        from index.lexicon import load_lexicon

        from .own_files import LEXICON, LEXICON_READ, LEXICON_TAKEN

        own, taken, kept = self.root / LEXICON, self.root / LEXICON_TAKEN, self.root / LEXICON_READ
        try:
            return load_lexicon(own if own.exists() else None, kept=kept)
        except ConfigurationError:
            return load_lexicon(taken if taken.exists() else None, kept=kept)

    def _filters(self, role: str | None, topic: str | None, document: str | None) -> list[Filter]:
        from .search import filters_of

        return filters_of(self._generation, self.lexicon, role, topic, document)

    @property
    def generation(self) -> int:
        """The number of the open generation."""
        return self._generation.number

    def reload(self) -> bool:
        """Move to the newest generation; tell whether there was a newer one."""
        from index.store import Store

        newest = Store(self.root).current()
        if newest.number == self._generation.number:
            newest.close()
            return False
        self._generation.close()
        self._generation = newest
        for kept in ("lexicon", "_asker", "_ended", "_doubted", "_finder", "_links"):
            self.__dict__.pop(kept, None)
        return True

    def close(self) -> None:
        """Give the files back."""
        self._generation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
