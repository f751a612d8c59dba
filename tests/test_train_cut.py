"""What the cut is trained and scored by: when a value counts as there, and that the softmax learns what tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb import above, part_features

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")

from bench.train_cut import Choice, fit, stands  # noqa: E402  (after what it needs was looked for)

STANDS = [
    ("as written", "罚款20元", "每次罚款20元。", True),
    ("full width and blanks do not matter", "20元", "每次罚款２０ 元", True),
    ("not the end of a longer number", "5元", "罚款15元", False),
    ("not the end of a decimal", "5%", "按1.5%计", False),
    ("not the beginning of a longer number", "15", "满150分", False),
    ("two numbers beside each other are two", "1800", "1600 1800 2000", True),
    ("both of the same, one of them longer", "5元", "罚15元，退5元", True),
    ("both commas are one", "甲、乙", "甲,乙", True),
]


@pytest.mark.parametrize(("why", "value", "text", "there"), STANDS, ids=[row[0] for row in STANDS])
def test_a_value_stands_in_a_text(why: str, value: str, text: str, there: bool) -> None:
    assert stands(value, text) is there


def test_the_softmax_learns_what_tells_and_by_kind() -> None:
    """The first feature tells for everybody, the second for one kind only; the third is noise."""
    drawn = np.random.default_rng(7)
    choices = []
    for number in range(120):
        kind = ("penalty", "time")[number % 2]
        rows = drawn.random((4, 3))
        right = rows[:, 0] + (rows[:, 1] if kind == "time" else 0)
        choices.append(Choice(rows, right == right.max(), ((kind, 1.0),)))
    weights = fit(choices, ["penalty", "time"])
    assert weights.shared[0] > 1 > abs(weights.shared[2])
    assert weights.by_kind["time"][1] > weights.by_kind["penalty"][1] + 1


def test_what_ships_is_of_this_version(root: Path) -> None:
    record = json.loads((root / "kb" / "cut.json").read_text(encoding="utf-8"))
    for name, features in (("parts", part_features.FEATURES), ("above", above.FEATURES)):
        assert tuple(record[name]["features"]) == features
        assert len(record[name]["shared"]) == len(features)
        assert {len(row) for row in record[name]["by_kind"].values()} == {len(features)}
