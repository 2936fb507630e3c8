"""The fold that says what must be true."""

import json
from datetime import UTC, datetime

from contracts.scenario import MessageKind, SourceMessage
from demo.expectation import expected

SALE = {
    "sale_id": "7/2017-12-22/1/1",
    "store_id": "7",
    "lines": [{"sku": "a", "quantity": 2, "total_cents": 398}],
}
OTHER = {**SALE, "lines": [{"sku": "a", "quantity": 2, "total_cents": 498}]}


def sent(value: object, kind: MessageKind = MessageKind.EVENT) -> SourceMessage:
    return SourceMessage("7", datetime(2017, 12, 22, tzinfo=UTC), json.dumps(value).encode(), kind)


def test_the_first_payload_under_a_sale_id_wins_and_the_other_is_refused() -> None:
    expectation = expected([sent(SALE), sent(OTHER, MessageKind.CONFLICT)])

    assert expectation.events == {SALE["sale_id"]: SALE}
    assert list(expectation.refused) == [sent(OTHER).data]


def test_the_same_sale_again_changes_nothing() -> None:
    expectation = expected([sent(SALE), sent(SALE, MessageKind.DUPLICATE)])

    assert len(expectation.events) == 1
    assert not expectation.refused
    assert expectation.kinds == {MessageKind.EVENT: 1, MessageKind.DUPLICATE: 1}


def test_a_broken_message_is_refused_whatever_it_holds() -> None:
    expectation = expected([sent(SALE, MessageKind.BROKEN)])

    assert not expectation.events
    assert expectation.kinds == {MessageKind.BROKEN: 1}


def test_duplicates_and_conflicts_in_a_users_own_sales_are_found_without_being_marked() -> None:
    expectation = expected([sent(SALE), sent(SALE), sent(OTHER)])

    assert expectation.kinds == {MessageKind.EVENT: 1, MessageKind.DUPLICATE: 1, MessageKind.CONFLICT: 1}
