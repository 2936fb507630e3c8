"""From the shelf price to what customers paid, line by line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter, neg

from report.comparison import Compared
from report.figures import Figures
from report.words import change, percent


@dataclass(frozen=True)
class StatementLine:
    """A line of the statement: its amount, its part of the shelf price, and the change on a week before."""

    name: str
    cents: int
    share: str
    changed: str
    kind: str = ""


@dataclass(frozen=True)
class _Said:
    name: str
    field: str
    kind: str = ""


SAID = (
    _Said("At shelf prices", "shelf_cents", "sum"),
    _Said("Own discounts", "retail_cents", "off"),
    _Said("Matched coupons", "coupon_match_cents", "off"),
    _Said("Sold", "total_cents", "sum"),
    _Said("Manufacturers' coupons", "coupon_cents", "off"),
    _Said("Paid by customers", "net_cents", "sum"),
)


def statement(compared: Compared) -> Iterator[StatementLine]:
    """Yield the lines; what is taken off stands below zero."""
    for said in SAID:
        read: Callable[[Figures], int] = attrgetter(said.field)
        cents, before = read(compared.now), compared.week_before
        yield StatementLine(
            said.name,
            neg(cents) if said.kind == "off" else cents,
            percent(cents, compared.now.shelf_cents),
            change(cents, read(before)) if before else "",
            said.kind,
        )
