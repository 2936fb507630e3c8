"""The three places where failures lie: quarantine, failure archive, and what Firehose could not process."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from contracts.event_parser import UNREADABLE
from domain import EVENT
from lambdas.core.aggregates import split_aggregates
from lambdas.core.records import KinesisRecord
from lambdas.core.set_aside import ERRORS, read_documents, to_time
from sluice.failures.objects import FailureWindow, StoredObject, TimedObjects, UnreadableObject
from sluice.failures.occurrence import FailureKind, Occurrence, ToFunction, ToQueue, ToStream

QUARANTINE_DAY = "%Y-%m-%d"


class QuarantineLine(Struct, frozen=True, kw_only=True):
    """A refused record of the stream, or with `queue` a message; msgspec reads `data` as Base64."""

    reason: str
    field: str
    why: str
    consumer: str
    data: bytes
    partition_key: str = ""
    arrived_at: datetime | None = None
    queue: str = ""
    sent_at: datetime | None = None


_decode_line = msgspec.json.Decoder(QuarantineLine).decode


def read_quarantined(bucket: TimedObjects, window: FailureWindow) -> Iterator[Occurrence]:
    """Yield every line of a window; raises UnreadableObject."""
    for folder in bucket.folders(""):
        for stored in bucket.within(folder, window, QUARANTINE_DAY):
            for number, line in enumerate(stored.body.splitlines(), start=1):
                yield _refused_occurrence(stored, _read_line(bucket.bucket, stored.key, number, line))


def _read_line(bucket: str, key: str, number: int, line: bytes) -> QuarantineLine:
    try:
        return _decode_line(line)
    except msgspec.DecodeError as error:
        raise UnreadableObject(
            f"s3://{bucket}/{key}, line {number}, is no quarantine line: {error}"
        ) from error


def _refused_occurrence(stored: StoredObject, line: QuarantineLine) -> Occurrence:
    at = line.arrived_at or line.sent_at
    if at is None:
        raise UnreadableObject(f"{stored.key}: a line says neither when it arrived nor when it was sent")
    return Occurrence(
        kind=FailureKind.QUARANTINED,
        consumer=line.consumer,
        reason=line.reason,
        part=line.field,
        why=line.why,
        arrived_at=at,
        failed_at=at,
        tries=None,
        data=line.data,
        route=ToQueue(line.queue) if line.queue else ToStream(line.partition_key),
        key=stored.key,
        version=stored.version,
    )


GIVEN_UP_PREFIX = "aws/lambda/"
GIVEN_UP_DAY = "%Y/%m/%d"
"""After mapping and shard: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"""


def read_given_up(
    bucket: TimedObjects, window: FailureWindow, consumer_of: Callable[[str], str]
) -> Iterator[Occurrence]:
    """Yield each record of each batch that was given up in a window; raises UnreadableObject.

    `consumer_of` knows the consumer by its function's ARN.
    """
    for mapping in bucket.folders(GIVEN_UP_PREFIX):
        for shard in bucket.folders(mapping):
            for stored in bucket.within(shard, window, GIVEN_UP_DAY):
                yield from _batch_occurrences(bucket.bucket, stored, consumer_of)


def _batch_occurrences(
    bucket: str, stored: StoredObject, consumer_of: Callable[[str], str]
) -> Iterator[Occurrence]:
    try:
        document = json.loads(stored.body)
        payload = document["payload"]
        # The guide leaves open whether it is an object or a string.
        event = json.loads(payload) if isinstance(payload, str) else payload
        known = {
            "kind": FailureKind.GIVEN_UP,
            "consumer": consumer_of(function := document["requestContext"]["functionArn"]),
            "reason": document["requestContext"]["condition"],
            "part": "batch",
            "why": document.get("responseContext", {}).get("functionError") or "reported as failed",
            "failed_at": datetime.fromisoformat(document["timestamp"]),
            "tries": document["requestContext"].get("approximateInvokeCount"),
            "key": stored.key,
            "version": stored.version,
        }
        if "DDBStreamBatchInfo" in document:
            yield from [_row_occurrence(each, function, known) for each in event["Records"]]
        else:
            records = split_aggregates(KinesisRecord.of(each) for each in event["Records"])
            yield from [_record_occurrence(each, known) for each in records]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableObject(f"s3://{bucket}/{stored.key} is no invocation record: {error!r}") from error


def _record_occurrence(record: KinesisRecord, known: Mapping[str, Any]) -> Occurrence:
    route = ToStream(record.partition_key)
    odd = {"part": record.fault.field, "why": record.fault.why} if record.fault else {}
    return Occurrence(arrived_at=record.arrived_at, data=record.data, route=route, **{**known, **odd})


def _row_occurrence(raw: Mapping[str, Any], function: str, known: Mapping[str, Any]) -> Occurrence:
    """Read a change of a table, which has no bytes of its own: it is known by what the stream says of it."""
    change = raw["dynamodb"]
    return Occurrence(
        arrived_at=known["failed_at"],
        data=json.dumps(change, sort_keys=True, separators=(",", ":")).encode(),
        route=ToFunction(function, known["key"], change["SequenceNumber"], raw),
        **known,
    )


ERRORS_HOUR = "year=%Y/month=%m/day=%d/hour=%H"
ARCHIVE = "archive"
CODES, MESSAGES = (
    ("errorCode", "ErrorCode", "lastErrorCode"),
    ("errorMessage", "ErrorMessage", "lastErrorMessage"),
)


def read_not_archived(bucket: TimedObjects, window: FailureWindow) -> Iterator[Occurrence]:
    """Yield each record that Firehose put aside in a window; raises UnreadableObject."""
    for kind in bucket.folders(ERRORS):
        for stored in bucket.within(kind, window, ERRORS_HOUR):
            try:
                yield from [_unarchived_occurrence(stored, each) for each in read_documents(stored.body)]
            except (ValueError, KeyError, TypeError, OSError) as error:
                raise UnreadableObject(
                    f"s3://{bucket.bucket}/{stored.key} is not what Firehose writes of errors: {error!r}"
                ) from error


def _unarchived_occurrence(stored: StoredObject, document: Mapping[str, Any]) -> Occurrence:
    data = b64decode(document["rawData"], validate=True)
    return Occurrence(
        kind=FailureKind.NOT_ARCHIVED,
        consumer=ARCHIVE,
        reason=_first_of(document, CODES),
        part="record",
        why=_first_of(document, MESSAGES),
        arrived_at=to_time(document["arrivalTimestamp"]),
        failed_at=to_time(document["attemptEndingTimestamp"]),
        tries=int(document["attemptsMade"]),
        data=data,
        route=ToStream(_partition_key(data)),
        key=stored.key,
        version=stored.version,
    )


def _first_of(document: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(document[name]) for name in names if name in document), "unknown")


def _partition_key(data: bytes) -> str:
    """Return the partition, as producers have it, if it can be read: Firehose doesn't say it."""
    try:
        partition = EVENT.payload_fields(msgspec.json.decode(data))[1]
    except UNREADABLE:
        partition = None
    return partition or ARCHIVE
