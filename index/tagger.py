"""Tag the clauses of documents: facts, modality, roles with relations, topics.  Pure and fast.

The order has a reason: the modality needs to know whether the heading is a post; a relation needs the
modality (a fined role is bound, one with a duty is responsible); and a plain statement in which somebody
acts turns out to be a duty only when the relations are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from ingest.document import Clause, Document, Fact, Relation
from ingest.errors import ConfigurationError

from .facts import facts_in
from .lexicon import MODALITIES, RELATIONS, Lexicon, TomlFile
from .mentions import mentions
from .modality import Mode, read_mode
from .prefilter import scanner
from .role_headings import Above
from .roles import relations_of
from .topic_evidence import Evidence, Seeds, evidence_of
from .topic_model import load_topic_model
from .topics import OTHER, judged_topics

__all__ = ["Explanation", "Override", "Overrides", "Reason", "explain", "load_overrides", "tag"]


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided for one clause; None leaves the tagger's decision."""

    relations: tuple[Relation, ...] | None = None
    topics: tuple[str, ...] | None = None
    modality: str | None = None


Overrides = Mapping[str, Override]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause has a tag.

    ``tag``: the topic or the modality.  ``source``: text heading title rule override.  ``words``: those that decided,
    as they stand there; for a modality that follows from another tag, the words of that one.
    """

    tag: str
    source: str
    words: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the three fields."""
        return {"tag": self.tag, "from": self.source, "words": list(self.words)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons of a clause's modality and topics; each relation carries its own (``Relation.why``)."""

    modality: Reason
    topics: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"modality": self.modality.to_dict(), "topics": [reason.to_dict() for reason in self.topics]}


_TAGS = ("roles", "relations", "topics", "modality", "facts")
"""The last fields of a clause; those before them stay as they are."""
_untagged = attrgetter(*[one.name for one in fields(Clause) if one.name not in _TAGS])
_clause: Callable[..., Clause] = Clause
_AT_ONCE = 512
"""Clauses that go through a step together."""


@dataclass(slots=True)
class _Shared:
    """What many clauses have in common, worked out once a call: headings and titles."""

    above: Above
    seeds: dict[str, dict[str, Seeds]] = field(default_factory=dict)


class _Tags(NamedTuple):
    mode: Mode
    relations: tuple[Relation, ...]
    evidence: Mapping[str, Evidence]
    topics: tuple[str, ...]
    facts: tuple[Fact, ...]


def tag(documents: Sequence[Document], lexicon: Lexicon, overrides: Overrides | None = None) -> list[Document]:
    """Give the same documents with roles, relations, topics, modality and facts on every clause.

    Depends on nothing but its arguments, so one changed document can be tagged alone.  Hand decisions win.
    """
    shared = _Shared(Above(lexicon))
    decided = overrides or {}
    every = chain.from_iterable(document.clauses for document in documents)
    tagged: list[Clause] = []
    while clauses := list(islice(every, _AT_ONCE)):
        found = _read(clauses, lexicon, shared)
        tagged += [_tagged(one, tags, decided.get(one.id)) for one, tags in zip(clauses, found, strict=True)]
    remaining = iter(tagged)
    return [replace(document, clauses=tuple(islice(remaining, len(document.clauses)))) for document in documents]


def explain(clause: Clause, lexicon: Lexicon) -> Explanation:
    """Say which words, which heading or which rule gave a tagged clause its modality and its topics.

    The tags are read again from the clause; where they differ from those it carries, a person has decided.
    """
    found = next(_read([clause], lexicon, _Shared(Above(lexicon))))
    mode = found.mode
    modality = Reason(clause.modality, "override")
    if mode.mode == clause.modality:
        modality = Reason(mode.mode, mode.source, (mode.cue,) if mode.cue else ())
    topics: list[Reason] = []
    for topic in clause.topics:
        if topic not in found.topics:
            topics.append(Reason(topic, "override"))
        elif topic == OTHER:
            topics.append(Reason(topic, "rule"))
        elif topic in found.evidence:
            told = [Reason(topic, source, words) for source, words in found.evidence[topic].told]
            topics += told or [Reason(topic, "rule", modality.words)]
        else:
            topics.append(Reason(topic, "text", load_topic_model().words(topic, clause.text)))
    return Explanation(modality, tuple(topics))


def _tagged(clause: Clause, found: _Tags, override: Override | None) -> Clause:
    modality, relations, topics = found.mode.mode, found.relations, found.topics
    if override is not None:
        relations = relations if override.relations is None else _decided(override.relations, relations)
        topics = override.topics if override.topics is not None else topics
        modality = override.modality or modality
    roles = tuple(dict.fromkeys([relation.role for relation in relations])) if relations else ()
    # Twice as fast as ``replace``.
    return _clause(*_untagged(clause), roles, relations, topics, modality, found.facts)


