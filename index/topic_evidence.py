"""What speaks for a topic in a clause: seeds of the lexicon, by how strong they are and where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.clause import Clause

from .lexicon import Lexicon

__all__ = ["Evidence", "Seeds", "evidence_of"]

_IMPLIED = {"penalty": "处罚", "reward": "奖励"}
_STRONG, _WEAK, _CAP = 3.0, 1.0, 6.0


class Seeds(NamedTuple):
    """The seeds of one topic in one text: how many strong and weak ones, and which words."""

    strong: int = 0
    weak: int = 0
    words: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """Strong words count three times; four fines in one clause are not four times as much about fines."""
        return min(_STRONG * self.strong + _WEAK * self.weak, _CAP)


NONE = Seeds()
_NAME_OF_HOUSE = re.compile(
    r"^(?:推荐)?第[0-9一二三四五六七八九十]+篇[:：]?|[(（]推荐[)）]$|^[^,，。;；《》]{2,14}?(?:公司|集团|事务所|学校|小学|中学|学院|大学|幼儿园|医院|酒店|超市|商场|饭店)"
)
"""深蓝软件有限公司员工手册 is not about software; 推荐第3篇 is what a collection puts before a title."""


class Evidence(NamedTuple):
    """All that speaks for one topic: in the text, the nearest heading, those above it, the title, the modality."""

    text: Seeds = NONE
    nearest: Seeds = NONE
    above: Seeds = NONE
    title: Seeds = NONE
    implied: bool = False

    @property
    def told(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give (place, words) for each place that says something: text heading title."""
        headings = tuple(dict.fromkeys((*self.nearest.words, *self.above.words)))
        places = (("text", self.text.words), ("heading", headings), ("title", self.title.words))
        return tuple((place, words) for place, words in places if words)


def evidence_of(
    clause: Clause,
    lexicon: Lexicon,
    *,
    modality: str = "",
    spans: Sequence[tuple[int, int]] = (),
    known: MutableMapping[str, dict[str, Seeds]] | None = None,
) -> dict[str, Evidence]:
    """Give the evidence for every topic that anything speaks for.

    ``modality``, where it is known, speaks too.  ``spans``: where roles are named in the text; a 仓库主管 who signs is
    no word about stock.  ``known`` keeps the seeds of headings and titles, which many clauses share, between calls.
    """
    shared = {} if known is None else known
    text = _seeds_in(clause.text, lexicon, spans)
    nearest = _recalled(clause.headings[-1], lexicon, shared) if clause.headings else {}
    above: dict[str, Seeds] = {}
    for heading in clause.headings[:-1]:
        for topic, seeds in _recalled(heading, lexicon, shared).items():
            above[topic] = max(above.get(topic, NONE), seeds, key=lambda one: one.weight)
    title = _recalled(_without_house(clause.document.title), lexicon, shared)
    implied = _IMPLIED.get(modality, "")
    topics = dict.fromkeys((*text, *nearest, *above, *title, *((implied,) if implied else ())))
    return {
        topic: Evidence(
            text.get(topic, NONE),
            nearest.get(topic, NONE),
            above.get(topic, NONE),
            title.get(topic, NONE),
            topic == implied,
        )
        for topic in topics
    }


@lru_cache(maxsize=1 << 12)
def _without_house(title: str) -> str:
    return _NAME_OF_HOUSE.sub("", title)


def _seeds_in(text: str, lexicon: Lexicon, spans: Sequence[tuple[int, int]] = ()) -> dict[str, Seeds]:
    """Count the seeds of ``text`` by topic, each word once, outside ``spans``."""
    words, topics = lexicon.topic_words
    hits = words.spans(text)
    if spans:
        hits = [hit for hit in hits if not any(start <= hit[1] < end for start, end in spans)]
    found: dict[str, Seeds] = {}
    for number in dict.fromkeys([hit[0] for hit in hits]):
        word = words.words[number]
        for topic, weight in topics[word]:
            strong, weak, known = found.get(topic, NONE)
            if weight >= _STRONG:
                found[topic] = Seeds(strong + 1, weak, (*known, word))
            else:
                found[topic] = Seeds(strong, weak + 1, (*known, word))
    return found


def _recalled(text: str, lexicon: Lexicon, known: MutableMapping[str, dict[str, Seeds]]) -> Mapping[str, Seeds]:
    if text not in known:
        known[text] = _seeds_in(text, lexicon)
    return known[text]
