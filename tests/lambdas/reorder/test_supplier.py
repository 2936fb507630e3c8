"""An order is posted until the supplier takes it, refuses it, or the time is over."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lambdas.reorder import desk as at_desk
from lambdas.reorder.circuit import COOL_DOWN_SECONDS, FAILURES, CircuitOpen
from lambdas.reorder.desk import TRY_SECONDS, Desk, InsecureSupplier
from lambdas.reorder.policy import Order
from lambdas.reorder.supplier import TRIES, OrderRefused, Supplier, SupplierUnavailable
from tests.lambdas.reorder.desks import OrderDesk, Reply
from tests.proxied import free_port

ORDER = Order(order_id="po-1", store_id="367", sku="1082185", supplier="wholesale", units=18)
BODY = {"order_id": "po-1", "store_id": "367", "sku": "1082185", "supplier": "wholesale", "units": 18}
PLENTY = 100.0
DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


class Clock:
    """Time that passes only while somebody pauses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(seconds)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def supplier(there: OrderDesk, clock: Clock) -> Supplier:
    return Supplier(Desk(there.url, "secret"), clock.pause, clock)


def test_an_order_is_posted_under_its_id(supplier: Supplier, there: OrderDesk) -> None:
    supplier.place(ORDER, PLENTY)

    [request] = there.requests
    assert there.orders == {"po-1": BODY}
    assert (request["path"], request["Idempotency-Key"]) == ("/orders?from=sluice", "po-1")
    assert (request["Authorization"], request["Content-Type"]) == ("Bearer secret", "application/json")


def test_without_a_token_none_is_sent(there: OrderDesk) -> None:
    Supplier(Desk(there.url)).place(ORDER, PLENTY)

    assert "Authorization" not in there.requests[0]


@pytest.mark.parametrize("status", [200, 201, 202])
def test_is_taken(status: int, supplier: Supplier, there: OrderDesk) -> None:
    there.fail(Reply(status))

    supplier.place(ORDER, PLENTY)

    assert len(there.requests) == 1


