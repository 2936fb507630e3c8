"""What runs low is ordered once, whatever is delivered how often, and what can't be ordered is kept."""

import json
import time
from base64 import b64decode
from hashlib import sha256
from threading import Thread
from typing import Any, cast

import pytest

from lambdas.reorder.batch import Report
from lambdas.reorder.policy import order_id
from lambdas.reorder.reorder import LEAST_MS
from tests.lambdas.reorder.desks import Reply
from tests.lambdas.reorder.shops import Invocation, Shop
from tests.lambdas.sales import CLAIMS
from tests.lambdas.told import delivered, detail, messages, stock_low
from tests.synthesis import resources

LOW = stock_low()
BODY = delivered(detail(LOW))
OTHERS = [delivered(detail(stock_low(crossing))) for crossing in range(2, 6)]
ORDER_ID = order_id(LOW)
ORDER = {"order_id": ORDER_ID, "store_id": "367", "sku": "1082185", "supplier": "wholesale", "units": 18}
PLACED = ORDER | {"schema_version": "1.0", "event_id": f"order-placed/{ORDER_ID}"}
NO_FAILURES: dict[str, Any] = {"batchItemFailures": []}


def failed(report: Report) -> list[str]:
    return [each["itemIdentifier"] for each in report.answer["batchItemFailures"]]


def test_what_runs_low_is_ordered_and_told(shop: Shop) -> None:
    report = shop.deliver(BODY)

    assert (report.counts, report.answer) == ({"placed": 1}, NO_FAILURES)
    assert shop.supplier.orders == {ORDER_ID: ORDER}
    assert shop.bus.details == [PLACED]


def test_what_is_delivered_again_is_not_ordered_again(shop: Shop) -> None:
    """FAULTS 3: the supplier isn't even asked; the bus is told again, under the same event id."""
    shop.deliver(BODY)

    report = shop.deliver(BODY)

    assert (report.counts, report.answer) == ({"repeated": 1}, NO_FAILURES)
    assert (len(shop.supplier.requests), len(shop.supplier.orders)) == (1, 1)
    assert shop.bus.details == [PLACED, PLACED]


def test_duplicates_in_one_batch_are_one_order(shop: Shop) -> None:
    report = shop.deliver(BODY, OTHERS[0], BODY, BODY)

    assert report.counts == {"placed": 2, "repeated": 2}
    assert (len(shop.supplier.requests), len(shop.supplier.orders)) == (2, 2)


def test_another_environment_knows_what_was_ordered(shop: Shop) -> None:
    """FAULTS 13: no key has the function's name, or its module's, in it."""
    shop.deliver(BODY)
    [record] = shop.records()
    shop.consumer = shop.another()

    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert record["id"]["S"].startswith("reorder#")


def test_what_is_not_low_by_our_terms_is_left(shop: Shop) -> None:
    report = shop.deliver(delivered(detail(stock_low(on_hand=9))))

    assert (report.counts, report.answer) == ({"not_needed": 1}, NO_FAILURES)
    assert shop.supplier.requests == []


def test_only_what_failed_comes_again(shop: Shop) -> None:
    """FAULTS 2: a supplier that is down for one order."""
    shop.supplier.fail(Reply(201), *[Reply(409)] * 5)

    report = shop.deliver(*OTHERS[:3])

    assert failed(report) == ["1"]
    assert report.counts == {"placed": 2}
    assert report.failures[0].startswith("SupplierUnavailable: ")
    assert shop.deliver(OTHERS[1]).counts == {"placed": 1}


def test_a_batch_that_fails_whole_is_reported_not_raised(shop: Shop) -> None:
    """FAULTS 6: after five failures in a row the supplier is left alone."""
    shop.supplier.fail(*[Reply(503)] * 5)

    report = shop.deliver(*OTHERS)

    assert failed(report) == ["0", "1", "2", "3"]
    assert len(shop.supplier.requests) == 5
    assert shop.records() == []


def test_what_the_supplier_refuses_is_kept_with_its_reason(shop: Shop) -> None:
    shop.supplier.fail(Reply(410))

    report = shop.deliver(BODY)

    assert (report.counts, report.answer) == ({"refused": 1}, NO_FAILURES)
    [(key, kept)] = shop.quarantined().items()
    assert key.startswith("reorder/2017-03-01/reorder/")
    told = json.loads(kept)
    assert b64decode(told.pop("data")) == BODY
    assert told == {
        "reason": "order_refused",
        "field": "order",
        "why": "the supplier answered 410",
        "consumer": "reorder",
        "queue": "reorder",
        "message_id": "0",
        "sent_at": "2017-03-01T14:03:00.500000+00:00",
    }
    assert shop.bus.details == []


def test_another_payload_under_a_known_id_is_kept_as_a_conflict(shop: Shop) -> None:
    """FAULTS 12."""
    shop.deliver(BODY)

    report = shop.deliver(delivered(detail(stock_low(on_hand=7))))

    assert report.counts == {"refused": 1}
    assert [json.loads(kept)["reason"] for kept in shop.quarantined().values()] == ["conflict"]
    assert shop.supplier.orders == {ORDER_ID: ORDER}


