"""What is measured: the deployed consumer, and one as AWS's samples show it."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from aws_lambda_powertools.utilities.batch import process_partial_response

from benchmarks.designs.context import Context
from benchmarks.dynamodb import SimulatedDynamoDB
from lambdas.core.cdc.change_consumer import ChangeConsumer, ChangeReader
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.cdc.tables import Becomes, SourceTable

STATE = "state"
KEYS = {STATE: ("source_table", "row_key")}
PRODUCTS = SourceTable(schema="pos", name="products", key=("sku",), becomes=Becomes.STATE)

Handle = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class FoldDesign:
    """A consumer by its name, made for a table."""

    name: str
    make: Callable[[SimulatedDynamoDB], Handle]


def ours(dynamodb: SimulatedDynamoDB) -> Handle:
    """Return the fold; a batch without receipts and without fault touches nothing else."""
    nothing = cast("Any", None)
    consumer = ChangeConsumer(
        state=StateTable(dynamodb.client(), STATE),
        events=_NoEvents(),  # type: ignore[arg-type]
        quarantine=nothing,
        on_report=lambda _report, _remaining_ms: None,
    )
    read = ChangeReader(tables={PRODUCTS.full_name: PRODUCTS}, builds={}, oldest_day=date.min).read
    return lambda event: process_partial_response(event, read, consumer, Context())


def record_by_record(dynamodb: SimulatedDynamoDB) -> Handle:
    """Return each record decoded and put under its row's key, the last to come wins.

    As in https://aws.amazon.com/blogs/database/load-cdc-data-by-table-and-shape-using-amazon-kinesis-data-firehose-dynamic-partitioning/
    and like samples for Kinesis and Lambda: no order of positions, no unchanged columns, no reloads.
    """
    client = dynamodb.client()

    def handle(event: dict[str, Any]) -> None:
        for each in event["Records"]:
            record = json.loads(b64decode(each["kinesis"]["data"]))
            item = {
                "source_table": {"S": PRODUCTS.full_name},
                "row_key": {"S": json.dumps([record["data"]["sku"]])},
                "data": {"S": json.dumps(record["data"])},
            }
            client.put_item(TableName=STATE, Item=cast("Any", item))

    return handle


class _NoEvents:
    def put(self, events: list[Any]) -> dict[int, Any]:
        """Take nothing, of none."""
        assert not events  # noqa: S101 (the batches hold no receipts)
        return {}


DESIGNS = (FoldDesign("the fold", ours), FoldDesign("record by record", record_by_record))
