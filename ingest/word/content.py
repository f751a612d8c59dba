"""What one paragraph held, by what became of it; and the choice between alternate contents."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from .names import VML, mc, w

__all__ = ["DIAGRAM", "TEXT_PATH", "Content", "Field", "chosen_branch"]

TEXT_PATH = VML + "textpath"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_CHOICE, _FALLBACK = mc("Choice"), mc("Fallback")
_WORDS = (w("t"), w("sym"), TEXT_PATH, DIAGRAM, "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")


@dataclass(slots=True)
class Content:
    """What was read of one paragraph.

    ``boxes``: its text boxes' bodies; ``art``: words of old WordArt; ``diagrams``: relationship ids of SmartArt;
    ``notes``: (footnote or endnote, id, deleted); ``comments``: ids.  ``changed``: a tracked change touched it.
    """

    seen: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, bool]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    changed: bool = False
    number_field: bool = False
    unknown_symbol: bool = False

    def then(self, other: Content) -> None:
        """Append what ``other`` holds: a deleted paragraph mark joins two paragraphs."""
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        self.changed |= other.changed
        self.number_field |= other.number_field
        self.unknown_symbol |= other.unknown_symbol


_LISTS = (
    "seen", "deleted", "hidden", "contents", "codes", "readings", "boxes", "art", "diagrams", "notes", "comments",
)  # fmt: skip


@dataclass(slots=True)
class Field:
    """An open field.  ``checked``: the state of a form's check box, None for other fields."""

    instruction: list[str] = field(default_factory=list)
    in_result: bool = False
    contents: bool = False
    checked: bool | None = None

    @property
    def kind(self) -> str:
        """Give the instruction's first word, in capitals."""
        words = "".join(self.instruction).split(None, 1)
        return words[0].upper() if words else ""


def chosen_branch(alternate: etree._Element) -> etree._Element | None:
    """Give the branch of mc:AlternateContent to read: the first that holds words, else the first."""
    branches = [*alternate.iterchildren(_CHOICE), *alternate.iterchildren(_FALLBACK)]
    for branch in branches:
        if next(branch.iter(*_WORDS), None) is not None:
            return branch
    return branches[0] if branches else None
