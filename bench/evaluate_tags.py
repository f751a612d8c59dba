"""Score the taggers on the clauses labelled by hand, and measure what tagging adds to a build.

    python bench/evaluate_tags.py                  the open half, by set and in all
    python bench/evaluate_tags.py --held           also the half set apart: no rule was made looking at it
    python bench/evaluate_tags.py --misses roles   where the open half is wrong (roles topics modality facts penalties)
    python bench/evaluate_tags.py --time           seconds to parse, tag and index the sample corpus

The seed pages are left out where they are absent (set POLICY_KB_SEEDS).
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.tag_labels import ANY, SETS, Fine, Labels, labels_of, read_documents
from index.lexicon import load_lexicon
from index.penalties import Penalty, penalties_of
from index.tagger import tag
from ingest.document import Clause

TARGETS = {
    "roles": 0.90,
    "relations": 0.85,
    "topics": 0.88,
    "first topics": 0.0,
    "modality": 0.92,
    "facts": 0.96,
    "penalties": 0.85,
}
"""What issue 4 asks for on the half set apart.  ``first topics``: without the topics that a second reading accepts."""
KINDS = ("money", "duration", "time")
OPEN = ("open", "dev", "fresh", "check")
"""Parts whose misses may be looked at; see docs/tags.md."""


@dataclass(slots=True)
class Score:
    """Hits, false alarms and misses; for the modality a wrong mode is one miss and no false alarm."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, hits: int, false: int, missed: int, wrong: str) -> None:
        self.hits += hits
        self.false += false
        self.missed += missed
        if false or missed:
            self.wrong.append(wrong)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    @property
    def accuracy(self) -> float:
        return self.hits / max(1, self.hits + self.missed)


def score(
    labels: Iterable[Labels], clauses: Mapping[str, Clause], fines: Mapping[str, Sequence[Penalty]]
) -> dict[str, Score]:
    """Compare labels with tags; every measure is over all clauses together (micro)."""
    scores = {name: Score() for name in TARGETS}
    for label in labels:
        clause = clauses[label.clause]
        said = f"{clause.id} [{' > '.join(clause.headings)[-60:]}] {clause.text[:160]!r}"
        wanted = {role for role, _ in label.relations}
        got = set(clause.roles)
        _compare(scores["roles"], wanted, got, said)
        pairs = {(relation.role, relation.relation) for relation in clause.relations}
        hit = {pair for pair in pairs if any(pair[0] == role and pair[1] in right for role, right in label.relations)}
        open_ = [(role, right) for role, right in label.relations if not any((role, one) in hit for one in right)]
        scores["relations"].add(
            len(label.relations) - len(open_),
            len(pairs - hit),
            len(open_),
            f"want {_told(open_)} got {pairs - hit} {said}",
        )
        topics = set(clause.topics)
        # A topic that a second reading accepts is neither asked for nor a false alarm.
        _compare(scores["topics"], set(label.topics), topics - label.also, said)
        _compare(scores["first topics"], set(label.topics), topics, said)
        right = clause.modality in label.modality
        scores["modality"].add(right, 0, not right, f"want {label.modality} got {clause.modality} {said}")
        _compare_counts(scores["facts"], label, clause, said)
        _compare_fines(scores["penalties"], label.fines, fines.get(clause.id, ()), said)
    return scores


def _compare(score: Score, wanted: set[str], got: set[str], said: str) -> None:
    missed, false = wanted - got, got - wanted
    score.add(len(wanted & got), len(false), len(missed), f"missed {missed or '-'} false {false or '-'} {said}")


