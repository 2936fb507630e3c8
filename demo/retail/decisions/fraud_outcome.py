"""The suspicions, held against the frauds that were made up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from demo.check import Check
from demo.message import name_of
from demo.retail.decisions.cases import Case
from demo.retail.frauds import Incident


@dataclass(frozen=True)
class FraudOutcome:
    """`waits` are the seconds from a suspected sale's acceptance until the bus had heard of it."""

    incidents: Sequence[Incident]
    cases: Sequence[Case]
    waits: Sequence[float] = ()

    @cached_property
    def suspected(self) -> dict[str, Case]:
        """Cases by sale: one that was put on the bus twice is one."""
        return {case.sale_id: case for case in self.cases}

    @cached_property
    def caught(self) -> list[Incident]:
        """Incidents of which at least one sale was suspected."""
        return [one for one in self.incidents if self.suspected.keys() & _sales(one)]

    @cached_property
    def false_alarms(self) -> list[Case]:
        """Suspected sales that belong to no incident."""
        frauds = {sale for one in self.incidents for sale in _sales(one)}
        return [case for case in self.suspected.values() if case.sale_id not in frauds]

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Return nothing: what is caught is a finding."""
        return {}

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        known, suspected = len(self.incidents), len(self.suspected)
        yield Check("Frauds caught while the sales stream", len(self.caught), known, varies=True)
        yield Check("Honest sales suspected", len(self.false_alarms), suspected, varies=True)

    def figures(self) -> dict[str, object]:
        """Return the suspicions as JSON."""
        return {
            "frauds_injected": len(self.incidents),
            "frauds_caught": len(self.caught),
            "false_alarms": len(self.false_alarms),
            "sales_suspected": len(self.suspected),
            "suspicion_seconds_median": round(median(self.waits), 2) if self.waits else None,
            "suspicion_seconds_most": round(max(self.waits), 2) if self.waits else None,
        }


def _sales(incident: Incident) -> set[str]:
    return {name_of(sale.data) for sale in incident.sales}
