"""Where a rebuild happens: where replays do, and the bucket for what a swap takes out of a ledger."""

from dataclasses import dataclass
from typing import Self

from sluice.cloud import Stack, client
from sluice.rebuild.fold import Folds
from sluice.rebuild.generation import Generation, Tables
from sluice.rebuild.swapping import Swap
from sluice.replay import place as replays
from sluice.replay.looking import Watch


@dataclass(frozen=True, kw_only=True)
class Place:
    """An environment."""

    replays: replays.Place
    failures: str

    @classmethod
    def of(cls, environment: str) -> Self:
        """Look the names up in the outputs of the environment's stacks; raises NotDeployed."""
        storage = Stack(client("cloudformation"), environment, "Storage")
        return cls(replays=replays.Place.of(environment), failures=storage["FailuresBucket"])

    @property
    def folds(self) -> Folds:
        """Among its replays."""
        return Folds(Watch(self.replays))

    @property
    def tables(self) -> Tables:
        """Makes and drops the tables of a generation."""
        return Tables(self.replays.ask.dynamodb)

    def swap(self, generation: Generation) -> Swap:
        """Mends the live ledgers by a generation."""
        ask = self.replays.ask
        return Swap(ask.dynamodb, ask.s3, self.failures, self.replays.ledgers.tables, generation)
