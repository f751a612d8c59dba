"""Threads ask one knowledge base: each gets the reply that it would get alone, and none waits for another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb import KnowledgeBase

QUESTIONS = [
    "旷工一天罚多少",
    "迟到怎么处理",
    "盘点报告交给谁",
    "客服的职责是什么",
    "请假三天谁批",
    "西游记的作者是谁",
] * 4


class Refusing:
    """A lock that nobody may take."""

    def __enter__(self) -> None:
        raise AssertionError("asking took the lock")

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads change places as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_threads_get_the_replies_that_one_gets(shop_base: Path, hurried: None) -> None:
    with KnowledgeBase.open(shop_base) as alone:
        wanted = [alone.ask(question).to_dict() for question in QUESTIONS]
    with KnowledgeBase.open(shop_base) as shared, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: shared.ask(question).to_dict(), QUESTIONS)) == wanted


@pytest.mark.parametrize("verb", ["ask", "search", "find"])
def test_what_is_open_is_asked_without_a_lock(shop_base: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    with KnowledgeBase.open(shop_base) as base:
        ask = getattr(base, verb)
        ask(QUESTIONS[0])
        monkeypatch.setattr(base._generation, "_lock", Refusing())
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(lambda question: ask(question) is not None, QUESTIONS))
        monkeypatch.undo()
