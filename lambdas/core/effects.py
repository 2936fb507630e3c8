"""The work of a consumer that keeps a ledger: an effect an event, inserted once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.consumer_spec import Effect
from contracts.refusals import BrokenContract
from domain import EVENT, DomainEvent
from lambdas.core import contract
from lambdas.core.ledger import ROWS_A_CALL, Failed, Ledger, LedgerRow, Outcome


@dataclass(frozen=True, slots=True)
class Effects:
    """Puts the `effect` of each event into the ledger."""

    effect: Callable[[DomainEvent], Effect]
    ledger: Ledger
    chunk: int = ROWS_A_CALL

    def prepare(self, event: DomainEvent, data: bytes) -> LedgerRow:
        """Return the event's row; raises BrokenContract if its bytes can't be told apart from others."""
        return LedgerRow(*EVENT.key(event), contract.digest(data), self.effect(event))

    def apply(self, prepared: Sequence[LedgerRow]) -> Sequence[Outcome | Failed | BrokenContract]:
        """Insert the rows, at most `chunk` of them."""
        return self.ledger.insert(prepared)
