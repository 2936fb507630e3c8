"""What of a deployed environment may hold what must not be stored, and who may take it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from lambdas.core.claims import Claims
from sluice.cloud import DeployedStack, NotNow, find_stack
from sluice.erasure.versions import VersionedBucket
from sluice.rebuild.generation import GenerationTables
from sluice.rebuild.generations import Generations
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
        return self._find_bucket("Landing")

    @cached_property
    def query_results(self) -> VersionedBucket | None:
        """What queries have answered, if this environment takes any."""
        return self._find_bucket("Answers")

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
    def ledgers(self) -> Sequence[str]:
        """The ledgers' tables, and those that a rebuild has made beside them."""
        consumers = find_stack(self.connect("cloudformation"), self.environment, "Consumers")
        live = [*consumers.ending("Ledger").values()] if consumers else []
        if self._replay is None:
            return live
        made, tables = (
            Generations(self.dynamodb, self._replay["ReplaysTable"]),
            GenerationTables(self.dynamodb),
        )
        return [*live, *(table for each in made.all() for table in tables.find(each, live))]

    def require_no_replay(self) -> None:
        """Raise ReplayRunning while a replay reads raw's versions: it would miss those that go."""
        if self._replay and (run := ReplayRuns(self.dynamodb, self._replay["ReplaysTable"]).active()):
            raise ReplayRunning(f"replay {run} reads raw: wait for its end, or cancel it, and try again")

    @cached_property
    def _storage(self) -> DeployedStack:
        return DeployedStack(self.connect("cloudformation"), self.environment, "Storage")

    @cached_property
    def _replay(self) -> DeployedStack | None:
        return find_stack(self.connect("cloudformation"), self.environment, "Replay")

    def _find_bucket(self, name: str) -> VersionedBucket | None:
        return self._bucket(name) if name in self._storage.ending("Bucket") else None

    def _bucket(self, name: str) -> VersionedBucket:
        return VersionedBucket(self.connect("s3"), self._storage[f"{name}Bucket"])
