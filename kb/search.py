"""Searching: words, ``"phrases"`` in quotes and exact clause numbers; user text is never a query language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.engines import Filter
from index.generation import Generation
from index.lexicon import Lexicon
from index.number_terms import label_terms, number_terms
from ingest import NotFound

from .reply import Hit

__all__ = ["document_id_of", "filters_of", "search"]

_PHRASE = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_ONLY_NUMBER = re.compile(
    r"\s*(?:第?\s*[0-9０-９〇零一二两三四五六七八九十百千]+(?:\.[0-9]+)*\s*(?:编|章|节|条|款|项|则)?(?:之[一二三四五六七八九十]+)?"
    r"|[（(][一二三四五六七八九十0-9]+[）)])+\s*"
)


def search(generation: Generation, query: str, filters: Sequence[Filter], limit: int) -> list[Hit]:
    """Find clauses for ``query`` under any of ``filters``; best first."""
    found: dict[str, tuple[float, str]] = {}
    for where in filters:
        for identity, score, why in _find(generation, query, where, limit):
            if identity not in found or score > found[identity][0]:
                found[identity] = (score, why)
    ordered = sorted(found.items(), key=lambda item: -item[1][0])[: max(0, limit)]
    return [
        Hit(rank, score, generation.clause(identity), (why,))
        for rank, (identity, (score, why)) in enumerate(ordered, 1)
    ]


def _find(generation: Generation, query: str, where: Filter, limit: int) -> list[tuple[str, float, str]]:
    phrases = _PHRASE.findall(query)
    rest = _PHRASE.sub(" ", query).strip()
    if phrases:
        hits = generation.search(rest, where=where, limit=max(0, limit), phrases=phrases)
        return [(one, score, f"短语:{'、'.join(phrases)}") for one, score in hits]
    if rest and _ONLY_NUMBER.fullmatch(rest):
        terms = number_terms(rest) or label_terms(rest)
        hits_by_number = generation.numbers(terms, where=where, limit=limit) if terms else []
        if hits_by_number:
            return [(one, score, f"编号:{rest}") for one, score in hits_by_number]
    return [(one, score, "词语") for one, score in generation.search(rest, where=where, limit=limit)]


def filters_of(
    generation: Generation, lexicon: Lexicon, role: str | None, topic: str | None, document: str | None
) -> list[Filter]:
    """Give the filters, any of which a clause must pass: one for each role of the role's family.

    Raises ``NotFound`` for a document or role that is not there.
    """
    chosen = document_id_of(generation, document) if document else None
    roles: list[str | None] = [None]
    if role is not None:
        if lexicon.canonical(role) is None and not any(role in clause.roles for clause in generation.clauses()):
            raise NotFound(f"没有名为“{role}”的角色", remedy="用 kb list roles 查看全部角色")
        roles = list(lexicon.family(role))
    return [Filter(one, topic, chosen) for one in roles]


def document_id_of(generation: Generation, document: str) -> str:
    """Give the id of the document that ``document`` names: its id, a title of its, or part of one title alone.

    Raises ``NotFound``, with the titles to choose from where several match.
    """
    wanted = re.sub(r"[《》\s]", "", document)
    documents = generation.documents()
    for one in documents:
        if one.id in (document, wanted):
            return one.id
    titled = [one for one in documents if wanted in {re.sub(r"\s", "", title) for title in one.titles}]
    if not titled:
        titled = [one for one in documents if any(wanted in re.sub(r"\s", "", title) for title in one.titles)]
    if len(titled) == 1:
        return titled[0].id
    if titled:
        raise NotFound(f"“{document}”对应多份制度", remedy=f"请写明其中一份:{'、'.join(one.id for one in titled[:8])}")
    raise NotFound(f"没有名为“{document}”的制度", remedy="用 kb list documents 查看全部制度")
