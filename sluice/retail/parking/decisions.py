"""A person's word on stores' days: which the close leaves out for now, and which it is to take again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from lambdas.core.ledger_row import NAMES
from lambdas.core.parked_days import ParkedDay, ParkedDays, ParkState
from sluice.cloud import DeployedStack, NotNow, client, find_stack


class UnknownStore(NotNow):
    """A store of which no ledger has a row."""


class DayNotParked(NotNow):
    """A store's day that nobody ever parked."""


@dataclass(frozen=True, slots=True)
class ParkDecisions:
    """The table of parked days, and the ledgers, which know what stores there are."""

    days: ParkedDays
    ledgers: Sequence[str]

    @classmethod
    def of(cls, environment: str) -> "ParkDecisions":
        """Look the names up in the stacks' outputs; raise NotDeployed."""
        cloudformation = client("cloudformation")
        lake = DeployedStack(cloudformation, environment, "Lake")
        consumers = find_stack(cloudformation, environment, "Consumers")
        ledgers = consumers.ending("Ledger") if consumers else {}
        return cls(ParkedDays(client("dynamodb"), lake["ParkedDaysTable"]), list(ledgers.values()))

    def park(self, store: str, days: Iterable[date], reason: str, by: str, now: datetime) -> list[ParkedDay]:
        """Leave a store's days out of the close; what is said of a day again is said anew."""
        self._require_store(store)
        at = now.isoformat(timespec="seconds")
        parked = [ParkedDay(partition=store, day=day, reason=reason, by=by, at=at) for day in days]
        self._write(parked)
        return parked

    def release(self, store: str, days: Sequence[date], by: str, now: datetime) -> list[ParkedDay]:
        """Let the next close state a store's parked days again; raise DayNotParked if none ever was."""
        known = [each for each in self.days.list(None) if each.partition == store and each.day in days]
        if not known:
            span = " to ".join(dict.fromkeys((f"{days[0]}", f"{days[-1]}")))
            raise DayNotParked(f"store {store} was never parked on {span}: sluice parked names what is")
        at = now.isoformat(timespec="seconds")
        parked = [each for each in known if each.state is ParkState.PARKED]
        released = [replace(each, state=ParkState.RELEASED, by=by, at=at) for each in parked]
        self._write(released)
        return released

    def _write(self, decided: Iterable[ParkedDay]) -> None:
        for each in decided:
            self.days.write(each)

    def _require_store(self, store: str) -> None:
        """Raise UnknownStore if there are ledgers, and none has a row of the store's."""
        if self.ledgers and not any(self._has_rows(ledger, store) for ledger in self.ledgers):
            raise UnknownStore(f"there is no store {store}: no ledger has a row of it")

    def _has_rows(self, ledger: str, store: str) -> bool:
        found = self.days.dynamodb.query(
            TableName=ledger,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":partition": {"S": store}},
            Limit=1,
        )
        return bool(found["Items"])
