"""What runs low is ordered once, whatever is delivered how often."""

import json
import time
from hashlib import sha256

from tests.lambdas.reorder.falls import BODY, LOW, NO_FAILURES, ORDER, ORDER_ID, OTHERS, PLACED
from tests.lambdas.reorder.shops import Shop
from tests.lambdas.sales import CLAIMS
from tests.lambdas.told import delivered, detail, stock_low
from tests.synthesis import resources


def test_what_runs_low_is_ordered_and_told(shop: Shop) -> None:
    report = shop.deliver(BODY)

    assert (report.counts, report.answer) == ({"placed": 1}, NO_FAILURES)
    assert shop.supplier.taken == {ORDER_ID: ORDER}
    assert shop.bus.details == [PLACED]


def test_what_is_delivered_again_is_not_ordered_again(shop: Shop) -> None:
    """FAULTS 3: the supplier isn't even asked; the bus is told again, under the same event id."""
    shop.deliver(BODY)

    report = shop.deliver(BODY)

    assert (report.counts, report.answer) == ({"repeated": 1}, NO_FAILURES)
    assert (len(shop.supplier.requests), len(shop.supplier.taken)) == (1, 1)
    assert shop.bus.details == [PLACED, PLACED]


def test_duplicates_in_one_batch_are_one_order(shop: Shop) -> None:
    report = shop.deliver(BODY, OTHERS[0], BODY, BODY)

    assert report.counts == {"placed": 2, "repeated": 2}
    assert (len(shop.supplier.requests), len(shop.supplier.taken)) == (2, 2)


def test_another_environment_knows_what_was_ordered(shop: Shop) -> None:
    """FAULTS 13: no key has the function's name, or its module's, in it."""
    shop.deliver(BODY)
    [record] = shop.records()
    shop.consumer = shop.another()

    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert record["id"]["S"].startswith("reorder#")


def test_what_is_not_low_by_our_terms_is_left(shop: Shop) -> None:
    report = shop.deliver(delivered(detail(stock_low(on_hand=9, reorder_point=8))))

    assert (report.counts, report.answer) == ({"not_needed": 1}, NO_FAILURES)
    assert shop.supplier.requests == []


def test_an_oversized_event_is_fetched(shop: Shop) -> None:
    """FAULTS 20."""
    body = json.dumps(detail(LOW)).encode()
    shop.s3.put_object(Bucket=CLAIMS, Key="claims/events/a", Body=body)
    claim = {"key": "claims/events/a", "sha256": sha256(body).hexdigest(), "bytes": len(body)}

    assert shop.deliver(delivered({"event_id": LOW.event_id, "claim": claim})).counts == {"placed": 1}
    assert shop.deliver(BODY).counts == {"repeated": 1}
    assert shop.supplier.taken == {ORDER_ID: ORDER}


def test_within_a_replay_an_order_is_known_and_the_bus_is_told_nothing(shop: Shop) -> None:
    """FAULTS 40."""
    shop.deliver(BODY)
    replayed = {"replay-name": "wednesday"}

    report = shop.deliver(delivered(detail(LOW), **replayed), delivered(detail(stock_low(2)), **replayed))

    assert report.counts == {"repeated": 1, "placed": 1}
    assert shop.bus.details == [PLACED]


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
    assert (shop.supplier.taken, shop.supplier.repeated) == ({ORDER_ID: ORDER}, 1)
