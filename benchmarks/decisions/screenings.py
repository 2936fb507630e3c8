"""The deployed screening over any sales, its accounts and its bus in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from benchmarks.sales import sale
from contracts.scenario import SourceMessage
from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core.optimistic_table import Version
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import Accounts
from lambdas.fraud.screener import SALES_AT_ONCE, FraudScreener
from lambdas.fraud.thresholds import Thresholds


class Remembered:
    """Accounts in a dictionary in the place of their table: they answer as Versions does, to one writer."""

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

    def forget(self, sales: int) -> None:
        """Refuse: nobody else writes these accounts."""
        raise RuntimeError(f"{sales} sales were overtaken where nobody else writes")


def screened(messages: Iterable[SourceMessage], limits: Thresholds) -> dict[str, FraudSuspected]:
    """Return what the deployed screening suspects, by sale."""
    suspected = Suspected()
    screener = FraudScreener(cast("Accounts", Remembered()), limits, suspected, suspected.forget)
    for part in _parts([sale(each.data) for each in sorted(messages, key=lambda each: each.sent_at)]):
        screener.apply(part)
    return suspected.events


def _parts(sales: Sequence[Sale]) -> Iterator[Sequence[Sale]]:
    return (sales[start : start + SALES_AT_ONCE] for start in range(0, len(sales), SALES_AT_ONCE))
