"""Building: what changed, what failed, what is refused, and what is asked of the result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import BuildReport, ConfigurationError, KnowledgeBase, NotFound, StoreMissing, UnreadableFile
from kb.build import build

Root = Callable[[str], Path]


@pytest.fixture
def root(new_root: Root) -> Path:
    return new_root("kb")


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A folder of five policies, beside the knowledge base."""
    place = tmp_path / "制度"
    place.mkdir()
    for number, name in enumerate("甲乙丙丁戊", 1):
        write(place, name, f"{name}岗值守的，每班补贴{number}0元。", f"{name}岗脱岗的，每次罚款{number}5元。")
    return place


def write(place: Path, name: str, *rules: str) -> Path:
    numbered = (f"第{'一二三四五六七'[at]}条 {rule}" for at, rule in enumerate(rules))
    path = place / f"{name}.txt"
    path.write_text("\n".join([f"{name}岗管理制度", *numbered, ""]), encoding="utf-8")
    return path


def told(report: BuildReport) -> dict[str, str]:
    return {file.path: file.change for file in report.files}


def run(folder: Path, *, full: bool = False, dry_run: bool = False, allow_mass_delete: bool = False) -> BuildReport:
    return build([folder], folder.parent / "kb", full=full, dry_run=dry_run, allow_mass_delete=allow_mass_delete)


def clauses(folder: Path) -> list[str]:
    with KnowledgeBase.open(folder.parent / "kb") as base:
        return [clause.text for clause in base.clauses()]


def test_the_first_build_adds_everything(folder: Path) -> None:
    report = run(folder)
    assert told(report) == {f"{name}.txt": "added" for name in "甲乙丙丁戊"}
    assert (report.documents, report.clauses, report.generation, report.failed) == (5, 10, 1, ())
    assert len(clauses(folder)) == 10


CHANGES: list[tuple[str, Callable[[Path], object], dict[str, str], int]] = [
    ("nothing", lambda place: None, {}, 10),
    ("a clause more", lambda place: write(place, "甲", "一。", "二。", "三。"), {"甲.txt": "changed"}, 11),
    ("a file more", lambda place: write(place, "己", "一。"), {"己.txt": "added"}, 11),
    ("a file less", lambda place: (place / "乙.txt").unlink(), {"乙.txt": "removed"}, 8),
    ("a file that can no longer be read", lambda place: (place / "丙.txt").write_bytes(b""), {"丙.txt": "failed"}, 8),
    ("a file of another program", lambda place: (place / "图.xlsx").write_bytes(b"PK"), {"图.xlsx": "skipped"}, 10),
    ("a README", lambda place: (place / "README.md").write_text("# 说明\n"), {"README.md": "skipped"}, 10),
    ("what a word processor leaves", lambda place: (place / "~$甲.docx").write_bytes(b"x"), {}, 10),
    ("a hidden file", lambda place: (place / ".甲.txt").write_text("甲制度\n第一条 乙。\n"), {}, 10),
]


@pytest.mark.parametrize(("why", "change", "changed", "count"), CHANGES, ids=[row[0] for row in CHANGES])
def test_what_a_second_build_tells(
    why: str, change: Callable[[Path], object], changed: dict[str, str], count: int, folder: Path
) -> None:
    run(folder)
    change(folder)
    report = run(folder)
    expected = {f"{name}.txt": "unchanged" for name in "甲乙丙丁戊"} | changed
    assert told(report) == expected
    assert len(clauses(folder)) == report.clauses == count


def test_a_full_build_gives_the_same_clauses(folder: Path) -> None:
    run(folder)
    before = clauses(folder)
    report = run(folder, full=True)
    assert clauses(folder) == before
    assert report.generation == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(folder: Path) -> None:
    report = run(folder, dry_run=True)
    assert (report.documents, report.generation) == (5, None)
    with pytest.raises(StoreMissing):
        KnowledgeBase.open(folder.parent / "kb")


def test_a_failed_file_says_why_and_the_rest_is_built(folder: Path) -> None:
    (folder / "乙.txt").write_bytes(b"")
    (failed,) = run(folder).failed
    assert failed.path == "乙.txt"
    assert "乙.txt" in failed.message
    assert "文件是空的" in failed.message
    assert len(clauses(folder)) == 8


