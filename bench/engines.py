"""Time building and searching beside the peers, each given the same words, in one run; print figures and ratios.

python -m bench.engines CORPUS.jsonl[.gz] QUESTIONS.jsonl [--questions 300] [--plain-whoosh]

CORPUS: {"id", "law", "number", "text"} a line; QUESTIONS: {"question"} a line.  Times are of the processor, since other
work on a shared machine only adds to those of the wall; builds give both.  Peers need the dependency group ``bench``;
plain Whoosh takes minutes for tens of thousands of articles, so it is asked for.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index.analyzer import Terms
from index.cutter import cutter
from index.engines import TermQuery
from index.schema import JOIN, SCORED, Entry
from index.words import Words, dictionary_hash, write_words
from kb import KnowledgeBase

ROOT = Path(__file__).resolve().parents[1]
FILES = 8
COLD_RUNS = 7


def lines(path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return [json.loads(line) for line in text.splitlines()]


def percentiles(times: Iterable[float]) -> tuple[float, float]:
    """Give the median and the 99th percentile in milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.99)]


class Timed(NamedTuple):
    """Milliseconds of the processor: each question asked for the first time, and again (the least of three rounds)."""

    first50: float
    first99: float
    again50: float
    again99: float


def timed(search: Callable[[Any], object], questions: Sequence[Any]) -> Timed:
    """Time a warm search; what other measurements left behind is not looked through for garbage meanwhile."""
    gc.collect()
    gc.freeze()
    for question in questions[:10]:
        search(question)
    rounds = []
    for _ in range(4):
        times = []
        for question in questions:
            started = time.process_time()
            search(question)
            times.append(time.process_time() - started)
        rounds.append(percentiles(times))
    return Timed(*rounds[0], *map(min, zip(*rounds[1:], strict=True)))


def bm25s_search(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    import bm25s

    index = bm25s.BM25()
    index.index(texts, show_progress=False)
    return lambda words: index.retrieve([words], k=10, show_progress=False)


def sqlite_search(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table clauses using fts5(text, tokenize='unicode61')")
    base.executemany("insert into clauses values (?)", ((" ".join(words),) for words in texts))
    order = "select rowid from clauses where clauses match ? order by rank limit 10"
    return lambda words: base.execute(order, (" OR ".join(f'"{word}"' for word in words),)).fetchall()


def tantivy_search(texts: Sequence[list[str]]) -> Callable[[list[str]], object]:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(256_000_000, 1)
    for words in texts:
        document = tantivy.Document()
        document.add_text("text", " ".join(words))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: list[str]) -> object:
        terms = [tantivy.Query.term_query(schema, "text", word, "freq") for word in words]
        return searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in terms]), 10).hits

    return search


def whoosh_index(folder: Path, texts: Iterable[list[str]]) -> Any:
    from whoosh.fields import KEYWORD, STORED, Schema
    from whoosh.index import create_in

    folder.mkdir()
    index = create_in(str(folder), Schema(place=STORED, text=KEYWORD(scorable=True)))
    writer = index.writer(limitmb=256)
    for place, words in enumerate(texts):
        writer.add_document(place=str(place), text=" ".join(words))
    writer.commit()
    return index


def whoosh_search(index: Any) -> Callable[[list[str]], object]:
    from whoosh.query.compound import Or
    from whoosh.query.terms import Term

    searcher = index.searcher()
    return lambda words: list(searcher.search(Or([Term("text", word) for word in words]), limit=10))


def whoosh_fields(folder: Path, entries: Iterable[Entry]) -> Callable[[TermQuery], object]:
    """Index ``entries`` with Whoosh alone, in the fields that are scored; give its search for weighted terms."""
    from whoosh.fields import KEYWORD, STORED, Schema
    from whoosh.index import create_in
    from whoosh.query.compound import Or
    from whoosh.query.terms import Term

    folder.mkdir()
    schema = Schema(clause=STORED, **{field: KEYWORD(scorable=True) for field in SCORED})
    index = create_in(str(folder), schema)
    writer = index.writer(limitmb=256)
    for entry in entries:
        terms = {field: " ".join(term.replace(" ", "_") for term in entry.terms(field)) for field in SCORED}
        writer.add_document(clause=entry.clause, **terms)
    writer.commit()
    searcher = index.searcher()

    def search(query: TermQuery) -> object:
        terms = [
            Term(field, text.replace(" ", "_"), boost=weight)
            for field, weights in query.items()
            for text, weight in weights.items()
        ]
        return [hit["clause"] for hit in searcher.search(Or(terms), limit=60)]

    return search


def sources(folder: Path, rows: Sequence[dict[str, Any]]) -> list[Path]:
    """Write the rows as records, a law whole in one of ``FILES`` files."""
    laws = {law: number for number, law in enumerate(dict.fromkeys(row["law"] for row in rows))}
    paths = [folder / f"{number}.jsonl" for number in range(FILES)]
    parts: list[list[str]] = [[] for _ in paths]
    for row in rows:
        record = {
            "id": row["id"],
            "document": {"title": row["law"]},
            "number": row["number"],
            "path": [row["number"]],
            "text": row["text"],
        }
        parts[laws[row["law"]] % FILES].append(json.dumps(record, ensure_ascii=False))
    for path, part in zip(paths, parts, strict=True):
        path.write_text("\n".join(part), "utf-8")
    return paths


def processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def cold(command: Sequence[str]) -> float:
    """Give the least processor time of a process, in milliseconds, its bytecode written before."""
    least = float("inf")
    for _ in range(COLD_RUNS):
        before = processor()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        least = min(least, processor() - before)
    return 1000 * least


FLOOR = (
    "import sys, click\n"
    "from whoosh.index import open_dir\n"
    "from whoosh.query import Or, Term\n"
    "with open_dir(sys.argv[1], readonly=True).searcher() as s:\n"
    "    for hit in s.search(Or([Term('text', t) for t in sys.argv[2:]]), limit=10): click.echo(hit['place'])\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--questions", dest="number", type=int, default=300)
    parser.add_argument("--plain-whoosh", action="store_true")
    wanted = parser.parse_args()
    rows = lines(wanted.corpus)
    questions = [row["question"] for row in lines(wanted.questions)][: wanted.number]
    size = sum(len(row["text"].encode()) for row in rows)
    version = sys.version.split()[0]
    print(f"{len(rows):,} clauses, {size / 1e6:.1f} MB of text, {len(questions)} questions, Python {version}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dictionary = folder / dictionary_hash()
        write_words(dictionary)
        words = Words(dictionary)
        terms = Terms(words, cutter(words, many=0), variants={})
        texts = [terms.words(row["text"]).split(JOIN) for row in rows]
        asked = [list(dict.fromkeys(terms.words(question).split(JOIN))) for question in questions]
        segmenting = jieba_seconds([row["text"] for row in rows])
        print(f"\njieba cut_for_search, one core: {segmenting:.1f} s of the wall")
        peer = peers(folder, texts, asked, plain_whoosh=wanted.plain_whoosh)
        built = [build(folder, sources(folder, rows), engine, questions, peer) for engine in ("tantivy", "whoosh")]
        columns = ("cpu s", "wall s", "wall/jieba", "disk/text", "engine/text")
        print(f"\n{'build with tags, two processes':34}" + "".join(f"{column:>12}" for column in columns))
        for engine, spent, waited in built:
            whole, part = held(folder / engine, "*") / size, held(folder / engine, "engine/*") / size
            print(f"{engine:34}{spent:12.1f}{waited:12.1f}{waited / segmenting:12.2f}{whole:12.2f}{part:12.2f}")
        if not wanted.plain_whoosh:
            whoosh_index(folder / "plain", texts[:2000]).close()
        cold_processes(folder, asked[0], questions[0])


def jieba_seconds(texts: Sequence[str]) -> float:
    import jieba

    jieba.setLogLevel(60)
    jieba.lcut_for_search("词典")
    started = time.perf_counter()
    for text in texts:
        jieba.lcut_for_search(text)
    return time.perf_counter() - started


def peers(folder: Path, texts: Sequence[list[str]], asked: Sequence[list[str]], *, plain_whoosh: bool) -> float:
    """Print what the peers take for the same words; give the median of bm25s, asked again."""
    columns = ("index s", "p50 ms", "p99 ms", "again p50", "again p99", "p50/bm25s", "again/bm25s")
    print(f"\n{'search':34}" + "".join(f"{column:>12}" for column in columns))
    peer = 0.0
    makers: list[tuple[str, Callable[[Sequence[list[str]]], Callable[[list[str]], object]]]] = [
        ("bm25s", bm25s_search),
        ("SQLite FTS5", sqlite_search),
        ("tantivy, the words alone", tantivy_search),
    ]
    if plain_whoosh:
        makers.append(("Whoosh, the words alone", lambda held: whoosh_search(whoosh_index(folder / "plain", held))))
    for title, make in makers:
        started = time.process_time()
        search = make(texts)
        spent = time.process_time() - started
        took = timed(search, asked)
        peer = peer or took.again50
        print_times(title, f"{spent:.1f}", took, peer)
    return peer


def print_times(title: str, spent: str, took: Timed, peer: float) -> None:
    ratios = took.first50 / peer, took.again50 / peer
    print(f"{title:34}{spent:>12}" + "".join(f"{one:12.2f}" for one in (*took, *ratios)), flush=True)


def build(
    folder: Path, files: Sequence[Path], engine: str, questions: Sequence[str], peer: float
) -> tuple[str, float, float]:
    """Build, and print how long its searches take; give the engine and the seconds of processor and wall."""
    before, wall = processor(), time.perf_counter()
    with KnowledgeBase.build(files, folder / engine, engine=engine, jobs=2) as base:
        built = engine, processor() - before, time.perf_counter() - wall
        for title, ask in (("search", base.search), ("ask", base.ask)):
            print_times(f"policy-kb {engine}, {title}", "", timed(ask, questions), peer)
    return built


def held(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file())


def cold_processes(folder: Path, words: Sequence[str], question: str) -> None:
    floor = cold([sys.executable, "-c", FLOOR, str(folder / "plain"), *words])
    print(f"\n{'cold process':34}{'cpu ms':>9}{'ratio':>9}")
    print(f"{'click, Whoosh, open, search, print':34}{floor:9.0f}{1:9.2f}")
    for engine in ("tantivy", "whoosh"):
        for verb in ("ask", "search"):
            took = cold([sys.executable, str(ROOT / "cli.py"), "--kb", str(folder / engine), verb, question])
            print(f"{f'kb {verb}, {engine}':34}{took:9.0f}{took / floor:9.2f}")


if __name__ == "__main__":
    main()
