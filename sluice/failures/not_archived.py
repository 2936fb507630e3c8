"""What Firehose could not process, under `errors/` of the raw bucket.

Our delivery transforms and converts nothing, so that only a change of it could leave something there:
https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
"""

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from contracts.event_parser import UNREADABLE
from domain import EVENT
from sluice.failures.objects import Objects, Stored, Unreadable, Window
from sluice.failures.occurrence import Kind, Occurrence, ToStream

PREFIX = "errors/"
HOUR = "year=%Y/month=%m/day=%d/hour=%H"
GZIPPED = b"\x1f\x8b"
ARCHIVE = "archive"
CODES, MESSAGES = (
    ("errorCode", "ErrorCode", "lastErrorCode"),
    ("errorMessage", "ErrorMessage", "lastErrorMessage"),
)


def not_archived(bucket: Objects, window: Window) -> Iterator[Occurrence]:
    """Yield each record that Firehose put aside in a window; raises Unreadable."""
    for kind in bucket.folders(PREFIX):
        for stored in bucket.within(kind, window, HOUR):
            try:
                yield from [_occurrence(stored, each) for each in _documents(stored.body)]
            except (ValueError, KeyError, TypeError, OSError) as error:
                raise Unreadable(
                    f"s3://{bucket.bucket}/{stored.key} is not what Firehose writes of errors: {error!r}"
                ) from error


def _documents(body: bytes) -> Iterator[Mapping[str, Any]]:
    """Firehose writes one document after the other, with or without a line break between them."""
    text = (gzip.decompress(body) if body.startswith(GZIPPED) else body).decode()
    decoder, at = json.JSONDecoder(), 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        document, at = decoder.raw_decode(text, at)
        yield document


def _occurrence(stored: Stored, told: Mapping[str, Any]) -> Occurrence:
    data = b64decode(told["rawData"], validate=True)
    return Occurrence(
        kind=Kind.NOT_ARCHIVED,
        consumer=ARCHIVE,
        reason=_first(told, CODES),
        part="record",
        why=_first(told, MESSAGES),
        arrived_at=_time(told["arrivalTimestamp"]),
        failed_at=_time(told["attemptEndingTimestamp"]),
        tries=int(told["attemptsMade"]),
        data=data,
        way=ToStream(_partition_key(data)),
        key=stored.key,
        version=stored.version,
    )


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(told[name]) for name in names if name in told), "unknown")


def _time(milliseconds: int | str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _partition_key(data: bytes) -> str:
    """Firehose doesn't say it: it is the partition, as producers have it, if that can be read."""
    try:
        partition = EVENT.payload_fields(msgspec.json.decode(data))[1]
    except UNREADABLE:
        partition = None
    return partition or ARCHIVE
