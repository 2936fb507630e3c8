"""What consumers refused: the lines of lambdas/core/quarantine.py and lambdas/core/message_quarantine.py."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from sluice.failures.objects import Objects, Stored, Unreadable, Window
from sluice.failures.occurrence import Kind, Occurrence, ToQueue, ToStream

DAY = "%Y-%m-%d"


class Line(Struct, frozen=True, kw_only=True):
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


_decode = msgspec.json.Decoder(Line).decode


def quarantined(bucket: Objects, window: Window) -> Iterator[Occurrence]:
    """Yield every line of a window; raises Unreadable."""
    for folder in bucket.folders(""):
        for stored in bucket.within(folder, window, DAY):
            for number, line in enumerate(stored.body.splitlines(), start=1):
                yield _occurrence(stored, _read(bucket.bucket, stored.key, number, line))


def _read(bucket: str, key: str, number: int, line: bytes) -> Line:
    try:
        return _decode(line)
    except msgspec.DecodeError as error:
        raise Unreadable(f"s3://{bucket}/{key}, line {number}, is no quarantine line: {error}") from error


def _occurrence(stored: Stored, line: Line) -> Occurrence:
    at = line.arrived_at or line.sent_at
    if at is None:
        raise Unreadable(f"{stored.key}: a line says neither when it arrived nor when it was sent")
    return Occurrence(
        kind=Kind.QUARANTINED,
        consumer=line.consumer,
        reason=line.reason,
        part=line.field,
        why=line.why,
        arrived_at=at,
        failed_at=at,
        tries=None,
        data=line.data,
        way=ToQueue(line.queue) if line.queue else ToStream(line.partition_key),
        key=stored.key,
        version=stored.version,
    )
