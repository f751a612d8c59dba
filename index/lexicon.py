"""The lexicon that a shop edits: role names and families, topic seeds, everyday synonyms.  TOML, read strictly.

Errors name the file, the line, the column and the remedy, since the reader is an office worker with an
editor and not a programmer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ingest.digests import sha256
from ingest.errors import ConfigurationError

from .disk import write_whole
from .phrases import Hit, Phrases, probe

__all__ = [
    "DEFAULT_PATH",
    "MODALITIES",
    "RELATIONS",
    "Lexicon",
    "Role",
    "TomlFile",
    "Topic",
    "keep_tables",
    "load_lexicon",
]

DEFAULT_PATH = Path(__file__).with_name("lexicon.toml")
RELATIONS = ("responsible", "executes", "approves", "assists", "supervises", "informed", "subject")
MODALITIES = (
    "must",
    "must_not",
    "may",
    "penalty",
    "reward",
    "duty",
    "definition",
    "procedure",
    "statement",
)


class Role(NamedTuple):
    """One role: its names, the wider role it belongs to, and the names that are ordinary words too."""

    name: str
    synonyms: tuple[str, ...] = ()
    family: str | None = None
    weak: frozenset[str] = frozenset()


class Topic(NamedTuple):
    """One topic: ``strong`` words decide by themselves, ``weak`` ones add up."""

    name: str
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class _Synonyms(Mapping[str, tuple[str, ...]]):
    """The other words of each word's groups, put together when asked for: a question asks for a few of thousands."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = groups
        self._of: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            for word in group:
                self._of.setdefault(word, []).append(number)

    def __getitem__(self, word: str) -> tuple[str, ...]:
        numbers = self._of[word]
        return tuple(dict.fromkeys(other for at in numbers for other in self._groups[at] if other != word))

    def __contains__(self, word: object) -> bool:
        return word in self._of

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


