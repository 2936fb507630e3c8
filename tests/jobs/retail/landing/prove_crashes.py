"""Whatever call a run dies at, before it or behind it, the next run makes it right."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from jobs.retail.landing.receipts import FileOutcome
from lambdas.inventory.stock import Stock
from tests.jobs.retail.landing.samples import BREAD, FILE, MILK, NEXT, sales, taken
from tests.jobs.retail.shops import Shop
from tests.lambdas import oracle
from tests.lambdas.ledgers import create_ledger, in_process
from tests.lambdas.objects import Objects, inventory_over
from tests.lambdas.sales import LEDGER, event

EARLY = {"business_day": "2017-03-01", "occurred_at": "2017-03-01T14:03:00Z"}
FIRST, SECOND, THIRD = {**MILK, **EARLY}, {**NEXT, **EARLY}, {**NEXT, **EARLY, "sequence": "103"}
GOOD = sales(FIRST, {**BREAD, **EARLY}, SECOND, THIRD)
OTHER = sales({**FIRST, "store_id": "9"})._replace(key="sales/9/2017-03-01.csv")
BAD = sales({**FIRST, "quantity": "two"})._replace(key="sales/367/bad.csv")
OF_THE_STORE = taken(GOOD).sales
SALES = [*OF_THE_STORE, *taken(OTHER).sales]
# The listing; in the first round five reads and two marks for each of two files, three requests for their
# sales, a count, and two receipts for each file; in the second round five reads, two marks, a count and a
# receipt.
CALLS = 1 + (7 + 7 + 3 + 1 + 4) + (7 + 1 + 1)


class Killed(BaseException):
    """The process is gone: nothing in the job may catch it."""


@contextmanager
def dying(at: int | None) -> Iterator[list[int]]:
    """Count a run's calls, and die behind one of them: between two calls nothing changes but in memory."""
    passed: list[int] = []

    def step(**_: object) -> None:
        passed.append(len(passed))
        if passed[-1] == at:
            raise Killed

    if not boto3.DEFAULT_SESSION:
        boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION.events.register("after-call", step)
    yield passed
    boto3.DEFAULT_SESSION.events.unregister("after-call", step)


@pytest.fixture
def dropped(shop: Shop) -> Shop:
    shop.drop(GOOD, OTHER, BAD)
    return shop


def test_the_calls_are_all_there_are(dropped: Shop) -> None:
    with dying(at=None) as passed:
        dropped.run()

    assert len(passed) == CALLS


@pytest.mark.parametrize("call", range(CALLS))
def test_killed_behind_any_call_the_next_run_completes_it(call: int, dropped: Shop) -> None:
    """FAULTS 34, 37: sales are the same bytes again, and a file without a receipt is repeated whole."""
    with dying(at=call), pytest.raises(Killed):
        dropped.run()

    dropped.run()

    assert {each.file: each.outcome for each in dropped.receipts()} == {
        FILE: FileOutcome.ACCEPTED,
        OTHER.key: FileOutcome.ACCEPTED,
        BAD.key: FileOutcome.REFUSED,
    }
    assert set(dropped.records()) == set(SALES)
    assert in_order_of_appearance(dropped.records()) == OF_THE_STORE


def in_order_of_appearance(records: list[bytes]) -> list[bytes]:
    return [record for record in dict.fromkeys(records) if record in OF_THE_STORE]


@pytest.mark.parametrize("call", range(0, CALLS, 5))
def test_consumers_apply_the_sales_of_a_killed_and_repeated_run_once(call: int, dropped: Shop) -> None:
    """FAULTS 37: what comes again changes nothing."""
    dynamodb, quarantined = create_ledger(in_process()), Objects()
    with dying(at=call), pytest.raises(Killed):
        dropped.run()
    dropped.run()

    inventory_over(dynamodb, quarantined).handle(event(dropped.records()), lambda: 60_000)

    assert not quarantined
    assert Stock(dynamodb, LEDGER).on_hand("367") == oracle.stock(oracle.accepted(OF_THE_STORE).values())