def _read(clauses: Sequence[Clause], lexicon: Lexicon, shared: _Shared) -> Iterator[_Tags]:
    """Read the tags of the clauses, in their order: one step for all of them, then the next.

    A step keeps its expressions and tables in the processor's cache that way; a clause takes a third less time.
    """
    texts = list(map(scanner(len(clauses)), [clause.text for clause in clauses]))
    modes = [_mode(clause, text, shared) for clause, text in zip(clauses, texts, strict=True)]
    named = [mentions(text, lexicon) for text in texts]
    relations = [
        relations_of(clause, lexicon, _bound_by(mode), text=text, named=of_text, above=shared.above)
        for clause, mode, text, of_text in zip(clauses, modes, texts, named, strict=True)
    ]
    modes = list(map(_settled, modes, relations))
    spans = [[(mention.start, mention.end) for mention in of_text] for of_text in named]
    evidence = [
        evidence_of(clause, lexicon, modality=mode.mode, spans=of_roles, known=shared.seeds)
        for clause, mode, of_roles in zip(clauses, modes, spans, strict=True)
    ]
    topics = [judged_topics(seeds, text, lexicon) for seeds, text in zip(evidence, texts, strict=True)]
    return map(_Tags, modes, relations, evidence, topics, map(facts_in, texts))


def _bound_by(mode: Mode) -> str:
    return "statement" if mode.soft else mode.mode


def _mode(clause: Clause, text: str, shared: _Shared) -> Mode:
    title = clause.document.title
    nearest = clause.headings[-1] if clause.headings else title
    return read_mode(text, clause.headings, title=title, role_heading=shared.above.is_post(nearest))


def _settled(mode: Mode, relations: tuple[Relation, ...]) -> Mode:
    """A statement in which a role acts is its duty; one that asks for approval is an obligation."""
    said = [relation for relation in relations if relation.source == "text" and not relation.people]
    acting = [one for one in said if one.relation in ("responsible", "executes", "assists", "supervises")]
    approving = [one for one in said if one.relation == "approves"]
    open_ = mode.soft or (mode.mode == "statement" and not mode.cue)
    if approving and (open_ or (mode.mode == "duty" and not acting)):
        return Mode("must", approving[0].why, "text")
    if acting and open_:
        return Mode("duty", acting[0].why, "text")
    return mode


def _decided(wanted: tuple[Relation, ...], found: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Keep people and relation of a role that was found where the hand decision names the role only."""
    known = {relation.role: relation for relation in found}
    return tuple(
        replace(known[relation.role], source="override")
        if not relation.relation and relation.role in known
        else replace(relation, relation=relation.relation or "subject")
        for relation in wanted
    )


def load_overrides(path: Path | str) -> dict[str, Override]:
    """Read hand decisions, one table a clause id; a missing file is an empty one.

    ``roles`` is a list of names, or a table of name and relation.  Raises ``ConfigurationError`` with file,
    line, column and remedy.
    """
    place = Path(path)
    if not place.exists():
        return {}
    file = TomlFile.read(place)
    return {clause_id: _override(file, clause_id, entry) for clause_id, entry in file.table.items()}


def _override(file: TomlFile, clause_id: str, entry: Any) -> Override:
    if not isinstance(entry, dict):
        raise file.error(clause_id, f"“{clause_id}”应是一个表", f'写成 ["{clause_id}"] 单独一行')
    file.known(entry, ("roles", "topics", "modality"), f"“{clause_id}”中有")
    modality = entry.get("modality")
    if modality is not None and modality not in MODALITIES:
        raise file.error(str(modality), f"不认识的 modality“{modality}”", f"可用:{'、'.join(MODALITIES)}")
    topics = file.words(entry, "topics", clause_id) if "topics" in entry else None
    return Override(_relations(file, clause_id, entry.get("roles")), topics, modality)


def _relations(file: TomlFile, clause_id: str, roles: Any) -> tuple[Relation, ...] | None:
    if roles is None:
        return None
    if isinstance(roles, list):
        return tuple(
            Relation(role, "", (), "override", "overrides.toml")
            for role in file.words({"roles": roles}, "roles", clause_id)
        )
    if not isinstance(roles, dict):
        raise _wrong(file, clause_id)
    for role, relation in roles.items():
        if relation not in RELATIONS:
            raise file.error(role, f"“{role}”的关系“{relation}”不认识", f"可用:{'、'.join(RELATIONS)}")
    return tuple(Relation(role, kind, (), "override", "overrides.toml") for role, kind in roles.items())


def _wrong(file: TomlFile, clause_id: str) -> ConfigurationError:
    return file.error(
        clause_id, f"“{clause_id}”的 roles 应是一组角色", 'roles = ["客服"] 或 roles = { "客服" = "executes" }'
    )
