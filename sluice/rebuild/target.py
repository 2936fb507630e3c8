"""Where a rebuild happens: where replays do, and the bucket for what a swap takes out of a ledger."""

from dataclasses import dataclass
from typing import Self

from sluice.cloud import DeployedStack, NotNow, client
from sluice.rebuild.differences import SPECS
from sluice.rebuild.fold import Folds
from sluice.rebuild.generation import GenerationTables, TableGeneration
from sluice.rebuild.swap import Swap
from sluice.replay import place as replays
from sluice.replay.monitor import ReplayMonitor


class UndeclaredLedger(NotNow):
    """A deployed ledger of a consumer that the domain doesn't have."""


@dataclass(frozen=True, kw_only=True)
class RebuildTarget:
    """An environment."""

    replays: replays.ReplayTarget
    failures: str

    @classmethod
    def of(cls, environment: str) -> Self:
        """Look the names up in the stacks' outputs; raises NotDeployed, also where nobody keeps a ledger."""
        cloudformation = client("cloudformation")
        storage, _ledgers = (
            DeployedStack(cloudformation, environment, each) for each in ("Storage", "Consumers")
        )
        return cls(replays=replays.ReplayTarget.of(environment), failures=storage["FailuresBucket"])

    def require_declared_ledgers(self) -> None:
        """Raise UndeclaredLedger if it is not known what an event does in a ledger."""
        for name in self.replays.ledgers.tables.keys() - SPECS.keys():
            raise UndeclaredLedger(
                f"{self.replays.name} has a ledger of {name}, which the domain doesn't declare: "
                f"declare it among CONSUMERS ({', '.join(SPECS)} are), or deploy without it"
            )

    @property
    def folds(self) -> Folds:
        """Among its replays."""
        return Folds(ReplayMonitor(self.replays))

    @property
    def tables(self) -> GenerationTables:
        """Makes and drops the tables of a generation."""
        return GenerationTables(self.replays.ask.dynamodb)

    def swap(self, generation: TableGeneration) -> Swap:
        """Return what mends the live ledgers by a generation."""
        ask = self.replays.ask
        return Swap(ask.dynamodb, ask.s3, self.failures, self.replays.ledgers.tables, generation)
