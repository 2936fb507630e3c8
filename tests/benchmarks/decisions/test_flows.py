"""Orders cost what the deployed code asks for them."""

from datetime import date

from benchmarks.decisions.flows import Flow, placed
from domain.bus_events import StockLow
from lambdas.reorder.policy import parse_policy, plan_order

TERMS = parse_policy(
    '[{"skus": "", "supplier": "warehouse", "lead_days": 2, "safety_days": 1, "cover_days": 7, "pack": 12}]'
)
LOW = StockLow(
    store_id="367",
    sku="11",
    crossing=1,
    on_hand=2,
    reorder_point=6,
    units_a_day=2.0,
    business_day=date(2017, 3, 1),
)


def test_an_order_is_posted_once_however_often_it_is_asked_for() -> None:
    wanted = plan_order(LOW, TERMS)
    assert wanted

    usage, posts = placed([(LOW, wanted)])
    again, posts_again = placed([(LOW, wanted)] * 2)

    assert (posts, posts_again) == (1, 1)
    assert usage.calls == 5 < again.calls


def test_counts_are_told_by_a_thousand_sales() -> None:
    flow = Flow(
        window_seconds=1,
        sales=500,
        suspicions=1,
        falls=4,
        puts_of_falls=3,
        orders=2,
        posts=2,
        order_calls=4,
        order_units=4,
    )

    assert flow.a_thousand() == {
        "window_seconds": 1,
        "suspicions": 2,
        "falls": 8,
        "puts_of_falls": 6,
        "orders": 4,
        "posts": 4,
        "order_calls": 8,
        "order_units": 8,
    }
