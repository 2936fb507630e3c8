"""What the rules find in a year of real baskets with made-up frauds among them, and what they take for one.

`python -m benchmarks.decisions.accuracy '{"returns": 2}'` measures thresholds before an environment gets them.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from rich.console import Console
from rich.table import Table

from benchmarks.sales import sale
from lambdas.contracts import Sale
from lambdas.events import FraudSuspected
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import Accounts
from lambdas.fraud.screening import SALES_AT_ONCE, Screening
from lambdas.fraud.thresholds import Thresholds, thresholds
from lambdas.versioned import Version
from twin.demo.baskets import FIRST_DAY, LAST_DAY, baskets
from twin.demo.frauds import Incident, incidents
from twin.demo.message import Message

INCIDENTS, SEED = 500, 1


class Remembered:
    """Accounts in a dictionary, in the place of their table: it answers as Versions does, and nobody else writes."""

    def __init__(self) -> None:
        self._accounts: dict[str, Version[Account]] = {}

    def read(self, keys: Iterable[str]) -> dict[str, Version[Account]]:
        """Return every account, new ones too."""
        return {key: self._accounts.get(key, Version(Account(), 0)) for key in keys}

    def write(self, accounts: Mapping[str, Version[Account]]) -> set[str]:
        """Keep them; none is overtaken."""
        for key, version in accounts.items():
            self._accounts[key] = Version(version.value, version.number + 1)
        return set()


@dataclass
class Suspected:
    """A bus that keeps what it is told."""

    events: dict[str, FraudSuspected] = field(default_factory=dict)

    def __call__(self, told: Sequence[FraudSuspected]) -> None:
        """Keep each under its sale."""
        self.events.update({event.sale_id: event for event in told})


@dataclass(frozen=True)
class Found:
    """Incidents by pattern, and those of them with a suspected sale; suspected sales by what they are and why."""

    sales: int
    incidents: Counter[str]
    caught: Counter[str]
    fraudulent: int
    false_alarms: int
    rules: Counter[str]
    false_rules: Counter[str]

    @property
    def recall(self) -> float:
        """The share of incidents of which at least one sale was suspected."""
        return self.caught.total() / self.incidents.total()

    @property
    def precision(self) -> float:
        """The share of suspected sales that belong to an incident."""
        return self.fraudulent / (self.fraudulent + self.false_alarms)

    @property
    def false_share(self) -> float:
        """The share of real sales that were suspected."""
        return self.false_alarms / self.sales


def year() -> list[Message]:
    """All real baskets."""
    return baskets(FIRST_DAY, (LAST_DAY - FIRST_DAY).days + 1)


def found(real: Sequence[Message], made_up: Sequence[Incident], limits: Thresholds) -> Found:
    """Screen everything in the order in which it was sold."""
    suspected = screened((*real, *(sent for each in made_up for sent in each.sales)), limits)
    named = [(each.pattern, {sale(sent.data).sale_id for sent in each.sales}) for each in made_up]
    made = {sale_id for _, sale_ids in named for sale_id in sale_ids}
    false = {sale_id: event for sale_id, event in suspected.items() if sale_id not in made}
    return Found(
        sales=len(real),
        incidents=Counter(pattern for pattern, _ in named),
        caught=Counter(pattern for pattern, sale_ids in named if sale_ids & suspected.keys()),
        fraudulent=len(suspected) - len(false),
        false_alarms=len(false),
        rules=Counter(_rules(suspected.values())),
        false_rules=Counter(_rules(false.values())),
    )


def screened(messages: Iterable[Message], limits: Thresholds) -> dict[str, FraudSuspected]:
    """Return what the deployed screening suspects, by sale."""
    suspected = Suspected()
    screening = Screening(cast("Accounts", Remembered()), limits, suspected)
    for part in _parts([sale(each.data) for each in sorted(messages, key=lambda each: each.sent_at)]):
        screening.apply(part)
    return suspected.events


def table(year: Found) -> Table:
    """For people: a row a pattern, and the false alarms."""
    shown = Table("pattern", "incidents", "caught", "share", title="Made-up frauds in a year of real baskets")
    for pattern, count in year.incidents.items():
        shown.add_row(pattern, str(count), str(year.caught[pattern]), f"{year.caught[pattern] / count:.0%}")
    shown.add_section()
    shown.add_row("all", str(year.incidents.total()), str(year.caught.total()), f"{year.recall:.1%}")
    return shown


def rules_table(year: Found) -> Table:
    """Which rule spoke how often."""
    shown = Table("rule", "suspected sales", "of them real", title="Rules in suspected sales")
    for rule, count in year.rules.most_common():
        shown.add_row(rule, f"{count:,}", f"{year.false_rules[rule]:,}")
    return shown


def summary(year: Found) -> str:
    """In one line."""
    return (
        f"Suspected sales: {year.fraudulent:,} of incidents, {year.false_alarms:,} real ones of {year.sales:,} "
        f"({year.false_share:.3%}): precision {year.precision:.1%}."
    )


def _parts(sales: Sequence[Sale]) -> Iterator[Sequence[Sale]]:
    return (sales[start : start + SALES_AT_ONCE] for start in range(0, len(sales), SALES_AT_ONCE))


def _rules(events: Iterable[FraudSuspected]) -> Iterator[str]:
    return (finding.rule for event in events for finding in event.findings)


def main(differing: str = "{}") -> None:
    """Measure with thresholds that differ so."""
    real = year()
    measured = found(real, incidents(real, INCIDENTS, SEED), thresholds(differing))
    console = Console()
    console.print(table(measured), rules_table(measured), summary(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
