"""``kb`` is the one public import name; what it promises stands in ``__all__``."""

from __future__ import annotations

import inspect
from types import ModuleType

import kb


def test_everything_promised_is_there_and_everything_visible_is_promised() -> None:
    assert all(getattr(kb, name) is not None for name in kb.__all__)  # what is loaded when it is asked for
    visible = {
        name
        for name, value in vars(kb).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and name not in ("annotations", "Any", "TYPE_CHECKING")
    }
    assert visible | {"__version__"} == set(kb.__all__)


def test_the_names_are_sorted_so_that_a_new_one_has_one_place() -> None:
    assert kb.__all__ == sorted(kb.__all__)


def test_every_public_class_and_function_says_what_it_is() -> None:
    silent = [
        name
        for name in kb.__all__
        if (inspect.isclass(getattr(kb, name)) or inspect.isfunction(getattr(kb, name)))
        and not inspect.getdoc(getattr(kb, name))
    ]
    assert silent == []


def test_every_error_has_the_one_root() -> None:
    errors = [value for value in vars(kb).values() if inspect.isclass(value) and issubclass(value, BaseException)]
    assert len(errors) > 10
    assert all(issubclass(error, kb.KnowledgeBaseError) for error in errors)


def test_what_programs_call_is_there() -> None:
    promised = ("build", "open", "ask", "search", "clause", "clauses", "documents", "roles", "topics", "status")
    assert [name for name in promised if not callable(getattr(kb.KnowledgeBase, name, None))] == []
