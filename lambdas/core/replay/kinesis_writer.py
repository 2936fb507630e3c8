"""Puts records back on the stream: what Kinesis refused goes again, and nothing else."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.core.replay.batches import ReplayedRecord

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef, PutRecordsResultEntryTypeDef

TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class RecordsNotPut(RuntimeError):
    """Records that the stream still refused at the last try: a fault that may pass."""

    def __init__(self, count: int, code: str) -> None:
        super().__init__(f"{count} records not put on the stream: {code}")


@dataclass(frozen=True)
class KinesisWriter:
    """The stream on which live events arrive too: it gets them under the same partition keys."""

    kinesis: "KinesisClient"
    name: str
    sleep: Callable[[float], None] = time.sleep
    tries: int = TRIES

    def put(self, records: Sequence[ReplayedRecord]) -> int:
        """Put all, in order but for retries, or raise RecordsNotPut or ClientError; return how many."""
        refused = self.put_with_retries(
            [{"Data": each.data, "PartitionKey": each.partition} for each in records]
        )
        if refused:
            raise RecordsNotPut(len(refused), next(iter(refused.values())))
        return len(records)

    def put_with_retries(self, entries: "Sequence[PutRecordsRequestEntryTypeDef]") -> dict[int, str]:
        """Put what one call takes, and what was refused again; return the places of what still is, with why.

        https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html: a record may be
        refused while those behind it are taken, as it may for a partition.
        """
        waiting = dict.fromkeys(range(len(entries)), "")
        for tried in range(self.tries):
            if tried:
                self.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * 2**tried) * random.random())  # noqa: S311
            answers = self._call([entries[place] for place in waiting])
            pairs = zip(waiting, answers, strict=True)
            waiting = {place: answer["ErrorCode"] for place, answer in pairs if "ErrorCode" in answer}
            if not waiting:
                break
        return waiting

    def _call(self, entries: "list[PutRecordsRequestEntryTypeDef]") -> "list[PutRecordsResultEntryTypeDef]":
        return self.kinesis.put_records(StreamName=self.name, Records=entries)["Records"]
