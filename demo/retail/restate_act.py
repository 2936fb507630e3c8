"""The act after the repairs: what was corrected and sent again counts in the report of its day, too."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.act import Act, Phase, RunStage
from demo.check import Check, judge
from demo.demo_run import DemoRun
from demo.recovery.snapshot import snapshot
from demo.retail.close_run import LakeJobs, Rows
from demo.retail.opening import INVENTORY
from lambdas.core.ledger_row import ADJUSTMENT
from twin.lake.duck import DuckLake

COUNTED = """
    SELECT
        s.business_day,
        c.version,
        count(*) = max(c.sales) AND sum(s.net_cents) = max(c.net_cents) AS is_whole
    FROM sales AS s
    LEFT JOIN current_closings AS c ON c.business_day = s.business_day
    GROUP BY s.business_day, c.version
"""


@dataclass(frozen=True)
class Restatement:
    """The sales that the ledger had and the reports hadn't, and what a further close made of them.

    `days` says of each day whether its newest close has what the tables have; `uncorrected` are sales that an
    operator has corrected, and the tables have otherwise.
    """

    due: Collection[str]
    curated: Collection[str]
    days: Rows
    restated: int
    uncorrected: Collection[str] = ()

    @property
    def missing(self) -> Sequence[str]:
        """Return the sales that are in no table."""
        return sorted({*self.due} - {*self.curated})

    @property
    def uncounted(self) -> Sequence[str]:
        """Return the days of which the newest close lacks a sale, or has another amount."""
        return [str(day["business_day"]) for day in self.days if not day["is_whole"]]

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "repaired and in no table": self.missing,
            "corrected and not in the tables": sorted(self.uncorrected),
            "closed without what was repaired": self.uncounted,
        }

    def checks(self) -> Iterator[Check]:
        """Return the line of the reconciliation."""
        good, found = not any(self.wrong.values()), len(self.due) - len(self.missing)
        yield judge("Repaired and counted by the next close", found, len(self.due), good)

    def figures(self) -> Mapping[str, object]:
        """Return it as JSON."""
        return {"repaired_restated": len(self.due) - len(self.missing), "days_restated": self.restated}


class RestateAct(Act):
    """Curates and closes once more, when the quarantine was repaired."""

    name = "restate"
    builds_on = frozenset({"close", "recover", "stock"})
    outcome: Restatement

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        title = "Closing again, with what was repaired"
        return (Phase(name="restate", title=title, at=RunStage.REPAIR, perform=self._restate),)

    def _restate(self, run: DemoRun) -> None:
        jobs = LakeJobs(run.twin)
        rows = snapshot(run).ledgers[INVENTORY]
        booked = {name for name in rows if f"/{ADJUSTMENT}" not in name}
        before = versions(jobs.lake)
        due = booked - sale_ids(jobs.lake)
        jobs.close(run.expectation)
        after = versions(jobs.lake)
        self.outcome = Restatement(
            due=due,
            curated=sale_ids(jobs.lake),
            days=jobs.lake.rows(COUNTED),
            restated=sum(before.get(day) != version for day, version in after.items()),
            uncorrected={*run.corrections} - corrected_ids(jobs.lake),
        )


def sale_ids(lake: DuckLake) -> set[str]:
    """Return the sales that the tables have."""
    return {str(row["sale_id"]) for row in lake.rows("SELECT sale_id FROM sales")}


def corrected_ids(lake: DuckLake) -> set[str]:
    """Return the sales that stand there as an operator has said."""
    return {
        str(row["sale_id"]) for row in lake.rows("SELECT sale_id FROM sales WHERE correction IS NOT NULL")
    }


def versions(lake: DuckLake) -> Mapping[object, int]:
    """Return how often each day was closed."""
    found = lake.rows("SELECT business_day, version FROM current_closings")
    return {row["business_day"]: row["version"] for row in found}
