"""Collect how an environment stands."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from lambdas.core.parked_days import ParkedDays
from sluice.cloud import DeployedStack, client, find_stack
from sluice.dead_letters.queues import list_queues
from sluice.failures.deployment import FailureDeployment
from sluice.failures.failure import WAITING, Filters
from sluice.failures.objects import FailureWindow
from sluice.status.archive_hours import ArchivedHour, ManifestHours
from sluice.status.completeness import HOUR, HourCounts, HourVerdict, judged
from sluice.status.metrics import DELIVERED, TAKEN, by_hour
from sluice.status.positions import ConsumerPosition, StreamBacklog, noted, positions
from sluice.status.replays import list_running
from sluice.status.status import Status

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_sqs import SQSClient

READERS = ("Consumers", "Fraud")
"""The capabilities that read the stream."""


@dataclass(frozen=True)
class StatusCollector:
    """One look at an environment, at its last whole hours among the rest; raises NotDeployed."""

    environment: str
    hours: int
    now: datetime

    def collect(self) -> Status:
        """Collect all of it."""
        return Status(
            at=self.now,
            positions=self._positions(),
            delivered={self._delivery: self._archived.newest(self._archive.values(), self.now)},
            replays=list_running(client("dynamodb"), self._replay["ReplaysTable"]) if self._replay else [],
            waiting=count_waiting(self.environment),
            dead_letters=count_dead_letters(client("cloudformation"), client("sqs"), self.environment),
            parked=self._parked(),
            hours=self._judged() if self._replay else [],
        )

    def _positions(self) -> list[ConsumerPosition]:
        stream = StreamBacklog(client("kinesis"), self._stream["StreamName"], self.now)
        found = noted(client("dynamodb"), self._stream["PositionsTable"])
        return positions(found, stream, list(self._readers()))

    def _parked(self) -> int | None:
        """Count the days that people have left out of the close, where there is one."""
        lake = find_stack(client("cloudformation"), self.environment, "Lake")
        return len(ParkedDays(client("dynamodb"), lake["ParkedDaysTable"]).list()) if lake else None

    def _readers(self) -> Iterator[str]:
        """Name who reads the stream, of the capabilities that are there."""
        for capability in READERS:
            if stack := find_stack(client("cloudformation"), self.environment, capability):
                yield from stack["StreamConsumers"].split(",")

    def _judged(self) -> list[HourVerdict]:
        settled = self.now - timedelta(minutes=int(self._stream["SettleMinutes"]))
        before = self._archive[self._first - HOUR].across
        return list(judged(list(self._counts()), across_before=before, settled=settled))

    def _counts(self) -> Iterator[HourCounts]:
        took = self._counted(TAKEN, self._stream["StreamName"])
        delivered = self._counted(DELIVERED, self._delivery)
        for hour in list(self._archive.values())[1:-1]:
            came = took.get(hour.hour, None if hour.records else 0)
            yield HourCounts(
                hour=hour.hour,
                took=came,
                delivered=delivered.get(hour.hour),
                raw=self._raw(hour, came or 0),
                across=hour.across,
            )

    def _raw(self, hour: ArchivedHour, took: int) -> int | None:
        """Return an hour's records, None where the bucket has objects that the manifest lacks."""
        if took > hour.records and self._archived.lacking(hour):
            return None
        return hour.records

    def _counted(self, metric: tuple[str, str, str], resource: str) -> Mapping[datetime, int]:
        return by_hour(client("cloudwatch"), metric, resource, self._first, self._this_hour)

    @cached_property
    def _archive(self) -> dict[datetime, ArchivedHour]:
        """By the manifest: the hours asked for, the one before them, and the one that is under way."""
        if self._replay is None:
            return {}
        wanted = [self._first + number * HOUR for number in range(-1, self.hours + 1)]
        return {hour: self._archived.hour(hour) for hour in wanted}

    @cached_property
    def _archived(self) -> ManifestHours:
        table = self._replay["ManifestTable"] if self._replay else None
        bucket = self._stack("Storage")["RawBucket"]
        return ManifestHours(client("dynamodb"), table, client("s3"), bucket)

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
    def _stream(self) -> DeployedStack:
        return self._stack("Stream")

    @cached_property
    def _replay(self) -> DeployedStack | None:
        """The manifest comes with replays, and an environment may do without."""
        return find_stack(client("cloudformation"), self.environment, "Replay")

    def _stack(self, capability: str) -> DeployedStack:
        return DeployedStack(client("cloudformation"), self.environment, capability)


def count_dead_letters(
    cloudformation: "CloudFormationClient", sqs: "SQSClient", environment: str
) -> dict[str, int]:
    """Count what waits in each queue from which nothing goes on; names are the queues' own."""
    return {each.deployed: each.letters for each in list_queues(cloudformation, sqs, environment)}


def count_waiting(environment: str) -> Mapping[str, int]:
    """Count the failures of an environment that were not sent again, or failed again, by where they lie."""
    found = FailureDeployment(environment).find(FailureWindow(), Filters(state=WAITING))
    return Counter(str(each.last.kind) for each in found)
