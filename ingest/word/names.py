"""Element names in Clark notation, and the two spellings of every namespace.

Files saved as "Strict Open XML" use other namespace URIs for the same elements; ``to_transitional`` renames them
once after parsing so that nothing above has to know both.
"""

from __future__ import annotations

from lxml import etree

__all__ = ["REL", "VML", "is_on", "mc", "rel_id", "to_transitional", "val", "w"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"

_STRICT = "{http://purl.oclc.org/ooxml/"
_FAMILIES = {
    "wordprocessingml/main": _W,
    "officeDocument/relationships": _R,
    "officeDocument/math": "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "drawingml/main": "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "drawingml/diagram": "{http://schemas.openxmlformats.org/drawingml/2006/diagram}",
    "drawingml/wordprocessingDrawing": ("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"),
}
_VAL = _W + "val"


def w(name: str) -> str:
    """Give a WordprocessingML name in Clark notation."""
    return _W + name


def mc(name: str) -> str:
    """Give a markup-compatibility name in Clark notation."""
    return _MC + name


def val(element: etree._Element | None) -> str | None:
    """Give ``w:val`` of an element, or None where there is neither."""
    return None if element is None else element.get(_VAL)


def rel_id(element: etree._Element, name: str = "id") -> str | None:
    """Give a relationship id (``r:id`` and its like)."""
    return element.get(_R + name)


def is_on(element: etree._Element | None) -> bool:
    """Say whether an on/off property is on: present, and not switched off by its value."""
    return element is not None and element.get(_VAL, "1") not in {"0", "false", "off"}


def to_transitional(root: etree._Element) -> None:
    """Rename the elements and attributes of a Strict part, in place; other parts are left alone."""
    if not any(uri.startswith(_STRICT[1:]) for uri in root.nsmap.values() if uri):
        return
    for element in root.iter():
        element.tag = _renamed(str(element.tag))
        for key in list(element.attrib):
            name = str(key)
            if name.startswith(_STRICT):
                element.set(_renamed(name), str(element.attrib.pop(key)))


def _renamed(name: str) -> str:
    if not name.startswith(_STRICT):
        return name
    family, _, local = name[len(_STRICT) :].partition("}")
    known = _FAMILIES.get(family)
    return known + local if known else name
