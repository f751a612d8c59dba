"""Check that every gold reference of the labelled questions still names one clause that holds its values.

    python bench/questions/check.py             # report; exit 1 when anything is wrong
    python bench/questions/check.py --repair    # rewrite title, path and nth of what the parser now numbers otherwise

``seeds.jsonl`` and ``seeds-more.jsonl`` refer to a folder of policy files that is no part of the repository:
``POLICY_KB_SEEDS`` names it, the default is ``../shared/seeds`` beside the checkout.  Without it only
the other sets are checked: those on ``corpus/``, and those on the folders of ``policies/``, each named like its folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
sys.path.insert(0, str(CHECKOUT))

from ingest.document import Clause, Document  # noqa: E402  (after the path is set)
from ingest.parse import parse_file  # noqa: E402
from kb.reply import Kind  # noqa: E402

KINDS = frozenset(get_args(Kind)) - {"other"} | {"unanswerable"}
LONGEST_VALUE = 12  # characters; a longer value would be the clause's wording instead of its answer


def squeeze(text: str) -> str:
    """Fold width and compatibility forms (NFKC) and drop all white space: values are compared in this form."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class Library:
    """The policy files of one folder, parsed when a question first names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, list[Document]] = {}

    def documents(self, file: str) -> list[Document]:
        """Give the documents of ``file`` in reading order."""
        if file not in self._files:
            self._files[file] = list(parse_file(self.folder / file))
        return self._files[file]

    def clauses(self, file: str) -> Iterator[tuple[Document, Clause]]:
        """Give every clause of ``file`` with its document, in reading order."""
        for document in self.documents(file):
            for clause in document.clauses:
                yield document, clause

    def named(self, answer: dict[str, Any]) -> list[tuple[Document, Clause]]:
        """Give the clauses with the answer's title and path; ``nth`` (from 1) picks one of several."""
        path = tuple(answer["path"])
        same = [(d, c) for d, c in self.clauses(answer["file"]) if d.title == answer["title"] and c.path == path]
        if "nth" in answer:
            same = same[answer["nth"] - 1 : answer["nth"]]
        return same

    def holds(self, document: Document, clause: Clause, answer: dict[str, Any]) -> list[str]:
        """Give the answer's values that stand neither in the clause nor above it."""
        places = [clause.text, "".join(clause.headings), document.title, "".join(document.titles)]
        if answer.get("above"):
            before = document.clauses[: document.clauses.index(clause)]
            places += [earlier.text for earlier in before]
        haystack = "\n".join(squeeze(place) for place in places)
        return [value for value in answer["value"] if squeeze(value) not in haystack]


def faults_of(answer: dict[str, Any], library: Library) -> list[str]:
    """Say what is wrong with one gold answer; an empty list when it is sound."""
    found = library.named(answer)
    where = f"{answer['file']} 《{answer['title']}》{' '.join(answer['path'])}"
    if len(found) != 1:
        return [f"{where}: names {len(found)} clauses"]
    faults = [f"{where}: {value!r} is not there" for value in library.holds(*found[0], answer)]
    faults += [f"{where}: {value!r} is too long" for value in answer["value"] if len(value) > LONGEST_VALUE]
    return faults


def repair(answer: dict[str, Any], library: Library) -> bool:
    """Find the clause again by the line it begins on, and by its values; say whether that was unambiguous."""
    matches = [
        (document, clause)
        for document, clause in library.clauses(answer["file"])
        if clause.places
        and clause.places[0].line is not None
        and clause.places[0].line == answer.get("line")
        and not library.holds(document, clause, answer)
    ]
    if len(matches) != 1:
        return False
    document, clause = matches[0]
    answer.pop("nth", None)
    answer["title"], answer["path"] = document.title, list(clause.path)
    same = library.named(answer)
    if len(same) > 1:
        answer["nth"] = 1 + next(i for i, (_, twin) in enumerate(same) if twin is clause)
    return True


def resembled(near: dict[str, Any], library: Library) -> list[Document]:
    """Give the documents with the title of ``near``; ``nth`` (from 1) picks one of several."""
    same = [document for document in library.documents(near["file"]) if document.title == near["title"]]
    return same[near["nth"] - 1 : near["nth"]] if "nth" in near else same


def repair_near(near: dict[str, Any], library: Library) -> bool:
    """Find the resembled document again by a line that one of its clauses begins on."""
    matches = [
        document
        for document in library.documents(near["file"])
        if any(clause.places and clause.places[0].line == near.get("line") for clause in document.clauses)
    ]
    if near.get("line") is None or len(matches) != 1:
        return False
    near.pop("nth", None)
    near["title"] = matches[0].title
    same = resembled(near, library)
    if len(same) > 1:
        near["nth"] = 1 + next(i for i, twin in enumerate(same) if twin is matches[0])
    return True


