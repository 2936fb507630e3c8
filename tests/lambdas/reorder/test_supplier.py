"""An order is posted until the supplier takes it or refuses it."""

import pytest

from lambdas.reorder.supplier import OrderRefused, SupplierClient
from tests.lambdas.reorder.clocks import BODY, ORDER, PLENTY
from tests.lambdas.reorder.desks import OrderDesk, Reply

DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


def test_an_order_is_posted_under_its_id(supplier: SupplierClient, there: OrderDesk) -> None:
    supplier.place(ORDER, PLENTY)

    [request] = there.requests
    assert there.orders == {"po-1": BODY}
    assert (request["path"], request["Idempotency-Key"]) == ("/orders?from=sluice", "po-1")
    assert (request["Authorization"], request["Content-Type"]) == ("Bearer secret", "application/json")


@pytest.mark.parametrize("status", [200, 201, 202])
def test_is_taken(status: int, supplier: SupplierClient, there: OrderDesk) -> None:
    there.fail(Reply(status))

    supplier.place(ORDER, PLENTY)

    assert len(there.requests) == 1


@pytest.mark.parametrize("status", [302, 408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int, supplier: SupplierClient, there: OrderDesk) -> None:
    there.fail(Reply(status), Reply(status))

    supplier.place(ORDER, PLENTY)

    assert there.orders.keys() == {"po-1"}
    assert len(there.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_the_supplier_refuses_is_not(status: int, supplier: SupplierClient, there: OrderDesk) -> None:
    there.fail(Reply(status))

    with pytest.raises(OrderRefused, match=str(status)):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == 1


def test_another_order_under_the_same_key_is_refused(supplier: SupplierClient, there: OrderDesk) -> None:
    there.take("po-1", BODY | {"units": 6})

    with pytest.raises(OrderRefused):
        supplier.place(ORDER, PLENTY)


def test_an_order_whose_answer_was_lost_is_taken_once(supplier: SupplierClient, there: OrderDesk) -> None:
    """FAULTS 7: nobody knew whether it had arrived; it had."""
    there.fail(Reply(takes=True, hangs_up=True))

    supplier.place(ORDER, PLENTY)

    assert (there.orders, there.repeated) == ({"po-1": BODY}, 1)
