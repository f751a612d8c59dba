"""What people type, and what policies print: the everyday thesaurus, asked at the start of every question.

The sources are the ``.txt`` files of the folder ``everyday``, in a line format in which targets that several
everyday words share are written once:

    [leave]
    生娃 坐月子 = 产假 生育假 分娩

Each word before the `` = `` is an entry of its own, and each leads to all words after it, best first.  The
direction matters: 生娃 asks for 产假, but a question about 产假 does not ask for 生娃.

To read 24,000 entries takes 10 ms (as TOML 300 ms), to map them 0.1 ms.  So the table is kept as Python keeps
bytecode: compiled into ``__pycache__`` beside its sources when it is first read, under a name that changes with
them.  Where that folder cannot be written the sources are read each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.digests import sha256
from ingest.errors import ConfigurationError

from .disk import write_whole
from .phrases import Hit, probe

__all__ = [
    "EVERYDAY_FOLDER",
    "LAW_PATH",
    "LONGEST",
    "Everyday",
    "everyday_words",
    "load_everyday",
    "load_thesaurus",
    "map_everyday",
]

EVERYDAY_FOLDER = Path(__file__).with_name("everyday")
LAW_PATH = Path(__file__).with_name("everyday_law.txt")
"""Lay words and the words of statutes, in the same form; apart from the others, for ``ask`` does not read them."""

LONGEST = 12
"""Everyday words have at most so many characters."""

_FORM = "1"  # of the compiled table


class Everyday(Mapping[str, tuple[str, ...]]):
    """Each everyday word and the words of policies that say the same, best first.

    The right-hand sides stay the text they were until one is asked for: a question needs about five of them.
    """

    def __init__(self, sides: dict[str, str]) -> None:
        self._sides = sides

    def __getitem__(self, word: str) -> tuple[str, ...]:
        return tuple(self._sides[word].split())

    def __contains__(self, word: object) -> bool:
        return word in self._sides

    def __iter__(self) -> Iterator[str]:
        return iter(self._sides)

    def __len__(self) -> int:
        return len(self._sides)

    def compiled(self) -> bytes:
        """Give the table as a trie, each word with the UTF-8 of its right-hand side."""
        import marisa_trie

        trie: Any = marisa_trie.BytesTrie((word, side.encode()) for word, side in self._sides.items())
        return bytes(trie.tobytes())


class _Mapped(Mapping[str, tuple[str, ...]]):
    """An ``Everyday`` as ``compiled`` wrote it, mapped and not read."""

    def __init__(self, place: Path) -> None:
        import marisa_trie

        self._trie: Any = marisa_trie.BytesTrie().mmap(str(place))

    def __getitem__(self, word: str) -> tuple[str, ...]:
        if word not in self:
            raise KeyError(word)
        return tuple(self._trie[word][0].decode().split())

    def __contains__(self, word: object) -> bool:
        # marisa takes NUL for the end of a key, and every key begins with the empty one
        if not word or not isinstance(word, str) or "\0" in word:
            return False
        try:
            return word in self._trie
        except UnicodeEncodeError:  # half a character, as terminals give for bytes that are no UTF-8
            return False

    def longest(self, text: str, least: int) -> str:
        """Give the longest word of the table that ``text`` begins with, of ``least`` characters or more; or none."""
        if "\0" in text:
            text = text[: text.index("\0")]
        try:
            found: list[str] = self._trie.prefixes(text)
        except UnicodeEncodeError:
            found = [text[:size] for size in range(1, len(text) + 1) if text[:size] in self]
        word = max(found, key=len, default="")
        return word if len(word) >= least else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._trie.keys())

    def __len__(self) -> int:
        return len(self._trie)


def load_everyday(path: Path | None = None) -> Everyday:
    """Read one file, or every ``.txt`` of a folder in the order of their names; those shipped by default.

    Words are in the folded form in which questions and clauses are compared (half width, lower case).
    ``[name]`` lines part the fields of life for readers and mean nothing; ``#`` begins a comment line.

    Raises ``ConfigurationError`` with file, line and remedy where a line has no `` = ``, a side of it is
    empty, or an everyday word has an entry already, in this file or in one before it.
    """
    place = EVERYDAY_FOLDER if path is None else path
    sides: dict[str, str] = {}
    for file in _sources(place) if place.is_dir() else (place,):
        _read_into(sides, file)
    if not sides and place == EVERYDAY_FOLDER:
        raise ConfigurationError("口语词表不见了", place=str(place), remedy="请重新安装 policy-kb")
    return Everyday(sides)


def map_everyday(folder: Path = EVERYDAY_FOLDER) -> Mapping[str, tuple[str, ...]]:
    """Give what ``load_everyday(folder)`` gives, from the compiled table where it is newer than any change.

    Raises ``ConfigurationError`` as ``load_everyday`` does.
    """
    state = [_FORM]
    for file in _sources(folder):
        found = file.stat()
        state.append(f"{file.name} {found.st_size} {found.st_mtime_ns}")
    cache = folder / "__pycache__"
    place = cache / f"everyday-{sha256(chr(10).join(state).encode()).hexdigest()[:16]}.trie"
    if place.is_file():
        with suppress(OSError, RuntimeError):  # damaged: read the sources and write it anew
            return _Mapped(place)
    table = load_everyday(folder)
    with suppress(OSError):
        cache.mkdir(exist_ok=True)
        for old in cache.glob("everyday-*.trie"):
            old.unlink()
        write_whole(place, table.compiled(), sync=False)
    return table


@lru_cache(maxsize=1)
def load_thesaurus() -> Mapping[str, tuple[str, ...]]:
    """Give the everyday words of work and of law together; a word of both leads to the law's words first."""
    return _Both(load_everyday(LAW_PATH), map_everyday())


