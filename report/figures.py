"""What was sold, in figures."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was sold: by a store on a day, or by several together. Amounts are whole cents."""

    sales: int
    lines: int
    total_cents: int
    retail_cents: int
    coupon_cents: int
    coupon_match_cents: int
    net_cents: int
    return_lines: int
    return_cents: int
    tax_free_lines: int
    tax_free_cents: int
    unknown_lines: int

    @property
    def average_cents(self) -> int:
        """Return what a receipt came to, rounded to the cent."""
        return (2 * self.total_cents + self.sales) // (2 * self.sales) if self.sales else 0

    @property
    def shelf_cents(self) -> int:
        """Return what the lines would have sold for without what the store took off."""
        return self.total_cents + self.retail_cents + self.coupon_match_cents

    @property
    def off_cents(self) -> int:
        """Return all that was taken off, by the store and by manufacturers."""
        return self.retail_cents + self.coupon_match_cents + self.coupon_cents


@dataclass(frozen=True, kw_only=True)
class StoreDay(Figures):
    """A store's day as it was last closed."""

    store_id: str
    business_day: date
    version: int


def add_up(figures: Iterable[Figures]) -> Figures:
    """Return the sums."""
    several = list(figures)
    return Figures(**{each.name: sum(getattr(one, each.name) for one in several) for each in fields(Figures)})