def test_most_files_gone_is_refused_and_the_old_state_stays(folder: Path) -> None:
    run(folder)
    for name in "甲乙丙":
        (folder / f"{name}.txt").unlink()
    with pytest.raises(ConfigurationError, match="3 份不见了") as caught:
        run(folder)
    assert "--allow-mass-delete" in caught.value.remedy
    assert len(clauses(folder)) == 10
    assert len([path for path, change in told(run(folder, allow_mass_delete=True)).items() if change == "removed"]) == 3
    assert len(clauses(folder)) == 4


def test_nothing_readable_keeps_the_old_state(folder: Path) -> None:
    run(folder)
    for path in folder.iterdir():
        path.write_bytes(b"")
    with pytest.raises(UnreadableFile) as caught:
        run(folder)
    assert "甲.txt" in str(caught.value)
    assert len(clauses(folder)) == 10


NOWHERE = [
    ("a folder without policies", "空", "没有制度文件"),
    ("a file that is not there", "没有.txt", "文件不存在"),
    ("a file of another program", "表.xlsx", "表.xlsx"),
]


@pytest.mark.parametrize(("why", "name", "message"), NOWHERE, ids=[row[0] for row in NOWHERE])
def test_nothing_to_read_is_an_error(why: str, name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "表.xlsx").write_bytes(b"PK")
    with pytest.raises(UnreadableFile, match=message):
        build([tmp_path / name], tmp_path / "kb")
    assert not (tmp_path / "kb" / "CURRENT").exists()


def test_a_file_given_twice_is_read_once(folder: Path) -> None:
    report = build([folder, folder / "甲.txt", folder], folder.parent / "kb")
    assert report.documents == 5


