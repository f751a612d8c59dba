"""jieba's dictionary as a mapped file, and jieba's maximum-probability route over it.

Loading the dictionary into a dict costs more than answering the question, so it is kept as a trie
(words) beside arrays (frequencies, in the trie's order); both are mapped, not read.  The route is the
one of jieba's ``cut(HMM=False)``: among all ways to cut a run into dictionary words take the one with the
greatest product of relative frequencies, ties to the longer word.  HMM stays off because it invents words,
and an invented word in a clause is one that a question cannot know.
"""

from __future__ import annotations

import json
import re
import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from math import log
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from ingest.digests import sha256
from ingest.errors import ConfigurationError, StoreDamaged
from ingest.patterns import lazy

from .disk import write_whole

__all__ = ["Words", "dictionary_hash", "dictionary_path", "write_words"]

TRIE = "words.trie"
FREQUENCIES = "words.freq"

_HEADER = struct.Struct("<4sIIQ")  # mark, number of words, longest word, sum of frequencies
_MARK = b"kbw2"
_OLD_MARK = b"kbw1"
"""Of a file that keeps 32 bits for every frequency."""
_RARE = 255
"""Frequencies below take a byte each: of jieba's, 94 in a hundred."""
_BLOCK = lazy(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")  # the runs that jieba cuts by dictionary
_LINE = lazy(r"^\s*(\S+) ([0-9]+)", re.MULTILINE)
_SPACE = lazy(r"(\r\n|\s)")
_KNOWN = 1 << 18  # pieces kept, of about 100 bytes each
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def dictionary_path() -> Path:
    """Give the path of the installed jieba's ``dict.txt`` without importing jieba."""
    spec = find_spec("jieba")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "dict.txt"
        if path.is_file():
            return path
    raise ConfigurationError("找不到 jieba 的词典 dict.txt", remedy="请重新安装:pip install --force-reinstall jieba")


@lru_cache(maxsize=4)
def _hash(path: Path, size: int, modified: int) -> str:  # noqa: ARG001  # size and time make the key
    from hashlib import file_digest

    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def dictionary_hash(path: Path | None = None) -> str:
    """Give the SHA-256 (hex) of the dictionary, by which stores tell theirs from another."""
    path = path or dictionary_path()
    state = path.stat()
    return _hash(path, state.st_size, state.st_mtime_ns)


def write_words(folder: Path, dictionary: Path | None = None) -> None:
    """Write the trie and the frequencies of ``dictionary`` (jieba's by default) into ``folder``.

    The form is jieba's: ``word frequency [tag]`` a line, UTF-8; of a repeated word the last line counts,
    while the sum takes all lines, as in jieba.
    """
    import marisa_trie

    read = _LINE.findall((dictionary or dictionary_path()).read_text("utf-8"))
    given = [int(count) for _, count in read]
    frequency = {word: count for (word, _), count in zip(read, given, strict=True)}
    total = sum(given)
    trie = marisa_trie.Trie(frequency)
    longest = max(map(len, frequency), default=1)
    counts = array("I", bytes(4 * len(frequency)))
    for number, count in zip(map(trie.__getitem__, frequency), frequency.values(), strict=True):
        counts[number] = count
    often = [number for number, count in enumerate(counts) if count >= _RARE]
    folder.mkdir(parents=True, exist_ok=True)
    trie.save(str(folder / TRIE))
    with (folder / FREQUENCIES).open("wb") as stream:
        stream.write(_HEADER.pack(_MARK, len(counts), longest, total))
        stream.write(bytes([min(count, _RARE) for count in counts]).ljust(_padded(len(counts)), b"\0"))
        array("I", often).tofile(stream)
        array("I", [counts[number] for number in often]).tofile(stream)


def _padded(count: int) -> int:
    """Give how many bytes so many frequencies take, the header aside: whole words of 32 bits."""
    return -(-count // 4) * 4


class Words:
    """The mapped dictionary; cuts text into words.

    ``extra`` adds words of a lexicon with the frequency that jieba would give them, just enough for each to
    be cut as one word.  Opening maps two files (about 0.2 ms); nothing is written after that, so one object
    serves all threads.
    """

    def __init__(self, folder: Path, extra: Iterable[str] = ()) -> None:
        import marisa_trie

        try:
            self._trie: Any = marisa_trie.Trie().mmap(str(folder / TRIE))
            with (folder / FREQUENCIES).open("rb") as stream:
                mapped = mmap(stream.fileno(), 0, access=ACCESS_READ)
            mark, count, _, total = _HEADER.unpack_from(mapped)
        except (OSError, RuntimeError, ValueError, struct.error) as error:
            raise StoreDamaged("词典文件缺失或损坏", place=str(folder), remedy="请重建:kb build --full") from error
        old, given = mark == _OLD_MARK, memoryview(mapped)[_HEADER.size :]
        size = 4 * count if old else _padded(count)
        more = len(given) - size
        if not (old or mark == _MARK) or len(self._trie) != count or more < 0 or more % 8 or (old and more):
            raise StoreDamaged("词典文件损坏", place=str(folder), remedy="请重建:kb build --full")
        often = given[size:].cast("I")
        self._few, self._often, self._many = given[:size], often[: len(often) // 2], often[len(often) // 2 :]
        self._count: Callable[[int], int] = given.cast("I").__getitem__ if old else self._counted
        self._total: int = total
        self.dictionary_total: int = total
        self.dictionary = folder.name
        """The dictionary's hash where the folder is named by it, as a store does."""
        self._extra: dict[str, int] = {}
        self._starts: dict[str, list[str]] = {}
        self._known: dict[str, tuple[float | None, bool]] = {}
        self.folder = folder
        self.wanted = wanted = tuple(dict.fromkeys(extra))
        """The words asked for beyond the dictionary, whether it has them or not."""
        self._kept = folder / f"extra-{sha256(repr(wanted).encode()).hexdigest()[:24]}.json"
        kept = self._read_kept()
        if kept is None:
            for word in wanted:
                self._add({word: self._just_enough(word)})
        else:
            self._add(dict(kept))
        self.extra: tuple[str, ...] = tuple(self._extra)

    def keep(self) -> None:
        """Keep the frequencies of the added words beside the dictionary: finding them takes longer than a question."""
        if self._extra and not self._kept.exists():
            write_whole(self._kept, json.dumps(list(self._extra.items()), ensure_ascii=False).encode())

    def _read_kept(self) -> list[tuple[str, int]] | None:
        try:
            return [(str(word), int(count)) for word, count in json.loads(self._kept.read_bytes())]
        except (OSError, ValueError, TypeError):
            return None  # then they are found again

    def _just_enough(self, word: str) -> int:
        """Give the frequency that jieba's ``add_word(word)`` gives ``word``; 0 where it can be no word."""
        if not word or not _BLOCK.fullmatch(word):
            return 0  # never inside a run, so it could not be found
        chance = 1.0
        for piece in self.cut(word):
            chance *= (self.frequency(piece) if piece in self else 1) / float(self._total)
        return max(int(chance * self._total) + 1, self.frequency(word) if word in self else 1)

    def _add(self, words: Mapping[str, int]) -> None:
        """Add words that were not added before, with their frequencies; those of none are no words."""
        for word, count in words.items():
            if count:
                self._extra[word] = count
                self._total += count
                self._starts.setdefault(word[0], []).append(word)
        self._known.clear()

    @property
    def total(self) -> int:
        """The sum of all frequencies."""
        return self._total

    def dictionary_frequency(self, word: str) -> int:
        """Give the frequency of ``word`` in the dictionary alone, whatever was added; 0 if it is not there."""
        number = self._trie.get(word)
        return 0 if number is None else self._count(number)

    def _counted(self, number: int) -> int:
        few = self._few[number]
        return few if few < _RARE else self._many[bisect_left(self._often, number)]

    def __contains__(self, word: str) -> bool:
        return word in self._extra or word in self._trie

    def frequency(self, word: str) -> int:
        """Give how often ``word`` stood in the texts that jieba's dictionary was counted on; 0 if never."""
        added = self._extra.get(word)
        return self.dictionary_frequency(word) if added is None else added

    def _learn(self, piece: str) -> tuple[float | None, bool]:
        """Give the logarithm of the frequency of ``piece``, None for no word; and whether a longer word begins so.

        What was asked is kept, since texts come back to the same words; the dictionary itself stays on disk.
        """
        count = self.frequency(piece)
        begun = islice(self._trie.iterkeys(piece), 2)  # a word is the first of those that begin so
        longer = next(begun, piece) != piece or next(begun, piece) != piece
        longer = longer or any(
            len(word) > len(piece) and word.startswith(piece) for word in self._starts.get(piece[0], ())
        )
        if len(self._known) >= _KNOWN:
            self._known.clear()
        found = self._known[piece] = (log(count) if count else None, longer)
        return found

    def _route(self, run: str) -> list[int]:
        """Give, for each place of ``run``, where the best word from there ends."""
        size = len(run)
        whole = log(self._total)
        score = [0.0] * (size + 1)
        ends = [0] * size
        known, learn = self._known, self._learn
        for start in range(size - 1, -1, -1):
            best, best_end, end = None, start + 1, start + 1
            while True:
                piece = run[start:end]
                weight, longer = known.get(piece) or learn(piece)
                if weight is not None:
                    value = weight - whole + score[end]
                    if best is None or value >= best:  # >=: ends grow, and a tie goes to the longer word
                        best, best_end = value, end
                if not longer or end == size:
                    break
                end += 1
            score[start] = log(1) - whole + score[start + 1] if best is None else best
            ends[start] = best_end
        return ends

    def _cut_run(self, run: str) -> Iterator[str]:
        ends = self._route(run)
        start = 0
        letters = 0  # where a pending run of single letters or digits began
        while start < len(run):
            end = ends[start]
            if end - start == 1 and run[start] in _LETTERS:
                start = end
                continue
            if letters < start:
                yield run[letters:start]
            yield run[start:end]
            start = letters = end
        if letters < start:
            yield run[letters:start]

    def cut(self, text: str) -> Iterator[str]:
        """Cut ``text`` into the words of jieba's ``cut(HMM=False)``; joined they are ``text`` again."""
        for block, run in enumerate(_BLOCK.split(text)):
            if block % 2:
                yield from self._cut_run(run)
            elif run:
                for piece in _SPACE.split(run):
                    if _SPACE.fullmatch(piece):
                        yield piece
                    else:
                        yield from piece

    def inside(self, word: str) -> Iterator[tuple[int, int]]:
        """Give (start, end) of the dictionary words of two or more characters that are part of ``word``."""
        size = len(word)
        for start in range(size - 1):
            for end in range(start + 2, size + 1 if start else size):
                if self.frequency(word[start:end]):
                    yield start, end
