"""Everything that sales have changed, at one moment; and what is otherwise at another."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from demo import reality
from demo.books import BOOKS, Effect, Item
from demo.deployment import Deployment

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

Rows = Mapping[str, Item]
"""The rows of a ledger under store and entry: of a sale that is its id."""


@dataclass(frozen=True)
class Snapshot:
    """The ledgers' rows by consumer, the units on each shelf, and what lies in quarantine."""

    ledgers: Mapping[str, Rows]
    shelves: Mapping[str, int]
    refused: frozenset[str]

    def changes(self, after: "Snapshot", new: Collection[str]) -> Iterator[str]:
        """Name what is otherwise afterwards, but for the sales that are `new` and must be there."""
        for consumer, rows in self.ledgers.items():
            yield from _differing(consumer, rows, after.ledgers[consumer], new)
        yield from (f"refused again: {name}" for name in sorted(after.refused - self.refused))
        yield from (f"shelf {place}" for place in after.shelf_mismatches)

    @property
    def shelf_mismatches(self) -> list[str]:
        """Shelves that hold something else than the stock's ledger says."""
        stock = self.balances("inventory")
        places = sorted(stock.keys() | self.shelves.keys())
        return [place for place in places if stock[place] != self.shelves.get(place, 0)]

    def balances(self, consumer: str) -> Effect:
        """What the rows of a consumer's ledger add up to."""
        [book] = [book for book in BOOKS if book.consumer == consumer]
        total: Effect = Counter()
        for row in self.ledgers[consumer].values():
            total.update(book.stored(row))
        return total


def snapshot(dynamodb: "DynamoDBClient", s3: "S3Client", deployment: Deployment, shelves: str) -> Snapshot:
    """Read it all; `shelves` is the shelves' table."""
    ledgers = {consumer: _rows(dynamodb, table) for consumer, table in deployment.ledgers.items()}
    lying = {_place(row): json.loads(str(row["shelf"])) for row in reality.ledger(dynamodb, shelves)}
    kept = reality.quarantined(s3, deployment.quarantine)
    return Snapshot(
        ledgers,
        {place: shelf.get("on_hand", 0) for place, shelf in lying.items()},
        frozenset(f"{each.consumer} {each.reason} {sha256(each.data).hexdigest()[:12]}" for each in kept),
    )


def _rows(dynamodb: "DynamoDBClient", table: str) -> Rows:
    return {f"{row['partition']}/{row['entry']}": row for row in reality.ledger(dynamodb, table)}


def _place(row: Item) -> str:
    return f"{row['store_id']}/{row['sku']}"


def _differing(consumer: str, before: Rows, after: Rows, new: Collection[str]) -> Iterator[str]:
    """Deliveries come with orders, whatever is sold; all other rows stay as they were."""
    yield from (f"{consumer} lacks {name}" for name in sorted(set(new) - after.keys()))
    kept = before.keys() | after.keys() - set(new)
    for name in sorted(kept):
        if before.get(name) != after.get(name) and not _delivery(name):
            yield f"{consumer} {name}"


def _delivery(name: str) -> bool:
    return "/+" in name
