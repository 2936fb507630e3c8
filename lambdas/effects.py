"""The work of a consumer that keeps a ledger: an effect a sale, inserted once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lambdas import contracts
from lambdas.contracts import Sale
from lambdas.once import ROWS_A_CALL, Attributes, Failed, Ledger, Outcome, Row
from lambdas.refusals import BrokenContract


@dataclass(frozen=True, slots=True)
class Effects:
    """Puts the `effect` of each sale into the ledger."""

    effect: Callable[[Sale], Attributes]
    ledger: Ledger
    chunk: int = ROWS_A_CALL

    def prepare(self, sale: Sale, data: bytes) -> Row:
        """Return the sale's row; raises BrokenContract if its bytes can't be told apart from others."""
        return Row(*sale.key, contracts.digest(data), self.effect(sale))

    def apply(self, prepared: Sequence[Row]) -> Sequence[Outcome | Failed | BrokenContract]:
        """Insert the rows, at most `chunk` of them."""
        return self.ledger.insert(prepared)
