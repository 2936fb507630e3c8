"""One POST: encrypted, and given up in time."""

import pytest

from lambdas.reorder.order_endpoint import InsecureSupplier, OrderEndpoint
from lambdas.reorder.supplier import SupplierClient, SupplierUnavailable
from tests.lambdas.reorder.clocks import BODY, ORDER, PLENTY, Clock
from tests.lambdas.reorder.desks import OrderDesk, Reply
from tests.proxied import free_port

DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


def test_without_a_token_none_is_sent(there: OrderDesk) -> None:
    SupplierClient(OrderEndpoint(there.url)).place(ORDER, PLENTY)

    assert "Authorization" not in there.requests[0]


def test_a_supplier_that_is_slow_is_given_up_and_asked_again(there: OrderDesk, clock: Clock) -> None:
    supplier = SupplierClient(OrderEndpoint(there.url, read_seconds=0.1), clock.pause, clock)
    there.fail(Reply(takes=True, after_seconds=0.5))

    supplier.place(ORDER, PLENTY)

    assert (there.orders, there.repeated) == ({"po-1": BODY}, 1)


def test_a_supplier_that_takes_no_connection_is_unavailable(clock: Clock) -> None:
    nowhere = SupplierClient(OrderEndpoint(f"http://127.0.0.1:{free_port()}/"), clock.pause, clock)

    with pytest.raises(SupplierUnavailable, match=r"po-1: 127.0.0.1: ConnectionRefusedError"):
        nowhere.place(ORDER, PLENTY)


@pytest.mark.parametrize(
    "url",
    [
        "http://orders.example",
        "http://127.0.0.1.example/",
        "http://localhost",
        "ftp://127.0.0.1",
        "orders",
        "",
    ],
)
def test_orders_never_travel_in_the_clear(url: str) -> None:
    with pytest.raises(InsecureSupplier, match="https"):
        OrderEndpoint(url)


def test_a_supplier_whose_certificate_nobody_vouches_for_gets_no_order(
    there: OrderDesk, clock: Clock
) -> None:
    secure = SupplierClient(OrderEndpoint(there.url.replace("http:", "https:")), clock.pause, clock)

    with pytest.raises(SupplierUnavailable, match="SSL"):
        secure.place(ORDER, PLENTY)

    assert there.requests == []
