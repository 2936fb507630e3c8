"""What poison costs, by how a function answers it: 10,000 records, 1 % poison, batches of 100, 2 retries."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.twin.semantics.streams import event_numbers, failures, numbers, reporting, shard
from twin.semantics.history import run

RECORDS = range(10_000)
POISON = frozenset(Random(1).sample(RECORDS, 100))  # noqa: S311 - a seed makes it repeatable

Answer = Callable[[list[int]], dict[str, Any]]


def report_every_failure(batch: list[int]) -> dict[str, Any]:
    return failures(*(number for number in batch if number in POISON))


def quarantine_and_acknowledge(_: list[int]) -> dict[str, Any]:
    return failures()


def cost(answer: Answer, *, bisect: bool) -> tuple[int, int]:
    """Effects that were repeated, and good records that the failure destination got."""
    effects: Counter[int] = Counter()

    def function(event: dict[str, Any]) -> dict[str, Any]:
        batch = event_numbers(event)
        effects.update(number for number in batch if number not in POISON)
        return answer(batch)

    settings = reporting(batch_size=100, maximum_retry_attempts=2, bisect_batch_on_function_error=bisect)
    history = run(settings, [shard(*RECORDS)], function)
    discarded = {number for each in history.discarded for number in numbers(each.records)}
    return effects.total() - len(effects), len(discarded - POISON)


def test_reported_poison_takes_the_good_records_behind_it_to_the_failure_destination() -> None:
    """FAULTS 1, 3 and 4."""
    repeated, lost = cost(report_every_failure, bisect=False)

    assert lost == pytest.approx(3_700, rel=0.15)
    assert repeated == 2 * lost


def test_bisect_saves_the_good_records_for_more_repeated_effects() -> None:
    repeated, lost = cost(report_every_failure, bisect=True)

    assert lost == 0
    assert repeated == pytest.approx(11_900, rel=0.15)


@pytest.mark.parametrize("bisect", [False, True])
def test_quarantined_and_acknowledged_poison_costs_nothing(bisect: bool) -> None:
    """FAULTS 1."""
    assert cost(quarantine_and_acknowledge, bisect=bisect) == (0, 0)
