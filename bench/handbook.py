"""Handbooks measured: recall and precision against hand labels, words read back from the files, time and memory.

    python bench/handbook.py [--roles] [--words] [--speed]       all three where none is named

Labels are those of ``bench/labels``; the labelled pages outside this repository are found by POLICY_KB_SEEDS, and left
out where they are absent.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kb import KnowledgeBase
from kb.formats import load_theme, render
from kb.handbook import Entry, Handbook
from kb.handbook_paper import handbook_paper
from kb.post import post_of

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("POLICY_KB_SEEDS", ROOT.parent / "shared" / "seeds"))
SETS = {
    "corpus": (ROOT / "corpus", ROOT / "bench/labels/corpus.jsonl", ("售前客服", "仓库", "网店编辑")),
    "seeds": (SEEDS, ROOT / "bench/labels/seeds.jsonl", ("客服", "客服主管", "运营", "店长")),
}
ANYBODY = re.compile(r"(?<!负责)人$|^(?:出差|调岗|转岗|录用|离职|入职|请假)人员$")
WANTED = 1000
"""Clauses of the handbook that is timed."""


def bases(work: Path) -> Iterator[tuple[str, KnowledgeBase]]:
    for name, (folder, _, _) in SETS.items():
        sources = sorted(folder.glob("0*.txt")) if name == "seeds" else [folder]
        if not sources or not folder.is_dir():
            print(f"left out: {name} ({folder} is absent)")
            continue
        yield name, KnowledgeBase.build(list(sources), work / name)


Key = tuple[str, tuple[str, ...], int]
"""Title, path of labels, and which of those that share both."""
Named = list[tuple[str, list[str]]]
"""Roles of a label, each with its relations."""


def labels(path: Path) -> Iterator[tuple[Key, Named]]:
    """Give each labelled clause's key and the relations that were labelled."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        key = record["title"], tuple(record["path"]), record.get("nth", 1)
        yield key, [(role, kinds) for role, kinds in record["relations"]]


def clause_ids(base: KnowledgeBase) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for document in base.documents(clauses=True):
        for clause in document.clauses:
            for title in {document.title, *document.titles}:
                nth = 1
                while (title, clause.path, nth) in found:
                    nth += 1
                found[title, clause.path, nth] = clause.id
    return found


def score_roles(name: str, base: KnowledgeBase) -> None:
    """Gold: clauses whose labels bind the post; a heading counts where it stands over a clause of the handbook."""
    _, file, roles = SETS[name]
    if not file.exists():
        print(f"left out: {file.name} is absent")
        return
    ids = clause_ids(base)
    marked = [(ids[key], relations) for key, relations in labels(file) if key in ids]
    lost = sum(key not in ids for key, _ in labels(file))
    print(f"\n{name}: {len(marked)} labelled clauses found, {lost} not")
    for role in roles:
        book = base.handbook(role)
        held = {entry.clause.id for entry in book.entries}
        general = {entry.clause.id for entry in book.of("general")}
        over = {(entry.clause.document.id, words) for entry in book.entries for words in entry.clause.headings}
        ended = {c.id for left in book.left_out if left.reason in ("superseded", "pending") for c in left.clauses}
        gold, others, bare, placed, shown = set[str](), set[str](), set[str](), set[str](), set(held)
        for identity, relations in marked:
            clause = base.clause(identity)
            if (clause.document.id, clause.text) in over:
                shown.add(identity)
            if identity not in ended:
                if binds(relations, role, base):
                    gold.add(identity)
                elif any(in_a_place(name, base) for name, _ in relations):
                    placed.add(identity)
                else:
                    (others if relations else bare).add(identity)
        named = held - general
        recall = len(gold & shown) / len(gold)
        precision = len(gold & named) / len((gold | others) & named)
        print(
            f"{role}: {len(held)} clauses, {len(gold)} gold, recall {recall:.3f}; {len(named)} name the post, "
            f"precision {precision:.3f}, and {len(bare & named)} labelled for nobody; general part {len(general)}: "
            f"{len(bare & general)} labelled for nobody, {len(others & general)} for others; of {len(placed)} labelled "
            f"for whoever is in a place (值班人员, 接收人) {len(placed & held)} held"
        )
        for identity in sorted(gold - shown):
            print(f"    missing  {identity}")
        for identity in sorted(others & named):
            print(f"    foreign  {identity}")


