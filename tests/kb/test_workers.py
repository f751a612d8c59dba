"""Files in several processes: the order stays, what is shared arrives, and a process that dies costs its own file only."""

from __future__ import annotations

import os
import signal

from kb.workers import in_processes


def shout(item: str, shared: str) -> str:
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{item} {shared}"


def died(item: str) -> str:
    return f"{item} died"


def test_results_come_in_the_order_of_the_items() -> None:
    items = ["a", "ccc", "bb"]
    assert list(in_processes(shout, items, "x", 2, weight=len, died=died)) == ["a x", "ccc x", "bb x"]


def test_a_process_that_dies_costs_its_own_item_only() -> None:
    items = ["a", "kill", "b", "c", "d"]
    assert list(in_processes(shout, items, "x", 2, weight=len, died=died)) == ["a x", "kill died", "b x", "c x", "d x"]


def test_lots_come_in_order_and_a_process_that_dies_stops_none_of_them() -> None:
    items = ["a", "kill", "b", "c", "kill", "d", "e"]
    found = list(in_processes(shout, items, "x", 2, weight=len, died=died, at_once=5))
    assert found == ["a x", "kill died", "b x", "c x", "kill died", "d x", "e x"]


def test_a_caller_that_stops_early_leaves_no_process_waiting() -> None:
    results = in_processes(shout, ["a", "b", "c"], "x", 2, weight=len, died=died)
    assert next(results) == "a x"
    results.close()
