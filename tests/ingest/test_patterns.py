"""Patterns compiled when first used do what compiled ones do, and all that the program ships compile."""

from __future__ import annotations

import importlib
import re

import pytest

from ingest.patterns import lazy


def test_nothing_is_compiled_before_it_is_used() -> None:
    pattern = lazy("(")
    with pytest.raises(re.error):
        pattern.search("一")


def test_nothing_is_compiled_where_no_match_can_begin() -> None:
    pattern = lazy("(", starts="第")
    assert pattern.search("没有") is None
    with pytest.raises(re.error):
        pattern.search("第一条")
    assert lazy("第.条", starts="第").search("按第三条").group() == "第三条"  # type: ignore[union-attr]


def test_it_does_what_a_compiled_one_does() -> None:
    pattern, compiled = lazy("第([a-z])条", re.IGNORECASE), re.compile("第([a-z])条", re.IGNORECASE)
    text = "按第A条和第b条"
    assert [match.span() for match in pattern.finditer(text)] == [match.span() for match in compiled.finditer(text)]
    assert pattern.sub(r"\1", text) == compiled.sub(r"\1", text)
    assert pattern.fullmatch("第C条")
    assert (pattern.pattern, pattern.flags, pattern.groups) == (compiled.pattern, compiled.flags, compiled.groups)


@pytest.mark.parametrize("module", ["kb.editions", "index.values", "index.clocks", "ingest.numerals", "kb.versions"])
def test_shipped_patterns_compile(module: str) -> None:
    held = vars(importlib.import_module(module)).values()
    patterns = [one for value in held for one in (value.values() if isinstance(value, dict) else [value])]
    lazies = [one for one in patterns if type(one) is type(lazy(""))]
    assert lazies
    for one in lazies:
        assert re.compile(one.pattern, one.flags)