def binds(relations: Named, role: str, base: KnowledgeBase) -> bool:
    """Whether labels bind the post: they name it or a narrower role, or make a wider one or all staff do something."""
    post = post_of(role, base.lexicon, base.roles())
    passive = {"approves", "supervises", "informed"}
    for name, kinds in relations:
        canonical = base.lexicon.canonical(name) or name
        if canonical in post.own or (canonical in post.all and set(kinds) - passive):
            return True
    return False


def in_a_place(name: str, base: KnowledgeBase) -> bool:
    """Whether a label names no post and whoever is in a place: which posts come into it is not in the labels."""
    canonical = base.lexicon.canonical(name) or name
    return canonical in base.lexicon.family("员工")[1:] or ANYBODY.search(canonical) is not None


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words_of(content: bytes, ending: str, running: str) -> str:
    if ending == ".docx":
        from lxml import etree

        with zipfile.ZipFile(io.BytesIO(content)) as package:
            body = etree.fromstring(package.read("word/document.xml"))
        return squeezed("".join(words.text or "" for words in body.iter("{*}t")))
    if ending == ".html":
        from lxml import html

        return squeezed("".join(str(part) for part in html.fromstring(content.decode()).itertext()))
    import pypdfium2

    text = ""
    for page in pypdfium2.PdfDocument(content):
        lines = page.get_textpage().get_text_bounded().splitlines()
        text += "".join(
            line for line in lines if line.strip() != running and not re.match(r"第 \d+ 页 / 共 \d+ 页$", line.strip())
        )
    return squeezed(text.replace("\x02", "-"))  # pdfium's mark for a hyphen at the end of a line


def read_back(name: str, base: KnowledgeBase) -> None:
    print(f"\n{name}: clauses whose words stand in the file as they stand in the policy")
    for role in SETS[name][2]:
        book = base.handbook(role)
        paper = handbook_paper(book)
        told = []
        for ending in (".html", ".docx", ".pdf"):
            words = words_of(render(paper, ending, load_theme()).content, ending, paper.running)
            lost = [entry.clause.id for entry in book.entries if squeezed(entry.clause.text) not in words]
            told.append(f"{ending} {len(book.entries) - len(lost)} of {len(book.entries)}")
            for identity in lost[:3]:
                print(f"    not found in {ending}: {identity}")
        print(f"{role:<8}{'   '.join(told)}")


def large(base: KnowledgeBase) -> Handbook:
    """A handbook of ``WANTED`` clauses: those of the sample corpus, again and again under other names."""
    book = base.handbook("员工")
    entries: list[Entry] = []
    while len(entries) < WANTED:
        for entry in book.entries[: WANTED - len(entries)]:
            number = len(entries) + 1
            clause = replace(entry.clause, id=f"{entry.clause.id}~{number}")
            entries.append(replace(entry, number=number, clause=clause))
    order = {entry.section: at for at, entry in enumerate(book.entries)}
    entries.sort(key=lambda entry: (order[entry.section], entry.clause.document.id, entry.number))
    return replace(book, entries=tuple(entries), penalties=())


def time_one(root: str, ending: str) -> None:
    """Render in this process, and print seconds and the most memory that it held (MB, on Linux)."""
    with KnowledgeBase.open(root) as base:
        book = large(base)
    started, used = time.perf_counter(), time.process_time()
    size = len(render(handbook_paper(book), ending, load_theme()).content)
    seconds, worked = time.perf_counter() - started, time.process_time() - used
    # Not ru_maxrss: that begins with what the parent process held.
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    memory = int(found[1]) / 1024 if found else float("nan")
    print(
        f"{ending:<6}{len(book.entries):>6} clauses{seconds:>8.2f} s, {worked:.2f} s of a processor"
        f"{memory:>8.0f} MB{size / 1e6:>8.2f} MB file",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for part in ("roles", "words", "speed"):
        parser.add_argument(f"--{part}", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.one:
        time_one(*wanted.one)
        return
    every = not (wanted.roles or wanted.words or wanted.speed)
    with tempfile.TemporaryDirectory() as folder:
        for name, base in bases(Path(folder)):
            if every or wanted.roles:
                score_roles(name, base)
            if every or wanted.words:
                read_back(name, base)
            if name == "corpus" and (every or wanted.speed):
                for ending in (".md", ".html", ".docx", ".pdf"):
                    subprocess.run([sys.executable, __file__, "--one", str(Path(folder) / name), ending], check=True)


if __name__ == "__main__":
    main()