@pytest.mark.parametrize("status", [302, 408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int, supplier: Supplier, there: OrderDesk) -> None:
    there.fail(Reply(status), Reply(status))

    supplier.place(ORDER, PLENTY)

    assert there.orders.keys() == {"po-1"}
    assert len(there.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_the_supplier_refuses_is_not(status: int, supplier: Supplier, there: OrderDesk) -> None:
    there.fail(Reply(status))

    with pytest.raises(OrderRefused, match=str(status)):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == 1


def test_another_order_under_the_same_key_is_refused(supplier: Supplier, there: OrderDesk) -> None:
    there.take("po-1", BODY | {"units": 6})

    with pytest.raises(OrderRefused):
        supplier.place(ORDER, PLENTY)


def test_an_order_whose_answer_was_lost_is_taken_once(supplier: Supplier, there: OrderDesk) -> None:
    """FAULTS 7: nobody knew whether it had arrived; it had."""
    there.fail(Reply(takes=True, hangs_up=True))

    supplier.place(ORDER, PLENTY)

    assert (there.orders, there.repeated) == ({"po-1": BODY}, 1)


def test_a_supplier_that_is_slow_is_given_up_and_asked_again(
    supplier: Supplier, there: OrderDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_desk, "READ_SECONDS", 0.1)
    there.fail(Reply(takes=True, after_seconds=0.5))

    supplier.place(ORDER, PLENTY)

    assert (there.orders, there.repeated) == ({"po-1": BODY}, 1)


def test_a_supplier_that_takes_no_connection_is_unavailable(clock: Clock) -> None:
    nowhere = Supplier(Desk(f"http://127.0.0.1:{free_port()}/"), clock.pause, clock)

    with pytest.raises(SupplierUnavailable, match=r"po-1: 127.0.0.1: ConnectionRefusedError"):
        nowhere.place(ORDER, PLENTY)


def test_gives_up_at_last(supplier: Supplier, there: OrderDesk, clock: Clock) -> None:
    there.fail(*[DOWN] * TRIES)

    with pytest.raises(SupplierUnavailable, match="po-1: the supplier answered 503"):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == TRIES
    first, *pauses = clock.pauses
    assert first == 0
    for tried, pause in enumerate(pauses):
        assert 0 <= pause <= 0.2 * 2**tried


def test_waits_as_long_as_the_supplier_asks(supplier: Supplier, there: OrderDesk, clock: Clock) -> None:
    there.fail(Reply(429, retry_after="12"))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses == [0, 12]


def test_waits_until_the_supplier_asks_for(supplier: Supplier, there: OrderDesk, clock: Clock) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    there.fail(Reply(503, retry_after=until))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses[1] == pytest.approx(29, abs=2)


@pytest.mark.parametrize("nonsense", ["soon", "-5", LONG_AGO, LONG_AGO + " GMT"])
def test_what_is_no_time_to_come_is_no_reason_to_wait(
    nonsense: str, supplier: Supplier, there: OrderDesk, clock: Clock
) -> None:
    there.fail(Reply(503, retry_after=nonsense))

    supplier.place(ORDER, PLENTY)

    assert clock.pauses[1] <= 0.2


def test_does_not_wait_longer_than_there_is_time(supplier: Supplier, there: OrderDesk, clock: Clock) -> None:
    there.fail(Reply(429, retry_after="94"))

    with pytest.raises(SupplierUnavailable, match="429"):
        supplier.place(ORDER, PLENTY)

    assert clock.pauses == [0]


def test_does_not_ask_if_the_time_is_too_short_for_an_answer(supplier: Supplier, there: OrderDesk) -> None:
    """FAULTS 16."""
    with pytest.raises(SupplierUnavailable, match="too little time"):
        supplier.place(ORDER, TRY_SECONDS - 0.1)

    assert there.requests == []


def break_circuit(supplier: Supplier, there: OrderDesk) -> None:
    there.fail(*[DOWN] * FAILURES)
    with pytest.raises(SupplierUnavailable):
        supplier.place(ORDER, PLENTY)
    assert len(there.requests) == FAILURES


def test_after_some_failures_in_a_row_the_supplier_is_left_alone(
    supplier: Supplier, there: OrderDesk, clock: Clock
) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS - 1

    with pytest.raises(CircuitOpen, match="next try in 1 s"):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES


def test_after_a_while_one_call_is_let_through_and_closes_it(
    supplier: Supplier, there: OrderDesk, clock: Clock
) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS

    supplier.place(ORDER, PLENTY)
    there.fail(DOWN)
    supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 3


def test_or_opens_it_again(supplier: Supplier, there: OrderDesk, clock: Clock) -> None:
    break_circuit(supplier, there)
    clock.now += COOL_DOWN_SECONDS
    there.fail(DOWN)

    with pytest.raises(CircuitOpen):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 1


@pytest.mark.parametrize("answered", [Reply(422), Reply(409)])
def test_a_supplier_that_answers_is_not_left_alone(
    answered: Reply, supplier: Supplier, there: OrderDesk
) -> None:
    there.fail(*[DOWN] * (FAILURES - 1), answered, DOWN, Reply(200))
    try:
        supplier.place(ORDER, PLENTY)
    except (OrderRefused, SupplierUnavailable):
        supplier.place(ORDER, PLENTY)

    assert len(there.requests) == FAILURES + 2


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
        Desk(url)


def test_a_supplier_whose_certificate_nobody_vouches_for_gets_no_order(
    there: OrderDesk, clock: Clock
) -> None:
    secure = Supplier(Desk(there.url.replace("http:", "https:")), clock.pause, clock)

    with pytest.raises(SupplierUnavailable, match="SSL"):
        secure.place(ORDER, PLENTY)

    assert there.requests == []
