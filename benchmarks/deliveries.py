"""What Lambda does with records whose handler fails or dies (Lambda developer guide, with-kinesis)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

from benchmarks.designs import MARKERS, Handler
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import event

Records: TypeAlias = Sequence[tuple[int, bytes]]
"""Sequence numbers and payloads."""

ATTEMPTS = 5
# Longer than a function's timeout: what was in progress when it died is stale when it comes again.
BETWEEN_ATTEMPTS = timedelta(minutes=2)
UNTIL_REDRIVE = timedelta(days=10)
REDRIVEN_BATCH = 3


class Killed(BaseException):
    """The process ends here: nothing that handles errors may see it."""


class Poller:
    """Delivers batches until they are acknowledged, and archives what it can't get rid of."""

    def __init__(
        self, dynamodb: SimulatedDynamoDB, handle: Handler, retry: Callable[[Records], Sequence[Records]]
    ) -> None:
        self._dynamodb = dynamodb
        self._handle = handle
        self._retry = retry
        self._archive: list[bytes] = []

    def deliver(self, records: Records) -> None:
        """Deliver a batch; after a death, what `retry` makes of it; after too many failures, archive it."""
        for _ in range(ATTEMPTS):
            try:
                records = unacknowledged(self._handle, records)
            except Killed:
                pass_time(self._dynamodb, BETWEEN_ATTEMPTS)
                parts = self._retry(records)
                self._archive.extend(() if parts else (data for _, data in records))
                for part in parts:
                    self.deliver(part)
                return
            if not records:
                return
            pass_time(self._dynamodb, BETWEEN_ATTEMPTS)
        self._archive.extend(data for _, data in records)

    def redrive(self) -> None:
        """Long after, send what was archived through the stream again, as new records in other batches."""
        pass_time(self._dynamodb, UNTIL_REDRIVE)
        records = list(enumerate(self._archive, start=1_000))
        self._archive = []
        for start in range(0, len(records), REDRIVEN_BATCH):
            self.deliver(records[start : start + REDRIVEN_BATCH])


def whole(records: Records) -> Sequence[Records]:
    """Deliver the same batch again."""
    return [records]


def bisected(records: Records) -> Sequence[Records]:
    """Deliver its halves."""
    middle = (len(records) + 1) // 2
    return [part for part in (records[:middle], records[middle:]) if part]


def exhausted(_records: Records) -> Sequence[Records]:
    """Deliver none of it: no retry is left."""
    return []


def unacknowledged(handle: Handler, records: Records) -> Records:
    """Invoke once; return what Lambda sends again: all from the lowest failed sequence number on."""
    answer = handle(event((data for _, data in records), first_sequence_number=records[0][0]))
    failed = [int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]
    return [record for record in records if failed and record[0] >= min(failed)]


def pass_time(dynamodb: SimulatedDynamoDB, time: timedelta) -> None:
    """Age the markers, as the clock can't be turned."""
    seconds = int(time.total_seconds())
    for item in dynamodb.tables.items.get(MARKERS, {}).values():
        for name, aged in (("expiration", seconds), ("in_progress_expiration", 1000 * seconds)):
            if name in item:
                item[name] = {"N": str(int(item[name]["N"]) - aged)}
