"""Asks everybody how an environment stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sluice.cloud import Stack, client, stack_name
from sluice.stacks import stacks
from sluice.status.archived import Archived, Hour
from sluice.status.completeness import HOUR, Counts, Verdict, judged
from sluice.status.counted import DELIVERED, TAKEN, by_hour
from sluice.status.dead_letters import dead_letters
from sluice.status.positions import Position, Stream, noted, positions
from sluice.status.replays import under_way
from sluice.status.status import Status
from sluice.status.waiting import waiting

READERS = ("Consumers", "Fraud")
"""The capabilities that read the stream."""


@dataclass(frozen=True)
class Look:
    """One look at an environment, at its last whole hours among the rest; raises NotDeployed."""

    environment: str
    hours: int
    now: datetime

    def status(self) -> Status:
        """All of it."""
        return Status(
            at=self.now,
            positions=self._positions(),
            delivered={self._delivery: self._archived.newest(self._archive.values(), self.now)},
            replays=under_way(client("dynamodb"), self._replay["ReplaysTable"]),
            waiting=waiting(self.environment),
            dead_letters=dead_letters(client("cloudformation"), client("sqs"), self.environment),
            hours=self._judged(),
        )

    def _positions(self) -> list[Position]:
        stream = Stream(client("kinesis"), self._stream["StreamName"], self.now)
        found = noted(client("dynamodb"), self._stream["PositionsTable"])
        return positions(found, stream, list(self._readers()))

    def _readers(self) -> Iterator[str]:
        """Name who reads the stream, of the capabilities that are there."""
        cloudformation = client("cloudformation")
        there = stacks(cloudformation, self.environment)
        for capability in READERS:
            if stack_name(self.environment, capability) in there:
                yield from self._stack(capability)["StreamConsumers"].split(",")

    def _judged(self) -> list[Verdict]:
        settled = self.now - timedelta(minutes=int(self._stream["SettleMinutes"]))
        before = self._archive[self._first - HOUR].across
        return list(judged(list(self._counts()), across_before=before, settled=settled))

    def _counts(self) -> Iterator[Counts]:
        took = self._counted(TAKEN, self._stream["StreamName"])
        delivered = self._counted(DELIVERED, self._delivery)
        for hour in list(self._archive.values())[1:-1]:
            came = took.get(hour.hour, None if hour.records else 0)
            yield Counts(
                hour=hour.hour,
                took=came,
                delivered=delivered.get(hour.hour),
                raw=self._raw(hour, came or 0),
                across=hour.across,
            )

    def _raw(self, hour: Hour, took: int) -> int | None:
        """What the manifest lacks though the bucket has it, nobody has counted."""
        if took > hour.records and self._archived.lacking(hour):
            return None
        return hour.records

    def _counted(self, metric: tuple[str, str, str], resource: str) -> Mapping[datetime, int]:
        return by_hour(client("cloudwatch"), metric, resource, self._first, self._this_hour)

    @cached_property
    def _archive(self) -> dict[datetime, Hour]:
        """By the manifest: the hours asked for, the one before them, and the one that is under way."""
        wanted = [self._first + number * HOUR for number in range(-1, self.hours + 1)]
        return {hour: self._archived.hour(hour) for hour in wanted}

    @cached_property
    def _archived(self) -> Archived:
        table, bucket = self._replay["ManifestTable"], self._stack("Storage")["RawBucket"]
        return Archived(client("dynamodb"), table, client("s3"), bucket)

    @property
    def _this_hour(self) -> datetime:
        return self.now.replace(minute=0, second=0, microsecond=0)

    @property
    def _first(self) -> datetime:
        return self._this_hour - self.hours * HOUR

    @property
    def _delivery(self) -> str:
        return self._stream["DeliveryStreamName"]

    @cached_property
    def _stream(self) -> Stack:
        return self._stack("Stream")

    @cached_property
    def _replay(self) -> Stack:
        return self._stack("Replay")

    def _stack(self, capability: str) -> Stack:
        return Stack(client("cloudformation"), self.environment, capability)
