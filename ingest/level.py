"""The open lists of a reading: a stack whose every state is one object, so that readings share and compare them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["HEADING", "Level", "Memory"]

HEADING = "heading"
"""Family of an unnumbered heading that a list restarts under."""

Memory = tuple[tuple[str, int], ...]
"""The last number, by family, of lists that chapters interrupt and do not end."""


class Level:
    """An open list at its last number, on top of those that it stands in.

    Equal levels on equal levels are one object (``push`` keeps them), so that readings compare by identity.
    The root has depth -1 and no family.  ``families``: of all lists open here.
    """

    __slots__ = ("depth", "families", "family", "glyph", "known", "parent", "values")

    def __init__(
        self, parent: Level | None = None, family: str = "", values: tuple[int, ...] = (), glyph: str = ""
    ) -> None:
        self.family = family
        self.values = values
        self.glyph = glyph
        self.parent: Level = parent if parent is not None else self
        self.depth: int = parent.depth + 1 if parent is not None else -1
        self.known: dict[tuple[Level, str, tuple[int, ...], str], Level] = parent.known if parent is not None else {}
        families = parent.families if parent is not None else frozenset[str]()
        self.families: frozenset[str] = families if family in families or not family else families | {family}

    def push(self, family: str, values: tuple[int, ...], glyph: str) -> Level:
        """Give the level with this list on top of it."""
        key = (self, family, values, glyph)
        level = self.known.get(key)
        if level is None:
            level = self.known[key] = Level(self, family, values, glyph)
        return level

    def forget_others(self, used: Iterable[Level]) -> None:
        """Drop the levels that none of ``used`` is or stands on.

        Where they came up again they would be made again: no reading holds them that could become one with another.
        """
        known = self.known
        known.clear()
        for top in used:
            level = top
            while level.depth >= 0:
                key = (level.parent, level.family, level.values, level.glyph)
                if key in known:
                    break
                known[key] = level
                level = level.parent

    def outside_in(self) -> list[Level]:
        """Give the open lists from the outermost to this one, without the root."""
        levels: list[Level] = []
        level = self
        while level.depth >= 0:
            levels.append(level)
            level = level.parent
        levels.reverse()
        return levels
