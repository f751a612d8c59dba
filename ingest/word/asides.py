"""What stands around the body: running heads and feet, notes, comments, SmartArt, the file's own title."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from ..document import SetAside
from ..errors import UnreadableFile
from ..line import Line
from .archive import Package
from .blocks import Walk
from .inline import Inline
from .names import w
from .numbering import Numbering
from .styles import Styles

__all__ = ["core_title", "diagram_words", "read_comments", "read_notes", "running_lines"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SPACE = re.compile(r"\s+")


def running_lines(package: Package, styles: Styles, numbering: Numbering) -> list[SetAside]:
    """Read headers and footers: each text once, however many sections repeat it."""
    found: dict[tuple[str, str], SetAside] = {}
    for kind, reason in (("header", "running-head"), ("footer", "running-foot")):
        for part in package.related(package.main, kind):
            walk = Walk(styles, numbering, Inline(styles, private_use=False))
            texts = [line.text for line in walk.blocks(package.xml(part)) if line.text.strip()]
            texts += [aside.text for aside in walk.set_aside if aside.reason != "field-code"]
            for text in texts:
                found.setdefault((reason, text), SetAside(text, reason))
    return list(found.values())


def read_notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    """Give foot- and endnotes by kind and id."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        for part in package.related(package.main, kind + "s", f"{kind}s.xml"):
            for note in package.xml(part).iterchildren(w(kind)):
                notes[kind, note.get(w("id")) or ""] = note
    return notes


def read_comments(package: Package) -> dict[str, etree._Element]:
    """Give comments by id."""
    return {
        comment.get(w("id")) or "": comment
        for part in package.related(package.main, "comments", "comments.xml")
        for comment in package.xml(part).iterchildren(w("comment"))
    }


def diagram_words(package: Package) -> dict[str, list[str]]:
    """Give the words of each SmartArt drawing by relationship id: organisation charts name who does what."""
    parts = set(package.targets.get("diagramData", ()))
    return {
        identity: [
            words
            for point in package.xml(part).iter(_DIAGRAM + "pt")
            if (words := "".join(text.text or "" for text in point.iter(_A + "t")).strip())
        ]
        for identity, part in package.by_id.items()
        if part in parts and package.has(part)
    }


def core_title(package: Package, lines: list[Line]) -> str:
    """Give the title of the file's properties, if the document itself begins with it.

    Most stand there since a template was copied; one that the first lines repeat can be trusted.
    """
    part = posixpath.join("docProps", "core.xml")
    if not package.has(part):
        return ""
    try:
        title = next((element.text or "" for element in package.xml(part).iter(_TITLE)), "").strip()
    except UnreadableFile:
        return ""  # properties are no words of the document; Word opens it without them
    wanted = _SPACE.sub("", title)
    opening = "".join(_SPACE.sub("", line.text) for line in lines[:30])
    return title if wanted and wanted in opening else ""
