"""Streams and mappings as the tests of the twin's semantics need them."""

import json
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from twin.semantics.item_changes import ItemChange
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import Shard, StreamRecord

SHARD = "shardId-000000000000"
STREAM = "arn:aws:kinesis:eu-central-1:123456789012:stream/sales"
CONSUMER = f"{STREAM}/consumer/fraud:1540591608"
TABLE_SHARD = "shardId-00000001541626099285-f35f62ef"
TABLE_STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/ledger/stream/2026-11-22T11:19:14.023"

DEFAULTS = MappingSettings(
    event_source_arn=STREAM, function_name="inventory", starting_position="TRIM_HORIZON"
)


def mapping(**settings: object) -> MappingSettings:
    return replace(DEFAULTS, **settings)


def reporting(**settings: object) -> MappingSettings:
    return mapping(function_response_types=("ReportBatchItemFailures",), **settings)


def record(number: int, key: str = "store", shard_id: str = SHARD, at: float = 0.0) -> StreamRecord:
    return StreamRecord(shard_id, str(number), key, at, str(number).encode())


def records(*numbers: int) -> tuple[StreamRecord, ...]:
    return tuple(record(number) for number in numbers)


def insert(number: int, entry: str | None = None, at: float = 0.0) -> ItemChange:
    """A change of the item that is named by the number, unless by `entry`."""
    keys = {"partition": {"S": "367"}, "entry": {"S": entry or str(number)}}
    change = {"Keys": keys, "NewImage": keys, "SequenceNumber": str(number)}
    data = json.dumps({"eventName": "INSERT", "dynamodb": change}).encode()
    return ItemChange(TABLE_SHARD, str(number), json.dumps(keys), at, data)


def shard(*numbers: int) -> Shard:
    return Shard(SHARD, records(*numbers))


def numbers(sent: Iterable[StreamRecord]) -> list[int]:
    return [int(each.sequence_number) for each in sent]


def event_numbers(event: dict[str, Any]) -> list[int]:
    return [int(each["kinesis"]["sequenceNumber"]) for each in event["Records"]]


def inserted_numbers(event: dict[str, Any]) -> list[int]:
    return [int(each["dynamodb"]["SequenceNumber"]) for each in event["Records"]]


def failures(*numbers: int) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": str(number)} for number in numbers]}
