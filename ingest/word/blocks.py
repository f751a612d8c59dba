"""The walk: a body's paragraphs and tables in reading order, each paragraph with the number Word shows.

A paragraph gives one line; its text boxes and then its notes follow it.  Where a tracked change deleted the
paragraph mark the text runs on into the next paragraph, whose properties survive, as in Word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from ..document import Place, SetAside
from ..line import Line, LineKind
from .content import Content, chosen_branch
from .inline import Inline
from .names import mc, val, w
from .numbering import Counters, Label, Numbering
from .properties import Properties, read_properties
from .styles import Styles
from .tables import read_table, words_of

__all__ = ["Walk"]

_P, _TBL, _SDT = w("p"), w("tbl"), w("sdt")
_ALTERNATE = mc("AlternateContent")
_UNREAD_PARTS = frozenset({w("altChunk"), w("subDoc")})
_REMOVED = frozenset({w("del"), w("moveFrom")})
_GALLERY = f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}"
# Marks without width or meaning for the text; they would hide a label from every pattern.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\xad]")
_BODY_LEVEL = 9


@dataclass(slots=True)
class Walk:
    """Walks one document.  ``notes`` and ``comments``: id -> element; ``diagrams``: id -> words of SmartArt."""

    styles: Styles
    numbering: Numbering
    inline: Inline
    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    comments: dict[str, etree._Element] = field(default_factory=dict)
    diagrams: dict[str, list[str]] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    found: dict[tuple[str, str], list[Place]] = field(default_factory=dict)
    """Places of what deserves a notice, by code and detail."""
    _counters: Counters = field(init=False)
    _note_counters: Counters = field(init=False)
    _paragraph: int = 0
    _anchor: Place | None = None
    _contents: int = 0
    _trusts_fields: bool = True
    _read_notes: set[tuple[str, str]] = field(default_factory=set)
    _read_comments: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._counters = Counters(self.numbering)
        self._note_counters = Counters(self.numbering)

    def body(self, body: etree._Element) -> list[Line]:
        """Read the main story, and set aside the notes and comments that nothing in it refers to."""
        marks = [mark.get(w("fldCharType")) for mark in body.iter(w("fldChar"))]
        self._trusts_fields = marks.count("begin") == marks.count("end")
        lines = self.blocks(body)
        place = Place(paragraph=self._paragraph or None)
        for key, note in self.notes.items():
            if key not in self._read_notes and note.get(w("type"), "normal") == "normal":
                self._aside(words_of(note), "hidden", place)
        for identity in self.comments:
            self._comment(identity, place)
        return lines

    def blocks(self, container: etree._Element) -> list[Line]:
        """Read the paragraphs and tables of a body, cell, text box or note."""
        lines: list[Line] = []
        pending: tuple[Properties, Content, Place] | None = None
        for element in container:
            tag = element.tag
            if tag == _P:
                pending = self._paragraph_into(lines, element, pending)
                continue
            if tag in _UNREAD_PARTS:
                self.note_place("unread-part", "", self._place())
            elif next(element.iter(_P), None) is not None:
                self._flush(lines, pending)
                pending = None
                lines.extend(self._wrapped(element))
        self._flush(lines, pending)
        return lines

    def _flush(self, lines: list[Line], pending: tuple[Properties, Content, Place] | None) -> None:
        """End a paragraph whose mark is deleted where no other follows: it stays if any of its words do."""
        if pending is None:
            return
        properties, content, place = pending
        if any(text.strip() for text in content.seen) or content.boxes:
            self._emit(lines, properties, content, place)
            return
        self._set_asides(content, place)
        self.note_place("tracked-changes", "", place)
        self._attached(lines, content, place)

    def _wrapped(self, element: etree._Element) -> list[Line]:
        tag = element.tag
        if tag == _TBL:
            return read_table(self, element)
        if tag == _ALTERNATE:
            branch = chosen_branch(element)
            return [] if branch is None else self.blocks(branch)
        if tag in _REMOVED:
            self.skipped(element, "deleted")
            return []
        if tag != _SDT:
            return self.blocks(element)
        is_contents = (val(element.find(_GALLERY)) or "").lower() == "table of contents"
        self._contents += is_contents
        lines = [line for content in element.iterchildren(w("sdtContent")) for line in self.blocks(content)]
        self._contents -= is_contents
        return lines

    def _paragraph_into(
        self, lines: list[Line], element: etree._Element, pending: tuple[Properties, Content, Place] | None
    ) -> tuple[Properties, Content, Place] | None:
        """Read one paragraph into ``lines``, or keep it for the next one where its mark is deleted."""
        properties = read_properties(element)
        style = self.styles.paragraph(properties.style_id)
        if self.inline.is_open and not style.contents and (not self._trusts_fields or style.kind != "text"):
            # A field that was never closed must not swallow the document: neither where the marks do not
            # add up, nor where a real heading comes.
            self.inline.close_fields()
        if self._anchor is None:
            self._paragraph += 1
        place = self._place()
        content = self.inline.read(element, style)
        content.changed |= properties.mark_removed or properties.mark_added
        if pending is not None:
            pending[1].then(content)
            content = pending[1]
        if properties.mark_removed:
            return properties, content, place
        self._emit(lines, properties, content, place)
        return None

    def _emit(self, lines: list[Line], properties: Properties, content: Content, place: Place) -> None:
        """Turn a paragraph into its line, count it in its list, then read what hangs on it."""
        style = self.styles.paragraph(properties.style_id)
        text = "".join(content.seen)
        if _INVISIBLE.search(text):
            text = _INVISIBLE.sub("", text)
        text = text.strip("\n")
        self._set_asides(content, place)
        # Word gives no number to a paragraph that holds nothing but a section break.
        is_listed = bool(text) or not properties.section_break
        label = self._label(properties, place) if is_listed else None
        if self._contents or (style.contents and text):
            self._aside(text, "contents", place)
        elif text or not (properties.mark_hidden or style.hidden or (content.contents and not label)):
            kind: LineKind = style.kind
            if properties.outline is not None and kind != "title":
                kind = "heading" if properties.outline < _BODY_LEVEL else "text"
            lines.append(_line(text, place, kind, label))
        for code, is_found in (
            ("tracked-changes", content.changed),
            ("field-number", content.number_field),
            ("unknown-symbol", content.unknown_symbol),
        ):
            if is_found:
                self.note_place(code, "", place)
        self._attached(lines, content, place)

    def _label(self, properties: Properties, place: Place) -> Label | None:
        style = self.styles.paragraph(properties.style_id)
        listed = self.numbering.place(properties.num_id, properties.ilvl, style)
        if listed is None:
            return None
        label = self._counters.advance(*listed)
        if label is None:
            self.note_place("numbering-missing", "", place)
        elif label.unknown is not None:
            self.note_place("unknown-format", label.unknown, place)
        return label

    def _attached(self, lines: list[Line], content: Content, place: Place) -> None:
        """Text boxes and drawings, then notes, then comments, all at the paragraph's place."""
        lines.extend(Line(words, place, end="paragraph") for words in content.art)
        for identity in content.diagrams:
            words_in = self.diagrams.get(identity)
            if words_in is None:
                self.note_place("unread-part", "", place)
            lines.extend(Line(words, place, end="paragraph") for words in words_in or ())
        for box in content.boxes:
            # A text box counts its lists from the start, apart from the body.
            lines.extend(line for line in self._story(box, Counters(self.numbering), place) if line.text or line.label)
        for kind, identity, is_deleted in content.notes:
            key = (kind, identity)
            note = self.notes.get(key)
            if note is None or key in self._read_notes:
                continue
            self._read_notes.add(key)
            if is_deleted:
                self._aside(words_of(note), "deleted", place)
                continue
            read = self._story(note, self._note_counters, place)
            lines.extend(replace(line, kind="note") for line in read if line.text)
        for identity in content.comments:
            self._comment(identity, place)

    def _story(self, container: etree._Element, counters: Counters, place: Place) -> list[Line]:
        """Read a story of its own: its lists and fields are not the body's, its place is its anchor's."""
        outer = (self._counters, self._anchor)
        fields = self.inline.close_fields()
        self._counters, self._anchor = counters, place
        lines = self.blocks(container)
        self._counters, self._anchor = outer
        self.inline.resume(fields)
        return lines

    def _comment(self, identity: str, place: Place) -> None:
        comment = self.comments.get(identity)
        if comment is not None and identity not in self._read_comments:
            self._read_comments.add(identity)
            self._aside(words_of(comment), "comment", place)

    def skipped(self, element: etree._Element, reason: str) -> None:
        """Set aside all words of an element that Word does not show; its paragraphs keep their index."""
        if self._anchor is None:
            self._paragraph += sum(1 for _ in element.iter(_P))
        self._aside(words_of(element), reason, self._place())
        if reason == "deleted":
            self.note_place("tracked-changes", "", self._place())

    def note_place(self, code: str, detail: str, place: Place) -> None:
        """Remember that something worth a notice stands at ``place``."""
        places = self.found.setdefault((code, detail), [])
        if not places or places[-1] != place:
            places.append(place)

    def _place(self) -> Place:
        return self._anchor or Place(paragraph=self._paragraph or 1)

    def _set_asides(self, content: Content, place: Place) -> None:
        self._aside("".join(content.deleted), "deleted", place)
        self._aside("".join(content.hidden), "hidden", place)
        self._aside("".join(content.contents), "contents", place)
        self._aside("".join(content.readings), "pronunciation", place)
        for code in content.codes:
            self._aside(code, "field-code", place)

    def _aside(self, text: str, reason: str, place: Place) -> None:
        text = text.strip()
        if text:
            self.set_aside.append(SetAside(text, reason, place))


def _line(text: str, place: Place, kind: LineKind, label: Label | None) -> Line:
    if label is None or label.text is None:
        return Line(text, place, "paragraph", kind)
    return Line(text, place, "paragraph", kind, label.text, label.level, label.bullet)
