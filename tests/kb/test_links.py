"""What documents say of one another, put together after every change as if all had been read at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.manifest import FORMAT
from index.store import Store
from ingest import Document
from kb import KnowledgeBase, notes
from kb.build import build
from kb.editions import Edition
from kb.links import CITED, EDITIONS, FINES, LINKS, Links
from kb.notes import NOTES
from kb.versions import standing_of


def policy(title: str, *lines: str) -> str:
    return "\n".join((title, "", *lines, ""))


POLICIES = {
    "a.txt": policy(
        "仓库管理办法", "第一条 货物须登记。", "第二条 仓库由仓管员上锁。", "第三条 违反第二条的,罚款50元。"
    ),
    "b.txt": policy("奖惩规定", "第一条 违反《仓库管理办法》第一条的,罚款20元。", "第二条 违反前条的,加倍罚款。"),
    "c.txt": policy("门禁制度", "第一条 按《奖惩规定》执行。", "第二条 违反《仓库管理办法》第二条的,罚款30元。"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "policies"
    place.mkdir()
    for name, text in POLICIES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def root(tmp_path: Path, shop_base: Path) -> Path:
    shutil.copytree(shop_base / "words", tmp_path / "kb" / "words")
    return tmp_path / "kb"


Held = tuple[dict[str, list[str]], Mapping[str, int], list[Edition], frozenset[str], frozenset[str]]


def held(root: Path) -> Held:
    """Give the fines by duty, who is named how often, all editions, and what is not in force now and in 2001."""
    with Store(root).current() as generation:
        links = Links(generation)
        fines = {clause.id: list(links.fines[clause.id]) for clause in generation.clauses() if clause.id in links.fines}
        assert {duty: list(several) for duty, several in links.fines.items()} == fines
        assert {(duty, fine) for duty in fines for fine in fines[duty]} == {
            (duty, fine) for fine, several in links.cited.items() for duty in several
        }
        ended: list[frozenset[str]] = []
        for day in (None, "2001-02-03"):
            told = {name: one for name, one in links.standings(day).items() if one.state != "in_force"}
            every = standing_of(links.editions(), day)
            assert told == {name: one for name, one in every.items() if one.state != "in_force"}
            ended.append(frozenset(told))
        return fines, links.named, links.editions(), ended[0], ended[1]


def test_fines_lead_to_their_duties(folder: Path, root: Path) -> None:
    build([folder], root)
    fines, named, editions, _, _ = held(root)
    assert fines == {
        "仓库管理办法#第一条": ["奖惩规定#第一条"],
        "仓库管理办法#第二条": ["仓库管理办法#第三条", "门禁制度#第二条"],
        "奖惩规定#第一条": ["奖惩规定#第二条"],
    }
    assert named == {"仓库管理办法": 2, "奖惩规定": 1}
    assert [edition.document for edition in editions] == ["仓库管理办法", "奖惩规定", "门禁制度"]


# (what it shows, lines added to files, what is not in force now, what was not in 2001)
STANDINGS: list[tuple[str, dict[str, str], set[str], set[str]]] = [
    ("no dates", {}, set(), set()),
    ("a day of force", {"a.txt": "本办法自2010年5月1日起施行。"}, set(), {"仓库管理办法"}),
    ("one that has run out", {"a.txt": "本办法有效期至2005年5月1日。"}, {"仓库管理办法"}, set()),
    ("a repeal", {"b.txt": "《门禁制度》同时废止。"}, {"门禁制度"}, {"门禁制度"}),
]


@pytest.mark.parametrize(("sentence", "lines", "now", "earlier"), STANDINGS, ids=[row[0] for row in STANDINGS])
def test_what_is_in_force_is_told_without_reading_all_editions(
    sentence: str, lines: dict[str, str], now: set[str], earlier: set[str], folder: Path, root: Path
) -> None:
    for name, line in lines.items():
        (folder / name).write_text(f"{POLICIES[name]}第九条 {line}\n", encoding="utf-8")
    build([folder], root)
    assert [set(ended) for ended in held(root)[3:]] == [now, earlier], (
        sentence
    )  # and compared with what all editions say


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def moved_away(folder: Path) -> None:
    (folder / "旧").mkdir()
    (folder / "b.txt").rename(folder / "旧" / "b.txt")


CHANGES: list[tuple[str, Callable[[Path], object]]] = [
    ("a duty goes", write("a.txt", policy("仓库管理办法", "第一条 货物须登记。", "第三条 其他。"))),
    ("the title that others name is another one", write("a.txt", POLICIES["a.txt"].replace("仓库管理", "库房管理"))),
    ("a fine goes", write("c.txt", policy("门禁制度", "第一条 按《奖惩规定》执行。"))),
    ("a second policy of the title comes first", write("0.txt", policy("仓库管理办法", "第一条 另一家店的仓库。"))),
    ("a policy that is named goes", lambda folder: (folder / "a.txt").unlink()),
    ("a policy that names goes", lambda folder: (folder / "c.txt").unlink()),
    ("a file has another name", lambda folder: (folder / "a.txt").rename(folder / "z.txt")),
    ("a file moves to a folder of old ones", moved_away),
]


@pytest.mark.parametrize(("sentence", "change"), CHANGES, ids=[row[0] for row in CHANGES])
def test_after_a_change_all_is_as_if_read_at_once(
    sentence: str, change: Callable[[Path], object], folder: Path, root: Path, tmp_path: Path, shop_base: Path
) -> None:
    build([folder], root)
    before = held(root)
    change(folder)
    build([folder], root)
    steps = held(root)
    assert steps != before, sentence
    ids = {one.source: one.id for one in KnowledgeBase.open(root).documents()}
    other = tmp_path / "anew"
    shutil.copytree(root, other)
    build([folder], other, full=True)
    assert {one.source: one.id for one in KnowledgeBase.open(other).documents()} == ids
    assert held(other) == steps, sentence


def test_only_documents_that_changed_are_noted(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([folder], root)
    noted: list[str] = []
    whole = notes.noted

    def watched(document: Document) -> notes.Note:
        noted.append(document.id)
        return whole(document)

    monkeypatch.setattr("kb.rebuild.noted", watched)
    monkeypatch.setattr("kb.notes.noted", watched)
    write("c.txt", POLICIES["c.txt"].replace("30元", "40元"))(folder)
    build([folder], root)
    assert noted == ["门禁制度"]


def test_links_of_an_older_format_lie_in_the_manifest(folder: Path, root: Path) -> None:
    build([folder], root)
    found = held(root)
    place = root / "generations" / "1"
    manifest = json.loads((place / "manifest.json").read_bytes())
    for name in (LINKS, FINES, CITED, EDITIONS, NOTES):
        del manifest["files"][name]
    kept = {"fines": found[0], "named": found[1], "editions": [edition.to_dict() for edition in found[2]]}
    manifest |= {"format": 4, "extra": {**manifest["extra"], **kept}}
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert held(root) == found
    (folder / "d.txt").write_text(policy("奖惩规定二", "第一条 无。"), encoding="utf-8")
    build([folder], root)
    assert held(root)[:2] == found[:2]
    with Store(root).current() as generation:
        assert generation.manifest.format == FORMAT


def test_who_names_a_title_is_read_from_the_notes_as_from_the_clauses(
    shop_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leads from and to each document is the same, by its notes or by looking through all clauses."""
    with KnowledgeBase.open(shop_base) as base:
        by_notes = {document.id: base.references(document.id).found for document in base.documents()}
        monkeypatch.setattr("kb.notes.namers_of", lambda *_: None)
        by_text = {document.id: base.references(document.id).found for document in base.documents()}
    own = {
        name: [[one for one in found if name in (one.document, one.clause.split("#")[0])] for found in both]
        for name, *both in ((name, by_notes[name], by_text[name]) for name in by_notes)
    }
    assert any(found[0] for found in own.values())
    assert [name for name, (noted, read) in own.items() if noted != read] == []
