"""The lexicon: the shipped one is sound, a shop's own is read strictly, and its errors help."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import Lexicon, keep_tables, load_lexicon
from index.phrases import Phrases
from ingest.errors import ConfigurationError

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("淘宝店长", "店长"),
        ("客服人员", "客服"),
        ("仓库管理员", "仓库"),
        ("库管", "仓库"),
        ("公司副总", "副总经理"),
        ("财务处", "财务部"),
        ("全体员工", "员工"),
        ("客户服务部主管", "客服主管"),
        ("路人", None),
    ],
)
def test_a_synonym_names_its_role(name: str, role: str | None) -> None:
    assert LEXICON.canonical(name) == role


def test_a_family_holds_the_narrower_roles() -> None:
    family = LEXICON.family("客服人员")
    assert family[0] == "客服"
    assert {"售前客服", "售后客服", "客服主管"} <= set(family)
    assert LEXICON.family("售后客服") == ("售后客服",)
    assert LEXICON.family("路人") == ("路人",)


def test_no_name_stands_for_two_roles_and_weak_words_are_names() -> None:
    owners: dict[str, str] = {}
    for role in LEXICON.roles:
        for name in (role.name, *role.synonyms):
            assert owners.setdefault(name, role.name) == role.name, name
        assert role.weak <= {role.name, *role.synonyms}


def test_the_synonyms_are_rich_and_sound() -> None:
    assert len(LEXICON.synonyms) >= 250
    assert len(set(LEXICON.synonyms)) == len(LEXICON.synonyms)
    for group in LEXICON.synonyms:
        assert len(group) >= 2
        assert all(word == word.strip() and word for word in group)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("薪水", "薪资"),
        ("扣钱", "罚款"),
        ("晚到", "迟到"),
        ("瓜子", "零食"),
        ("手机号", "联系方式"),
        ("走人", "离职"),
        ("偷菜", "收菜"),
    ],
)
def test_everyday_words_lead_to_the_policies_words(asked: str, written: str) -> None:
    assert written in LEXICON.synonyms_of[asked]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lexicon.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_shop_may_extend_the_shipped_lexicon(tmp_path: Path) -> None:
    own = load_lexicon(
        write(
            tmp_path,
            'extends = true\n[roles]\n"店长" = { synonyms = ["大当家"] }\n"试衣员" = { family = "模特" }\n'
            '[topics]\n"考勤" = { strong = ["摸鱼"] }\n[synonyms]\n"摸鱼" = ["划水"]\n',
        )
    )
    assert own.canonical("大当家") == own.canonical("淘宝店长") == "店长"
    assert "试衣员" in own.family("模特")
    assert own.synonyms_of["划水"] == ("摸鱼",)
    assert own.version != LEXICON.version
    assert len(own.topics) == len(LEXICON.topics)


def test_a_shop_may_replace_it(tmp_path: Path) -> None:
    own = load_lexicon(write(tmp_path, '[roles]\n"掌勺" = {}\n[synonyms]\nkitchen = [["锅", "炒锅"], ["碗", "盘"]]\n'))
    assert [role.name for role in own.roles] == ["掌勺"]
    assert own.synonyms == (("锅", "炒锅"), ("碗", "盘"))
    assert own.topics == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[roles]\n店长 = {}\n", "第2行第1列", "双引号"),
        ('[roles]\n"店长" = { synonyms = ["掌柜" }\n', "第2行", "方括号"),
        ("[role]\n", "第1行第2列", "roles"),
        # An open bracket is found at the end of the file; the last line that says anything is named.
        ('[roles]\n"店长" = { synonyms = ["掌柜"\n\n', "第2行第26列", "方括号"),
        ("[[[", "第1行", "方括号"),
        ('[roles]\n"店长" = { alias = ["掌柜"] }\n', "第2行", "synonyms"),
        ('[roles]\n"店长" = { synonyms = "掌柜" }\n', "第2行", "词一"),
        ('[roles]\n"店长" = "掌柜"\n', "第2行第2列", "synonyms"),
        ('[roles]\n"组员" = { family = "三组" }\n', "第2行", "先在 [roles] 中定义"),
        ('[roles]\n"组员" = { family = 3 }\n', "第2行", "family"),
        ('[topics]\n"考勤" = { strong = [3] }\n', "第2行", "strong"),
        ('[topics]\n"考勤" = 3\n', "第2行", "strong"),
        ("roles = 3\n", "第1行", "[roles]"),
        ('[synonyms]\n"罚" = "扣"\n', "第2行", "同义词"),
        ('[synonyms]\npay = [["罚"], 3]\n', "第2行", "每组"),
    ],
)
def test_a_broken_lexicon_names_file_line_column_and_remedy(tmp_path: Path, text: str, place: str, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_lexicon(path)
    error = caught.value
    assert str(path) in error.place
    assert place in error.place
    assert words in error.remedy
    assert "\n" not in str(error)


def test_a_lexicon_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="打不开"):
        load_lexicon(tmp_path / "none.toml")
    path = tmp_path / "gbk.toml"
    path.write_bytes("# 词表".encode("gb18030"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_lexicon(path)


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=6), st.text("甲乙丙丁", max_size=12))
def test_phrases_are_found_longest_first_without_overlap(words: list[str], text: str) -> None:
    hits = Phrases(words).find(text)
    end = 0
    for hit in hits:
        assert hit.start >= end
        assert text[hit.start : hit.end] == hit.phrase
        assert not any(text.startswith(word, hit.start) and len(word) > len(hit.phrase) for word in words)
        # Between two hits no word begins: nothing is missed.
        assert not any(text.startswith(word, gap) for word in words for gap in range(end, hit.start))
        end = hit.end
    assert not any(text.startswith(word, gap) for word in words for gap in range(end, len(text)))


def test_an_empty_lexicon_is_one() -> None:
    assert Lexicon().role_words.find("客服") == []


def test_kept_tables_stand_for_reading_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, kept = tmp_path / "lexicon.toml", tmp_path / "read.json"
    own.write_text('extends = true\n[roles."花艺师"]\nsynonyms = ["插花师"]\n', "utf-8")
    read = load_lexicon(own)
    keep_tables(kept, own)
    with monkeypatch.context() as patch:
        patch.setattr("tomllib.loads", lambda _: pytest.fail("read again"))
        assert load_lexicon(own, kept=kept) == read
        assert load_lexicon(kept=kept).roles
    own.write_text('[roles."茶艺师"]\n', "utf-8")
    assert [role.name for role in load_lexicon(own, kept=kept).roles] == ["茶艺师"], "another text is read"
    for content in ("", "[]", "{", '{"' + "0" * 64 + '": 1}'):
        kept.write_text(content)
        assert load_lexicon(own, kept=kept).roles, "what cannot be used is passed over"
