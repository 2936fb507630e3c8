"""Expectation against reality: what one consumer made of the accepted messages."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from demo.books import Book, Effect, Item
from demo.expectation import Expectation, folded
from demo.ledger import Ledger, add
from demo.message import name_of


@dataclass(frozen=True)
class Held:
    """Where a consumer's records ended: the rows of its ledger, its quarantine, its failure archive."""

    rows: Collection[Item]
    quarantined: Collection[bytes]
    archived: Collection[bytes]


@dataclass(frozen=True)
class Audit:
    """A consumer's result: sales by their ids, accounts by their keys; empty lists are good news."""

    book: Book
    expectation: Expectation
    opening: Effect
    held: Held

    @cached_property
    def applied(self) -> list[str]:
        """Sales that have their effect."""
        return [sale_id for sale_id in self._due if sale_id in self._ledger.effects]

    @cached_property
    def waiting(self) -> list[str]:
        """Sales without their effect that the failure archive keeps for a redrive."""
        archived = set(map(name_of, self.held.archived))
        return [sale_id for sale_id in self._missing if sale_id in archived]

    @cached_property
    def lost(self) -> list[str]:
        """Accepted messages that are nowhere."""
        kept = {*self.held.quarantined, *self.held.archived}
        refused = [name_of(data) for data in self.expectation.refused if data not in kept]
        return [sale_id for sale_id in self._missing if sale_id not in self.waiting] + refused

    @cached_property
    def applied_twice(self) -> list[str]:
        """Sales with more than one effect."""
        return [sale_id for sale_id, due in self._due.items() if self._ledger.holds_twice(sale_id, due)]

    @cached_property
    def unexplained(self) -> list[str]:
        """Sale ids with an effect that no accepted sale explains."""
        return sorted(self._ledger.effects.keys() - self._due.keys())

    @cached_property
    def refused_wrongly(self) -> list[str]:
        """Messages in quarantine that don't belong there."""
        return [name_of(data) for data in self.held.quarantined if data not in self.expectation.refused]

    @cached_property
    def mismatches(self) -> list[str]:
        """Accounts whose balance isn't what the accepted sales make it."""
        return list(self._ledger.differing(self._balances))

    def rebuilt_otherwise(self, archive: Iterable[bytes]) -> list[str]:
        """Accounts whose balance isn't what the raw archive makes it, less what is kept aside."""
        aside = {*self.held.quarantined, *self.expectation.refused}
        sales = folded(data for data in archive if data not in aside)
        balances: Effect = Counter(self.opening)
        for sale_id in sales.keys() - set(self.waiting):
            add(balances, self.book.due(sales[sale_id]))
        return list(self._ledger.differing(balances))

    @property
    def balances(self) -> Effect:
        """What every account holds."""
        return self._ledger.balances

    @property
    def accounts(self) -> int:
        """How many accounts were compared."""
        return len(self._ledger.balances.keys() | self._balances.keys())

    @property
    def ok(self) -> bool:
        """Say whether every accepted message had its one effect, or is kept whole."""
        bad = (self.lost, self.applied_twice, self.unexplained, self.refused_wrongly, self.mismatches)
        return not any(bad)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.book, self.held.rows)

    @cached_property
    def _due(self) -> dict[str, Effect]:
        return {sale_id: self.book.due(sale) for sale_id, sale in self.expectation.sales.items()}

    @cached_property
    def _missing(self) -> list[str]:
        return [sale_id for sale_id in self._due if sale_id not in self._ledger.effects]

    @cached_property
    def _balances(self) -> Effect:
        balances: Effect = Counter(self.opening)
        for sale_id in self._due.keys() - set(self.waiting):
            add(balances, self._due[sale_id])
        return balances
