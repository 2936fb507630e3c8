"""The events on the bus: rare, and each means something. An event's id is made of its own fields."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from contracts.fields import Text
from domain.sale import Cents

VERSION = "1.0"

Count = Annotated[int, Meta(ge=0)]
Rate = Annotated[float, Meta(ge=0)]
"""Without a most: it is a sum over sales, which the contract bounds one by one."""
Score = Annotated[int, Meta(ge=0, le=100)]


class StockLow(Struct, frozen=True, kw_only=True):
    """A product of a store fell to its reorder point: told once, until a delivery has lifted it again."""

    store_id: Text
    sku: Text
    crossing: Annotated[int, Meta(ge=1)]
    on_hand: int
    reorder_point: Count
    units_a_day: Rate
    business_day: date
    schema_version: Text = VERSION

    @property
    def event_id(self) -> str:
        """Return an id that is the same for the same fall, however often it is told."""
        return f"stock-low/{self.store_id}/{self.sku}/{self.crossing}"


class Decision(StrEnum):
    """What a suspicion asks for."""

    REVIEW = "review"
    ACT = "act"


class Finding(Struct, frozen=True, kw_only=True):
    """A rule that a sale met: what it adds to the score, and what was seen."""

    rule: Text
    weight: Score
    evidence: Annotated[str, Meta(min_length=1, max_length=500)]


class FraudSuspected(Struct, frozen=True, kw_only=True):
    """A sale that looks like fraud, with everything that speaks for it."""

    sale_id: Annotated[str, Meta(max_length=160)]
    store_id: Text
    occurred_at: Annotated[datetime, Meta(tz=True)]
    net_cents: Cents
    score: Score
    decision: Decision
    findings: Annotated[tuple[Finding, ...], Meta(min_length=1)]
    schema_version: Text = VERSION

    @property
    def event_id(self) -> str:
        """Return an id that is the same for the same sale, however often it comes."""
        return f"fraud-suspected/{self.sale_id}"


class OrderPlaced(Struct, frozen=True, kw_only=True):
    """The supplier has taken a purchase order."""

    order_id: Text
    store_id: Text
    sku: Text
    supplier: Text
    units: Annotated[int, Meta(ge=1)]
    schema_version: Text = VERSION

    @property
    def event_id(self) -> str:
        """Return an order's id: it is placed once."""
        return f"order-placed/{self.order_id}"


class DayClosed(Struct, frozen=True, kw_only=True):
    """A business day's report stands, or stands anew, and can be read as it was under its tag."""

    business_day: date
    version: Annotated[int, Meta(ge=1)]
    stores: Count
    restated_stores: Count
    tag: Text
    schema_version: Text = VERSION

    @property
    def event_id(self) -> str:
        """Return an id of the day's version, which is closed once."""
        return f"day-closed/{self.business_day}/{self.version}"


RetailBusEvent: TypeAlias = StockLow | FraudSuspected | OrderPlaced | DayClosed
EVENTS: tuple[type[RetailBusEvent], ...] = (StockLow, FraudSuspected, OrderPlaced, DayClosed)
