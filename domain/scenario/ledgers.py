"""The expected content of the two ledgers: units by store and product, points by member."""

from collections import Counter

from contracts.scenario import Amounts, ExpectedLedger, Payload, Row
from domain import CONSUMERS

INVENTORY, LOYALTY = CONSUMERS


def stock_due(sale: Payload) -> Amounts:
    """Return what a sale takes from its store's shelves; a return puts back."""
    units: Amounts = Counter()
    for line in sale["lines"]:
        units[f"{sale['store_id']}/{line['sku']}"] -= line["quantity"]
    return units


def stock_stored(row: Row) -> Amounts:
    """Return what a row of the inventory's ledger moved."""
    return Counter({f"{row['partition']}/{sku}": int(units) for sku, units in row["movement"].items()})


def points_due(sale: Payload) -> Amounts:
    """Return what a sale earns its member, if it has one."""
    return Counter({sale["loyalty_id"]: count_points(sale)} if sale.get("loyalty_id") else {})


def count_points(sale: Payload) -> int:
    """Return a point for each whole dollar paid: what the lines sold for, less the coupons."""
    paid = sum(line["total_cents"] - line.get("discounts", {}).get("coupon", 0) for line in sale["lines"])
    return int(paid / 100)


def points_stored(row: Row) -> Amounts:
    """Return what a row of the loyalty's ledger earned."""
    return Counter({row["loyalty_id"]: int(row["points"])} if "loyalty_id" in row else {})


STOCK = ExpectedLedger(consumer=INVENTORY, due=stock_due, stored=stock_stored)
POINTS = ExpectedLedger(consumer=LOYALTY, due=points_due, stored=points_stored)