@dataclass(frozen=True)
class Lexicon:
    """All that the taggers and the search know of words.  ``version`` changes with the file's content."""

    roles: tuple[Role, ...] = ()
    topics: tuple[Topic, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    version: str = ""
    source: str = field(default="", compare=False)

    @cached_property
    def role_of(self) -> Mapping[str, Role]:
        """Every name and synonym, and the role it names."""
        names = {role.name: role for role in self.roles}
        for role in self.roles:
            for synonym in role.synonyms:
                names.setdefault(synonym, role)
        return names

    @cached_property
    def role_words(self) -> Phrases:
        """All names of roles, to be looked for in a text."""
        return Phrases(self.role_of)

    @cached_property
    def topic_names(self) -> frozenset[str]:
        """The names of all topics."""
        return frozenset(topic.name for topic in self.topics)

    @cached_property
    def topic_words(self) -> tuple[Phrases, Mapping[str, tuple[tuple[str, float], ...]]]:
        """All seeds, and the topics each speaks for with its weight (3 strong, 1 weak)."""
        weights: dict[str, dict[str, float]] = {}
        for topic in self.topics:
            for words, weight in ((topic.weak, 1.0), (topic.strong, 3.0)):
                for word in words:
                    weights.setdefault(word, {})[topic.name] = weight
        return Phrases(weights), {word: tuple(found.items()) for word, found in weights.items()}

    @cached_property
    def synonyms_of(self) -> Mapping[str, tuple[str, ...]]:
        """Each word of a synonym group and the other words of its groups, in the groups' order."""
        return _Synonyms(self.synonyms)

    def roles_in(self, text: str) -> list[Hit]:
        """Find the names of roles in a question; ``role_words`` is for many texts."""
        return probe(text, self.role_of, self._longest_role)

    def synonyms_in(self, text: str) -> list[Hit]:
        """Find the words of two or more characters that have synonyms."""
        return probe(text, self.synonyms_of, self._longest_synonym, 2)

    @cached_property
    def _longest_role(self) -> int:
        return max(map(len, self.role_of), default=0)

    @cached_property
    def _longest_synonym(self) -> int:
        return max(map(len, self.synonyms_of), default=0)

    def canonical(self, name: str) -> str | None:
        """Give the role that ``name`` names, or None where the lexicon does not know it."""
        role = self.role_of.get(name)
        return role.name if role else None

    def family(self, name: str) -> tuple[str, ...]:
        """Give the role that ``name`` names and every narrower one, the wide one first."""
        top = self.canonical(name) or name
        members = [top]
        for member in members:
            members += [role.name for role in self.roles if role.family == member and role.name not in members]
        return tuple(members)


def load_lexicon(path: Path | str | None = None, *, kept: Path | None = None) -> Lexicon:
    """Read a lexicon file, or the shipped one.  ``extends = true`` adds to the shipped one.

    ``kept``: a file of ``keep_tables``, whose tables stand for reading equal text again.
    Raises ``ConfigurationError`` with file, line, column and remedy.
    """
    place = Path(path) if path is not None else DEFAULT_PATH
    reader = TomlFile.read(place, _kept_tables(kept))
    table = reader.table
    reader.known(table, ("extends", "roles", "topics", "synonyms"), "")
    lexicon = Lexicon(
        roles=tuple(reader.role(name, entry) for name, entry in reader.part(table, "roles").items()),
        topics=tuple(reader.topic(name, entry) for name, entry in reader.part(table, "topics").items()),
        synonyms=tuple(reader.groups(reader.part(table, "synonyms"))),
        version=_digest(reader.text),
        source=str(place),
    )
    if table.get("extends") is True and place != DEFAULT_PATH:
        lexicon = _merged(load_lexicon(kept=kept), lexicon)
    for role in lexicon.roles:
        if role.family is not None and role.family not in lexicon.role_of:
            raise reader.error(role.family, f"“{role.name}”的上级角色“{role.family}”没有定义", "先在 [roles] 中定义它")
    return lexicon


def keep_tables(kept: Path, own: Path | None) -> None:
    """Write the tables of the shipped lexicon and ``own`` to ``kept``: reading TOML takes longer than answering."""
    known = _kept_tables(kept)
    files = [TomlFile.read(place, known) for place in (DEFAULT_PATH, own) if place is not None]
    if {_digest(file.text) for file in files} == known.keys():
        return
    tables = {_digest(file.text): file.table for file in files}
    write_whole(kept, json.dumps(tables, ensure_ascii=False).encode(), sync=False)


def _kept_tables(kept: Path | None) -> Mapping[str, Any]:
    """Give SHA-256 of a text -> its table; empty where none can be read, and the text is."""
    try:
        tables = json.loads(kept.read_bytes()) if kept is not None else {}
    except (OSError, ValueError):
        return {}
    return tables if isinstance(tables, dict) else {}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _parsed(text: str, place: Path) -> dict[str, Any]:
    """Parse TOML; a slip becomes a ``ConfigurationError`` that says where and what to do."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        lines = text.rstrip().splitlines() or [""]
        # At the end of the document, say the parsers, where a bracket is still open: the last line that says anything.
        line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
        words = lines[min(line, len(lines)) - 1].strip()
        raise ConfigurationError(
            f"TOML 写法有误(“{words[:30]}”)",
            place=_where(place, line, column),
            remedy="检查这一行的引号、方括号和逗号:中文的键和每个词都要放在英文双引号内",
        ) from error


def _read(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError("不是 UTF-8 编码", place=str(place), remedy="用编辑器另存为 UTF-8") from error
    except OSError as error:
        raise ConfigurationError("文件打不开", place=str(place), remedy="检查路径和读取权限") from error


def _where(place: Path, line: int, column: int) -> str:
    return f"{place} 第{line}行第{column}列"


def _merged(base: Lexicon, own: Lexicon) -> Lexicon:
    """Join two lexicons; a role or topic of the same name gets the words of both."""
    roles = {role.name: role for role in base.roles}
    for role in own.roles:
        old = roles.get(role.name, Role(role.name))
        synonyms = tuple(dict.fromkeys((*old.synonyms, *role.synonyms)))
        roles[role.name] = Role(role.name, synonyms, role.family or old.family, old.weak | role.weak)
    topics = {topic.name: topic for topic in base.topics}
    for topic in own.topics:
        known = topics.get(topic.name, Topic(topic.name))
        topics[topic.name] = Topic(topic.name, (*known.strong, *topic.strong), (*known.weak, *topic.weak))
    version = sha256(f"{base.version}{own.version}".encode()).hexdigest()
    return Lexicon(tuple(roles.values()), tuple(topics.values()), base.synonyms + own.synonyms, version, own.source)


class TomlFile:
    """A TOML file that people edit: its tables, and errors that point at the line of what does not fit."""

    def __init__(self, text: str, place: Path, known: Mapping[str, Any]) -> None:
        self.text = text
        self.place = place
        table = known.get(_digest(text))
        self.table: dict[str, Any] = table if isinstance(table, dict) else _parsed(text, place)

    @classmethod
    def read(cls, place: Path, known: Mapping[str, Any] | None = None) -> TomlFile:
        """Read and parse; ``known``: SHA-256 of a text -> its table, which needs no parsing.

        Raises ``ConfigurationError`` with file, line, column and remedy.
        """
        return cls(_read(place), place, known or {})

    def error(self, word: str, message: str, remedy: str) -> ConfigurationError:
        """Point at the first line that holds ``word``."""
        for number, line in enumerate(self.text.splitlines(), 1):
            column = line.find(word) if not line.lstrip().startswith("#") else -1
            if word and column >= 0:
                return ConfigurationError(message, place=_where(self.place, number, column + 1), remedy=remedy)
        return ConfigurationError(message, place=_where(self.place, 1, 1), remedy=remedy)

    def known(self, table: Mapping[str, Any], keys: Iterable[str], owner: str) -> None:
        """Refuse keys that nothing reads."""
        for key in table:
            if key not in keys:
                raise self.error(key, f"{owner}不认识的键“{key}”", f"可用的键:{'、'.join(keys)}")

    def part(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Give a table of the file, empty where it is missing."""
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"“{key}”应是一个表", f"写成 [{key}] 单独一行")
        return value

    def words(self, entry: Mapping[str, Any], key: str, owner: str) -> tuple[str, ...]:
        """Give a list of words, trimmed."""
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            raise self.error(owner, f"“{owner}”的 {key} 应是一组词", f'写成 {key} = ["词一", "词二"]')
        return tuple(word.strip() for word in value)

    def role(self, name: str, entry: object) -> Role:
        """Read one role."""
        if not isinstance(entry, dict):
            raise self.error(name, f"角色“{name}”应是一个表", f'写成 "{name}" = {{ synonyms = ["别名"] }}')
        self.known(entry, ("synonyms", "family", "weak"), f"角色“{name}”中有")
        family = entry.get("family")
        if family is not None and not isinstance(family, str):
            raise self.error(name, f"角色“{name}”的 family 应是一个角色名", 'family = "客服" 这样写')
        weak = frozenset(self.words(entry, "weak", name))
        return Role(name, self.words(entry, "synonyms", name), family, weak)

    def topic(self, name: str, entry: object) -> Topic:
        """Read one topic."""
        if not isinstance(entry, dict):
            raise self.error(name, f"主题“{name}”应是一个表", f'写成 "{name}" = {{ strong = ["词"] }}')
        self.known(entry, ("strong", "weak"), f"主题“{name}”中有")
        return Topic(name, self.words(entry, "strong", name), self.words(entry, "weak", name))

    def groups(self, table: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
        """Read ``name = [[group], [group]]`` and ``"word" = ["its", "synonyms"]`` alike."""
        for name, value in table.items():
            if not isinstance(value, list):
                raise self.error(name, f"同义词“{name}”应是一组词", f'写成 "{name}" = ["同义词"]')
            if all(isinstance(word, str) for word in value):
                yield tuple(dict.fromkeys((name, *value)))
                continue
            for group in value:
                if not isinstance(group, list) or not all(isinstance(word, str) and word for word in group):
                    raise self.error(name, f"同义词“{name}”中有一组不是词的列表", '每组写成 ["词一", "词二"]')
                yield tuple(dict.fromkeys(group))
