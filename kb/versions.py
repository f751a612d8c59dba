"""Versions of a policy: which text was in force on a day, as the policies themselves say.

Editions of one policy share a family: the title without what marks an edition.  Where two editions of a family cannot
be put in order, both are held to be in force: showing two texts costs a look, hiding one costs a fine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ingest.numerals import parse
from ingest.patterns import lazy

from .editions import SKETCH, Edition, family_of, first_day, folded, read_day, read_edition

if TYPE_CHECKING:
    from ingest import Document

__all__ = ["Edition", "Standing", "State", "read_edition", "standing", "standing_of"]

State = Literal["in_force", "superseded", "pending"]
"""In force; ended by a newer edition, a repeal or its own term; or not yet in force (a later date, a draft)."""

_STAGES = (("旧", -1), ("新", 1))
"""No word for a trial: 试行 may follow a plain edition as well as be followed by one."""
_OLD_FOLDER = lazy(r"旧|历史|作废|归档|过期|archive|old|backup|备份|(?:19|20)\d{2}|[Vv]\d", re.IGNORECASE)


class Standing(NamedTuple):
    """Whether a document is in force on a day, and why.

    ``since`` and ``until``: ISO days as far as known; ``by``: id of the document that ended it, or empty.
    """

    state: State
    why: str = ""
    since: str = ""
    until: str = ""
    by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the five fields."""
        return self._asdict()


def standing(documents: Sequence[Document], on: date | str | None = None) -> dict[str, Standing]:
    """Tell for each document (by id) whether it is in force on the day ``on`` (default: today)."""
    return standing_of([read_edition(document) for document in documents], on)


def standing_of(editions: Sequence[Edition], on: date | str | None = None) -> dict[str, Standing]:
    """Do what ``standing`` does from editions that were read before; linear in their number."""
    today = read_day(on)
    families: dict[str, list[Edition]] = defaultdict(list)
    ended_by: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        families[edition.family].append(edition)
        for title in edition.repeals:
            ended_by[folded(title)].append(edition)
    return {edition.document: _standing(edition, families[edition.family], ended_by, today) for edition in editions}


def _standing(
    edition: Edition, family: Sequence[Edition], ended_by: Mapping[str, Sequence[Edition]], today: str
) -> Standing:
    since = edition.start
    if edition.draft:
        return Standing("pending", "是草案或征求意见稿", since)
    if edition.effective and first_day(edition.effective) > today:
        return Standing("pending", f"自{edition.effective}起施行", since)
    repealing = [
        other
        for name in {folded(edition.title), edition.family}
        for other in ended_by.get(name, ())
        if other.document != edition.document and other.family != edition.family
    ]
    successors = [
        other
        for other in (*repealing, *(one for one in family if one is not edition and _newer(one, edition)))
        if not other.draft and first_day(other.start) <= today
    ]
    if successors:
        latest = max(successors, key=lambda other: (other.start, _rank(other.mark)[1], other.document))
        named = f"《{latest.title}》" + (f"({latest.mark})" if latest.mark and latest.mark not in latest.title else "")
        return Standing("superseded", f"已被{named}取代", since, min(s.start for s in successors), latest.document)
    if edition.expires and first_day(edition.expires, last=True) < today:
        return Standing("superseded", f"有效期至{edition.expires}", since, edition.expires)
    return Standing("in_force", "", since)


def _newer(one: Edition, other: Edition) -> bool:
    """Tell whether ``one`` is surely a later edition of the same policy than ``other``."""
    if one.draft:
        return False
    if any(_same_mark(mark, other.mark) for mark in one.repeals):
        return True
    if not _comparable(one, other):
        return False
    if one.start and other.start and first_day(one.start) != first_day(other.start):
        return first_day(one.start) > first_day(other.start)
    (shape, number), (other_shape, other_number) = _rank(one.mark), _rank(other.mark)
    if number and shape == other_shape:
        return number > other_number
    return _ends_own(one, other) or (not _ends_own(other, one) and _stage(one.mark) > _stage(other.mark))


def _ends_own(one: Edition, other: Edition) -> bool:
    """Tell whether ``one``, and not ``other``, ends the policy of its own title (原《考勤制度》同时废止)."""
    return one.family in map(family_of, one.repeals) and other.family not in map(family_of, other.repeals)


def _stage(mark: str) -> int:
    """Order what bears no number: an old edition, the plain one, a new one."""
    return next((stage for words, stage in _STAGES if words in mark), 0)


def _comparable(one: Edition, other: Edition) -> bool:
    """Two texts of one title are editions of one policy where a mark or number says so, or their words do.

    Two shops' policies may share a title and nothing else; two branches' may lie in folders of their own.
    """
    if (one.number and one.number == other.number) or (one.mark and other.mark):
        return True
    apart = one.folder != other.folder and not (_OLD_FOLDER.search(one.folder) or _OLD_FOLDER.search(other.folder))
    return not apart and _akin(one.sketch, other.sketch)


def _akin(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Estimate from two sketches whether the texts share a twentieth of their phrases; short ones are let pass."""
    union = sorted({*one, *other})[:SKETCH]
    if min(len(one), len(other)) < 4:
        return True
    return len(set(one) & set(other) & set(union)) * 20 >= len(union)


def _same_mark(mark: str, other: str) -> bool:
    return bool(other) and not mark.startswith("《") and _rank(mark) == _rank(other)


def _rank(mark: str) -> tuple[str, tuple[int, ...]]:
    """Give a mark's shape and numbers: V2.0 -> (v, (2, 0)).  Only marks of one shape are compared."""
    text = unicodedata.normalize("NFKC", mark).casefold()
    text = re.sub(r"[一二三四五六七八九十]+", lambda match: str(parse(match[0]) or ""), text)
    numbers = tuple(int(number) for number in re.findall(r"\d+", text))
    if len(numbers) > 1 and not any(numbers[1:]):
        numbers = numbers[:1]
    return re.sub(r"[\d\s./第次-]+|修订", "", text) or "", numbers
