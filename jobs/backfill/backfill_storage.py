"""What a backfill leaves in S3: raw objects, refusals, and notes of what is begun and done."""

import gzip
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.events import RefusedEvent
from jobs.backfill.faults import TemporaryFault
from lambdas.core.raw import backfill_key, encode_line

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

NOTES = "backfill/"
DONE = f"{NOTES}done/"
BEGUN = f"{NOTES}begun/"
CONSUMER = "backfill"
PACKING = 1
"""At level 6 packing takes as long as all the rest together."""
RENEWED_AFTER = timedelta(days=1)
"""No attempt takes so long; whoever lists raw by arrival looks back by a week (lambdas/core/raw.py)."""


class BegunNote(Struct, frozen=True):
    """The arrival hour under which a chunk's objects lie."""

    hour: datetime


class DoneNote(Struct, frozen=True):
    """What became of a chunk."""

    source: str
    events: int
    refused: int


@dataclass(frozen=True)
class BackfillStorage:
    """Writes each object once: another attempt finds it there, and changes nothing."""

    s3: "S3Client"
    raw: str
    quarantine: str

    def done(self) -> set[str]:
        """Return the names of the chunks that are done."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.raw, Prefix=DONE)
        keys = (each["Key"] for page in pages for each in page.get("Contents", ()))
        return {key.removeprefix(DONE).removesuffix(".json") for key in keys}

    def begin(self, chunk: HistoryChunk, now: datetime) -> datetime:
        """Return the arrival hour of a chunk: the one that its first attempt has noted, or now.

        What is older than a day is noted anew: nobody is at work on it, and whoever curates what has arrived
        lately would not find it.
        """
        key, mine = f"{BEGUN}{chunk.name}.json", BegunNote(now.replace(minute=0, second=0, microsecond=0))
        if self._put_new(self.raw, key, msgspec.json.encode(mine)):
            return mine.hour
        found = self.s3.get_object(Bucket=self.raw, Key=key)
        noted = msgspec.json.decode(found["Body"].read(), type=BegunNote).hour.astimezone(UTC)
        if now - noted < RENEWED_AFTER:
            return noted
        self.s3.put_object(Bucket=self.raw, Key=key, Body=msgspec.json.encode(mine), IfMatch=found["ETag"])
        return mine.hour

    def archive(self, chunk: HistoryChunk, part: int, hour: datetime, records: Sequence[bytes]) -> None:
        """Put records into the raw archive, as an object that Firehose could have written."""
        key = backfill_key(hour, f"{chunk.name}-{part:05}", len(records))
        body = gzip.compress(b"".join(map(encode_line, records)), PACKING, mtime=0)
        self._put_new(self.raw, key, body)

    def refuse(self, chunk: HistoryChunk, part: int, hour: datetime, refused: Sequence[RefusedEvent]) -> None:
        """Keep what no consumer would take, whole and with its reason, where consumers keep theirs."""
        lines = b"\n".join(msgspec.json.encode(_line(chunk, each, hour)) for each in refused)
        # By contents too: rows that are none are met as a file is read ahead, now in this part, then in that.
        contents = sha256(lines).hexdigest()[:16]
        key = f"{CONSUMER}/{hour:%Y-%m-%d}/{chunk.name}-{part:05}-{contents}.jsonl"
        self._put_new(self.quarantine, key, lines + b"\n")

    def finish(self, chunk: HistoryChunk, events: int, refused: int) -> None:
        """Note that a chunk is done, once everything of it is written."""
        note = DoneNote(str(chunk), events, refused)
        self._put_new(self.raw, f"{DONE}{chunk.name}.json", msgspec.json.encode(note))

    def _put_new(self, bucket: str, key: str, body: bytes) -> bool:
        """Write an object unless it is there, and say whether it was written.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        try:
            self.s3.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] == "PreconditionFailed":
                return False
            if error.response["Error"]["Code"] == "ConditionalRequestConflict":
                raise TemporaryFault(f"s3://{bucket}/{key} is being written by another attempt") from None
            raise
        return True


def _line(chunk: HistoryChunk, refused: RefusedEvent, hour: datetime) -> dict[str, str | int]:
    """Write a refusal as lambdas/core/quarantine.py does; its place is not on the stream but in a file."""
    return {
        "reason": refused.cause.reason,
        "field": refused.cause.field,
        "why": refused.cause.why,
        "consumer": CONSUMER,
        "file": chunk.file.url,
        "row": chunk.first_row + refused.row,
        # A record without a key can't go back to the stream, wherever it belongs.
        "partition_key": refused.key or chunk.name,
        "arrived_at": hour.isoformat(),
        "data": b64encode(refused.data).decode(),
    }
