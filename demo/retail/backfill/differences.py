"""A history, held against what the archive, the tables and the ledgers have of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from contracts.scenario import Payload, SourceMessage
from demo import observed_state
from demo.deployment import Deployment
from demo.expectation import folded
from demo.ledger import ObservedLedger
from demo.message import name_of
from domain.scenario.ledgers import POINTS, STOCK
from lambdas.core.raw import EVENTS, count_backfilled, read_records
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CURATED = "SELECT sale_id, lines, net_cents FROM sales"


def history_differences(
    emulator: Emulator, deployment: Deployment, lake: DuckLake, messages: Sequence[SourceMessage]
) -> Iterator[str]:
    """Name what isn't there once: its bytes in raw, its cents in the tables, its units in the ledgers."""
    due = folded(message.data for message in messages)
    yield from _in_raw(emulator.client("s3"), deployment.raw, messages)
    yield from _in_tables(lake, due)
    dynamodb = emulator.client("dynamodb")
    for due_ledger in (each for each in (STOCK, POINTS) if each.consumer.name in deployment.ledgers):
        rows = observed_state.ledger(dynamodb, deployment.ledgers[due_ledger.consumer.name])
        ledger = ObservedLedger(due_ledger, rows)
        for sale_id, sale in due.items():
            if ledger.rows[sale_id] != 1 or ledger.effects[sale_id] != due_ledger.due(sale):
                yield f"{due_ledger.consumer.name} {sale_id}"


def _in_raw(s3: "S3Client", bucket: str, messages: Sequence[SourceMessage]) -> Iterator[str]:
    due, there = Counter(message.data for message in messages), Counter(_backfilled(s3, bucket))
    yield from (f"raw {name_of(data)}" for data in due.keys() | there.keys() if due[data] != there[data])


def _backfilled(s3: "S3Client", bucket: str) -> Iterator[bytes]:
    for key, body in observed_state.objects(s3, bucket, EVENTS):
        if count_backfilled(key) is not None:
            yield from read_records(BytesIO(body))


def _in_tables(lake: DuckLake, due: Mapping[str, Payload]) -> Iterator[str]:
    rows = {row["sale_id"]: (row["lines"], row["net_cents"]) for row in lake.rows(CURATED)}
    for sale_id, sale in due.items():
        if rows.get(sale_id) != (len(sale["lines"]), _net_cents(sale)):
            yield f"curated {sale_id}"


def _net_cents(sale: Payload) -> int:
    return sum(each["total_cents"] - each.get("discounts", {}).get("coupon", 0) for each in sale["lines"])
