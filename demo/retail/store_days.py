"""Each store's day as the accepted sales make it, and as the lake reports it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from contracts.scenario import Payload

StoreDay: TypeAlias = tuple[str, date]
Amounts: TypeAlias = Mapping[str, int]

DISCOUNTS = ("retail", "coupon", "coupon_match")
COMPARED = ("sales", "lines", "units", "total_cents", "net_cents", *(f"{kind}_cents" for kind in DISCOUNTS))


def business_day(sale: Payload) -> date:
    """Return the day on which the register booked a sale."""
    return date.fromisoformat(sale["sale_id"].split("/")[1])


def expected(sales: Iterable[Payload]) -> dict[StoreDay, Amounts]:
    """Add the sales up, by store and business day."""
    days: defaultdict[StoreDay, Counter[str]] = defaultdict(Counter)
    for sale in sales:
        day = days[sale["store_id"], business_day(sale)]
        day["sales"] += 1
        for line in sale["lines"]:
            day.update(_amounts(line))
    return dict(days)


def reported(rows: Iterable[Mapping[str, Any]]) -> dict[StoreDay, Amounts]:
    """Return the rows of closed_store_days by store and day, as far as they are compared."""
    return {
        (row["store_id"], row["business_day"]): Counter({name: row[name] for name in COMPARED})
        for row in rows
    }


def differing(due: Mapping[StoreDay, Amounts], there: Mapping[StoreDay, Amounts]) -> list[str]:
    """Name the store days that are missing, that nobody expected, or that say something else."""
    days = sorted(key for key in due.keys() | there.keys() if due.get(key) != there.get(key))
    return [f"store {store_id} on {day}" for store_id, day in days]


def _amounts(line: Mapping[str, Any]) -> Counter[str]:
    off = line.get("discounts", {})
    amounts = Counter({f"{kind}_cents": off.get(kind, 0) for kind in DISCOUNTS})
    total = line["total_cents"]
    amounts.update(
        lines=1, units=line["quantity"], total_cents=total, net_cents=total - amounts["coupon_cents"]
    )
    return amounts
