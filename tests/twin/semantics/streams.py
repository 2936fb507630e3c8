"""Streams and mappings as the tests of the twin's semantics need them."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import Record, Shard

SHARD = "shardId-000000000000"
STREAM = "arn:aws:kinesis:eu-central-1:123456789012:stream/sales"


DEFAULTS = MappingSettings(
    event_source_arn=STREAM, function_name="inventory", starting_position="TRIM_HORIZON"
)


def mapping(**settings: object) -> MappingSettings:
    return replace(DEFAULTS, **settings)


def reporting(**settings: object) -> MappingSettings:
    return mapping(function_response_types=("ReportBatchItemFailures",), **settings)


def record(number: int, key: str = "store", shard_id: str = SHARD, at: float = 0.0) -> Record:
    return Record(shard_id, str(number), key, at, str(number).encode())


def records(*numbers: int) -> tuple[Record, ...]:
    return tuple(record(number) for number in numbers)


def shard(*numbers: int) -> Shard:
    return Shard(SHARD, records(*numbers))


def numbers(sent: Iterable[Record]) -> list[int]:
    return [int(each.sequence_number) for each in sent]


def event_numbers(event: dict[str, Any]) -> list[int]:
    return [int(each["kinesis"]["sequenceNumber"]) for each in event["Records"]]


def failures(*numbers: int) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": str(number)} for number in numbers]}
