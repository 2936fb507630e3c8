"""The layout of the raw archive: keys by arrival hour, objects of gzip, a record a line."""

import binascii
import gzip
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

EVENTS, CHANGES, REWRITTEN = "events/", "cdc/", "rewritten/"
"""Folders of the archive: records of senders, of a database's replication, and marks of rewriting."""
BY_HOUR = "year=%Y/month=%m/day=%d/hour=%H/"
_HOUR = re.compile(r"events/year=\d{4}/month=\d\d/day=\d\d/hour=\d\d/")
ENCODED, _END = b'{"record_base64":"', b'"}'
_BACKFILLED = re.compile(r"/backfill-[0-9a-f-]+-(\d+)\.gz$")

LONGEST_DELIVERY = timedelta(days=7, hours=1)
"""A key names its oldest record's hour. Firehose tries for as long as the stream remembers it:
https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html"""
LONGEST_RECORD = 16 * 1024 * 1024
"""A stream takes 10 MiB at most: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"""


class Unreadable(Exception):
    """An object that Firehose can't have written; the message says why."""


class Body(Protocol):
    """An object's bytes, in the order in which they lie."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end."""


def hour_prefix(hour: datetime, under: str = EVENTS) -> str:
    """Return what the keys of an arrival hour begin with; prefixes sort as their hours do.

    https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
    """
    return hour.strftime(f"{under}{BY_HOUR}")


def hour_of(key: str) -> datetime | None:
    """Return the arrival hour that a key names, if it names one."""
    if not (found := _HOUR.match(key)):
        return None
    try:
        return datetime.strptime(found[0], f"{EVENTS}{BY_HOUR}").replace(tzinfo=UTC)
    except ValueError:
        return None


ARRIVED_AT, REPLACES = "arrived-at", "replaces"
"""Metadata of a version that was written anew: when its records came, and the version that it stands for."""


@dataclass(frozen=True, slots=True)
class RewriteMark:
    """Says of a version of an object that a newer one stands for it, and when their records arrived.

    It is an object's name alone, so that whoever lists versions needs one listing more, and reads nothing.
    It is put before the newer version, which takes the place of the older one by being there.
    """

    key: str
    version: str
    arrived_at: datetime

    @property
    def name(self) -> str:
        """Return the mark's key; times sort."""
        return f"{REWRITTEN}{self.arrived_at.astimezone(UTC).isoformat()}/{self.version}/{self.key}"

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a mark's key; raise ValueError."""
        arrived_at, version, key = name.removeprefix(REWRITTEN).split("/", 2)
        return cls(key, version, datetime.fromisoformat(arrived_at))


def backfill_key(hour: datetime, name: str, count: int) -> str:
    """Return the key of an object that a backfill writes, with the number of its records."""
    return f"{hour_prefix(hour)}backfill-{name}-{count}.gz"


def count_backfilled(key: str) -> int | None:
    """Return how many records a backfill has put into an object, by its key; None if no backfill wrote it."""
    found = _BACKFILLED.search(key)
    return int(found[1]) if found else None


def encode_line(record: bytes) -> bytes:
    """Return a record as one line that is not blank, with its end: as received, or else in base64.

    So every record is one line, whatever its bytes, and no line of a record's is taken for another record.
    """
    if b"\n" in record or not record.strip() or record.startswith(ENCODED):
        record = ENCODED + b64encode(record) + _END
    return record + b"\n"


def decode_line(line: bytes) -> bytes:
    """Return the record that a line without its end holds, as received."""
    if not (line.startswith(ENCODED) and line.endswith(_END)):
        return line
    try:
        return b64decode(line[len(ENCODED) : -len(_END)], validate=True)
    except binascii.Error:
        return line


def read_version(s3: "S3Client", bucket: str, key: str, version: str) -> Iterator[bytes]:
    """Stream the records of a version of an object, never the whole of it in memory; raise Unreadable."""
    return read_records(s3.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"])


def read_records(body: Body) -> Iterator[bytes]:
    """Yield the records of an object as received, one at a time.

    Raises Unreadable behind the last one before the object's fault. A blank line is none: objects from before
    lines were encoded have them behind records that ended in a line break.
    """
    # The type wants `seek` too, which nothing calls that reads to the end.
    source: Any = body
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as lines:
            while line := lines.readline(LONGEST_RECORD):
                if len(line) == LONGEST_RECORD:
                    raise Unreadable(f"a line is longer than {LONGEST_RECORD >> 20} MiB")
                if line.strip():
                    yield decode_line(line.removesuffix(b"\n"))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable(f"it can't be read as gzip: {error}") from error
