"""The stream that a replication writes."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from limits.kinesis import PUT_BYTES, PUT_RECORDS, RECORD_BYTES
from twin.database.errors import TargetRefused
from twin.semantics.dms.records import OutputRecord

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

MOST_RECORDS, MOST_BYTES = PUT_RECORDS.limit, PUT_BYTES.limit
# So is a message of DMS's (Kinesis target, limitations).
LARGEST_RECORD = RECORD_BYTES.limit
ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.05


class RecordTarget(Protocol):
    """Takes records."""

    def put(self, records: Sequence[OutputRecord]) -> None:
        """Return when all records are on the stream, in any order; raises TargetRefused."""


@dataclass(frozen=True)
class StreamTarget:
    """A Kinesis stream."""

    kinesis: "KinesisClient"
    stream: str

    def put(self, records: Sequence[OutputRecord]) -> None:
        """Put records, those again that the stream didn't take; raises TargetRefused."""
        for batch in _batches(records):
            self._put(batch)

    def _put(self, batch: Sequence[OutputRecord]) -> None:
        pause = FIRST_PAUSE_SECONDS
        for _ in range(ATTEMPTS):
            batch = self._untaken(batch)
            if not batch:
                return
            time.sleep(pause)
            pause *= 2
        raise TargetRefused(
            f"The stream {self.stream} took no more records after {ATTEMPTS} attempts: give it more shards, "
            "and resume."
        )

    def _untaken(self, batch: Sequence[OutputRecord]) -> Sequence[OutputRecord]:
        entries = [{"Data": record.data, "PartitionKey": record.partition_key} for record in batch]
        try:
            answer = self.kinesis.put_records(StreamName=self.stream, Records=entries)  # type: ignore[arg-type]
        except (BotoCoreError, ClientError) as refused:
            raise TargetRefused(f"The stream {self.stream} refuses records: {refused}") from refused
        return [record for record, each in zip(batch, answer["Records"], strict=True) if "ErrorCode" in each]


def _batches(records: Sequence[OutputRecord]) -> Iterator[Sequence[OutputRecord]]:
    batch: list[OutputRecord] = []
    size = 0
    for record in records:
        weight = len(record.data) + len(record.partition_key)
        if weight > LARGEST_RECORD:
            raise TargetRefused(
                f"A record of {weight:,} bytes under the partition key {record.partition_key} is larger than "
                f"the stream takes ({LARGEST_RECORD:,}): lower LobMaxSize, and resume."
            )
        if batch and (len(batch) == MOST_RECORDS or size + weight > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += weight
    if batch:
        yield batch
