"""An order over the limit waits for a person: it is kept whole, and placed once if it is released."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.reorder.held_orders import HeldOrder, OrderState
from tests.lambdas.receivers import Reply, receiver
from tests.lambdas.reorder.falls import BODY, NO_FAILURES, ORDER_ID, failed
from tests.lambdas.reorder.shops import HELD, Shop
from tests.lambdas.told import delivered, detail, stock_low

HUGE = stock_low(units_a_day=1_000_000.0, on_hand=-999_990)
HUGE_BODY = delivered(detail(HUGE))


def waiting(shop: Shop) -> HeldOrder:
    """The order that waits."""
    held = shop.held.find(ORDER_ID)
    assert held
    return held


def test_a_huge_order_is_held_whole_with_why_and_never_posted(shop: Shop) -> None:
    """FAULTS 54."""
    report = shop.deliver(HUGE_BODY)

    assert (report.counts, report.answer) == ({"held": 1}, NO_FAILURES)
    assert (shop.supplier.requests, shop.bus.details) == ([], [])
    held = waiting(shop)
    assert (held.state, held.message.encode(), held.order.units) == ("held", HUGE_BODY, 9_000_000)
    assert held.reason == "9,000,000 units are more than 100, the most of an order"


def test_a_held_order_that_comes_again_waits_on(shop: Shop) -> None:
    shop.deliver(HUGE_BODY)

    assert shop.deliver(HUGE_BODY, HUGE_BODY).counts == {"repeated": 2}
    assert shop.supplier.requests == []


def test_other_orders_of_the_batch_are_placed(shop: Shop) -> None:
    other = delivered(detail(stock_low(2)))

    assert shop.deliver(HUGE_BODY, other).counts == {"held": 1, "placed": 1}


def test_a_released_order_is_placed_once_however_often_its_message_comes(shop: Shop) -> None:
    shop.deliver(HUGE_BODY)
    shop.held.change(waiting(shop), OrderState.RELEASED, "anna")

    assert shop.deliver(HUGE_BODY).counts == {"placed": 1}
    assert shop.deliver(HUGE_BODY, HUGE_BODY).counts == {"repeated": 2}
    assert [order["units"] for order in shop.supplier.taken.values()] == [9_000_000]
    assert len(shop.supplier.requests) == 1
    assert (waiting(shop).state, waiting(shop).decided_by) == ("placed", "anna")
    assert [event["units"] for event in shop.bus.details] == [9_000_000]


def test_a_released_order_that_the_supplier_does_not_take_comes_again(shop: Shop) -> None:
    shop.deliver(HUGE_BODY)
    shop.held.change(waiting(shop), OrderState.RELEASED, "anna")
    shop.supplier.fail(*[Reply(503)] * 5)

    assert failed(shop.deliver(HUGE_BODY)) == ["0"]
    shop.consumer = shop.another()
    assert shop.deliver(HUGE_BODY).counts == {"placed": 1}


def test_a_dropped_order_is_never_placed_and_stays_known(shop: Shop) -> None:
    shop.deliver(HUGE_BODY)
    shop.held.change(waiting(shop), OrderState.DROPPED, "anna")

    assert shop.deliver(HUGE_BODY).counts == {"repeated": 1}
    assert shop.supplier.requests == []
    assert waiting(shop).state == "dropped"


def test_a_held_order_is_held_though_its_record_is_forgotten_and_the_limit_raised(shop: Shop) -> None:
    shop.deliver(HUGE_BODY)
    for record in shop.records():
        shop.dynamodb.delete_item(TableName="idempotency_table", Key={"id": record["id"]})
    shop.most = (10**9, 10**9)
    shop.consumer = shop.another()

    shop.deliver(HUGE_BODY)

    assert (shop.supplier.requests, waiting(shop).state) == ([], "held")


def test_what_cannot_be_held_comes_again(shop: Shop) -> None:
    shop.dynamodb.delete_table(TableName=HELD)

    assert failed(shop.deliver(HUGE_BODY)) == ["0"]


def test_a_day_has_a_most_and_a_repeated_message_counts_once(shop: Shop) -> None:
    """FAULTS 54: 150 units a day are eight orders of 18."""
    bodies = [delivered(detail(stock_low(crossing))) for crossing in range(1, 10)]

    placed = [shop.deliver(body, body).counts for body in bodies]

    assert placed == [{"placed": 1, "repeated": 1}] * 8 + [{"held": 1, "repeated": 1}]
    assert sum(order["units"] for order in shop.supplier.taken.values()) == 8 * 18


def test_another_day_another_store_and_another_product_have_a_most_of_their_own(shop: Shop) -> None:
    shop.most = (18, 18)
    shop.consumer = shop.another()
    changes: list[dict[str, str]] = [{}, {"store_id": "31"}, {"sku": "apple"}, {"business_day": "2017-03-02"}]

    falls = [delivered(detail(stock_low()) | detail_of(change)) for change in changes]

    assert shop.deliver(*falls).counts == {"placed": 4}
    assert shop.deliver(delivered(detail(stock_low(2)))).counts == {"held": 1}


def detail_of(change: dict[str, str]) -> dict[str, object]:
    """What is told otherwise; each is a fall of its own."""
    whole = {"store_id": "367", "sku": "1082185"} | change
    crossing = 3 if "business_day" in change else 1
    event_id = f"stock-low/{whole['store_id']}/{whole['sku']}/{crossing}"
    return {**change, "crossing": crossing, "event_id": event_id}


@settings(max_examples=15)
@given(
    deliveries=st.lists(st.integers(1, 12), min_size=1, max_size=30),
    supplier_fails=st.sets(st.integers(0, 29), max_size=4),
)
def test_whatever_comes_again_and_fails_a_day_is_never_over_its_most(
    deliveries: list[int], supplier_fails: set[int]
) -> None:
    """FAULTS 54."""
    with receiver() as desk:
        shop = Shop(desk)
        for place, crossing in enumerate(deliveries):
            if place in supplier_fails:
                desk.fail(*[Reply(500, takes=True)] * 5)
                shop.consumer = shop.another()
            shop.deliver(delivered(detail(stock_low(crossing))))
            desk.script.clear()

        assert sum(order["units"] for order in desk.taken.values()) <= 150
        assert len(desk.taken) <= 8


def held_in(shop: Shop) -> int:
    """How many orders wait."""
    return sum("state" in item for item in shop.dynamodb.scan(TableName=HELD)["Items"])


def test_a_small_order_is_placed_as_ever(shop: Shop) -> None:
    assert shop.deliver(BODY).counts == {"placed": 1}
    assert held_in(shop) == 0
