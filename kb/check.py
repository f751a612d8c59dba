"""What HR should look at: findings, each with its clauses and what to do.

A finding is worth a person's time or it is not there: repeated boilerplate, editions of one policy and public laws
that the knowledge base need not hold are left out; what belongs together is one finding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.lexicon import Lexicon
from index.manifest import Failure
from ingest import Clause, Document, Notice

from .contradictions import Contradiction, contradictions
from .duplicates import Repeat, copies, repeats
from .editions import read_edition
from .findings import CODES, Finding, Level, finding
from .references import References, circles, is_public, references_of
from .versions import Edition, Standing, standing_of

__all__ = ["CODES", "Finding", "Level", "check_documents"]

_ORDER: dict[str, int] = {"error": 0, "warning": 1, "note": 2}
_MATTERS = {
    "penalty": "处罚",
    "amount": "金额或数量",
    "deadline": "期限或时间",
    "approver": "审批人",
    "threshold": "界限",
    "permission": "允许与否",
}
_ENFORCES = re.compile(r"处罚|罚款|扣款|扣罚|处分|奖惩|考核|违纪|违规|监督|检查|追究|赔偿")
_OWNER = frozenset(("responsible", "executes", "approves", "supervises"))
_DUTIES = frozenset(("responsible", "executes", "approves", "assists", "supervises"))
_OUTSIDERS = re.compile(
    r"供应商|客户|顾客|买家|卖家|快递|政府|平台|社保|银行|法院|机关|公司$|负责人$|责任人$|新员工|员工$|全员|人员$"
)


def check_documents(
    documents: Sequence[Document],
    *,
    lexicon: Lexicon | None = None,
    failed: Sequence[Failure] = (),
    on: str | None = None,
) -> list[Finding]:
    """Give the findings on tagged ``documents``, the gravest first, then in the documents' order.

    ``failed``: files that could not be read.  ``on``: the day by which editions are in force (default: today).
    """
    editions = [read_edition(document) for document in documents]
    standings = standing_of(editions, on)
    live = [document for document in documents if standings[document.id].state != "superseded"]
    references = references_of(documents, standings)
    order = {document.id: at for at, document in enumerate(documents)}
    found = [
        *_failures(failed),
        *(_notice(document, notice) for document in documents for notice in document.warnings),
        *_references(documents, references, standings),
        *_rivals(editions, standings),
        *_contradictions(live, lexicon, editions),
        *_repeats(live, editions),
        *_penalties(live),
        *_roles(live, lexicon),
    ]
    return sorted(found, key=lambda one: (_ORDER[one.level], order.get(one.document, -1)))


def _failures(failed: Iterable[Failure]) -> Iterator[Finding]:
    for failure in failed:
        yield finding("failed-file", failure.message, source=failure.path)


def _notice(document: Document, notice: Notice) -> Finding:
    near = [
        clause
        for clause in document.clauses
        if notice.places and clause.places and clause.places[0] == notice.places[0]
    ]
    return finding(
        notice.code,
        f"《{document.title}》{notice.message}",
        clauses=tuple(near[:1]),
        document=document.id,
        source=document.source,
        places=notice.places,
    )


def _references(
    documents: Sequence[Document], references: References, standings: Mapping[str, Standing]
) -> Iterator[Finding]:
    clauses = {clause.id: clause for document in documents for clause in document.clauses}
    titles = {document.id: document.title for document in documents}
    missing: dict[str, list[Clause]] = defaultdict(list)
    for reference in references.found:
        clause = clauses[reference.clause]
        here = {"document": clause.document.id, "source": clause.document.source, "places": clause.places}
        if reference.state == "dangling" and standings[clause.document.id].state != "superseded":
            where = f"《{titles[reference.document]}》" if reference.title else "本文件"
            yield finding(
                "dangling-reference",
                f"{clause.citation} 引用的“{reference.text}”在{where}中找不到,请核对编号",
                clauses=(clause,),
                values=(reference.text,),
                **here,
            )
        elif (
            reference.state == "outside" and not is_public(reference.title) and not _ending(clause.text, reference.end)
        ):
            missing[reference.title].append(clause)
        elif reference.title and reference.document and _hands_on_to_old(reference.document, clause, standings):
            by = standings[reference.document].by
            named = f",现行的是《{titles[by]}》" if by in titles else ""
            if not _ending(clause.text, reference.end) and by != clause.document.id:
                yield finding(
                    "reference-to-superseded",
                    f"{clause.citation} 引用的《{reference.title}》已经失效{named}",
                    clauses=(clause,),
                    values=(reference.text,),
                    **here,
                )
    for title, several in missing.items():
        first = several[0]
        yield finding(
            "missing-document",
            f"《{title}》被引用 {len(several)} 处,但知识库里没有这份制度,请补上或核对名称",
            clauses=tuple(several),
            document=first.document.id,
            source=first.document.source,
            places=first.places,
        )
    for ring in circles(references):
        members = tuple(clauses[reference.clause] for reference in ring)
        told = " → ".join(clause.citation for clause in (*members, members[0]))
        yield finding(
            "circular-reference",
            f"循环引用:{told},请在其中一条写明内容",
            clauses=members,
            document=members[0].document.id,
            source=members[0].document.source,
            places=members[0].places,
        )


def _ending(text: str, at: int) -> bool:
    """Tell whether a title is named to end it: 《…》同时废止."""
    return re.match(r"[^。；;]{0,20}(?:废止|作废|失效|停止执行)", text[at:]) is not None


def _hands_on_to_old(document: str, clause: Clause, standings: Mapping[str, Standing]) -> bool:
    return standings[document].state == "superseded" and standings[clause.document.id].state != "superseded"


def _rivals(editions: Sequence[Edition], standings: Mapping[str, Standing]) -> Iterator[Finding]:
    """Name editions of one policy that are in force together because nothing puts them in order."""
    families: dict[tuple[str, str], list[Edition]] = defaultdict(list)
    for edition in editions:
        if standings[edition.document].state == "in_force" and edition.mark:
            families[edition.family, edition.folder].append(edition)
    for several in families.values():
        if len({edition.mark for edition in several}) > 1:
            named = "、".join(f"《{edition.title}》({edition.mark})" for edition in several)
            yield finding(
                "rival-editions",
                f"{named}像是同一制度的几个版本,分不出哪个现行,请写明施行日期或移走旧版",
                document=several[0].document,
            )


def _contradictions(
    documents: Sequence[Document], lexicon: Lexicon | None, editions: Sequence[Edition]
) -> Iterator[Finding]:
    families = {edition.document: edition.family for edition in editions}
    for found in contradictions(documents, lexicon, families):
        yield _contradiction(found)


def _contradiction(found: Contradiction) -> Finding:
    one, other = found.one, found.other
    return finding(
        "contradiction",
        f"{_MATTERS[found.matter]}不一致:{one.clause.citation}“{one.shown}”,{other.clause.citation}“{other.shown}”,请统一",
        clauses=(one.clause, other.clause),
        document=one.clause.document.id,
        source=one.clause.document.source,
        places=one.clause.places,
        values=(one.shown, other.shown),
    )


def _repeats(documents: Sequence[Document], editions: Sequence[Edition]) -> Iterator[Finding]:
    titles = {document.id: document.title for document in documents}
    families = {edition.document: edition.family for edition in editions}
    same_words = [
        repeat
        for repeat in repeats(documents)
        if families[repeat.one.document.id] != families[repeat.other.document.id] or repeat.likeness == 1.0
    ]
    counts = {document.id: len(document.clauses) for document in documents}
    copied, rest = copies(same_words, counts)
    for copy in copied:
        first = copy.repeats[0].one
        yield finding(
            "copied-document",
            f"《{titles[copy.one]}》({first.document.source})与《{titles[copy.other]}》({copy.repeats[0].other.document.source})"
            f"有 {len(copy.repeats)} 条相同或几乎相同,请只保留一份或改为引用",
            clauses=tuple(clause for repeat in copy.repeats[:3] for clause in (repeat.one, repeat.other)),
            document=copy.one,
            source=first.document.source,
            places=first.places,
        )
    shared: dict[tuple[str, str], list[Repeat]] = defaultdict(list)
    for repeat in rest:
        shared[repeat.one.document.id, repeat.other.document.id].append(repeat)
    for several in shared.values():
        one, other = several[0].one, several[0].other
        how = "相同" if all(repeat.likeness == 1.0 for repeat in several) else "几乎相同"
        more = f"等 {len(several)} 处" if len(several) > 1 else ""
        yield finding(
            "near-duplicate",
            f"{one.citation} 与 {other.citation} {more}{how},请只保留一处或改为引用",
            clauses=tuple(clause for repeat in several for clause in (repeat.one, repeat.other)),
            document=one.document.id,
            source=one.document.source,
            places=one.places,
        )


def _penalties(documents: Sequence[Document]) -> Iterator[Finding]:
    """Name the documents that punish without saying anywhere who finds out, decides or deducts: one finding."""
    bare: list[Clause] = []
    for document in documents:
        punishing = [clause for clause in document.clauses if clause.modality == "penalty"]
        if len(punishing) >= 2 and not any(map(_owned, document.clauses)):
            bare += punishing
    if bare:
        titles = list(dict.fromkeys(clause.document.title for clause in bare))
        named = "".join(f"《{title}》" for title in titles[:8]) + ("等" if len(titles) > 8 else "")
        yield finding(
            "penalty-without-owner",
            f"{len(titles)} 份制度有处罚({len(bare)} 条),但没有写明由谁检查、决定或扣款:{named}",
            clauses=tuple(bare),
            values=tuple(titles),
        )


def _owned(clause: Clause) -> bool:
    """Tell whether a clause says who enforces."""
    return _ENFORCES.search(clause.text) is not None and any(
        relation.relation in _OWNER and relation.source in ("text", "override") for relation in clause.relations
    )


def _roles(documents: Sequence[Document], lexicon: Lexicon | None) -> Iterator[Finding]:
    """Name roles of the lexicon that the policies mention more than once and give nothing to do: one finding."""
    mentioned: dict[str, list[Clause]] = defaultdict(list)
    acting: Counter[str] = Counter()
    for document in documents:
        for clause in document.clauses:
            for relation in clause.relations:
                mentioned[relation.role].append(clause)
                acting[relation.role] += relation.relation in _DUTIES
    idle: dict[str, list[Clause]] = {}
    for role, clauses in mentioned.items():
        known = lexicon is None or lexicon.canonical(role) is not None
        wide = lexicon is not None and any(acting[name] for name in lexicon.family(role))
        if known and not acting[role] and not wide and len(clauses) > 1 and not _OUTSIDERS.search(role):
            idle[role] = clauses
    if idle:
        yield finding(
            "role-without-duty",
            "没有一条写明职责的角色:" + "、".join(f"{role}(出现在 {len(named)} 条)" for role, named in idle.items()),
            clauses=tuple(dict.fromkeys(clause for clauses in idle.values() for clause in clauses)),
            values=tuple(idle),
        )
