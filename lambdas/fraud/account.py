"""The memory of a payment token or a member: the last sales, and how much they usually are."""

from collections.abc import Iterator
from hashlib import blake2b
from math import sqrt
from typing import Self

from msgspec import Struct

from domain.sale import Sale
from lambdas.fraud.thresholds import Thresholds

MOST_RECENT = 20
"""Keeps an item under one write unit; every velocity rule has fired long before."""


class PastSale(Struct, frozen=True, array_like=True, gc=False):
    """A sale that counted: who it was, when in seconds since the epoch, where, and how much."""

    mark: bytes
    at: int
    store_id: str
    cents: int

    @classmethod
    def of(cls, sale: Sale) -> Self:
        """Return what is remembered of a sale."""
        return cls(mark_sale(sale), int(sale.occurred_at.timestamp()), sale.store_id, sale.net_cents)


class Account(Struct, frozen=True, array_like=True, gc=False):
    """Sales of the last hours, oldest first, and sums over all that ever counted.

    What happened up to `forgotten` can't be distinguished from what has counted, so it never counts again.
    """

    recent: tuple[PastSale, ...] = ()
    forgotten: int = 0
    sales: int = 0
    mean: float = 0.0
    squares: float = 0.0
    bought: int = 0
    refunded: int = 0

    def knows(self, past: PastSale) -> bool:
        """Tell whether a sale has counted, or may have."""
        return past.at <= self.forgotten or any(each.mark == past.mark for each in self.recent)

    def list_near(self, past: PastSale, seconds: int) -> Iterator[PastSale]:
        """Yield the other sales at most so many seconds before it, or after it if it came late."""
        return (each for each in self.recent if each.mark != past.mark and abs(past.at - each.at) <= seconds)

    @property
    def deviation(self) -> float:
        """Return the standard deviation of what purchases came to, in cents."""
        return sqrt(self.squares / (self.sales - 1)) if self.sales > 1 else 0.0

    def add(self, past: PastSale, thresholds: Thresholds) -> "Account":
        """Return the account with one more sale, without what is too old to compare with."""
        kept = sorted((*self.recent, past), key=_when)
        oldest = kept[-1].at - thresholds.memory_seconds
        fresh = [each for each in kept if each.at > oldest][-MOST_RECENT:]
        dropped = kept[: len(kept) - len(fresh)]
        forgotten = max(self.forgotten, *(each.at for each in dropped)) if dropped else self.forgotten
        return self._add_amount(past, tuple(fresh), forgotten)

    def _add_amount(self, past: PastSale, recent: tuple[PastSale, ...], forgotten: int) -> "Account":
        """Welford's running mean and squared deviations; a return only adds to what was refunded."""
        if past.cents <= 0:
            refunded = self.refunded - past.cents
            return Account(recent, forgotten, self.sales, self.mean, self.squares, self.bought, refunded)
        sales = self.sales + 1
        mean = self.mean + (past.cents - self.mean) / sales
        squares = self.squares + (past.cents - self.mean) * (past.cents - mean)
        return Account(recent, forgotten, sales, mean, squares, self.bought + past.cents, self.refunded)


def mark_sale(sale: Sale) -> bytes:
    """Eight bytes that stand for a sale id."""
    return blake2b(sale.sale_id.encode(), digest_size=8).digest()


def _when(past: PastSale) -> tuple[int, bytes]:
    return past.at, past.mark
