"""The sale, as a store's till sends it."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from contracts.event_type import Event
from contracts.fields import Text
from domain.sale_id import check_sale_id

Cents = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]
MOST_UNITS = 100_000
"""What a shelf can hold. Of a year of real sales the most on one line is 89,638, of fuel."""
Quantity = Annotated[int, Meta(ge=-MOST_UNITS, le=MOST_UNITS)]
MOST_LINES = 5_000
Grams = Annotated[int, Meta(ge=0, le=1_000_000)]


class Discounts(Struct, frozen=True, kw_only=True, gc=False):
    """What was taken off a line, in cents by kind."""

    retail: Cents = 0
    coupon: Cents = 0
    coupon_match: Cents = 0


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One product on the receipt; total_cents is what it sold for after the store's own discounts.

    What is sold by weight is one unit of so many grams, since version 1.1.
    """

    sku: Text
    quantity: Quantity
    total_cents: Cents
    discounts: Discounts = Discounts()
    weight_grams: Grams = 0


class Sale(Event, frozen=True, kw_only=True, gc=False):
    """One basket, or one return. sale_id is store/business day/register/sequence, the key of ARTS POSLog."""

    sale_id: Annotated[str, Meta(max_length=160)]
    store_id: Text
    register_id: Text
    occurred_at: Annotated[datetime, Meta(tz=True)]
    payment_token: Text
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=MOST_LINES)]
    loyalty_id: Text | None = None

    @property
    def net_cents(self) -> int:
        """Return what the customer paid: coupons are redeemed at payment, discounts came before."""
        return sum(line.total_cents - line.discounts.coupon for line in self.lines)

    @property
    def business_day(self) -> date:
        """Return the day on which the register booked it: part of the sale id."""
        return date.fromisoformat(self.sale_id.split("/")[1])


def check_sale(sale: Sale) -> None:
    """Raise BrokenContract unless the sale's id has its form and agrees with the rest of the sale."""
    check_sale_id(sale.sale_id, sale.store_id, sale.register_id, sale.occurred_at)
