"""What Lambda gave up: the invocation records in the failure archive, each with its whole batch."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lambdas.core.records import Record
from sluice.failures.objects import Objects, Stored, Unreadable, Window
from sluice.failures.occurrence import Kind, Occurrence, ToFunction, ToStream

PREFIX = "aws/lambda/"
DAY = "%Y/%m/%d"
"""After mapping and shard: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"""


def given_up(bucket: Objects, window: Window, consumer_of: Callable[[str], str]) -> Iterator[Occurrence]:
    """Yield each record of each batch that was given up in a window; raises Unreadable.

    `consumer_of` knows the consumer by its function's ARN.
    """
    for mapping in bucket.folders(PREFIX):
        for shard in bucket.folders(mapping):
            for stored in bucket.within(shard, window, DAY):
                yield from _batch(bucket.bucket, stored, consumer_of)


def _batch(bucket: str, stored: Stored, consumer_of: Callable[[str], str]) -> Iterator[Occurrence]:
    try:
        told = json.loads(stored.body)
        payload = told["payload"]
        # The guide leaves open whether it is an object or a string.
        event = json.loads(payload) if isinstance(payload, str) else payload
        said = {
            "kind": Kind.GIVEN_UP,
            "consumer": consumer_of(function := told["requestContext"]["functionArn"]),
            "reason": told["requestContext"]["condition"],
            "part": "batch",
            "why": told.get("responseContext", {}).get("functionError") or "reported as failed",
            "failed_at": datetime.fromisoformat(told["timestamp"]),
            "tries": told["requestContext"].get("approximateInvokeCount"),
            "key": stored.key,
            "version": stored.version,
        }
        is_row = "DDBStreamBatchInfo" in told
        yield from [_row(each, function, said) if is_row else _sale(each, said) for each in event["Records"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"s3://{bucket}/{stored.key} is no invocation record: {error!r}") from error


def _sale(raw: Mapping[str, Any], said: Mapping[str, Any]) -> Occurrence:
    record = Record.of(raw)
    way = ToStream(record.partition_key)
    odd = {"part": record.fault.field, "why": record.fault.why} if record.fault else {}
    return Occurrence(arrived_at=record.arrived_at, data=record.data, way=way, **{**said, **odd})


def _row(raw: Mapping[str, Any], function: str, said: Mapping[str, Any]) -> Occurrence:
    """A change of a table has no bytes of its own: it is known by what the stream says of it."""
    change = raw["dynamodb"]
    return Occurrence(
        arrived_at=said["failed_at"],
        data=json.dumps(change, sort_keys=True, separators=(",", ":")).encode(),
        way=ToFunction(function, said["key"], change["SequenceNumber"], raw),
        **said,
    )