def test_a_field_that_a_newer_version_adds_is_no_conflict(shop: Shop) -> None:
    shop.deliver(BODY)

    assert shop.deliver(delivered(detail(LOW) | {"shelf": 4})).counts == {"repeated": 1}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no", "not_json"),
        (delivered(detail(LOW) | {"event_id": "another"}), "wrong_shape"),
        (
            delivered({name: value for name, value in detail(LOW).items() if name != "event_id"}),
            "wrong_shape",
        ),
        (delivered(detail(LOW) | {"schema_version": "2.0"}), "unknown_version"),
    ],
)
def test_what_breaks_the_contract_is_kept_with_its_reason(body: bytes, reason: str, shop: Shop) -> None:
    """FAULTS 1, 11: without an id, too."""
    report = shop.deliver(body, OTHERS[0])

    assert (report.counts, report.answer) == ({"refused": 1, "placed": 1}, NO_FAILURES)
    assert [json.loads(kept)["reason"] for kept in shop.quarantined().values()] == [reason]


def test_poison_that_is_sent_again_and_again_is_kept_once_and_comes_to_rest(shop: Shop) -> None:
    """FAULTS 43: it is acknowledged each time, so no redrive makes it loop."""
    answers = [shop.deliver(*others, b"no").answer for others in ([], OTHERS[:1], OTHERS[:2])]

    assert answers == [NO_FAILURES] * 3
    assert len(shop.quarantined()) == 1


def test_what_the_quarantine_does_not_take_comes_again(shop: Shop) -> None:
    shop.s3.delete_bucket(Bucket="quarantine")

    assert failed(shop.deliver(b"no", OTHERS[0])) == ["0"]


def test_an_oversized_event_is_fetched(shop: Shop) -> None:
    """FAULTS 20."""
    body = json.dumps(detail(LOW)).encode()
    shop.s3.put_object(Bucket=CLAIMS, Key="claims/events/a", Body=body)
    claim = {"key": "claims/events/a", "sha256": sha256(body).hexdigest(), "bytes": len(body)}

    assert shop.deliver(delivered({"event_id": LOW.event_id, "claim": claim})).counts == {"placed": 1}
    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert shop.supplier.orders == {ORDER_ID: ORDER}


def test_near_the_timeout_no_message_is_begun(shop: Shop) -> None:
    """FAULTS 16."""
    report = shop.deliver(BODY, OTHERS[0], milliseconds=LEAST_MS - 100)

    assert failed(report) == ["0", "1"]
    assert (shop.supplier.requests, shop.records()) == ([], [])


def test_the_supplier_is_not_waited_for_until_nothing_else_can_be_done(shop: Shop) -> None:
    """FAULTS 16: what is left is for the record, the bus and the quarantine."""
    shop.supplier.fail(Reply(429, retry_after="1"))

    report = shop.deliver(BODY, milliseconds=LEAST_MS + 500)

    assert failed(report) == ["0"]
    assert len(shop.supplier.requests) == 1


def test_within_a_replay_an_order_is_known_and_the_bus_is_told_nothing(shop: Shop) -> None:
    """FAULTS 40."""
    shop.deliver(BODY)
    replayed = {"replay-name": "wednesday"}

    report = shop.deliver(delivered(detail(LOW), **replayed), delivered(detail(stock_low(2)), **replayed))

    assert report.counts == {"repeated": 1, "placed": 1}
    assert shop.bus.details == [PLACED]


def test_an_event_that_the_bus_does_not_take_is_told_by_the_next_delivery(shop: Shop) -> None:
    """FAULTS 19: the order stands, and is not placed again."""
    shop.bus.deny()

    assert failed(shop.deliver(BODY)) == ["0"]
    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert (len(shop.supplier.requests), shop.bus.details) == (1, [PLACED])


def test_two_deliveries_at_once_are_one_order_and_the_loser_comes_again(shop: Shop) -> None:
    """FAULTS 15: the second comes while the supplier still thinks about the first."""
    shop.supplier.open.clear()
    first: list[Report] = []
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


def test_an_order_is_known_as_long_as_a_replay_can_reach_back(shop: Shop) -> None:
    """FAULTS 14."""
    shop.deliver(BODY)

    [record] = shop.records()
    [archive] = resources("dev", "AWS::Events::Archive")
    known_for = int(record["expiration"]["N"]) - time.time()
    assert known_for > archive["Properties"]["RetentionDays"] * 24 * 3600


def test_after_that_the_supplier_still_knows_it(shop: Shop) -> None:
    """FAULTS 14: the record is gone; the order id is the same."""
    shop.window_seconds = -2
    shop.consumer = shop.another()
    shop.deliver(BODY)

    assert shop.deliver(BODY).counts == {"placed": 1}
    assert (shop.supplier.orders, shop.supplier.repeated) == ({ORDER_ID: ORDER}, 1)