def _told(pairs: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    return [f"{role}:{'/'.join(sorted(right))}" for role, right in pairs]


def _compare_counts(score: Score, label: Labels, clause: Clause, said: str) -> None:
    wanted = Counter(label.facts)
    got = Counter((fact.kind, fact.value, fact.unit) for fact in clause.facts if fact.kind in KINDS)
    missed, false = wanted - got, got - wanted
    hits = (wanted & got).total()
    score.add(hits, false.total(), missed.total(), f"missed {dict(missed)} false {dict(false)} {said}")


def _compare_fines(score: Score, wanted: Sequence[Fine], got: Sequence[Penalty], said: str) -> None:
    left = list(got)
    missed: list[Fine] = []
    for fine in wanted:
        match = next((penalty for penalty in left if _same(fine, penalty)), None)
        if match is None:
            missed.append(fine)
        else:
            left.remove(match)
    false = [(penalty.act, penalty.amount, penalty.sanction) for penalty in left]
    score.add(len(wanted) - len(missed), len(left), len(missed), f"missed {missed} false {false} {said}")


def _same(fine: Fine, penalty: Penalty) -> bool:
    """The act is the labelled one, the amount equal, and the one sanction holds the words of the other."""
    if fine.amount not in (ANY, penalty.amount):
        return False
    act, sanction = _bare(penalty.act + penalty.condition), _bare(penalty.sanction)
    wanted = _bare(fine.sanction)
    return _bare(fine.act) in act and (wanted in sanction or (len(sanction) > 1 and sanction in wanted))


def _bare(text: str) -> str:
    return re.sub(r"[\s,，。;；:：、()（）“”]", "", text)


def table(scores: Mapping[str, Mapping[str, Score]]) -> Iterator[str]:
    yield f"{'':13}" + "".join(f"{name:>16}" for name in scores) + f"{'target':>10}"
    for measure, target in TARGETS.items():
        row = f"{measure:13}"
        for found in scores.values():
            one = found[measure]
            row += f"{one.accuracy if measure == 'modality' else one.f1:>8.3f}"
            row += f"{one.hits:>4}/{one.hits + one.missed:<3}"
        yield row + (f"{target:>10.2f}" if target else "")


def _read(
    split: Sequence[str],
) -> tuple[dict[str, dict[str, list[Labels]]], dict[str, Clause], dict[str, list[Penalty]]]:
    lexicon = load_lexicon()
    labels: dict[str, dict[str, list[Labels]]] = defaultdict(dict)
    clauses: dict[str, Clause] = {}
    fines: dict[str, list[Penalty]] = defaultdict(list)
    for name in SETS:
        documents = read_documents(name)
        if not documents:
            print(f"left out: {name} ({SETS[name]} is absent)")
            continue
        found, lost = labels_of(name, documents, lexicon)
        if lost:
            print(f"left out: {lost} clauses of {name} whose words are read otherwise now")
        for half in split:
            labels[half][name] = [one for one in found if one.split == half]
        for several in documents.values():
            for document in tag(several, lexicon):
                clauses.update((clause.id, clause) for clause in document.clauses)
                for penalty in penalties_of(document):
                    fines[penalty.clause_id].append(penalty)
    return labels, clauses, fines


def times() -> None:
    """Tell what tagging adds to the parsing and indexing of the sample corpus (best of three)."""
    from index.store import Store

    lexicon = load_lexicon()
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(3):
            begun = time.process_time()
            documents = [document for several in read_documents("corpus").values() for document in several]
            parsed = time.process_time()
            tagged = tag(documents, lexicon)
            for document in tagged:
                penalties_of(document)
            done = time.process_time()
            Store(Path(folder) / str(turn)).write(tagged, lexicon_hash="x").close()
            stored = time.process_time()
            for name, seconds in (("parse", parsed - begun), ("tag", done - parsed), ("index", stored - done)):
                best[name] = min(best.get(name, seconds), seconds)
    share = best["tag"] / (best["parse"] + best["index"])
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in best.items())
    print(f"\n== time: {told}; tagging adds {share:.0%} (limit 30%)")


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--held", action="store_true")
    options.add_argument("--split", choices=OPEN, action="append", default=[])
    options.add_argument("--misses", choices=list(TARGETS), action="append", default=[])
    options.add_argument("--time", action="store_true")
    chosen = options.parse_args(arguments)
    halves = chosen.split or list(OPEN)
    labels, clauses, fines = _read([*halves, "held"] if chosen.held else halves)
    for half, sets in labels.items():
        if not any(sets.values()):
            continue
        scores = {name: score(found, clauses, fines) for name, found in sets.items()}
        scores["all"] = score([one for found in sets.values() for one in found], clauses, fines)
        print(f"\n== tags: {half}, {sum(map(len, sets.values()))} clauses")
        print("\n".join(table(scores)))
        if half in OPEN:
            for measure in chosen.misses:
                print(f"\n-- {measure}", *scores["all"][measure].wrong, sep="\n")
    if chosen.time:
        times()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
