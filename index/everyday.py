"""What people type, and what policies print: the everyday thesaurus, read at the start of every question.

The source is a line format, not TOML: tomllib needs 30 ms for two thousand entries, this reader 2 ms, and a
line that several everyday words share is written once:

    [leave]
    生娃 坐月子 = 产假 生育假 分娩

Each word before the ``=`` is an entry of its own, and each leads to all words after it, best first.  The
direction matters: 生娃 asks for 产假, but a question about 产假 does not ask for 生娃.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ingest.errors import ConfigurationError

__all__ = ["EVERYDAY_PATH", "load_everyday"]

EVERYDAY_PATH = Path(__file__).with_name("everyday.txt")


def load_everyday(path: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """Give each everyday word and the words of policies that say the same, best first.

    Words are in the folded form in which questions and clauses are compared (half width, lower case).
    ``[name]`` lines part the fields of life for readers and mean nothing; ``#`` begins a comment line.

    Raises ``ConfigurationError`` with file, line and remedy where a line has no `` = ``, a side of it is
    empty, a word stands on both sides, or an everyday word has an entry already.
    """
    place = EVERYDAY_PATH if path is None else path
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_read(place).splitlines(), 1):
        left, sign, right = line.partition(" = ")
        if not sign:
            if line and not line.isspace() and line[0] not in "[#":
                raise _error(place, number, "这一行没有“ = ”", "写成:口语词 口语词 = 制度用词 制度用词")
            continue
        if line[0] == "#":
            continue
        words, targets = left.split(), tuple(right.split())
        if not words or not targets:
            raise _error(place, number, "“ = ”的一边是空的", "两边各写至少一个词,词之间用空格隔开")
        for word in words:
            if word in found:
                raise _error(place, number, f"“{word}”前面已经有了", "合并到前面那一行,或者删去其中一处")
            if word in targets:
                raise _error(place, number, f"“{word}”在“ = ”两边都有", "从其中一边删去")
            found[word] = targets
    return found


def _read(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError("不是 UTF-8 编码", place=str(place), remedy="用编辑器另存为 UTF-8") from error
    except OSError as error:
        raise ConfigurationError("文件打不开", place=str(place), remedy="检查路径和读取权限") from error


def _error(place: Path, line: int, message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(message, place=f"{place} 第{line}行", remedy=remedy)