class _Both(Mapping[str, tuple[str, ...]]):
    """Two tables as one: a word of both leads to the words of the first, then to those of the second."""

    def __init__(self, first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]) -> None:
        self._first, self._second = first, second

    def __getitem__(self, word: str) -> tuple[str, ...]:
        if word not in self:
            raise KeyError(word)
        return tuple(dict.fromkeys((*self._first.get(word, ()), *self._second.get(word, ()))))

    def __contains__(self, word: object) -> bool:
        return word in self._first or word in self._second

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._first, *self._second)))

    def __len__(self) -> int:
        return len(set(self._first) | set(self._second))


def _sources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def _read_into(sides: dict[str, str], place: Path) -> None:
    # Whole lines at once, and one count instead of a look at each word: this runs before every answer.
    written = len(sides)
    for number, line in enumerate(_read(place).split("\n"), 1):
        left, sign, right = line.partition(" = ")
        if not sign or line[0] == "#":
            if line and not line.isspace() and line[0] not in "[#":
                raise _error(place, number, "这一行没有“ = ”", "写成:口语词 口语词 = 制度用词 制度用词")
            continue
        words = left.split()
        if not words or right.isspace() or not right:
            raise _error(place, number, "“ = ”的一边是空的", "两边各写至少一个词,词之间用空格隔开")
        sides.update(dict.fromkeys(words, right))
        written += len(words)
        if len(sides) != written:
            known = list(sides)[: written - len(words)]
            raise _error(place, number, f"“{_repeated(words, known)}”前面已经有了", "合并到前面那一行,或者删去其中一处")


def everyday_words(text: str, everyday: Mapping[str, tuple[str, ...]]) -> list[Hit]:
    """Find the everyday words of folded ``text``: left to right, the longest at each place, no overlaps.

    A single character counts only where the whole text is that character, for it hides in other words; ask
    ``everyday`` for those when the text has been cut into words.  The table is probed in place: to index six
    thousand phrases for one question takes longer (10 ms) than to look at all places of the question (0.1 ms).
    """
    least = 2 if len(text) > 1 else 1
    if not isinstance(everyday, _Mapped):
        return probe(text, everyday, LONGEST, least)
    hits: list[Hit] = []
    start = 0
    while start < len(text):
        word = everyday.longest(text[start : start + LONGEST], least)
        if word:
            hits.append(Hit(start, start + len(word), word))
        start += len(word) or 1
    return hits


def _repeated(words: Sequence[str], before: Sequence[str]) -> str:
    """Give the first of ``words`` that stands in ``before`` or twice among themselves."""
    known = set(before)
    return next(word for place, word in enumerate(words) if word in known or word in words[:place])


def _read(place: Path) -> str:
    try:
        return place.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ConfigurationError("不是 UTF-8 编码", place=str(place), remedy="用编辑器另存为 UTF-8") from error
    except OSError as error:
        raise ConfigurationError("文件打不开", place=str(place), remedy="检查路径和读取权限") from error


def _error(place: Path, line: int, message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(message, place=f"{place} 第{line}行", remedy=remedy)
