"""The database comes over and keeps up while the stores sell; its reader is killed on the way."""

import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Self

from demo.database.changes import SourceStatement, history
from demo.database.receipts import choose_receipts, withhold
from demo.database.source import LocalSource, prepared_source
from demo.database.tables import contents
from demo.message import Message
from twin.database.process import StandInProcess
from twin.database.stand_in import StartType
from twin.database.task import replications, task_of
from twin.deploy import Twin
from twin.semantics.dms.settings import DmsReplication

KILLS = 2


@dataclass
class Sent:
    """The receipts of the database that become sales, and when it had each."""

    messages: list[Message] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    def note(self, receipt: Message) -> None:
        """Take in a receipt as of now."""
        self.messages.append(receipt)
        self.at.append(time.time())


class DatabaseAct:
    """A source and its reader; `tills` are the sales that the tills send, without those that it has alone."""

    def __init__(self, twin: Twin, replication: DmsReplication, sales: Sequence[Message], seed: int) -> None:
        self._twin, self._replication, self._seed = twin, replication, seed
        self.tills, self._alone = withhold(sales, seed)
        self.sent = Sent()
        self.kills = 0
        self.source: LocalSource
        self._process: StandInProcess
        self._statements: Sequence[SourceStatement] = ()
        self._held: Sequence[Message] = ()
        self._seconds = 0.0
        self._ending, self._pool = ExitStack(), ThreadPoolExecutor(1, "database")
        self._changing: Future[None] | None = None

    @classmethod
    def of(cls, twin: Twin, sales: Sequence[Message], seed: int) -> "DatabaseAct | None":
        """Return the act of a deployment, if it replicates a database."""
        found = next(replications(twin.app), None)
        return cls(twin, found, sales, seed) if found else None

    def prepare(
        self, messages: Sequence[Message], hard: Collection[bytes], seconds: float, build: Path
    ) -> None:
        """Start the source and fill it; its changes will take `seconds`, beside these messages."""
        receipts = choose_receipts(messages, hard, self._alone, self._seed)
        day = self.tills[0].sent_at.date()
        held = contents(self.tills, day, receipts.held)
        self.source = self._ending.enter_context(prepared_source(self._replication, self._twin.emulator))
        self.source.fill(held)
        workspace = build / "twin/database"
        # What a former run remembers is of another database.
        rmtree(workspace, ignore_errors=True)
        task = task_of(self._replication, self._twin.emulator, workspace)
        self._process = StandInProcess(task, workspace)
        self._ending.callback(self._process.kill)
        self._statements = history(held, day, receipts.coming, self._seed)
        self._seconds, self._held = seconds, receipts.held

    def start(self) -> None:
        """Begin the full load, and change the source when it is done."""
        for receipt in self._held:
            self.sent.note(receipt)
        self._process.start(StartType.START)
        self._changing = self._pool.submit(self._come_over)

    def finish(self) -> None:
        """Return when every change is on the stream; raises what went wrong meanwhile."""
        if self._changing is not None:
            self._changing.result()
        self._process.wait_for(self.source.lsn)
        self._process.stop()

    @contextmanager
    def replicated(self) -> Iterator[None]:
        """Have it come over and change while the context lasts, and all of that on the stream at its end."""
        self.start()
        yield
        self.finish()

    @property
    def changes(self) -> int:
        """How many rows were changed."""
        return sum(statement.rows for statement in self._statements)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._seconds = 0.0
        self._pool.shutdown()
        self._ending.close()

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
