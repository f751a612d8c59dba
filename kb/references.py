"""Cross-references: 本办法第X条, 前款, 第三项至第五项, 《其他制度》第四章, found in the text and led to their clauses.

A number alone is a reference only in its own document, and only where the words around it say so: 3.5 may be an amount.
Every reference keeps its span, so that what it says can be shown and checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from ingest import Clause, Document
from ingest.numerals import parse
from ingest.patterns import lazy

from .clause_tree import LABEL, LABELS, MORE, ORDINAL, ClauseTree, led, unit_of
from .editions import family_of, folded
from .versions import Standing

if TYPE_CHECKING:
    from index.generation import Generation

__all__ = [
    "Pointer",
    "Reference",
    "References",
    "Titles",
    "circles",
    "is_public",
    "pointed",
    "references_about",
    "references_of",
    "targets_in",
    "titles_in",
]

State = Literal["resolved", "dangling", "outside"]
"""Led to a clause or document; names a clause that is not there; names a document that is not in the knowledge base."""

_OWN = (
    r"本(?:管理)?(?:办法|制度|规定|条例|守则|规范|细则|方案|规则|规程|手册|标准|指引|准则|流程|法|文件|章|节|条|部分)"
)
_REFERENCE = lazy(
    rf"《(?P<title>[^《》]{{2,60}})》(?:\s?[（(][^（）()]{{1,20}}[）)])?(?:中的?|的|之)?\s?(?P<theirs>{LABELS}{MORE}|[0-9]+(?![0-9.元天%％]))?"
    rf"|(?P<own>{_OWN})(?:中的?|的|之)?\s?(?P<ours>{LABELS}{MORE})"
    rf"|(?P<back>[前上]\s?(?P<many>[一两二三四五几])?\s?(?P<unit>条|款(?!项)|项)|上述第(?P<above>{ORDINAL})(?P<aboveunit>条|款|项))(?!件|目|链|理|额|式|子|码)"
    rf"|(?P<bare>第\s?{ORDINAL}\s?条(?:之[一二三四五六七八九十]+)?(?:\s?(?:{LABEL}))*{MORE}|第\s?[（(]?\s?{ORDINAL}\s?[）)]?\s?项{MORE})"
    rf"|(?:[见按照据反合守行用于同]|参见|参照|违反|遵守|符合)\s?(?P<dotted>(?<![0-9.])[0-9]+(?:\.[0-9]+)+(?:\s?[、和至]\s?[0-9]+(?:\.[0-9]+)+)*)(?![0-9.%％])(?=\s?(?:条|款|项|节|规定|的规定|要求|执行|办理|处理|[,，。;；）)]|$))"
)
_DEFERRING = lazy(r"(?:按照?|依照?|依据|根据|参照|遵照|比照|适用|执行|见|详见)\s?$")
_DEFERRED = lazy(r"^(?:的|之|中)?(?:有关|相关)?(?:规定|标准|要求|办法|程序|条款)?\s?(?:执行|办理|处理|处罚|计算|确定)")
_MARKS = "《第前上本见按照据反合守行用于同"
_POLICY = lazy(r"(?:制度|办法|规定|守则|规范|细则|规程|条例|准则)(?:[（(][^（）()]*[）)])?$")
_PUBLIC = lazy(
    r"中华人民共和国|^中国|国务院|^国家|[省市区]|最高人民|[一-龥]{2,}部关于|^[一-龥]{1,8}法$|劳动|工伤保险条例|^(?:产品质量|消费者|网络|广告|电子商务|税)"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference in a clause: ``text`` stands at ``[start:end]`` of the text of ``clause`` (an id).

    ``targets``: ids of the clauses it leads to; empty where it names a document as a whole or leads nowhere.
    ``document``: id of the document meant, or empty.  ``defers``: the clause hands its matter over (按第X条执行).
    """

    clause: str
    start: int
    end: int
    text: str
    state: State
    targets: tuple[str, ...] = ()
    document: str = ""
    title: str = ""
    defers: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "clause": self.clause,
            "text": self.text,
            "span": [self.start, self.end],
            "state": self.state,
            "targets": list(self.targets),
            "document": self.document,
            "title": self.title,
        }


Pointer = tuple[str, tuple[str, ...], str, str]
"""A clause, the clauses of its own document that it points to, or else the title and the labels that it points by."""


