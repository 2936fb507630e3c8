"""T: a marker a sale and the increments added up, up to 100 writes of a store in a transaction, 8 at once."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from benchmarks.designs import (
    COUNTER_TABLES,
    MARKERS,
    STOCK,
    WINDOW_DAYS,
    Answer,
    Design,
    Handler,
    answer,
    counters,
)
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import Event, sale
from domain.sale import Sale
from lambdas.core.contract import digest
from lambdas.core.records import KinesisRecord

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_MOST_WRITES = 100
_WINDOW = timedelta(days=WINDOW_DAYS).total_seconds()


@dataclass(frozen=True)
class Pending:
    """A sale that waits to be applied, and where it stood in the shard."""

    sequence_number: str
    sale: Sale
    digest: str

    @property
    def skus(self) -> set[str]:
        """The counters that it moves."""
        return {line.sku for line in self.sale.lines}


def pending(event: Event) -> list[Pending]:
    """Decode a batch; of one sale id the first record counts."""
    first: dict[str, Pending] = {}
    for record in map(KinesisRecord.of, event["Records"]):
        decoded = sale(record.data)
        each = Pending(record.sequence_number, decoded, digest(record.data).hex())
        first.setdefault(decoded.sale_id, each)
    return list(first.values())


def handler(dynamodb: SimulatedDynamoDB, workers: int) -> Handler:
    """Apply the chunks of a batch, so many at once."""
    client = dynamodb.client()
    run: Callable[..., Any] = map if workers == 1 else ThreadPoolExecutor(workers).map

    def handle(event: Event) -> Answer:
        failures = run(lambda chunk: _apply(client, chunk), list(_chunks(pending(event))))
        return answer([number for failed in failures for number in failed])

    return handle


def _chunks(sales: Sequence[Pending]) -> Iterator[list[Pending]]:
    """Group by store, so that transactions under way at once touch no common item; fill each up."""
    by_store: defaultdict[str, list[Pending]] = defaultdict(list)
    for each in sales:
        by_store[each.sale.store_id].append(each)
    for store_sales in by_store.values():
        chunk: list[Pending] = []
        skus: set[str] = set()
        for each in store_sales:
            if chunk and len(chunk) + 1 + len(skus | each.skus) > _MOST_WRITES:
                yield chunk
                chunk, skus = [], set()
            chunk.append(each)
            skus |= each.skus
        yield chunk


def _apply(client: "DynamoDBClient", chunk: list[Pending]) -> list[str]:
    """Apply what is new of a chunk; return the sequence numbers that failed for a reason that may pass."""
    while chunk:
        try:
            client.transact_write_items(TransactItems=[*map(_marker, chunk), *_increments(chunk)])  # type: ignore[list-item]
        except ClientError as error:
            codes = [reason["Code"] for reason in error.response.get("CancellationReasons", [])]
            known = [code == "ConditionalCheckFailed" for code in codes[: len(chunk)]]
            if not any(known):
                return [each.sequence_number for each in chunk]
            chunk = [each for each, applied in zip(chunk, known, strict=True) if not applied]
        else:
            break
    return []


def _marker(each: Pending) -> dict[str, Any]:
    """A record that a stock DynamoDBPersistenceLayer of Powertools honours."""
    item = {
        "id": {"S": f"inventory#{each.sale.sale_id}"},
        "status": {"S": "COMPLETED"},
        "expiration": {"N": str(int(time.time() + _WINDOW))},
        "validation": {"S": each.digest},
    }
    return {
        "Put": {
            "TableName": MARKERS,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(id)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _increments(chunk: Sequence[Pending]) -> Iterator[dict[str, Any]]:
    moved: Counter[str] = Counter()
    for each in chunk:
        for line in each.sale.lines:
            moved[line.sku] -= line.quantity
    for sku, units in moved.items():
        yield {
            "Update": {
                "TableName": STOCK,
                "Key": {"store_id": {"S": chunk[0].sale.store_id}, "sku": {"S": sku}},
                "UpdateExpression": "ADD on_hand :units",
                "ExpressionAttributeValues": {":units": {"N": str(units)}},
            }
        }


DESIGN = Design("transactions", COUNTER_TABLES, handler, counters, workers=8)
