"""Expectation against what is there: what one consumer made of the accepted messages."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from contracts.scenario import Amounts, ExpectedLedger, Row
from demo.expectation import Expectation, folded
from demo.ledger import ObservedLedger, add
from demo.message import name_of


@dataclass(frozen=True)
class ConsumerState:
    """Where a consumer's records ended: the rows of its ledger, its quarantine, its failure archive."""

    rows: Collection[Row]
    quarantined: Collection[bytes]
    archived: Collection[bytes]


@dataclass(frozen=True)
class Audit:
    """A consumer's result: events by their ids, items by their names; empty lists are good news."""

    ledger: ExpectedLedger
    expectation: Expectation
    opening: Amounts
    held: ConsumerState

    @cached_property
    def applied(self) -> list[str]:
        """Events that have their effect."""
        return [event_id for event_id in self._due if event_id in self._observed.effects]

    @cached_property
    def waiting(self) -> list[str]:
        """Events without their effect that the failure archive keeps for a redrive."""
        archived = set(map(name_of, self.held.archived))
        return [event_id for event_id in self._missing if event_id in archived]

    @cached_property
    def lost(self) -> list[str]:
        """Accepted messages that are nowhere."""
        kept = {*self.held.quarantined, *self.held.archived}
        refused = [name_of(data) for data in self.expectation.refused if data not in kept]
        return [event_id for event_id in self._missing if event_id not in self.waiting] + refused

    @cached_property
    def applied_twice(self) -> list[str]:
        """Events with more than one effect."""
        return [event_id for event_id, due in self._due.items() if self._observed.holds_twice(event_id, due)]

    @cached_property
    def unexplained(self) -> list[str]:
        """Ids with an effect that no accepted event explains."""
        return sorted(self._observed.effects.keys() - self._due.keys())

    @cached_property
    def refused_wrongly(self) -> list[str]:
        """Messages in quarantine that don't belong there."""
        return [name_of(data) for data in self.held.quarantined if data not in self.expectation.refused]

    @cached_property
    def mismatches(self) -> list[str]:
        """Items whose balance isn't what the accepted events make it."""
        return list(self._observed.differing(self._balances))

    def rebuilt_otherwise(self, archive: Iterable[bytes]) -> list[str]:
        """Items whose balance isn't what the raw archive makes it, less what is kept aside."""
        aside = {*self.held.quarantined, *self.expectation.refused}
        events = folded(data for data in archive if data not in aside)
        balances: Amounts = Counter(self.opening)
        for event_id in events.keys() - set(self.waiting):
            add(self.ledger, balances, self.ledger.due(events[event_id]))
        return list(self._observed.differing(balances))

    @property
    def balances(self) -> Amounts:
        """What every item holds."""
        return self._observed.balances

    @property
    def items(self) -> int:
        """How many items were compared."""
        return len(self._observed.balances.keys() | self._balances.keys())

    @property
    def ok(self) -> bool:
        """Say whether every accepted message had its one effect, or is kept whole."""
        bad = (self.lost, self.applied_twice, self.unexplained, self.refused_wrongly, self.mismatches)
        return not any(bad)

    @cached_property
    def _observed(self) -> ObservedLedger:
        return ObservedLedger(self.ledger, self.held.rows)

    @cached_property
    def _due(self) -> dict[str, Amounts]:
        return {event_id: self.ledger.due(event) for event_id, event in self.expectation.events.items()}

    @cached_property
    def _missing(self) -> list[str]:
        return [event_id for event_id in self._due if event_id not in self._observed.effects]

    @cached_property
    def _balances(self) -> Amounts:
        balances: Amounts = Counter(self.opening)
        for event_id in self._due.keys() - set(self.waiting):
            add(self.ledger, balances, self._due[event_id])
        return balances
