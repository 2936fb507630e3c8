"""What the rules find in a year of real baskets with made-up frauds among them, and what they take for one.

`python -m benchmarks.decisions.accuracy '{"returns": 2}'` measures thresholds that differ.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.decisions.screenings import screened
from benchmarks.sales import sale
from contracts.scenario import SourceMessage
from demo.retail.frauds import Incident, incidents
from domain.bus_events import FraudSuspected
from domain.scenario.baskets import FIRST_DAY, LAST_DAY, list_baskets
from lambdas.fraud.thresholds import Thresholds, parse_thresholds

INCIDENTS, SEED = 500, 1


@dataclass(frozen=True)
class Found:
    """Incidents and those caught, by pattern; suspected sales, by whether they are real and by rule."""

    sales: int
    incidents: Mapping[str, int]
    caught: Mapping[str, int]
    fraudulent: int
    false_alarms: int
    rules: Mapping[str, int]
    false_rules: Mapping[str, int]

    @property
    def recall(self) -> float:
        """The share of incidents of which at least one sale was suspected."""
        return sum(self.caught.values()) / sum(self.incidents.values())

    @property
    def precision(self) -> float:
        """The share of suspected sales that belong to an incident."""
        return self.fraudulent / (self.fraudulent + self.false_alarms)

    @property
    def false_share(self) -> float:
        """The share of real sales that were suspected."""
        return self.false_alarms / self.sales


def year() -> list[SourceMessage]:
    """Return all real baskets."""
    return list_baskets(FIRST_DAY, (LAST_DAY - FIRST_DAY).days + 1)


def found(real: Sequence[SourceMessage], made_up: Sequence[Incident], limits: Thresholds) -> Found:
    """Screen everything in the order in which it was sold."""
    suspected = screened((*real, *(sent for each in made_up for sent in each.sales)), limits)
    named = [(each.pattern, {sale(sent.data).sale_id for sent in each.sales}) for each in made_up]
    made = {sale_id for _, sale_ids in named for sale_id in sale_ids}
    false = {sale_id: event for sale_id, event in suspected.items() if sale_id not in made}
    return Found(
        sales=len(real),
        incidents=_counted(pattern for pattern, _ in named),
        caught=_counted(pattern for pattern, sale_ids in named if sale_ids & suspected.keys()),
        fraudulent=len(suspected) - len(false),
        false_alarms=len(false),
        rules=_counted(_rules(suspected.values())),
        false_rules=_counted(_rules(false.values())),
    )


def table(year: Found) -> Table:
    """Render for people: a row a pattern, and the false alarms."""
    shown = Table("pattern", "incidents", "caught", "share", title="Made-up frauds in a year of real baskets")
    for pattern, count in year.incidents.items():
        caught = year.caught.get(pattern, 0)
        shown.add_row(pattern, str(count), str(caught), f"{caught / count:.0%}")
    shown.add_section()
    every, caught = sum(year.incidents.values()), sum(year.caught.values())
    shown.add_row("all", str(every), str(caught), f"{year.recall:.1%}")
    return shown


def rules_table(year: Found) -> Table:
    """Which rule spoke how often."""
    shown = Table("rule", "suspected sales", "of them real", title="Rules in suspected sales")
    for rule, count in year.rules.items():
        shown.add_row(rule, f"{count:,}", f"{year.false_rules.get(rule, 0):,}")
    return shown


def summary(year: Found) -> str:
    """Render in one line."""
    return (
        f"Suspected: {year.fraudulent:,} sales of incidents, {year.false_alarms:,} of {year.sales:,} real"
        f" ({year.false_share:.3%}): precision {year.precision:.1%}."
    )


def _counted(names: Iterable[str]) -> Mapping[str, int]:
    """The most frequent first."""
    return dict(Counter(names).most_common())


def _rules(events: Iterable[FraudSuspected]) -> Iterator[str]:
    return (finding.rule for event in events for finding in event.findings)


def main(differing: str = "{}") -> None:
    """Measure with thresholds that differ so."""
    real = year()
    measured = found(real, incidents(real, INCIDENTS, SEED), parse_thresholds(differing))
    console = Console()
    console.print(table(measured), rules_table(measured), summary(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
