"""The policy that decides when to order, of whom, and how much."""

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from contracts.fields import Text
from domain.bus_events import OrderPlaced, StockLow

Days = Annotated[float, Meta(ge=0, le=365)]


class Terms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms for products whose sku begins with `skus`."""

    skus: str
    supplier: Text
    lead_days: Days
    safety_days: Days
    cover_days: Days
    pack: Annotated[int, Meta(ge=1, le=10_000)]


Policy: TypeAlias = Sequence[Terms]
"""Of these rows the first that fits counts; the last one fits all."""


class BadPolicy(ValueError):
    """Terms that leave a product without a supplier, or that never count."""


class Order(Struct, frozen=True, kw_only=True):
    """An order to a supplier: whole packs of one product, for one store."""

    order_id: Text
    store_id: Text
    sku: Text
    supplier: Text
    units: Annotated[int, Meta(ge=1)]

    @property
    def placed(self) -> OrderPlaced:
        """Return the event that announces it, once the supplier has taken it."""
        return OrderPlaced(**msgspec.structs.asdict(self))


def parse_policy(text: str) -> Policy:
    """Read terms from JSON; raise BadPolicy and say what is wrong with them."""
    try:
        terms = msgspec.json.decode(text, type=tuple[Terms, ...])
    except msgspec.DecodeError as error:
        raise BadPolicy(f"The policy can't be read: {error}") from None
    if not terms or terms[-1].skus:
        raise BadPolicy('The policy\'s last row must be for all other products: "skus": ""')
    for place, row in enumerate(terms):
        if any(row.skus.startswith(earlier.skus) for earlier in terms[:place]):
            raise BadPolicy(f'The policy\'s row for "{row.skus}" never counts: an earlier one fits the same')
    return terms


def plan_order(low: StockLow, policy: Policy) -> Order | None:
    """Return the order that a low stock asks for; None if, by these terms, it isn't low.

    To be ordered at: what sells until the delivery and in the safety days, and never below what the shelf
    itself calls low, because it tells that once. Ordered is so much that, when it is delivered, the cover
    days are on the shelf even if all of the safety was sold, and the shelf isn't low any more.
    """
    terms = next(terms for terms in policy if low.sku.startswith(terms.skus))
    # No shelf holds less than nothing: what a count has below zero is a wrong count, not a customer's claim.
    left = max(low.on_hand, 0)
    if left > max(_sold(low, terms.lead_days + terms.safety_days), low.reorder_point):
        return None
    wanted = max(_sold(low, terms.lead_days + terms.cover_days), low.reorder_point + 1)
    missing = wanted - left
    return Order(
        order_id=derive_order_id(low),
        store_id=low.store_id,
        sku=low.sku,
        supplier=terms.supplier,
        units=max(math.ceil(missing / terms.pack), 1) * terms.pack,
    )


def derive_order_id(low: StockLow) -> str:
    """Return an id that is the same for the same fall of a stock, whatever the terms are by then."""
    fall = msgspec.json.encode((low.store_id, low.sku, low.crossing))
    return f"po-{blake2b(fall, digest_size=16).hexdigest()}"


def _sold(low: StockLow, days: float) -> int:
    return math.ceil(low.units_a_day * days)
