"""The act that closes the days: files of the head office, the curated tables, the report of the last day."""

from collections.abc import Mapping, Sequence

from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.retail.close_run import CloseRun, LakeJobs
from demo.retail.decisions.shelf_tables import read_stock
from demo.retail.opening import skus_by_store
from demo.retail.store_days import business_day
from report.page import render_pages
from report.rows import ParkedStore
from twin.lake.tables import create_tables

REAL = (
    "The baskets are real: The Complete Journey, what 2,469 households bought in 2017. Times have no zone "
    "there and are taken as UTC, at whose midnight the registers begin a business day; units of gasoline are "
    "the register's own, about a thousandth of a gallon."
)
HISTORY = "Only some of the stores have a history here of the week before"
SYNTHETIC = (
    "Registers, payment tokens, opening stock, suppliers, store names, the stores' time zone, and which "
    "products are free of sales tax, are synthetic."
)


class CloseAct(Act):
    """Curates what Firehose archived and closes its days, twice."""

    name = "close"
    needs = frozenset({"Lake"})
    outcome: CloseRun

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(
                name="files",
                title="Taking in the head office's files",
                at=RunStage.PREPARE,
                perform=self._receive_files,
            ),
            Phase(
                name="close",
                title="Curating and closing the days, twice",
                at=RunStage.CLOSE,
                perform=self._close,
            ),
        )

    def files(self, run: DemoRun) -> Mapping[str, Mapping[str, str]]:
        """Return the last day and its week as managers read them: of all stores, and of each."""
        day = max(map(business_day, self.outcome.expectation.events.values()))
        notes = [SYNTHETIC] if self.options.events else [REAL, SYNTHETIC]
        if "backfill" in run.played:
            notes.append(f"{HISTORY} {run.first_day:%-d %B %Y}.")
        stock = read_stock(run) if "orders" in run.played else None
        jobs = LakeJobs(run.twin)
        parked = [
            ParkedStore(store_id=each.partition, business_day=each.day, reason=each.reason, by=each.by)
            for each in jobs.parked()
        ]
        return {"report": render_pages(jobs.lake.rows, stock, day, notes, parked)}

    def _receive_files(self, run: DemoRun) -> None:
        """Let the head office send its files, and what a user's own sales name besides."""
        create_tables(run.twin.app, run.twin.emulator.endpoint)
        besides = skus_by_store(run.source) if self.options.events else {}
        LakeJobs(run.twin).receive_files(run.first_day, besides)

    def _close(self, run: DemoRun) -> None:
        self.outcome = LakeJobs(run.twin).close_twice(run.expectation)
