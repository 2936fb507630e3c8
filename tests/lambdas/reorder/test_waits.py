"""How long a supplier is waited for, and when it is given up."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lambdas.reorder.order_endpoint import TRY_SECONDS
from lambdas.reorder.supplier import TRIES, SupplierClient, SupplierUnavailable
from tests.lambdas.reorder.clocks import ORDER, PLENTY, Clock
from tests.lambdas.reorder.desks import OrderDesk, Reply

DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


def test_gives_up_at_last(supplier: SupplierClient, there: OrderDesk, clock: Clock) -> None:
    there.fail(*[DOWN] * TRIES)

    with pytest.raises(SupplierUnavailable, match="po-1: the supplier answered 503"):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == TRIES
    first, *pauses = clock.pauses
    assert first == 0
    for tried, pause in enumerate(pauses):
        assert 0 <= pause <= 0.2 * 2**tried


def test_waits_as_long_as_the_supplier_asks(supplier: SupplierClient, there: OrderDesk, clock: Clock) -> None:
    there.fail(Reply(429, retry_after="12"))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses == [0, 12]


def test_waits_until_the_supplier_asks_for(supplier: SupplierClient, there: OrderDesk, clock: Clock) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    there.fail(Reply(503, retry_after=until))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses[1] == pytest.approx(29, abs=2)


@pytest.mark.parametrize("nonsense", ["soon", "-5", LONG_AGO, LONG_AGO + " GMT"])
def test_what_is_no_time_to_come_is_no_reason_to_wait(
    nonsense: str, supplier: SupplierClient, there: OrderDesk, clock: Clock
) -> None:
    there.fail(Reply(503, retry_after=nonsense))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses[1] <= 0.2


def test_does_not_wait_longer_than_there_is_time(
    supplier: SupplierClient, there: OrderDesk, clock: Clock
) -> None:
    there.fail(Reply(429, retry_after="94"))

    with pytest.raises(SupplierUnavailable, match="429"):
        supplier.place(ORDER, PLENTY)

    assert clock.pauses == [0]


def test_does_not_ask_if_the_time_is_too_short_for_an_answer(
    supplier: SupplierClient, there: OrderDesk
) -> None:
    """FAULTS 16."""
    with pytest.raises(SupplierUnavailable, match="too little time"):
        supplier.place(ORDER, TRY_SECONDS - 0.1)

    assert there.requests == []
