"""Puts records back on the stream: what Kinesis refused goes again, and nothing else."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.replay.batches import Kept

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class NotPut(RuntimeError):
    """Records that the stream still refused at the last try: a fault that may pass."""

    def __init__(self, count: int, code: str) -> None:
        super().__init__(f"{count} records not put on the stream: {code}")


@dataclass(frozen=True)
class Stream:
    """The stream on which live sales arrive too: it gets them under the same partition keys."""

    kinesis: "KinesisClient"
    name: str
    sleep: Callable[[float], None] = time.sleep

    def put(self, records: Sequence[Kept]) -> int:
        """Put all, in order but for what was refused, or raise NotPut or ClientError; return how many.

        https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html: a record may be
        refused while those behind it are taken, as it may for a store.
        """
        waiting: list[PutRecordsRequestEntryTypeDef] = [
            {"Data": record.data, "PartitionKey": record.store_id} for record in records
        ]
        for tried in range(TRIES):
            if tried:
                self.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2**tried) * random.random())  # noqa: S311
            failed = self._call(waiting)
            if not failed:
                return len(records)
            waiting = [entry for entry, _ in failed]
        raise NotPut(len(failed), failed[0][1])

    def _call(
        self, entries: "list[PutRecordsRequestEntryTypeDef]"
    ) -> "list[tuple[PutRecordsRequestEntryTypeDef, str]]":
        """Return the entries that were refused, each with its error code."""
        answers = self.kinesis.put_records(StreamName=self.name, Records=entries)["Records"]
        told = zip(entries, answers, strict=True)
        return [(entry, answer["ErrorCode"]) for entry, answer in told if "ErrorCode" in answer]
