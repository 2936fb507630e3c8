"""Contenders are compared only if they did the same."""

from typing import Any

import pytest

from benchmarks.lake.comparison import Unlike, compared

FOUND = {"sales": 2, "lines": 9, "refused": 0, "store_days": 1, "net_cents": 700}


def row(contender: str, files: str, run: float, **found: int) -> dict[str, Any]:
    return {"contender": contender, "files": files, "start": 0.1, "run": run, "peak": 1, **FOUND, **found}


def test_each_is_held_against_the_fastest_and_against_its_own_tenth() -> None:
    rows = [row("ours", "tenth", 1), row("ours", "all", 6), row("plain", "tenth", 2), row("plain", "all", 4)]

    found = compared(rows)

    assert [each["of_fastest"] for each in found] == [1, 1.5, 2, 1]
    assert [each["growth"] for each in found] == [1, 6, 1, 2]


def test_one_that_finds_something_else_is_not_compared() -> None:
    rows = [row("ours", "tenth", 1), row("plain", "tenth", 2, net_cents=701)]

    with pytest.raises(Unlike, match="plain has other net_cents than ours"):
        compared(rows)
