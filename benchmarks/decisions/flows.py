"""What three real days put on the bus and send to suppliers, by the deployed rules and the demo's stock."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from math import ceil
from typing import cast

from benchmarks.decisions.rows import delivered, sold
from benchmarks.decisions.screenings import screened
from benchmarks.decisions.shelves import Followed, at_once
from benchmarks.designs.context import Context
from benchmarks.dynamodb import SimulatedDynamoDB, Usage
from contracts.scenario import SourceMessage
from demo.retail import opening
from demo.retail.head_office import by_the_tanker
from demo.retail.opening import skus_by_store
from domain.bus_events import StockLow
from domain.scenario.baskets import list_baskets
from lambdas.core.bus import ENTRIES_A_CALL
from lambdas.core.messages import Message
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import EndpointResponse, HttpEndpoint
from lambdas.fraud.thresholds import Thresholds
from lambdas.reorder.held_orders import HeldOrders
from lambdas.reorder.order_limit import OrderLimit
from lambdas.reorder.orders import Orders
from lambdas.reorder.policy import Order, Policy, plan_order

FIRST_DAY, DAYS = date(2017, 12, 22), 3
LOAD, WINDOWS = 20, (5, 60)
"""Sales a second, and the windows of dev and prod."""
PLACED, HELD = "placed", "held"
MOST = {"most_per_order": 5_000, "most_a_day": 10_000}
MESSAGE = Message(queue="reorder", message_id="0", sent_at=datetime(2017, 3, 1, tzinfo=UTC), data=b"")
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Flow:
    """Counts over some sales; orders take DynamoDB `order_calls`, and `order_units` to write."""

    window_seconds: int
    sales: int
    suspicions: int
    falls: int
    puts_of_falls: int
    orders: int
    posts: int
    order_calls: int
    order_units: int

    def a_thousand(self) -> dict[str, float]:
        """Return each count by a thousand sales."""
        counts = asdict(self)
        window, sales = counts.pop("window_seconds"), counts.pop("sales")
        return {"window_seconds": window} | {name: 1000 * count / sales for name, count in counts.items()}


class TakingDesk:
    """A supplier who takes every order."""

    def __init__(self) -> None:
        self.posts = 0

    def post(self, _body: bytes, _key: str) -> EndpointResponse:
        """Say: accepted."""
        self.posts += 1
        return EndpointResponse(202, 0.0)


def flows(policy: Policy) -> Iterator[Flow]:
    """Sell three days' baskets, each shelf opened as in the demo, with either window."""
    sales = list_baskets(FIRST_DAY, DAYS)
    suspicions = len(screened(sales, Thresholds()))
    for window in WINDOWS:
        yield _flow(sales, policy, window, suspicions)


def _flow(sales: Sequence[SourceMessage], policy: Policy, window: int, suspicions: int) -> Flow:
    followed = Followed()
    stock = opening.opening_stock(skus_by_store(sales), besides=by_the_tanker())
    followed.follow(list(delivered(stock, FIRST_DAY)), 1)
    followed.follow(list(sold(sales)), at_once(LOAD, window))
    falls = [fall for told in followed.told for fall in told]
    wanted = [(fall, order_) for fall in falls if (order_ := plan_order(fall, policy))]
    usage, posts = placed(wanted)
    return Flow(
        window_seconds=window,
        sales=len(sales),
        suspicions=suspicions,
        falls=len(falls),
        puts_of_falls=sum(ceil(len(told) / ENTRIES_A_CALL) for told in followed.told),
        orders=len(wanted),
        posts=posts,
        order_calls=usage.calls,
        order_units=usage.write_units,
    )


def placed(wanted: Sequence[tuple[StockLow, Order]]) -> tuple[Usage, int]:
    """Place orders as deployed, and return what that took of DynamoDB, and how many POSTs."""
    dynamodb, desk = SimulatedDynamoDB({PLACED: ("id",), HELD: ("id",)}), TakingDesk()
    client = dynamodb.client()
    orders = Orders(
        OutboundClient(cast("HttpEndpoint", desk)),
        client,
        PLACED,
        window_seconds=DAY_SECONDS,
        limit=OrderLimit(client, HELD, DAY_SECONDS, **MOST),
        held=HeldOrders(client, HELD),
    )
    orders.begin_invocation(Context())
    for fall, order_ in wanted:
        orders.place(fall, order_, MESSAGE, Context.get_remaining_time_in_millis)
    return dynamodb.usage, desk.posts
