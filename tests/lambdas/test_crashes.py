"""Whatever call a consumer dies at, before it or behind it, the next delivery makes it right."""

from typing import TYPE_CHECKING, Any

import pytest

from lambdas.inventory.stock import Stock
from tests.lambdas import oracle
from tests.lambdas.batches import BROKEN, plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.sales import LEDGER, encoded, event, line, sale
from tests.lambdas.steps import Killed, Steps, die

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

PAYLOADS = [encoded(sale(number, lines=[line(f"sku{number % 7}", 1 + number % 3)])) for number in range(40)]
PAYLOADS[7] = PAYLOADS[30] = PAYLOADS[2]
PAYLOADS[9] = PAYLOADS[35] = BROKEN
PAYLOADS[33] = encoded(sale(5, lines=[line("sku0", 99)]))
REFUSED = {9: BROKEN, 33: PAYLOADS[33], 35: BROKEN}
SOLD = oracle.stock(oracle.accepted(PAYLOADS).values())


@pytest.fixture
def steps_of_a_batch(inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client") -> int:
    with Steps(die, at=None).watching(dynamodb, s3) as steps:
        inventory.handle(event(PAYLOADS), plenty)
    return steps.count


# Before and behind: two inserts, a look at what was there before the second, and the quarantine.
STEPS = 8


def test_the_steps_below_are_all_there_are(steps_of_a_batch: int) -> None:
    assert steps_of_a_batch == STEPS


def assert_right(dynamodb: "DynamoDBClient", s3: "S3Client") -> None:
    assert Stock(dynamodb, LEDGER).on_hand("367") == SOLD
    kept = {int(each["sequence_number"]) for each in quarantined(s3)}
    assert kept == set(REFUSED)


@pytest.mark.parametrize("step", range(STEPS))
@pytest.mark.parametrize("cut", [0, 13, 25, 31], ids=lambda cut: f"cut at {cut}")
def test_killed_at_any_step_the_redelivery_completes_the_batch(
    step: int, cut: int, inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 7, 8: also when it comes back in other batches than those it died in."""
    with Steps(die, at=step).watching(dynamodb, s3), pytest.raises(Killed):
        inventory.handle(event(PAYLOADS), plenty)

    for first, last in ((0, cut), (cut, len(PAYLOADS))):
        if last > first:
            inventory.handle(event(PAYLOADS[first:last], first=first), plenty)

    assert_right(dynamodb, s3)


@pytest.mark.parametrize("step", range(STEPS))
def test_given_up_half_applied_and_redriven_long_after_it_is_applied_once(
    step: int, inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 4, 14: the window in which a sale is known again has no end."""
    later = [encoded(sale(number, lines=[line("sku1", 5)])) for number in range(100, 130)]
    with Steps(die, at=step).watching(dynamodb, s3), pytest.raises(Killed):
        inventory.handle(event(PAYLOADS), plenty)

    inventory.handle(event(later, first=100), plenty)
    inventory.handle(event(PAYLOADS), plenty)

    both = oracle.accepted([*PAYLOADS, *later]).values()
    assert Stock(dynamodb, LEDGER).on_hand("367") == oracle.stock(both)


@pytest.mark.parametrize("step", range(STEPS))
def test_delivered_twice_at_once_it_is_applied_once(
    step: int, inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 15: a second poller does the whole batch while the first stands at any step."""
    second: list[dict[str, Any]] = []

    def deliver_again() -> None:
        second.append(inventory.handle(event(PAYLOADS), plenty).answer)

    with Steps(deliver_again, at=step).watching(dynamodb, s3):
        first = inventory.handle(event(PAYLOADS), plenty).answer

    assert [first, *second] == [{"batchItemFailures": []}] * 2
    assert_right(dynamodb, s3)
