"""What Firehose asks of a function that transforms records, and what it makes of the answer.

https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from twin.semantics.records import StreamRecord

MIB = 1024 * 1024
FAILED = "processing-failed"
"""The error-output-type of what could not be transformed."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """The function, and how much of what was read it gets at once.

    "The default buffering hint is 1MB for all destinations", and "Firehose retries the invocation three times
    by default".
    """

    function_arn: str
    most_bytes: float = MIB
    retries: int = 3


@dataclass(frozen=True, slots=True)
class UntransformedRecord:
    """A record that goes under the error prefix; codes and messages are modelled."""

    record: StreamRecord
    code: str
    message: str
    attempts: int = 1

    def to_document(self, function_arn: str, now: float) -> bytes:
        """Return what lies under the error prefix.

        https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
        """
        return json.dumps(
            {
                "attemptsMade": self.attempts,
                "arrivalTimestamp": _milliseconds(self.record.arrived_at),
                "errorCode": self.code,
                "errorMessage": self.message,
                "attemptEndingTimestamp": _milliseconds(now),
                "rawData": b64encode(self.record.data).decode(),
                "lambdaArn": function_arn,
            }
        ).encode()


@dataclass(frozen=True, slots=True)
class Transformed:
    """The records as the function returned them, and those that it did not; what it dropped is in neither."""

    records: tuple[StreamRecord, ...] = ()
    failed: tuple[UntransformedRecord, ...] = ()

    def __add__(self, other: "Transformed") -> "Transformed":
        return Transformed(self.records + other.records, self.failed + other.failed)


def split(records: Sequence[StreamRecord], most_bytes: float) -> Iterator[tuple[StreamRecord, ...]]:
    """Part records into what the function gets at once."""
    part: list[StreamRecord] = []
    size = 0
    for record in records:
        part.append(record)
        size += len(record.data)
        if size >= most_bytes:
            yield tuple(part)
            part, size = [], 0
    if part:
        yield tuple(part)


def event_of(records: Sequence[StreamRecord], delivery: str, stream_arn: str) -> dict[str, Any]:
    """Return what the function is invoked with.

    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html; ids and names are modelled.
    """
    region, account = stream_arn.split(":")[3:5]
    return {
        "invocationId": _id(records[0]),
        "deliveryStreamArn": f"arn:aws:firehose:{region}:{account}:deliverystream/{delivery}",
        "sourceKinesisStreamArn": stream_arn,
        "region": region,
        "records": [_entry(each) for each in records],
    }


def judge(records: Sequence[StreamRecord], answer: object) -> Transformed:
    """Sort what a function answered: each record once, by its id.

    "Any mismatch between the ID of the original record and the ID of the transformed record is treated as a
    data transformation failure."
    """
    answered: dict[str, Mapping[str, Any]] = {}
    for each in _answers(answer):
        if each.get("recordId") in answered:
            return fail(records, "Lambda.DuplicatedRecordId", "An id was returned twice", 1)
        answered[str(each.get("recordId"))] = each
    return sum((_judge_one(each, answered.get(_id(each))) for each in records), Transformed())


def fail(records: Sequence[StreamRecord], code: str, message: str, attempts: int) -> Transformed:
    """Return that none was transformed."""
    return Transformed(failed=tuple(UntransformedRecord(each, code, message, attempts) for each in records))


def _judge_one(record: StreamRecord, answer: Mapping[str, Any] | None) -> Transformed:
    if answer is None:
        return fail([record], "Lambda.MissingRecordId", "Its id was not returned", 1)
    if answer.get("result") == "Dropped":
        return Transformed()
    if answer.get("result") != "Ok":
        return fail([record], "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record", 1)
    return Transformed((replace(record, data=b64decode(answer["data"])),))


def _answers(answer: object) -> Sequence[Mapping[str, Any]]:
    return answer.get("records", ()) if isinstance(answer, dict) else ()


def _entry(record: StreamRecord) -> dict[str, Any]:
    arrived = _milliseconds(record.arrived_at)
    return {
        "recordId": _id(record),
        "approximateArrivalTimestamp": arrived,
        "data": b64encode(record.data).decode(),
        "kinesisRecordMetadata": {
            "sequenceNumber": record.sequence_number,
            "subsequenceNumber": record.part or 0,
            "partitionKey": record.partition_key,
            "shardId": record.shard_id,
            "approximateArrivalTimestamp": arrived,
        },
    }


def _id(record: StreamRecord) -> str:
    return f"{record.shard_id}:{record.sequence_number}:{record.part or 0}"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
