"""Engines behind one protocol: terms go in, clause ids with scores come out.

An engine never sees a question's words as a query language: it is given terms.  It is loaded by name when
it is first used, so that the ones that are not used need not be installed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

from ingest.errors import ConfigurationError

from ..schema import Entry, Field

__all__ = ["ANY", "AUTO", "DEFAULT", "ENGINES", "Engine", "Filter", "Step", "TermQuery", "engine_named"]

ENGINES: dict[str, str] = {"whoosh": ".whoosh", "tantivy": ".tantivy"}
"""Name of an engine -> its module in this package, which holds a class ``Engine``."""

EXTRAS: dict[str, str] = {"tantivy": "fast"}
"""Name of an engine -> the extra of policy-kb that installs it, where it needs one."""

DEFAULT = "whoosh"

AUTO = "auto"
"""Asks for the engine that fits the size."""

LARGE = 20_000
"""Clauses from which on ``AUTO`` takes tantivy: Whoosh then takes over 10 ms to find candidates, tantivy one, and the
rest of an answer 5 (docs/performance.md)."""

TermQuery = Mapping[Field, Mapping[str, float]]
"""Per field the terms sought, each with its weight; a clause scores for every term that it holds."""


class Filter(NamedTuple):
    """What a hit must be: of this role, this topic, this document (its id); None asks for nothing."""

    role: str | None = None
    topic: str | None = None
    document: str | None = None


ANY = Filter()


class Step(NamedTuple):
    """One step of a phrase: a term, or every term that begins so, ``offset`` positions from its start."""

    text: str
    offset: int
    prefix: bool = False


Hits = list[tuple[str, float]]
"""Clause ids with their scores, best first; equal scores in the order in which the clauses were written."""


class Engine(Protocol):
    """One index of one generation, read-only once written and safe for threads."""

    GROWS: ClassVar[bool]
    """Whether ``extend`` may do what it is asked for."""

    @classmethod
    def write(cls, folder: Path, entries: Iterable[Entry]) -> int:
        """Write an index of ``entries`` into the empty ``folder``; give how many there were."""
        ...

    @classmethod
    def extend(
        cls,
        base: Path,
        folder: Path,
        order: Sequence[tuple[str, int]],
        changed: Collection[str],
        entries: Callable[[Collection[str]], Iterable[Entry]],
    ) -> bool:
        """Write into ``folder`` what ``base`` holds, with the documents ``changed`` (ids) indexed anew.

        ``order``: id and number of clauses of every document to be held.  ``entries`` gives those of the documents
        asked for.  An engine that cannot, or gains nothing by it, gives False and leaves ``folder`` unmade.  Searches
        must give what they would after ``write``.
        """
        ...

    @classmethod
    def open(cls, folder: Path, id_at: Callable[[int], str]) -> Engine:
        """Open what ``write`` wrote.  Raises ``StoreDamaged`` where it cannot be read.

        ``id_at`` gives the id of the clause that was written at a place, from 0: an engine need not keep ids.
        """
        ...

    def search(
        self, terms: TermQuery, *, where: Filter = ANY, limit: int | None = 10, phrases: Sequence[Sequence[Step]] = ()
    ) -> Hits:
        """Find clauses that hold any of ``terms``, by BM25 in each field times the term's weight, summed.

        With ``phrases`` only clauses that hold them all, and any of ``terms`` or not; to the score comes how often.
        """
        ...

    def phrase(self, steps: Sequence[Step], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that hold all ``steps`` in place in the field ``pairs``; the score is how often."""
        ...

    def numbers(self, numbers: Sequence[str], *, where: Filter = ANY, limit: int | None = None) -> Hits:
        """Find clauses that ``numbers`` (``number_terms``) all name; its own number scores most."""
        ...

    def frequency(self, field: Field, term: str) -> int:
        """Give in how many clauses ``term`` stands."""
        ...

    def count(self) -> int:
        """Give the number of clauses indexed."""
        ...

    def close(self) -> None:
        """Give the files back.  Later searches fail."""
        ...


def installed(name: str) -> bool:
    """Tell whether what the engine ``name`` needs is there, without loading it."""
    return name not in EXTRAS or find_spec(name) is not None


def engine_for(name: str, clauses: int) -> tuple[str, str]:
    """Give the engine for ``clauses`` clauses where ``name`` was asked for, and why that one (in Chinese).

    Raises ``ConfigurationError`` as ``engine_named`` does.
    """
    if name != AUTO:
        engine_named(name)
        return name, "指定"
    if clauses < LARGE:
        return DEFAULT, f"不到 {LARGE:,} 条"
    if installed("tantivy"):
        return "tantivy", f"达到 {LARGE:,} 条"
    return DEFAULT, f"达到 {LARGE:,} 条,没有安装 tantivy;要更快请安装:pip install 'policy-kb[fast]',再运行 kb build"


def engine_named(name: str) -> type[Engine]:
    """Load the engine ``name``.

    Raises ``ConfigurationError`` for a name that is not in ``ENGINES`` or an engine that is not installed.
    """
    module = ENGINES.get(name)
    if module is None:
        raise ConfigurationError(
            f"没有名为“{name}”的检索引擎", remedy=f"可用的引擎:{'、'.join((AUTO, *sorted(ENGINES)))}"
        )
    try:
        loaded = import_module(module, __package__)
    except ImportError as error:
        raise ConfigurationError(
            f"检索引擎“{name}”没有安装({error.name})",
            remedy=f"请安装:pip install 'policy-kb[{EXTRAS.get(name, name)}]'",
        ) from error
    engine: type[Engine] = loaded.Engine
    return engine
