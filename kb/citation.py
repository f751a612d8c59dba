"""Citations: 《考勤制度》第三条 (二), read back into the clause that they name.

13, 十三 and １３ are one number.  A citation may leave out outer labels, as people do; where that leaves several
clauses, the error names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from index.generation import Generation
from index.number_terms import label_terms
from ingest import Clause, NotFound
from ingest.numerals import NUMERAL_CHARACTERS

from .search import document_id_of

__all__ = ["find_clause"]

_CITATION = re.compile(r"\s*《(?P<title>[^》]+)》\s*(?P<labels>.*?)\s*", re.DOTALL)
_GLUED = re.compile(r"(?<=[编章节条款则）)])(?=\S)|(?<=\S)(?=[（(])")
_BETWEEN = re.compile(r"[\s/、，,；;：:]+")
_SPACED = re.compile(rf"第\s*([{NUMERAL_CHARACTERS}.．]+)\s*(?=[编章节条款项则目]|部分)")
_BRACKETED_ITEM = re.compile(r"第\s*([（(][^（()）]*[）)])\s*[款项目]?")  # 第（二）项 is what is printed as （二）
_ITEM = re.compile(rf"第([{NUMERAL_CHARACTERS}]+)[项目]")  # 第二项 may be printed （二）, 2. or ②, and is no 第二条


def find_clause(generation: Generation, citation: str, ended: Callable[[], Collection[str]] = frozenset) -> Clause:
    """Give the clause that ``citation`` (an id, or 《title》labels) names.  Raises ``NotFound``.

    ``ended`` gives the ids of documents that are not in force: where several editions have the clause, theirs are out.
    """
    try:
        return generation.clause(citation)
    except NotFound:
        found = _CITATION.fullmatch(citation)
        if found is None:
            raise
    documents = _titled(generation, found["title"]) or [document_id_of(generation, found["title"])]
    labels = _labels(found["labels"])
    clauses = [clause for document in documents for clause in generation.clauses(document)]
    if not labels:
        if len(documents) > 1:
            documents = [one for one in documents if one not in ended()] or documents
            clauses = [clause for clause in clauses if clause.document.id in documents]
        if len(documents) != 1:
            raise NotFound(f"《{found['title']}》对应多份制度", remedy=f"请写明其中一份:{'、'.join(documents[:6])}")
        if clauses:
            return clauses[0]
        raise NotFound(f"《{found['title']}》中没有条款", remedy="用 kb check 查看原因")
    exact = [clause for clause in clauses if clause.path == tuple(labels)]
    if not exact:
        wanted = [_number(label) for label in labels]
        exact = [clause for clause in clauses if _ends_with([_number(label) for label in clause.path], wanted)]
    if len(exact) > 1:
        exact = [clause for clause in exact if clause.document.id not in ended()] or exact
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise NotFound(
            f"《{found['title']}》中没有 {' '.join(labels)}",
            remedy=f"用 kb list clauses --document {documents[0]} 查看",
        )
    raise NotFound(
        f"《{found['title']}》{' '.join(labels)} 对应多条",
        remedy=f"请写明其中一条:{'、'.join(c.id for c in exact[:6])}",
    )


def _titled(generation: Generation, title: str) -> list[str]:
    """Give the ids of the documents that bear exactly this title; two shops may call theirs the same."""
    wanted = re.sub(r"\s", "", title)
    return [one.id for one in generation.documents() if wanted in {re.sub(r"\s", "", own) for own in one.titles}]


def _labels(words: str) -> list[str]:
    """Part what stands behind the title into labels, however it is glued or spaced."""
    words = _BRACKETED_ITEM.sub(r"\1", _SPACED.sub(r"第\1", words))
    return [label for part in _BETWEEN.split(words) for label in _GLUED.split(part) if label]


def _number(label: str) -> tuple[str, ...]:
    return tuple(label_terms(label)) or (label,)


def _ends_with(path: list[tuple[str, ...]], wanted: list[tuple[str, ...]]) -> bool:
    """Tell whether ``wanted`` stands in ``path`` in order, and ends it."""
    if not path or not wanted or not _same(path[-1], wanted[-1]):
        return False
    at = len(path) - 1
    for label in reversed(wanted[:-1]):
        at -= 1
        while at >= 0 and not _same(path[at], label):
            at -= 1
        if at < 0:
            return False
    return True


def _same(label: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Compare two labels by their terms: （二）, (2) and 第二项 agree, 第二条 and （二） do not."""
    if _ITEM.fullmatch(wanted[0]):
        return label[0] == wanted[0] or (wanted[-1] in label and not label[0].startswith("第"))
    return label[0] == wanted[0] or (len(wanted) == 1 and wanted[0] in label)
