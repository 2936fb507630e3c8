"""The lines of a bill."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from prices import Price
from twin.assembly import Resource


@dataclass(frozen=True)
class BillLine:
    """What a resource uses of something priced, in a month."""

    resource: Resource
    price: Price
    quantity: float

    @property
    def dollars(self) -> float:
        """Return what it costs a month."""
        return self.quantity * self.price.dollars


@dataclass(frozen=True)
class Unpriced:
    """What a resource costs and this bill can't say, with the reason."""

    resource: Resource
    reason: str


Lines: TypeAlias = Iterator[BillLine | Unpriced]