def test_files_of_one_name_in_two_folders_are_told_apart(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("东店", "西店"):
        (tmp_path / place).mkdir()
        write(tmp_path / place, "甲", f"{place}的值守补贴另定。")
    monkeypatch.chdir(tmp_path)
    report = build(["东店", "西店"], root)
    assert report.documents == 2
    assert len({file.path for file in report.files}) == 2
    with KnowledgeBase.open(root) as base:
        assert len({document.id for document in base.documents()}) == 2
        assert len({document.source for document in base.documents()}) == 2
        assert base.search("东店")[0].clause.text.startswith("东店")
    monkeypatch.chdir("/")
    again = build([tmp_path / "东店", tmp_path / "西店"], root)
    assert {file.change for file in again.files} == {"unchanged"}, "named from another folder they are the same files"


def test_policies_of_one_title_have_ids_of_their_own_and_citations_offer_both(tmp_path: Path, root: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"值守制度\n第一条 {name}店夜间值守两人。\n", encoding="utf-8")
    with KnowledgeBase.build([tmp_path / "a.txt", tmp_path / "b.txt"], root) as base:
        assert [document.id for document in base.documents()] == ["值守制度", "值守制度~2"]
        assert base.clause("值守制度~2#第一条").text == "b店夜间值守两人。"
        for citation in ("《值守制度》第一条", "《值守制度》"):
            with pytest.raises(NotFound) as caught:
                base.clause(citation)
            assert "值守制度~2" in caught.value.remedy


def test_several_processes_give_what_one_gives(folder: Path, new_root: Root) -> None:
    run(folder)
    before = clauses(folder)
    build([folder], new_root("kb2"), jobs=2)
    with KnowledgeBase.open(folder.parent / "kb2") as base:
        assert [clause.text for clause in base.clauses()] == before


def test_progress_counts_every_file(folder: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    build([folder], folder.parent / "kb", progress=lambda done, total, path: steps.append((done, total, path)))
    assert [(done, total) for done, total, _ in steps] == [(at, 5) for at in range(1, 6)]
    assert {path for _, _, path in steps} == {f"{name}.txt" for name in "甲乙丙丁戊"}


def test_the_report_has_a_json_form(folder: Path) -> None:
    record = json.loads(json.dumps(run(folder).to_dict()))
    assert record["documents"] == 5
    assert {file["change"] for file in record["files"]} == {"added"}


# The shop's own words


def test_a_lexicon_of_its_own_tags_every_clause_again(folder: Path) -> None:
    run(folder)
    own = folder.parent / "kb" / "lexicon.toml"
    own.write_text('extends = true\n[roles]\n"甲岗" = {}\n', encoding="utf-8")
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert "甲岗" in base.roles()
        assert {clause.document.title for clause in base.clauses(role="甲岗")} == {"甲岗管理制度"}


def test_hand_decisions_win_and_can_be_taken_back(folder: Path) -> None:
    run(folder)
    by_hand = folder.parent / "kb" / "overrides.toml"
    by_hand.write_text('["甲岗管理制度#第一条"]\ntopics = ["会议"]\n', encoding="utf-8")
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert base.clause("甲岗管理制度#第一条").topics == ("会议",)
    by_hand.unlink()
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert base.clause("甲岗管理制度#第一条").topics != ("会议",)


@pytest.mark.parametrize("name", ["lexicon.toml", "overrides.toml"])
def test_a_broken_file_of_its_own_is_named_and_the_old_state_stays(name: str, folder: Path) -> None:
    run(folder)
    (folder.parent / "kb" / name).write_text("[[[", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        run(folder)
    assert name in str(caught.value)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert base.generation == 1


def test_questions_are_asked_with_the_last_good_lexicon_while_it_is_being_edited(folder: Path) -> None:
    own = folder.parent / "kb" / "lexicon.toml"
    run(folder)
    own.write_text('extends = true\n[roles]\n"甲岗" = {}\n', encoding="utf-8")
    run(folder)
    own.write_text('extends = true\n[roles]\n"甲岗" = {\n', encoding="utf-8")
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert base.lexicon.canonical("甲岗") == "甲岗"
        assert not base.ask("甲岗脱岗罚多少").abstained
    own.unlink()
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        assert base.lexicon.canonical("甲岗") is None


def test_a_question_may_be_asked_of_one_role_or_document_only(folder: Path) -> None:
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        title = base.ask("脱岗罚多少").answers[0].clause.document.title
        asked = base.ask("脱岗罚多少", document=title)
        assert {answer.clause.document.title for answer in asked.answers} == {title}
        assert base.ask("脱岗罚多少", topic="会议").answers == ()
        with pytest.raises(NotFound):
            base.ask("脱岗罚多少", role="望楼岗")


# Records in and out


def test_records_go_out_and_come_back(folder: Path, new_root: Root) -> None:
    run(folder)
    with KnowledgeBase.open(folder.parent / "kb") as base:
        before = [clause.to_dict() for clause in base.clauses()]
    records = folder.parent / "all.jsonl"
    records.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in before), encoding="utf-8")
    with KnowledgeBase.build([records], new_root("kb2")) as base:
        after = [clause.to_dict() for clause in base.clauses()]
        answered = base.ask("甲岗脱岗罚多少")
    for one in (*before, *after):
        del one["document"]["version"]
    assert after == before
    assert not answered.abstained


def test_ids_of_other_tools_are_kept(tmp_path: Path, root: Path) -> None:
    records = tmp_path / "other.jsonl"
    records.write_text(
        '{"id": "HR-7", "document": {"title": "值守制度", "id": "hr"}, "text": "夜间值守两人。"}\n'
        '{"document": {"title": "值守制度", "id": "hr"}, "text": "脱岗的罚款20元。"}\n',
        encoding="utf-8",
    )
    with KnowledgeBase.build([records], root) as base:
        assert [clause.id for clause in base.clauses()] == ["HR-7", "hr#¶2"]
        assert base.clause("HR-7").text == "夜间值守两人。"
        assert base.document("hr").title == "值守制度"


def test_one_broken_record_fails_its_file_and_no_other(folder: Path) -> None:
    records = folder.parent / "broken.jsonl"
    records.write_text('{"text": "没有标题"}\n', encoding="utf-8")
    report = build([folder, records], folder.parent / "kb")
    assert [file.path for file in report.failed] == ["broken.jsonl"]
    assert "第1行" in report.failed[0].message
    assert report.documents == 5


def test_a_document_without_clauses_is_kept_and_said(tmp_path: Path, root: Path) -> None:
    (tmp_path / "甲.txt").write_text("值守管理制度\n", encoding="utf-8")
    write(tmp_path, "乙", "夜间值守两人。")
    report = build([tmp_path / "甲.txt", tmp_path / "乙.txt"], root)
    assert report.documents == 2
    assert any(path == "甲.txt" for path, _ in report.notices)
