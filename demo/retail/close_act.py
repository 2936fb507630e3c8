"""The act that closes the days: files of the head office, the curated tables, the report of the last day."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from contracts.scenario import Amounts
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.retail.close_run import CloseRun, LakeJobs
from demo.retail.opening import INVENTORY, skus_by_store
from demo.retail.store_days import business_day
from report.page import page
from report.rows import ParkedStore
from twin.lake.tables import create_tables

REAL = (
    "The baskets are real: The Complete Journey, what 2,469 households bought in 2017. Times have no zone "
    "there and are taken as UTC; units of gasoline are the register's own, about a thousandth of a gallon."
)
SYNTHETIC = (
    "Registers, payment tokens, opening stock, reorder levels, store names, and which products are free of "
    "sales tax, are synthetic."
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

    def files(self, run: DemoRun) -> Mapping[str, tuple[str, str]]:
        """Return the last day as a store manager reads it."""
        day = max(map(business_day, self.outcome.expectation.events.values()))
        notes = [SYNTHETIC] if self.options.events else [REAL, SYNTHETIC]
        kept = run.reconciliation.audits.get(INVENTORY)
        stock = _by_store(kept.balances if kept else Counter())
        jobs = LakeJobs(run.twin)
        parked = [
            ParkedStore(store_id=each.partition, reason=each.reason, by=each.by) for each in jobs.parked(day)
        ]
        return {"report": ("report.html", page(jobs.lake.rows, stock, day, notes, parked))}

    def _receive_files(self, run: DemoRun) -> None:
        """Let the head office send its files, and what a user's own sales name besides."""
        create_tables(run.twin.app, run.twin.emulator.endpoint)
        besides = skus_by_store(run.source) if self.options.events else {}
        LakeJobs(run.twin).receive_files(run.first_day, besides)

    def _close(self, run: DemoRun) -> None:
        self.outcome = LakeJobs(run.twin).close_twice(run.expectation)


def _by_store(balances: Amounts) -> dict[str, dict[str, int]]:
    """Return units on hand, by store and product."""
    stock: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for item, units in balances.items():
        store_id, _, sku = item.partition("/")
        stock[store_id][sku] = units
    return stock
