"""Write the outline of every text here beside it: title, front, clauses as a tree, what is set aside, notices."""

from __future__ import annotations

from pathlib import Path

from ingest.parse import parse_file


def outline(path: Path) -> str:
    """Give what a person would check, one line a clause."""
    lines: list[str] = []
    for document in parse_file(path, source=path.name):
        lines.append("# " + " | ".join(document.titles))
        lines += [f"= {line}" for line in document.front]
        for clause in document.clauses:
            words = clause.text.replace("\n", "⏎")
            lines.append("  " * (len(clause.path) - 1) + f"[{clause.path[-1]}] {words}".rstrip())
        lines += [f"- {piece.reason}: {piece.text}" for piece in document.set_aside]
        lines += [f"! {notice.code}: {notice.message}" for notice in document.warnings]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for text in sorted(Path(__file__).parent.glob("*.txt")):
        text.with_suffix(".outline").write_text(outline(text), encoding="utf-8")
