"""The database comes over and keeps up while the stores sell; its reader is killed on the way."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import rmtree

from contracts.scenario import SourceMessage
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.flow import Pair, pair
from demo.options import Options
from demo.retail.close_run import LakeJobs
from demo.retail.database.changes import SourceStatement, history
from demo.retail.database.comparison import SourceChanges, SourceComparison
from demo.retail.database.receipts import choose_receipts, withhold
from demo.retail.database.replication_outcome import ReplicationOutcome
from demo.retail.database.source import LocalSource, prepared_source
from demo.retail.database.tables import contents
from twin.database.process import StandInProcess
from twin.database.stand_in import StartType
from twin.database.task import replications, task_of
from twin.semantics.dms.settings import DmsReplication

KILLS = 2


@dataclass
class DatabaseReceipts:
    """The receipts of the database that become sales, and when it had each."""

    messages: list[SourceMessage] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    def note(self, receipt: SourceMessage) -> None:
        """Take in a receipt as of now."""
        self.messages.append(receipt)
        self.at.append(time.time())


class DatabaseAct(Act):
    """A source and its reader, which is killed on the way; some receipts it has that no till sends."""

    name = "database"
    needs = frozenset({"Database"})
    builds_on = frozenset({"close"})
    outcome: ReplicationOutcome
    source: LocalSource
    _process: StandInProcess
    _replication: DmsReplication

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.sent = DatabaseReceipts()
        self.kills = 0
        self._alone: Sequence[SourceMessage] = ()
        self._tills: Sequence[SourceMessage] = ()
        self._statements: Sequence[SourceStatement] = ()
        self._held: Sequence[SourceMessage] = ()
        self._seconds = 0.0

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(
                name="source",
                title="Filling the source database",
                at=RunStage.PREPARE,
                perform=self._prepare,
            ),
            Phase(
                name="database",
                title="Comparing the database with what was folded",
                at=RunStage.COMPARE,
                perform=self._compare,
            ),
        )

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
        """Keep some sales for the database alone."""
        self._replication = next(replications(run.twin.app))
        self._tills, self._alone = withhold(events, self.options.seed)
        return self._tills

    @contextmanager
    def beside(self, run: DemoRun) -> Iterator[None]:
        """Have it come over and change meanwhile, and all of that on the stream at the end."""
        with ThreadPoolExecutor(1, "database") as pool:
            for receipt in self._held:
                self.sent.note(receipt)
            self._process.start(StartType.START)
            changing = pool.submit(self._come_over)
            try:
                yield
                changing.result()
            finally:
                self._seconds = 0.0
        self._process.wait_for(self.source.lsn)
        self._process.stop()
        run.record.accept_others(self.sent.messages, self.sent.at)

    def flows(self, run: DemoRun) -> Mapping[Pair, int]:
        """Return the rows that were folded into its table, as many as were compared."""
        deployment, table = run.deployment, run.twin.app.output("StateTable")
        return {
            pair(deployment, function, table): self.outcome.compared
            for function, variables in deployment.variables.items()
            if function in deployment.sources and variables.get("STATE_TABLE") == table
        }

    def _prepare(self, run: DemoRun) -> None:
        """Start the source and fill it; its changes will take as long as the senders send."""
        seed, day = self.options.seed, self._tills[0].sent_at.date()
        receipts = choose_receipts(run.messages, run.hard, self._alone, seed)
        held = contents(self._tills, day, receipts.held)
        source = prepared_source(self._replication, run.twin.emulator)
        self.source = run.until_end.enter_context(source)
        self.source.fill(held)
        workspace = self.options.workspace / "database"
        # What a former run remembers is of another database.
        rmtree(workspace, ignore_errors=True)
        task = task_of(self._replication, run.twin.emulator, workspace)
        self._process = StandInProcess(task, workspace)
        run.until_end.callback(self._process.kill)
        self._statements = history(held, day, receipts.coming, seed)
        self._seconds, self._held = self.options.play_seconds(run.messages), receipts.held

    def _compare(self, run: DemoRun) -> None:
        """Fold what is archived into the lake, and compare."""
        comparison = SourceComparison(run.twin, run.deployment, LakeJobs(run.twin))
        changed = SourceChanges(self.source, self.sent.messages, self.changes, self.kills)
        self.outcome = comparison.compare(changed, run.reconciliation.applied_twice)

    @property
    def changes(self) -> int:
        """How many rows were changed."""
        return sum(statement.rows for statement in self._statements)

    def _come_over(self) -> None:
        """Be killed while the load is under way; then change: what changes before a load is in the load."""
        self._process.wait_until_begun()
        self._kill()
        self._process.wait_for(0)
        self._change()

    def _change(self) -> None:
        count = len(self._statements)
        deaths = {count * number // (KILLS + 1) for number in range(1, KILLS + 1)}
        for place, statement in enumerate(self._statements):
            if place in deaths:
                self._kill()
            self.source.execute(statement.sql, statement.values)
            if statement.receipt:
                self.sent.note(statement.receipt)
            time.sleep(self._seconds / count)

    def _kill(self) -> None:
        """A start goes on where the one before was, even in the load."""
        self._process.kill()
        self._process.start(StartType.START)
        self.kills += 1
