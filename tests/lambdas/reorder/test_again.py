"""What fails for a reason that may pass comes again, and nothing else does."""

from threading import Thread
from typing import Any, cast

from lambdas.reorder.queue_consumer import QueueReport
from lambdas.reorder.reorder import LEAST_MS
from tests.lambdas.receivers import Reply
from tests.lambdas.reorder.falls import BODY, OTHERS, PLACED, failed
from tests.lambdas.reorder.shops import Invocation, Shop
from tests.lambdas.told import messages


def test_only_what_failed_comes_again(shop: Shop) -> None:
    """FAULTS 2: a supplier that is down for one order."""
    shop.supplier.fail(Reply(201), *[Reply(409)] * 5)

    report = shop.deliver(*OTHERS[:3])

    assert failed(report) == ["1"]
    assert report.counts == {"placed": 2}
    assert report.failures[0].startswith("EndpointUnavailable: ")
    assert shop.deliver(OTHERS[1]).counts == {"placed": 1}


def test_a_batch_that_fails_whole_is_reported_not_raised(shop: Shop) -> None:
    """FAULTS 6: after five failures in a row the supplier is left alone."""
    shop.supplier.fail(*[Reply(503)] * 5)

    report = shop.deliver(*OTHERS)

    assert failed(report) == ["0", "1", "2", "3"]
    assert len(shop.supplier.requests) == 5
    assert shop.records() == []


def test_near_the_timeout_no_message_is_begun(shop: Shop) -> None:
    """FAULTS 16."""
    report = shop.deliver(BODY, OTHERS[0], milliseconds=LEAST_MS - 100)

    assert failed(report) == ["0", "1"]
    assert (shop.supplier.requests, shop.records()) == ([], [])


def test_the_supplier_is_not_waited_for_until_nothing_else_can_be_done(shop: Shop) -> None:
    """FAULTS 16: what is left is for the record, the bus and the quarantine."""
    shop.supplier.fail(Reply(429, retry_after="30"))

    report = shop.deliver(BODY, milliseconds=LEAST_MS + 29_000)

    assert failed(report) == ["0"]
    assert len(shop.supplier.requests) == 1


def test_an_event_that_the_bus_does_not_take_is_told_by_the_next_delivery(shop: Shop) -> None:
    """FAULTS 19: the order stands, and is not placed again."""
    shop.bus.deny()

    assert failed(shop.deliver(BODY)) == ["0"]
    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert (len(shop.supplier.requests), shop.bus.details) == (1, [PLACED])


def test_two_deliveries_at_once_are_one_order_and_the_loser_comes_again(shop: Shop) -> None:
    """FAULTS 15: the second comes while the supplier still thinks about the first."""
    shop.supplier.open.clear()
    first: list[QueueReport] = []
    invocation = cast("Any", Invocation())
    busy = shop.consumer
    ahead = Thread(target=lambda: first.append(busy.handle(messages(BODY), invocation)))
    ahead.start()
    assert shop.supplier.asked.acquire(timeout=10)

    shop.consumer = shop.another()
    second = shop.deliver(BODY)
    shop.supplier.open.set()
    ahead.join(10)

    assert failed(second) == ["0"]
    assert second.failures[0].startswith("IdempotencyAlreadyInProgressError")
    assert shop.quarantined() == {}
    assert first[0].counts == {"placed": 1}
    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert len(shop.supplier.requests) == 1