def shape_faults(row: dict[str, Any]) -> list[str]:
    """Check the fields of one question that need no policy file."""
    faults = []
    if row["kind"] not in KINDS:
        faults.append(f"unknown kind {row['kind']!r}")
    if (row["kind"] == "unanswerable") != (not row["answers"]):
        faults.append("exactly the unanswerable questions have no answers")
    if not row["answers"] and "near" not in row:
        faults.append("an unanswerable question names the document it resembles (near)")
    if row["answers"] and all(answer["optional"] for answer in row["answers"]):
        faults.append("every answer is optional")
    if "asked" in row and (row["kind"] != "unanswerable" or row["asked"] not in KINDS - {"unanswerable"}):
        faults.append("asked names another kind, and only of an unanswerable question")
    if not row["folds"] or row["fold"] != (row["folds"][0] if len(row["folds"]) == 1 else None):
        faults.append("fold and folds disagree")
    return faults


def fold_faults(rows: Sequence[dict[str, Any]], library: Library) -> list[str]:
    """Name the documents whose questions are in more than one fold; titles that several documents bear are left out."""
    folds_of: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        if row["fold"] is not None:
            for place in [*row["answers"], *([row["near"]] if "near" in row else [])]:
                if place.get("nth") is None:
                    folds_of.setdefault((place["file"], place["title"]), set()).add(row["fold"])
    titles = Counter((file, d.title) for file in {file for file, _ in folds_of} for d in library.documents(file))
    return [
        f"{file} 《{title}》: in folds {sorted(folds)}"
        for (file, title), folds in folds_of.items()
        if len(folds) > 1 and titles[file, title] == 1
    ]


def rows_of(questions: Path) -> list[dict[str, Any]]:
    """Read one file of questions."""
    return [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]


def check_file(questions: Path, library: Library, *, mend: bool, before: Sequence[dict[str, Any]] = ()) -> int:
    """Check one file of questions, print what is wrong and the counts, and return how many faults there are.

    ``before`` are the questions of the same set in other files: none may come again, and a document keeps its fold.
    """
    rows = rows_of(questions)
    faults: list[str] = []
    mended = 0
    for key in ("qid", "question"):
        faults += [
            f"{value}: {key} twice" for value, n in Counter(row[key] for row in (*before, *rows)).items() if n > 1
        ]
    for row in rows:
        found = shape_faults(row)
        for answer in row["answers"]:
            wrong = faults_of(answer, library)
            if wrong and mend and repair(answer, library):
                mended += 1
                wrong = faults_of(answer, library)
            found += wrong
        near = row.get("near")
        if near and len(resembled(near, library)) != 1:
            if mend and repair_near(near, library):
                mended += 1
            else:
                found.append(f"{near['file']} 《{near['title']}》: names {len(resembled(near, library))} documents")
        faults += [f"{row['qid']}: {fault}" for fault in found]
    faults += fold_faults([*before, *rows], library)
    if mended:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        questions.write_text(text, encoding="utf-8")
        print(f"{questions.name}: {mended} references mended")
    for fault in faults:
        print(f"{questions.name}: {fault}")
    kinds = Counter(row["kind"] for row in rows)
    folds = Counter(str(row["fold"]) for row in rows)
    print(f"{questions.name}: {len(rows)} questions, {len(faults)} faults")
    print("  kinds  " + "  ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    print("  folds  " + "  ".join(f"{fold} {n}" for fold, n in sorted(folds.items())))
    return len(faults)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check all files; 0 when all references are sound or nothing could be checked, 1 otherwise."""
    parser = argparse.ArgumentParser(description="check the gold references of the labelled questions")
    parser.add_argument("--repair", action="store_true", help="rewrite references the parser now numbers otherwise")
    options = parser.parse_args(arguments)
    seeds = Path(os.environ.get("POLICY_KB_SEEDS", CHECKOUT.parent / "shared" / "seeds"))
    faults = 0
    written = ((folder.name, folder) for folder in sorted((HERE / "policies").iterdir()))
    for name, folder in (("seeds", seeds), ("corpus", CHECKOUT / "corpus"), *written):
        if not folder.is_dir():
            print(f"{name}: no folder {folder}; set POLICY_KB_SEEDS to check it")
            continue
        library = Library(folder)
        before: list[dict[str, Any]] = []
        for questions in (HERE / f"{name}.jsonl", HERE / f"{name}-more.jsonl"):
            if not questions.is_file():
                continue
            faults += check_file(questions, library, mend=options.repair, before=before)
            before += rows_of(questions)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
