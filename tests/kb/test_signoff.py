"""Signatures are pinned to the words that were read; who must read again is told by clause."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import ConfigurationError, KnowledgeBase, NotFound
from kb.signoff import FILE, read_signatures, sheet, sign, standings_of

Root = Callable[[str], Path]
Built = Callable[[str], KnowledgeBase]

TEXT = (
    "客服管理制度\n第一条 客服主管（叶晚晴）每月检查一次。\n第二条 客服应在30分钟内回复。\n第三条 客服不得私自改价。\n"
)


@pytest.fixture
def build(tmp_path: Path, new_root: Root) -> Built:
    policies = tmp_path / "policies"
    policies.mkdir()
    root = new_root("kb")

    def built(text: str) -> KnowledgeBase:
        (policies / "客服.txt").write_text(text, encoding="utf-8")
        return KnowledgeBase.build([policies], root)

    return built


# (what it shows, the policy afterwards, state, changed, added, gone)
AFTER = [
    ("nothing changed", TEXT, "current", 0, 0, 0),
    ("only the numbers and line breaks did", TEXT.replace("第三条", "第四条"), "current", 0, 0, 0),
    ("a time did", TEXT.replace("30分钟", "10分钟"), "again", 1, 0, 0),
    ("a clause came", TEXT + "第四条 客服应参加培训。\n", "again", 0, 1, 0),
    ("a clause went", TEXT.replace("第三条 客服不得私自改价。\n", ""), "again", 0, 0, 1),
    ("what binds others only did", TEXT + "第四条 会计每月对账。\n", "current", 0, 0, 0),
]


@pytest.mark.parametrize(("why", "text", "state", "changed", "added", "gone"), AFTER, ids=[row[0] for row in AFTER])
def test_who_must_read_again(
    why: str, text: str, state: str, changed: int, added: int, gone: int, build: Built
) -> None:
    with build(TEXT) as base:
        sign(base, "售前客服", ["江小满"], day="2024-05-01")
    with build(text) as base:
        (one,) = standings_of(base)
    assert (one.person, one.role, one.day, one.state) == ("江小满", "售前客服", "2024-05-01", state)
    assert (len(one.changed), len(one.added), len(one.gone)) == (changed, added, gone)


def test_signing_again_settles_it_and_both_signatures_stay(build: Built) -> None:
    with build(TEXT) as base:
        sign(base, "客服", ["江小满"], day="2024-05-01")
    with build(TEXT.replace("30", "10")) as base:
        assert standings_of(base)[0].state == "again"
        sign(base, "客服", ["江小满"], day="2024-06-01")
        assert standings_of(base)[0].state == "current"
        assert [one.day for one in read_signatures(base.root / FILE)] == ["2024-05-01", "2024-06-01"]


def test_people_of_the_register_who_did_not_sign_are_named(build: Built) -> None:
    with build(TEXT) as base:
        assert [(one.person, one.state) for one in standings_of(base, role="客服主管")] == [("叶晚晴", "unsigned")]
        sign(base, "客服主管", ["叶晚晴"])
        assert [(one.person, one.state) for one in standings_of(base, role="客服主管")] == [("叶晚晴", "current")]


def test_a_full_rebuild_keeps_the_signatures(build: Built, tmp_path: Path) -> None:
    with build(TEXT) as base:
        sign(base, "客服", ["江小满", "江小满", "罗青"])
    with KnowledgeBase.build([tmp_path / "policies"], tmp_path / "kb", full=True) as base:
        assert [one.person for one in standings_of(base)] == ["江小满", "罗青"]


def test_what_cannot_be_recorded_leaves_the_record_as_it_was(build: Built) -> None:
    with build(TEXT) as base:
        sign(base, "客服", ["江小满"])
        before = (base.root / FILE).read_bytes()
        with pytest.raises(NotFound):
            sign(base, "宇航员", ["江小满"])
        with pytest.raises(ConfigurationError, match="不是日期"):
            sign(base, "客服", ["江小满"], day="昨天")
        (base.root / FILE).chmod(0o444)
        with pytest.raises(ConfigurationError, match="只读"):
            sign(base, "客服", ["罗青"])
        assert (base.root / FILE).read_bytes() == before


@pytest.mark.parametrize("line", ["{", "[]", '{"person": "甲"}'])
def test_a_damaged_record_names_the_line(line: str, build: Built) -> None:
    with build(TEXT) as base:
        sign(base, "客服", ["江小满"])
        with (base.root / FILE).open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
        with pytest.raises(ConfigurationError, match="第2行"):
            standings_of(base)


def test_a_line_holds_the_hash_of_every_clause(build: Built) -> None:
    with build(TEXT) as base:
        sign(base, "客服", ["江小满"])
        record = json.loads((base.root / FILE).read_text(encoding="utf-8"))
        book = base.handbook("客服")
        assert record["clauses"] == {entry.clause.id: entry.hash for entry in book.entries}
        told = str(sheet(book, ["江小满"]))
    assert "江小满" in told
    assert all(entry.hash[:32] in told for entry in book.entries)
