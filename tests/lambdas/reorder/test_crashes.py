"""Whatever call the function dies at, before it or behind it, the next deliveries make it one order."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.lambdas.receivers import Reply
from tests.lambdas.reorder.falls import BODY, NO_FAILURES, ORDER, ORDER_ID, OTHERS, PLACED, failed
from tests.lambdas.reorder.shops import Shop
from tests.lambdas.steps import Killed, Steps, die

BATCH = [BODY, b"no", BODY]
# Before and behind: lock, completion, event; the quarantine; lock and event of the repetition.
STEPS = 18


@pytest.fixture
def steps_of_a_batch(shop: Shop) -> int:
    with Steps(die, at=None).watching(shop.dynamodb, shop.s3, shop.events) as steps:
        shop.deliver(*BATCH)
    return steps.count


def test_the_steps_below_are_all_there_are(steps_of_a_batch: int) -> None:
    assert steps_of_a_batch == STEPS


@pytest.mark.parametrize("step", range(STEPS))
def test_killed_at_any_step_the_redelivery_completes_the_batch(step: int, shop: Shop) -> None:
    """FAULTS 7, 8: between the supplier's word and our record, too: it knows the order by its id."""
    with Steps(die, at=step).watching(shop.dynamodb, shop.s3, shop.events), pytest.raises(Killed):
        shop.deliver(*BATCH)
    shop.let_time_pass()

    report = shop.deliver(*BATCH)

    assert report.answer == NO_FAILURES
    assert shop.supplier.taken == {ORDER_ID: ORDER}
    assert shop.supplier.repeated <= 1
    assert len(shop.quarantined()) == 1
    assert PLACED in shop.bus.details
    assert all(told == PLACED for told in shop.bus.details)


@pytest.mark.parametrize("step", [1, 2])
def test_killed_while_it_orders_the_order_is_not_begun_again_before_its_time(step: int, shop: Shop) -> None:
    """FAULTS 15: nobody knows yet that it is dead."""
    with Steps(die, at=step).watching(shop.dynamodb), pytest.raises(Killed):
        shop.deliver(BODY)
    asked = len(shop.supplier.requests)

    report = shop.deliver(BODY)

    assert failed(report) == ["0"]
    assert len(shop.supplier.requests) == asked
    assert shop.quarantined() == {}


class Throttle:
    """Throttles a table's calls of one name, so many times."""

    def __init__(self, shop: Shop, call: str, times: int = 1) -> None:
        self._left = times
        shop.dynamodb.meta.events.register(f"before-call.dynamodb.{call}", self._strike)

    def _strike(self, **_: object) -> None:
        if self._left:
            self._left -= 1
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "any")


@pytest.fixture
def twice(shop: Shop) -> Iterator[Shop]:
    """A shop whose order must be one although the supplier was asked twice for it."""
    yield shop
    assert shop.supplier.taken[ORDER_ID] == ORDER
    assert shop.supplier.repeated == 1
    assert shop.quarantined() == {}


def test_throttled_when_it_begins_a_message_comes_again(shop: Shop) -> None:
    """FAULTS 10: transient, never quarantined, and the supplier isn't asked."""
    Throttle(shop, "PutItem")

    report = shop.deliver(BODY, OTHERS[0])

    assert failed(report) == ["0"]
    assert ORDER_ID not in shop.supplier.taken
    assert shop.quarantined() == {}
    assert shop.deliver(BODY).counts == {"placed": 1}


def test_throttled_when_it_completes_the_order_is_posted_again_under_its_id(twice: Shop) -> None:
    """FAULTS 9: once the record that was left in progress has expired."""
    Throttle(twice, "UpdateItem")
    assert failed(twice.deliver(BODY)) == ["0"]

    too_early = twice.deliver(BODY)
    twice.let_time_pass()
    at_last = twice.deliver(BODY)

    assert failed(too_early) == ["0"]
    assert at_last.counts == {"placed": 1}
    assert twice.deliver(BODY).counts == {"repeated": 1}


def test_throttled_when_it_gives_up_the_message_comes_again(shop: Shop) -> None:
    """FAULTS 9: a refusal, too: it is kept by the delivery that can also forget the order."""
    shop.supplier.fail(Reply(410), Reply(410))
    Throttle(shop, "DeleteItem")
    assert failed(shop.deliver(BODY)) == ["0"]
    assert shop.quarantined() == {}
    shop.let_time_pass()

    assert shop.deliver(BODY).counts == {"refused": 1}
    assert len(shop.quarantined()) == 1


def test_an_order_taken_without_an_answer_by_a_supplier_that_then_fails_is_one_order(twice: Shop) -> None:
    """FAULTS 7: also when it comes back from the dead letters."""
    twice.supplier.fail(Reply(takes=True, hangs_up=True), *[Reply(503)] * 4)
    assert failed(twice.deliver(BODY)) == ["0"]
    twice.consumer = twice.another()

    assert twice.deliver(BODY).counts == {"placed": 1}
