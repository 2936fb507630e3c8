"""The shelves in their table: an item a store and product, readable as it lies there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from lambdas.core.ledger_row import Attributes
from lambdas.core.optimistic_table import ItemCodec, OptimisticTable
from lambdas.shelves.projector import Shelves
from lambdas.shelves.rows import ShelfKey
from lambdas.shelves.shelf import Shelf

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Shelf).decode


def open_shelves(dynamodb: "DynamoDBClient", table: str) -> Shelves:
    """Return the shelves of a table."""
    return OptimisticTable(dynamodb, table, ItemCodec(_key, _key_of, _attributes, _shelf, lambda _: Shelf()))


def _key(place: ShelfKey) -> Attributes:
    store_id, sku = place
    return {"store_id": {"S": store_id}, "sku": {"S": sku}}


def _key_of(item: Mapping[str, Any]) -> ShelfKey:
    return item["store_id"]["S"], item["sku"]["S"]


def _attributes(shelf: Shelf) -> Attributes:
    return {"on_hand": {"N": str(shelf.on_hand)}, "shelf": {"S": _encode(shelf).decode()}}


def _shelf(item: Mapping[str, Any]) -> Shelf:
    return _decode(item["shelf"]["S"])
