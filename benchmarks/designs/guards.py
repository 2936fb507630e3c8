"""S: each counter carries the ids of sales lately applied to it; an increment refuses to meet one again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

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
from benchmarks.designs.transactions import Pending, pending
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import Event

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

HASH_BYTES = 8

Target: TypeAlias = tuple[str, str, str]
"""Store, sku and business day: sales of one target share an update."""


def handler(dynamodb: SimulatedDynamoDB, workers: int) -> Handler:
    """Write the markers, then the guarded increments, so many calls at once."""
    client = dynamodb.client()
    run: Callable[..., Any] = map if workers == 1 else ThreadPoolExecutor(workers).map

    def handle(event: Event) -> Answer:
        sales = pending(event)
        marked = list(run(lambda each: _mark(client, each), sales))
        ours = [each for each, first in zip(sales, marked, strict=True) if first]
        list(run(lambda target: _add(client, *target), _targets(ours).items()))
        return answer([])

    return handle


def _mark(client: "DynamoDBClient", each: Pending) -> bool:
    """Say whether this payload is the first under its sale id; it may enter again."""
    try:
        client.put_item(
            TableName=MARKERS,
            Item={"id": {"S": each.sale.sale_id}, "digest": {"S": each.digest}},
            ConditionExpression="attribute_not_exists(id) OR digest = :digest",
            ExpressionAttributeValues={":digest": {"S": each.digest}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _targets(sales: Sequence[Pending]) -> Mapping[Target, Mapping[bytes, int]]:
    targets: defaultdict[Target, Counter[bytes]] = defaultdict(Counter)
    for each in sales:
        store_id, day, _, _ = each.sale.sale_id.split("/")
        short = blake2b(each.sale.sale_id.encode(), digest_size=HASH_BYTES).digest()
        for line in each.sale.lines:
            targets[store_id, line.sku, day][short] -= line.quantity
    return targets


def _add(client: "DynamoDBClient", target: Target, moved: Mapping[bytes, int]) -> None:
    """Add what this counter has not seen; another writer may add some of it in between."""
    while moved:
        try:
            client.update_item(**_update(target, moved))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            seen = _seen(error.response, target[2])
            moved = {short: units for short, units in moved.items() if short not in seen}
        else:
            return


def _update(target: Target, moved: Mapping[bytes, int]) -> dict[str, Any]:
    store_id, sku, day = target
    hashes = {f":h{at}": {"B": short} for at, short in enumerate(moved)}
    forgotten = date.fromisoformat(day) - timedelta(days=WINDOW_DAYS)
    return {
        "TableName": STOCK,
        "Key": {"store_id": {"S": store_id}, "sku": {"S": sku}},
        "UpdateExpression": "ADD on_hand :units, #day :moved REMOVE #forgotten",
        "ConditionExpression": " AND ".join(f"NOT contains(#day, {name})" for name in hashes),
        "ExpressionAttributeNames": {"#day": day, "#forgotten": str(forgotten)},
        "ExpressionAttributeValues": {
            ":units": {"N": str(sum(moved.values()))},
            ":moved": {"BS": list(moved)},
            **hashes,
        },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def _seen(response: Mapping[str, Any], day: str) -> set[bytes]:
    """Return the guard of a day from the item that came with a refusal."""
    return set(response["Item"].get(day, {}).get("BS", []))


DESIGN = Design("guards", COUNTER_TABLES, handler, counters, workers=16)
