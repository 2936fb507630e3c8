"""What of a deployed environment may hold what must not be stored, and who may take it out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias

from lambdas.core.claims import Claims
from sluice.cloud import DeployedStack, NotNow, find_stack
from sluice.erasure.versions import Remaining, VersionedBucket
from sluice.replay.runs import ReplayRuns

Connect: TypeAlias = Callable[[str], Any]
"""Makes the client of a service."""


class ReplayRunning(NotNow):
    """A replay that may read what is to be written anew."""


@dataclass(frozen=True)
class ErasureDeployment:
    """The buckets and tables of an environment; what can't be found raises NotDeployed."""

    environment: str
    connect: Connect = field(repr=False)

    @cached_property
    def raw(self) -> VersionedBucket:
        """The raw archive, with its claims and what Firehose set aside."""
        return self._bucket("Raw")

    @cached_property
    def quarantine(self) -> VersionedBucket:
        """What was refused."""
        return self._bucket("Quarantine")

    @cached_property
    def failures(self) -> VersionedBucket:
        """What was given up, and what operators took out of queues and ledgers."""
        return self._bucket("Failures")

    @cached_property
    def landing(self) -> VersionedBucket | None:
        """The files as they were sent, if this environment takes files."""
        return self._bucket("Landing") if "Landing" in self._storage.ending("Bucket") else None

    @property
    def claims(self) -> Claims:
        """What oversized events stand for."""
        return Claims(self.raw.s3, self.raw.bucket)

    @property
    def dynamodb(self) -> Any:  # noqa: ANN401 (a client)
        """The client of the tables."""
        return self.connect("dynamodb")

    @cached_property
    def manifest(self) -> str | None:
        """The table that knows raw's objects, if there are replays."""
        return self._replay["ManifestTable"] if self._replay else None

    @cached_property
    def ledgers(self) -> Mapping[str, str]:
        """The ledgers' tables by consumer."""
        consumers = find_stack(self.connect("cloudformation"), self.environment, "Consumers")
        return consumers.ending("Ledger") if consumers else {}

    def require_no_replay(self) -> None:
        """Raise ReplayRunning while a replay reads raw's versions: it would miss those that go."""
        if self._replay and (run := ReplayRuns(self.dynamodb, self._replay["ReplaysTable"]).active()):
            raise ReplayRunning(f"replay {run} reads raw: wait for its end, or cancel it, and try again")

    def stream_remains(self, now: datetime) -> Iterator[Remaining]:
        """Say until when the stream holds what arrived until now: nobody can take a record out of it."""
        name = DeployedStack(self.connect("cloudformation"), self.environment, "Stream")["StreamName"]
        found = self.connect("kinesis").describe_stream_summary(StreamName=name)
        hours = found["StreamDescriptionSummary"]["RetentionPeriodHours"]
        until = now.astimezone(UTC) + timedelta(hours=hours)
        yield Remaining(f"stream {name}", "keeps what arrived for its retention", until)

    @cached_property
    def _storage(self) -> DeployedStack:
        return DeployedStack(self.connect("cloudformation"), self.environment, "Storage")

    @cached_property
    def _replay(self) -> DeployedStack | None:
        return find_stack(self.connect("cloudformation"), self.environment, "Replay")

    def _bucket(self, name: str) -> VersionedBucket:
        return VersionedBucket(self.connect("s3"), self._storage[f"{name}Bucket"])
