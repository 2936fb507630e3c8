"""What happens in the source while the stores sell: to prices, products, members, receipts and a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest
from random import Random
from typing import Any

from contracts.scenario import SourceMessage
from demo.retail.database.tables import SourceContents, receipt_row

NEW_PRICES, PRICES_MENDED, PRODUCTS_CHANGED, PRODUCTS_GONE, PRODUCTS_RENUMBERED = 45, 15, 25, 5, 3
MEMBERS_NEW, MEMBERS_CHANGED, MEMBERS_GONE = 12, 10, 3
ADDED = "ALTER TABLE pos.products ADD COLUMN organic boolean"


@dataclass(frozen=True)
class SourceStatement:
    """A transaction of one statement, of `rows` changed rows; of a receipt the sale that it is."""

    sql: str
    values: Sequence[Any] = ()
    rows: int = 1
    receipt: SourceMessage | None = None


def history(
    contents: SourceContents, day: date, receipts: Sequence[SourceMessage], seed: int
) -> list[SourceStatement]:
    """Return the statements in their order, always the same for a seed; half of them follow the DDL."""
    random = Random(seed)  # noqa: S311
    skus = random.sample(contents.skus, len(contents.skus))
    members = random.sample(contents.members, len(contents.members))
    kinds = (
        list(_prices(skus, day, random)),
        list(_products(skus)),
        list(_members(members, day)),
        [SourceStatement(_insert("receipts", 8), receipt_row(sale), receipt=sale) for sale in receipts],
    )
    mixed = [each for each in chain.from_iterable(zip_longest(*kinds)) if each]
    half = len(mixed) // 2
    organic = SourceStatement("UPDATE pos.products SET organic = %s WHERE sku = %s", (True, skus[-1]))
    return [*mixed[:half], SourceStatement(ADDED, rows=0), organic, *mixed[half:]]


def _prices(skus: Sequence[str], day: date, random: Random) -> Iterator[SourceStatement]:
    for sku in skus[:NEW_PRICES]:
        yield SourceStatement(_insert("prices", 3), (sku, day + timedelta(days=1), random.randint(49, 1_999)))
    for sku in skus[:PRICES_MENDED]:
        yield SourceStatement(
            "UPDATE pos.prices SET price_cents = price_cents + 10 WHERE sku = %s AND valid_from = %s",
            (sku, day),
        )


def _products(skus: Sequence[str]) -> Iterator[SourceStatement]:
    """Products that go are none that changed before, and keep no price."""
    changed, gone = skus[:PRODUCTS_CHANGED], skus[PRODUCTS_CHANGED:][:PRODUCTS_GONE]
    renumbered = skus[PRODUCTS_CHANGED + PRODUCTS_GONE :][:PRODUCTS_RENUMBERED]
    for sku in changed:
        yield SourceStatement("UPDATE pos.products SET brand = 'Private' WHERE sku = %s", (sku,))
    for sku in gone:
        yield SourceStatement("DELETE FROM pos.products WHERE sku = %s", (sku,))
    for sku in renumbered:
        yield SourceStatement("UPDATE pos.products SET sku = %s WHERE sku = %s", (f"{sku}-2", sku))


def _members(members: Sequence[str], day: date) -> Iterator[SourceStatement]:
    for number in range(MEMBERS_NEW):
        yield SourceStatement(_insert("customers", 3), (f"new-{number}", day, "new"))
    for member in members[:MEMBERS_CHANGED]:
        yield SourceStatement(
            "UPDATE pos.customers SET segment = 'frequent' WHERE loyalty_id = %s", (member,)
        )
    for member in members[MEMBERS_CHANGED:][:MEMBERS_GONE]:
        yield SourceStatement("DELETE FROM pos.customers WHERE loyalty_id = %s", (member,))


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO pos.{table} VALUES ({', '.join(['%s'] * columns)})"  # noqa: S608
