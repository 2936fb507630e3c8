"""What can never be ordered is kept whole, with its reason, and comes to rest."""

import json
from base64 import b64decode

import pytest

from tests.lambdas.receivers import Reply
from tests.lambdas.reorder.falls import BODY, LOW, NO_FAILURES, ORDER, ORDER_ID, OTHERS, failed
from tests.lambdas.reorder.shops import TABLE, Shop
from tests.lambdas.told import delivered, detail, stock_low


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
    assert shop.supplier.taken == {ORDER_ID: ORDER}


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


def test_a_stored_order_is_read_whatever_bounds_its_event_has_by_now(shop: Shop) -> None:
    """FAULTS 54."""
    shop.deliver(BODY)
    [record] = shop.records()
    stored = json.loads(record["data"]["S"])
    stored["order"] |= {"sku": "9" * 200, "units": 0}
    shop.dynamodb.put_item(TableName=TABLE, Item=record | {"data": {"S": json.dumps(stored)}})
    shop.consumer = shop.another()

    assert shop.deliver(BODY).counts == {"repeated": 1}
