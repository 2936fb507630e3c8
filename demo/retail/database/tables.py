"""The example's tables in the source, and the real rows of The Complete Journey that they hold at first.

Real are products, members and receipts. Synthetic, as the data has none, are a product's price (what it cost
in a basket, rounded to a cent), since when a member is one, and what is synthetic in a basket and in the head
office's file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.scenario import SourceMessage
from demo.retail import head_office

SCHEMA = "pos"
CREATED = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.products (
    sku text PRIMARY KEY, department text, category text, type text, brand text, package_size text,
    tax_free boolean, reorder_level integer);
CREATE TABLE {SCHEMA}.prices (
    sku text, valid_from date, price_cents integer NOT NULL, PRIMARY KEY (sku, valid_from));
CREATE TABLE {SCHEMA}.customers (loyalty_id text PRIMARY KEY, joined_on date, segment text);
CREATE TABLE {SCHEMA}.receipts (
    store_id text, business_day date, register_id text, sequence text, occurred_at timestamptz NOT NULL,
    loyalty_id text, payment_token text NOT NULL, lines jsonb NOT NULL,
    PRIMARY KEY (store_id, business_day, register_id, sequence));
"""
STATES = ("products", "prices", "customers")
"""Those whose rows are folded; receipts become sales."""
PRODUCTS, MEMBERS = 600, 150
"""How many come over: each row is a write of the emulator's, beside those of the sales."""

Row = tuple[Any, ...]


@dataclass(frozen=True)
class SourceContents:
    """Rows by table, in the order of its columns."""

    rows: Mapping[str, Sequence[Row]]

    @property
    def skus(self) -> Sequence[str]:
        """The products."""
        return [row[0] for row in self.rows["products"]]

    @property
    def members(self) -> Sequence[str]:
        """Who is a member."""
        return [row[0] for row in self.rows["customers"]]


def contents(sales: Sequence[SourceMessage], day: date, receipts: Iterable[SourceMessage]) -> SourceContents:
    """Return what the database holds before it is replicated, of products and members of `sales`."""
    baskets = [json.loads(sale.data) for sale in sales]
    lines = [line for basket in baskets for line in basket["lines"] if line["quantity"] > 0]
    skus = list(dict.fromkeys(line["sku"] for line in lines))[:PRODUCTS]
    prices = {line["sku"]: line["total_cents"] // line["quantity"] for line in reversed(lines)}
    members = list(dict.fromkeys(basket["loyalty_id"] for basket in baskets if basket.get("loyalty_id")))
    return SourceContents(
        {
            "products": list(_products(skus)),
            "prices": [(sku, day, prices[sku]) for sku in skus],
            "customers": [(member, day.replace(day=1), "regular") for member in members[:MEMBERS]],
            "receipts": [receipt_row(receipt) for receipt in receipts],
        }
    )


def receipt_row(receipt: SourceMessage) -> Row:
    """Return a sale as the tills' database keeps it."""
    sale = json.loads(receipt.data)
    store, day, register, sequence = sale["sale_id"].split("/")
    lines = [_line(line) for line in sale["lines"]]
    member = sale.get("loyalty_id")
    return (
        store,
        day,
        register,
        sequence,
        sale["occurred_at"],
        member,
        sale["payment_token"],
        json.dumps(lines),
    )


def _line(line: Mapping[str, Any]) -> Mapping[str, Any]:
    discounts = {f"{kind}_discount_cents": cents for kind, cents in line.get("discounts", {}).items()}
    weight = {name: line[name] for name in ("weight_grams",) if name in line}
    amounts = {name: line[name] for name in ("sku", "quantity", "total_cents")}
    return {**amounts, **weight, **discounts}


def _products(skus: Sequence[str]) -> Iterator[Row]:
    """As the head office's file has them, so that both say the same until the database changes."""
    named = {str(row[0]): row for row in head_office.products_rows(skus)}
    for sku in skus:
        _, department, category, type_, brand, size, tax_free, level = named[sku]
        yield sku, department, category, type_, brand, size, tax_free == "yes", level