@dataclass(frozen=True)
class References:
    """All references of a knowledge base, and both ways along them."""

    found: tuple[Reference, ...]

    @cached_property
    def cites(self) -> Mapping[str, tuple[Reference, ...]]:
        """Clause id -> its references, in the order of the text."""
        return self._by(lambda reference: (reference.clause,))

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[Reference, ...]]:
        """Clause id -> the references that lead to it."""
        return self._by(lambda reference: reference.targets)

    def _by(self, keys: Any) -> Mapping[str, tuple[Reference, ...]]:
        grouped: dict[str, list[Reference]] = defaultdict(list)
        for reference in self.found:
            for key in keys(reference):
                grouped[key].append(reference)
        return {key: tuple(several) for key, several in grouped.items()}


def references_of(
    documents: Sequence[Document],
    standings: Mapping[str, Standing] | None = None,
    *,
    only: Callable[[Clause], bool] | None = None,
) -> References:
    """Find the references of all clauses, or of those that ``only`` picks, and lead them to their targets.

    ``standings``: where a title has several editions, the one in force is meant.
    """
    trees = _Trees(documents)
    titles = Titles(((one.id, (*one.titles, one.title)) for one in documents), standings or {})
    found: list[Reference] = []
    for document in documents:
        for clause in document.clauses:
            if only is None or only(clause):
                found += _in_clause(clause, trees, titles)
    return References(tuple(found))


def references_about(generation: Generation, document: str, standings: Mapping[str, Standing]) -> References:
    """Find the references that lead from or to ``document`` (an id), without reading the other documents."""
    heads = generation.documents()
    own = next(one for one in heads if one.id == document)
    families = {family_of(title) for title in own.titles or (own.title,)}
    from .notes import namers_of

    naming = namers_of(generation, families)
    if naming is None:
        naming = {one for name in families for one in generation.clause_file.documents_with(name)}
    wanted = {document, *naming}
    named = titles_in(generation.clauses(document))
    wanted |= {one.id for one in heads if {family_of(title) for title in (*one.titles, one.title)} & named}
    near = [replace(one, clauses=tuple(generation.clauses(one.id))) for one in heads if one.id in wanted]
    return references_of(near, standings)


