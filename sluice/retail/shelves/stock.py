"""What a store's shelves must hold by the ledger, and which rows say so."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lambdas.core.ledger_row import ADJUSTMENT, ENTRY, PARTITION
from lambdas.shelves.rows import mark_row
from sluice.tables import items_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(slots=True)
class LedgerSum:
    """The sum of rows: units by product, and of some products the marks of the rows."""

    units: Counter[str] = field(default_factory=Counter)
    delivered: set[str] = field(default_factory=set)
    marks: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def add(self, entry: str, movement: Mapping[str, int], marked: AbstractSet[str]) -> None:
        """Add a row, and keep its mark where it is wanted."""
        for sku, units in movement.items():
            self.units[sku] += units
            if entry.startswith(ADJUSTMENT):
                self.delivered.add(sku)
            if sku in marked:
                self.marks[sku].add(mark_row(entry))


def add_up_rows(
    dynamodb: "DynamoDBClient", table: str, store_id: str, marked: AbstractSet[str] = frozenset()
) -> LedgerSum:
    """Add a store's rows up, read strongly consistent: every row that was there before is among them."""
    added = LedgerSum()
    for entry, movement in _rows(dynamodb, table, store_id):
        added.add(entry, movement, marked)
    return added


def _rows(dynamodb: "DynamoDBClient", table: str, store_id: str) -> Iterator[tuple[str, dict[str, int]]]:
    for item in items_of(dynamodb, table, PARTITION, store_id, ENTRY, "movement"):
        yield item["entry"]["S"], {sku: int(units["N"]) for sku, units in item["movement"]["M"].items()}
