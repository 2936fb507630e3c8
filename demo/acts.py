"""What the capabilities of a deployment add to the play: each has its act, or there is none."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property

from demo.adapters.act import AdapterSales, SourcesAct
from demo.backfill.backfill_act import BackfillAct, backfill_act
from demo.database.act import DatabaseAct, Sent
from demo.decisions.supplier import Supplier
from demo.deployment import Deployment
from demo.frauds import Incident
from demo.message import Kind, Message
from demo.options import Options
from demo.play import Play
from demo.terminal import Terminal
from twin.deploy import Twin


@dataclass(frozen=True)
class DemoContext:
    """What every phase of a demo works with."""

    options: Options
    twin: Twin
    orders: Supplier
    terminal: Terminal

    @cached_property
    def deployment(self) -> Deployment:
        """The physical names of what is deployed."""
        return Deployment.of(self.twin.app)


@dataclass(frozen=True)
class Acts:
    """The acts of a deployment: history and a database come beside the play, other sources after it."""

    history: BackfillAct | None = None
    sources: SourcesAct | None = None
    database: DatabaseAct | None = None

    def bring_history(self) -> AbstractContextManager[None]:
        """Bring the history in until the context ends."""
        return self.history.beside() if self.history else nullcontext()

    def replicate(self) -> AbstractContextManager[None]:
        """Replicate the database until the context ends."""
        return self.database.replicated() if self.database else nullcontext()

    @property
    def replicated(self) -> Sent:
        """What the database has sent by itself."""
        return self.database.sent if self.database else Sent()

    def bring_others(self, play: Play, messages: Sequence[Message]) -> AdapterSales | None:
        """Bring sales by the other sources, if there are any."""
        sold = [message for message in messages if message.kind is Kind.SALE]
        return self.sources.perform(play, sold) if self.sources else None


@dataclass(frozen=True)
class DemoPlan:
    """What is sent by tills, what was made up of it, and the acts beside."""

    messages: Sequence[Message]
    incidents: Sequence[Incident]
    acts: Acts


def plan_demo(around: DemoContext, sales: Sequence[Message], sources: SourcesAct | None) -> DemoPlan:
    """Return what a demo of these sales plays; what the database sends no till does."""
    options, twin = around.options, around.twin
    database = DatabaseAct.of(twin, sales, options.seed)
    tills = database.tills if database else sales
    incidents = options.incidents(tills)
    messages = options.messages(tills, incidents)
    first_day = messages[0].sent_at.date()
    history = backfill_act(twin, around.deployment, first_day, options.seed, options.build / "twin")
    return DemoPlan(messages, incidents, Acts(history, sources, database))


@contextmanager
def prepared(around: DemoContext, plan: DemoPlan) -> Iterator[None]:
    """Have the source database ready until the context ends, if the deployment replicates one."""
    options, database = around.options, plan.acts.database
    with database or nullcontext():
        if database:
            with around.terminal.phase("source", "Filling the source database"):
                hard, seconds = options.hard(plan.messages), options.play_seconds(plan.messages)
                database.prepare(plan.messages, hard, seconds, options.build)
        yield