class _Trees:
    """The documents' trees by id, each made when it is first needed."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._made: dict[str, ClauseTree] = {}

    def __getitem__(self, document: str) -> ClauseTree:
        if document not in self._made:
            self._made[document] = ClauseTree(self._documents[document])
        return self._made[document]


class Titles:
    """Which document a title means; ``titled``: id and titles of each document."""

    def __init__(self, titled: Iterable[tuple[str, Sequence[str]]], standings: Mapping[str, Standing]) -> None:
        self._standings = standings
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._family: dict[str, list[str]] = defaultdict(list)
        for identity, titles in titled:
            for title in set(titles):
                self._exact[folded(title)].append(identity)
                self._family[family_of(title)].append(identity)

    def meant(self, title: str) -> list[str]:
        """Give the ids of the documents that ``title`` may mean: so called, else of its family; in force if any is."""
        found = self._exact.get(folded(title)) or self._family.get(family_of(title)) or []
        live = [one for one in found if one not in self._standings or self._standings[one].state == "in_force"]
        return list(dict.fromkeys(live or found))


def _in_clause(clause: Clause, trees: _Trees, titles: Titles) -> Iterator[Reference]:
    text = clause.text
    if not any(mark in text for mark in _MARKS):
        return
    for match in _REFERENCE.finditer(text):
        defers = (
            _DEFERRING.search(text[: match.start()]) is not None or _DEFERRED.match(text[match.end() :]) is not None
        )
        state: State
        identity, title = clause.document.id, ""
        targets: tuple[str, ...] = ()
        if match["title"]:
            title = match["title"]
            meant = titles.meant(title)
            if not meant:
                if match["theirs"] or (_POLICY.search(title) and not is_public(title)):
                    outside: State = "outside"
                    yield Reference(clause.id, *match.span(), match[0], outside, (), "", title, defers)
                continue
            choices = [(one, led(match["theirs"] or "", None, trees[one])) for one in meant]
            identity, reached = next(((one, there) for one, there in choices if there), choices[0])
            state = "dangling" if reached is None else "resolved"
            targets = reached or ()
        else:
            led_to = _within(match, clause, trees[clause.document.id])
            if led_to is None:
                continue
            state, targets = led_to
            defers = defers and not (match["back"] and clause.id in targets)
        yield Reference(clause.id, *match.span(), match[0].strip(), state, targets, identity, title, defers)


def _within(match: re.Match[str], clause: Clause, tree: ClauseTree) -> tuple[State, tuple[str, ...]] | None:
    """Lead a reference within the document of ``clause`` to its targets; None where it turns out to be none."""
    if match["back"]:
        reached = _back(match, clause, tree)
    else:
        if match["bare"] and _not_a_reference(clause.text, match):
            return None
        reached = led(match["ours"] or match["bare"] or match["dotted"], clause, tree)
        if reached is None and match["bare"] and not re.search(r"条", match["bare"]):
            return None  # 第一项工作: an ordinal, unless a list is there
    return ("dangling", ()) if reached is None else ("resolved", reached)


def pointed(document: Document, only: Callable[[Clause], bool]) -> Iterator[Pointer]:
    """Give where the clauses that ``only`` picks point, in the order of the text; what points nowhere is left out."""
    trees = _Trees([document])
    for clause in document.clauses:
        if only(clause) and any(mark in clause.text for mark in _MARKS):
            for match in _REFERENCE.finditer(clause.text):
                if match["title"]:
                    if match["theirs"]:
                        yield clause.id, (), match["title"], match["theirs"]
                elif (led_to := _within(match, clause, trees[document.id])) is not None and led_to[1]:
                    yield clause.id, led_to[1], "", ""


def targets_in(meant: Sequence[str], labels: str, tree: Callable[[str], ClauseTree]) -> tuple[str, ...]:
    """Lead the ``labels`` behind a title into the first of the documents ``meant`` (ids) that has such clauses."""
    return next((there for one in meant if (there := led(labels, None, tree(one)))), ())


def _not_a_reference(text: str, match: re.Match[str]) -> bool:
    """Tell where a bare 第X条 points elsewhere: behind the name of a law without 《》, or in a quotation of forms."""
    before = text[max(0, match.start() - 12) : match.start()]
    return bool(
        re.search(
            r"(?:法|条例|合同|协议|章程|该办法|该规定|上述法|司法解释|》[^。；;]{0,8})\s?(?:的|中|之)?\s?$", before
        )
    )


def _back(match: re.Match[str], clause: Clause, tree: ClauseTree) -> tuple[str, ...] | None:
    """Lead 前条, 前款, 前两项 to the clause before, of the kind that is named."""
    if match["above"]:
        return led(f"第{match['above']}{match['aboveunit']}", clause, tree)
    count = int(parse((match["many"] or "一").replace("两", "二").replace("几", "三")) or 1)
    unit = match["unit"]
    if unit == "条":
        nearest = next((one for one in (clause, *tree.parents(clause)) if unit_of(one.number or "") == "条"), clause)
        family = [one for one in tree.clauses if unit_of(one.number or "") == unit_of(nearest.number or "")]
        if unit_of(nearest.number or "") != "条":
            family = tree.below[nearest.parent]
        place = next((at for at, one in enumerate(family) if one.id == nearest.id), 0)
        before = family[max(0, place - count) : place]
        return tuple(one.id for one in before) if before else None
    siblings = tree.below[clause.parent]
    place = next((at for at, one in enumerate(siblings) if one.id == clause.id), 0)
    before = siblings[max(0, place - count) : place]
    if unit == "项":
        return tuple(one.id for one in before) if before else ((clause.id,) if match.start() > 4 else None)
    if "\n" in clause.text[: match.start()] or "。" in clause.text[: match.start()]:
        return (clause.id,)  # 款 are paragraphs of one article
    if before:
        return tuple(one.id for one in before)
    return (clause.parent,) if clause.parent in tree.at else ((clause.id,) if match.start() > 4 else None)


def titles_in(clauses: Iterable[Clause]) -> set[str]:
    """Give the families of the titles in 《》 that the clauses name."""
    return {family_of(title) for clause in clauses for title in re.findall(r"《([^《》]{2,60})》", clause.text)}


def is_public(title: str) -> bool:
    """Tell a public law or regulation by its title: a shop's knowledge base need not hold it."""
    return _PUBLIC.search(title) is not None


def circles(references: References) -> list[tuple[Reference, ...]]:
    """Give the rings of clauses that hand one matter on to each other (甲 按乙执行, 乙 按甲执行), each once."""
    edges: dict[str, dict[str, Reference]] = defaultdict(dict)
    for reference in references.found:
        if reference.defers:
            for target in reference.targets:
                edges[reference.clause].setdefault(target, reference)
    rings: list[tuple[Reference, ...]] = []
    seen: set[frozenset[str]] = set()
    for start, leading in edges.items():
        path: list[str] = [start]
        stack = [iter(leading)]
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                path.pop()
            elif following == start:
                key = frozenset(path)
                if key not in seen:
                    seen.add(key)
                    rings.append(tuple(edges[a][b] for a, b in zip(path, [*path[1:], start], strict=True)))
            elif following not in path and following in edges and len(path) < 8:
                path.append(following)
                stack.append(iter(edges[following]))
    return rings
