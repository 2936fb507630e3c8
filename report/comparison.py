"""The headline figures, beside those of the day before and of a week before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from report.answers import Answers
from report.figures import Figures, add_up
from report.period import DAY
from report.words import change, count, dollars

FIGURES: tuple[tuple[str, str, Callable[[int], str]], ...] = (
    ("Sold", "total_cents", dollars),
    ("Receipts", "sales", count),
    ("A receipt on average", "average_cents", dollars),
    ("Taken off the price", "off_cents", dollars),
    ("Paid back for returns", "return_cents", dollars),
    ("Sold free of sales tax", "tax_free_cents", dollars),
)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Figures of a period, and of the days to hold them against where those were closed."""

    now: Figures
    day_before: Figures | None
    week_before: Figures | None


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown, and how it changed: (how much, since when)."""

    name: str
    value: str
    changes: Sequence[tuple[str, str]]


def compare(found: Answers) -> Compared:
    """Add up a period's figures, and those of the days that it is held against."""
    period = found.period
    return Compared(
        now=add_up(found.on(period)),
        day_before=None if period.is_week else found.figures(period.back(DAY)),
        week_before=found.figures(period.week_before),
    )


def cells(compared: Compared) -> Iterator[Cell]:
    """Yield the headline figures."""
    for name, field, said in FIGURES:
        read: Callable[[Figures], int] = attrgetter(field)
        yield Cell(name, said(read(compared.now)), list(_changes(compared, read)))


def _changes(compared: Compared, read: Callable[[Figures], int]) -> Iterator[tuple[str, str]]:
    earlier = {"vs day before": compared.day_before, "vs week before": compared.week_before}
    for since, figures in earlier.items():
        changed = change(read(compared.now), read(figures)) if figures else ""
        if changed:
            yield changed, since
