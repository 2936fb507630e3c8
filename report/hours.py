"""What was sold hour by hour, by the clock of each store."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from report.rows import SoldQuarter, Store

UTC_ZONE = "UTC"


@dataclass(frozen=True, kw_only=True)
class SalesHour:
    """What a store sold in an hour of its own clock; one that comes twice, as clocks go back, is one."""

    business_day: date
    store_id: str
    hour: int
    sales: int
    total_cents: int


def by_local_hour(quarters: Iterable[SoldQuarter], stores: Iterable[Store]) -> list[SalesHour]:
    """Add up quarters of an hour by the hours of their stores; a store that names no zone has UTC.

    Zones differ by whole quarters.
    """
    zones = {store.store_id: ZoneInfo(store.time_zone or UTC_ZONE) for store in stores}
    sales, cents = Counter[tuple[date, str, int]](), Counter[tuple[date, str, int]]()
    for one in quarters:
        zone = zones.get(one.store_id, UTC)
        begun = datetime.combine(one.sold_on, time(one.hour, one.minute), UTC).astimezone(zone)
        place = one.business_day, one.store_id, begun.hour
        sales[place] += one.sales
        cents[place] += one.total_cents
    return [
        SalesHour(business_day=day, store_id=store_id, hour=hour, sales=number, total_cents=cents[place])
        for place, number in sales.items()
        for day, store_id, hour in (place,)
    ]


def name_clock(stores: Sequence[Store], sold: Mapping[str, object]) -> str:
    """Say by whose clock the hours of the stores that `sold` are: New York's, or each store's own."""
    zones = {store.time_zone or UTC_ZONE for store in stores if store.store_id in sold} or {UTC_ZONE}
    return "each store's own" if len(zones) > 1 else zones.pop().rpartition("/")[2].replace("_", " ")
