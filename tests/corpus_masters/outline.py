"""The outline in which the sample policies are written, and what follows from it by construction.

title: 考勤管理制度                     a head of `name: value` lines, ended by `---`
---
第一章 总则                             label, one space, words; two spaces of indentation a level
  第一条 ……
    （一） ……
    > ……                               a paragraph without a number: it belongs to the clause before it
    | 行为 | 处罚 | < |                 a table row; `<` is merged with the cell to its left,
    | ^ | 第一次 | 第二次 |             `^` with the cell above it
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["LEFT", "UP", "Gold", "Item", "Master", "masters", "read_master"]

LEFT, UP = "<", "^"
DELIMITERS = "、.．:：,，"
GAPS = {"wide": "　", "space": " ", "none": ""}
HEAD_NAMES = {"title", "file", "encoding", "newline", "gap", "wrap", "blank", "indent", "numbering", "head"}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an outline.  ``depth`` counts from 0; ``label`` is as printed, delimiter and all."""

    kind: Literal["clause", "paragraph", "row"]
    depth: int
    text: str = ""
    label: str = ""
    cells: tuple[str, ...] = ()

    @property
    def own_cells(self) -> tuple[str, ...]:
        """The row as a reader meets it: merged over columns once, merged over rows empty further down."""
        return tuple("" if cell == UP else cell for cell in self.cells if cell != LEFT)


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause as a reader of the remade file must give it."""

    path: tuple[str, ...]
    text: str

    @property
    def number(self) -> str:
        return self.path[-1]

    def to_dict(self) -> dict[str, object]:
        return {"path": list(self.path), "number": self.number, "text": self.text}


@dataclass(frozen=True, slots=True)
class Master:
    """One policy: its head, the lines between title and first clause, its items."""

    name: str
    head: dict[str, str]
    front: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        return self.head["title"]

    @property
    def file(self) -> str:
        return self.head["file"]

    @property
    def format(self) -> str:
        return self.file.rsplit(".", 1)[1]

    def typed(self, item: Item) -> str:
        """The paragraph with its number typed in front, as this office types it."""
        if not item.label:
            return item.text
        gap = "" if item.label[-1] in "、．.）)①②③④⑤" else GAPS[self.head.get("gap", "space")]
        return item.label + gap + item.text

    def lines(self) -> Iterator[str]:
        """All words of the policy with typed numbers, a paragraph or table row a line."""
        yield self.title
        yield from self.front
        for item in self.items:
            yield "\t".join(item.own_cells) if item.kind == "row" else self.typed(item)

    def text_bytes(self) -> bytes:
        """The policy as a text file in its encoding, with its line ends and its layout."""
        wrap = int(self.head.get("wrap", "0"))
        margin = "　　" if self.head.get("indent") == "yes" else ""
        newline = "\r\n" if self.head["newline"] == "crlf" else "\n"
        out: list[str] = []
        for number, line in enumerate(self.lines()):
            body = number > len(self.front)
            pieces = textwrap.wrap(line, wrap) if wrap else [line]
            out += [margin + piece if body else piece for piece in pieces]
            if self.head.get("blank") == "yes":
                out.append("")
        return (newline.join(out).rstrip() + newline).encode(self.head["encoding"])

    def gold(self) -> list[Gold]:
        """The clauses in document order: rows and unnumbered paragraphs belong to the clause before."""
        rows: list[tuple[tuple[str, ...], list[str]]] = []
        path: tuple[str, ...] = ()
        for item in self.items:
            if item.kind == "clause":
                path = (*path[: item.depth], item.label.rstrip(DELIMITERS))
                rows.append((path, [item.text]))
            else:
                rows[-1][1].append("\t".join(item.own_cells) if item.kind == "row" else item.text)
        return [Gold(where, "\n".join(texts)) for where, texts in rows]


def read_master(path: Path) -> Master:
    """Read one outline.  Raises ValueError with file and line where it is not well formed."""
    head: dict[str, str] = {}
    front: list[str] = []
    items: list[Item] = []
    in_head, depth = True, -1
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if in_head:
            if line == "---":
                in_head = False
                continue
            name, _, value = line.partition(": ")
            if name == "front":
                front.append(value)
            elif name in HEAD_NAMES:
                head[name] = value
            else:
                raise ValueError(f"{where}: unknown name {name!r} in the head")
            continue
        words = line.strip(" ")
        level, odd = divmod(len(line) - len(line.lstrip(" ")), 2)
        if odd or level > depth + 1:
            raise ValueError(f"{where}: indented by {len(line) - len(words)} below depth {depth}")
        if words.startswith("|"):
            cells = tuple(cell.strip() for cell in words.strip("|").split("|"))
            items.append(Item("row", level, cells=cells))
        elif words.startswith("> "):
            items.append(Item("paragraph", level, words[2:]))
        else:
            label, space, text = words.partition(" ")
            if not space or not text:
                raise ValueError(f"{where}: a clause is a label, one space and words")
            items.append(Item("clause", level, text, label))
            depth = level
    return Master(path.stem, head, tuple(front), tuple(items))


def masters() -> list[Master]:
    """All outlines, in the order of their names."""
    return [read_master(path) for path in sorted(Path(__file__).parent.glob("*.txt"))]
