"""Does a value of the question fall into a range of the clause?

两天 falls into 1天以上3天以内, 2500元 into 2000元至5000元.

Rules with bands (leave by days, spending by amounts, fines by minutes) differ in nothing but their bounds; a
question names a value between them, and shares no figure with the band that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.clause import Fact
from ingest.patterns import lazy

__all__ = ["Quantity", "Range", "fit", "quantities", "ranges"]

_HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "month": 720.0,
    "quarter": 2160.0,
    "year": 8760.0,
}
_TO = lazy(r"\s*(?:[(（][^)）]{1,4}[)）])?\s*(?:至|到|-|—|–|~|～)+\s*")
_NEAR = 12  # characters between the two bounds of one band
_POINT = 0.7  # the same value named without a bound: likely the same case, not surely


class Quantity(NamedTuple):
    """A value with what it measures: ``money`` in yuan, ``percent``, ``time`` in hours, or a count by its unit."""

    measure: str
    value: float


class Range(NamedTuple):
    """A band ``low`` to ``high``; which bounds belong to it; ``point`` for a single value without a bound."""

    measure: str
    low: float
    high: float
    with_low: bool = True
    with_high: bool = True
    point: bool = False

    def holds(self, value: float) -> bool:
        """Tell whether ``value`` lies in the band."""
        above = value > self.low or (self.with_low and value == self.low)
        below = value < self.high or (self.with_high and value == self.high)
        return above and below


def quantities(facts: Sequence[Fact]) -> tuple[Quantity, ...]:
    """Give the values of ``facts`` that can be compared."""
    found = []
    for fact in facts:
        measured = _quantity(fact)
        if measured is not None and measured not in found:
            found.append(measured)
    return tuple(found)


def _quantity(fact: Fact) -> Quantity | None:
    if isinstance(fact.value, str):
        return None
    if fact.kind == "money":
        return Quantity("money", float(fact.value))
    if fact.kind == "percent":
        return Quantity("percent", float(fact.value))
    if fact.kind == "duration" and fact.unit in _HOURS:
        return Quantity("time", float(fact.value) * _HOURS[fact.unit])
    if fact.kind == "count":
        return Quantity(f"count {fact.unit}", float(fact.value))
    return None


def ranges(facts: Sequence[Fact], text: str) -> list[Range]:
    """Read the bands that ``facts`` (in the order of ``text``) form."""
    found: list[Range] = []
    measured = [(fact, quantity) for fact in facts if (quantity := _quantity(fact)) is not None]
    at = 0
    while at < len(measured):
        fact, quantity = measured[at]
        following = measured[at + 1] if at + 1 < len(measured) else None
        if (
            following is not None
            and following[1].measure == quantity.measure
            and following[0].start - fact.end <= _NEAR
        ):
            band = _band(fact, following[0], quantity, following[1], text[fact.end : following[0].start])
            if band is not None:
                found.append(band)
                at += 2
                continue
        value = quantity.value
        if fact.comparison in (">=", ">"):
            found.append(Range(quantity.measure, value, float("inf"), with_low=fact.comparison == ">="))
        elif fact.comparison in ("<=", "<"):
            found.append(Range(quantity.measure, 0.0, value, with_high=fact.comparison == "<="))
        else:
            found.append(Range(quantity.measure, value, value, point=True))
        at += 1
    return found


def _band(first: Fact, second: Fact, low: Quantity, high: Quantity, between: str) -> Range | None:
    if high.value <= low.value:
        return None
    if first.comparison in (">=", ">") and second.comparison in ("<=", "<"):
        return Range(low.measure, low.value, high.value, first.comparison == ">=", second.comparison == "<=")
    if not first.comparison and _TO.fullmatch(between):
        return Range(low.measure, low.value, high.value, with_high=second.comparison != "<")
    return None


def fit(asked: Sequence[Quantity], bands: Sequence[Range]) -> float:
    """Say how the values asked about sit in ``bands``: 1 inside, 0.7 the same value, -1 outside of all, 0 unrelated."""
    best = 0.0
    for quantity in asked:
        same = [band for band in bands if band.measure == quantity.measure]
        inside = [band for band in same if band.holds(quantity.value)]
        if inside:
            best = max(best, _POINT if all(band.point for band in inside) else 1.0)
        elif any(not band.point for band in same):
            best = best if best > 0 else -1.0
    return best
