"""The close of days: the deployed jobs curate what arrived and close its days, and what that leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from contracts.refusals import Reason
from contracts.scenario import MessageKind
from demo.check import Check, judge, judge_none
from demo.expectation import Expectation
from demo.retail import head_office
from demo.retail.store_days import business_day, differing, expected, reported
from demo.retail.store_files import upload
from domain.lake.tables import TABLES
from lambdas.core.parked_days import ParkedDay, ParkedDays
from sluice.lake.jobs import GlueJob, GlueRun
from twin.deploy import Twin
from twin.errors import TwinError
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake

PAUSE_SECONDS = 0.1

Rows = Sequence[Mapping[str, Any]]


class JobFailed(TwinError):
    """A deployed job came to nothing."""


@dataclass(frozen=True)
class CloseRun:
    """What the lake holds after a close; `blocked` says why days stay open, `commits` what it changed."""

    expectation: Expectation
    closings: Rows
    store_days: Rows
    curated: int
    quarantined: int
    too_old: int = 0
    commits: int = 0
    blocked: str = ""

    @cached_property
    def mismatches(self) -> list[str]:
        """Store days that aren't reported as the accepted sales make them."""
        return differing(expected(self.expectation.events.values()), reported(self.store_days))

    @property
    def due_too_old(self) -> int:
        """How many records of a day before the oldest were sent."""
        refused = self.expectation.refused.values()
        return sum(each.reason == Reason.TOO_OLD for each in refused if each.kind is MessageKind.BROKEN)

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "not closed": self.open,
            "reported wrongly": self.mismatches,
            "of long ago and not refused": ["a record"] * abs(self.due_too_old - self.too_old),
            "changed by doing it again": ["a commit"] * self.commits,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        days, store_days = len(self.closings) + len(self.open), len(self.store_days)
        yield judge("Days closed", len(self.closings), days, not self.open)
        yield judge_none("Store days reported wrongly", self.mismatches, store_days)
        well = self.too_old == self.due_too_old
        yield judge("Refused by the lake, of long ago", self.too_old, self.due_too_old, well)
        yield judge("Changed by doing it all again", self.commits, store_days, not self.commits)

    def figures(self) -> dict[str, object]:
        """Return the close as JSON."""
        return {
            "sales_curated": self.curated,
            "lake_quarantined": self.quarantined,
            "old_sales_refused": self.too_old,
            "days_closed": len(self.closings),
            "store_days": len(self.store_days),
            "lines_reported": sum(row["lines"] for row in self.store_days),
            "net_cents_reported": sum(row["net_cents"] for row in self.store_days),
            "report_mismatches": len(self.mismatches),
            "rerun_changes": self.commits,
        }

    @cached_property
    def open(self) -> list[str]:
        """Days with sales that aren't closed."""
        closed = {row["business_day"] for row in self.closings}
        sold = {business_day(sale) for sale in self.expectation.events.values()}
        return [str(day) for day in sorted(sold - closed)]


class LakeJobs:
    """Starts the deployed jobs as an operator would, and reads what they made of it."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._endpoint, self._database = twin.emulator.endpoint, twin.app.output("Database")

    @property
    def lake(self) -> DuckLake:
        """The tables as they are now."""
        return DuckLake(self._endpoint, self._database)

    def receive_files(self, day: date, besides: Mapping[str, Sequence[str]]) -> None:
        """Let the head office send its products and stores, and `besides` more products by store."""
        skus = {sku for some in besides.values() for sku in some}
        for file in (head_office.products_file(day, skus), head_office.stores_file(day, besides)):
            upload(self._twin.emulator.client("s3"), self._twin.app.output("LandingBucket"), file)
        self._must_run("IngestStoreFilesJob")

    def close_twice(self, expectation: Expectation) -> CloseRun:
        """Close, and close again to see what that changes."""
        self.close(expectation)
        before = self._commits()
        return replace(self.close(expectation), commits=self._commits() - before)

    def close(self, expectation: Expectation) -> CloseRun:
        """Curate what has arrived, and close every day that sold."""
        days = {business_day(sale) for sale in expectation.events.values()}
        self._must_run("CurateSalesJob")
        # The play is over: nothing is on its way any more.
        blocked = self._run("CloseDayJob", FROM=str(min(days)), TO=str(max(days)), SETTLE_MINUTES="0")
        return replace(self.read(expectation), blocked=blocked)

    def read(self, expectation: Expectation) -> CloseRun:
        """Return what the tables hold now."""
        lake = self.lake
        return CloseRun(
            expectation=expectation,
            closings=lake.rows("SELECT * FROM current_closings"),
            store_days=lake.rows("SELECT * FROM closed_store_days"),
            curated=_count(lake, "sales"),
            quarantined=_count(lake, "quarantined"),
            too_old=_count(lake, f"quarantined WHERE reason = '{Reason.TOO_OLD}'"),
        )

    def parked(self) -> list[ParkedDay]:
        """Return what people have left out of the close."""
        table = self._twin.app.output("ParkedDaysTable")
        return ParkedDays(self._twin.emulator.client("dynamodb"), table).list()

    def fold_database(self) -> None:
        """Fold what a database's replication has brought into the lake's tables."""
        self._must_run("FoldDatabaseJob")

    def _must_run(self, output: str) -> None:
        """GlueRun a job; raises JobFailed unless it does what it should."""
        if message := self._run(output):
            raise JobFailed(message)

    def _run(self, output: str, **arguments: str) -> str:
        """GlueRun the job that an output names to its end, and return why it failed, if it did."""
        job = GlueJob(
            self._twin.emulator.client("glue"), self._twin.app.output(output), longest_pause=PAUSE_SECONDS
        )
        run_id = job.start({f"--{name}": value for name, value in arguments.items()})
        last = _last(job, run_id)
        return "" if last.is_done else f"{job.name} {last.state.lower()}: {last.message}"

    def _commits(self) -> int:
        tables = catalog(self._endpoint)
        return sum(len(tables.load_table((self._database, table.name)).snapshots()) for table in TABLES)


def _last(job: GlueJob, run_id: str) -> GlueRun:
    *_, last = job.watch(run_id)
    return last


def _count(lake: DuckLake, table: str) -> int:
    [found] = lake.rows(f"SELECT count(*) AS records FROM {table}")  # noqa: S608 (a table's name)
    return int(found["records"])
