"""A run of the demo: what its acts work with, and what they have found so far."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from contracts.scenario import Payload, Scenario, SourceMessage
from demo.deployment import Deployment
from demo.expectation import Expectation, expected
from demo.options import Options
from demo.reconciliation import Reconciliation
from demo.running_twin import RunningTwin, RunRecord
from demo.terminal import Terminal
from twin.deploy import Twin


@dataclass(kw_only=True)
class DemoRun:
    """A deployment and the names of the acts that are `played` on it.

    `source` are the events as the scenario has them, `messages` what senders send, `hard` those of them over
    which a function stumbles. `brought_in` came by another way than the stream; `corrections` are payloads
    that an operator has called right, by their events' ids. What is kept in `until_end` ends with the run.
    Each of the `invariants` names what is wrong with what it looks at, whenever nothing moves. `running` is
    there from START on, `reconciliation` from EXAMINE on.
    """

    options: Options
    terminal: Terminal
    twin: Twin
    played: frozenset[str]
    source: Sequence[SourceMessage]
    until_end: ExitStack
    messages: Sequence[SourceMessage] = ()
    hard: frozenset[bytes] = frozenset()
    record: RunRecord = field(init=False)
    running: RunningTwin = field(init=False)
    brought_in: list[SourceMessage] = field(default_factory=list)
    corrections: dict[str, Payload] = field(default_factory=dict)
    invariants: list[Callable[[], Iterable[str]]] = field(default_factory=list)
    reconciliation: Reconciliation = field(init=False)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def scenario(self) -> Scenario:
        """The domain's scenario."""
        return self.options.scenario

    @cached_property
    def deployment(self) -> Deployment:
        """The physical names of what is deployed."""
        return Deployment.of(self.twin.app)

    @property
    def first_day(self) -> date:
        """The day of the first event."""
        return self.source[0].sent_at.date()

    @property
    def expectation(self) -> Expectation:
        """What must come of everything that was accepted so far."""
        return expected([*self.record.accepted, *self.brought_in], self.corrections)
