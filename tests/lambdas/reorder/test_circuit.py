"""A supplier that fails is left alone for a while."""

import pytest

from lambdas.reorder.circuit import COOL_DOWN_SECONDS, FAILURES, CircuitOpen
from lambdas.reorder.supplier import OrderRefused, SupplierClient, SupplierUnavailable
from tests.lambdas.reorder.clocks import ORDER, PLENTY, Clock
from tests.lambdas.reorder.desks import OrderDesk, Reply

DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


def break_circuit(supplier: SupplierClient, there: OrderDesk) -> None:
    there.fail(*[DOWN] * FAILURES)
    with pytest.raises(SupplierUnavailable):
        supplier.place(ORDER, PLENTY)
    assert len(there.requests) == FAILURES


def test_after_some_failures_in_a_row_the_supplier_is_left_alone(
    supplier: SupplierClient, there: OrderDesk, clock: Clock
) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS - 1

    with pytest.raises(CircuitOpen, match="next try in 1 s"):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES


def test_after_a_while_one_call_is_let_through_and_closes_it(
    supplier: SupplierClient, there: OrderDesk, clock: Clock
) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS

    supplier.place(ORDER, PLENTY)
    there.fail(DOWN)
    supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 3


def test_or_opens_it_again(supplier: SupplierClient, there: OrderDesk, clock: Clock) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS
    there.fail(DOWN)

    with pytest.raises(CircuitOpen):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 1


@pytest.mark.parametrize("answered", [Reply(422), Reply(409)])
def test_a_supplier_that_answers_is_not_left_alone(
    answered: Reply, supplier: SupplierClient, there: OrderDesk
) -> None:
    there.fail(*[DOWN] * (FAILURES - 1), answered, DOWN, Reply(200))
    try:
        supplier.place(ORDER, PLENTY)
    except (OrderRefused, SupplierUnavailable):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 2
