"""The catalogue of events: sender, consumers, meaning of the fields and an example of each."""

from datetime import UTC, date, datetime

from contracts.catalogue_entry import CatalogueEntry
from domain.accounts import TILL_MEANS
from domain.bus_events import DayClosed, Decision, Finding, FraudSuspected, OrderPlaced, StockLow
from domain.sale import Discounts, Line, Sale

SALE_ID = "store/business day/register/sequence: names the sale for good"
STORE = "the store"
SKU = "the product"
VERSION = "of this schema; a reader that knows 1.0 can read every 1.x"

ENTRIES = (
    CatalogueEntry(
        example=Sale(
            schema_version="1.1",
            sale_id="367/2017-12-23/4/118",
            store_id="367",
            register_id="4",
            occurred_at=datetime(2017, 12, 23, 14, 3, tzinfo=UTC),
            payment_token="tok_8f14e45f",  # noqa: S106 (a register's name for a card)
            lines=(
                Line(sku="1082185", quantity=2, total_cents=398, discounts=Discounts(retail=40)),
                Line(sku="4011", quantity=1, total_cents=135, weight_grams=452),
            ),
            loyalty_id="1234",
        ),
        sender="A store's register, with the [producer](../producer/__init__.py) to the stream, or "
        "[over HTTPS](push-endpoint.md).",
        takers="Every consumer of the stream, and the raw archive.",
        once="By `sale_id`: the same bytes again change nothing, other bytes go to quarantine.",
        meanings={
            "schema_version": f"{VERSION}; 1.1 if a line has a weight, else 1.0",
            "sale_id": SALE_ID,
            "store_id": "the store, as in the sale id",
            "register_id": "the register, as in the sale id",
            "occurred_at": "when it was paid; with its offset from UTC, at most an hour ahead of its arrival",
            "payment_token": "what stands for the card, never its number; a till's own means by a word of "
            f"{', '.join(TILL_MEANS)}, such as `cash-4`, which is nobody's account",
            "lines": "what was sold; what came back has a negative quantity",
            "loyalty_id": "the member, if one was told; `nan`, `NULL`, `0` and their like are no member",
            "Line.sku": SKU,
            "Line.quantity": "units; of what is sold by weight 1, or -1 if it came back",
            "Line.weight_grams": "since 1.1: whole grams of what is sold by weight; 0 for all else",
            "Line.total_cents": "what the line sold for, after the store's own discounts",
            "Line.discounts": "what was taken off",
            "Discounts.retail": "cents off by the store, for members too",
            "Discounts.coupon": "cents off by a maker's coupon, redeemed at payment",
            "Discounts.coupon_match": "cents by which the store matched a coupon",
        },
    ),
    CatalogueEntry(
        example=StockLow(
            store_id="367",
            sku="1082185",
            crossing=3,
            on_hand=8,
            reorder_point=9,
            units_a_day=2.5,
            business_day=date(2017, 12, 23),
        ),
        sender="Whoever follows the shelves: [lambdas/shelves](../lambdas/shelves).",
        takers="[lambdas/reorder](../lambdas/reorder), which orders of a supplier.",
        once="By `event_id`, `stock-low/<store>/<sku>/<crossing>`.",
        meanings={
            "store_id": STORE,
            "sku": SKU,
            "crossing": "how often this stock has fallen so far, from 1 on",
            "on_hand": "units left; below zero if more was sold than was counted",
            "reorder_point": "at so many units it is told",
            "units_a_day": "how fast it sells",
            "business_day": "the day of the sale that made it fall",
            "schema_version": VERSION,
        },
    ),
    CatalogueEntry(
        example=FraudSuspected(
            sale_id="367/2017-12-23/4/118",
            store_id="367",
            occurred_at=datetime(2017, 12, 23, 14, 3, tzinfo=UTC),
            net_cents=48_000,
            score=80,
            decision=Decision.ACT,
            findings=(
                Finding(
                    rule="token_velocity",
                    weight=80,
                    evidence="7 sales on one payment token within 10 minutes",
                ),
            ),
        ),
        sender="[lambdas/fraud](../lambdas/fraud), within seconds of the sale.",
        takers="A queue of cases, for people.",
        once="By `event_id`, `fraud-suspected/<sale id>`.",
        meanings={
            "sale_id": SALE_ID,
            "store_id": STORE,
            "occurred_at": "when it was paid",
            "net_cents": "what the customer paid",
            "score": "how much speaks for it, of 100",
            "decision": "what it asks for: `review` or `act`",
            "findings": "the rules that it met",
            "schema_version": VERSION,
            "Finding.rule": "the rule",
            "Finding.weight": "what it adds to the score",
            "Finding.evidence": "what was seen",
        },
    ),
    CatalogueEntry(
        example=OrderPlaced(
            order_id="po-3f0c7a5be1d94c2f8a6be0d1c7f59a42",
            store_id="367",
            sku="1082185",
            supplier="central-warehouse",
            units=24,
        ),
        sender="[lambdas/reorder](../lambdas/reorder), when a supplier has taken an order.",
        takers="Nobody yet: whoever waits for goods.",
        once="By `event_id`, `order-placed/<order id>`.",
        meanings={
            "order_id": "the same for the same fall of the same stock; the supplier's idempotency key",
            "store_id": "the store that gets the goods",
            "sku": SKU,
            "supplier": "who delivers, by the name that the terms of ordering give",
            "units": "how many, in whole packs",
            "schema_version": VERSION,
        },
    ),
    CatalogueEntry(
        example=DayClosed(
            business_day=date(2017, 12, 22),
            version=2,
            stores=457,
            restated_stores=1,
            tag="closed-2017-12-22-v2",
        ),
        sender="[jobs/retail/close_day.py](../jobs/retail/close_day.py), when a report stands; of the latest "
        "closings each night again.",
        takers="Nobody yet: whoever reads the report.",
        once="By `event_id`, `day-closed/<business day>/<version>`.",
        meanings={
            "business_day": "the day that was closed",
            "version": "1 for the first close, one more for each restatement",
            "stores": "stores that sold",
            "restated_stores": "stores whose report this close stated anew",
            "tag": "the tag of the snapshots that the report was made from",
            "schema_version": VERSION,
        },
    ),
)
