"""What documents say of one another, put together after every change as if all had been read at once."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store import Store
from ingest import Document
from kb import KnowledgeBase, links
from kb.build import build
from kb.links import LINKS, NOTES, Links, links_of


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


def held(root: Path) -> Links:
    with Store(root).current() as generation:
        return links_of(generation)


def test_fines_lead_to_their_duties(folder: Path, root: Path) -> None:
    build([folder], root)
    found = held(root)
    assert found.fines == {
        "仓库管理办法#第一条": ["奖惩规定#第一条"],
        "仓库管理办法#第二条": ["仓库管理办法#第三条", "门禁制度#第二条"],
        "奖惩规定#第一条": ["奖惩规定#第二条"],
    }
    assert found.named == {"仓库管理办法": 2, "奖惩规定": 1}
    assert [edition["document"] for edition in found.editions] == ["仓库管理办法", "奖惩规定", "门禁制度"]


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
    whole = links.noted

    def watched(document: Document) -> links.Note:
        noted.append(document.id)
        return whole(document)

    monkeypatch.setattr("kb.rebuild.noted", watched)
    monkeypatch.setattr("kb.links.noted", watched)
    write("c.txt", POLICIES["c.txt"].replace("30元", "40元"))(folder)
    build([folder], root)
    assert noted == ["门禁制度"]


def test_links_of_an_older_format_lie_in_the_manifest(folder: Path, root: Path) -> None:
    build([folder], root)
    found = held(root)
    place = root / "generations" / "1"
    manifest = json.loads((place / "manifest.json").read_bytes())
    for name in (LINKS, NOTES):
        del manifest["files"][name]
    packed = json.loads(zlib.decompress((place / LINKS).read_bytes()))
    manifest |= {"format": 4, "extra": {**manifest["extra"], **packed}}
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert held(root) == found
    (folder / "d.txt").write_text(policy("奖惩规定二", "第一条 无。"), encoding="utf-8")
    build([folder], root)
    assert (held(root).fines, held(root).named) == (found.fines, found.named)
    with Store(root).current() as generation:
        assert generation.manifest.format == 5
