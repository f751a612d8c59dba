"""Markdown: headings, lists, tables and quotes by their marks; the marks are set aside, the words stay as they are.

Numbers are those that are written.  Only where every item is written ``1.`` are they counted, as every viewer does.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from ..document import Place, SetAside
from ..line import Line, LineEnd, LineKind, Reading
from .text import read_lines

__all__ = ["read"]

_HEADING = re.compile(r" {0,3}(?P<mark>#{1,6})(?=[ \t]|$)[ \t]*(?P<words>.*?)(?P<tail>[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:\*[ \t]*){3,}$| {0,3}(?:-[ \t]*){3,}$| {0,3}(?:_[ \t]*){3,}$")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<rest>[^`]*)$")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})(?P<delimiter>[.)]))[ \t]+(?P<words>\S.*)$"
)
_DELIMITERS = re.compile(r"[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_QUOTE = re.compile(r" {0,3}(?P<mark>>[ ]?)")
_COMMENT = re.compile(r"<!--[^>]{0,2000}-->")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{0,500})\](?P<target>\([^()\s]{0,500}(?:[ \t]+\"[^\"\n]{0,200}\")?\))")
_STRONG = re.compile(r"(?<!\\)(\*\*|__|~~|`)(?=\S)([^\n]{1,1000}?)(?<![\s\\])\1")
_WEAK = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*\\])\*(?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LONGEST = 20_000  # characters; in a longer line no mark is looked for
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def read(data: bytes, *, name: str) -> Reading:
    """Read Markdown.  Raises ``UnreadableFile`` as plain text does.

    Marks (``#``, ``**``, ``|---|``, targets of links, comments) are set aside with the reason ``markup``, bullets with
    ``bullet``.
    """
    return _Page(read_lines(data, name=name)).reading()


@dataclass(slots=True)
class _Page:
    sources: tuple[Line, ...]
    lines: list[Line] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    title: str = ""
    seen_title: bool = False
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """For each indent of an open list: the number written last, and the number shown last."""

    def reading(self) -> Reading:
        texts = [line.text for line in self.sources]
        index = self._front_matter(texts)
        fence = ""
        while index < len(texts):
            text, place = texts[index], self.sources[index].place
            opened = _FENCE.match(text)
            if opened and (not fence or opened["mark"].startswith(fence)) and (not fence or not opened["rest"].strip()):
                self._mark(text, place)
                fence = "" if fence else opened["mark"]
            elif fence:
                self._add(text, place, end="paragraph", verbatim=True)
            else:
                index += self._block(texts, index, place)
            index += 1
        return Reading(tuple(self.lines), tuple(self.aside), title=self.title)

    def _front_matter(self, texts: list[str]) -> int:
        if not texts or texts[0].strip() != "---":
            return 0
        for index in range(1, min(len(texts), 60)):
            if texts[index].strip() in ("---", "..."):
                for line, text in zip(self.sources[: index + 1], texts, strict=False):
                    self._mark(text, line.place)
                    if text.startswith("title:"):
                        self.title = text.removeprefix("title:").strip().strip("\"'")
                return index + 1
        return 0

    def _block(self, texts: list[str], index: int, place: Place) -> int:
        """Read what begins at ``index``; give how many further lines it took."""
        text = texts[index]
        while quote := _QUOTE.match(text):
            self._mark(quote["mark"], place)
            text = text[quote.end() :]
        if not text.strip():
            return 0
        heading = _HEADING.match(text)
        if heading:
            self._mark(heading["mark"] + (heading["tail"] or ""), place)
            self._heading(heading["words"], place, len(heading["mark"]))
            return 0
        after = texts[index + 1] if index + 1 < len(texts) else ""
        if _RULE.match(text):
            self._mark(text, place)
        elif "|" in text and "|" in after and len(after) < _LONGEST and _DELIMITERS.match(after):
            return self._table(texts, index)
        elif _UNDERLINE.match(after) and not _ITEM.match(text):
            self._heading(text, place, 1 if "=" in after else 2)
            self._mark(after, self.sources[index + 1].place)
            return 1
        elif item := _ITEM.match(text):
            self._item(item, place)
        else:
            if not text.startswith((" ", "\t")):
                self.counts.clear()  # a paragraph at the margin ends every list
            # A line feed inside a paragraph may be meant or not: its geometry tells, as in plain text.
            goes_on = bool(after.strip()) and not text.endswith(("  ", "\\")) and not _begins_block(after)
            self._add(text.removesuffix("\\"), place, end="unknown" if goes_on else "paragraph")
            if text.endswith("\\"):
                self._mark("\\", place)
        return 0

    def _heading(self, words: str, place: Place, level: int) -> None:
        self.counts.clear()
        kind: LineKind = "title" if level == 1 and not self.seen_title else "heading"
        self.seen_title = self.seen_title or level == 1
        self._add(words, place, kind=kind)

    def _item(self, item: re.Match[str], place: Place) -> None:
        indent = len(item["indent"].expandtabs(4))
        for deeper in [known for known in self.counts if known > indent]:
            del self.counts[deeper]
        if item["bullet"]:
            self.aside.append(SetAside(item["bullet"], "bullet", place))
            self._add(item["words"], place, label=item["bullet"], level=indent // 2, bullet=True)
            return
        written = int(item["number"])
        last = self.counts.get(indent)
        if last is not None and written == last[0]:
            shown = last[1] + 1
            self._mark(item["number"] + item["delimiter"], place)
            self._add(item["words"], place, label=f"{shown}{item['delimiter']}", level=indent // 2)
        else:
            shown = written
            self._add(f"{item['number']}{item['delimiter']} {item['words']}", place)
        self.counts[indent] = (written, shown)

    def _table(self, texts: list[str], start: int) -> int:
        index = start
        while index < len(texts) and "|" in texts[index] and texts[index].strip():
            place = self.sources[index].place
            row = texts[index].strip()
            if index == start + 1:
                self._mark(row, place)
            else:
                self._mark("|" * len(re.findall(r"(?<!\\)\|", row)), place)
                cells = re.split(r"(?<!\\)\|", row.strip("|") if not row.endswith("\\|") else row.lstrip("|"))
                self._add("\t".join(cell.strip() for cell in cells), place, kind="row")
            index += 1
        return index - start - 1

    def _add(
        self,
        text: str,
        place: Place,
        *,
        kind: LineKind = "text",
        end: LineEnd = "paragraph",
        label: str | None = None,
        level: int | None = None,
        bullet: bool = False,
        verbatim: bool = False,
    ) -> None:
        words = text if verbatim or len(text) > _LONGEST else self._inline(text, place)
        if words.strip():
            self.lines.append(Line(words.strip(" "), place, end, kind, label, level, bullet))

    def _inline(self, text: str, place: Place) -> str:
        """Drop the marks inside of a line and list them."""

        def keep(found: re.Match[str], words: str) -> str:
            whole = found.group()
            at = whole.find(words) if words else len(whole)
            self._mark(whole[:at] + whole[at + len(words) :], place)
            return words

        text = _COMMENT.sub(lambda m: keep(m, ""), text)
        text = _LINK.sub(lambda m: keep(m, m["words"]), text)
        text = _TAG.sub(lambda m: keep(m, ""), text)
        text = _STRONG.sub(lambda m: keep(m, m[2]), text)
        text = _WEAK.sub(lambda m: keep(m, m[1]), text)
        text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
        return _ESCAPE.sub(lambda m: keep(m, m[1]) if m[1] != "\\" else "\\", text)

    def _mark(self, text: str, place: Place) -> None:
        if text.strip():
            self.aside.append(SetAside(text.strip(), "markup", place))


def _begins_block(text: str) -> bool:
    return bool(
        _HEADING.match(text) or _ITEM.match(text) or _FENCE.match(text) or _QUOTE.match(text) or _RULE.match(text)
    )
