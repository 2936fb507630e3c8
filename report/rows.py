"""The other rows that the page's queries answer with."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A day's close."""

    business_day: date
    version: int
    stores: int
    restated_stores: int
    sales: int
    total_cents: int
    net_cents: int
    tag: str


@dataclass(frozen=True, kw_only=True)
class CuratedRaw:
    """What of the days is in the tables, of a store or of several."""

    store_id: str = ""
    sales: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class ParkedStore:
    """A store whose sales of a day a person has left out of the close for now."""

    store_id: str
    business_day: date
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class SoldQuarter:
    """What a store sold in a quarter of an hour, which begins at this time in UTC."""

    business_day: date
    store_id: str
    sold_on: date
    hour: int
    minute: int
    sales: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class Department:
    """What a department of a store sold on a day; no name: what the table of products lacks."""

    business_day: date
    store_id: str
    department: str | None
    lines: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """Records of a store that could not be curated for one reason."""

    store_id: str | None
    reason: str
    field: str
    why: str
    records: int
    net_cents: int | None


@dataclass(frozen=True, kw_only=True)
class Restated:
    """What a later close of a day added to a store's figures."""

    business_day: date
    version: int
    store_id: str
    sales: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class Store:
    """Who sells, and in which time zone, if that is known."""

    store_id: str
    name: str
    region: str | None
    time_zone: str | None
