"""Word's list numbering: definitions, and the counters that a walk through the document moves.

The rules, where they are easy to get wrong:

* Counters belong to the abstract definition; every ``w:num`` of it goes on with the same count.  A
  ``w:startOverride`` takes effect once, when its ``w:num`` first numbers a paragraph at that level.
* Numbering a level restarts the deeper ones, unless ``w:lvlRestart`` says 0 (never) or a higher level.
* A level that is skipped counts as begun: 1, 1.1.1, then 1.2.
* A definition with ``w:numStyleLink`` takes its levels from the list style and keeps a count of its own.
* A ``%n`` deeper than the level itself makes Word ignore the whole text ([MS-OI29500] 2.1.283).
* ``w:start`` left out means 0 (ISO/IEC 29500-1, 17.9.25).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from .formats import spell_number
from .names import is_on, mc, val, w
from .styles import ParagraphStyle, Styles, integer
from .symbols import bullet_character

__all__ = ["Counters", "Label", "Level", "ListInstance", "Numbering", "read_numbering"]

_DEPTH = 9
_TOKEN = re.compile(r"%([1-9])")
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Level:
    """One ``w:lvl``.  ``restart``: levels above this index restart it (0 = none, its own index = all)."""

    start: int
    format: str
    text: str
    restart: int
    pattern: str | None = None
    legal: bool = False
    style: str | None = None
    hidden: bool = False
    font: str | None = None
    picture: bool = False


@dataclass(frozen=True, slots=True)
class ListInstance:
    """One ``w:num`` with its abstract definition and overrides folded together."""

    num_id: int
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]

    def nearest(self, ilvl: int) -> int | None:
        """Give ``ilvl``, or the nearest level above it that is defined; None where there is none."""
        return next((level for level in range(min(ilvl, _DEPTH - 1), -1, -1) if level in self.levels), None)

    def start_of(self, ilvl: int) -> int:
        """Give the number that a level begins with, overrides counted."""
        override = self.starts.get(ilvl)
        if override is not None:
            return override
        level = self.levels.get(ilvl)
        return level.start if level else 0


@dataclass(frozen=True, slots=True)
class Numbering:
    """All lists of a document.  ``present`` is False where the file has no numbering part."""

    instances: dict[int, ListInstance]
    present: bool = True

    def place(self, num_id: int | None, ilvl: int | None, style: ParagraphStyle) -> tuple[int, int] | None:
        """Give (numId, level) of a paragraph, or None where it is in no list.

        ``num_id`` and ``ilvl`` are the paragraph's own; each is inherited apart from the other.  A level linked
        to the style (``w:pStyle``) goes before the style's own ``w:ilvl`` (17.9.23).
        """
        number = style.num_id if num_id is None else num_id
        if not number:
            return None
        if ilvl is not None:
            return number, ilvl
        instance = self.instances.get(number)
        for style_id, own in style.chain:
            for index, level in instance.levels.items() if instance else ():
                if level.style == style_id:
                    return number, index
            if own is not None:
                return number, own
        return number, 0


@dataclass(frozen=True, slots=True)
class Label:
    """What Word prints before a paragraph.  ``text`` is None where it prints nothing or the format is unknown."""

    text: str | None
    level: int
    bullet: bool = False
    unknown: str | None = None


@dataclass(slots=True)
class Counters:
    """The running count of one story (body, text box, notes), moved by ``advance`` in reading order."""

    numbering: Numbering
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _overridden: set[tuple[int, int]] = field(default_factory=set)

    def advance(self, num_id: int, ilvl: int) -> Label | None:
        """Number one more paragraph; None where the list is not defined, which Word shows as no list."""
        instance = self.numbering.instances.get(num_id)
        level = instance.nearest(max(ilvl, 0)) if instance else None
        if instance is None or level is None:
            return None
        counts = self._counts.setdefault(instance.abstract, [None] * _DEPTH)
        current = counts[level]
        if level in instance.starts and (num_id, level) not in self._overridden:
            self._overridden.add((num_id, level))
            counts[level] = instance.starts[level]
        else:
            counts[level] = instance.start_of(level) if current is None else current + 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = instance.start_of(above)
        for below in range(level + 1, _DEPTH):
            definition = instance.levels.get(below)
            if level < (definition.restart if definition else below):
                counts[below] = None
        return _label(instance, level, [count or 0 for count in counts[: level + 1]])


def _label(instance: ListInstance, ilvl: int, counts: list[int]) -> Label:
    level = instance.levels[ilvl]
    tokens = {int(token) - 1 for token in _TOKEN.findall(level.text)}
    if level.picture:
        return Label("•", ilvl, bullet=True)
    if level.hidden or any(token > ilvl for token in tokens):
        return Label(None, ilvl)
    if level.format == "bullet" or not (tokens or _WORD_CHARACTER.search(level.text)):
        text = bullet_character(level.text, level.font).strip()
        return Label(text or None, ilvl, bullet=bool(text))
    numbers: dict[int, str] = {}
    for token in tokens:
        source = instance.levels.get(token)
        name, pattern = (source.format, source.pattern) if source else ("decimal", None)
        if level.legal and name not in {"decimalZero", "none", "bullet"}:
            name = "decimal"
        spelled = spell_number(counts[token], name, pattern)
        if spelled is None:
            return Label(None, ilvl, unknown=f"{name} {pattern}" if pattern else name)
        numbers[token] = spelled
    text = _TOKEN.sub(lambda match: numbers[int(match[1]) - 1], level.text).strip()
    return Label(text or None, ilvl)


def read_numbering(root: etree._Element | None, styles: Styles) -> Numbering:
    """Read the numbering part; None (no such part) gives no lists."""
    if root is None:
        return Numbering({}, present=False)
    abstracts: dict[str, etree._Element] = {}
    nums: dict[int, etree._Element] = {}
    for element in root:
        if element.tag == w("abstractNum"):
            abstracts[element.get(w("abstractNumId"), "")] = element
        elif element.tag == w("num"):
            number = integer(element.get(w("numId")))
            if number is not None:
                nums[number] = element
    levels = {key: _levels(element) for key, element in abstracts.items()}
    instances: dict[int, ListInstance] = {}
    for number, element in nums.items():
        key = val(element.find(w("abstractNumId"))) or ""
        if key in abstracts:
            source = _linked(element, abstracts, nums, styles)
            merged = dict(levels[source])
            starts = _overrides(element, merged)
            instances[number] = ListInstance(number, key, merged, starts)
    return Numbering(instances)


def _linked(
    num: etree._Element, abstracts: dict[str, etree._Element], nums: dict[int, etree._Element], styles: Styles
) -> str:
    """Follow ``w:numStyleLink`` to the definition that holds the levels."""
    key = val(num.find(w("abstractNumId"))) or ""
    seen = {key}
    while True:
        style_id = val(abstracts[key].find(w("numStyleLink")))
        if style_id is None:
            return key
        target = nums.get(styles.list_numbers.get(style_id, 0))
        following = val(target.find(w("abstractNumId"))) if target is not None else None
        if following not in abstracts or following in seen:
            # The style's own number is gone or points back: the definition that calls itself the style's.
            owner = (k for k, a in abstracts.items() if val(a.find(w("styleLink"))) == style_id)
            following = next(owner, None)
        if following is None or following in seen:
            return key
        seen.add(following)
        key = following


def _overrides(num: etree._Element, levels: dict[int, Level]) -> dict[int, int]:
    """Put the full levels of ``w:lvlOverride`` into ``levels``; give its start values."""
    starts: dict[int, int] = {}
    for override in num.iterchildren(w("lvlOverride")):
        ilvl = integer(override.get(w("ilvl")))
        if ilvl is None or not 0 <= ilvl < _DEPTH:
            continue
        own = override.find(w("lvl"))
        if own is not None:
            levels[ilvl] = _level(own, ilvl)
        start = integer(val(override.find(w("startOverride"))))
        if start is not None:
            starts[ilvl] = start
    return starts


def _levels(abstract: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in abstract.iterchildren(w("lvl")):
        ilvl = integer(element.get(w("ilvl")))
        if ilvl is not None and 0 <= ilvl < _DEPTH:
            found.setdefault(ilvl, _level(element, ilvl))
    return found


def _level(element: etree._Element, ilvl: int) -> Level:
    name, pattern = _format(element)
    restart = integer(val(element.find(w("lvlRestart"))))
    r_pr = element.find(w("rPr"))
    fonts = None if r_pr is None else r_pr.find(w("rFonts"))
    return Level(
        start=integer(val(element.find(w("start")))) or 0,
        format=name,
        text=val(element.find(w("lvlText"))) or "",
        restart=restart if restart is not None and 0 <= restart <= ilvl else ilvl,
        pattern=pattern,
        legal=is_on(element.find(w("isLgl"))),
        style=val(element.find(w("pStyle"))),
        hidden=r_pr is not None and is_on(r_pr.find(w("vanish"))),
        font=None if fonts is None else fonts.get(w("ascii")) or fonts.get(w("hAnsi")),
        picture=element.find(w("lvlPicBulletId")) is not None and name == "bullet",
    )


def _format(element: etree._Element) -> tuple[str, str | None]:
    """Give the format's name and pattern.

    Newer formats stand in mc:AlternateContent before an old one.  Word shows the first, so an unknown one there
    is unknown, not the old one.
    """
    plain = element.find(w("numFmt"))
    if plain is None:
        plain = element.find(f"{mc('AlternateContent')}/*/{w('numFmt')}")
    if plain is None:
        return "decimal", None
    return val(plain) or "decimal", plain.get(w("format"))
